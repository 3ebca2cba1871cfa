/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/rotated_secret.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <core/cell.h>
#include <crmsync/buf.h>
#include <crmsync/log.h>
#include <crmsync/mem.h>

#define SECRET_LIMIT       65536
#define FINGERPRINT_DIGITS 16

static void side_path(struct crm_buf *path, const struct crm_settings *settings,
		      const struct crm_system_settings *system, const struct crm_secret_setting *secret)
{
	const char *slash = strrchr(settings->store, '/');
	crm_buf_add(path, settings->store, slash ? (size_t)(slash + 1 - settings->store) : 0);
	crm_buf_printf(path, ".%s.%s.rotated", system->name, secret->name);
}

static void secret_path(struct crm_buf *path, const struct crm_settings *settings,
			const struct crm_secret_setting *secret)
{
	if (secret->source[0] != '/')
		crm_buf_printf(path, "%s/", settings->folder);
	crm_buf_str(path, secret->source);
}

static void fingerprint(const char *value, char out[FINGERPRINT_DIGITS + 1])
{
	snprintf(out, FINGERPRINT_DIGITS + 1, "%016" PRIx64, crm_hash_bytes(value, strlen(value), 0x63726d73));
}

static bool write_whole(int fd, const char *text)
{
	for (size_t len = strlen(text); len > 0;) {
		ssize_t n = write(fd, text, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return true;
}

static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? crm_strndup(path, slash == path ? 1 : (size_t)(slash - path)) : crm_strdup(".");
	int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	crm_free(folder);
}

/* New content beside the old, flushed, then renamed over it: there is always a whole one.  *why: errno of a failure. */
static int replace_file(const char *path, const char *text, int *why, struct crm_error *err)
{
	struct crm_buf fresh;
	crm_buf_init(&fresh, SECRET_LIMIT);
	crm_buf_printf(&fresh, "%s.new", path);
	int rc = CRM_OK;
	if (!fresh.failed)
		unlink(fresh.ptr); /* left by a run that died, perhaps under another mode */
	int fd = fresh.failed ? -1 : open(fresh.ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	int failure = 0;
	if (fd < 0 || !write_whole(fd, text) || fsync(fd) != 0) {
		failure = errno;
		rc = crm_error_set(err, CRM_E_DISK, "cannot write the new credential to '%s': %s", fresh.ptr,
				   strerror(failure));
	}
	if (fd >= 0)
		close(fd);
	if (rc == CRM_OK && rename(fresh.ptr, path) != 0) {
		failure = errno;
		rc = crm_error_set(err, CRM_E_DISK, "cannot replace '%s': %s", path, strerror(failure));
	}
	if (rc == CRM_OK)
		sync_folder(path);
	else if (fd >= 0)
		unlink(fresh.ptr); /* it holds a credential */
	crm_buf_free(&fresh);
	*why = failure;
	return rc;
}

/* Content of a side file whose fingerprint fits the configured value; NULL otherwise. */
static char *read_side(const char *path, const char *configured)
{
	char print[FINGERPRINT_DIGITS + 1], text[SECRET_LIMIT];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return NULL;
	struct stat st;
	ssize_t n = fstat(fd, &st) == 0 && (st.st_mode & 077) == 0 ? read(fd, text, sizeof text - 1) : -1;
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	fingerprint(configured, print);
	bool fits = n > FINGERPRINT_DIGITS + 1 && strncmp(text, print, FINGERPRINT_DIGITS) == 0 &&
		    text[FINGERPRINT_DIGITS] == '\n';
	char *value = fits ? crm_strdup(text + FINGERPRINT_DIGITS + 1) : NULL;
	explicit_bzero(text, sizeof text);
	return value;
}

/* What the config's source holds; nothing where nothing is: a login may come before there is a credential. */
static int read_configured(const struct crm_settings *settings, const struct crm_secret_setting *secret, char **out,
			   struct crm_error *err)
{
	if (!crm_secret_is_missing(settings, secret))
		return crm_secret_read(settings, secret, out, err);
	*out = crm_strdup("");
	return *out ? CRM_OK : crm_error_no_memory(err);
}

int crm_rotated_secret_read(const struct crm_settings *settings, const struct crm_system_settings *system,
			    const struct crm_secret_setting *secret, char **out, struct crm_error *err)
{
	char *configured = NULL;
	int rc = read_configured(settings, secret, &configured, err);
	if (rc != CRM_OK)
		return rc;
	struct crm_buf path;
	crm_buf_init(&path, SECRET_LIMIT);
	side_path(&path, settings, system, secret);
	char *rotated = path.failed ? NULL : read_side(path.ptr, configured);
	crm_buf_free(&path);
	if (rotated == NULL && configured[0] == '\0') {
		crm_secret_free(configured);
		return crm_secret_read(settings, secret, out, err); /* it says what is missing */
	}
	if (rotated == NULL) {
		*out = configured;
		return CRM_OK;
	}
	crm_redact_credential(secret->name, rotated);
	crm_secret_free(configured);
	*out = rotated;
	return CRM_OK;
}

static int save_side(const struct crm_settings *settings, const struct crm_system_settings *system,
		     const struct crm_secret_setting *secret, const char *value, struct crm_error *err)
{
	char *configured = NULL, print[FINGERPRINT_DIGITS + 1];
	int why = 0;
	int rc = read_configured(settings, secret, &configured, err);
	if (rc != CRM_OK)
		return rc;
	fingerprint(configured, print);
	crm_secret_free(configured);
	struct crm_buf path, text;
	crm_buf_init(&path, SECRET_LIMIT);
	crm_buf_init_secret(&text, SECRET_LIMIT);
	side_path(&path, settings, system, secret);
	crm_buf_printf(&text, "%s\n%s", print, value);
	rc = path.failed || text.failed ? crm_error_no_memory(err) : replace_file(path.ptr, text.ptr, &why, err);
	crm_buf_free(&text);
	crm_buf_free(&path);
	return rc;
}

/* Under systemd the config's folder is read-only, while the store's never is. */
static bool cannot_be_written(int failure)
{
	return failure == EROFS || failure == EACCES || failure == EPERM;
}

int crm_rotated_secret_save(const struct crm_settings *settings, const struct crm_system_settings *system,
			    const struct crm_secret_setting *secret, const char *value, struct crm_error *err)
{
	if (secret->how != CRM_SECRET_FILE)
		return save_side(settings, system, secret, value, err);
	struct crm_buf path;
	crm_buf_init(&path, SECRET_LIMIT);
	secret_path(&path, settings, secret);
	int why = 0;
	int rc = path.failed ? crm_error_no_memory(err) : replace_file(path.ptr, value, &why, err);
	crm_buf_free(&path);
	return rc == CRM_E_DISK && cannot_be_written(why) ? save_side(settings, system, secret, value, err) : rc;
}

/* ---- where it is, and its end ---- */

int crm_rotated_secret_place(const struct crm_settings *settings, const struct crm_system_settings *system,
			     const struct crm_secret_setting *secret, struct crm_secret_place *out,
			     struct crm_buf *path)
{
	struct stat st;
	char *configured = NULL, *rotated = NULL;
	int rc = read_configured(settings, secret, &configured, NULL);
	*out = (struct crm_secret_place){0};
	side_path(path, settings, system, secret);
	if (rc == CRM_OK && !path->failed)
		rotated = read_side(path->ptr, configured);
	out->there = rotated != NULL || (configured != NULL && configured[0] != '\0');
	if (rotated == NULL) {
		crm_buf_reset(path);
		if (secret->how == CRM_SECRET_FILE)
			secret_path(path, settings, secret);
	}
	crm_secret_free(rotated);
	crm_secret_free(configured);
	if (out->there && path->len > 0 && stat(path->ptr, &st) == 0)
		out->saved_ms = (int64_t)st.st_mtim.tv_sec * 1000;
	return path->failed ? CRM_E_NOMEM : rc;
}

static int remove_file(const char *path, struct crm_error *err)
{
	if (unlink(path) == 0) {
		sync_folder(path);
		return CRM_OK;
	}
	return errno == ENOENT ? CRM_OK
			       : crm_error_set(err, CRM_E_DISK, "cannot remove '%s': %s", path, strerror(errno));
}

int crm_rotated_secret_forget(const struct crm_settings *settings, const struct crm_system_settings *system,
			      const struct crm_secret_setting *secret, struct crm_error *err)
{
	struct crm_buf path;
	crm_buf_init(&path, SECRET_LIMIT);
	side_path(&path, settings, system, secret);
	int rc = path.failed ? crm_error_no_memory(err) : remove_file(path.ptr, err);
	if (rc == CRM_OK && secret->how == CRM_SECRET_FILE) {
		crm_buf_reset(&path);
		secret_path(&path, settings, secret);
		rc = path.failed ? crm_error_no_memory(err) : remove_file(path.ptr, err);
	}
	crm_buf_free(&path);
	return rc;
}

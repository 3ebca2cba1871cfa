/* SPDX-License-Identifier: Apache-2.0 */
/* Files read whole and replaced whole, so that nobody ever sees half of one. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <crmsync/buf.h>

#include "csv_connector.h"

#define READ_TRIES  3
#define CHUNK       ((size_t)1 << 18)
#define LEFT_OVER_S 3600 /* a temporary file of this age is one of a run that died */

/* ---- stamps ---- */

static struct cv_stamp stamp_of(const struct stat *st)
{
	return (struct cv_stamp){
		.device = st->st_dev, .inode = st->st_ino, .size = st->st_size, .modified = st->st_mtim};
}

bool cv_stamp_equal(const struct cv_stamp *a, const struct cv_stamp *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->modified.tv_sec == b->modified.tv_sec && a->modified.tv_nsec == b->modified.tv_nsec;
}

bool cv_file_stamp(const char *path, struct cv_stamp *out)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return false;
	*out = stamp_of(&st);
	return true;
}

static int system_error(struct crm_error *err, const char *path, const char *what)
{
	int code = errno == EACCES || errno == EPERM || errno == EROFS  ? CRM_E_PERMISSION
		   : errno == ENOENT                                    ? CRM_E_NOT_FOUND
		   : errno == ENOSPC || errno == EDQUOT || errno == EIO ? CRM_E_SERVER
									: CRM_E_CONFIG;
	return crm_error_set(err, code, "'%s' cannot be %s: %s", path, what, strerror(errno));
}

/* ---- reading ---- */

static int read_all(int fd, const char *path, struct crm_buf *out, struct crm_error *err)
{
	char *chunk = crm_alloc(CHUNK);
	ssize_t n = 1;
	if (chunk == NULL)
		return crm_error_no_memory(err);
	crm_buf_reset(out);
	while (n != 0 && !out->failed) {
		n = read(fd, chunk, CHUNK);
		if (n < 0 && errno != EINTR)
			break;
		if (n > 0)
			crm_buf_add(out, chunk, (size_t)n);
	}
	crm_free(chunk);
	if (n < 0)
		return system_error(err, path, "read");
	if (out->failed && out->len + CHUNK > CV_MAX_FILE)
		return crm_error_set(err, CRM_E_CONFIG, "'%s' is larger than 1 GiB: split it", path);
	return out->failed ? crm_error_no_memory(err) : CRM_OK;
}

static int open_regular(const char *path, int *fd, struct stat *st, struct crm_error *err)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0)
		return system_error(err, path, "read");
	if (fstat(*fd, st) == 0 && S_ISREG(st->st_mode))
		return CRM_OK;
	close(*fd);
	return crm_error_set(err, CRM_E_CONFIG, "'%s' is no file", path);
}

int cv_file_read(const char *path, struct crm_buf *out, struct cv_stamp *stamp, struct crm_error *err)
{
	for (int i = 0; i < READ_TRIES; i++) {
		struct stat before, after;
		int fd, rc = open_regular(path, &fd, &before, err);
		if (rc != CRM_OK)
			return rc;
		rc = read_all(fd, path, out, err);
		bool known = stat(path, &after) == 0;
		close(fd);
		if (rc != CRM_OK)
			return rc;
		*stamp = stamp_of(&before);
		struct cv_stamp now = stamp_of(&after);
		if (known && cv_stamp_equal(stamp, &now) && (off_t)out->len == before.st_size)
			return CRM_OK;
	}
	return crm_error_set(err, CRM_E_SERVER, "'%s' is being changed while it is read", path);
}

/* ---- writing ---- */

/* Folder and name of a path; the folder in the arena. */
static const char *split_path(const char *path, const char **name, struct crm_arena *arena)
{
	const char *slash = strrchr(path, '/');
	*name = slash ? slash + 1 : path;
	return slash ? crm_arena_strndup(arena, path, (size_t)(slash - path) + 1) : "./";
}

/* Office programs leave such files while they have one open. */
static int refuse_open_elsewhere(const char *folder, const char *name, const char *path, struct crm_arena *arena,
				 struct crm_error *err)
{
	const char *locks[] = {crm_arena_printf(arena, "%s.~lock.%s#", folder, name),
			       crm_arena_printf(arena, "%s~$%s", folder, name)};
	for (size_t i = 0; i < 2; i++) {
		if (locks[i] == NULL)
			return crm_error_no_memory(err);
		if (access(locks[i], F_OK) == 0)
			return crm_error_set(err, CRM_E_SERVER,
					     "'%s' is open in an office program ('%s' is there): close it there", path,
					     locks[i]);
	}
	return CRM_OK;
}

/* What a run that was killed left behind. */
static void remove_left_overs(const char *folder, const char *prefix)
{
	DIR *d = opendir(folder);
	struct dirent *entry;
	struct stat st;
	if (d == NULL)
		return;
	while ((entry = readdir(d)) != NULL)
		if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0 &&
		    fstatat(dirfd(d), entry->d_name, &st, 0) == 0 && st.st_mtime < time(NULL) - LEFT_OVER_S)
			unlinkat(dirfd(d), entry->d_name, 0);
	closedir(d);
}

static int write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

/* The new file belongs to whom the old one did, as far as we may say so, and nobody else sees it before. */
static int take_over_mode(int fd, const char *path)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return fchmod(fd, 0600);
	mode_t mode = st.st_mode & 0777;
	if (fchown(fd, st.st_uid, st.st_gid) != 0 && fchown(fd, (uid_t)-1, st.st_gid) != 0)
		mode &= 0707; /* the group is another one */
	return fchmod(fd, mode);
}

static bool is_unchanged(const char *path, const struct cv_stamp *before)
{
	struct cv_stamp now;
	bool there = cv_file_stamp(path, &now);
	return before == NULL ? !there : there && cv_stamp_equal(before, &now);
}

static void sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* Fills the temporary file and puts it in place. */
static int fill_and_rename(int fd, const char *temporary, const char *path, const char *bytes, size_t len,
			   const struct cv_stamp *before, struct cv_stamp *after, struct crm_error *err)
{
	struct stat st;
	if (write_all(fd, bytes, len) != 0 || take_over_mode(fd, path) != 0 || fsync(fd) != 0 || fstat(fd, &st) != 0)
		return system_error(err, path, "written");
	if (!is_unchanged(path, before))
		return crm_error_set(err, CRM_E_SERVER, "'%s' was changed by somebody else meanwhile", path);
	if (rename(temporary, path) != 0)
		return system_error(err, path, "replaced");
	*after = stamp_of(&st);
	return CRM_OK;
}

int cv_file_write(const char *path, const char *bytes, size_t len, const struct cv_stamp *before,
		  struct cv_stamp *after, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	char real[PATH_MAX];
	const char *name;
	if (arena == NULL)
		return crm_error_no_memory(err);
	if (before != NULL && realpath(path, real) != NULL)
		path = real;
	const char *folder = split_path(path, &name, arena);
	const char *prefix = crm_arena_printf(arena, ".%s.crmsync-", name);
	char *temporary = folder && prefix ? crm_arena_printf(arena, "%s%sXXXXXX", folder, prefix) : NULL;
	int rc = temporary ? refuse_open_elsewhere(folder, name, path, arena, err) : crm_error_no_memory(err);
	if (rc == CRM_OK) {
		remove_left_overs(folder, prefix);
		int fd = mkostemp(temporary, O_CLOEXEC);
		rc = fd < 0 ? system_error(err, path, "written")
			    : fill_and_rename(fd, temporary, path, bytes, len, before, after, err);
		if (fd >= 0)
			close(fd);
		if (fd >= 0 && rc != CRM_OK)
			unlink(temporary);
		if (rc == CRM_OK)
			sync_folder(folder);
	}
	crm_arena_free(arena);
	return rc;
}

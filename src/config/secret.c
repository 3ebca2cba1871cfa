/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a secret from where the config says, declares it to redaction, and leaves no copy behind. */
#include "config.h"

#include <config/parse.h>
#include <config/secret.h>
#include <config/settings.h>
#include <crmsync/log.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECRET_COMMAND_MS 30000
#define SECRET_FILE_MODE  ((mode_t)0077)
#define SECRET_SYSTEMD_MODE                                                                                            \
	((mode_t)0037) /* systemd lets the service's user in by an ACL, which shows as a group bit */

static int secret_from_file(const char *folder, const char *path, mode_t forbidden, struct secret_text *out,
			    struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	char *joined = arena ? config_file_join(arena, folder, path) : NULL;
	int code = joined ? secret_read_file(joined, forbidden, out, err) : crm_error_no_memory(err);
	crm_arena_free(arena);
	return code;
}

static int secret_from_env(const char *name, struct secret_text *out, struct crm_error *err)
{
	const char *value = getenv(name);
	if (!value)
		return crm_error_set(err, CRM_E_CONFIG, "environment variable \"%s\" is not set", name);
	size_t len = strlen(value);
	if (len > SECRET_MAX)
		return crm_error_set(err, CRM_E_CONFIG,
				     "environment variable \"%s\" is too long for a secret (allowed: %zu bytes)", name,
				     SECRET_MAX);
	memcpy(out->bytes, value, len);
	out->len = len;
	return CRM_OK;
}

static int secret_from_systemd(const char *name, struct secret_text *out, struct crm_error *err)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	if (!folder || folder[0] != '/')
		return crm_error_set(
			err, CRM_E_CONFIG,
			"credential \"%s\" is not there: CREDENTIALS_DIRECTORY is not set (allowed: under systemd "
			"with LoadCredential=%s:...)",
			name, name);
	return secret_from_file(folder, name, SECRET_SYSTEMD_MODE, out, err);
}

/* A program given with a folder is looked for from the config's folder, like a file; without one along PATH. */
static int secret_from_command(const char *folder, char *const *argv, struct secret_text *out, struct crm_error *err)
{
	if (!strchr(argv[0], '/'))
		return secret_read_command(argv, SECRET_COMMAND_MS, out, err);
	size_t n = 0;
	while (argv[n])
		n++;
	struct crm_arena *arena = crm_arena_new();
	char **joined = arena ? crm_arena_calloc(arena, n + 1, sizeof *joined) : NULL;
	if (joined) {
		memcpy(joined, argv, n * sizeof *joined);
		joined[0] = config_file_join(arena, folder, argv[0]);
	}
	int code = joined && joined[0] ? secret_read_command(joined, SECRET_COMMAND_MS, out, err)
				       : crm_error_no_memory(err);
	crm_arena_free(arena);
	return code;
}

static int secret_fetch(const struct crm_settings *settings, const struct crm_secret_setting *secret,
			struct secret_text *out, struct crm_error *err)
{
	switch (secret->how) {
	case CRM_SECRET_FILE:
		return secret_from_file(settings->folder, secret->source, SECRET_FILE_MODE, out, err);
	case CRM_SECRET_ENV:
		return secret_from_env(secret->source, out, err);
	case CRM_SECRET_COMMAND:
		return secret_from_command(settings->folder, secret->command, out, err);
	case CRM_SECRET_SYSTEMD:
		return secret_from_systemd(secret->source, out, err);
	}
	return crm_error_set(err, CRM_E_FAIL, "unknown source of secret \"%s\"", secret->name);
}

static int secret_finish(const char *name, struct secret_text *text, char **out, struct crm_error *err)
{
	if (text->len && text->bytes[text->len - 1] == '\n')
		text->len--;
	if (text->len && text->bytes[text->len - 1] == '\r')
		text->len--;
	if (text->len == 0)
		return crm_error_set(err, CRM_E_CONFIG, "the secret is empty");
	if (memchr(text->bytes, '\0', text->len))
		return crm_error_set(err, CRM_E_CONFIG, "the secret contains a NUL byte");
	char *kept = crm_strndup(text->bytes, text->len);
	if (!kept)
		return crm_error_no_memory(err);
	crm_redact_credential(name, kept);
	*out = kept;
	return CRM_OK;
}

int crm_secret_read(const struct crm_settings *settings, const struct crm_secret_setting *secret, char **out,
		    struct crm_error *err)
{
	struct secret_text *text = crm_alloc(sizeof *text);
	if (!text)
		return crm_error_no_memory(err);
	text->len = 0;
	int code = secret_fetch(settings, secret, text, err);
	if (code == CRM_OK)
		code = secret_finish(secret->name, text, out, err);
	explicit_bzero(text, sizeof *text);
	crm_free(text);
	if (code == CRM_E_CONFIG)
		crm_error_prefix(err, "%s:%u:%u: cannot read secret \"%s\"", settings->path, secret->line,
				 secret->column, secret->name);
	return code;
}

static bool file_is_missing(const char *folder, const char *path)
{
	struct crm_arena *arena = crm_arena_new();
	const char *joined = arena ? config_file_join(arena, folder, path) : NULL;
	bool missing = joined && access(joined, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
	crm_arena_free(arena);
	return missing;
}

bool crm_secret_is_missing(const struct crm_settings *settings, const struct crm_secret_setting *secret)
{
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");
	switch (secret->how) {
	case CRM_SECRET_FILE:
		return file_is_missing(settings->folder, secret->source);
	case CRM_SECRET_ENV:
		return getenv(secret->source) == NULL;
	case CRM_SECRET_SYSTEMD:
		return !credentials || file_is_missing(credentials, secret->source);
	case CRM_SECRET_COMMAND:
		break;
	}
	return false;
}

void crm_secret_free(char *secret)
{
	crm_free_secret(secret);
}

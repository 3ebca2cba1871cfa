/* SPDX-License-Identifier: Apache-2.0 */
/* Reading of the config file and the data files. */
#include "config.h"

#include <config/parse.h>
#include <config/tree.h>
#include <crmsync/buf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int files_read_all(int fd, struct crm_buf *out, struct crm_error *err)
{
	char chunk[16384];
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return crm_error_set(err, CRM_E_CONFIG, "cannot be read: %s", strerror(errno));
		if (n == 0)
			return out->failed ? crm_error_no_memory(err) : CRM_OK;
		crm_buf_add(out, chunk, (size_t)n);
		if (out->len > CONFIG_FILE_MAX)
			return crm_error_set(err, CRM_E_CONFIG, "the file is too large (allowed: %zu MiB)",
					     CONFIG_FILE_MAX >> 20);
	}
}

int config_file_read(const char *path, struct crm_arena *arena, struct config_text *out, struct crm_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return crm_error_set(err, CRM_E_CONFIG, "cannot be opened: %s", strerror(errno));
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	int code = files_read_all(fd, &text, err);
	close(fd);
	if (code == CRM_OK) {
		struct config_text found = {.path = crm_arena_strdup(arena, path),
					    .text = crm_arena_strndup(arena, text.ptr, text.len),
					    .len = text.len};
		if (found.path && found.text)
			*out = found;
		else
			code = crm_error_no_memory(err);
	}
	crm_buf_free(&text);
	return code;
}

/* 1 found, 0 there is no such file, negative code. */
static int files_try(struct crm_arena *arena, const char *path, struct config_text *out, struct crm_error *err)
{
	if (!path)
		return crm_error_no_memory(err);
	if (access(path, F_OK) != 0)
		return 0;
	int code = config_file_read(path, arena, out, err);
	if (code == CRM_E_CONFIG)
		crm_error_prefix(err, "%s", path);
	return code < 0 ? code : 1;
}

static int files_find_in(struct crm_arena *arena, const char *dir, const char *connector, struct config_text *out,
			 struct crm_error *err)
{
	if (!connector)
		return files_try(arena, crm_arena_printf(arena, "%s/objects.yaml", dir), out, err);
	int found = files_try(arena, crm_arena_printf(arena, "%s/connectors/%s.yaml", dir, connector), out, err);
	if (found != 0)
		return found;
	return files_try(arena, crm_arena_printf(arena, "%s/connectors/%s/mapping.yaml", dir, connector), out, err);
}

int config_file_find(const void *ctx, const char *connector, struct crm_arena *arena, struct config_text *out,
		     struct crm_error *err)
{
	for (const char *const *dir = ctx; dir && *dir; dir++) {
		int found = files_find_in(arena, *dir, connector, out, err);
		if (found != 0)
			return found;
	}
	return 0;
}

char *config_file_join(struct crm_arena *arena, const char *folder, const char *path)
{
	if (path[0] == '/' || strcmp(folder, ".") == 0)
		return crm_arena_strdup(arena, path);
	return crm_arena_printf(arena, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", path);
}

char *config_file_folder(struct crm_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return crm_arena_strdup(arena, ".");
	return crm_arena_strndup(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* For the rebuilding of a store: what is there, and how it is put out of the way. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <crmsync/timestamp.h>

#include "store_internal.h"

#define HEADER_BYTES   100
#define HEADER_VERSION 60 /* offsets: https://www.sqlite.org/fileformat.html#the_database_header */
#define HEADER_APP_ID  68
#define SAME_SECOND    100

static const char magic[] = "SQLite format 3";
static const char *const beside[] = {"", "-wal", "-shm", "-journal"};

static uint32_t number_at(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* A file that cannot be used: is it a store, as far as its beginning tells? */
static enum crm_store_condition look_at_header(const char *path)
{
	unsigned char header[HEADER_BYTES];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : pread(fd, header, sizeof(header), 0);
	if (fd >= 0)
		close(fd);
	if (n != HEADER_BYTES || memcmp(header, magic, sizeof(magic)) != 0 ||
	    number_at(header + HEADER_APP_ID) != STORE_APPLICATION_ID)
		return CRM_STORE_UNKNOWN;
	return number_at(header + HEADER_VERSION) > CRM_STORE_VERSION ? CRM_STORE_NEWER : CRM_STORE_DAMAGED;
}

int crm_store_examine(const char *path, enum crm_store_condition *out, struct crm_error *damage, struct crm_error *err)
{
	struct crm_store *st = NULL;
	struct crm_error said = {0};
	int fd = -1;
	int rc = store_file_open_checked(path, false, &fd, err);
	if (rc == CRM_E_NOT_FOUND) {
		crm_error_clear(err);
		*out = CRM_STORE_MISSING;
		return CRM_OK;
	}
	if (rc < 0)
		return rc;
	close(fd);
	rc = crm_store_open(path, false, &st, &said);
	if (rc == CRM_OK)
		rc = crm_store_check(st, &said);
	crm_store_close(st);
	if (rc == CRM_OK)
		*out = CRM_STORE_SOUND;
	else if (rc == CRM_E_NOT_FOUND)
		*out = CRM_STORE_MISSING;
	else if (rc == CRM_E_STORE)
		*out = look_at_header(path);
	else
		crm_error_move(err, &said);
	if (rc == CRM_E_STORE)
		crm_error_move(damage, &said);
	crm_error_clear(&said);
	return rc == CRM_E_STORE || rc == CRM_E_NOT_FOUND ? CRM_OK : rc;
}

/* ---- putting it aside ---- */

static int is_free(const char *name)
{
	return access(name, F_OK) != 0 && errno == ENOENT;
}

/* FILE.damaged-20261121T175000Z, and -2 and so on behind it where that is taken. */
static int choose_name(const char *path, int64_t now_ms, struct crm_buf *name, struct crm_error *err)
{
	char text[CRM_TIME_TEXT];
	crm_time_format_seconds(now_ms, text);
	for (int i = 1; i < SAME_SECOND; i++) {
		crm_buf_reset(name);
		crm_buf_printf(name, "%s.damaged-", path);
		for (const char *p = text; *p; p++)
			if (*p != '-' && *p != ':')
				crm_buf_char(name, *p);
		if (i > 1)
			crm_buf_printf(name, "-%d", i);
		if (name->failed)
			return store_nomem(err);
		if (is_free(name->ptr))
			return CRM_OK;
	}
	return store_fail_file(name->ptr, "create", EEXIST, err);
}

static int move_one(const char *path, const char *name, const char *suffix, struct crm_error *err)
{
	struct crm_buf from, to;
	int rc = CRM_OK;
	crm_buf_init(&from, CRM_BUF_MAX);
	crm_buf_init(&to, CRM_BUF_MAX);
	crm_buf_printf(&from, "%s%s", path, suffix);
	crm_buf_printf(&to, "%s%s", name, suffix);
	if (from.failed || to.failed)
		rc = store_nomem(err);
	else if (rename(from.ptr, to.ptr) != 0 && (errno != ENOENT || !*suffix))
		rc = store_fail_file(from.ptr, "move away", errno, err);
	crm_buf_free(&to);
	crm_buf_free(&from);
	return rc;
}

/* The log before the file it belongs to: SQLite would throw away one that is left behind alone. */
static int move_all(const char *path, const char *name, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = sizeof(beside) / sizeof(*beside); rc == CRM_OK && i > 0; i--)
		rc = move_one(path, name, beside[i - 1], err);
	return rc == CRM_OK ? store_file_sync_folder(path, err) : rc;
}

int crm_store_put_aside(const char *path, int64_t now_ms, struct crm_buf *name, struct crm_error *err)
{
	struct crm_store *lock = store_make(path);
	if (!lock)
		return store_nomem(err);
	int rc = crm_store_lock(lock, err);
	if (rc == CRM_OK)
		rc = choose_name(path, now_ms, name, err);
	if (rc == CRM_OK)
		rc = move_all(path, name->ptr, err);
	crm_store_close(lock);
	return rc;
}

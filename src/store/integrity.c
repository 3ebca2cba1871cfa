/* SPDX-License-Identifier: Apache-2.0 */
/* Is the file sound?  SQLite's checks tell a page that could not be read as damage; a disk that fails is no reason to
 * give up a store. */
#include "config.h"

#include <string.h>

#include "store_internal.h"

#define CHUNK_BYTES 65536

int store_join_row(void *ctx, int n, char **values, char **names)
{
	struct crm_buf *text = ctx;
	(void)names;
	if (n < 1)
		return 0;
	if (text->len)
		crm_buf_char(text, ' ');
	for (const char *p = values[0] ? values[0] : ""; *p; p++)
		crm_buf_char(text, *p == '\n' ? ' ' : *p);
	return text->failed;
}

static int read_through(sqlite3_file *file, char *bytes)
{
	sqlite3_int64 size = 0;
	int rc = file && file->pMethods ? file->pMethods->xFileSize(file, &size) : SQLITE_OK;
	for (sqlite3_int64 at = 0; rc == SQLITE_OK && at < size; at += CHUNK_BYTES) {
		sqlite3_int64 n = size - at < CHUNK_BYTES ? size - at : CHUNK_BYTES;
		rc = file->pMethods->xRead(file, bytes, (int)n, at);
		if (rc == SQLITE_IOERR_SHORT_READ)
			rc = SQLITE_OK;
	}
	return rc;
}

/* SQLITE_OK if all of the file and its log can be read. */
static int read_all(struct crm_store *st)
{
	static const int pointers[] = {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER};
	char *bytes = crm_alloc(CHUNK_BYTES);
	int rc = bytes ? SQLITE_OK : SQLITE_NOMEM;
	for (size_t i = 0; rc == SQLITE_OK && i < sizeof(pointers) / sizeof(*pointers); i++) {
		sqlite3_file *file = NULL;
		rc = sqlite3_file_control(st->db, "main", pointers[i], &file);
		if (rc == SQLITE_OK)
			rc = read_through(file, bytes);
	}
	crm_free(bytes);
	return rc;
}

static int ask(struct crm_store *st, const char *sql, struct crm_buf *said, struct crm_error *err)
{
	crm_buf_reset(said);
	int rc = sqlite3_exec(st->db, sql, store_join_row, said, NULL);
	if (said->failed)
		return store_nomem(err);
	return rc == SQLITE_OK ? CRM_OK : store_fail(st, rc, "check", err);
}

/* The rows are what is wrong, or one row "ok". */
static int check(struct crm_store *st, const char *sql, struct crm_error *err)
{
	struct crm_buf said;
	crm_buf_init(&said, 1 << 16);
	int rc = ask(st, sql, &said, err);
	bool sound = rc == CRM_OK && strcmp(said.ptr, "ok") == 0;
	if (rc == CRM_OK && !sound) {
		int disk = read_all(st);
		rc = disk == SQLITE_OK ? ask(st, sql, &said, err) : store_fail(st, disk, "check", err);
	}
	if (rc == CRM_OK && !sound && strcmp(said.ptr, "ok") != 0)
		rc = store_damaged(st, said.ptr, err);
	crm_buf_free(&said);
	return rc;
}

int store_check_quickly(struct crm_store *st, struct crm_error *err)
{
	return check(st, "PRAGMA quick_check(1)", err);
}

int crm_store_check(struct crm_store *st, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = check(st, "PRAGMA integrity_check(10)", err);
	if (rc == CRM_OK)
		rc = store_check_references(st, err);
	crm_store_leave(st);
	return rc;
}

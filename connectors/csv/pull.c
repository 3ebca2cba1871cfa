/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading.  A file has no stamps by row: an unchanged one has nothing to read, a changed one is read whole, and the
 * engine sees by the content which rows are others.  The watermark is the file's fingerprint, with the number of rows
 * that could not be read.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv_connector.h"

#define NO_FILE     "none"
#define NOTES_SHOWN 10

static const char *watermark_of(const struct cv_table *t, struct crm_arena *arena)
{
	return t->exists && !t->empty ? crm_arena_printf(arena, "%s:%zu", t->print, t->n_bad)
				      : crm_arena_strdup(arena, NO_FILE);
}

/* Nobody empties a file of thousands by deleting it: it was moved, or is just being written. */
static int refuse_vanished(const struct cv_table *t, struct crm_error *err)
{
	if (t->exists)
		return crm_error_set(err, CRM_E_CONFIG, "%s:1:1: the file is empty: it needs at least its header",
				     t->path);
	return crm_error_set(err, CRM_E_CONFIG, "'%s' is gone, though rows of it are known", t->path);
}

/* The first of the rows that were set aside, and where the others are listed. */
static int tell_bad_rows(const struct cv_table *t, const char *where, struct crm_page *page, struct crm_arena *arena)
{
	const char **notes = crm_arena_calloc(arena, NOTES_SHOWN + 2, sizeof *notes);
	size_t n = 0;
	for (; notes != NULL && n < t->n_bad && n < NOTES_SHOWN; n++)
		notes[n] = crm_arena_printf(arena, "%s:%lu:%lu: %s: set aside", t->path, t->bad[n].bad_line,
					    t->bad[n].column, t->bad[n].reason);
	if (notes != NULL && n < t->n_bad)
		notes[n++] =
			crm_arena_printf(arena, "%s: %zu more rows are set aside", t->path, t->n_bad - NOTES_SHOWN);
	if (notes != NULL && n > 0)
		notes[n++] = where;
	for (size_t i = 0; notes != NULL && i < n; i++)
		if (notes[i] == NULL)
			return CRM_E_NOMEM;
	page->notes = notes;
	page->n_notes = n;
	return notes ? CRM_OK : CRM_E_NOMEM;
}

/* What could not be read is set aside before anything of the file is taken in. */
static int begin(struct crm_connection *conn, const struct cv_table *t, struct crm_page *page, struct crm_arena *arena)
{
	struct crm_error own = {0};
	const char *written = NULL;
	int rc = cv_write_rejected(conn, t, arena, &written, &own);
	const char *where =
		written        ? crm_arena_printf(arena, "'%s' lists all rows that were set aside", written)
		: rc == CRM_OK ? "rows that are set aside are listed in a file by crmsync sync, where it may write one"
			       : crm_arena_printf(arena, "they are not listed in a file: %s", crm_error_text(&own));
	crm_error_clear(&own);
	return tell_bad_rows(t, where, page, arena);
}

static bool read_cursor(const char *cursor, const struct cv_table *t, size_t *at)
{
	size_t len = strlen(t->print);
	char *end = NULL;
	if (strncmp(cursor, t->print, len) != 0 || cursor[len] != ':')
		return false;
	unsigned long long n = strtoull(cursor + len + 1, &end, 10);
	*at = (size_t)n;
	return *end == '\0' && n <= t->n_rows;
}

static int fill_page(struct crm_connection *conn, const struct cv_table *t, size_t at, struct crm_page *out,
		     struct crm_arena *arena, struct crm_error *err)
{
	size_t n = t->n_rows - at < CV_PAGE ? t->n_rows - at : CV_PAGE;
	struct crm_record *records = crm_arena_calloc(arena, n + 1, sizeof *records);
	for (size_t i = 0; records != NULL && i < n; i++)
		if (cv_record(conn, t, at + i, arena, &records[i]) != CRM_OK)
			return crm_error_no_memory(err);
	out->records = records;
	out->n = n;
	out->complete = at + n >= t->n_rows;
	if (!out->complete && (out->cursor = crm_arena_printf(arena, "%s:%zu", t->print, at + n)) == NULL)
		return crm_error_no_memory(err);
	return records ? CRM_OK : crm_error_no_memory(err);
}

int cv_pull(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out, struct crm_arena *arena,
	    struct crm_error *err)
{
	struct cv_table *t;
	size_t at = 0;
	if (request->object >= CV_OBJECTS) {
		*out = (struct crm_page){.complete = true, .watermark = NO_FILE, .total = -1};
		return CRM_OK;
	}
	if (request->filter != NULL)
		return crm_error_set(err, CRM_E_CONFIG, "files have no filters: leave the rows out of '%s'",
				     conn->names[request->object]);
	int rc = cv_table(conn, request->object, request->cursor == NULL, &t, err);
	if (rc != CRM_OK)
		return rc;
	if (request->cursor != NULL && !read_cursor(request->cursor, t, &at))
		return crm_error_set(err, CRM_E_CURSOR, "'%s' was changed while it was read", t->path);
	const char *mark = watermark_of(t, arena);
	if (mark == NULL)
		return crm_error_no_memory(err);
	struct crm_page page = {.total = (int64_t)t->n_rows,
				.watermark = mark,
				.unreadable = t->n_bad,
				.whole = request->since != NULL};
	bool same = request->since != NULL && strcmp(request->since, mark) == 0;
	if (!same && request->since != NULL && strcmp(request->since, NO_FILE) != 0 && strcmp(mark, NO_FILE) == 0)
		return refuse_vanished(t, err);
	if (request->cursor == NULL && begin(conn, t, &page, arena) != CRM_OK)
		return crm_error_no_memory(err);
	page.whole = page.whole && !same;
	page.complete = same && request->cursor == NULL;
	rc = page.complete ? CRM_OK : fill_page(conn, t, at, &page, arena, err);
	if (rc == CRM_OK)
		*out = page;
	return rc;
}

int cv_get(struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n_ids,
	   const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena,
	   struct crm_error *err)
{
	struct cv_table *t;
	(void)properties;
	(void)n_properties;
	if (object >= CV_OBJECTS)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s are not in files", crm_object_plural(object));
	int rc = cv_table(conn, object, false, &t, err);
	if (rc == CRM_OK && n_ids > 0 && (!t->exists || t->empty))
		rc = refuse_vanished(t, err);
	struct crm_record *records = rc == CRM_OK ? crm_arena_calloc(arena, n_ids + 1, sizeof *records) : NULL;
	size_t n = 0;
	for (size_t i = 0; records != NULL && i < n_ids; i++) {
		size_t row = cv_table_find(t, ids[i]);
		if (row != CV_NONE && cv_record(conn, t, row, arena, &records[n++]) != CRM_OK)
			return crm_error_no_memory(err);
	}
	if (rc == CRM_OK && records == NULL)
		return crm_error_no_memory(err);
	if (rc == CRM_OK)
		*out = (struct crm_page){.records = records, .n = n, .complete = true, .total = -1};
	return rc;
}

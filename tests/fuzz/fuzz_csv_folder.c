/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file of the CSV connector: either it is refused with its place, or every byte of it is in a row that
   can be read, in one that was set aside, or between them; what is read can be written again and is the same then. */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "csv_connector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_hold(bool holds)
{
	if (!holds)
		abort();
}

static bool is_between(const struct cv_table *t, size_t from, size_t to)
{
	while (from < to && strchr(" \r\n", t->text[from]) != NULL && t->text[from] != '\0')
		from++;
	return from == to;
}

/* Rows and rows that were set aside follow each other without a gap. */
static void check_places(const struct cv_table *t)
{
	size_t at = t->header_at + t->header_len, row = 0, bad = 0;
	while (row < t->n_rows || bad < t->n_bad) {
		bool take_row = bad == t->n_bad || (row < t->n_rows && t->rows[row].at < t->bad[bad].at);
		size_t begin = take_row ? t->rows[row].at : t->bad[bad].at,
		       len = take_row ? t->rows[row].len : t->bad[bad].len;
		must_hold(begin >= at && len > 0 && is_between(t, at, begin));
		must_hold(take_row || (t->bad[bad].bad_line >= t->bad[bad].line && t->bad[bad].column > 0));
		at = begin + len;
		row += take_row;
		bad += !take_row;
	}
	must_hold(at <= t->len && is_between(t, at, t->len));
}

/* Cells go into a row and come out of it as they were. */
static void write_again(const struct crm_connection *conn, const struct cv_table *t, size_t row,
			struct crm_arena *arena)
{
	const char **cells = NULL, **again = NULL;
	struct crm_buf text;
	struct cv_table *copy = NULL;
	must_hold(cv_table_cells(t, row, arena, &cells) == CRM_OK);
	const char *bytes = cv_row_bytes(t, cells, t->n_columns, arena);
	struct crm_connection same = *conn;
	same.delimiter = t->delimiter;
	same.encoding = (struct cv_encoding){.name = "UTF-8"};
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_add(&text, t->text + t->header_at, t->header_len);
	if (text.ptr[text.len - 1] != '\n' && text.ptr[text.len - 1] != '\r')
		crm_buf_str(&text, t->line_end);
	crm_buf_str(&text, bytes);
	if (cv_table_parse(&same, t->object, "again.csv", text.ptr, text.len, &copy, NULL) == CRM_OK &&
	    copy->n_rows == 1 && copy->n_columns == t->n_columns) {
		must_hold(cv_table_cells(copy, 0, arena, &again) == CRM_OK);
		for (size_t i = 0; i < t->n_columns; i++)
			must_hold(strcmp(cells[i], again[i]) == 0);
	}
	cv_table_free(copy);
	crm_buf_free(&text);
}

static void check_row(struct crm_connection *conn, const struct cv_table *t, size_t row, struct crm_arena *arena)
{
	struct crm_record record;
	must_hold(cv_record(conn, t, row, arena, &record) == CRM_OK);
	must_hold(record.id != NULL && record.id[0] != '\0' && cv_table_find(t, record.id) == row);
	for (size_t i = 0; i < record.n_properties; i++) {
		const struct crm_value *v = &record.properties[i].value;
		size_t column = cv_table_column(t, record.properties[i].name);
		must_hold(column != CV_NONE);
		const char *cell = cv_cell(&t->columns[column], v, arena);
		must_hold(cell != NULL && !cv_is_formula(cell));
	}
	write_again(conn, t, row, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct crm_host host = {0};
	struct crm_connection conn = {.host = &host, .names = {"companies.csv", "contacts.csv", "deals.csv"}};
	struct crm_error err = {0};
	struct crm_arena *arena = crm_arena_new();
	struct cv_table *t = NULL;
	enum crm_object object = (enum crm_object)(size % CV_OBJECTS);
	must_hold(arena != NULL);
	int rc = cv_table_parse(&conn, object, "f.csv", (const char *)data, size, &t, &err);
	must_hold(rc == CRM_OK || (rc == CRM_E_CONFIG && strncmp(crm_error_text(&err), "f.csv:", 6) == 0));
	if (rc == CRM_OK && !t->empty)
		check_places(t);
	for (size_t i = 0; rc == CRM_OK && i < t->n_rows && i < 50; i++) {
		crm_arena_reset(arena);
		check_row(&conn, t, i, arena);
	}
	cv_table_free(t);
	crm_arena_free(arena);
	crm_error_clear(&err);
	return 0;
}

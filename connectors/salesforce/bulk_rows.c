/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a CSV that arrives in pieces. */
#include <csv.h>
#include <string.h>

#include <crmsync/buf.h>
#include <crmsync/mem.h>

#include "bulk_rows.h"

#define LONGEST_ROW ((size_t)16 << 20) /* "400,000 characters in a record" is the vendor's own limit */

struct sf_rows {
	struct csv_parser parser;
	struct crm_buf text; /* of the cells, each with its NUL */
	size_t *starts, n, cap;
	bool whole; /* the row has ended: the next byte begins another */
	bool no_memory;
};

struct sf_rows *sf_rows_new(void)
{
	struct sf_rows *rows = crm_calloc(1, sizeof *rows);
	if (!rows || csv_init(&rows->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
		crm_free(rows);
		return NULL;
	}
	csv_set_realloc_func(&rows->parser, crm_realloc);
	csv_set_free_func(&rows->parser, crm_free);
	csv_set_blk_size(&rows->parser, 4096);
	crm_buf_init(&rows->text, LONGEST_ROW);
	return rows;
}

void sf_rows_free(struct sf_rows *rows)
{
	if (!rows)
		return;
	csv_free(&rows->parser);
	crm_buf_free(&rows->text);
	crm_free(rows->starts);
	crm_free(rows);
}

static void take_cell(void *data, size_t len, void *ctx)
{
	struct sf_rows *rows = ctx;
	const char *bytes = data;
	if (rows->n == rows->cap) {
		size_t cap = rows->cap ? rows->cap * 2 : 64;
		size_t *starts = crm_reallocarray(rows->starts, cap, sizeof *starts);
		rows->no_memory |= !starts;
		if (!starts)
			return;
		rows->starts = starts;
		rows->cap = cap;
	}
	rows->starts[rows->n++] = rows->text.len;
	while (len > 0) {
		size_t plain = strnlen(bytes, len);
		crm_buf_add(&rows->text, bytes, plain);
		plain += plain < len;
		bytes += plain;
		len -= plain;
	}
	crm_buf_char(&rows->text, '\0');
}

static void take_row(int c, void *ctx)
{
	(void)c;
	((struct sf_rows *)ctx)->whole = true;
}

static int rows_state(struct sf_rows *rows, bool parsed, struct crm_error *err)
{
	if (rows->no_memory || (!parsed && csv_error(&rows->parser) != CSV_EPARSE))
		return crm_error_no_memory(err);
	if (!parsed)
		return crm_error_set(err, CRM_E_PROTOCOL, "bulk query: a row's quotes are wrong");
	if (rows->text.failed)
		return crm_error_set(err, CRM_E_PROTOCOL, "bulk query: a row is too long");
	return rows->whole;
}

static void begin_row(struct sf_rows *rows)
{
	if (!rows->whole)
		return;
	rows->whole = false;
	rows->n = 0;
	crm_buf_reset(&rows->text);
}

/* Line by line, so that no more than one row ends in a call of libcsv. */
int sf_rows_feed(struct sf_rows *rows, const char *bytes, size_t len, size_t *used, struct crm_error *err)
{
	int state = 0;
	*used = 0;
	begin_row(rows);
	while (state == 0 && *used < len) {
		const char *from = bytes + *used;
		const char *line = memchr(from, '\n', len - *used);
		size_t n = line ? (size_t)(line - from) + 1 : len - *used;
		bool parsed = csv_parse(&rows->parser, from, n, take_cell, take_row, rows) == n;
		*used += n;
		state = rows_state(rows, parsed, err);
	}
	return state;
}

int sf_rows_end(struct sf_rows *rows, struct crm_error *err)
{
	begin_row(rows);
	bool parsed = csv_fini(&rows->parser, take_cell, take_row, rows) == 0;
	return rows_state(rows, parsed, err);
}

size_t sf_rows_cells(const struct sf_rows *rows)
{
	return rows->n;
}

const char *sf_rows_cell(const struct sf_rows *rows, size_t i)
{
	return rows->text.ptr + rows->starts[i];
}

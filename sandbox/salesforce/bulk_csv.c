/* SPDX-License-Identifier: Apache-2.0 */
/* CSV of the Bulk API 2.0. */
#include "bulk_csv.h"

#include <string.h>

#include <crmsync/error.h>

static const struct {
	const char *name, *text;
} delimiters[] = {
	{"BACKQUOTE", "`"}, {"CARET", "^"}, {"COMMA", ","}, {"PIPE", "|"}, {"SEMICOLON", ";"}, {"TAB", "\t"},
};

const char *sf_csv_delimiter(const char *name)
{
	for (size_t i = 0; i < sizeof(delimiters) / sizeof(delimiters[0]); i++)
		if (strcmp(delimiters[i].name, name) == 0)
			return delimiters[i].text;
	return NULL;
}

const char *sf_csv_delimiter_name(char delimiter)
{
	for (size_t i = 0; i < sizeof(delimiters) / sizeof(delimiters[0]); i++)
		if (delimiters[i].text[0] == delimiter)
			return delimiters[i].name;
	return "COMMA";
}

void sf_csv_write(struct crm_buf *out, const char *text)
{
	crm_buf_char(out, '"');
	for (; text && *text; text++) {
		if (*text == '"')
			crm_buf_char(out, '"');
		crm_buf_char(out, *text);
	}
	crm_buf_char(out, '"');
}

struct reader {
	const char *text;
	size_t len, at;
	char delimiter;
	struct crm_arena *arena;
	struct crm_buf cell;
};

static bool csv_at_end_of_line(const struct reader *r)
{
	return r->at >= r->len || r->text[r->at] == '\n' ||
	       (r->text[r->at] == '\r' && r->at + 1 < r->len && r->text[r->at + 1] == '\n');
}

static bool csv_at_end_of_cell(const struct reader *r)
{
	return csv_at_end_of_line(r) || r->text[r->at] == r->delimiter;
}

/* One cell into r->cell; false: its quotes are wrong. */
static bool csv_cell(struct reader *r, bool *quoted)
{
	crm_buf_reset(&r->cell);
	*quoted = r->at < r->len && r->text[r->at] == '"';
	if (!*quoted) {
		for (; !csv_at_end_of_cell(r); r->at++) {
			if (r->text[r->at] == '"')
				return false;
			crm_buf_char(&r->cell, r->text[r->at]);
		}
		return true;
	}
	for (r->at++; r->at < r->len; r->at++) {
		if (r->text[r->at] == '"') {
			if (r->at + 1 >= r->len || r->text[r->at + 1] != '"') {
				r->at++;
				return csv_at_end_of_cell(r);
			}
			r->at++;
		}
		crm_buf_char(&r->cell, r->text[r->at]);
	}
	return false;
}

static int csv_keep(struct reader *r, struct sf_csv_row *row, size_t *cap, bool quoted)
{
	if (row->n == *cap) {
		size_t more = *cap ? *cap * 2 : 16;
		const char **cells = crm_arena_calloc(r->arena, more, sizeof(*cells));
		bool *quotes = crm_arena_calloc(r->arena, more, sizeof(*quotes));
		if (!cells || !quotes)
			return CRM_E_NOMEM;
		for (size_t i = 0; i < row->n; i++) {
			cells[i] = row->cells[i];
			quotes[i] = row->quoted[i];
		}
		row->cells = cells;
		row->quoted = quotes;
		*cap = more;
	}
	row->quoted[row->n] = quoted;
	row->cells[row->n] = r->cell.failed ? NULL : crm_arena_strndup(r->arena, r->cell.ptr, r->cell.len);
	return row->cells[row->n++] ? CRM_OK : CRM_E_NOMEM;
}

static int csv_row(struct reader *r, struct sf_csv_row *row)
{
	size_t cap = 0, from = r->at;
	for (;;) {
		bool quoted;
		if (!csv_cell(r, &quoted))
			return CRM_E_INVALID;
		int rc = csv_keep(r, row, &cap, quoted);
		if (rc < 0)
			return rc;
		if (csv_at_end_of_line(r))
			break;
		r->at++;
	}
	row->line = r->text + from;
	row->line_len = r->at - from;
	r->at += r->at < r->len ? (r->text[r->at] == '\r' ? 2 : 1) : 0;
	return 1;
}

int sf_csv_next(const char *text, size_t len, size_t *at, char delimiter, struct crm_arena *arena,
		struct sf_csv_row *out)
{
	struct reader r = {.text = text, .len = len, .at = *at, .delimiter = delimiter, .arena = arena};
	*out = (struct sf_csv_row){0};
	while (r.at < r.len && csv_at_end_of_line(&r))
		r.at += r.text[r.at] == '\r' ? 2 : 1;
	if (r.at >= r.len) {
		*at = r.at;
		return 0;
	}
	crm_buf_init(&r.cell, CRM_BUF_MAX);
	int rc = csv_row(&r, out);
	crm_buf_free(&r.cell);
	*at = r.at;
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of a text, by libcsv in its strict mode.  It is fed up to one character that means something at a time, so that
 * the place of every cell is known.
 *
 * A quote that is not closed swallows the rows behind it.  Only the line that it stands in is set aside, provided that
 * all lines up to where the mistake showed are whole rows by themselves; else they are set aside with it, since a line
 * of a cell must not be taken for a row.
 */
#include <csv.h>
#include <string.h>

#include <crmsync/buf.h>
#include <crmsync/json.h>

#include "csv_connector.h"

struct cv_rows {
	const char *text;
	size_t len, at;
	unsigned long line;
	char delimiter;
	size_t columns; /* 0: unknown */
	struct csv_parser parser;
	struct crm_buf bytes; /* of the row's cells, each with its NUL */
	size_t *starts, *lens, n, cap;
	const char **cells;
	size_t cell_at; /* of the cell that is being read */
	bool done, failed;
};

static int is_blank(unsigned char c)
{
	return c == ' ';
}

static int begin_parser(struct cv_rows *r)
{
	if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return CRM_E_NOMEM;
	csv_set_delim(&r->parser, (unsigned char)r->delimiter);
	csv_set_space_func(&r->parser, is_blank);
	csv_set_realloc_func(&r->parser, crm_realloc);
	csv_set_free_func(&r->parser, crm_free);
	csv_set_blk_size(&r->parser, 4096);
	return CRM_OK;
}

int cv_rows_new(const char *text, size_t len, char delimiter, struct cv_rows **out)
{
	struct cv_rows *r = crm_calloc(1, sizeof *r);
	if (r == NULL)
		return CRM_E_NOMEM;
	r->text = text;
	r->len = len;
	r->line = 1;
	r->delimiter = delimiter;
	crm_buf_init(&r->bytes, CRM_BUF_MAX);
	if (begin_parser(r) != CRM_OK) {
		crm_free(r);
		return CRM_E_NOMEM;
	}
	*out = r;
	return CRM_OK;
}

void cv_rows_free(struct cv_rows *r)
{
	if (r == NULL)
		return;
	csv_free(&r->parser);
	crm_buf_free(&r->bytes);
	crm_free(r->starts);
	crm_free(r->lens);
	crm_free(r->cells);
	crm_free(r);
}

void cv_rows_expect(struct cv_rows *r, size_t columns)
{
	r->columns = columns;
}

void cv_rows_seek(struct cv_rows *r, size_t at, unsigned long line)
{
	r->at = at;
	r->line = line;
}

/* ---- places ---- */

static bool ends_line(const struct cv_rows *r, size_t i)
{
	return r->text[i] == '\n' || (r->text[i] == '\r' && (i + 1 == r->len || r->text[i + 1] != '\n'));
}

static unsigned long lines_in(const struct cv_rows *r, size_t from, size_t to)
{
	unsigned long n = 0;
	for (size_t i = from; i < to; i++)
		n += ends_line(r, i);
	return n;
}

static unsigned long column_of(const struct cv_rows *r, size_t at)
{
	size_t begin = at;
	unsigned long column = 1;
	while (begin > 0 && !ends_line(r, begin - 1))
		begin--;
	for (size_t i = begin; i < at; i++)
		column += ((unsigned char)r->text[i] & 0xC0) != 0x80;
	return column;
}

/* Behind the end of the line that `at` is in. */
static size_t next_line(const struct cv_rows *r, size_t at)
{
	while (at < r->len && !ends_line(r, at))
		at++;
	return at < r->len ? at + 1 : r->len;
}

/* ---- one row ---- */

static void take_cell(void *data, size_t len, void *ctx)
{
	struct cv_rows *r = ctx;
	if (r->n == r->cap) {
		size_t cap = r->cap ? r->cap * 2 : 64;
		size_t *starts = crm_reallocarray(r->starts, cap, sizeof *starts);
		r->starts = starts ? starts : r->starts;
		size_t *lens = crm_reallocarray(r->lens, cap, sizeof *lens);
		r->lens = lens ? lens : r->lens;
		const char **cells = crm_reallocarray(r->cells, cap, sizeof *cells);
		r->cells = cells ? cells : r->cells;
		r->failed = r->failed || starts == NULL || lens == NULL || cells == NULL;
		if (r->failed)
			return;
		r->cap = cap;
	}
	r->starts[r->n] = r->bytes.len;
	r->lens[r->n++] = len;
	crm_buf_add(&r->bytes, data, len);
	crm_buf_char(&r->bytes, '\0');
}

static void take_row(int c, void *ctx)
{
	(void)c;
	((struct cv_rows *)ctx)->done = true;
}

static size_t segment_end(const struct cv_rows *r, size_t at)
{
	for (; at < r->len; at++) {
		char c = r->text[at];
		if (c == r->delimiter || c == '"' || c == '\n' || c == '\r')
			return at + 1;
	}
	return at;
}

enum attempt { ROW_WHOLE, ROW_BROKEN, ROW_OPEN, ROW_NOMEM };

/* Reads the row at `from`, at most up to `limit`; *end: behind it, or where it went wrong. */
static enum attempt try_row(struct cv_rows *r, size_t from, size_t limit, size_t *end)
{
	size_t at = from;
	r->n = 0;
	r->done = false;
	crm_buf_reset(&r->bytes);
	r->cell_at = from;
	while (!r->done && at < limit && at - from < CV_MAX_ROW) {
		size_t stop = segment_end(r, at), cells = r->n;
		if (stop > limit)
			stop = limit;
		size_t used = csv_parse(&r->parser, r->text + at, stop - at, take_cell, take_row, r);
		*end = at + used;
		if (used < stop - at)
			return csv_error(&r->parser) == CSV_EPARSE ? ROW_BROKEN : ROW_NOMEM;
		at = stop;
		if (r->n > cells)
			r->cell_at = at;
	}
	*end = at;
	if (!r->done && at < limit)
		return ROW_OPEN;
	if (!r->done && csv_fini(&r->parser, take_cell, take_row, r) != 0)
		return csv_error(&r->parser) == CSV_EPARSE ? ROW_OPEN : ROW_NOMEM;
	if (*end < r->len && r->text[*end - 1] == '\r' && r->text[*end] == '\n')
		(*end)++;
	return r->failed || r->bytes.failed ? ROW_NOMEM : ROW_WHOLE;
}

static int reset_parser(struct cv_rows *r)
{
	csv_free(&r->parser);
	return begin_parser(r);
}

/* Delimiters at the end of a row are no cells that are too many. */
static void drop_empty_tail(struct cv_rows *r)
{
	while (r->columns > 0 && r->n > r->columns && r->lens[r->n - 1] == 0)
		r->n--;
}

/* Are all lines from `at` up to `to` whole rows? */
static int are_rows(struct cv_rows *r, size_t at, size_t to, bool *are)
{
	*are = r->columns > 1;
	while (*are && at < to) {
		size_t end, line = next_line(r, at);
		enum attempt attempt = try_row(r, at, line, &end);
		if (attempt == ROW_NOMEM)
			return CRM_E_NOMEM;
		drop_empty_tail(r);
		*are = attempt == ROW_WHOLE && (r->n == r->columns || (r->n == 0 && end == line));
		if (attempt != ROW_WHOLE && reset_parser(r) != CRM_OK)
			return CRM_E_NOMEM;
		at = line;
	}
	return CRM_OK;
}

static void name_problem(const struct cv_rows *r, enum attempt attempt, size_t end, struct cv_row_text *out)
{
	size_t cell = r->cell_at;
	while (cell < r->len && r->text[cell] == ' ')
		cell++;
	bool quoted = cell < r->len && r->text[cell] == '"';
	bool later = quoted && (attempt == ROW_OPEN || lines_in(r, cell, end) > 0);
	size_t place = later ? cell : end;
	out->problem = later                 ? "the quote that opens here is not closed"
		       : quoted              ? "text behind the closing quote (a quote inside a quoted cell is doubled)"
		       : attempt == ROW_OPEN ? "the row is too long"
					     : "a quote in a cell that does not begin with one (such cells are quoted, "
					       "and the quote is doubled)";
	out->bad_line = out->line + lines_in(r, out->at, place);
	out->column = column_of(r, place);
}

/* How much is set aside for a row that went wrong at `end`. */
static int set_aside(struct cv_rows *r, enum attempt attempt, size_t end, struct cv_row_text *out)
{
	size_t own = next_line(r, out->at), upto = end;
	bool rows = true;
	name_problem(r, attempt, end, out);
	if (reset_parser(r) != CRM_OK)
		return CRM_E_NOMEM;
	while (upto > own && upto < r->len && !ends_line(r, upto - 1))
		upto--;
	int rc = upto > own ? are_rows(r, own, upto, &rows) : CRM_OK;
	out->len = (rows ? own : next_line(r, end)) - out->at;
	return rc;
}

static void skip_blank_lines(struct cv_rows *r)
{
	for (;;) {
		size_t i = r->at;
		while (i < r->len && r->text[i] == ' ')
			i++;
		if (i == r->len)
			r->at = r->len;
		if (i == r->len || (r->text[i] != '\n' && r->text[i] != '\r'))
			return;
		r->line += ends_line(r, i);
		r->at = i + 1;
	}
}

static void check_row(struct cv_rows *r, struct cv_row_text *out)
{
	size_t end = out->at + out->len;
	drop_empty_tail(r);
	for (size_t i = 0; i < r->n; i++) {
		r->cells[i] = r->bytes.ptr + r->starts[i];
		if (memchr(r->cells[i], '\0', r->lens[i]) != NULL)
			out->problem = "a NUL byte";
		else if (crm_utf8_valid_prefix(r->cells[i], r->lens[i]) != r->lens[i])
			out->problem = "a byte that is no character in this encoding";
	}
	out->cells = r->cells;
	out->cell_lens = r->lens;
	out->n = r->n;
	size_t place = out->at;
	if (out->problem != NULL) {
		place += crm_utf8_valid_prefix(r->text + out->at, out->len);
		const char *nul = memchr(r->text + out->at, '\0', out->len);
		if (nul != NULL && (size_t)(nul - r->text) < place)
			place = (size_t)(nul - r->text);
	} else if (r->columns > 0 && r->n != r->columns) {
		out->problem = r->n < r->columns ? "the row has fewer cells than the header"
						 : "the row has more cells than the header";
		for (place = end; place > out->at && (r->text[place - 1] == '\n' || r->text[place - 1] == '\r');)
			place--;
	}
	if (out->problem != NULL) {
		out->bad_line = out->line + lines_in(r, out->at, place);
		out->column = column_of(r, place);
	}
}

int cv_rows_next(struct cv_rows *r, struct cv_row_text *out)
{
	size_t end = 0;
	skip_blank_lines(r);
	if (r->at >= r->len)
		return 0;
	*out = (struct cv_row_text){.at = r->at, .line = r->line};
	enum attempt attempt = try_row(r, r->at, r->len, &end);
	if (attempt == ROW_NOMEM)
		return CRM_E_NOMEM;
	if (attempt == ROW_WHOLE) {
		out->len = end - out->at;
		check_row(r, out);
	} else if (set_aside(r, attempt, end, out) != CRM_OK) {
		return CRM_E_NOMEM;
	}
	r->line += lines_in(r, out->at, out->at + out->len);
	r->at = out->at + out->len;
	return 1;
}

/* ---- writing ---- */

void cv_write_cell(struct crm_buf *out, const char *text, char delimiter)
{
	const char special[] = {'"', '\r', '\n', delimiter, '\0'};
	size_t len = strlen(text);
	bool padded = len > 0 && (text[0] == ' ' || text[len - 1] == ' ');
	if (text[strcspn(text, special)] == '\0' && !padded) {
		crm_buf_add(out, text, len);
		return;
	}
	crm_buf_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			crm_buf_char(out, '"');
		crm_buf_char(out, *text);
	}
	crm_buf_char(out, '"');
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `crmsync review import`: decisions from the table that `list --csv` wrote.
 *
 * A row that cannot be meant (no such answer, no such item, a broken line) is named with file:line:column, and then
 * nothing of the file is applied.  A row that was overtaken (settled, decided otherwise, or about records that have
 * changed since) is left and told; the others are applied.  What is decided that way already counts as done.
 */
#include <cli/review.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cli/csv_read.h>

#define WORD_MAX 256

struct row {
	unsigned long line, column; /* of the decision */
	unsigned long item_line, item_column;
	const char *item, *decision, *decided, *state; /* decided, state: NULL where the table has no such column */
};

struct import {
	struct review *v;
	const char *path;
	struct csv_reader *csv;
	size_t item, decision, decided, state; /* columns; (size_t)-1: there is none */
	struct crm_arena *arena;               /* rows and what is known of earlier ones */
	struct row *rows;
	size_t n, room;
	struct crm_buf bad; /* lines of file:line:column */
	struct crm_review_decision *made;
	size_t n_made;
	int64_t applied, already, left;
};

static void complain(struct import *im, unsigned long line, unsigned long column, const char *what)
{
	crm_buf_printf(&im->bad, "%s%s:%lu:%lu: %s", im->bad.len ? "\n" : "", im->path, line, column, what);
}

/* ---- reading ---- */

/* Where a cell stands: lines go on in quoted cells. */
static void locate(const struct import *im, const struct csv_row *row, size_t cell, unsigned long *line,
		   unsigned long *column)
{
	bool quoted = false;
	*line = row->line;
	*column = 1;
	for (size_t i = 0, at = 0; i < row->raw_len && at < cell; i++) {
		char c = row->raw[i];
		quoted ^= c == '"';
		at += !quoted && c == csv_separator(im->csv);
		if (c == '\n') {
			++*line;
			*column = 1;
		} else if (((unsigned char)c & 0xC0) != 0x80) {
			++*column;
		}
	}
}

/* Without blanks around it and the ' that keeps a spreadsheet from calculating. */
static const char *cell_text(struct import *im, const struct csv_row *row, size_t column)
{
	if (column == (size_t)-1)
		return NULL;
	const char *text = row->cells[column].text, *end = text + row->cells[column].len;
	while (text < end && (isspace((unsigned char)*text) || *text == '\''))
		text++;
	while (end > text && isspace((unsigned char)end[-1]))
		end--;
	return crm_arena_strndup(im->arena, text, (size_t)(end - text));
}

static int keep_row(struct import *im, const struct csv_row *row, struct crm_error *err)
{
	struct row kept = {.item = cell_text(im, row, im->item), .decision = cell_text(im, row, im->decision)};
	if (kept.item == NULL || kept.decision == NULL)
		return crm_error_no_memory(err);
	if (kept.decision[0] == '\0')
		return CRM_OK;
	kept.decided = cell_text(im, row, im->decided);
	kept.state = cell_text(im, row, im->state);
	locate(im, row, im->item, &kept.item_line, &kept.item_column);
	locate(im, row, im->decision, &kept.line, &kept.column);
	if (im->n == im->room) {
		size_t more = im->room ? im->room * 2 : 64;
		struct row *rows = crm_reallocarray(im->rows, more, sizeof *rows);
		if (rows == NULL)
			return crm_error_no_memory(err);
		im->rows = rows;
		im->room = more;
	}
	im->rows[im->n++] = kept;
	return CRM_OK;
}

/* "questions.csv:12: 3 cells, ...": the line is told by its place. */
static void complain_of_line(struct import *im, unsigned long line, const struct crm_error *what)
{
	const char *text = strstr(crm_error_text(what), ": ");
	complain(im, line, 1, text ? text + 2 : crm_error_text(what));
}

static int read_rows(struct import *im, struct crm_error *err)
{
	for (unsigned long last = 0;;) {
		struct csv_row row = {0};
		struct crm_error broken = {0};
		int rc = csv_next(im->csv, &row, &broken);
		if (rc == 0)
			return CRM_OK;
		if (rc < 0 && (broken.code != CRM_E_CONFIG || row.line <= last)) {
			crm_error_move(err, &broken);
			return rc;
		}
		last = row.line;
		if (rc < 0)
			complain_of_line(im, row.line, &broken);
		crm_error_clear(&broken);
		rc = rc > 0 ? keep_row(im, &row, err) : CRM_OK;
		if (rc != CRM_OK)
			return rc;
	}
}

static size_t column_named(const struct csv_row *header, const char *name)
{
	for (size_t i = 0; i < header->n; i++)
		if (header->cells[i].len == strlen(name) && memcmp(header->cells[i].text, name, strlen(name)) == 0)
			return i;
	return (size_t)-1;
}

static int read_file(struct import *im, struct crm_error *err)
{
	int rc = csv_open(im->path, &im->csv, err);
	if (rc != CRM_OK)
		return rc;
	const struct csv_row *header = csv_header(im->csv);
	im->item = column_named(header, "item");
	im->decision = column_named(header, "decision");
	im->decided = column_named(header, "decided");
	im->state = column_named(header, "state");
	if (im->item == (size_t)-1 || im->decision == (size_t)-1)
		return crm_error_set(err, CRM_E_CONFIG,
				     "%s:1:1: there is no column '%s': crmsync review list --csv writes such a table",
				     im->path, im->item == (size_t)-1 ? "item" : "decision");
	return read_rows(im, err);
}

/* ---- what a cell means ---- */

struct meaning {
	enum crm_answer answer; /* CRM_ANSWER_NONE: withdraw */
	const char *system;
	char word[WORD_MAX];
};

static void lower(const char *text, char out[WORD_MAX])
{
	size_t n = 0;
	for (; *text != '\0' && n + 1 < WORD_MAX; text++)
		out[n++] = *text == ' ' ? '-' : (char)tolower((unsigned char)*text);
	out[n] = '\0';
}

/* "accept", "Keep separate", "title=hubspot", "resolve title=hubspot", "hubspot", "withdraw"; false: none of these. */
static bool understand(const struct crm_review_item *item, const char *text, struct meaning *out)
{
	const char *field = item && item->hold.field ? item->hold.field : "";
	*out = (struct meaning){0};
	lower(text, out->word);
	out->answer = crm_answer_parse(out->word);
	if (strcmp(out->word, "withdraw") == 0 || (out->answer != CRM_ANSWER_NONE && out->answer != CRM_ANSWER_RESOLVE))
		return true;
	out->answer = CRM_ANSWER_RESOLVE;
	if (strncmp(out->word, "resolve-", 8) == 0)
		text += 8;
	const char *equals = strchr(text, '=');
	out->system = equals ? equals + 1 : text;
	if (item == NULL)
		return equals != NULL;
	bool is_choice = false;
	for (size_t i = 0; i < item->n_values; i++)
		is_choice = is_choice || strcmp(item->values[i].system, out->system) == 0;
	return is_choice && (equals == NULL ||
			     ((size_t)(equals - text) == strlen(field) && strncmp(text, field, strlen(field)) == 0));
}

/* ---- one row ---- */

static void leave(struct import *im, const struct row *row, const char *why)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	im->left++;
	if (!im->v->cli->json) {
		printf("%s:%lu:%lu: left: %s: %s\n", im->path, row->line, row->column,
		       crm_report_safe(row->item, im->v->arena), crm_report_safe(why, im->v->arena));
		return;
	}
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "review_left");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field_int(&w, "line", (int64_t)row->line);
	crm_jw_field(&w, "item", row->item);
	crm_jw_field(&w, "decision", row->decision);
	crm_jw_field(&w, "why", why);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static const struct crm_review_decision *decision_named(const struct import *im, const char *name)
{
	for (size_t i = 0; i < im->n_made; i++)
		if (strcmp(im->made[i].name, name) == 0)
			return &im->made[i];
	return NULL;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_name(const char *text)
{
	const char *dash = strrchr(text, '-');
	char kind[CRM_REVIEW_NAME];
	if (dash == NULL || strlen(dash + 1) != 10 || strspn(dash + 1, "0123456789abcdef") != 10 ||
	    (size_t)(dash - text) >= sizeof kind)
		return false;
	memcpy(kind, text, (size_t)(dash - text));
	kind[dash - text] = '\0';
	return crm_review_kind(kind) != CRM_REVIEW_KINDS || strcmp(kind, "match") == 0;
}

static int take_back(struct import *im, const struct row *row, struct crm_error *err)
{
	struct crm_review_decision d;
	if (decision_named(im, row->item) == NULL) {
		im->already++;
		return CRM_OK;
	}
	im->applied++;
	return crm_review_withdraw(&im->v->queue, row->item, im->v->arena, &d, err);
}

/* It waits no longer: carried out as the table has it, or settled in another way. */
static int settled(struct import *im, const struct row *row, struct crm_error *err)
{
	const struct crm_review_decision *d = decision_named(im, row->item);
	struct meaning meaning;
	if (!understand(NULL, row->decision, &meaning) && crm_answer_parse(row->decision) == CRM_ANSWER_NONE &&
	    d == NULL)
		leave(im, row, "it waits no longer");
	else if (meaning.answer == CRM_ANSWER_NONE)
		return take_back(im, row, err);
	else if (d != NULL && crm_answer_parse(d->answer) == meaning.answer &&
		 (meaning.answer != CRM_ANSWER_RESOLVE || same_text(d->system, meaning.system)))
		im->already++;
	else
		leave(im, row, d ? "it was decided otherwise, and carried out" : "it waits no longer");
	return CRM_OK;
}

static int refuse(struct import *im, const struct row *row, const struct crm_review_item *item)
{
	const char *answers = review_answers_text(item, im->v->arena);
	const char *text = answers[0] ? crm_arena_printf(im->v->arena, "'%s' is no answer to %s; it takes: %s",
							 row->decision, row->item, answers)
				      : crm_arena_printf(im->v->arena, "%s takes no answer. %s", row->item,
							 item->instead ? item->instead : "");
	complain(im, row->line, row->column, text ? text : "out of memory");
	return CRM_OK;
}

static int decide(struct import *im, const struct row *row, const struct crm_review_item *item, struct crm_error *err)
{
	struct meaning meaning;
	const char *decided = review_decided_text(item, im->v->arena);
	if (!understand(item, row->decision, &meaning))
		return refuse(im, row, item);
	if (meaning.answer == CRM_ANSWER_NONE)
		return take_back(im, row, err);
	if (item->answers[meaning.answer] == NULL)
		return refuse(im, row, item);
	if (item->decided != NULL && crm_answer_parse(item->decided) == meaning.answer &&
	    (meaning.answer != CRM_ANSWER_RESOLVE || same_text(item->decided_system, meaning.system))) {
		im->already++;
		return CRM_OK;
	}
	if (item->decided != NULL && !same_text(row->decided, decided)) {
		const char *why =
			crm_arena_printf(im->v->arena, "it was decided otherwise in the meantime (%s)", decided);
		leave(im, row, why ? why : "it was decided otherwise in the meantime");
		return CRM_OK;
	}
	if (row->state != NULL && row->state[0] != '\0' && strcmp(row->state, item->state) != 0) {
		leave(im, row, "its records have changed since the table was written: look at it again");
		return CRM_OK;
	}
	im->applied++;
	return crm_review_answer(im->v->e, item, meaning.answer, meaning.system, im->v->arena, err);
}

static int apply_row(struct import *im, const struct row *row, struct crm_error *err)
{
	struct crm_review *queue = &im->v->queue;
	size_t at = 0;
	while (at < queue->n && strcmp(queue->entries[at].name, row->item) != 0)
		at++;
	crm_arena_reset(im->v->arena);
	if (!is_name(row->item)) {
		const char *text = crm_arena_printf(im->v->arena, "'%s' is no item", row->item);
		complain(im, row->item_line, row->item_column, text ? text : "out of memory");
		return CRM_OK;
	}
	if (at == queue->n)
		return settled(im, row, err);
	struct crm_review_item item;
	bool found = false;
	int rc = crm_review_read(queue, at, im->v->arena, &item, &found, err);
	if (rc != CRM_OK)
		return rc;
	return found ? decide(im, row, &item, err) : settled(im, row, err);
}

/* ---- all of them ---- */

static int compare_rows(const void *a, const void *b)
{
	const struct row *const *x = a, *const *y = b;
	int c = strcmp((*x)->item, (*y)->item);
	return c != 0 ? c : ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

/* One item, two decisions. */
static int check_twice(struct import *im, struct crm_error *err)
{
	const struct row **rows = crm_arena_calloc(im->arena, im->n + 1, sizeof *rows);
	if (rows == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < im->n; i++)
		rows[i] = &im->rows[i];
	if (im->n > 1)
		qsort(rows, im->n, sizeof *rows, compare_rows);
	for (size_t i = 1; i < im->n; i++) {
		if (strcmp(rows[i]->item, rows[i - 1]->item) != 0 ||
		    strcasecmp(rows[i]->decision, rows[i - 1]->decision) == 0)
			continue;
		const char *text = crm_arena_printf(im->arena, "%s is decided otherwise in line %lu", rows[i]->item,
						    rows[i - 1]->line);
		complain(im, rows[i]->line, rows[i]->column, text ? text : "out of memory");
	}
	return CRM_OK;
}

static int apply(struct import *im, struct crm_error *err)
{
	int rc = crm_review_decisions(&im->v->queue, im->arena, &im->made, &im->n_made, err);
	for (size_t i = 0; rc == CRM_OK && i < im->n; i++)
		rc = apply_row(im, &im->rows[i], err);
	if (rc != CRM_OK)
		return rc;
	if (im->bad.failed)
		return crm_error_no_memory(err);
	if (im->bad.len > 0)
		return crm_error_set(err, CRM_E_CONFIG,
				     "%s\nnothing was taken down; correct these rows and import it again", im->bad.ptr);
	return CRM_OK;
}

static void print_end(const struct import *im)
{
	if (im->v->cli->json) {
		printf("{\"type\":\"review_imported\",\"version\":1,\"applied\":%lld,\"already\":%lld,\"left\":%lld}\n",
		       (long long)im->applied, (long long)im->already, (long long)im->left);
		return;
	}
	printf("%lld %s taken down, %lld decided that way already, %lld left.%s\n", (long long)im->applied,
	       im->applied == 1 ? "decision" : "decisions", (long long)im->already, (long long)im->left,
	       im->applied > 0 ? " The next sync acts on it." : "");
}

static int import(struct import *im, struct crm_error *err)
{
	int rc = read_file(im, err);
	if (rc == CRM_OK)
		rc = check_twice(im, err);
	if (rc == CRM_OK)
		rc = review_write_begin(im->v, err);
	if (rc != CRM_OK)
		return rc;
	rc = review_write_end(im->v, apply(im, err), im->left > 0 ? 6 : 0, err);
	if (rc != CRM_OK)
		return rc;
	print_end(im);
	return im->left > 0 ? 6 : CRM_OK;
}

int review_import(struct review *v, const char *path, struct crm_error *err)
{
	struct import im = {.v = v, .path = path, .arena = crm_arena_new()};
	crm_buf_init(&im.bad, CRM_BUF_MAX);
	int rc = im.arena ? import(&im, err) : crm_error_no_memory(err);
	csv_close(im.csv);
	crm_free(im.rows);
	crm_buf_free(&im.bad);
	crm_arena_free(im.arena);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* `crmsync review list` and `show`, as text and JSON. */
#include <cli/review.h>

#include <stdio.h>
#include <string.h>

#include <cli/match.h>
#include <crmsync/timestamp.h>
#include <report/parts.h>

#define VALUES_MAX  64
#define NARROW_CELL 14 /* columns; narrower ones stand below each other */

void review_print(const struct cli *cli, size_t indent, enum crm_style style, const char *text)
{
	const struct crm_report_options report = cli_report_options(cli);
	struct report_flow flow = {.options = &report};
	struct crm_arena *arena = crm_arena_new();
	if (arena == NULL)
		return;
	report_flow_line(&flow, indent);
	report_flow_words(&flow, style, crm_report_safe(text, arena));
	report_flow_end(&flow);
	crm_arena_free(arena);
}

/* ---- words ---- */

const char *review_answers_text(const struct crm_review_item *item, struct crm_arena *arena)
{
	const char *text = "";
	for (unsigned a = CRM_ANSWER_ACCEPT; a < CRM_ANSWERS && text != NULL; a++) {
		if (item->answers[a] == NULL || a == CRM_ANSWER_RESOLVE)
			continue;
		text = crm_arena_printf(arena, "%s%s%s", text, text[0] ? ", " : "",
					crm_answer_name((enum crm_answer)a));
	}
	for (size_t i = 0; item->answers[CRM_ANSWER_RESOLVE] != NULL && i < item->n_values && text != NULL; i++)
		text = crm_arena_printf(arena, "%s%s%s=%s", text, text[0] ? ", " : "", item->hold.field,
					item->values[i].system);
	return text ? text : "";
}

const char *review_decided_text(const struct crm_review_item *item, struct crm_arena *arena)
{
	if (item->decided == NULL || item->decided_system == NULL)
		return item->decided;
	return crm_arena_printf(arena, "%s %s=%s", item->decided, item->hold.field, item->decided_system);
}

int review_since(const struct review *v, const struct crm_review_item *item, char *out, struct crm_error *err)
{
	int64_t started = 0;
	int rc = crm_store_run_started(v->e->store, item->hold.first_run, &started, err);
	out[0] = '\0';
	if (rc == CRM_OK && started != 0)
		crm_time_format_seconds(started, out);
	return rc;
}

/* ---- the list ---- */

static void print_heading(const struct review *v, size_t kind, size_t n, const struct crm_review_item *item)
{
	char heading[96];
	snprintf(heading, sizeof heading, "%s (%zu)", crm_review_kind_name(kind), n);
	printf("\n");
	review_print(v->cli, 0, CRM_STYLE_HEADING, heading);
	review_print(v->cli, 2, CRM_STYLE_PLAIN, item->question);
	review_print(v->cli, 2, CRM_STYLE_FAINT, item->protects);
}

static void print_line(const struct review *v, const struct crm_review_item *item)
{
	const char *decided = review_decided_text(item, v->arena);
	printf("\n");
	review_print(v->cli, 2, CRM_STYLE_HOLD, item->name);
	review_print(v->cli, 6, CRM_STYLE_PLAIN, item->hold.summary);
	if (decided != NULL) {
		const char *text = crm_arena_printf(v->arena, "decided: %s; the next sync acts on it", decided);
		review_print(v->cli, 6, CRM_STYLE_ADD, text ? text : "decided");
	}
}

/* What is asked for of a kind. */
static size_t count_kind(const struct review *v, size_t kind)
{
	size_t n = 0;
	for (size_t i = 0; i < v->queue.n; i++)
		n += v->queue.entries[i].kind == kind && review_wants(v, &v->queue.entries[i]);
	return n;
}

struct shown {
	size_t kind, n, decided;
};

static int list_one(const struct review *v, size_t at, struct shown *shown, struct crm_error *err)
{
	struct crm_review_item item;
	bool found = false;
	crm_arena_reset(v->arena);
	int rc = crm_review_read(&v->queue, at, v->arena, &item, &found, err);
	if (rc != CRM_OK || !found || (v->undecided && item.decided != NULL))
		return rc;
	shown->n++;
	shown->decided += item.decided != NULL;
	if (v->cli->json)
		return review_json_item(v, &item, false, err);
	if (shown->kind != v->queue.entries[at].kind)
		print_heading(v, v->queue.entries[at].kind, count_kind(v, v->queue.entries[at].kind), &item);
	shown->kind = v->queue.entries[at].kind;
	print_line(v, &item);
	return CRM_OK;
}

int review_list(struct review *v, struct crm_error *err)
{
	struct shown shown = {.kind = (size_t)-1};
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < v->queue.n; i++)
		if (review_wants(v, &v->queue.entries[i]))
			rc = list_one(v, i, &shown, err);
	if (rc != CRM_OK || v->cli->json)
		return rc;
	if (shown.n == 0)
		printf("nothing waits for a person\n");
	else
		printf("\n%zu %s, %zu decided. crmsync review show ITEM tells more, and which answers it takes.\n",
		       shown.n, shown.n == 1 ? "waits" : "wait", shown.decided);
	return CRM_OK;
}

/* ---- side by side ---- */

struct side {
	struct crm_review_value values[VALUES_MAX];
	size_t n;
};

static const char *value_of(const struct side *side, const char *field)
{
	for (size_t i = 0; i < side->n; i++)
		if (strcmp(side->values[i].system, field) == 0)
			return side->values[i].text;
	return "";
}

struct table {
	const struct review *v;
	const struct crm_review_item *item;
	struct side *sides;
	const char **fields; /* of any of them */
	size_t n_fields, name_width, cell_width;
};

static void add_fields(struct table *t, const struct side *side)
{
	for (size_t i = 0; i < side->n && t->n_fields < VALUES_MAX; i++) {
		size_t k = 0;
		while (k < t->n_fields && strcmp(t->fields[k], side->values[i].system) != 0)
			k++;
		if (k == t->n_fields)
			t->fields[t->n_fields++] = side->values[i].system;
	}
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* In a pipe columns are as wide as what is in them. */
static void measure(struct table *t)
{
	const struct crm_report_options report = cli_report_options(t->v->cli);
	size_t widest = NARROW_CELL, n = t->item->n_records;
	for (size_t f = 0; f < t->n_fields; f++) {
		t->name_width = larger(t->name_width, strlen(t->fields[f]));
		for (size_t i = 0; i < n; i++)
			widest = larger(widest, crm_report_width(value_of(&t->sides[i], t->fields[f])));
	}
	for (size_t i = 0; i < n; i++)
		widest = larger(widest, strlen(t->item->records[i].system) + 1 + strlen(t->item->records[i].id));
	size_t taken = t->name_width + 4 + 2 * n;
	size_t room = report.width > taken ? (report.width - taken) / n : 0;
	t->cell_width = report.width == 0 || widest < room ? widest : room;
}

/* Bytes of the text that fit into so many columns; words are not cut unless one is too long. */
static size_t fit(const char *text, size_t columns)
{
	size_t at = 0, space = 0;
	while (text[at] != '\0') {
		size_t next = at + 1;
		while ((text[next] & 0xC0) == 0x80)
			next++;
		char *head = crm_strndup(text, next);
		bool over = head == NULL || crm_report_width(head) > columns;
		crm_free(head);
		if (over)
			return space > 0 ? space : at > 0 ? at : next;
		if (text[at] == ' ')
			space = at;
		at = next;
	}
	return at;
}

/* One line of each cell, until all of them are told. */
static void print_row(const struct table *t, const char *name, const char **cells, enum crm_style style)
{
	const struct crm_report_options report = cli_report_options(t->v->cli);
	for (bool more = true; more;) {
		more = false;
		printf("  %s%-*s%s", crm_style(&report, style), (int)t->name_width, name,
		       crm_style(&report, CRM_STYLE_PLAIN));
		for (size_t i = 0; i < t->item->n_records; i++) {
			size_t len = fit(cells[i], t->cell_width);
			char *part = crm_strndup(cells[i], len);
			size_t width = part ? crm_report_width(part) : len;
			bool last = i + 1 == t->item->n_records;
			printf("  %.*s%*s", (int)len, cells[i],
			       last || width > t->cell_width ? 0 : (int)(t->cell_width - width), "");
			crm_free(part);
			cells[i] += len + (cells[i][len] == ' ');
			more = more || cells[i][0] != '\0';
		}
		printf("\n");
		name = "";
	}
}

static void print_below(const struct table *t)
{
	for (size_t i = 0; i < t->item->n_records; i++) {
		review_print(t->v->cli, 2, CRM_STYLE_HEADING, t->item->records[i].label);
		for (size_t k = 0; k < t->sides[i].n; k++) {
			const char *line = crm_arena_printf(t->v->arena, "%s: %s", t->sides[i].values[k].system,
							    t->sides[i].values[k].text);
			review_print(t->v->cli, 4, CRM_STYLE_PLAIN, line ? line : "");
		}
	}
}

static void print_beside(const struct table *t)
{
	const char **cells = crm_arena_calloc(t->v->arena, t->item->n_records, sizeof *cells);
	if (cells == NULL)
		return;
	for (size_t i = 0; i < t->item->n_records; i++)
		cells[i] = crm_arena_printf(t->v->arena, "%s:%s", t->item->records[i].system, t->item->records[i].id);
	print_row(t, "", cells, CRM_STYLE_PLAIN);
	for (size_t f = 0; f < t->n_fields; f++) {
		bool differs = false;
		for (size_t i = 0; i < t->item->n_records; i++) {
			const char *value = value_of(&t->sides[i], t->fields[f]);
			cells[i] = crm_report_safe(value, t->v->arena);
			differs = differs || strcmp(value, value_of(&t->sides[0], t->fields[f])) != 0;
		}
		print_row(t, t->fields[f], cells, differs ? CRM_STYLE_CHANGE : CRM_STYLE_FAINT);
	}
}

static int print_records(const struct review *v, const struct crm_review_item *item, struct crm_error *err)
{
	struct table t = {.v = v, .item = item};
	int rc = CRM_OK;
	t.sides = crm_arena_calloc(v->arena, item->n_records + 1, sizeof *t.sides);
	t.fields = crm_arena_calloc(v->arena, VALUES_MAX, sizeof *t.fields);
	if (t.sides == NULL || t.fields == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < item->n_records; i++) {
		if (item->records[i].found)
			rc = crm_review_values(v->e, &item->records[i].source, v->arena, t.sides[i].values, VALUES_MAX,
					       &t.sides[i].n, err);
		add_fields(&t, &t.sides[i]);
	}
	if (rc != CRM_OK || item->n_records == 0)
		return rc;
	measure(&t);
	printf("\n");
	if (t.cell_width < NARROW_CELL)
		print_below(&t);
	else
		print_beside(&t);
	return CRM_OK;
}

/* ---- one item ---- */

static void print_values(const struct review *v, const struct crm_review_item *item)
{
	for (size_t i = 0; i < item->n_values; i++) {
		const char *text = crm_arena_printf(v->arena, "%s=%s: '%s'", item->hold.field, item->values[i].system,
						    item->values[i].text);
		review_print(v->cli, 2, CRM_STYLE_CHANGE, text ? text : "");
	}
}

void review_print_answers(const struct review *v, const struct crm_review_item *item)
{
	print_values(v, item);
	for (unsigned a = CRM_ANSWER_ACCEPT; a < CRM_ANSWERS; a++) {
		if (item->answers[a] == NULL)
			continue;
		const char *text = crm_arena_printf(v->arena, "%s%s: %s", crm_answer_name((enum crm_answer)a),
						    a == CRM_ANSWER_RESOLVE ? " FIELD=SYSTEM" : "", item->answers[a]);
		review_print(v->cli, 2, CRM_STYLE_PLAIN, text ? text : "");
	}
	if (item->instead != NULL)
		review_print(v->cli, 2, CRM_STYLE_PLAIN, item->instead);
}

int review_print_weights(const struct review *v, const struct crm_review_item *item, struct crm_error *err)
{
	if (item->n_records != 2 || !item->records[0].found || !item->records[1].found || item->hold.detail == NULL ||
	    strstr(item->hold.detail, "\"records\"") == NULL)
		return CRM_OK;
	const struct crm_source pair[2] = {item->records[0].source, item->records[1].source};
	if (!v->cli->json)
		printf("\n");
	return match_why(v->cli, v->e, pair, v->arena, err);
}

void review_print_item(const struct review *v, const struct crm_review_item *item)
{
	char heading[CRM_REVIEW_NAME + 32];
	snprintf(heading, sizeof heading, "%s (%s)", item->name, crm_object_name(item->hold.object));
	review_print(v->cli, 0, CRM_STYLE_HOLD, heading);
	review_print(v->cli, 0, CRM_STYLE_PLAIN, item->hold.summary);
	if (item->message != NULL) {
		const char *text = crm_arena_printf(v->arena, "The vendor's words: %s", item->message);
		review_print(v->cli, 0, CRM_STYLE_PLAIN, text ? text : "");
	}
	struct crm_error err = {0};
	if (print_records(v, item, &err) != CRM_OK)
		review_print(v->cli, 0, CRM_STYLE_REMOVE, crm_error_text(&err));
	crm_error_clear(&err);
	printf("\n");
	review_print(v->cli, 0, CRM_STYLE_HEADING, item->question);
	review_print(v->cli, 0, CRM_STYLE_FAINT, item->protects);
}

int review_show(struct review *v, const char *name, struct crm_error *err)
{
	struct crm_review_item item;
	char first[CRM_TIME_TEXT];
	bool found = false;
	size_t at = 0;
	crm_arena_reset(v->arena);
	int rc = crm_review_find(&v->queue, name, &at, err);
	if (rc == CRM_OK)
		rc = crm_review_read(&v->queue, at, v->arena, &item, &found, err);
	if (rc == CRM_OK && !found)
		rc = crm_error_set(err, CRM_E_NOT_FOUND, "'%s' was settled this moment", name);
	if (rc != CRM_OK)
		return rc;
	if (v->cli->json)
		rc = review_json_item(v, &item, true, err);
	else
		review_print_item(v, &item);
	if (rc == CRM_OK && v->cli->json)
		return review_print_weights(v, &item, err);
	review_print_answers(v, &item);
	const char *decided = review_decided_text(&item, v->arena);
	if (decided != NULL)
		printf("Decided: %s; the next sync acts on it.\n", decided);
	rc = review_since(v, &item, first, err);
	if (rc == CRM_OK)
		printf("Waits since %s.\n", first[0] ? first : "the last sync");
	return rc == CRM_OK ? review_print_weights(v, &item, err) : rc;
}

/* ---- JSON ---- */

static int write_records(const struct review *v, const struct crm_review_item *item, struct crm_json_writer *w,
			 struct crm_error *err)
{
	int rc = CRM_OK;
	crm_jw_key(w, "records");
	crm_jw_array(w);
	for (size_t i = 0; rc == CRM_OK && i < item->n_records; i++) {
		const struct crm_review_record *record = &item->records[i];
		struct crm_review_value values[VALUES_MAX];
		size_t n = 0;
		crm_jw_object(w);
		crm_jw_field(w, "system", record->system);
		crm_jw_field(w, "id", record->id);
		crm_jw_field(w, "label", record->label);
		crm_jw_key(w, "values");
		crm_jw_object(w);
		if (record->found)
			rc = crm_review_values(v->e, &record->source, v->arena, values, VALUES_MAX, &n, err);
		for (size_t k = 0; k < n; k++)
			crm_jw_field(w, values[k].system, values[k].text);
		crm_jw_end_object(w);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
	return rc;
}

static void write_answers(const struct crm_review_item *item, struct crm_json_writer *w)
{
	crm_jw_key(w, "answers");
	crm_jw_object(w);
	for (unsigned a = CRM_ANSWER_ACCEPT; a < CRM_ANSWERS; a++)
		if (item->answers[a] != NULL)
			crm_jw_field(w, crm_answer_name((enum crm_answer)a), item->answers[a]);
	crm_jw_end_object(w);
	crm_jw_key(w, "choices");
	crm_jw_object(w);
	for (size_t i = 0; i < item->n_values; i++)
		crm_jw_field(w, item->values[i].system, item->values[i].text);
	crm_jw_end_object(w);
}

int review_json_item(const struct review *v, const struct crm_review_item *item, bool whole, struct crm_error *err)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	char first[CRM_TIME_TEXT];
	int rc = review_since(v, item, first, err);
	if (rc != CRM_OK)
		return rc;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "review_item");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "item", item->name);
	crm_jw_field(&w, "kind", item->hold.kind);
	crm_jw_field(&w, "object", crm_object_name(item->hold.object));
	crm_jw_field(&w, "system", item->system);
	crm_jw_field(&w, "field", item->hold.field);
	crm_jw_field(&w, "summary", item->hold.summary);
	crm_jw_field(&w, "question", item->question);
	crm_jw_field(&w, "protects", item->protects);
	crm_jw_field(&w, "message", item->message);
	write_answers(item, &w);
	crm_jw_field(&w, "instead", item->instead);
	crm_jw_field(&w, "decided", review_decided_text(item, v->arena));
	crm_jw_field(&w, "since", first[0] ? first : NULL);
	crm_jw_field(&w, "state", item->state);
	if (whole)
		rc = write_records(v, item, &w, err);
	crm_jw_end_object(&w);
	if (rc == CRM_OK)
		crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
	return rc;
}

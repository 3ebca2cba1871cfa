/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/review_log.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sync/match_decision.h>
#include <sync/value_decision.h>
#include <sync/verdict.h>

/* ---- what the plan heeds ---- */

struct heeded {
	const char *kind, *subject, *value; /* value NULL: it was taken back */
};

static int read_heeded(struct crm_engine *e, enum crm_object object, const crm_json *about, struct crm_arena *arena,
		       struct heeded *out, struct crm_error *err)
{
	const char *kind = crm_json_text(crm_json_first(about));
	const char *subject = crm_json_text(crm_json_next(crm_json_first(about)));
	*out = (struct heeded){0};
	if (kind == NULL || subject == NULL)
		return CRM_OK;
	out->kind = crm_arena_strdup(arena, kind);
	out->subject = crm_arena_strdup(arena, subject);
	if (out->kind == NULL || out->subject == NULL)
		return crm_error_no_memory(err);
	return crm_store_decision_get(e->store, kind, object, subject, arena, &out->value, err);
}

static bool is_done(const struct heeded *h)
{
	if (h->value == NULL || strcmp(h->kind, CRM_DECISION_MATCH) == 0)
		return false;
	return strcmp(h->kind, CRM_DECISION_VALUE) == 0 ? strstr(h->value, "\"done\":") != NULL
							: crm_verdict_is_done(h->value);
}

/* Is it still on record, and is there anything left to carry out? */
static int judge_about(struct crm_engine *e, enum crm_object object, const crm_json *about, struct crm_arena *arena,
		       bool *there, bool *open, struct crm_error *err)
{
	int rc = CRM_OK;
	*there = false;
	*open = false;
	for (const crm_json *i = crm_json_first(about); rc == CRM_OK && i != NULL; i = crm_json_next(i)) {
		struct heeded h;
		rc = read_heeded(e, object, i, arena, &h, err);
		*there = *there || (rc == CRM_OK && h.value != NULL);
		*open = *open || (rc == CRM_OK && h.value != NULL && !is_done(&h));
	}
	return rc;
}

/* ---- of one item ---- */

static int read_log(struct crm_engine *e, enum crm_object object, const char *name, struct crm_arena *arena,
		    crm_json **out, struct crm_error *err)
{
	const char *text = NULL;
	*out = NULL;
	int rc = crm_store_decision_get(e->store, CRM_DECISION_REVIEW, object, name, arena, &text, err);
	return rc == CRM_OK && text ? crm_json_parse(text, strlen(text), out, err) : rc;
}

/* By `crmsync match`. */
static int read_said(struct crm_engine *e, struct crm_review_item *item, struct crm_arena *arena, struct crm_error *err)
{
	const char *said = NULL;
	if (item->n_records != 2 || !item->records[0].found || !item->records[1].found ||
	    item->answers[CRM_ANSWER_ACCEPT] == NULL)
		return CRM_OK;
	const char *subject = crm_decision_about(e, &item->records[0].source, &item->records[1].source, arena);
	int rc = subject ? crm_store_decision_get(e->store, CRM_DECISION_MATCH, item->hold.object, subject, arena,
						  &said, err)
			 : crm_error_no_memory(err);
	if (said != NULL)
		item->decided =
			crm_answer_name(strcmp(said, CRM_DECISION_SAME) == 0 ? CRM_ANSWER_ACCEPT : CRM_ANSWER_SEPARATE);
	return rc;
}

int crm_review_read_decided(struct crm_engine *e, struct crm_review_item *item, struct crm_arena *arena,
			    struct crm_error *err)
{
	crm_json *log = NULL;
	bool there = false, open = false;
	int rc = read_log(e, item->hold.object, item->name, arena, &log, err);
	if (rc == CRM_OK && log != NULL)
		rc = judge_about(e, item->hold.object, crm_json_get(log, "about"), arena, &there, &open, err);
	if (rc == CRM_OK && open) {
		const char *answer = crm_json_get_string(log, "answer"), *system = crm_json_get_string(log, "system");
		item->decided = crm_answer_name(crm_answer_parse(answer ? answer : ""));
		item->decided_system = crm_arena_strdup(arena, system);
	}
	crm_json_free(log);
	return rc == CRM_OK && item->decided == NULL ? read_said(e, item, arena, err) : rc;
}

static int drop_about(struct crm_engine *e, enum crm_object object, const crm_json *about, struct crm_error *err)
{
	int rc = CRM_OK;
	for (const crm_json *i = crm_json_first(about); rc == CRM_OK && i != NULL; i = crm_json_next(i)) {
		const char *kind = crm_json_text(crm_json_first(i));
		const char *subject = crm_json_text(crm_json_next(crm_json_first(i)));
		if (kind != NULL && subject != NULL)
			rc = crm_store_decision_set(e->store, kind, object, subject, NULL, e->run, err);
	}
	return rc;
}

static int drop(struct crm_engine *e, enum crm_object object, const char *name, struct crm_arena *arena,
		struct crm_error *err)
{
	crm_json *log = NULL;
	int rc = read_log(e, object, name, arena, &log, err);
	if (rc == CRM_OK && log != NULL)
		rc = drop_about(e, object, crm_json_get(log, "about"), err);
	if (rc == CRM_OK && log != NULL)
		rc = crm_store_decision_set(e->store, CRM_DECISION_REVIEW, object, name, NULL, e->run, err);
	crm_json_free(log);
	return rc;
}

int crm_review_drop(struct crm_engine *e, const struct crm_review_item *item, struct crm_arena *arena,
		    struct crm_error *err)
{
	return drop(e, item->hold.object, item->name, arena, err);
}

/* ---- all of them ---- */

/* A decision about two records that stands in the list of an item already. */
struct listed {
	enum crm_object object;
	const char *subject;
};

struct listing {
	const struct crm_review *r;
	struct crm_arena *arena;
	struct crm_review_decision *rows;
	size_t n, room;
	struct listed *listed;
	size_t n_listed, listed_room;
};

static void *grow(struct crm_arena *arena, const void *items, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return (void *)(uintptr_t)items;
	size_t more = *room ? *room * 2 : 64;
	char *copy = crm_arena_calloc(arena, more, size);
	if (copy != NULL && n > 0)
		memcpy(copy, items, n * size);
	if (copy != NULL)
		*room = more;
	return copy;
}

static int add_row(struct listing *l, const struct crm_review_decision *row, struct crm_error *err)
{
	l->rows = grow(l->arena, l->rows, l->n, &l->room, sizeof *l->rows);
	if (l->rows == NULL)
		return crm_error_no_memory(err);
	l->rows[l->n++] = *row;
	return CRM_OK;
}

static int add_listed(struct listing *l, enum crm_object object, const char *subject, struct crm_error *err)
{
	l->listed = grow(l->arena, l->listed, l->n_listed, &l->listed_room, sizeof *l->listed);
	const char *kept = crm_arena_strdup(l->arena, subject);
	if (l->listed == NULL || kept == NULL)
		return crm_error_no_memory(err);
	l->listed[l->n_listed++] = (struct listed){object, kept};
	return CRM_OK;
}

static int compare_listed(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	return x->object != y->object ? (x->object < y->object ? -1 : 1) : strcmp(x->subject, y->subject);
}

static const char *const *handles(const crm_json *records, size_t *n, struct crm_arena *arena)
{
	const char **list = crm_arena_calloc(arena, crm_json_size(records) + 1, sizeof *list);
	*n = 0;
	for (const crm_json *i = crm_json_first(records); list != NULL && i != NULL; i = crm_json_next(i)) {
		const char *system = crm_json_text(crm_json_first(i)),
			   *id = crm_json_text(crm_json_next(crm_json_first(i)));
		list[*n] = crm_arena_printf(arena, "%s:%s", system ? system : "?", id ? id : "?");
		if (list[*n] == NULL)
			return NULL;
		++*n;
	}
	return list;
}

static bool is_waiting(const struct crm_review *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->entries[i].name, name) == 0)
			return true;
	return false;
}

static int list_log(struct listing *l, enum crm_object object, const struct crm_decision_row *row, const crm_json *log,
		    struct crm_error *err)
{
	struct crm_review_decision d = {
		.object = object, .run = row->run, .name = row->subject, .subject = row->subject};
	const char *kind = crm_json_get_string(log, "kind"), *answer = crm_json_get_string(log, "answer");
	const crm_json *about = crm_json_get(log, "about");
	bool there = false, open = false;
	int rc = judge_about(l->r->e, object, about, l->arena, &there, &open, err);
	if (rc != CRM_OK || !there || kind == NULL || answer == NULL)
		return rc;
	for (const crm_json *i = crm_json_first(about); rc == CRM_OK && i != NULL; i = crm_json_next(i))
		rc = add_listed(l, object, crm_json_text(crm_json_next(crm_json_first(i))), err);
	d.kind = crm_arena_strdup(l->arena, kind);
	d.answer = crm_arena_strdup(l->arena, answer);
	d.field = crm_arena_strdup(l->arena, crm_json_get_string(log, "field"));
	d.system = crm_arena_strdup(l->arena, crm_json_get_string(log, "system"));
	d.records = handles(crm_json_get(log, "records"), &d.n_records, l->arena);
	d.waits = open && is_waiting(l->r, d.name);
	if (rc == CRM_OK && (d.kind == NULL || d.answer == NULL || d.records == NULL))
		rc = crm_error_no_memory(err);
	return rc == CRM_OK ? add_row(l, &d, err) : rc;
}

static int list_logs(struct listing *l, enum crm_object object, struct crm_error *err)
{
	struct crm_decision_row *rows = NULL;
	size_t n = 0;
	int rc = crm_store_decisions(l->r->e->store, CRM_DECISION_REVIEW, object, l->arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		crm_json *log = NULL;
		rc = crm_json_parse(rows[i].value, strlen(rows[i].value), &log, err);
		if (rc == CRM_OK)
			rc = list_log(l, object, &rows[i], log, err);
		crm_json_free(log);
	}
	return rc;
}

/* ---- those of `crmsync match` ---- */

static int find_source(struct crm_engine *e, enum crm_object object, const char *handle, struct crm_arena *arena,
		       struct crm_source *out, bool *found, struct crm_error *err)
{
	size_t len = strcspn(handle, ":");
	*found = false;
	for (size_t i = 0; i < e->n_systems; i++) {
		const char *name = e->systems[i].settings->name;
		if (handle[len] == ':' && strlen(name) == len && memcmp(name, handle, len) == 0)
			return crm_store_source_by_vendor_id(e->store, e->systems[i].id, object, handle + len + 1,
							     false, arena, out, found, err);
	}
	return CRM_OK;
}

/* Is it the way that the two were told to be? */
static int is_as_said(struct listing *l, const struct crm_review_decision *d, bool same, bool *out,
		      struct crm_error *err)
{
	struct crm_source two[2];
	bool found[2] = {false, false};
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < 2 && d->n_records == 2; i++)
		rc = find_source(l->r->e, d->object, d->records[i], l->arena, &two[i], &found[i], err);
	bool one = found[0] && found[1] && two[0].golden != 0 && two[0].golden == two[1].golden;
	*out = !found[0] || !found[1] || one == same;
	return rc;
}

static const char *const *subject_handles(const char *subject, size_t *n, struct crm_arena *arena)
{
	const char **list = crm_arena_calloc(arena, 3, sizeof *list), *part[4];
	crm_json *json = NULL;
	*n = 0;
	if (list == NULL || crm_json_parse(subject, strlen(subject), &json, NULL) != CRM_OK)
		return list;
	const crm_json *i = crm_json_first(json);
	for (size_t k = 0; k < 4; k++, i = crm_json_next(i))
		part[k] = crm_json_text(i) ? crm_json_text(i) : "?";
	list[0] = crm_arena_printf(arena, "%s:%s", part[0], part[1]);
	list[1] = crm_arena_printf(arena, "%s:%s", part[2], part[3]);
	*n = 2;
	crm_json_free(json);
	return list[0] && list[1] ? list : NULL;
}

static int list_said(struct listing *l, enum crm_object object, const struct crm_decision_row *row,
		     struct crm_error *err)
{
	const struct listed wanted = {object, row->subject};
	bool same = strcmp(row->value, CRM_DECISION_SAME) == 0, done = true;
	if (l->n_listed > 0 && bsearch(&wanted, l->listed, l->n_listed, sizeof wanted, compare_listed) != NULL)
		return CRM_OK;
	struct crm_review_decision d = {
		.object = object,
		.run = row->run,
		.subject = row->subject,
		.kind = CRM_DECISION_MATCH,
		.answer = crm_answer_name(same ? CRM_ANSWER_ACCEPT : CRM_ANSWER_SEPARATE),
		.name = crm_arena_printf(l->arena, "match-%010" PRIx64,
					 crm_hash_bytes(row->subject, strlen(row->subject), 37 + (uint64_t)object) &
						 0xffffffffff),
	};
	d.records = subject_handles(row->subject, &d.n_records, l->arena);
	if (d.name == NULL || d.records == NULL)
		return crm_error_no_memory(err);
	int rc = is_as_said(l, &d, same, &done, err);
	d.waits = !done;
	return rc == CRM_OK ? add_row(l, &d, err) : rc;
}

static int list_all_said(struct listing *l, enum crm_object object, struct crm_error *err)
{
	struct crm_decision_row *rows = NULL;
	size_t n = 0;
	int rc = crm_store_decisions(l->r->e->store, CRM_DECISION_MATCH, object, l->arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = list_said(l, object, &rows[i], err);
	return rc;
}

static int compare_decisions(const void *a, const void *b)
{
	const struct crm_review_decision *x = a, *y = b;
	return x->run != y->run ? (x->run < y->run ? -1 : 1) : strcmp(x->name, y->name);
}

int crm_review_decisions(const struct crm_review *r, struct crm_arena *arena, struct crm_review_decision **rows,
			 size_t *n, struct crm_error *err)
{
	struct listing l = {.r = r, .arena = arena};
	int rc = CRM_OK;
	for (unsigned o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
		rc = list_logs(&l, (enum crm_object)o, err);
	if (l.n_listed > 1)
		qsort(l.listed, l.n_listed, sizeof *l.listed, compare_listed);
	for (unsigned o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
		rc = list_all_said(&l, (enum crm_object)o, err);
	if (l.n > 1)
		qsort(l.rows, l.n, sizeof *l.rows, compare_decisions);
	*rows = l.rows;
	*n = l.n;
	return rc;
}

/* ---- taking back ---- */

static int find_decision(const struct crm_review_decision *rows, size_t n, const char *text, size_t *at,
			 struct crm_error *err)
{
	size_t found = 0;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rows[i].name, text) == 0) {
			*at = i;
			return CRM_OK;
		}
		if (crm_review_name_fits(rows[i].name, text)) {
			*at = i;
			found++;
		}
	}
	if (found == 1)
		return CRM_OK;
	if (found > 1)
		return crm_error_set(err, CRM_E_USAGE, "'%s' fits %zu decisions: say more of it", text, found);
	return crm_error_set(err, CRM_E_NOT_FOUND, "nothing was decided about '%s' (see crmsync review decisions)",
			     text);
}

static int mark_records(struct crm_engine *e, const struct crm_review_decision *d, struct crm_arena *arena,
			struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < d->n_records; i++) {
		struct crm_source source;
		bool found = false;
		rc = find_source(e, d->object, d->records[i], arena, &source, &found, err);
		if (rc == CRM_OK && found && source.golden != 0)
			rc = crm_store_golden_mark(e->store, source.golden, true, err);
	}
	return rc;
}

int crm_review_withdraw(const struct crm_review *r, const char *text, struct crm_arena *arena,
			struct crm_review_decision *out, struct crm_error *err)
{
	struct crm_review_decision *rows = NULL;
	size_t n = 0, at = 0;
	int rc = crm_review_decisions(r, arena, &rows, &n, err);
	if (rc == CRM_OK)
		rc = find_decision(rows, n, text, &at, err);
	if (rc != CRM_OK)
		return rc;
	*out = rows[at];
	rc = strcmp(out->kind, CRM_DECISION_MATCH) == 0
		     ? crm_store_decision_set(r->e->store, CRM_DECISION_MATCH, out->object, out->subject, NULL,
					      r->e->run, err)
		     : drop(r->e, out->object, out->subject, arena, err);
	return rc == CRM_OK ? mark_records(r->e, out, arena, err) : rc;
}

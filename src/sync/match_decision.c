/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/match_decision.h>

#include <stdlib.h>
#include <string.h>

#include <sync/merge_proposal.h>
#include <sync/reconcile.h>

#define CHAIN_MAX 100 /* merges of merges */

/* ---- subjects ---- */

static int compare_sides(const char *system_a, const char *id_a, const char *system_b, const char *id_b)
{
	int c = strcmp(system_a, system_b);
	return c != 0 ? c : strcmp(id_a, id_b);
}

const char *crm_decision_subject(const char *system_a, const char *id_a, const char *system_b, const char *id_b,
				 struct crm_arena *arena)
{
	bool swap = compare_sides(system_a, id_a, system_b, id_b) > 0;
	const char *const sides[] = {swap ? system_b : system_a, swap ? id_b : id_a, swap ? system_a : system_b,
				     swap ? id_a : id_b};
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_array(&w);
	for (size_t i = 0; i < 4; i++)
		crm_jw_string(&w, sides[i]);
	crm_jw_end_array(&w);
	const char *text = buf.failed ? NULL : crm_arena_strdup(arena, buf.ptr);
	crm_buf_free(&buf);
	return text;
}

/* ---- taking down ---- */

const char *crm_decision_about(struct crm_engine *e, const struct crm_source *a, const struct crm_source *b,
			       struct crm_arena *arena)
{
	return crm_decision_subject(crm_engine_system(e, a->system)->settings->name, a->vendor_id,
				    crm_engine_system(e, b->system)->settings->name, b->vendor_id, arena);
}

/* What is linked is looked at again for it. */
static int mark(struct crm_engine *e, const struct crm_source *s, struct crm_error *err)
{
	return s->golden != 0 ? crm_store_golden_mark(e->store, s->golden, true, err) : CRM_OK;
}

int crm_decision_say(struct crm_engine *e, const struct crm_source *a, const struct crm_source *b, const char *value,
		     struct crm_arena *arena, const char **before, struct crm_error *err)
{
	const char *subject = crm_decision_about(e, a, b, arena);
	*before = NULL;
	int rc = subject ? crm_store_decision_get(e->store, CRM_DECISION_MATCH, a->object, subject, arena, before, err)
			 : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = crm_store_decision_set(e->store, CRM_DECISION_MATCH, a->object, subject, value, e->run, err);
	if (rc == CRM_OK)
		rc = mark(e, a, err);
	return rc == CRM_OK ? mark(e, b, err) : rc;
}

/* ---- loading ---- */

/* The live record that the named one is, or was merged into; *out 0: none. */
static int find_live(struct crm_engine *e, enum crm_object object, const char *system, const char *id,
		     struct crm_arena *arena, int64_t *out, struct crm_error *err)
{
	const struct crm_system *s = NULL;
	*out = 0;
	for (size_t i = 0; system != NULL && i < e->n_systems; i++)
		if (strcmp(e->systems[i].settings->name, system) == 0)
			s = &e->systems[i];
	for (int step = 0; s != NULL && id != NULL && step < CHAIN_MAX; step++) {
		struct crm_source row;
		bool found = false;
		int rc = crm_store_source_by_vendor_id(e->store, s->id, object, id, false, arena, &row, &found, err);
		if (rc != CRM_OK || !found)
			return rc;
		if (row.life == CRM_LIVE) {
			*out = row.id;
			return CRM_OK;
		}
		id = row.into;
	}
	return CRM_OK;
}

static int read_decision(struct crm_engine *e, enum crm_object object, const struct crm_decision_row *row,
			 struct crm_arena *arena, struct crm_said *said, struct crm_error *err)
{
	const char *sides[4];
	crm_json *json = NULL;
	int rc = crm_json_parse(row->subject, strlen(row->subject), &json, NULL);
	*said = (struct crm_said){.same = strcmp(row->value, CRM_DECISION_SAME) == 0};
	if (rc == CRM_E_NOMEM)
		return crm_error_no_memory(err);
	if (rc != CRM_OK)
		return CRM_OK; /* of another version: it says nothing to this one */
	const crm_json *part = crm_json_first(json);
	for (size_t i = 0; i < 4; i++, part = crm_json_next(part))
		sides[i] = crm_json_text(part);
	rc = find_live(e, object, sides[0], sides[1], arena, &said->from, err);
	if (rc == CRM_OK)
		rc = find_live(e, object, sides[2], sides[3], arena, &said->to, err);
	/* of two that are the same the one that is left takes the other's place: see seat() */
	if (said->same && (said->from == 0) != (said->to == 0))
		said->from = said->to = said->from + said->to;
	crm_json_free(json);
	return rc;
}

static int compare_said(const void *a, const void *b)
{
	const struct crm_said *x = a, *y = b;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to < y->to ? -1 : x->to > y->to;
}

static int load(struct crm_engine *e, enum crm_object object, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_decision_row *rows = NULL;
	size_t n = 0;
	crm_free(e->said);
	e->said = NULL;
	e->n_said = 0;
	int rc = crm_store_decisions(e->store, CRM_DECISION_MATCH, object, arena, &rows, &n, err);
	if (rc == CRM_OK && (e->said = crm_calloc(2 * n + 1, sizeof *e->said)) == NULL)
		rc = crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		struct crm_said said;
		rc = read_decision(e, object, &rows[i], arena, &said, err);
		if (rc != CRM_OK || said.from == 0 || said.to == 0)
			continue;
		e->said[e->n_said++] = said;
		if (said.from != said.to)
			e->said[e->n_said++] = (struct crm_said){.from = said.to, .to = said.from, .same = said.same};
	}
	if (rc == CRM_OK && e->n_said > 1)
		qsort(e->said, e->n_said, sizeof *e->said, compare_said);
	return rc;
}

const struct crm_said *crm_said_of(const struct crm_engine *e, int64_t source, size_t *n)
{
	size_t low = 0, high = e->n_said;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (e->said[mid].from < source)
			low = mid + 1;
		else
			high = mid;
	}
	for (high = low; high < e->n_said && e->said[high].from == source;)
		high++;
	*n = high - low;
	return e->said + low;
}

int crm_said_apart(struct crm_engine *e, int64_t source, int64_t other, int64_t golden, struct crm_arena *arena,
		   bool *out, struct crm_error *err)
{
	size_t n;
	const struct crm_said *said = crm_said_of(e, source, &n);
	int rc = CRM_OK;
	*out = false;
	for (size_t i = 0; rc == CRM_OK && i < n && !*out; i++) {
		struct crm_source row;
		bool found = false;
		if (said[i].same)
			continue;
		*out = said[i].to == other;
		if (*out || golden == 0)
			continue;
		rc = crm_store_source(e->store, said[i].to, false, arena, &row, &found, err);
		*out = rc == CRM_OK && found && row.golden == golden;
	}
	return rc;
}

/* ---- the same: two golden records become one ---- */

static bool comes_before(const struct crm_source *a, const struct crm_source *b)
{
	size_t la = strlen(a->vendor_id), lb = strlen(b->vendor_id);
	return la != lb ? la < lb : strcmp(a->vendor_id, b->vendor_id) < 0;
}

static bool is_second_kind(struct crm_engine *e, const struct crm_source *s)
{
	const struct crm_system *system = crm_engine_system(e, s->system);
	const char *main_kind = system ? system->connector->info->default_kind[s->object] : NULL;
	return s->kind != NULL && main_kind != NULL && strcmp(s->kind, main_kind) != 0;
}

/* The record of a system that values come from and go to: the oldest live one of the main kind. */
static const struct crm_source *first_of(struct crm_engine *e, const struct crm_source *rows, size_t n, int64_t system)
{
	const struct crm_source *first = NULL;
	for (size_t i = 0; i < n; i++) {
		if (rows[i].system != system || rows[i].life != CRM_LIVE)
			continue;
		bool second = is_second_kind(e, &rows[i]);
		if (first == NULL || (is_second_kind(e, first) && !second) ||
		    (is_second_kind(e, first) == second && comes_before(&rows[i], first)))
			first = &rows[i];
	}
	return first;
}

static bool has_primary(const struct crm_source *rows, size_t n, int64_t system)
{
	size_t primaries = 0;
	for (size_t i = 0; i < n; i++)
		primaries += rows[i].system == system && rows[i].life == CRM_LIVE && !rows[i].secondary;
	return primaries == 1;
}

/* One live record of each system is the system's; the others that a person said are the same stand beside it. */
static int seat(struct crm_engine *e, int64_t golden, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_source *rows;
	size_t n = 0;
	int rc = crm_store_linked(e->store, golden, false, arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		if (rows[i].life != CRM_LIVE || has_primary(rows, n, rows[i].system))
			continue;
		bool beside = first_of(e, rows, n, rows[i].system) != &rows[i];
		if (beside != rows[i].secondary)
			rc = crm_store_link(e->store, rows[i].id, golden, beside, rows[i].matched, e->run, err);
	}
	return rc;
}

static int fold(struct crm_engine *e, int64_t a, int64_t b, struct crm_arena *arena, int64_t *into,
		struct crm_error *err)
{
	struct crm_golden first, second;
	bool found_first = false, found_second = false;
	int rc = crm_store_golden(e->store, a, arena, &first, &found_first, err);
	if (rc == CRM_OK)
		rc = crm_store_golden(e->store, b, arena, &second, &found_second, err);
	if (rc != CRM_OK || !found_first || !found_second)
		return rc;
	bool keeps_first = strcmp(first.uid, second.uid) < 0;
	*into = keeps_first ? a : b;
	return crm_store_golden_fold(e->store, keeps_first ? b : a, *into, err);
}

/* ---- apart: one of them is let go of ---- */

/* The one that was found by likeness or by a person, else that of the system that stands further down in the config. */
bool crm_decision_is_looser(struct crm_engine *e, const struct crm_source *a, const struct crm_source *b)
{
	bool likely_a = strcmp(a->matched, "matched") == 0 || strcmp(a->matched, "person") == 0;
	bool likely_b = strcmp(b->matched, "matched") == 0 || strcmp(b->matched, "person") == 0;
	const struct crm_system *system_a = crm_engine_system(e, a->system),
				*system_b = crm_engine_system(e, b->system);
	if (likely_a != likely_b)
		return likely_a;
	if (system_a != system_b && system_a != NULL && system_b != NULL)
		return system_a->index > system_b->index;
	return !comes_before(a, b);
}

static int carry_out(struct crm_engine *e, const struct crm_said *said, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_source a, b;
	bool found_a = false, found_b = false;
	int64_t golden = 0;
	int rc = crm_store_source(e->store, said->from, false, arena, &a, &found_a, err);
	if (rc == CRM_OK)
		rc = crm_store_source(e->store, said->to, false, arena, &b, &found_b, err);
	if (rc != CRM_OK || !found_a || !found_b || a.golden == 0 || b.golden == 0)
		return rc;
	if (!said->same && a.golden == b.golden)
		return crm_store_unlink(e->store, crm_decision_is_looser(e, &a, &b) ? a.id : b.id, err);
	if (!said->same) {
		rc = crm_merge_refuse(e, a.golden, &b, arena, err);
		return rc == CRM_OK ? crm_merge_refuse(e, b.golden, &a, arena, err) : rc;
	}
	golden = a.golden;
	if (a.golden != b.golden)
		rc = fold(e, a.golden, b.golden, arena, &golden, err);
	return rc == CRM_OK ? seat(e, golden, arena, err) : rc;
}

int crm_decisions_apply(struct crm_engine *e, enum crm_object object, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? load(e, object, arena, err) : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < e->n_said; i++) {
		if (e->said[i].from > e->said[i].to)
			continue;
		crm_arena_reset(arena);
		rc = carry_out(e, &e->said[i], arena, err);
	}
	crm_arena_free(arena);
	return rc;
}

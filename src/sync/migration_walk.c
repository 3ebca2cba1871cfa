/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/migration_walk.h>

#include <stdlib.h>
#include <string.h>

#include <sync/migration_sample.h>
#include <sync/reconcile.h>
#include <sync/scope.h>
#include <sync/tombstone.h>

#define ID_BATCH   256
#define HOLD_BATCH 500

const char *crm_migrant_fate_name(enum crm_migrant_fate fate)
{
	static const char *const names[CRM_MIGRANT_FATES] = {
		[CRM_MIGRANT_CREATED] = "created", [CRM_MIGRANT_MATCHED] = "matched",
		[CRM_MIGRANT_MERGED] = "merged",   [CRM_MIGRANT_FILTERED] = "filtered",
		[CRM_MIGRANT_HELD] = "held",       [CRM_MIGRANT_REJECTED] = "rejected",
		[CRM_MIGRANT_OPEN] = "open",       [CRM_MIGRANT_TAKEN_BACK] = "taken_back",
		[CRM_MIGRANT_LOST] = "lost",       [CRM_MIGRANT_UNEXPLAINED] = "unexplained",
	};
	return names[fate];
}

bool crm_migration_carries(const struct crm_engine *e, enum crm_object object)
{
	enum crm_direction out = e->from->settings->direction[object], in = e->to->settings->direction[object];
	return crm_engine_has_object(e, object) && (out == CRM_D_BOTH || out == CRM_D_PULL) &&
	       (in == CRM_D_BOTH || in == CRM_D_PUSH);
}

/* ---- what waits for a person ---- */

/* A question about a golden record as a whole or in part. */
struct held_golden {
	int64_t golden;
	bool rejected;
};

struct walk {
	struct crm_engine *e;
	enum crm_object object;
	struct crm_arena *texts; /* of the whole walk */
	struct held_golden *goldens;
	size_t n_goldens, goldens_cap;
	const char **records; /* the source's ids in questions about which records are one */
	size_t n_records, records_cap;
};

static int note_golden(struct walk *w, int64_t golden, bool rejected)
{
	if (w->n_goldens == w->goldens_cap) {
		size_t cap = w->goldens_cap ? w->goldens_cap * 2 : 64;
		struct held_golden *grown = crm_reallocarray(w->goldens, cap, sizeof *grown);
		if (grown == NULL)
			return CRM_E_NOMEM;
		w->goldens = grown;
		w->goldens_cap = cap;
	}
	w->goldens[w->n_goldens++] = (struct held_golden){.golden = golden, .rejected = rejected};
	return CRM_OK;
}

static int note_record(struct walk *w, const char *id)
{
	if (w->n_records == w->records_cap) {
		size_t cap = w->records_cap ? w->records_cap * 2 : 64;
		const char **grown = crm_reallocarray(w->records, cap, sizeof *grown);
		if (grown == NULL)
			return CRM_E_NOMEM;
		w->records = grown;
		w->records_cap = cap;
	}
	w->records[w->n_records] = crm_arena_strdup(w->texts, id);
	return w->records[w->n_records++] != NULL ? CRM_OK : CRM_E_NOMEM;
}

static int note_records(struct walk *w, const struct crm_hold_row *row)
{
	crm_json *detail = NULL;
	int rc = CRM_OK;
	if (crm_json_parse(row->detail, strlen(row->detail), &detail, NULL) != CRM_OK)
		return CRM_OK;
	const crm_json *r = crm_json_first(crm_json_get(detail, "records"));
	for (; rc == CRM_OK && r != NULL; r = crm_json_next(r)) {
		const char *system = crm_json_get_string(r, "system"), *id = crm_json_get_string(r, "id");
		if (system != NULL && id != NULL && strcmp(system, w->e->from->settings->name) == 0)
			rc = note_record(w, id);
	}
	crm_json_free(detail);
	return rc;
}

static int note_hold(struct walk *w, const struct crm_hold_row *row)
{
	if (row->object != w->object || (row->system != 0 && row->system != w->e->to->id))
		return CRM_OK;
	if (row->golden != 0)
		return note_golden(w, row->golden, strcmp(row->kind, "rejected") == 0);
	return strcmp(row->kind, "ambiguous") == 0 ? note_records(w, row) : CRM_OK;
}

static int compare_goldens(const void *a, const void *b)
{
	int64_t x = ((const struct held_golden *)a)->golden, y = ((const struct held_golden *)b)->golden;
	return x < y ? -1 : x > y;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int read_holds(struct walk *w, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	struct crm_hold_row *rows = NULL;
	size_t n = 0;
	int64_t after = 0;
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	do {
		n = 0;
		if (rc == CRM_OK) {
			crm_arena_reset(arena);
			rc = crm_store_holds(w->e->store, after, HOLD_BATCH, arena, &rows, &n, err);
		}
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			after = rows[i].id;
			if (note_hold(w, &rows[i]) != CRM_OK)
				rc = crm_error_no_memory(err);
		}
	} while (rc == CRM_OK && n == HOLD_BATCH);
	crm_arena_free(arena);
	if (w->n_goldens > 1)
		qsort(w->goldens, w->n_goldens, sizeof *w->goldens, compare_goldens);
	if (w->n_records > 1)
		qsort(w->records, w->n_records, sizeof *w->records, compare_texts);
	return rc;
}

static bool is_in_question(const struct walk *w, const char *id)
{
	return w->n_records > 0 && bsearch(&id, w->records, w->n_records, sizeof *w->records, compare_texts) != NULL;
}

static bool is_held(const struct walk *w, int64_t golden, bool *rejected)
{
	struct held_golden wanted = {.golden = golden};
	const struct held_golden *found =
		w->n_goldens > 0 ? bsearch(&wanted, w->goldens, w->n_goldens, sizeof *w->goldens, compare_goldens)
				 : NULL;
	if (found == NULL)
		return false;
	while (found > w->goldens && found[-1].golden == golden)
		found--;
	for (const struct held_golden *h = found; h < w->goldens + w->n_goldens && h->golden == golden; h++)
		*rejected = *rejected || h->rejected;
	return true;
}

/* ---- one record ---- */

static int fate_unlinked(struct walk *w, struct crm_migrant *m, struct crm_arena *arena, struct crm_error *err)
{
	const char *parent = NULL;
	m->fate = CRM_MIGRANT_HELD;
	if (is_in_question(w, m->source->vendor_id))
		return CRM_OK;
	int rc = crm_source_held_parent(w->e, m->source, arena, &parent, err);
	if (rc == CRM_OK && parent == NULL)
		m->fate = CRM_MIGRANT_UNEXPLAINED;
	return rc;
}

static int was_created(struct walk *w, struct crm_migrant *m, struct crm_error *err)
{
	unsigned done = 1U << CRM_OPS_ACKNOWLEDGED | 1U << CRM_OPS_VERIFIED;
	bool created = m->partner->matched != NULL && strcmp(m->partner->matched, "created") == 0;
	int rc =
		created ? CRM_OK
			: crm_store_op_exists(w->e->store, m->golden, w->e->to->id, CRM_OP_CREATE, done, &created, err);
	m->fate = created ? CRM_MIGRANT_CREATED : CRM_MIGRANT_MATCHED;
	return rc;
}

static int fate_departed(struct walk *w, const struct crm_source *departed, struct crm_migrant *m,
			 struct crm_arena *arena, struct crm_error *err)
{
	enum crm_tombstone stone = CRM_STONE_NONE;
	int rc = crm_tombstone_get(w->e, departed->id, arena, &stone, err);
	m->fate = stone == CRM_STONE_UNDONE ? CRM_MIGRANT_TAKEN_BACK : CRM_MIGRANT_LOST;
	return rc;
}

/* No record of the target has ever belonged to it. */
static int fate_alone(struct walk *w, struct crm_migrant *m, struct crm_error *err)
{
	static const struct {
		unsigned states;
		enum crm_migrant_fate fate;
	} ways[] = {{1U << CRM_OPS_PLANNED, CRM_MIGRANT_OPEN},
		    {1U << CRM_OPS_IN_DOUBT | 1U << CRM_OPS_SENT | 1U << CRM_OPS_HELD, CRM_MIGRANT_HELD},
		    {1U << CRM_OPS_FAILED, CRM_MIGRANT_REJECTED}};
	bool found = false, rejected = false;
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && !found && i < sizeof ways / sizeof *ways; i++) {
		m->fate = ways[i].fate;
		rc = crm_store_op_exists(w->e->store, m->golden, w->e->to->id, CRM_OP_CREATE, ways[i].states, &found,
					 err);
	}
	if (rc != CRM_OK || found)
		return rc;
	if (is_held(w, m->golden, &rejected))
		m->fate = rejected ? CRM_MIGRANT_REJECTED : CRM_MIGRANT_HELD;
	else
		m->fate = w->e->options.limit >= 0 ? CRM_MIGRANT_OPEN : CRM_MIGRANT_UNEXPLAINED;
	return CRM_OK;
}

static int fate_linked(struct walk *w, struct crm_migrant *m, struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_source *first = NULL, *departed = NULL;
	struct crm_source *rows = NULL;
	size_t n = 0;
	int rc = crm_store_linked(w->e->store, m->golden, false, arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		bool live = rows[i].life == CRM_LIVE, primary = !rows[i].secondary;
		if (rows[i].system == w->e->from->id && live && primary && first == NULL)
			first = &rows[i];
		if (rows[i].system == w->e->to->id && primary && live && m->partner == NULL)
			m->partner = &rows[i];
		if (rows[i].system == w->e->to->id && primary && !live)
			departed = &rows[i];
	}
	if (rc != CRM_OK)
		return rc;
	if (m->partner != NULL && first != NULL && first->id != m->source->id) {
		m->fate = CRM_MIGRANT_MERGED;
		return CRM_OK;
	}
	return m->partner ? was_created(w, m, err)
	       : departed ? fate_departed(w, departed, m, arena, err)
			  : fate_alone(w, m, err);
}

static int visit_one(struct walk *w, int64_t id, crm_migrant_visit *visit, void *ctx, struct crm_arena *arena,
		     struct crm_error *err)
{
	struct crm_source source;
	struct crm_migrant m = {.source = &source};
	bool found = false;
	int rc = crm_store_source(w->e->store, id, false, arena, &source, &found, err);
	if (rc != CRM_OK || !found)
		return rc;
	m.golden = source.golden;
	if (crm_scope_left(w->e->from, &source) || !crm_migration_in_sample(w->e, &source))
		m.fate = CRM_MIGRANT_FILTERED;
	else
		rc = m.golden == 0 ? fate_unlinked(w, &m, arena, err) : fate_linked(w, &m, arena, err);
	return rc == CRM_OK ? visit(ctx, &m, arena, err) : rc;
}

int crm_migration_walk(struct crm_engine *e, enum crm_object object, crm_migrant_visit *visit, void *ctx,
		       struct crm_error *err)
{
	struct walk w = {.e = e, .object = object, .texts = crm_arena_new()};
	struct crm_arena *arena = crm_arena_new();
	int64_t ids[ID_BATCH], after = 0;
	size_t n = 0;
	int rc = w.texts && arena ? read_holds(&w, err) : crm_error_no_memory(err);
	do {
		n = 0;
		if (rc == CRM_OK)
			rc = crm_store_live(e->store, e->from->id, object, after, ids, ID_BATCH, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			crm_arena_reset(arena);
			after = ids[i];
			rc = visit_one(&w, ids[i], visit, ctx, arena, err);
		}
		if (rc == CRM_OK && crm_engine_interrupted(e))
			rc = crm_error_set(err, CRM_E_INTERRUPTED, "interrupted");
	} while (rc == CRM_OK && n == ID_BATCH);
	crm_free(w.goldens);
	crm_free(w.records);
	crm_arena_free(w.texts);
	crm_arena_free(arena);
	return rc;
}

static int count_one(void *ctx, const struct crm_migrant *m, struct crm_arena *arena, struct crm_error *err)
{
	(void)arena;
	(void)err;
	((int64_t *)ctx)[m->fate]++;
	return CRM_OK;
}

int crm_migration_count(struct crm_engine *e, enum crm_object object, int64_t *fates, struct crm_error *err)
{
	memset(fates, 0, CRM_MIGRANT_FATES * sizeof *fates);
	return crm_migration_walk(e, object, count_one, fates, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The plan of an undo: record by record, what was sent to it, and what of that can be taken back. */
#include <sync/undo_record.h>

#include <inttypes.h>
#include <string.h>

#include <sync/reconcile.h>
#include <sync/scope.h>

#define BATCH 200

/* ---- steps ---- */

static int parse(const char *text, crm_json **out, struct crm_error *err)
{
	*out = NULL;
	return text ? crm_json_parse(text, strlen(text), out, err) : CRM_OK;
}

static int read_step(struct crm_undo_record *r, struct crm_undo_step *step, struct crm_error *err)
{
	struct crm_image image;
	int rc = crm_store_image(r->u->e->store, step->op->id, r->arena, &image, err);
	if (rc == CRM_OK)
		rc = parse(step->op->payload, &step->payload, err);
	if (rc == CRM_OK)
		rc = parse(step->op->settle, &step->settle, err);
	if (rc == CRM_OK)
		rc = parse(image.before, &step->before, err);
	return rc == CRM_OK ? parse(image.after, &step->after, err) : rc;
}

static void record_free(struct crm_undo_record *r)
{
	for (size_t i = 0; i < r->n_steps; i++) {
		crm_json_free(r->steps[i].payload);
		crm_json_free(r->steps[i].settle);
		crm_json_free(r->steps[i].before);
		crm_json_free(r->steps[i].after);
	}
	for (size_t i = 0; i < r->n_blanks; i++)
		crm_json_free(r->blanks[i]);
	crm_json_free(r->golden_cells);
}

static bool is_done(const struct crm_op_row *op)
{
	return op->state == CRM_OPS_ACKNOWLEDGED || op->state == CRM_OPS_VERIFIED;
}

/* Sent, and nobody knows what became of it. */
static bool is_lost(const struct crm_op_row *op)
{
	return op->state == CRM_OPS_SKIPPED && op->kind != CRM_OP_CREATE && op->sent_at > 0;
}

/* ---- which operations ---- */

/* All that was sent to a golden record in a system, newest first; what it was folded into is looked at too. */
struct group {
	struct crm_undo *u;
	struct crm_arena *arena;
	int64_t golden, survivor;
	struct crm_system *s;
	struct crm_op_row *rows;
	size_t n;
	bool *wanted;
	int64_t since; /* apart: operations of earlier runs are no part of it; 0: not apart */
};

static int merge_rows(struct group *g, const struct crm_op_row *more, size_t n_more, struct crm_error *err)
{
	struct crm_op_row *all = crm_arena_calloc(g->arena, g->n + n_more + 1, sizeof *all);
	size_t a = 0, b = 0;
	if (all == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < g->n + n_more; i++)
		if (b == n_more || (a < g->n && g->rows[a].id > more[b].id))
			all[i] = g->rows[a++];
		else
			all[i] = more[b++];
	g->rows = all;
	g->n += n_more;
	return CRM_OK;
}

static int read_group(struct group *g, struct crm_error *err)
{
	struct crm_store *store = g->u->e->store;
	struct crm_op_row *more = NULL;
	size_t n_more = 0;
	g->survivor = g->golden;
	int rc = crm_golden_survivor(g->u->e, &g->survivor, g->arena, err);
	if (rc == CRM_OK)
		rc = crm_store_ops_sent(store, g->golden, g->s->id, g->arena, &g->rows, &g->n, err);
	if (rc == CRM_OK && g->survivor != g->golden)
		rc = crm_store_ops_sent(store, g->survivor, g->s->id, g->arena, &more, &n_more, err);
	if (rc == CRM_OK && n_more > 0)
		rc = merge_rows(g, more, n_more, err);
	g->wanted = rc == CRM_OK ? crm_arena_calloc(g->arena, g->n + 1, sizeof *g->wanted) : NULL;
	return rc == CRM_OK && g->wanted == NULL ? crm_error_no_memory(err) : rc;
}

static bool is_asked_for(const struct group *g, const struct crm_op_row *op)
{
	const struct crm_undo_request *request = &g->u->request;
	if (!is_done(op) && !is_lost(op))
		return false;
	if (g->since > 0)
		return op->run >= g->since && op->kind != CRM_OP_ARCHIVE;
	return request->operation != 0 ? op->id == request->operation : op->run == request->run;
}

static int choose(struct group *g, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < g->n; i++) {
		int64_t by = 0, run = 0;
		if (!is_asked_for(g, &g->rows[i]))
			continue;
		g->u->found++;
		rc = crm_store_taken_back(g->u->e->store, g->rows[i].id, &by, &run, err);
		g->wanted[i] = by == 0;
		g->u->already += by != 0;
		if (by != 0)
			g->u->already_run = run;
	}
	return rc;
}

/* ---- one record ---- */

/* A record that an undo deleted, and whose undo was undone, is another one by now. */
static int64_t present_source(const struct group *g, int64_t source)
{
	for (size_t k = g->n; k-- > 0;) {
		const struct crm_op_row *op = &g->rows[k];
		if (op->kind != CRM_OP_CREATE || op->undoes == 0 || !is_done(op))
			continue;
		for (size_t i = 0; i < g->n; i++)
			if (g->rows[i].id == op->undoes && g->rows[i].source == source)
				source = op->source;
	}
	return source;
}

static int fill_steps(const struct group *g, struct crm_undo_record *r, int64_t source, struct crm_error *err)
{
	int rc = CRM_OK;
	r->steps = crm_arena_calloc(r->arena, g->n + 1, sizeof *r->steps);
	r->undone = crm_arena_calloc(r->arena, g->n + 1, sizeof *r->undone);
	if (r->steps == NULL || r->undone == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < g->n; i++) {
		if (g->rows[i].source == 0 || present_source(g, g->rows[i].source) != source)
			continue;
		struct crm_undo_step *step = &r->steps[r->n_steps++];
		step->op = &g->rows[i];
		step->selected = g->wanted[i];
		step->lost = is_lost(step->op);
		rc = read_step(r, step, err);
	}
	return rc;
}

static int fill_cells(struct crm_undo_record *r, struct crm_error *err)
{
	size_t n = r->model->n_fields;
	r->now = crm_arena_calloc(r->arena, n, sizeof *r->now);
	r->cur = crm_arena_calloc(r->arena, n, sizeof *r->cur);
	r->items = crm_arena_calloc(r->arena, n, sizeof *r->items);
	r->settled = crm_arena_calloc(r->arena, n, sizeof *r->settled);
	r->blanks = crm_arena_calloc(r->arena, n * (r->n_steps + 1), sizeof *r->blanks);
	if (r->now == NULL || r->cur == NULL || r->items == NULL || r->settled == NULL || r->blanks == NULL)
		return crm_error_no_memory(err);
	int rc = crm_source_cells(r->u->e, &r->source, r->arena, r->now, NULL, err);
	memcpy(r->cur, r->now, n * sizeof *r->cur);
	return rc;
}

static const char *why_untouched(const struct crm_undo_record *r)
{
	if (r->s->settings->read_only)
		return "the system is read-only by now";
	return crm_scope_left(r->s, &r->source) ? "the filter no longer chooses it" : NULL;
}

/* In a record that is let go of, what came from others goes; in those that stay, what came from it. */
static int mark_apart(const struct group *g, struct crm_undo_record *r, struct crm_error *err)
{
	const struct crm_source *looser = &g->u->pair[g->u->looser];
	const char *system = crm_engine_system(g->u->e, looser->system)->settings->name;
	const char *of = r->source.id == looser->id ? crm_arena_printf(r->arena, "!%s", system) : system;
	for (size_t i = 0; g->since > 0 && of != NULL && i < r->n_steps; i++)
		r->steps[i].of = of;
	return of ? CRM_OK : crm_error_no_memory(err);
}

static int fill_record(const struct group *g, struct crm_undo_record *r, int64_t source, bool *found,
		       struct crm_error *err)
{
	struct crm_store *store = g->u->e->store;
	int rc = crm_store_source(store, source, false, r->arena, &r->source, found, err);
	if (rc != CRM_OK || !*found)
		return rc;
	r->model = &g->u->e->models[r->source.object];
	int64_t golden = r->source.golden != 0 ? r->source.golden : g->survivor;
	rc = crm_store_golden(store, golden, r->arena, &r->golden, found, err);
	if (rc == CRM_OK && *found)
		rc = parse(r->golden.cells, &r->golden_cells, err);
	if (rc == CRM_OK && *found)
		rc = fill_steps(g, r, source, err);
	if (rc == CRM_OK && *found)
		rc = fill_cells(r, err);
	return rc == CRM_OK && *found && g->since > 0 ? mark_apart(g, r, err) : rc;
}

static int undo_record(const struct group *g, int64_t source, struct crm_error *err)
{
	struct crm_undo_record r = {.u = g->u, .s = g->s, .arena = g->arena};
	bool found = false;
	int rc = fill_record(g, &r, source, &found, err);
	const char *why = rc == CRM_OK && found ? why_untouched(&r) : NULL;
	if (why != NULL)
		rc = crm_undo_keep(&r, NULL, NULL, NULL, why, err);
	else if (rc == CRM_OK && found)
		rc = crm_undo_judge(&r, err);
	if (rc == CRM_OK && found && why == NULL)
		rc = crm_undo_write(&r, err);
	record_free(&r);
	return rc;
}

/* ---- one golden record in one system ---- */

static int64_t wanted_source(const struct group *g, size_t i)
{
	return g->wanted[i] ? present_source(g, g->rows[i].source) : 0;
}

static bool came_before(const struct group *g, size_t i, int64_t source)
{
	for (size_t k = 0; k < i; k++)
		if (wanted_source(g, k) == source)
			return true;
	return false;
}

static int undo_group(struct crm_undo *u, int64_t golden, struct crm_system *s, int64_t since, struct crm_error *err)
{
	struct group g = {.u = u, .arena = crm_arena_new(), .golden = golden, .s = s, .since = since};
	int rc = g.arena ? read_group(&g, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = choose(&g, err);
	for (size_t i = 0; rc == CRM_OK && i < g.n; i++) {
		int64_t source = wanted_source(&g, i);
		if (source != 0 && !came_before(&g, i, source))
			rc = undo_record(&g, source, err);
	}
	crm_arena_free(g.arena);
	return rc;
}

/* The group is looked at with its newest operation of the run. */
static int is_first(struct crm_undo *u, const struct crm_op_row *op, struct crm_arena *arena, bool *out,
		    struct crm_error *err)
{
	struct crm_op_row *rows;
	size_t n = 0;
	*out = true;
	int rc = crm_store_ops_sent(u->e->store, op->golden, op->system, arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (rows[i].run == u->request.run && (is_done(&rows[i]) || is_lost(&rows[i]))) {
			*out = rows[i].id == op->id;
			break;
		}
	return rc;
}

static int undo_operation(struct crm_undo *u, const struct crm_op_row *op, struct crm_arena *arena,
			  struct crm_error *err)
{
	struct crm_system *s = crm_engine_system(u->e, op->system);
	bool first = true;
	int rc = CRM_OK;
	if (!is_done(op) && !is_lost(op))
		return CRM_OK;
	if (u->request.operation == 0)
		rc = is_first(u, op, arena, &first, err);
	if (rc != CRM_OK || !first)
		return rc;
	if (s == NULL)
		return crm_error_set(err, CRM_E_CONFIG,
				     "%s wrote to a system that is no longer in the config; name it there again",
				     u->what);
	return undo_group(u, op->golden, s, 0, err);
}

static int undo_state(struct crm_undo *u, enum crm_op_state state, struct crm_error *err)
{
	struct crm_op_query q = {
		.run = u->request.run, .phase = -1, .kind = -1, .object = -1, .state = state, .max = BATCH};
	struct crm_arena *arena = crm_arena_new(), *scratch = crm_arena_new();
	struct crm_op_row *rows = NULL;
	size_t n = 0;
	int rc = arena && scratch ? CRM_OK : crm_error_no_memory(err);
	do {
		if (rc == CRM_OK) {
			crm_arena_reset(arena);
			rc = crm_store_ops(u->e->store, &q, arena, &rows, &n, err);
		}
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			q.after = rows[i].id;
			crm_arena_reset(scratch);
			if (u->request.operation == 0 || rows[i].id == u->request.operation)
				rc = undo_operation(u, &rows[i], scratch, err);
		}
		if (rc == CRM_OK && crm_engine_interrupted(u->e))
			rc = crm_error_set(err, CRM_E_INTERRUPTED, "interrupted while planning; nothing was written");
	} while (rc == CRM_OK && n == BATCH);
	crm_arena_free(scratch);
	crm_arena_free(arena);
	return rc;
}

static int undo_run(struct crm_undo *u, struct crm_error *err)
{
	static const enum crm_op_state states[] = {CRM_OPS_ACKNOWLEDGED, CRM_OPS_VERIFIED, CRM_OPS_SKIPPED};
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < sizeof states / sizeof *states; i++)
		rc = undo_state(u, states[i], err);
	return rc;
}

static int undo_merge(struct crm_undo *u, struct crm_error *err)
{
	int64_t since = 1;
	int rc = crm_undo_find_pair(u, &since, err);
	for (size_t i = 0; rc == CRM_OK && i < u->e->n_systems; i++)
		rc = undo_group(u, u->pair[0].golden, &u->e->systems[i], since, err);
	return rc;
}

/* ---- all ---- */

void crm_undo_begin(struct crm_undo *u, struct crm_engine *e, const struct crm_undo_request *request)
{
	*u = (struct crm_undo){.e = e, .request = *request, .arena = e->arena};
	u->last_kept = &u->kept;
	u->what = request->apart
			  ? crm_arena_printf(e->arena, "the joining of %s and %s", request->apart[0], request->apart[1])
		  : request->operation ? crm_arena_printf(e->arena, "operation %" PRId64 "-%" PRId64, request->run,
							  request->operation)
				       : crm_arena_printf(e->arena, "run %" PRId64, request->run);
	e->undoing = true;
}

static int plan_all(struct crm_undo *u, struct crm_error *err)
{
	int rc = u->what ? crm_store_ops_drop_planned(u->e->store, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = crm_scope_load(u->e, err);
	if (rc == CRM_OK)
		rc = u->request.apart ? CRM_OK : crm_undo_each_decision(u, true, &u->decisions, err);
	if (rc == CRM_OK)
		rc = u->request.apart ? undo_merge(u, err) : undo_run(u, err);
	if (rc == CRM_OK)
		rc = crm_undo_spare_parents(u, err);
	return rc;
}

static int count_asked_for(struct crm_undo *u, enum crm_op_state state, size_t *n, struct crm_error *err)
{
	struct crm_op_query q = {
		.run = u->request.run, .phase = -1, .kind = -1, .object = -1, .state = state, .max = 1};
	struct crm_arena *arena = crm_arena_new();
	struct crm_op_row *rows = NULL;
	size_t found = 0;
	if (u->request.operation != 0)
		q.after = u->request.operation - 1;
	int rc = arena ? crm_store_ops(u->e->store, &q, arena, &rows, &found, err) : crm_error_no_memory(err);
	if (rc == CRM_OK && found > 0 && (u->request.operation == 0 || rows[0].id == u->request.operation))
		*n += is_done(&rows[0]) || rows[0].sent_at > 0;
	crm_arena_free(arena);
	return rc;
}

int crm_undo_check(struct crm_undo *u, struct crm_error *err)
{
	/* sent: what a run that was killed left is settled before the plan is made */
	static const enum crm_op_state states[] = {CRM_OPS_ACKNOWLEDGED, CRM_OPS_VERIFIED, CRM_OPS_SKIPPED,
						   CRM_OPS_SENT};
	size_t n = 0;
	int rc = CRM_OK;
	if (u->request.apart != NULL)
		return CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < sizeof states / sizeof *states; i++)
		rc = count_asked_for(u, states[i], &n, err);
	if (rc == CRM_OK)
		rc = crm_undo_each_decision(u, false, &u->decisions, err);
	if (rc == CRM_OK && n == 0 && u->decisions == 0)
		rc = crm_error_set(err, CRM_E_USAGE,
				   "%s wrote nothing that could be taken back (crmsync undo --list shows what did)",
				   u->what);
	return rc;
}

int crm_undo_plan(struct crm_undo *u, struct crm_error *err)
{
	int rc = crm_schema_renew_all(u->e, err);
	if (rc == CRM_OK)
		rc = crm_store_begin(u->e->store, err);
	if (rc != CRM_OK)
		return rc;
	u->e->planning = true;
	u->e->planned = 0;
	rc = plan_all(u, err);
	if (rc != CRM_OK)
		crm_plan_discard(u->e);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/explain.h>

#include <stdlib.h>
#include <string.h>

#define FOLDED_MAX 1000

int crm_explain_moment(struct crm_explaining *x, int64_t run, struct crm_moment *out, struct crm_error *err)
{
	struct crm_run_row row;
	bool found = false;
	*out = (struct crm_moment){.run = run};
	int rc = run != 0 ? crm_store_run(x->e->store, run, x->arena, &row, &found, err) : CRM_OK;
	if (rc == CRM_OK && found)
		*out = (struct crm_moment){.run = run, .started = row.started, .command = row.command};
	return rc;
}

int crm_explain_system(struct crm_explaining *x, int64_t system, const char **name, struct crm_error *err)
{
	const struct crm_system *s = crm_engine_system(x->e, system);
	*name = s ? s->settings->name : NULL;
	int rc = s ? CRM_OK : crm_store_system_name(x->e->store, system, x->arena, name, err);
	if (rc == CRM_OK && *name == NULL)
		*name = "?";
	return rc;
}

/* ---- what is explained ---- */

/* A record that belongs to no golden record stands alone. */
static int gather_alone(struct crm_explaining *x, int64_t source, struct crm_error *err)
{
	bool found = false;
	x->g.sources = crm_arena_calloc(x->arena, 1, sizeof *x->g.sources);
	int rc = x->g.sources ? crm_store_source(x->e->store, source, false, x->arena, x->g.sources, &found, err)
			      : crm_error_no_memory(err);
	if (rc == CRM_OK && !found)
		rc = crm_error_set(err, CRM_E_NOT_FOUND, "the record is not in the store any more");
	x->g.n_sources = 1;
	return rc;
}

static int gather_golden(struct crm_explaining *x, int64_t golden, struct crm_error *err)
{
	bool found = false;
	int rc = crm_group_gather(&x->g, golden, &found, err);
	if (rc == CRM_OK && !found)
		rc = crm_error_set(err, CRM_E_NOT_FOUND, "the record is not in the store any more");
	return rc == CRM_OK ? crm_group_merge(&x->g, err) : rc;
}

static int tell_folded(struct crm_explaining *x, const int64_t *ids, size_t n, struct crm_error *err)
{
	const char **uids = crm_arena_calloc(x->arena, n + 1, sizeof *uids);
	int rc = uids ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		struct crm_golden row;
		bool found = false;
		rc = crm_store_golden(x->e->store, ids[i], x->arena, &row, &found, err);
		uids[i] = found ? row.uid : "?";
	}
	x->out->folded = uids;
	return rc;
}

static int by_operation(const void *a, const void *b)
{
	const struct crm_op_row *x = a, *y = b;
	return (x->id > y->id) - (x->id < y->id);
}

static int add_history(struct crm_explaining *x, int64_t golden, struct crm_error *err)
{
	struct crm_op_row *rows = NULL;
	size_t n = 0;
	int rc = crm_store_history(x->e->store, golden, x->arena, &rows, &n, err);
	if (rc != CRM_OK || n == 0)
		return rc;
	struct crm_op_row *all = crm_arena_calloc(x->arena, x->n_ops + n, sizeof *all);
	if (all == NULL)
		return crm_error_no_memory(err);
	if (x->n_ops > 0)
		memcpy(all, x->ops, x->n_ops * sizeof *all);
	memcpy(all + x->n_ops, rows, n * sizeof *all);
	x->ops = all;
	x->n_ops += n;
	return CRM_OK;
}

/* Of what was folded into it as well. */
static int read_history(struct crm_explaining *x, int64_t golden, struct crm_error *err)
{
	int64_t *ids = crm_arena_calloc(x->arena, FOLDED_MAX, sizeof *ids);
	size_t n = 0;
	int rc =
		ids ? crm_store_golden_folded(x->e->store, golden, ids, FOLDED_MAX, &n, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = tell_folded(x, ids, n, err);
	if (rc == CRM_OK)
		rc = add_history(x, golden, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = add_history(x, ids[i], err);
	if (rc == CRM_OK && x->n_ops > 1)
		qsort(x->ops, x->n_ops, sizeof *x->ops, by_operation);
	return rc;
}

static int tell_golden(struct crm_explaining *x, int64_t golden, struct crm_error *err)
{
	int64_t created = 0, changed = 0;
	x->out->uid = x->g.golden.uid;
	x->out->hold = x->g.golden.hold;
	int rc = crm_golden_label(x->e, golden, x->arena, &x->out->name, err);
	if (rc == CRM_OK)
		rc = crm_store_golden_runs(x->e->store, golden, &created, &changed, err);
	if (rc == CRM_OK)
		rc = crm_explain_moment(x, created, &x->out->created, err);
	if (rc == CRM_OK)
		rc = crm_explain_moment(x, changed, &x->out->changed, err);
	return rc == CRM_OK ? read_history(x, golden, err) : rc;
}

static int tell_alone(struct crm_explaining *x, struct crm_error *err)
{
	static const char *const nothing[] = {NULL};
	x->out->folded = nothing;
	x->out->name = crm_source_label(x->e, &x->g.sources[0], x->arena);
	return x->out->name ? CRM_OK : crm_error_no_memory(err);
}

int crm_explain(struct crm_engine *e, enum crm_object object, int64_t golden, int64_t source, struct crm_arena *arena,
		struct crm_explanation *out, struct crm_error *err)
{
	struct crm_explaining x = {
		.e = e,
		.arena = arena,
		.g = {.e = e, .object = object, .model = &e->models[object], .arena = arena},
		.out = out,
	};
	*out = (struct crm_explanation){.object = object};
	int rc = golden != 0 ? gather_golden(&x, golden, err) : gather_alone(&x, source, err);
	if (rc == CRM_OK)
		rc = golden != 0 ? tell_golden(&x, golden, err) : tell_alone(&x, err);
	if (rc == CRM_OK)
		rc = crm_explain_fields(&x, err);
	if (rc == CRM_OK)
		rc = crm_explain_links(&x, err);
	if (rc == CRM_OK)
		rc = crm_explain_decisions(&x, err);
	if (rc == CRM_OK)
		rc = crm_explain_writes(&x, err);
	return rc == CRM_OK ? crm_explain_questions(&x, err) : rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What was written to the records of a golden record, what took it back, and what is open. */
#include <sync/explain.h>

#include <string.h>

#define BATCH 200

/* ---- writes ---- */

/* Run of an operation of the same record; 0: it is of another one. */
static int64_t run_of(const struct crm_explaining *x, int64_t operation)
{
	for (size_t i = 0; i < x->n_ops; i++)
		if (x->ops[i].id == operation)
			return x->ops[i].run;
	return 0;
}

static int tell_write(struct crm_explaining *x, const struct crm_op_row *op, struct crm_explained_write *out,
		      struct crm_error *err)
{
	int64_t by = 0, run = 0;
	*out = (struct crm_explained_write){.op = op};
	int rc = crm_explain_system(x, op->system, &out->system, err);
	if (rc == CRM_OK)
		rc = crm_explain_moment(x, op->run, &out->at, err);
	if (rc == CRM_OK)
		rc = crm_store_taken_back(x->e->store, op->id, &by, &run, err);
	if (rc == CRM_OK)
		rc = crm_explain_moment(x, run, &out->taken_back, err);
	return rc == CRM_OK && op->undoes != 0 ? crm_explain_moment(x, run_of(x, op->undoes), &out->undoes, err) : rc;
}

int crm_explain_writes(struct crm_explaining *x, struct crm_error *err)
{
	struct crm_explained_write *out = crm_arena_calloc(x->arena, x->n_ops + 1, sizeof *out);
	int rc = out ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < x->n_ops; i++)
		rc = tell_write(x, &x->ops[i], &out[i], err);
	x->out->writes = out;
	x->out->n_writes = x->n_ops;
	return rc;
}

/* ---- questions ---- */

bool crm_hold_names(const crm_json *detail, const char *system, const char *id)
{
	const crm_json *records = crm_json_get(detail, "records");
	for (const crm_json *r = crm_json_is_array(records) ? crm_json_first(records) : NULL; r != NULL;
	     r = crm_json_next(r)) {
		const char *its_system = crm_json_get_string(r, "system"), *its_id = crm_json_get_string(r, "id");
		if (its_system != NULL && its_id != NULL && strcmp(its_system, system) == 0 && strcmp(its_id, id) == 0)
			return true;
	}
	return false;
}

static bool names_one(const struct crm_explaining *x, const crm_json *detail)
{
	for (size_t i = 0; i < x->out->n_links; i++)
		if (crm_hold_names(detail, x->out->links[i].system, x->out->links[i].source->vendor_id))
			return true;
	return false;
}

static bool concerns(const struct crm_explaining *x, const struct crm_hold_row *hold)
{
	crm_json *detail = NULL;
	if (hold->object != x->g.object)
		return false;
	if (x->g.golden.id != 0 && hold->golden == x->g.golden.id)
		return true;
	if (hold->detail == NULL || crm_json_parse(hold->detail, strlen(hold->detail), &detail, NULL) != CRM_OK)
		return false;
	bool named = names_one(x, detail);
	crm_json_free(detail);
	return named;
}

/* A hold is a row of its batch; all batches stay in the arena. */
static int add_hold(struct crm_explaining *x, const struct crm_hold_row *hold, struct crm_error *err)
{
	size_t n = x->out->n_holds;
	struct crm_hold_row *rows = crm_arena_calloc(x->arena, n + 1, sizeof *rows);
	const char **systems = crm_arena_calloc(x->arena, n + 1, sizeof *systems);
	if (rows == NULL || systems == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		rows[i] = x->out->holds[i];
		systems[i] = x->out->hold_systems[i];
	}
	rows[n] = *hold;
	x->out->holds = rows;
	x->out->hold_systems = systems;
	x->out->n_holds++;
	return hold->system != 0 ? crm_explain_system(x, hold->system, &systems[n], err) : CRM_OK;
}

static int copy_hold(struct crm_explaining *x, const struct crm_hold_row *hold, struct crm_error *err)
{
	struct crm_hold_row kept = *hold;
	kept.kind = crm_arena_strdup(x->arena, hold->kind);
	kept.field = crm_arena_strdup(x->arena, hold->field);
	kept.summary = crm_arena_strdup(x->arena, hold->summary);
	kept.detail = crm_arena_strdup(x->arena, hold->detail ? hold->detail : "{}");
	kept.fingerprint = "";
	if (kept.kind == NULL || kept.summary == NULL || kept.detail == NULL)
		return crm_error_no_memory(err);
	return add_hold(x, &kept, err);
}

static int tell_holds(struct crm_explaining *x, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	int64_t after = 0;
	size_t n = BATCH;
	while (rc == CRM_OK && n == BATCH) {
		struct crm_hold_row *rows = NULL;
		crm_arena_reset(arena);
		rc = crm_store_holds(x->e->store, after, BATCH, arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			after = rows[i].id;
			if (concerns(x, &rows[i]))
				rc = copy_hold(x, &rows[i], err);
		}
	}
	crm_arena_free(arena);
	return rc;
}

static int tell_refusals(struct crm_explaining *x, struct crm_error *err)
{
	struct crm_refusal_row *rows = NULL;
	struct crm_explained_refusal *out = NULL;
	size_t n = 0;
	int rc = x->g.golden.id != 0 ? crm_store_refusals_of(x->e->store, x->g.golden.id, x->arena, &rows, &n, err)
				     : CRM_OK;
	if (rc == CRM_OK && (out = crm_arena_calloc(x->arena, n + 1, sizeof *out)) == NULL)
		rc = crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		out[i] = (struct crm_explained_refusal){.message = rows[i].message, .kind = rows[i].kind};
		rc = crm_explain_system(x, rows[i].system, &out[i].system, err);
		if (rc == CRM_OK)
			rc = crm_explain_moment(x, rows[i].run, &out[i].at, err);
	}
	x->out->refusals = out;
	x->out->n_refusals = n;
	return rc;
}

int crm_explain_questions(struct crm_explaining *x, struct crm_error *err)
{
	int rc = tell_holds(x, err);
	return rc == CRM_OK ? tell_refusals(x, err) : rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/migration_steps.h>

#include <string.h>

#include <sync/translate.h>

#define HOLD_BATCH 500

const char *crm_step_name(enum crm_step step)
{
	static const char *const names[CRM_STEPS] = {
		"users", "pipelines and stages", "fields",    "companies", "contacts",
		"deals", "associations",         "validation"};
	return names[step];
}

/* ---- fields ---- */

/* A default mapping may name a property that this account does not have. */
static bool has_writable_property(const struct crm_link_field *f)
{
	if (f->infos == NULL)
		return true;
	for (size_t i = 0; f->binding->properties[i] != NULL; i++)
		if (f->infos[i] != NULL && !f->infos[i]->read_only)
			return true;
	return false;
}

bool crm_migration_carries_field(const struct crm_engine *e, enum crm_object object, size_t field)
{
	const struct crm_link_field *from = &e->from->fields[object][field], *to = &e->to->fields[object][field];
	return crm_migration_carries(e, object) && from->binding != NULL && from->reads && to->binding != NULL &&
	       to->writes && has_writable_property(to);
}

/* Stamps of the vendors' own have a place nowhere. */
static bool is_wanted(const struct crm_engine *e, enum crm_object object, size_t field)
{
	const struct crm_link_field *from = &e->from->fields[object][field];
	return from->binding != NULL && from->reads && from->binding->direction != CRM_D_PULL;
}

static size_t count_fields(const struct crm_engine *e)
{
	size_t n = 0;
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
		n += e->id_field[o];
	return n;
}

static int gather_fields(struct crm_engine *e, struct crm_arena *arena, struct crm_steps *out, struct crm_error *err)
{
	out->no_place = crm_arena_calloc(arena, count_fields(e) + 1, sizeof *out->no_place);
	if (out->no_place == NULL)
		return crm_error_no_memory(err);
	for (int o = 0; o < CRM_SYNC_OBJECTS; o++) {
		enum crm_object object = (enum crm_object)o;
		for (size_t i = 0; i < e->id_field[o] && crm_migration_carries(e, object); i++) {
			if (crm_migration_carries_field(e, object, i)) {
				out->step[CRM_STEP_FIELDS].there++;
			} else if (is_wanted(e, object, i)) {
				const char *name = crm_arena_printf(arena, "%s.%s", crm_object_name(object),
								    e->models[o].fields[i].name);
				if (name == NULL)
					return crm_error_no_memory(err);
				out->no_place[out->n_no_place++] = name;
			}
		}
	}
	return CRM_OK;
}

/* ---- questions ---- */

static bool is_stage(const struct crm_hold_row *row)
{
	return row->object == CRM_DEAL && row->field != NULL &&
	       (strcmp(row->field, "stage") == 0 || strcmp(row->field, "pipeline") == 0);
}

static void add_hold(const struct crm_engine *e, const struct crm_hold_row *row, struct crm_steps *out)
{
	if (row->system != e->to->id)
		return;
	if (strcmp(row->kind, "owner") == 0)
		out->step[CRM_STEP_USERS].held++;
	else if (strcmp(row->kind, "parent") == 0)
		out->step[CRM_STEP_ASSOCIATIONS].held++;
	else if (strcmp(row->kind, "blocked") == 0 && row->field != NULL)
		out->step[is_stage(row) ? CRM_STEP_PIPELINES : CRM_STEP_FIELDS].held++;
}

static int gather_holds(struct crm_engine *e, struct crm_steps *out, struct crm_error *err)
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
			rc = crm_store_holds(e->store, after, HOLD_BATCH, arena, &rows, &n, err);
		}
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			after = rows[i].id;
			add_hold(e, &rows[i], out);
		}
	} while (rc == CRM_OK && n == HOLD_BATCH);
	crm_arena_free(arena);
	return rc;
}

static void gather_users(const struct crm_engine *e, struct crm_steps *out)
{
	for (size_t i = 0; i < e->from->n_owners; i++) {
		const char *email = e->from->owners[i].email;
		bool inactive;
		out->step[CRM_STEP_USERS].there += email != NULL && crm_owner_by_email(e->to, email, &inactive) != NULL;
	}
}

/* ---- records ---- */

static int gather_records(struct crm_engine *e, struct crm_steps *out, struct crm_error *err)
{
	int rc = CRM_OK;
	for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
		int64_t fates[CRM_MIGRANT_FATES] = {0};
		struct crm_step_state *s = &out->step[CRM_STEP_COMPANIES + o];
		if (!crm_migration_carries(e, (enum crm_object)o))
			continue;
		rc = crm_migration_count(e, (enum crm_object)o, fates, err);
		s->there = fates[CRM_MIGRANT_CREATED] + fates[CRM_MIGRANT_MATCHED] + fates[CRM_MIGRANT_MERGED];
		s->open = fates[CRM_MIGRANT_OPEN] + fates[CRM_MIGRANT_UNEXPLAINED];
		s->held = fates[CRM_MIGRANT_HELD] + fates[CRM_MIGRANT_REJECTED] + fates[CRM_MIGRANT_LOST] +
			  fates[CRM_MIGRANT_TAKEN_BACK];
	}
	return rc;
}

/* Changes of records that are there, and associations. */
static int gather_operations(struct crm_engine *e, struct crm_arena *arena, struct crm_steps *out,
			     struct crm_error *err)
{
	struct crm_op_count *rows = NULL;
	size_t n = 0;
	int rc = crm_store_op_counts(e->store, e->run, arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		if (rows[i].state != CRM_OPS_PLANNED || rows[i].object >= CRM_SYNC_OBJECTS)
			continue;
		if (rows[i].kind == CRM_OP_ASSOCIATE || rows[i].kind == CRM_OP_DISSOCIATE)
			out->step[CRM_STEP_ASSOCIATIONS].open += rows[i].n;
		else if (rows[i].kind != CRM_OP_CREATE) /* creates are counted as records without a partner */
			out->step[CRM_STEP_COMPANIES + rows[i].object].open += rows[i].n;
	}
	return rc;
}

int crm_steps_gather(struct crm_engine *e, struct crm_arena *arena, struct crm_steps *out, struct crm_error *err)
{
	memset(out, 0, sizeof *out);
	gather_users(e, out);
	int rc = gather_fields(e, arena, out, err);
	if (rc == CRM_OK)
		rc = gather_holds(e, out, err);
	if (rc == CRM_OK)
		rc = gather_records(e, out, err);
	if (rc == CRM_OK)
		rc = gather_operations(e, arena, out, err);
	for (size_t i = 0; i < CRM_STEPS; i++)
		out->step[i].done = i != CRM_STEP_VALIDATION && out->step[i].open + out->step[i].held == 0;
	return rc;
}

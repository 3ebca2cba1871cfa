/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/erasure.h>

#include <string.h>

#include <sync/payload.h>

#define NOTHING "{\"set\":[]}" /* what a deletion sends, and what is kept of the record */

static bool is_named(const char *const *names, const char *name)
{
	for (; *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

int crm_erasure_check(const struct crm_settings *settings, const char *const *delete_in, struct crm_error *err)
{
	for (; delete_in != NULL && *delete_in != NULL; delete_in++) {
		const struct crm_system_settings *found = NULL;
		for (size_t i = 0; i < settings->n_systems; i++)
			if (strcmp(settings->systems[i].name, *delete_in) == 0)
				found = &settings->systems[i];
		if (found == NULL)
			return crm_error_set(err, CRM_E_USAGE, "there is no system '%s' in the configuration",
					     *delete_in);
		if (found->read_only)
			return crm_error_set(err, CRM_E_USAGE,
					     "system '%s' is read-only in the configuration: delete the person there "
					     "by hand",
					     *delete_in);
	}
	return CRM_OK;
}

static const char *why_not(const struct crm_erasure *x, const struct crm_system *s)
{
	if (s == NULL)
		return "its system is not in the configuration any more";
	if (x->delete_in != NULL && !is_named(x->delete_in, s->settings->name))
		return "not asked for";
	return s->settings->read_only ? "the system is read-only" : NULL;
}

static int plan_deletion(struct crm_erasure *x, const struct crm_source *source, struct crm_error *err)
{
	const struct crm_op_row row = {
		.run = x->e->run,
		.system = source->system,
		.phase = CRM_PHASE_ARCHIVES,
		.kind = CRM_OP_ARCHIVE,
		.object = source->object,
		.golden = source->golden,
		.source = source->id,
		.vendor_id = source->vendor_id,
		.record_kind = source->kind,
		.payload = NOTHING,
		.changes = "[]",
		.settle = "{}",
		.payload_hash = crm_payload_hash(NOTHING, CRM_OP_ARCHIVE),
		.state = CRM_OPS_PLANNED,
	};
	x->planned++;
	x->e->planned++;
	return crm_store_op_add(x->e->store, &row, NULL, err);
}

static int plan_record(struct crm_erasure *x, int64_t id, struct crm_error *err)
{
	struct crm_source source;
	bool found = false;
	int rc = crm_store_source(x->e->store, id, false, x->e->arena, &source, &found, err);
	if (rc != CRM_OK || !found || source.life != CRM_LIVE)
		return rc;
	const struct crm_system *s = crm_engine_system(x->e, source.system);
	struct crm_erasure_record *record = &x->records[x->n_records++];
	*record = (struct crm_erasure_record){.system = s ? s->settings->name : "(unknown)",
					      .id = source.vendor_id,
					      .source = id,
					      .why = why_not(x, s)};
	return record->why == NULL ? plan_deletion(x, &source, err) : CRM_OK;
}

static int plan_all(struct crm_erasure *x, struct crm_error *err)
{
	int64_t *ids = NULL;
	size_t n = 0;
	int rc = crm_store_ops_drop_planned(x->e->store, err);
	if (rc == CRM_OK)
		rc = crm_store_subject_sources(x->e->store, CRM_CONTACT, x->address, x->all ? -1 : 1, x->e->arena, &ids,
					       &n, err);
	if (rc != CRM_OK)
		return rc;
	x->records = crm_arena_calloc(x->e->arena, n + 1, sizeof *x->records);
	if (x->records == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = plan_record(x, ids[i], err);
	return rc;
}

int crm_erasure_plan(struct crm_erasure *x, struct crm_error *err)
{
	int rc = crm_store_begin(x->e->store, err);
	if (rc != CRM_OK)
		return rc;
	x->e->planning = true;
	x->e->planned = 0;
	rc = plan_all(x, err);
	if (rc != CRM_OK)
		crm_plan_discard(x->e);
	return rc;
}

static void note_open(struct crm_erasure *x, const struct crm_op_row *op)
{
	for (size_t i = 0; i < x->n_records; i++)
		if (x->records[i].source == op->source) {
			x->records[i].gone = false;
			x->records[i].why = op->message ? op->message : "the answer was lost";
			x->open++;
		}
}

int crm_erasure_look(struct crm_erasure *x, struct crm_error *err)
{
	static const enum crm_op_state states[] = {CRM_OPS_PLANNED, CRM_OPS_SENT, CRM_OPS_IN_DOUBT, CRM_OPS_FAILED,
						   CRM_OPS_HELD};
	int rc = CRM_OK;
	x->open = 0;
	for (size_t i = 0; i < x->n_records; i++)
		x->records[i].gone = x->records[i].why == NULL;
	for (size_t k = 0; rc == CRM_OK && k < sizeof states / sizeof *states; k++) {
		const struct crm_op_query q = {.run = x->e->run,
					       .phase = -1,
					       .kind = CRM_OP_ARCHIVE,
					       .object = CRM_CONTACT,
					       .state = states[k],
					       .max = x->n_records + 1};
		struct crm_op_row *rows = NULL;
		size_t n = 0;
		rc = crm_store_ops(x->e->store, &q, x->e->arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++)
			note_open(x, &rows[i]);
	}
	return rc;
}

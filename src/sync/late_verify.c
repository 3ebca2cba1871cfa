/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verify, for runs that died before they came to it.  People may have been at the records since: a difference is the
 * pull's to judge.  Here it only counts what a create made, and whether success was reported for what did not happen.
 */
#include <sync/late_verify.h>

#include <crmsync/timestamp.h>
#include <sync/late_agreement.h>
#include <sync/lost_write.h>
#include <sync/read_rows.h>
#include <sync/reconcile.h>
#include <sync/stage.h>

#define READ_BACK_MAX 200
#define RUNS_BACK     50

struct late {
	struct crm_system *s;
	enum crm_object object;
	struct crm_arena *arena;
	struct crm_op_row *rows;
	size_t n;
};

static int verified(struct late *l, const struct crm_op_row *row, struct crm_error *err)
{
	return crm_store_ops_state(l->s->engine->store, &row->id, 1, CRM_OPS_VERIFIED, crm_time_now(), err);
}

static int judge_create(struct late *l, const struct crm_op_row *row, const struct crm_record *record,
			struct crm_error *err)
{
	int64_t source;
	enum crm_stage_effect effect;
	int rc = CRM_OK;
	if (!l->s->connector->info->echoes_writes) {
		rc = crm_stage_record(l->s, record, 0, l->arena, &source, &effect, err);
		if (rc == CRM_OK)
			rc = crm_late_agree(l->s, row, source, l->arena, err);
	}
	return rc == CRM_OK ? verified(l, row, err) : rc;
}

static int judge_update(struct late *l, const struct crm_op_row *row, const struct crm_record *record,
			struct crm_error *err)
{
	struct crm_payload payload = {0};
	bool lost = false;
	int rc = crm_payload_read(l->s->engine, l->s, row->payload, l->arena, &payload, err);
	if (rc == CRM_OK)
		rc = crm_lost_update(l->s, row, record, &payload, l->arena, &lost, err);
	if (rc != CRM_OK || !lost)
		return rc == CRM_OK ? verified(l, row, err) : rc;
	return crm_lost_update_record(l->s, row, record, &payload, l->arena, err);
}

/* A record that the vendor shows as gone, or that was there before, is left to the pull. */
static int judge_row(struct late *l, const struct crm_op_row *row, const struct crm_page *page, struct crm_error *err)
{
	const struct crm_record *record = crm_page_record(page, row->vendor_id);
	bool create = row->kind == CRM_OP_CREATE;
	if (record == NULL && create)
		return crm_lost_record(l->s, row, l->arena, err);
	if (record == NULL || record->life != CRM_LIVE)
		return verified(l, row, err);
	return create ? judge_create(l, row, record, err) : judge_update(l, row, record, err);
}

static int judge_rows(struct late *l, const struct crm_page *page, struct crm_error *err)
{
	struct crm_store *store = l->s->engine->store;
	int rc = crm_store_begin(store, err);
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; rc == CRM_OK && i < l->n; i++)
		rc = judge_row(l, &l->rows[i], page, err);
	if (rc == CRM_OK)
		return crm_store_commit(store, err);
	crm_store_rollback(store);
	return rc;
}

static int next_rows(struct late *l, struct crm_op_query *q, struct crm_error *err)
{
	crm_arena_reset(l->arena);
	return crm_store_ops(l->s->engine->store, q, l->arena, &l->rows, &l->n, err);
}

/* Has the sample of that run been read? */
static int was_sampled(struct late *l, struct crm_op_query q, bool *sampled, struct crm_error *err)
{
	q.state = CRM_OPS_VERIFIED;
	q.max = 1;
	int rc = next_rows(l, &q, err);
	*sampled = rc == CRM_OK && l->n > 0;
	return rc;
}

/* Creates and updates of an object share a phase, numbered as the object is. */
static int verify_object(struct late *l, int64_t run, struct crm_error *err)
{
	const struct crm_connector_info *info = l->s->connector->info;
	size_t max = info->echoes_writes ? CRM_VERIFY_SAMPLE : READ_BACK_MAX;
	struct crm_op_query q = {.run = run,
				 .system = l->s->id,
				 .phase = (int)l->object,
				 .kind = -1,
				 .object = (int)l->object,
				 .state = CRM_OPS_ACKNOWLEDGED,
				 .max = info->max_get < max ? info->max_get : max};
	bool sampled = false;
	int rc = info->echoes_writes ? was_sampled(l, q, &sampled, err) : CRM_OK;
	while (rc == CRM_OK && !sampled) {
		struct crm_page page;
		rc = next_rows(l, &q, err);
		if (rc != CRM_OK || l->n == 0)
			return rc;
		q.after = l->rows[l->n - 1].id;
		rc = crm_read_rows(l->s, l->object, l->rows, l->n, &page, l->arena, err);
		if (rc == CRM_OK)
			rc = judge_rows(l, &page, err);
		sampled = info->echoes_writes;
	}
	return rc;
}

int crm_late_verify(struct crm_system *s, struct crm_error *err)
{
	struct late l = {.s = s, .arena = crm_arena_new()};
	int rc = l.arena ? CRM_OK : crm_error_no_memory(err);
	for (int64_t run = s->engine->run - 1; rc == CRM_OK && run > 0 && run >= s->engine->run - RUNS_BACK; run--) {
		for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
			l.object = (enum crm_object)o;
			rc = verify_object(&l, run, err);
		}
	}
	crm_arena_free(l.arena);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verify, for runs that died before they came to it.  People may have been at the records since: a difference is the
 * pull's to judge.  Here it only counts what a create made, and whether success was reported for what did not happen.
 */
#include <sync/late_verify.h>

#include <crmsync/timestamp.h>
#include <sync/late_agreement.h>
#include <sync/lost_write.h>
#include <sync/read_back.h>
#include <sync/reconcile.h>
#include <sync/stage.h>

static int verified(struct crm_system *s, const struct crm_op_row *row, struct crm_error *err)
{
	return crm_store_ops_state(s->engine->store, &row->id, 1, CRM_OPS_VERIFIED, crm_time_now(), err);
}

static int judge_create(struct crm_system *s, const struct crm_op_row *row, const struct crm_record *record,
			struct crm_arena *arena, struct crm_error *err)
{
	int64_t source;
	enum crm_stage_effect effect;
	int rc = CRM_OK;
	if (!s->connector->info->echoes_writes) {
		rc = crm_stage_record(s, record, 0, arena, &source, &effect, err);
		if (rc == CRM_OK)
			rc = crm_late_agree(s, row, source, arena, err);
	}
	return rc == CRM_OK ? verified(s, row, err) : rc;
}

static int judge_update(struct crm_system *s, const struct crm_op_row *row, const struct crm_record *record,
			struct crm_arena *arena, struct crm_error *err)
{
	struct crm_payload payload = {0};
	bool lost = false;
	int rc = crm_payload_read(s->engine, s, row->payload, arena, &payload, err);
	if (rc == CRM_OK)
		rc = crm_lost_update(s, row, record, &payload, arena, &lost, err);
	if (rc != CRM_OK || !lost)
		return rc == CRM_OK ? verified(s, row, err) : rc;
	return crm_lost_update_record(s, row, record, &payload, arena, err);
}

/* A record that the vendor shows as gone, or that was there before, is left to the pull. */
static int judge_row(struct crm_system *s, const struct crm_op_row *row, const struct crm_record *record,
		     struct crm_arena *arena, struct crm_error *err)
{
	bool create = row->kind == CRM_OP_CREATE;
	if (record == NULL && create)
		return crm_lost_record(s, row, arena, err);
	if (record == NULL || record->life != CRM_LIVE)
		return verified(s, row, err);
	return create ? judge_create(s, row, record, arena, err) : judge_update(s, row, record, arena, err);
}

int crm_late_verify(struct crm_system *s, struct crm_error *err)
{
	return crm_read_back(s, s->engine->run - 1, judge_row, err);
}

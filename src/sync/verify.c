/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verify: records that were written are read back, so that base is what the vendor now holds, in its own spelling.
 * Vendors that answer a write with the record are only sampled (one request per object): success was reported, is the
 * row there, and does it hold what was said?
 */
#include <crmsync/timestamp.h>
#include <sync/lost_write.h>
#include <sync/outcome.h>
#include <sync/read_back.h>
#include <sync/reconcile.h>
#include <sync/stage.h>

static int settle_row(struct crm_system *s, const struct crm_op_row *row, const struct crm_record *record,
		      struct crm_arena *arena, struct crm_error *err)
{
	struct crm_payload payload = {0};
	int64_t source;
	enum crm_stage_effect effect;
	bool lost = false;
	if (record == NULL || record->life != CRM_LIVE)
		return crm_lost_record(s, row, arena, err);
	int rc = crm_payload_read(s->engine, s, row->payload, arena, &payload, err);
	if (rc == CRM_OK)
		rc = crm_lost_update(s, row, record, &payload, arena, &lost, err);
	if (rc != CRM_OK || lost)
		return rc == CRM_OK ? crm_lost_update_record(s, row, record, &payload, arena, err) : rc;
	rc = crm_stage_record(s, record, 0, arena, &source, &effect, err);
	if (rc == CRM_OK)
		rc = crm_outcome_settle(s, source, row->id, row->settle, &payload, arena, err);
	if (rc == CRM_OK)
		rc = crm_outcome_owe_consent(s, source, row->settle, arena, err);
	return rc == CRM_OK ? crm_store_ops_state(s->engine->store, &row->id, 1, CRM_OPS_VERIFIED, crm_time_now(), err)
			    : rc;
}

/* Earlier runs were read back by the recovery. */
static int verify_system(struct crm_system *s, struct crm_error *err)
{
	int rc = crm_read_back(s, s->engine->run, settle_row, err);
	if (rc < 0)
		crm_error_prefix(err, "%s: reading back", s->settings->name);
	return rc;
}

int crm_verify(struct crm_engine *e, struct crm_error *err)
{
	return crm_engine_each(e, verify_system, err);
}

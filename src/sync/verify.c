/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verify: records that were written are read back, so that base is what the vendor now holds, in its own spelling.
 * Vendors that answer a write with the record are only sampled (one request per object): success was reported, is the
 * row there, and does it hold what was said?
 */
#include <string.h>

#include <crmsync/log.h>
#include <crmsync/timestamp.h>
#include <sync/lost_write.h>
#include <sync/outcome.h>
#include <sync/read_rows.h>
#include <sync/reconcile.h>
#include <sync/stage.h>

#define READ_BACK_MAX 2000

struct read_back {
	struct crm_system *s;
	enum crm_object object;
	struct crm_arena *arena;
	struct crm_op_row *rows;
	size_t n;
};

static int settle_row(struct read_back *r, const struct crm_op_row *row, const struct crm_record *record,
		      struct crm_error *err)
{
	struct crm_payload payload = {0};
	int64_t source;
	enum crm_stage_effect effect;
	bool lost = false;
	int rc = crm_payload_read(r->s->engine, r->s, row->payload, r->arena, &payload, err);
	if (rc == CRM_OK)
		rc = crm_lost_update(r->s, row, record, &payload, r->arena, &lost, err);
	if (rc != CRM_OK || lost)
		return rc == CRM_OK ? crm_lost_update_record(r->s, row, record, &payload, r->arena, err) : rc;
	rc = crm_stage_record(r->s, record, 0, r->arena, &source, &effect, err);
	if (rc == CRM_OK)
		rc = crm_outcome_settle(r->s, source, row->settle, &payload, r->arena, err);
	return rc == CRM_OK
		       ? crm_store_ops_state(r->s->engine->store, &row->id, 1, CRM_OPS_VERIFIED, crm_time_now(), err)
		       : rc;
}

static int settle_rows(struct read_back *r, const struct crm_page *page, struct crm_error *err)
{
	struct crm_store *store = r->s->engine->store;
	int rc = crm_store_begin(store, err);
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; rc == CRM_OK && i < r->n; i++) {
		const struct crm_record *record = crm_page_record(page, r->rows[i].vendor_id);
		rc = record && record->life == CRM_LIVE ? settle_row(r, &r->rows[i], record, err)
							: crm_lost_record(r->s, &r->rows[i], r->arena, err);
	}
	if (rc == CRM_OK)
		return crm_store_commit(store, err);
	crm_store_rollback(store);
	return rc;
}

static int read_back(struct read_back *r, struct crm_error *err)
{
	struct crm_page page;
	int rc = crm_read_rows(r->s, r->object, r->rows, r->n, &page, r->arena, err);
	return rc == CRM_OK ? settle_rows(r, &page, err) : rc;
}

/* Creates and updates of an object share a phase, numbered as the object is. */
static int verify_object(struct crm_system *s, enum crm_object object, struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_connector_info *info = s->connector->info;
	size_t max = info->echoes_writes ? CRM_VERIFY_SAMPLE : READ_BACK_MAX;
	struct read_back r = {.s = s, .object = object, .arena = arena};
	struct crm_op_query q = {.run = s->engine->run,
				 .system = s->id,
				 .phase = (int)object,
				 .kind = -1,
				 .object = (int)object,
				 .state = CRM_OPS_ACKNOWLEDGED,
				 .max = info->max_get < max ? info->max_get : max};
	for (;;) {
		crm_arena_reset(arena);
		int rc = crm_store_ops(s->engine->store, &q, arena, &r.rows, &r.n, err);
		if (rc != CRM_OK || r.n == 0)
			return rc;
		q.after = r.rows[r.n - 1].id;
		rc = read_back(&r, err);
		if (rc != CRM_OK || info->echoes_writes)
			return rc;
		crm_engine_progress(s->engine, s->settings->name, "reading back", q.after, -1);
	}
}

static int verify_system(struct crm_system *s, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
		rc = verify_object(s, (enum crm_object)o, arena, err);
	crm_arena_free(arena);
	if (rc < 0)
		crm_error_prefix(err, "%s: reading back", s->settings->name);
	return rc;
}

int crm_verify(struct crm_engine *e, struct crm_error *err)
{
	return crm_engine_each(e, verify_system, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recovery: operations that were sent and whose answer was lost.  A create is looked up by the crmsync id that it
 * carried, or by the strongest value that it carried, once the vendor's search must know it: none found, it is planned
 * again; one, it is adopted; several, it is held. Everything else is simply compared anew by the coming pull.
 */
#include <inttypes.h>
#include <string.h>

#include <crmsync/log.h>
#include <crmsync/timestamp.h>
#include <sync/look_up.h>
#include <sync/outcome.h>
#include <sync/reconcile.h>
#include <sync/retry.h>
#include <sync/system.h>
#include <sync/tombstone.h>

#define BATCH 100

static int out_of_memory(struct crm_error *err)
{
	return crm_error_set(err, CRM_E_NOMEM, "out of memory");
}

static int hold_several(struct crm_system *s, const struct crm_op_row *row, size_t hits, struct crm_arena *arena,
			struct crm_error *err)
{
	const char *what = hits > 0 ? crm_arena_printf(arena, "%zu records there fit; keep one of them", hits)
				    : "it carried nothing to find it by; look for it there";
	return what ? crm_hold_doubt(s->engine, s, row, what, arena, err)
		    : crm_error_set(err, CRM_E_NOMEM, "out of memory");
}

static int finish(struct crm_system *s, const struct crm_op_row *row, enum crm_op_state state, const char *id,
		  const char *why, struct crm_error *err)
{
	return crm_store_op_finish(s->engine->store, row->id, state, row->source, id, NULL, why, crm_time_now(), err);
}

static int settle_create(struct crm_system *s, const struct crm_op_row *row, struct crm_arena *arena,
			 struct crm_error *err)
{
	struct crm_payload payload;
	struct crm_page page = {0};
	bool possible = false, adopted = false;
	int rc = crm_payload_read(s->engine, s, row->payload, arena, &payload, err);
	if (rc == CRM_OK)
		rc = crm_look_up_create(s, row, &payload, false, &page, &possible, arena, err);
	if (rc != CRM_OK)
		return rc;
	if (page.n == 1)
		rc = crm_outcome_adopt(s, row, &page.records[0], "recovered", arena, &adopted, err);
	if (rc != CRM_OK || adopted)
		return rc;
	if (page.n > 0 || !possible)
		return hold_several(s, row, page.n, arena, err);
	return finish(s, row, CRM_OPS_SKIPPED, NULL, "did not happen; planned again", err);
}

/* The vendor's search does not know a record at once. */
static int wait_for_search(struct crm_system *s, const struct crm_op_row *row, struct crm_error *err)
{
	int64_t ready = row->sent_at + crm_system_search_lag(s) - crm_time_now();
	if (ready <= 0)
		return CRM_OK;
	crm_engine_progress(s->engine, s->settings->name, "waiting for the vendor's search", 0, -1);
	if (crm_retry_wait(s->engine, ready))
		return CRM_OK;
	return crm_error_set(err, CRM_E_INTERRUPTED, "interrupted; operations in doubt stay so");
}

static int settle_one(struct crm_system *s, const struct crm_op_row *row, struct crm_arena *arena,
		      struct crm_error *err)
{
	const char *present = NULL;
	if (row->kind == CRM_OP_ARCHIVE) { /* if it is gone, it was us */
		int rc = crm_tombstone_set(s->engine, row->source, CRM_STONE_REMOVED, err);
		if (rc != CRM_OK)
			return rc;
	}
	if (row->kind != CRM_OP_CREATE)
		return finish(s, row, CRM_OPS_SKIPPED, row->vendor_id, "answer lost; compared anew", err);
	int rc = crm_store_vendor_id_of(s->engine->store, row->golden, s->id, arena, &present, err);
	if (rc == CRM_OK && present != NULL)
		return finish(s, row, CRM_OPS_SKIPPED, present, "its record was found meanwhile", err);
	if (rc == CRM_OK)
		rc = wait_for_search(s, row, err);
	return rc == CRM_OK ? settle_create(s, row, arena, err) : rc;
}

static int settle_state(struct crm_system *s, enum crm_op_state state, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new(), *each = crm_arena_new();
	struct crm_op_query q = {.system = s->id, .phase = -1, .kind = -1, .object = -1, .state = state, .max = BATCH};
	struct crm_op_row *rows = NULL;
	size_t n = 0;
	int rc = arena && each ? CRM_OK : out_of_memory(err);
	do {
		if (rc == CRM_OK)
			rc = crm_store_ops(s->engine->store, &q, arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			crm_arena_reset(each);
			rc = settle_one(s, &rows[i], each, err);
			q.after = rows[i].id;
		}
		if (arena != NULL)
			crm_arena_reset(arena);
	} while (rc == CRM_OK && n == BATCH);
	crm_arena_free(arena);
	crm_arena_free(each);
	return rc;
}

static int recover_system(struct crm_system *s, struct crm_error *err)
{
	int rc = settle_state(s, CRM_OPS_SENT, err);
	if (rc == CRM_OK)
		rc = settle_state(s, CRM_OPS_IN_DOUBT, err);
	if (rc < 0)
		crm_error_prefix(err, "%s: recovery", s->settings->name);
	return rc;
}

int crm_recover(struct crm_engine *e, struct crm_error *err)
{
	return crm_engine_each(e, recover_system, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recovery: operations that were sent and whose answer was lost.  A create is looked up by the crmsync id that it carried, or by the strongest
 * value that it carried, once the vendor's search must know it: none found, it is planned again; one, it is adopted; several, it is held.
 * Everything else is simply compared anew by the coming pull.
 */
#include <inttypes.h>
#include <string.h>

#include <crmsync/log.h>
#include <crmsync/timestamp.h>
#include <sync/outcome.h>
#include <sync/reconcile.h>
#include <sync/retry.h>

#define BATCH 100

static int out_of_memory(struct crm_error *err)
{
	return crm_error_set(err, CRM_E_NOMEM, "out of memory");
}

/* Fields that tell one record from another, strongest first. */
static const char *const telling[CRM_SYNC_OBJECTS][3] = {
        [CRM_COMPANY] = {"domain", "name", NULL},
        [CRM_CONTACT] = {"email", "last_name", NULL},
        [CRM_DEAL] = {"name", NULL, NULL},
};

struct clue {
	const char *property, *value;
};

/* What to look the record up by. */
static bool find_clue(const struct crm_system *s, const struct crm_op_row *row, const struct crm_payload *payload, struct clue *clue)
{
	const char *id_property = s->id_property[row->object];
	for (size_t i = 0; id_property != NULL && i < payload->n; i++)
		if (strcmp(payload->items[i].property, id_property) == 0 && payload->items[i].value.kind == CRM_TEXT) {
			*clue = (struct clue){.property = id_property, .value = payload->items[i].value.text};
			return true;
		}
	for (const char *const *t = telling[row->object]; *t != NULL; t++)
		for (size_t i = 0; i < payload->n; i++)
			if (strcmp(payload->items[i].field, *t) == 0 && payload->items[i].value.kind == CRM_TEXT) {
				*clue = (struct clue){.property = payload->items[i].property, .value = payload->items[i].value.text};
				return true;
			}
	return false;
}

static int look_up(struct crm_system *s, enum crm_object object, const struct clue *clue, struct crm_page *page, struct crm_arena *arena,
                   struct crm_error *err)
{
	struct crm_retry retry = {0};
	int rc;
	do {
		crm_error_clear(err);
		*page = (struct crm_page){0};
		rc = s->connector->find(s->connection, object, clue->property, &clue->value, 1, s->properties[object], s->n_properties[object], page,
		                        arena, err);
	} while (rc < 0 && crm_retry_again(s->engine, s, &retry, err));
	return rc;
}

static int hold_doubt(struct crm_system *s, const struct crm_op_row *row, size_t hits, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_hold hold = {
	        .kind = "in_doubt",
	        .object = row->object,
	        .golden = row->golden,
	        .system = s->id,
	        .identity = crm_arena_printf(arena, "%" PRId64 "/%s", row->golden, s->settings->name),
	        .summary = crm_arena_printf(arena, "a %s may have been created in %s; %zu records fit: keep one of them there",
	                                    crm_object_name(row->object), s->settings->name, hits),
	};
	if (hold.identity == NULL || hold.summary == NULL)
		return out_of_memory(err);
	return crm_hold_put(s->engine, &hold, err);
}

/* Candidates that no other golden record owns. */
static int free_candidates(struct crm_system *s, const struct crm_op_row *row, struct crm_page *page, struct crm_error *err)
{
	struct crm_record *kept = (struct crm_record *)(uintptr_t)page->records;
	size_t n = 0;
	for (size_t i = 0; i < page->n; i++) {
		int64_t golden = 0;
		int rc = crm_store_golden_of(s->engine->store, s->id, row->object, page->records[i].id, &golden, err);
		if (rc != CRM_OK)
			return rc;
		if (page->records[i].life == CRM_LIVE && (golden == 0 || golden == row->golden))
			kept[n++] = page->records[i];
	}
	page->n = n;
	return CRM_OK;
}

static int settle_create(struct crm_system *s, const struct crm_op_row *row, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_payload payload;
	struct crm_page page = {0};
	struct clue clue;
	bool adopted = false;
	int rc = crm_payload_read(s->engine, s, row->payload, arena, &payload, err);
	if (rc != CRM_OK)
		return rc;
	if (!find_clue(s, row, &payload, &clue))
		return hold_doubt(s, row, 0, arena, err);
	rc = look_up(s, row->object, &clue, &page, arena, err);
	if (rc == CRM_OK)
		rc = free_candidates(s, row, &page, err);
	if (rc != CRM_OK)
		return rc;
	if (page.n == 1)
		rc = crm_outcome_adopt(s, row, &page.records[0], "recovered", arena, &adopted, err);
	if (rc != CRM_OK || adopted)
		return rc;
	if (page.n > 0)
		return hold_doubt(s, row, page.n, arena, err);
	return crm_store_op_finish(s->engine->store, row->id, CRM_OPS_SKIPPED, 0, NULL, NULL, "did not happen; planned again", crm_time_now(), err);
}

/* The vendor's search does not know a record at once. */
static int wait_for_search(struct crm_system *s, const struct crm_op_row *row, struct crm_error *err)
{
	int64_t ready = row->sent_at + (int64_t)s->connector->info->search_lag_ms - crm_time_now();
	if (ready <= 0)
		return CRM_OK;
	crm_engine_progress(s->engine, s->settings->name, "waiting for the vendor's search", 0, -1);
	if (crm_retry_wait(s->engine, ready))
		return CRM_OK;
	return crm_error_set(err, CRM_E_INTERRUPTED, "interrupted; operations in doubt stay so");
}

static int settle_one(struct crm_system *s, const struct crm_op_row *row, struct crm_arena *arena, struct crm_error *err)
{
	if (row->kind != CRM_OP_CREATE)
		return crm_store_op_finish(s->engine->store, row->id, CRM_OPS_SKIPPED, row->source, row->vendor_id, NULL,
		                           "answer lost; compared anew", crm_time_now(), err);
	int rc = wait_for_search(s, row, err);
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

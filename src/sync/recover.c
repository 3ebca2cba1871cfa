/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recovery: operations that were sent and whose answer was lost.  A create is looked up at the vendor once its search
 * must know it: one record found, it is adopted; several, it is held; none, it is planned again.  Where the vendor
 * would not refuse a second record with the same crmsync id, "none" counts only once the lost request cannot be carried
 * out any more.  Everything else is simply compared anew by the coming pull.
 */
#include <inttypes.h>
#include <string.h>

#include <crmsync/log.h>
#include <crmsync/timestamp.h>
#include <sync/late_verify.h>
#include <sync/look_up.h>
#include <sync/outcome.h>
#include <sync/reconcile.h>
#include <sync/retry.h>
#include <sync/system.h>
#include <sync/tombstone.h>
#include <sync/undo_doubt.h>
#include <sync/verdict.h>

#define BATCH 100

/* A page of operations in one of the states of doubt. */
struct doubts {
	struct crm_system *s;
	struct crm_arena *arena;
	struct crm_op_row *rows;
	size_t n;
	struct crm_look_up *items; /* creates of one object that are looked up */
	struct crm_payload *payloads;
	size_t n_items;
};

/* ---- waiting ---- */

/* Never longer than asked for, whatever the clock did since. */
static int wait_since(struct crm_system *s, int64_t sent_at, int64_t ms, const char *what, struct crm_error *err)
{
	int64_t left = sent_at + ms - crm_time_now();
	if (left <= 0)
		return CRM_OK;
	crm_log(CRM_LOG_INFO, "%s: %s", s->settings->name, what);
	crm_engine_progress(s->engine, s->settings->name, what, 0, -1);
	if (crm_retry_wait(s->engine, left < ms ? left : ms))
		return CRM_OK;
	return crm_error_set(err, CRM_E_INTERRUPTED, "interrupted; operations in doubt stay so");
}

static int64_t last_sent(const struct doubts *d)
{
	int64_t last = 0;
	for (size_t i = 0; i < d->n_items; i++)
		if (d->items[i].row->sent_at > last)
			last = d->items[i].row->sent_at;
	return last;
}

/* Does the vendor refuse a second record with the same crmsync id? */
static bool refuses_twins(const struct crm_system *s, enum crm_object object)
{
	const struct crm_schema *schema = &s->schema[object];
	for (size_t i = 0; s->id_property[object] != NULL && i < schema->n; i++)
		if (strcmp(schema->properties[i].name, s->id_property[object]) == 0)
			return schema->properties[i].unique;
	return false;
}

/* ---- settling ---- */

static int finish(struct crm_system *s, const struct crm_op_row *row, enum crm_op_state state, const char *id,
		  const char *why, struct crm_error *err)
{
	return crm_store_op_finish(s->engine->store, row->id, state, row->source, id, NULL, why, crm_time_now(), err);
}

/* A person has looked, and it is not there. */
static int was_not_created(struct doubts *d, const struct crm_op_row *row, bool *out, struct crm_error *err)
{
	struct crm_golden golden;
	const char *created = NULL, *system = d->s->settings->name;
	bool found = false;
	int rc = crm_store_golden(d->s->engine->store, row->golden, d->arena, &golden, &found, err);
	if (rc == CRM_OK && found)
		rc = crm_verdict_get(d->s->engine, CRM_VERDICT_CREATED, row->object, golden.uid, system, d->arena,
				     &created, err);
	*out = created != NULL && strcmp(created, "no") == 0;
	return rc == CRM_OK && *out ? crm_verdict_done(d->s->engine, CRM_VERDICT_CREATED, row->object, golden.uid,
						       system, d->arena, err)
				    : rc;
}

static int hold(struct doubts *d, const struct crm_look_up *item, struct crm_error *err)
{
	bool denied = false;
	int said = was_not_created(d, item->row, &denied, err);
	if (said != CRM_OK || denied)
		return said == CRM_OK ? finish(d->s, item->row, CRM_OPS_SKIPPED, NULL,
					       "a person decided that it was not created", err)
				      : said;
	const char *what =
		item->n > 1    ? crm_arena_printf(d->arena, "%zu records there fit; keep one of them", item->n)
		: item->n == 1 ? crm_arena_printf(d->arena, "record %s fits, but cannot be linked", item->found[0].id)
			       : "it carried nothing to find it by; look for it there";
	int rc = what ? crm_hold_doubt(d->s->engine, d->s, item->row, what, d->arena, err) : crm_error_no_memory(err);
	return rc == CRM_OK ? finish(d->s, item->row, CRM_OPS_HELD, item->row->vendor_id, what, err) : rc;
}

/* Leaves those that were not found for later. */
static int settle_found(struct doubts *d, struct crm_error *err)
{
	size_t left = 0;
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < d->n_items; i++) {
		struct crm_look_up *item = &d->items[i];
		bool adopted = false;
		if (item->n == 1)
			rc = crm_outcome_adopt(d->s, item->row, &item->found[0], "recovered",
					       crm_look_up_ours(d->s, item->payload, &item->found[0], true), d->arena,
					       &adopted, err);
		if (rc == CRM_OK && !adopted && (item->n > 0 || !item->possible))
			rc = hold(d, item, err);
		else if (!adopted)
			d->items[left++] = *item;
	}
	d->n_items = left;
	return rc;
}

static int look_up(struct doubts *d, enum crm_object object, struct crm_error *err)
{
	int rc = crm_look_up_creates(d->s, object, d->items, d->n_items, false, d->arena, err);
	return rc == CRM_OK ? settle_found(d, err) : rc;
}

/* What is not there may still come: a request outlives the connection that it came by. */
static int wait_for_the_late(struct doubts *d, enum crm_object object, struct crm_error *err)
{
	int64_t lag = crm_system_search_lag(d->s), settle = crm_system_settle(d->s);
	if (d->n_items == 0 || settle == 0 || refuses_twins(d->s, object) ||
	    last_sent(d) + lag + settle <= crm_time_now())
		return CRM_OK;
	int rc = wait_since(d->s, last_sent(d), lag + settle, "waiting for what may still be carried out", err);
	return rc == CRM_OK ? look_up(d, object, err) : rc;
}

static int settle_object(struct doubts *d, enum crm_object object, struct crm_error *err)
{
	if (d->n_items == 0)
		return CRM_OK;
	int rc = wait_since(d->s, last_sent(d), crm_system_search_lag(d->s), "waiting for the vendor's search", err);
	if (rc == CRM_OK)
		rc = look_up(d, object, err);
	if (rc == CRM_OK)
		rc = wait_for_the_late(d, object, err);
	for (size_t i = 0; rc == CRM_OK && i < d->n_items; i++)
		rc = finish(d->s, d->items[i].row, CRM_OPS_SKIPPED, NULL, "did not happen; planned again", err);
	return rc;
}

static int settle_other(struct doubts *d, const struct crm_op_row *row, struct crm_error *err)
{
	/* If the record is gone, it was crmsync that deleted it. */
	int rc = row->undoes != 0              ? crm_undo_doubt(d->s, row, d->arena, err)
		 : row->kind == CRM_OP_ARCHIVE ? crm_tombstone_set(d->s->engine, row->source, CRM_STONE_REMOVED, err)
					       : CRM_OK;
	return rc == CRM_OK ? finish(d->s, row, CRM_OPS_SKIPPED, row->vendor_id, "answer lost; compared anew", err)
			    : rc;
}

/* Settles a row without asking the vendor, or lists it as a create to look up. */
static int sort_row(struct doubts *d, const struct crm_op_row *row, struct crm_error *err)
{
	const char *present = NULL;
	int64_t golden = row->golden;
	if (row->kind != CRM_OP_CREATE)
		return settle_other(d, row, err);
	int rc = crm_golden_survivor(d->s->engine, &golden, d->arena, err);
	if (rc == CRM_OK)
		rc = crm_store_vendor_id_of(d->s->engine->store, golden, d->s->id, d->arena, &present, err);
	if (rc == CRM_OK && present != NULL)
		return finish(d->s, row, CRM_OPS_SKIPPED, present, "its record was found meanwhile", err);
	struct crm_payload *payload = &d->payloads[d->n_items];
	if (rc == CRM_OK)
		rc = crm_payload_read(d->s->engine, d->s, row->payload, d->arena, payload, err);
	if (rc == CRM_OK)
		d->items[d->n_items++] = (struct crm_look_up){.row = row, .payload = payload};
	return rc;
}

static int sort_rows(struct doubts *d, enum crm_object object, struct crm_error *err)
{
	struct crm_store *store = d->s->engine->store;
	d->n_items = 0;
	d->items = crm_arena_calloc(d->arena, d->n + 1, sizeof *d->items);
	d->payloads = crm_arena_calloc(d->arena, d->n + 1, sizeof *d->payloads);
	if (d->items == NULL || d->payloads == NULL)
		return crm_error_no_memory(err);
	int rc = crm_store_begin(store, err);
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; rc == CRM_OK && i < d->n; i++)
		if (d->rows[i].object == object)
			rc = sort_row(d, &d->rows[i], err);
	if (rc == CRM_OK)
		return crm_store_commit(store, err);
	crm_store_rollback(store);
	return rc;
}

static int settle_page(struct doubts *d, struct crm_error *err)
{
	int rc = CRM_OK;
	for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
		rc = sort_rows(d, (enum crm_object)o, err);
		if (rc == CRM_OK)
			rc = settle_object(d, (enum crm_object)o, err);
	}
	return rc;
}

static int settle_state(struct crm_system *s, enum crm_op_state state, struct crm_error *err)
{
	struct doubts d = {.s = s, .arena = crm_arena_new()};
	struct crm_op_query q = {.system = s->id, .phase = -1, .kind = -1, .object = -1, .state = state, .max = BATCH};
	int rc = d.arena ? CRM_OK : crm_error_no_memory(err);
	do {
		if (rc == CRM_OK)
			rc = crm_store_ops(s->engine->store, &q, d.arena, &d.rows, &d.n, err);
		if (rc == CRM_OK && d.n > 0) {
			q.after = d.rows[d.n - 1].id;
			rc = settle_page(&d, err);
		}
		if (d.arena != NULL)
			crm_arena_reset(d.arena);
	} while (rc == CRM_OK && d.n == BATCH);
	crm_arena_free(d.arena);
	return rc;
}

static int recover_system(struct crm_system *s, struct crm_error *err)
{
	static const enum crm_op_state states[] = {CRM_OPS_HELD, CRM_OPS_SENT, CRM_OPS_IN_DOUBT};
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < sizeof states / sizeof *states; i++)
		rc = settle_state(s, states[i], err);
	if (rc == CRM_OK)
		rc = crm_late_verify(s, err);
	if (rc < 0)
		crm_error_prefix(err, "%s: recovery", s->settings->name);
	return rc;
}

int crm_recover(struct crm_engine *e, struct crm_error *err)
{
	return crm_engine_each(e, recover_system, err);
}

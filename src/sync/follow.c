/* SPDX-License-Identifier: Apache-2.0 */
/* Records that left: merged into another, converted, deleted.  Links go with them; nothing is deleted or created
 * anywhere for it. */
#include <sync/reconcile.h>

#include <inttypes.h>
#include <string.h>

#include <sync/merge_proposal.h>

#define BATCH     256
#define CHAIN_MAX 100 /* merges of merges; a longer chain is a circle */

static bool has_survivor(const struct crm_source *s)
{
	return (s->life == CRM_MERGED || s->life == CRM_CONVERTED) && s->into != NULL;
}

/* Do two golden records hold live records of one system other than `except`?  Then folding them would make a duplicate
   of two records that the vendor keeps apart. */
static int overlap(struct crm_engine *e, int64_t a, int64_t b, int64_t except, struct crm_arena *arena, bool *out,
		   struct crm_error *err)
{
	struct crm_source *of_a, *of_b;
	size_t n_a, n_b;
	*out = false;
	int rc = crm_store_linked(e->store, a, false, arena, &of_a, &n_a, err);
	if (rc == CRM_OK)
		rc = crm_store_linked(e->store, b, false, arena, &of_b, &n_b, err);
	for (size_t i = 0; rc == CRM_OK && i < n_a; i++)
		for (size_t k = 0; k < n_b; k++)
			*out = *out || (of_a[i].system == of_b[k].system && of_a[i].system != except &&
					of_a[i].life == CRM_LIVE && of_b[k].life == CRM_LIVE && !of_a[i].secondary &&
					!of_b[k].secondary);
	return rc;
}

/* Records that had been merged into `gone` before go where it goes. */
static int move_absorbed(struct crm_engine *e, const struct crm_source *gone, int64_t into, struct crm_arena *arena,
			 struct crm_error *err)
{
	struct crm_source *linked;
	size_t n = 0;
	int rc = crm_store_linked(e->store, gone->golden, false, arena, &linked, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		const struct crm_source *s = &linked[i];
		if (s->id == gone->id || s->system != gone->system || !has_survivor(s) ||
		    strcmp(s->into, gone->vendor_id) != 0)
			continue;
		rc = crm_store_link(e->store, s->id, into, true, "merged", e->run, err);
		if (rc == CRM_OK)
			rc = move_absorbed(e, s, into, arena, err);
	}
	return rc;
}

/* The partners of a merged record stay two until a person says otherwise: merging is harder to undo than leaving apart.
 */
static int propose_merge(struct crm_engine *e, const struct crm_source *gone, const struct crm_source *survivor,
			 struct crm_arena *arena, struct crm_error *err)
{
	const char *why = crm_arena_printf(
		arena, "%s was merged into %s; its partners in the other systems wait for the same decision",
		crm_source_label(e, gone, arena), gone->into);
	if (why == NULL)
		return crm_error_no_memory(err);
	int rc = crm_merge_propose(e, gone->golden, survivor, why, err);
	if (rc == CRM_OK)
		rc = crm_store_link(e->store, gone->id, survivor->golden, true, "merged", e->run, err);
	return rc == CRM_OK ? move_absorbed(e, gone, survivor->golden, arena, err) : rc;
}

static int join(struct crm_engine *e, const struct crm_source *gone, const struct crm_source *survivor,
		struct crm_arena *arena, struct crm_error *err)
{
	const char *how = gone->life == CRM_CONVERTED ? "converted" : "merged";
	bool apart = false;
	int rc = CRM_OK;
	if (gone->golden == 0)
		return CRM_OK;
	if (survivor->golden == 0) {
		rc = crm_store_link(e->store, gone->id, gone->golden, true, how, e->run, err);
		return rc == CRM_OK ? crm_store_link(e->store, survivor->id, gone->golden, false, how, e->run, err)
				    : rc;
	}
	if (survivor->golden == gone->golden)
		return crm_store_link(e->store, gone->id, gone->golden, true, how, e->run, err);
	rc = overlap(e, gone->golden, survivor->golden, gone->system, arena, &apart, err);
	if (rc != CRM_OK)
		return rc;
	if (apart)
		return propose_merge(e, gone, survivor, arena, err);
	rc = crm_store_link(e->store, gone->id, gone->golden, true, how, e->run, err);
	return rc == CRM_OK ? crm_store_golden_fold(e->store, gone->golden, survivor->golden, err) : rc;
}

/* The record at the end of a chain of merges; *found false: it has not been seen yet. */
static int find_survivor(struct crm_engine *e, enum crm_object object, const struct crm_source *gone,
			 struct crm_arena *arena, struct crm_source *survivor, bool *found, struct crm_error *err)
{
	*survivor = *gone;
	*found = true;
	for (int i = 0; *found && has_survivor(survivor); i++) {
		if (i == CHAIN_MAX)
			*found = false;
		int rc = *found ? crm_store_source_by_vendor_id(e->store, gone->system, object, survivor->into, false,
								arena, survivor, found, err)
				: CRM_OK;
		if (rc != CRM_OK)
			return rc;
	}
	return CRM_OK;
}

static int follow_one(struct crm_engine *e, enum crm_object object, int64_t id, struct crm_arena *arena,
		      struct crm_error *err)
{
	struct crm_source gone, survivor;
	bool found = false;
	int rc = crm_store_source(e->store, id, false, arena, &gone, &found, err);
	if (rc != CRM_OK || !found)
		return rc;
	if (gone.life == CRM_DELETED)
		return CRM_OK; /* left to crm_follow_vanished() */
	if (!has_survivor(&gone))
		return crm_store_followed(e->store, id, err);
	rc = find_survivor(e, object, &gone, arena, &survivor, &found, err);
	if (rc != CRM_OK || !found)
		return rc; /* followed in a later run */
	rc = join(e, &gone, &survivor, arena, err);
	return rc == CRM_OK ? crm_store_followed(e->store, id, err) : rc;
}

int crm_follow_departed(struct crm_engine *e, enum crm_object object, struct crm_error *err)
{
	int64_t ids[BATCH], after = 0;
	size_t n = 0;
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	do {
		if (rc == CRM_OK)
			rc = crm_store_departed(e->store, object, after, ids, BATCH, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			crm_arena_reset(arena);
			rc = follow_one(e, object, ids[i], arena, err);
			after = ids[i];
		}
	} while (rc == CRM_OK && n == BATCH);
	crm_arena_free(arena);
	return rc;
}

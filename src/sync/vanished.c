/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records that are gone without a word.  Some vendors do not tell a merge from a deletion (Pipedrive), others forget to
 * (HubSpot's list of merged ids can be incomplete).  Where another record of the same system has a key of the vanished
 * one, it looks like a merge: their partners are proposed for the same, and no deletion is passed on.
 */
#include <sync/reconcile.h>

#include <string.h>

#include <sync/merge_proposal.h>
#include <sync/tombstone.h>

#define BATCH          256
#define KEY_SHARED_MAX 50 /* as in matching: a key that more records share proves nothing */

/* By what the record held when it was last seen. */
static int last_keys(struct crm_engine *e, const struct crm_source *gone, struct crm_arena *arena,
		     struct crm_match_key **keys, size_t *n, struct crm_error *err)
{
	const struct crm_model *model = &e->models[gone->object];
	struct crm_cell *cells = crm_arena_calloc(arena, model->n_fields, sizeof *cells);
	if (cells == NULL)
		return crm_error_no_memory(err);
	int rc = crm_source_cells(e, gone, arena, cells, NULL, err);
	if (rc == CRM_OK && crm_match_keys(model, cells, arena, keys, n) != CRM_OK)
		rc = crm_error_no_memory(err);
	return rc;
}

/* A live record of the same system that has the key and belongs to another golden record. */
static int find_heir(struct crm_engine *e, const struct crm_source *gone, const char *key, struct crm_arena *arena,
		     struct crm_source *heir, bool *found, struct crm_error *err)
{
	int64_t ids[KEY_SHARED_MAX + 1];
	size_t n = 0;
	*found = false;
	int rc = crm_store_sources_by_key(e->store, gone->object, key, ids, KEY_SHARED_MAX + 1, &n, err);
	for (size_t i = 0; rc == CRM_OK && n <= KEY_SHARED_MAX && i < n && !*found; i++) {
		bool there = false;
		rc = crm_store_source(e->store, ids[i], false, arena, heir, &there, err);
		*found = rc == CRM_OK && there && heir->system == gone->system && heir->life == CRM_LIVE &&
			 heir->golden != 0 && heir->golden != gone->golden;
	}
	return rc;
}

static int has_partners(struct crm_engine *e, const struct crm_source *gone, struct crm_arena *arena, bool *out,
			struct crm_error *err)
{
	struct crm_source *linked;
	size_t n = 0;
	*out = false;
	int rc = crm_store_linked(e->store, gone->golden, false, arena, &linked, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		*out = *out || (linked[i].life == CRM_LIVE && !linked[i].secondary);
	return rc;
}

static int propose_merge(struct crm_engine *e, const struct crm_source *gone, const struct crm_source *heir,
			 const char *key, struct crm_arena *arena, struct crm_error *err)
{
	const char *why = crm_arena_printf(
		arena,
		"%s is gone, and %s has the same %s, as after a merge; its partners in the other systems wait for the "
		"same decision",
		crm_source_label(e, gone, arena), crm_source_label(e, heir, arena), key);
	return why ? crm_merge_propose(e, gone->golden, heir, why, err) : crm_error_no_memory(err);
}

static int doubt(struct crm_engine *e, const struct crm_source *gone, struct crm_arena *arena, struct crm_error *err)
{
	enum crm_tombstone stone;
	int rc = crm_tombstone_get(e, gone->id, arena, &stone, err);
	return rc == CRM_OK && stone == CRM_STONE_NONE ? crm_tombstone_set(e, gone->id, CRM_STONE_UNSURE, err) : rc;
}

/* A list of several values (the e-mail addresses of a person) goes over to the survivor: a merge would show. */
static bool outlives_a_merge(const struct crm_model *model, const struct crm_match_key *key)
{
	const struct crm_key_spec *spec = &model->keys[key->level];
	for (size_t f = 0; spec->n_parts == 1 && f < spec->parts[0].n; f++)
		if (model->fields[spec->parts[0].fields[f]].multiple)
			return true;
	return false;
}

static int look_at(struct crm_engine *e, const struct crm_source *gone, struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_system *s = crm_engine_system(e, gone->system);
	struct crm_match_key *keys = NULL;
	size_t n = 0;
	bool partners = false, sure = s == NULL || s->connector->info->lists_deleted;
	int rc = has_partners(e, gone, arena, &partners, err);
	if (rc != CRM_OK || !partners)
		return rc;
	rc = last_keys(e, gone, arena, &keys, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		struct crm_source heir;
		bool found = false;
		rc = find_heir(e, gone, keys[i].text, arena, &heir, &found, err);
		if (rc == CRM_OK && found)
			return propose_merge(e, gone, &heir, e->models[gone->object].keys[keys[i].level].name, arena,
					     err);
		sure = sure || outlives_a_merge(&e->models[gone->object], &keys[i]);
	}
	return rc == CRM_OK && !sure ? doubt(e, gone, arena, err) : rc;
}

static int look_at_id(struct crm_engine *e, int64_t id, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_source gone;
	bool found = false;
	int rc = crm_store_source(e->store, id, false, arena, &gone, &found, err);
	if (rc != CRM_OK || !found || gone.life != CRM_DELETED)
		return rc;
	if (gone.golden != 0)
		rc = look_at(e, &gone, arena, err);
	return rc == CRM_OK ? crm_store_followed(e->store, id, err) : rc;
}

int crm_follow_vanished(struct crm_engine *e, enum crm_object object, struct crm_error *err)
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
			rc = look_at_id(e, ids[i], arena, err);
			after = ids[i];
		}
	} while (rc == CRM_OK && n == BATCH);
	crm_arena_free(arena);
	return rc;
}

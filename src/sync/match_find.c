/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/match_find.h>

#include <string.h>

#include <sync/reconcile.h>

#define NAMESAKES 8

static int find_by_id(struct crm_engine *e, enum crm_object object, const char *text, struct crm_arena *arena,
		      struct crm_source *out, bool *found, struct crm_error *err)
{
	size_t len = strcspn(text, ":");
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && text[len] == ':' && i < e->n_systems && !*found; i++) {
		const char *name = e->systems[i].settings->name;
		if (strlen(name) == len && memcmp(name, text, len) == 0)
			rc = crm_store_source_by_vendor_id(e->store, e->systems[i].id, object, text + len + 1, false,
							   arena, out, found, err);
	}
	*found = *found && out->life == CRM_LIVE;
	return rc;
}

static int several(struct crm_engine *e, const char *text, const struct crm_source *sources, size_t n,
		   struct crm_arena *arena, struct crm_error *err)
{
	const char *names = "";
	for (size_t i = 0; i < n && names != NULL; i++)
		names = crm_arena_printf(arena, "%s%s%s", names, i ? ", " : "",
					 crm_source_handle(e, &sources[i], arena));
	return names ? crm_error_set(err, CRM_E_USAGE, "several records have '%s': say which of %s", text, names)
		     : crm_error_no_memory(err);
}

static int find_by_email(struct crm_engine *e, const char *text, struct crm_arena *arena, struct crm_source *out,
			 bool *found, struct crm_error *err)
{
	static const struct crm_field field = {.name = "email", .type = CRM_T_EMAIL};
	const struct crm_value value = {.kind = CRM_TEXT, .text = text};
	struct crm_source sources[NAMESAKES];
	struct crm_cell cell;
	int64_t ids[NAMESAKES];
	size_t n = 0, live = 0;
	if (crm_normalise(&field, &e->locale, &value, arena, &cell) != CRM_OK)
		return crm_error_no_memory(err);
	const char *key = crm_arena_printf(arena, "email:%s", cell.key);
	int rc = key ? crm_store_sources_by_key(e->store, CRM_CONTACT, key, ids, NAMESAKES, &n, err)
		     : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		bool there = false;
		rc = crm_store_source(e->store, ids[i], false, arena, &sources[live], &there, err);
		live += rc == CRM_OK && there;
	}
	for (size_t i = 1; rc == CRM_OK && i < live; i++)
		if (sources[i].golden == 0 || sources[i].golden != sources[0].golden)
			return several(e, text, sources, live, arena, err);
	*found = rc == CRM_OK && live > 0;
	if (*found)
		*out = sources[0];
	return rc;
}

static int find_by_uid(struct crm_engine *e, enum crm_object object, const char *text, struct crm_arena *arena,
		       struct crm_source *out, bool *found, struct crm_error *err)
{
	struct crm_source *linked;
	int64_t golden = 0;
	size_t n = 0;
	int rc = crm_store_golden_by_uid(e->store, object, text, &golden, err);
	if (rc == CRM_OK && golden != 0)
		rc = crm_golden_survivor(e, &golden, arena, err);
	if (rc == CRM_OK && golden != 0)
		rc = crm_store_linked(e->store, golden, false, arena, &linked, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n && !*found; i++)
		if (linked[i].life == CRM_LIVE) {
			*out = linked[i];
			*found = true;
		}
	return rc;
}

int crm_match_find(struct crm_engine *e, enum crm_object object, const char *text, struct crm_arena *arena,
		   struct crm_source *out, bool *found, struct crm_error *err)
{
	*found = false;
	int rc = find_by_id(e, object, text, arena, out, found, err);
	if (rc == CRM_OK && !*found && object == CRM_CONTACT && strchr(text, '@') != NULL)
		rc = find_by_email(e, text, arena, out, found, err);
	return rc == CRM_OK && !*found ? find_by_uid(e, object, text, arena, out, found, err) : rc;
}

int crm_match_find_two(struct crm_engine *e, unsigned objects, const char *const texts[2], struct crm_arena *arena,
		       struct crm_source out[2], struct crm_error *err)
{
	bool seen[2] = {false, false}, done = false;
	for (unsigned o = 0; o < CRM_SYNC_OBJECTS; o++) {
		struct crm_source now[2];
		bool found[2] = {false, false};
		if (objects != 0 && !(objects >> o & 1))
			continue;
		for (size_t i = 0; i < 2; i++) {
			int rc = crm_match_find(e, (enum crm_object)o, texts[i], arena, &now[i], &found[i], err);
			if (rc != CRM_OK)
				return rc;
			seen[i] = seen[i] || found[i];
		}
		if (!found[0] || !found[1])
			continue;
		if (done)
			return crm_error_set(err, CRM_E_USAGE,
					     "there are such records of several objects: say which with --only");
		out[0] = now[0];
		out[1] = now[1];
		done = true;
	}
	if (!done && seen[0] && seen[1])
		return crm_error_set(err, CRM_E_USAGE, "'%s' and '%s' are not of one object", texts[0], texts[1]);
	if (!done)
		return crm_error_set(err, CRM_E_NOT_FOUND,
				     "there is no record '%s' in the store (SYSTEM:ID, an e-mail address or a crmsync "
				     "id; crmsync pull reads what is new)",
				     texts[seen[0]]);
	if (out[0].id == out[1].id)
		return crm_error_set(err, CRM_E_USAGE, "'%s' and '%s' are the same record", texts[0], texts[1]);
	return CRM_OK;
}

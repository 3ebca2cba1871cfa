/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/merge_proposal.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <sync/tombstone.h>

#define SCOPE    "merge" /* setting: source of the heir, by golden record */
#define KEY_SIZE 24

static const char *number_text(int64_t n, char text[KEY_SIZE])
{
	snprintf(text, KEY_SIZE, "%" PRId64, n);
	return text;
}

int crm_merge_propose(struct crm_engine *e, int64_t golden, const struct crm_source *heir, const char *why,
		      struct crm_error *err)
{
	char key[KEY_SIZE], value[KEY_SIZE];
	int rc = crm_store_golden_hold(e->store, golden, why, err);
	return rc == CRM_OK
		       ? crm_store_set(e->store, SCOPE, number_text(golden, key), number_text(heir->id, value), err)
		       : rc;
}

int crm_merge_heir(struct crm_engine *e, int64_t golden, struct crm_arena *arena, struct crm_source *heir, bool *found,
		   struct crm_error *err)
{
	char key[KEY_SIZE];
	const char *source = NULL;
	*found = false;
	int rc = crm_store_get(e->store, SCOPE, number_text(golden, key), arena, &source, err);
	if (rc != CRM_OK || source == NULL)
		return rc;
	rc = crm_store_source(e->store, strtoll(source, NULL, 10), false, arena, heir, found, err);
	*found = rc == CRM_OK && *found && heir->life == CRM_LIVE && heir->golden != 0 && heir->golden != golden;
	return rc;
}

static int keep_partners(struct crm_engine *e, int64_t golden, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_source *linked = NULL;
	size_t n = 0;
	int rc = crm_store_linked(e->store, golden, false, arena, &linked, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		enum crm_tombstone stone = CRM_STONE_NONE;
		if (linked[i].life == CRM_LIVE)
			continue;
		rc = crm_tombstone_get(e, linked[i].id, arena, &stone, err);
		if (rc == CRM_OK && stone == CRM_STONE_NONE)
			rc = crm_tombstone_set(e, linked[i].id, CRM_STONE_KEPT, err);
	}
	return rc;
}

int crm_merge_refuse(struct crm_engine *e, int64_t golden, const struct crm_source *other, struct crm_arena *arena,
		     struct crm_error *err)
{
	struct crm_source heir;
	struct crm_golden row;
	char key[KEY_SIZE];
	bool found = false;
	int rc = crm_merge_heir(e, golden, arena, &heir, &found, err);
	if (rc != CRM_OK || !found || heir.golden != other->golden)
		return rc;
	rc = crm_store_golden(e->store, golden, arena, &row, &found, err);
	if (rc != CRM_OK || !found || row.hold == NULL)
		return rc;
	rc = crm_store_golden_hold(e->store, golden, NULL, err);
	if (rc == CRM_OK)
		rc = crm_store_set(e->store, SCOPE, number_text(golden, key), NULL, err);
	if (rc == CRM_OK)
		rc = keep_partners(e, golden, arena, err);
	return rc == CRM_OK ? crm_store_golden_mark(e->store, golden, true, err) : rc;
}

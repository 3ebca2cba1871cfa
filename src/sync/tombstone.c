/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/tombstone.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SCOPE "tombstone"

static const char *const words[] = {
	[CRM_STONE_KEPT] = "kept",     [CRM_STONE_OVERRULED] = "overruled", [CRM_STONE_REMOVED] = "removed",
	[CRM_STONE_UNSURE] = "unsure", [CRM_STONE_RESTORED] = "restored",   [CRM_STONE_UNDONE] = "undone",
};

#define N_WORDS  (sizeof words / sizeof *words)
#define KEY_SIZE 24

static const char *key_of(int64_t source, char key[KEY_SIZE])
{
	snprintf(key, KEY_SIZE, "%" PRId64, source);
	return key;
}

int crm_tombstone_get(struct crm_engine *e, int64_t source, struct crm_arena *arena, enum crm_tombstone *out,
		      struct crm_error *err)
{
	char key[KEY_SIZE];
	const char *word = NULL;
	*out = CRM_STONE_NONE;
	int rc = crm_store_get(e->store, SCOPE, key_of(source, key), arena, &word, err);
	for (size_t i = CRM_STONE_KEPT; rc == CRM_OK && word != NULL && i < N_WORDS; i++)
		if (strcmp(words[i], word) == 0)
			*out = (enum crm_tombstone)i;
	return rc;
}

int crm_tombstone_set(struct crm_engine *e, int64_t source, enum crm_tombstone stone, struct crm_error *err)
{
	char key[KEY_SIZE];
	return crm_store_set(e->store, SCOPE, key_of(source, key), words[stone], err);
}

int crm_tombstone_lift(struct crm_engine *e, int64_t source, struct crm_arena *arena, struct crm_error *err)
{
	enum crm_tombstone stone;
	int rc = crm_tombstone_get(e, source, arena, &stone, err);
	if (rc != CRM_OK || stone == CRM_STONE_NONE || stone == CRM_STONE_RESTORED)
		return rc;
	return crm_tombstone_set(e, source, stone == CRM_STONE_REMOVED ? CRM_STONE_RESTORED : CRM_STONE_NONE, err);
}

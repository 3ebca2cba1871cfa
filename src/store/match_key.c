/* SPDX-License-Identifier: Apache-2.0 */
/* Match keys of source records, and the way back from a key to the records that have it. */
#include "config.h"

#include <string.h>

#include "store_internal.h"

static int key_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct store_list *list = ctx;
	struct crm_stored_key *key = store_list_add(list);
	bool failed = !key;
	if (key) {
		key->text = store_column(row, 0, list->arena, &failed);
		key->level = (unsigned)sqlite3_column_int(row, 1);
	}
	return failed ? store_nomem(err) : CRM_OK;
}

int crm_store_keys_of(struct crm_store *st, int64_t source, struct crm_arena *arena, struct crm_stored_key **keys,
		      size_t *n, struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_stored_key)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_KEYS_OF, STORE_ARGS(STORE_INT(source)), key_row, &list, err);
	if (rc == CRM_OK) {
		*keys = list.items;
		*n = list.n;
	}
	crm_store_leave(st);
	return rc;
}

static bool key_among(const struct crm_stored_key *key, const struct crm_stored_key *keys, size_t n, bool with_level)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(keys[i].text, key->text) && (!with_level || keys[i].level == key->level))
			return true;
	return false;
}

static int keys_write_difference(struct crm_store *st, int64_t source, enum crm_object object,
				 const struct crm_stored_key *keys, size_t n, struct crm_arena *arena,
				 struct crm_error *err)
{
	struct crm_stored_key *have = NULL;
	size_t n_have = 0;
	int rc = crm_store_keys_of(st, source, arena, &have, &n_have, err);
	for (size_t i = 0; rc == CRM_OK && i < n_have; i++)
		if (!key_among(&have[i], keys, n, false))
			rc = store_run(st, SQL_KEY_REMOVE, STORE_ARGS(STORE_INT(source), STORE_TEXT(have[i].text)),
				       err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (!key_among(&keys[i], have, n_have, true))
			rc = store_run(st, SQL_KEY_ADD,
				       STORE_ARGS(STORE_INT(source), STORE_TEXT(keys[i].text), STORE_INT(object),
						  STORE_INT(keys[i].level)),
				       err);
	return rc;
}

int crm_store_keys_set(struct crm_store *st, int64_t source, enum crm_object object, const struct crm_stored_key *keys,
		       size_t n, struct crm_error *err)
{
	int rc = store_unit_begin(st, err);
	if (rc < 0)
		return rc;
	struct crm_arena *arena = crm_arena_new();
	rc = arena ? keys_write_difference(st, source, object, keys, n, arena, err) : store_nomem(err);
	crm_arena_free(arena);
	return store_unit_end(st, rc, err);
}

int crm_store_sources_by_key(struct crm_store *st, enum crm_object object, const char *key, int64_t *ids, size_t max,
			     size_t *n, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_ids(st, SQL_KEY_SOURCES,
			   STORE_ARGS(STORE_INT(object), STORE_TEXT(key), STORE_INT(store_limit(max))), ids, max, n,
			   err);
	crm_store_leave(st);
	return rc;
}

int crm_store_keys_clear(struct crm_store *st, enum crm_object object, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_KEYS_CLEAR, STORE_ARGS(STORE_INT(object)), err);
	crm_store_leave(st);
	return rc;
}

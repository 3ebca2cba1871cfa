/* SPDX-License-Identifier: Apache-2.0 */
/* Values that were erased for good: remembered as keyed hashes, so that they are known again without being kept. */
#include "config.h"

#include <base/keyed_hash.h>

#include "store_internal.h"

#define KEY_SCOPE "store"
#define KEY_NAME  "suppression_key"

static int hash_failed(int rc, struct crm_error *err)
{
	if (rc == CRM_E_NOMEM)
		return store_nomem(err);
	return crm_error_set(err, rc, "the system gives no random bytes for the key of suppressed values");
}

/* *key is NULL where nothing was ever suppressed. */
static int key_get(struct crm_store *st, struct crm_arena *arena, const char **key, struct crm_error *err)
{
	return store_text(st, SQL_SETTING_GET, STORE_ARGS(STORE_TEXT(KEY_SCOPE), STORE_TEXT(KEY_NAME)), arena, key,
			  err);
}

static int key_make(struct crm_store *st, struct crm_arena *arena, const char **key, struct crm_error *err)
{
	char made[CRM_KEYED_HASH_CHARS];
	int rc = crm_keyed_hash_key(made);
	if (rc < 0)
		return hash_failed(rc, err);
	*key = crm_arena_strdup(arena, made);
	if (!*key)
		return store_nomem(err);
	return store_run(st, SQL_SETTING_SET, STORE_ARGS(STORE_TEXT(KEY_SCOPE), STORE_TEXT(KEY_NAME), STORE_TEXT(made)),
			 err);
}

static int suppress(struct crm_store *st, enum crm_object object, const char *kind, const char *value, int64_t run,
		    struct crm_arena *arena, struct crm_error *err)
{
	const char *key = NULL;
	char hash[CRM_KEYED_HASH_CHARS];
	int rc = key_get(st, arena, &key, err);
	if (rc == CRM_OK && !key)
		rc = key_make(st, arena, &key, err);
	if (rc < 0)
		return rc;
	rc = crm_keyed_hash(key, kind, value, hash);
	if (rc < 0)
		return hash_failed(rc, err);
	return store_run(st, SQL_SUPPRESSION_ADD,
			 STORE_ARGS(STORE_INT(object), STORE_TEXT(kind), STORE_TEXT(hash), STORE_INT(run)), err);
}

int crm_store_suppress(struct crm_store *st, enum crm_object object, const char *kind, const char *value, int64_t run,
		       struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	if (!arena)
		return store_nomem(err);
	int rc = store_unit_begin(st, err);
	if (rc == CRM_OK)
		rc = store_unit_end(st, suppress(st, object, kind, value, run, arena, err), err);
	crm_arena_free(arena);
	return rc;
}

static int suppressed(struct crm_store *st, enum crm_object object, const char *kind, const char *value,
		      struct crm_arena *arena, bool *out, struct crm_error *err)
{
	const char *key = NULL;
	char hash[CRM_KEYED_HASH_CHARS];
	int64_t found = 0;
	int rc = key_get(st, arena, &key, err);
	if (rc < 0 || !key)
		return rc;
	rc = crm_keyed_hash(key, kind, value, hash);
	if (rc < 0)
		return hash_failed(rc, err);
	rc = store_number(st, SQL_SUPPRESSION_FIND, STORE_ARGS(STORE_INT(object), STORE_TEXT(kind), STORE_TEXT(hash)),
			  0, &found, err);
	*out = found != 0;
	return rc;
}

int crm_store_suppressed(struct crm_store *st, enum crm_object object, const char *kind, const char *value, bool *out,
			 struct crm_error *err)
{
	*out = false;
	struct crm_arena *arena = crm_arena_new();
	if (!arena)
		return store_nomem(err);
	crm_store_enter(st);
	int rc = suppressed(st, object, kind, value, arena, out, err);
	crm_store_leave(st);
	crm_arena_free(arena);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What is remembered of a vendor: its schema as last fetched, and how much of its daily quota was used. */
#include "config.h"

#include "store_internal.h"

int crm_store_schema_set(struct crm_store *st, int64_t system, enum crm_object object, const char *json, int64_t now_ms,
			 struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_SCHEMA_SET,
			   STORE_ARGS(STORE_INT(system), STORE_INT(object), STORE_INT(now_ms), STORE_TEXT(json)), err);
	crm_store_leave(st);
	return rc;
}

struct schema_ctx {
	struct crm_arena *arena;
	const char *json;
	int64_t fetched;
};

static int schema_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct schema_ctx *c = ctx;
	bool failed = false;
	c->json = store_column(row, 0, c->arena, &failed);
	c->fetched = sqlite3_column_int64(row, 1);
	return failed ? store_nomem(err) : STORE_STOP;
}

int crm_store_schema_get(struct crm_store *st, int64_t system, enum crm_object object, struct crm_arena *arena,
			 const char **json, int64_t *fetched_ms, struct crm_error *err)
{
	struct schema_ctx ctx = {.arena = arena};
	crm_store_enter(st);
	int rc =
		store_each(st, SQL_SCHEMA_GET, STORE_ARGS(STORE_INT(system), STORE_INT(object)), schema_row, &ctx, err);
	if (rc == CRM_OK) {
		*json = ctx.json;
		if (fetched_ms)
			*fetched_ms = ctx.fetched;
	}
	crm_store_leave(st);
	return rc;
}

int crm_store_usage_add(struct crm_store *st, int64_t system, int32_t day, int64_t calls, int64_t units,
			struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_USAGE_ADD,
			   STORE_ARGS(STORE_INT(system), STORE_INT(day), STORE_INT(calls), STORE_INT(units)), err);
	crm_store_leave(st);
	return rc;
}

struct usage_ctx {
	int64_t calls, units;
};

static int usage_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct usage_ctx *c = ctx;
	(void)err;
	c->calls = sqlite3_column_int64(row, 0);
	c->units = sqlite3_column_int64(row, 1);
	return STORE_STOP;
}

int crm_store_usage(struct crm_store *st, int64_t system, int32_t day, int64_t *calls, int64_t *units,
		    struct crm_error *err)
{
	struct usage_ctx ctx = {0, 0};
	crm_store_enter(st);
	int rc = store_each(st, SQL_USAGE_GET, STORE_ARGS(STORE_INT(system), STORE_INT(day)), usage_row, &ctx, err);
	if (rc == CRM_OK) {
		*calls = ctx.calls;
		*units = ctx.units;
	}
	crm_store_leave(st);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* How far each pull has come. */
#include "config.h"

#include "store_internal.h"

struct position_ctx {
	struct crm_arena *arena;
	struct crm_position position;
};

static int position_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct position_ctx *c = ctx;
	struct crm_position *p = &c->position;
	bool failed = false;
	p->cursor = store_column(row, 0, c->arena, &failed);
	p->since = store_column(row, 1, c->arena, &failed);
	p->watermark = store_column(row, 2, c->arena, &failed);
	p->full = sqlite3_column_int(row, 3) != 0;
	p->generation = sqlite3_column_int64(row, 4);
	p->last_full = sqlite3_column_int64(row, 5);
	p->last_complete = sqlite3_column_int64(row, 6);
	p->last_full_count = sqlite3_column_int64(row, 7);
	p->mapping_hash = sqlite3_column_int64(row, 8);
	return failed ? store_nomem(err) : STORE_STOP;
}

int crm_store_position_get(struct crm_store *st, int64_t system, enum crm_object object, struct crm_arena *arena,
			   struct crm_position *out, struct crm_error *err)
{
	struct position_ctx ctx = {.arena = arena};
	crm_store_enter(st);
	int rc = store_each(st, SQL_POSITION_GET, STORE_ARGS(STORE_INT(system), STORE_INT(object)), position_row, &ctx,
			    err);
	if (rc == CRM_OK)
		*out = ctx.position;
	crm_store_leave(st);
	return rc;
}

int crm_store_position_set(struct crm_store *st, int64_t system, enum crm_object object, const struct crm_position *p,
			   struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_POSITION_SET,
			   STORE_ARGS(STORE_INT(system), STORE_INT(object), STORE_TEXT(p->cursor), STORE_TEXT(p->since),
				      STORE_TEXT(p->watermark), STORE_INT(p->full), STORE_INT(p->generation),
				      STORE_INT(p->last_full), STORE_INT(p->last_complete),
				      STORE_INT(p->last_full_count), STORE_INT(p->mapping_hash)),
			   err);
	crm_store_leave(st);
	return rc;
}

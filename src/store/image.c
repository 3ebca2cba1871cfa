/* SPDX-License-Identifier: Apache-2.0 */
/* What it takes to take an operation back, and what took it back. */
#include "config.h"

#include "store_internal.h"

#define CHAIN_MAX 64 /* takings back of takings back */

struct image_ctx {
	struct crm_arena *arena;
	struct crm_image image;
};

static int image_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct image_ctx *c = ctx;
	bool failed = false;
	c->image.before = store_column(row, 0, c->arena, &failed);
	c->image.after = store_column(row, 1, c->arena, &failed);
	return failed ? store_nomem(err) : STORE_STOP;
}

int crm_store_image(struct crm_store *st, int64_t operation, struct crm_arena *arena, struct crm_image *out,
		    struct crm_error *err)
{
	struct image_ctx c = {.arena = arena};
	crm_store_enter(st);
	int rc = store_each(st, SQL_IMAGE_GET, STORE_ARGS(STORE_INT(operation)), image_row, &c, err);
	if (rc == CRM_OK)
		*out = c.image;
	crm_store_leave(st);
	return rc;
}

int crm_store_image_after(struct crm_store *st, int64_t operation, const char *after, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_IMAGE_AFTER, STORE_ARGS(STORE_INT(operation), STORE_TEXT(after)), err);
	crm_store_leave(st);
	return rc;
}

int crm_store_take_back(struct crm_store *st, int64_t operation, int64_t undone, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_TAKE_BACK, STORE_ARGS(STORE_INT(operation), STORE_INT(undone)), err);
	crm_store_leave(st);
	return rc;
}

struct taken_back {
	int64_t operation, run;
};

static int taken_back_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct taken_back *t = store_list_add(ctx);
	if (!t)
		return store_nomem(err);
	t->operation = sqlite3_column_int64(row, 0);
	t->run = sqlite3_column_int64(row, 1);
	return CRM_OK;
}

static int find(struct crm_store *st, int64_t operation, int depth, struct crm_arena *arena, struct taken_back *out,
		struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct taken_back)};
	*out = (struct taken_back){0};
	int rc = depth < CHAIN_MAX
			 ? store_each(st, SQL_TAKEN_BACK, STORE_ARGS(STORE_INT(operation)), taken_back_row, &list, err)
			 : CRM_OK;
	const struct taken_back *rows = list.items;
	for (size_t i = 0; rc == CRM_OK && i < list.n && out->operation == 0; i++) {
		struct taken_back by;
		rc = find(st, rows[i].operation, depth + 1, arena, &by, err);
		if (rc == CRM_OK && by.operation == 0)
			*out = rows[i];
	}
	return rc;
}

int crm_store_taken_back(struct crm_store *st, int64_t operation, int64_t *by, int64_t *run, struct crm_error *err)
{
	struct taken_back found = {0};
	struct crm_arena *arena = crm_arena_new();
	if (!arena)
		return store_nomem(err);
	crm_store_enter(st);
	int rc = find(st, operation, 0, arena, &found, err);
	crm_store_leave(st);
	if (rc == CRM_OK) {
		*by = found.operation;
		*run = found.run;
	}
	crm_arena_free(arena);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Reading source records, and the work lists over them. */
#include "config.h"

#include "store_internal.h"

static int source_fill(sqlite3_stmt *row, struct crm_arena *arena, struct crm_source *s, struct crm_error *err)
{
	bool failed = false;
	s->id = sqlite3_column_int64(row, 0);
	s->system = sqlite3_column_int64(row, 1);
	s->object = (enum crm_object)sqlite3_column_int(row, 2);
	s->vendor_id = store_column(row, 3, arena, &failed);
	s->kind = store_column(row, 4, arena, &failed);
	s->into = store_column(row, 5, arena, &failed);
	s->life = (enum crm_life)sqlite3_column_int(row, 6);
	s->modified = sqlite3_column_int64(row, 7);
	s->hash = sqlite3_column_int64(row, 8);
	s->seen_run = sqlite3_column_int64(row, 9);
	s->generation = sqlite3_column_int64(row, 10);
	s->cells = store_column(row, 11, arena, &failed);
	s->raw = store_column(row, 12, arena, &failed);
	s->golden = sqlite3_column_int64(row, 13);
	s->secondary = sqlite3_column_int(row, 14) != 0;
	s->matched = store_column(row, 15, arena, &failed);
	s->base = store_column(row, 16, arena, &failed);
	return failed ? store_nomem(err) : CRM_OK;
}

struct source_ctx {
	struct crm_arena *arena;
	struct crm_source source;
	bool found;
};

static int source_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct source_ctx *c = ctx;
	int rc = source_fill(row, c->arena, &c->source, err);
	c->found = rc == CRM_OK;
	return c->found ? STORE_STOP : rc;
}

static int source_read(struct crm_store *st, enum store_statement statement, const struct store_arg *args, size_t n,
		       struct crm_arena *arena, struct crm_source *out, bool *found, struct crm_error *err)
{
	struct source_ctx ctx = {.arena = arena};
	crm_store_enter(st);
	int rc = store_each(st, statement, args, n, source_row, &ctx, err);
	if (rc == CRM_OK) {
		*found = ctx.found;
		if (ctx.found)
			*out = ctx.source;
	}
	crm_store_leave(st);
	return rc;
}

int crm_store_source(struct crm_store *st, int64_t id, bool with_raw, struct crm_arena *arena, struct crm_source *out,
		     bool *found, struct crm_error *err)
{
	return source_read(st, SQL_SOURCE_BY_ID, STORE_ARGS(STORE_INT(with_raw), STORE_INT(id)), arena, out, found,
			   err);
}

int crm_store_source_by_vendor_id(struct crm_store *st, int64_t system, enum crm_object object, const char *vendor_id,
				  bool with_raw, struct crm_arena *arena, struct crm_source *out, bool *found,
				  struct crm_error *err)
{
	return source_read(st, SQL_SOURCE_BY_VENDOR_ID,
			   STORE_ARGS(STORE_INT(with_raw), STORE_INT(system), STORE_INT(object), STORE_TEXT(vendor_id)),
			   arena, out, found, err);
}

static int linked_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct store_list *list = ctx;
	struct crm_source *s = store_list_add(list);
	return s ? source_fill(row, list->arena, s, err) : store_nomem(err);
}

int crm_store_linked(struct crm_store *st, int64_t golden, bool with_raw, struct crm_arena *arena,
		     struct crm_source **rows, size_t *n, struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_source)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_SOURCE_LINKED, STORE_ARGS(STORE_INT(with_raw), STORE_INT(golden)), linked_row,
			    &list, err);
	if (rc == CRM_OK) {
		*rows = list.items;
		*n = list.n;
	}
	crm_store_leave(st);
	return rc;
}

int crm_store_unlinked(struct crm_store *st, enum crm_object object, int64_t after, int64_t *ids, size_t max, size_t *n,
		       struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_ids(st, SQL_SOURCE_UNLINKED,
			   STORE_ARGS(STORE_INT(object), STORE_INT(after), STORE_INT(store_limit(max))), ids, max, n,
			   err);
	crm_store_leave(st);
	return rc;
}

int crm_store_departed(struct crm_store *st, enum crm_object object, int64_t after, int64_t *ids, size_t max, size_t *n,
		       struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_ids(st, SQL_SOURCE_DEPARTED,
			   STORE_ARGS(STORE_INT(object), STORE_INT(after), STORE_INT(store_limit(max))), ids, max, n,
			   err);
	crm_store_leave(st);
	return rc;
}

int crm_store_followed(struct crm_store *st, int64_t source, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_SOURCE_FOLLOWED, STORE_ARGS(STORE_INT(source)), err);
	crm_store_leave(st);
	return rc;
}

int crm_store_count_live(struct crm_store *st, int64_t system, enum crm_object object, int64_t *n,
			 struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_number(st, SQL_SOURCE_COUNT_LIVE, STORE_ARGS(STORE_INT(system), STORE_INT(object)), 0, n, err);
	crm_store_leave(st);
	return rc;
}

int crm_store_count_between(struct crm_store *st, int64_t system, enum crm_object object, int64_t from, int64_t before,
			    int64_t *n, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_number(st, SQL_SOURCE_COUNT_BETWEEN,
			      STORE_ARGS(STORE_INT(system), STORE_INT(object), STORE_INT(from), STORE_INT(before)), 0,
			      n, err);
	crm_store_leave(st);
	return rc;
}

int crm_store_not_seen(struct crm_store *st, int64_t system, enum crm_object object, int64_t generation, int64_t after,
		       int64_t *ids, size_t max, size_t *n, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_ids(st, SQL_SOURCE_NOT_SEEN,
			   STORE_ARGS(STORE_INT(system), STORE_INT(object), STORE_INT(generation), STORE_INT(after),
				      STORE_INT(store_limit(max))),
			   ids, max, n, err);
	crm_store_leave(st);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Golden records: the merged ones, which of them to look at again, and what was folded into what. */
#include "config.h"

#include "store_internal.h"

#define MAX_FOLDS 64 /* of a chain; a longer one can only be a loop */

static int golden_missing(struct crm_store *st, int64_t id, struct crm_error *err)
{
	return crm_error_set(err, CRM_E_NOT_FOUND, "store '%s' has no golden record %lld", st->path, (long long)id);
}

static int golden_must_exist(struct crm_store *st, int64_t id, struct crm_error *err)
{
	int64_t found;
	int rc = store_number(st, SQL_GOLDEN_EXISTS, STORE_ARGS(STORE_INT(id)), 0, &found, err);
	return rc == CRM_OK && !found ? golden_missing(st, id, err) : rc;
}

int store_mark_dirty(struct crm_store *st, int64_t golden, struct crm_error *err)
{
	return golden ? store_run(st, SQL_GOLDEN_DIRTY, STORE_ARGS(STORE_INT(golden)), err) : CRM_OK;
}

int store_golden_survivor(struct crm_store *st, int64_t golden, int64_t *survivor, struct crm_error *err)
{
	for (int i = 0; i < MAX_FOLDS; i++) {
		int64_t next;
		int rc = store_number(st, SQL_GOLDEN_MERGED_INTO, STORE_ARGS(STORE_INT(golden)), 0, &next, err);
		if (rc < 0)
			return rc;
		if (!next) {
			*survivor = golden;
			return CRM_OK;
		}
		golden = next;
	}
	return store_damaged(st, "golden records are folded into each other in a circle", err);
}

static int golden_add(struct crm_store *st, enum crm_object object, const char *uid, int64_t run, int64_t *id,
		      struct crm_error *err)
{
	int rc = store_run(st, SQL_GOLDEN_CREATE, STORE_ARGS(STORE_INT(object), STORE_TEXT(uid), STORE_REF(run)), err);
	if (rc < 0)
		return rc;
	*id = sqlite3_last_insert_rowid(st->db);
	return store_mark_dirty(st, *id, err);
}

int crm_store_golden_create(struct crm_store *st, enum crm_object object, const char *uid, int64_t run, int64_t *id,
			    struct crm_error *err)
{
	int64_t made = 0;
	int rc = store_unit_begin(st, err);
	if (rc < 0)
		return rc;
	rc = store_unit_end(st, golden_add(st, object, uid, run, &made, err), err);
	if (rc == CRM_OK)
		*id = made;
	return rc;
}

struct golden_ctx {
	struct crm_arena *arena;
	struct crm_golden golden;
	bool found;
};

static int golden_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct golden_ctx *c = ctx;
	struct crm_golden *g = &c->golden;
	bool failed = false;
	g->object = (enum crm_object)sqlite3_column_int(row, 0);
	g->uid = store_column(row, 1, c->arena, &failed);
	g->cells = store_column(row, 2, c->arena, &failed);
	g->provenance = store_column(row, 3, c->arena, &failed);
	g->merged_into = sqlite3_column_int64(row, 4);
	g->hold = store_column(row, 5, c->arena, &failed);
	g->dirty = sqlite3_column_int(row, 6) != 0;
	c->found = true;
	return failed ? store_nomem(err) : STORE_STOP;
}

int crm_store_golden(struct crm_store *st, int64_t id, struct crm_arena *arena, struct crm_golden *out, bool *found,
		     struct crm_error *err)
{
	struct golden_ctx ctx = {.arena = arena, .golden.id = id};
	crm_store_enter(st);
	int rc = store_each(st, SQL_GOLDEN_GET, STORE_ARGS(STORE_INT(id)), golden_row, &ctx, err);
	if (rc == CRM_OK) {
		*found = ctx.found;
		if (ctx.found)
			*out = ctx.golden;
	}
	crm_store_leave(st);
	return rc;
}

int crm_store_golden_by_uid(struct crm_store *st, enum crm_object object, const char *uid, int64_t *id,
			    struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_number(st, SQL_GOLDEN_BY_UID, STORE_ARGS(STORE_INT(object), STORE_TEXT(uid)), 0, id, err);
	crm_store_leave(st);
	return rc;
}

int crm_store_golden_update(struct crm_store *st, int64_t id, const char *cells, const char *provenance, int64_t run,
			    struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_GOLDEN_UPDATE,
			   STORE_ARGS(STORE_INT(id), STORE_TEXT(cells), STORE_TEXT(provenance), STORE_REF(run)), err);
	if (rc == CRM_OK && store_changes(st) == 0)
		rc = golden_must_exist(st, id, err);
	crm_store_leave(st);
	return rc;
}

int crm_store_golden_mark(struct crm_store *st, int64_t id, bool dirty, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, dirty ? SQL_GOLDEN_DIRTY : SQL_GOLDEN_CLEAN, STORE_ARGS(STORE_INT(id)), err);
	crm_store_leave(st);
	return rc;
}

int crm_store_golden_hold(struct crm_store *st, int64_t id, const char *why, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_GOLDEN_HOLD, STORE_ARGS(STORE_INT(id), STORE_TEXT(why)), err);
	if (rc == CRM_OK && store_changes(st) == 0)
		rc = golden_must_exist(st, id, err);
	crm_store_leave(st);
	return rc;
}

int crm_store_golden_mark_all(struct crm_store *st, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_GOLDEN_DIRTY_ALL, NULL, 0, err);
	crm_store_leave(st);
	return rc;
}

static int fold_one(struct crm_store *st, int64_t from, int64_t into, struct crm_error *err)
{
	int64_t survivor = 0;
	int rc = golden_must_exist(st, from, err);
	if (rc == CRM_OK)
		rc = golden_must_exist(st, into, err);
	if (rc == CRM_OK)
		rc = store_golden_survivor(st, into, &survivor, err);
	if (rc == CRM_OK && survivor == from)
		rc = crm_error_set(err, CRM_E_INVALID, "golden record %lld cannot be folded into itself",
				   (long long)from);
	if (rc == CRM_OK)
		rc = store_run(st, SQL_GOLDEN_MOVE_LINKS, STORE_ARGS(STORE_INT(from), STORE_INT(survivor)), err);
	if (rc == CRM_OK)
		rc = store_run(st, SQL_GOLDEN_FOLD, STORE_ARGS(STORE_INT(from), STORE_INT(survivor)), err);
	if (rc == CRM_OK) /* chains stay one step long */
		rc = store_run(st, SQL_GOLDEN_FOLD_EARLIER, STORE_ARGS(STORE_INT(from), STORE_INT(survivor)), err);
	if (rc == CRM_OK)
		rc = store_run(st, SQL_GOLDEN_CLEAN, STORE_ARGS(STORE_INT(from)), err);
	return rc == CRM_OK ? store_mark_dirty(st, survivor, err) : rc;
}

int crm_store_golden_fold(struct crm_store *st, int64_t from, int64_t into, struct crm_error *err)
{
	int rc = store_unit_begin(st, err);
	return rc == CRM_OK ? store_unit_end(st, fold_one(st, from, into, err), err) : rc;
}

int crm_store_golden_dirty(struct crm_store *st, enum crm_object object, int64_t after, int64_t *ids, size_t max,
			   size_t *n, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_ids(st, SQL_GOLDEN_DIRTY_LIST,
			   STORE_ARGS(STORE_INT(object), STORE_INT(after), STORE_INT(store_limit(max))), ids, max, n,
			   err);
	crm_store_leave(st);
	return rc;
}

int crm_store_golden_folded(struct crm_store *st, int64_t golden, int64_t *ids, size_t max, size_t *n,
			    struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_ids(st, SQL_GOLDEN_FOLDED, STORE_ARGS(STORE_INT(golden)), ids, max, n, err);
	crm_store_leave(st);
	return rc;
}

struct golden_runs {
	int64_t created, changed;
};

static int golden_runs_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct golden_runs *runs = ctx;
	(void)err;
	runs->created = sqlite3_column_int64(row, 0);
	runs->changed = sqlite3_column_int64(row, 1);
	return STORE_STOP;
}

int crm_store_golden_runs(struct crm_store *st, int64_t golden, int64_t *created, int64_t *changed,
			  struct crm_error *err)
{
	struct golden_runs runs = {0};
	crm_store_enter(st);
	int rc = store_each(st, SQL_GOLDEN_RUNS, STORE_ARGS(STORE_INT(golden)), golden_runs_row, &runs, err);
	if (rc == CRM_OK && runs.created == 0)
		rc = golden_missing(st, golden, err);
	crm_store_leave(st);
	*created = runs.created;
	*changed = runs.changed;
	return rc;
}

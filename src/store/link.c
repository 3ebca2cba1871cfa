/* SPDX-License-Identifier: Apache-2.0 */
/* The crosswalk: which source record belongs to which golden record. */
#include "config.h"

#include "store_internal.h"

#define MAX_MERGES 64 /* of a chain; a longer one can only be a loop */

static int link_one(struct crm_store *st, int64_t source, int64_t golden, bool secondary, const char *matched,
		    int64_t run, struct crm_error *err)
{
	int64_t before;
	int rc = store_number(st, SQL_LINK_GOLDEN, STORE_ARGS(STORE_INT(source)), 0, &before, err);
	if (rc == CRM_OK)
		rc = store_run(st, SQL_LINK_SET,
			       STORE_ARGS(STORE_INT(source), STORE_INT(golden), STORE_INT(secondary),
					  STORE_TEXT(matched), STORE_REF(run)),
			       err);
	if (rc == CRM_OK)
		rc = store_mark_dirty(st, golden, err);
	if (rc == CRM_OK && before != golden)
		rc = store_mark_dirty(st, before, err);
	return rc;
}

int crm_store_link(struct crm_store *st, int64_t source, int64_t golden, bool secondary, const char *matched,
		   int64_t run, struct crm_error *err)
{
	int rc = store_unit_begin(st, err);
	return rc == CRM_OK ? store_unit_end(st, link_one(st, source, golden, secondary, matched, run, err), err) : rc;
}

static int unlink_one(struct crm_store *st, int64_t source, struct crm_error *err)
{
	int64_t before;
	int rc = store_number(st, SQL_LINK_GOLDEN, STORE_ARGS(STORE_INT(source)), 0, &before, err);
	if (rc == CRM_OK)
		rc = store_run(st, SQL_LINK_CUT, STORE_ARGS(STORE_INT(source)), err);
	return rc == CRM_OK ? store_mark_dirty(st, before, err) : rc;
}

int crm_store_unlink(struct crm_store *st, int64_t source, struct crm_error *err)
{
	int rc = store_unit_begin(st, err);
	return rc == CRM_OK ? store_unit_end(st, unlink_one(st, source, err), err) : rc;
}

int crm_store_base_set(struct crm_store *st, int64_t source, const char *base, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_LINK_BASE, STORE_ARGS(STORE_INT(source), STORE_TEXT(base)), err);
	if (rc == CRM_OK && store_changes(st) == 0)
		rc = crm_error_set(err, CRM_E_NOT_FOUND, "source record %lld in store '%s' is not linked",
				   (long long)source, st->path);
	crm_store_leave(st);
	return rc;
}

/* One step along a chain of merged records. */
struct step_ctx {
	struct crm_arena *arena;
	const char *into;
	int64_t golden;
};

static int step_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct step_ctx *c = ctx;
	bool failed = false;
	c->into = store_column(row, 0, c->arena, &failed);
	if (sqlite3_column_int64(row, 1))
		c->golden = sqlite3_column_int64(row, 1);
	return failed ? store_nomem(err) : STORE_STOP;
}

/* The link nearest to the chain's end counts: a survivor that was not pulled yet has none. */
static int chain_golden(struct crm_store *st, int64_t system, enum crm_object object, const char *vendor_id,
			struct crm_arena *arena, int64_t *golden, struct crm_error *err)
{
	struct step_ctx step = {.arena = arena};
	int rc = CRM_OK;
	for (int i = 0; rc == CRM_OK && vendor_id && i < MAX_MERGES; i++) {
		step.into = NULL;
		rc = store_each(st, SQL_LINK_STEP,
				STORE_ARGS(STORE_INT(system), STORE_INT(object), STORE_TEXT(vendor_id)), step_row,
				&step, err);
		vendor_id = step.into;
	}
	*golden = step.golden;
	return rc;
}

int crm_store_golden_of(struct crm_store *st, int64_t system, enum crm_object object, const char *vendor_id,
			int64_t *golden, struct crm_error *err)
{
	int64_t found = 0;
	struct crm_arena *arena = crm_arena_new();
	if (!arena)
		return store_nomem(err);
	crm_store_enter(st);
	int rc = chain_golden(st, system, object, vendor_id, arena, &found, err);
	if (rc == CRM_OK && found)
		rc = store_golden_survivor(st, found, &found, err);
	crm_store_leave(st);
	crm_arena_free(arena);
	if (rc == CRM_OK)
		*golden = found;
	return rc;
}

int crm_store_vendor_id_of(struct crm_store *st, int64_t golden, int64_t system, struct crm_arena *arena,
			   const char **vendor_id, struct crm_error *err)
{
	int64_t survivor = golden;
	crm_store_enter(st);
	int rc = store_golden_survivor(st, golden, &survivor, err);
	if (rc == CRM_OK)
		rc = store_text(st, SQL_LINK_VENDOR_ID, STORE_ARGS(STORE_INT(survivor), STORE_INT(system)), arena,
				vendor_id, err);
	crm_store_leave(st);
	return rc;
}

/* Counted here rather than by a GROUP BY, which would sort as many rows as there are links. */
static int link_count_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct store_list *list = ctx;
	struct crm_link_count *counts = list->items;
	int64_t system = sqlite3_column_int64(row, 0);
	int object = sqlite3_column_int(row, 1);
	for (size_t i = 0; i < list->n; i++) {
		if (counts[i].system == system && counts[i].object == object) {
			counts[i].n++;
			return CRM_OK;
		}
	}
	struct crm_link_count *count = store_list_add(list);
	if (!count)
		return store_nomem(err);
	*count = (struct crm_link_count){.system = system, .object = object, .n = 1};
	return CRM_OK;
}

int crm_store_link_counts(struct crm_store *st, int64_t run, struct crm_arena *arena, struct crm_link_count **rows,
			  size_t *n, struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_link_count)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_LINK_RUN, STORE_ARGS(STORE_INT(run)), link_count_row, &list, err);
	if (rc == CRM_OK) {
		*rows = list.items;
		*n = list.n;
	}
	crm_store_leave(st);
	return rc;
}

int crm_store_joined(struct crm_store *st, int64_t run, int64_t after, int64_t *ids, size_t max, size_t *n,
		     struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_ids(st, SQL_LINK_JOINED,
			   STORE_ARGS(STORE_INT(run), STORE_INT(after), STORE_INT(store_limit(max))), ids, max, n, err);
	crm_store_leave(st);
	return rc;
}

static int link_kind_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct store_list *list = ctx;
	struct crm_link_kind *kinds = list->items;
	int64_t system = sqlite3_column_int64(row, 0);
	int object = sqlite3_column_int(row, 1);
	bool failed = false;
	for (size_t i = 0; i < list->n; i++) {
		if (kinds[i].system == system && kinds[i].object == object &&
		    store_column_equals(row, 2, kinds[i].matched)) {
			kinds[i].n++;
			return CRM_OK;
		}
	}
	const char *matched = store_column(row, 2, list->arena, &failed);
	struct crm_link_kind *kind = failed ? NULL : store_list_add(list);
	if (!kind)
		return store_nomem(err);
	*kind = (struct crm_link_kind){.system = system, .object = object, .matched = matched, .n = 1};
	return CRM_OK;
}

int crm_store_link_kinds(struct crm_store *st, struct crm_arena *arena, struct crm_link_kind **rows, size_t *n,
			 struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_link_kind)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_LINK_KINDS, NULL, 0, link_kind_row, &list, err);
	if (rc == CRM_OK) {
		*rows = list.items;
		*n = list.n;
	}
	crm_store_leave(st);
	return rc;
}

int crm_store_link_run(struct crm_store *st, int64_t source, int64_t *run, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_number(st, SQL_LINK_RUN_OF, STORE_ARGS(STORE_INT(source)), 0, run, err);
	crm_store_leave(st);
	return rc;
}

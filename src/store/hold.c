/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for a person, and what a person decided. */
#include "config.h"

#include "store_internal.h"

int crm_store_hold_put(struct crm_store *st, const struct crm_hold_row *hold, int64_t run, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_HOLD_PUT,
			   STORE_ARGS(STORE_INT(hold->object), STORE_TEXT(hold->kind), STORE_REF(hold->golden),
				      STORE_REF(hold->system), STORE_TEXT(hold->field), STORE_TEXT(hold->fingerprint),
				      STORE_TEXT(hold->summary), STORE_TEXT(hold->detail), STORE_INT(run)),
			   err);
	crm_store_leave(st);
	return rc;
}

int crm_store_holds_expire(struct crm_store *st, enum crm_object object, int64_t run, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_HOLDS_EXPIRE, STORE_ARGS(STORE_INT(object), STORE_INT(run)), err);
	crm_store_leave(st);
	return rc;
}

static int hold_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct store_list *list = ctx;
	struct crm_hold_row *hold = store_list_add(list);
	bool failed = false;
	if (!hold)
		return store_nomem(err);
	hold->id = sqlite3_column_int64(row, 0);
	hold->object = (enum crm_object)sqlite3_column_int(row, 1);
	hold->kind = store_column(row, 2, list->arena, &failed);
	hold->golden = sqlite3_column_int64(row, 3);
	hold->system = sqlite3_column_int64(row, 4);
	hold->field = store_column(row, 5, list->arena, &failed);
	hold->fingerprint = store_column(row, 6, list->arena, &failed);
	hold->summary = store_column(row, 7, list->arena, &failed);
	hold->detail = store_column(row, 8, list->arena, &failed);
	hold->first_run = sqlite3_column_int64(row, 9);
	hold->last_run = sqlite3_column_int64(row, 10);
	return failed ? store_nomem(err) : CRM_OK;
}

int crm_store_holds(struct crm_store *st, int64_t after, size_t max, struct crm_arena *arena,
		    struct crm_hold_row **rows, size_t *n, struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_hold_row)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_HOLD_LIST, STORE_ARGS(STORE_INT(after), STORE_INT(store_limit(max))), hold_row,
			    &list, err);
	if (rc == CRM_OK) {
		*rows = list.items;
		*n = list.n;
	}
	crm_store_leave(st);
	return rc;
}

int crm_store_holds_unput(struct crm_store *st, enum crm_object object, const char *kind, int64_t run,
			  struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_HOLDS_UNPUT, STORE_ARGS(STORE_INT(object), STORE_INT(run), STORE_TEXT(kind)), err);
	crm_store_leave(st);
	return rc;
}

int crm_store_hold_count(struct crm_store *st, int64_t *n, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_number(st, SQL_HOLD_COUNT, NULL, 0, 0, n, err);
	crm_store_leave(st);
	return rc;
}

int crm_store_decision_set(struct crm_store *st, const char *kind, enum crm_object object, const char *subject,
			   const char *value, int64_t run, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = value ? store_run(st, SQL_DECISION_SET,
				   STORE_ARGS(STORE_TEXT(kind), STORE_INT(object), STORE_TEXT(subject),
					      STORE_TEXT(value), STORE_INT(run)),
				   err)
		       : store_run(st, SQL_DECISION_REMOVE,
				   STORE_ARGS(STORE_TEXT(kind), STORE_INT(object), STORE_TEXT(subject)), err);
	crm_store_leave(st);
	return rc;
}

int crm_store_decision_get(struct crm_store *st, const char *kind, enum crm_object object, const char *subject,
			   struct crm_arena *arena, const char **value, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_text(st, SQL_DECISION_GET, STORE_ARGS(STORE_TEXT(kind), STORE_INT(object), STORE_TEXT(subject)),
			    arena, value, err);
	crm_store_leave(st);
	return rc;
}

static int decision_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct store_list *list = ctx;
	struct crm_decision_row *decision = store_list_add(list);
	bool failed = !decision;
	if (decision) {
		decision->subject = store_column(row, 0, list->arena, &failed);
		decision->value = store_column(row, 1, list->arena, &failed);
		decision->run = sqlite3_column_int64(row, 2);
	}
	return failed ? store_nomem(err) : CRM_OK;
}

int crm_store_decisions(struct crm_store *st, const char *kind, enum crm_object object, struct crm_arena *arena,
			struct crm_decision_row **rows, size_t *n, struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_decision_row)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_DECISION_LIST, STORE_ARGS(STORE_TEXT(kind), STORE_INT(object)), decision_row, &list,
			    err);
	if (rc == CRM_OK) {
		*rows = list.items;
		*n = list.n;
	}
	crm_store_leave(st);
	return rc;
}

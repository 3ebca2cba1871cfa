/* SPDX-License-Identifier: Apache-2.0 */
/* Payloads that a vendor refused: not sent again until they change. */
#include "config.h"

#include "store_internal.h"

int crm_store_refusal_set(struct crm_store *st, int64_t golden, int64_t system, int kind, int64_t payload_hash,
			  const char *code, const char *message, int64_t run, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_REFUSAL_SET,
			   STORE_ARGS(STORE_INT(golden), STORE_INT(system), STORE_INT(kind), STORE_INT(payload_hash),
				      STORE_TEXT(code), STORE_TEXT(message), STORE_INT(run)),
			   err);
	crm_store_leave(st);
	return rc;
}

int crm_store_refusal_get(struct crm_store *st, int64_t golden, int64_t system, int kind, int64_t payload_hash,
			  struct crm_arena *arena, const char **message, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_text(st, SQL_REFUSAL_GET,
			    STORE_ARGS(STORE_INT(golden), STORE_INT(system), STORE_INT(kind), STORE_INT(payload_hash)),
			    arena, message, err);
	crm_store_leave(st);
	return rc;
}

int crm_store_refusal_clear(struct crm_store *st, int64_t golden, int64_t system, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = golden ? store_run(st, SQL_REFUSAL_CLEAR, STORE_ARGS(STORE_INT(golden), STORE_INT(system)), err)
			: store_run(st, SQL_REFUSAL_CLEAR_ALL, STORE_ARGS(STORE_INT(system)), err);
	crm_store_leave(st);
	return rc;
}

static int refusal_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct store_list *list = ctx;
	struct crm_refusal_row *refusal = store_list_add(list);
	bool failed = !refusal;
	if (refusal) {
		refusal->system = sqlite3_column_int64(row, 0);
		refusal->kind = sqlite3_column_int(row, 1);
		refusal->code = store_column(row, 2, list->arena, &failed);
		refusal->message = store_column(row, 3, list->arena, &failed);
		refusal->run = sqlite3_column_int64(row, 4);
	}
	return failed ? store_nomem(err) : CRM_OK;
}

int crm_store_refusals_of(struct crm_store *st, int64_t golden, struct crm_arena *arena, struct crm_refusal_row **rows,
			  size_t *n, struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_refusal_row)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_REFUSALS_OF, STORE_ARGS(STORE_INT(golden)), refusal_row, &list, err);
	crm_store_leave(st);
	if (rc == CRM_OK) {
		*rows = list.items;
		*n = list.n;
	}
	return rc;
}

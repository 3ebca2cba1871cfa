/* SPDX-License-Identifier: Apache-2.0 */
/* The log of runs. */
#include "config.h"

#include "store_internal.h"

int crm_store_run_start(struct crm_store *st, const char *command, int64_t now_ms, int64_t *run, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_RUN_START, STORE_ARGS(STORE_TEXT(command), STORE_INT(now_ms)), err);
	if (rc == CRM_OK)
		*run = sqlite3_last_insert_rowid(st->db);
	crm_store_leave(st);
	return rc;
}

int crm_store_run_finish(struct crm_store *st, int64_t run, int64_t now_ms, int exit_code, const char *status,
			 const char *summary, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_RUN_FINISH,
			   STORE_ARGS(STORE_INT(run), STORE_INT(now_ms), STORE_INT(exit_code), STORE_TEXT(status),
				      STORE_TEXT(summary)),
			   err);
	if (rc == CRM_OK && store_changes(st) == 0)
		rc = crm_error_set(err, CRM_E_NOT_FOUND, "store '%s' has no run %lld", st->path, (long long)run);
	crm_store_leave(st);
	return rc;
}

static int run_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct store_list *list = ctx;
	struct crm_run_row *run = store_list_add(list);
	bool failed = !run;
	if (run) {
		run->id = sqlite3_column_int64(row, 0);
		run->started = sqlite3_column_int64(row, 1);
		run->finished = sqlite3_column_int64(row, 2);
		run->exit_code = sqlite3_column_int(row, 3);
		run->command = store_column(row, 4, list->arena, &failed);
		run->status = store_column(row, 5, list->arena, &failed);
		run->summary = store_column(row, 6, list->arena, &failed);
	}
	return failed ? store_nomem(err) : CRM_OK;
}

int crm_store_runs(struct crm_store *st, size_t max, struct crm_arena *arena, struct crm_run_row **rows, size_t *n,
		   struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_run_row)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_RUN_LIST, STORE_ARGS(STORE_INT(store_limit(max))), run_row, &list, err);
	if (rc == CRM_OK) {
		*rows = list.items;
		*n = list.n;
	}
	crm_store_leave(st);
	return rc;
}

int crm_store_run(struct crm_store *st, int64_t id, struct crm_arena *arena, struct crm_run_row *out, bool *found,
		  struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_run_row)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_RUN_GET, STORE_ARGS(STORE_INT(id)), run_row, &list, err);
	crm_store_leave(st);
	*found = rc == CRM_OK && list.n > 0;
	if (*found)
		*out = *(const struct crm_run_row *)list.items;
	return rc;
}

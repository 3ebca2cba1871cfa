/* SPDX-License-Identifier: Apache-2.0 */
/* Looking inside: query plans of the store's own statements, and SQL text for tests. */
#include "config.h"

#include "store_internal.h"

static int plan_row(void *ctx, int n, char **values, char **names)
{
	struct crm_buf *plan = ctx;
	(void)names;
	if (n >= 4 && values[3])
		crm_buf_printf(plan, "%s\n", values[3]);
	return plan->failed;
}

int store_statement_plan(struct crm_store *st, size_t statement, struct crm_buf *plan, struct crm_error *err)
{
	struct crm_buf sql;
	crm_buf_init(&sql, 1 << 16);
	crm_buf_printf(&sql, "EXPLAIN QUERY PLAN %s", store_statement_sql((enum store_statement)statement));
	int rc = sql.failed ? SQLITE_NOMEM : sqlite3_exec(st->db, sql.ptr, plan_row, plan, NULL);
	crm_buf_free(&sql);
	return rc == SQLITE_OK ? CRM_OK : store_fail(st, rc, "explain a statement for", err);
}

int store_execute(struct crm_store *st, const char *sql, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_sql(st, sql, "run SQL on", err);
	crm_store_leave(st);
	return rc;
}

int store_lookup(struct crm_store *st, const char *sql, struct crm_arena *arena, const char **out,
		 struct crm_error *err)
{
	sqlite3_stmt *stmt = NULL;
	const char *found = NULL;
	crm_store_enter(st);
	int rc = sqlite3_prepare_v2(st->db, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(stmt, 0);
		found = crm_arena_strdup(arena, text ? text : "");
	}
	int done = rc == SQLITE_ROW || rc == SQLITE_DONE ? CRM_OK : store_fail(st, rc, "run SQL on", err);
	if (rc == SQLITE_ROW && !found)
		done = store_nomem(err);
	sqlite3_finalize(stmt);
	if (done == CRM_OK)
		*out = found;
	crm_store_leave(st);
	return done;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Prepared statements: cached per handle, bound by number, always reset. */
#include "config.h"

#include <string.h>

#include "store_internal.h"

#define STORE_STATEMENT_TEXT(name, sql) [SQL_##name] = {#name, sql},
static const struct {
	const char *name, *sql;
} statement_table[] = {STORE_STATEMENT_TABLE(STORE_STATEMENT_TEXT)};

size_t store_statement_count(void)
{
	return SQL_STATEMENTS;
}

const char *store_statement_name(size_t statement)
{
	return statement < SQL_STATEMENTS ? statement_table[statement].name : NULL;
}

const char *store_statement_sql(enum store_statement statement)
{
	return statement_table[statement].sql;
}

void store_forget_statements(struct crm_store *st)
{
	for (size_t i = 0; i < SQL_STATEMENTS; i++) {
		sqlite3_finalize(st->cached[i]);
		st->cached[i] = NULL;
	}
}

static int statement_take(struct crm_store *st, enum store_statement statement, sqlite3_stmt **out,
			  struct crm_error *err)
{
	if (st->doomed && statement != SQL_ROLLBACK)
		return crm_error_set(err, st->doomed, "the transaction on '%s' was rolled back by an earlier error",
				     st->path);
	if (!st->cached[statement]) {
		int rc = sqlite3_prepare_v3(st->db, statement_table[statement].sql, -1, SQLITE_PREPARE_PERSISTENT,
					    &st->cached[statement], NULL);
		if (rc != SQLITE_OK)
			return store_fail(st, rc, "read", err);
	}
	*out = st->cached[statement];
	return CRM_OK;
}

static int bind_one(sqlite3_stmt *stmt, int at, const struct store_arg *arg)
{
	switch (arg->type) {
	case STORE_ARG_INT:
		return sqlite3_bind_int64(stmt, at, arg->number);
	case STORE_ARG_REF:
		return arg->number ? sqlite3_bind_int64(stmt, at, arg->number) : sqlite3_bind_null(stmt, at);
	case STORE_ARG_TEXT:
		return sqlite3_bind_text64(stmt, at, arg->text, arg->text ? strlen(arg->text) : 0, SQLITE_STATIC,
					   SQLITE_UTF8);
	}
	return SQLITE_MISUSE;
}

static int statement_bind(struct crm_store *st, sqlite3_stmt *stmt, const struct store_arg *args, size_t n,
			  struct crm_error *err)
{
	for (size_t i = 0; i < n; i++) {
		int rc = bind_one(stmt, (int)i + 1, &args[i]);
		if (rc != SQLITE_OK)
			return store_fail(st, rc, "prepare a statement for", err);
	}
	return CRM_OK;
}

static const char *statement_doing(sqlite3_stmt *stmt)
{
	return sqlite3_stmt_readonly(stmt) ? "read" : "write";
}

static int statement_step(struct crm_store *st, sqlite3_stmt *stmt, store_row *row, void *ctx, struct crm_error *err)
{
	for (;;) {
		int rc = sqlite3_step(stmt);
		if (rc == SQLITE_DONE)
			return CRM_OK;
		if (rc != SQLITE_ROW)
			return store_fail(st, rc, statement_doing(stmt), err);
		rc = row ? row(stmt, ctx, err) : CRM_OK;
		if (rc != CRM_OK)
			return rc == STORE_STOP ? CRM_OK : rc;
	}
}

int store_each(struct crm_store *st, enum store_statement statement, const struct store_arg *args, size_t n,
	       store_row *row, void *ctx, struct crm_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = statement_take(st, statement, &stmt, err);
	if (rc < 0)
		return rc;
	rc = statement_bind(st, stmt, args, n, err);
	if (rc == CRM_OK)
		rc = statement_step(st, stmt, row, ctx, err);
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return rc;
}

int store_run(struct crm_store *st, enum store_statement statement, const struct store_arg *args, size_t n,
	      struct crm_error *err)
{
	return store_each(st, statement, args, n, NULL, NULL, err);
}

int64_t store_changes(const struct crm_store *st)
{
	return sqlite3_changes64(st->db);
}

int64_t store_limit(size_t max)
{
	return max > INT64_MAX ? INT64_MAX : (int64_t)max;
}

bool store_column_equals(sqlite3_stmt *row, int column, const char *text)
{
	const char *have = (const char *)sqlite3_column_text(row, column);
	return have && text ? !strcmp(have, text) : !have && !text;
}

const char *store_column(sqlite3_stmt *row, int column, struct crm_arena *arena, bool *failed)
{
	if (sqlite3_column_type(row, column) == SQLITE_NULL)
		return NULL;
	const char *text = (const char *)sqlite3_column_text(row, column);
	const char *copy = text ? crm_arena_strndup(arena, text, (size_t)sqlite3_column_bytes(row, column)) : NULL;
	if (!copy)
		*failed = true;
	return copy;
}

static int number_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	(void)err;
	if (sqlite3_column_type(row, 0) != SQLITE_NULL)
		*(int64_t *)ctx = sqlite3_column_int64(row, 0);
	return STORE_STOP;
}

int store_number(struct crm_store *st, enum store_statement statement, const struct store_arg *args, size_t n,
		 int64_t none, int64_t *out, struct crm_error *err)
{
	int64_t found = none;
	int rc = store_each(st, statement, args, n, number_row, &found, err);
	if (rc == CRM_OK)
		*out = found;
	return rc;
}

struct text_ctx {
	struct crm_arena *arena;
	const char *text;
};

static int text_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct text_ctx *c = ctx;
	bool failed = false;
	c->text = store_column(row, 0, c->arena, &failed);
	return failed ? store_nomem(err) : STORE_STOP;
}

int store_text(struct crm_store *st, enum store_statement statement, const struct store_arg *args, size_t n,
	       struct crm_arena *arena, const char **out, struct crm_error *err)
{
	struct text_ctx ctx = {arena, NULL};
	int rc = store_each(st, statement, args, n, text_row, &ctx, err);
	if (rc == CRM_OK)
		*out = ctx.text;
	return rc;
}

struct ids_ctx {
	int64_t *ids;
	size_t max, n;
};

static int ids_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct ids_ctx *c = ctx;
	(void)err;
	if (c->n == c->max)
		return STORE_STOP;
	c->ids[c->n++] = sqlite3_column_int64(row, 0);
	return CRM_OK;
}

int store_ids(struct crm_store *st, enum store_statement statement, const struct store_arg *args, size_t n,
	      int64_t *ids, size_t max, size_t *count, struct crm_error *err)
{
	struct ids_ctx ctx = {ids, max, 0};
	int rc = store_each(st, statement, args, n, ids_row, &ctx, err);
	if (rc == CRM_OK)
		*count = ctx.n;
	return rc;
}

void *store_list_add(struct store_list *list)
{
	if (list->n == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : 8;
		void *items = crm_arena_calloc(list->arena, cap, list->size);
		if (!items)
			return NULL;
		if (list->n)
			memcpy(items, list->items, list->n * list->size);
		list->items = items;
		list->cap = cap;
	}
	return (char *)list->items + list->n++ * list->size;
}

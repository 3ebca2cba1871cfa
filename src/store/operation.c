/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox: operations as planned, sent, answered. */
#include "config.h"

#include <stdlib.h>

#include "store_internal.h"

const char *crm_op_state_name(enum crm_op_state state)
{
	static const char *const names[] = {"planned",  "sent",   "acknowledged", "verified",
					    "in_doubt", "failed", "held",         "skipped"};
	return (size_t)state < sizeof(names) / sizeof(*names) ? names[state] : "?";
}

static int add_row(struct crm_store *st, const struct crm_op_row *op, int64_t *id, struct crm_error *err)
{
	int rc = store_run(st, SQL_OP_ADD,
			   STORE_ARGS(STORE_INT(op->run), STORE_INT(op->system), STORE_INT(op->phase),
				      STORE_INT(op->kind), STORE_INT(op->object), STORE_REF(op->golden),
				      STORE_REF(op->source), STORE_TEXT(op->vendor_id), STORE_TEXT(op->record_kind),
				      STORE_TEXT(op->payload), STORE_TEXT(op->changes), STORE_TEXT(op->settle),
				      STORE_INT(op->payload_hash), STORE_INT(op->state), STORE_INT(op->attempts),
				      STORE_INT(op->sent_at), STORE_TEXT(op->code), STORE_TEXT(op->message)),
			   err);
	if (rc == CRM_OK)
		*id = sqlite3_last_insert_rowid(st->db);
	return rc;
}

int crm_store_op_add(struct crm_store *st, const struct crm_op_row *op, int64_t *id, struct crm_error *err)
{
	int64_t made = 0;
	int rc = store_unit_begin(st, err);
	if (rc < 0)
		return rc;
	rc = add_row(st, op, &made, err);
	if (rc == CRM_OK && op->before)
		rc = store_run(st, SQL_IMAGE_BEFORE, STORE_ARGS(STORE_INT(made), STORE_TEXT(op->before)), err);
	if (rc == CRM_OK && op->undoes)
		rc = crm_store_take_back(st, made, op->undoes, err);
	rc = store_unit_end(st, rc, err);
	if (rc == CRM_OK && id)
		*id = made;
	return rc;
}

static int operation_set_state(struct crm_store *st, int64_t id, enum crm_op_state state, int64_t now_ms,
			       struct crm_error *err)
{
	int rc = state == CRM_OPS_SENT ? store_run(st, SQL_OP_SENT,
						   STORE_ARGS(STORE_INT(id), STORE_INT(state), STORE_INT(now_ms)), err)
				       : store_run(st, SQL_OP_STATE, STORE_ARGS(STORE_INT(id), STORE_INT(state)), err);
	if (rc == CRM_OK && store_changes(st) == 0)
		rc = crm_error_set(err, CRM_E_NOT_FOUND, "store '%s' has no operation %lld", st->path, (long long)id);
	return rc;
}

int crm_store_ops_state(struct crm_store *st, const int64_t *ids, size_t n, enum crm_op_state state, int64_t now_ms,
			struct crm_error *err)
{
	int rc = store_unit_begin(st, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = operation_set_state(st, ids[i], state, now_ms, err);
	return store_unit_end(st, rc, err);
}

int crm_store_op_finish(struct crm_store *st, int64_t id, enum crm_op_state state, int64_t source,
			const char *vendor_id, const char *code, const char *message, int64_t now_ms,
			struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_OP_FINISH,
			   STORE_ARGS(STORE_INT(id), STORE_INT(state), STORE_REF(source), STORE_TEXT(vendor_id),
				      STORE_TEXT(code), STORE_TEXT(message), STORE_INT(now_ms)),
			   err);
	if (rc == CRM_OK && store_changes(st) == 0)
		rc = crm_error_set(err, CRM_E_NOT_FOUND, "store '%s' has no operation %lld", st->path, (long long)id);
	crm_store_leave(st);
	return rc;
}

static int operation_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct store_list *list = ctx;
	struct crm_op_row *op = store_list_add(list);
	bool failed = false;
	if (!op)
		return store_nomem(err);
	op->id = sqlite3_column_int64(row, 0);
	op->run = sqlite3_column_int64(row, 1);
	op->system = sqlite3_column_int64(row, 2);
	op->phase = sqlite3_column_int(row, 3);
	op->kind = sqlite3_column_int(row, 4);
	op->object = (enum crm_object)sqlite3_column_int(row, 5);
	op->golden = sqlite3_column_int64(row, 6);
	op->source = sqlite3_column_int64(row, 7);
	op->vendor_id = store_column(row, 8, list->arena, &failed);
	op->record_kind = store_column(row, 9, list->arena, &failed);
	op->payload = store_column(row, 10, list->arena, &failed);
	op->changes = store_column(row, 11, list->arena, &failed);
	op->settle = store_column(row, 12, list->arena, &failed);
	op->payload_hash = sqlite3_column_int64(row, 13);
	op->state = (enum crm_op_state)sqlite3_column_int(row, 14);
	op->attempts = sqlite3_column_int(row, 15);
	op->sent_at = sqlite3_column_int64(row, 16);
	op->code = store_column(row, 17, list->arena, &failed);
	op->message = store_column(row, 18, list->arena, &failed);
	op->undoes = sqlite3_column_int64(row, 19);
	return failed ? store_nomem(err) : CRM_OK;
}

static enum store_statement operation_statement(const struct crm_op_query *q)
{
	if (q->golden)
		return SQL_OP_OF_GOLDEN;
	if (!q->run)
		return SQL_OP_OF_ANY;
	return q->system && q->phase >= 0 ? SQL_OP_QUEUE : SQL_OP_OF_RUN;
}

int crm_store_ops(struct crm_store *st, const struct crm_op_query *q, struct crm_arena *arena, struct crm_op_row **rows,
		  size_t *n, struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_op_row)};
	crm_store_enter(st);
	const struct store_arg args[] = {
		STORE_INT(q->run),   STORE_INT(q->system), STORE_INT(q->phase),  STORE_INT(q->state),
		STORE_INT(q->after), STORE_INT(q->kind),   STORE_INT(q->object), STORE_INT(store_limit(q->max)),
		STORE_INT(q->golden)};
	int rc = store_each(st, operation_statement(q), args, q->golden ? 9 : 8, operation_row, &list, err);
	if (rc == CRM_OK) {
		*rows = list.items;
		*n = list.n;
	}
	crm_store_leave(st);
	return rc;
}

static int by_id_descending(const void *a, const void *b)
{
	const struct crm_op_row *x = a, *y = b;
	return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

int crm_store_ops_sent(struct crm_store *st, int64_t golden, int64_t system, struct crm_arena *arena,
		       struct crm_op_row **rows, size_t *n, struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_op_row)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_OP_SENT_OF, STORE_ARGS(STORE_INT(golden), STORE_INT(system)), operation_row, &list,
			    err);
	crm_store_leave(st);
	if (rc == CRM_OK && list.n > 1)
		qsort(list.items, list.n, list.size, by_id_descending);
	if (rc == CRM_OK) {
		*rows = list.items;
		*n = list.n;
	}
	return rc;
}

static int by_id_ascending(const void *a, const void *b)
{
	return by_id_descending(b, a);
}

int crm_store_history(struct crm_store *st, int64_t golden, struct crm_arena *arena, struct crm_op_row **rows,
		      size_t *n, struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_op_row)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_OP_HISTORY, STORE_ARGS(STORE_INT(golden)), operation_row, &list, err);
	crm_store_leave(st);
	if (rc == CRM_OK && list.n > 1)
		qsort(list.items, list.n, list.size, by_id_ascending);
	if (rc == CRM_OK) {
		*rows = list.items;
		*n = list.n;
	}
	return rc;
}

static int count_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct crm_op_count *count = store_list_add(ctx);
	if (!count)
		return store_nomem(err);
	count->system = sqlite3_column_int64(row, 0);
	count->object = sqlite3_column_int(row, 1);
	count->kind = sqlite3_column_int(row, 2);
	count->state = (enum crm_op_state)sqlite3_column_int(row, 3);
	count->n = sqlite3_column_int64(row, 4);
	return CRM_OK;
}

int crm_store_op_counts(struct crm_store *st, int64_t run, struct crm_arena *arena, struct crm_op_count **rows,
			size_t *n, struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_op_count)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_OP_COUNTS, STORE_ARGS(STORE_INT(run)), count_row, &list, err);
	if (rc == CRM_OK) {
		*rows = list.items;
		*n = list.n;
	}
	crm_store_leave(st);
	return rc;
}

int crm_store_op_exists(struct crm_store *st, int64_t golden, int64_t system, int kind, unsigned states, bool *out,
			struct crm_error *err)
{
	int64_t hit = 0;
	crm_store_enter(st);
	int rc = store_number(st, SQL_OP_EXISTS,
			      STORE_ARGS(STORE_INT(golden), STORE_INT(system), STORE_INT(kind), STORE_INT(states)), 0,
			      &hit, err);
	crm_store_leave(st);
	if (rc == CRM_OK)
		*out = hit != 0;
	return rc;
}

int crm_store_ops_drop_planned(struct crm_store *st, struct crm_error *err)
{
	int rc = store_unit_begin(st, err);
	if (rc < 0)
		return rc;
	rc = store_run(st, SQL_TAKE_BACK_CUT_SHORT, NULL, 0, err);
	if (rc == CRM_OK)
		rc = store_run(st, SQL_OP_DROP_PLANNED, NULL, 0, err);
	return store_unit_end(st, rc, err);
}

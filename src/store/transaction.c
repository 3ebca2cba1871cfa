/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transactions.  They nest by counting; the outermost one is real.  When an inner level fails, or SQLite rolls back by
 * itself (disk full), the transaction is doomed: every further call and the outermost commit fail with the code of that
 * error, so half of a unit is never kept.
 */
#include "config.h"

#include "store_internal.h"

void crm_store_enter(struct crm_store *st)
{
	pthread_mutex_lock(&st->mutex);
}

void crm_store_leave(struct crm_store *st)
{
	pthread_mutex_unlock(&st->mutex);
}

int crm_store_begin(struct crm_store *st, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = st->depth == 0 ? store_run(st, SQL_BEGIN, NULL, 0, err) : CRM_OK;
	if (rc == CRM_OK && st->doomed)
		rc = crm_error_set(err, st->doomed, "the transaction on '%s' was rolled back by an earlier error",
				   st->path);
	if (rc < 0) {
		crm_store_leave(st);
		return rc;
	}
	st->depth++;
	return CRM_OK;
}

static void undo(struct crm_store *st)
{
	if (!sqlite3_get_autocommit(st->db))
		store_run(st, SQL_ROLLBACK, NULL, 0, NULL);
}

static void end_level(struct crm_store *st)
{
	if (--st->depth == 0)
		st->doomed = 0;
	crm_store_leave(st);
}

int crm_store_commit(struct crm_store *st, struct crm_error *err)
{
	int rc = CRM_OK;
	crm_store_enter(st);
	if (st->depth == 0) {
		crm_store_leave(st);
		return crm_error_set(err, CRM_E_FAIL, "cannot commit to '%s': no transaction is open", st->path);
	}
	if (st->doomed)
		rc = crm_error_set(err, st->doomed,
				   "cannot commit to '%s': the transaction was rolled back by an earlier error",
				   st->path);
	else if (st->depth == 1)
		rc = store_run(st, SQL_COMMIT, NULL, 0, err);
	if (rc < 0)
		undo(st);
	end_level(st);
	crm_store_leave(st);
	return rc;
}

void crm_store_rollback(struct crm_store *st)
{
	crm_store_enter(st);
	if (st->depth > 0) {
		undo(st);
		if (!st->doomed)
			st->doomed = CRM_E_FAIL;
		end_level(st);
	}
	crm_store_leave(st);
}

int store_unit_begin(struct crm_store *st, struct crm_error *err)
{
	return crm_store_begin(st, err);
}

int store_unit_end(struct crm_store *st, int rc, struct crm_error *err)
{
	if (rc >= 0)
		return crm_store_commit(st, err);
	if (!st->doomed && st->depth > 1) {
		undo(st);
		st->doomed = rc;
	}
	crm_store_rollback(st);
	return rc;
}

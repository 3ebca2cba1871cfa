/* SPDX-License-Identifier: Apache-2.0 */
/* What probabilistic matching found: pairs that may be the same, and which records were scored. */
#include "config.h"

#include <stdio.h>

#include "store_internal.h"

int crm_store_live(struct crm_store *st, int64_t system, enum crm_object object, int64_t after, int64_t *ids,
		   size_t max, size_t *n, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_ids(
		st, SQL_SOURCE_LIVE,
		STORE_ARGS(STORE_INT(system), STORE_INT(object), STORE_INT(after), STORE_INT(store_limit(max))), ids,
		max, n, err);
	crm_store_leave(st);
	return rc;
}

/* ---- pairs ---- */

int crm_store_pair_put(struct crm_store *st, enum crm_object object, int64_t source, const struct crm_match_pair *pair,
		       int64_t run, struct crm_error *err)
{
	char weight[40];
	int64_t low = source < pair->other ? source : pair->other, high = source < pair->other ? pair->other : source;
	snprintf(weight, sizeof weight, "%.4f", pair->weight);
	crm_store_enter(st);
	int rc = store_run(st, SQL_PAIR_PUT,
			   STORE_ARGS(STORE_INT(low), STORE_INT(high), STORE_INT(object), STORE_TEXT(weight),
				      STORE_INT(pair->safe), STORE_TEXT(pair->why), STORE_INT(run)),
			   err);
	crm_store_leave(st);
	return rc;
}

static int pair_row(sqlite3_stmt *row, void *ctx, struct crm_error *err)
{
	struct store_list *list = ctx;
	struct crm_match_pair *pair = store_list_add(list);
	bool failed = !pair;
	if (pair) {
		pair->other = sqlite3_column_int64(row, 0);
		pair->weight = sqlite3_column_double(row, 1);
		pair->safe = sqlite3_column_int(row, 2) != 0;
		pair->why = store_column(row, 3, list->arena, &failed);
	}
	return failed ? store_nomem(err) : CRM_OK;
}

int crm_store_pairs_of(struct crm_store *st, int64_t source, struct crm_arena *arena, struct crm_match_pair **rows,
		       size_t *n, struct crm_error *err)
{
	struct store_list list = {.arena = arena, .size = sizeof(struct crm_match_pair)};
	crm_store_enter(st);
	int rc = store_each(st, SQL_PAIRS_OF, STORE_ARGS(STORE_INT(source)), pair_row, &list, err);
	if (rc == CRM_OK) {
		*rows = list.items;
		*n = list.n;
	}
	crm_store_leave(st);
	return rc;
}

static int run_two(struct crm_store *st, enum store_statement first, enum store_statement second, int64_t number,
		   struct crm_error *err)
{
	int rc = store_unit_begin(st, err);
	if (rc < 0)
		return rc;
	rc = store_run(st, first, STORE_ARGS(STORE_INT(number)), err);
	if (rc == CRM_OK)
		rc = store_run(st, second, STORE_ARGS(STORE_INT(number)), err);
	return store_unit_end(st, rc, err);
}

int crm_store_pairs_drop(struct crm_store *st, int64_t source, struct crm_error *err)
{
	return run_two(st, SQL_PAIRS_DROP_LOW, SQL_PAIRS_DROP_HIGH, source, err);
}

/* ---- which were scored ---- */

int crm_store_scored(struct crm_store *st, int64_t source, int64_t hash, bool *out, struct crm_error *err)
{
	int64_t found = 0;
	crm_store_enter(st);
	int rc = store_number(st, SQL_SCORED_IS, STORE_ARGS(STORE_INT(source), STORE_INT(hash)), 0, &found, err);
	crm_store_leave(st);
	*out = found != 0;
	return rc;
}

int crm_store_scored_set(struct crm_store *st, int64_t source, enum crm_object object, int64_t hash,
			 struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_SCORED_SET, STORE_ARGS(STORE_INT(source), STORE_INT(object), STORE_INT(hash)), err);
	crm_store_leave(st);
	return rc;
}

int crm_store_scores_clear(struct crm_store *st, enum crm_object object, struct crm_error *err)
{
	return run_two(st, SQL_PAIRS_CLEAR, SQL_SCORED_CLEAR, (int64_t)object, err);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Finding a query's rows: candidates from an index where there is one, the condition, the order, OFFSET and LIMIT. */
#include <stdlib.h>
#include <string.h>

#include "lifecycle.h"
#include "options.h"
#include "soql.h"
#include "text.h"

struct key {
	const char *text; /* folded comparison unless exact */
	double number;
	int64_t time;
	bool there;
};

struct sorted {
	struct sf_row *row;
	const struct key *keys;
	const struct soql_order *orders;
};

static int run_add(struct face *face, struct soql_rows *rows, size_t *cap, struct sf_row *row)
{
	if (rows->n >= *cap) {
		size_t more = *cap ? *cap * 2 : 64;
		struct sf_row **grown = crm_arena_calloc(face->arena, more, sizeof(*grown));
		if (!grown)
			return CRM_E_NOMEM;
		if (rows->n)
			memcpy(grown, rows->rows, rows->n * sizeof(struct sf_row *));
		rows->rows = grown;
		*cap = more;
	}
	rows->rows[rows->n++] = row;
	return CRM_OK;
}

/* --- semi-joins ------------------------------------------------------------------------------------------ */

static int run_by_hash(const void *a, const void *b)
{
	const struct soql_literal *x = a, *y = b;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

/* Runs the inner SELECTs and puts their ids in place of them. */
static int run_semi_joins(struct face *face, struct soql_condition *condition, struct sf_failure *failure)
{
	if (!condition)
		return CRM_OK;
	if (condition->type != SOQL_COMPARE) {
		int rc = run_semi_joins(face, condition->left, failure);
		return rc == CRM_OK ? run_semi_joins(face, condition->right, failure) : rc;
	}
	if (!condition->semi_join)
		return CRM_OK;
	struct soql_rows rows;
	int rc = soql_run(face, condition->semi_join, false, &rows, failure);
	if (rc != CRM_OK)
		return rc;
	condition->literals = crm_arena_calloc(face->arena, rows.n + 1, sizeof(*condition->literals));
	if (!condition->literals)
		return CRM_E_NOMEM;
	condition->n_literals = 0;
	const struct soql_path *path = &condition->semi_join->items->path;
	struct crm_buf scratch;
	crm_buf_init(&scratch, 4096);
	for (size_t i = 0; i < rows.n; i++) {
		const struct sf_row *row = soql_follow(path, rows.rows[i]);
		const char *id =
			row ? sf_row_text(path->tables[path->n - 1], row, path->columns[path->n - 1], &scratch) : NULL;
		if (id)
			condition->literals[condition->n_literals++] =
				(struct soql_literal){.type = SOQL_TEXT, .text = id, .hash = sf_text_hash(id)};
	}
	crm_buf_free(&scratch);
	qsort(condition->literals, condition->n_literals, sizeof(*condition->literals), run_by_hash);
	return CRM_OK;
}

/* --- candidates ------------------------------------------------------------------------------------------ */

/* A condition that every row must satisfy and that an index (or the id itself) answers. */
static const struct soql_condition *run_indexed(const struct soql_query *query, const struct soql_condition *condition)
{
	if (!condition)
		return NULL;
	if (condition->type == SOQL_AND) {
		const struct soql_condition *left = run_indexed(query, condition->left);
		return left ? left : run_indexed(query, condition->right);
	}
	if (condition->type != SOQL_COMPARE || condition->path.n != 1 || condition->list_has_null)
		return NULL;
	size_t column = condition->path.columns[0];
	bool equal = condition->operator==
		     SOQL_IN ||(condition->operator== SOQL_EQUAL && condition->literals->type == SOQL_TEXT);
	bool by_id = query->table->columns[column].field->source == SF_FROM_ID;
	return equal && (by_id || sf_index_has(query->table, column)) ? condition : NULL;
}

static int run_by_number(const void *a, const void *b)
{
	const struct sf_row *x = *(struct sf_row *const *)a, *y = *(struct sf_row *const *)b;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int run_look_up(struct face *face, const struct soql_query *query, const struct soql_condition *condition,
		       struct soql_rows *rows)
{
	size_t column = condition->path.columns[0], cap = 0;
	bool by_id = query->table->columns[column].field->source == SF_FROM_ID;
	for (size_t i = 0; i < condition->n_literals; i++) {
		const char *text = condition->literals[i].text;
		uint32_t cursor = 0;
		struct sf_row *row =
			by_id ? sf_row_find(query->table, text) : sf_index_next(query->table, column, text, &cursor);
		while (row) {
			int rc = run_add(face, rows, &cap, row);
			if (rc < 0)
				return rc;
			row = by_id ? NULL : sf_index_next(query->table, column, text, &cursor);
		}
	}
	if (rows->n > 1)
		qsort(rows->rows, rows->n, sizeof(struct sf_row *), run_by_number);
	size_t kept = 0;
	for (size_t i = 0; i < rows->n; i++)
		if (kept == 0 || rows->rows[kept - 1] != rows->rows[i])
			rows->rows[kept++] = rows->rows[i];
	rows->n = kept;
	return CRM_OK;
}

static int run_filter(struct face *face, const struct soql_query *query, struct sf_row *const *rows, size_t n,
		      bool deleted, struct soql_rows *out)
{
	size_t cap = 0;
	int rc = CRM_OK;
	struct crm_buf scratch;
	crm_buf_init(&scratch, CRM_BUF_MAX);
	*out = (struct soql_rows){0};
	for (size_t i = 0; i < n && rc == CRM_OK; i++) {
		if (rows[i]->purged || (rows[i]->deleted && !deleted))
			continue;
		if (soql_matches(query->where, rows[i], &scratch))
			rc = run_add(face, out, &cap, rows[i]);
	}
	crm_buf_free(&scratch);
	return rc;
}

/* --- order ----------------------------------------------------------------------------------------------- */

static int run_fill_key(struct face *face, const struct soql_path *path, const struct sf_row *row, struct key *key,
			struct crm_buf *scratch)
{
	const struct sf_table *table = path->tables[path->n - 1];
	size_t column = path->columns[path->n - 1];
	const struct sf_field *field = table->columns[column].field;
	row = soql_follow(path, row);
	*key = (struct key){.there = row != NULL};
	if (!row)
		return CRM_OK;
	if (field->source == SF_FROM_CREATED || field->source == SF_FROM_MODIFIED || field->source == SF_FROM_STAMP) {
		key->time = field->source == SF_FROM_CREATED    ? row->created
			    : field->source == SF_FROM_MODIFIED ? row->modified
								: row->stamp;
		return CRM_OK;
	}
	const char *text = sf_row_text(table, row, column, scratch);
	key->there = text != NULL;
	if (text && sf_type_is_number(field->type))
		key->number = strtod(text, NULL);
	else if (text && text == scratch->ptr)
		text = key->text = crm_arena_strdup(face->arena, text);
	else
		key->text = text;
	return key->there && !text ? CRM_E_NOMEM : CRM_OK;
}

static int run_compare_keys(const struct soql_order *order, const struct key *a, const struct key *b)
{
	if (a->there != b->there)
		return (a->there ? 1 : -1) * (order->nulls_last ? -1 : 1);
	int sign = 0;
	if (a->time != b->time)
		sign = a->time < b->time ? -1 : 1;
	else if (a->number < b->number || a->number > b->number)
		sign = a->number < b->number ? -1 : 1;
	else if (a->text && b->text) {
		const struct soql_path *path = &order->path;
		enum sf_type type = path->tables[path->n - 1]->columns[path->columns[path->n - 1]].field->type;
		sign = type == SF_ID || type == SF_REFERENCE ? strcmp(a->text, b->text)
							     : sf_text_compare(a->text, b->text);
	}
	return order->descending ? -sign : sign;
}

static int run_compare(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	size_t i = 0;
	for (const struct soql_order *order = x->orders; order; order = order->next, i++) {
		int sign = run_compare_keys(order, &x->keys[i], &y->keys[i]);
		if (sign)
			return sign;
	}
	return x->row->number < y->row->number ? -1 : x->row->number > y->row->number;
}

static int run_sort(struct face *face, const struct soql_query *query, struct soql_rows *rows)
{
	size_t n_keys = 0;
	for (const struct soql_order *order = query->orders; order; order = order->next)
		n_keys++;
	struct sorted *sorted = crm_arena_calloc(face->arena, rows->n + 1, sizeof(*sorted));
	struct key *keys = crm_arena_calloc(face->arena, rows->n * n_keys + 1, sizeof(*keys));
	if (!sorted || !keys)
		return CRM_E_NOMEM;
	struct crm_buf scratch;
	crm_buf_init(&scratch, CRM_BUF_MAX);
	int rc = CRM_OK;
	for (size_t i = 0; i < rows->n && rc == CRM_OK; i++) {
		struct key *mine = keys + i * n_keys;
		sorted[i] = (struct sorted){.row = rows->rows[i], .keys = mine, .orders = query->orders};
		for (const struct soql_order *order = query->orders; order && rc == CRM_OK; order = order->next)
			rc = run_fill_key(face, &order->path, rows->rows[i], mine++, &scratch);
	}
	crm_buf_free(&scratch);
	if (rc < 0)
		return rc;
	qsort(sorted, rows->n, sizeof(*sorted), run_compare);
	for (size_t i = 0; i < rows->n; i++)
		rows->rows[i] = sorted[i].row;
	return CRM_OK;
}

/* Without ORDER BY the vendor promises nothing; the option "list_order" makes use of that. */
static void run_disorder(struct face *face, struct soql_rows *rows)
{
	const char *how = sf_option_text(face, "list_order");
	if (!how || rows->n < 2)
		return;
	if (strcmp(how, "reverse") == 0) {
		for (size_t i = 0; i < rows->n / 2; i++) {
			struct sf_row *swap = rows->rows[i];
			rows->rows[i] = rows->rows[rows->n - 1 - i];
			rows->rows[rows->n - 1 - i] = swap;
		}
	} else if (strcmp(how, "random") == 0) {
		for (size_t i = rows->n - 1; i > 0; i--) {
			size_t j = (size_t)(face_random(face->host) % (i + 1));
			struct sf_row *swap = rows->rows[i];
			rows->rows[i] = rows->rows[j];
			rows->rows[j] = swap;
		}
	}
}

static int run_finish(struct face *face, const struct soql_query *query, struct soql_rows *out)
{
	if (query->orders && !query->counts_only) {
		int rc = run_sort(face, query, out);
		if (rc < 0)
			return rc;
	} else if (!query->orders) {
		run_disorder(face, out);
	}
	if (query->aggregates && !query->counts_only)
		return CRM_OK;
	size_t skip = (size_t)query->offset < out->n ? (size_t)query->offset : out->n;
	if (skip)
		out->rows += skip;
	out->n -= skip;
	if (query->has_limit && (uint64_t)query->limit < out->n)
		out->n = (size_t)query->limit;
	return CRM_OK;
}

int soql_run(struct face *face, struct soql_query *query, bool deleted, struct soql_rows *out,
	     struct sf_failure *failure)
{
	int rc = run_semi_joins(face, query->where, failure);
	if (rc != CRM_OK)
		return rc;
	struct sf_row *const *rows = query->table->rows;
	size_t n = query->table->n_rows;
	const struct soql_condition *indexed = run_indexed(query, query->where);
	if (indexed) {
		struct soql_rows candidates = {0};
		rc = run_look_up(face, query, indexed, &candidates);
		rows = candidates.rows;
		n = candidates.n;
	}
	if (rc == CRM_OK)
		rc = run_filter(face, query, rows, n, deleted, out);
	return rc == CRM_OK ? run_finish(face, query, out) : rc;
}

int soql_run_children(struct face *face, struct soql_query *query, const struct sf_row *parent, bool deleted,
		      struct soql_rows *out)
{
	struct sf_row **rows;
	size_t n;
	int rc = sf_children_of(face, query->relationship, parent->id, deleted, &rows, &n);
	if (rc == CRM_OK)
		rc = run_filter(face, query, rows, n, deleted, out);
	return rc == CRM_OK ? run_finish(face, query, out) : rc;
}

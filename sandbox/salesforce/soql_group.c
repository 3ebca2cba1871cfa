/* SPDX-License-Identifier: Apache-2.0 */
/* Aggregate queries. */
#include "soql_group.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crmsync/decimal.h>

#include "text.h"
#include "value.h"

#define MAX_GROUPS 2000

struct group {
	uint64_t hash;
	const struct sf_row **rows;
	size_t n_rows, cap_rows;
};

struct grouping {
	const struct sf_call *call;
	const struct soql_query *query;
	struct group *groups;
	size_t n;
	struct crm_buf scratch;
};

static const char *group_text(struct grouping *g, const struct soql_path *path, const struct sf_row *row)
{
	row = soql_follow(path, row);
	return row ? sf_row_text(path->tables[path->n - 1], row, path->columns[path->n - 1], &g->scratch) : NULL;
}

static enum sf_type group_type(const struct soql_path *path)
{
	return path->tables[path->n - 1]->columns[path->columns[path->n - 1]].field->type;
}

static uint64_t group_hash(struct grouping *g, const struct sf_row *row)
{
	uint64_t hash = 1;
	for (const struct soql_item *item = g->query->groups; item; item = item->next) {
		const char *text = group_text(g, &item->path, row);
		hash = hash * UINT64_C(0x9e3779b97f4a7c15) + (text ? sf_text_hash(text) : 0);
	}
	return hash;
}

static int group_add(struct grouping *g, const struct sf_row *row, uint64_t hash)
{
	struct group *group = NULL;
	for (size_t i = 0; i < g->n && !group; i++)
		if (g->groups[i].hash == hash)
			group = &g->groups[i];
	if (!group) {
		if (g->n >= MAX_GROUPS)
			return CRM_E_FAIL;
		group = &g->groups[g->n++];
		group->hash = hash;
	}
	if (!row)
		return CRM_OK;
	if (group->n_rows >= group->cap_rows) {
		size_t cap = group->cap_rows ? group->cap_rows * 2 : 16;
		const struct sf_row **rows = crm_arena_calloc(g->call->face->arena, cap, sizeof(*rows));
		if (!rows)
			return CRM_E_NOMEM;
		if (group->n_rows)
			memcpy(rows, group->rows, group->n_rows * sizeof(const struct sf_row *));
		group->rows = rows;
		group->cap_rows = cap;
	}
	group->rows[group->n_rows++] = row;
	return CRM_OK;
}

/* --- functions ------------------------------------------------------------------------------------------- */

static int64_t group_count_distinct(struct grouping *g, const struct group *group, const struct soql_path *path)
{
	int64_t n = 0;
	uint64_t *seen = crm_arena_calloc(g->call->face->arena, group->n_rows + 1, sizeof(*seen));
	for (size_t i = 0; seen && i < group->n_rows; i++) {
		const char *text = group_text(g, path, group->rows[i]);
		uint64_t hash = text ? sf_text_hash(text) : 0;
		bool known = !text;
		for (int64_t k = 0; k < n && !known; k++)
			known = seen[k] == hash;
		if (!known)
			seen[n++] = hash;
	}
	return n;
}

static int64_t group_count(struct grouping *g, const struct group *group, const struct soql_path *path)
{
	int64_t n = 0;
	for (size_t i = 0; i < group->n_rows; i++)
		n += !path->text || group_text(g, path, group->rows[i]) != NULL;
	return n;
}

static void group_write_sum(struct grouping *g, struct crm_json_writer *w, const struct group *group,
			    const struct soql_item *item)
{
	double sum = 0;
	int64_t n = 0;
	for (size_t i = 0; i < group->n_rows; i++) {
		const char *text = group_text(g, &item->path, group->rows[i]);
		if (!text)
			continue;
		sum += strtod(text, NULL);
		n++;
	}
	if (n == 0) {
		crm_jw_null(w);
		return;
	}
	char number[400];
	(void)snprintf(number, sizeof(number), "%.17g", strcmp(item->function, "AVG") == 0 ? sum / (double)n : sum);
	sf_value_write_text(w, SF_DOUBLE, number);
}

static void group_write_extreme(struct grouping *g, struct crm_json_writer *w, const struct group *group,
				const struct soql_item *item)
{
	bool largest = strcmp(item->function, "MAX") == 0;
	enum sf_type type = group_type(&item->path);
	struct crm_buf best;
	crm_buf_init(&best, CRM_BUF_MAX);
	bool any = false;
	for (size_t i = 0; i < group->n_rows; i++) {
		const char *text = group_text(g, &item->path, group->rows[i]);
		if (!text)
			continue;
		int order;
		if (sf_type_is_number(type)) {
			double a = strtod(text, NULL), b = any ? strtod(best.ptr, NULL) : 0;
			order = a < b ? -1 : a > b;
		} else {
			order = sf_text_compare(text, best.ptr);
		}
		if (any && (largest ? order <= 0 : order >= 0))
			continue;
		any = true;
		crm_buf_reset(&best);
		crm_buf_str(&best, text);
	}
	if (any)
		sf_value_write_text(w, type, best.ptr);
	else
		crm_jw_null(w);
	crm_buf_free(&best);
}

static void group_write_item(struct grouping *g, struct crm_json_writer *w, const struct group *group,
			     const struct soql_item *item)
{
	if (item->type == SOQL_FIELD) {
		const char *text = group->n_rows ? group_text(g, &item->path, group->rows[0]) : NULL;
		if (text)
			sf_value_write_text(w, group_type(&item->path), text);
		else
			crm_jw_null(w);
	} else if (strcmp(item->function, "COUNT") == 0) {
		crm_jw_int(w, group_count(g, group, &item->path));
	} else if (strcmp(item->function, "COUNT_DISTINCT") == 0) {
		crm_jw_int(w, group_count_distinct(g, group, &item->path));
	} else if (item->function[0] == 'M') {
		group_write_extreme(g, w, group, item);
	} else {
		group_write_sum(g, w, group, item);
	}
}

static void group_write_record(struct grouping *g, struct crm_json_writer *w, const struct group *group)
{
	unsigned expression = 0;
	crm_jw_object(w);
	crm_jw_key(w, "attributes");
	crm_jw_object(w);
	crm_jw_field(w, "type", "AggregateResult");
	crm_jw_end_object(w);
	for (const struct soql_item *item = g->query->items; item; item = item->next) {
		char name[32];
		(void)snprintf(name, sizeof(name), "expr%u", expression);
		if (item->alias) {
			crm_jw_key(w, item->alias);
		} else if (item->type == SOQL_AGGREGATE) {
			crm_jw_key(w, name);
			expression++;
		} else {
			const struct soql_path *path = &item->path;
			crm_jw_key(w, path->tables[path->n - 1]->columns[path->columns[path->n - 1]].field->name);
		}
		group_write_item(g, w, group, item);
	}
	crm_jw_end_object(w);
}

/* Groups come in the order of their first rows, which ORDER BY on the grouped fields has put in order. */
static int group_answer(struct grouping *g)
{
	const struct soql_query *query = g->query;
	size_t from = (size_t)query->offset < g->n ? (size_t)query->offset : g->n;
	size_t to = query->has_limit && (uint64_t)query->limit < g->n - from ? from + (size_t)query->limit : g->n;
	struct crm_json_writer w;
	crm_jw_init(&w, &g->call->resp->body);
	crm_jw_object(&w);
	crm_jw_field_int(&w, "totalSize", (int64_t)(to - from));
	crm_jw_field_bool(&w, "done", true);
	crm_jw_key(&w, "records");
	crm_jw_array(&w);
	for (size_t i = from; i < to; i++)
		group_write_record(g, &w, &g->groups[i]);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	g->call->resp->status = 200;
	g->call->resp->records += (unsigned)(to - from);
	return CRM_OK;
}

int soql_answer_groups(const struct sf_call *call, const struct soql_query *query, const struct soql_rows *rows,
		       struct sf_failure *failure)
{
	struct grouping g = {.call = call, .query = query};
	g.groups = crm_arena_calloc(call->face->arena, MAX_GROUPS, sizeof(*g.groups));
	if (!g.groups)
		return CRM_E_NOMEM;
	crm_buf_init(&g.scratch, CRM_BUF_MAX);
	int rc = query->groups ? CRM_OK : group_add(&g, NULL, 1);
	for (size_t i = 0; i < rows->n && rc == CRM_OK; i++)
		rc = group_add(&g, rows->rows[i], query->groups ? group_hash(&g, rows->rows[i]) : 1);
	if (rc == CRM_E_FAIL)
		rc = sf_refuse(call->face, failure, "EXCEEDED_ID_LIMIT",
			       "Aggregate query has too many rows for direct assignment, "
			       "use FOR loop");
	if (rc == CRM_OK)
		rc = group_answer(&g);
	crm_buf_free(&g.scratch);
	return rc;
}

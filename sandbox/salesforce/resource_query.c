/* SPDX-License-Identifier: Apache-2.0 */
/* query, queryAll and their further pages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "resources.h"
#include "soql.h"
#include "soql_group.h"
#include "value.h"

#define PAGE_SIZE       2000
#define MAX_LOCATORS    10 /* open cursors of one user; a further one closes the oldest */
#define LOCATOR_LIFE_MS (15 * 60 * 1000)
#define MAX_STATEMENT   100000

/* The snapshot of a query whose answer has several pages: which records, not what is in them. */
struct sf_locator {
	struct sf_locator *next;
	char id[SF_ID_SIZE];
	struct crm_arena *arena; /* of the tree */
	struct soql_query *query;
	struct sf_row **rows;
	size_t n_rows;
	size_t page;
	bool deleted, tooling;
	int64_t used;
};

static void locator_free(struct sf_locator *locator)
{
	crm_arena_free(locator->arena);
	crm_free(locator->rows);
	crm_free(locator);
}

void sf_locators_free(struct face *face)
{
	while (face->locators) {
		struct sf_locator *next = face->locators->next;
		locator_free(face->locators);
		face->locators = next;
	}
}

static void locator_drop_old(struct face *face)
{
	int64_t life = sf_option_int(face, "locator_ttl_s", LOCATOR_LIFE_MS / 1000) * 1000;
	size_t n = 0;
	for (struct sf_locator **link = &face->locators; *link;) {
		struct sf_locator *locator = *link;
		if (n < MAX_LOCATORS && sf_now(face) - locator->used <= life) {
			n++;
			link = &locator->next;
			continue;
		}
		*link = locator->next;
		locator_free(locator);
	}
}

static size_t query_page_size(const struct sf_call *call)
{
	int64_t page = sf_option_int(call->face, "page_size", 0);
	if (page > 0)
		return (size_t)page;
	const char *options = sf_call_header(call, "Sforce-Query-Options");
	const char *size = options ? strstr(options, "batchSize=") : NULL;
	long wanted = size ? strtol(size + strlen("batchSize="), NULL, 10) : PAGE_SIZE;
	if (wanted < 200)
		return 200;
	return wanted > PAGE_SIZE ? PAGE_SIZE : (size_t)wanted;
}

/* --- records --------------------------------------------------------------------------------------------- */

static int query_write_record(const struct sf_call *call, struct crm_json_writer *w, const struct soql_query *query,
			      const struct sf_row *row, bool deleted);

static int query_write_children(const struct sf_call *call, struct crm_json_writer *w, struct soql_query *query,
				const struct sf_row *row, bool deleted)
{
	struct soql_rows rows;
	int rc = soql_run_children(call->face, query, row, deleted, &rows);
	if (rc < 0)
		return rc;
	if (rows.n == 0) {
		crm_jw_null(w);
		return CRM_OK;
	}
	crm_jw_object(w);
	crm_jw_field_int(w, "totalSize", (int64_t)rows.n);
	crm_jw_field_bool(w, "done", true);
	crm_jw_key(w, "records");
	crm_jw_array(w);
	for (size_t i = 0; i < rows.n && rc == CRM_OK; i++)
		rc = query_write_record(call, w, query, rows.rows[i], deleted);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
	return rc;
}

static void query_write_fields(const struct sf_call *call, struct crm_json_writer *w, const struct soql_shape *shape,
			       const struct sf_row *row, struct crm_buf *scratch);

/* The nested object of a parent.  Parents of several types are shown as the type Name. */
static void query_write_parent(const struct sf_call *call, struct crm_json_writer *w, const struct soql_shape *shape,
			       const struct sf_row *row, struct crm_buf *scratch)
{
	const struct sf_field *field = shape->table->columns[shape->column].field;
	const struct sf_table *table = sf_table_find(call->face, field->refers_to);
	const char *id = sf_row_text(shape->table, row, shape->column, scratch);
	const struct sf_row *parent = id ? sf_row_find(table, id) : NULL;
	if (!parent) {
		crm_jw_null(w);
		return;
	}
	crm_jw_object(w);
	sf_write_attributes(call, w, table, parent, field->flags & SF_POLYMORPHIC ? "Name" : table->object->name);
	query_write_fields(call, w, shape->parent_fields, parent, scratch);
	crm_jw_end_object(w);
}

static void query_write_fields(const struct sf_call *call, struct crm_json_writer *w, const struct soql_shape *shape,
			       const struct sf_row *row, struct crm_buf *scratch)
{
	for (; shape; shape = shape->next) {
		if (shape->query)
			continue;
		crm_jw_key(w, shape->name);
		if (shape->parent_fields)
			query_write_parent(call, w, shape, row, scratch);
		else
			sf_value_write(w, shape->table, row, shape->column, scratch);
	}
}

static int query_write_record(const struct sf_call *call, struct crm_json_writer *w, const struct soql_query *query,
			      const struct sf_row *row, bool deleted)
{
	struct crm_buf scratch;
	crm_buf_init(&scratch, CRM_BUF_MAX);
	int rc = CRM_OK;
	crm_jw_object(w);
	sf_write_attributes(call, w, query->table, row, query->table->object->name);
	for (const struct soql_shape *shape = query->shape; shape && rc == CRM_OK; shape = shape->next) {
		struct soql_shape alone = *shape;
		alone.next = NULL;
		query_write_fields(call, w, &alone, row, &scratch);
		if (shape->query) {
			crm_jw_key(w, shape->name);
			rc = query_write_children(call, w, shape->query, row, deleted);
		}
	}
	crm_jw_end_object(w);
	crm_buf_free(&scratch);
	return rc;
}

/* --- pages ----------------------------------------------------------------------------------------------- */

static void query_write_next(const struct sf_call *call, struct crm_json_writer *w, const struct sf_locator *locator,
			     size_t next)
{
	struct crm_buf url;
	crm_buf_init(&url, 512);
	crm_buf_printf(&url, "/services/data/v%u.0/%squery/%s-%zu", call->version, locator->tooling ? "tooling/" : "",
		       locator->id, next);
	crm_jw_field(w, "nextRecordsUrl", url.ptr);
	crm_buf_free(&url);
}

struct page {
	const struct soql_query *query;
	struct sf_row **rows;
	size_t n_rows, from, size;
	bool deleted;
	const struct sf_locator *locator; /* NULL: no further page */
};

static int query_answer_page(const struct sf_call *call, const struct page *page)
{
	struct crm_json_writer w;
	size_t to = page->locator && page->from + page->size < page->n_rows ? page->from + page->size : page->n_rows;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field_int(&w, "totalSize", (int64_t)page->n_rows);
	crm_jw_field_bool(&w, "done", to == page->n_rows);
	if (to < page->n_rows)
		query_write_next(call, &w, page->locator, to);
	crm_jw_key(&w, "records");
	crm_jw_array(&w);
	int rc = CRM_OK;
	for (size_t i = page->from; i < to && rc == CRM_OK; i++) {
		if (page->rows[i]->purged || (page->rows[i]->deleted && !page->deleted))
			continue;
		rc = query_write_record(call, &w, page->query, page->rows[i], page->deleted);
		call->resp->records++;
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	call->resp->status = 200;
	return rc;
}

static void query_answer_count(const struct sf_call *call, size_t n)
{
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field_int(&w, "totalSize", (int64_t)n);
	crm_jw_field_bool(&w, "done", true);
	crm_jw_key(&w, "records");
	crm_jw_array(&w);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	call->resp->status = 200;
}

/* Keeps the rest for later pages; takes over the tree's arena. */
static int query_keep(const struct sf_call *call, struct crm_arena *arena, struct soql_query *query,
		      const struct soql_rows *rows, bool deleted, struct sf_locator **out)
{
	struct sf_locator *locator = crm_calloc(1, sizeof(*locator));
	if (!locator)
		return CRM_E_NOMEM;
	locator->rows = crm_calloc(rows->n, sizeof(*locator->rows));
	if (!locator->rows) {
		crm_free(locator);
		return CRM_E_NOMEM;
	}
	memcpy(locator->rows, rows->rows, rows->n * sizeof(*locator->rows));
	locator->n_rows = rows->n;
	locator->page = query_page_size(call);
	locator->query = query;
	locator->arena = arena;
	locator->deleted = deleted;
	locator->tooling = call->tooling;
	locator->used = sf_now(call->face);
	sf_id_make("0r8", ++call->face->n_locators, locator->id);
	locator->next = call->face->locators;
	call->face->locators = locator;
	locator_drop_old(call->face);
	*out = locator;
	return CRM_OK;
}

static int query_answer(struct sf_call *call, struct crm_arena **arena, struct soql_query *query, bool deleted,
			struct sf_failure *failure)
{
	struct soql_rows rows;
	int rc = soql_run(call->face, query, deleted, &rows, failure);
	if (rc != CRM_OK)
		return rc;
	if (query->counts_only) {
		query_answer_count(call, rows.n);
		return CRM_OK;
	}
	if (query->aggregates)
		return soql_answer_groups(call, query, &rows, failure);
	struct page page = {.query = query, .rows = rows.rows, .n_rows = rows.n, .deleted = deleted};
	page.size = query_page_size(call);
	if (rows.n > page.size) {
		struct sf_locator *locator;
		rc = query_keep(call, *arena, query, &rows, deleted, &locator);
		if (rc < 0)
			return rc;
		*arena = NULL;
		page.locator = locator;
	}
	return query_answer_page(call, &page);
}

static void query_statement(struct sf_call *call, bool deleted)
{
	const char *text = sf_call_query(call, "q");
	if (!text || !*text || strlen(text) > MAX_STATEMENT) {
		sf_answer_error(call, 400, "MALFORMED_QUERY",
				text && *text ? "SOQL statements cannot be longer than 100000 characters."
					      : "A query string has to be "
						"specified");
		return;
	}
	struct sf_failure failure = {0};
	struct soql_query *query;
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? soql_parse(call->face, arena, text, &query, &failure) : CRM_E_NOMEM;
	if (rc == CRM_OK)
		rc = soql_resolve(call->face, arena, query, call->tooling, &failure);
	if (rc == CRM_OK)
		rc = query_answer(call, &arena, query, deleted, &failure);
	crm_arena_free(arena);
	if (rc != CRM_OK)
		sf_answer_problem(call, rc, &failure);
}

void sf_get_query(struct sf_call *call)
{
	query_statement(call, false);
}

void sf_get_query_all(struct sf_call *call)
{
	query_statement(call, true);
}

/* 0r8...-2000: the locator and the number of records before the page. */
void sf_get_query_more(struct sf_call *call)
{
	const char *text = call->segments[0], *dash = strrchr(text, '-');
	struct sf_locator *locator = NULL;
	locator_drop_old(call->face);
	size_t from = dash ? strtoul(dash + 1, NULL, 10) : 0;
	for (struct sf_locator *l = call->face->locators; l && dash; l = l->next)
		if (strlen(l->id) == (size_t)(dash - text) && strncmp(l->id, text, strlen(l->id)) == 0)
			locator = l;
	if (!locator || from > locator->n_rows) {
		sf_answer_error(call, 400, "INVALID_QUERY_LOCATOR", "invalid query locator");
		return;
	}
	locator->used = sf_now(call->face);
	struct page page = {.query = locator->query,
			    .rows = locator->rows,
			    .n_rows = locator->n_rows,
			    .from = from,
			    .size = locator->page,
			    .deleted = locator->deleted,
			    .locator = locator};
	int rc = query_answer_page(call, &page);
	if (rc < 0)
		sf_answer_problem(call, rc, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Queries for records. */
#include "query.h"

#include <string.h>

#include <crmsync/url.h>

#include "record.h"
#include "schema.h"

#define MARGIN   128 /* for " AND field IN ()", encoded */
#define ATTEMPTS 3   /* as sent first, without unknown fields, without contact roles */

/* ---- asking ---- */

void sf_query_text(struct crm_buf *soql, const struct sf_query *query, const struct sf_selection *selection)
{
	sf_selection_query(soql, selection);
	if (query->where)
		crm_buf_printf(soql, " WHERE %s", query->where);
	if (query->sorted)
		crm_buf_str(soql, " ORDER BY SystemModstamp, Id");
}

void sf_query_path(struct crm_buf *path, const struct sf_query *query, const struct sf_selection *selection)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	sf_query_text(&text, query, selection);
	crm_buf_str(path, query->all ? "/queryAll" : "/query");
	crm_url_query(path, "q", text.ptr);
	if (text.failed)
		path->failed = true;
	crm_buf_free(&text);
}

int sf_query_prepare(struct crm_connection *conn, const struct sf_query *query, struct crm_arena *arena,
		     struct sf_selection *selection, struct crm_error *err)
{
	if (sf_select(conn, query->type, query->properties, query->n_properties, arena, selection) < 0)
		return crm_error_no_memory(err);
	if (conn->schemas[query->type] || !sf_selection_needs_schema(selection))
		return CRM_OK;
	int rc = sf_schema_ensure(conn, query->type, err);
	if (rc == CRM_OK && sf_select(conn, query->type, query->properties, query->n_properties, arena, selection) < 0)
		rc = crm_error_no_memory(err);
	return rc;
}

static int ask(struct crm_connection *conn, const struct sf_query *query, const struct sf_selection *selection,
	       struct sf_answer *answer, struct crm_error *err)
{
	struct crm_buf path;
	crm_buf_init(&path, CRM_BUF_MAX);
	sf_query_path(&path, query, selection);
	int rc = path.failed ? crm_error_no_memory(err) : sf_get(conn, path.ptr, "query", answer, err);
	crm_buf_free(&path);
	return rc;
}

/* ---- what to leave out after a refusal ---- */

/* Whether the same question may succeed when put anew. */
static bool learn(struct crm_connection *conn, const struct sf_selection *selection, const char *code,
		  const struct crm_error *why, int *rc, struct crm_error *err)
{
	bool field = strcmp(code, "INVALID_FIELD") == 0;
	if (selection->contacts && (field || strcmp(code, "INVALID_TYPE") == 0) &&
	    strstr(crm_error_text(why), "OpportunityContactRole") != NULL) {
		conn->roles_denied = true;
		return true;
	}
	if (!field || conn->schemas[selection->type])
		return false;
	*rc = sf_schema_ensure(conn, selection->type, err);
	return *rc == CRM_OK;
}

static bool is_question_fault(const char *code)
{
	static const char *const codes[] = {"INVALID_FIELD", "MALFORMED_QUERY", "INVALID_QUERY_FILTER_OPERATOR",
					    "MALFORMED_ID", "INVALID_OPERATION"};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (strcmp(codes[i], code) == 0)
			return true;
	return false;
}

static int give_up(const struct sf_query *query, const char *code, int rc, struct crm_error *why, struct crm_error *err)
{
	crm_error_move(err, why);
	rc = sf_failure_of(query->type, rc, err);
	if (rc == CRM_E_REJECTED && query->filter && is_question_fault(code)) {
		crm_error_prefix(err, "the filter '%s' was refused for %s", query->filter,
				 sf_sobject(query->type)->name);
		rc = CRM_E_CONFIG;
		if (err)
			err->code = rc;
	}
	return rc;
}

int sf_query_first(struct crm_connection *conn, const struct sf_query *query, struct crm_arena *arena,
		   struct sf_selection *selection, struct sf_answer *answer, struct crm_error *err)
{
	for (int attempt = 1;; attempt++) {
		struct crm_error why = {0};
		*answer = (struct sf_answer){0};
		int rc = sf_query_prepare(conn, query, arena, selection, err);
		if (rc < 0)
			return rc;
		rc = ask(conn, query, selection, answer, &why);
		if (rc == CRM_OK)
			return rc;
		int learning = CRM_OK;
		if (attempt >= ATTEMPTS || !learn(conn, selection, answer->code, &why, &learning, err)) {
			if (learning < 0) {
				crm_error_clear(&why);
				return learning;
			}
			return give_up(query, answer->code, rc, &why, err);
		}
		crm_error_clear(&why);
	}
}

/* ---- records ---- */

static bool records_reserve(struct sf_records *records, size_t n, struct crm_arena *arena)
{
	if (records->n + n <= records->cap)
		return true;
	size_t cap = records->cap * 2 > records->n + n ? records->cap * 2 : records->n + n;
	struct crm_record *grown = crm_arena_calloc(arena, cap, sizeof *grown);
	if (!grown)
		return false;
	if (records->n > 0)
		memcpy(grown, records->items, records->n * sizeof *grown);
	records->items = grown;
	records->cap = cap;
	return true;
}

int sf_records_add_one(struct crm_connection *conn, const struct sf_selection *selection, const crm_json *v,
		       struct crm_arena *arena, struct sf_records *records, struct crm_error *err)
{
	if (!records_reserve(records, 1, arena))
		return crm_error_no_memory(err);
	int rc = sf_record_read(conn, selection, v, arena, &records->items[records->n], err);
	if (rc == CRM_OK)
		records->n++;
	return rc;
}

int sf_records_add(struct crm_connection *conn, const struct sf_selection *selection, const struct sf_listing *page,
		   struct crm_arena *arena, struct sf_records *records, struct crm_error *err)
{
	if (!records_reserve(records, page->n, arena))
		return crm_error_no_memory(err);
	for (const crm_json *v = crm_json_first(page->records); v; v = crm_json_next(v)) {
		int rc = sf_records_add_one(conn, selection, v, arena, records, err);
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}

int sf_query_all(struct crm_connection *conn, const struct sf_query *query, struct crm_arena *arena,
		 struct sf_records *records, struct crm_error *err)
{
	struct sf_selection selection;
	struct sf_answer answer;
	struct sf_listing page = {0};
	int rc = sf_query_first(conn, query, arena, &selection, &answer, err);
	for (bool first = true; rc == CRM_OK; first = false) {
		rc = sf_listing_read(answer.body, first, &page, err);
		if (rc == CRM_OK)
			rc = sf_records_add(conn, &selection, &page, arena, records, err);
		const char *next = rc == CRM_OK ? crm_arena_strdup(arena, page.next) : NULL;
		if (rc == CRM_OK && page.next && !next)
			rc = crm_error_no_memory(err);
		crm_json_free(answer.body);
		answer.body = NULL;
		if (rc != CRM_OK || !next)
			return rc;
		rc = sf_get(conn, next, "query", &answer, err);
	}
	crm_json_free(answer.body);
	return rc;
}

/* ---- lists of values ---- */

static size_t encoded_length(const char *text)
{
	size_t n = 0;
	for (const char *p = text; *p != '\0'; p++) {
		bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
		n += plain ? 1 : 3;
	}
	return n;
}

void sf_query_in(struct crm_buf *where, const struct sf_query *query, const struct sf_selection *selection,
		 const char *field, const char *const *literals, size_t n, size_t *at)
{
	struct crm_buf path;
	struct sf_query fixed = *query;
	crm_buf_init(&path, CRM_BUF_MAX);
	fixed.where = where->len > 0 ? where->ptr : NULL;
	sf_query_path(&path, &fixed, selection);
	size_t room = path.len + MARGIN < SF_URL_MAX ? SF_URL_MAX - path.len - MARGIN : 0;
	crm_buf_free(&path);
	if (where->len > 0)
		crm_buf_str(where, " AND ");
	crm_buf_printf(where, "%s IN (", field);
	for (size_t used = 0, taken = 0; *at < n; (*at)++, taken++) {
		used += encoded_length(literals[*at]) + 3;
		if (taken > 0 && used > room)
			break;
		crm_buf_str(where, taken > 0 ? "," : "");
		crm_buf_str(where, literals[*at]);
	}
	crm_buf_char(where, ')');
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Query jobs of the Bulk API 2.0: what a query found when it was carried out, written down as CSV, in sets of rows that
 * a locator names.  The rows do not change afterwards.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crmsync/timestamp.h>
#include <crmsync/url.h>

#include "bulk_csv.h"
#include "bulk_job.h"
#include "options.h"
#include "resources.h"
#include "soql.h"
#include "text.h"

#define DEFAULT_SET  50000
#define LOCATOR_SIZE 40

/* --- what a bulk query may ask --------------------------------------------------------------------------- */

static const char *query_unsupported(const struct soql_query *query)
{
	if (query->aggregates || query->counts_only || query->groups)
		return "Aggregate functions and GROUP BY not supported in Bulk Query";
	if (query->has_offset)
		return "OFFSET not supported in Bulk Query";
	for (const struct soql_item *item = query->items; item; item = item->next) {
		if (item->type == SOQL_SUBQUERY)
			return "Parent-to-child relationships not supported in Bulk Query";
		if (item->type != SOQL_FIELD)
			return "FIELDS() not supported in Bulk Query";
		const struct soql_path *path = &item->path;
		if (path->tables[path->n - 1]->columns[path->columns[path->n - 1]].field->type == SF_ADDRESS)
			return "Selecting compound data not supported in Bulk Query";
	}
	return NULL;
}

static int query_read(struct face *face, struct crm_arena *arena, const char *text, struct soql_query **query,
		      struct sf_failure *failure)
{
	int rc = soql_parse(face, arena, text, query, failure);
	if (rc == CRM_OK)
		rc = soql_resolve(face, arena, *query, false, failure);
	const char *why = rc == CRM_OK ? query_unsupported(*query) : NULL;
	return why ? sf_refuse(face, failure, "FUNCTIONALITY_NOT_ENABLED", "%s", why) : rc;
}

/* --- creating -------------------------------------------------------------------------------------------- */

static void query_create(const struct sf_call *call, const crm_json *body)
{
	const char *text = crm_json_get_string(body, "query");
	struct sf_bulk_job *job = sf_bulk_create(call, body, true);
	struct soql_query *query;
	struct sf_failure failure = {0};
	if (!job)
		return;
	int rc = text ? query_read(call->face, call->face->arena, text, &query, &failure)
		      : sf_refuse(call->face, &failure, "MALFORMED_QUERY", "A query string has to be specified");
	if (rc == CRM_OK && !(job->text = crm_strdup(text)))
		rc = CRM_E_NOMEM;
	if (rc != CRM_OK) {
		failure.without_fields = true;
		sf_answer_problem(call, rc, &failure);
		sf_bulk_free(job);
		return;
	}
	job->table = (struct sf_table *)query->table;
	sf_bulk_queue(call->face, job);
	sf_bulk_add(call->face, job);
	sf_bulk_answer_job(call, job, SF_BULK_NEW);
}

void sf_post_query_job(struct sf_call *call)
{
	call->resp->mutating = false; /* of the org's records */
	crm_json *body = sf_call_body(call);
	if (body)
		query_create(call, body);
	crm_json_free(body);
}

/* --- carrying out ---------------------------------------------------------------------------------------- */

/* "Account.Owner.Name", in the org's own spelling. */
static void query_write_name(struct crm_buf *line, const struct soql_path *path)
{
	crm_buf_char(line, '"');
	for (size_t i = 0; i < path->n; i++) {
		const struct sf_field *field = path->tables[i]->columns[path->columns[i]].field;
		crm_buf_printf(line, "%s%s", i ? "." : "", i + 1 < path->n ? field->relationship : field->name);
	}
	crm_buf_char(line, '"');
}

static void query_write_value(struct crm_buf *line, const struct soql_path *path, const struct sf_row *row,
			      struct crm_buf *scratch)
{
	const struct sf_table *table = path->tables[path->n - 1];
	size_t column = path->columns[path->n - 1];
	enum sf_type type = table->columns[column].field->type;
	const struct sf_row *owner = soql_follow(path, row);
	const char *text = owner ? sf_row_text(table, owner, column, scratch) : NULL;
	int64_t ms;
	if (text && sf_type_is_number(type)) {
		crm_buf_char(line, '"');
		sf_number_write(line, text, type == SF_INT);
		crm_buf_char(line, '"');
	} else if (text && type == SF_DATETIME && crm_time_parse(text, &ms)) {
		char stamp[CRM_TIME_TEXT];
		crm_time_format_seconds(ms, stamp);
		crm_buf_printf(line, "\"%.19s.000Z\"", stamp);
	} else {
		sf_csv_write(line, text);
	}
}

static void query_write_line(struct crm_buf *line, const struct soql_query *query, const struct sf_row *row,
			     char delimiter, struct crm_buf *scratch)
{
	crm_buf_reset(line);
	for (const struct soql_item *item = query->items; item; item = item->next) {
		if (item != query->items)
			crm_buf_char(line, delimiter);
		if (row)
			query_write_value(line, &item->path, row, scratch);
		else
			query_write_name(line, &item->path);
	}
}

static int query_write_down(struct sf_bulk_job *job, const struct soql_query *query, const struct soql_rows *rows)
{
	struct crm_buf line, scratch;
	crm_buf_init(&line, CRM_BUF_MAX);
	crm_buf_init(&scratch, CRM_BUF_MAX);
	query_write_line(&line, query, NULL, job->delimiter, &scratch);
	job->results.header = line.failed ? NULL : crm_strdup(line.ptr);
	int rc = job->results.header ? CRM_OK : CRM_E_NOMEM;
	for (size_t i = 0; i < rows->n && rc == CRM_OK; i++) {
		query_write_line(&line, query, rows->rows[i], job->delimiter, &scratch);
		rc = line.failed ? CRM_E_NOMEM : sf_bulk_lines_add(&job->results, line.ptr, line.len);
	}
	crm_buf_free(&line);
	crm_buf_free(&scratch);
	job->processed = (int64_t)job->results.n;
	return rc;
}

int sf_bulk_run_query(struct face *face, struct sf_bulk_job *job)
{
	struct soql_query *query;
	struct soql_rows rows;
	struct sf_failure failure = {0};
	crm_arena_reset(face->arena);
	int rc = query_read(face, face->arena, job->text, &query, &failure);
	if (rc == CRM_OK)
		rc = soql_run(face, query, job->operation == SF_BULK_QUERY_ALL, &rows, &failure);
	if (rc == SF_REFUSED) {
		sf_bulk_fail(job, failure.message);
		return CRM_OK;
	}
	return rc == CRM_OK ? query_write_down(job, query, &rows) : rc;
}

/* --- results --------------------------------------------------------------------------------------------- */

/* Locators stand for a row: base64 of its number, as the documented "MTAwMDA" (10000) is. */
static void locator_write(size_t row, char out[LOCATOR_SIZE])
{
	char number[LOCATOR_SIZE];
	struct crm_buf text;
	crm_buf_init(&text, 256);
	int len = snprintf(number, sizeof(number), "%zu", row);
	crm_base64(&text, number, (size_t)len);
	(void)snprintf(out, LOCATOR_SIZE, "%.*s", (int)strcspn(text.ptr, "="), text.ptr);
	crm_buf_free(&text);
}

static size_t set_size(const struct sf_call *call)
{
	const char *wanted = sf_call_query(call, "maxRecords");
	int64_t most = sf_option_int(call->face, "bulk_page_size", 0);
	unsigned long size = wanted ? strtoul(wanted, NULL, 10) : DEFAULT_SET;
	if (most > 0 && (size == 0 || size > (unsigned long)most))
		size = (unsigned long)most;
	return size > 0 ? size : DEFAULT_SET;
}

/* The row that a locator stands for: one that this job's sets, whatever their sizes, may begin with. */
static bool locator_read(const struct sf_call *call, size_t rows, size_t *from)
{
	const char *text = sf_call_query(call, "locator");
	char own[LOCATOR_SIZE];
	*from = 0;
	if (!text)
		return true;
	for (*from = 1; *from < rows; (*from)++) {
		locator_write(*from, own);
		if (strcmp(own, text) == 0)
			return true;
	}
	return false;
}

void sf_get_query_job_results(struct sf_call *call)
{
	const struct sf_bulk_job *job = sf_bulk_find(call, true);
	size_t from;
	if (!job)
		return;
	if (job->version != call->version) {
		sf_answer_error(call, 409, "API_ERROR",
				"Use the API version that the job was created with to get its results");
		return;
	}
	if (job->state != SF_BULK_COMPLETE) {
		sf_answer_error(call, 400, "INVALIDJOBSTATE", "The job is not complete");
		return;
	}
	if (!locator_read(call, job->results.n, &from)) {
		sf_answer_error(call, 400, "INVALID_QUERY_LOCATOR", "invalid query locator");
		return;
	}
	size_t n = job->results.n - from, most = set_size(call);
	n = n > most ? most : n;
	char next[LOCATOR_SIZE] = "null";
	if (from + n < job->results.n)
		locator_write(from + n, next);
	face_set_header(call->resp, "Sforce-Locator", "%s", next);
	face_set_header(call->resp, "Sforce-NumberOfRecords", "%zu", n);
	sf_bulk_answer_lines(call, job, &job->results, from, n);
}

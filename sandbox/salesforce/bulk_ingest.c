/* SPDX-License-Identifier: Apache-2.0 */
/* Ingest jobs of the Bulk API 2.0: rows of a CSV that are inserted, changed or deleted, each with its own result. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <crmsync/decimal.h>
#include <crmsync/timestamp.h>

#include "bulk_csv.h"
#include "bulk_job.h"
#include "lifecycle.h"
#include "options.h"
#include "record.h"
#include "resources.h"
#include "text.h"

#define MAX_ENCODED ((size_t)150 << 20) /* of the content in base64 */
#define NO_VALUE    "#N/A"

/* --- creating and uploading ------------------------------------------------------------------------------ */

static bool ingest_read_object(const struct sf_call *call, const crm_json *body, struct sf_bulk_job *job)
{
	const char *object = crm_json_get_string(body, "object");
	const char *key = crm_json_get_string(body, "externalIdFieldName");
	struct crm_buf message;
	crm_buf_init(&message, 4096);
	job->table = object ? sf_table_find(call->face, object) : NULL;
	if (!job->table || (job->table->object->flags & SF_OBJ_TOOLING)) {
		crm_buf_printf(&message, "Unable to find object: %s", object ? object : "null");
		job->table = NULL;
	} else if (job->operation == SF_BULK_UPSERT) {
		job->key = key ? sf_external_column(call->face, job->table, key) : -1;
		if (!key)
			crm_buf_str(&message, "ExternalIdFieldName must be specified for upsert");
		else if (job->key < 0)
			crm_buf_printf(&message, "InvalidFieldForExternalId: %s", key);
	}
	if (message.len)
		sf_answer_error(call, 400, "INVALIDJOB", message.ptr);
	bool good = message.len == 0;
	crm_buf_free(&message);
	return good;
}

void sf_post_ingest_job(struct sf_call *call)
{
	call->resp->mutating = false; /* of the org's records: nothing is written before the upload is complete */
	crm_json *body = sf_call_body(call);
	struct sf_bulk_job *job = body ? sf_bulk_create(call, body, false) : NULL;
	if (job && ingest_read_object(call, body, job)) {
		sf_bulk_add(call->face, job);
		sf_bulk_answer_job(call, job, SF_BULK_NEW);
	} else {
		sf_bulk_free(job);
	}
	crm_json_free(body);
}

void sf_put_ingest_batches(struct sf_call *call)
{
	struct sf_bulk_job *job = sf_bulk_find(call, false);
	const char *type = sf_call_header(call, "Content-Type");
	call->resp->mutating = false;
	if (!job)
		return;
	if (job->state != SF_BULK_OPEN)
		sf_answer_error(call, 400, "INVALIDJOBSTATE", "Cannot add data to a job that is not open");
	else if (job->text)
		sf_answer_error(call, 400, "INVALIDJOBSTATE",
				"Found multiple contents for job: please 'Close' / 'Abort' / 'Delete' the current Job "
				"then create a new Job and make sure you only do 'PUT' once on a given Job.");
	else if (!type || strncasecmp(type, "text/csv", 8) != 0)
		sf_answer_error(call, 415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type not supported for this resource");
	else if (call->req->body_len / 3 * 4 > MAX_ENCODED)
		sf_answer_error(call, 413, "REQUEST_ENTITY_TOO_LARGE", "the content exceeds 150 MB in base64");
	else if (!(job->text = crm_strndup(call->req->body, call->req->body_len)))
		sf_answer_problem(call, CRM_E_NOMEM, NULL);
	else
		call->resp->status = 201;
	if (call->resp->status == 201)
		job->text_len = call->req->body_len;
}

/* --- columns --------------------------------------------------------------------------------------------- */

struct header {
	const char **names;
	size_t n;
};

/* "Name", or "Account.crmsync_id__c": a parent by its external id. */
static bool header_knows(const struct face *face, const struct sf_table *table, const char *name)
{
	const char *dot = strchr(name, '.');
	if (!dot)
		return sf_name_equal(name, "Id") || sf_column_find(face, table, name) >= 0;
	char relationship[64];
	if ((size_t)(dot - name) >= sizeof(relationship))
		return false;
	memcpy(relationship, name, (size_t)(dot - name));
	relationship[dot - name] = '\0';
	return sf_relationship_find(face, table, relationship) >= 0;
}

static int header_read(struct face *face, struct sf_bulk_job *job, size_t *at, struct crm_arena *arena,
		       struct header *out)
{
	struct sf_csv_row row;
	struct crm_buf why;
	int rc = sf_csv_next(job->text ? job->text : "", job->text_len, at, job->delimiter, arena, &row);
	if (rc == CRM_E_NOMEM)
		return rc;
	crm_buf_init(&why, 4096);
	if (rc <= 0)
		crm_buf_str(&why, "InvalidBatch : Failed to parse CSV header");
	for (size_t i = 0; rc > 0 && i < row.n && why.len == 0; i++)
		if (!header_knows(face, job->table, row.cells[i]))
			crm_buf_printf(&why, "InvalidBatch : Field name not found : %s", row.cells[i]);
	if (why.len)
		sf_bulk_fail(job, why.ptr);
	crm_buf_free(&why);
	*out = (struct header){row.cells, row.n};
	if (job->state == SF_BULK_FAILED)
		return CRM_OK;
	struct crm_buf line;
	crm_buf_init(&line, CRM_BUF_MAX);
	crm_buf_printf(&line, "%.*s", (int)row.line_len, row.line);
	job->untouched.header = crm_strdup(line.ptr);
	crm_buf_reset(&line);
	crm_buf_printf(&line, "\"sf__Id\"%c\"sf__Created\"%c%.*s", job->delimiter, job->delimiter, (int)row.line_len,
		       row.line);
	job->results.header = crm_strdup(line.ptr);
	crm_buf_reset(&line);
	crm_buf_printf(&line, "\"sf__Id\"%c\"sf__Error\"%c%.*s", job->delimiter, job->delimiter, (int)row.line_len,
		       row.line);
	job->refused.header = crm_strdup(line.ptr);
	crm_buf_free(&line);
	return job->untouched.header && job->results.header && job->refused.header ? CRM_OK : CRM_E_NOMEM;
}

/* --- one row --------------------------------------------------------------------------------------------- */

static const char *row_value(const struct header *header, const struct sf_csv_row *row, const char *name)
{
	for (size_t i = 0; i < header->n && i < row->n; i++)
		if (sf_name_equal(header->names[i], name))
			return row->cells[i];
	return NULL;
}

/* Values that the type cannot hold, in the words of recorded results. */
static int row_check_type(struct face *face, const struct sf_field *field, size_t column, const char *text,
			  struct sf_failure *failure)
{
	struct crm_buf number;
	int32_t day;
	int64_t ms;
	bool good = true;
	crm_buf_init(&number, 1024);
	if (field->type == SF_BOOLEAN)
		good = strcasecmp(text, "true") == 0 || strcasecmp(text, "false") == 0 || strcmp(text, "1") == 0 ||
		       strcmp(text, "0") == 0;
	else if (sf_type_is_number(field->type))
		good = crm_decimal_canonical(text, &number);
	else if (field->type == SF_DATE)
		good = crm_day_parse(text, &day);
	else if (field->type == SF_DATETIME)
		good = strchr(text, 'T') && crm_time_parse(text, &ms);
	crm_buf_free(&number);
	if (good)
		return CRM_OK;
	int rc = sf_refuse(face, failure, "INVALID_FIELD",
			   "Failed to deserialize field at col %zu. Due to, '%s' is not a valid value for the type %s",
			   column, text, sf_type_info(field->type)->soap);
	sf_failure_add_field(failure, field->name);
	return rc;
}

static void row_write_parent(struct crm_json_writer *w, const char *name, const char *text, struct face *face)
{
	const char *dot = strchr(name, '.');
	const char *relationship = crm_arena_strndup(face->arena, name, (size_t)(dot - name));
	if (!relationship || strcmp(text, NO_VALUE) == 0)
		return;
	crm_jw_key(w, relationship);
	crm_jw_object(w);
	crm_jw_field(w, dot + 1, text);
	crm_jw_end_object(w);
}

/* The row as the JSON that a record of a collection would be: an empty cell leaves its field alone, #N/A empties it. */
static int row_write(struct face *face, const struct sf_bulk_job *job, const struct header *header,
		     const struct sf_csv_row *row, struct crm_json_writer *w, struct sf_failure *failure)
{
	int rc = CRM_OK;
	crm_jw_object(w);
	for (size_t i = 0; i < row->n && rc == CRM_OK; i++) {
		const char *name = header->names[i], *text = row->cells[i];
		bool key = job->operation == SF_BULK_UPSERT &&
			   sf_name_equal(name, job->table->columns[job->key].field->name);
		if (!*text || sf_name_equal(name, "Id") ||
		    (key && job->table->columns[job->key].field->source == SF_FROM_ID))
			continue;
		if (strchr(name, '.')) {
			row_write_parent(w, name, text, face);
			continue;
		}
		const struct sf_field *field = job->table->columns[sf_column_find(face, job->table, name)].field;
		if (strcmp(text, NO_VALUE) == 0) {
			crm_jw_field(w, name, NULL);
			continue;
		}
		rc = row_check_type(face, field, i, text, failure);
		crm_jw_key(w, name);
		if (field->type == SF_BOOLEAN)
			crm_jw_bool(w, strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0);
		else
			crm_jw_string(w, text);
	}
	crm_jw_end_object(w);
	return rc;
}

static int row_find(struct face *face, const struct sf_bulk_job *job, const char *id, struct sf_row **out,
		    struct sf_failure *failure)
{
	char full[SF_ID_SIZE];
	if (!id || !*id)
		return sf_refuse(face, failure, "MISSING_ARGUMENT", "Id not specified in an update call");
	if (!sf_id_normalise(id, full))
		return sf_refuse(face, failure, "MALFORMED_ID", "bad id %s", id);
	*out = sf_row_find(job->table, full);
	if (!*out)
		return sf_refuse(face, failure, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
	return (*out)->deleted ? sf_refuse(face, failure, "ENTITY_IS_DELETED", "entity is deleted") : CRM_OK;
}

static int row_find_by_key(struct face *face, const struct sf_bulk_job *job, const char *key, struct sf_row **out,
			   struct sf_failure *failure)
{
	const struct sf_field *field = job->table->columns[job->key].field;
	struct sf_row **rows;
	size_t n;
	if (field->source == SF_FROM_ID)
		return key && *key ? row_find(face, job, key, out, failure) : CRM_OK;
	if (!key || !*key)
		return sf_refuse(face, failure, "MISSING_ARGUMENT", "%s not specified", field->name);
	int rc = sf_rows_with(face, job->table, (size_t)job->key, key, NULL, &rows, &n);
	if (rc == CRM_OK && n > 1)
		return sf_refuse(face, failure, "DUPLICATE_EXTERNAL_ID",
				 "%s: more than one record found for external id field: [%s, %s]", field->name,
				 rows[0]->id, rows[1]->id);
	*out = rc == CRM_OK && n ? rows[0] : NULL;
	return rc;
}

static int row_save(struct face *face, const struct sf_bulk_job *job, const struct header *header,
		    const struct sf_csv_row *row, struct sf_write *write, struct sf_failure *failure)
{
	struct face_request no_request = {.method = "POST", .path = "", .query = "", .body = ""};
	struct sf_call call = {.face = face, .req = &no_request, .version = job->version, .method = "POST"};
	struct crm_buf text;
	struct crm_json_writer w;
	struct crm_error err = {0};
	crm_json *record = NULL;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_jw_init(&w, &text);
	int rc = row_write(face, job, header, row, &w, failure);
	if (rc == CRM_OK && text.failed)
		rc = CRM_E_NOMEM;
	if (rc == CRM_OK && crm_json_parse(text.ptr, text.len, &record, &err) < 0)
		rc = err.code == CRM_E_NOMEM
			     ? CRM_E_NOMEM
			     : sf_refuse(face, failure, "JSON_PARSER_ERROR", "%s", crm_error_text(&err));
	if (rc == CRM_OK)
		rc = sf_record_save(&call, write, record, failure);
	crm_json_free(record);
	crm_error_clear(&err);
	crm_buf_free(&text);
	return rc;
}

static int row_delete(struct face *face, const struct sf_bulk_job *job, struct sf_row *row, struct sf_failure *failure)
{
	int rc = CRM_OK;
	if (!sf_record_may_write(face, job->table, SF_OBJ_DELETE, failure, &rc))
		return rc;
	rc = sf_record_delete(face, job->table, row, failure);
	if (rc == CRM_OK && job->operation == SF_BULK_HARD_DELETE)
		row->purged = true;
	return rc;
}

static int row_do(struct face *face, const struct sf_bulk_job *job, const struct header *header,
		  const struct sf_csv_row *row, struct sf_row **result, bool *created, struct sf_failure *failure)
{
	struct sf_write write = {.table = job->table};
	int rc = CRM_OK;
	*created = false;
	if (row->n != header->n)
		return sf_refuse(face, failure, "INVALID_FIELD", "The row has %zu columns, the header %zu", row->n,
				 header->n);
	if (job->operation == SF_BULK_UPSERT)
		rc = row_find_by_key(face, job, row_value(header, row, job->table->columns[job->key].field->name),
				     &write.row, failure);
	else if (job->operation != SF_BULK_INSERT)
		rc = row_find(face, job, row_value(header, row, "Id"), &write.row, failure);
	*result = write.row;
	if (rc == CRM_OK && job->operation >= SF_BULK_DELETE)
		return row_delete(face, job, write.row, failure);
	*created = !write.row;
	if (rc == CRM_OK)
		rc = row_save(face, job, header, row, &write, failure);
	*result = write.row;
	return rc;
}

/* --- results --------------------------------------------------------------------------------------------- */

/* "REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --" */
static void result_write_error(struct crm_buf *line, const struct sf_failure *failure)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_printf(&text, "%s:%s:", failure->code, failure->message);
	for (size_t i = 0; i < failure->n_fields; i++)
		crm_buf_printf(&text, "%s%s", i ? ", " : "", failure->fields[i]);
	crm_buf_str(&text, failure->n_fields ? " --" : "--");
	sf_csv_write(line, text.ptr);
	crm_buf_free(&text);
}

static int result_add(struct sf_bulk_job *job, const struct sf_csv_row *row, const char *id, bool done, bool created,
		      const struct sf_failure *failure)
{
	struct crm_buf line;
	crm_buf_init(&line, CRM_BUF_MAX);
	sf_csv_write(&line, id);
	crm_buf_char(&line, job->delimiter);
	if (done)
		sf_csv_write(&line, created ? "true" : "false");
	else
		result_write_error(&line, failure);
	for (size_t i = 0; i < row->n; i++) {
		crm_buf_char(&line, job->delimiter);
		sf_csv_write(&line, row->cells[i]);
	}
	int rc =
		line.failed ? CRM_E_NOMEM : sf_bulk_lines_add(done ? &job->results : &job->refused, line.ptr, line.len);
	crm_buf_free(&line);
	job->processed++;
	job->failed += !done;
	return rc;
}

/* --- carrying out ---------------------------------------------------------------------------------------- */

static int ingest_row(struct face *face, struct sf_bulk_job *job, const struct header *header,
		      const struct sf_csv_row *row)
{
	struct sf_failure failure = {0};
	struct sf_row *result = NULL;
	bool created;
	int rc = row_do(face, job, header, row, &result, &created, &failure);
	if (rc < 0)
		return rc;
	const char *id = result && !(rc != CRM_OK && created) ? result->id : "";
	return result_add(job, row, id, rc == CRM_OK, created, &failure);
}

/* The rows up to where the text, or what the option lets through, ends; those behind are not processed. */
static int ingest_rows(struct face *face, struct sf_bulk_job *job, size_t at, const struct header *header,
		       struct crm_arena *arena)
{
	int64_t most = sf_option_int(face, "bulk_stop_after", -1);
	for (;;) {
		struct sf_csv_row row;
		crm_arena_reset(arena);
		crm_arena_reset(face->arena);
		int rc = sf_csv_next(job->text, job->text_len, &at, job->delimiter, arena, &row);
		if (rc == CRM_E_INVALID) {
			sf_bulk_fail(job, "InvalidBatch : Failed to parse CSV");
			return CRM_OK;
		}
		if (rc <= 0)
			return rc;
		if (most >= 0 && job->processed >= most) {
			sf_bulk_fail(job, "TooManyRetries : The batch could not be processed in time");
			rc = sf_bulk_lines_add(&job->untouched, row.line, row.line_len);
		} else {
			rc = ingest_row(face, job, header, &row);
		}
		if (rc < 0)
			return rc;
	}
}

int sf_bulk_run_ingest(struct face *face, struct sf_bulk_job *job)
{
	struct crm_arena *kept = crm_arena_new(), *rows = crm_arena_new();
	struct header header;
	size_t at = 0;
	int rc = kept && rows ? header_read(face, job, &at, kept, &header) : CRM_E_NOMEM;
	if (rc == CRM_OK && job->state != SF_BULK_FAILED)
		rc = ingest_rows(face, job, at, &header, rows);
	crm_arena_free(kept);
	crm_arena_free(rows);
	crm_free(job->text);
	job->text = NULL;
	job->text_len = 0;
	return rc;
}

/* --- what came of it ------------------------------------------------------------------------------------- */

static void ingest_answer(const struct sf_call *call, size_t which)
{
	const struct sf_bulk_job *job = sf_bulk_find(call, false);
	if (!job)
		return;
	if (job->state <= SF_BULK_UPLOADED) {
		sf_answer_error(call, 400, "INVALIDJOBSTATE", "The job is not complete");
		return;
	}
	const struct sf_bulk_lines *lines[] = {&job->results, &job->refused, &job->untouched};
	sf_bulk_answer_lines(call, job, lines[which], 0, lines[which]->n);
}

void sf_get_ingest_successful(struct sf_call *call)
{
	ingest_answer(call, 0);
}

void sf_get_ingest_failed(struct sf_call *call)
{
	ingest_answer(call, 1);
}

void sf_get_ingest_unprocessed(struct sf_call *call)
{
	ingest_answer(call, 2);
}

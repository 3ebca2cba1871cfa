/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs of the Bulk API 2.0: making, finding, describing, carrying out in their order. */
#include "bulk_job.h"

#include <string.h>

#include "bulk_csv.h"
#include "options.h"
#include "resources.h"
#include "text.h"

#define JOB_LIFE_S                                                                                                     \
	(INT64_C(7) * 86400) /* "Jobs that are older than 7 days are deleted if they are in a terminal state" */

static const char *const operation_names[] = {"query",  "queryAll", "insert",    "update",
					      "upsert", "delete",   "hardDelete"};

/* --- life ------------------------------------------------------------------------------------------------ */

static void lines_free(struct sf_bulk_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		crm_free(lines->lines[i]);
	crm_free(lines->lines);
	crm_free(lines->header);
	*lines = (struct sf_bulk_lines){0};
}

void sf_bulk_free(struct sf_bulk_job *job)
{
	if (!job)
		return;
	lines_free(&job->results);
	lines_free(&job->refused);
	lines_free(&job->untouched);
	crm_free(job->error);
	crm_free(job->text);
	crm_free(job);
}

void sf_bulk_jobs_free(struct face *face)
{
	while (face->bulk_jobs) {
		struct sf_bulk_job *next = face->bulk_jobs->next;
		sf_bulk_free(face->bulk_jobs);
		face->bulk_jobs = next;
	}
}

/* Behind the others: jobs are carried out in their order. */
void sf_bulk_add(struct face *face, struct sf_bulk_job *job)
{
	struct sf_bulk_job **end = &face->bulk_jobs;
	while (*end)
		end = &(*end)->next;
	*end = job;
}

int sf_bulk_lines_add(struct sf_bulk_lines *lines, const char *text, size_t len)
{
	if (lines->n == lines->cap) {
		size_t cap = lines->cap ? lines->cap * 2 : 64;
		char **more = crm_reallocarray(lines->lines, cap, sizeof(*more));
		if (!more)
			return CRM_E_NOMEM;
		lines->lines = more;
		lines->cap = cap;
	}
	char *line = crm_strndup(text, len);
	if (!line)
		return CRM_E_NOMEM;
	lines->lines[lines->n++] = line;
	return CRM_OK;
}

void sf_bulk_fail(struct sf_bulk_job *job, const char *message)
{
	job->state = SF_BULK_FAILED;
	crm_free(job->error);
	job->error = crm_strdup(message);
}

/* --- making ---------------------------------------------------------------------------------------------- */

static void job_refuse(const struct sf_call *call, int status, const char *code, const char *what, const char *value)
{
	struct crm_buf message;
	crm_buf_init(&message, 4096);
	crm_buf_printf(&message, "%s: %s", what, value ? value : "null");
	sf_answer_error(call, status, code, message.ptr);
	crm_buf_free(&message);
}

static bool job_read_operation(const struct sf_call *call, const crm_json *body, bool query, struct sf_bulk_job *job)
{
	const char *name = crm_json_get_string(body, "operation");
	for (size_t i = 0; name && i < sizeof(operation_names) / sizeof(operation_names[0]); i++) {
		job->operation = (enum sf_bulk_operation)i;
		if (strcmp(operation_names[i], name) == 0 && sf_bulk_is_query(job) == query)
			return true;
	}
	job_refuse(call, 400, "INVALIDJOB", "Unsupported operation", name);
	return false;
}

static bool job_read_format(const struct sf_call *call, const crm_json *body, struct sf_bulk_job *job)
{
	const char *delimiter = crm_json_get_string(body, "columnDelimiter");
	const char *ending = crm_json_get_string(body, "lineEnding");
	const char *type = crm_json_get_string(body, "contentType");
	const char *text = sf_csv_delimiter(delimiter ? delimiter : "COMMA");
	job->delimiter = text ? *text : ',';
	job->crlf = ending && strcmp(ending, "CRLF") == 0;
	if (type && strcmp(type, "CSV") != 0)
		job_refuse(call, 400, "INVALIDJOB", "Unsupported content type", type);
	else if (!text)
		job_refuse(call, 400, "INVALIDJOB", "Unsupported column delimiter", delimiter);
	else if (ending && !job->crlf && strcmp(ending, "LF") != 0)
		job_refuse(call, 400, "INVALIDJOB", "Unsupported line ending", ending);
	else
		return true;
	return false;
}

struct sf_bulk_job *sf_bulk_create(const struct sf_call *call, const crm_json *body, bool query)
{
	struct face *face = call->face;
	if (sf_option_bool(face, "bulk_denied", false)) {
		sf_answer_error(call, 400, "FUNCTIONALITY_NOT_ENABLED", "Async API not enabled");
		return NULL;
	}
	struct sf_bulk_job *job = crm_calloc(1, sizeof(*job));
	if (!job) {
		sf_answer_problem(call, CRM_E_NOMEM, NULL);
		return NULL;
	}
	job->version = call->version;
	job->created = job->modified = sf_now(face);
	if (!job_read_operation(call, body, query, job) || !job_read_format(call, body, job)) {
		sf_bulk_free(job);
		return NULL;
	}
	sf_id_make("750", ++face->n_bulk_jobs, job->id);
	return job;
}

void sf_bulk_queue(struct face *face, struct sf_bulk_job *job)
{
	job->state = SF_BULK_UPLOADED;
	job->uploaded = face_now(face->host);
	job->ready = job->uploaded + sf_option_int(face, "bulk_job_s", 0) * 1000;
}

/* --- finding --------------------------------------------------------------------------------------------- */

struct sf_bulk_job *sf_bulk_find(const struct sf_call *call, bool query)
{
	char id[SF_ID_SIZE];
	bool is_id = sf_id_normalise(call->segments[0], id);
	for (struct sf_bulk_job *job = call->face->bulk_jobs; is_id && job; job = job->next)
		if (strcmp(job->id, id) == 0 && sf_bulk_is_query(job) == query)
			return job;
	sf_answer_not_found(call);
	return NULL;
}

/* --- describing ------------------------------------------------------------------------------------------ */

static const char *job_state(const struct face *face, const struct sf_bulk_job *job)
{
	static const char *const names[] = {"Open", NULL, "JobComplete", "Failed", "Aborted"};
	if (job->state != SF_BULK_UPLOADED)
		return names[job->state];
	/* A job that takes no time is seen waiting only in the answer that queued it, however long that answer takes. */
	int64_t took = face_now(face->host) - job->uploaded, takes = job->ready - job->uploaded;
	return takes > 0 && took >= takes / 2 ? "InProgress" : "UploadComplete";
}

static void job_write_stamp(struct crm_json_writer *w, const char *name, int64_t ms)
{
	struct crm_buf text;
	crm_buf_init(&text, 64);
	sf_time_write(&text, ms);
	crm_jw_field(w, name, text.ptr);
	crm_buf_free(&text);
}

static void job_write_progress(struct crm_json_writer *w, const struct sf_bulk_job *job)
{
	crm_jw_field_int(w, "numberRecordsProcessed", job->processed);
	if (!sf_bulk_is_query(job))
		crm_jw_field_int(w, "numberRecordsFailed", job->failed);
	crm_jw_field_int(w, "retries", 0);
	crm_jw_field_int(w, "totalProcessingTime", job->processed / 10);
	if (sf_bulk_is_query(job)) {
		crm_jw_field_bool(w, "isPkChunkingSupported", true);
	} else {
		crm_jw_field_int(w, "apiActiveProcessingTime", job->processed / 20);
		crm_jw_field_int(w, "apexProcessingTime", 0);
	}
	if (job->error)
		crm_jw_field(w, "errorMessage", job->error);
}

static void job_write(const struct sf_call *call, struct crm_json_writer *w, const struct sf_bulk_job *job,
		      enum sf_bulk_answer answer)
{
	struct crm_buf text;
	crm_buf_init(&text, 256);
	crm_jw_object(w);
	crm_jw_field(w, "id", job->id);
	crm_jw_field(w, "operation", operation_names[job->operation]);
	crm_jw_field(w, "object", job->table->object->name);
	crm_jw_field(w, "createdById", call->face->user->id);
	job_write_stamp(w, "createdDate", job->created);
	job_write_stamp(w, "systemModstamp", job->modified);
	crm_jw_field(w, "state", job_state(call->face, job));
	if (job->operation == SF_BULK_UPSERT)
		crm_jw_field(w, "externalIdFieldName", job->table->columns[job->key].field->name);
	crm_jw_field(w, "concurrencyMode", "Parallel");
	crm_jw_field(w, "contentType", "CSV");
	crm_buf_printf(&text, "%u.0", job->version);
	crm_jw_key(w, "apiVersion");
	crm_jw_number(w, text.ptr);
	if (answer == SF_BULK_LONG)
		crm_jw_field(w, "jobType", sf_bulk_is_query(job) ? "V2Query" : "V2Ingest");
	crm_buf_reset(&text);
	crm_buf_printf(&text, "services/data/v%u.0/jobs/ingest/%s/batches", job->version, job->id);
	if (job->state == SF_BULK_OPEN && answer != SF_BULK_SHORT)
		crm_jw_field(w, "contentUrl", text.ptr);
	if (answer != SF_BULK_SHORT) {
		crm_jw_field(w, "lineEnding", job->crlf ? "CRLF" : "LF");
		crm_jw_field(w, "columnDelimiter", sf_csv_delimiter_name(job->delimiter));
	}
	if (answer == SF_BULK_LONG)
		job_write_progress(w, job);
	crm_jw_end_object(w);
	crm_buf_free(&text);
}

void sf_bulk_answer_job(const struct sf_call *call, const struct sf_bulk_job *job, enum sf_bulk_answer answer)
{
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	job_write(call, &w, job, answer);
	call->resp->status = 200;
}

static void job_answer_list(const struct sf_call *call, bool query)
{
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field_bool(&w, "done", true);
	crm_jw_key(&w, "records");
	crm_jw_array(&w);
	for (const struct sf_bulk_job *job = call->face->bulk_jobs; job; job = job->next)
		if (sf_bulk_is_query(job) == query)
			job_write(call, &w, job, SF_BULK_LONG);
	crm_jw_end_array(&w);
	crm_jw_field(&w, "nextRecordsUrl", NULL);
	crm_jw_end_object(&w);
	call->resp->status = 200;
}

void sf_bulk_answer_lines(const struct sf_call *call, const struct sf_bulk_job *job, const struct sf_bulk_lines *lines,
			  size_t from, size_t n)
{
	const char *end = job->crlf ? "\r\n" : "\n";
	struct crm_buf *body = &call->resp->body;
	call->resp->content_type = "text/csv;charset=UTF-8";
	call->resp->status = 200;
	call->resp->records = (unsigned)n;
	if (lines->header)
		crm_buf_printf(body, "%s%s", lines->header, end);
	for (size_t i = from; i < from + n; i++) {
		crm_buf_str(body, lines->lines[i]);
		crm_buf_str(body, end);
	}
}

/* --- what is due ----------------------------------------------------------------------------------------- */

static bool job_ended_by_option(struct face *face, struct sf_bulk_job *job)
{
	const char *end = sf_option_text(face, "bulk_outcome");
	if (end && strcmp(end, "Aborted") == 0)
		job->state = SF_BULK_ABORTED;
	else if (end && strcmp(end, "Failed") == 0)
		sf_bulk_fail(job, "InternalServerError : the option bulk_outcome asks for it");
	else
		return false;
	return true;
}

static void job_run(struct face *face, struct sf_bulk_job *job)
{
	job->modified = job->ready - job->ready % 1000;
	if (job_ended_by_option(face, job))
		return;
	int rc = sf_bulk_is_query(job) ? sf_bulk_run_query(face, job) : sf_bulk_run_ingest(face, job);
	if (rc < 0)
		sf_bulk_fail(job, "InternalServerError : out of memory");
	else if (job->state == SF_BULK_UPLOADED)
		job->state = SF_BULK_COMPLETE;
}

void sf_bulk_run_due(struct face *face)
{
	int64_t now = face_now(face->host);
	int64_t life = sf_option_int(face, "bulk_job_ttl_s", JOB_LIFE_S) * 1000;
	for (struct sf_bulk_job **link = &face->bulk_jobs; *link;) {
		struct sf_bulk_job *job = *link;
		if (job->state == SF_BULK_UPLOADED && job->ready <= now)
			job_run(face, job);
		if (job->state <= SF_BULK_UPLOADED || now - job->created <= life) {
			link = &job->next;
			continue;
		}
		*link = job->next;
		sf_bulk_free(job);
	}
	crm_arena_reset(face->arena);
}

/* --- what both kinds of job share ------------------------------------------------------------------------ */

static void job_get(const struct sf_call *call, bool query)
{
	const struct sf_bulk_job *job = sf_bulk_find(call, query);
	if (job)
		sf_bulk_answer_job(call, job, SF_BULK_LONG);
}

static void job_delete(const struct sf_call *call, bool query)
{
	struct sf_bulk_job *job = sf_bulk_find(call, query);
	if (!job)
		return;
	if (job->state <= SF_BULK_UPLOADED && (query || job->state == SF_BULK_UPLOADED)) {
		sf_answer_error(call, 400, "INVALIDJOBSTATE", "Job must be in a terminal state to be deleted");
		return;
	}
	struct sf_bulk_job **link = &call->face->bulk_jobs;
	while (*link != job)
		link = &(*link)->next;
	*link = job->next;
	sf_bulk_free(job);
	call->resp->status = 204;
}

/* {"state": "UploadComplete"} (ingest), {"state": "Aborted"} */
static void job_patch(const struct sf_call *call, bool query)
{
	struct sf_bulk_job *job = sf_bulk_find(call, query);
	crm_json *body = job ? sf_call_body(call) : NULL;
	const char *state = crm_json_get_string(body, "state");
	if (body && job->state >= SF_BULK_COMPLETE) {
		sf_answer_error(call, 400, "INVALIDJOBSTATE", "The job has ended already");
	} else if (body && state && strcmp(state, "Aborted") == 0) {
		job->state = SF_BULK_ABORTED;
		job->modified = sf_now(call->face);
		sf_bulk_answer_job(call, job, SF_BULK_SHORT);
	} else if (body && state && strcmp(state, "UploadComplete") == 0 && job->state == SF_BULK_OPEN) {
		sf_bulk_queue(call->face, job);
		sf_bulk_answer_job(call, job, SF_BULK_SHORT);
	} else if (body) {
		sf_answer_error(call, 400, "INVALIDJOBSTATE", "Closing already closed Job not allowed");
	}
	crm_json_free(body);
}

void sf_get_query_jobs(struct sf_call *call)
{
	job_answer_list(call, true);
}

void sf_get_query_job(struct sf_call *call)
{
	job_get(call, true);
}

void sf_patch_query_job(struct sf_call *call)
{
	call->resp->mutating = false;
	job_patch(call, true);
}

void sf_delete_query_job(struct sf_call *call)
{
	call->resp->mutating = false;
	job_delete(call, true);
}

void sf_get_ingest_jobs(struct sf_call *call)
{
	job_answer_list(call, false);
}

void sf_get_ingest_job(struct sf_call *call)
{
	job_get(call, false);
}

void sf_patch_ingest_job(struct sf_call *call)
{
	job_patch(call, false);
}

void sf_delete_ingest_job(struct sf_call *call)
{
	job_delete(call, false);
}

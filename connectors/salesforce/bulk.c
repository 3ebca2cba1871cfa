/* SPDX-License-Identifier: Apache-2.0 */
/* Pull by a query job of the Bulk API 2.0. */
#include "bulk.h"

#include <string.h>

#include "bulk_results.h"
#include "client.h"

#define LEAST_ROWS    2000 /* "Any data operation that includes more than 2,000 records is a good candidate" (Limits) */
#define LOOKS_PRICED  3    /* what the wait costs, where two jobs in three are done sooner */
#define LOOKS_MOST    60   /* about an hour */
#define FIRST_LOOK_MS 2000
#define LAST_LOOK_MS  60000
#define ROWS_A_SECOND 10000
#define FAULTS_MOST   3 /* answers that cannot be used, before pages are taken instead */

/* ---- does it pay? ---- */

static int64_t in_parts(int64_t n, int64_t part)
{
	return (n + part - 1) / part;
}

bool sf_bulk_pays(const struct crm_connection *conn, const struct sf_selection *selection, size_t n, int64_t total)
{
	int64_t rest = total - (int64_t)n;
	if (conn->bulk_off || selection->contacts || n == 0 || total <= LEAST_ROWS) /* no subqueries in bulk queries */
		return false;
	return 1 + LOOKS_PRICED + in_parts(rest, SF_BULK_SET) < in_parts(rest, (int64_t)n);
}

/* The first look after the time that so many rows may take, then ever later. */
static unsigned wait_before(unsigned looks, int64_t rows)
{
	int64_t ms = rows > 0 ? rows * 1000 / ROWS_A_SECOND : 0;
	ms = ms > FIRST_LOOK_MS ? ms : FIRST_LOOK_MS;
	for (unsigned i = 0; i < looks && ms < LAST_LOOK_MS; i++)
		ms += ms / 2;
	return (unsigned)(ms < LAST_LOOK_MS ? ms : LAST_LOOK_MS);
}

/* ---- what goes wrong ---- */

static int give_up(struct crm_connection *conn, const struct sf_query *query, const char *why, struct crm_arena *arena,
		   struct sf_bulk_answer *out, struct crm_error *err)
{
	sf_bulk_close(conn);
	conn->bulk_off = true; /* for the rest of the run: the next object's job would fare no better */
	*out = (struct sf_bulk_answer){.step = SF_BULK_GIVEN_UP};
	out->why = crm_arena_printf(arena, "%s is read page by page, its bulk query job did not succeed (%s)",
				    sf_sobject(query->type)->name, why);
	return out->why ? CRM_OK : crm_error_no_memory(err);
}

/* The job is no longer known (jobs live for seven days), or its results are not what they were: another one, once. */
static int start_anew(struct crm_connection *conn, const struct sf_query *query, struct crm_error *why,
		      struct crm_arena *arena, struct sf_bulk_answer *out, struct crm_error *err)
{
	if (conn->bulk_anew)
		return give_up(conn, query, crm_error_text(why), arena, out, err);
	conn->bulk_anew = true;
	sf_bulk_close(conn);
	*out = (struct sf_bulk_answer){.step = SF_BULK_GOES_ON, .place = {.job = "", .locator = ""}};
	return CRM_OK;
}

/* What the engine repeats, it repeats; but not for ever where pages would do as well. */
static int after_failure(struct crm_connection *conn, const struct sf_query *query, bool creating, int rc,
			 struct crm_error *why, struct crm_arena *arena, struct sf_bulk_answer *out,
			 struct crm_error *err)
{
	int result;
	switch (rc) {
	case CRM_E_REJECTED:
	case CRM_E_NOT_FOUND:
	case CRM_E_CURSOR:
	case CRM_E_PERMISSION:
	case CRM_E_UNSUPPORTED:
		result = creating || rc == CRM_E_PERMISSION ? give_up(conn, query, crm_error_text(why), arena, out, err)
							    : start_anew(conn, query, why, arena, out, err);
		crm_error_clear(why);
		return result;
	case CRM_E_SERVER:
	case CRM_E_PROTOCOL:
	case CRM_E_NETWORK:
		if (++conn->bulk_faults >= FAULTS_MOST) {
			result = give_up(conn, query, crm_error_text(why), arena, out, err);
			crm_error_clear(why);
			return result;
		}
		break;
	default:
		break;
	}
	crm_error_move(err, why);
	return rc;
}

/* ---- the job ---- */

static int write_job(const struct sf_query *query, const struct sf_selection *selection, struct crm_buf *body,
		     struct crm_error *err)
{
	struct crm_json_writer w;
	struct crm_buf soql;
	crm_buf_init(&soql, CRM_BUF_MAX);
	sf_query_text(&soql, query, selection);
	crm_jw_init(&w, body);
	crm_jw_object(&w);
	crm_jw_field(&w, "operation", query->all ? "queryAll" : "query");
	crm_jw_field(&w, "query", soql.ptr);
	crm_jw_field(&w, "contentType", "CSV");
	crm_jw_field(&w, "columnDelimiter", "COMMA");
	crm_jw_field(&w, "lineEnding", "LF");
	crm_jw_end_object(&w);
	bool failed = soql.failed || body->failed;
	crm_buf_free(&soql);
	return failed ? crm_error_no_memory(err) : CRM_OK;
}

/* It changes none of the org's records: a dry run makes it as well. */
static int create(struct crm_connection *conn, const struct sf_query *query, const struct sf_selection *selection,
		  struct crm_arena *arena, struct sf_bulk_place *place, struct crm_error *err)
{
	struct sf_answer answer = {0};
	struct crm_buf body;
	crm_buf_init(&body, CRM_BUF_MAX);
	int rc = write_job(query, selection, &body, err);
	struct sf_call call = {.method = "POST", .path = "/jobs/query", .body = body.ptr, .body_len = body.len};
	if (rc == CRM_OK)
		rc = sf_call(conn, &call, "bulk query", &answer, err);
	const char *id = crm_json_get_string(answer.body, "id");
	if (rc == CRM_OK && !id)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "bulk query: the answer names no job");
	if (rc == CRM_OK) {
		*place = (struct sf_bulk_place){.job = sf_id_keep(arena, id), .locator = ""};
		rc = place->job ? CRM_OK : crm_error_no_memory(err);
	}
	crm_json_free(answer.body);
	crm_buf_free(&body);
	return rc;
}

enum job_state { JOB_UNDER_WAY, JOB_COMPLETE, JOB_LOST };

static enum job_state state_of(const char *state)
{
	if (strcmp(state, "UploadComplete") == 0 || strcmp(state, "InProgress") == 0)
		return JOB_UNDER_WAY;
	return strcmp(state, "JobComplete") == 0 ? JOB_COMPLETE : JOB_LOST;
}

/* *why: what a job that was lost says of itself. */
static int look(struct crm_connection *conn, const char *job, struct crm_arena *arena, enum job_state *state,
		const char **why, struct crm_error *err)
{
	struct sf_answer answer = {0};
	char *path = crm_arena_printf(arena, "/jobs/query/%s", job);
	int rc = path ? sf_get(conn, path, "bulk query", &answer, err) : crm_error_no_memory(err);
	const char *text = crm_json_get_string(answer.body, "state");
	const char *words = crm_json_get_string(answer.body, "errorMessage");
	if (rc == CRM_OK && !text)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "bulk query: the job has no state");
	if (rc == CRM_OK) {
		*state = state_of(text);
		*why = crm_arena_printf(arena, "%s%s%s", text, words ? ": " : "", words ? words : "");
		rc = *why ? CRM_OK : crm_error_no_memory(err);
	}
	crm_json_free(answer.body);
	return rc;
}

/* ---- one step ---- */

static int ask_for_job(struct crm_connection *conn, const struct sf_query *query, const struct sf_selection *selection,
		       int64_t rows_expected, struct crm_arena *arena, struct sf_bulk_answer *out,
		       struct crm_error *err)
{
	struct crm_error why = {0};
	int rc = create(conn, query, selection, arena, &out->place, &why);
	if (rc < 0)
		return after_failure(conn, query, true, rc, &why, arena, out, err);
	out->again_ms = wait_before(0, rows_expected);
	return CRM_OK;
}

static int look_at_job(struct crm_connection *conn, const struct sf_query *query, int64_t rows_expected,
		       struct crm_arena *arena, struct sf_bulk_answer *out, struct crm_error *err)
{
	struct crm_error why = {0};
	enum job_state state = JOB_LOST;
	const char *words = NULL;
	int rc = look(conn, out->place.job, arena, &state, &words, &why);
	if (rc < 0)
		return after_failure(conn, query, false, rc, &why, arena, out, err);
	if (state == JOB_LOST)
		return give_up(conn, query, words, arena, out, err);
	if (state == JOB_UNDER_WAY && out->place.looks + 1 >= LOOKS_MOST)
		return give_up(conn, query, "it is still under way after an hour", arena, out, err);
	out->place.looks++;
	out->place.results = state == JOB_COMPLETE;
	out->again_ms = out->place.results ? 0 : wait_before(out->place.looks, rows_expected);
	return CRM_OK;
}

static int read_results(struct crm_connection *conn, const struct sf_query *query, const struct sf_selection *selection,
			struct crm_arena *arena, struct sf_bulk_answer *out, struct crm_error *err)
{
	struct crm_error why = {0};
	bool end = false;
	int rc = sf_bulk_read(conn, selection, &out->place, arena, &out->records, &end, &why);
	if (rc < 0)
		return after_failure(conn, query, false, rc, &why, arena, out, err);
	conn->bulk_faults = 0;
	out->step = end ? SF_BULK_ENDED : SF_BULK_GOES_ON;
	return CRM_OK;
}

int sf_bulk_pull(struct crm_connection *conn, const struct sf_query *query, const struct sf_bulk_place *place,
		 int64_t rows_expected, struct crm_arena *arena, struct sf_bulk_answer *out, struct crm_error *err)
{
	struct sf_selection selection;
	int rc = sf_query_prepare(conn, query, arena, &selection, err);
	*out = (struct sf_bulk_answer){.step = SF_BULK_GOES_ON, .place = *place};
	if (rc < 0)
		return rc;
	if (conn->bulk_off)
		return give_up(conn, query, "bulk queries are switched off", arena, out, err);
	if (place->job[0] == '\0')
		return ask_for_job(conn, query, &selection, rows_expected, arena, out, err);
	if (place->results)
		return read_results(conn, query, &selection, arena, out, err);
	return look_at_job(conn, query, rows_expected, arena, out, err);
}

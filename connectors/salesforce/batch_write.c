/* SPDX-License-Identifier: Apache-2.0 */
/* sObject collections. */
#include "batch_write.h"

#include <string.h>

#include <crmsync/url.h>

#define COLLECTIONS "/composite/sobjects"

struct batch {
	struct crm_connection *conn;
	const struct sf_row *rows;
	size_t n;
	struct crm_arena *arena;
};

static void set_all(const struct batch *b, enum crm_outcome outcome)
{
	for (size_t i = 0; i < b->n; i++)
		b->rows[i].result->outcome = outcome;
}

/* ---- request ---- */

static void write_row(struct crm_json_writer *w, const struct sf_row *row)
{
	crm_jw_object(w);
	crm_jw_key(w, "attributes");
	crm_jw_object(w);
	crm_jw_field(w, "type", row->type);
	crm_jw_end_object(w);
	if (row->write.kind == CRM_OP_UPDATE)
		crm_jw_field(w, "Id", row->write.id);
	row->members(w, row);
	crm_jw_end_object(w);
}

static void write_body(struct crm_buf *body, const struct batch *b)
{
	struct crm_json_writer w;
	crm_jw_init(&w, body);
	crm_jw_object(&w);
	crm_jw_field_bool(&w, "allOrNone", false);
	crm_jw_key(&w, "records");
	crm_jw_array(&w);
	for (size_t i = 0; i < b->n; i++)
		write_row(&w, &b->rows[i]);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
}

static void write_delete_path(struct crm_buf *path, const struct batch *b)
{
	struct crm_buf ids;
	crm_buf_init(&ids, CRM_BUF_MAX);
	for (size_t i = 0; i < b->n; i++)
		crm_buf_printf(&ids, "%s%s", i > 0 ? "," : "", b->rows[i].write.id);
	crm_url_query(path, "ids", ids.ptr);
	crm_url_query(path, "allOrNone", "false");
	path->failed |= ids.failed;
	crm_buf_free(&ids);
}

static const char *method_of(enum crm_op_kind kind)
{
	return kind == CRM_OP_CREATE ? "POST" : kind == CRM_OP_UPDATE ? "PATCH" : "DELETE";
}

static int send(const struct batch *b, struct crm_http_response *resp, bool *sent, struct crm_error *err)
{
	enum crm_op_kind kind = b->rows[0].write.kind;
	struct crm_buf path, body;
	crm_buf_init(&path, CRM_BUF_MAX);
	crm_buf_init(&body, CRM_BUF_MAX);
	crm_buf_str(&path, COLLECTIONS);
	if (kind == CRM_OP_ARCHIVE)
		write_delete_path(&path, b);
	else
		write_body(&body, b);
	struct sf_call call = {.method = method_of(kind),
			       .path = path.ptr,
			       .body = kind == CRM_OP_ARCHIVE ? NULL : body.ptr,
			       .body_len = body.len,
			       .mutating = true};
	*sent = false;
	int rc = path.failed || body.failed ? crm_error_no_memory(err) : sf_send(b->conn, &call, resp, 1, sent, err);
	crm_buf_free(&path);
	crm_buf_free(&body);
	return rc;
}

/* ---- answer ---- */

static int read_results(const struct batch *b, const struct crm_http_response *resp, struct crm_error *err)
{
	struct sf_answer answer;
	int rc = sf_answer_read(b->conn, resp, "collections", &answer, err);
	if (rc == CRM_OK && (!crm_json_is_array(answer.body) || crm_json_size(answer.body) != b->n))
		rc = crm_error_set(err, CRM_E_PROTOCOL, "collections: the answer does not hold %zu results", b->n);
	const crm_json *v = rc == CRM_OK ? crm_json_first(answer.body) : NULL;
	for (size_t i = 0; rc == CRM_OK && i < b->n; i++, v = crm_json_next(v))
		if (sf_outcome_read(&b->rows[i].write, v, b->arena, b->rows[i].result) < 0)
			rc = crm_error_no_memory(err);
	crm_json_free(answer.body);
	return rc;
}

static int split(const struct batch *b, struct crm_error *err)
{
	struct batch first = *b, second = *b;
	first.n = b->n / 2;
	second.n = b->n - first.n;
	second.rows += first.n;
	set_all(b, CRM_NOT_SENT);
	int rc = sf_batch_send(first.conn, first.rows, first.n, first.arena, err);
	return rc == CRM_OK ? sf_batch_send(second.conn, second.rows, second.n, second.arena, err) : rc;
}

static int refuse_one(const struct batch *b, const struct crm_http_response *resp, struct crm_error *err)
{
	crm_json *body = NULL;
	if (crm_json_parse(resp->body.ptr ? resp->body.ptr : "", resp->body.len, &body, NULL) != CRM_OK)
		body = NULL; /* refused all the same, without a reason */
	int rc = sf_outcome_refused(&b->rows[0].write, body, b->arena, b->rows[0].result);
	crm_json_free(body);
	return rc == CRM_OK ? rc : crm_error_no_memory(err);
}

/* 300: several records have the external id; nothing was applied, and the body is the paths of these records. */
static int read_choices(const struct batch *b, const struct crm_http_response *resp, struct crm_error *err)
{
	struct crm_result *result = b->rows[0].result;
	if (b->n > 1)
		return split(b, err);
	result->outcome = b->rows[0].write.kind == CRM_OP_CREATE ? CRM_EXISTS : CRM_REFUSED;
	result->code = "MULTIPLE_CHOICES";
	result->message = crm_arena_printf(b->arena, "several records have this external id: %.*s",
					   (int)(resp->body.len < 1000 ? resp->body.len : 1000),
					   resp->body.ptr ? resp->body.ptr : "");
	return result->message ? CRM_OK : crm_error_no_memory(err);
}

/* Nothing of a request that was refused with 4xx was applied; of one that failed with 5xx anything may have been. */
static int read_refusal(const struct batch *b, const struct crm_http_response *resp, struct crm_error *err)
{
	char code[SF_CODE_SIZE];
	struct crm_error why = {0};
	if (resp->status == 300)
		return read_choices(b, resp, err);
	int rc = sf_failure(b->conn, resp, "collections", code, &why);
	/* words that are none of the API's are those of something between here and there */
	bool content = rc == CRM_E_REJECTED && resp->status == 400 && (code[0] != '\0' || resp->body.len == 0);
	content = content || (resp->status == 404 && strcmp(code, "ENTITY_IS_DELETED") == 0);
	if (!content) {
		bool kept_out =
			resp->status >= 400 && resp->status < 500 && resp->status != 408 && rc != CRM_E_PROTOCOL;
		set_all(b, kept_out ? CRM_NOT_SENT : CRM_UNKNOWN);
		crm_error_move(err, &why);
		return rc;
	}
	crm_error_clear(&why);
	return b->n > 1 ? split(b, err) : refuse_one(b, resp, err);
}

int sf_batch_send(struct crm_connection *conn, const struct sf_row *rows, size_t n, struct crm_arena *arena,
		  struct crm_error *err)
{
	struct batch b = {.conn = conn, .rows = rows, .n = n, .arena = arena};
	struct crm_http_response resp;
	bool sent;
	if (n == 0)
		return CRM_OK;
	set_all(&b, CRM_NOT_SENT);
	crm_http_response_init(&resp);
	int rc = send(&b, &resp, &sent, err);
	if (rc != CRM_OK && sent && resp.maybe_applied)
		set_all(&b, CRM_UNKNOWN);
	if (rc == CRM_OK && resp.status >= 200 && resp.status < 300) {
		set_all(&b, CRM_UNKNOWN);
		rc = read_results(&b, &resp, err);
	} else if (rc == CRM_OK) {
		rc = read_refusal(&b, &resp, err);
	}
	crm_http_response_free(&resp);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Writes: the API has no batches, so a push is as many single requests, side by side under the burst limit. */
#include "pipedrive.h"

#include <string.h>

#define MAX_WRITES 32

/* ---- results ---- */

static const char *keep(struct crm_arena *arena, const char *text)
{
	return crm_arena_strdup(arena, text);
}

static void note_whole(struct crm_error *whole, struct crm_error *own)
{
	if (whole->code == CRM_OK)
		crm_error_move(whole, own);
	crm_error_clear(own);
}

static void read_success(const struct crm_op *op, const crm_json *json, struct crm_result *result, struct crm_arena *arena)
{
	const crm_json *data = crm_json_get(json, "data");
	const char *id = crm_json_text(crm_json_get(data, "id"));
	struct crm_record *after = crm_arena_calloc(arena, 1, sizeof *after);
	if (op->kind == CRM_OP_CREATE && id == NULL)
		return; /* no id: the record may be there, only a look can tell */
	result->outcome = CRM_DONE;
	result->id = keep(arena, id ? id : op->id);
	if (op->kind != CRM_OP_ARCHIVE && after != NULL && pd_read_record(data, op->object, arena, after) == CRM_OK)
		result->after = after;
}

/* A repeated delete answers 410 with success: true. */
static bool deleted_already(const struct crm_op *op, int status)
{
	return op->kind == CRM_OP_ARCHIVE && (status == 410 || status == 404);
}

static void read_failure(const struct crm_op *op, const crm_json *json, struct crm_error *error, struct crm_result *result,
                         struct crm_arena *arena, struct crm_error *whole)
{
	const char *words = pd_error_words(json);
	switch (error->code) {
	case CRM_E_NOT_FOUND:
		result->outcome = op->kind == CRM_OP_CREATE ? CRM_REFUSED : CRM_GONE;
		break;
	case CRM_E_REJECTED:
	case CRM_E_PERMISSION:
		result->outcome = CRM_REFUSED;
		break;
	case CRM_E_RATE:
	case CRM_E_BUDGET:
	case CRM_E_EXPIRED:
	case CRM_E_AUTH:
		result->outcome = CRM_NOT_SENT;
		note_whole(whole, error);
		break;
	default:
		result->outcome = CRM_UNKNOWN;
		note_whole(whole, error);
		break;
	}
	result->message = keep(arena, words ? words : crm_error_text(error));
	result->code = keep(arena, crm_json_get_string(json, "code"));
}

void pd_read_result(struct crm_connection *conn, const struct crm_op *op, const struct crm_http_response *resp, struct crm_result *result,
                    struct crm_arena *arena, struct crm_error *whole)
{
	crm_json *json = NULL;
	struct crm_error error = {0};
	if (resp->error.code != CRM_OK) {
		result->outcome = resp->maybe_applied ? CRM_UNKNOWN : CRM_NOT_SENT;
		result->message = keep(arena, crm_error_text(&resp->error));
		if (whole->code == CRM_OK) {
			crm_error_set(whole, resp->error.code, "%s", crm_error_text(&resp->error));
			whole->retry_after_ms = resp->error.retry_after_ms;
		}
		return;
	}
	pd_note_headers(conn, resp);
	if (crm_json_parse(resp->body.ptr, resp->body.len, &json, NULL) != CRM_OK)
		json = NULL;
	if (deleted_already(op, resp->status)) {
		result->outcome = CRM_DONE;
		result->id = op->id;
	} else if (pd_check(conn, resp, json, &error) == CRM_OK) {
		read_success(op, json, result, arena);
	} else {
		read_failure(op, json, &error, result, arena, whole);
	}
	crm_error_clear(&error);
	crm_json_free(json);
}

/* ---- requests ---- */

static int build_request(struct crm_connection *conn, const struct crm_op *op, struct crm_result *result, struct crm_http_request *req,
                         struct crm_arena *arena, struct crm_error *err)
{
	struct crm_buf body;
	const char *problem = NULL;
	crm_buf_init(&body, CRM_BUF_MAX);
	int rc = op->kind == CRM_OP_ARCHIVE ? CRM_OK : pd_write_body(conn, op, &body, &problem, arena, err);
	if (rc == CRM_OK && problem != NULL) {
		result->outcome = CRM_REFUSED;
		result->message = problem;
	} else if (rc == CRM_OK) {
		*req = (struct crm_http_request){.method = op->kind == CRM_OP_CREATE ? "POST" : op->kind == CRM_OP_UPDATE ? "PATCH" : "DELETE",
		                                 .mutating = true,
		                                 .cost = op->kind == CRM_OP_ARCHIVE ? PD_COST_DELETE : PD_COST_WRITE};
		req->url = op->kind == CRM_OP_CREATE
		                   ? crm_arena_printf(arena, "%s/api/v2/%s", pd_base(conn), pd_collection(op->object))
		                   : crm_arena_printf(arena, "%s/api/v2/%s/%s", pd_base(conn), pd_collection(op->object), op->id);
		if (op->kind != CRM_OP_ARCHIVE) {
			req->body = crm_arena_strndup(arena, body.ptr, body.len);
			req->body_len = body.len;
			crm_http_header(req, "Content-Type", "application/json");
		}
		pd_sign(conn, req, arena);
		if (req->url == NULL || (op->kind != CRM_OP_ARCHIVE && req->body == NULL))
			rc = pd_out_of_memory(err);
	}
	crm_buf_free(&body);
	return rc;
}

static void all_unsent(struct crm_result *results, size_t n)
{
	for (size_t i = 0; i < n; i++)
		results[i].outcome = CRM_NOT_SENT;
}

static int push_some(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n, struct crm_arena *arena,
                     struct crm_error *err)
{
	struct crm_http_request requests[MAX_WRITES];
	struct crm_http_response responses[MAX_WRITES];
	size_t of[MAX_WRITES], sent = 0;
	struct crm_error whole = {0};
	for (size_t i = 0; i < n; i++) {
		int rc = build_request(conn, &ops[i], &results[i], &requests[sent], arena, err);
		if (rc != CRM_OK) {
			all_unsent(results, n);
			return rc;
		}
		if (results[i].outcome != CRM_REFUSED)
			of[sent++] = i;
	}
	for (size_t i = 0; i < sent; i++)
		crm_http_response_init(&responses[i]);
	crm_http_send(conn->host->http, requests, responses, sent, NULL);
	for (size_t i = 0; i < sent; i++) {
		pd_read_result(conn, &ops[of[i]], &responses[i], &results[of[i]], arena, &whole);
		crm_http_response_free(&responses[i]);
	}
	int rc = whole.code;
	if (rc != CRM_OK)
		crm_error_move(err, &whole);
	crm_error_clear(&whole);
	return rc;
}

int pd_push(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n, struct crm_arena *arena,
            struct crm_error *err)
{
	int rc = pd_authorise(conn, err);
	if (rc != CRM_OK) {
		all_unsent(results, n);
		return rc;
	}
	if (n > 0 && (ops[0].kind == CRM_OP_ASSOCIATE || ops[0].kind == CRM_OP_DISSOCIATE))
		return pd_push_associations(conn, ops, results, n, arena, err);
	for (size_t at = 0; rc == CRM_OK && at < n; at += MAX_WRITES) {
		size_t some = n - at < MAX_WRITES ? n - at : MAX_WRITES;
		rc = push_some(conn, ops + at, results + at, some, arena, err);
		if (rc != CRM_OK)
			all_unsent(results + at + some, n - at - some);
	}
	return rc;
}

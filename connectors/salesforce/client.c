/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to the REST API. */
#include "client.h"

#include <stdlib.h>
#include <string.h>

#include "auth.h"

#define LARGEST_PAGES "batchSize=2000"

static const char *call_url(const struct crm_connection *conn, const char *path, struct crm_arena *arena)
{
	if (strncmp(path, "/services/", 10) == 0)
		return crm_arena_printf(arena, "%s%s", conn->instance_url, path);
	const char *version = conn->host->api_version;
	version += version[0] == 'v' ? 1 : 0;
	return crm_arena_printf(arena, "%s/services/data/v%s%s", conn->instance_url, version, path);
}

static bool build_request(const struct crm_connection *conn, const struct sf_call *call, const char *bearer,
			  struct crm_arena *arena, struct crm_http_request *req)
{
	*req = (struct crm_http_request){
		.method = call->method,
		.url = call_url(conn, call->path, arena),
		.body = call->body,
		.body_len = call->body_len,
		.mutating = call->mutating,
	};
	crm_http_header(req, "Authorization", bearer);
	crm_http_header(req, "Accept", "application/json");
	if (call->body)
		crm_http_header(req, "Content-Type", "application/json; charset=UTF-8");
	/* Without it the active assignment rules choose the owner anew at every write (REST API, "Assignment Rule
	 * Header"). */
	if (call->mutating)
		crm_http_header(req, "Sforce-Auto-Assign",
				conn->assigns_new && strcmp(call->method, "POST") == 0 ? "TRUE" : "FALSE");
	if (call->pages)
		crm_http_header(req, "Sforce-Query-Options", LARGEST_PAGES);
	return req->url != NULL;
}

static int build_requests(const struct crm_connection *conn, const struct sf_call *calls, size_t n, const char *bearer,
			  struct crm_arena *arena, struct crm_http_request **out, struct crm_error *err)
{
	*out = crm_arena_calloc(arena, n, sizeof **out);
	if (!*out)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < n; i++)
		if (!build_request(conn, &calls[i], bearer, arena, &(*out)[i]))
			return crm_error_no_memory(err);
	return CRM_OK;
}

/* "api-usage=4153/15000", perhaps followed by "; per-app-api-usage=17/250(appName=...)". */
static void note_usage(struct crm_connection *conn, const struct crm_http_response *resp)
{
	struct crm_buf header;
	crm_buf_init(&header, 4096);
	if (crm_http_get_header(resp, "Sforce-Limit-Info", &header) && strncmp(header.ptr, "api-usage=", 10) == 0) {
		char *slash, *end;
		long long used = strtoll(header.ptr + 10, &slash, 10);
		long long limit = *slash == '/' ? strtoll(slash + 1, &end, 10) : 0;
		if (limit > 0 && used >= 0) {
			conn->calls_used = used;
			conn->calls_limit = limit;
			crm_http_note_budget(conn->host->http, limit, used < limit ? limit - used : 0);
		}
	}
	crm_buf_free(&header);
}

int sf_send(struct crm_connection *conn, const struct sf_call *calls, struct crm_http_response *responses, size_t n,
	    bool *sent, struct crm_error *err)
{
	struct crm_http_request *requests = NULL;
	if (sent)
		*sent = false;
	int rc = sf_auth_ensure(conn, err);
	if (rc < 0)
		return rc;
	struct crm_arena *arena = crm_arena_new();
	struct crm_buf bearer;
	crm_buf_init_secret(&bearer, CRM_BUF_MAX);
	crm_buf_printf(&bearer, "Bearer %s", conn->access_token);
	rc = arena && !bearer.failed ? build_requests(conn, calls, n, bearer.ptr, arena, &requests, err)
				     : crm_error_no_memory(err);
	if (rc == CRM_OK) {
		if (sent)
			*sent = true;
		rc = crm_http_send(conn->host->http, requests, responses, n, err);
		for (size_t i = 0; i < n; i++)
			note_usage(conn, &responses[i]);
	}
	crm_buf_free(&bearer);
	crm_arena_free(arena);
	return rc;
}

static int parse_body(const struct crm_http_response *resp, const char *what, crm_json **out, struct crm_error *err)
{
	struct crm_error why = {0};
	int rc = crm_json_parse(resp->body.ptr, resp->body.len, out, &why);
	if (rc == CRM_E_NOMEM)
		crm_error_set(err, rc, "%s: out of memory", what);
	else if (rc < 0)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "%s: the answer is not JSON: %s", what, crm_error_text(&why));
	crm_error_clear(&why);
	if (rc < 0 && err)
		err->http_status = resp->status;
	return rc;
}

int sf_answer_read(struct crm_connection *conn, const struct crm_http_response *resp, const char *what,
		   struct sf_answer *out, struct crm_error *err)
{
	*out = (struct sf_answer){0};
	if (resp->status < 200 || resp->status >= 300)
		return sf_failure(conn, resp, what, out->code, err);
	out->dated = crm_http_date(resp, &out->date);
	return parse_body(resp, what, &out->body, err);
}

int sf_call(struct crm_connection *conn, const struct sf_call *call, const char *what, struct sf_answer *out,
	    struct crm_error *err)
{
	struct crm_http_response resp;
	crm_http_response_init(&resp);
	*out = (struct sf_answer){0};
	int rc = sf_send(conn, call, &resp, 1, NULL, err);
	if (rc == CRM_OK)
		rc = sf_answer_read(conn, &resp, what, out, err);
	crm_http_response_free(&resp);
	return rc;
}

int sf_get(struct crm_connection *conn, const char *path, const char *what, struct sf_answer *out,
	   struct crm_error *err)
{
	struct sf_call call = {.method = "GET", .path = path, .pages = true};
	return sf_call(conn, &call, what, out, err);
}

int sf_stream(struct crm_connection *conn, const char *path, const char *accept, struct crm_http_response *resp,
	      struct crm_http_stream **out, struct crm_error *err)
{
	*out = NULL;
	int rc = sf_auth_ensure(conn, err);
	if (rc < 0)
		return rc;
	struct crm_arena *arena = crm_arena_new();
	struct crm_buf bearer;
	crm_buf_init_secret(&bearer, CRM_BUF_MAX);
	crm_buf_printf(&bearer, "Bearer %s", conn->access_token);
	struct crm_http_request req = {.method = "GET", .url = arena ? call_url(conn, path, arena) : NULL};
	crm_http_header(&req, "Authorization", bearer.ptr);
	crm_http_header(&req, "Accept", accept);
	rc = req.url && !bearer.failed ? crm_http_stream_open(conn->host->http, &req, resp, out, err)
				       : crm_error_no_memory(err);
	if (rc == CRM_OK)
		note_usage(conn, resp);
	crm_buf_free(&bearer);
	crm_arena_free(arena);
	return rc;
}

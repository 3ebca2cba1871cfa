/* SPDX-License-Identifier: Apache-2.0 */
/* Requests: one at a time, or several side by side. */
#include <string.h>

#include "pipedrive.h"

const char *pd_collection(enum crm_object object)
{
	return object == CRM_CONTACT ? "persons" : object == CRM_COMPANY ? "organizations" : "deals";
}

const char *pd_item_type(enum crm_object object)
{
	return object == CRM_CONTACT ? "person" : object == CRM_COMPANY ? "organization" : "deal";
}

bool pd_is_id(const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;
	return len > 0 && len < 20 && strspn(text, "0123456789") == len;
}

/* ---- one request ---- */

void pd_request(const struct crm_connection *conn, struct crm_http_request *req, const char *method, const char *url,
		const char *body, unsigned cost)
{
	*req = (struct crm_http_request){
		.method = method,
		.url = url,
		.body = body,
		.body_len = body ? strlen(body) : 0,
		.cost = cost,
		.mutating = strcmp(method, "GET") != 0,
	};
	crm_http_header(req, "Accept", "application/json");
	if (body != NULL)
		crm_http_header(req, "Content-Type", "application/json");
	if (!pd_uses_oauth(conn))
		crm_http_header(req, "x-api-token", conn->host->secret(conn->host->ctx, "token"));
	else if (conn->authorization != NULL)
		crm_http_header(req, "Authorization", conn->authorization);
}

/* The reset that comes along is in whole seconds, too coarse to wait by: the window of 2 s rolls.  A search may be told
   the limit of all requests instead of its own. */
static void note_headers(struct crm_connection *conn, const char *rate_class, const struct crm_http_response *resp)
{
	int64_t remaining, limit;
	if (!crm_http_get_header_int(resp, "x-ratelimit-remaining", &remaining))
		remaining = -1;
	if (crm_http_get_header_int(resp, "x-ratelimit-limit", &limit) && limit > 0)
		crm_http_note_window(conn->host->http, limit > PD_SEARCHES ? NULL : rate_class, limit, remaining,
				     PD_BURST_MS);
	if (!crm_http_get_header_int(resp, "x-daily-ratelimit-token-limit", &limit))
		limit = conn->budget.limit;
	if (crm_http_get_header_int(resp, "x-daily-ratelimit-token-remaining", &remaining)) {
		crm_http_note_budget(conn->host->http, limit, remaining);
		conn->budget = (struct crm_budget){.limit = limit, .remaining = remaining, .resets_in_ms = -1};
	}
}

/* "GET /api/v2/persons/12": says in messages what was asked. */
static void prefix_request(const struct crm_connection *conn, const struct crm_http_request *req, struct crm_error *err)
{
	const char *base = pd_base(conn);
	const char *path = strncmp(req->url, base, strlen(base)) == 0 ? req->url + strlen(base) : req->url;
	crm_error_prefix(err, "%s %.*s", req->method, (int)strcspn(path, "?"), path);
}

int pd_read_answer(struct crm_connection *conn, const struct crm_http_request *req,
		   const struct crm_http_response *resp, crm_json **json, struct crm_error *err)
{
	struct crm_error parse = {0};
	note_headers(conn, req->rate_class, resp);
	*json = NULL;
	int parsed = crm_json_parse(resp->body.ptr ? resp->body.ptr : "", resp->body.len, json, &parse);
	int rc = pd_check(conn, req, resp, *json, err);
	if (parsed == CRM_E_NOMEM)
		rc = pd_out_of_memory(err);
	else if (rc == CRM_E_PROTOCOL && parsed != CRM_OK)
		rc = crm_error_set(err, rc, "status %d, and the answer is no JSON: %s", resp->status,
				   crm_error_text(&parse));
	crm_error_clear(&parse);
	if (rc == CRM_OK)
		return CRM_OK;
	if (err != NULL)
		prefix_request(conn, req, err);
	crm_json_free(*json);
	*json = NULL;
	return rc;
}

int pd_call(struct crm_connection *conn, const char *method, const char *url, const char *body, unsigned cost,
	    crm_json **json, int64_t *date, struct crm_error *err)
{
	struct crm_http_request req;
	struct crm_http_response resp;
	*json = NULL;
	if (url == NULL)
		return pd_out_of_memory(err);
	int rc = pd_authorise(conn, err);
	if (rc < 0)
		return rc;
	pd_request(conn, &req, method, url, body, cost);
	crm_http_response_init(&resp);
	rc = crm_http_send(conn->host->http, &req, &resp, 1, err);
	if (rc == CRM_OK)
		rc = pd_read_answer(conn, &req, &resp, json, err);
	if (date != NULL && !crm_http_date(&resp, date))
		*date = 0;
	crm_http_response_free(&resp);
	return rc;
}

/* ---- several side by side ---- */

int pd_volley_init(struct pd_volley *v, size_t max, struct crm_arena *arena)
{
	*v = (struct pd_volley){.max = max};
	v->requests = crm_arena_calloc(arena, max + 1, sizeof *v->requests);
	v->responses = crm_arena_calloc(arena, max + 1, sizeof *v->responses);
	return v->requests && v->responses ? CRM_OK : CRM_E_NOMEM;
}

struct crm_http_request *pd_volley_add(const struct crm_connection *conn, struct pd_volley *v, const char *method,
				       const char *url, const char *body, unsigned cost)
{
	struct crm_http_request *req = &v->requests[v->n];
	pd_request(conn, req, method, url, body, cost);
	crm_http_response_init(&v->responses[v->n++]);
	return req;
}

void pd_volley_send(struct crm_connection *conn, struct pd_volley *v)
{
	if (v->n > 0)
		crm_http_send(conn->host->http, v->requests, v->responses, v->n, NULL);
}

int pd_volley_read(struct crm_connection *conn, const struct pd_volley *v, size_t i, crm_json **json,
		   struct crm_error *err)
{
	const struct crm_error *lost = &v->responses[i].error;
	*json = NULL;
	if (lost->code == CRM_OK)
		return pd_read_answer(conn, &v->requests[i], &v->responses[i], json, err);
	crm_error_set(err, lost->code, "%s", crm_error_text(lost));
	if (err != NULL) {
		err->http_status = lost->http_status;
		err->retry_after_ms = lost->retry_after_ms;
	}
	return lost->code;
}

void pd_volley_free(struct pd_volley *v)
{
	for (size_t i = 0; i < v->n; i++)
		crm_http_response_free(&v->responses[i]);
	v->n = 0;
}

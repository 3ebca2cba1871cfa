/* SPDX-License-Identifier: Apache-2.0 */
/* Requests: sent with the token, headers listened to, answers parsed. */
#include "hubspot.h"

void hubspot_call_init(struct hubspot_call *call, const char *method, const char *what)
{
	*call = (struct hubspot_call){.what = what, .method = method};
	crm_buf_init(&call->url, CRM_BUF_MAX);
	crm_buf_init(&call->body, CRM_BUF_MAX);
	crm_http_response_init(&call->response);
}

void hubspot_call_free(struct hubspot_call *call)
{
	crm_buf_free(&call->url);
	crm_buf_free(&call->body);
	crm_http_response_free(&call->response);
	crm_json_free(call->json);
	call->json = NULL;
}

static void call_make_request(struct hubspot_call *call, const char *authorization, struct crm_http_request *request)
{
	*request = (struct crm_http_request){
		.method = call->method,
		.url = call->url.ptr,
		.rate_class = call->rate_class,
		.mutating = call->mutating,
	};
	crm_http_header(request, "Authorization", authorization);
	crm_http_header(request, "Accept", "application/json");
	if (call->body.len == 0)
		return;
	crm_http_header(request, "Content-Type", "application/json");
	request->body = call->body.ptr;
	request->body_len = call->body.len;
}

/* The secondly headers are left alone: HubSpot no longer enforces what they say. */
static void call_note_limits(struct crm_connection *conn, const struct crm_http_response *response)
{
	int64_t remaining, interval, limit;
	if (crm_http_get_header_int(response, "X-HubSpot-RateLimit-Remaining", &remaining) &&
	    crm_http_get_header_int(response, "X-HubSpot-RateLimit-Interval-Milliseconds", &interval)) {
		if (!crm_http_get_header_int(response, "X-HubSpot-RateLimit-Max", &limit))
			limit = -1;
		if (interval == HUBSPOT_BURST_MS)
			crm_http_note_window(conn->host->http, NULL, limit, remaining, interval);
		else
			crm_http_note_remaining(conn->host->http, NULL, remaining, interval);
	}
	if (crm_http_get_header_int(response, "X-HubSpot-RateLimit-Daily", &limit) &&
	    crm_http_get_header_int(response, "X-HubSpot-RateLimit-Daily-Remaining", &remaining)) {
		conn->daily_limit = limit;
		conn->daily_remaining = remaining;
		crm_http_note_budget(conn->host->http, limit, remaining);
	}
}

static int call_send_all(struct crm_connection *conn, struct hubspot_call *calls, size_t n, const char *authorization,
			 struct crm_error *err)
{
	struct crm_http_request requests[HUBSPOT_CALLS_MAX] = {0};
	struct crm_http_response responses[HUBSPOT_CALLS_MAX];
	for (size_t i = 0; i < n; i++) {
		if (calls[i].url.failed || calls[i].body.failed)
			return hubspot_no_memory(err);
		call_make_request(&calls[i], authorization, &requests[i]);
	}
	for (size_t i = 0; i < n; i++)
		responses[i] = calls[i].response;
	int rc = crm_http_send(conn->host->http, requests, responses, n, err);
	for (size_t i = 0; i < n; i++) {
		calls[i].response = responses[i];
		if (responses[i].status != 0)
			call_note_limits(conn, &calls[i].response);
	}
	return rc;
}

int hubspot_send(struct crm_connection *conn, struct hubspot_call *calls, size_t n, struct crm_error *err)
{
	struct crm_buf authorization;
	int rc = hubspot_token_ensure(conn, err);
	if (rc != CRM_OK)
		return rc;
	crm_buf_init_secret(&authorization, CRM_BUF_MAX);
	crm_buf_printf(&authorization, "Bearer %s", conn->token.access);
	rc = authorization.failed ? hubspot_no_memory(err) : call_send_all(conn, calls, n, authorization.ptr, err);
	crm_buf_free(&authorization);
	return rc;
}

/* The body as JSON, if it is: an error may come as a web page. */
static int call_parse(struct hubspot_call *call, struct crm_error *err)
{
	const struct crm_buf *body = &call->response.body;
	bool succeeded = call->response.status < 300;
	struct crm_error reason = {0};
	crm_json_free(call->json);
	call->json = NULL;
	if (body->len == 0)
		return CRM_OK;
	int rc = crm_json_parse(body->ptr, body->len, &call->json, &reason);
	if (rc == CRM_E_NOMEM)
		rc = hubspot_no_memory(err);
	else if (rc < 0 && succeeded)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "%s: the answer is not JSON: %s", call->what,
				   crm_error_text(&reason));
	else
		rc = CRM_OK;
	crm_error_clear(&reason);
	if (rc < 0 && err)
		err->http_status = call->response.status;
	return rc;
}

int hubspot_read(struct crm_connection *conn, struct hubspot_call *call, struct crm_error *err)
{
	int status = call->response.status;
	int rc = call_parse(call, err);
	if (rc != CRM_OK)
		return rc;
	if (status < 200 || status >= 300)
		return hubspot_fault(conn, call, err);
	conn->accepted = true;
	return CRM_OK;
}

int hubspot_fetch(struct crm_connection *conn, struct hubspot_call *call, struct crm_error *err)
{
	int rc = hubspot_send(conn, call, 1, err);
	return rc == CRM_OK ? hubspot_read(conn, call, err) : rc;
}

int hubspot_results(const struct hubspot_call *call, const crm_json **out, struct crm_error *err)
{
	const crm_json *results = crm_json_get(call->json, "results");
	if (!crm_json_is_array(results))
		return crm_error_set(err, CRM_E_PROTOCOL, "%s: the answer has no list of results", call->what);
	*out = results;
	return CRM_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Requests, sign-in, and what an answer that is no success means. */
#include "pipedrive.h"

#include <string.h>

#include <crmsync/oauth.h>
#include <crmsync/timestamp.h>
#include <crmsync/url.h>

#define DEFAULT_BASE "https://api.pipedrive.com"
#define DEFAULT_TOKEN_URL "https://oauth.pipedrive.com/oauth/token"
#define RENEW_BEFORE_MS 60000
#define BURST_WAIT_MS 2000 /* the burst window rolls over 2 s; there is no Retry-After */

int pd_out_of_memory(struct crm_error *err)
{
	return crm_error_set(err, CRM_E_NOMEM, "out of memory");
}

const char *pd_collection(enum crm_object object)
{
	return object == CRM_CONTACT ? "persons" : object == CRM_COMPANY ? "organizations" : "deals";
}

const char *pd_item_type(enum crm_object object)
{
	return object == CRM_CONTACT ? "person" : object == CRM_COMPANY ? "organization" : "deal";
}

/* ---- sign-in ---- */

const char *pd_base(const struct crm_connection *conn)
{
	return conn->api_domain ? conn->api_domain : conn->host->base_url;
}

static bool uses_oauth(const struct crm_connection *conn)
{
	return conn->host->secret(conn->host->ctx, "token") == NULL;
}

static int keep_token(struct crm_connection *conn, struct crm_oauth_token *token, struct crm_error *err)
{
	if (token->refresh_token != NULL) {
		const char *old = conn->host->secret(conn->host->ctx, "refresh_token");
		if (old == NULL || strcmp(old, token->refresh_token) != 0) {
			int rc = conn->host->save_secret(conn->host->ctx, "refresh_token", token->refresh_token, err);
			if (rc < 0)
				return rc;
		}
	}
	crm_free(conn->access_token);
	conn->access_token = token->access_token;
	token->access_token = NULL;
	if (token->api_domain != NULL && strcmp(conn->host->base_url, DEFAULT_BASE) == 0) {
		crm_free(conn->api_domain);
		conn->api_domain = token->api_domain;
		token->api_domain = NULL;
	}
	conn->expires_at = token->expires_in_s > 0 ? crm_time_monotonic() + token->expires_in_s * 1000 : 0;
	return CRM_OK;
}

static int refresh_token(struct crm_connection *conn, struct crm_error *err)
{
	struct crm_buf url, form;
	struct crm_oauth_token token = {0};
	crm_buf_init(&url, 4096);
	crm_buf_init(&form, 16384);
	if (strcmp(conn->host->base_url, DEFAULT_BASE) == 0)
		crm_buf_str(&url, DEFAULT_TOKEN_URL);
	else
		crm_buf_printf(&url, "%s/oauth/token", conn->host->base_url);
	crm_form_add(&form, "grant_type", "refresh_token");
	crm_form_add(&form, "refresh_token", conn->host->secret(conn->host->ctx, "refresh_token"));
	int rc = url.failed || form.failed
	                 ? pd_out_of_memory(err)
	                 : crm_oauth_post(conn->host->http, url.ptr, form.ptr, form.len, conn->host->secret(conn->host->ctx, "client_id"),
	                                  conn->host->secret(conn->host->ctx, "client_secret"), &token, err);
	if (rc == CRM_OK)
		rc = keep_token(conn, &token, err);
	crm_oauth_token_free(&token);
	crm_buf_free(&url);
	crm_buf_free(&form);
	return rc;
}

int pd_authorise(struct crm_connection *conn, struct crm_error *err)
{
	if (!uses_oauth(conn))
		return CRM_OK;
	bool stale = conn->expires_at != 0 && crm_time_monotonic() > conn->expires_at - RENEW_BEFORE_MS;
	return conn->access_token != NULL && !stale ? CRM_OK : refresh_token(conn, err);
}

void pd_sign(struct crm_connection *conn, struct crm_http_request *req, struct crm_arena *arena)
{
	crm_http_header(req, "Accept", "application/json");
	if (!uses_oauth(conn)) {
		crm_http_header(req, "x-api-token", conn->host->secret(conn->host->ctx, "token"));
		return;
	}
	const char *value = crm_arena_printf(arena, "Bearer %s", conn->access_token);
	if (value != NULL)
		crm_http_header(req, "Authorization", value);
}

/* ---- answers ---- */

void pd_note_headers(struct crm_connection *conn, const struct crm_http_response *resp)
{
	int64_t remaining, reset, limit;
	if (crm_http_get_header_int(resp, "x-ratelimit-remaining", &remaining) && crm_http_get_header_int(resp, "x-ratelimit-reset", &reset))
		crm_http_note_remaining(conn->host->http, NULL, remaining, reset * 1000);
	if (!crm_http_get_header_int(resp, "x-daily-ratelimit-token-limit", &limit))
		limit = conn->budget.limit;
	if (crm_http_get_header_int(resp, "x-daily-ratelimit-token-remaining", &remaining)) {
		crm_http_note_budget(conn->host->http, limit, remaining);
		conn->budget = (struct crm_budget){.limit = limit, .remaining = remaining, .resets_in_ms = -1};
	}
}

const char *pd_error_words(const crm_json *json)
{
	const char *words = crm_json_get_string(json, "error");
	if (words == NULL)
		words = crm_json_get_string(json, "message");
	if (words == NULL)
		words = crm_json_get_string(json, "error_info");
	return words;
}

static int check_rate(struct crm_connection *conn, const struct crm_http_response *resp, const char *words, struct crm_error *err)
{
	int64_t reset = 0, remaining = -1;
	/* Both limits answer 429: the day's is told by its own header. */
	if (crm_http_get_header_int(resp, "x-daily-ratelimit-token-remaining", &remaining) && remaining <= 0) {
		crm_http_note_budget(conn->host->http, conn->budget.limit, 0);
		return crm_error_set(err, CRM_E_BUDGET, "the day's token budget is spent: %s", words ? words : "429");
	}
	int rc = crm_error_set(err, CRM_E_RATE, "too many requests: %s", words ? words : "429");
	if (err != NULL)
		err->retry_after_ms = crm_http_get_header_int(resp, "x-ratelimit-reset", &reset) && reset > 0 ? reset * 1000 : BURST_WAIT_MS;
	return rc;
}

static int check_unauthorised(struct crm_connection *conn, const char *words, struct crm_error *err)
{
	if (!uses_oauth(conn))
		return crm_error_set(err, CRM_E_AUTH, "the API token was refused: %s", words ? words : "401");
	crm_free(conn->access_token);
	conn->access_token = NULL;
	return crm_error_set(err, CRM_E_EXPIRED, "the access token was refused: %s", words ? words : "401");
}

static int classify(struct crm_connection *conn, const struct crm_http_response *resp, const crm_json *json, struct crm_error *err)
{
	const char *words = pd_error_words(json);
	int status = resp->status;
	if (status == 401)
		return check_unauthorised(conn, words, err);
	if (status == 429)
		return check_rate(conn, resp, words, err);
	if (status == 403 && json == NULL) { /* Cloudflare's page after repeated bursts */
		int rc = crm_error_set(err, CRM_E_RATE, "blocked for a while after too many requests (403 without JSON)");
		if (err != NULL)
			err->retry_after_ms = 30000;
		return rc;
	}
	if (status == 402 || status == 403)
		return crm_error_set(err, CRM_E_PERMISSION, "not allowed: %s", words ? words : "403");
	if (status == 404 || status == 410)
		return crm_error_set(err, CRM_E_NOT_FOUND, "not found: %s", words ? words : "404");
	if (status >= 500)
		return crm_error_set(err, CRM_E_SERVER, "the vendor failed with status %d%s%s", status, words ? ": " : "", words ? words : "");
	return crm_error_set(err, CRM_E_REJECTED, "refused with status %d: %s", status, words ? words : "no reason given");
}

int pd_check(struct crm_connection *conn, const struct crm_http_response *resp, const crm_json *json, struct crm_error *err)
{
	bool fine = resp->status >= 200 && resp->status < 300;
	if (fine && crm_json_true(crm_json_get(json, "success")))
		return CRM_OK;
	if (fine)
		return crm_error_set(err, CRM_E_PROTOCOL, "the answer is not what the API promises (%s)",
		                     json ? "success is not true" : "no JSON");
	int rc = classify(conn, resp, json, err);
	if (err != NULL)
		err->http_status = resp->status;
	return rc;
}

/* ---- sending ---- */

static int receive(struct crm_connection *conn, const struct crm_http_response *resp, crm_json **json, struct crm_error *err)
{
	struct crm_error parse = {0};
	pd_note_headers(conn, resp);
	*json = NULL;
	int parsed = crm_json_parse(resp->body.ptr, resp->body.len, json, &parse);
	int rc = pd_check(conn, resp, *json, err);
	if (rc == CRM_E_PROTOCOL && parsed != CRM_OK)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "the answer is not JSON: %s", crm_error_text(&parse));
	crm_error_clear(&parse);
	if (rc < 0) {
		crm_json_free(*json);
		*json = NULL;
	}
	return rc;
}

int pd_get(struct crm_connection *conn, const char *url, unsigned cost, const char *rate_class, struct crm_arena *arena,
           crm_json **json, struct crm_http_response *resp, struct crm_error *err)
{
	struct crm_http_request req = {.method = "GET", .url = url, .cost = cost, .rate_class = rate_class};
	int rc = pd_authorise(conn, err);
	if (rc < 0)
		return rc;
	pd_sign(conn, &req, arena);
	rc = crm_http_send(conn->host->http, &req, resp, 1, err);
	return rc < 0 ? rc : receive(conn, resp, json, err);
}

int pd_send(struct crm_connection *conn, const char *method, const char *url, const char *body, unsigned cost, struct crm_arena *arena,
            crm_json **json, struct crm_error *err)
{
	struct crm_http_request req = {.method = method, .url = url, .cost = cost, .mutating = true, .body = body,
	                               .body_len = body ? strlen(body) : 0};
	struct crm_http_response resp;
	int rc = pd_authorise(conn, err);
	if (rc < 0)
		return rc;
	pd_sign(conn, &req, arena);
	if (body != NULL)
		crm_http_header(&req, "Content-Type", "application/json");
	crm_http_response_init(&resp);
	rc = crm_http_send(conn->host->http, &req, &resp, 1, err);
	if (rc == CRM_OK)
		rc = receive(conn, &resp, json, err);
	crm_http_response_free(&resp);
	return rc;
}

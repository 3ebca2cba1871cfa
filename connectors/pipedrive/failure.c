/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer that is no success means. */
#include <string.h>
#include <strings.h>

#include "pipedrive.h"

#define BURST_WAIT_MS   2000  /* the burst window rolls over 2 s; there is no Retry-After */
#define BLOCKED_WAIT_MS 30000 /* Cloudflare, after repeated bursts */

int pd_out_of_memory(struct crm_error *err)
{
	return crm_error_no_memory(err);
}

const char *pd_error_words(const crm_json *json)
{
	static const char *const members[] = {"error", "message", "error_info", "error_description", NULL};
	for (const char *const *m = members; *m != NULL; m++)
		if (crm_json_get_string(json, *m) != NULL)
			return crm_json_get_string(json, *m);
	return NULL;
}

static int wait_and_repeat(struct crm_error *err, int64_t ms, const char *what, const char *words)
{
	int rc = crm_error_set(err, CRM_E_RATE, "%s: %s", what, words);
	if (err != NULL)
		err->retry_after_ms = ms;
	return rc;
}

/* Both limits answer 429: the day's is told by its own header. */
static int check_rate(struct crm_connection *conn, const struct crm_http_request *req,
		      const struct crm_http_response *resp, const char *words, struct crm_error *err)
{
	int64_t reset = 0, left = 0;
	if (crm_http_get_header_int(resp, "x-daily-ratelimit-token-remaining", &left) && left < (int64_t)req->cost) {
		crm_http_note_budget(conn->host->http, conn->budget.limit, left > 0 ? left : 0);
		return crm_error_set(err, CRM_E_BUDGET, "the day's token budget is spent: %s", words);
	}
	bool told = crm_http_get_header_int(resp, "x-ratelimit-reset", &reset) && reset > 0 && reset < 3600;
	return wait_and_repeat(err, told ? reset * 1000 : BURST_WAIT_MS, "too many requests", words);
}

static int check_credential(struct crm_connection *conn, const char *words, struct crm_error *err)
{
	if (!pd_uses_oauth(conn))
		return crm_error_set(err, CRM_E_AUTH, "the API token was refused: %s", words);
	pd_forget_token(conn);
	return crm_error_set(err, CRM_E_EXPIRED, "the access token was refused: %s", words);
}

/* A missing scope is told in the body, at times with another status. */
static bool is_forbidden(int status, const crm_json *json)
{
	int64_t code = 0;
	return status == 402 || status == 403 ||
	       (status == 404 && crm_json_int(crm_json_get(json, "errorCode"), &code) && code == 403);
}

static bool is_passing(int status)
{
	return status >= 500 || status == 408 || status == 423 || status == 425;
}

static int classify(struct crm_connection *conn, const struct crm_http_request *req,
		    const struct crm_http_response *resp, const crm_json *json, struct crm_error *err)
{
	int status = resp->status;
	const char *words = pd_error_words(json);
	if (words == NULL)
		words = json ? "no reason given" : "the answer is no JSON";
	if (status == 401)
		return check_credential(conn, words, err);
	if (status == 429)
		return check_rate(conn, req, resp, words, err);
	if (is_passing(status))
		return crm_error_set(err, CRM_E_SERVER, "the vendor failed with status %d: %s", status, words);
	if (status == 403 && json == NULL)
		return wait_and_repeat(err, BLOCKED_WAIT_MS, "blocked for a while",
				       "403 without JSON, as after too many requests");
	if (is_forbidden(status, json))
		return crm_error_set(err, CRM_E_PERMISSION, "not allowed: %s", words);
	if (resp->body.len == 0 && (status == 400 || status == 409 || status == 422))
		return crm_error_set(err, CRM_E_REJECTED, "refused with status %d without a reason", status);
	if (json == NULL)
		return crm_error_set(err, CRM_E_PROTOCOL, "status %d, and the answer is no JSON", status);
	if (status == 404 || status == 410)
		return crm_error_set(err, CRM_E_NOT_FOUND, "not found: %s", words);
	return crm_error_set(err, CRM_E_REJECTED, "refused with status %d: %s", status, words);
}

int pd_check(struct crm_connection *conn, const struct crm_http_request *req, const struct crm_http_response *resp,
	     const crm_json *json, struct crm_error *err)
{
	int rc;
	bool fine = resp->status >= 200 && resp->status < 300;
	const crm_json *success = crm_json_get(json, "success");
	if (fine && crm_json_true(success))
		return CRM_OK;
	if (fine && req->mutating && crm_json_type(success) == CRM_JSON_BOOL)
		rc = crm_error_set(err, CRM_E_REJECTED, "refused: %s",
				   pd_error_words(json) ? pd_error_words(json) : "no reason given");
	else if (fine)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "the answer is not what the API promises (%s)",
				   json ? "success is not true" : "no JSON");
	else
		rc = classify(conn, req, resp, json, err);
	if (err != NULL)
		err->http_status = resp->status;
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Token endpoints. */
#include "config.h"

#include <crmsync/json.h>
#include <crmsync/log.h>
#include <crmsync/mem.h>
#include <crmsync/oauth.h>
#include <crmsync/url.h>
#include <stdlib.h>
#include <string.h>

void crm_oauth_token_free(struct crm_oauth_token *token)
{
	if (!token)
		return;
	crm_free_secret(token->access_token);
	crm_free_secret(token->refresh_token);
	crm_free(token->instance_url);
	crm_free(token->api_domain);
	crm_free(token->id);
	memset(token, 0, sizeof *token);
}

/* Refusals that pass by themselves although they come as 4xx; all others are final.  Salesforce answers 400
   unknown_error "retry your request" while it is busy, and invalid_grant "login rate exceeded". */
static const struct {
	const char *error;
	const char *description; /* a part of it, NULL: any */
	int code;
} oauth_temporary[] = {
	{"temporarily_unavailable", NULL, CRM_E_SERVER}, {"server_error", NULL, CRM_E_SERVER},
	{"unknown_error", NULL, CRM_E_SERVER},           {"slow_down", NULL, CRM_E_RATE},
	{"invalid_grant", "rate exceeded", CRM_E_RATE},
};

static int oauth_refusal_code(const char *error, const char *description)
{
	for (size_t i = 0; i < sizeof oauth_temporary / sizeof *oauth_temporary; i++) {
		if (strcmp(oauth_temporary[i].error, error) == 0 &&
		    (!oauth_temporary[i].description ||
		     (description && strstr(description, oauth_temporary[i].description))))
			return oauth_temporary[i].code;
	}
	return CRM_E_AUTH;
}

static const char *first_string(const crm_json *object, const char *a, const char *b)
{
	const char *text = crm_json_get_string(object, a);
	return text ? text : crm_json_get_string(object, b);
}

static int oauth_refused(const struct crm_http_response *resp, const crm_json *body, struct crm_error *err)
{
	/* RFC 6749 section 5.2 says error and error_description; HubSpot says status and message, of the dated versions
	   only category and message are certain. */
	const char *error = first_string(body, "error", "status");
	if (!error)
		error = crm_json_get_string(body, "category");
	const char *description = first_string(body, "error_description", "message");
	if (resp->status >= 500 || resp->status == 408 || resp->status == 425)
		return crm_error_set(err, CRM_E_SERVER, "the token endpoint failed with status %d", resp->status);
	if (resp->status == 429)
		return crm_error_set(err, CRM_E_RATE, "the token endpoint asks for a pause");
	if (resp->status < 400 || !error)
		return crm_error_set(err, CRM_E_PROTOCOL, "the token endpoint gave an unexpected answer with status %d",
				     resp->status);
	return crm_error_set(err, oauth_refusal_code(error, description), "the token endpoint refused: %s%s%s", error,
			     description ? ": " : "", description ? description : "");
}

/* A copy of a member that is a string; NULL in *out if there is none.  False on out of memory. */
static bool oauth_copy(const crm_json *body, const char *name, char **out)
{
	const char *text = crm_json_get_string(body, name);
	*out = crm_strdup(text);
	return !text || *out;
}

static int64_t oauth_seconds(const crm_json *value)
{
	const char *text = crm_json_text(value);
	int64_t seconds = text ? strtoll(text, NULL, 10) : 0;
	return seconds > 0 ? seconds : 0;
}

static int oauth_read_token(const crm_json *body, struct crm_oauth_token *out, struct crm_error *err)
{
	struct crm_oauth_token token = {.expires_in_s = oauth_seconds(crm_json_get(body, "expires_in"))};
	const char *access = crm_json_get_string(body, "access_token");
	if (!access || access[0] == '\0')
		return crm_error_set(err, CRM_E_PROTOCOL, "the token endpoint gave no access token");
	for (const crm_json *member = crm_json_first(body); member; member = crm_json_next(member))
		crm_redact_parameter(crm_json_name(member), crm_json_text(member));
	if (!oauth_copy(body, "access_token", &token.access_token) ||
	    !oauth_copy(body, "refresh_token", &token.refresh_token) ||
	    !oauth_copy(body, "instance_url", &token.instance_url) ||
	    !oauth_copy(body, "api_domain", &token.api_domain) || !oauth_copy(body, "id", &token.id)) {
		crm_oauth_token_free(&token);
		return crm_error_set(err, CRM_E_NOMEM, "out of memory while reading a token");
	}
	*out = token;
	return CRM_OK;
}

static int oauth_read_answer(const struct crm_http_response *resp, struct crm_oauth_token *out, struct crm_error *err)
{
	crm_json *body = NULL;
	struct crm_error parse_error = {0};
	int rc = crm_json_parse(resp->body.ptr, resp->body.len, &body, &parse_error);
	if (rc == CRM_E_NOMEM)
		crm_error_set(err, rc, "%s", crm_error_text(&parse_error));
	else if (resp->status >= 200 && resp->status < 300 && rc < 0)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "the token endpoint's answer is not JSON: %s",
				   crm_error_text(&parse_error));
	else if (resp->status >= 200 && resp->status < 300)
		rc = oauth_read_token(body, out, err);
	else
		rc = oauth_refused(resp, body, err);
	crm_error_clear(&parse_error);
	crm_json_free_secret(body);
	if (rc < 0 && err) {
		err->http_status = resp->status;
		err->retry_after_ms = crm_http_retry_after(resp);
	}
	return rc;
}

/* "Basic ..." ; both halves and the whole are secrets. */
static void oauth_basic(struct crm_buf *out, const char *user, const char *password)
{
	struct crm_buf pair;
	crm_buf_init_secret(&pair, CRM_BUF_MAX);
	crm_buf_printf(&pair, "%s:%s", user, password ? password : "");
	crm_redact_add(pair.ptr);
	crm_buf_str(out, "Basic ");
	crm_base64(out, pair.ptr, pair.len);
	if (pair.failed)
		out->failed = true;
	crm_buf_free(&pair);
}

/* Sends the form; resp has the answer, whatever its status. */
static int oauth_send(struct crm_http *http, const char *url, const char *form, size_t form_len, const char *basic_user,
		      const char *basic_password, struct crm_http_response *resp, struct crm_error *err)
{
	struct crm_http_request req = {.method = "POST", .url = url, .body = form, .body_len = form_len};
	struct crm_buf basic;
	crm_http_header(&req, "Content-Type", "application/x-www-form-urlencoded");
	crm_http_header(&req, "Accept", "application/json");
	crm_buf_init_secret(&basic, CRM_BUF_MAX);
	crm_http_response_init(resp);
	crm_buf_init_secret(&resp->body, CRM_BUF_MAX);
	if (basic_user) {
		oauth_basic(&basic, basic_user, basic_password);
		crm_http_header(&req, "Authorization", basic.ptr);
	}
	int rc = basic.failed ? crm_error_set(err, CRM_E_NOMEM, "out of memory while asking for a token")
			      : crm_http_send(http, &req, resp, 1, err);
	crm_buf_free(&basic);
	return rc;
}

int crm_oauth_post(struct crm_http *http, const char *url, const char *form, size_t form_len, const char *basic_user,
		   const char *basic_password, struct crm_oauth_token *out, struct crm_error *err)
{
	struct crm_http_response resp;
	int rc = oauth_send(http, url, form, form_len, basic_user, basic_password, &resp, err);
	if (rc == CRM_OK)
		rc = oauth_read_answer(&resp, out, err);
	crm_http_response_free(&resp);
	return rc;
}

int crm_oauth_revoke(struct crm_http *http, const char *url, const char *form, size_t form_len, const char *basic_user,
		     const char *basic_password, struct crm_error *err)
{
	struct crm_http_response resp;
	int rc = oauth_send(http, url, form, form_len, basic_user, basic_password, &resp, err);
	if (rc == CRM_OK && (resp.status < 200 || resp.status >= 300)) {
		crm_json *body = NULL;
		rc = crm_json_parse(resp.body.ptr, resp.body.len, &body, NULL);
		rc = rc == CRM_E_NOMEM ? crm_error_no_memory(err) : oauth_refused(&resp, body, err);
		crm_json_free_secret(body);
	}
	crm_http_response_free(&resp);
	return rc;
}

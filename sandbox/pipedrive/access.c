/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may ask: the API token or an access token.  Access tokens that this face hands out carry their own expiry, so
 * that they need no list and survive a restart.
 */
#include <stdlib.h>
#include <string.h>

#include <crmsync/url.h>

#include "pipedrive.h"

#define ACCESS_PREFIX "v1u:AQI"
#define SCOPES        "base,deals:full,contacts:full,users:read,search:read,deal-fields:full,contact-fields:full"

static const char *bearer(const struct face_request *req)
{
	const char *value = face_header(req, "Authorization");

	return value && strncmp(value, "Bearer ", 7) == 0 ? value + 7 : NULL;
}

/* A token handed out here: true, and its expiry. */
static bool own_token(const char *token, int64_t *expires)
{
	size_t len = strlen(ACCESS_PREFIX);

	if (strncmp(token, ACCESS_PREFIX, len) != 0)
		return false;
	*expires = strtoll(token + len, NULL, 16);
	return true;
}

static bool known_token(const struct face *face, const char *token)
{
	const char *required = pd_option_text(face, "required_token");

	return required && *required ? strcmp(required, token) == 0 : *token != '\0';
}

bool pd_authorised(struct face *face, const struct face_request *req, struct face_response *resp)
{
	const char *token = face_header(req, "x-api-token"), *access = bearer(req);
	int64_t expires;

	if (token && known_token(face, token))
		return true;
	if (!token && access && own_token(access, &expires)) {
		if (face_now(face->host) < expires)
			return true;
		pd_fail_gateway(resp, 401, "Invalid token: access token has expired");
	} else if (!token && access && known_token(face, access)) {
		return true;
	} else if (access && !token) {
		pd_fail_gateway(resp, 401, "Invalid token: access token is invalid");
	} else {
		pd_fail_gateway(resp, 401, "unauthorized access");
	}
	face_set_header(resp, "x-401-by-gw", "true");
	return false;
}

/* --- POST /oauth/token ---------------------------------------------------------------------------------------------
 */

static void refuse(struct face_response *resp, const char *error, const char *message)
{
	struct crm_json_writer w;

	crm_buf_reset(&resp->body);
	resp->status = 400;
	crm_jw_init(&w, &resp->body);
	crm_jw_object(&w);
	crm_jw_field_bool(&w, "success", false);
	crm_jw_field(&w, "message", message);
	crm_jw_field(&w, "error", error);
	crm_jw_end_object(&w);
}

static bool client_known(const struct face_request *req)
{
	const char *value = face_header(req, "Authorization");
	const char *colon;
	struct crm_buf plain;
	bool ok = false;

	if (!value || strncmp(value, "Basic ", 6) != 0)
		return false;
	crm_buf_init(&plain, 4096);
	if (crm_base64_decode(&plain, value + 6, strlen(value + 6))) {
		colon = strchr(plain.ptr, ':');
		ok = colon && colon > plain.ptr && colon[1];
	}
	crm_buf_free(&plain);
	return ok;
}

/* Value of a form field of the body, through the query reader. */
static bool form_value(const struct face_request *req, const char *name, struct crm_buf *out)
{
	struct face_request form = *req;

	form.query = req->body;
	return face_query(&form, name, 0, out) && !out->failed && out->len;
}

static bool refresh_allowed(const struct face *face, const char *given)
{
	const char *required = pd_option_text(face, "required_refresh_token");

	if (face->refresh_revoked)
		return false;
	if (face->refresh_token[0])
		return strcmp(face->refresh_token, given) == 0;
	return !required || !*required || strcmp(required, given) == 0;
}

static void hand_out(struct face *face, const struct face_request *req, struct face_response *resp, const char *refresh)
{
	const struct face_options *options = face_options(face->host);
	int64_t ttl = options && options->token_ttl_s >= 0 ? options->token_ttl_s : 3600;
	struct crm_json_writer w;
	struct crm_buf token;

	crm_buf_init(&token, 256);
	crm_buf_printf(&token, ACCESS_PREFIX "%llx_%016llx", (unsigned long long)(face_now(face->host) + ttl * 1000),
		       (unsigned long long)face_random(face->host));
	resp->status = 200;
	crm_jw_init(&w, &resp->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "access_token", token.ptr);
	crm_jw_field(&w, "token_type", "Bearer");
	crm_jw_field(&w, "refresh_token", refresh);
	crm_jw_field(&w, "scope", SCOPES);
	crm_jw_field_int(&w, "expires_in", ttl);
	crm_jw_field(&w, "api_domain", req->base);
	crm_jw_end_object(&w);
	crm_buf_free(&token);
}

static void rotate(struct face *face)
{
	struct crm_buf token;

	crm_buf_init(&token, sizeof(face->refresh_token));
	crm_buf_printf(&token, "2:2:%016llx%016llx", (unsigned long long)face_random(face->host),
		       (unsigned long long)face_random(face->host));
	memcpy(face->refresh_token, token.ptr, token.len + 1);
	crm_buf_free(&token);
}

/* ---- GET /oauth/authorize, POST /oauth/revoke ---- */

/* A code lives for 5 minutes (Pipedrive, "OAuth status codes"); a person who declines: "OAuth authorization". */
void pd_handle_authorize(struct face *face, const struct face_request *req, struct face_response *resp)
{
	const struct consent_rules rules = {.denied = "user_denied", .code_prefix = "", .code_life_s = 300};

	consent_answer(&face->consent, face->host, req, resp, &rules);
}

void pd_handle_revoke(struct face *face, const struct face_request *req, struct face_response *resp)
{
	struct crm_buf token;

	crm_buf_init(&token, 4096);
	if (!client_known(req)) {
		refuse(resp, "invalid_client", "Invalid client: cannot retrieve client credentials");
	} else if (!form_value(req, "token", &token)) {
		refuse(resp, "invalid_request", "Missing parameter: `token`");
	} else {
		/* an unknown token is no error (RFC 7009, 2.2) */
		face->refresh_revoked = face->refresh_revoked || refresh_allowed(face, token.ptr);
		resp->status = 200;
		crm_buf_str(&resp->body, "{\"success\":true}");
	}
	crm_buf_free(&token);
}

/* What is wrong with a code, NULL: nothing.  Codes that no page of consent gave out are taken while none has. */
static const char *code_problem(struct face *face, const struct face_request *req, const char *code)
{
	struct crm_buf uri;

	crm_buf_init(&uri, 4096);
	(void)form_value(req, "redirect_uri", &uri);
	enum consent_verdict verdict = consent_redeem(&face->consent, face->host, code, uri.ptr, NULL);
	bool missing = uri.len == 0;
	crm_buf_free(&uri);
	if (missing)
		return "Invalid request: `redirect_uri` is not provided";
	if (verdict == CONSENT_GOOD || (verdict == CONSENT_UNKNOWN && face->consent.n == 0))
		return NULL;
	if (verdict == CONSENT_OTHER_URI)
		return "Invalid request: redirect_uri does not match the registered one";
	return verdict == CONSENT_EXPIRED ? "Invalid grant: authorization_code has expired"
					  : "Invalid grant: authorization_code is invalid";
}

/* The messages are those of Pipedrive's "OAuth status codes". */
void pd_handle_token(struct face *face, const struct face_request *req, struct face_response *resp)
{
	struct crm_buf grant, token;
	const char *problem;
	bool code;

	crm_buf_init(&grant, 4096);
	crm_buf_init(&token, 4096);
	(void)form_value(req, "grant_type", &grant);
	code = strcmp(grant.ptr, "authorization_code") == 0;
	if (!client_known(req))
		refuse(resp, "invalid_client", "Invalid client: cannot retrieve client credentials");
	else if (!grant.len)
		refuse(resp, "invalid_request", "Missing parameter: `grant_type`");
	else if (!code && strcmp(grant.ptr, "refresh_token") != 0)
		refuse(resp, "unsupported_grant_type", "Unsupported grant type: `grant_type` is invalid");
	else if (!form_value(req, code ? "code" : "refresh_token", &token) ||
		 (!code && !refresh_allowed(face, token.ptr)))
		refuse(resp, "invalid_grant",
		       code ? "Invalid grant: authorization_code is invalid"
			    : "Invalid grant: refresh_token is invalid");
	else if (code && (problem = code_problem(face, req, token.ptr)) != NULL)
		refuse(resp, "invalid_grant", problem);
	else {
		face->refresh_revoked = face->refresh_revoked && !code;
		if (code || pd_option_true(face, "rotate_refresh", false))
			rotate(face);
		hand_out(face, req, resp, face->refresh_token[0] ? face->refresh_token : token.ptr);
	}
	crm_buf_free(&grant);
	crm_buf_free(&token);
}

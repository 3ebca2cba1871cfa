/* SPDX-License-Identifier: Apache-2.0 */
/*
 * POST /oauth/{v1,v3,2026-03,...}/token: a fresh access token for a refresh token, which itself never changes, or for
 * the code that the page of consent has sent to redirect_uri, with a refresh token. Options: token_ttl_s,
 * oauth_client_id, oauth_client_secret, oauth_refresh_token, oauth_code (each compared if set), oauth_revoked.
 * GET /oauth/authorize: the page of consent, at the vendor on app.hubspot.com.
 */
#include <inttypes.h>
#include <string.h>

#include "hubspot.h"

#define TOKEN_LIFE_S 1800
#define MAX_TOKENS   64

/* Value of a form field of the body as arena text, NULL if absent. */
static const char *form(struct hs_call *call, const char *name)
{
	struct face_request req = *call->req;
	req.query = call->req->body;
	struct crm_buf value;
	crm_buf_init(&value, CRM_BUF_MAX);
	const char *text = NULL;
	if (face_query(&req, name, 0, &value) && !value.failed)
		text = crm_arena_strdup(call->arena, value.ptr);
	crm_buf_free(&value);
	return text;
}

static int refuse(struct hs_call *call, const char *status, const char *oauth, const char *message)
{
	struct crm_json_writer w;
	call->resp->status = 400;
	crm_buf_reset(&call->resp->body);
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "status", status);
	crm_jw_field(&w, "message", message);
	crm_jw_field(&w, "correlationId", call->correlation);
	crm_jw_field(&w, "category", "VALIDATION_ERROR");
	if (!call->dated) { /* nothing says that the dated versions have these */
		crm_jw_field(&w, "error", oauth);
		crm_jw_field(&w, "error_description", message);
	}
	crm_jw_end_object(&w);
	return CRM_OK;
}

static bool differs(struct hs_call *call, const char *option, const char *given)
{
	const char *wanted = hs_option_text(call->face, option);
	return !given || !*given || (wanted && strcmp(wanted, given) != 0);
}

static void forget_oldest(struct face *face)
{
	crm_free(face->tokens[0].text);
	memmove(&face->tokens[0], &face->tokens[1], (face->n_tokens - 1) * sizeof face->tokens[0]);
	face->n_tokens--;
}

static int issue(struct hs_call *call, int64_t life_s, const char **out)
{
	struct face *face = call->face;
	if (face->n_tokens == MAX_TOKENS)
		forget_oldest(face);
	if (hs_grow(&face->tokens, &face->cap_tokens, face->n_tokens, sizeof *face->tokens) < 0)
		return CRM_E_NOMEM;
	struct crm_buf text;
	crm_buf_init(&text, 256);
	crm_buf_str(&text, "CP");
	for (int i = 0; i < 6; i++)
		crm_buf_printf(&text, "%016" PRIx64, face_random(face->host));
	char *token = crm_buf_take(&text);
	crm_buf_free(&text);
	if (!token)
		return CRM_E_NOMEM;
	face->tokens[face->n_tokens++] = (struct hs_token){.text = token, .expires = call->now + life_s * 1000};
	*out = token;
	return CRM_OK;
}

static int answer_token(struct hs_call *call, const char *refresh)
{
	int64_t life = face_options(call->face->host)->token_ttl_s;
	if (life < 0)
		life = TOKEN_LIFE_S;
	const char *access;
	if (issue(call, life, &access) < 0)
		return CRM_E_NOMEM;
	struct crm_json_writer w;
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "token_type", "bearer");
	crm_jw_field(&w, "refresh_token", refresh);
	crm_jw_field(&w, "access_token", access);
	crm_jw_field_int(&w, "expires_in", life);
	if (strcmp(call->segment[0], "v1") != 0) {
		crm_jw_field(&w, "token_use", "access_token");
		crm_jw_field_int(&w, "hub_id", hs_portal(call->face));
		crm_jw_field_int(&w, "user_id", 12045001);
		crm_jw_key(&w, "scopes");
		crm_jw_array(&w);
		crm_jw_string(&w, "oauth");
		crm_jw_string(&w, "crm.objects.contacts.read");
		crm_jw_string(&w, "crm.objects.contacts.write");
		crm_jw_end_array(&w);
	}
	crm_jw_end_object(&w);
	return CRM_OK;
}

#define CODE_LIFE_S 300 /* the vendor does not say; RFC 6749 wants at most ten minutes */

int hs_consent_page(struct hs_call *call)
{
	/* what is sent back after a denial is not documented; these are the words of RFC 6749, 4.1.2.1 */
	const struct consent_rules rules = {.client_id = hs_option_text(call->face, "oauth_client_id"),
					    .denied = "access_denied",
					    .description = "the user denied the request",
					    .code_prefix = "na1-",
					    .code_life_s = CODE_LIFE_S,
					    .needs_scope = true};
	if (!hs_method(call, "GET"))
		return hs_answer_method(call);
	consent_answer(&call->face->consent, call->face->host, call->req, call->resp, &rules);
	return CRM_OK;
}

/* A refresh token of its own for each login. */
static const char *new_refresh(struct hs_call *call)
{
	struct crm_buf text;
	crm_buf_init(&text, 256);
	crm_buf_printf(&text, "na1-%016" PRIx64 "-%016" PRIx64, face_random(call->face->host),
		       face_random(call->face->host));
	crm_free(call->face->refresh);
	call->face->refresh = crm_buf_take(&text);
	crm_buf_free(&text);
	return call->face->refresh;
}

/* The code is good once (RFC 6749, 4.1.2).  Refusals as in HGData/mk-node-hubspot#87. */
static int grant_code(struct hs_call *call)
{
	const char *code = form(call, "code"), *redirect = form(call, "redirect_uri");
	const char *refresh = hs_option_text(call->face, "oauth_refresh_token");
	const char *used = call->face->used_code;
	if (!redirect || !*redirect)
		return refuse(call, "BAD_REDIRECT_URI", "invalid_request", "missing or invalid redirect uri");
	enum consent_verdict verdict = consent_redeem(&call->face->consent, call->face->host, code, redirect, NULL);
	if (verdict == CONSENT_GOOD) {
		call->face->refresh_revoked = false;
		return answer_token(call, refresh ? refresh : new_refresh(call));
	}
	if (verdict == CONSENT_OTHER_URI)
		return refuse(call, "MISMATCH_REDIRECT_URI_AUTH_CODE", "invalid_grant",
			      "redirect uri does not match the one of the auth code");
	if (verdict != CONSENT_UNKNOWN || call->face->consent.n > 0 || differs(call, "oauth_code", code) ||
	    (used && strcmp(used, code) == 0))
		return refuse(call, "BAD_AUTH_CODE", "invalid_grant", "missing or unknown auth code");
	char *copy = crm_strdup(code);
	if (!copy)
		return CRM_E_NOMEM;
	crm_free(call->face->used_code);
	call->face->used_code = copy;
	call->face->refresh_revoked = false;
	return answer_token(call, refresh ? refresh : "refresh");
}

static int grant(struct hs_call *call)
{
	const char *grant_type = form(call, "grant_type"), *refresh = form(call, "refresh_token");
	bool by_code = grant_type && strcmp(grant_type, "authorization_code") == 0;
	if (!grant_type)
		return refuse(call, "BAD_GRANT_TYPE", "invalid_request", "missing or unknown grant type");
	if (!by_code && strcmp(grant_type, "refresh_token") != 0)
		return refuse(call, "BAD_GRANT_TYPE", "unsupported_grant_type", "missing or unknown grant type");
	if (differs(call, "oauth_client_id", form(call, "client_id")))
		return refuse(call, "BAD_CLIENT_ID", "invalid_client", "missing or unknown client id");
	if (differs(call, "oauth_client_secret", form(call, "client_secret")))
		return refuse(call, "BAD_CLIENT_SECRET", "invalid_client", "missing or invalid client secret");
	if (by_code)
		return grant_code(call);
	if (call->face->refresh_revoked || hs_option_flag(call->face, "oauth_revoked", false) ||
	    differs(call, "oauth_refresh_token", refresh) ||
	    (call->face->refresh && strcmp(call->face->refresh, refresh) != 0))
		return refuse(call, "BAD_REFRESH_TOKEN", "invalid_grant", "missing or invalid refresh token");
	return answer_token(call, refresh);
}

static int token_info(struct hs_call *call, const char *text)
{
	const struct face *face = call->face;
	for (size_t i = 0; i < face->n_tokens; i++) {
		if (strcmp(face->tokens[i].text, text) != 0 || face->tokens[i].expires <= call->now)
			continue;
		struct crm_json_writer w;
		call->resp->status = 200;
		crm_jw_init(&w, &call->resp->body);
		crm_jw_object(&w);
		crm_jw_field(&w, "token", text);
		crm_jw_field(&w, "user", "integration@example.com");
		crm_jw_field(&w, "hub_domain", "sandbox.example.com");
		crm_jw_key(&w, "scopes");
		crm_jw_array(&w);
		crm_jw_string(&w, "oauth");
		crm_jw_end_array(&w);
		crm_jw_field_int(&w, "hub_id", hs_portal(face));
		crm_jw_field_int(&w, "app_id", 19083857);
		crm_jw_field_int(&w, "expires_in", (face->tokens[i].expires - call->now) / 1000);
		crm_jw_field_int(&w, "user_id", 12045001);
		crm_jw_field(&w, "token_type", "access");
		crm_jw_end_object(&w);
		return CRM_OK;
	}
	return hs_answer_error(call, 404, NULL, "access token not found");
}

int hs_oauth_api(struct hs_call *call)
{
	if (call->n_segments == 3 && strcmp(call->segment[1], "access-tokens") == 0)
		return hs_method(call, "GET") ? token_info(call, call->segment[2]) : hs_answer_method(call);
	if (call->n_segments < 2 || strcmp(call->segment[1], "token") != 0)
		return hs_answer_html_404(call);
	if (!hs_method(call, "POST"))
		return hs_answer_method(call);
	if (call->n_segments == 2)
		return grant(call);
	if (call->n_segments == 3 && strcmp(call->segment[2], "revoke") == 0) {
		call->face->refresh_revoked = true;
		call->resp->status = 204;
		return CRM_OK;
	}
	return hs_answer_html_404(call);
}

void hs_tokens_free(struct face *face)
{
	for (size_t i = 0; i < face->n_tokens; i++)
		crm_free(face->tokens[i].text);
	crm_free(face->tokens);
	crm_free(face->used_code);
	crm_free(face->refresh);
	consent_free(&face->consent);
}

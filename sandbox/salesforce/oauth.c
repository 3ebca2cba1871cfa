/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of the OAuth endpoints. */
#include "oauth.h"

#include <stdio.h>
#include <string.h>

#include <crmsync/timestamp.h>

#include "jwt.h"
#include "options.h"
#include "text.h"

#define DEFAULT_TTL_S   7200 /* the org's session timeout */
#define MAX_ASSERTION_S 300

struct sf_token {
	struct sf_token *next;
	char *text;
	int64_t expires; /* vendor's clock */
};

struct sf_refresh {
	struct sf_refresh *next;
	char *text;
	bool valid;
};

/* --- what was handed out --------------------------------------------------------------------------------- */

static int oauth_remember_token(struct face *face, const char *text, int64_t expires)
{
	struct sf_token *token = crm_calloc(1, sizeof(*token));
	char *copy = crm_strdup(text);
	if (!token || !copy) {
		crm_free(token);
		crm_free(copy);
		return CRM_E_NOMEM;
	}
	*token = (struct sf_token){.next = face->tokens, .text = copy, .expires = expires};
	face->tokens = token;
	return CRM_OK;
}

static struct sf_refresh *oauth_find_refresh(const struct face *face, const char *text)
{
	struct sf_refresh *refresh = face->refreshes;
	while (refresh && strcmp(refresh->text, text) != 0)
		refresh = refresh->next;
	return refresh;
}

static int oauth_remember_refresh(struct face *face, const char *text, bool valid)
{
	struct sf_refresh *refresh = oauth_find_refresh(face, text);
	if (refresh) {
		refresh->valid = valid;
		return CRM_OK;
	}
	refresh = crm_calloc(1, sizeof(*refresh));
	char *copy = crm_strdup(text);
	if (!refresh || !copy) {
		crm_free(refresh);
		crm_free(copy);
		return CRM_E_NOMEM;
	}
	*refresh = (struct sf_refresh){.next = face->refreshes, .text = copy, .valid = valid};
	face->refreshes = refresh;
	return CRM_OK;
}

void sf_oauth_free(struct face *face)
{
	while (face->tokens) {
		struct sf_token *next = face->tokens->next;
		crm_free(face->tokens->text);
		crm_free(face->tokens);
		face->tokens = next;
	}
	while (face->refreshes) {
		struct sf_refresh *next = face->refreshes->next;
		crm_free(face->refreshes->text);
		crm_free(face->refreshes);
		face->refreshes = next;
	}
	consent_free(&face->consent);
}

static void oauth_make_secret(struct face *face, const char *prefix, struct crm_buf *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
	crm_buf_str(out, prefix);
	for (int i = 0; i < 84; i++)
		crm_buf_char(out, letters[face_random(face->host) % (sizeof(letters) - 1)]);
}

/* --- answers --------------------------------------------------------------------------------------------- */

static void oauth_refuse(const struct sf_call *call, const char *error, const char *description)
{
	struct crm_json_writer w;
	crm_buf_reset(&call->resp->body);
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "error", error);
	crm_jw_field(&w, "error_description", description);
	crm_jw_end_object(&w);
	call->resp->status = 400;
}

static void oauth_write_id(const struct sf_call *call, const struct sf_row *user, struct crm_buf *out)
{
	crm_buf_printf(out, "%s/id/%s/%s", call->req->base, sf_org_id(call->face), user->id);
}

struct grant {
	const struct sf_row *user;
	const char *refresh_token; /* a new one, NULL: none in the answer */
	const char *scope;
	const char *secret; /* that the answer is signed with */
	bool with_signature;
};

static void oauth_write_signature(struct crm_json_writer *w, const char *secret, const char *id, const char *issued)
{
	struct crm_buf text, signature;
	crm_buf_init(&text, 4096);
	crm_buf_init(&signature, 256);
	crm_buf_printf(&text, "%s%s", id, issued);
	sf_hmac_sign(secret, text.ptr, &signature);
	crm_jw_field(w, "signature", signature.ptr);
	crm_buf_free(&text);
	crm_buf_free(&signature);
}

static void oauth_grant(const struct sf_call *call, const struct grant *grant)
{
	struct face *face = call->face;
	int64_t ttl = face_options(face->host)->token_ttl_s;
	struct crm_buf token, id;
	char prefix[32], issued[24];
	(void)snprintf(prefix, sizeof(prefix), "%.15s!AQ", sf_org_id(face));
	(void)snprintf(issued, sizeof(issued), "%lld", (long long)face_now(face->host));
	crm_buf_init(&token, 256);
	crm_buf_init(&id, 2048);
	oauth_make_secret(face, prefix, &token);
	oauth_write_id(call, grant->user, &id);
	int rc = oauth_remember_token(face, token.ptr, face_now(face->host) + (ttl >= 0 ? ttl : DEFAULT_TTL_S) * 1000);
	if (rc == CRM_OK && grant->refresh_token)
		rc = oauth_remember_refresh(face, grant->refresh_token, true);
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "access_token", token.ptr);
	if (grant->refresh_token)
		crm_jw_field(&w, "refresh_token", grant->refresh_token);
	if (grant->with_signature)
		oauth_write_signature(&w, grant->secret, id.ptr, issued);
	crm_jw_field(&w, "scope", grant->scope);
	crm_jw_field(&w, "instance_url", call->req->base);
	crm_jw_field(&w, "id", id.ptr);
	crm_jw_field(&w, "token_type", "Bearer");
	if (grant->with_signature)
		crm_jw_field(&w, "issued_at", issued);
	crm_jw_end_object(&w);
	call->resp->status = 200;
	crm_buf_free(&token);
	crm_buf_free(&id);
	if (rc < 0)
		sf_answer_problem(call, rc, NULL);
}

/* --- grants ---------------------------------------------------------------------------------------------- */

/* A member of the form in the body. */
static const char *oauth_form(const struct sf_call *call, const char *name)
{
	struct face_request form = *call->req;
	form.query = call->req->body;
	struct sf_call read = *call;
	read.req = &form;
	const char *value = sf_call_query(&read, name);
	return value ? value : sf_call_query(call, name);
}

static bool oauth_client_is_good(const struct sf_call *call)
{
	const char *id = oauth_form(call, "client_id"), *secret = oauth_form(call, "client_secret");
	const char *known_id = sf_option_text(call->face, "client_id");
	const char *known_secret = sf_option_text(call->face, "client_secret");
	if (!id || !*id || (known_id && strcmp(id, known_id) != 0)) {
		oauth_refuse(call, "invalid_client_id", "client identifier invalid");
		return false;
	}
	if (known_secret && (!secret || strcmp(secret, known_secret) != 0)) {
		oauth_refuse(call, "invalid_client", "invalid client credentials");
		return false;
	}
	return true;
}

static void oauth_refresh(const struct sf_call *call)
{
	struct face *face = call->face;
	const char *text = oauth_form(call, "refresh_token"), *secret = oauth_form(call, "client_secret");
	const char *known = sf_option_text(face, "refresh_token");
	if (!oauth_client_is_good(call))
		return;
	const struct sf_refresh *refresh = text ? oauth_find_refresh(face, text) : NULL;
	bool valid = refresh ? refresh->valid : text && *text && (!known || strcmp(text, known) == 0);
	if (!valid) {
		oauth_refuse(call, "invalid_grant", "expired access/refresh token");
		return;
	}
	struct grant grant = {.user = face->user,
			      .scope = "refresh_token api",
			      .secret = secret ? secret : "",
			      .with_signature = true};
	struct crm_buf rotated;
	crm_buf_init(&rotated, 256);
	int rc = CRM_OK;
	if (sf_option_bool(face, "rotate_refresh", false)) {
		oauth_make_secret(face, "5Aep861", &rotated);
		grant.refresh_token = rotated.ptr;
		rc = oauth_remember_refresh(face, text, false);
	}
	if (rc == CRM_OK)
		oauth_grant(call, &grant);
	else
		sf_answer_problem(call, rc, NULL);
	crm_buf_free(&rotated);
}

/* The words for each of them: Help, "OAuth Authorization Flow Errors". */
static void oauth_code(const struct sf_call *call)
{
	struct face *face = call->face;
	const char *secret = oauth_form(call, "client_secret");
	if (!oauth_client_is_good(call))
		return;
	switch (consent_redeem(&face->consent, face->host, oauth_form(call, "code"), oauth_form(call, "redirect_uri"),
			       oauth_form(call, "code_verifier"))) {
	case CONSENT_GOOD:
		break;
	case CONSENT_EXPIRED:
	case CONSENT_USED:
		oauth_refuse(call, "invalid_grant", "expired authorization code");
		return;
	case CONSENT_OTHER_URI:
		oauth_refuse(call, "redirect_uri_mismatch", "redirect_uri must match configuration");
		return;
	case CONSENT_OTHER_VERIFIER:
		oauth_refuse(call, "invalid_grant", "invalid code verifier");
		return;
	case CONSENT_UNKNOWN:
		oauth_refuse(call, "invalid_grant", "invalid authorization code");
		return;
	}
	struct crm_buf refresh;
	crm_buf_init(&refresh, 256);
	oauth_make_secret(face, "5Aep861", &refresh);
	struct grant grant = {.user = face->user,
			      .refresh_token = refresh.ptr,
			      .scope = "refresh_token api",
			      .secret = secret ? secret : "",
			      .with_signature = true};
	oauth_grant(call, &grant);
	crm_buf_free(&refresh);
}

/* A code lives for 15 minutes (Help, "OAuth 2.0 Web Server Flow"). */
void sf_oauth_authorize(const struct sf_call *call)
{
	const struct consent_rules rules = {.client_id = sf_option_text(call->face, "client_id"),
					    .denied = "access_denied",
					    .description = "end-user denied authorization",
					    .code_prefix = "aPrx",
					    .code_life_s = 900,
					    .needs_response_type = true,
					    .knows_pkce = true};
	consent_answer(&call->face->consent, call->face->host, call->req, call->resp, &rules);
}

static void oauth_client_credentials(const struct sf_call *call)
{
	const char *secret = oauth_form(call, "client_secret");
	if (!oauth_client_is_good(call))
		return;
	if (!secret || !*secret) {
		oauth_refuse(call, "invalid_client", "invalid client credentials");
		return;
	}
	struct grant grant = {.user = call->face->user, .scope = "api", .secret = secret, .with_signature = true};
	oauth_grant(call, &grant);
}

static const struct sf_row *oauth_find_user(const struct face *face, const char *username)
{
	const struct sf_table *users = sf_table_find(face, "User");
	for (size_t i = 0; username && i < users->n_rows; i++) {
		const char *name = sf_row_stored_name(users, users->rows[i], "Username");
		if (name && sf_text_equal(name, username))
			return users->rows[i];
	}
	return NULL;
}

static bool oauth_audience_is_good(const struct sf_call *call, const crm_json *claims)
{
	static const char *const audiences[] = {"https://login.salesforce.com", "https://test.salesforce.com"};
	const char *audience = crm_json_get_string(claims, "aud");
	if (!audience)
		return false;
	for (size_t i = 0; i < sizeof(audiences) / sizeof(audiences[0]); i++)
		if (strcmp(audience, audiences[i]) == 0)
			return true;
	const char *token_url = strstr(audience, "/services/oauth2/token");
	size_t len = token_url ? (size_t)(token_url - audience) : strlen(audience);
	return strlen(call->req->base) == len && strncmp(audience, call->req->base, len) == 0;
}

/* Clients stamp assertions with their own clock, so the wall clock judges them even when the vendor's was moved. */
static bool oauth_assertion_is_fresh(const crm_json *claims)
{
	int64_t expires;
	int64_t now = crm_time_now() / 1000;
	return crm_json_int(crm_json_get(claims, "exp"), &expires) && expires >= now &&
	       expires <= now + MAX_ASSERTION_S;
}

static void oauth_judge_claims(const struct sf_call *call, const crm_json *claims)
{
	const char *issuer = crm_json_get_string(claims, "iss");
	const char *known = sf_option_text(call->face, "client_id");
	const struct sf_table *users = sf_table_find(call->face, "User");
	if (!issuer || !*issuer || (known && strcmp(issuer, known) != 0)) {
		oauth_refuse(call, "invalid_client_id", "client identifier invalid");
		return;
	}
	if (!oauth_audience_is_good(call, claims)) {
		oauth_refuse(call, "invalid_grant", "audience is invalid");
		return;
	}
	if (!oauth_assertion_is_fresh(claims)) {
		oauth_refuse(call, "invalid_grant", "expired assertion");
		return;
	}
	const struct sf_row *user = oauth_find_user(call->face, crm_json_get_string(claims, "sub"));
	const char *active = user ? sf_row_stored_name(users, user, "IsActive") : NULL;
	if (!user) {
		oauth_refuse(call, "invalid_grant", "user hasn't approved this consumer");
	} else if (!active || strcmp(active, "true") != 0) {
		oauth_refuse(call, "invalid_grant", "inactive user");
	} else {
		struct grant grant = {.user = user, .scope = "api"};
		oauth_grant(call, &grant);
	}
}

static void oauth_jwt(const struct sf_call *call)
{
	const char *assertion = oauth_form(call, "assertion"), *pem = sf_option_text(call->face, "jwt_public_key");
	crm_json *claims = NULL;
	if (!assertion || !pem || !sf_jwt_verify(assertion, pem, &claims)) {
		oauth_refuse(call, "invalid_grant", "invalid assertion");
		return;
	}
	oauth_judge_claims(call, claims);
	crm_json_free(claims);
}

void sf_oauth_token(const struct sf_call *call)
{
	const char *type = oauth_form(call, "grant_type");
	if (!type)
		oauth_refuse(call, "invalid_request", "missing required parameters: grant_type");
	else if (strcmp(type, "refresh_token") == 0)
		oauth_refresh(call);
	else if (strcmp(type, "authorization_code") == 0)
		oauth_code(call);
	else if (strcmp(type, "client_credentials") == 0)
		oauth_client_credentials(call);
	else if (strcmp(type, "urn:ietf:params:oauth:grant-type:jwt-bearer") == 0)
		oauth_jwt(call);
	else
		oauth_refuse(call, "unsupported_grant_type", "grant type not supported");
}

void sf_oauth_revoke(const struct sf_call *call)
{
	const char *text = oauth_form(call, "token");
	bool known = false;
	for (struct sf_token *token = call->face->tokens; token && text; token = token->next) {
		if (strcmp(token->text, text) != 0)
			continue;
		token->expires = 0;
		known = true;
	}
	struct sf_refresh *refresh = text ? oauth_find_refresh(call->face, text) : NULL;
	if (refresh)
		refresh->valid = false;
	if (known || refresh)
		call->resp->status = 200;
	else
		oauth_refuse(call, "unsupported_token_type", "this token type is not supported");
}

/* --- checking -------------------------------------------------------------------------------------------- */

static bool oauth_accepts(const struct face *face, const char *text)
{
	for (const struct sf_token *token = face->tokens; token; token = token->next)
		if (strcmp(token->text, text) == 0)
			return face_now(face->host) < token->expires;
	/* one of this org's, but not one that is known */
	if (strncmp(text, sf_org_id(face), 15) == 0 && strncmp(text + 15, "!AQ", 3) == 0)
		return false;
	const char *required = sf_option_text(face, "required_token");
	return *text && (!required || strcmp(text, required) == 0);
}

bool sf_oauth_check(const struct sf_call *call)
{
	const char *header = sf_call_header(call, "Authorization");
	const char *token = NULL;
	if (header && (strncmp(header, "Bearer ", 7) == 0 || strncmp(header, "OAuth ", 6) == 0))
		token = strchr(header, ' ') + 1;
	if (token && oauth_accepts(call->face, token))
		return true;
	sf_answer_error(call, 401, "INVALID_SESSION_ID", "Session expired or invalid");
	return false;
}

/* --- who am I -------------------------------------------------------------------------------------------- */

static const char *oauth_user_text(const struct sf_call *call, const char *field)
{
	return sf_row_stored_name(sf_table_find(call->face, "User"), call->face->user, field);
}

static void oauth_write_urls(const struct sf_call *call, struct crm_json_writer *w)
{
	static const char *const urls[][2] = {
		{"metadata", "/services/Soap/m/{version}/"},
		{"rest", "/services/data/v{version}/"},
		{"sobjects", "/services/data/v{version}/sobjects/"},
		{"query", "/services/data/v{version}/query/"},
		{"tooling_rest", "/services/data/v{version}/tooling/"},
		{"profile", "/"},
	};
	crm_jw_key(w, "urls");
	crm_jw_object(w);
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		struct crm_buf url;
		crm_buf_init(&url, 2048);
		crm_buf_printf(&url, "%s%s", call->req->base, urls[i][1]);
		crm_jw_field(w, urls[i][0], url.ptr);
		crm_buf_free(&url);
	}
	crm_jw_end_object(w);
}

static void oauth_write_person(const struct sf_call *call, struct crm_json_writer *w, const char *username_member)
{
	struct crm_buf name;
	crm_buf_init(&name, 1024);
	crm_buf_printf(&name, "%s %s", oauth_user_text(call, "FirstName"), oauth_user_text(call, "LastName"));
	crm_jw_field(w, "user_id", call->face->user->id);
	crm_jw_field(w, "organization_id", sf_org_id(call->face));
	crm_jw_field(w, username_member, oauth_user_text(call, "Username"));
	crm_jw_field(w, "nick_name", oauth_user_text(call, "Alias"));
	crm_jw_field(w, strcmp(username_member, "username") == 0 ? "display_name" : "name", name.ptr);
	crm_jw_field(w, "email", oauth_user_text(call, "Email"));
	crm_jw_field_bool(w, "email_verified", true);
	crm_buf_free(&name);
}

void sf_oauth_userinfo(const struct sf_call *call)
{
	struct crm_json_writer w;
	struct crm_buf id;
	char updated[CRM_TIME_TEXT];
	crm_buf_init(&id, 2048);
	oauth_write_id(call, call->face->user, &id);
	crm_time_format_seconds(call->face->user->modified, updated);
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "sub", id.ptr);
	oauth_write_person(call, &w, "preferred_username");
	crm_jw_field(&w, "given_name", oauth_user_text(call, "FirstName"));
	crm_jw_field(&w, "family_name", oauth_user_text(call, "LastName"));
	crm_jw_field(&w, "zoneinfo", oauth_user_text(call, "TimeZoneSidKey"));
	crm_jw_key(&w, "address");
	crm_jw_object(&w);
	crm_jw_end_object(&w);
	oauth_write_urls(call, &w);
	crm_jw_field_bool(&w, "active", true);
	crm_jw_field(&w, "user_type", "STANDARD");
	crm_jw_field(&w, "language", oauth_user_text(call, "LanguageLocaleKey"));
	crm_jw_field(&w, "locale", oauth_user_text(call, "LocaleSidKey"));
	crm_jw_field_int(&w, "utcOffset", 0);
	crm_jw_field(&w, "updated_at", updated);
	crm_jw_field_bool(&w, "is_salesforce_integration_user", false);
	crm_jw_end_object(&w);
	crm_buf_free(&id);
	call->resp->status = 200;
}

void sf_oauth_identity(const struct sf_call *call)
{
	struct crm_json_writer w;
	struct crm_buf id;
	crm_buf_init(&id, 2048);
	oauth_write_id(call, call->face->user, &id);
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "id", id.ptr);
	crm_jw_field_bool(&w, "asserted_user", true);
	oauth_write_person(call, &w, "username");
	crm_jw_field(&w, "first_name", oauth_user_text(call, "FirstName"));
	crm_jw_field(&w, "last_name", oauth_user_text(call, "LastName"));
	crm_jw_field(&w, "timezone", oauth_user_text(call, "TimeZoneSidKey"));
	oauth_write_urls(call, &w);
	crm_jw_field_bool(&w, "active", true);
	crm_jw_field(&w, "user_type", "STANDARD");
	crm_jw_field(&w, "language", oauth_user_text(call, "LanguageLocaleKey"));
	crm_jw_field(&w, "locale", oauth_user_text(call, "LocaleSidKey"));
	crm_jw_field_int(&w, "utcOffset", 0);
	crm_jw_end_object(&w);
	crm_buf_free(&id);
	call->resp->status = 200;
}

/* --- state ----------------------------------------------------------------------------------------------- */

void sf_oauth_save(const struct face *face, struct crm_buf *out)
{
	struct crm_json_writer w;
	for (const struct sf_token *token = face->tokens; token; token = token->next) {
		crm_jw_init(&w, out);
		crm_jw_object(&w);
		crm_jw_field(&w, "token", token->text);
		crm_jw_field_int(&w, "expires", token->expires);
		crm_jw_end_object(&w);
		crm_buf_char(out, '\n');
	}
	for (const struct sf_refresh *refresh = face->refreshes; refresh; refresh = refresh->next) {
		crm_jw_init(&w, out);
		crm_jw_object(&w);
		crm_jw_field(&w, "refresh", refresh->text);
		crm_jw_field_bool(&w, "valid", refresh->valid);
		crm_jw_end_object(&w);
		crm_buf_char(out, '\n');
	}
}

int sf_oauth_load(struct face *face, const crm_json *line)
{
	int64_t expires = 0;
	const char *token = crm_json_get_string(line, "token"), *refresh = crm_json_get_string(line, "refresh");
	if (token && crm_json_int(crm_json_get(line, "expires"), &expires))
		return oauth_remember_token(face, token, expires);
	return refresh ? oauth_remember_refresh(face, refresh, crm_json_true(crm_json_get(line, "valid"))) : CRM_OK;
}

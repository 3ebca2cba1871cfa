/* SPDX-License-Identifier: Apache-2.0 */
/* Access tokens. */
#include "auth.h"

#include <string.h>

#include <crmsync/json.h>
#include <crmsync/oauth.h>
#include <crmsync/timestamp.h>
#include <crmsync/url.h>

#define ASSERTION_LIFE_S 180 /* Salesforce takes at most 3 minutes (Help, "OAuth 2.0 JWT Bearer Flow") */
#define TOKEN_PATH       "/services/oauth2/token"

static const char *secret(const struct crm_connection *conn, const char *name)
{
	const char *text = conn->host->secret(conn->host->ctx, name);
	return text && text[0] != '\0' ? text : NULL;
}

static const char *option(const struct crm_connection *conn, const char *name)
{
	const char *text = conn->host->option(conn->host->ctx, name);
	return text && text[0] != '\0' ? text : NULL;
}

/* ---- opening ---- */

/* What each grant cannot do without.  The first whose `mark` is configured is taken. */
static const struct {
	enum sf_grant grant;
	const char *mark;
	const char *needs[3];
} grants[] = {
	{SF_GRANT_STATIC, "access_token", {"access_token", NULL, NULL}},
	{SF_GRANT_JWT, "private_key", {"private_key", "client_id", "username"}},
	{SF_GRANT_REFRESH, "refresh_token", {"refresh_token", "client_id", NULL}},
	{SF_GRANT_CLIENT, "client_secret", {"client_secret", "client_id", NULL}},
};

static int choose_grant(struct crm_connection *conn, struct crm_error *err)
{
	for (size_t i = 0; i < sizeof grants / sizeof *grants; i++) {
		if (!secret(conn, grants[i].mark))
			continue;
		for (size_t k = 0; k < 3 && grants[i].needs[k]; k++)
			if (!secret(conn, grants[i].needs[k]))
				return crm_error_set(err, CRM_E_CONFIG,
						     "credential '%s' is missing: '%s' was given, and it needs both",
						     grants[i].needs[k], grants[i].mark);
		conn->grant = grants[i].grant;
		return CRM_OK;
	}
	return crm_error_set(err, CRM_E_CONFIG,
			     "no credentials: give client_id, username and private_key (JWT bearer), or client_id and "
			     "refresh_token, "
			     "or client_id and client_secret (client credentials), or access_token");
}

/* A copy of the URL without slashes at its end. */
static char *trimmed_url(const char *url)
{
	size_t len = strlen(url);
	while (len > 0 && url[len - 1] == '/')
		len--;
	return crm_strndup(url, len);
}

/* The config's base_url, NULL if it names none but the vendor's login host. */
static const char *own_base(const struct crm_connection *conn)
{
	const char *base = conn->host->base_url;
	return base && strcmp(base, SF_LOGIN_URL) != 0 ? base : NULL;
}

static const char *login_base(const struct crm_connection *conn)
{
	const char *login = option(conn, "login_url");
	if (login)
		return login;
	return own_base(conn) ? own_base(conn) : SF_LOGIN_URL;
}

/* The authorization server's own name: production or test, never a My Domain (Help, "OAuth 2.0 JWT Bearer Flow", aud).
 */
static const char *default_audience(const char *login)
{
	bool test = strstr(login, "://test.") != NULL || strstr(login, ".sandbox.") != NULL;
	return test ? "https://test.salesforce.com" : SF_LOGIN_URL;
}

static bool is_shared_login(const char *login)
{
	return strstr(login, "://login.salesforce.com") != NULL || strstr(login, "://test.salesforce.com") != NULL;
}

static int set_token_url(struct crm_connection *conn, struct crm_error *err)
{
	char *login = trimmed_url(login_base(conn));
	struct crm_buf url;
	if (!login)
		return crm_error_no_memory(err);
	crm_buf_init(&url, CRM_BUF_MAX);
	crm_buf_str(&url, login);
	crm_buf_str(&url, TOKEN_PATH);
	conn->token_url = crm_buf_take(&url);
	crm_buf_free(&url);
	const char *audience = option(conn, "audience");
	conn->audience = crm_strdup(audience ? audience : default_audience(login));
	bool shared = is_shared_login(login);
	crm_free(login);
	if (!conn->token_url || !conn->audience)
		return crm_error_no_memory(err);
	if (shared && conn->grant == SF_GRANT_CLIENT)
		return crm_error_set(err, CRM_E_CONFIG,
				     "base_url is missing: client credentials need the org's own address "
				     "(https://NAME.my.salesforce.com)");
	return CRM_OK;
}

static int open_static(struct crm_connection *conn, struct crm_error *err)
{
	if (!own_base(conn))
		return crm_error_set(err, CRM_E_CONFIG,
				     "base_url is missing: an access_token needs the org's own address "
				     "(https://NAME.my.salesforce.com)");
	conn->access_token = crm_strdup(secret(conn, "access_token"));
	conn->instance_url = trimmed_url(own_base(conn));
	return conn->access_token && conn->instance_url ? CRM_OK : crm_error_no_memory(err);
}

int sf_auth_open(struct crm_connection *conn, struct crm_error *err)
{
	int rc = choose_grant(conn, err);
	if (rc != CRM_OK)
		return rc;
	if (conn->grant == SF_GRANT_STATIC)
		return open_static(conn, err);
	if (conn->grant == SF_GRANT_REFRESH) {
		conn->refresh_token = crm_strdup(secret(conn, "refresh_token"));
		if (!conn->refresh_token)
			return crm_error_no_memory(err);
	}
	return set_token_url(conn, err);
}

/* ---- asking for a token ---- */

static void write_claims(struct crm_buf *claims, const struct crm_connection *conn)
{
	struct crm_json_writer w;
	crm_jw_init(&w, claims);
	crm_jw_object(&w);
	crm_jw_field(&w, "iss", secret(conn, "client_id"));
	crm_jw_field(&w, "sub", secret(conn, "username"));
	crm_jw_field(&w, "aud", conn->audience);
	crm_jw_field_int(&w, "exp", crm_time_now() / 1000 + ASSERTION_LIFE_S);
	crm_jw_end_object(&w);
}

static int add_assertion(struct crm_buf *form, const struct crm_connection *conn, struct crm_error *err)
{
	const char *pem = secret(conn, "private_key");
	struct crm_buf claims, assertion;
	int rc;
	crm_buf_init(&claims, CRM_BUF_MAX);
	crm_buf_init_secret(&assertion, CRM_BUF_MAX);
	write_claims(&claims, conn);
	rc = claims.failed ? crm_error_no_memory(err) : crm_jwt_rs256(claims.ptr, pem, strlen(pem), &assertion, err);
	if (rc == CRM_OK && assertion.failed)
		rc = crm_error_no_memory(err);
	if (rc == CRM_OK) {
		crm_form_add(form, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
		crm_form_add(form, "assertion", assertion.ptr);
	}
	crm_buf_free(&claims);
	crm_buf_free(&assertion);
	return rc;
}

static int build_form(struct crm_buf *form, const struct crm_connection *conn, struct crm_error *err)
{
	if (conn->grant == SF_GRANT_JWT)
		return add_assertion(form, conn, err);
	bool refresh = conn->grant == SF_GRANT_REFRESH;
	crm_form_add(form, "grant_type", refresh ? "refresh_token" : "client_credentials");
	crm_form_add(form, "client_id", secret(conn, "client_id"));
	if (secret(conn, "client_secret"))
		crm_form_add(form, "client_secret", secret(conn, "client_secret"));
	if (refresh)
		crm_form_add(form, "refresh_token", conn->refresh_token);
	return CRM_OK;
}

/* With refresh token rotation the old one dies with this answer, so the new one must be durable first. */
static int keep_refresh_token(struct crm_connection *conn, const struct crm_oauth_token *token, struct crm_error *err)
{
	if (conn->grant != SF_GRANT_REFRESH || !token->refresh_token ||
	    strcmp(token->refresh_token, conn->refresh_token) == 0)
		return CRM_OK;
	int rc = conn->host->save_secret(conn->host->ctx, "refresh_token", token->refresh_token, err);
	if (rc < 0)
		return rc;
	char *copy = crm_strdup(token->refresh_token);
	if (!copy)
		return crm_error_no_memory(err);
	crm_free_secret(conn->refresh_token);
	conn->refresh_token = copy;
	return CRM_OK;
}

static int keep_token(struct crm_connection *conn, const struct crm_oauth_token *token, struct crm_error *err)
{
	const char *instance = token->instance_url ? token->instance_url : own_base(conn);
	if (!instance)
		return crm_error_set(err, CRM_E_PROTOCOL, "the token endpoint named no instance_url");
	int rc = keep_refresh_token(conn, token, err);
	if (rc < 0)
		return rc;
	char *url = trimmed_url(instance);
	char *access = crm_strdup(token->access_token);
	char *identity = crm_strdup(token->id);
	if (!url || !access || (token->id && !identity)) {
		crm_free(url);
		crm_free(access);
		crm_free(identity);
		return crm_error_no_memory(err);
	}
	crm_free(conn->instance_url);
	crm_free_secret(conn->access_token);
	crm_free(conn->identity_url);
	conn->instance_url = url;
	conn->access_token = access;
	conn->identity_url = identity;
	return CRM_OK;
}

int sf_auth_ensure(struct crm_connection *conn, struct crm_error *err)
{
	struct crm_oauth_token token = {0};
	struct crm_buf form;
	if (conn->access_token)
		return CRM_OK;
	if (conn->grant == SF_GRANT_STATIC)
		return crm_error_set(err, CRM_E_AUTH, "the access_token of the config is no longer accepted");
	crm_buf_init_secret(&form, CRM_BUF_MAX);
	int rc = build_form(&form, conn, err);
	if (rc == CRM_OK && form.failed)
		rc = crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = crm_oauth_post(conn->host->http, conn->token_url, form.ptr, form.len, NULL, NULL, &token, err);
	if (rc == CRM_OK)
		rc = keep_token(conn, &token, err);
	crm_oauth_token_free(&token);
	crm_buf_free(&form);
	return rc;
}

int sf_auth_forget(struct crm_connection *conn)
{
	crm_free_secret(conn->access_token);
	conn->access_token = NULL;
	return conn->grant == SF_GRANT_STATIC ? CRM_E_AUTH : CRM_E_EXPIRED;
}

void sf_auth_close(struct crm_connection *conn)
{
	crm_free(conn->token_url);
	crm_free(conn->audience);
	crm_free_secret(conn->refresh_token);
	crm_free_secret(conn->access_token);
	crm_free(conn->instance_url);
	crm_free(conn->identity_url);
}

/* ---- a login in a browser ---- */

/* "api" is all that the API needs, "refresh_token" lets us come again (Help, "OAuth Tokens and Scopes"). */
#define LOGIN_SCOPE "api refresh_token"

int sf_auth_login(const struct crm_host *host, struct crm_login *out, struct crm_arena *arena, struct crm_error *err)
{
	static const char *const others[] = {"access_token", "private_key"};
	const struct crm_connection conn = {.host = host};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (secret(&conn, others[i]))
			return crm_error_set(err, CRM_E_UNSUPPORTED,
					     "credential '%s' is configured, which needs no login", others[i]);
	char *base = trimmed_url(login_base(&conn));
	if (!base)
		return crm_error_no_memory(err);
	*out = (struct crm_login){
		.authorize_url = crm_arena_printf(arena, "%s/services/oauth2/authorize", base),
		.token_url = crm_arena_printf(arena, "%s" TOKEN_PATH, base),
		.revoke_url = crm_arena_printf(arena, "%s/services/oauth2/revoke", base),
		.scope = LOGIN_SCOPE,
		.pkce = true,
	};
	crm_free(base);
	return out->authorize_url && out->token_url && out->revoke_url ? CRM_OK : crm_error_no_memory(err);
}

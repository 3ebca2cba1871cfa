/* SPDX-License-Identifier: Apache-2.0 */
/* Sign-in: an API token that never changes, or OAuth with refresh tokens that the vendor may replace. */
#include <string.h>

#include <crmsync/oauth.h>
#include <crmsync/timestamp.h>
#include <crmsync/url.h>

#include "pipedrive.h"

#define OAUTH_BASE      "https://oauth.pipedrive.com"
#define RENEW_BEFORE_MS 60000

static const char *secret(const struct crm_connection *conn, const char *name)
{
	return conn->host->secret(conn->host->ctx, name);
}

bool pd_uses_oauth(const struct crm_connection *conn)
{
	return secret(conn, "token") == NULL;
}

const char *pd_base(const struct crm_connection *conn)
{
	return conn->api_domain ? conn->api_domain : conn->host->base_url;
}

void pd_forget_token(struct crm_connection *conn)
{
	crm_free_secret(conn->authorization);
	conn->authorization = NULL;
}

static const char *current_refresh_token(const struct crm_connection *conn)
{
	return conn->refresh_token ? conn->refresh_token : secret(conn, "refresh_token");
}

/* A new refresh token ends the old one: it is safe on disk before anything is done with it. */
static int keep_refresh_token(struct crm_connection *conn, struct crm_oauth_token *token, struct crm_error *err)
{
	if (token->refresh_token == NULL || strcmp(token->refresh_token, current_refresh_token(conn)) == 0)
		return CRM_OK;
	int rc = conn->host->save_secret(conn->host->ctx, "refresh_token", token->refresh_token, err);
	if (rc < 0)
		return rc;
	crm_free_secret(conn->refresh_token);
	conn->refresh_token = token->refresh_token;
	token->refresh_token = NULL;
	return CRM_OK;
}

/* api_domain counts only where the config names no other address. */
static void keep_api_domain(struct crm_connection *conn, struct crm_oauth_token *token)
{
	if (token->api_domain == NULL || strcmp(conn->host->base_url, PD_DEFAULT_BASE) != 0)
		return;
	size_t len = strlen(token->api_domain);
	while (len > 0 && token->api_domain[len - 1] == '/')
		token->api_domain[--len] = '\0';
	crm_free(conn->api_domain);
	conn->api_domain = token->api_domain;
	token->api_domain = NULL;
}

static int keep_access_token(struct crm_connection *conn, const struct crm_oauth_token *token, struct crm_error *err)
{
	struct crm_buf header;
	crm_buf_init_secret(&header, 16384);
	crm_buf_printf(&header, "Bearer %s", token->access_token);
	pd_forget_token(conn);
	conn->authorization = header.failed ? NULL : crm_buf_take(&header);
	crm_buf_free(&header);
	conn->expires_at = token->expires_in_s > 0 ? crm_time_monotonic() + token->expires_in_s * 1000 : 0;
	return conn->authorization ? CRM_OK : pd_out_of_memory(err);
}

/* Is it the vendor, and not a stand-in that base_url names? */
static bool is_vendor(const struct crm_host *host)
{
	struct crm_buf name;
	static const char vendor[] = ".pipedrive.com";
	crm_buf_init(&name, 1024);
	bool known = crm_url_host(host->base_url, &name) && name.len >= strlen(vendor) &&
		     strcmp(name.ptr + name.len - strlen(vendor), vendor) == 0;
	crm_buf_free(&name);
	return known;
}

/* Where the vendor's tokens, or those of the stand-in, come from. */
static const char *oauth_base(const struct crm_host *host)
{
	return is_vendor(host) ? OAUTH_BASE : host->base_url;
}

static int refresh(struct crm_connection *conn, struct crm_error *err)
{
	struct crm_buf url, form;
	struct crm_oauth_token token = {0};
	crm_buf_init(&url, 4096);
	crm_buf_init_secret(&form, 16384);
	crm_buf_printf(&url, "%s/oauth/token", oauth_base(conn->host));
	crm_form_add(&form, "grant_type", "refresh_token");
	crm_form_add(&form, "refresh_token", current_refresh_token(conn));
	int rc = url.failed || form.failed
			 ? pd_out_of_memory(err)
			 : crm_oauth_post(conn->host->http, url.ptr, form.ptr, form.len, secret(conn, "client_id"),
					  secret(conn, "client_secret"), &token, err);
	if (rc == CRM_OK)
		rc = keep_refresh_token(conn, &token, err);
	if (rc == CRM_OK) {
		keep_api_domain(conn, &token);
		rc = keep_access_token(conn, &token, err);
	}
	crm_oauth_token_free(&token);
	crm_buf_free(&url);
	crm_buf_free(&form);
	return rc;
}

int pd_authorise(struct crm_connection *conn, struct crm_error *err)
{
	if (!pd_uses_oauth(conn))
		return CRM_OK;
	bool stale = conn->expires_at != 0 && crm_time_monotonic() > conn->expires_at - RENEW_BEFORE_MS;
	return conn->authorization != NULL && !stale ? CRM_OK : refresh(conn, err);
}

/* Scopes are chosen when the app is registered, not here (Pipedrive, "OAuth authorization"). */
int pd_login(const struct crm_host *host, struct crm_login *out, struct crm_arena *arena, struct crm_error *err)
{
	if (host->secret(host->ctx, "token") != NULL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "credential 'token' is configured, which needs no login");
	*out = (struct crm_login){
		.authorize_url = crm_arena_printf(arena, "%s/oauth/authorize", oauth_base(host)),
		.token_url = crm_arena_printf(arena, "%s/oauth/token", oauth_base(host)),
		.revoke_url = crm_arena_printf(arena, "%s/oauth/revoke", oauth_base(host)),
		.basic = true,
		.secret_needed = true,
	};
	return out->authorize_url && out->token_url && out->revoke_url ? CRM_OK : pd_out_of_memory(err);
}

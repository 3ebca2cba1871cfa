/* SPDX-License-Identifier: Apache-2.0 */
/* Sign-in: an API token that never changes, or OAuth with refresh tokens that the vendor may replace. */
#include <string.h>

#include <crmsync/oauth.h>
#include <crmsync/timestamp.h>
#include <crmsync/url.h>

#include "pipedrive.h"

#define TOKEN_URL       "https://oauth.pipedrive.com/oauth/token"
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

/* The vendor's token endpoint, or the one of a stand-in that base_url names. */
static void add_token_url(const struct crm_connection *conn, struct crm_buf *url)
{
	struct crm_buf host;
	static const char vendor[] = ".pipedrive.com";
	crm_buf_init(&host, 1024);
	bool known = crm_url_host(conn->host->base_url, &host) && host.len >= strlen(vendor) &&
		     strcmp(host.ptr + host.len - strlen(vendor), vendor) == 0;
	crm_buf_free(&host);
	if (known)
		crm_buf_str(url, TOKEN_URL);
	else
		crm_buf_printf(url, "%s/oauth/token", conn->host->base_url);
}

static int refresh(struct crm_connection *conn, struct crm_error *err)
{
	struct crm_buf url, form;
	struct crm_oauth_token token = {0};
	crm_buf_init(&url, 4096);
	crm_buf_init_secret(&form, 16384);
	add_token_url(conn, &url);
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

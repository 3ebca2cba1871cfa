/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Access tokens.  A service key or the token of a private app is used as it is.  With OAuth the access token is fetched
 * with the refresh token and renewed before it runs out: HubSpot says that a 401 alone is no reason to refresh, so
 * expires_in is honoured.
 */
#include <string.h>

#include <crmsync/log.h>
#include <crmsync/oauth.h>
#include <crmsync/timestamp.h>
#include <crmsync/url.h>

#include "hubspot.h"

#define TOKEN_MARGIN_MS 60000

static bool token_is_printable(const char *text)
{
	for (; *text; text++) {
		if (*text <= ' ' || *text > '~')
			return false;
	}
	return true;
}

static int token_open_fixed(struct crm_connection *conn, const char *token, struct crm_error *err)
{
	if (!token[0] || !token_is_printable(token))
		return crm_error_set(
			err, CRM_E_CONFIG,
			"the secret \"token\" of '%s' cannot be a HubSpot token: it is empty or has blanks "
			"or other characters that no token has",
			conn->host->system);
	conn->token.fixed = true;
	conn->token.access = crm_strdup(token);
	return conn->token.access ? CRM_OK : hubspot_no_memory(err);
}

int hubspot_token_open(struct crm_connection *conn, struct crm_error *err)
{
	static const char *const needed[] = {"client_id", "client_secret", "refresh_token"};
	const struct crm_host *host = conn->host;
	const char *fixed = host->secret(host->ctx, "token");
	conn->token = (struct hubspot_token){.renew_at = INT64_MAX};
	if (fixed)
		return token_open_fixed(conn, fixed, err);
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
		const char *secret = host->secret(host->ctx, needed[i]);
		if (!secret || !secret[0])
			return crm_error_set(err, CRM_E_CONFIG,
					     "'%s' has no secret \"%s\": HubSpot needs either \"token\" or all of "
					     "\"client_id\", \"client_secret\" and \"refresh_token\"",
					     host->system, needed[i]);
	}
	conn->token.refresh = crm_strdup(host->secret(host->ctx, "refresh_token"));
	return conn->token.refresh ? CRM_OK : hubspot_no_memory(err);
}

void hubspot_token_close(struct hubspot_token *token)
{
	crm_free_secret(token->access);
	crm_free_secret(token->refresh);
	*token = (struct hubspot_token){0};
}

void hubspot_token_forget(struct hubspot_token *token)
{
	if (token->fixed)
		return;
	crm_free_secret(token->access);
	token->access = NULL;
}

static void token_write_form(const struct crm_connection *conn, struct crm_buf *form)
{
	const struct crm_host *host = conn->host;
	crm_form_add(form, "grant_type", "refresh_token");
	crm_form_add(form, "client_id", host->secret(host->ctx, "client_id"));
	crm_form_add(form, "client_secret", host->secret(host->ctx, "client_secret"));
	crm_form_add(form, "refresh_token", conn->token.refresh);
}

/* A rotated refresh token is safe on disk before the access token that came with it is used. */
static int token_keep_refresh(struct crm_connection *conn, struct crm_oauth_token *fresh, struct crm_error *err)
{
	const struct crm_host *host = conn->host;
	if (!fresh->refresh_token || strcmp(fresh->refresh_token, conn->token.refresh) == 0)
		return CRM_OK;
	int rc = host->save_secret(host->ctx, "refresh_token", fresh->refresh_token, err);
	if (rc < 0)
		return rc;
	crm_free_secret(conn->token.refresh);
	conn->token.refresh = fresh->refresh_token;
	fresh->refresh_token = NULL;
	return CRM_OK;
}

/* A minute before its end, or a tenth of its life if that is short. */
static int64_t token_renewal(int64_t expires_in_s)
{
	int64_t life = expires_in_s * 1000;
	int64_t margin = life / 10 < TOKEN_MARGIN_MS ? life / 10 : TOKEN_MARGIN_MS;
	return expires_in_s > 0 ? crm_time_monotonic() + life - margin : INT64_MAX;
}

static int token_renew(struct crm_connection *conn, struct crm_error *err)
{
	struct crm_buf url, form;
	struct crm_oauth_token fresh = {0};
	crm_buf_init(&url, CRM_BUF_MAX);
	crm_buf_init_secret(&form, CRM_BUF_MAX);
	hubspot_url(conn, &url, HUBSPOT_TOKEN, "token", NULL);
	token_write_form(conn, &form);
	int rc = url.failed || form.failed
			 ? hubspot_no_memory(err)
			 : crm_oauth_post(conn->host->http, url.ptr, form.ptr, form.len, NULL, NULL, &fresh, err);
	if (rc == CRM_OK)
		rc = token_keep_refresh(conn, &fresh, err);
	if (rc == CRM_OK) {
		hubspot_token_forget(&conn->token);
		conn->token.access = fresh.access_token;
		conn->token.renew_at = token_renewal(fresh.expires_in_s);
		fresh.access_token = NULL;
	}
	crm_oauth_token_free(&fresh);
	crm_buf_free(&url);
	crm_buf_free(&form);
	return rc;
}

int hubspot_token_ensure(struct crm_connection *conn, struct crm_error *err)
{
	const struct hubspot_token *token = &conn->token;
	if (token->fixed || (token->access && crm_time_monotonic() < token->renew_at))
		return CRM_OK;
	return token_renew(conn, err);
}

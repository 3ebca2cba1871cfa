/* SPDX-License-Identifier: Apache-2.0 */
/* The authorization code grant (RFC 6749, 4.1) with PKCE (RFC 7636), and revocation (RFC 7009). */
#include "config.h"

#include <crmsync/log.h>
#include <crmsync/mem.h>
#include <crmsync/url.h>
#include <net/oauth_login.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#define RANDOM_BYTES 32

/* 32 bytes are 43 characters. */
static bool login_write(const unsigned char bytes[RANDOM_BYTES], char out[CRM_LOGIN_RANDOM])
{
	struct crm_buf text;
	crm_buf_init_secret(&text, CRM_LOGIN_RANDOM);
	crm_base64url(&text, bytes, RANDOM_BYTES);
	bool fits = !text.failed && text.len == CRM_LOGIN_RANDOM - 1;
	if (fits)
		memcpy(out, text.ptr, CRM_LOGIN_RANDOM);
	crm_buf_free(&text);
	return fits;
}

static bool login_draw(char out[CRM_LOGIN_RANDOM])
{
	unsigned char bytes[RANDOM_BYTES];
	bool drawn = RAND_bytes(bytes, sizeof bytes) == 1 && login_write(bytes, out);
	explicit_bzero(bytes, sizeof bytes);
	return drawn;
}

bool crm_login_challenge(const char *verifier, char challenge[CRM_LOGIN_RANDOM])
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	return EVP_Digest(verifier, strlen(verifier), bytes, &n, EVP_sha256(), NULL) == 1 && n == RANDOM_BYTES &&
	       login_write(bytes, challenge);
}

int crm_login_begin(struct crm_login_attempt *attempt, struct crm_error *err)
{
	if (!login_draw(attempt->state) || !login_draw(attempt->verifier) ||
	    !crm_login_challenge(attempt->verifier, attempt->challenge))
		return crm_error_set(err, CRM_E_FAIL, "the system has no random numbers for a login");
	crm_redact_add(attempt->verifier);
	return CRM_OK;
}

void crm_login_forget(struct crm_login_attempt *attempt)
{
	explicit_bzero(attempt, sizeof *attempt);
}

void crm_login_url(const struct crm_login *login, const struct crm_login_client *client, const char *scope,
		   const struct crm_login_attempt *attempt, struct crm_buf *url)
{
	crm_buf_str(url, login->authorize_url);
	crm_url_query(url, "response_type", "code");
	crm_url_query(url, "client_id", client->id);
	crm_url_query(url, "redirect_uri", client->redirect_uri);
	if (scope || login->scope)
		crm_url_query(url, "scope", scope ? scope : login->scope);
	crm_url_query(url, "state", attempt->state);
	if (!login->pkce)
		return;
	crm_url_query(url, "code_challenge", attempt->challenge);
	crm_url_query(url, "code_challenge_method", "S256");
}

static void login_add_client(const struct crm_login *login, const struct crm_login_client *client, struct crm_buf *form)
{
	if (login->basic)
		return;
	crm_form_add(form, "client_id", client->id);
	if (client->secret)
		crm_form_add(form, "client_secret", client->secret);
}

int crm_login_exchange(struct crm_http *http, const struct crm_login *login, const struct crm_login_client *client,
		       const struct crm_login_attempt *attempt, const char *code, struct crm_oauth_token *out,
		       struct crm_error *err)
{
	struct crm_oauth_token token = {0};
	struct crm_buf form;
	crm_buf_init_secret(&form, CRM_BUF_MAX);
	crm_form_add(&form, "grant_type", "authorization_code");
	login_add_client(login, client, &form);
	crm_form_add(&form, "redirect_uri", client->redirect_uri);
	crm_form_add(&form, "code", code);
	if (login->pkce)
		crm_form_add(&form, "code_verifier", attempt->verifier);
	int rc = form.failed ? crm_error_no_memory(err)
			     : crm_oauth_post(http, login->token_url, form.ptr, form.len,
					      login->basic ? client->id : NULL, client->secret, &token, err);
	crm_buf_free(&form);
	if (rc == CRM_OK && (!token.refresh_token || !token.refresh_token[0]))
		rc = crm_error_set(err, CRM_E_AUTH,
				   "the vendor gave no refresh token: the app is not allowed to keep access (offline "
				   "access) or its scopes do not include it");
	if (rc == CRM_OK)
		*out = token;
	else
		crm_oauth_token_free(&token);
	return rc;
}

int crm_login_revoke(struct crm_http *http, const struct crm_login *login, const struct crm_login_client *client,
		     const char *refresh_token, struct crm_error *err)
{
	struct crm_buf form;
	crm_buf_init_secret(&form, CRM_BUF_MAX);
	login_add_client(login, client, &form);
	crm_form_add(&form, "token_type_hint", "refresh_token");
	crm_form_add(&form, "token", refresh_token);
	int rc = form.failed ? crm_error_no_memory(err)
			     : crm_oauth_revoke(http, login->revoke_url, form.ptr, form.len,
						login->basic ? client->id : NULL, client->secret, err);
	crm_buf_free(&form);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A login in a browser: what only this login knows, the address of the page of consent, code against tokens,
 * revocation. */
#ifndef CRM_NET_OAUTH_LOGIN_H
#define CRM_NET_OAUTH_LOGIN_H

#include <crmsync/connector.h>
#include <crmsync/oauth.h>

#define CRM_LOGIN_RANDOM 44 /* 32 random bytes in base64url, with the end */

struct crm_login_attempt {
	char state[CRM_LOGIN_RANDOM];
	char verifier[CRM_LOGIN_RANDOM];
	char challenge[CRM_LOGIN_RANDOM]; /* SHA-256 of the verifier (RFC 7636, 4.2) */
};

struct crm_login_client {
	const char *id;
	const char *secret;       /* NULL: the app has none */
	const char *redirect_uri; /* as it is registered with the app, to the letter */
};

/* CRM_E_FAIL if the system has no random numbers. */
int crm_login_begin(struct crm_login_attempt *attempt, struct crm_error *err);
void crm_login_forget(struct crm_login_attempt *attempt);
/* RFC 7636, 4.2. */
bool crm_login_challenge(const char *verifier, char challenge[CRM_LOGIN_RANDOM]);

/* The page that a person has to see, appended.  `scope` NULL: the connector's. */
void crm_login_url(const struct crm_login *login, const struct crm_login_client *client, const char *scope,
		   const struct crm_login_attempt *attempt, struct crm_buf *url);

/* The code for tokens; errors as of crm_oauth_post(), and CRM_E_AUTH if there is no refresh token among them. */
int crm_login_exchange(struct crm_http *http, const struct crm_login *login, const struct crm_login_client *client,
		       const struct crm_login_attempt *attempt, const char *code, struct crm_oauth_token *out,
		       struct crm_error *err);

/* Ends the refresh token at the vendor.  CRM_E_AUTH: the vendor refused, as for a token that has ended before. */
int crm_login_revoke(struct crm_http *http, const struct crm_login *login, const struct crm_login_client *client,
		     const char *refresh_token, struct crm_error *err);

#endif

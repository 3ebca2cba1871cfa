/* SPDX-License-Identifier: Apache-2.0 */
/* OAuth 2 building blocks: token endpoint (RFC 6749) and signed assertions (RFC 7523). */
#ifndef CRMSYNC_OAUTH_H
#define CRMSYNC_OAUTH_H

#include <stdint.h>

#include <crmsync/http.h>

struct crm_oauth_token {
	char *access_token;
	char *refresh_token; /* NULL if the answer had none; a new one replaces the old for good */
	char *instance_url;  /* Salesforce; NULL elsewhere */
	char *api_domain;    /* Pipedrive; NULL elsewhere */
	char *id;            /* Salesforce identity URL https://login.salesforce.com/id/ORG/USER; NULL elsewhere */
	int64_t expires_in_s; /* 0 if not told */
};

void crm_oauth_token_free(struct crm_oauth_token *token);

/* POSTs a form to a token endpoint.  Errors: CRM_E_AUTH for invalid_grant, invalid_client, BAD_REFRESH_TOKEN and the
   like (4xx) with the vendor's error_description; CRM_E_NETWORK, CRM_E_SERVER, CRM_E_PROTOCOL.  Tokens are declared
   to redaction.  `basic_user`/`basic_password` add an Authorization: Basic header when not NULL. */
int crm_oauth_post(struct crm_http *http, const char *url, const char *form, size_t form_len, const char *basic_user,
                   const char *basic_password, struct crm_oauth_token *out, struct crm_error *err);

/* The same for an endpoint that ends a token (RFC 7009): whatever it says with 2xx, the token has ended. */
int crm_oauth_revoke(struct crm_http *http, const char *url, const char *form, size_t form_len, const char *basic_user,
                     const char *basic_password, struct crm_error *err);

/* Appends header.claims.signature, RS256 (RFC 7518), signed with a PEM private key (PKCS#1 or PKCS#8).
   CRM_E_CONFIG if the key cannot be read. */
int crm_jwt_rs256(const char *claims_json, const char *pem, size_t pem_len, struct crm_buf *out, struct crm_error *err);

#endif

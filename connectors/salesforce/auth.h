/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Access tokens by OAuth 2.0: JWT bearer, refresh token, client credentials, or one given in the config
 * (Salesforce Help, "OAuth Authorization Flows").
 */
#ifndef CRM_SALESFORCE_AUTH_H
#define CRM_SALESFORCE_AUTH_H

#include <crmsync/error.h>

#include "connection.h"

/* Decides by the credentials how to log in and where; CRM_E_CONFIG names what is missing.  Sends nothing. */
int sf_auth_open(struct crm_connection *conn, struct crm_error *err);
/* Sees to it that conn has an access token and knows its instance.  Errors of crm_oauth_post(). */
int sf_auth_ensure(struct crm_connection *conn, struct crm_error *err);
/* The access token is no longer accepted.  CRM_E_EXPIRED if the next call can get another one, else CRM_E_AUTH. */
int sf_auth_forget(struct crm_connection *conn);
/* The web server flow with PKCE, for `crmsync auth`: crm_connector.login. */
int sf_auth_login(const struct crm_host *host, struct crm_login *out, struct crm_arena *arena, struct crm_error *err);
/* Releases what it keeps. */
void sf_auth_close(struct crm_connection *conn);

#endif

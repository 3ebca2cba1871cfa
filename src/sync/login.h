/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing in to a system in a browser, and out again.  The refresh token is durable before anything is done with it
 * (rotated_secret.h); it is then used once, to find out which account it is for.
 */
#ifndef CRM_SYNC_LOGIN_H
#define CRM_SYNC_LOGIN_H

#include <net/redirect.h>
#include <sync/engine.h>
#include <sync/rotated_secret.h>

#define CRM_LOGIN_SECRET   "refresh_token"
#define CRM_LOGIN_REDIRECT "http://localhost:8739/callback"

/* Has the connector a login?  Modules of older interfaces have something else, or nothing, in its place. */
static inline bool crm_login_is_there(const struct crm_connector *c)
{
	return c->abi >= 3 && c->login != NULL;
}

struct crm_login_session;

/* Prepares a login to the one selected system of an engine from crm_engine_open_login().  redirect_uri: as registered
   with the app; scope NULL: the connector's.  Nothing is sent.  CRM_E_CONFIG: this system has no such login, or
   something is missing in its credentials. */
int crm_login_open(struct crm_engine *e, const char *redirect_uri, const char *scope, struct crm_login_session **out,
		   struct crm_error *err);
void crm_login_close(struct crm_login_session *session); /* NULL is allowed */

struct crm_system *crm_login_system(const struct crm_login_session *session);
const char *crm_login_page(const struct crm_login_session *session);  /* the address for the browser */
const char *crm_login_state(const struct crm_login_session *session); /* what has to come back */

/* What came back: exchanges the code, stores the refresh token, and signs in with it; the account is in
   crm_login_system()->identity then.  `typed`: a person brought it, and it may have no state.  CRM_E_AUTH: denied,
   wrong state, or the code was refused.  CRM_E_GATE: stored, but it is another account than the store's. */
int crm_login_complete(struct crm_login_session *session, const struct crm_redirect *redirect, bool typed,
		       struct crm_error *err);

enum crm_logout_end { CRM_LOGOUT_NOTHING, CRM_LOGOUT_REVOKED, CRM_LOGOUT_REFUSED, CRM_LOGOUT_KEPT_THERE };

/* Ends the refresh token at the vendor (unless `here_only`) and removes it here.  *end: there was none; revoked; the
   vendor no longer knew it; not asked, or the vendor has no way.  If the vendor cannot be reached, nothing is removed.
 */
int crm_login_end(struct crm_engine *e, bool here_only, enum crm_logout_end *end, struct crm_error *err);

/* How a system signs in. */
enum crm_login_kind { CRM_LOGIN_NONE, CRM_LOGIN_OTHER, CRM_LOGIN_BROWSER };

struct crm_login_status {
	enum crm_login_kind kind; /* there is no login; other credentials are configured; a login is needed */
	struct crm_secret_place place;
	struct crm_buf path; /* release with crm_buf_free() */
};

/* Of a system of an engine from crm_engine_open_login().  The code of what keeps the token from being read, with err.
 */
int crm_login_status(struct crm_system *s, struct crm_login_status *out, struct crm_error *err);

/* Adds to a refusal of the credentials what can be done about it. */
void crm_login_advise(const struct crm_system *s, struct crm_error *err);

#endif

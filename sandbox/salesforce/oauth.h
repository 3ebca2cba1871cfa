/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens: handing them out, and knowing them again. */
#ifndef SANDBOX_SALESFORCE_OAUTH_H
#define SANDBOX_SALESFORCE_OAUTH_H

#include "call.h"

/* POST /services/oauth2/token, /services/oauth2/revoke */
/* GET /services/oauth2/authorize: the page of consent. */
void sf_oauth_authorize(const struct sf_call *call);
void sf_oauth_token(const struct sf_call *call);
void sf_oauth_revoke(const struct sf_call *call);
/* GET /services/oauth2/userinfo and /id/ORG/USER; the caller has checked the token. */
void sf_oauth_userinfo(const struct sf_call *call);
void sf_oauth_identity(const struct sf_call *call);
/* Does the request carry a token that is accepted?  Otherwise answers 401. */
bool sf_oauth_check(const struct sf_call *call);

void sf_oauth_free(struct face *face);
/* JSON lines of the tokens that are known, for the state; reading one of them back. */
void sf_oauth_save(const struct face *face, struct crm_buf *out);
int sf_oauth_load(struct face *face, const crm_json *line);

#endif

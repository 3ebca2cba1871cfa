/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Access tokens: a static one (private app, service key; option "required_token") or one that oauth_api.c handed out,
 * which expires.  The two 401 bodies are as published in issue threads of 2022 and 2026.
 */
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "hubspot.h"

static int refuse_unknown(struct hs_call *call)
{
	face_set_header(call->resp, "x-hubspot-auth-failure", "401 Unauthorized");
	return hs_answer_error(
		call, 401, "INVALID_AUTHENTICATION",
		"Authentication credentials not found. This API supports OAuth 2.0 authentication and you can "
		"find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview");
}

static const char *time_ago(struct hs_call *call, int64_t ms)
{
	int64_t s = ms / 1000;
	if (s < 60)
		return hs_format(call, "%" PRId64 " second(s)", s);
	if (s < 3600)
		return hs_format(call, "%" PRId64 " minute(s)", s / 60);
	if (s < 86400)
		return hs_format(call, "%" PRId64 " hour(s)", s / 3600);
	return hs_format(call, "%" PRId64 " day(s)", s / 86400);
}

static int refuse_expired(struct hs_call *call, const struct hs_token *token)
{
	char expired[CRM_TIME_TEXT];
	crm_time_format(token->expires, expired);
	face_set_header(call->resp, "x-hubspot-auth-failure", "401 Unauthorized");
	struct hs_refusal refusal = {
		.status = 401, .category = "EXPIRED_AUTHENTICATION", .context_name = "expire time"};
	refusal.message = hs_format(call, "The OAuth token used to make this call expired %s ago.",
				    time_ago(call, call->now - token->expires));
	refusal.context_value = expired;
	return refusal.message ? hs_answer_refusal(call, &refusal) : CRM_E_NOMEM;
}

static const char *bearer(const struct face_request *req)
{
	const char *header = face_header(req, "Authorization");
	if (!header || strncasecmp(header, "Bearer ", 7) != 0)
		return NULL;
	header += 7;
	while (*header == ' ')
		header++;
	return *header ? header : NULL;
}

bool hs_access_granted(struct hs_call *call, int *result)
{
	const struct face *face = call->face;
	const char *text = bearer(call->req);
	for (size_t i = 0; text && i < face->n_tokens; i++) {
		if (strcmp(face->tokens[i].text, text) != 0)
			continue;
		if (call->now < face->tokens[i].expires)
			return true;
		*result = refuse_expired(call, &face->tokens[i]);
		return false;
	}
	const char *required = hs_option_text(face, "required_token");
	bool known = text && (required ? strcmp(required, text) == 0 : !hs_option_flag(face, "oauth_only", false));
	if (!known)
		*result = refuse_unknown(call);
	return known;
}

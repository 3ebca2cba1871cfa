/* SPDX-License-Identifier: Apache-2.0 */
/* Which account this is, how many records it holds, what is left of the day's quota. */
#include <crmsync/timestamp.h>

#include "hubspot.h"

static int account_keep(struct crm_connection *conn, const char *portal, const char *ui_host, struct crm_error *err)
{
	char *kept_portal = crm_strdup(portal), *kept_host = crm_strdup(ui_host);
	if (!kept_portal || !kept_host) {
		crm_free(kept_portal);
		crm_free(kept_host);
		return hubspot_no_memory(err);
	}
	crm_free(conn->portal);
	crm_free(conn->ui_host);
	conn->portal = kept_portal;
	conn->ui_host = kept_host;
	return CRM_OK;
}

int hubspot_identify(struct crm_connection *conn, struct crm_identity *out, struct crm_arena *arena,
		     struct crm_error *err)
{
	struct hubspot_call call;
	hubspot_call_init(&call, "GET", "reading the account's details");
	hubspot_url(conn, &call.url, HUBSPOT_ACCOUNT, "details", NULL);
	int rc = hubspot_fetch(conn, &call, err);
	const char *portal = crm_json_text(crm_json_get(call.json, "portalId"));
	const char *host = crm_json_get_string(call.json, "uiDomain");
	if (rc == CRM_OK && !portal)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "the account's details have no portal id");
	if (rc == CRM_OK)
		rc = account_keep(conn, portal, host ? host : "app.hubspot.com", err);
	hubspot_call_free(&call);
	if (rc != CRM_OK)
		return rc;
	out->tenant = crm_arena_strdup(arena, conn->portal);
	out->title = NULL;
	out->url = crm_arena_printf(arena, "https://%s/contacts/%s", conn->ui_host, conn->portal);
	return out->tenant && out->url ? CRM_OK : hubspot_no_memory(err);
}

const char *hubspot_record_url(struct crm_connection *conn, enum crm_object object, const char *id,
			       struct crm_arena *arena)
{
	static const char *const type_ids[] = {[CRM_COMPANY] = "0-2", [CRM_CONTACT] = "0-1", [CRM_DEAL] = "0-3"};
	if (!conn->portal || object > CRM_DEAL)
		return NULL;
	return crm_arena_printf(arena, "https://%s/contacts/%s/record/%s/%s", conn->ui_host, conn->portal,
				type_ids[object], id);
}

int hubspot_count(struct crm_connection *conn, enum crm_object object, const char *filter, int64_t *out,
		  struct crm_error *err)
{
	struct hubspot_call call;
	const struct hubspot_search search = {.filter = filter, .limit = 1};
	if (object > CRM_DEAL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s are not counted", crm_object_plural(object));
	hubspot_call_init(&call, "POST", "counting records");
	hubspot_search_call(conn, &call, object);
	int rc = hubspot_search_write(&call.body, &search, err);
	if (rc == CRM_OK)
		rc = hubspot_fetch(conn, &call, err);
	if (rc == CRM_OK && !crm_json_int(crm_json_get(call.json, "total"), out))
		rc = crm_error_set(err, CRM_E_PROTOCOL, "counting records: the answer has no total");
	hubspot_call_free(&call);
	return rc;
}

/* Only private apps and service keys have a daily quota, and every answer to them tells of it. */
static int budget_ask(struct crm_connection *conn, struct crm_budget *out, struct crm_error *err)
{
	struct hubspot_call call;
	int64_t limit, used, resets, now;
	hubspot_call_init(&call, "GET", "reading the daily usage");
	hubspot_url(conn, &call.url, HUBSPOT_ACCOUNT, "api-usage", "daily", "private-apps", NULL);
	int rc = hubspot_fetch(conn, &call, err);
	const crm_json *usage = crm_json_first(crm_json_get(call.json, "results"));
	const char *resets_at = crm_json_get_string(usage, "resetsAt");
	if (rc == CRM_OK && crm_json_int(crm_json_get(usage, "usageLimit"), &limit) &&
	    crm_json_int(crm_json_get(usage, "currentUsage"), &used)) {
		out->limit = limit;
		out->remaining = limit > used ? limit - used : 0;
		crm_http_note_budget(conn->host->http, limit, out->remaining);
		if (resets_at && crm_time_parse(resets_at, &resets) && crm_http_date(&call.response, &now))
			out->resets_in_ms = resets > now ? resets - now : 0;
	}
	hubspot_call_free(&call);
	return rc;
}

int hubspot_budget(struct crm_connection *conn, struct crm_budget *out, struct crm_error *err)
{
	struct crm_budget budget = {.limit = conn->daily_limit, .remaining = conn->daily_remaining, .resets_in_ms = -1};
	int rc = conn->daily_limit < 0 && conn->token.fixed ? budget_ask(conn, &budget, err) : CRM_OK;
	if (rc == CRM_OK)
		*out = budget;
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* /account-info/{v3,2026-03}: details of the account and the day's use of the API. */
#include <string.h>

#include "hubspot.h"

#define DAY_MS  INT64_C(86400000)
#define ZONE_MS (-INT64_C(5) * 3600000)

static int details(struct hs_call *call)
{
	struct crm_json_writer w;
	const char *currency = hs_option_text(call->face, "currency");
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field_int(&w, "portalId", hs_portal(call->face));
	crm_jw_field(&w, "accountType", "STANDARD");
	crm_jw_field(&w, "timeZone", "US/Eastern");
	crm_jw_field(&w, "companyCurrency", currency ? currency : "USD");
	crm_jw_key(&w, "additionalCurrencies");
	crm_jw_array(&w);
	crm_jw_end_array(&w);
	crm_jw_field(&w, "utcOffset", "-05:00");
	crm_jw_field_int(&w, "utcOffsetMilliseconds", ZONE_MS);
	crm_jw_field(&w, "uiDomain", "app.hubspot.com");
	crm_jw_field(&w, "dataHostingLocation", "na1");
	crm_jw_end_object(&w);
	return CRM_OK;
}

static int usage(struct hs_call *call)
{
	struct crm_json_writer w;
	int64_t next_day = ((call->now + ZONE_MS) / DAY_MS + 1) * DAY_MS - ZONE_MS;
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	crm_jw_object(&w);
	crm_jw_field(&w, "name", "private-apps-api-calls-daily");
	crm_jw_field_int(&w, "usageLimit", hs_daily_limit(call->face));
	crm_jw_field_int(&w, "currentUsage", call->face->day_calls);
	hs_write_time(&w, "collectedAt", call->now);
	crm_jw_field(&w, "fetchStatus", "SUCCESS");
	hs_write_time(&w, "resetsAt", next_day);
	crm_jw_end_object(&w);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	return CRM_OK;
}

int hs_account_api(struct hs_call *call)
{
	if (!hs_method(call, "GET"))
		return hs_answer_method(call);
	if (call->n_segments == 1 && strcmp(call->segment[0], "details") == 0)
		return details(call);
	if (call->n_segments == 3 && strcmp(call->segment[0], "api-usage") == 0 &&
	    strcmp(call->segment[1], "daily") == 0 && strcmp(call->segment[2], "private-apps") == 0)
		return usage(call);
	return hs_answer_html_404(call);
}

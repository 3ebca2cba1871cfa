/* SPDX-License-Identifier: Apache-2.0 */
/* What a version offers, and the org's limits. */
#include "limits.h"
#include "resources.h"

void sf_get_resources(struct sf_call *call)
{
	static const char *const names[] = {"composite", "jobs", "limits", "query", "queryAll", "sobjects", "tooling"};
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct crm_buf path;
		crm_buf_init(&path, 128);
		crm_buf_printf(&path, "/services/data/v%u.0/%s", call->version, names[i]);
		crm_jw_field(&w, names[i], path.ptr);
		crm_buf_free(&path);
	}
	crm_jw_end_object(&w);
	call->resp->status = 200;
}

static void limits_write(struct crm_json_writer *w, const char *name, int64_t max, int64_t used)
{
	crm_jw_key(w, name);
	crm_jw_object(w);
	crm_jw_field_int(w, "Max", max);
	crm_jw_field_int(w, "Remaining", used < max ? max - used : 0);
	crm_jw_end_object(w);
}

void sf_get_limits(struct sf_call *call)
{
	static const struct {
		const char *name;
		int64_t max;
	} unused[] = {
		{"DailyAsyncApexExecutions", 250000},      {"DailyBulkApiBatches", 15000},
		{"DailyBulkV2QueryFileStorageMB", 976562}, {"DailyBulkV2QueryJobs", 10000},
		{"DailyStreamingApiEvents", 1000000},      {"HourlyPublishedPlatformEvents", 250000},
	};
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	limits_write(&w, "DailyApiRequests", sf_limits_daily(call->face), call->face->day_calls);
	for (size_t i = 0; i < sizeof(unused) / sizeof(unused[0]); i++)
		limits_write(&w, unused[i].name, unused[i].max, 0);
	limits_write(&w, "DataStorageMB", 10240, 0);
	crm_jw_end_object(&w);
	call->resp->status = 200;
}

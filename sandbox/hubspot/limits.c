/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Quotas: 190 calls in 10 rolling seconds, 5 searches in one second, 650,000 calls a day.  Headers as recorded:
 * searches carry only the daily ones; a 429 has no Retry-After.  The "secondly" headers are shown and not enforced, as
 * the vendor documents.
 */
#include <inttypes.h>

#include "hubspot.h"

#define BURST_LIMIT  190
#define BURST_MS     10000
#define SEARCH_LIMIT 5
#define SEARCH_MS    1000
#define DAILY_LIMIT  650000
#define DAY_MS       INT64_C(86400000)
#define ZONE_MS      (-INT64_C(5) * 3600000) /* the account's day begins at midnight there; see account_api.c */

int64_t hs_daily_limit(const struct face *face)
{
	int64_t limit = face_options(face->host)->daily_limit;
	return limit < 0 ? DAILY_LIMIT : limit;
}

/* Counts the calls since `from` and forgets the older ones. */
static size_t window_count(struct hs_window *window, int64_t from)
{
	while (window->n && window->at[window->head] <= from) {
		window->head = (window->head + 1) % window->cap;
		window->n--;
	}
	return window->n;
}

static size_t window_count_last(const struct hs_window *window, int64_t from)
{
	size_t n = 0;
	while (n < window->n && window->at[(window->head + window->n - 1 - n) % window->cap] > from)
		n++;
	return n;
}

static int window_add(struct hs_window *window, int64_t now)
{
	if (window->n == window->cap) {
		size_t cap = window->cap ? window->cap * 2 : 64;
		int64_t *at = crm_reallocarray(NULL, cap, sizeof *at);
		if (!at)
			return CRM_E_NOMEM;
		for (size_t i = 0; i < window->n; i++)
			at[i] = window->at[(window->head + i) % window->cap];
		crm_free(window->at);
		*window = (struct hs_window){.at = at, .cap = cap, .n = window->n};
	}
	window->at[(window->head + window->n++) % window->cap] = now;
	return CRM_OK;
}

static int refuse(struct hs_call *call, const char *period, const char *policy)
{
	struct crm_json_writer w;
	call->resp->status = 429;
	crm_buf_reset(&call->resp->body);
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "status", "error");
	crm_jw_field(&w, "message", hs_format(call, "You have reached your %s limit.", period));
	if (policy) {
		crm_jw_field(&w, "errorType", "RATE_LIMIT");
		crm_jw_field(&w, "policyName", policy);
	}
	crm_jw_field(&w, "correlationId", call->correlation);
	crm_jw_field(&w, "category", "RATE_LIMITS");
	crm_jw_end_object(&w);
	return CRM_OK;
}

static void daily_headers(struct hs_call *call, int64_t limit)
{
	int64_t left = limit - call->face->day_calls;
	face_set_header(call->resp, "X-HubSpot-RateLimit-Daily", "%" PRId64, limit);
	face_set_header(call->resp, "X-HubSpot-RateLimit-Daily-Remaining", "%" PRId64, left > 0 ? left : 0);
}

static void burst_headers(struct hs_call *call, int64_t limit)
{
	int64_t used = (int64_t)call->face->burst.n;
	int64_t secondly = limit / 10 ? limit / 10 : 1;
	int64_t last = (int64_t)window_count_last(&call->face->burst, call->now - 1000);
	face_set_header(call->resp, "X-HubSpot-RateLimit-Interval-Milliseconds", "%d", BURST_MS);
	face_set_header(call->resp, "X-HubSpot-RateLimit-Max", "%" PRId64, limit);
	face_set_header(call->resp, "X-HubSpot-RateLimit-Remaining", "%" PRId64, limit > used ? limit - used : 0);
	face_set_header(call->resp, "X-HubSpot-RateLimit-Secondly", "%" PRId64, secondly);
	face_set_header(call->resp, "X-HubSpot-RateLimit-Secondly-Remaining", "%" PRId64,
			secondly > last ? secondly - last : 0);
}

static bool day_granted(struct hs_call *call, int *result)
{
	struct face *face = call->face;
	int64_t limit = hs_daily_limit(face), day = (call->now + ZONE_MS) / DAY_MS;
	if (day != face->day) {
		face->day = day;
		face->day_calls = 0;
	}
	bool granted = face->day_calls < limit;
	face->day_calls += granted;
	daily_headers(call, limit);
	if (!granted)
		*result = refuse(call, "daily", "DAILY");
	return granted;
}

static bool window_granted(struct hs_call *call, struct hs_window *window, int64_t limit, int64_t ms, int *result)
{
	if (limit > 0 && window_count(window, call->now - ms) >= (size_t)limit)
		return false;
	*result = limit > 0 ? window_add(window, call->now) : CRM_OK;
	return *result == CRM_OK;
}

bool hs_quota_granted(struct hs_call *call, bool search, int *result)
{
	struct face *face = call->face;
	int64_t asked = face_options(face->host)->burst_limit;
	int64_t burst = asked < 0 ? BURST_LIMIT : asked;
	int64_t searches = hs_option_int(face, "search_limit", burst ? SEARCH_LIMIT : 0);
	*result = CRM_OK;
	if (!day_granted(call, result))
		return false;
	bool granted = search ? window_granted(call, &face->search, searches, SEARCH_MS, result)
			      : window_granted(call, &face->burst, burst, BURST_MS, result);
	if (!search && burst)
		burst_headers(call, burst);
	if (granted || *result < 0)
		return granted;
	face->day_calls--;
	*result =
		search ? refuse(call, "secondly", NULL) : refuse(call, "ten_secondly_rolling", "TEN_SECONDLY_ROLLING");
	return false;
}

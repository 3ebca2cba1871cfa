/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/quota.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <crmsync/timestamp.h>

struct spent {
	int64_t units;   /* today, by all runs */
	int64_t written; /* of them, by requests that write */
};

static int64_t smaller(int64_t a, int64_t b)
{
	if (a < 0)
		return b;
	return b < 0 || a < b ? a : b;
}

/* Never negative: that would mean no limit. */
static int64_t above_zero(int64_t n)
{
	return n > 0 ? n : 0;
}

static int64_t percent_of(int64_t n, unsigned percent)
{
	return n / 100 * percent + n % 100 * percent / 100;
}

/* ---- what the store remembers ---- */

static const char *scope_of(const struct crm_system *s, char scope[128])
{
	snprintf(scope, 128, "system:%s", s->settings->name);
	return scope;
}

/* "DAY UNITS" of the last day with writes. */
static int written_on(const struct crm_system *s, int32_t day, int64_t *out, struct crm_error *err)
{
	char scope[128];
	const char *text = NULL;
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? crm_store_get(s->engine->store, scope_of(s, scope), "units_written", arena, &text, err)
		       : crm_error_no_memory(err);
	char *end = NULL;
	long long last = text ? strtoll(text, &end, 10) : -1;
	*out = text && last == day ? strtoll(end, NULL, 10) : 0;
	crm_arena_free(arena);
	return rc;
}

static int add_written(const struct crm_system *s, int32_t day, int64_t units, struct crm_error *err)
{
	char scope[128], text[64];
	int64_t before = 0;
	int rc = units > 0 ? written_on(s, day, &before, err) : CRM_OK;
	if (rc != CRM_OK || units <= 0)
		return rc;
	snprintf(text, sizeof text, "%" PRId32 " %" PRId64, day, before + units);
	return crm_store_set(s->engine->store, scope_of(s, scope), "units_written", text, err);
}

/* The vendor's daily limit as it said this time or the last. */
static int know_limit(struct crm_system *s, int64_t *out, struct crm_error *err)
{
	char scope[128], said[32];
	const char *text = NULL;
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? crm_store_get(s->engine->store, scope_of(s, scope), "daily_limit", arena, &text, err)
		       : crm_error_no_memory(err);
	int64_t known = text ? strtoll(text, NULL, 10) : -1;
	crm_arena_free(arena);
	*out = s->budget.limit > 0 ? s->budget.limit : known;
	if (rc != CRM_OK || s->budget.limit <= 0 || s->budget.limit == known)
		return rc;
	snprintf(said, sizeof said, "%" PRId64, s->budget.limit);
	return crm_store_set(s->engine->store, scope_of(s, scope), "daily_limit", said, err);
}

/* ---- what may be spent ---- */

static int spent_today(const struct crm_system *s, struct spent *out, struct crm_error *err)
{
	struct crm_http_counters now;
	int32_t day = crm_day_of(crm_time_now());
	int64_t calls = 0;
	crm_http_get_counters(s->http, &now);
	int rc = crm_store_usage(s->engine->store, s->id, day, &calls, &out->units, err);
	if (rc == CRM_OK)
		rc = written_on(s, day, &out->written, err);
	out->units += now.units - s->accounted.units;
	out->written += now.units_written - s->accounted.units_written;
	return rc;
}

/* Units a day; -1: no limit known. */
static int64_t allowance(const struct crm_system *s, int64_t limit)
{
	int64_t share = limit > 0 ? percent_of(limit, s->settings->budget_share) : -1;
	return smaller(s->settings->daily_budget > 0 ? s->settings->daily_budget : -1, share);
}

static struct crm_quota quota_left(const struct crm_system *s, int64_t limit, const struct spent *spent)
{
	struct crm_quota quota = {.allowed = allowance(s, limit), .spent = spent->units, .left = -1};
	struct crm_http_counters now;
	crm_http_get_counters(s->http, &now);
	if (quota.allowed >= 0) {
		int64_t part = percent_of(quota.allowed, s->settings->reserve);
		quota.left = above_zero(quota.allowed - spent->units);
		quota.for_reads = above_zero(part - (spent->units - spent->written));
		quota.for_writes = above_zero(part - spent->written);
	}
	quota.left = smaller(quota.left, now.budget_remaining);
	quota.left = smaller(quota.left, now.budget_remaining < 0 ? s->budget.remaining : -1);
	quota.left_to_read = quota.left < 0 ? -1 : above_zero(quota.left - quota.for_writes);
	quota.left_to_write = quota.left < 0 ? -1 : above_zero(quota.left - quota.for_reads);
	return quota;
}

static int quota_of(struct crm_system *s, struct crm_quota *out, struct crm_error *err)
{
	struct spent spent = {0};
	int64_t limit = -1;
	int rc = know_limit(s, &limit, err);
	if (rc == CRM_OK)
		rc = spent_today(s, &spent, err);
	if (rc == CRM_OK)
		*out = quota_left(s, limit, &spent);
	return rc;
}

int crm_quota_apply(struct crm_system *s, struct crm_error *err)
{
	struct crm_http_counters now;
	struct crm_quota quota = {0};
	int rc = quota_of(s, &quota, err);
	if (rc != CRM_OK)
		return rc;
	crm_http_get_counters(s->http, &now);
	crm_http_set_budget(s->http, quota.left < 0 ? -1 : quota.left + now.units);
	crm_http_keep_budget(s->http, quota.for_reads, quota.for_writes);
	return CRM_OK;
}

int crm_quota_account(struct crm_system *s, struct crm_error *err)
{
	struct crm_http_counters now;
	int32_t day = crm_day_of(crm_time_now());
	if (s->http == NULL)
		return CRM_OK;
	crm_http_get_counters(s->http, &now);
	if (now.calls == s->accounted.calls)
		return CRM_OK;
	int rc = crm_store_usage_add(s->engine->store, s->id, day, now.calls - s->accounted.calls,
				     now.units - s->accounted.units, err);
	if (rc == CRM_OK)
		rc = add_written(s, day, now.units_written - s->accounted.units_written, err);
	if (rc == CRM_OK)
		s->accounted = now;
	return rc;
}

struct crm_quota crm_quota_now(struct crm_system *s)
{
	struct crm_quota quota = {.allowed = -1, .left = -1, .left_to_read = -1, .left_to_write = -1};
	if (quota_of(s, &quota, NULL) != CRM_OK)
		return (struct crm_quota){.allowed = -1, .left = -1, .left_to_read = -1, .left_to_write = -1};
	return quota;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Daily and concurrent calls. */
#include "limits.h"

#define DAY_MS INT64_C(86400000)
/* The vendor limits calls that run 20 s and longer; here that many calls may begin within it. */
#define BURST_MS 20000
/* Enterprise Edition: 100,000 and 1,000 for each user's licence. */
#define DAILY_BASE     100000
#define DAILY_PER_USER 1000

static int64_t limits_users(const struct face *face)
{
	return (int64_t)sf_table_find(face, "User")->n_rows;
}

int64_t sf_limits_daily(const struct face *face)
{
	int64_t limit = face_options(face->host)->daily_limit;
	return limit >= 0 ? limit : DAILY_BASE + DAILY_PER_USER * limits_users(face);
}

static void limits_start_windows(struct face *face)
{
	int64_t now = face_now(face->host);
	if (now - face->day_start >= DAY_MS) {
		face->day_start = now;
		face->day_calls = 0;
	}
	if (now - face->burst_start >= BURST_MS) {
		face->burst_start = now;
		face->burst_calls = 0;
	}
}

bool sf_limits_count(const struct sf_call *call)
{
	struct face *face = call->face;
	int64_t daily = sf_limits_daily(face), burst = face_options(face->host)->burst_limit;
	limits_start_windows(face);
	bool spent = face->day_calls >= daily;
	if (!spent)
		face->day_calls++;
	face->burst_calls++;
	face_set_header(call->resp, "Sforce-Limit-Info", "api-usage=%lld/%lld", (long long)face->day_calls,
			(long long)daily);
	if (spent) {
		sf_answer_error(call, 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
		return false;
	}
	if (burst > 0 && face->burst_calls > burst) {
		sf_answer_error(call, 403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.");
		return false;
	}
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rate limits: requests in a rolling window of 2 s, searches in one of their own, a day's budget of tokens, and the
 * block for those who do not heed a 429.  Never a Retry-After; x-ratelimit-reset is in seconds from now.
 */
#include <string.h>

#include <crmsync/timestamp.h>

#include "pipedrive.h"

#define WINDOW_MS      2000
#define BURST_DEFAULT  80 /* recorded: an OAuth app in 2026 */
#define SEARCH_LIMIT   10
#define DAILY_DEFAULT  150000 /* recorded: x-daily-ratelimit-token-limit */
#define WRITES_A_DAY   10000
#define ABUSE_REFUSALS 100 /* refusals within ABUSE_MS that bring the block */
#define ABUSE_MS       60000

static void window_trim(struct pd_window *window, int64_t now, int64_t length)
{
	while (window->n && (window->times[window->head] <= now - length || window->times[window->head] > now)) {
		window->head = (window->head + 1) % PD_WINDOW_MAX;
		window->n--;
	}
}

static void window_add(struct pd_window *window, int64_t now)
{
	if (window->n == PD_WINDOW_MAX) {
		window->head = (window->head + 1) % PD_WINDOW_MAX;
		window->n--;
	}
	window->times[(window->head + window->n++) % PD_WINDOW_MAX] = now;
}

static int64_t burst_limit(const struct face *face)
{
	const struct face_options *options = face_options(face->host);
	int64_t limit = options ? options->burst_limit : -1;

	return limit < 0 ? BURST_DEFAULT : limit > PD_WINDOW_MAX ? PD_WINDOW_MAX : limit;
}

static int64_t daily_limit(const struct face *face)
{
	const struct face_options *options = face_options(face->host);

	return options && options->daily_limit >= 0 ? options->daily_limit : DAILY_DEFAULT;
}

static void set_burst_headers(struct face *face, struct face_response *resp, int64_t limit, int64_t now)
{
	const struct pd_window *window = &face->limits.burst;
	int64_t reset = 2;

	if (!limit)
		return;
	if (window->n)
		reset = (window->times[window->head] + WINDOW_MS - now + 999) / 1000;
	face_set_header(resp, "x-ratelimit-limit", "%lld", (long long)limit);
	face_set_header(resp, "x-ratelimit-remaining", "%lld",
			(long long)((int64_t)window->n < limit ? limit - (int64_t)window->n : 0));
	face_set_header(resp, "x-ratelimit-reset", "%lld", (long long)(reset < 1 ? 1 : reset));
}

static void set_daily_headers(struct face *face, const struct face_request *req, struct face_response *resp,
			      int64_t limit)
{
	int64_t left = limit - face->limits.tokens_used, writes = WRITES_A_DAY - face->limits.writes;

	if (limit) {
		face_set_header(resp, "x-daily-ratelimit-token-limit", "%lld", (long long)limit);
		face_set_header(resp, "x-daily-ratelimit-token-remaining", "%lld", (long long)(left > 0 ? left : 0));
	}
	/* recorded: with POST and PUT under an API token only */
	if (face_header(req, "x-api-token") && (strcmp(req->method, "POST") == 0 || strcmp(req->method, "PUT") == 0))
		face_set_header(resp, "x-daily-requests-left", "%lld", (long long)(writes > 0 ? writes : 0));
}

static const char blocked_page[] =
	"<!DOCTYPE html>\n<html lang=\"en-US\">\n<head>\n<title>Attention Required! | Cloudflare</title>\n"
	"<meta charset=\"UTF-8\" />\n</head>\n<body>\n<div id=\"cf-wrapper\">\n"
	"<h1 data-translate=\"block_headline\">Sorry, you have been blocked</h1>\n"
	"<h2>You are unable to access pipedrive.com</h2>\n</div>\n</body>\n</html>\n";

static bool refuse_blocked(struct face_response *resp)
{
	crm_buf_reset(&resp->body);
	resp->status = 403;
	resp->content_type = "text/html; charset=UTF-8";
	crm_buf_str(&resp->body, blocked_page);
	return false;
}

static bool refuse_rate(struct face *face, struct face_response *resp, int64_t now)
{
	struct pd_limits *limits = &face->limits;

	window_trim(&limits->refused, now, ABUSE_MS);
	window_add(&limits->refused, now);
	if (limits->refused.n > ABUSE_REFUSALS) {
		limits->blocked_until = now + ABUSE_MS;
		limits->refused.n = 0;
	}
	pd_fail_gateway(resp, 429, "request over limit");
	return false;
}

bool pd_admit(struct face *face, const struct face_request *req, struct face_response *resp, int64_t cost, bool search)
{
	struct pd_limits *limits = &face->limits;
	int64_t now = face_now(face->host), limit = burst_limit(face), daily = daily_limit(face);
	int64_t search_limit = limit && limit < SEARCH_LIMIT ? limit : SEARCH_LIMIT;

	if (now < limits->blocked_until)
		return refuse_blocked(resp);
	if (limits->day != crm_day_of(now)) {
		limits->day = crm_day_of(now);
		limits->tokens_used = limits->writes = 0;
	}
	window_trim(&limits->burst, now, WINDOW_MS);
	window_trim(&limits->search, now, WINDOW_MS);
	if (limit && ((int64_t)limits->burst.n >= limit || (search && (int64_t)limits->search.n >= search_limit))) {
		set_burst_headers(face, resp, limit, now);
		set_daily_headers(face, req, resp, daily);
		return refuse_rate(face, resp, now);
	}
	window_add(&limits->burst, now);
	if (search)
		window_add(&limits->search, now);
	if (daily && limits->tokens_used >= daily) {
		set_burst_headers(face, resp, limit, now);
		set_daily_headers(face, req, resp, daily);
		return refuse_rate(face, resp, now);
	}
	limits->tokens_used += cost;
	limits->writes += strcmp(req->method, "POST") == 0 || strcmp(req->method, "PUT") == 0;
	set_burst_headers(face, resp, limit, now);
	set_daily_headers(face, req, resp, daily);
	return true;
}

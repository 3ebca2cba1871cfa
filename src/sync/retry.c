/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/retry.h>

#include <time.h>

#include <crmsync/log.h>
#include <crmsync/timestamp.h>

#define LONGEST_WAIT_MS  60000
#define SLICE_MS         50
#define WORTH_TELLING_MS 500

enum patience { NEVER, AT_ONCE, LATER };

static enum patience patience_with(int code)
{
	switch (code) {
	case CRM_E_EXPIRED:
		return AT_ONCE;
	case CRM_E_RATE:
	case CRM_E_SERVER:
	case CRM_E_NETWORK:
	case CRM_E_PROTOCOL:
		return LATER;
	default:
		return NEVER;
	}
}

bool crm_retry_wait(const struct crm_engine *e, int64_t ms)
{
	int64_t end = crm_time_monotonic() + ms;
	while (!crm_engine_interrupted(e)) {
		int64_t left = end - crm_time_monotonic();
		if (left <= 0)
			return true;
		int64_t slice = left < SLICE_MS ? left : SLICE_MS;
		struct timespec pause = {.tv_sec = 0, .tv_nsec = (long)slice * 1000000L};
		nanosleep(&pause, NULL);
	}
	return false;
}

/* Up to a quarter more, so that several callers do not come back in step. */
static int64_t with_jitter(int64_t ms)
{
	int64_t now = crm_time_monotonic();
	return ms + (ms / 4) * (now % 17) / 16;
}

static int64_t wait_for(int64_t first, unsigned attempts, int64_t asked)
{
	if (asked > 0)
		return asked;
	int64_t wait = first << (attempts < 8 ? attempts : 8);
	return with_jitter(wait > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : wait);
}

bool crm_retry_again(struct crm_engine *e, const struct crm_system *system, struct crm_retry *retry,
		     const struct crm_error *err)
{
	enum patience patience = patience_with(err->code);
	if (patience == NEVER || crm_engine_interrupted(e))
		return false;
	if (patience == AT_ONCE) {
		bool again = !retry->renewed;
		retry->renewed = true;
		return again;
	}
	if (retry->attempts >= e->settings->retry_attempts || err->retry_after_ms > e->settings->retry_longest_s * 1000)
		return false;
	int64_t wait = wait_for(e->settings->retry_first_s * 1000, retry->attempts++, err->retry_after_ms);
	crm_log(CRM_LOG_INFO, "%s: %s; again in %.1f s", system->settings->name, crm_error_text(err),
		(double)wait / 1000.0);
	if (wait > WORTH_TELLING_MS)
		crm_engine_progress(e, system->settings->name, "waiting to try again", 0, -1);
	return crm_retry_wait(e, wait);
}

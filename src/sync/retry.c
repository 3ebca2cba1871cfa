/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/retry.h>

#include <sys/random.h>
#include <time.h>

#include <crmsync/log.h>
#include <crmsync/timestamp.h>
#include <crmsync/url.h>

#define LONGEST_WAIT_MS  60000
#define SLICE_MS         50
#define WORTH_TELLING_MS 500

/* What is not listed is never tried again. */
static const struct {
	int code;
	enum crm_patience patience;
} classes[] = {
	{CRM_E_EXPIRED, CRM_RETRY_AT_ONCE}, {CRM_E_RATE, CRM_RETRY_LATER},     {CRM_E_SERVER, CRM_RETRY_LATER},
	{CRM_E_NETWORK, CRM_RETRY_LATER},   {CRM_E_PROTOCOL, CRM_RETRY_LATER},
};

enum crm_patience crm_retry_patience(int code)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (classes[i].code == code)
			return classes[i].patience;
	return CRM_RETRY_NEVER;
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

/* ---- how long ---- */

static int64_t grown(const struct crm_retry_delay *d)
{
	int64_t first = d->vendor_ms > d->first_ms ? d->vendor_ms : d->first_ms;
	int64_t longest = first > LONGEST_WAIT_MS ? first : LONGEST_WAIT_MS;
	for (unsigned i = 0; i < d->attempts && first < longest; i++)
		first *= 2;
	return first < longest ? first : longest;
}

int64_t crm_retry_delay(const struct crm_retry_delay *delay, uint32_t roll)
{
	int64_t wait = delay->asked_ms > 0 ? delay->asked_ms : grown(delay);
	return wait + (int64_t)((uint64_t)(wait / 4) * (roll % 1024) / 1023);
}

static uint32_t roll_dice(void)
{
	uint32_t roll;
	if (getrandom(&roll, sizeof roll, GRND_NONBLOCK) == (ssize_t)sizeof roll)
		return roll;
	return (uint32_t)crm_time_monotonic() * 2654435761U >> 16;
}

/* A sandbox on this machine is nobody's to spare. */
static int64_t vendor_wait(const struct crm_system *s, int code)
{
	const struct crm_error_wait *w = s->connector->info->waits;
	if (crm_url_is_loopback(s->settings->base_url))
		return 0;
	while (w != NULL && w->code != CRM_OK && w->code != code)
		w++;
	return w != NULL && w->code == code ? w->ms : 0;
}

/* ---- again? ---- */

static bool wait_and_tell(struct crm_engine *e, const struct crm_system *s, int64_t wait, const struct crm_error *err)
{
	crm_log(CRM_LOG_INFO, "%s: %s; again in %.1f s", s->settings->name, crm_error_text(err), (double)wait / 1000.0);
	if (wait > WORTH_TELLING_MS)
		crm_engine_progress(e, s->settings->name, "waiting to try again", 0, -1);
	return crm_retry_wait(e, wait);
}

bool crm_retry_again(struct crm_engine *e, const struct crm_system *system, struct crm_retry *retry,
		     const struct crm_error *err)
{
	enum crm_patience patience = crm_retry_patience(err->code);
	if (patience == CRM_RETRY_NEVER || crm_engine_interrupted(e))
		return false;
	if (patience == CRM_RETRY_AT_ONCE) {
		bool again = !retry->renewed;
		retry->renewed = true;
		return again;
	}
	if (retry->attempts >= e->settings->retry_attempts || err->retry_after_ms > e->settings->retry_longest_s * 1000)
		return false;
	struct crm_retry_delay delay = {
		.first_ms = e->settings->retry_first_s * 1000,
		.vendor_ms = vendor_wait(system, err->code),
		.asked_ms = err->retry_after_ms,
		.attempts = retry->attempts++,
	};
	retry->renewed = false; /* a wait may outlast the new token */
	return wait_and_tell(e, system, crm_retry_delay(&delay, roll_dice()), err);
}

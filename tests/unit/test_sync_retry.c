/* SPDX-License-Identifier: Apache-2.0 */
/* Which errors are tried again, and after which wait. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <sync/retry.h>

/* Every code there is stands here, so that a new one has to be decided on. */
static const struct {
	int code;
	enum crm_patience patience;
} classes[] = {
	{CRM_OK, CRM_RETRY_NEVER},
	{CRM_E_FAIL, CRM_RETRY_NEVER},
	{CRM_E_NOMEM, CRM_RETRY_NEVER},
	{CRM_E_USAGE, CRM_RETRY_NEVER},
	{CRM_E_CONFIG, CRM_RETRY_NEVER},
	{CRM_E_AUTH, CRM_RETRY_NEVER},
	{CRM_E_PERMISSION, CRM_RETRY_NEVER},
	{CRM_E_EXPIRED, CRM_RETRY_AT_ONCE},
	{CRM_E_NETWORK, CRM_RETRY_LATER},
	{CRM_E_RATE, CRM_RETRY_LATER},
	{CRM_E_BUDGET, CRM_RETRY_NEVER},
	{CRM_E_SERVER, CRM_RETRY_LATER},
	{CRM_E_PROTOCOL, CRM_RETRY_LATER},
	{CRM_E_REJECTED, CRM_RETRY_NEVER},
	{CRM_E_NOT_FOUND, CRM_RETRY_NEVER},
	{CRM_E_CURSOR, CRM_RETRY_NEVER},
	{CRM_E_GATE, CRM_RETRY_NEVER},
	{CRM_E_LOCKED, CRM_RETRY_NEVER},
	{CRM_E_STORE, CRM_RETRY_NEVER},
	{CRM_E_DISK, CRM_RETRY_NEVER},
	{CRM_E_INTERRUPTED, CRM_RETRY_NEVER},
	{CRM_E_UNSUPPORTED, CRM_RETRY_NEVER},
	{CRM_E_INVALID, CRM_RETRY_NEVER},
};
#define N_CLASSES (sizeof classes / sizeof *classes)

START_TEST(every_class_is_decided)
{
	ck_assert_uint_eq(N_CLASSES, 1 - CRM_E_INVALID);
	for (size_t i = 0; i < N_CLASSES; i++) {
		ck_assert_int_eq(classes[i].code, -(int)i);
		ck_assert_msg(crm_retry_patience(classes[i].code) == classes[i].patience, "code %d", classes[i].code);
	}
}
END_TEST

static const struct {
	struct crm_retry_delay delay;
	int64_t ms;
} waits[] = {
	{{.first_ms = 1000}, 1000},
	{{.first_ms = 1000, .attempts = 1}, 2000},
	{{.first_ms = 1000, .attempts = 5}, 32000},
	{{.first_ms = 1000, .attempts = 6}, 60000},
	{{.first_ms = 1000, .attempts = 4000000000U}, 60000},
	{{.first_ms = 0, .attempts = 9}, 0},
	{{.first_ms = 3600000, .attempts = 3}, 3600000},
	/* what is known of the vendor is the least */
	{{.first_ms = 1000, .vendor_ms = 5000}, 5000},
	{{.first_ms = 1000, .vendor_ms = 5000, .attempts = 2}, 20000},
	{{.first_ms = 7000, .vendor_ms = 5000}, 7000},
	/* what it asks for counts alone */
	{{.first_ms = 1000, .vendor_ms = 5000, .asked_ms = 300, .attempts = 3}, 300},
	{{.first_ms = 1000, .asked_ms = 90000}, 90000},
	{{.first_ms = 1000, .asked_ms = -1}, 1000},
};

START_TEST(waits_grow_and_end)
{
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++)
		ck_assert_msg(crm_retry_delay(&waits[i].delay, 0) == waits[i].ms, "wait %zu: %lld", i,
			      (long long)crm_retry_delay(&waits[i].delay, 0));
}
END_TEST

/* Never less than it should be, at most a quarter more, and spread over all between. */
START_TEST(jitter_spreads)
{
	const struct crm_retry_delay delay = {.asked_ms = 10000};
	bool seen[26] = {false};
	for (uint32_t roll = 0; roll < 100000; roll += 7) {
		int64_t ms = crm_retry_delay(&delay, roll);
		ck_assert_int_ge(ms, 10000);
		ck_assert_int_le(ms, 12500);
		seen[(ms - 10000) / 100] = true;
	}
	for (size_t i = 0; i < 25; i++)
		ck_assert_msg(seen[i], "nothing from %zu ms on", 10000 + 100 * i);
	ck_assert_int_le(crm_retry_delay(&delay, UINT32_MAX), 12500);
}
END_TEST

/* The connector's own waits are for the vendor, not for a sandbox on this machine. */
START_TEST(sandbox_is_not_waited_for)
{
	sync_configure(
		"systems: {a: {connector: slow, base_url: http://127.0.0.1:9}}\nretry: {attempts: 2, first_wait: 0}\n");
	ck_sync(CRM_OK, sync_open("sync"));
	struct crm_retry retry = {0};
	struct crm_error err = {0};
	crm_error_set(&err, CRM_E_RATE, "x");
	ck_assert(crm_retry_again(sync_engine, &sync_engine->systems[0], &retry, &err)); /* at once, not in an hour */
	crm_error_clear(&err);
}
END_TEST

START_TEST(vendor_is_waited_for)
{
	static volatile sig_atomic_t interrupted;
	sync_options.interrupted = &interrupted;
	sync_configure("systems: {a: {connector: slow}}\nretry: {attempts: 2, first_wait: 0}\n");
	ck_sync(CRM_OK, sync_open("sync"));
	struct crm_retry retry = {0};
	struct crm_error err = {0};
	crm_error_set(&err, CRM_E_NETWORK, "x"); /* no wait of its own */
	ck_assert(crm_retry_again(sync_engine, &sync_engine->systems[0], &retry, &err));
	interrupted = 1;
	ck_assert(!crm_retry_again(sync_engine, &sync_engine->systems[0], &retry, &err));
	ck_assert_uint_eq(retry.attempts, 1); /* an interrupt is no attempt */
	crm_error_clear(&err);
}
END_TEST

static bool again_after(struct crm_retry *retry, int code)
{
	struct crm_error err = {0};
	crm_error_set(&err, code, "x");
	bool again = crm_retry_again(sync_engine, &sync_engine->systems[0], retry, &err);
	crm_error_clear(&err);
	return again;
}

/* A token that is refused twice running is not accepted at all; one that expired during a wait is renewed once more. */
START_TEST(token_is_renewed_once_between_waits)
{
	sync_configure("systems: {a: {connector: slow}}\nretry: {attempts: 2, first_wait: 0}\n");
	ck_sync(CRM_OK, sync_open("sync"));
	struct crm_retry retry = {0};
	ck_assert(again_after(&retry, CRM_E_EXPIRED));
	ck_assert(!again_after(&retry, CRM_E_EXPIRED));
	ck_assert(again_after(&retry, CRM_E_NETWORK));
	ck_assert(again_after(&retry, CRM_E_EXPIRED));
	ck_assert(!again_after(&retry, CRM_E_EXPIRED));
	ck_assert(again_after(&retry, CRM_E_NETWORK));
	ck_assert(again_after(&retry, CRM_E_EXPIRED));
	ck_assert(!again_after(&retry, CRM_E_NETWORK)); /* no attempts left */
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_retry");
	TCase *tcase = tcase_create("retry");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_test(tcase, every_class_is_decided);
	tcase_add_test(tcase, waits_grow_and_end);
	tcase_add_test(tcase, jitter_spreads);
	tcase_add_test(tcase, sandbox_is_not_waited_for);
	tcase_add_test(tcase, vendor_is_waited_for);
	tcase_add_test(tcase, token_is_renewed_once_between_waits);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Instants and days. */
#include "config.h"

#include <crmsync/timestamp.h>
#include <string.h>
#include <time.h>

#include "run_suite.h"

#define FIRST_MS INT64_C(-62135596800000)
#define LAST_MS  INT64_C(253402300799999)

static const struct {
	const char *text;
	int64_t ms;
} readable[] = {
	{"1970-01-01T00:00:00Z", 0},
	{"2026-11-21T17:50:00Z", INT64_C(1795283400000)},
	{"2026-11-21t17:50:00z", INT64_C(1795283400000)},
	{"2026-11-21 17:50:00", INT64_C(1795283400000)},
	{"2026-11-21T17:50:00.000+0000", INT64_C(1795283400000)},
	{"2026-11-21T18:50:00+01:00", INT64_C(1795283400000)},
	{"2026-11-21T18:50:00+01", INT64_C(1795283400000)},
	{"2026-11-21T12:20:00-0530", INT64_C(1795283400000)},
	{"2026-11-21T17:50:00-00:00", INT64_C(1795283400000)},
	{"2026-11-21T17:50:00.1Z", INT64_C(1795283400100)},
	{"2026-11-21T17:50:00.12Z", INT64_C(1795283400120)},
	{"2026-11-21T17:50:00.123999999999Z", INT64_C(1795283400123)},
	{"2026-11-21T17:49:60Z", INT64_C(1795283400000)},
	{"1969-12-31T23:59:59.999Z", -1},
	{"2000-02-29T00:00:00Z", INT64_C(951782400000)},
	{"0001-01-01T00:00:00Z", FIRST_MS},
	{"9999-12-31T23:59:59.999Z", LAST_MS},
	{"0001-01-01T00:00:00-23:59", FIRST_MS + (23 * 60 + 59) * 60000},
};

START_TEST(vendor_spellings_are_read)
{
	int64_t ms = 42;
	ck_assert_msg(crm_time_parse(readable[_i].text, &ms), "%s", readable[_i].text);
	ck_assert_int_eq(ms, readable[_i].ms);
}
END_TEST

static const char *const unreadable[] = {
	"",
	"2026-11-21",
	"2026-11-21T17:50Z",
	"2026-11-21T17:50:00.Z",
	"2026-11-21T17:50:00ZZ",
	"2026-11-21T17:50:00 Z",
	"2026-11-21T17:50:00+1",
	"2026-11-21T17:50:00+24:00",
	"2026-11-21T17:50:00+01:60",
	"2026-11-21T17:50:00+01:",
	"2026-11-21T24:00:00Z",
	"2026-11-21T17:60:00Z",
	"2026-11-21T17:50:61Z",
	"2026-13-01T00:00:00Z",
	"2026-00-01T00:00:00Z",
	"2026-04-31T00:00:00Z",
	"2026-02-29T00:00:00Z",
	"1900-02-29T00:00:00Z",
	"0000-01-01T00:00:00Z",
	"0001-01-01T00:00:00+00:01",
	"9999-12-31T23:59:60Z",
	"9999-12-31T23:59:59-00:01",
	"10000-01-01T00:00:00Z",
	"2026-1-1T00:00:00Z",
	" 2026-11-21T17:50:00Z",
	"1795283400000",
};

START_TEST(malformed_instants_are_refused)
{
	int64_t ms = 42;
	ck_assert_msg(!crm_time_parse(unreadable[_i], &ms), "%s", unreadable[_i]);
	ck_assert_int_eq(ms, 42);
}
END_TEST

START_TEST(null_is_refused)
{
	int64_t ms;
	int32_t day;
	ck_assert(!crm_time_parse(NULL, &ms));
	ck_assert(!crm_time_parse_http(NULL, &ms));
	ck_assert(!crm_day_parse(NULL, &day));
}
END_TEST

START_TEST(formatting)
{
	char text[CRM_TIME_TEXT];
	crm_time_format(INT64_C(1795283400000), text);
	ck_assert_str_eq(text, "2026-11-21T17:50:00Z");
	crm_time_format(INT64_C(1795283400007), text);
	ck_assert_str_eq(text, "2026-11-21T17:50:00.007Z");
	crm_time_format_seconds(INT64_C(1795283400999), text);
	ck_assert_str_eq(text, "2026-11-21T17:50:00Z");
	crm_time_format(-1, text);
	ck_assert_str_eq(text, "1969-12-31T23:59:59.999Z");
	crm_time_format(INT64_MIN, text);
	ck_assert_str_eq(text, "0001-01-01T00:00:00Z");
	crm_time_format(INT64_MAX, text);
	ck_assert_str_eq(text, "9999-12-31T23:59:59.999Z");
	crm_day_format(INT32_MAX, text);
	ck_assert_str_eq(text, "9999-12-31");
}
END_TEST

/* Every day of ten thousand years, there and back, and against the C library's calendar. */
START_TEST(all_days_round_trip)
{
	char text[CRM_TIME_TEXT];
	for (int32_t day = (int32_t)(FIRST_MS / 86400000); day <= (int32_t)(LAST_MS / 86400000); day++) {
		int32_t back;
		crm_day_format(day, text);
		if (!crm_day_parse(text, &back) || back != day)
			ck_abort_msg("day %d is %s", (int)day, text);
		if (day % 5 != 0)
			continue;
		time_t seconds = (time_t)day * 86400;
		struct tm tm;
		char expected[CRM_TIME_TEXT];
		gmtime_r(&seconds, &tm);
		strftime(expected, sizeof expected, "%a, %d %b ", &tm);
		crm_time_format_http((int64_t)seconds * 1000, text);
		if (strncmp(text, expected, 12) != 0)
			ck_abort_msg("day %d is %s, not %s", (int)day, text, expected);
	}
}
END_TEST

START_TEST(days)
{
	int32_t day = 42;
	ck_assert(crm_day_parse("1970-01-01", &day));
	ck_assert_int_eq(day, 0);
	ck_assert(crm_day_parse("2024-02-29", &day));
	ck_assert_int_eq(day, 19782);
	ck_assert(!crm_day_parse("2023-02-29", &day));
	ck_assert(!crm_day_parse("2024-02-29T00:00:00Z", &day));
	ck_assert(!crm_day_parse("24-02-29", &day));
	ck_assert_int_eq(day, 19782);
	ck_assert_int_eq(crm_day_of(0), 0);
	ck_assert_int_eq(crm_day_of(86399999), 0);
	ck_assert_int_eq(crm_day_of(86400000), 1);
	ck_assert_int_eq(crm_day_of(-1), -1);
	ck_assert_int_eq(crm_day_of(-86400000), -1);
	ck_assert_int_eq(crm_day_of(-86400001), -2);
}
END_TEST

START_TEST(http_dates)
{
	char text[CRM_TIME_TEXT];
	int64_t ms = 42;
	ck_assert(crm_time_parse_http("Sat, 21 Nov 2026 17:50:00 GMT", &ms));
	ck_assert_int_eq(ms, INT64_C(1795283400000));
	crm_time_format_http(ms, text);
	ck_assert_str_eq(text, "Sat, 21 Nov 2026 17:50:00 GMT");
	ck_assert(!crm_time_parse_http("Sat, 21 Nov 2026 17:50:00 +0100", &ms));
	ck_assert(!crm_time_parse_http("Sat, 31 Nov 2026 17:50:00 GMT", &ms));
	ck_assert(!crm_time_parse_http("21 Nov 2026 17:50:00 GMT", &ms));
	ck_assert(!crm_time_parse_http("120", &ms));
	ck_assert_int_eq(ms, INT64_C(1795283400000));
}
END_TEST

/* 2026-03-29 02:30 does not exist in Berlin; here it must. */
START_TEST(the_zone_of_the_host_does_not_matter)
{
	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	int64_t ms;
	char text[CRM_TIME_TEXT];
	ck_assert(crm_time_parse("2026-03-29T02:30:00", &ms));
	ck_assert_int_eq(ms, INT64_C(1774751400000));
	crm_time_format(ms, text);
	ck_assert_str_eq(text, "2026-03-29T02:30:00Z");
	crm_time_format_http(ms, text);
	ck_assert_str_eq(text, "Sun, 29 Mar 2026 02:30:00 GMT");
}
END_TEST

START_TEST(clocks_run)
{
	int64_t before = crm_time_monotonic();
	ck_assert_int_ge(crm_time_monotonic(), before);
	ck_assert_int_le(llabs(crm_time_now() - (int64_t)time(NULL) * 1000), 600000);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("timestamp");
	tcase_add_loop_test(tcase, vendor_spellings_are_read, 0, (int)(sizeof readable / sizeof *readable));
	tcase_add_loop_test(tcase, malformed_instants_are_refused, 0, (int)(sizeof unreadable / sizeof *unreadable));
	tcase_add_test(tcase, null_is_refused);
	tcase_add_test(tcase, formatting);
	tcase_add_test(tcase, all_days_round_trip);
	tcase_add_test(tcase, days);
	tcase_add_test(tcase, http_dates);
	tcase_add_test(tcase, the_zone_of_the_host_does_not_matter);
	tcase_add_test(tcase, clocks_run);
	Suite *suite = suite_create("timestamp");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Headers of answers. */
#include "config.h"

#include <crmsync/http.h>
#include <crmsync/timestamp.h>
#include <string.h>

#include "run_suite.h"

static struct crm_http_response resp;
static struct crm_buf value;

static void setup(void)
{
	crm_http_response_init(&resp);
	crm_buf_init(&value, 1000);
}

static void teardown(void)
{
	crm_http_response_free(&resp);
	crm_buf_free(&value);
}

static void set_headers(const char *block)
{
	crm_buf_reset(&resp.header_block);
	crm_buf_str(&resp.header_block, block);
}

START_TEST(names_in_any_case_and_the_last_wins)
{
	set_headers("X-One: 1\nX-Two:\t two  \nx-one: 11 \nX-One-More: 3\nX-Empty:\n");
	ck_assert(crm_http_get_header(&resp, "X-ONE", &value));
	ck_assert(crm_http_get_header(&resp, "x-two", &value));
	ck_assert_str_eq(value.ptr, "11two");
	ck_assert(crm_http_get_header(&resp, "X-Empty", &value));
	ck_assert(!crm_http_get_header(&resp, "X-On", &value));
	ck_assert(!crm_http_get_header(&resp, "One", &value));
	ck_assert_str_eq(value.ptr, "11two");
	crm_http_response_free(&resp);
	ck_assert(!crm_http_get_header(&resp, "X-One", &value));
}
END_TEST

START_TEST(integers)
{
	set_headers("A: 42\nB: -7\nC: 4x\nD: 99999999999999999999\nE:\nF: 1.5\nG: - 5\n");
	int64_t n = 1;
	ck_assert(crm_http_get_header_int(&resp, "A", &n) && n == 42);
	ck_assert(crm_http_get_header_int(&resp, "B", &n) && n == -7);
	const char *const bad[] = {"C", "D", "E", "F", "G", "H"};
	for (size_t i = 0; i < 6; i++)
		ck_assert(!crm_http_get_header_int(&resp, bad[i], &n));
	ck_assert_int_eq(n, -7);
}
END_TEST

START_TEST(retry_after)
{
	ck_assert_int_eq(crm_http_retry_after(&resp), -1);
	set_headers("Retry-After: 3\n");
	ck_assert_int_eq(crm_http_retry_after(&resp), 3000);
	set_headers("Retry-After: 0\n");
	ck_assert_int_eq(crm_http_retry_after(&resp), 0);
	set_headers("Retry-After: soon\n");
	ck_assert_int_eq(crm_http_retry_after(&resp), -1);
	set_headers("Retry-After: -3\n");
	ck_assert_int_eq(crm_http_retry_after(&resp), -1);
	set_headers("Retry-After: 9223372036854775807\n");
	ck_assert_int_eq(crm_http_retry_after(&resp), INT64_MAX);
	/* A date counts from the vendor's own clock, however wrong ours is. */
	set_headers("Date: Sat, 21 Nov 2026 17:50:00 GMT\nRetry-After: Sat, 21 Nov 2026 17:50:30 GMT\n");
	ck_assert_int_eq(crm_http_retry_after(&resp), 30000);
	set_headers("Date: Sat, 21 Nov 2026 17:50:00 GMT\nRetry-After: Sat, 21 Nov 2026 17:49:30 GMT\n");
	ck_assert_int_eq(crm_http_retry_after(&resp), 0);
	set_headers("Retry-After: Sun, 01 Jan 2090 00:00:00 GMT\n");
	ck_assert_int_gt(crm_http_retry_after(&resp), 86400000);
}
END_TEST

START_TEST(dates)
{
	int64_t ms = 5;
	ck_assert(!crm_http_date(&resp, &ms));
	set_headers("Date: Sat, 21 Nov 2026 17:50:00 GMT\n");
	ck_assert(crm_http_date(&resp, &ms));
	ck_assert_int_eq(ms, INT64_C(1795283400000));
	set_headers("Date: 2026-11-21T17:50:00Z\n");
	ck_assert(!crm_http_date(&resp, &ms));
}
END_TEST

START_TEST(json_types)
{
	static const struct {
		const char *header;
		bool json;
	} cases[] = {
		{"Content-Type: application/json\n", true},
		{"content-type: Application/JSON; charset=UTF-8\n", true},
		{"Content-Type: application/json ;charset=utf-8\n", true},
		{"Content-Type: application/problem+json\n", true},
		{"Content-Type: text/html; x=application/json\n", false},
		{"Content-Type: application/jsonp\n", false},
		{"Content-Type: +json\n", false},
		{"Content-Type:\n", false},
		{"", false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		set_headers(cases[i].header);
		ck_assert_msg(crm_http_is_json(&resp) == cases[i].json, "%s", cases[i].header);
	}
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("response");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, names_in_any_case_and_the_last_wins);
	tcase_add_test(tcase, integers);
	tcase_add_test(tcase, retry_after);
	tcase_add_test(tcase, dates);
	tcase_add_test(tcase, json_types);
	Suite *suite = suite_create("http_response");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

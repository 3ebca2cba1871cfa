/* SPDX-License-Identifier: Apache-2.0 */
/* URL and base64 encodings. */
#include "config.h"

#include <crmsync/url.h>
#include <string.h>

#include "run_suite.h"

static struct crm_buf out;

static void setup(void)
{
	crm_buf_init(&out, CRM_BUF_MAX);
}

static void teardown(void)
{
	crm_buf_free(&out);
}

START_TEST(percent_encoding)
{
	crm_url_encode(&out, "aZ09-._~ /?&=+%\"é");
	ck_assert_str_eq(out.ptr, "aZ09-._~%20%2F%3F%26%3D%2B%25%22%C3%A9");
}
END_TEST

START_TEST(paths_in_segments)
{
	const char *s[4] = {NULL};
	struct crm_arena *arena = crm_arena_new();
	ck_assert_uint_eq(crm_url_path("https://h/a/b%20c/?d=/e#f", s, 4, arena), 2);
	ck_assert_str_eq(s[0], "a");
	ck_assert_str_eq(s[1], "b c");
	ck_assert_uint_eq(crm_url_path("http://h:80//a///b/c/d/e", s, 4, arena), 4);
	ck_assert_str_eq(s[3], "d");
	ck_assert_uint_eq(crm_url_path("https://h/a#b/c", s, 4, arena), 1);
	static const char *const none[] = {"https://h", "https://h?a/b", "h/a",          "ftp://h/a",
					   "",          "https://h/%zz", "https://h/%2", "https://h/a/%00"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		ck_assert_msg(crm_url_path(none[i], s, 4, arena) == 0, "%s", none[i]);
	ck_assert_uint_eq(crm_url_path(NULL, s, 4, arena), 0);
	crm_arena_free(arena);
}
END_TEST

START_TEST(queries_and_forms)
{
	crm_buf_str(&out, "https://h/p");
	crm_url_query(&out, "q", "SELECT Id");
	crm_url_query(&out, "n&m", "");
	ck_assert_str_eq(out.ptr, "https://h/p?q=SELECT%20Id&n%26m=");
	crm_buf_reset(&out);
	crm_buf_str(&out, "/p?");
	crm_url_query(&out, "a", "1");
	ck_assert_str_eq(out.ptr, "/p?a=1");
	crm_buf_reset(&out);
	crm_form_add(&out, "grant_type", "refresh_token");
	crm_form_add(&out, "refresh_token", "a+b");
	ck_assert_str_eq(out.ptr, "grant_type=refresh_token&refresh_token=a%2Bb");
}
END_TEST

static const struct {
	const char *plain;
	const char *padded;
	const char *url;
} base64s[] = {
	{"", "", ""},
	{"f", "Zg==", "Zg"},
	{"fo", "Zm8=", "Zm8"},
	{"foo", "Zm9v", "Zm9v"},
	{"foob", "Zm9vYg==", "Zm9vYg"},
	{"\xFB\xFF\xFE", "+//+", "-__-"},
};

START_TEST(base64_there_and_back)
{
	const char *plain = base64s[_i].plain;
	crm_base64(&out, plain, strlen(plain));
	ck_assert_str_eq(out.ptr, base64s[_i].padded);
	crm_buf_reset(&out);
	crm_base64url(&out, plain, strlen(plain));
	ck_assert_str_eq(out.ptr, base64s[_i].url);
	crm_buf_reset(&out);
	ck_assert(crm_base64_decode(&out, base64s[_i].padded, strlen(base64s[_i].padded)));
	ck_assert_str_eq(out.ptr, plain);
	crm_buf_reset(&out);
	ck_assert(crm_base64_decode(&out, base64s[_i].url, strlen(base64s[_i].url)));
	ck_assert_str_eq(out.ptr, plain);
}
END_TEST

START_TEST(malformed_base64_is_refused)
{
	static const char *const bad[] = {
		"Z", "Zg=", "Zg===", "Z===", "Zh==", "Zm9=", "Z g=", "Zg==Zg==", "=", "Zm9v="};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!crm_base64_decode(&out, bad[i], strlen(bad[i])), "%s", bad[i]);
}
END_TEST

static const struct {
	const char *url;
	const char *host; /* NULL: refused */
} hosts[] = {
	{"https://api.hubapi.com/crm/v3", "api.hubapi.com"},
	{"HTTPS://API.HubAPI.com:443?x", "api.hubapi.com"},
	{"http://127.0.0.1:8080/hubspot", "127.0.0.1"},
	{"http://[::1]:80/", "::1"},
	{"https://host", "host"},
	{"https://host#f", "host"},
	{"ftp://host/", NULL},
	{"host/path", NULL},
	{"https://", NULL},
	{"https:///path", NULL},
	{"https://user@host/", NULL},
	{"https://good.com@evil.com/", NULL},
	{"https://evil.com\\.good.com/", NULL},
	{"https://host:80a/", NULL},
	{"https://host:123456/", NULL},
	{"https://[::1/", NULL},
	{"https://ho%73t/", NULL},
	{"https://ho st/", NULL},
	{NULL, NULL},
};

START_TEST(hosts_of_urls)
{
	ck_assert_int_eq(crm_url_host(hosts[_i].url, &out), hosts[_i].host != NULL);
	ck_assert_str_eq(out.ptr, hosts[_i].host ? hosts[_i].host : "");
}
END_TEST

START_TEST(loopback_is_this_machine_alone)
{
	static const char *const here[] = {"http://localhost", "https://LOCALHOST:8/x", "http://127.0.0.1:80",
					   "http://127.9.9.9/", "https://[::1]:443/"};
	static const char *const elsewhere[] = {"http://localhost.example.com",
						"http://128.0.0.1",
						"https://[::2]",
						"http://127.0.0.1.example.com",
						"ftp://localhost",
						"",
						"localhost"};
	for (size_t i = 0; i < sizeof here / sizeof *here; i++)
		ck_assert_msg(crm_url_is_loopback(here[i]), "%s", here[i]);
	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		ck_assert_msg(!crm_url_is_loopback(elsewhere[i]), "%s", elsewhere[i]);
	ck_assert(!crm_url_is_loopback(NULL));
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("url");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, percent_encoding);
	tcase_add_test(tcase, paths_in_segments);
	tcase_add_test(tcase, queries_and_forms);
	tcase_add_loop_test(tcase, base64_there_and_back, 0, (int)(sizeof base64s / sizeof *base64s));
	tcase_add_test(tcase, malformed_base64_is_refused);
	tcase_add_test(tcase, loopback_is_this_machine_alone);
	tcase_add_loop_test(tcase, hosts_of_urls, 0, (int)(sizeof hosts / sizeof *hosts));
	Suite *suite = suite_create("url");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The log, redaction and terminal safety. */
#include "config.h"

#include <crmsync/log.h>
#include <pthread.h>
#include <string.h>

#include "run_suite.h"

static struct crm_buf lines;

static void keep_line(enum crm_log_level level, const char *line, void *arg)
{
	crm_buf_printf(arg, "%d %s\n", (int)level, line);
}

static void setup(void)
{
	crm_buf_init(&lines, CRM_BUF_MAX);
	crm_log_set_sink(keep_line, &lines);
	crm_redact_clear();
}

static void teardown(void)
{
	crm_log_set_sink(NULL, NULL);
	crm_redact_clear();
	crm_buf_free(&lines);
}

START_TEST(levels)
{
	crm_log(CRM_LOG_ERROR, "a %d", 1);
	crm_log(CRM_LOG_WARNING, "b");
	crm_log(CRM_LOG_INFO, "c");
	crm_log_set_level(CRM_LOG_DEBUG);
	crm_log(CRM_LOG_DEBUG, "d");
	crm_log_set_level(CRM_LOG_ERROR);
	crm_log(CRM_LOG_WARNING, "e");
	ck_assert_str_eq(lines.ptr, "0 crmsync: error: a 1\n1 crmsync: warning: b\n3 crmsync: debug: d\n");
}
END_TEST

START_TEST(secrets_are_redacted_in_all_forms)
{
	crm_redact_add("p/ss\"word+1");
	crm_log(CRM_LOG_ERROR, "plain p/ss\"word+1 twice p/ss\"word+1");
	crm_log(CRM_LOG_ERROR,
		"url p%%2Fss%%22word%%2B1 b64 cC9zcyJ3b3JkKzE= url64 cC9zcyJ3b3JkKzE json p/ss\\\"word+1");
	ck_assert_str_eq(lines.ptr,
			 "0 crmsync: error: plain [redacted] twice [redacted]\n"
			 "0 crmsync: error: url [redacted] b64 [redacted] url64 [redacted] json [redacted]\n");
}
END_TEST

START_TEST(secrets_with_line_feeds_are_redacted_before_escaping)
{
	crm_redact_add("-----BEGIN KEY-----\nabc\n");
	crm_log(CRM_LOG_ERROR, "[-----BEGIN KEY-----\nabc\n]");
	ck_assert_str_eq(lines.ptr, "0 crmsync: error: [[redacted]]\n");
}
END_TEST

START_TEST(overlapping_secrets_leave_nothing)
{
	crm_redact_add("abcdefgh");
	crm_redact_add("efghijkl");
	crm_redact_add("abcdef");
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_redact_append(&out, "x abcdefghijkl y abcdefgz");
	ck_assert_str_eq(out.ptr, "x [redacted] y [redacted]gz");
	crm_buf_free(&out);
}
END_TEST

START_TEST(short_secrets_are_ignored_and_clear_forgets)
{
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_redact_add("12345");
	crm_redact_add(NULL);
	crm_redact_add("123456");
	crm_redact_append(&out, "12345 123456 ");
	crm_redact_clear();
	crm_redact_append(&out, "123456");
	crm_redact_append(&out, NULL);
	ck_assert_str_eq(out.ptr, "12345 [redacted] 123456");
	crm_buf_free(&out);
}
END_TEST

START_TEST(vendor_text_cannot_steer_a_terminal)
{
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_escape_terminal(&out,
			    "Zoë \x1b[31m\t\n\x7f\xC2\x9B|\xE2\x80\xAE|\xE2\x81\xA6|\xD8\x9C|\xC3(\xFF|\xE2\x80\xA8");
	ck_assert_str_eq(out.ptr, "Zoë \\x1b[31m\\x09\\x0a\\x7f\\u009b|\\u202e|\\u2066|\\u061c|\\xc3(\\xff|\\u2028");
	crm_buf_free(&out);
}
END_TEST

START_TEST(json_stays_the_same_json)
{
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_escape_terminal_json(&out, "{\"a\":\"Zoë \\u001b \xC2\x9B\xE2\x80\xAE\x7f\"}\n");
	ck_assert_str_eq(out.ptr, "{\"a\":\"Zoë \\u001b \\u009b\\u202e\\u007f\"}\n");
	crm_buf_free(&out);
}
END_TEST

/* clang-format off */
static const struct {
	const char *said, *shown;
} named[] = {
	{"Authorization: Bearer abc.def", "Authorization: [redacted]"},
	{"> authorization:xyz\r\n> Accept: a/b", "> authorization:[redacted]\r\n> Accept: a/b"},
	{"Set-Cookie: sid=1; path=/", "Set-Cookie: [redacted]"},
	{"a=1&client_secret=x%20y&b=2", "a=1&client_secret=[redacted]&b=2"},
	{"GET /x?api_token=abc, then", "GET /x?api_token=[redacted], then"},
	{"{\"access_token\":\"abc\",\"x\":1}", "{\"access_token\":\"[redacted]\",\"x\":1}"},
	{"{\"PASSWORD\" : \"a\\\"b\\\\\",\"x\":\"y\"}", "{\"PASSWORD\" : \"[redacted]\",\"x\":\"y\"}"},
	{"\"{\\\"refresh_token\\\":\\\"abc\\\",\\\"x\\\":1}\"",
	 "\"{\\\"refresh_token\\\":\\\"[redacted]\\\",\\\"x\\\":1}\""},
	{"\"assertion\": \"never closed", "\"assertion\": \"[redacted]"},
	{"https://jim:pa@ss@api.example/a@b?x", "https://[redacted]@api.example/a@b?x"},
	/* what only looks like it */
	{"https://api.example/a@b", "https://api.example/a@b"},
	{"unexpected token: 'x'", "unexpected token: 'x'"},
	{"my_password=1 passwords=2", "my_password=1 passwords=2"},
	{"password=", "password="},
	{"the \"signature\": is missing", "the \"signature\": is missing"},
	{"value of request header 'Authorization' has", "value of request header 'Authorization' has"},
};
/* clang-format on */

START_TEST(values_behind_the_name_of_a_secret_are_redacted)
{
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_redact_named(&out, named[_i].said);
	ck_assert_str_eq(out.ptr, named[_i].shown);
	crm_buf_reset(&out);
	crm_redact_append(&out, named[_i].said); /* in data such words are only words */
	ck_assert_str_eq(out.ptr, named[_i].said);
	crm_buf_free(&out);
}
END_TEST

START_TEST(what_is_secret_is_told_by_its_name)
{
	ck_assert(crm_redact_header("AUTHORIZATION", "Bearer header-secret"));
	ck_assert(!crm_redact_header("Accept", "accepted/all"));
	ck_assert(crm_redact_parameter("client_secret", "form-secret"));
	ck_assert(!crm_redact_parameter("grant_type", "refresh_token"));
	ck_assert(crm_redact_credential("whatever_a_connector_calls_it", "config-secret"));
	ck_assert(!crm_redact_credential("username", "jane@firma.example"));
	ck_assert(!crm_redact_credential("client_id", "client-of-crmsync"));
	ck_assert(!crm_redact_header(NULL, "x") && !crm_redact_parameter("sid", NULL));
	crm_log(CRM_LOG_ERROR, "header-secret form-secret config-secret accepted/all refresh_token jane@firma.example "
			       "client-of-crmsync");
	ck_assert_str_eq(lines.ptr, "0 crmsync: error: [redacted] [redacted] [redacted] accepted/all refresh_token "
				    "jane@firma.example client-of-crmsync\n");
}
END_TEST

static void *log_many(void *arg)
{
	(void)arg;
	for (int i = 0; i < 500; i++) {
		crm_redact_add("secret-of-threads");
		crm_log(CRM_LOG_ERROR, "the secret-of-threads here");
	}
	return NULL;
}

START_TEST(threads_do_not_mix_lines)
{
	pthread_t threads[4];
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, log_many, NULL), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	static const char line[] = "0 crmsync: error: the [redacted] here\n";
	ck_assert_uint_eq(lines.len, 2000 * (sizeof line - 1));
	for (size_t i = 0; i < lines.len; i += sizeof line - 1)
		ck_assert_int_eq(strncmp(lines.ptr + i, line, sizeof line - 1), 0);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("log");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, levels);
	tcase_add_test(tcase, secrets_are_redacted_in_all_forms);
	tcase_add_test(tcase, secrets_with_line_feeds_are_redacted_before_escaping);
	tcase_add_test(tcase, overlapping_secrets_leave_nothing);
	tcase_add_test(tcase, short_secrets_are_ignored_and_clear_forgets);
	tcase_add_test(tcase, vendor_text_cannot_steer_a_terminal);
	tcase_add_test(tcase, json_stays_the_same_json);
	tcase_add_loop_test(tcase, values_behind_the_name_of_a_secret_are_redacted, 0,
			    (int)(sizeof named / sizeof *named));
	tcase_add_test(tcase, what_is_secret_is_told_by_its_name);
	tcase_add_test(tcase, threads_do_not_mix_lines);
	Suite *suite = suite_create("log");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

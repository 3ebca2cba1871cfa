/* SPDX-License-Identifier: Apache-2.0 */
/* Reading JSON strictly. */
#include "config.h"

#include <crmsync/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run_suite.h"

static crm_json *parse(const char *text)
{
	crm_json *root = NULL;
	struct crm_error err = {0};
	int rc = crm_json_parse(text, strlen(text), &root, &err);
	ck_assert_msg(rc == CRM_OK, "%s: %s", text, crm_error_text(&err));
	ck_assert_ptr_nonnull(root);
	return root;
}

static const struct {
	const char *text;
	size_t len; /* 0: strlen */
	const char *message;
} refused[] = {
	{"", 0, "line 1, column 1: the text ends too early"},
	{"  ", 0, "line 1, column 3: the text ends too early"},
	{"{\"a\":1,\"a\":2}", 0, "line 1, column 8: a key occurs twice in one object"},
	{"{\"a\":1,\"\\u0061\":2}", 0, "line 1, column 8: a key occurs twice in one object"},
	{"{\"\\u00e9\":1,\n  \"\xC3\xA9\":2}", 0, "line 2, column 3: a key occurs twice in one object"},
	{"{\"x\":{\"b\":1},\"a\":{\"b\":2,\"c\":3,\"b\":1}}", 0, "line 1, column 31: a key occurs twice in one object"},
	{"[1,]", 0, "line 1, column 4: a value is expected"},
	{"[1 2]", 0, "line 1, column 4: a comma or ']' is expected"},
	{"{\"a\":1 \"b\":2}", 0, "line 1, column 8: a comma or '}' is expected"},
	{"{\"a\":1,}", 0, "line 1, column 8: a key in double quotes is expected"},
	{"{a:1}", 0, "line 1, column 2: a key in double quotes is expected"},
	{"{\"a\" 1}", 0, "line 1, column 6: a colon is expected"},
	{"[1", 0, "line 1, column 3: the text ends too early"},
	{"{\"a\":", 0, "line 1, column 6: the text ends too early"},
	{"\"abc", 0, "line 1, column 5: the text ends too early"},
	{"\"abc\\", 0, "line 1, column 6: the text ends too early"},
	{"[1] x", 0, "line 1, column 5: something follows the value"},
	{"{}{}", 0, "line 1, column 3: something follows the value"},
	{"1\0", 2, "line 1, column 2: something follows the value"},
	{"\"\\u0000\"", 0, "line 1, column 2: \\u0000 is not allowed"},
	{"\"a\0b\"", 5, "line 1, column 3: a control character in a string"},
	{"\"\n\"", 0, "line 1, column 2: a control character in a string"},
	{"\"\\ud800\"", 0, "line 1, column 2: a surrogate stands alone"},
	{"\"\\ud800\\u0041\"", 0, "line 1, column 2: a surrogate stands alone"},
	{"\"\\udc00\\ud800\"", 0, "line 1, column 2: a surrogate stands alone"},
	{"\"\\u12g4\"", 0, "line 1, column 2: \\u needs four hexadecimal digits"},
	{"\"\\u12", 0, "line 1, column 2: \\u needs four hexadecimal digits"},
	{"\"\\x41\"", 0, "line 1, column 2: an unknown escape in a string"},
	{"\"\x80\"", 0, "line 1, column 2: invalid UTF-8"},
	{"\"\xC0\xAF\"", 0, "line 1, column 2: invalid UTF-8"},
	{"\"\xED\xA0\x80\"", 0, "line 1, column 2: invalid UTF-8"},
	{"\"\xF4\x90\x80\x80\"", 0, "line 1, column 2: invalid UTF-8"},
	{"\"\xE2\x82", 0, "line 1, column 2: invalid UTF-8"},
	{"\xEF\xBB\xBF{}", 0, "line 1, column 1: a value is expected"},
	{"[01]", 0, "line 1, column 2: a number is malformed"},
	{"[-]", 0, "line 1, column 2: a value is expected"},
	{"[+1]", 0, "line 1, column 2: a value is expected"},
	{"[.5]", 0, "line 1, column 2: a value is expected"},
	{"[1.]", 0, "line 1, column 2: a number is malformed"},
	{"[1e]", 0, "line 1, column 2: a number is malformed"},
	{"[1e+]", 0, "line 1, column 2: a number is malformed"},
	{"[0x10]", 0, "line 1, column 3: a comma or ']' is expected"},
	{"NaN", 0, "line 1, column 1: a value is expected"},
	{"tru", 0, "line 1, column 1: a value is expected"},
	{"truex", 0, "line 1, column 5: something follows the value"},
	{"[1,\v2]", 0, "line 1, column 4: a value is expected"},
	{"// note\n1", 0, "line 1, column 1: a value is expected"},
	{"<html>", 0, "line 1, column 1: a value is expected"},
};

START_TEST(malformed_text_is_refused_with_its_place)
{
	struct crm_error err = {0};
	crm_json *root = NULL;
	size_t len = refused[_i].len ? refused[_i].len : strlen(refused[_i].text);
	ck_assert_int_eq(crm_json_parse(refused[_i].text, len, &root, &err), CRM_E_INVALID);
	ck_assert_str_eq(crm_error_text(&err), refused[_i].message);
	ck_assert_ptr_null(root);
	crm_error_clear(&err);
}
END_TEST

static const char *const numbers[] = {"0",
				      "-0",
				      "9007199254740993",
				      "1.10",
				      "1e999",
				      "2E+03",
				      "-12.50e-7",
				      "123456789012345678901234567890",
				      "1000000",
				      "0.1",
				      "-9223372036854775808",
				      "1.00000000000000000000000000001"};

START_TEST(numbers_keep_their_text)
{
	struct crm_buf text, out;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_buf_str(&text, "{\"list\":[");
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		crm_buf_printf(&text, "%s{\"n\":%s,\"s\":\"17\"}", i ? "," : "", numbers[i]);
	crm_buf_str(&text, "],\"last\":7}");
	crm_json *root = parse(text.ptr);
	size_t i = 0;
	for (const crm_json *e = crm_json_first(crm_json_get(root, "list")); e; e = crm_json_next(e))
		ck_assert_str_eq(crm_json_text(crm_json_get(e, "n")), numbers[i++]);
	ck_assert_uint_eq(i, sizeof numbers / sizeof *numbers);
	crm_json_write(&out, root);
	ck_assert_str_eq(out.ptr, text.ptr);
	crm_json_free(root);
	crm_buf_free(&text);
	crm_buf_free(&out);
}
END_TEST

START_TEST(very_long_numbers_survive)
{
	struct crm_buf text, out;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_buf_str(&text, "[-");
	for (int i = 0; i < 500; i++)
		crm_buf_char(&text, (char)('1' + i % 9));
	crm_buf_str(&text, ",2,\"x\"]");
	crm_json *root = parse(text.ptr);
	crm_json_write(&out, root);
	ck_assert_str_eq(out.ptr, text.ptr);
	crm_json_free(root);
	crm_buf_free(&text);
	crm_buf_free(&out);
}
END_TEST

START_TEST(accessors_find_and_forgive)
{
	crm_json *root = parse("{\"paging\":{\"next\":{\"after\":\"x9\"}},\"Name\":\"A\",\"name\":\"b\",\"n\":null,"
			       "\"t\":true,\"f\":false,\"list\":[1,2,3],\"\":\"empty\",\"num\":5}");
	ck_assert_str_eq(crm_json_text(crm_json_path(root, "paging.next.after")), "x9");
	ck_assert_ptr_null(crm_json_path(root, "paging.prev.after"));
	ck_assert_ptr_null(crm_json_path(root, "paging.next.after.more"));
	ck_assert_ptr_null(crm_json_path(NULL, "a.b"));
	ck_assert_str_eq(crm_json_get_string(root, "name"), "b");
	ck_assert_str_eq(crm_json_get_string(root, "Name"), "A");
	ck_assert_ptr_null(crm_json_get_string(root, "NAME"));
	ck_assert_ptr_null(crm_json_get(root, "nam"));
	ck_assert_ptr_null(crm_json_get_string(root, "num"));
	ck_assert_str_eq(crm_json_get_string(root, ""), "empty");
	ck_assert(crm_json_is_null(crm_json_get(root, "n")));
	ck_assert(!crm_json_is_null(crm_json_get(root, "absent")));
	ck_assert_ptr_null(crm_json_text(crm_json_get(root, "n")));
	ck_assert_ptr_null(crm_json_text(root));
	ck_assert_str_eq(crm_json_text(crm_json_get(root, "t")), "true");
	ck_assert_str_eq(crm_json_text(crm_json_get(root, "f")), "false");
	ck_assert(crm_json_true(crm_json_get(root, "t")));
	ck_assert(!crm_json_true(crm_json_get(root, "f")));
	ck_assert(!crm_json_true(crm_json_get(root, "num")));
	ck_assert_uint_eq(crm_json_size(crm_json_get(root, "list")), 3);
	ck_assert_uint_eq(crm_json_size(NULL), 0);
	ck_assert_int_eq(crm_json_type(NULL), CRM_JSON_NULL);
	ck_assert_int_eq(crm_json_type(crm_json_get(root, "t")), CRM_JSON_BOOL);
	ck_assert_str_eq(crm_json_name(crm_json_first(root)), "paging");
	ck_assert_ptr_null(crm_json_name(crm_json_first(crm_json_get(root, "list"))));
	ck_assert_ptr_null(crm_json_next(NULL));
	crm_json_free(root);
	crm_json_free(NULL);
}
END_TEST

START_TEST(integers_only_within_int64)
{
	crm_json *root = parse("[9223372036854775807,-9223372036854775808,9223372036854775808,1.0,1e3,\"5\",-0]");
	const int64_t expected[] = {INT64_MAX, INT64_MIN, 0, 0, 0, 0, 0};
	const bool is_int[] = {true, true, false, false, false, false, true};
	size_t i = 0;
	for (const crm_json *e = crm_json_first(root); e; e = crm_json_next(e), i++) {
		int64_t n = 0;
		ck_assert_int_eq(crm_json_int(e, &n), is_int[i]);
		ck_assert_int_eq(n, expected[i]);
	}
	int64_t untouched = 7;
	ck_assert(!crm_json_int(NULL, &untouched));
	ck_assert_int_eq(untouched, 7);
	crm_json_free(root);
}
END_TEST

START_TEST(escapes_are_decoded)
{
	crm_json *root = parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"");
	ck_assert_str_eq(crm_json_text(root), "\"\\/\b\f\n\r\t\xC3\xA9\xF0\x9F\x98\x80");
	crm_json_free(root);
}
END_TEST

static char *nested(size_t depth)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	for (size_t i = 0; i < depth; i++)
		crm_buf_str(&text, i % 2 ? "{\"a\":" : "[");
	crm_buf_str(&text, "1");
	for (size_t i = depth; i-- > 0;)
		crm_buf_char(&text, i % 2 ? '}' : ']');
	return crm_buf_take(&text);
}

START_TEST(depth_is_capped)
{
	char *deepest = nested(CRM_JSON_MAX_DEPTH), *deeper = nested(CRM_JSON_MAX_DEPTH + 1);
	crm_json *root = parse(deepest);
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_json_write(&out, root);
	ck_assert_str_eq(out.ptr, deepest);
	crm_json_free(root);
	struct crm_error err = {0};
	ck_assert_int_eq(crm_json_parse(deeper, strlen(deeper), &root, &err), CRM_E_INVALID);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&err), "nested too deeply"));
	crm_error_clear(&err);
	crm_buf_free(&out);
	free(deepest);
	free(deeper);
}
END_TEST

START_TEST(size_is_capped)
{
	size_t len = CRM_JSON_MAX_SIZE + 1;
	char *text = malloc(len);
	ck_assert_ptr_nonnull(text);
	memset(text, ' ', len);
	crm_json *root = NULL;
	ck_assert_int_eq(crm_json_parse(text, len, &root, NULL), CRM_E_INVALID);
	text[0] = '7';
	ck_assert_int_eq(crm_json_parse(text, len - 1, &root, NULL), CRM_OK);
	crm_json_free(root);
	free(text);
}
END_TEST

/* 200,000 keys in one object: beyond the limit of time if duplicates were looked for one by one. */
START_TEST(large_objects_take_linear_time)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	for (int i = 0; i < 200000; i++)
		crm_buf_printf(&text, "%c\"key%d\":%d", i ? ',' : '{', i, i);
	size_t without_end = text.len;
	crm_buf_char(&text, '}');
	crm_json *root = parse(text.ptr);
	ck_assert_uint_eq(crm_json_size(root), 200000);
	crm_json_free(root);
	text.len = without_end;
	crm_buf_str(&text, ",\"key777\":0}");
	ck_assert_int_eq(crm_json_parse(text.ptr, text.len, &root, NULL), CRM_E_INVALID);
	crm_buf_free(&text);
}
END_TEST

START_TEST(number_grammar)
{
	ck_assert(crm_json_is_number_text("-1.5e10"));
	ck_assert(crm_json_is_number_text("0"));
	ck_assert(!crm_json_is_number_text(""));
	ck_assert(!crm_json_is_number_text(NULL));
	ck_assert(!crm_json_is_number_text("1 "));
	ck_assert(!crm_json_is_number_text("01"));
	ck_assert(!crm_json_is_number_text("0x1"));
	ck_assert(!crm_json_is_number_text("1.e5"));
}
END_TEST

START_TEST(utf8_prefix)
{
	ck_assert_uint_eq(crm_utf8_valid_prefix("", 0), 0);
	ck_assert_uint_eq(crm_utf8_valid_prefix("plain ascii, longer than eight", 30), 30);
	ck_assert_uint_eq(crm_utf8_valid_prefix("Zo\xC3\xAB \xF0\x9F\x98\x80", 9), 9);
	ck_assert_uint_eq(crm_utf8_valid_prefix("12345678\xC3(", 10), 8);
	ck_assert_uint_eq(crm_utf8_valid_prefix("ab\xE2\x82", 4), 2);
	ck_assert_uint_eq(crm_utf8_valid_prefix("\xE0\x80\x80", 3), 0);
	ck_assert_uint_eq(crm_utf8_valid_prefix("\xF5\x80\x80\x80", 4), 0);
}
END_TEST

#ifdef CRM_FAULT_INJECTION
/* The fault counter is read once per process, so each n gets a process of its own.
   0: parsed; 1: refused with CRM_E_NOMEM; 2: anything else. */
static int parse_with_failing_allocation(unsigned n)
{
	static const char text[] = "{\"a\":[1,2.50,\"x\"],\"k\\u00e9y\":{\"b\":null,\"long\":"
				   "1234567890123456789012345678901234567890123456789012345678901234567890}}";
	pid_t child = fork();
	if (child == 0) {
		char number[16];
		snprintf(number, sizeof number, "%u", n);
		setenv("CRMSYNC_FAIL_ALLOC", number, 1);
		crm_json *root = NULL;
		struct crm_error err = {0};
		int rc = crm_json_parse(text, strlen(text), &root, &err);
		crm_json_free(root);
		crm_error_clear(&err);
		_exit(rc == CRM_OK ? 0 : rc == CRM_E_NOMEM && !root ? 1 : 2);
	}
	int status;
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

START_TEST(every_failed_allocation_is_reported)
{
	unsigned n = 1;
	int outcome;
	while ((outcome = parse_with_failing_allocation(n)) == 1)
		n++;
	ck_assert_int_eq(outcome, 0);
	ck_assert_uint_gt(n, 15);
}
END_TEST
#endif

int main(void)
{
	TCase *tcase = tcase_create("json");
	tcase_add_loop_test(tcase, malformed_text_is_refused_with_its_place, 0,
			    (int)(sizeof refused / sizeof *refused));
	tcase_add_test(tcase, numbers_keep_their_text);
	tcase_add_test(tcase, very_long_numbers_survive);
	tcase_add_test(tcase, accessors_find_and_forgive);
	tcase_add_test(tcase, integers_only_within_int64);
	tcase_add_test(tcase, escapes_are_decoded);
	tcase_add_test(tcase, depth_is_capped);
	tcase_add_test(tcase, size_is_capped);
	tcase_add_test(tcase, large_objects_take_linear_time);
	tcase_add_test(tcase, number_grammar);
	tcase_add_test(tcase, utf8_prefix);
#ifdef CRM_FAULT_INJECTION
	tcase_add_test(tcase, every_failed_allocation_is_reported);
#endif
	Suite *suite = suite_create("json");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The bounded list of requests. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "run_suite.h"
#include "sandbox/history.h"

static void add(struct history *h, const char *path)
{
	struct history_line line = {
		.ts = 1782036000000, .system = "crm", .path = (char *)path, .status = 200, .method = "GET"};
	history_add(h, &line);
}

static unsigned count_lines(const struct crm_buf *buf)
{
	unsigned n = 0;
	for (size_t i = 0; i < buf->len; i++)
		n += buf->ptr[i] == '\n';
	return n;
}

START_TEST(line_has_all_members)
{
	struct history h;
	history_init(&h, 10, 1000);
	struct history_line line = {.ts = 1782036000123,
				    .system = "crm",
				    .fault = "drop_after",
				    .path = (char *)"/a?q=\"",
				    .records = 7,
				    .status = 201,
				    .method = "POST",
				    .mutating = true};
	history_add(&h, &line);
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	ck_assert_uint_eq(history_write(&h, 0, 10, &out), 1);
	ck_assert_str_eq(
		out.ptr,
		"{\"seq\":1,\"ts\":\"2026-06-21T10:00:00.123Z\",\"system\":\"crm\",\"method\":\"POST\","
		"\"path\":\"/a?q=\\\"\",\"status\":201,\"mutating\":true,\"records\":7,\"fault\":\"drop_after\"}\n");
	crm_buf_free(&out);
	history_free(&h);
}
END_TEST

START_TEST(since_and_chunks)
{
	struct history h;
	history_init(&h, 5000, 1 << 20);
	for (int i = 0; i < 3000; i++)
		add(&h, "/x");
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	ck_assert_uint_eq(history_write(&h, 2990, 4, &out), 2994);
	ck_assert_uint_eq(count_lines(&out), 4);
	ck_assert_ptr_eq(strstr(out.ptr, "{\"seq\":2991,"), out.ptr);
	ck_assert_uint_eq(history_write(&h, 2994, 100, &out), 3000);
	ck_assert_uint_eq(count_lines(&out), 10);
	ck_assert_uint_eq(history_write(&h, 3000, 100, &out), 3000);
	ck_assert_uint_eq(count_lines(&out), 10);
	crm_buf_free(&out);
	history_free(&h);
}
END_TEST

START_TEST(oldest_lines_go_first)
{
	struct history h;
	history_init(&h, 1500, 1 << 20);
	for (int i = 0; i < 4000; i++)
		add(&h, "/x");
	ck_assert_uint_eq(h.n, 1500);
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	ck_assert_uint_eq(history_write(&h, 0, 1, &out), 2501);
	crm_buf_free(&out);
	history_free(&h);
}
END_TEST

START_TEST(bytes_are_bounded)
{
	struct history h;
	history_init(&h, 1000, 100);
	char path[41];
	memset(path, 'p', sizeof path - 1);
	path[40] = '\0';
	for (int i = 0; i < 10; i++)
		add(&h, path);
	ck_assert_uint_eq(h.n, 2);
	ck_assert_uint_eq(h.bytes, 80);
	history_free(&h);
}
END_TEST

START_TEST(numbers_go_on_after_clear)
{
	struct history h;
	history_init(&h, 10, 1000);
	add(&h, "/1");
	add(&h, "/2");
	history_clear(&h);
	ck_assert_uint_eq(h.bytes, 0);
	add(&h, "/3");
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	ck_assert_uint_eq(history_write(&h, 0, 10, &out), 3);
	ck_assert_uint_eq(count_lines(&out), 1);
	crm_buf_free(&out);
	history_free(&h);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sandbox_history");
	TCase *c = tcase_create("all");
	tcase_add_test(c, line_has_all_members);
	tcase_add_test(c, since_and_chunks);
	tcase_add_test(c, oldest_lines_go_first);
	tcase_add_test(c, bytes_are_bounded);
	tcase_add_test(c, numbers_go_on_after_clear);
	suite_add_tcase(s, c);
	return run_suite(s);
}

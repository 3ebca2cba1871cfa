/* SPDX-License-Identifier: Apache-2.0 */
/* The string builder. */
#include "config.h"

#include <crmsync/buf.h>
#include <crmsync/mem.h>
#include <stdlib.h>
#include <string.h>

#include "run_suite.h"

/* Stands in front of the library's: what does memory look like when it is let go of? */
static const char *watched;
static size_t watched_len;
static unsigned released, wiped;

void crm_free(void *ptr)
{
	if (ptr && ptr == watched) {
		size_t zeros = 0;
		while (zeros < watched_len && watched[zeros] == '\0')
			zeros++;
		released++;
		wiped += zeros == watched_len;
		watched = NULL;
	}
	free(ptr);
}

static void watch(const char *ptr, size_t len)
{
	watched = ptr;
	watched_len = len;
}

START_TEST(a_secret_leaves_nothing_behind)
{
	struct crm_buf buf;
	crm_buf_init_secret(&buf, CRM_BUF_MAX);
	crm_buf_str(&buf, "correct horse battery staple");
	watch(buf.ptr, buf.len);
	for (int i = 0; i < 1000; i++)
		crm_buf_char(&buf, 'x');
	ck_assert_uint_eq(released, 1); /* it grew */
	ck_assert_uint_eq(wiped, 1);
	ck_assert_int_eq(strncmp(buf.ptr, "correct horse battery staplexxx", 31), 0);
	crm_buf_reset(&buf);
	for (size_t i = 0; i < 1028; i++)
		ck_assert_int_eq(buf.ptr[i], '\0');
	crm_buf_str(&buf, "again");
	watch(buf.ptr, buf.len);
	crm_buf_free(&buf);
	ck_assert_uint_eq(wiped, 2);
	ck_assert(buf.secret);
	crm_buf_str(&buf, "taken");
	char *text = crm_buf_take(&buf);
	watch(text, strlen(text));
	crm_free_secret(text);
	crm_free_secret(NULL);
	ck_assert_uint_eq(wiped, 3);
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_buf_str(&buf, "no secret");
	watch(buf.ptr, buf.len);
	crm_buf_free(&buf);
	ck_assert_uint_eq(released, 4);
	ck_assert_uint_eq(wiped, 3);
}
END_TEST

START_TEST(appends_of_all_kinds)
{
	struct crm_buf buf;
	crm_buf_init(&buf, CRM_BUF_MAX);
	ck_assert_str_eq(buf.ptr, "");
	crm_buf_str(&buf, "one");
	crm_buf_str(&buf, NULL);
	crm_buf_char(&buf, ',');
	crm_buf_add(&buf, "two", 2);
	crm_buf_printf(&buf, "[%d %s]", 7, "x");
	crm_buf_printf(&buf, "%s", "");
	ck_assert_str_eq(buf.ptr, "one,tw[7 x]");
	ck_assert_uint_eq(buf.len, 11);
	crm_buf_free(&buf);
}
END_TEST

START_TEST(failure_is_sticky_at_the_maximum)
{
	struct crm_buf buf;
	crm_buf_init(&buf, 5);
	crm_buf_str(&buf, "12345");
	ck_assert(!buf.failed);
	crm_buf_char(&buf, '6');
	ck_assert(buf.failed);
	ck_assert_str_eq(buf.ptr, "12345");
	crm_buf_add(&buf, "", 0);
	crm_buf_str(&buf, "");
	ck_assert(buf.failed);
	ck_assert_ptr_null(crm_buf_take(&buf));
	ck_assert(!buf.failed);
	crm_buf_printf(&buf, "%s", "123456");
	ck_assert(buf.failed);
	crm_buf_reset(&buf);
	crm_buf_str(&buf, "abc");
	ck_assert(!buf.failed);
	ck_assert_str_eq(buf.ptr, "abc");
	crm_buf_free(&buf);
}
END_TEST

START_TEST(bytes_keep_their_nul)
{
	struct crm_buf buf;
	crm_buf_init(&buf, 100);
	crm_buf_add(&buf, "a\0b", 3);
	ck_assert_uint_eq(buf.len, 3);
	ck_assert_mem_eq(buf.ptr, "a\0b\0", 4);
	crm_buf_free(&buf);
}
END_TEST

START_TEST(take_hands_over)
{
	struct crm_buf buf;
	crm_buf_init(&buf, 100);
	char *empty = crm_buf_take(&buf);
	ck_assert_str_eq(empty, "");
	crm_buf_str(&buf, "kept");
	char *kept = crm_buf_take(&buf);
	ck_assert_str_eq(kept, "kept");
	ck_assert_uint_eq(buf.len, 0);
	ck_assert_str_eq(buf.ptr, "");
	crm_buf_str(&buf, "next");
	ck_assert_str_eq(kept, "kept");
	crm_free(empty);
	crm_free(kept);
	crm_buf_free(&buf);
	crm_buf_free(&buf);
}
END_TEST

START_TEST(grows_far)
{
	struct crm_buf buf;
	crm_buf_init(&buf, CRM_BUF_MAX);
	for (int i = 0; i < 100000; i++)
		crm_buf_printf(&buf, "%d,", i % 10);
	ck_assert_uint_eq(buf.len, 200000);
	ck_assert_uint_eq(strlen(buf.ptr), 200000);
	crm_buf_free(&buf);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("buf");
	tcase_add_test(tcase, a_secret_leaves_nothing_behind);
	tcase_add_test(tcase, appends_of_all_kinds);
	tcase_add_test(tcase, failure_is_sticky_at_the_maximum);
	tcase_add_test(tcase, bytes_keep_their_nul);
	tcase_add_test(tcase, take_hands_over);
	tcase_add_test(tcase, grows_far);
	Suite *suite = suite_create("buf");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Numbering of texts, one by one and many at a time. */
#include "config.h"

#include <core/linkage/intern.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

#define TEXTS 5000 /* so many different ones that the table grows */

static void make_text(unsigned i, char out[32])
{
	snprintf(out, 32, "text %u", i * 7919 % TEXTS);
}

START_TEST(equal_texts_get_one_number)
{
	struct intern in;
	ck_assert_int_eq(intern_init(&in), 0);
	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < TEXTS; i++) {
			char text[32];
			make_text(i, text);
			ck_assert_uint_eq(intern_add(&in, text, strlen(text)), i + 1);
			ck_assert_str_eq(intern_text(&in, i + 1), text);
		}
	ck_assert_uint_eq(in.n, TEXTS);
	ck_assert_uint_eq(intern_find(&in, "text 7919", 9), 0);
	ck_assert_uint_eq(intern_find(&in, "text 0", 6), 1);
	intern_free(&in);
}
END_TEST

START_TEST(many_at_a_time_get_the_same_numbers)
{
	static char texts[TEXTS * 2][32];
	static struct intern_text list[TEXTS * 2];
	static uint32_t numbers[TEXTS * 2];
	struct intern one, all;
	ck_assert_int_eq(intern_init(&one), 0);
	ck_assert_int_eq(intern_init(&all), 0);
	for (unsigned i = 0; i < TEXTS * 2; i++) {
		make_text(i / 2, texts[i]);
		list[i] = (struct intern_text){texts[i], i % 10 == 3 ? 0 : strlen(texts[i])};
	}
	ck_assert(intern_add_all(&all, list, TEXTS * 2, numbers));
	for (unsigned i = 0; i < TEXTS * 2; i++) {
		const uint32_t expected = list[i].len != 0 ? intern_add(&one, texts[i], list[i].len) : 0;
		ck_assert_uint_eq(numbers[i], expected);
	}
	ck_assert_uint_eq(one.n, all.n);
	intern_free(&one);
	intern_free(&all);
}
END_TEST

START_TEST(a_text_that_begins_another_is_not_it)
{
	struct intern in;
	ck_assert_int_eq(intern_init(&in), 0);
	ck_assert_uint_eq(intern_add(&in, "abc", 3), 1);
	ck_assert_uint_eq(intern_add(&in, "abc", 2), 2);
	ck_assert_uint_eq(intern_find(&in, "abcd", 4), 0);
	ck_assert_uint_eq(intern_find(&in, "ab", 2), 2);
	intern_free(&in);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("linkage intern");
	TCase *tests = tcase_create("intern");
	suite_add_tcase(suite, tests);
	tcase_add_test(tests, equal_texts_get_one_number);
	tcase_add_test(tests, many_at_a_time_get_the_same_numbers);
	tcase_add_test(tests, a_text_that_begins_another_is_not_it);
	return run_suite(suite);
}

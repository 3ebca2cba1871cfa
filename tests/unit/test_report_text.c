/* SPDX-License-Identifier: Apache-2.0 */
/* Text of reports: widths, wrapping, numbers, tables, colours. */
#include "config.h"

#include <report/parts.h>
#include <string.h>

#include "run_suite.h"

static struct crm_arena *arena;
static char *text;
static size_t text_len;
static struct crm_report_options options;

static void setup(void)
{
	arena = crm_arena_new();
	options = (struct crm_report_options){.out = open_memstream(&text, &text_len)};
	ck_assert_ptr_nonnull(options.out);
}

static void teardown(void)
{
	fclose(options.out);
	free(text);
	crm_arena_free(arena);
}

static const char *written(void)
{
	fflush(options.out);
	return text;
}

START_TEST(numbers)
{
	static const struct {
		int64_t n;
		const char *text;
	} cases[] = {{0, "0"},   {999, "999"},      {1000, "1,000"}, {1234567, "1,234,567"},
		     {-1, "-1"}, {-1234, "-1,234"}, {-123, "-123"},  {INT64_MAX, "9,223,372,036,854,775,807"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ck_assert_str_eq(crm_report_number(cases[i].n, arena), cases[i].text);
	ck_assert_str_eq(crm_report_count(1, "call", "calls", arena), "1 call");
	ck_assert_str_eq(crm_report_count(0, "call", "calls", arena), "0 calls");
	ck_assert_str_eq(crm_report_count(2000, "call", "calls", arena), "2,000 calls");
}
END_TEST

START_TEST(widths)
{
	ck_assert_uint_eq(crm_report_width(""), 0);
	ck_assert_uint_eq(crm_report_width("abc"), 3);
	ck_assert_uint_eq(crm_report_width("Köln"), 4);
	ck_assert_uint_eq(crm_report_width("e\xCC\x81"), 1); /* e and a combining accent */
	ck_assert_uint_eq(crm_report_width("東京"), 4);
	ck_assert_uint_eq(crm_report_width("\xFF\xFE"), 2);
}
END_TEST

START_TEST(words_are_wrapped_at_the_width)
{
	struct report_flow flow = {.options = &options};
	options.width = 20;
	report_flow_words(&flow, CRM_STYLE_PLAIN, "one two three four five six");
	flow.indent = 2;
	report_flow_words(&flow, CRM_STYLE_PLAIN, "seven eight nine");
	report_flow_end(&flow);
	ck_assert_str_eq(written(), "one two three four\nfive six seven eight\n  nine\n");
}
END_TEST

START_TEST(words_that_are_too_long_stay_whole)
{
	struct report_flow flow = {.options = &options};
	options.width = 10;
	report_flow_line(&flow, 4);
	report_flow_words(&flow, CRM_STYLE_PLAIN, "a https://example.com/long b");
	report_flow_end(&flow);
	ck_assert_str_eq(written(), "    a\n    https://example.com/long\n    b\n");
}
END_TEST

START_TEST(wide_letters_count_for_what_they_take)
{
	struct report_flow flow = {.options = &options};
	options.width = 9;
	report_flow_words(&flow, CRM_STYLE_PLAIN, "東京 東京 東京");
	report_flow_end(&flow);
	ck_assert_str_eq(written(), "東京 東京\n東京\n");
}
END_TEST

START_TEST(nothing_is_wrapped_without_a_width)
{
	struct report_flow flow = {.options = &options};
	for (int i = 0; i < 100; i++)
		report_flow_words(&flow, CRM_STYLE_PLAIN, "word");
	report_flow_end(&flow);
	ck_assert_uint_eq(strlen(written()), 500);
	ck_assert_ptr_eq(strchr(text, '\n'), text + 499);
}
END_TEST

START_TEST(styles_are_switched_where_they_change_and_end_with_the_line)
{
	struct report_flow flow = {.options = &options};
	options.color = true;
	options.width = 9;
	report_flow_words(&flow, CRM_STYLE_ADD, "a b");
	report_flow_words(&flow, CRM_STYLE_PLAIN, "c");
	report_flow_words(&flow, CRM_STYLE_REMOVE, "d eeee");
	report_flow_end(&flow);
	ck_assert_str_eq(written(), "\033[32ma b\033[0m c \033[31md\033[0m\n\033[31meeee\033[0m\n");
}
END_TEST

START_TEST(no_styles_without_colour)
{
	struct report_flow flow = {.options = &options};
	report_flow_words(&flow, CRM_STYLE_ADD, "a");
	report_flow_words(&flow, CRM_STYLE_HOLD, "b");
	report_flow_end(&flow);
	ck_assert_str_eq(written(), "a b\n");
}
END_TEST

START_TEST(tables_are_aligned)
{
	static const char *const cells[] = {"",      "",  "create", "delete", "hübsch", "contacts",
					    "1,000", "0", "b",      "deals",  "7",      "12"};
	crm_table_print(&options, &(struct crm_table){.cells = cells, .n_rows = 3, .n_columns = 4});
	ck_assert_str_eq(written(), "                  create  delete\n"
				    "hübsch  contacts   1,000       -\n"
				    "b       deals          7      12\n");
}
END_TEST

START_TEST(vendors_cannot_steer_the_terminal)
{
	ck_assert_str_eq(crm_report_safe("a\033[2Jb\r\n", arena), "a\\x1b[2Jb\\x0d\\x0a");
	ck_assert_str_eq(crm_report_safe(NULL, arena), "");
}
END_TEST

START_TEST(kinds_of_holds)
{
	ck_assert_uint_lt(crm_report_hold_kind("blocked"), CRM_HOLD_KINDS);
	ck_assert_uint_ne(crm_report_hold_kind("blocked"), crm_report_hold_kind("ambiguous"));
	ck_assert_uint_eq(crm_report_hold_kind("unheard of"), CRM_HOLD_KINDS);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report_text");
	TCase *tcase = tcase_create("text");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, numbers);
	tcase_add_test(tcase, widths);
	tcase_add_test(tcase, words_are_wrapped_at_the_width);
	tcase_add_test(tcase, words_that_are_too_long_stay_whole);
	tcase_add_test(tcase, wide_letters_count_for_what_they_take);
	tcase_add_test(tcase, nothing_is_wrapped_without_a_width);
	tcase_add_test(tcase, styles_are_switched_where_they_change_and_end_with_the_line);
	tcase_add_test(tcase, no_styles_without_colour);
	tcase_add_test(tcase, tables_are_aligned);
	tcase_add_test(tcase, vendors_cannot_steer_the_terminal);
	tcase_add_test(tcase, kinds_of_holds);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

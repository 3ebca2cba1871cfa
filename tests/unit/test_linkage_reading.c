/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as they are added: more than are kept at a time, one longer than what is kept, and blank ones. */
#include "config.h"

#include <core/linkage/reading.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

#define ROWS 20000
#define LONG ((size_t)3 << 20)

static const struct linkage_column columns[] = {{"a", LINKAGE_TEXT}, {"ignored", LINKAGE_IGNORE}, {"b", LINKAGE_TEXT}};

static struct linkage *new_linkage(unsigned threads)
{
	struct linkage *link = NULL;
	struct crm_error err = {0};
	const struct linkage_options options = {.threads = threads, .threshold = 0.5};
	ck_assert_int_eq(linkage_new(columns, 3, &options, &link, &err), CRM_OK);
	return link;
}

static void add(struct linkage *link, const char *a, const char *b, const char *source)
{
	const struct linkage_text cells[3] = {{a, strlen(a)}, {"not kept", 8}, {b, strlen(b)}};
	const struct linkage_text from = {source, source != NULL ? strlen(source) : 0};
	ck_assert_int_eq(reading_add(link, cells, source != NULL ? &from : NULL), CRM_OK);
}

static const char *text_of(const struct linkage *link, size_t column, size_t row)
{
	return intern_text(&link->columns[column].raw, link->columns[column].rows[row]);
}

START_TEST(each_row_gets_its_texts)
{
	struct linkage *link = new_linkage(_i == 0 ? 1 : 3);
	char a[32], b[32];
	for (unsigned r = 0; r < ROWS; r++) {
		snprintf(a, sizeof a, "a%u", r % 1000);
		snprintf(b, sizeof b, "b%u", r);
		add(link, r % 7 == 0 ? "" : a, b, r % 2 == 0 ? "even" : "odd");
	}
	ck_assert_uint_eq(linkage_rows(link), ROWS);
	ck_assert_int_eq(reading_finish(link), CRM_OK);
	for (unsigned r = 0; r < ROWS; r++) {
		snprintf(a, sizeof a, "a%u", r % 1000);
		snprintf(b, sizeof b, "b%u", r);
		ck_assert_str_eq(text_of(link, 0, r), r % 7 == 0 ? "" : a);
		ck_assert_str_eq(text_of(link, 1, r), b);
		ck_assert_str_eq(intern_text(&link->sources, link->row_source[r]), r % 2 == 0 ? "even" : "odd");
	}
	linkage_free(link);
}
END_TEST

START_TEST(a_row_may_be_longer_than_what_is_kept)
{
	struct linkage *link = new_linkage(2);
	char *text = crm_alloc(LONG + 1);
	ck_assert_ptr_nonnull(text);
	memset(text, 'x', LONG);
	text[LONG] = '\0';
	add(link, "before", "1", NULL);
	add(link, text, text, NULL);
	add(link, "behind", "2", NULL);
	ck_assert_int_eq(reading_finish(link), CRM_OK);
	ck_assert_str_eq(text_of(link, 0, 0), "before");
	ck_assert_str_eq(text_of(link, 1, 1), text);
	ck_assert_str_eq(text_of(link, 0, 2), "behind");
	ck_assert_uint_eq(link->sources.n, 0);
	crm_free(text);
	linkage_free(link);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("linkage reading");
	TCase *tests = tcase_create("reading");
	suite_add_tcase(suite, tests);
	tcase_add_loop_test(tests, each_row_gets_its_texts, 0, 2);
	tcase_add_test(tests, a_row_may_be_longer_than_what_is_kept);
	return run_suite(suite);
}

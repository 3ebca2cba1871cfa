/* SPDX-License-Identifier: Apache-2.0 */
/* Leaving records out of a vendor's page. */
#include "config.h"

#include <string.h>

#include "run_suite.h"
#include "sandbox/page_edit.h"

#define HUBSPOT                                                                                                        \
	"{\"total\":9,\"results\":[{\"id\":\"1\",\"n\":1.50},{\"id\":\"2\"},{\"id\":\"3\"}],"                          \
	"\"paging\":{\"next\":{\"after\":\"3\"}}}"
#define SALESFORCE                                                                                                     \
	"{\"totalSize\":3,\"done\":false,\"nextRecordsUrl\":\"/q/1\",\"records\":[{\"Id\":\"a\"},{\"Id\":\"b\"}]}"
#define PIPEDRIVE "{\"success\":true,\"data\":[{\"id\":1},{\"id\":2}],\"additional_data\":{\"next_cursor\":\"c\"}}"
#define PIPEDRIVE_V1                                                                                                   \
	"{\"data\":[{\"id\":1}],\"additional_data\":{\"pagination\":{\"start\":0,\"more_items_in_collection\":true,"   \
	"\"next_start\":1}}}"
#define PIPEDRIVE_SEARCH "{\"data\":{\"items\":[{\"item\":{\"id\":1}},{\"item\":{\"id\":2}}],\"x\":1}}"

static const struct {
	struct page_edit edit; /* keep, last, total */
	const char *page, *expected;
	unsigned left;
} rows[] = {
	{{0, true, -1}, HUBSPOT, "{\"total\":9,\"results\":[]}", 0},
	{{0, false, -1}, HUBSPOT, "{\"total\":9,\"results\":[],\"paging\":{\"next\":{\"after\":\"3\"}}}", 0},
	{{-1, false, -1},
	 HUBSPOT,
	 "{\"total\":9,\"results\":[{\"id\":\"1\",\"n\":1.50}],\"paging\":{\"next\":{\"after\":\"3\"}}}",
	 1},
	{{2, true, 2}, HUBSPOT, "{\"total\":2,\"results\":[{\"id\":\"1\",\"n\":1.50},{\"id\":\"2\"}]}", 2},
	{{0, true, 0}, SALESFORCE, "{\"totalSize\":0,\"done\":true,\"records\":[]}", 0},
	{{-1, false, -1},
	 SALESFORCE,
	 "{\"totalSize\":3,\"done\":false,\"nextRecordsUrl\":\"/q/1\",\"records\":[{\"Id\":\"a\"}]}",
	 1},
	{{0, true, -1}, PIPEDRIVE, "{\"success\":true,\"data\":[],\"additional_data\":{\"next_cursor\":null}}", 0},
	{{9, false, -1}, PIPEDRIVE, PIPEDRIVE, 2},
	{{0, true, -1},
	 PIPEDRIVE_V1,
	 "{\"data\":[],\"additional_data\":{\"pagination\":{\"start\":0,\"more_items_in_collection\":false}}}",
	 0},
	{{-1, false, -1}, "[{\"id\":1},{\"id\":2}]", "[{\"id\":1}]", 1},
	{{1, true, -1}, PIPEDRIVE_SEARCH, "{\"data\":{\"items\":[{\"item\":{\"id\":1}}],\"x\":1}}", 1},
};

START_TEST(pages)
{
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	unsigned left = 99;
	ck_assert(page_edit_apply(&rows[_i].edit, rows[_i].page, strlen(rows[_i].page), &out, &left));
	ck_assert_str_eq(out.ptr, rows[_i].expected);
	ck_assert_uint_eq(left, rows[_i].left);
	crm_buf_free(&out);
}
END_TEST

START_TEST(what_is_no_page_stays)
{
	static const char *const texts[] = {
		"", "<html>", "7", "{}", "{\"data\":{\"id\":1}}", "{\"results\":{}}", "{\"data\":null}"};
	struct page_edit edit = {0, true, -1};
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		unsigned left = 99;
		ck_assert_msg(!page_edit_apply(&edit, texts[i], strlen(texts[i]), &out, &left), "%s", texts[i]);
		ck_assert_uint_eq(out.len, 0);
		ck_assert_uint_eq(left, 99);
	}
	crm_buf_free(&out);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sandbox_page_edit");
	TCase *c = tcase_create("all");
	tcase_add_loop_test(c, pages, 0, sizeof rows / sizeof rows[0]);
	tcase_add_test(c, what_is_no_page_stays);
	suite_add_tcase(s, c);
	return run_suite(s);
}

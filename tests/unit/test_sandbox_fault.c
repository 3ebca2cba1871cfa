/* SPDX-License-Identifier: Apache-2.0 */
/* Which requests faults hit. */
#include "config.h"

#include <string.h>

#include "run_suite.h"
#include "sandbox/fault.h"

static struct fault_list list;

static void setup(void)
{
	fault_list_init(&list);
}

static void teardown(void)
{
	fault_list_free(&list);
}

static int add(const char *spec, struct crm_error *err)
{
	crm_json *json = NULL;
	unsigned id;
	ck_assert_int_eq(crm_json_parse(spec, strlen(spec), &json, NULL), CRM_OK);
	int rc = fault_list_add(&list, json, &id, err);
	crm_json_free(json);
	return rc;
}

/* Name of the action that hits, "" for none. */
static const char *take(const char *system, const char *method, const char *path)
{
	const struct fault *fault = fault_list_take(&list, system, method, path, path);
	const char *name = fault ? fault_action_name(fault->action) : "";
	fault_list_release(&list, fault);
	return name;
}

START_TEST(nth_hits_once)
{
	ck_assert_int_eq(add("{\"action\":\"drop_after\",\"nth\":3}", NULL), CRM_OK);
	ck_assert_str_eq(take("a", "GET", "/"), "");
	ck_assert_str_eq(take("b", "POST", "/x"), "");
	ck_assert_str_eq(take("a", "GET", "/"), "drop_after");
	for (int i = 0; i < 10; i++)
		ck_assert_str_eq(take("a", "GET", "/"), "");
}
END_TEST

START_TEST(the_first_is_hit_by_default)
{
	ck_assert_int_eq(add("{\"action\":\"drop_before\"}", NULL), CRM_OK);
	ck_assert_str_eq(take("a", "GET", "/"), "drop_before");
	ck_assert_str_eq(take("a", "GET", "/"), "");
}
END_TEST

START_TEST(every_hits_until_times)
{
	ck_assert_int_eq(add("{\"action\":\"html\",\"every\":2,\"times\":2}", NULL), CRM_OK);
	static const char *const expected[] = {"", "html", "", "html", "", "", "", ""};
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
		ck_assert_str_eq(take("a", "GET", "/"), expected[i]);
}
END_TEST

START_TEST(only_matches_are_counted)
{
	ck_assert_int_eq(add("{\"action\":\"truncate\",\"system\":\"a\",\"method\":\"post\",\"path\":\"/batch/"
			     "(create|update)\\\\?x=[0-9]+$\","
			     "\"nth\":2}",
			     NULL),
			 CRM_OK);
	ck_assert_str_eq(take("a", "POST", "/batch/create?x=1"), "");
	ck_assert_str_eq(take("b", "POST", "/batch/create?x=1"), "");
	ck_assert_str_eq(take("a", "GET", "/batch/create?x=1"), "");
	ck_assert_str_eq(take("a", "POST", "/batch/read?x=1"), "");
	ck_assert_str_eq(take("a", "POST", "/batch/create?x=1&y"), "");
	ck_assert_str_eq(take("a", "POST", "/v3/batch/update?x=12"), "truncate");
}
END_TEST

START_TEST(decoded_path_matches_too)
{
	ck_assert_int_eq(add("{\"action\":\"drop_after\",\"path\":\"FROM Contact\"}", NULL), CRM_OK);
	const struct fault *fault = fault_list_take(&list, "a", "GET", "/q?q=FROM+Contact", "/q?q=FROM Contact");
	ck_assert_ptr_nonnull(fault);
	fault_list_release(&list, fault);
}
END_TEST

START_TEST(one_fault_a_request_and_the_other_next)
{
	ck_assert_int_eq(add("{\"action\":\"drop_before\",\"nth\":2}", NULL), CRM_OK);
	ck_assert_int_eq(add("{\"action\":\"drop_after\",\"nth\":2}", NULL), CRM_OK);
	ck_assert_str_eq(take("a", "GET", "/"), "");
	ck_assert_str_eq(take("a", "GET", "/"), "drop_before");
	ck_assert_str_eq(take("a", "GET", "/"), "drop_after");
	ck_assert_str_eq(take("a", "GET", "/"), "");
}
END_TEST

START_TEST(a_fault_in_use_survives_clear)
{
	ck_assert_int_eq(
		add("{\"action\":\"status\",\"code\":503,\"body\":{\"a\":[1.50]},\"headers\":{\"Retry-After\":\"3\"}}",
		    NULL),
		CRM_OK);
	const struct fault *fault = fault_list_take(&list, "a", "GET", "/", "/");
	fault_list_clear(&list);
	ck_assert_int_eq(fault->code, 503);
	ck_assert_str_eq(fault->body, "{\"a\":[1.50]}");
	ck_assert_str_eq(fault->headers, "Retry-After: 3\n");
	fault_list_release(&list, fault);
	ck_assert_str_eq(take("a", "GET", "/"), "");
}
END_TEST

START_TEST(listing_shows_counts)
{
	ck_assert_int_eq(add("{\"action\":\"short_page\",\"system\":\"a\",\"every\":2,\"keep\":5,\"total\":7}", NULL),
			 CRM_OK);
	ck_assert_int_eq(add("{\"action\":\"stall\",\"ms\":5}", NULL), CRM_OK);
	for (int i = 0; i < 5; i++)
		take("a", "GET", "/");
	struct crm_buf out;
	crm_buf_init(&out, CRM_BUF_MAX);
	fault_list_write(&list, &out);
	ck_assert_str_eq(out.ptr,
			 "[{\"id\":1,\"system\":\"a\",\"every\":2,\"action\":\"short_page\",\"keep\":5,\"last\":false,"
			 "\"total\":7,\"matched\":5,\"hits\":2},"
			 "{\"id\":2,\"nth\":1,\"action\":\"stall\",\"ms\":5,\"late\":false,\"matched\":5,\"hits\":1}]");
	crm_buf_free(&out);
}
END_TEST

static const struct {
	const char *spec, *message;
} wrong[] = {
	{"[]", "must be an object"},
	{"{}", "fault action '' is unknown"},
	{"{\"action\":\"explode\"}", "'explode' is unknown"},
	{"{\"action\":\"status\",\"code\":99}", "'code' must be a whole number from 200 to 599"},
	{"{\"action\":\"status\",\"headers\":[]}", "'headers' must be an object of texts"},
	{"{\"action\":\"status\",\"headers\":{\"a b\":\"c\"}}", "'headers' must be"},
	{"{\"action\":\"status\",\"headers\":{\"a\":\"c\\r\\nd: e\"}}", "'headers' must be"},
	{"{\"action\":\"drop_before\",\"code\":500}", "'drop_before' has no member 'code'"},
	{"{\"action\":\"drop_before\",\"Nth\":1}", "has no member 'Nth'"},
	{"{\"action\":\"drop_before\",\"nth\":0}", "'nth' must be"},
	{"{\"action\":\"drop_before\",\"nth\":\"1\"}", "'nth' must be"},
	{"{\"action\":\"drop_before\",\"nth\":1,\"every\":1}", "either 'nth' or 'every'"},
	{"{\"action\":\"drop_before\",\"times\":1}", "'times' belongs to 'every'"},
	{"{\"action\":\"drop_before\",\"path\":\"(\"}", "no regular expression"},
	{"{\"action\":\"drop_before\",\"system\":1}", "'system' must be a text"},
	{"{\"action\":\"stall\",\"late\":1}", "'late' must be true or false"},
	{"{\"action\":\"empty_page\",\"keep\":1}", "'empty_page' has no member 'keep'"},
};

START_TEST(mistakes)
{
	struct crm_error err = {0};
	ck_assert_int_eq(add(wrong[_i].spec, &err), CRM_E_INVALID);
	ck_assert_msg(strstr(crm_error_text(&err), wrong[_i].message), "%s", crm_error_text(&err));
	crm_error_clear(&err);
	ck_assert_str_eq(take("a", "GET", "/"), "");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sandbox_fault");
	TCase *c = tcase_create("all");
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, nth_hits_once);
	tcase_add_test(c, the_first_is_hit_by_default);
	tcase_add_test(c, every_hits_until_times);
	tcase_add_test(c, only_matches_are_counted);
	tcase_add_test(c, decoded_path_matches_too);
	tcase_add_test(c, one_fault_a_request_and_the_other_next);
	tcase_add_test(c, a_fault_in_use_survives_clear);
	tcase_add_test(c, listing_shows_counts);
	tcase_add_loop_test(c, mistakes, 0, sizeof wrong / sizeof wrong[0]);
	suite_add_tcase(s, c);
	return run_suite(s);
}

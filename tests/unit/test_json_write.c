/* SPDX-License-Identifier: Apache-2.0 */
/* Writing JSON. */
#include "config.h"

#include <crmsync/json.h>
#include <string.h>

#include "run_suite.h"

static struct crm_buf out;
static struct crm_json_writer w;

static void setup(void)
{
	crm_buf_init(&out, CRM_BUF_MAX);
	crm_jw_init(&w, &out);
}

static void teardown(void)
{
	crm_buf_free(&out);
}

START_TEST(commas_and_colons_come_by_themselves)
{
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "Contact");
	crm_jw_field(&w, "none", NULL);
	crm_jw_field_int(&w, "n", -5);
	crm_jw_field_bool(&w, "yes", true);
	crm_jw_key(&w, "list");
	crm_jw_array(&w);
	crm_jw_int(&w, 1);
	crm_jw_object(&w);
	crm_jw_end_object(&w);
	crm_jw_array(&w);
	crm_jw_end_array(&w);
	crm_jw_null(&w);
	crm_jw_raw(&w, "[7,8]xx", 5);
	crm_jw_end_array(&w);
	crm_jw_key(&w, "after");
	crm_jw_bool(&w, false);
	crm_jw_end_object(&w);
	ck_assert_str_eq(out.ptr, "{\"type\":\"Contact\",\"none\":null,\"n\":-5,\"yes\":true,"
				  "\"list\":[1,{},[],null,[7,8]],\"after\":false}");
}
END_TEST

START_TEST(strings_are_escaped)
{
	crm_jw_string(&w, "q\" b\\ n\n t\t \x01\x1f\x7f Zoë");
	ck_assert_str_eq(out.ptr, "\"q\\\" b\\\\ n\\n t\\t \\u0001\\u001f\x7f Zoë\"");
}
END_TEST

START_TEST(broken_utf8_becomes_replacement_characters)
{
	crm_jw_string(&w, "a\xC3(\xFFz");
	ck_assert_str_eq(out.ptr, "\"a\xEF\xBF\xBD(\xEF\xBF\xBDz\"");
	crm_json *root = NULL;
	ck_assert_int_eq(crm_json_parse(out.ptr, out.len, &root, NULL), CRM_OK);
	crm_json_free(root);
}
END_TEST

START_TEST(numbers_are_written_from_their_text)
{
	crm_jw_array(&w);
	crm_jw_number(&w, "9007199254740993");
	crm_jw_number(&w, "1.50");
	crm_jw_number(&w, "12 EUR");
	crm_jw_number(&w, "");
	crm_jw_number(&w, NULL);
	crm_jw_end_array(&w);
	ck_assert_str_eq(out.ptr, "[9007199254740993,1.50,\"12 EUR\",\"\",null]");
}
END_TEST

START_TEST(parsed_values_are_embedded_in_their_order)
{
	static const char text[] =
		"{\"z\":1.0,\"a\":{\"attributes\":{\"type\":\"X\"},\"v\":[true,null,\"é\"]},\"m\":{}}";
	crm_json *root = NULL;
	ck_assert_int_eq(crm_json_parse(text, strlen(text), &root, NULL), CRM_OK);
	crm_jw_object(&w);
	crm_jw_key(&w, "whole");
	crm_jw_value(&w, root);
	crm_jw_key(&w, "nothing");
	crm_jw_value(&w, NULL);
	crm_jw_end_object(&w);
	struct crm_buf expected;
	crm_buf_init(&expected, CRM_BUF_MAX);
	crm_buf_printf(&expected, "{\"whole\":%s,\"nothing\":null}", text);
	ck_assert_str_eq(out.ptr, expected.ptr);
	crm_buf_free(&expected);
	crm_json_free(root);
}
END_TEST

START_TEST(deepest_level_is_usable)
{
	for (int i = 0; i < CRM_JSON_MAX_DEPTH; i++)
		crm_jw_array(&w);
	crm_jw_int(&w, 1);
	crm_jw_int(&w, 2);
	for (int i = 0; i < CRM_JSON_MAX_DEPTH; i++)
		crm_jw_end_array(&w);
	ck_assert(!out.failed);
	ck_assert_uint_eq(out.len, CRM_JSON_MAX_DEPTH * 2 + 3);
	crm_json *root = NULL;
	ck_assert_int_eq(crm_json_parse(out.ptr, out.len, &root, NULL), CRM_OK);
	crm_json_free(root);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("write");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, commas_and_colons_come_by_themselves);
	tcase_add_test(tcase, strings_are_escaped);
	tcase_add_test(tcase, broken_utf8_becomes_replacement_characters);
	tcase_add_test(tcase, numbers_are_written_from_their_text);
	tcase_add_test(tcase, parsed_values_are_embedded_in_their_order);
	tcase_add_test(tcase, deepest_level_is_usable);
	Suite *suite = suite_create("json_write");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

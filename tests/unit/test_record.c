/* SPDX-License-Identifier: Apache-2.0 */
/* Records and object names. */
#include "config.h"

#include <crmsync/record.h>

#include "run_suite.h"

START_TEST(object_names_round_trip)
{
	for (unsigned i = 0; i < CRM_OBJECTS; i++) {
		enum crm_object object = CRM_OBJECTS;
		ck_assert(crm_object_parse(crm_object_name((enum crm_object)i), &object));
		ck_assert_uint_eq(object, i);
		object = CRM_OBJECTS;
		ck_assert(crm_object_parse(crm_object_plural((enum crm_object)i), &object));
		ck_assert_uint_eq(object, i);
	}
	enum crm_object untouched = CRM_DEAL;
	ck_assert(!crm_object_parse("Contact", &untouched));
	ck_assert(!crm_object_parse("", &untouched));
	ck_assert(!crm_object_parse(NULL, &untouched));
	ck_assert_int_eq(untouched, CRM_DEAL);
	ck_assert_str_eq(crm_object_plural(CRM_COMPANY), "companies");
}
END_TEST

START_TEST(properties_are_found_by_exact_name)
{
	const struct crm_property properties[] = {{"Email", {.kind = CRM_TEXT, .text = "a@b.org"}},
						  {"email", {.kind = CRM_NULL}}};
	const struct crm_record record = {.properties = properties, .n_properties = 2};
	ck_assert_ptr_eq(crm_record_get(&record, "email"), &properties[1].value);
	ck_assert_ptr_eq(crm_record_get(&record, "Email"), &properties[0].value);
	ck_assert_ptr_null(crm_record_get(&record, "emai"));
	ck_assert_ptr_null(crm_record_get(NULL, "email"));
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("record");
	tcase_add_test(tcase, object_names_round_trip);
	tcase_add_test(tcase, properties_are_found_by_exact_name);
	Suite *suite = suite_create("record");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Whole runs over vendors in memory: what is written, what is not, and that a second run is quiet. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <string.h>

START_TEST(two_systems_come_together)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_COMPANY, "c1", "name", "Firma", "domain", "firma.example", NULL);
	fake_put(&fake[0], CRM_CONTACT, "1", "first", "Jim", "last", "Miller", "email", "jim@firma.example", "@company",
		 "c1", NULL);
	fake_put(&fake[1], CRM_CONTACT, "9", "first", "Jim", "email", "JIM@firma.example", "phone", "+1 650 253 0000",
		 NULL);
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "9", "last"), "Miller");
	ck_assert_str_eq(fake_value(&fake[0], CRM_CONTACT, "1", "phone"), "+1 650 253 0000");
	ck_assert_uint_eq(fake_count(&fake[1], CRM_COMPANY), 1);
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "9", "@company"), "b-new-1");
	sync_quiet();
	sync_quiet();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_story");
	TCase *tcase = tcase_create("runs");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_test(tcase, two_systems_come_together);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* No record is created that may be there already, and no question is answered by what crmsync itself wrote. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#define PHONE "+1 650 253 0000"

static struct fake_record *ann(int system, const char *id, const char *email, const char *phone)
{
	return fake_put(&fake[system], CRM_CONTACT, id, "first", "Ann", "last", "Miller", email ? "email" : "note",
			email ? email : "-", phone ? "phone" : "status", phone ? phone : "", NULL);
}

/* c/1 is held, because it fits a/1 as well as b/2, a second record of b; a/1 and b/1 belong together by their e-mail.
 */
START_TEST(nothing_is_created_beside_a_held_record)
{
	sync_configure(sync_three);
	ann(0, "1", "ann@firma.example", PHONE);
	ann(1, "1", "ann@firma.example", NULL);
	ann(1, "2", NULL, PHONE);
	ann(2, "1", NULL, PHONE);
	sync_ok();
	ck_assert_int_eq(sync_number("SELECT count(DISTINCT golden) FROM link"), 1);
	ck_assert_uint_eq(fake_count(&fake[2], CRM_CONTACT), 1);
	ck_assert_int_eq(sync_holds("duplicate"), 1);
	sync_quiet();
	ck_assert_int_eq(sync_holds("duplicate"), 1);
}
END_TEST

/* a/1 has the name, b/1 the phone; only together they are c/1's. */
START_TEST(what_records_show_together_counts)
{
	sync_configure(sync_three);
	fake_put(&fake[0], CRM_CONTACT, "1", "first", "Ann", "last", "Miller", "email", "ann@firma.example", NULL);
	fake_put(&fake[1], CRM_CONTACT, "1", "email", "ann@firma.example", "phone", PHONE, NULL);
	fake_put(&fake[2], CRM_CONTACT, "1", "first", "Ann", "last", "Miller", "phone", PHONE, NULL);
	sync_ok();
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(fake_count(&fake[i], CRM_CONTACT), 1);
	ck_assert_int_gt(sync_holds("duplicate"), 0);
	sync_quiet();
}
END_TEST

/* When the record that stands in the way goes, the create follows. */
START_TEST(create_follows_when_the_way_is_free)
{
	sync_configure(sync_three);
	ann(0, "1", "ann@firma.example", PHONE);
	ann(1, "1", "ann@firma.example", NULL);
	ann(1, "2", NULL, PHONE);
	ann(2, "1", NULL, PHONE);
	sync_ok();
	fake_set(fake_find(&fake[1], CRM_CONTACT, "2"), "phone", "+1 650 253 0001");
	fake_set(fake_find(&fake[2], CRM_CONTACT, "1"), "phone", "+1 650 253 0002");
	sync_ok();
	ck_assert_int_eq(sync_holds("duplicate"), 0);
	ck_assert_int_eq(sync_number("SELECT count(DISTINCT golden) FROM link"), 3);
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(fake_count(&fake[i], CRM_CONTACT), 3);
	sync_quiet();
}
END_TEST

/* b/1 is a/2's partner by its domain; a/1 fits b/1 by name and phone, and is held.  Then b/1 is given a/2's name. */
START_TEST(own_writes_answer_no_question)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_COMPANY, "1", "name", "Firma", "phone", PHONE, NULL);
	fake_put(&fake[0], CRM_COMPANY, "2", "name", "Partner Ltd", "domain", "firma.example", NULL);
	fake_put(&fake[1], CRM_COMPANY, "1", "name", "Firma", "domain", "firma.example", "phone", PHONE, NULL);
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_COMPANY, "1", "name"), "Partner Ltd");
	ck_assert_int_eq(sync_holds("ambiguous"), 1);
	sync_quiet();
	ck_assert_int_eq(sync_holds("ambiguous"), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_COMPANY), 1);
	fake_set(fake_find(&fake[1], CRM_COMPANY, "1"), "phone", "+1 650 253 0001");
	sync_ok(); /* a person took the phone away: nothing speaks for it any more */
	ck_assert_int_eq(sync_holds("ambiguous"), 0);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_COMPANY), 2);
	sync_quiet();
}
END_TEST

/* Two companies of one system share a domain and are held; a deal of theirs is in both systems, and nobody can tell. */
START_TEST(deals_wait_with_their_company)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_COMPANY, "1", "name", "Firma", "domain", "firma.example", NULL);
	fake_put(&fake[0], CRM_COMPANY, "2", "name", "Firma", "domain", "firma.example", NULL);
	fake_put(&fake[1], CRM_COMPANY, "1", "name", "Firma", "domain", "firma.example", NULL);
	fake_put(&fake[0], CRM_DEAL, "1", "name", "Renewal", "amount", "100", "@company", "1", NULL);
	fake_put(&fake[1], CRM_DEAL, "1", "name", "Renewal", "amount", "100", "@company", "1", NULL);
	sync_quiet();
	ck_assert_int_eq(sync_holds("parent"), 2);
	fake_find(&fake[0], CRM_COMPANY, "2")->life = CRM_DELETED;
	sync_ok();
	ck_assert_int_eq(sync_holds(NULL), 0);
	ck_assert_uint_eq(fake_count(&fake[0], CRM_DEAL), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_DEAL), 1);
}
END_TEST

/* The old address of one goes to another, and the run that took note of it dies before it writes anything. */
START_TEST(old_address_is_free_after_a_dead_run)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_CONTACT, "1", "first", "Jim", "last", "Miller", "email", "jim@firma.example", NULL);
	sync_ok();
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "email", "miller@anders.example");
	fake_put(&fake[0], CRM_CONTACT, "2", "first", "Ann", "last", "Lee", "email", "jim@firma.example", NULL);
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, sync_plan());
	ck_sync(CRM_OK, crm_plan_commit(sync_engine, &sync_err));
	sync_close();
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "email"), "miller@anders.example");
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	sync_quiet();
	ck_assert_int_eq(sync_holds(NULL), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_namesake");
	TCase *tcase = tcase_create("creates");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_test(tcase, nothing_is_created_beside_a_held_record);
	tcase_add_test(tcase, what_records_show_together_counts);
	tcase_add_test(tcase, create_follows_when_the_way_is_free);
	tcase_add_test(tcase, own_writes_answer_no_question);
	tcase_add_test(tcase, deals_wait_with_their_company);
	tcase_add_test(tcase, old_address_is_free_after_a_dead_run);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

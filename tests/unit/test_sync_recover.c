/* SPDX-License-Identifier: Apache-2.0 */
/* Lost answers, records that exist already, records that are gone: never a duplicate, never a wrong match. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <string.h>

static void jim_in_a(void)
{
	fake_put(&fake[0], CRM_CONTACT, "1", "first", "Jim", "last", "Miller", "email", "jim@firma.example", "phone",
		 "+16502530000", NULL);
}

/* ---- creates in doubt ---- */

START_TEST(applied_but_unanswered_is_adopted)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN, .apply = true});
	sync_ok();
	ck_assert_str_eq(sync_lookup("SELECT count(*) FROM operation WHERE state=4"), "1");
	ck_assert_int_eq(sync_holds("in_doubt"), 1);
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_str_eq(sync_lookup("SELECT count(*) FROM operation WHERE state=4"), "0");
	sync_quiet();
	ck_assert_int_eq(sync_holds(NULL), 0);
}
END_TEST

START_TEST(not_applied_is_created_once)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN});
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 0);
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

START_TEST(in_doubt_is_not_planned_again)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN, .apply = true});
	sync_ok();
	/* not recovered in this run */
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, crm_preflight(sync_engine, true, &sync_err));
	ck_sync(CRM_OK, crm_plan_make(sync_engine, &sync_err));
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state=0"), 0);
	sync_close();
}
END_TEST

/* Without an id and an e-mail there is only the name to go by: another person of that family is not ours. */
START_TEST(namesake_is_not_adopted)
{
	fake[1].no_id = true;
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_CONTACT, "1", "first", "Jim", "last", "Miller", NULL);
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN});
	sync_ok();
	fake_put(&fake[1], CRM_CONTACT, "8", "first", "Anna", "last", "Miller", NULL);
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "8", "first"), "Anna");
	ck_assert_str_eq(fake_value(&fake[0], CRM_CONTACT, "1", "first"), "Jim");
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 2);
	sync_quiet();
}
END_TEST

START_TEST(several_that_fit_are_held)
{
	fake[1].no_id = true;
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN});
	sync_ok();
	fake_put(&fake[1], CRM_CONTACT, "8", "email", "jim@firma.example", NULL);
	fake_put(&fake[1], CRM_CONTACT, "9", "email", "jim@firma.example", NULL);
	sync_ok();
	ck_assert_int_eq(sync_holds("in_doubt"), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	/* a person settles it */
	fake_find(&fake[1], CRM_CONTACT, "9")->life = CRM_ARCHIVED;
	sync_ok();
	ck_assert_int_eq(sync_holds(NULL), 0);
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "8", "last"), "Miller");
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state IN (1,4)"), 0);
	sync_quiet();
}
END_TEST

/* The pull finds the record before the search does. */
START_TEST(linked_meanwhile_is_settled)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN, .apply = true});
	sync_ok();
	fake_find(&fake[1], CRM_CONTACT, "b-new-1")->unlisted = true;
	fake_put(&fake[1], CRM_CONTACT, "b-new-2", "email", "jim@firma.example", "crmsync_id",
		 fake_value(&fake[1], CRM_CONTACT, "b-new-1", "crmsync_id"), NULL);
	sync_ok(); /* two fit: held; the listed one is matched */
	fake_find(&fake[1], CRM_CONTACT, "b-new-1")->vanished = true;
	sync_ok();
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state IN (1,4)"), 0);
	ck_assert_int_eq(sync_holds(NULL), 0);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

START_TEST(done_without_id_is_in_doubt)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1],
			 (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_DONE, .apply = true, .id = ""});
	sync_ok();
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

/* ---- exists ---- */

START_TEST(existing_is_adopted_and_gets_what_it_lacks)
{
	sync_configure(sync_two);
	jim_in_a();
	struct fake_record *old =
		fake_put(&fake[1], CRM_CONTACT, "5", "email", "jim@firma.example", "phone", "+16502530999", NULL);
	old->unlisted = true;
	fake_answer_next(
		&fake[1],
		(struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_EXISTS, .id = "5", .message = "exists: 5"});
	sync_ok();
	ck_assert_int_eq(sync_number("SELECT count(*) FROM link"), 2);
	old->unlisted = false;
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "5", "last"), "Miller");
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "5", "phone"), "+16502530000");
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

START_TEST(existing_without_id_is_looked_up)
{
	sync_configure(sync_two);
	jim_in_a();
	struct fake_record *old = fake_put(&fake[1], CRM_CONTACT, "5", "email", "jim@firma.example", NULL);
	old->unlisted = true;
	fake_answer_next(&fake[1],
			 (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_EXISTS, .message = "duplicate"});
	sync_ok();
	ck_assert_int_eq(sync_number("SELECT count(*) FROM link"), 2);
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "5", "last"), "Miller");
	sync_quiet();
}
END_TEST

/* The vendor says that it exists, and nobody can find it: told, and not sent for ever. */
START_TEST(existing_that_cannot_be_found_is_held)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(
		&fake[1],
		(struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_EXISTS, .message = "duplicate", .times = 9});
	sync_ok();
	ck_assert_int_eq(sync_holds("rejected"), 1);
	sync_quiet();
	ck_assert_int_eq(sync_holds("rejected"), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 0);
}
END_TEST

START_TEST(existing_that_belongs_to_another_is_held)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_put(&fake[0], CRM_CONTACT, "2", "last", "Other", "email", "other@firma.example", NULL);
	fake_put(&fake[1], CRM_CONTACT, "5", "last", "Other", "email", "other@firma.example", NULL);
	fake_answer_next(
		&fake[1],
		(struct fake_answer){
			.kind = CRM_OP_CREATE, .outcome = CRM_EXISTS, .id = "5", .message = "exists: 5", .times = 9});
	sync_ok();
	ck_assert_int_eq(sync_holds("rejected"), 1);
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "5", "last"), "Other");
	sync_quiet();
	ck_assert_int_eq(sync_holds("rejected"), 1);
}
END_TEST

/* ---- gone ---- */

START_TEST(gone_record_is_not_written_again)
{
	sync_configure(sync_two);
	jim_in_a();
	sync_ok();
	fake_find(&fake[1], CRM_CONTACT, "b-new-1")->vanished = true;
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Müller");
	sync_ok();
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 0);
}
END_TEST

START_TEST(gone_by_merge_goes_to_the_survivor)
{
	sync_configure(sync_two);
	jim_in_a();
	sync_ok();
	struct fake_record *loser = fake_find(&fake[1], CRM_CONTACT, "b-new-1");
	loser->unlisted = true;
	loser->life = CRM_MERGED;
	loser->into = "77";
	fake_put(&fake[1], CRM_CONTACT, "77", "first", "Jim", "last", "Miller", "email", "jim@firma.example", "phone",
		 "+16502530000", NULL);
	fake_find(&fake[1], CRM_CONTACT, "77")->unlisted = true;
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Müller");
	sync_ok();
	fake_find(&fake[1], CRM_CONTACT, "77")->unlisted = false;
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "77", "last"), "Müller");
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

/* ---- refusals, and batches that are left undone ---- */

START_TEST(refused_is_sent_again_only_when_it_changed)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(
		&fake[1],
		(struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_REFUSED, .code = "BAD", .message = "no"});
	sync_ok();
	ck_assert_int_eq(sync_holds("rejected"), 1);
	sync_quiet();
	ck_assert_int_eq(sync_holds("rejected"), 1);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "first", "James");
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_int_eq(sync_holds(NULL), 0);
	sync_quiet();
}
END_TEST

START_TEST(refused_is_sent_again_on_demand)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1],
			 (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_REFUSED, .message = "no"});
	sync_ok();
	sync_options.retry_failed = true;
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
}
END_TEST

/* A create that is refused takes its associations with it. */
START_TEST(nothing_is_planned_around_a_refused_record)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_COMPANY, "c1", "name", "Firma", "domain", "firma.example", NULL);
	jim_in_a();
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "@company", "c1");
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_DONE, .apply = true});
	fake_answer_next(&fake[1],
			 (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_REFUSED, .message = "no"});
	sync_ok();
	ck_sync(CRM_OK, sync_open("diff"));
	ck_sync(CRM_OK, sync_plan());
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state=0"), 0);
	sync_close();
}
END_TEST

START_TEST(left_undone_ends_as_temporary)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_NOT_SENT, .times = 3});
	ck_sync(CRM_E_SERVER, sync_run());
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

START_TEST(update_is_sent_again_until_answered)
{
	sync_configure(sync_two);
	jim_in_a();
	sync_ok();
	sync_quiet();
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Müller");
	fake_answer_next(&fake[1], (struct fake_answer){
					   .kind = CRM_OP_UPDATE, .outcome = CRM_UNKNOWN, .apply = true, .times = 2});
	sync_ok();
	ck_assert_uint_eq(fake[1].writes, 3);
	sync_quiet();
}
END_TEST

START_TEST(quota_stops_the_run_and_the_next_goes_on)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1],
			 (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_NOT_SENT, .rc = CRM_E_BUDGET});
	ck_sync(CRM_E_BUDGET, sync_run());
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_recover");
	TCase *tcase = tcase_create("answers");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_test(tcase, applied_but_unanswered_is_adopted);
	tcase_add_test(tcase, not_applied_is_created_once);
	tcase_add_test(tcase, in_doubt_is_not_planned_again);
	tcase_add_test(tcase, namesake_is_not_adopted);
	tcase_add_test(tcase, several_that_fit_are_held);
	tcase_add_test(tcase, linked_meanwhile_is_settled);
	tcase_add_test(tcase, done_without_id_is_in_doubt);
	tcase_add_test(tcase, existing_is_adopted_and_gets_what_it_lacks);
	tcase_add_test(tcase, existing_without_id_is_looked_up);
	tcase_add_test(tcase, existing_that_cannot_be_found_is_held);
	tcase_add_test(tcase, existing_that_belongs_to_another_is_held);
	tcase_add_test(tcase, gone_record_is_not_written_again);
	tcase_add_test(tcase, gone_by_merge_goes_to_the_survivor);
	tcase_add_test(tcase, refused_is_sent_again_only_when_it_changed);
	tcase_add_test(tcase, refused_is_sent_again_on_demand);
	tcase_add_test(tcase, nothing_is_planned_around_a_refused_record);
	tcase_add_test(tcase, left_undone_ends_as_temporary);
	tcase_add_test(tcase, update_is_sent_again_until_answered);
	tcase_add_test(tcase, quota_stops_the_run_and_the_next_goes_on);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

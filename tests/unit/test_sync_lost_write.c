/* SPDX-License-Identifier: Apache-2.0 */
/* Success that was reported and did not happen: it is told, made good once, and not tried for ever. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <string.h>

/* What "b" writes is read back, record by record: it answers with nothing. */
static const char b_is_mute[] =
	"systems: {a: {connector: echo}, b: {connector: mute}}\nretry: {attempts: 2, first_wait: 0}\n";

static void jim_in_a(void)
{
	fake_put(&fake[0], CRM_CONTACT, "1", "first", "Jim", "last", "Miller", "email", "jim@firma.example", NULL);
}

static void jim_in_both(const char *yaml)
{
	sync_configure(yaml);
	jim_in_a();
	sync_ok();
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
}

static void lose_next(int kind, const char *id)
{
	fake_answer_next(&fake[1], (struct fake_answer){.kind = kind, .outcome = CRM_DONE, .id = id});
}

static const char *last_name(void)
{
	return fake_value(&fake[1], CRM_CONTACT, "b-new-1", "last");
}

static const char *told(void)
{
	return sync_lookup("SELECT group_concat(kind || ': ' || summary) FROM hold");
}

/* How many operations of the last run are in that state. */
static int64_t ended(const char *state)
{
	const char *sql = crm_arena_printf(
		sync_arena,
		"SELECT count(*) FROM operation WHERE run = (SELECT max(run) FROM operation) AND state = %s", state);
	return sync_number(sql);
}

/* ---- updates ---- */

START_TEST(lost_update_is_written_again)
{
	jim_in_both(b_is_mute);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Jones");
	lose_next(CRM_OP_UPDATE, NULL);
	sync_ok();
	ck_assert_str_eq(last_name(), "Miller");
	ck_assert_str_eq(told(), "rejected: b reported success for contact b-new-1, but it holds what it held before; "
				 "the next run writes it again");
	ck_assert_int_eq(ended("5"), 1);
	fake_forget();
	sync_ok();
	ck_assert_str_eq(fake[1].log, "update contact b-new-1 last=Jones\n");
	ck_assert_uint_eq(fake[0].writes, 0); /* the old value is no edit */
	ck_assert_str_eq(last_name(), "Jones");
	sync_quiet();
	ck_assert_int_eq(sync_holds(NULL), 0);
}
END_TEST

START_TEST(update_that_is_lost_twice_is_refused)
{
	jim_in_both(b_is_mute);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Jones");
	lose_next(CRM_OP_UPDATE, NULL);
	lose_next(CRM_OP_UPDATE, NULL);
	sync_ok();
	sync_ok();
	ck_assert_str_eq(told(), "rejected: b reported success for contact b-new-1, but it holds what it held before, "
				 "for the second time; it is not tried again");
	sync_quiet();
	ck_assert_int_eq(sync_holds("rejected"), 1);
	ck_assert_str_eq(last_name(), "Miller");
	ck_assert_str_eq(fake_value(&fake[0], CRM_CONTACT, "1", "last"), "Jones");
	/* another value is another attempt */
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Brown");
	sync_ok();
	ck_assert_str_eq(last_name(), "Brown");
	sync_quiet();
	ck_assert_int_eq(sync_holds(NULL), 0);
}
END_TEST

START_TEST(refused_after_two_losses_is_sent_when_asked_for)
{
	jim_in_both(b_is_mute);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Jones");
	lose_next(CRM_OP_UPDATE, NULL);
	lose_next(CRM_OP_UPDATE, NULL);
	sync_ok();
	sync_ok();
	sync_options.retry_failed = true;
	sync_ok();
	ck_assert_str_eq(last_name(), "Jones");
	sync_options.retry_failed = false;
	sync_quiet();
	ck_assert_int_eq(sync_number("SELECT count(*) FROM refusal WHERE kind < 100"), 0);
}
END_TEST

/* A sample of what a vendor echoed is read back too: it may have told what it did not keep. */
START_TEST(echo_of_a_lost_update_is_not_believed)
{
	jim_in_both(sync_two);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Jones");
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, sync_plan());
	ck_sync(CRM_OK, crm_plan_commit(sync_engine, &sync_err));
	ck_sync(CRM_OK, crm_push_all(sync_engine, &sync_err));
	ck_assert_str_eq(last_name(), "Jones");
	fake_set(fake_find(&fake[1], CRM_CONTACT, "b-new-1"), "last", "Miller");
	ck_sync(CRM_OK, crm_verify(sync_engine, &sync_err));
	sync_close();
	ck_assert_int_eq(sync_holds("rejected"), 1);
	fake_forget();
	sync_ok();
	ck_assert_str_eq(fake[1].log, "update contact b-new-1 last=Jones\n");
	ck_assert_uint_eq(fake[0].writes, 0);
	sync_quiet();
}
END_TEST

/* Only what was written is compared: what the vendor derives itself may be anything. */
START_TEST(other_fields_are_no_loss)
{
	jim_in_both(b_is_mute);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Jones");
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, sync_plan());
	ck_sync(CRM_OK, crm_plan_commit(sync_engine, &sync_err));
	ck_sync(CRM_OK, crm_push_all(sync_engine, &sync_err));
	fake_set(fake_find(&fake[1], CRM_CONTACT, "b-new-1"), "phone", "+16502530000");
	ck_sync(CRM_OK, crm_verify(sync_engine, &sync_err));
	sync_close();
	ck_assert_int_eq(sync_holds(NULL), 0);
	ck_assert_int_eq(ended("3"), 1);
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[0], CRM_CONTACT, "1", "phone"), "+16502530000");
	sync_quiet();
}
END_TEST

/* Whoever wrote there since moved the stamp: nothing is said to be lost, and the new value stays. */
START_TEST(edit_in_between_is_no_loss)
{
	jim_in_both(b_is_mute);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Jones");
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, sync_plan());
	ck_sync(CRM_OK, crm_plan_commit(sync_engine, &sync_err));
	ck_sync(CRM_OK, crm_push_all(sync_engine, &sync_err));
	fake_set(fake_find(&fake[1], CRM_CONTACT, "b-new-1"), "last", "Boss");
	fake_find(&fake[1], CRM_CONTACT, "b-new-1")->modified = 2000;
	ck_sync(CRM_OK, crm_verify(sync_engine, &sync_err));
	sync_close();
	ck_assert_int_eq(sync_holds(NULL), 0);
	ck_assert_int_eq(ended("3"), 1);
	sync_ok();
	ck_assert_str_eq(last_name(), "Boss");
}
END_TEST

START_TEST(record_that_is_gone_after_an_update_is_told)
{
	jim_in_both(b_is_mute);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Jones");
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, sync_plan());
	ck_sync(CRM_OK, crm_plan_commit(sync_engine, &sync_err));
	ck_sync(CRM_OK, crm_push_all(sync_engine, &sync_err));
	fake_find(&fake[1], CRM_CONTACT, "b-new-1")->vanished = true;
	ck_sync(CRM_OK, crm_verify(sync_engine, &sync_err));
	sync_close();
	ck_assert_str_eq(told(), "rejected: b reported success for contact b-new-1, but the record is not there");
	ck_assert_int_eq(ended("2"), 1);
}
END_TEST

/* ---- creates ---- */

START_TEST(lost_create_is_looked_for_and_made_again)
{
	sync_configure(b_is_mute);
	jim_in_a();
	lose_next(CRM_OP_CREATE, "b-lost");
	sync_ok();
	ck_assert_str_eq(told(), "rejected: b reported success for contact b-lost, but the record is not there; the "
				 "next run looks for it and creates it again");
	ck_assert_int_eq(ended("4"), 1);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM link"), 1);
	fake_forget();
	sync_ok();
	ck_assert_uint_gt(fake[1].finds, 0);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_uint_eq(fake[1].writes, 1);
	sync_quiet();
	ck_assert_int_eq(sync_holds(NULL), 0);
}
END_TEST

/* It was there after all, under another id: no second one. */
START_TEST(lost_create_that_is_found_is_adopted)
{
	sync_configure(b_is_mute);
	jim_in_a();
	lose_next(CRM_OP_CREATE, "b-lost");
	sync_ok();
	const char *uid = sync_lookup("SELECT uid FROM golden");
	fake_put(&fake[1], CRM_CONTACT, "b-9", "first", "Jim", "last", "Miller", "email", "jim@firma.example",
		 "crmsync_id", uid, NULL);
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_str_eq(sync_lookup("SELECT count(*) FROM link"), "2");
	sync_quiet();
	ck_assert_int_eq(sync_holds(NULL), 0);
}
END_TEST

START_TEST(create_that_is_lost_twice_is_refused)
{
	sync_configure(b_is_mute);
	jim_in_a();
	lose_next(CRM_OP_CREATE, "b-lost-1");
	lose_next(CRM_OP_CREATE, "b-lost-2");
	sync_ok();
	sync_ok();
	ck_assert_str_eq(told(),
			 "rejected: b reported success for contact b-lost-2, but the record is not there, for the "
			 "second time; it is not tried again");
	ck_assert_int_eq(ended("5"), 1);
	sync_quiet();
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 0);
	ck_assert_int_eq(sync_holds("rejected"), 1);
	sync_options.retry_failed = true;
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_options.retry_failed = false;
	sync_quiet();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_lost_write");
	TCase *tcase = tcase_create("lost writes");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_test(tcase, lost_update_is_written_again);
	tcase_add_test(tcase, update_that_is_lost_twice_is_refused);
	tcase_add_test(tcase, refused_after_two_losses_is_sent_when_asked_for);
	tcase_add_test(tcase, echo_of_a_lost_update_is_not_believed);
	tcase_add_test(tcase, other_fields_are_no_loss);
	tcase_add_test(tcase, edit_in_between_is_no_loss);
	tcase_add_test(tcase, record_that_is_gone_after_an_update_is_told);
	tcase_add_test(tcase, lost_create_is_looked_for_and_made_again);
	tcase_add_test(tcase, lost_create_that_is_found_is_adopted);
	tcase_add_test(tcase, create_that_is_lost_twice_is_refused);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

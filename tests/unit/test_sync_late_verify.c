/* SPDX-License-Identifier: Apache-2.0 */
/* What a run wrote that died before it read back: agreed on, or owed again. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char echoing[] =
	"systems: {a: {connector: echo}, b: {connector: echo}}\nretry: {attempts: 2, first_wait: 0}\n";
static const char mute[] =
	"systems: {a: {connector: echo}, b: {connector: mute}}\nretry: {attempts: 2, first_wait: 0}\n";
static const char *const kinds[] = {echoing, mute};

static void people_in_a(void)
{
	fake_put(&fake[0], CRM_CONTACT, "1", "first", "Jim", "last", "Miller", "email", "jim@firma.example", NULL);
	fake_put(&fake[0], CRM_CONTACT, "2", "first", "Ann", "last", "Lee", "email", "ann@firma.example", NULL);
}

/* Everything is sent and answered; then the process is no more. */
static void push_and_die(void)
{
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, sync_plan());
	ck_sync(CRM_OK, crm_plan_commit(sync_engine, &sync_err));
	ck_sync(CRM_OK, crm_push_all(sync_engine, &sync_err));
	sync_close();
}

static int64_t operations(const char *state)
{
	char sql[160];
	snprintf(sql, sizeof sql,
		 "SELECT count(*) FROM operation p JOIN op_state t ON t.id = p.state WHERE t.name = '%s'", state);
	return sync_number(sql);
}

START_TEST(create_that_was_not_made_is_made_again)
{
	sync_configure(kinds[_i]);
	people_in_a();
	push_and_die();
	fake_find(&fake[1], CRM_CONTACT, "b-new-1")->vanished = true;
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_int_eq(operations("in_doubt"), 1);
	ck_assert_int_eq(sync_holds("rejected"), 1);
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	sync_quiet();
	ck_assert_int_eq(sync_holds(NULL), 0);
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 2);
}
END_TEST

START_TEST(create_that_somebody_deleted_stays_deleted)
{
	sync_configure(kinds[_i]);
	people_in_a();
	push_and_die();
	fake_find(&fake[1], CRM_CONTACT, "b-new-1")->life = CRM_ARCHIVED;
	sync_ok();
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_int_eq(operations("in_doubt"), 0);
}
END_TEST

START_TEST(update_that_was_not_made_is_made_again)
{
	sync_configure(kinds[_i]);
	people_in_a();
	sync_ok();
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Smith");
	push_and_die();
	struct fake_record *there = fake_find(&fake[1], CRM_CONTACT, "b-new-1");
	fake_set(there, "last", "Miller");
	sync_ok();
	ck_assert_int_eq(sync_holds("rejected"), 1);
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "last"), "Smith");
	ck_assert_str_eq(fake_value(&fake[0], CRM_CONTACT, "1", "last"), "Smith");
	sync_quiet();
	ck_assert_int_eq(sync_holds(NULL), 0);
}
END_TEST

/* That the one is found again says nothing about the other. */
START_TEST(found_and_lost_in_one_run)
{
	sync_configure(kinds[_i]);
	people_in_a();
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN, .apply = true});
	push_and_die();
	ck_assert_int_eq(operations("in_doubt"), 1);
	ck_assert_int_eq(operations("acknowledged"), 1);
	char *acknowledged = strdup(sync_lookup("SELECT vendor_id FROM operation WHERE state = 2"));
	fake_find(&fake[1], CRM_CONTACT, acknowledged)->vanished = true;
	free(acknowledged);
	sync_ok();
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	sync_quiet();
}
END_TEST

/* What was read once is not asked for again and again. */
START_TEST(read_once)
{
	sync_configure(kinds[_i]);
	people_in_a();
	push_and_die();
	ck_assert_int_eq(operations("verified"), 0);
	unsigned before = fake[1].gets;
	sync_ok();
	ck_assert_uint_eq(fake[1].gets, before + 1);
	ck_assert_int_eq(operations("verified"), 2);
	sync_quiet();
	ck_assert_uint_eq(fake[1].gets, before + 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_late_verify");
	TCase *tcase = tcase_create("late");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_loop_test(tcase, create_that_was_not_made_is_made_again, 0, 2);
	tcase_add_loop_test(tcase, create_that_somebody_deleted_stays_deleted, 0, 2);
	tcase_add_loop_test(tcase, update_that_was_not_made_is_made_again, 0, 2);
	tcase_add_loop_test(tcase, found_and_lost_in_one_run, 0, 2);
	tcase_add_loop_test(tcase, read_once, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

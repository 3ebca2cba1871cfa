/* SPDX-License-Identifier: Apache-2.0 */
/* Who belongs to whom: keys, ids, crowds; and records that were merged or converted. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <stdio.h>
#include <string.h>

static struct fake_record *person(struct fake_system *f, const char *id, const char *last, const char *email)
{
	return fake_put(f, CRM_CONTACT, id, "last", last, "email", email, NULL);
}

static void merge_into(struct fake_record *loser, const char *into)
{
	loser->life = CRM_MERGED;
	loser->into = into;
}

static int64_t goldens(void)
{
	return sync_number("SELECT count(DISTINCT golden) FROM link");
}

/* ---- matching ---- */

START_TEST(chain_of_keys_is_one_person)
{
	sync_configure(sync_three);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	fake_put(&fake[1], CRM_CONTACT, "1", "last", "Miller", "email", "jim@firma.example", "emails",
		 "jim@home.example", NULL);
	person(&fake[2], "1", "Miller", "jim@home.example");
	sync_ok();
	ck_assert_int_eq(goldens(), 1);
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(fake_count(&fake[i], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

START_TEST(several_of_one_system_are_held_until_one_goes)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Miller", "jim@firma.example");
	person(&fake[1], "1", "Miller", "jim@firma.example");
	sync_quiet();
	ck_assert_int_eq(sync_holds("ambiguous"), 1);
	ck_assert_int_eq(goldens(), 0);
	merge_into(fake_find(&fake[0], CRM_CONTACT, "2"), "1");
	sync_quiet();
	ck_assert_int_eq(sync_holds(NULL), 0);
	ck_assert_int_eq(goldens(), 1);
}
END_TEST

/* The store is lost: the ids in the vendors bring everything together again, though nothing else does. */
START_TEST(ids_bring_records_together_again)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_CONTACT, "1", "last", "Miller", NULL);
	sync_ok();
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "first", "Jim");
	sync_ok(); /* an update takes the id along */
	ck_assert_str_eq(fake_value(&fake[0], CRM_CONTACT, "1", "crmsync_id"), "");
	fake_set(fake_find(&fake[1], CRM_CONTACT, "b-new-1"), "first", "James");
	sync_ok();
	char id[64], path[128];
	snprintf(id, sizeof id, "%s", fake_value(&fake[1], CRM_CONTACT, "b-new-1", "crmsync_id"));
	ck_assert_str_eq(fake_value(&fake[0], CRM_CONTACT, "1", "crmsync_id"), id);
	snprintf(path, sizeof path, "%s/test.db", sync_folder);
	ck_assert_int_eq(remove(path), 0);
	sync_ok();
	ck_assert_int_eq(goldens(), 1);
	ck_assert_str_eq(sync_lookup("SELECT uid FROM golden"), id);
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
}
END_TEST

/* A record copied in the vendor's own UI takes our id with it. */
START_TEST(copy_of_a_record_is_held)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	fake_put(&fake[1], CRM_CONTACT, "copy", "last", "Copy", "crmsync_id",
		 fake_value(&fake[1], CRM_CONTACT, "b-new-1", "crmsync_id"), NULL);
	sync_quiet();
	ck_assert_int_eq(sync_holds("ambiguous"), 1);
}
END_TEST

/* The id of a golden record that went into another one leads to that one. */
START_TEST(id_of_a_folded_record_leads_to_its_survivor)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_CONTACT, "1", "last", "Miller", NULL);
	fake_put(&fake[0], CRM_CONTACT, "2", "last", "Smith", NULL);
	sync_ok();
	sync_ok();
	char id[64];
	snprintf(id, sizeof id, "%s", fake_value(&fake[1], CRM_CONTACT, "b-new-2", "crmsync_id"));
	fake_find(&fake[1], CRM_CONTACT, "b-new-2")->life = CRM_DELETED;
	merge_into(fake_find(&fake[0], CRM_CONTACT, "2"), "1");
	sync_quiet();
	fake_find(&fake[1], CRM_CONTACT, "b-new-1")->life = CRM_DELETED;
	fake_put(&fake[1], CRM_CONTACT, "again", "last", "Miller", "crmsync_id", id, NULL);
	sync_ok();
	ck_assert_int_eq(
		sync_number(
			"SELECT count(*) FROM link JOIN golden ON golden.id=link.golden WHERE merged_into IS NOT NULL"),
		0);
	ck_assert_int_eq(goldens(), 1);
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
}
END_TEST

START_TEST(crowded_key_joins_nobody)
{
	sync_configure(sync_two);
	for (int i = 0; i < 60; i++) {
		char id[8];
		snprintf(id, sizeof id, "%d", i);
		person(&fake[i % 2], id, "Miller", "everybody@firma.example");
	}
	sync_quiet();
	ck_assert_int_eq(goldens(), 0);
	ck_assert_int_eq(sync_holds("ambiguous"), 60);
}
END_TEST

/* A system is taken out of the config: its records neither join nor stand in the way. */
START_TEST(records_of_a_former_system_are_left_alone)
{
	sync_configure(sync_three);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[2], "1", "Smith", "smith@firma.example");
	person(&fake[2], "2", "Smith", "smith@firma.example"); /* held */
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[2], CRM_CONTACT), 3);
	sync_configure(sync_two);
	person(&fake[0], "5", "Smith", "smith@firma.example");
	sync_options.accept |= CRM_ACCEPT_MAPPING;
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	ck_assert_int_eq(sync_holds(NULL), 0);
	sync_quiet();
}
END_TEST

/* What was written makes keys too: the partner of a record is found by the address that it was given. */
START_TEST(written_values_are_keys)
{
	sync_configure(sync_three);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_options.only_systems = (const char *const[]){"a", "b", NULL};
	sync_ok();
	sync_options.only_systems = (const char *const[]){"c", NULL};
	fake_find(&fake[0], CRM_CONTACT, "1")->life = CRM_LIVE;
	person(&fake[2], "7", "Miller", "jim@firma.example");
	sync_ok();
	ck_assert_int_eq(goldens(), 1);
	ck_assert_uint_eq((unsigned)sync_number("SELECT count(DISTINCT source) FROM match_key"), 3);
}
END_TEST

/* ---- merges in a vendor's UI ---- */

START_TEST(merged_twins_become_one)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Miller", "jim2@firma.example");
	sync_options.only_systems = (const char *const[]){"a", NULL};
	sync_ok();
	ck_assert_int_eq(goldens(), 2);
	merge_into(fake_find(&fake[0], CRM_CONTACT, "2"), "1");
	sync_ok();
	ck_assert_int_eq(goldens(), 1);
	sync_options.only_systems = NULL;
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

START_TEST(merge_with_partners_is_proposed)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Miller", "jim2@firma.example");
	sync_ok();
	sync_quiet();
	merge_into(fake_find(&fake[0], CRM_CONTACT, "2"), "1");
	sync_quiet();
	ck_assert_int_eq(sync_holds("merge"), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	sync_quiet();
	ck_assert_int_eq(sync_holds("merge"), 1);
}
END_TEST

/* 3 went into 2, 2 into 1, and what is left has a new id. */
START_TEST(chain_of_merges_ends_at_the_survivor)
{
	sync_configure(sync_two);
	for (int i = 1; i <= 3; i++) {
		char id[8], email[32];
		snprintf(id, sizeof id, "%d", i);
		snprintf(email, sizeof email, "p%d@firma.example", i);
		person(&fake[0], id, "Miller", email);
	}
	sync_options.only_systems = (const char *const[]){"a", NULL};
	sync_ok();
	merge_into(fake_find(&fake[0], CRM_CONTACT, "3"), "2");
	merge_into(fake_find(&fake[0], CRM_CONTACT, "2"), "1");
	merge_into(fake_find(&fake[0], CRM_CONTACT, "1"), "9");
	sync_ok(); /* 9 is not seen yet */
	person(&fake[0], "9", "Miller", "p9@firma.example");
	sync_ok();
	ck_assert_int_eq(goldens(), 1);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM link"), 4);
	sync_options.only_systems = NULL;
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

START_TEST(circle_of_merges_ends)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "p1@firma.example");
	person(&fake[0], "2", "Miller", "p2@firma.example");
	sync_options.only_systems = (const char *const[]){"a", NULL};
	sync_ok();
	merge_into(fake_find(&fake[0], CRM_CONTACT, "1"), "2");
	merge_into(fake_find(&fake[0], CRM_CONTACT, "2"), "1");
	sync_quiet();
	sync_options.only_systems = NULL;
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 0); /* nobody is left */
}
END_TEST

/* Only the survivor tells of the merge; the loser is not to be had any more. */
START_TEST(absorbed_record_is_merged_not_deleted)
{
	sync_configure(
		"systems: {a: {connector: echo}, b: {connector: echo}}\nobjects: {contact: {deletes: propagate}}\n");
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	sync_quiet();
	fake_find(&fake[0], CRM_CONTACT, "1")->vanished = true;
	struct fake_record *survivor = person(&fake[0], "9", "Miller", "jim@firma.example");
	survivor->absorbed[0] = "1";
	survivor->n_absorbed = 1;
	sync_options.full = true;
	sync_quiet();
	ck_assert_int_eq(goldens(), 1);
	ck_assert_str_eq(sync_lookup("SELECT life FROM source WHERE vendor_id='1'"), "3");
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
}
END_TEST

START_TEST(converted_lead_is_followed)
{
	sync_configure("systems: {a: {connector: echo}, b: {connector: mute}}\n");
	person(&fake[1], "L1", "Miller", "jim@firma.example")->kind = "Lead";
	sync_ok();
	sync_quiet();
	struct fake_record *lead = fake_find(&fake[1], CRM_CONTACT, "L1");
	lead->life = CRM_CONVERTED;
	lead->into = "C1";
	person(&fake[1], "C1", "Miller", "jim@firma.example")->kind = "Contact";
	sync_quiet();
	ck_assert_int_eq(goldens(), 1);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "a-new-1"), "last", "Müller");
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "C1", "last"), "Müller");
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "L1", "last"), "Miller");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_match");
	TCase *tcase = tcase_create("groups");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_test(tcase, chain_of_keys_is_one_person);
	tcase_add_test(tcase, several_of_one_system_are_held_until_one_goes);
	tcase_add_test(tcase, ids_bring_records_together_again);
	tcase_add_test(tcase, copy_of_a_record_is_held);
	tcase_add_test(tcase, id_of_a_folded_record_leads_to_its_survivor);
	tcase_add_test(tcase, crowded_key_joins_nobody);
	tcase_add_test(tcase, records_of_a_former_system_are_left_alone);
	tcase_add_test(tcase, written_values_are_keys);
	tcase_add_test(tcase, merged_twins_become_one);
	tcase_add_test(tcase, merge_with_partners_is_proposed);
	tcase_add_test(tcase, chain_of_merges_ends_at_the_survivor);
	tcase_add_test(tcase, circle_of_merges_ends);
	tcase_add_test(tcase, absorbed_record_is_merged_not_deleted);
	tcase_add_test(tcase, converted_lead_is_followed);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

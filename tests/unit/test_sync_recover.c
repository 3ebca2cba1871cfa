/* SPDX-License-Identifier: Apache-2.0 */
/* Lost answers, records that exist already, records that are gone: never a duplicate, never a wrong match. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <stdio.h>
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

/* HubSpot would make a company of its own for a contact that comes without. */
START_TEST(what_refers_to_a_doubt_waits_for_it)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_COMPANY, "c1", "name", "Firma GmbH", NULL);
	jim_in_a();
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "@company", "c1");
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN});
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 0);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state=7"), 2); /* with the association */
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_COMPANY), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-2", "@company"), "b-new-1");
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
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state=6"), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	sync_quiet();
	ck_assert_int_eq(sync_holds("in_doubt"), 1);
	/* a person settles it */
	fake_find(&fake[1], CRM_CONTACT, "9")->life = CRM_ARCHIVED;
	sync_ok();
	ck_assert_int_eq(sync_holds(NULL), 0);
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "8", "last"), "Miller");
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state IN (1,4,6)"), 0);
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
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state IN (1,4,6)"), 0);
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

/* ---- how they are looked up ---- */

static void many_in_a(unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		char id[16], name[24], email[48];
		snprintf(id, sizeof id, "%u", i);
		snprintf(name, sizeof name, "Number%u", i);
		snprintf(email, sizeof email, "p%u@firma.example", i);
		fake_put(&fake[0], CRM_CONTACT, id, "first", "Person", "last", name, "email", email, NULL);
	}
}

/* Requests go by the vendor's largest batch (10 here), not by record. */
START_TEST(looked_up_in_batches)
{
	sync_configure(sync_two);
	many_in_a(25);
	fake_answer_next(&fake[1], (struct fake_answer){
					   .kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN, .apply = true, .times = 25});
	sync_ok();
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state=4"), 25);
	sync_ok();
	ck_assert_uint_eq(fake[1].finds, 3);
	ck_assert_uint_eq(fake[1].find_values, 25);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 25);
	sync_quiet();
	ck_assert_uint_eq(fake[1].finds, 3);
}
END_TEST

/* By the crmsync id first, then by value those alone that were not found so. */
START_TEST(looked_up_by_id_then_by_value)
{
	sync_configure(sync_two);
	many_in_a(12);
	fake_answer_next(&fake[1], (struct fake_answer){
					   .kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN, .apply = true, .times = 7});
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN, .times = 5});
	sync_ok();
	sync_ok();
	ck_assert_str_eq(fake[1].found_by, "crmsync_id crmsync_id email ");
	ck_assert_uint_eq(fake[1].find_values, 17);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 12);
	sync_quiet();
}
END_TEST

/* The vendor lost the id; the e-mail address tells. */
START_TEST(found_by_value_where_the_id_is_lost)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN, .apply = true});
	sync_ok();
	fake_set(fake_find(&fake[1], CRM_CONTACT, "b-new-1"), "crmsync_id", NULL);
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, crm_preflight(sync_engine, true, &sync_err));
	ck_sync(CRM_OK, crm_recover(sync_engine, &sync_err));
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state=3 AND vendor_id='b-new-1'"), 1);
	sync_close();
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

/* Somebody made the same person by hand: it is linked, but what stands in it is theirs and no spelling of ours. */
START_TEST(twin_made_by_hand_keeps_its_values)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN});
	sync_ok();
	fake_put(&fake[1], CRM_CONTACT, "8", "email", "jim@firma.example", "note", "by hand", NULL);
	sync_ok();
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_str_eq(fake_value(&fake[0], CRM_CONTACT, "1", "note"), "by hand");
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "8", "last"), "Miller");
	sync_quiet();
}
END_TEST

/* The search by the id found nothing: what has the same name alone is somebody else. */
START_TEST(same_name_is_not_enough)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_CONTACT, "1", "first", "Jim", "last", "Miller", "phone", "+16502530000", NULL);
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN});
	sync_ok();
	fake_put(&fake[1], CRM_CONTACT, "8", "first", "Jim", "last", "Miller", "phone", "+442070313000", NULL);
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, crm_preflight(sync_engine, true, &sync_err));
	ck_sync(CRM_OK, crm_recover(sync_engine, &sync_err));
	ck_assert_str_eq(fake[1].found_by, "crmsync_id last ");
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state=7"), 1);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM link"), 1);
	sync_close();
}
END_TEST

/* A record that does not show what was asked for is asked for again alone. */
START_TEST(hits_that_show_nothing_are_asked_for_alone)
{
	static const char *const made[] = {"b-new-1", "b-new-2", "b-new-3"};
	fake[1].no_id = true;
	sync_configure(sync_two);
	many_in_a(3);
	fake_answer_next(&fake[1], (struct fake_answer){
					   .kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN, .apply = true, .times = 3});
	sync_ok();
	for (size_t i = 0; i < 3; i++)
		fake_unset(fake_find(&fake[1], CRM_CONTACT, made[i]), "email"); /* found by it, not told */
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, crm_preflight(sync_engine, true, &sync_err));
	ck_sync(CRM_OK, crm_recover(sync_engine, &sync_err));
	ck_assert_uint_eq(fake[1].find_values, 6);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state=3"), 3);
	sync_close();
}
END_TEST

START_TEST(property_that_cannot_be_searched_is_no_clue)
{
	fake[1].no_id = true;
	fake[1].unsearchable = "email";
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN, .apply = true});
	sync_ok();
	sync_ok();
	ck_assert_str_eq(fake[1].found_by, "last ");
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

/* ---- what is carried out after we looked ---- */

static const char settling[] = "systems: {a: {connector: echo}, b: {connector: echo, limits: {settle: 1s}}}\nretry: "
			       "{attempts: 2, first_wait: 0}\n";

/* As if it had been sent in the time to come: what is waited for is never more than the vendor needs. */
static void sent_just_now(void)
{
	(void)sync_lookup("UPDATE operation SET sent_at = sent_at + 86400000 WHERE state = 4 RETURNING id");
}

START_TEST(late_create_is_waited_for)
{
	sync_configure(settling);
	jim_in_a();
	fake_answer_next(&fake[1],
			 (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN, .apply = true, .late = 2});
	sync_ok();
	sent_just_now();
	sync_ok();
	ck_assert_str_eq(fake[1].found_by, "crmsync_id email crmsync_id ");
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

/* Two records there are told, and nobody chooses. */
START_TEST(create_that_is_later_still_is_held)
{
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1],
			 (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN, .apply = true, .late = 3});
	sync_ok();
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	fake_find(&fake[1], CRM_CONTACT, "b-new-1")->vanished = false;
	fake_forget();
	sync_ok();
	ck_assert_uint_eq(fake_writes(), 0);
	ck_assert_int_eq(sync_holds(NULL), 1);
}
END_TEST

/* Where the vendor refuses a second record with the same id, nothing has to be waited for. */
START_TEST(unique_id_needs_no_wait)
{
	sync_configure("systems: {a: {connector: echo}, b: {connector: echo, limits: {settle: 1d}}}\n"
		       "retry: {attempts: 2, first_wait: 0}\n");
	fake_schema_property("crmsync_id")->unique = true;
	jim_in_a();
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN});
	sync_ok();
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

/* A wait ends with Ctrl-C, and the doubt stays. */
static void check_wait_is_interrupted(const char *limits)
{
	static volatile sig_atomic_t interrupted;
	char yaml[256];
	snprintf(yaml, sizeof yaml,
		 "systems: {a: {connector: echo}, b: {connector: echo, limits: {%s}}}\nretry: {first_wait: 0}\n",
		 limits);
	sync_configure(yaml);
	jim_in_a();
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_UNKNOWN});
	sync_ok();
	sync_options.interrupted = &interrupted;
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, crm_preflight(sync_engine, true, &sync_err));
	interrupted = 1;
	ck_sync(CRM_E_INTERRUPTED, crm_recover(sync_engine, &sync_err));
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state=4"), 1);
	sync_close();
}

START_TEST(wait_for_the_search_is_interrupted)
{
	check_wait_is_interrupted("search_lag: 1d");
	ck_assert_uint_eq(fake[1].finds, 0);
}
END_TEST

START_TEST(wait_for_the_late_is_interrupted)
{
	check_wait_is_interrupted("settle: 1d");
	ck_assert_uint_eq(fake[1].finds, 2);
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

/* The same payload: what stood in its way may be what was changed.  A dry run and a gate change nothing. */
START_TEST(refused_is_sent_again_with_another_mapping)
{
	static const char changed[] =
		"systems: {a: {connector: echo}, b: {connector: echo}}\n"
		"objects: {contact: {fields: {note: false}}}\nretry: {attempts: 2, first_wait: 0}\n";
	sync_configure(sync_two);
	jim_in_a();
	fake_answer_next(&fake[1],
			 (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_REFUSED, .message = "no"});
	sync_ok();
	sync_quiet();
	sync_configure(changed);
	sync_options.accept = 0;
	ck_sync(CRM_E_GATE, sync_run());
	ck_assert_int_eq(sync_number("SELECT count(*) FROM refusal"), 1);
	sync_options.accept = CRM_ACCEPT_MAPPING;
	fake_answer_next(&fake[1],
			 (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_REFUSED, .message = "still no"});
	fake_forget();
	sync_ok();
	ck_assert_uint_eq(fake[1].writes, 1);
	sync_options.accept = 0;
	sync_quiet();
	ck_assert_int_eq(sync_holds("rejected"), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 0);
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

/* The process died while an update waited for its answer: nothing to look up, what the vendor holds is compared. */
static void die_with_an_update_sent(bool carried_out)
{
	sync_configure(sync_two);
	jim_in_a();
	sync_ok();
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Müller");
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, sync_plan());
	ck_sync(CRM_OK, crm_plan_commit(sync_engine, &sync_err));
	int64_t id = sync_number("SELECT id FROM operation WHERE state=0");
	ck_sync(CRM_OK, crm_store_ops_state(sync_engine->store, &id, 1, CRM_OPS_SENT, 1, &sync_err));
	sync_close();
	if (carried_out)
		fake_set(fake_find(&fake[1], CRM_CONTACT, "b-new-1"), "last", "Müller");
}

START_TEST(update_of_a_dead_run_that_happened_is_not_repeated)
{
	die_with_an_update_sent(true);
	sync_quiet();
	ck_assert_str_eq(sync_lookup("SELECT state || ' ' || message FROM operation WHERE kind=1"),
			 "7 answer lost; compared anew");
	ck_assert_uint_eq(fake[1].finds, 0);
	sync_quiet();
}
END_TEST

START_TEST(update_of_a_dead_run_that_did_not_happen_is_sent)
{
	die_with_an_update_sent(false);
	fake_forget();
	sync_ok();
	ck_assert_str_eq(fake[1].log, "update contact b-new-1 last=Müller\n");
	ck_assert_uint_eq(fake[0].writes, 0);
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
	tcase_add_test(tcase, what_refers_to_a_doubt_waits_for_it);
	tcase_add_test(tcase, several_that_fit_are_held);
	tcase_add_test(tcase, linked_meanwhile_is_settled);
	tcase_add_test(tcase, done_without_id_is_in_doubt);
	tcase_add_test(tcase, looked_up_in_batches);
	tcase_add_test(tcase, looked_up_by_id_then_by_value);
	tcase_add_test(tcase, found_by_value_where_the_id_is_lost);
	tcase_add_test(tcase, twin_made_by_hand_keeps_its_values);
	tcase_add_test(tcase, same_name_is_not_enough);
	tcase_add_test(tcase, hits_that_show_nothing_are_asked_for_alone);
	tcase_add_test(tcase, property_that_cannot_be_searched_is_no_clue);
	tcase_add_test(tcase, late_create_is_waited_for);
	tcase_add_test(tcase, create_that_is_later_still_is_held);
	tcase_add_test(tcase, unique_id_needs_no_wait);
	tcase_add_test(tcase, wait_for_the_search_is_interrupted);
	tcase_add_test(tcase, wait_for_the_late_is_interrupted);
	tcase_add_test(tcase, existing_is_adopted_and_gets_what_it_lacks);
	tcase_add_test(tcase, existing_without_id_is_looked_up);
	tcase_add_test(tcase, existing_that_cannot_be_found_is_held);
	tcase_add_test(tcase, existing_that_belongs_to_another_is_held);
	tcase_add_test(tcase, gone_record_is_not_written_again);
	tcase_add_test(tcase, gone_by_merge_goes_to_the_survivor);
	tcase_add_test(tcase, refused_is_sent_again_only_when_it_changed);
	tcase_add_test(tcase, refused_is_sent_again_on_demand);
	tcase_add_test(tcase, refused_is_sent_again_with_another_mapping);
	tcase_add_test(tcase, nothing_is_planned_around_a_refused_record);
	tcase_add_test(tcase, left_undone_ends_as_temporary);
	tcase_add_test(tcase, update_is_sent_again_until_answered);
	tcase_add_test(tcase, update_of_a_dead_run_that_happened_is_not_repeated);
	tcase_add_test(tcase, update_of_a_dead_run_that_did_not_happen_is_sent);
	tcase_add_test(tcase, quota_stops_the_run_and_the_next_goes_on);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

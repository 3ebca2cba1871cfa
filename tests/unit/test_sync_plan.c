/* SPDX-License-Identifier: Apache-2.0 */
/* Which operations are planned, and for whom. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <stdio.h>
#include <string.h>

static struct fake_record *person(struct fake_system *f, const char *id, const char *last, const char *email)
{
	return fake_put(f, CRM_CONTACT, id, "last", last, "email", email, NULL);
}

static void firm(struct fake_system *f, const char *id, const char *name, const char *domain)
{
	fake_put(f, CRM_COMPANY, id, "name", name, "domain", domain, NULL);
}

static int64_t planned(void)
{
	return sync_number("SELECT count(*) FROM operation WHERE state=0");
}

/* ---- runs over a part ---- */

START_TEST(system_left_out_is_caught_up)
{
	static const char *const only_b[] = {"b", NULL};
	sync_configure(sync_three);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	sync_quiet();
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Müller");
	person(&fake[0], "2", "New", "new@firma.example");
	sync_options.only_systems = (const char *const[]){"a", "b", NULL};
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "last"), "Müller");
	sync_options.only_systems = only_b;
	sync_ok();
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[2], CRM_CONTACT, "c-new-1", "last"), "Miller");
	sync_options.only_systems = NULL;
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[2], CRM_CONTACT, "c-new-1", "last"), "Müller");
	ck_assert_uint_eq(fake_count(&fake[2], CRM_CONTACT), 2);
	sync_quiet();
}
END_TEST

START_TEST(holds_of_a_system_left_out_stay)
{
	static const char *const only_a[] = {"a", NULL};
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_CONTACT, "1", "last", "Miller", "note", "far too long for b", NULL);
	sync_ok();
	ck_assert_int_eq(sync_holds("blocked"), 1);
	sync_options.only_systems = only_a;
	sync_ok();
	ck_assert_int_eq(sync_holds("blocked"), 1);
	sync_options.only_systems = NULL;
	sync_ok();
	ck_assert_int_eq(sync_holds("blocked"), 1);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "note", "short");
	sync_ok();
	ck_assert_int_eq(sync_holds(NULL), 0);
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "note"), "short");
}
END_TEST

START_TEST(object_left_out_is_caught_up)
{
	sync_configure(sync_two);
	firm(&fake[0], "c1", "Firma", "firma.example");
	person(&fake[0], "1", "Miller", "jim@firma.example");
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "@company", "c1");
	sync_options.objects = 1U << CRM_CONTACT;
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "@company"), "");
	sync_ok();
	sync_ok();
	sync_options.objects = 0;
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "@company"), "b-new-2");
	sync_quiet();
}
END_TEST

START_TEST(limit_goes_on_where_it_stopped)
{
	sync_configure(sync_two);
	firm(&fake[0], "c1", "Firma", "firma.example");
	for (int i = 0; i < 5; i++) {
		char id[8], email[32];
		snprintf(id, sizeof id, "%d", i + 1);
		snprintf(email, sizeof email, "p%d@firma.example", i);
		fake_set(person(&fake[0], id, "Miller", email), "@company", "c1");
	}
	sync_options.limit = 3;
	for (int i = 0; i < 8; i++) {
		fake_forget();
		sync_ok();
		ck_assert_uint_le(fake_writes(), 3);
	}
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 5);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(sync_number("SELECT count(*) FROM link"), 12);
	sync_options.limit = -1;
	sync_quiet();
}
END_TEST

/* A create that the limit leaves out is not associated with anything. */
START_TEST(limit_leaves_no_loose_ends)
{
	sync_configure(sync_two);
	firm(&fake[0], "c1", "Firma", "firma.example");
	firm(&fake[1], "k1", "Firma", "firma.example");
	fake_set(person(&fake[0], "1", "Miller", "jim@firma.example"), "@company", "c1");
	sync_options.limit = 0;
	ck_sync(CRM_OK, sync_open("diff"));
	ck_sync(CRM_OK, sync_plan());
	ck_assert_int_eq(planned(), 0);
	sync_close();
}
END_TEST

/* ---- where records may come into being ---- */

START_TEST(read_only_and_directions_are_kept)
{
	sync_configure("systems:\n"
		       "  a: {connector: echo}\n"
		       "  b: {connector: echo, read_only: true}\n"
		       "  c: {connector: echo, direction: {contact: pull}}\n"
		       "  d: {connector: echo, direction: {contact: push}}\n"
		       "retry: {attempts: 0, first_wait: 0}\n");
	person(&fake[0], "1", "A", "a@firma.example");
	person(&fake[1], "1", "B", "b@firma.example");
	person(&fake[2], "1", "C", "c@firma.example");
	person(&fake[3], "1", "D", "d@firma.example");
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 3);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_uint_eq(fake_count(&fake[2], CRM_CONTACT), 1);
	ck_assert_uint_eq(fake_count(&fake[3], CRM_CONTACT), 4);
	sync_quiet();
}
END_TEST

START_TEST(switched_off_object_is_not_touched)
{
	sync_configure("systems:\n  a: {connector: echo}\n  b: {connector: echo, direction: {contact: off}}\n");
	person(&fake[0], "1", "A", "a@firma.example");
	person(&fake[1], "1", "B", "b@firma.example");
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
}
END_TEST

START_TEST(one_system_alone_writes_nothing)
{
	sync_configure("systems: {a: {connector: echo}}\n");
	person(&fake[0], "1", "A", "a@firma.example");
	sync_quiet();
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", NULL);
	sync_quiet();
}
END_TEST

START_TEST(required_field_holds_the_create)
{
	sync_configure("systems: {a: {connector: echo}, b: {connector: echo}}\n"
		       "objects: {contact: {fields: {phone: {required_in: [b]}}}}\n");
	person(&fake[0], "1", "A", "a@firma.example");
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 0);
	ck_assert_int_eq(sync_holds("blocked"), 1);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "phone", "+16502530000");
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_int_eq(sync_holds(NULL), 0);
}
END_TEST

START_TEST(required_property_holds_the_create)
{
	fake_schema_property("first")->required = true;
	sync_configure(sync_two);
	person(&fake[0], "1", "A", "a@firma.example");
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 0);
	ck_assert_int_eq(sync_holds("blocked"), 1);
}
END_TEST

/* ---- deletions ---- */

START_TEST(kept_deletion_changes_nothing)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	fake_find(&fake[0], CRM_CONTACT, "1")->life = CRM_DELETED;
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	/* nor does an edit bring it back */
	fake_set(fake_find(&fake[1], CRM_CONTACT, "b-new-1"), "last", "Müller");
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 0);
}
END_TEST

#define PROPAGATE "objects: {contact: {deletes: propagate}}\n"

START_TEST(deletion_travels_when_told)
{
	sync_configure("systems: {a: {connector: echo}, b: {connector: echo}}\n" PROPAGATE);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Smith", "smith@firma.example");
	sync_ok();
	sync_quiet();
	fake_find(&fake[0], CRM_CONTACT, "1")->life = CRM_DELETED;
	fake_find(&fake[0], CRM_CONTACT, "2")->life = CRM_DELETED;
	fake_set(fake_find(&fake[1], CRM_CONTACT, "b-new-2"), "last", "Schmidt"); /* an edit wins over a deletion */
	sync_ok();
	ck_assert_int_eq(fake_find(&fake[1], CRM_CONTACT, "b-new-1")->life, CRM_ARCHIVED);
	ck_assert_int_eq(fake_find(&fake[1], CRM_CONTACT, "b-new-2")->life, CRM_LIVE);
	sync_quiet();
	sync_quiet();
}
END_TEST

/* A system that only receives has no say in what is deleted. */
START_TEST(deletion_does_not_travel_from_a_receiver)
{
	sync_configure("systems: {a: {connector: echo}, b: {connector: echo, direction: {contact: push}}}\n" PROPAGATE);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	sync_quiet();
	fake_find(&fake[1], CRM_CONTACT, "b-new-1")->life = CRM_DELETED;
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 1);
}
END_TEST

START_TEST(restored_record_is_in_step_again)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	fake_find(&fake[0], CRM_CONTACT, "1")->life = CRM_ARCHIVED;
	sync_quiet();
	fake_set(fake_find(&fake[1], CRM_CONTACT, "b-new-1"), "last", "Müller");
	sync_quiet();
	fake_find(&fake[0], CRM_CONTACT, "1")->life = CRM_LIVE;
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[0], CRM_CONTACT, "1", "last"), "Müller");
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_quiet();
}
END_TEST

/* What was known of a record stays known when it has gone. */
START_TEST(tombstone_keeps_its_values)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	fake_find(&fake[0], CRM_CONTACT, "1")->life = CRM_DELETED;
	sync_ok();
	ck_assert_int_eq(sync_number("SELECT count(*) FROM source_content JOIN source ON id=source WHERE life=2 AND "
				     "cells LIKE '%Miller%'"),
			 1);
}
END_TEST

/* ---- references ---- */

START_TEST(reference_to_a_held_record_arrives_later)
{
	sync_configure(sync_two);
	firm(&fake[0], "c1", "Firma", "firma.example");
	firm(&fake[0], "c2", "Firma GmbH", "firma.example"); /* several of one system: held */
	firm(&fake[1], "k1", "Firma", "firma.example");
	fake_set(person(&fake[0], "1", "Miller", "jim@firma.example"), "@company", "c1");
	sync_ok();
	ck_assert_int_eq(sync_holds("ambiguous"), 1);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	sync_ok();
	sync_ok();
	fake_find(&fake[0], CRM_COMPANY, "c2")->life = CRM_DELETED;
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "@company"), "k1");
	sync_quiet();
}
END_TEST

#define MUTE_B "systems: {a: {connector: echo}, b: {connector: mute}}\nretry: {attempts: 1, first_wait: 0}\n"

/* A list that is written whole: what is missing from it is still owed. */
START_TEST(list_of_references_is_completed)
{
	sync_configure(MUTE_B);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Smith", "smith@firma.example");
	fake_put(&fake[0], CRM_DEAL, "d1", "name", "Deal", "@contacts", "1;2", NULL);
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_DONE, .apply = true});
	fake_answer_next(&fake[1],
			 (struct fake_answer){.kind = CRM_OP_CREATE, .outcome = CRM_REFUSED, .message = "no"});
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_DEAL), 1);
	sync_options.retry_failed = true;
	sync_ok();
	sync_options.retry_failed = false;
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_DEAL, "b-new-2", "contact_ids"), "b-new-1;b-new-3");
	ck_assert_int_eq(sync_holds(NULL), 0);
	sync_quiet();
}
END_TEST

/* One that cannot come there in this run is left out of the list, and stays owed. */
START_TEST(list_of_references_begins_with_a_part)
{
	sync_configure(MUTE_B);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	person(&fake[0], "2", "Smith", "smith@firma.example");
	fake_put(&fake[0], CRM_DEAL, "d1", "name", "Deal", "@contacts", "1;2", NULL);
	sync_options.objects = 1U << CRM_DEAL;
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_DEAL, "b-new-2", "contact_ids"), "b-new-1");
	sync_quiet(); /* what is owed is not sent in vain */
	ck_assert_str_eq(fake_value(&fake[0], CRM_DEAL, "d1", "@contacts"), "1;2"); /* and is no edit of b */
	sync_options.objects = 0;
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_DEAL, "b-new-2", "contact_ids"), "b-new-1;b-new-3");
	ck_assert_str_eq(fake_value(&fake[0], CRM_DEAL, "d1", "@contacts"), "1;2");
	ck_assert_int_eq(sync_holds(NULL), 0);
	sync_quiet();
}
END_TEST

START_TEST(refused_association_does_not_fail_the_record)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Smith", "smith@firma.example");
	fake_put(&fake[0], CRM_DEAL, "d1", "name", "Deal", "@contacts", "1;2", NULL);
	fake_answer_next(&fake[1],
			 (struct fake_answer){.kind = CRM_OP_ASSOCIATE, .outcome = CRM_REFUSED, .message = "no"});
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_DEAL), 1);
	ck_assert_int_eq(sync_holds("rejected"), 1);
	sync_quiet();
	sync_options.retry_failed = true;
	sync_ok();
	ck_assert_uint_eq(strlen(fake_value(&fake[1], CRM_DEAL, "b-new-3", "@contacts")), strlen("b-new-1;b-new-2"));
	sync_options.retry_failed = false;
	sync_quiet();
	ck_assert_int_eq(sync_holds(NULL), 0);
}
END_TEST

START_TEST(one_association_removed_is_one_removed)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Smith", "smith@firma.example");
	fake_put(&fake[0], CRM_DEAL, "d1", "name", "Deal", "@contacts", "1;2", NULL);
	sync_ok();
	sync_quiet();
	fake_set(fake_find(&fake[0], CRM_DEAL, "d1"), "@contacts", "2");
	fake_forget();
	sync_ok();
	ck_assert_str_eq(fake[1].log, "dissociate deal b-new-3 @contacts=b-new-1\n");
	sync_quiet();
}
END_TEST

/* ---- the shape of writes ---- */

/* A field that may hold several in one system and one in the other. */
START_TEST(several_values_go_where_one_fits)
{
	fake_schema_property("emails")->multiple = false;
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_CONTACT, "1", "last", "Miller", "emails", "x@firma.example", NULL);
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "emails"), "x@firma.example");
	sync_quiet();
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "emails", "x@firma.example;y@firma.example");
	sync_quiet();
	ck_assert_int_eq(sync_holds("blocked"), 1);
	sync_quiet();
}
END_TEST

/* A vendor that does not answer with the record: what was not sent is not known until it is read. */
START_TEST(empty_field_of_a_new_record_is_filled_later)
{
	sync_configure(MUTE_B);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	sync_quiet();
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "phone", "+16502530000");
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "phone"), "+16502530000");
	sync_quiet();
}
END_TEST

START_TEST(partial_failure_is_completed_exactly)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Smith", "smith@firma.example");
	person(&fake[0], "3", "Weber", "weber@firma.example");
	sync_ok();
	for (int i = 1; i <= 3; i++) {
		char id[4];
		snprintf(id, sizeof id, "%d", i);
		fake_set(fake_find(&fake[0], CRM_CONTACT, id), "phone", "+16502530000");
	}
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_UPDATE, .outcome = CRM_DONE, .apply = true});
	fake_answer_next(
		&fake[1],
		(struct fake_answer){.kind = CRM_OP_UPDATE, .outcome = CRM_NOT_SENT, .rc = CRM_E_AUTH, .times = 2});
	ck_sync(CRM_E_AUTH, sync_run());
	fake_forget();
	sync_ok();
	ck_assert_uint_eq(fake[1].writes, 2);
	sync_quiet();
}
END_TEST

/* ---- what waits for a person ---- */

START_TEST(rule_hold_asks)
{
	sync_configure(sync_two);
	fake_set(person(&fake[0], "1", "Miller", "jim@firma.example"), "status", "1");
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "status"), "1");
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "status", "2");
	fake_set(fake_find(&fake[1], CRM_CONTACT, "b-new-1"), "status", "4");
	sync_quiet();
	ck_assert_str_eq(sync_lookup("SELECT kind || ' ' || field || ': ' || summary FROM hold"),
			 "conflict status: status differs and its rule is hold (a: 'Customer', b: 'Überfällig')");
	sync_quiet();
	ck_assert_int_eq(sync_holds("conflict"), 1);
	fake_set(fake_find(&fake[1], CRM_CONTACT, "b-new-1"), "status", "2"); /* a person settles it */
	sync_quiet();
	ck_assert_int_eq(sync_holds(NULL), 0);
}
END_TEST

/* The first net is that erased people are not taken in.  This one was, before it was erased. */
START_TEST(erased_person_is_not_created)
{
	sync_configure(sync_two);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Smith", "smith@firma.example");
	ck_sync(CRM_OK, sync_open("pull"));
	ck_sync(CRM_OK, crm_preflight(sync_engine, true, &sync_err));
	ck_sync(CRM_OK, crm_pull_all(sync_engine, &sync_err));
	ck_sync(CRM_OK, crm_store_suppress(sync_engine->store, CRM_CONTACT, "email", "jim@firma.example",
					   sync_engine->run, &sync_err));
	sync_close();
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, crm_preflight(sync_engine, true, &sync_err));
	ck_sync(CRM_OK, crm_plan_make(sync_engine, &sync_err));
	ck_sync(CRM_OK, sync_push());
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "last"), "Smith");
	const char *told = sync_lookup("SELECT group_concat(kind || ': ' || summary) FROM hold");
	ck_assert_msg(strncmp(told, "erased: contact ", 16) == 0 && strstr(told, "is not created in b") &&
			      !strstr(told, "jim") && !strstr(told, ","),
		      "%s", told);
}
END_TEST

/* ---- what a plan costs ---- */

START_TEST(plan_costs_its_batches_and_reading_back)
{
	struct crm_cost cost;
	sync_configure(MUTE_B);
	for (int i = 0; i < 25; i++) {
		char id[8], email[32];
		snprintf(id, sizeof id, "%d", i);
		snprintf(email, sizeof email, "p%d@firma.example", i);
		person(&fake[0], id, "Miller", email);
	}
	ck_sync(CRM_OK, sync_open("diff"));
	ck_sync(CRM_OK, sync_plan());
	ck_sync(CRM_OK, crm_plan_cost(sync_engine, &sync_engine->systems[1], &cost, &sync_err));
	ck_assert_int_eq(cost.calls, 3 + 2); /* batches of 10; reading back 20 at a time */
	ck_assert_int_eq(cost.units, 3 + 2);
	ck_sync(CRM_OK, crm_plan_cost(sync_engine, &sync_engine->systems[0], &cost, &sync_err));
	ck_assert_int_eq(cost.calls, 0);
}
END_TEST

START_TEST(three_systems_settle)
{
	sync_configure(sync_three);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	fake_put(&fake[1], CRM_CONTACT, "1", "email", "jim@firma.example", "phone", "+16502530000", NULL);
	fake_put(&fake[2], CRM_CONTACT, "1", "email", "jim@firma.example", "first", "Jim", "last", "Muller", NULL);
	sync_ok();
	for (int i = 0; i < 3; i++) {
		ck_assert_str_eq(fake_value(&fake[i], CRM_CONTACT, "1", "last"), "Miller");
		ck_assert_str_eq(fake_value(&fake[i], CRM_CONTACT, "1", "first"), "Jim");
		ck_assert_str_eq(fake_value(&fake[i], CRM_CONTACT, "1", "phone"), "+16502530000");
	}
	sync_quiet();
	/* edits on two sides, in different fields */
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "first", "James");
	fake_set(fake_find(&fake[2], CRM_CONTACT, "1"), "phone", "+16502530001");
	sync_ok();
	for (int i = 0; i < 3; i++) {
		ck_assert_str_eq(fake_value(&fake[i], CRM_CONTACT, "1", "first"), "James");
		ck_assert_str_eq(fake_value(&fake[i], CRM_CONTACT, "1", "phone"), "+16502530001");
	}
	sync_quiet();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_plan");
	TCase *tcase = tcase_create("plans");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_test(tcase, system_left_out_is_caught_up);
	tcase_add_test(tcase, holds_of_a_system_left_out_stay);
	tcase_add_test(tcase, object_left_out_is_caught_up);
	tcase_add_test(tcase, limit_goes_on_where_it_stopped);
	tcase_add_test(tcase, limit_leaves_no_loose_ends);
	tcase_add_test(tcase, read_only_and_directions_are_kept);
	tcase_add_test(tcase, switched_off_object_is_not_touched);
	tcase_add_test(tcase, one_system_alone_writes_nothing);
	tcase_add_test(tcase, required_field_holds_the_create);
	tcase_add_test(tcase, required_property_holds_the_create);
	tcase_add_test(tcase, kept_deletion_changes_nothing);
	tcase_add_test(tcase, deletion_travels_when_told);
	tcase_add_test(tcase, deletion_does_not_travel_from_a_receiver);
	tcase_add_test(tcase, restored_record_is_in_step_again);
	tcase_add_test(tcase, tombstone_keeps_its_values);
	tcase_add_test(tcase, reference_to_a_held_record_arrives_later);
	tcase_add_test(tcase, list_of_references_is_completed);
	tcase_add_test(tcase, list_of_references_begins_with_a_part);
	tcase_add_test(tcase, refused_association_does_not_fail_the_record);
	tcase_add_test(tcase, one_association_removed_is_one_removed);
	tcase_add_test(tcase, several_values_go_where_one_fits);
	tcase_add_test(tcase, empty_field_of_a_new_record_is_filled_later);
	tcase_add_test(tcase, partial_failure_is_completed_exactly);
	tcase_add_test(tcase, rule_hold_asks);
	tcase_add_test(tcase, erased_person_is_not_created);
	tcase_add_test(tcase, plan_costs_its_batches_and_reading_back);
	tcase_add_test(tcase, three_systems_settle);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

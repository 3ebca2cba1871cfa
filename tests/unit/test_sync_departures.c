/* SPDX-License-Identifier: Apache-2.0 */
/* Records that leave: deleted, brought back, merged without a word, or out of a filter's scope. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <stdio.h>
#include <string.h>

#define PROPAGATE "objects: {contact: {deletes: propagate}, company: {deletes: propagate}}\n"
#define TWO       "systems: {a: {connector: echo}, b: {connector: echo}}\nretry: {attempts: 1, first_wait: 0}\n"
#define THREE                                                                                                          \
	"systems: {a: {connector: echo}, b: {connector: echo}, c: {connector: echo}}\nretry: {attempts: 1, "           \
	"first_wait: 0}\n"
#define FILTERED                                                                                                       \
	"systems: {a: {connector: echo, filters: {contact: \"some\"}}, b: {connector: echo}}\nretry: {attempts: 1, "   \
	"first_wait: 0}\n"

static struct fake_record *person(struct fake_system *f, const char *id, const char *last, const char *email)
{
	return fake_put(f, CRM_CONTACT, id, "last", last, "email", email, NULL);
}

static struct fake_record *contact(struct fake_system *f, const char *id)
{
	return fake_find(f, CRM_CONTACT, id);
}

/* Everything is looked at again, as after a change of the mapping. */
static void look_again(void)
{
	ck_sync(CRM_OK, sync_open("sync"));
	ck_assert_int_eq(crm_store_golden_mark_all(sync_engine->store, &sync_err), CRM_OK);
	sync_close();
}

/* ---- deletions ---- */

START_TEST(edit_beats_deletion_for_good)
{
	sync_configure(TWO PROPAGATE);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	contact(&fake[0], "1")->life = CRM_DELETED;
	fake_set(contact(&fake[1], "b-new-1"), "last", "Müller");
	sync_quiet();
	look_again();
	sync_quiet();
	fake_set(contact(&fake[1], "b-new-1"), "last", "Mueller");
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_str_eq(sync_lookup("SELECT value FROM setting WHERE scope='tombstone'"), "overruled");
}
END_TEST

START_TEST(what_was_kept_stays_kept)
{
	sync_configure(TWO);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	contact(&fake[0], "1")->life = CRM_DELETED;
	sync_quiet();
	sync_configure(TWO PROPAGATE);
	look_again();
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
}
END_TEST

START_TEST(restored_after_its_deletion_travelled)
{
	sync_configure(THREE PROPAGATE);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	contact(&fake[0], "1")->life = CRM_DELETED;
	sync_ok();
	ck_assert_int_eq(contact(&fake[1], "b-new-1")->life, CRM_ARCHIVED);
	ck_assert_int_eq(contact(&fake[2], "c-new-1")->life, CRM_ARCHIVED);
	contact(&fake[0], "1")->life = CRM_LIVE;
	sync_quiet();
	ck_assert_int_eq(sync_holds("delete"), 2);
	look_again();
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 1);
	contact(&fake[1], "b-new-1")->life = CRM_LIVE;
	contact(&fake[2], "c-new-1")->life = CRM_LIVE;
	fake_set(contact(&fake[0], "1"), "last", "Müller");
	sync_ok();
	ck_assert_int_eq(sync_holds(NULL), 0);
	ck_assert_str_eq(fake_value(&fake[2], CRM_CONTACT, "c-new-1", "last"), "Müller");
	ck_assert_int_eq(sync_number("SELECT count(*) FROM setting WHERE scope='tombstone'"), 0);
	/* and the next deletion travels again */
	contact(&fake[0], "1")->life = CRM_DELETED;
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 0);
}
END_TEST

START_TEST(restored_where_crmsync_deleted_it)
{
	sync_configure(TWO PROPAGATE);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	contact(&fake[0], "1")->life = CRM_DELETED;
	sync_ok();
	contact(&fake[1], "b-new-1")->life = CRM_LIVE;
	sync_quiet();
	look_again();
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 1);
	ck_assert_int_eq(sync_holds(NULL), 0);
}
END_TEST

/* The answer to the deletion was lost, but it happened: it was still crmsync that deleted the record. */
START_TEST(own_deletion_without_an_answer)
{
	sync_configure(TWO PROPAGATE);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	contact(&fake[0], "1")->life = CRM_DELETED;
	fake_answer_next(&fake[1], (struct fake_answer){.kind = CRM_OP_ARCHIVE, .outcome = CRM_GONE, .apply = true});
	sync_ok();
	contact(&fake[0], "1")->life = CRM_LIVE;
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 1);
	ck_assert_int_eq(sync_holds("delete"), 1);
}
END_TEST

/* The run died while the deletion waited for its answer. */
START_TEST(own_deletion_of_a_dead_run)
{
	sync_configure(TWO PROPAGATE);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	contact(&fake[0], "1")->life = CRM_DELETED;
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, sync_plan());
	ck_sync(CRM_OK, crm_plan_commit(sync_engine, &sync_err));
	int64_t id = sync_number("SELECT id FROM operation WHERE state=0 AND kind=2");
	ck_sync(CRM_OK, crm_store_ops_state(sync_engine->store, &id, 1, CRM_OPS_SENT, 1, &sync_err));
	sync_close();
	contact(&fake[1], "b-new-1")->life = CRM_ARCHIVED; /* it had arrived */
	sync_quiet();
	ck_assert_int_eq(sync_number("SELECT count(*) FROM operation WHERE state IN (0,1,4)"), 0);
	ck_assert_int_eq(sync_holds(NULL), 0);
	contact(&fake[0], "1")->life =
		CRM_LIVE; /* a person brings it back: crmsync's own deletion is no answer to that */
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 1);
	ck_assert_int_eq(sync_holds("delete"), 1);
}
END_TEST

/* ---- gone without a word ---- */

START_TEST(vanished_while_another_has_its_address)
{
	sync_configure(TWO PROPAGATE);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Smith", "smith@firma.example");
	person(&fake[0], "3", "Jones", "jones@firma.example");
	sync_ok();
	sync_options.full = true; /* only that notices what is missing */
	contact(&fake[0], "1")->vanished = true;
	contact(&fake[0], "3")->vanished = true;
	fake_set(contact(&fake[0], "2"), "emails", "jim@firma.example");
	sync_ok();
	ck_assert_int_eq(contact(&fake[1], "b-new-1")->life, CRM_LIVE);
	ck_assert_int_eq(contact(&fake[1], "b-new-3")->life, CRM_ARCHIVED); /* nobody has this one's address */
	ck_assert_int_eq(sync_holds("merge"), 1);
	sync_quiet();
	ck_assert_int_eq(sync_holds("merge"), 1);
	/* done as proposed, without a word again: the question is gone */
	contact(&fake[1], "b-new-1")->vanished = true;
	fake_set(contact(&fake[1], "b-new-2"), "emails", "jim@firma.example");
	sync_ok();
	ck_assert_int_eq(sync_holds(NULL), 0);
	sync_quiet();
}
END_TEST

START_TEST(vanished_without_a_trace)
{
	sync_configure(TWO PROPAGATE);
	fake_put(&fake[0], CRM_COMPANY, "1", "name", "Firma", "domain", "firma.example", NULL);
	fake_put(&fake[0], CRM_COMPANY, "2", "name", "Andere", "domain", "andere.example", NULL);
	sync_ok();
	fake_find(&fake[0], CRM_COMPANY, "1")->vanished = true;
	fake_find(&fake[0], CRM_COMPANY, "2")->vanished = true;
	sync_options.full = true;
	sync_options.accept |= CRM_ACCEPT_SHRINK;
	sync_quiet();
	ck_assert_int_eq(sync_holds("delete"), 2);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_COMPANY), 2);
	/* one is kept by an edit, the other one deleted by hand */
	fake_set(fake_find(&fake[1], CRM_COMPANY, "b-new-1"), "name", "Firma GmbH");
	fake_find(&fake[1], CRM_COMPANY, "b-new-2")->life = CRM_ARCHIVED;
	sync_quiet();
	ck_assert_int_eq(sync_holds(NULL), 0);
	look_again();
	sync_quiet();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_COMPANY), 1);
}
END_TEST

/* ---- scope ---- */

START_TEST(out_of_scope_is_left_alone)
{
	sync_configure(TWO PROPAGATE);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Smith", "smith@firma.example");
	sync_ok();
	sync_configure(FILTERED PROPAGATE);
	contact(&fake[0], "1")->unlisted = true;
	sync_quiet();
	fake_set(contact(&fake[0], "1"), "phone", "+49301");
	fake_set(contact(&fake[1], "b-new-1"), "note", "hello");
	sync_quiet();
	sync_quiet();
	fake_set(contact(&fake[1], "b-new-2"), "note", "hello");
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[0], CRM_CONTACT, "2", "note"), "hello");
	ck_assert_str_eq(fake_value(&fake[0], CRM_CONTACT, "1", "note"), "");
	contact(&fake[0], "1")->unlisted = false;
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[0], CRM_CONTACT, "1", "note"), "hello");
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "phone"), "+49301");
	ck_assert_uint_eq(fake_count(&fake[0], CRM_CONTACT), 2);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	sync_quiet();
}
END_TEST

START_TEST(deletion_stops_at_the_scope)
{
	sync_configure(TWO PROPAGATE);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	person(&fake[0], "2", "Smith", "smith@firma.example");
	sync_ok();
	sync_configure(FILTERED PROPAGATE);
	contact(&fake[0], "1")->unlisted = contact(&fake[0], "2")->unlisted = true;
	sync_options.full = true;
	sync_options.accept |= CRM_ACCEPT_SHRINK;
	sync_quiet();
	contact(&fake[1], "b-new-1")->life = CRM_DELETED; /* does not reach a record that the filter keeps away */
	contact(&fake[0], "2")->life = CRM_ARCHIVED;      /* but is seen there */
	sync_ok();
	ck_assert_int_eq(contact(&fake[0], "1")->life, CRM_LIVE);
	ck_assert_int_eq(contact(&fake[1], "b-new-2")->life, CRM_ARCHIVED);
	sync_quiet();
}
END_TEST

/* ---- keys ---- */

/* A key that was edited away in one system is free for somebody else once crmsync has passed the edit on. */
START_TEST(edited_key_is_free)
{
	sync_configure(TWO);
	person(&fake[0], "1", "Miller", "jim@firma.example");
	sync_ok();
	fake_set(contact(&fake[0], "1"), "email", "new@firma.example");
	person(&fake[0], "2", "Smith", "jim@firma.example");
	sync_ok();
	sync_ok();
	ck_assert_int_eq(sync_holds(NULL), 0);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "email"), "new@firma.example");
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-2", "email"), "jim@firma.example");
	sync_quiet();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_departures");
	TCase *tcase = tcase_create("departures");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_test(tcase, edit_beats_deletion_for_good);
	tcase_add_test(tcase, what_was_kept_stays_kept);
	tcase_add_test(tcase, restored_after_its_deletion_travelled);
	tcase_add_test(tcase, restored_where_crmsync_deleted_it);
	tcase_add_test(tcase, own_deletion_without_an_answer);
	tcase_add_test(tcase, own_deletion_of_a_dead_run);
	tcase_add_test(tcase, vanished_while_another_has_its_address);
	tcase_add_test(tcase, vanished_without_a_trace);
	tcase_add_test(tcase, out_of_scope_is_left_alone);
	tcase_add_test(tcase, deletion_stops_at_the_scope);
	tcase_add_test(tcase, edited_key_is_free);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

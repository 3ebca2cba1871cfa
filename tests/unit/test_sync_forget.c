/* SPDX-License-Identifier: Apache-2.0 */
/* Erased people: what is remembered of them, and that no system brings them in again. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <store/store_profile.h>
#include <string.h>
#include <sync/suppressed.h>

static struct crm_forgotten erased;
static int64_t addresses;

static int forget(const char *address, bool all)
{
	struct crm_store *store = NULL;
	int64_t run = 0;
	ck_sync(CRM_OK, crm_store_open(sync_settings->store, true, &store, &sync_err));
	ck_sync(CRM_OK, crm_store_run_start(store, "forget", 1, &run, &sync_err));
	int rc = crm_forget(store, sync_settings, address, all, run, &erased, &addresses, &sync_err);
	crm_store_close(store);
	return rc;
}

static void execute(const char *sql)
{
	struct crm_store *store = NULL;
	ck_sync(CRM_OK, crm_store_open(sync_settings->store, false, &store, &sync_err));
	ck_sync(CRM_OK, store_execute(store, sql, &sync_err));
	crm_store_close(store);
}

#define COUNT_PEOPLE "SELECT count(*) FROM golden WHERE object = 1 AND merged_into IS NULL"

static const char *people(void)
{
	return sync_lookup("SELECT group_concat(coalesce(json_extract(cells, '$.last_name[1]'), json_extract(cells, "
			   "'$.last_name[0]'))) FROM golden WHERE object = 1");
}

static bool suppressed(const char *address)
{
	struct crm_store *store = NULL;
	bool out = false;
	ck_sync(CRM_OK, crm_store_open(sync_settings->store, false, &store, &sync_err));
	ck_sync(CRM_OK, crm_store_suppressed(store, CRM_CONTACT, "email", address, &out, &sync_err));
	crm_store_close(store);
	return out;
}

/* A sync that must succeed and write nothing; how many records of system a were kept out. */
static int64_t quiet_run(bool full)
{
	fake_forget();
	sync_options.full = full;
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, sync_plan());
	ck_sync(CRM_OK, sync_push());
	int64_t kept = sync_engine->systems[0].kept_out;
	sync_close();
	ck_assert_msg(fake_writes() == 0, "a: %s\nb: %s", fake[0].log, fake[1].log);
	return kept;
}

/* Jim and Ann in both systems; Jim with a second address, and one that is nobody's own. */
static void jim_and_ann(void)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_CONTACT, "1", "first", "Jim", "last", "Miller", "email", "jim@firma.example", "emails",
		 "Jim@Home.example;info@firma.example", NULL);
	fake_put(&fake[0], CRM_CONTACT, "2", "first", "Ann", "last", "Smith", "email", "ann@firma.example", NULL);
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
	sync_quiet();
}

START_TEST(person_is_not_brought_in_again)
{
	jim_and_ann();
	ck_sync(CRM_OK, forget("  JIM@Firma.example ", false));
	ck_assert_int_eq(erased.people, 1);
	ck_assert_int_eq(erased.records, 2);
	ck_assert_int_eq(addresses, 2);
	ck_assert_str_eq(people(), "Smith");
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "last", "Erasmuss");
	ck_assert_int_eq(quiet_run(false), 1);
	ck_assert_int_eq(quiet_run(true), 1);
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "last"), "Miller");
	ck_assert_int_eq(sync_number("SELECT count(*) FROM source_content WHERE cells LIKE '%rasmuss%'"), 0);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM source"), 2);
}
END_TEST

START_TEST(other_addresses_are_kept_out_too)
{
	jim_and_ann();
	ck_sync(CRM_OK, forget("jim@firma.example", false));
	ck_assert(suppressed("jim@firma.example"));
	ck_assert(suppressed("jim@home.example"));
	ck_assert(!suppressed("info@firma.example")); /* nobody's own */
	ck_assert(!suppressed("ann@firma.example"));
	fake_put(&fake[0], CRM_CONTACT, "3", "first", "James", "email", "JIM@home.example", NULL);
	fake_put(&fake[0], CRM_CONTACT, "4", "first", "Jimmy", "emails", "jimmy@home.example;jim@home.example", NULL);
	ck_assert_int_eq(quiet_run(false), 3);
	fake_put(&fake[0], CRM_CONTACT, "5", "last", "Office", "email", "info@firma.example", NULL);
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 3);
}
END_TEST

START_TEST(same_address_again_is_nothing_new)
{
	jim_and_ann();
	ck_sync(CRM_OK, forget("jim@firma.example", false));
	ck_sync(CRM_OK, forget("jim@firma.example", false));
	ck_assert_int_eq(erased.people + erased.records + erased.operations + addresses, 0);
	ck_sync(CRM_OK, forget("nobody@firma.example", false));
	ck_assert_int_eq(erased.people, 0);
	ck_assert_int_eq(addresses, 1); /* who is not known yet is kept out all the same */
	ck_assert_int_eq(sync_number("SELECT count(*) FROM suppression"), 3);
}
END_TEST

START_TEST(what_is_no_address_is_told)
{
	static const char *const wrong[] = {"", " ", "miller", "a@", "@b", "a b@c.example"};
	jim_and_ann();
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		ck_sync(CRM_E_USAGE, forget(wrong[i], true));
		ck_told("what is given is no e-mail address");
	}
	ck_assert_int_eq(addresses, 0);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM suppression"), 0);
}
END_TEST

START_TEST(several_people_are_erased_only_when_that_is_said)
{
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_CONTACT, "1", "first", "Jim", "last", "Miller", "email", "jim@firma.example", "emails",
		 "office@home.example", NULL);
	fake_put(&fake[0], CRM_CONTACT, "2", "first", "Ann", "last", "Smith", "email", "ann@firma.example", "emails",
		 "office@home.example", NULL);
	sync_ok();
	int64_t before = sync_number(COUNT_PEOPLE);
	ck_sync(CRM_E_GATE, forget("office@home.example", false));
	ck_told("records of different people hold this address");
	ck_assert_int_eq(sync_number(COUNT_PEOPLE), before);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM suppression"), 0);
	ck_sync(CRM_OK, forget("office@home.example", true));
	ck_assert_int_eq(erased.people, before);
	ck_assert_int_eq(sync_number(COUNT_PEOPLE), 0);
	ck_assert(suppressed("jim@firma.example") && suppressed("ann@firma.example"));
}
END_TEST

/* The hashes and the erasing are one step: either both are there or neither. */
START_TEST(failing_store_erases_nothing)
{
	jim_and_ann();
	execute("CREATE TRIGGER no BEFORE INSERT ON suppression BEGIN SELECT raise(FAIL, 'no'); END");
	ck_sync(CRM_E_FAIL, forget("jim@firma.example", false));
	ck_assert_int_eq(sync_number(COUNT_PEOPLE), 2);
	execute("DROP TRIGGER no");
	execute("CREATE TRIGGER no BEFORE DELETE ON golden BEGIN SELECT raise(FAIL, 'no'); END");
	ck_sync(CRM_E_FAIL, forget("jim@firma.example", false));
	ck_assert_int_eq(sync_number("SELECT count(*) FROM suppression"), 0);
	execute("DROP TRIGGER no");
	sync_quiet();
}
END_TEST

/* Who is known under another address stays as last seen, and is not taken for deleted. */
START_TEST(known_contact_that_takes_on_the_address_stays)
{
	jim_and_ann();
	ck_sync(CRM_OK, forget("jim@firma.example", false));
	fake_set(fake_find(&fake[0], CRM_CONTACT, "2"), "emails", "jim@firma.example");
	fake_set(fake_find(&fake[0], CRM_CONTACT, "2"), "last", "Jones");
	ck_assert_int_eq(quiet_run(false), 2);
	ck_assert_int_eq(quiet_run(true), 2);
	ck_assert_str_eq(people(), "Smith");
	ck_assert_int_eq(sync_number("SELECT count(*) FROM source WHERE life=0"), 2);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "2"), "emails", "ann@home.example");
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-2", "last"), "Jones");
}
END_TEST

/* Companies are no people: an address among their values erases nobody and keeps nothing out. */
START_TEST(only_contacts_are_kept_out)
{
	bool out = true;
	struct crm_cell cells[32] = {{0}};
	jim_and_ann();
	ck_sync(CRM_OK, forget("jim@firma.example", false));
	ck_sync(CRM_OK, sync_open("sync"));
	ck_assert(sync_engine->suppresses);
	const struct crm_model *model = &sync_engine->models[CRM_CONTACT];
	ck_assert_uint_lt(model->n_fields, 32);
	for (size_t i = 0; i < model->n_fields; i++)
		if (strcmp(model->fields[i].name, "email") == 0)
			cells[i] = (struct crm_cell){.kind = CRM_TEXT,
						     .valid = true,
						     .key = "jim@firma.example",
						     .text = "jim@firma.example"};
	ck_sync(CRM_OK, crm_cells_suppressed(sync_engine, CRM_CONTACT, cells, &out, &sync_err));
	ck_assert(out);
	ck_sync(CRM_OK, crm_cells_suppressed(sync_engine, CRM_COMPANY, cells, &out, &sync_err));
	ck_assert(!out);
	for (size_t i = 0; i < model->n_fields; i++)
		cells[i].valid = false; /* what cannot be read belongs to nobody */
	ck_sync(CRM_OK, crm_cells_suppressed(sync_engine, CRM_CONTACT, cells, &out, &sync_err));
	ck_assert(!out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_forget");
	TCase *tcase = tcase_create("forget");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_test(tcase, person_is_not_brought_in_again);
	tcase_add_test(tcase, other_addresses_are_kept_out_too);
	tcase_add_test(tcase, same_address_again_is_nothing_new);
	tcase_add_test(tcase, what_is_no_address_is_told);
	tcase_add_test(tcase, several_people_are_erased_only_when_that_is_said);
	tcase_add_test(tcase, failing_store_erases_nothing);
	tcase_add_test(tcase, known_contact_that_takes_on_the_address_stays);
	tcase_add_test(tcase, only_contacts_are_kept_out);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

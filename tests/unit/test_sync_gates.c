/* SPDX-License-Identifier: Apache-2.0 */
/* What stops a run, and what only delays it: gates, pulls that come short, retries. */
#include "config.h"

#include "run_suite.h"
#include "sync_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sync/pull.h>
#include <sync/quota.h>
#include <sync/retry.h>

static void people(struct fake_system *f, int n)
{
	for (int i = 0; i < n; i++) {
		char id[16], email[32];
		snprintf(id, sizeof id, "%s%d", f->name, i);
		snprintf(email, sizeof email, "%s%d@firma.example", f->name, i);
		fake_put(f, CRM_CONTACT, id, "last", "Miller", "email", email, NULL);
	}
}

static void list_only(struct fake_system *f, int n)
{
	for (size_t i = 0; i < f->n; i++)
		f->records[i].unlisted = (int)i >= n;
}

/* ---- first run, changed mapping, caps ---- */

START_TEST(first_sync_asks)
{
	sync_configure(sync_two);
	people(&fake[0], 2);
	sync_options.accept = 0;
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("this would be the first sync: 2 creates, 0 updates and 0 deletes");
	ck_assert_uint_eq(fake_writes(), 0);
	ck_assert_int_eq(sync_number("SELECT count(*) FROM link"), 0); /* the plan left nothing behind */
	sync_options.accept = CRM_ACCEPT_FIRST;
	sync_ok();
	sync_options.accept = 0;
	sync_quiet();
}
END_TEST

START_TEST(first_sync_of_associations_asks_too)
{
	sync_configure(sync_two);
	for (int i = 0; i < 2; i++) {
		fake_put(&fake[i], CRM_COMPANY, "c", "name", "Firma", "domain", "firma.example", NULL);
		fake_put(&fake[i], CRM_CONTACT, "1", "last", "Miller", "email", "jim@firma.example", NULL);
	}
	fake_set(fake_find(&fake[0], CRM_CONTACT, "1"), "@company", "c");
	sync_options.accept = 0;
	ck_sync(CRM_E_GATE, sync_run());
}
END_TEST

START_TEST(changed_mapping_asks)
{
	sync_configure(sync_two);
	people(&fake[0], 2);
	fake_set(fake_find(&fake[0], CRM_CONTACT, "a0"), "note", "n");
	sync_ok();
	sync_quiet();
	sync_configure(
		"systems: {a: {connector: echo}, b: {connector: echo}}\n"
		"objects: {contact: {fields: {first_name: {properties: {a: {property: note, direction: pull}}}}}}\n");
	sync_options.accept = 0;
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("the mapping has changed");
	/* still so: nothing of the refused run was kept */
	ck_sync(CRM_E_GATE, sync_run());
	sync_options.accept = CRM_ACCEPT_MAPPING;
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "first"), "n");
	sync_options.accept = 0;
	sync_quiet();
}
END_TEST

START_TEST(caps_count_or_share)
{
	sync_configure("systems: {a: {connector: echo}, b: {connector: echo}}\n"
		       "gates: {max_create: 20%, max_update: 50%, max_delete: 5%, floor: 4}\n");
	people(&fake[0], 10);
	sync_ok();
	sync_quiet();
	sync_options.accept = 0;
	people(&fake[0], 15); /* 5 more: 20% of 10 is 2, but never below 4 */
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("5 contacts would be created, the cap is 4");
	sync_options.max_create = (struct crm_cap){.set = true, .n = 5};
	sync_ok();
	for (size_t i = 0; i < 8; i++)
		fake_set(&fake[0].records[i], "first", "Jim");
	sync_options.max_update = (struct crm_cap){.set = true, .percent = true, .n = 50};
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("8 contacts would be updated, the cap is 7");
	sync_options.max_update = (struct crm_cap){0};
	sync_options.max_update = (struct crm_cap){.set = true, .n = 8};
	sync_ok();
	sync_options.max_update = (struct crm_cap){.set = true, .n = 0};
	sync_quiet();
}
END_TEST

START_TEST(removed_associations_are_capped)
{
	sync_configure("systems: {a: {connector: echo}, b: {connector: echo}}\ngates: {max_update: 1}\n");
	people(&fake[0], 3);
	fake_put(&fake[0], CRM_DEAL, "d", "name", "Deal", "@contacts", "a0;a1;a2", NULL);
	sync_ok();
	sync_quiet();
	sync_options.accept = 0;
	fake_set(fake_find(&fake[0], CRM_DEAL, "d"), "@contacts", "a0");
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("2 deals would be updated, the cap is 1");
}
END_TEST

/* ---- everything changed ---- */

static void call_all(struct fake_system *f, size_t n, const char *first)
{
	for (size_t i = 0; i < n; i++)
		fake_set(&f->records[i], "first", first);
}

START_TEST(bulk_change_asks)
{
	sync_configure("systems: {a: {connector: echo}, b: {connector: echo}}\n"
		       "gates: {max_update: 100%, changed: 60%, changed_floor: 20}\n");
	people(&fake[0], 20);
	sync_ok();
	sync_quiet();
	sync_options.accept = 0;
	call_all(&fake[0], 12, "Jim"); /* 60% */
	sync_ok();
	call_all(&fake[0], 13, "Jane");
	fake_forget();
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("a: 13 of its 20 contacts were changed since the last sync, the limit is 60%");
	ck_told("--accept changed");
	ck_told("gates.changed");
	ck_sync(CRM_E_GATE, sync_run()); /* still so: the question is not forgotten by having been put */
	ck_assert_uint_eq(fake_writes(), 0);
	sync_options.accept = CRM_ACCEPT_CHANGED;
	sync_ok();
	ck_assert_uint_eq(fake[1].writes, 13);
	sync_options.accept = 0;
	sync_quiet();
}
END_TEST

/* Such as the stamps that a vendor sets when it is written to: nobody is told of them. */
START_TEST(bulk_change_that_goes_nowhere_does_not_ask)
{
	sync_configure("systems: {a: {connector: echo}, b: {connector: echo}}\n"
		       "gates: {max_update: 100%, changed: 60%, changed_floor: 20}\n"
		       "objects: {contact: {fields: {first_name: {properties: {a: {direction: pull}, b: {direction: "
		       "pull}}}}}}\n");
	people(&fake[0], 20);
	sync_ok();
	sync_ok();
	sync_options.accept = 0;
	call_all(&fake[0], 20, "Jim");
	fake_forget();
	sync_ok();
	ck_assert_uint_eq(fake_writes(), 0);
}
END_TEST

START_TEST(bulk_change_of_few_or_of_nothing_does_not_ask)
{
	sync_configure("systems: {a: {connector: echo}, b: {connector: echo}}\n"
		       "gates: {max_update: 100%, changed: 60%, changed_floor: 20}\n");
	people(&fake[0], 19);
	sync_ok();
	sync_quiet();
	sync_options.accept = 0;
	call_all(&fake[0], 19, "Jim"); /* too few records to speak of */
	sync_ok();
	people(&fake[0], 40);
	sync_options.max_create = (struct crm_cap){.set = true, .n = 100};
	sync_ok(); /* new ones are not changed ones */
	sync_quiet();
	for (size_t i = 0; i < 2; i++) /* the same everywhere: there is nothing to write */
		call_all(&fake[i], 40, "Jo");
	sync_quiet();
	call_all(&fake[0], 40, "Joe");
	ck_sync(CRM_E_GATE, sync_run());
	call_all(&fake[0], 40, "Jo"); /* taken back */
	sync_quiet();
}
END_TEST

/* ---- normalisation ---- */

START_TEST(other_normalisation_asks)
{
	sync_configure(sync_two);
	people(&fake[0], 2);
	sync_ok();
	sync_quiet();
	sync_options.accept = 0;
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, crm_store_set(sync_engine->store, "normaliser", "version", "0", &sync_err));
	sync_close();
	sync_quiet(); /* nothing comes of it: nothing to ask */
	ck_assert_str_eq(sync_lookup("SELECT value FROM setting WHERE scope='normaliser'"), "1");
	fake_set(fake_find(&fake[0], CRM_CONTACT, "a0"), "first", "Jim");
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, crm_store_set(sync_engine->store, "normaliser", "version", "0", &sync_err));
	sync_close();
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("(version 0, now 1)");
	ck_told("0 creates, 1 update and 0 deletes");
	ck_told("--accept normaliser");
	ck_sync(CRM_E_GATE, sync_run());
	ck_assert_str_eq(sync_lookup("SELECT value FROM setting WHERE scope='normaliser'"), "0");
	sync_options.accept = CRM_ACCEPT_NORMALISER;
	sync_ok();
	sync_options.accept = 0;
	sync_quiet();
}
END_TEST

/* ---- properties that vanish ---- */

START_TEST(vanished_property_is_held_and_the_rest_goes_on)
{
	sync_configure("systems: {a: {connector: echo}, b: {connector: echo}}\n"
		       "objects: {contact: {fields: {phone: {properties: {a: phone, b: phone}}}}}\n");
	people(&fake[0], 2);
	sync_ok();
	sync_quiet();
	sync_options.accept = 0;
	fake_schema_property("phone")->name = "telephone";
	fake_set(fake_find(&fake[0], CRM_CONTACT, "a0"), "first", "Jim");
	sync_ok();
	ck_assert_str_eq(fake_value(&fake[1], CRM_CONTACT, "b-new-1", "first"), "Jim");
	ck_assert_int_eq(sync_holds("blocked"), 2); /* one for each system that had it */
	ck_assert_ptr_nonnull(strstr(sync_lookup("SELECT group_concat(summary) FROM hold"),
				     "a no longer has the property 'phone': contact.phone is neither read nor written "
				     "there"));
	sync_ok(); /* told until it is answered */
	ck_assert_int_eq(sync_holds("blocked"), 2);
	fake_schema_property("telephone")->name = "phone";
	fake_set(fake_find(&fake[0], CRM_CONTACT, "a0"), "first", "Joe");
	sync_ok();
	ck_assert_int_eq(sync_holds(NULL), 0);
}
END_TEST

START_TEST(vanished_key_stops_creates)
{
	sync_configure(sync_two);
	people(&fake[0], 2);
	sync_ok();
	sync_quiet();
	sync_options.accept = 0;
	fake_schema_property("email")->name = "mail";
	fake_set(fake_find(&fake[0], CRM_CONTACT, "a0"), "first", "Jim");
	sync_ok(); /* an update cannot double anything */
	fake_put(&fake[0], CRM_CONTACT, "new", "last", "Roe", NULL);
	fake_forget();
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("no longer has the property 'email' (contact.email), by which records are matched, and 1 would be "
		"created");
	ck_told("objects.contact.fields.email.properties.");
	ck_assert_uint_eq(fake_writes(), 0);
	fake_schema_property("mail")->name = "email";
	fake_set(fake_find(&fake[0], CRM_CONTACT, "new"), "email", "roe@firma.example");
	sync_ok();
	sync_quiet();
}
END_TEST

/* ---- canary ---- */

START_TEST(canary_must_be_there)
{
	sync_configure("systems: {a: {connector: echo, canary: {contact: a1@firma.example, company: Firma}}, "
		       "b: {connector: echo}}\n");
	people(&fake[0], 2);
	fake_put(&fake[0], CRM_COMPANY, "c", "name", "Firma", NULL);
	sync_ok();
	fake_find(&fake[0], CRM_CONTACT, "a1")->vanished = true;
	fake_forget();
	unsigned pulls = fake[0].pulls;
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("a: the canary contact was not found (0 records): nothing was read or written");
	ck_told("systems.a.canary.contact");
	ck_assert_uint_eq(fake[0].pulls, pulls);
	fake_find(&fake[0], CRM_CONTACT, "a1")->vanished = false;
	fake_find(&fake[0], CRM_CONTACT, "a1")->life = CRM_DELETED;
	ck_sync(CRM_E_GATE, sync_run());
	fake_find(&fake[0], CRM_CONTACT, "a1")->life = CRM_LIVE;
	sync_quiet();
	sync_configure("systems: {a: {connector: echo, canary: {deal: Big one}}, b: {connector: echo}}\n");
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("the canary deal was not found");
}
END_TEST

START_TEST(canary_needs_a_mapped_field)
{
	sync_configure("systems: {a: {connector: echo, canary: {contact: a1@firma.example}}, b: {connector: echo}}\n"
		       "objects: {contact: {fields: {email: {properties: {a: false}}}}}\n");
	ck_sync(CRM_E_CONFIG, sync_run());
	ck_told("contact.email is not mapped");
}
END_TEST

/* ---- listings that come short ---- */

START_TEST(shrunk_listing_is_not_believed)
{
	sync_configure(sync_two);
	people(&fake[0], 10);
	sync_ok();
	sync_options.full = true;
	list_only(&fake[0], 5);
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("the listing brought 5 contacts, the last full one had 10");
	ck_assert_int_eq(sync_number("SELECT count(*) FROM source WHERE life<>0"), 0);
	list_only(&fake[0], 0);
	ck_sync(CRM_E_GATE, sync_run());
	/* the next run reads in full by itself, and would see it again */
	sync_options.full = false;
	ck_sync(CRM_E_GATE, sync_run());
	list_only(&fake[0], 10);
	sync_quiet();
}
END_TEST

START_TEST(missing_rows_are_asked_for_one_by_one)
{
	sync_configure(sync_two);
	people(&fake[0], 10);
	sync_ok();
	sync_options.full = true;
	fake_find(&fake[0], CRM_CONTACT, "a3")->vanished = true;
	fake_find(&fake[0], CRM_CONTACT, "a4")->unlisted = true;
	sync_quiet();
	ck_assert_str_eq(sync_lookup("SELECT life FROM source WHERE vendor_id='a3'"), "2");
	ck_assert_str_eq(sync_lookup("SELECT life FROM source WHERE vendor_id='a4'"), "0");
}
END_TEST

START_TEST(shrink_can_be_accepted)
{
	sync_configure(sync_two);
	people(&fake[0], 10);
	sync_ok();
	for (int i = 0; i < 8; i++)
		fake[0].records[i].vanished = true;
	sync_options.full = true;
	ck_sync(CRM_E_GATE, sync_run());
	sync_options.accept |= CRM_ACCEPT_SHRINK;
	sync_quiet();
	ck_assert_int_eq(sync_number("SELECT count(*) FROM source WHERE life=2"), 8);
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 10);
}
END_TEST

START_TEST(vendors_count_is_believed)
{
	sync_configure(sync_two);
	people(&fake[0], 30);
	fake[0].total = 100;
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("the vendor counts 100");
	fake[0].total = 31; /* one came meanwhile */
	sync_ok();
}
END_TEST

START_TEST(shrink_arithmetic)
{
	sync_configure(sync_two);
	ck_sync(CRM_OK, sync_open("pull"));
	struct crm_system *s = &sync_engine->systems[0];
	struct crm_position before = {
		.last_full = 1, .last_full_count = 100, .mapping_hash = (int64_t)sync_settings->mapping_hash};
	ck_sync(CRM_OK, crm_gate_shrunk(s, CRM_CONTACT, &before, 70, -1, &sync_err));
	ck_sync(CRM_E_GATE, crm_gate_shrunk(s, CRM_CONTACT, &before, 69, -1, &sync_err));
	before.last_full_count = 3;
	ck_sync(CRM_OK, crm_gate_shrunk(s, CRM_CONTACT, &before, 1, -1, &sync_err)); /* two may go */
	ck_sync(CRM_E_GATE, crm_gate_shrunk(s, CRM_CONTACT, &before, 0, -1, &sync_err));
	before.mapping_hash++; /* another filter: not comparable */
	ck_sync(CRM_OK, crm_gate_shrunk(s, CRM_CONTACT, &before, 0, -1, &sync_err));
	ck_sync(CRM_OK, crm_gate_shrunk(s, CRM_CONTACT, &before, 88, 100, &sync_err));
	ck_sync(CRM_E_GATE, crm_gate_shrunk(s, CRM_CONTACT, &before, 87, 100, &sync_err));
}
END_TEST

/* ---- pulls that are cut off ---- */

/* The six that were left, and then what was edited since the first pull began (the fake lists all ten). */
START_TEST(pull_goes_on_where_it_stopped)
{
	sync_configure(sync_two);
	people(&fake[0], 10);
	fake[0].page = 4;
	/* companies, two pages of contacts, then nothing more */
	ck_sync(CRM_OK, sync_open("pull"));
	ck_sync(CRM_OK, crm_preflight(sync_engine, true, &sync_err));
	struct crm_position p = {
		.cursor = "4", .full = true, .generation = 1, .mapping_hash = (int64_t)sync_settings->mapping_hash};
	ck_sync(CRM_OK,
		crm_store_position_set(sync_engine->store, sync_engine->systems[0].id, CRM_CONTACT, &p, &sync_err));
	ck_sync(CRM_OK, crm_pull_all(sync_engine, &sync_err));
	ck_assert_int_eq(sync_engine->systems[0].pulled[CRM_CONTACT], 6 + 10);
}
END_TEST

START_TEST(lost_cursor_starts_the_pull_again)
{
	sync_configure(sync_two);
	people(&fake[0], 10);
	fake[0].page = 4;
	fake[0].cursor_lost = true;
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 10);
}
END_TEST

START_TEST(listing_that_stands_still_ends)
{
	sync_configure(sync_two);
	people(&fake[0], 10);
	fake[0].page = 4;
	fake[0].stuck = true;
	ck_sync(CRM_E_PROTOCOL, sync_run());
	ck_told("does not move on");
}
END_TEST

START_TEST(failures_of_a_moment_are_retried)
{
	sync_configure(sync_two);
	people(&fake[0], 2);
	fake[0].pull_fails = 2;
	fake[0].pull_rc = CRM_E_SERVER;
	sync_ok();
	fake[0].pull_fails = 3;
	ck_sync(CRM_E_SERVER, sync_run());
	fake[0].pull_fails = 1;
	fake[0].pull_rc = CRM_E_PERMISSION;
	ck_sync(CRM_E_PERMISSION, sync_run());
}
END_TEST

/* ---- retries by class ---- */

START_TEST(patience_by_class)
{
	static const int later[] = {CRM_E_RATE, CRM_E_SERVER, CRM_E_NETWORK, CRM_E_PROTOCOL};
	static const int never[] = {CRM_E_AUTH,     CRM_E_PERMISSION, CRM_E_CONFIG, CRM_E_BUDGET,
				    CRM_E_REJECTED, CRM_E_CURSOR,     CRM_E_NOMEM};
	sync_configure(sync_two);
	ck_sync(CRM_OK, sync_open("sync"));
	struct crm_system *s = &sync_engine->systems[0];
	struct crm_error err = {0};
	for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
		struct crm_retry retry = {0};
		crm_error_set(&err, later[i], "x");
		ck_assert(crm_retry_again(sync_engine, s, &retry, &err));
		ck_assert(crm_retry_again(sync_engine, s, &retry, &err));
		ck_assert(!crm_retry_again(sync_engine, s, &retry, &err)); /* attempts: 2 */
	}
	for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
		struct crm_retry retry = {0};
		crm_error_set(&err, never[i], "x");
		ck_assert(!crm_retry_again(sync_engine, s, &retry, &err));
	}
	struct crm_retry retry = {0};
	crm_error_set(&err, CRM_E_EXPIRED, "x");
	ck_assert(crm_retry_again(sync_engine, s, &retry, &err));
	ck_assert(!crm_retry_again(sync_engine, s, &retry, &err)); /* one new token, not two */
	retry = (struct crm_retry){0};
	crm_error_set(&err, CRM_E_RATE, "x");
	err.retry_after_ms = 1000 * 3600;
	ck_assert(!crm_retry_again(sync_engine, s, &retry, &err)); /* too long to wait for */
	crm_error_clear(&err);
}
END_TEST

static volatile sig_atomic_t pressed;

START_TEST(interrupt_ends_waits_and_plans)
{
	sync_configure(sync_two);
	people(&fake[0], 2);
	pressed = 0;
	sync_options.interrupted = &pressed;
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, crm_preflight(sync_engine, true, &sync_err));
	ck_sync(CRM_OK, crm_pull_all(sync_engine, &sync_err));
	pressed = 1;
	ck_assert(!crm_retry_wait(sync_engine, 100000));
	struct crm_retry retry = {0};
	struct crm_error err = {.code = CRM_E_SERVER};
	ck_assert(!crm_retry_again(sync_engine, &sync_engine->systems[0], &retry, &err));
	ck_sync(CRM_E_INTERRUPTED, crm_plan_make(sync_engine, &sync_err));
	sync_close();
	pressed = 0;
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 2);
}
END_TEST

START_TEST(interrupted_push_goes_on)
{
	sync_configure(sync_two);
	people(&fake[0], 25); /* batches of 10 */
	pressed = 0;
	sync_options.interrupted = &pressed;
	ck_sync(CRM_OK, sync_open("sync"));
	ck_sync(CRM_OK, sync_plan());
	pressed = 1;
	ck_sync(CRM_E_INTERRUPTED, sync_push());
	sync_close();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 10);
	pressed = 0;
	sync_ok();
	ck_assert_uint_eq(fake_count(&fake[1], CRM_CONTACT), 25);
	sync_quiet();
}
END_TEST

/* ---- accounts and budgets ---- */

START_TEST(other_account_is_refused)
{
	sync_configure(sync_two);
	people(&fake[0], 2);
	sync_ok();
	fake[0].tenant = "other";
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("this store was filled from 'ta'");
	fake[0].tenant = NULL;
	ck_sync(CRM_E_PROTOCOL, sync_run());
	sync_configure("systems: {a: {connector: echo, tenant: mine}, b: {connector: echo}}\n");
	fake[0].tenant = "ta";
	ck_sync(CRM_E_GATE, sync_run());
	ck_told("the config expects 'mine'");
}
END_TEST

START_TEST(budget_has_parts_for_reads_and_writes)
{
	sync_configure("systems: {a: {connector: echo, limits: {budget_share: 10%, reserve: 30%}}, "
		       "b: {connector: echo, limits: {reserve: 0%}}}\n");
	ck_sync(CRM_OK, sync_open("sync"));
	struct crm_system *a = &sync_engine->systems[0], *b = &sync_engine->systems[1];
	a->budget = b->budget = (struct crm_budget){.limit = 1000, .remaining = 900};
	struct crm_quota q = crm_quota_now(a);
	ck_assert_int_eq(q.allowed, 100);
	ck_assert_int_eq(q.left, 100);
	ck_assert_int_eq(q.for_reads, 30);
	ck_assert_int_eq(q.left_to_write, 70);
	ck_assert_int_eq(q.left_to_read, 70);
	q = crm_quota_now(b);
	ck_assert_int_eq(q.left_to_write, 500);
	ck_assert_int_eq(q.left_to_read, 500);
	char day[40];
	snprintf(day, sizeof day, "%s 20", sync_lookup("SELECT unixepoch() / 86400"));
	ck_sync(CRM_OK,
		crm_store_usage_add(sync_engine->store, a->id, (int32_t)strtol(day, NULL, 10), 65, 65, &sync_err));
	ck_sync(CRM_OK, crm_store_set(sync_engine->store, "system:a", "units_written", day, &sync_err));
	q = crm_quota_now(a); /* 45 read, 20 written */
	ck_assert_int_eq(q.left, 35);
	ck_assert_int_eq(q.for_reads, 0);
	ck_assert_int_eq(q.for_writes, 10);
	ck_assert_int_eq(q.left_to_read, 25);
	ck_assert_int_eq(q.left_to_write, 35);
	ck_sync(CRM_OK, crm_store_set(sync_engine->store, "system:a", "units_written", "1 20", &sync_err));
	ck_assert_int_eq(crm_quota_now(a).for_writes, 30); /* another day's */
	a->budget.remaining = 5;                           /* others have used the vendor's quota up */
	ck_assert_int_eq(crm_quota_now(a).left, 5);
	ck_assert_int_eq(crm_quota_now(a).left_to_read, 0);
}
END_TEST

START_TEST(share_is_kept_before_the_vendor_is_asked)
{
	sync_configure(sync_two);
	ck_sync(CRM_OK, sync_open("sync"));
	struct crm_system *a = &sync_engine->systems[0];
	int32_t day = (int32_t)sync_number("SELECT unixepoch() / 86400");
	a->budget = (struct crm_budget){.limit = 100, .remaining = 100};
	ck_sync(CRM_OK, crm_quota_apply(a, &sync_err));
	ck_sync(CRM_OK, crm_store_usage_add(sync_engine->store, a->id, day, 48, 48, &sync_err));
	sync_close();
	ck_sync(CRM_OK, sync_open("sync"));
	ck_assert_int_eq(crm_quota_now(&sync_engine->systems[0]).left, 2); /* of 50, with no word from the vendor yet */
}
END_TEST

START_TEST(budget_is_never_less_than_nothing)
{
	sync_configure("systems: {a: {connector: echo, limits: {daily_budget: 10}}, b: {connector: echo}}\n");
	ck_sync(CRM_OK, sync_open("sync"));
	struct crm_system *a = &sync_engine->systems[0], *b = &sync_engine->systems[1];
	a->budget = (struct crm_budget){.limit = -1, .remaining = -1};
	b->budget = (struct crm_budget){.limit = 50, .remaining = 40};
	ck_sync(CRM_OK, crm_quota_apply(a, &sync_err));
	ck_sync(CRM_OK, crm_quota_apply(b, &sync_err));
	ck_assert_int_eq(crm_quota_now(a).left, 10);
	ck_assert_int_eq(crm_quota_now(b).left, 25); /* half of it */
	int32_t day = (int32_t)sync_number("SELECT unixepoch() / 86400");
	ck_sync(CRM_OK, crm_store_usage_add(sync_engine->store, a->id, day, 15, 15, &sync_err));
	ck_sync(CRM_OK, crm_store_usage_add(sync_engine->store, b->id, day, 26, 26, &sync_err));
	ck_assert_int_eq(crm_quota_now(a).left, 0);
	ck_assert_int_eq(crm_quota_now(b).left, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sync_gates");
	TCase *tcase = tcase_create("gates");
	tcase_add_checked_fixture(tcase, sync_setup, sync_teardown);
	tcase_add_test(tcase, first_sync_asks);
	tcase_add_test(tcase, first_sync_of_associations_asks_too);
	tcase_add_test(tcase, changed_mapping_asks);
	tcase_add_test(tcase, caps_count_or_share);
	tcase_add_test(tcase, removed_associations_are_capped);
	tcase_add_test(tcase, bulk_change_asks);
	tcase_add_test(tcase, bulk_change_that_goes_nowhere_does_not_ask);
	tcase_add_test(tcase, bulk_change_of_few_or_of_nothing_does_not_ask);
	tcase_add_test(tcase, other_normalisation_asks);
	tcase_add_test(tcase, vanished_property_is_held_and_the_rest_goes_on);
	tcase_add_test(tcase, vanished_key_stops_creates);
	tcase_add_test(tcase, canary_must_be_there);
	tcase_add_test(tcase, canary_needs_a_mapped_field);
	tcase_add_test(tcase, shrunk_listing_is_not_believed);
	tcase_add_test(tcase, missing_rows_are_asked_for_one_by_one);
	tcase_add_test(tcase, shrink_can_be_accepted);
	tcase_add_test(tcase, vendors_count_is_believed);
	tcase_add_test(tcase, shrink_arithmetic);
	tcase_add_test(tcase, pull_goes_on_where_it_stopped);
	tcase_add_test(tcase, lost_cursor_starts_the_pull_again);
	tcase_add_test(tcase, listing_that_stands_still_ends);
	tcase_add_test(tcase, failures_of_a_moment_are_retried);
	tcase_add_test(tcase, patience_by_class);
	tcase_add_test(tcase, interrupt_ends_waits_and_plans);
	tcase_add_test(tcase, interrupted_push_goes_on);
	tcase_add_test(tcase, other_account_is_refused);
	tcase_add_test(tcase, budget_has_parts_for_reads_and_writes);
	tcase_add_test(tcase, share_is_kept_before_the_vendor_is_asked);
	tcase_add_test(tcase, budget_is_never_less_than_nothing);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

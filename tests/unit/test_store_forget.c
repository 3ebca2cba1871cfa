/* SPDX-License-Identifier: Apache-2.0 */
/* Erasing people: what goes, what stays, and that nothing of it is left in the file. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crmsync/connector.h>

#include "run_suite.h"
#include "store_fixture.h"

#define st  fixture_store
#define err (&fixture_err)

#define ADA "ada@firma.example"

static const char *ada_cells = "{\"first_name\":[\"ada\",\"Ada\"],\"email\":[\"" ADA "\"]}";

static int64_t stage(enum crm_object object, const char *vendor_id, const char *cells)
{
	struct crm_source s = fixture_contact(vendor_id, (int64_t)strlen(cells));
	int64_t id = 0;
	s.object = object;
	s.cells = cells;
	s.raw = cells;
	ck_ok(crm_store_stage(st, &s, &id, NULL, err));
	return id;
}

static int64_t golden(enum crm_object object, const char *uid, const char *cells)
{
	int64_t id = 0;
	ck_ok(crm_store_golden_create(st, object, uid, fixture_run, &id, err));
	ck_ok(crm_store_golden_update(st, id, cells, "{}", fixture_run, err));
	ck_ok(crm_store_golden_mark(st, id, false, err));
	return id;
}

static void link_to(int64_t source, int64_t to)
{
	ck_ok(crm_store_link(st, source, to, false, "email", fixture_run, err));
	ck_ok(crm_store_golden_mark(st, to, false, err));
}

static int64_t operation(enum crm_object object, int64_t of, enum crm_op_state state, const char *payload,
			 const char *settle)
{
	struct crm_op_row row = {.run = fixture_run,
				 .system = fixture_system,
				 .phase = 2,
				 .kind = CRM_OP_UPDATE,
				 .object = object,
				 .golden = of,
				 .state = CRM_OPS_PLANNED,
				 .payload = payload,
				 .changes = "[{\"new\":\"Ada\"}]",
				 .settle = settle};
	int64_t id = 0;
	ck_ok(crm_store_op_add(st, &row, &id, err));
	if (state != CRM_OPS_PLANNED)
		ck_ok(crm_store_op_finish(st, id, state, 0, NULL, "x", "Ada is not welcome", 2, err));
	return id;
}

static int64_t number(const char *sql)
{
	return strtoll(fixture_lookup(sql), NULL, 10);
}

static unsigned visited;

static int count_visit(void *ctx, const char *cells, struct crm_error *e)
{
	(void)ctx;
	(void)e;
	visited += strstr(cells, "Ada") != NULL;
	return CRM_OK;
}

static struct crm_forgotten forget(const char *value)
{
	struct crm_forgotten out;
	visited = 0;
	ck_ok(crm_store_forget(st, CRM_CONTACT, value, -1, count_visit, NULL, &out, err));
	return out;
}

/* Two records of Ada, linked, and all that crmsync keeps about a person; and Bob. */
static int64_t make_ada(void)
{
	const struct crm_stored_key keys[] = {{1, "email:" ADA}};
	int64_t one = stage(CRM_CONTACT, "1", ada_cells), two = stage(CRM_CONTACT, "2", ada_cells);
	int64_t ada = golden(CRM_CONTACT, "uid-ada", ada_cells);
	link_to(one, ada);
	link_to(two, ada);
	ck_ok(crm_store_base_set(st, one, "{\"first_name\":{\"v\":[\"Ada\"]}}", err));
	ck_ok(crm_store_keys_set(st, one, CRM_CONTACT, keys, 1, err));
	ck_ok(crm_store_refusal_set(st, ada, fixture_system, CRM_OP_UPDATE, 7, "bad", "Ada is too short", fixture_run,
				    err));
	operation(CRM_CONTACT, ada, CRM_OPS_VERIFIED, "{\"first_name\":\"Ada\"}", "{}");
	operation(CRM_CONTACT, ada, CRM_OPS_PLANNED, "{\"first_name\":\"Ada\"}", "{}");
	link_to(stage(CRM_CONTACT, "3", "{\"first_name\":[\"bob\",\"Bob\"],\"email\":[\"b" ADA "\"]}"),
		golden(CRM_CONTACT, "uid-bob", "{\"first_name\":[\"bob\",\"Bob\"],\"email\":[\"b" ADA "\"]}"));
	return ada;
}

static bool file_holds(const char *suffix, const char *text)
{
	static char content[1 << 22];
	char name[128];
	fixture_name(name, suffix);
	FILE *f = fopen(name, "rb");
	size_t n = f ? fread(content, 1, sizeof content, f) : 0, len = strlen(text);
	ck_assert_uint_lt(n, sizeof content);
	if (f)
		fclose(f);
	for (size_t i = 0; i + len <= n; i++)
		if (memcmp(content + i, text, len) == 0)
			return true;
	return false;
}

START_TEST(person_leaves_every_table)
{
	static const char *const tables[] = {"match_key", "refusal", "operation", "dirty"};
	char sql[64];
	make_ada();
	operation(CRM_CONTACT, 0, CRM_OPS_VERIFIED, "{\"first_name\":\"Ada\"}", "{}");
	ck_ok(store_execute(st, "UPDATE operation SET source = 2 WHERE golden IS NULL", err));
	struct crm_forgotten out = forget(ADA);
	ck_assert_int_eq(out.people, 1);
	ck_assert_int_eq(out.records, 2);
	ck_assert_int_eq(out.operations, 3);
	ck_assert_uint_eq(visited, 3); /* two records and the golden one */
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", tables[i]);
		ck_assert_msg(number(sql) == 0, "%s", tables[i]);
	}
	ck_assert_str_eq(fixture_lookup("SELECT group_concat(uid) FROM golden"), "uid-bob");
	ck_assert_str_eq(fixture_lookup("SELECT group_concat(vendor_id) FROM source"), "3");
	ck_assert_int_eq(number("SELECT count(*) FROM source_content"), 1);
	ck_assert_int_eq(number("SELECT count(*) FROM link"), 1);
}
END_TEST

START_TEST(nothing_is_left_in_the_files)
{
	bool whole = false;
	make_ada();
	ck_ok(crm_store_flush(st, &whole, err));
	ck_assert(whole);
	ck_assert(file_holds("", "Ada"));
	forget(ADA);
	ck_ok(crm_store_flush(st, &whole, err));
	ck_assert(whole);
	ck_assert(!file_holds("", "Ada"));
	ck_assert(!file_holds("-wal", "Ada"));
	ck_assert(file_holds("", "Bob"));
}
END_TEST

START_TEST(reader_that_holds_on_to_the_log_is_told)
{
	struct crm_store *reader = NULL;
	bool whole = true;
	make_ada();
	ck_ok(crm_store_open(fixture_path, false, &reader, err));
	ck_ok(store_execute(reader, "BEGIN; SELECT count(*) FROM golden", err));
	ck_ok(store_execute(st, "PRAGMA busy_timeout = 1", err));
	forget(ADA);
	ck_ok(crm_store_flush(st, &whole, err));
	ck_assert(!whole);
	ck_ok(store_execute(reader, "COMMIT", err));
	crm_store_close(reader);
	ck_ok(crm_store_flush(st, &whole, err));
	ck_assert(whole);
}
END_TEST

START_TEST(value_is_found_wherever_it_stands)
{
	static const char *const cells[] = {
		"{\"email\":[\"" ADA "\"]}",
		"{\"email\":[\"other\",\"" ADA "\"]}",
		"{\"additional_emails\":{\"l\":[[\"x@y.example\"],[\"" ADA "\",\"Ada\"]]}}",
	};
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		stage(CRM_CONTACT, "1", cells[i]);
		ck_assert_int_eq(forget(ADA).records, 1);
		ck_assert_int_eq(number("SELECT count(*) FROM source"), 0);
	}
	golden(CRM_CONTACT, "uid-ada", ada_cells); /* by what others once said */
	ck_assert_int_eq(forget(ADA).people, 1);
	ck_assert_int_eq(number("SELECT count(*) FROM golden"), 0);
}
END_TEST

START_TEST(others_are_not_found)
{
	stage(CRM_CONTACT, "1", "{\"email\":[\"" ADA ".org\"]}");
	stage(CRM_CONTACT, "2", "{\"email\":[\"x" ADA "\"]}");
	stage(CRM_CONTACT, "3", "{\"note\":[\"write to " ADA "\"]}");
	stage(CRM_CONTACT, "4", "{\"" ADA "\":[\"a name of a field\"]}");
	stage(CRM_COMPANY, "5", ada_cells);
	struct crm_forgotten out = forget(ADA);
	ck_assert_int_eq(out.people + out.records + out.operations, 0);
	ck_assert_int_eq(number("SELECT count(*) FROM source"), 5);
}
END_TEST

/* A record that shares only the golden record, or one that was folded into it, is of the same person. */
START_TEST(all_records_of_the_person_go)
{
	int64_t young = golden(CRM_CONTACT, "young", "{}"), middle = golden(CRM_CONTACT, "middle", "{}"),
		old = golden(CRM_CONTACT, "old", "{}");
	link_to(stage(CRM_CONTACT, "1", ada_cells), middle);
	link_to(stage(CRM_CONTACT, "2", "{\"last_name\":[\"Lovelace\"]}"), young);
	ck_ok(crm_store_golden_fold(st, middle, old, err));
	ck_ok(crm_store_golden_fold(st, young, old, err));
	stage(CRM_CONTACT, "3", ada_cells); /* not linked to anybody yet */
	struct crm_forgotten out = forget(ADA);
	ck_assert_int_eq(out.people, 2);
	ck_assert_int_eq(out.records, 3);
	ck_assert_int_eq(number("SELECT count(*) FROM golden"), 0);
	ck_assert_int_eq(number("SELECT count(*) FROM source"), 0);
	ck_assert_int_eq(number("SELECT count(*) FROM link"), 0);
}
END_TEST

/* What was folded away says whose the survivor is, also when the survivor itself has another address by now. */
START_TEST(survivor_of_a_fold_goes_with_it)
{
	int64_t folded = golden(CRM_CONTACT, "folded", ada_cells), survivor = golden(CRM_CONTACT, "survivor", "{}");
	link_to(stage(CRM_CONTACT, "1", "{\"last_name\":[\"Lovelace\"]}"), survivor);
	ck_ok(crm_store_golden_fold(st, folded, survivor, err));
	struct crm_forgotten out = forget(ADA);
	ck_assert_int_eq(out.people, 1);
	ck_assert_int_eq(out.records, 1);
	ck_assert_int_eq(number("SELECT count(*) FROM golden"), 0);
	ck_assert_int_eq(number("SELECT count(*) FROM source"), 0);
}
END_TEST

START_TEST(several_people_are_a_question)
{
	struct crm_forgotten out;
	link_to(stage(CRM_CONTACT, "1", ada_cells), golden(CRM_CONTACT, "ada", "{}"));
	link_to(stage(CRM_CONTACT, "2", ada_cells), golden(CRM_CONTACT, "eva", "{}"));
	visited = 0;
	ck_fails(CRM_E_GATE, crm_store_forget(st, CRM_CONTACT, ADA, 1, count_visit, NULL, &out, err));
	ck_said("2 records of different people hold this address");
	ck_assert_uint_eq(visited, 0);
	ck_assert_int_eq(number("SELECT count(*) FROM golden"), 2);
	ck_assert_int_eq(number("SELECT count(*) FROM source"), 2);
	ck_ok(crm_store_forget(st, CRM_CONTACT, ADA, 2, count_visit, NULL, &out, err));
	ck_assert_int_eq(out.people, 2);
	ck_assert_int_eq(number("SELECT count(*) FROM golden"), 0);
}
END_TEST

START_TEST(their_records_are_listed)
{
	int64_t *ids = NULL;
	size_t n = 9;
	make_ada();
	ck_ok(crm_store_subject_sources(st, CRM_CONTACT, ADA, 1, fixture_arena, &ids, &n, err));
	ck_assert_uint_eq(n, 2);
	ck_assert(ids[0] < ids[1]);
	ck_assert_int_eq(number("SELECT count(*) FROM source"), 3);
	ck_ok(crm_store_subject_sources(st, CRM_COMPANY, ADA, 1, fixture_arena, &ids, &n, err));
	ck_assert_uint_eq(n, 0);
	stage(CRM_CONTACT, "4", ada_cells);
	ck_fails(CRM_E_GATE, crm_store_subject_sources(st, CRM_CONTACT, ADA, 1, fixture_arena, &ids, &n, err));
	ck_ok(crm_store_subject_sources(st, CRM_CONTACT, ADA, -1, fixture_arena, &ids, &n, err));
	ck_assert_uint_eq(n, 3);
}
END_TEST

static int fail_visit(void *ctx, const char *cells, struct crm_error *e)
{
	(void)ctx;
	return crm_error_set(e, CRM_E_INVALID, "no: %s", cells);
}

START_TEST(visit_that_fails_leaves_all)
{
	struct crm_forgotten out;
	make_ada();
	ck_fails(CRM_E_INVALID, crm_store_forget(st, CRM_CONTACT, ADA, -1, fail_visit, NULL, &out, err));
	ck_said("no: {");
	ck_assert_int_eq(number("SELECT count(*) FROM source"), 3);
	ck_assert_int_eq(number("SELECT count(*) FROM operation"), 2);
	ck_assert_int_eq(forget(ADA).records, 2);
}
END_TEST

START_TEST(what_others_say_of_the_person_goes)
{
	const struct crm_hold_row hold = {.object = CRM_COMPANY,
					  .kind = "ambiguous",
					  .fingerprint = "f",
					  .summary = "Ada or Eva",
					  .detail = "{}"};
	make_ada();
	int64_t deal = golden(CRM_DEAL, "uid-deal", "{\"contacts\":{\"l\":[[\"uid-ada\"],[\"uid-bob\"]]}}"),
		other = golden(CRM_DEAL, "uid-other", "{\"contacts\":{\"l\":[[\"uid-bob\"]]}}");
	operation(CRM_DEAL, deal, CRM_OPS_PLANNED, "{\"contact\":\"uid-ada\"}", NULL);
	int64_t told = operation(CRM_DEAL, deal, CRM_OPS_VERIFIED, NULL, "{\"contacts\":[\"uid-ada\"]}");
	operation(CRM_DEAL, other, CRM_OPS_PLANNED, "{\"contact\":\"uid-bob\"}", NULL);
	operation(CRM_DEAL, other, CRM_OPS_VERIFIED, "{\"contact\":\"uid-bob\"}", NULL);
	ck_ok(crm_store_hold_put(st, &hold, fixture_run, err));
	ck_ok(crm_store_decision_set(st, "separate", CRM_CONTACT, "uid-ada/uid-bob", "yes", fixture_run, err));
	ck_ok(crm_store_decision_set(st, "value", CRM_CONTACT, "uid-bob/email", "[\"" ADA "\"]", fixture_run, err));
	ck_ok(crm_store_decision_set(st, "value", CRM_CONTACT, "uid-bob/phone", "[\"1\"]", fixture_run, err));
	ck_assert_int_eq(forget(ADA).operations, 2);

	ck_assert_int_eq(number("SELECT count(*) FROM hold"), 0);
	ck_assert_str_eq(fixture_lookup("SELECT group_concat(subject) FROM decision"), "uid-bob/phone");
	ck_assert_str_eq(fixture_lookup("SELECT group_concat(g.uid || ' ' || state) FROM operation o JOIN golden g"
					" ON g.id = o.golden ORDER BY o.id"),
			 "uid-deal 3,uid-other 0,uid-other 3");
	ck_assert_int_eq(number("SELECT id FROM operation WHERE changes = '[]' AND message IS NULL"), told);
	ck_assert_int_eq(number("SELECT count(*) FROM operation WHERE changes <> '[]'"), 2);
	ck_assert_str_eq(fixture_lookup("SELECT group_concat(g.uid) FROM dirty d JOIN golden g ON g.id = d.golden"),
			 "uid-deal"); /* it is merged again, without her */
}
END_TEST

START_TEST(failing_store_leaves_all)
{
	struct crm_forgotten out;
	make_ada();
	ck_ok(store_execute(
		st, "CREATE TEMP TRIGGER no BEFORE DELETE ON main.source BEGIN SELECT raise(FAIL, 'no'); END", err));
	ck_fails(CRM_E_FAIL, crm_store_forget(st, CRM_CONTACT, ADA, -1, count_visit, NULL, &out, err));
	ck_said("a person's records");
	ck_ok(store_execute(st, "DROP TRIGGER temp.no", err));
	ck_assert_int_eq(number("SELECT count(*) FROM operation"), 2);
	ck_assert_int_eq(number("SELECT count(*) FROM golden"), 2);
	ck_ok(store_execute(st, "PRAGMA ignore_check_constraints = 1; UPDATE golden SET cells = '{\"" ADA "'", err));
	ck_fails(CRM_E_FAIL, crm_store_forget(st, CRM_CONTACT, ADA, -1, count_visit, NULL, &out, err));
	ck_assert_int_eq(number("SELECT count(*) FROM source"), 3);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("forget");
	tcase_add_test(tcase, their_records_are_listed);
	tcase_add_checked_fixture(tcase, fixture_open, fixture_close);
	tcase_add_test(tcase, person_leaves_every_table);
	tcase_add_test(tcase, nothing_is_left_in_the_files);
	tcase_add_test(tcase, reader_that_holds_on_to_the_log_is_told);
	tcase_add_test(tcase, value_is_found_wherever_it_stands);
	tcase_add_test(tcase, others_are_not_found);
	tcase_add_test(tcase, all_records_of_the_person_go);
	tcase_add_test(tcase, survivor_of_a_fold_goes_with_it);
	tcase_add_test(tcase, several_people_are_a_question);
	tcase_add_test(tcase, visit_that_fails_leaves_all);
	tcase_add_test(tcase, what_others_say_of_the_person_goes);
	tcase_add_test(tcase, failing_store_leaves_all);
	Suite *suite = suite_create("store_forget");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

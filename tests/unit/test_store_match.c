/* SPDX-License-Identifier: Apache-2.0 */
/* Scored pairs, which records were scored, and decisions about pairs. */
#include "config.h"

#include <string.h>

#include "run_suite.h"
#include "store_fixture.h"

#define st  fixture_store
#define err (&fixture_err)

static int64_t source[4];

static void setup(void)
{
	static const char *const ids[] = {"1", "2", "3", "4"};
	fixture_open();
	for (size_t i = 0; i < 4; i++)
		source[i] = fixture_stage(ids[i], (int64_t)i + 1, CRM_STAGE_NEW);
}

static void put(size_t a, size_t b, double weight, bool safe)
{
	const struct crm_match_pair pair = {
		.other = source[b], .weight = weight, .safe = safe, .why = "last_name same"};
	ck_ok(crm_store_pair_put(st, CRM_CONTACT, source[a], &pair, fixture_run, err));
}

static size_t pairs_of(size_t a, struct crm_match_pair **rows)
{
	size_t n = 0;
	ck_ok(crm_store_pairs_of(st, source[a], fixture_arena, rows, &n, err));
	return n;
}

START_TEST(a_pair_is_seen_from_either_side)
{
	struct crm_match_pair *rows;
	put(2, 0, 3.25, true);
	put(0, 1, -1.5, false);
	ck_assert_uint_eq(pairs_of(0, &rows), 2);
	ck_assert_uint_eq(pairs_of(3, &rows), 0);
	ck_assert_uint_eq(pairs_of(2, &rows), 1);
	ck_assert_int_eq(rows[0].other, source[0]);
	ck_assert_double_eq_tol(rows[0].weight, 3.25, 1e-9);
	ck_assert(rows[0].safe);
	ck_assert_str_eq(rows[0].why, "last_name same");
	put(0, 2, 4, false); /* replaces, whichever is named first */
	ck_assert_uint_eq(pairs_of(2, &rows), 1);
	ck_assert_double_eq_tol(rows[0].weight, 4, 1e-9);
	ck_assert(!rows[0].safe);
}
END_TEST

START_TEST(pairs_are_dropped_with_a_record)
{
	struct crm_match_pair *rows;
	put(0, 1, 1, true);
	put(1, 2, 1, true);
	put(2, 3, 1, true);
	ck_ok(crm_store_pairs_drop(st, source[1], err));
	ck_assert_uint_eq(pairs_of(0, &rows), 0);
	ck_assert_uint_eq(pairs_of(2, &rows), 1);
}
END_TEST

static bool is_scored(size_t i, int64_t hash)
{
	bool found = false;
	ck_ok(crm_store_scored(st, source[i], hash, &found, err));
	return found;
}

START_TEST(a_record_is_scored_by_its_values)
{
	struct crm_match_pair *rows;
	ck_assert(!is_scored(0, 5));
	ck_ok(crm_store_scored_set(st, source[0], CRM_CONTACT, 5, err));
	ck_assert(is_scored(0, 5) && !is_scored(0, 6) && !is_scored(1, 5));
	ck_ok(crm_store_scored_set(st, source[0], CRM_CONTACT, 6, err));
	ck_assert(is_scored(0, 6) && !is_scored(0, 5));
	put(0, 1, 1, true);
	ck_ok(crm_store_scores_clear(st, CRM_COMPANY, err));
	ck_assert(is_scored(0, 6));
	ck_ok(crm_store_scores_clear(st, CRM_CONTACT, err));
	ck_assert(!is_scored(0, 6));
	ck_assert_uint_eq(pairs_of(0, &rows), 0);
}
END_TEST

START_TEST(live_records_in_pieces)
{
	struct crm_source gone = fixture_contact("2", 2);
	int64_t ids[2];
	size_t n = 0;
	gone.life = CRM_DELETED;
	ck_ok(crm_store_stage(st, &gone, NULL, NULL, err));
	ck_ok(crm_store_live(st, fixture_system, CRM_CONTACT, 0, ids, 2, &n, err));
	ck_assert_uint_eq(n, 2);
	ck_assert(ids[0] == source[0] && ids[1] == source[2]);
	ck_ok(crm_store_live(st, fixture_system, CRM_CONTACT, ids[1], ids, 2, &n, err));
	ck_assert(n == 1 && ids[0] == source[3]);
	ck_ok(crm_store_live(st, fixture_system, CRM_COMPANY, 0, ids, 2, &n, err));
	ck_assert_uint_eq(n, 0);
}
END_TEST

#define AB "[\"hubspot\",\"1\",\"hubspot\",\"2\"]"
#define BC "[\"hubspot\",\"2\",\"salesforce\",\"9\"]"
#define CD "[\"hubspot\",\"3\",\"hubspot\",\"4\"]"

static size_t decisions(struct crm_decision_row **rows)
{
	size_t n = 0;
	ck_ok(crm_store_decisions(st, "match", CRM_CONTACT, fixture_arena, rows, &n, err));
	return n;
}

START_TEST(decisions_are_listed)
{
	struct crm_decision_row *rows;
	ck_assert_uint_eq(decisions(&rows), 0);
	ck_ok(crm_store_decision_set(st, "match", CRM_CONTACT, CD, "apart", fixture_run, err));
	ck_ok(crm_store_decision_set(st, "match", CRM_CONTACT, AB, "same", fixture_run, err));
	ck_ok(crm_store_decision_set(st, "match", CRM_COMPANY, AB, "same", fixture_run, err));
	ck_ok(crm_store_decision_set(st, "value", CRM_CONTACT, "u/phone", "1", fixture_run, err));
	ck_assert_uint_eq(decisions(&rows), 2);
	ck_assert_str_eq(rows[0].subject, AB);
	ck_assert_str_eq(rows[0].value, "same");
	ck_assert_str_eq(rows[1].value, "apart");
	ck_assert_int_eq(rows[1].run, fixture_run);
}
END_TEST

static int seen(void *ctx, const char *cells, struct crm_error *error)
{
	(void)ctx;
	(void)cells;
	(void)error;
	return CRM_OK;
}

/* What was decided about somebody says who it was. */
START_TEST(decisions_and_scores_are_erased_with_the_person)
{
	static const char *const cells = "{\"email\":[\"ada@example.org\"]}";
	struct crm_source ada = fixture_contact("2", 77);
	struct crm_forgotten out;
	struct crm_decision_row *rows;
	struct crm_match_pair *pairs;
	ada.cells = cells;
	ck_ok(crm_store_stage(st, &ada, NULL, NULL, err));
	ck_ok(crm_store_decision_set(st, "match", CRM_CONTACT, AB, "same", fixture_run, err));
	ck_ok(crm_store_decision_set(st, "match", CRM_CONTACT, BC, "same", fixture_run, err));
	ck_ok(crm_store_decision_set(st, "match", CRM_CONTACT, CD, "apart", fixture_run, err));
	put(0, 1, 1, true);
	put(2, 3, 1, true);
	ck_ok(crm_store_scored_set(st, source[1], CRM_CONTACT, 5, err));
	ck_ok(crm_store_forget(st, CRM_CONTACT, "ada@example.org", -1, seen, NULL, &out, err));
	ck_assert_int_eq(out.records, 1);
	ck_assert_uint_eq(decisions(&rows), 1);
	ck_assert_str_eq(rows[0].subject, CD);
	ck_assert_uint_eq(pairs_of(0, &pairs), 0);
	ck_assert_uint_eq(pairs_of(2, &pairs), 1);
	ck_assert_str_eq(fixture_lookup("SELECT count(*) FROM match_scored"), "0");
}
END_TEST

START_TEST(a_question_is_put_again_or_expires)
{
	struct crm_hold_row first = {.object = CRM_CONTACT, .kind = "ambiguous", .fingerprint = "a", .summary = "a"};
	struct crm_hold_row second = {.object = CRM_CONTACT, .kind = "ambiguous", .fingerprint = "b", .summary = "b"};
	struct crm_hold_row other = {.object = CRM_CONTACT, .kind = "owner", .fingerprint = "c", .summary = "c"};
	ck_ok(crm_store_hold_put(st, &first, 7, err));
	ck_ok(crm_store_hold_put(st, &first, 8, err));
	ck_ok(crm_store_hold_put(st, &second, 8, err));
	ck_ok(crm_store_hold_put(st, &other, 8, err));
	ck_ok(crm_store_holds_unput(st, CRM_COMPANY, "ambiguous", 8, err));
	ck_ok(crm_store_holds_unput(st, CRM_CONTACT, "ambiguous", 8, err));
	ck_ok(crm_store_hold_put(st, &first, 8, err));
	ck_ok(crm_store_holds_expire(st, CRM_CONTACT, 8, err));
	ck_assert_str_eq(
		fixture_lookup("SELECT group_concat(summary || first_run) FROM (SELECT * FROM hold ORDER BY id)"),
		"a7,c8");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store: matching");
	TCase *tc = tcase_create("matching");
	tcase_add_checked_fixture(tc, setup, fixture_close);
	tcase_add_test(tc, a_pair_is_seen_from_either_side);
	tcase_add_test(tc, pairs_are_dropped_with_a_record);
	tcase_add_test(tc, a_record_is_scored_by_its_values);
	tcase_add_test(tc, live_records_in_pieces);
	tcase_add_test(tc, decisions_are_listed);
	tcase_add_test(tc, decisions_and_scores_are_erased_with_the_person);
	tcase_add_test(tc, a_question_is_put_again_or_expires);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}

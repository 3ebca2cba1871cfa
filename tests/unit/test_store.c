/* SPDX-License-Identifier: Apache-2.0 */
/* Settings, runs, positions, source records, match keys: what is written is what is read, also after a reopen. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run_suite.h"
#include "store_fixture.h"

#define st  fixture_store
#define err (&fixture_err)

START_TEST(settings_are_kept_replaced_and_removed)
{
	const char *value;
	ck_ok(crm_store_set(st, "system:hubspot", "tenant", "4711", err));
	ck_ok(crm_store_set(st, "system:hubspot", "tenant", "4712", err));
	ck_ok(crm_store_set(st, "system:other", "tenant", "x", err));
	fixture_reopen();
	ck_ok(crm_store_get(st, "system:hubspot", "tenant", fixture_arena, &value, err));
	ck_assert_str_eq(value, "4712");
	ck_ok(crm_store_set(st, "system:hubspot", "tenant", NULL, err));
	ck_ok(crm_store_get(st, "system:hubspot", "tenant", fixture_arena, &value, err));
	ck_assert_ptr_null(value);
	ck_ok(crm_store_get(st, "system:other", "tenant", fixture_arena, &value, err));
	ck_assert_str_eq(value, "x");
}
END_TEST

START_TEST(values_are_bound_never_pasted)
{
	const char *evil = "'); DROP TABLE setting; --", *value;
	ck_ok(crm_store_set(st, evil, evil, evil, err));
	ck_ok(crm_store_get(st, evil, evil, fixture_arena, &value, err));
	ck_assert_str_eq(value, evil);
}
END_TEST

START_TEST(a_system_keeps_its_number)
{
	int64_t first, again, other;
	ck_ok(crm_store_system(st, "sf", "salesforce", &first, err));
	ck_ok(crm_store_system(st, "sf", "salesforce", &again, err));
	ck_ok(crm_store_system(st, "sf2", "salesforce", &other, err));
	ck_assert_int_eq(first, again);
	ck_assert_int_ne(first, other);
	ck_fails(CRM_E_CONFIG, crm_store_system(st, "sf", "hubspot", &again, err));
	ck_said("'sf'");
}
END_TEST

START_TEST(runs_are_listed_newest_first)
{
	struct crm_run_row *rows;
	size_t n;
	int64_t second;
	ck_ok(crm_store_run_start(st, "diff", 2000, &second, err));
	ck_ok(crm_store_run_finish(st, fixture_run, 1500, 6, "held", "{\"x\":1}", err));
	ck_ok(crm_store_runs(st, 10, fixture_arena, &rows, &n, err));
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(rows[0].id, second);
	ck_assert_str_eq(rows[0].command, "diff");
	ck_assert_str_eq(rows[0].status, "unfinished");
	ck_assert_int_eq(rows[0].finished, 0);
	ck_assert_int_eq(rows[0].exit_code, -1);
	ck_assert_int_eq(rows[1].exit_code, 6);
	ck_assert_str_eq(rows[1].status, "held");
	ck_assert_str_eq(rows[1].summary, "{\"x\":1}");
	ck_assert_int_eq(rows[1].started, 1000);
	ck_assert_int_eq(rows[1].finished, 1500);
	ck_ok(crm_store_runs(st, 1, fixture_arena, &rows, &n, err));
	ck_assert_uint_eq(n, 1);
	ck_fails(CRM_E_NOT_FOUND, crm_store_run_finish(st, 999, 0, 0, "done", "{}", err));
}
END_TEST

START_TEST(positions_come_back_whole)
{
	struct crm_position p = {"c", "s", "w", true, 3, 4, 5, 6, -7}, got;
	ck_ok(crm_store_position_get(st, fixture_system, CRM_DEAL, fixture_arena, &got, err));
	ck_assert_ptr_null(got.cursor);
	ck_assert_int_eq(got.generation, 0);
	ck_ok(crm_store_position_set(st, fixture_system, CRM_DEAL, &p, err));
	fixture_reopen();
	ck_ok(crm_store_position_get(st, fixture_system, CRM_DEAL, fixture_arena, &got, err));
	ck_assert_str_eq(got.cursor, "c");
	ck_assert_str_eq(got.since, "s");
	ck_assert_str_eq(got.watermark, "w");
	ck_assert(got.full);
	ck_assert_int_eq(got.generation, 3);
	ck_assert_int_eq(got.last_full, 4);
	ck_assert_int_eq(got.last_complete, 5);
	ck_assert_int_eq(got.last_full_count, 6);
	ck_assert_int_eq(got.mapping_hash, -7);
	p.cursor = NULL;
	ck_ok(crm_store_position_set(st, fixture_system, CRM_DEAL, &p, err));
	ck_ok(crm_store_position_get(st, fixture_system, CRM_DEAL, fixture_arena, &got, err));
	ck_assert_ptr_null(got.cursor);
}
END_TEST

START_TEST(schema_and_usage_are_kept)
{
	const char *json;
	int64_t fetched, calls, units;
	ck_ok(crm_store_schema_get(st, fixture_system, CRM_CONTACT, fixture_arena, &json, &fetched, err));
	ck_assert_ptr_null(json);
	ck_ok(crm_store_schema_set(st, fixture_system, CRM_CONTACT, "[1]", 10, err));
	ck_ok(crm_store_schema_set(st, fixture_system, CRM_CONTACT, "[2]", 20, err));
	ck_ok(crm_store_schema_get(st, fixture_system, CRM_CONTACT, fixture_arena, &json, &fetched, err));
	ck_assert_str_eq(json, "[2]");
	ck_assert_int_eq(fetched, 20);
	ck_ok(crm_store_usage(st, fixture_system, 20000, &calls, &units, err));
	ck_assert_int_eq(calls + units, 0);
	ck_ok(crm_store_usage_add(st, fixture_system, 20000, 3, 30, err));
	ck_ok(crm_store_usage_add(st, fixture_system, 20000, 4, 40, err));
	ck_ok(crm_store_usage_add(st, fixture_system, 20001, 9, 9, err));
	ck_ok(crm_store_usage(st, fixture_system, 20000, &calls, &units, err));
	ck_assert_int_eq(calls, 7);
	ck_assert_int_eq(units, 70);
}
END_TEST

static struct crm_source read_source(int64_t id, bool with_raw)
{
	struct crm_source s;
	bool found = false;
	ck_ok(crm_store_source(st, id, with_raw, fixture_arena, &s, &found, err));
	ck_assert(found);
	return s;
}

START_TEST(staging_writes_every_member)
{
	struct crm_source s = fixture_contact("501", -9), got;
	enum crm_stage_effect effect;
	int64_t id;
	bool found = false;
	s.kind = "Lead";
	s.life = CRM_CONVERTED;
	s.into = "777";
	ck_ok(crm_store_stage(st, &s, &id, &effect, err));
	ck_assert_int_eq(effect, CRM_STAGE_NEW);
	fixture_reopen();
	ck_ok(crm_store_source_by_vendor_id(st, fixture_system, CRM_CONTACT, "501", true, fixture_arena, &got, &found,
					    err));
	ck_assert(found);
	ck_assert_int_eq(got.id, id);
	ck_assert_int_eq(got.system, fixture_system);
	ck_assert_int_eq(got.object, CRM_CONTACT);
	ck_assert_str_eq(got.vendor_id, "501");
	ck_assert_str_eq(got.kind, "Lead");
	ck_assert_str_eq(got.into, "777");
	ck_assert_int_eq(got.life, CRM_CONVERTED);
	ck_assert_int_eq(got.modified, 5);
	ck_assert_str_eq(got.raw, "{\"raw\":-9}");
	ck_assert_str_eq(got.cells, "{\"n\":[\"-9\"]}");
	ck_assert_int_eq(got.hash, -9);
	ck_assert_int_eq(got.seen_run, fixture_run);
	ck_assert_int_eq(got.generation, 1);
	ck_assert_int_eq(got.golden, 0);
	ck_assert_ptr_null(got.base);
	ck_assert_ptr_null(read_source(id, false).raw);
	ck_ok(crm_store_source(st, 12345, true, fixture_arena, &got, &found, err));
	ck_assert(!found);
}
END_TEST

START_TEST(the_same_id_in_another_object_or_system_is_another_record)
{
	struct crm_source s = fixture_contact("1", 1);
	int64_t contact, company, other, system;
	ck_ok(crm_store_system(st, "sf", "salesforce", &system, err));
	ck_ok(crm_store_stage(st, &s, &contact, NULL, err));
	s.object = CRM_COMPANY;
	ck_ok(crm_store_stage(st, &s, &company, NULL, err));
	s.system = system;
	ck_ok(crm_store_stage(st, &s, &other, NULL, err));
	ck_assert(contact != company && company != other && contact != other);
}
END_TEST

START_TEST(same_content_only_gets_seen)
{
	int64_t id = fixture_stage("1", 1, CRM_STAGE_NEW), again;
	struct crm_source s = fixture_contact("1", 1), got;
	enum crm_stage_effect effect;
	s.seen_run = fixture_run + 1;
	s.generation = 2;
	s.modified = 99;
	s.raw = "{\"new\":1}";
	s.cells = "{\"ignored\":null}";
	ck_ok(crm_store_stage(st, &s, &again, &effect, err));
	ck_assert_int_eq(effect, CRM_STAGE_SAME);
	ck_assert_int_eq(again, id);
	got = read_source(id, true);
	ck_assert_int_eq(got.seen_run, fixture_run + 1);
	ck_assert_int_eq(got.generation, 2);
	ck_assert_int_eq(got.modified, 99);
	ck_assert_str_eq(got.raw, "{\"new\":1}");
	ck_assert_str_eq(got.cells, "{\"n\":[\"1\"]}");
	s.generation = 0;
	s.modified = 100;
	s.raw = NULL;
	ck_ok(crm_store_stage(st, &s, &again, &effect, err));
	got = read_source(id, true);
	ck_assert_int_eq(got.generation, 2);
	ck_assert_str_eq(got.raw, "{\"new\":1}");
}
END_TEST

static void check_changed(int64_t id, const struct crm_source *s)
{
	enum crm_stage_effect effect;
	int64_t got;
	ck_ok(crm_store_stage(st, s, &got, &effect, err));
	ck_assert_int_eq(effect, CRM_STAGE_CHANGED);
	ck_assert_int_eq(got, id);
	ck_ok(crm_store_stage(st, s, &got, &effect, err));
	ck_assert_int_eq(effect, CRM_STAGE_SAME);
}

START_TEST(hash_life_kind_and_into_are_changes)
{
	int64_t id = fixture_stage("1", 1, CRM_STAGE_NEW);
	struct crm_source s = fixture_contact("1", 2), got;
	check_changed(id, &s);
	s.kind = "Contact";
	check_changed(id, &s);
	s.kind = NULL;
	check_changed(id, &s);
	s.life = CRM_MERGED;
	check_changed(id, &s);
	s.into = "9";
	check_changed(id, &s);
	s.life = CRM_DELETED;
	s.cells = NULL;
	check_changed(id, &s);
	got = read_source(id, true);
	ck_assert_str_eq(got.cells, "{\"n\":[\"2\"]}");
	ck_assert_str_eq(got.raw, "{\"raw\":2}");
}
END_TEST

START_TEST(only_a_change_marks_the_golden_record)
{
	int64_t id = fixture_stage("1", 1, CRM_STAGE_NEW), golden = fixture_golden("u1"), ids[4];
	size_t n;
	ck_ok(crm_store_link(st, id, golden, false, "email", fixture_run, err));
	ck_ok(crm_store_golden_mark(st, golden, false, err));
	fixture_stage("1", 1, CRM_STAGE_SAME);
	ck_ok(crm_store_golden_dirty(st, CRM_CONTACT, 0, ids, 4, &n, err));
	ck_assert_uint_eq(n, 0);
	fixture_stage("1", 2, CRM_STAGE_CHANGED);
	ck_ok(crm_store_golden_dirty(st, CRM_CONTACT, 0, ids, 4, &n, err));
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(ids[0], golden);
}
END_TEST

START_TEST(unlinked_lists_live_records_without_link_in_pages)
{
	int64_t a = fixture_stage("1", 1, CRM_STAGE_NEW), b = fixture_stage("2", 1, CRM_STAGE_NEW),
		c = fixture_stage("3", 1, CRM_STAGE_NEW), golden = fixture_golden("u1"), ids[4];
	struct crm_source gone = fixture_contact("4", 1);
	size_t n;
	gone.life = CRM_ARCHIVED;
	ck_ok(crm_store_stage(st, &gone, NULL, NULL, err));
	ck_ok(crm_store_link(st, b, golden, false, "email", fixture_run, err));
	ck_ok(crm_store_unlinked(st, CRM_CONTACT, 0, ids, 4, &n, err));
	ck_assert_uint_eq(n, 2);
	ck_assert(ids[0] == a && ids[1] == c);
	ck_ok(crm_store_unlinked(st, CRM_CONTACT, 0, ids, 1, &n, err));
	ck_assert_uint_eq(n, 1);
	ck_ok(crm_store_unlinked(st, CRM_CONTACT, a, ids, 1, &n, err));
	ck_assert(n == 1 && ids[0] == c);
	ck_ok(crm_store_unlinked(st, CRM_COMPANY, 0, ids, 4, &n, err));
	ck_assert_uint_eq(n, 0);
	ck_ok(crm_store_unlink(st, b, err));
	ck_ok(crm_store_unlinked(st, CRM_CONTACT, 0, ids, 4, &n, err));
	ck_assert_uint_eq(n, 3);
}
END_TEST

static size_t count_departed(void)
{
	int64_t ids[8];
	size_t n;
	ck_ok(crm_store_departed(st, CRM_CONTACT, 0, ids, 8, &n, err));
	return n;
}

START_TEST(departed_records_are_followed_once_for_each_departure)
{
	int64_t id = fixture_stage("1", 1, CRM_STAGE_NEW);
	struct crm_source s = fixture_contact("1", 1);
	fixture_stage("2", 1, CRM_STAGE_NEW);
	ck_assert_uint_eq(count_departed(), 0);
	s.life = CRM_MERGED;
	s.into = "2";
	ck_ok(crm_store_stage(st, &s, NULL, NULL, err));
	ck_assert_uint_eq(count_departed(), 1);
	ck_ok(crm_store_followed(st, id, err));
	ck_assert_uint_eq(count_departed(), 0);
	s.hash = 77;
	ck_ok(crm_store_stage(st, &s, NULL, NULL, err));
	ck_assert_uint_eq(count_departed(), 0);
	s.into = "3";
	ck_ok(crm_store_stage(st, &s, NULL, NULL, err));
	ck_assert_uint_eq(count_departed(), 1);
	ck_ok(crm_store_followed(st, id, err));
	s.life = CRM_LIVE;
	s.into = NULL;
	ck_ok(crm_store_stage(st, &s, NULL, NULL, err));
	ck_assert_uint_eq(count_departed(), 0);
	s.life = CRM_ARCHIVED;
	ck_ok(crm_store_stage(st, &s, NULL, NULL, err));
	ck_assert_uint_eq(count_departed(), 1);
}
END_TEST

START_TEST(not_seen_are_live_records_of_older_generations)
{
	int64_t a = fixture_stage("1", 1, CRM_STAGE_NEW), b = fixture_stage("2", 1, CRM_STAGE_NEW), ids[4], live;
	struct crm_source s = fixture_contact("2", 1), gone = fixture_contact("3", 1);
	size_t n;
	gone.life = CRM_DELETED;
	ck_ok(crm_store_stage(st, &gone, NULL, NULL, err));
	s.generation = 2;
	ck_ok(crm_store_stage(st, &s, NULL, NULL, err));
	ck_ok(crm_store_count_live(st, fixture_system, CRM_CONTACT, &live, err));
	ck_assert_int_eq(live, 2);
	ck_ok(crm_store_not_seen(st, fixture_system, CRM_CONTACT, 2, 0, ids, 4, &n, err));
	ck_assert(n == 1 && ids[0] == a);
	ck_ok(crm_store_not_seen(st, fixture_system, CRM_CONTACT, 3, a, ids, 4, &n, err));
	ck_assert(n == 1 && ids[0] == b);
	ck_ok(crm_store_not_seen(st, fixture_system, CRM_CONTACT, 1, 0, ids, 4, &n, err));
	ck_assert_uint_eq(n, 0);
}
END_TEST

static void check_keys(int64_t source, size_t n, const struct crm_stored_key *expected)
{
	struct crm_stored_key *keys;
	size_t have;
	ck_ok(crm_store_keys_of(st, source, fixture_arena, &keys, &have, err));
	ck_assert_uint_eq(have, n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_str_eq(keys[i].text, expected[i].text);
		ck_assert_uint_eq(keys[i].level, expected[i].level);
	}
}

START_TEST(keys_are_replaced_by_difference)
{
	int64_t id = fixture_stage("1", 1, CRM_STAGE_NEW);
	struct crm_stored_key first[] = {{0, "email:a"}, {0, "email:b"}, {1, "phone:1"}};
	struct crm_stored_key second[] = {{0, "email:b"}, {2, "phone:1"}};
	ck_ok(crm_store_keys_set(st, id, CRM_CONTACT, first, 3, err));
	check_keys(id, 3, first);
	ck_ok(crm_store_keys_set(st, id, CRM_CONTACT, first, 3, err));
	check_keys(id, 3, first);
	ck_ok(crm_store_keys_set(st, id, CRM_CONTACT, second, 2, err));
	fixture_reopen();
	check_keys(id, 2, second);
	ck_ok(crm_store_keys_set(st, id, CRM_CONTACT, NULL, 0, err));
	check_keys(id, 0, NULL);
}
END_TEST

START_TEST(sources_by_key_are_live_and_of_the_object)
{
	struct crm_stored_key key = {0, "email:a"};
	int64_t ids[8], a = fixture_stage("1", 1, CRM_STAGE_NEW), b = fixture_stage("2", 1, CRM_STAGE_NEW);
	struct crm_source gone = fixture_contact("3", 1), company = fixture_contact("4", 1);
	int64_t gone_id, company_id;
	size_t n;
	gone.life = CRM_DELETED;
	company.object = CRM_COMPANY;
	ck_ok(crm_store_stage(st, &gone, &gone_id, NULL, err));
	ck_ok(crm_store_stage(st, &company, &company_id, NULL, err));
	ck_ok(crm_store_keys_set(st, b, CRM_CONTACT, &key, 1, err));
	ck_ok(crm_store_keys_set(st, a, CRM_CONTACT, &key, 1, err));
	ck_ok(crm_store_keys_set(st, gone_id, CRM_CONTACT, &key, 1, err));
	ck_ok(crm_store_keys_set(st, company_id, CRM_COMPANY, &key, 1, err));
	ck_ok(crm_store_sources_by_key(st, CRM_CONTACT, "email:a", ids, 8, &n, err));
	ck_assert_uint_eq(n, 2);
	ck_assert(ids[0] == a && ids[1] == b);
	ck_ok(crm_store_sources_by_key(st, CRM_CONTACT, "email:a", ids, 1, &n, err));
	ck_assert_uint_eq(n, 1);
	ck_ok(crm_store_sources_by_key(st, CRM_CONTACT, "email:A", ids, 8, &n, err));
	ck_assert_uint_eq(n, 0);
	ck_ok(crm_store_keys_clear(st, CRM_CONTACT, err));
	ck_ok(crm_store_sources_by_key(st, CRM_CONTACT, "email:a", ids, 8, &n, err));
	ck_assert_uint_eq(n, 0);
	ck_ok(crm_store_sources_by_key(st, CRM_COMPANY, "email:a", ids, 8, &n, err));
	ck_assert_uint_eq(n, 1);
}
END_TEST

START_TEST(the_schema_knows_the_enums)
{
	char sql[96];
	for (int i = 0; i < CRM_OBJECTS; i++) {
		snprintf(sql, sizeof(sql), "SELECT name FROM object WHERE id = %d", i);
		ck_assert_str_eq(fixture_lookup(sql), crm_object_name((enum crm_object)i));
	}
	for (int i = 0; i <= CRM_OPS_SKIPPED; i++) {
		snprintf(sql, sizeof(sql), "SELECT name FROM op_state WHERE id = %d", i);
		ck_assert_str_eq(fixture_lookup(sql), crm_op_state_name((enum crm_op_state)i));
	}
	ck_assert_str_eq(fixture_lookup("SELECT group_concat(name) FROM life"),
			 "live,archived,deleted,merged,converted");
	ck_assert_str_eq(fixture_lookup("SELECT group_concat(name) FROM op_kind"),
			 "create,update,archive,associate,dissociate");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *tc = tcase_create("records");
	tcase_add_checked_fixture(tc, fixture_open, fixture_close);
	tcase_add_test(tc, settings_are_kept_replaced_and_removed);
	tcase_add_test(tc, values_are_bound_never_pasted);
	tcase_add_test(tc, a_system_keeps_its_number);
	tcase_add_test(tc, runs_are_listed_newest_first);
	tcase_add_test(tc, positions_come_back_whole);
	tcase_add_test(tc, schema_and_usage_are_kept);
	tcase_add_test(tc, staging_writes_every_member);
	tcase_add_test(tc, the_same_id_in_another_object_or_system_is_another_record);
	tcase_add_test(tc, same_content_only_gets_seen);
	tcase_add_test(tc, hash_life_kind_and_into_are_changes);
	tcase_add_test(tc, only_a_change_marks_the_golden_record);
	tcase_add_test(tc, unlinked_lists_live_records_without_link_in_pages);
	tcase_add_test(tc, departed_records_are_followed_once_for_each_departure);
	tcase_add_test(tc, not_seen_are_live_records_of_older_generations);
	tcase_add_test(tc, keys_are_replaced_by_difference);
	tcase_add_test(tc, sources_by_key_are_live_and_of_the_object);
	tcase_add_test(tc, the_schema_knows_the_enums);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}

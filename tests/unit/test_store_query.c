/* SPDX-License-Identifier: Apache-2.0 */
/* How SQLite goes about the store's statements, what the public views show, and how fast staging is (printed, not
 * asserted). */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <crmsync/timestamp.h>

#include "run_suite.h"
#include "store_fixture.h"

#define st  fixture_store
#define err (&fixture_err)

static void link_to(int64_t source, int64_t golden)
{
	ck_ok(crm_store_link(st, source, golden, false, "email", fixture_run, err));
}

/* Statements that go through a whole table by their nature: a short one, or all of it is wanted. */
static const char *const may_scan[] = {"RUN_LIST", "GOLDEN_DIRTY_ALL", "REFUSAL_CLEAR_ALL", "HOLD_COUNT", "LINK_KINDS", "PAIRS_CLEAR", "SCORED_CLEAR", NULL};

static bool scan_allowed(const char *name)
{
	for (size_t i = 0; may_scan[i]; i++)
		if (!strcmp(may_scan[i], name))
			return true;
	return false;
}

START_TEST(no_statement_scans_a_table_that_grows)
{
	struct crm_buf plan;
	crm_buf_init(&plan, 1 << 16);
	ck_assert_uint_gt(store_statement_count(), 60);
	for (size_t i = 0; i < store_statement_count(); i++) {
		const char *name = store_statement_name(i);
		crm_buf_reset(&plan);
		ck_ok(store_statement_plan(st, i, &plan, err));
		ck_assert_msg(scan_allowed(name) || !strstr(plan.ptr, "SCAN "), "%s scans:\n%s", name, plan.ptr);
		if (strcmp(name, "SOURCE_LINKED") && strcmp(name, "OP_COUNTS") && strcmp(name, "KEYS_OF"))
			ck_assert_msg(!strstr(plan.ptr, "TEMP B-TREE"), "%s sorts:\n%s", name, plan.ptr);
	}
	crm_buf_free(&plan);
}
END_TEST

static void check_plan(const char *statement, const char *step)
{
	struct crm_buf plan;
	crm_buf_init(&plan, 1 << 16);
	for (size_t i = 0; i < store_statement_count(); i++)
		if (!strcmp(store_statement_name(i), statement))
			ck_ok(store_statement_plan(st, i, &plan, err));
	ck_assert_msg(strstr(plan.ptr, step) != NULL, "%s: no \"%s\" in\n%s", statement, step, plan.ptr);
	crm_buf_free(&plan);
}

START_TEST(work_lists_use_their_index)
{
	check_plan("STAGE_FIND", "(system=? AND object=? AND vendor_id=?)");
	check_plan("SOURCE_UNLINKED", "INDEX source_unlinked (object=? AND rowid>?)");
	check_plan("SOURCE_DEPARTED", "INDEX source_departed (object=? AND rowid>?)");
	check_plan("SOURCE_NOT_SEEN", "INDEX source_life (system=? AND object=? AND life=? AND rowid>?)");
	check_plan("SOURCE_COUNT_LIVE", "COVERING INDEX source_life");
	check_plan("KEY_SOURCES", "INDEX match_key_lookup (object=? AND key=?)");
	check_plan("KEYS_CLEAR", "INDEX match_key_lookup (object=?)");
	check_plan("GOLDEN_DIRTY_LIST", "PRIMARY KEY (object=? AND golden>?)");
	check_plan("SOURCE_LINKED", "INDEX link_golden (golden=?)");
	check_plan("LINK_VENDOR_ID", "INDEX link_golden (golden=?)");
	check_plan("OP_QUEUE", "INDEX operation_queue (run=? AND system=? AND phase=? AND state=? AND rowid>?)");
	check_plan("OP_OF_RUN", "INDEX operation_run (run=? AND state=? AND rowid>?)");
	check_plan("OP_OF_ANY", "INDEX operation_state (state=? AND rowid>?)");
	check_plan("OP_DROP_PLANNED", "INDEX operation_state (state=?)");
}
END_TEST

START_TEST(the_connection_is_set_up_as_promised)
{
	ck_assert_str_eq(fixture_lookup("PRAGMA journal_mode"), "wal");
	ck_assert_str_eq(fixture_lookup("PRAGMA synchronous"), "2");
	ck_assert_str_eq(fixture_lookup("PRAGMA foreign_keys"), "1");
	ck_assert_str_eq(fixture_lookup("PRAGMA trusted_schema"), "0");
	ck_assert_str_eq(fixture_lookup("PRAGMA cell_size_check"), "1");
	ck_assert_str_eq(fixture_lookup("PRAGMA secure_delete"), "1");
	ck_assert_str_eq(fixture_lookup("PRAGMA busy_timeout"), "5000");
	ck_assert_str_eq(fixture_lookup("PRAGMA cache_size"), "-16384");
	ck_assert_str_eq(fixture_lookup("PRAGMA mmap_size"), "0");
	ck_assert_str_eq(fixture_lookup("PRAGMA application_id"), "1668443507");
	ck_assert_str_eq(fixture_lookup("PRAGMA user_version"), "4");
	ck_assert_str_eq(
		fixture_lookup("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
			       " AND strict = 0 AND name NOT LIKE 'sqlite%'"),
		"0");
	ck_fails(CRM_E_FAIL, store_execute(st, "UPDATE sqlite_schema SET sql = ''", err));
}
END_TEST

static const char golden_cells[] =
	"{\"first_name\":[\"jim\",\"Jim\"],\"email\":[\"jim@firma.example\"],"
	"\"phone\":[\"n/a\",\"n/a\",false],\"additional_emails\":{\"l\":[[\"a\"],[\"b\",\"B\"]]},"
	"\"last_name\":null,\"score\":{\"d\":true},\"company\":[\"uid-acme\"]}";
static const char golden_provenance[] = "{\"first_name\":{\"system\":\"hubspot\",\"why\":\"priority\",\"run\":1}}";

/* Some versions of SQLite (3.40 among them) take the JSON functions for unsafe in views where the schema is not
   trusted, as in the program's own handle; those who read the views trust it. */
static void fill_views(void)
{
	int64_t company, contact, old, deal;
	struct crm_hold_row hold = {
		.object = CRM_CONTACT, .kind = "conflict", .field = "phone", .fingerprint = "f", .summary = "?"};
	struct crm_op_row op = {
		.run = fixture_run, .system = fixture_system, .phase = 1, .kind = 1, .object = CRM_CONTACT};
	struct crm_position position = {.watermark = "w", .last_complete = 1000};
	ck_ok(store_execute(st, "PRAGMA trusted_schema = ON", err));
	ck_ok(crm_store_golden_create(st, CRM_COMPANY, "uid-acme", fixture_run, &company, err));
	ck_ok(crm_store_golden_update(st, company, "{\"name\":[\"acme\",\"ACME\"]}", "{}", fixture_run, err));
	contact = fixture_golden("uid-jim");
	ck_ok(crm_store_golden_update(st, contact, golden_cells, golden_provenance, fixture_run, err));
	link_to(fixture_stage("501", 1, CRM_STAGE_NEW), contact);
	old = fixture_golden("uid-old");
	ck_ok(crm_store_golden_fold(st, old, contact, err));
	ck_ok(crm_store_golden_create(st, CRM_DEAL, "uid-deal", fixture_run, &deal, err));
	ck_ok(crm_store_golden_update(st, deal, "{\"contacts\":{\"l\":[[\"uid-old\"]]},\"company\":[\"uid-acme\"]}",
				      "{}", fixture_run, err));
	hold.golden = contact;
	op.golden = contact;
	op.state = CRM_OPS_ACKNOWLEDGED;
	ck_ok(crm_store_hold_put(st, &hold, fixture_run, err));
	ck_ok(crm_store_op_add(st, &op, NULL, err));
	ck_ok(crm_store_position_set(st, fixture_system, CRM_CONTACT, &position, err));
	ck_ok(crm_store_run_finish(st, fixture_run, 3500, 0, "done", "{}", err));
}

START_TEST(views_show_records)
{
	fill_views();
	ck_assert_str_eq(fixture_lookup("SELECT count(*) FROM v_contact"), "1");
	ck_assert_str_eq(fixture_lookup("SELECT first_name || '/' || email || '/' || phone FROM v_contact"),
			 "Jim/jim@firma.example/n/a");
	ck_assert_str_eq(fixture_lookup("SELECT last_name IS NULL FROM v_contact"), "1");
	ck_assert_str_eq(fixture_lookup("SELECT additional_emails FROM v_contact"), "a, B");
	ck_assert_str_eq(fixture_lookup("SELECT company_uid FROM v_contact"), "uid-acme");
	ck_assert_str_eq(fixture_lookup("SELECT records || first_synced FROM v_contact"), "11970-01-01T00:00:01Z");
	ck_assert_str_eq(fixture_lookup("SELECT name FROM v_company"), "ACME");
	ck_assert_str_eq(fixture_lookup("SELECT uid || contact_uids || company_uid FROM v_deal"),
			 "uid-dealuid-jimuid-acme");
	ck_assert_str_eq(fixture_lookup("SELECT deal_uid || contact_uid FROM v_deal_contact"), "uid-dealuid-jim");
	ck_assert_str_eq(fixture_lookup("SELECT count(*) FROM v_field WHERE uid = 'uid-jim'"), "7");
	ck_assert_str_eq(fixture_lookup("SELECT value || canonical || from_system || why || run FROM v_field WHERE "
					"field = 'first_name'"),
			 "Jimjimhubspotpriority1");
	ck_assert_str_eq(
		fixture_lookup("SELECT value || '|' || canonical FROM v_field WHERE field = 'additional_emails'"),
		"a, B|a, b");
	ck_assert_str_eq(fixture_lookup("SELECT count(*) FROM v_field WHERE value IS NULL"), "2");
}
END_TEST

START_TEST(views_show_what_happened)
{
	fill_views();
	ck_assert_str_eq(fixture_lookup("SELECT uid || object || system || vendor_id || life || role || matched || "
					"since FROM v_crosswalk"),
			 "uid-jimcontacthubspot501liveprimaryemail1970-01-01T00:00:01Z");
	ck_assert_str_eq(fixture_lookup("SELECT object || kind || uid || field FROM v_hold"),
			 "contactconflictuid-jimphone");
	ck_assert_str_eq(fixture_lookup("SELECT system || object || kind || state || uid FROM v_operation"),
			 "hubspotcontactupdateacknowledgeduid-jim");
	ck_assert_str_eq(fixture_lookup("SELECT status || finished || seconds FROM v_run"),
			 "done1970-01-01T00:00:03Z2.5");
	ck_assert_str_eq(
		fixture_lookup("SELECT system || object || live_records || last_complete || under_way FROM v_pull"),
		"hubspotcontact11970-01-01T00:00:01Z0");
}
END_TEST

#define MANY 100000

static void stage_all(const char *what, int64_t hash_offset, int64_t generation)
{
	char id[32], raw[1024];
	int64_t start = crm_time_monotonic(), took;
	struct stat info;
	ck_ok(crm_store_begin(st, err));
	for (int i = 0; i < MANY; i++) {
		char cells[400];
		snprintf(id, sizeof(id), "%d", 100000 + i * 7);
		snprintf(cells, sizeof(cells),
			 "{\"email\":[\"person%d@example.com\"],\"first_name\":[\"n%d\",\"N%d\"],\"phone\":[\"+4930%"
			 "07d\"]}",
			 i, i, i, i);
		snprintf(raw, sizeof(raw),
			 "{\"id\":\"%s\",\"properties\":{\"email\":\"person%d@example.com\",\"x\":\"%0*d\"}}", id, i,
			 700, 0);
		struct crm_source s = {.system = fixture_system,
				       .object = CRM_CONTACT,
				       .vendor_id = id,
				       .raw = raw,
				       .cells = cells,
				       .hash = i + hash_offset,
				       .seen_run = generation,
				       .generation = generation};
		ck_ok(crm_store_stage(st, &s, NULL, NULL, err));
		if (i % 10000 == 9999) {
			ck_ok(crm_store_commit(st, err));
			ck_ok(crm_store_begin(st, err));
		}
	}
	ck_ok(crm_store_commit(st, err));
	took = crm_time_monotonic() - start;
	ck_assert_int_eq(stat(fixture_path, &info), 0);
	printf("%s: %lld rows/s, %lld bytes per record in the file\n", what, took ? MANY * 1000LL / took : 0LL,
	       (long long)info.st_size / MANY);
}

START_TEST(staging_a_hundred_thousand)
{
	int64_t live, id;
	size_t n;
	stage_all("new", 0, 1);
	stage_all("same", 0, 2);
	stage_all("changed", 1, 3);
	ck_ok(crm_store_count_live(st, fixture_system, CRM_CONTACT, &live, err));
	ck_assert_int_eq(live, MANY);
	ck_ok(crm_store_not_seen(st, fixture_system, CRM_CONTACT, 3, 0, &id, 1, &n, err));
	ck_assert_uint_eq(n, 0);
	fixture_reopen();
	ck_ok(crm_store_count_live(st, fixture_system, CRM_CONTACT, &live, err));
	ck_assert_int_eq(live, MANY);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store: queries");
	TCase *tc = tcase_create("queries");
	tcase_add_checked_fixture(tc, fixture_open, fixture_close);
	tcase_add_test(tc, no_statement_scans_a_table_that_grows);
	tcase_add_test(tc, work_lists_use_their_index);
	tcase_add_test(tc, the_connection_is_set_up_as_promised);
	tcase_add_test(tc, views_show_records);
	tcase_add_test(tc, views_show_what_happened);
	suite_add_tcase(suite, tc);
	TCase *many = tcase_create("many records");
	tcase_set_tags(many, "slow"); /* CK_EXCLUDE_TAGS=slow leaves them out */
	tcase_add_checked_fixture(many, fixture_open, fixture_close);
	tcase_add_test(many, staging_a_hundred_thousand);
	suite_add_tcase(suite, many);
	return run_suite(suite);
}

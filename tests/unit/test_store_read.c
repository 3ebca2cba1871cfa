/* SPDX-License-Identifier: Apache-2.0 */
/* A store that is only looked into, and what is looked up in it. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <crmsync/connector.h>

#include "run_suite.h"
#include "store_fixture.h"

#define st  fixture_store
#define err (&fixture_err)

static struct crm_store *look;

static void teardown(void)
{
	crm_store_close(look);
	look = NULL;
	fixture_close();
}

START_TEST(one_moment_beside_a_run)
{
	struct crm_run_row row;
	int64_t id = 0;
	bool found = false;
	ck_ok(crm_store_lock(st, err));
	fixture_golden("a");
	ck_ok(crm_store_open_to_read(fixture_path, &look, err));
	ck_ok(crm_store_golden_by_uid(look, CRM_CONTACT, "a", &id, err));
	ck_assert_int_ne(id, 0);
	fixture_golden("b");
	ck_ok(crm_store_golden_by_uid(look, CRM_CONTACT, "b", &id, err));
	ck_assert_int_eq(id, 0);
	ck_ok(crm_store_run(look, fixture_run, fixture_arena, &row, &found, err));
	ck_assert(found && row.id == fixture_run && row.exit_code == -1);
	ck_ok(crm_store_run(look, 99, fixture_arena, &row, &found, err));
	ck_assert(!found);
}
END_TEST

START_TEST(nothing_can_be_written)
{
	int64_t id = 0;
	ck_ok(crm_store_open_to_read(fixture_path, &look, err));
	ck_assert_int_lt(crm_store_set(look, "a", "b", "c", err), 0);
	crm_error_clear(err);
	ck_assert_int_lt(crm_store_golden_create(look, CRM_CONTACT, "x", fixture_run, &id, err), 0);
	crm_error_clear(err);
	crm_store_close(look);
	look = NULL;
	ck_assert_str_eq(fixture_lookup("SELECT count(*) FROM golden WHERE uid = 'x'"), "0");
	ck_assert_str_eq(fixture_lookup("SELECT count(*) FROM setting WHERE scope = 'a'"), "0");
}
END_TEST

static long copy_file(const char *from, const char *to)
{
	char bytes[4096];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	long total = 0;
	ck_assert(in != NULL && out != NULL);
	for (size_t n; (n = fread(bytes, 1, sizeof bytes, in)) > 0; total += (long)n)
		ck_assert_uint_eq(fwrite(bytes, 1, n, out), n);
	fclose(in);
	fclose(out);
	return total;
}

/* What it left in the log is for the next one that writes. */
START_TEST(the_log_of_a_run_that_died_stays)
{
	char log[128], crashed[128], crashed_log[128];
	struct stat before, after;
	int64_t id = 0;
	fixture_golden("a");
	fixture_name(log, "-wal");
	fixture_name(crashed, ".crashed");
	fixture_name(crashed_log, ".crashed-wal");
	copy_file(fixture_path, crashed);
	ck_assert_int_gt(copy_file(log, crashed_log), 0);
	ck_assert_int_eq(chmod(crashed, 0600), 0);
	ck_assert_int_eq(stat(crashed_log, &before), 0);
	ck_ok(crm_store_open_to_read(crashed, &look, err));
	ck_ok(crm_store_golden_by_uid(look, CRM_CONTACT, "a", &id, err));
	ck_assert_int_ne(id, 0);
	crm_store_close(look);
	look = NULL;
	ck_assert_int_eq(stat(crashed_log, &after), 0);
	ck_assert_int_eq(after.st_size, before.st_size);
}
END_TEST

START_TEST(what_cannot_be_read)
{
	char name[128];
	fixture_name(name, ".none");
	ck_fails(CRM_E_NOT_FOUND, crm_store_open_to_read(name, &look, err));
	ck_assert_int_ne(access(name, F_OK), 0);
	ck_ok(store_execute(st, "PRAGMA user_version = 3", err));
	ck_fails(CRM_E_STORE, crm_store_open_to_read(fixture_path, &look, err));
	ck_said("older version 3");
	fixture_name(name, ".v3.bak");
	ck_assert_int_ne(access(name, F_OK), 0);
	ck_ok(store_execute(st, "PRAGMA user_version = 99", err));
	ck_fails(CRM_E_STORE, crm_store_open_to_read(fixture_path, &look, err));
	ck_said("newer");
	look = NULL;
}
END_TEST

static int add_holder(void *ctx, int64_t source, int64_t golden, struct crm_error *e)
{
	struct crm_buf *seen = ctx;
	(void)e;
	crm_buf_printf(seen, "%lld/%lld ", (long long)source, (long long)golden);
	return CRM_OK;
}

START_TEST(who_holds_a_value)
{
	struct crm_source row = fixture_contact("1", 1);
	struct crm_buf seen;
	char expected[64];
	int64_t first = 0, golden = fixture_golden("a");
	crm_buf_init(&seen, 1024);
	row.cells =
		"{\"email\":[\"ada@firma.example\",\"Ada@Firma.example\"],\"emails\":{\"l\":[[\"b@firma.example\"]]}}";
	ck_ok(crm_store_stage(st, &row, &first, NULL, err));
	row = fixture_contact("2", 2);
	row.cells = "{\"email\":[\"xada@firma.example\"],\"phone\":null}";
	ck_ok(crm_store_stage(st, &row, NULL, NULL, err));
	ck_ok(crm_store_golden_update(st, golden, "{\"email\":[\"ada@firma.example\"]}", "{}", fixture_run, err));
	ck_ok(crm_store_open_to_read(fixture_path, &look, err));
	ck_ok(crm_store_holders(look, CRM_CONTACT, "ada@firma.example", add_holder, &seen, err));
	snprintf(expected, sizeof expected, "%lld/0 0/%lld ", (long long)first, (long long)golden);
	ck_assert_str_eq(seen.ptr, expected);
	crm_buf_reset(&seen);
	ck_ok(crm_store_holders(look, CRM_CONTACT, "b@firma.example", add_holder, &seen, err));
	snprintf(expected, sizeof expected, "%lld/0 ", (long long)first);
	ck_assert_str_eq(seen.ptr, expected);
	crm_buf_reset(&seen);
	ck_ok(crm_store_holders(look, CRM_COMPANY, "ada@firma.example", add_holder, &seen, err));
	ck_assert_str_eq(seen.ptr, "");
	crm_buf_free(&seen);
}
END_TEST

START_TEST(what_was_sent_for_a_record)
{
	struct crm_op_row op = {.run = fixture_run,
				.system = fixture_system,
				.object = CRM_CONTACT,
				.golden = fixture_golden("a"),
				.payload = "{}",
				.changes = "[]",
				.settle = "{}",
				.state = CRM_OPS_PLANNED};
	struct crm_op_row *rows;
	struct crm_refusal_row *refusals;
	int64_t ids[3] = {0}, folded[4], created = 0, changed = 0, other = fixture_golden("b");
	size_t n = 0;
	for (size_t i = 0; i < 3; i++) {
		op.kind = i == 0 ? CRM_OP_UPDATE : CRM_OP_CREATE; /* the index has another order than time */
		ck_ok(crm_store_op_add(st, &op, &ids[i], err));
		if (i < 2)
			ck_ok(crm_store_ops_state(st, &ids[i], 1, CRM_OPS_SENT, 1000, err));
	}
	ck_ok(crm_store_history(st, op.golden, fixture_arena, &rows, &n, err));
	ck_assert_uint_eq(n, 2);
	ck_assert(rows[0].id == ids[0] && rows[1].id == ids[1]);
	ck_ok(crm_store_refusal_set(st, op.golden, fixture_system, CRM_OP_UPDATE, 5, NULL, "no", fixture_run, err));
	ck_ok(crm_store_refusals_of(st, op.golden, fixture_arena, &refusals, &n, err));
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(refusals[0].message, "no");
	ck_assert(refusals[0].code == NULL && refusals[0].run == fixture_run && refusals[0].system == fixture_system);
	ck_ok(crm_store_golden_runs(st, op.golden, &created, &changed, err));
	ck_assert(created == fixture_run && changed == fixture_run);
	ck_fails(CRM_E_NOT_FOUND, crm_store_golden_runs(st, 999, &created, &changed, err));
	ck_ok(crm_store_golden_fold(st, other, op.golden, err));
	ck_ok(crm_store_golden_folded(st, op.golden, folded, 4, &n, err));
	ck_assert(n == 1 && folded[0] == other);
}
END_TEST

START_TEST(names_of_systems)
{
	const char *name = NULL;
	int64_t id = 0;
	ck_ok(crm_store_system_known(st, "hubspot", &id, err));
	ck_assert_int_eq(id, fixture_system);
	ck_ok(crm_store_system_known(st, "nobody", &id, err));
	ck_assert_int_eq(id, 0);
	ck_ok(crm_store_system_name(st, fixture_system, fixture_arena, &name, err));
	ck_assert_str_eq(name, "hubspot");
	ck_ok(crm_store_system_name(st, 99, fixture_arena, &name, err));
	ck_assert_ptr_null(name);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store: looked into");
	TCase *tc = tcase_create("reading");
	tcase_add_checked_fixture(tc, fixture_open, teardown);
	tcase_add_test(tc, one_moment_beside_a_run);
	tcase_add_test(tc, nothing_can_be_written);
	tcase_add_test(tc, the_log_of_a_run_that_died_stays);
	tcase_add_test(tc, what_cannot_be_read);
	tcase_add_test(tc, who_holds_a_value);
	tcase_add_test(tc, what_was_sent_for_a_record);
	tcase_add_test(tc, names_of_systems);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}

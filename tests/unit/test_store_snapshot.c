/* SPDX-License-Identifier: Apache-2.0 */
/* A store read from outside. */
#include "config.h"

#include <crmsync/buf.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <store/snapshot.h>

#include "run_suite.h"
#include "store_fixture.h"

#define st  fixture_store
#define err (&fixture_err)

static struct crm_buf seen;

static int note_system(void *ctx, const struct crm_snapshot_system *system, struct crm_error *e)
{
	(void)ctx, (void)e;
	crm_buf_printf(&seen, "%s=%s/%s;", system->name, system->connector, system->tenant ? system->tenant : "-");
	return CRM_OK;
}

static int note_fields(void *ctx, enum crm_object object, const char *fields, struct crm_error *e)
{
	(void)ctx, (void)e;
	crm_buf_printf(&seen, "%d:%s;", (int)object, fields);
	return CRM_OK;
}

static int note_record(void *ctx, const struct crm_snapshot_record *r, struct crm_error *e)
{
	(void)ctx, (void)e;
	crm_buf_printf(&seen, "%d %s %s %d %s %lld %s %s;", (int)r->object, r->id, r->kind ? r->kind : "-",
		       (int)r->life, r->into ? r->into : "-", (long long)r->modified, r->raw, r->cells);
	return CRM_OK;
}

static int stop_reading(void *ctx, const struct crm_snapshot_record *r, struct crm_error *e)
{
	(void)ctx;
	return crm_error_set(e, CRM_E_INVALID, "'%s' is not wanted", r->id);
}

static void setup(void)
{
	fixture_open();
	crm_buf_init(&seen, CRM_BUF_MAX);
}

static void teardown(void)
{
	crm_buf_free(&seen);
	fixture_close();
}

static void put(enum crm_object object, const char *id, enum crm_life life, const char *into, const char *raw)
{
	struct crm_source s = {.system = fixture_system,
			       .object = object,
			       .vendor_id = id,
			       .life = life,
			       .into = into,
			       .modified = 7,
			       .raw = raw,
			       .cells = raw ? "{\"a\":[\"b\"]}" : NULL,
			       .seen_run = fixture_run,
			       .generation = 1};
	ck_ok(crm_store_stage(st, &s, NULL, NULL, err));
}

START_TEST(all_of_a_system_in_order)
{
	int64_t other;
	struct crm_snapshot *snapshot;
	ck_ok(crm_store_system(st, "sales", "salesforce", &other, err));
	ck_ok(crm_store_set(st, "system:hubspot", "tenant", "4711", err));
	put(CRM_DEAL, "5", CRM_LIVE, NULL, "{\"d\":1}");
	put(CRM_CONTACT, "10", CRM_LIVE, NULL, "{\"c\":2}");
	put(CRM_CONTACT, "9", CRM_LIVE, NULL, "{\"c\":1}");
	put(CRM_CONTACT, "3", CRM_MERGED, "9", "{\"c\":0}");
	put(CRM_CONTACT, "4", CRM_DELETED, NULL, NULL);
	put(CRM_COMPANY, "7", CRM_ARCHIVED, NULL, "{}");
	ck_ok(crm_snapshot_open(fixture_path, &snapshot, err));
	ck_ok(crm_snapshot_systems(snapshot, note_system, NULL, err));
	ck_assert_str_eq(seen.ptr, "hubspot=hubspot/4711;sales=salesforce/-;");
	crm_buf_reset(&seen);
	ck_ok(crm_snapshot_records(snapshot, "hubspot", note_record, NULL, err));
	ck_assert_str_eq(seen.ptr, "0 7 - 1 - 7 {} {\"a\":[\"b\"]};"
				   "1 4 - 2 - 7 {} {};"
				   "1 9 - 0 - 7 {\"c\":1} {\"a\":[\"b\"]};"
				   "1 10 - 0 - 7 {\"c\":2} {\"a\":[\"b\"]};"
				   "1 3 - 3 9 7 {\"c\":0} {\"a\":[\"b\"]};"
				   "2 5 - 0 - 7 {\"d\":1} {\"a\":[\"b\"]};");
	crm_buf_reset(&seen);
	ck_ok(crm_snapshot_records(snapshot, "sales", note_record, NULL, err));
	ck_assert_uint_eq(seen.len, 0);
	crm_snapshot_close(snapshot);
}
END_TEST

START_TEST(it_is_the_state_of_one_moment)
{
	struct crm_snapshot *snapshot;
	put(CRM_CONTACT, "1", CRM_LIVE, NULL, "{}");
	ck_ok(crm_snapshot_open(fixture_path, &snapshot, err));
	ck_ok(crm_snapshot_systems(snapshot, note_system, NULL, err));
	/* the writer is not held up, and what it writes is not seen */
	put(CRM_CONTACT, "2", CRM_LIVE, NULL, "{}");
	crm_buf_reset(&seen);
	ck_ok(crm_snapshot_records(snapshot, "hubspot", note_record, NULL, err));
	ck_assert_str_eq(seen.ptr, "1 1 - 0 - 7 {} {\"a\":[\"b\"]};");
	crm_snapshot_close(snapshot);
}
END_TEST

START_TEST(fields_as_they_were_described)
{
	struct crm_snapshot *snapshot;
	ck_ok(crm_store_schema_set(st, fixture_system, CRM_CONTACT, "[{\"name\":\"x\"}]", 1, err));
	ck_ok(crm_snapshot_open(fixture_path, &snapshot, err));
	ck_ok(crm_snapshot_fields(snapshot, "hubspot", note_fields, NULL, err));
	ck_assert_str_eq(seen.ptr, "1:[{\"name\":\"x\"}];");
	crm_snapshot_close(snapshot);
}
END_TEST

START_TEST(a_callback_ends_it)
{
	struct crm_snapshot *snapshot;
	put(CRM_CONTACT, "1", CRM_LIVE, NULL, "{}");
	ck_ok(crm_snapshot_open(fixture_path, &snapshot, err));
	ck_fails(CRM_E_INVALID, crm_snapshot_records(snapshot, "hubspot", stop_reading, NULL, err));
	ck_said("'1' is not wanted");
	crm_snapshot_close(snapshot);
	crm_snapshot_close(NULL);
}
END_TEST

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

START_TEST(what_is_no_store)
{
	struct crm_snapshot *snapshot = NULL;
	char name[128];
	struct stat info;
	fixture_name(name, "-none");
	ck_fails(CRM_E_NOT_FOUND, crm_snapshot_open(name, &snapshot, err));
	ck_said(name);
	ck_assert_int_lt(stat(name, &info), 0);
	ck_fails(CRM_E_STORE, crm_snapshot_open(fixture_folder, &snapshot, err));
	fixture_name(name, "-text");
	write_file(name, "");
	ck_fails(CRM_E_STORE, crm_snapshot_open(name, &snapshot, err));
	ck_said("it is empty");
	write_file(name, "no database, but long enough to be taken for one: "
			 "......................................................");
	ck_fails(CRM_E_STORE, crm_snapshot_open(name, &snapshot, err));
	ck_said("not SQLite");
	ck_assert_ptr_null(snapshot);
	remove(name);
}
END_TEST

START_TEST(another_version)
{
	struct crm_snapshot *snapshot = NULL;
	ck_ok(store_execute(st, "PRAGMA user_version = 9999", err));
	ck_fails(CRM_E_STORE, crm_snapshot_open(fixture_path, &snapshot, err));
	ck_said("newer than this program");
	ck_ok(store_execute(st, "PRAGMA user_version = 0", err));
	ck_fails(CRM_E_STORE, crm_snapshot_open(fixture_path, &snapshot, err));
	ck_said("older version");
	ck_ok(store_execute(st, "PRAGMA application_id = 1", err));
	ck_fails(CRM_E_STORE, crm_snapshot_open(fixture_path, &snapshot, err));
	ck_said("no store of crmsync");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store: snapshot");
	TCase *tc = tcase_create("snapshot");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, all_of_a_system_in_order);
	tcase_add_test(tc, it_is_the_state_of_one_moment);
	tcase_add_test(tc, fields_as_they_were_described);
	tcase_add_test(tc, a_callback_ends_it);
	tcase_add_test(tc, what_is_no_store);
	tcase_add_test(tc, another_version);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Rebuilding: what state a file is in, how it is put aside, and what of it comes along into a new store. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run_suite.h"
#include "store_fixture.h"

#define st  fixture_store
#define err (&fixture_err)

#define NOW_MS INT64_C(1795286706000) /* 2026-11-21T18:45:06Z */

static char aside[160];

static void close_store(void)
{
	crm_store_close(st);
	fixture_store = NULL;
}

static void put_aside(void)
{
	struct crm_buf name;
	crm_buf_init(&name, CRM_BUF_MAX);
	ck_ok(crm_store_put_aside(fixture_path, NOW_MS, &name, err));
	snprintf(aside, sizeof(aside), "%s", name.ptr);
	crm_buf_free(&name);
}

static enum crm_store_condition condition(struct crm_error *damage)
{
	enum crm_store_condition found;
	ck_ok(crm_store_examine(fixture_path, &found, damage, err));
	return found;
}

static void overwrite(const char *path, off_t at, const void *bytes, size_t n)
{
	int fd = open(path, O_WRONLY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, bytes, n, at), (ssize_t)n);
	close(fd);
}

/* The first page of a table is garbage. */
static void damage_table(const char *path, const char *table)
{
	static char garbage[4096];
	char sql[96];
	memset(garbage, 0xa5, sizeof(garbage));
	snprintf(sql, sizeof(sql), "SELECT rootpage FROM sqlite_schema WHERE name = '%s'", table);
	long page = atol(fixture_lookup(sql));
	ck_assert_int_gt(page, 1);
	close_store();
	overwrite(path, (page - 1) * 4096, garbage, sizeof(garbage));
}

static void remember_things(void)
{
	ck_ok(crm_store_decision_set(st, "value", CRM_CONTACT, "u1/phone", "+4989123", fixture_run, err));
	ck_ok(crm_store_decision_set(st, "separate", CRM_COMPANY, "u2", "u3", fixture_run, err));
	ck_ok(crm_store_suppress(st, CRM_CONTACT, "email", "ada@example.org", fixture_run, err));
	ck_ok(crm_store_set(st, "system:hubspot", "tenant", "4711", err));
	ck_ok(crm_store_set(st, "sync", "first_done", "1", err));
}

static struct crm_salvaged salvage(void)
{
	struct crm_salvaged found;
	ck_ok(crm_store_open(fixture_path, true, &fixture_store, err));
	ck_ok(crm_store_run_start(st, "relink", 1000, &fixture_run, err));
	ck_ok(crm_store_salvage(st, aside, fixture_run, &found, err));
	ck_ok(crm_store_check(st, err));
	return found;
}

static bool knows_ada(void)
{
	bool known = false;
	ck_ok(crm_store_suppressed(st, CRM_CONTACT, "email", "ada@example.org", &known, err));
	return known;
}

START_TEST(conditions_are_told_apart)
{
	struct crm_error damage = {0};
	ck_assert_int_eq(condition(&damage), CRM_STORE_SOUND);
	remember_things();
	damage_table(fixture_path, "golden");
	ck_assert_int_eq(damage.code, 0);
	ck_assert_int_eq(condition(&damage), CRM_STORE_DAMAGED);
	ck_assert_int_eq(damage.code, CRM_E_STORE);
	overwrite(fixture_path, 60, "\0\0\0\x29", 4);
	ck_assert_int_eq(condition(&damage), CRM_STORE_NEWER);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&damage), "version 41"));
	overwrite(fixture_path, 68, "\0\0\0\7", 4);
	ck_assert_int_eq(condition(&damage), CRM_STORE_UNKNOWN);
	overwrite(fixture_path, 0, "no SQLite at all", 16);
	ck_assert_int_eq(condition(&damage), CRM_STORE_UNKNOWN);
	crm_error_clear(&damage);
	ck_assert_int_eq(truncate(fixture_path, 0), 0);
	ck_assert_int_eq(condition(&damage), CRM_STORE_MISSING);
	ck_assert_int_eq(unlink(fixture_path), 0);
	ck_assert_int_eq(condition(&damage), CRM_STORE_MISSING);
	ck_assert_int_eq(damage.code, 0);
	enum crm_store_condition found;
	ck_fails(CRM_E_STORE, crm_store_examine(fixture_folder, &found, &damage, err));
	crm_error_clear(&damage);
}
END_TEST

START_TEST(all_that_belongs_to_it_is_moved)
{
	char name[200];
	fixture_name(name, "-wal");
	ck_assert_int_eq(access(name, F_OK), 0);
	remember_things();
	ck_ok(crm_store_lock(st, err));
	struct crm_buf unused;
	crm_buf_init(&unused, CRM_BUF_MAX);
	ck_fails(CRM_E_LOCKED, crm_store_put_aside(fixture_path, NOW_MS, &unused, err));
	crm_buf_free(&unused);
	crm_store_unlock(st);
	put_aside();
	ck_assert_ptr_nonnull(strstr(aside, "/test.db.damaged-20261121T184506Z"));
	ck_assert_int_ne(access(fixture_path, F_OK), 0);
	ck_assert_int_ne(access(name, F_OK), 0);
	snprintf(name, sizeof(name), "%s-wal", aside);
	ck_assert_int_eq(access(name, F_OK), 0);
	close_store();
	ck_ok(crm_store_open(fixture_path, true, &fixture_store, err));
	close_store();
	put_aside();
	ck_assert_ptr_nonnull(strstr(aside, "T184506Z-2"));
}
END_TEST

START_TEST(what_the_crms_do_not_hold_comes_along)
{
	remember_things();
	damage_table(fixture_path, "golden");
	put_aside();
	struct crm_salvaged found = salvage();
	ck_assert_int_eq(found.decisions, 2);
	ck_assert_int_eq(found.suppressed, 1);
	ck_assert_int_eq(found.version, CRM_STORE_VERSION);
	ck_assert(!found.incomplete);
	ck_assert(knows_ada());
	ck_assert_str_eq(fixture_lookup("SELECT value FROM decision WHERE subject = 'u1/phone'"), "+4989123");
	ck_assert_str_eq(fixture_lookup("SELECT value FROM setting WHERE key = 'tenant'"), "4711");
	ck_assert_str_eq(fixture_lookup("SELECT value FROM setting WHERE key = 'first_done'"), "(none)");
}
END_TEST

START_TEST(what_cannot_be_read_is_left)
{
	remember_things();
	damage_table(fixture_path, "decision");
	put_aside();
	struct crm_salvaged found = salvage();
	ck_assert_int_eq(found.decisions, 0);
	ck_assert_int_eq(found.suppressed, 1);
	ck_assert(found.incomplete);
	ck_assert(knows_ada());
}
END_TEST

START_TEST(nothing_can_be_read)
{
	close_store();
	overwrite(fixture_path, 0, "no SQLite at all", 16);
	put_aside();
	struct crm_salvaged found = salvage();
	ck_assert_int_eq(found.decisions + found.suppressed + found.version, 0);
	ck_assert(found.incomplete);
	ck_assert(!knows_ada());
}
END_TEST

START_TEST(the_old_file_is_not_written_to)
{
	struct stat before, after;
	char wal[192];
	remember_things();
	put_aside();
	snprintf(wal, sizeof(wal), "%s-wal", aside);
	ck_assert_int_eq(stat(wal, &before), 0);
	close_store(); /* of the moved file, whose log goes into it */
	ck_assert_int_eq(stat(aside, &before), 0);
	ck_assert(salvage().suppressed == 1);
	ck_assert_int_eq(stat(aside, &after), 0);
	ck_assert(before.st_mtim.tv_sec == after.st_mtim.tv_sec && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
}
END_TEST

START_TEST(an_older_file_is_read_too)
{
	char *sql = fixture_read_version(1);
	const struct store_profile first = {1, sql, NULL, 0};
	close_store();
	ck_assert_int_eq(unlink(fixture_path), 0);
	ck_ok(store_open_profile(fixture_path, true, &first, &fixture_store, err));
	ck_ok(store_execute(st, "INSERT INTO decision VALUES ('value', 1, 'u1/phone', '1', 1)", err));
	damage_table(fixture_path, "golden");
	put_aside();
	struct crm_salvaged found = salvage();
	ck_assert_int_eq(found.version, 1);
	ck_assert_int_eq(found.decisions, 1);
	ck_assert(!found.incomplete);
	ck_assert_str_eq(fixture_lookup("SELECT count(*) FROM setting WHERE key = 'tenant'"), "3");
	free(sql);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store: salvage");
	TCase *tc = tcase_create("salvage");
	tcase_add_checked_fixture(tc, fixture_open, fixture_close);
	tcase_add_test(tc, conditions_are_told_apart);
	tcase_add_test(tc, all_that_belongs_to_it_is_moved);
	tcase_add_test(tc, what_the_crms_do_not_hold_comes_along);
	tcase_add_test(tc, what_cannot_be_read_is_left);
	tcase_add_test(tc, nothing_can_be_read);
	tcase_add_test(tc, the_old_file_is_not_written_to);
	tcase_add_test(tc, an_older_file_is_read_too);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}

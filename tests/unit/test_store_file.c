/* SPDX-License-Identifier: Apache-2.0 */
/* The store as a file: what is refused, what is tightened, how it is locked, how it is brought to a new version. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <crmsync/log.h>

#include "run_suite.h"
#include "store_fixture.h"

#define st  fixture_store
#define err (&fixture_err)

#define SOMEBODY 65534 /* a user id that owns nothing here */

static void close_store(void)
{
	crm_store_close(st);
	fixture_store = NULL;
}

static unsigned mode_of(const char *suffix)
{
	struct stat info;
	char name[128];
	fixture_name(name, suffix);
	ck_assert_msg(stat(name, &info) == 0, "%s: %s", name, strerror(errno));
	return info.st_mode & 07777;
}

static void overwrite(off_t at, const void *bytes, size_t n)
{
	int fd = open(fixture_path, O_WRONLY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, bytes, n, at), (ssize_t)n);
	close(fd);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

START_TEST(everything_is_private_whatever_the_umask)
{
	umask(0);
	ck_ok(crm_store_open(fixture_path, true, &fixture_store, err));
	ck_ok(crm_store_set(st, "a", "b", "c", err));
	ck_ok(crm_store_lock(st, err));
	ck_assert_uint_eq(mode_of(""), 0600);
	ck_assert_uint_eq(mode_of("-wal"), 0600);
	ck_assert_uint_eq(mode_of("-shm"), 0600);
	ck_assert_uint_eq(mode_of(".lock"), 0600);
	close_store();
	umask(0777);
	ck_assert_int_eq(unlink(fixture_path), 0);
	ck_ok(crm_store_open(fixture_path, true, &fixture_store, err));
	ck_assert_uint_eq(mode_of(""), 0600);
}
END_TEST

static char warning[300];

static void keep_warning(enum crm_log_level level, const char *line, void *arg)
{
	(void)arg;
	if (level == CRM_LOG_WARNING)
		snprintf(warning, sizeof(warning), "%s", line);
}

START_TEST(a_readable_store_is_tightened_with_a_warning)
{
	fixture_open();
	close_store();
	ck_assert_int_eq(chmod(fixture_path, 0644), 0);
	crm_log_set_sink(keep_warning, NULL);
	ck_ok(crm_store_open(fixture_path, false, &fixture_store, err));
	crm_log_set_sink(NULL, NULL);
	ck_assert_uint_eq(mode_of(""), 0600);
	ck_assert_ptr_nonnull(strstr(warning, "private now"));
}
END_TEST

START_TEST(a_store_that_is_not_there)
{
	ck_fails(CRM_E_NOT_FOUND, crm_store_open(fixture_path, false, &fixture_store, err));
	ck_assert_int_ne(access(fixture_path, F_OK), 0);
	write_file(fixture_path, "");
	ck_assert_int_eq(chmod(fixture_path, 0600), 0);
	ck_fails(CRM_E_NOT_FOUND, crm_store_open(fixture_path, false, &fixture_store, err));
	ck_ok(crm_store_open(fixture_path, true, &fixture_store, err));
}
END_TEST

START_TEST(a_path_that_cannot_be_a_store)
{
	char name[128];
	ck_fails(CRM_E_STORE, crm_store_open(fixture_folder, true, &fixture_store, err));
	ck_said("directory");
	ck_fails(CRM_E_STORE, crm_store_open("/dev/null", true, &fixture_store, err));
	ck_said("regular file");
	fixture_name(name, "-no/such/folder");
	ck_fails(CRM_E_DISK, crm_store_open(name, true, &fixture_store, err));
	ck_said("no such");
	fixture_name(name, ".fifo");
	ck_assert_int_eq(mkfifo(name, 0600), 0);
	ck_fails(CRM_E_STORE, crm_store_open(name, true, &fixture_store, err));
}
END_TEST

START_TEST(names_that_sqlite_takes_for_something_else)
{
	ck_assert_int_eq(chdir(fixture_folder), 0);
	ck_ok(crm_store_open(":memory:", true, &fixture_store, err));
	ck_ok(crm_store_set(st, "a", "b", "c", err));
	close_store();
	ck_assert_int_eq(access(":memory:", F_OK), 0);
	ck_ok(crm_store_open("file:x?mode=memory", true, &fixture_store, err));
	ck_assert_str_eq(crm_store_path(st), "file:x?mode=memory");
	ck_assert_int_eq(access("file:x?mode=memory", F_OK), 0);
}
END_TEST

START_TEST(a_symlink_is_followed_to_the_owners_file)
{
	char name[128];
	fixture_open();
	close_store();
	fixture_name(name, ".link");
	ck_assert_int_eq(symlink(fixture_path, name), 0);
	ck_ok(crm_store_open(name, false, &fixture_store, err));
	close_store();
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(fixture_path, SOMEBODY, SOMEBODY), 0);
	ck_fails(CRM_E_STORE, crm_store_open(name, false, &fixture_store, err));
	ck_said("belongs to user id 65534");
}
END_TEST

START_TEST(text_is_not_a_store)
{
	char text[2000];
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	write_file(fixture_path, text);
	ck_fails(CRM_E_STORE, crm_store_open(fixture_path, true, &fixture_store, err));
	ck_said(fixture_path);
	ck_said("backup");
	write_file(fixture_path, "short");
	ck_fails(CRM_E_STORE, crm_store_open(fixture_path, true, &fixture_store, err));
}
END_TEST

START_TEST(a_foreign_sqlite_file_is_left_alone)
{
	fixture_open();
	close_store();
	overwrite(68, "\0\0\0\7", 4);
	ck_fails(CRM_E_STORE, crm_store_open(fixture_path, true, &fixture_store, err));
	ck_said("not a crmsync store");
	overwrite(68, "\0\0\0\0", 4);
	overwrite(60, "\0\0\0\0", 4);
	ck_fails(CRM_E_STORE, crm_store_open(fixture_path, true, &fixture_store, err));
	ck_said("not a crmsync store");
}
END_TEST

START_TEST(a_newer_store_names_both_versions)
{
	fixture_open();
	close_store();
	overwrite(60, "\0\0\0\x29", 4);
	ck_fails(CRM_E_STORE, crm_store_open(fixture_path, true, &fixture_store, err));
	char known[32];
	snprintf(known, sizeof(known), "up to version %d:", CRM_STORE_VERSION);
	ck_said("version 41");
	ck_said(known);
}
END_TEST

static void fill(int n)
{
	char id[32];
	ck_ok(crm_store_begin(st, err));
	for (int i = 0; i < n; i++) {
		snprintf(id, sizeof(id), "%d", i);
		fixture_stage(id, i, CRM_STAGE_NEW);
	}
	ck_ok(crm_store_commit(st, err));
}

START_TEST(a_truncated_store_is_noticed)
{
	struct stat info;
	fixture_open();
	fill(500);
	close_store();
	ck_assert_int_eq(stat(fixture_path, &info), 0);
	ck_assert_int_eq(truncate(fixture_path, info.st_size / 2), 0);
	ck_fails(CRM_E_STORE, crm_store_open(fixture_path, true, &fixture_store, err));
	ck_said("damaged");
	ck_said("crmsync relink");
	ck_assert_int_eq(truncate(fixture_path, 700), 0);
	ck_fails(CRM_E_STORE, crm_store_open(fixture_path, true, &fixture_store, err));
}
END_TEST

START_TEST(garbage_in_any_page_is_noticed)
{
	char garbage[4096];
	struct stat info;
	fixture_open();
	fill(500);
	close_store();
	ck_assert_int_eq(stat(fixture_path, &info), 0);
	memset(garbage, 0xa5, sizeof(garbage));
	for (off_t at = 4096; at < info.st_size; at += 4096 * 7) {
		char before[4096];
		int fd = open(fixture_path, O_RDONLY);
		ck_assert_int_eq(pread(fd, before, sizeof(before), at), (ssize_t)sizeof(before));
		close(fd);
		overwrite(at, garbage, sizeof(garbage));
		ck_fails(CRM_E_STORE, crm_store_open(fixture_path, true, &fixture_store, err));
		ck_said("damaged");
		overwrite(at, before, sizeof(before));
	}
	ck_ok(crm_store_open(fixture_path, true, &fixture_store, err));
	ck_ok(crm_store_check(st, err));
}
END_TEST

/* Some 20 MiB: more than is read through on every opening. */
static void fill_much(void)
{
	char id[32], raw[3000];
	memset(raw, 'r', sizeof(raw) - 1);
	raw[sizeof(raw) - 1] = '\0';
	ck_ok(crm_store_begin(st, err));
	for (int i = 0; i < 6000; i++) {
		struct crm_source s = fixture_contact(id, i);
		snprintf(id, sizeof(id), "%d", i);
		s.raw = raw;
		ck_ok(crm_store_stage(st, &s, NULL, NULL, err));
	}
	ck_ok(crm_store_commit(st, err));
}

START_TEST(a_large_store_is_read_through_after_a_crash)
{
	struct stat info;
	int status;
	fixture_open();
	fill_much();
	close_store();
	ck_assert_int_eq(stat(fixture_path, &info), 0);
	ck_assert_int_gt(info.st_size, 17 << 20);
	overwrite(info.st_size / 2, "damage that nobody reads", 24);
	overwrite(info.st_size / 4096 / 2 * 4096, "\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5", 8);
	ck_ok(crm_store_open(fixture_path, false, &fixture_store, err));
	ck_fails(CRM_E_STORE, crm_store_check(st, err));
	close_store();
	pid_t child = fork();
	if (child == 0)
		_exit(crm_store_open(fixture_path, false, &fixture_store, err) < 0 ||
		      crm_store_set(st, "a", "b", "c", err) < 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_fails(CRM_E_STORE, crm_store_open(fixture_path, false, &fixture_store, err));
	ck_said("damaged");
}
END_TEST

START_TEST(the_thorough_check_finds_dangling_references)
{
	fixture_open();
	ck_ok(store_execute(st, "PRAGMA foreign_keys = OFF; INSERT INTO link VALUES (77, 88, 0, 'x', 99, NULL)", err));
	ck_fails(CRM_E_STORE, crm_store_check(st, err));
	ck_said("link");
}
END_TEST

/* As root nothing is read-only: go on as somebody who owns the folder. */
static void become_somebody(void)
{
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(fixture_folder, SOMEBODY, SOMEBODY), 0);
	if (access(fixture_path, F_OK) == 0)
		ck_assert_int_eq(chown(fixture_path, SOMEBODY, SOMEBODY), 0);
	ck_assert_int_eq(setuid(SOMEBODY), 0);
}

START_TEST(a_read_only_folder_or_file_is_told)
{
	fixture_open();
	close_store();
	become_somebody();
	ck_assert_int_eq(chmod(fixture_folder, 0500), 0);
	ck_fails(CRM_E_DISK, crm_store_open(fixture_path, true, &fixture_store, err));
	ck_said("nothing was lost");
	ck_assert_int_eq(chmod(fixture_folder, 0700), 0);
	ck_assert_int_eq(chmod(fixture_path, 0400), 0);
	ck_fails(CRM_E_DISK, crm_store_open(fixture_path, true, &fixture_store, err));
	ck_assert_int_eq(chmod(fixture_path, 0000), 0);
	ck_fails(CRM_E_DISK, crm_store_open(fixture_path, true, &fixture_store, err));
	ck_assert_int_eq(chmod(fixture_path, 0600), 0);
	ck_ok(crm_store_open(fixture_path, true, &fixture_store, err));
	ck_ok(crm_store_check(st, err));
}
END_TEST

START_TEST(nothing_is_created_in_a_read_only_folder)
{
	become_somebody();
	ck_assert_int_eq(chmod(fixture_folder, 0500), 0);
	ck_fails(CRM_E_DISK, crm_store_open(fixture_path, true, &fixture_store, err));
	ck_said("permission denied");
	ck_assert_int_eq(chmod(fixture_folder, 0700), 0);
}
END_TEST

/* ---- the run lock ---- */

static pid_t lock_in_child(const struct store_profile *profile)
{
	int ends[2];
	char c;
	ck_assert_int_eq(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		struct crm_store *mine;
		if (store_open_profile(fixture_path, false, profile, &mine, err) < 0 || crm_store_lock(mine, err) < 0 ||
		    write(ends[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], &c, 1), 1);
	close(ends[0]);
	return child;
}

START_TEST(the_lock_dies_with_its_process)
{
	char pid[32];
	int status;
	fixture_open();
	pid_t child = lock_in_child(&store_current);
	ck_fails(CRM_E_LOCKED, crm_store_lock(st, err));
	snprintf(pid, sizeof(pid), "pid %ld since 20", (long)child);
	ck_said(pid);
	ck_said(fixture_path);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_ok(crm_store_lock(st, err));
	ck_ok(crm_store_lock(st, err));
}
END_TEST

START_TEST(the_lock_is_between_handles_and_can_be_given_back)
{
	struct crm_store *other;
	fixture_open();
	ck_ok(crm_store_open(fixture_path, false, &other, err));
	ck_ok(crm_store_lock(st, err));
	ck_fails(CRM_E_LOCKED, crm_store_lock(other, err));
	crm_store_unlock(st);
	crm_store_unlock(st);
	ck_ok(crm_store_lock(other, err));
	ck_fails(CRM_E_LOCKED, crm_store_lock(st, err));
	crm_store_close(other);
	ck_ok(crm_store_lock(st, err));
}
END_TEST

START_TEST(a_planted_lock_file_is_not_followed)
{
	char name[128], target[128];
	fixture_open();
	fixture_name(name, ".lock");
	fixture_name(target, ".precious");
	write_file(target, "keep me");
	ck_assert_int_eq(symlink(target, name), 0);
	ck_fails(CRM_E_DISK, crm_store_lock(st, err));
	ck_assert_int_eq(truncate(target, 7), 0);
}
END_TEST

/* ---- versions ---- */

static const struct store_migration good_steps[] = {
	{2, "ALTER TABLE setting ADD COLUMN two TEXT; UPDATE setting SET two = value || '!'"},
	{1, "CREATE TABLE extra (a INTEGER) STRICT; INSERT INTO extra VALUES (1)"},
	{3, "UPDATE extra SET a = 3 * a"},
};
static const struct store_migration bad_steps[] = {
	{1, "CREATE TABLE extra (a INTEGER) STRICT"},
	{2, "DELETE FROM setting; INSERT INTO nowhere VALUES (1)"},
};
static const struct store_migration dangling_steps[] = {
	{1, "CREATE TABLE extra (a INTEGER) STRICT"},
	{2, "INSERT INTO dirty VALUES (1, 4711)"},
};

/* The oldest number on the newest tables: what the steps above start from. */
static const struct store_profile version_one = {1, store_schema_sql, NULL, 0};

static int open_version(int version, const struct store_migration *steps, size_t n)
{
	struct store_profile profile = {version, store_schema_sql, steps, n};
	return store_open_profile(fixture_path, false, &profile, &fixture_store, err);
}

static void make_version_one(void)
{
	fixture_folder_make();
	ck_ok(store_open_profile(fixture_path, true, &version_one, &fixture_store, err));
	ck_ok(crm_store_set(st, "a", "b", "c", err));
	close_store();
}

START_TEST(an_older_store_is_backed_up_and_brought_up_to_date)
{
	char backup[128];
	make_version_one();
	umask(0);
	ck_ok(open_version(4, good_steps, 3));
	ck_assert_str_eq(fixture_lookup("PRAGMA user_version"), "4");
	ck_assert_str_eq(fixture_lookup("PRAGMA foreign_keys"), "1");
	ck_assert_str_eq(fixture_lookup("SELECT two FROM setting WHERE scope = 'a'"), "c!");
	ck_assert_str_eq(fixture_lookup("SELECT a FROM extra"), "3");
	ck_ok(crm_store_lock(st, err));
	close_store();
	ck_assert_uint_eq(mode_of(".v1.bak"), 0600);
	fixture_name(backup, ".v1.bak.partial");
	ck_assert_int_ne(access(backup, F_OK), 0);
	ck_ok(open_version(4, NULL, 0));
	ck_ok(store_execute(st, "PRAGMA user_version = 99", err)); /* newer than any */
	close_store();
	ck_fails(CRM_E_STORE, crm_store_open(fixture_path, false, &fixture_store, err));
	ck_said("version 99");
	fixture_name(backup, ".v1.bak");
	ck_assert_int_eq(rename(backup, fixture_path), 0);
	ck_ok(open_version(1, NULL, 0));
	ck_ok(crm_store_check(st, err));
	ck_assert_str_eq(fixture_lookup("SELECT value FROM setting WHERE scope = 'a'"), "c");
}
END_TEST

static void check_unchanged(void)
{
	ck_ok(open_version(1, NULL, 0));
	ck_assert_str_eq(fixture_lookup("PRAGMA user_version"), "1");
	ck_assert_str_eq(fixture_lookup("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'"), "0");
	ck_assert_str_eq(fixture_lookup("SELECT value FROM setting WHERE scope = 'a'"), "c");
	ck_ok(crm_store_check(st, err));
	close_store();
}

START_TEST(a_migration_that_fails_changes_nothing)
{
	make_version_one();
	ck_fails(CRM_E_FAIL, open_version(3, bad_steps, 2));
	ck_said("nowhere");
	ck_said("left as it is");
	check_unchanged();
	ck_fails(CRM_E_STORE, open_version(3, dangling_steps, 2));
	ck_said("dirty");
	check_unchanged();
	ck_fails(CRM_E_STORE, open_version(4, good_steps, 2));
	ck_said("version 3");
	check_unchanged();
	ck_ok(open_version(3, good_steps, 2));
}
END_TEST

START_TEST(a_store_in_use_by_a_run_is_not_migrated)
{
	int status;
	make_version_one();
	pid_t child = lock_in_child(&version_one);
	ck_fails(CRM_E_LOCKED, open_version(3, good_steps, 2));
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	check_unchanged();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store: file");
	TCase *tc = tcase_create("file");
	tcase_add_checked_fixture(tc, fixture_folder_make, fixture_close);
	tcase_add_test(tc, everything_is_private_whatever_the_umask);
	tcase_add_test(tc, a_store_that_is_not_there);
	tcase_add_test(tc, a_path_that_cannot_be_a_store);
	tcase_add_test(tc, names_that_sqlite_takes_for_something_else);
	tcase_add_test(tc, text_is_not_a_store);
	tcase_add_test(tc, nothing_is_created_in_a_read_only_folder);
	suite_add_tcase(suite, tc);
	TCase *filled = tcase_create("filled");
	tcase_add_checked_fixture(filled, NULL, fixture_close);
	tcase_add_test(filled, a_readable_store_is_tightened_with_a_warning);
	tcase_add_test(filled, a_symlink_is_followed_to_the_owners_file);
	tcase_add_test(filled, a_foreign_sqlite_file_is_left_alone);
	tcase_add_test(filled, a_newer_store_names_both_versions);
	tcase_add_test(filled, a_truncated_store_is_noticed);
	tcase_add_test(filled, garbage_in_any_page_is_noticed);
	tcase_add_test(filled, a_large_store_is_read_through_after_a_crash);
	tcase_add_test(filled, the_thorough_check_finds_dangling_references);
	tcase_add_test(filled, a_read_only_folder_or_file_is_told);
	tcase_add_test(filled, the_lock_dies_with_its_process);
	tcase_add_test(filled, the_lock_is_between_handles_and_can_be_given_back);
	tcase_add_test(filled, a_planted_lock_file_is_not_followed);
	tcase_add_test(filled, an_older_store_is_backed_up_and_brought_up_to_date);
	tcase_add_test(filled, a_migration_that_fails_changes_nothing);
	tcase_add_test(filled, a_store_in_use_by_a_run_is_not_migrated);
	suite_add_tcase(suite, filled);
	return run_suite(suite);
}

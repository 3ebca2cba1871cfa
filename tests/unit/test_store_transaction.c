/* SPDX-License-Identifier: Apache-2.0 */
/* Units of work: nesting, what dooms them, threads, a full disk, a killed process. */
#include "config.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run_suite.h"
#include "store_fixture.h"

#define st  fixture_store
#define err (&fixture_err)

static void put(const char *key)
{
	ck_ok(crm_store_set(st, "t", key, "1", err));
}

static bool there(const char *key)
{
	const char *value;
	ck_ok(crm_store_get(st, "t", key, fixture_arena, &value, err));
	return value != NULL;
}

START_TEST(the_outermost_level_commits)
{
	ck_ok(crm_store_begin(st, err));
	put("a");
	ck_ok(crm_store_begin(st, err));
	put("b");
	ck_ok(crm_store_commit(st, err));
	ck_ok(crm_store_commit(st, err));
	ck_fails(CRM_E_FAIL, crm_store_commit(st, err));
	crm_store_rollback(st);
	ck_ok(crm_store_begin(st, err));
	put("c");
	crm_store_rollback(st);
	fixture_reopen();
	ck_assert(there("a") && there("b") && !there("c"));
}
END_TEST

START_TEST(an_inner_rollback_takes_everything_back)
{
	ck_ok(crm_store_begin(st, err));
	put("a");
	ck_ok(crm_store_begin(st, err));
	put("b");
	crm_store_rollback(st);
	ck_fails(CRM_E_FAIL, crm_store_set(st, "t", "c", "1", err));
	ck_fails(CRM_E_FAIL, crm_store_begin(st, err));
	ck_fails(CRM_E_FAIL, crm_store_commit(st, err));
	ck_assert(!there("a") && !there("b") && !there("c"));
	put("d");
	ck_assert(there("d"));
}
END_TEST

START_TEST(a_failed_unit_dooms_what_is_around_it)
{
	int64_t ids[2] = {1, 999};
	struct crm_op_row op = {.run = fixture_run, .system = fixture_system, .object = CRM_CONTACT};
	ck_ok(crm_store_begin(st, err));
	put("a");
	ck_ok(crm_store_op_add(st, &op, &ids[0], err));
	ck_fails(CRM_E_NOT_FOUND, crm_store_ops_state(st, ids, 2, CRM_OPS_SENT, 1, err));
	ck_fails(CRM_E_NOT_FOUND, crm_store_commit(st, err));
	ck_said("rolled back");
	ck_assert(!there("a"));
	ck_assert_str_eq(fixture_lookup("SELECT count(*) FROM operation"), "0");
}
END_TEST

START_TEST(close_rolls_back_what_is_open)
{
	ck_ok(crm_store_begin(st, err));
	put("a");
	fixture_reopen();
	ck_assert(!there("a"));
}
END_TEST

START_TEST(a_second_handle_sees_only_what_is_committed)
{
	struct crm_store *other, *mine = st;
	ck_ok(crm_store_open(fixture_path, false, &other, err));
	ck_ok(crm_store_begin(st, err));
	put("a");
	fixture_store = other;
	ck_assert(!there("a"));
	fixture_store = mine;
	ck_ok(crm_store_commit(st, err));
	fixture_store = other;
	ck_assert(there("a"));
	fixture_store = mine;
	crm_store_close(other);
	put("b");
	ck_ok(crm_store_check(st, err));
}
END_TEST

START_TEST(a_store_in_use_says_so)
{
	struct crm_store *other;
	ck_ok(crm_store_open(fixture_path, false, &other, err));
	ck_ok(store_execute(other, "PRAGMA busy_timeout = 50", err));
	ck_ok(crm_store_begin(st, err));
	put("a");
	ck_fails(CRM_E_LOCKED, crm_store_begin(other, err));
	ck_said(fixture_path);
	ck_ok(crm_store_commit(st, err));
	ck_ok(crm_store_begin(other, err));
	ck_ok(crm_store_commit(other, err));
	crm_store_close(other);
}
END_TEST

#define THREADS 6
#define ROUNDS  150

struct worker {
	int number;
	struct crm_error error;
	int rc;
};

static int work(struct worker *w)
{
	char id[32];
	for (int i = 0; i < ROUNDS; i++) {
		struct crm_source s = {
			.system = fixture_system, .object = CRM_CONTACT, .cells = "{}", .hash = i, .seen_run = 1};
		int rc = crm_store_begin(st, &w->error);
		for (int j = 0; rc == CRM_OK && j < 5; j++) {
			snprintf(id, sizeof(id), "%d-%d-%d", w->number, i, j);
			s.vendor_id = id;
			rc = crm_store_stage(st, &s, NULL, NULL, &w->error);
		}
		if (rc < 0)
			return rc;
		if (i % 3 == 0)
			crm_store_rollback(st);
		else if ((rc = crm_store_commit(st, &w->error)) < 0)
			return rc;
		if ((rc = crm_store_usage_add(st, fixture_system, 1, 1, 1, &w->error)) < 0)
			return rc;
	}
	return CRM_OK;
}

static void *work_thread(void *arg)
{
	struct worker *w = arg;
	w->rc = work(w);
	return NULL;
}

START_TEST(threads_share_a_handle)
{
	pthread_t threads[THREADS];
	struct worker workers[THREADS] = {0};
	int64_t calls, units, live;
	ck_ok(store_execute(st, "PRAGMA synchronous = OFF", err));
	for (int i = 0; i < THREADS; i++) {
		workers[i].number = i;
		ck_assert_int_eq(pthread_create(&threads[i], NULL, work_thread, &workers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_msg(workers[i].rc == CRM_OK, "%s", crm_error_text(&workers[i].error));
	}
	ck_ok(crm_store_usage(st, fixture_system, 1, &calls, &units, err));
	ck_assert_int_eq(calls, THREADS * ROUNDS);
	ck_ok(crm_store_count_live(st, fixture_system, CRM_CONTACT, &live, err));
	ck_assert_int_eq(live, THREADS * (ROUNDS - (ROUNDS + 2) / 3) * 5);
	ck_ok(crm_store_check(st, err));
}
END_TEST

static int stage_many(int from, int to)
{
	char id[32], raw[1100];
	memset(raw, 'x', sizeof(raw) - 1);
	raw[sizeof(raw) - 1] = '\0';
	for (int i = from; i < to; i++) {
		struct crm_source s = fixture_contact(id, i);
		snprintf(id, sizeof(id), "%d", i);
		s.raw = raw;
		int rc = crm_store_stage(st, &s, NULL, NULL, err);
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}

static void check_survival(int expected_rows)
{
	int64_t live;
	ck_ok(crm_store_count_live(st, fixture_system, CRM_CONTACT, &live, err));
	ck_assert_int_eq(live, expected_rows);
	ck_ok(crm_store_check(st, err));
	put("after");
	fixture_reopen();
	ck_assert(there("after"));
}

START_TEST(a_full_store_loses_nothing)
{
	int rc;
	ck_ok(stage_many(0, 50));
	ck_ok(store_execute(st, "PRAGMA max_page_count = 150", err));
	ck_ok(crm_store_begin(st, err));
	rc = stage_many(50, 5000);
	ck_assert_int_eq(rc, CRM_E_DISK);
	ck_said("disk full");
	ck_said("nothing was lost");
	ck_said(fixture_path);
	ck_fails(CRM_E_DISK, crm_store_commit(st, err));
	ck_ok(store_execute(st, "PRAGMA max_page_count = 1000000", err));
	check_survival(50);
}
END_TEST

/* SQLite may roll back by itself; what follows must not be committed as if nothing had happened. */
START_TEST(after_a_full_disk_the_transaction_is_over)
{
	char value[3000], key[16];
	int rc = CRM_OK;
	memset(value, 'v', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	ck_ok(store_execute(st, "PRAGMA max_page_count = 100", err));
	ck_ok(crm_store_begin(st, err));
	for (int i = 0; rc == CRM_OK && i < 1000; i++) {
		snprintf(key, sizeof(key), "%d", i);
		rc = crm_store_set(st, "many", key, value, err);
	}
	ck_assert_int_eq(rc, CRM_E_DISK);
	ck_fails(CRM_E_DISK, crm_store_set(st, "t", "late", "1", err));
	ck_fails(CRM_E_DISK, crm_store_commit(st, err));
	ck_assert(!there("late"));
	ck_assert_str_eq(fixture_lookup("SELECT count(*) FROM setting"), "0");
}
END_TEST

static void limit_file_size(rlim_t bytes)
{
	struct rlimit limit;
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Runs in the test's own process (Check forks for each test). */
static void check_write_failure(rlim_t limit)
{
	int rc;
	ck_ok(stage_many(0, 50));
	signal(SIGXFSZ, SIG_IGN);
	limit_file_size(limit);
	rc = crm_store_begin(st, err);
	if (rc == CRM_OK) {
		rc = stage_many(50, 20000);
		if (rc == CRM_OK)
			rc = crm_store_commit(st, err);
		else
			crm_store_rollback(st);
	}
	ck_assert_int_eq(rc, CRM_E_DISK);
	ck_said("disk full");
	ck_said("nothing was lost");
	limit_file_size(RLIM_INFINITY);
	check_survival(50);
}

START_TEST(a_write_that_the_system_refuses_loses_nothing)
{
	static const rlim_t limits[] = {600 * 1024, 1000 * 1000, 4 << 20};
	check_write_failure(limits[_i]);
}
END_TEST

START_TEST(a_checkpoint_that_fails_loses_nothing)
{
	ck_ok(stage_many(0, 700));
	signal(SIGXFSZ, SIG_IGN);
	limit_file_size(64 * 1024);
	crm_store_close(st);
	fixture_store = NULL;
	limit_file_size(RLIM_INFINITY);
	ck_ok(crm_store_open(fixture_path, false, &fixture_store, err));
	check_survival(700);
}
END_TEST

/* A child commits one row after the other, tells each commit through a pipe, and is killed in the middle. */
static void child_commits(int out)
{
	for (int i = 0;; i++) {
		if (crm_store_begin(st, err) < 0 || stage_many(i, i + 1) < 0 || crm_store_commit(st, err) < 0)
			_exit(1);
		if (write(out, &i, sizeof(i)) != sizeof(i))
			_exit(1);
	}
}

START_TEST(kill_loses_nothing_that_was_committed)
{
	int ends[2], last = -1, status;
	int64_t live;
	crm_store_close(st);
	ck_assert_int_eq(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		if (crm_store_open(fixture_path, false, &fixture_store, err) < 0)
			_exit(1);
		child_commits(ends[1]);
	}
	close(ends[1]);
	while (last < 40 && read(ends[0], &last, sizeof(last)) == sizeof(last))
		;
	kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	while (read(ends[0], &last, sizeof(last)) == sizeof(last))
		;
	close(ends[0]);
	ck_ok(crm_store_open(fixture_path, false, &fixture_store, err));
	ck_ok(crm_store_count_live(st, fixture_system, CRM_CONTACT, &live, err));
	ck_assert_int_ge(live, last + 1);
	ck_assert_int_le(live, last + 2);
	ck_ok(crm_store_check(st, err));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store: transactions");
	TCase *tc = tcase_create("transactions");
	tcase_add_checked_fixture(tc, fixture_open, fixture_close);
	tcase_add_test(tc, the_outermost_level_commits);
	tcase_add_test(tc, an_inner_rollback_takes_everything_back);
	tcase_add_test(tc, a_failed_unit_dooms_what_is_around_it);
	tcase_add_test(tc, close_rolls_back_what_is_open);
	tcase_add_test(tc, a_second_handle_sees_only_what_is_committed);
	tcase_add_test(tc, a_store_in_use_says_so);
	tcase_add_test(tc, threads_share_a_handle);
	suite_add_tcase(suite, tc);
	TCase *disk = tcase_create("disk");
	tcase_add_checked_fixture(disk, fixture_open, fixture_close);
	tcase_add_test(disk, a_full_store_loses_nothing);
	tcase_add_test(disk, after_a_full_disk_the_transaction_is_over);
	tcase_add_loop_test(disk, a_write_that_the_system_refuses_loses_nothing, 0, 3);
	tcase_add_test(disk, a_checkpoint_that_fails_loses_nothing);
	tcase_add_test(disk, kill_loses_nothing_that_was_committed);
	suite_add_tcase(suite, disk);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Every write, sync and truncate of a small run fails once, fails for good, or is the last one of its process: nothing
   that was committed is lost, nothing is half there, the error says what happened.  For builds with
   --enable-fault-injection. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run_suite.h"
#include "store_fixture.h"

#define st  fixture_store
#define err (&fixture_err)

#define COMMITS         12
#define ROWS_PER_COMMIT 40
#define MAX_STEPS       3000

enum { CHILD_DONE, CHILD_TOLD, CHILD_WRONG_ERROR };

static int commit_rows(int64_t system, int number)
{
	char id[32], raw[3000];
	memset(raw, 'r', sizeof(raw) - 1);
	raw[sizeof(raw) - 1] = '\0';
	int rc = crm_store_begin(st, err);
	if (rc < 0)
		return rc;
	for (int i = 0; rc == CRM_OK && i < ROWS_PER_COMMIT; i++) {
		struct crm_source s = {.system = system,
				       .object = CRM_CONTACT,
				       .vendor_id = id,
				       .cells = "{}",
				       .raw = raw,
				       .seen_run = 1};
		snprintf(id, sizeof(id), "%d-%d", number, i);
		s.hash = number;
		rc = crm_store_stage(st, &s, NULL, NULL, err);
	}
	if (rc == CRM_OK)
		return crm_store_commit(st, err);
	crm_store_rollback(st);
	return rc;
}

static bool said_well(int rc)
{
	return rc == CRM_E_DISK && strstr(crm_error_text(err), "nothing was lost") != NULL;
}

/* Commits; tells each one that was acknowledged through the pipe.  One that fails is tried again once: a disk that
 * recovered goes on. */
static int child_run(int out)
{
	int64_t system;
	int told = CHILD_DONE, rc = crm_store_open(fixture_path, true, &fixture_store, err);
	if (rc == CRM_OK)
		rc = crm_store_system(st, "s", "c", &system, err);
	if (rc < 0)
		return said_well(rc) ? CHILD_TOLD : CHILD_WRONG_ERROR;
	for (int i = 0; i < COMMITS; i++) {
		rc = commit_rows(system, i);
		if (rc < 0) {
			if (!said_well(rc))
				return CHILD_WRONG_ERROR;
			told = CHILD_TOLD;
			if (commit_rows(system, i) < 0)
				break;
		}
		if (write(out, "x", 1) != 1)
			return CHILD_WRONG_ERROR;
	}
	crm_store_close(st);
	return told;
}

struct child {
	int status;
	int acknowledged;
};

static struct child run_child(const char *variable, int n)
{
	struct child c = {0, 0};
	char number[16], byte;
	int ends[2];
	snprintf(number, sizeof(number), "%d", n);
	ck_assert_int_eq(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		setenv(variable, number, 1);
		_exit(child_run(ends[1]));
	}
	close(ends[1]);
	while (read(ends[0], &byte, 1) == 1)
		c.acknowledged++;
	close(ends[0]);
	ck_assert_int_eq(waitpid(pid, &c.status, 0), pid);
	return c;
}

static void check_store(int acknowledged, int n)
{
	int64_t live = 0, system = 0;
	int rc = crm_store_open(fixture_path, true, &fixture_store, err);
	ck_assert_msg(rc == CRM_OK, "step %d: %s", n, crm_error_text(err));
	ck_ok(crm_store_check(st, err));
	ck_ok(crm_store_system(st, "s", "c", &system, err));
	ck_ok(crm_store_count_live(st, system, CRM_CONTACT, &live, err));
	ck_assert_msg(live % ROWS_PER_COMMIT == 0, "step %d: half a transaction, %lld rows", n, (long long)live);
	live /= ROWS_PER_COMMIT;
	ck_assert_msg(live >= acknowledged && live <= acknowledged + 1, "step %d: %d acknowledged, %lld there", n,
		      acknowledged, (long long)live);
	crm_store_close(st);
	fixture_store = NULL;
}

static void remove_store(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	char name[128];
	for (size_t i = 0; i < 3; i++) {
		fixture_name(name, suffixes[i]);
		(void)unlink(name);
	}
}

static bool child_saw_fault(struct child c, int n)
{
	if (WIFSIGNALED(c.status)) {
		ck_assert_int_eq(WTERMSIG(c.status), SIGKILL);
		return true;
	}
	ck_assert(WIFEXITED(c.status));
	ck_assert_msg(WEXITSTATUS(c.status) != CHILD_WRONG_ERROR, "step %d: not told as it should be", n);
	return WEXITSTATUS(c.status) == CHILD_TOLD;
}

/* Every step with CRMSYNC_SWEEP_STRIDE=1, else a sample that begins where the variable CRMSYNC_SWEEP_START says. */
static int sweep_number(const char *variable, int otherwise)
{
	const char *text = getenv(variable);
	long number = text ? strtol(text, NULL, 10) : 0;
	return number > 0 && number < MAX_STEPS ? (int)number : otherwise;
}

/* Faults in closing are not told (the next open repairs), so the sweep ends after some steps in a row that nobody saw.
 */
static void sweep(const char *variable)
{
	int stride = sweep_number("CRMSYNC_SWEEP_STRIDE", 41), n = sweep_number("CRMSYNC_SWEEP_START", 1);
	int unseen = 0, seen = 0, tried = 0;
	for (; n < MAX_STEPS && unseen <= 40 / stride + 1; n += stride, tried++) {
		struct child c = run_child(variable, n);
		check_store(c.acknowledged, n);
		if (child_saw_fault(c, n)) {
			unseen = 0;
			seen++;
		} else {
			ck_assert_int_eq(c.acknowledged, COMMITS);
			unseen++;
		}
		remove_store();
	}
	printf("%s: %d steps tried, %d faults seen\n", variable, tried, seen);
	ck_assert_int_gt(seen, 400 / stride);
	ck_assert_int_lt(n, MAX_STEPS);
}

START_TEST(one_step_fails)
{
	sweep("CRMSYNC_FAIL_STORE_IO");
}
END_TEST

START_TEST(all_steps_fail_from_one_on)
{
	sweep("CRMSYNC_FAIL_STORE_IO_FROM");
}
END_TEST

START_TEST(the_process_dies_at_a_step)
{
	sweep("CRMSYNC_KILL_STORE_IO");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store: faults of the disk");
	TCase *tc = tcase_create("faults");
	tcase_add_checked_fixture(tc, fixture_folder_make, fixture_close);
	tcase_add_test(tc, one_step_fails);
	tcase_add_test(tc, all_steps_fail_from_one_on);
	tcase_add_test(tc, the_process_dies_at_a_step);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}

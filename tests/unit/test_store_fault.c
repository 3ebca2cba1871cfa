/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every call of the disk and every allocation fails once, fails for good, or is the last one before the process is
 * killed or the power goes, while a store is filled, while operations are sent, and while an old store is brought up to
 * date: what was committed is there, nothing is half there, the error says what happened.  For builds with
 * --enable-fault-injection; each attempt is a process of its own, which this program starts from itself.
 *
 * CRMSYNC_SWEEP_STRIDE=1 tries every point, else a sample of them that begins at CRMSYNC_SWEEP_START;
 * CRMSYNC_SWEEP_ONLY="sending, full" takes what begins like that.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <crmsync/connector.h>

#include "run_suite.h"
#include "store_fixture.h"

#define st  fixture_store
#define err (&fixture_err)

#define COMMITS         12
#define ROWS_PER_COMMIT 40
#define OPERATIONS      6
#define SAMPLE          14   /* points of a kind, where not all are tried */
#define POINTS_MAX      3000 /* of a kind, where all are: allocations repeat themselves */

enum { CHILD_DONE, CHILD_TOLD, CHILD_WRONG_ERROR };

/* ---- what can go wrong ---- */

enum counted { CALLS, OPENS, CHANGES, ALLOCATIONS, COUNTED };
static const char *const counted_names[COUNTED] = {"calls", "opens", "changes", "allocations"};
static const char *const count_variables[] = {"CRMSYNC_STORE_COUNT", "CRMSYNC_ALLOC_COUNT"};

struct fault {
	const char *name, *variable, *prefix;
	enum counted counted;
};

static const struct fault faults[] = {
	{"full", "CRMSYNC_FAIL_STORE_IO", "", CHANGES},
	{"full from then on", "CRMSYNC_FAIL_STORE_IO_FROM", "", CHANGES},
	{"killed", "CRMSYNC_KILL_STORE_IO", "", CHANGES},
	{"power lost", "CRMSYNC_STORE_FAULT", "power:", CHANGES},
	{"input/output error", "CRMSYNC_STORE_FAULT", "eio:", CALLS},
	{"input/output error from then on", "CRMSYNC_STORE_FAULT", "eio-on:", CALLS},
	{"cannot open", "CRMSYNC_STORE_FAULT", "cantopen:", OPENS},
	{"out of memory", "CRMSYNC_FAIL_ALLOC", "", ALLOCATIONS},
	{"out of memory from then on", "CRMSYNC_FAIL_ALLOC_FROM", "", ALLOCATIONS},
};
#define FAULTS (sizeof(faults) / sizeof(*faults))

static bool said_well(int rc)
{
	const char *said = crm_error_text(err);
	return (rc == CRM_E_DISK && strstr(said, "nothing was lost") != NULL) ||
	       (rc == CRM_E_NOMEM && strstr(said, "out of memory") != NULL);
}

static int tell(int rc)
{
	if (said_well(rc))
		return CHILD_TOLD;
	fprintf(stderr, "code %d: %s\n", rc, crm_error_text(err));
	return CHILD_WRONG_ERROR;
}

static bool acknowledge(int out)
{
	return write(out, "x", 1) == 1;
}

/* ---- stories: run in a child, which tells through the pipe what is safe ---- */

struct child {
	int status;
	int acknowledged;
};

struct story {
	const char *name;
	void (*prepare)(void);
	int (*run)(int out);
	void (*check)(const struct child *c); /* the store is open */
};

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

/* A commit that fails is tried again once: a disk that recovered goes on. */
static int fill_run(int out)
{
	int64_t system;
	int told = CHILD_DONE, rc = crm_store_open(fixture_path, true, &fixture_store, err);
	if (rc == CRM_OK)
		rc = crm_store_system(st, "s", "c", &system, err);
	if (rc < 0)
		return tell(rc);
	for (int i = 0; i < COMMITS; i++) {
		rc = commit_rows(system, i);
		if (rc < 0) {
			told = tell(rc);
			if (told == CHILD_WRONG_ERROR || commit_rows(system, i) < 0)
				break;
		}
		if (!acknowledge(out))
			return CHILD_WRONG_ERROR;
	}
	crm_store_close(st);
	return told;
}

static void fill_check(const struct child *c)
{
	int64_t live = 0, system = 0;
	ck_ok(crm_store_system(st, "s", "c", &system, err));
	ck_ok(crm_store_count_live(st, system, CRM_CONTACT, &live, err));
	ck_assert_msg(live % ROWS_PER_COMMIT == 0, "half a transaction: %lld rows", (long long)live);
	live /= ROWS_PER_COMMIT;
	ck_assert_msg(live >= c->acknowledged && live <= c->acknowledged + 1, "%d commits acknowledged, %lld there",
		      c->acknowledged, (long long)live);
}

/* Intent, then (not done here) the request, then the answer. */
static int send_one(int64_t run, int64_t system, int number, int out)
{
	char uid[32];
	int64_t golden = 0, id = 0;
	struct crm_op_row op = {.run = run, .system = system, .kind = CRM_OP_CREATE, .object = CRM_CONTACT};
	snprintf(uid, sizeof(uid), "uid-%d", number);
	op.payload = "{\"email\":\"a@b.example\"}";
	op.state = CRM_OPS_PLANNED;
	int rc = crm_store_golden_create(st, CRM_CONTACT, uid, run, &golden, err);
	op.golden = golden;
	if (rc == CRM_OK)
		rc = crm_store_op_add(st, &op, &id, err);
	if (rc == CRM_OK)
		rc = crm_store_ops_state(st, &id, 1, CRM_OPS_SENT, 1000, err);
	if (rc == CRM_OK && !acknowledge(out))
		return CRM_E_FAIL;
	if (rc == CRM_OK)
		rc = crm_store_op_finish(st, id, CRM_OPS_ACKNOWLEDGED, 0, uid, NULL, NULL, 2000, err);
	return rc == CRM_OK && !acknowledge(out) ? CRM_E_FAIL : rc;
}

static int send_run(int out)
{
	int64_t system = 0, run = 0;
	int rc = crm_store_open(fixture_path, true, &fixture_store, err);
	if (rc == CRM_OK)
		rc = crm_store_lock(st, err);
	if (rc == CRM_OK)
		rc = crm_store_system(st, "s", "c", &system, err);
	if (rc == CRM_OK)
		rc = crm_store_run_start(st, "sync", 1000, &run, err);
	for (int i = 0; rc == CRM_OK && i < OPERATIONS; i++)
		rc = send_one(run, system, i, out);
	int told = rc < 0 ? tell(rc) : CHILD_DONE;
	crm_store_close(st);
	return told;
}

/* Two acknowledgements an operation: sent, done. */
static void send_check(const struct child *c)
{
	int sent = atoi(fixture_lookup("SELECT count(*) FROM operation WHERE state IN (1, 2)"));
	int done = atoi(fixture_lookup("SELECT count(*) FROM operation WHERE state = 2"));
	int safe_sent = (c->acknowledged + 1) / 2, safe_done = c->acknowledged / 2;
	ck_assert_msg(sent >= safe_sent && sent <= safe_sent + 1, "%d intents acknowledged, %d there", safe_sent, sent);
	ck_assert_msg(done >= safe_done && done <= safe_done + 1, "%d answers acknowledged, %d there", safe_done, done);
}

static char *version_one;

static void migrate_prepare(void)
{
	const struct store_profile profile = {1, version_one, NULL, 0};
	ck_ok(store_open_profile(fixture_path, true, &profile, &fixture_store, err));
	crm_store_close(st);
	fixture_store = NULL;
}

static int migrate_run(int out)
{
	int rc = crm_store_open(fixture_path, false, &fixture_store, err);
	if (rc < 0)
		return tell(rc);
	if (!acknowledge(out))
		return CHILD_WRONG_ERROR;
	crm_store_close(st);
	return CHILD_DONE;
}

static void migrate_check(const struct child *c)
{
	(void)c;
	ck_assert_int_eq(atoi(fixture_lookup("PRAGMA user_version")), CRM_STORE_VERSION);
	ck_assert_str_eq(fixture_lookup("SELECT count(*) FROM link"), "51");
	ck_assert_str_eq(fixture_lookup("SELECT count(*) FROM suppression"), "0");
}

static const struct story stories[] = {
	{"filling", NULL, fill_run, fill_check},
	{"sending", NULL, send_run, send_check},
	{"bringing up to date", migrate_prepare, migrate_run, migrate_check},
};

/* ---- the sweep ---- */

/* Faults are read from the environment when a process allocates for the first time: a new one for each. */
static void become_child(const struct story *story, int out)
{
	char number[16], pipe_end[16];
	snprintf(number, sizeof(number), "%d", (int)(story - stories));
	snprintf(pipe_end, sizeof(pipe_end), "%d", out);
	setenv("TEST_STORY", number, 1);
	setenv("TEST_STORY_PATH", fixture_path, 1);
	setenv("TEST_STORY_OUT", pipe_end, 1);
	execl("/proc/self/exe", "test_store_fault", (char *)NULL);
	_exit(127);
}

static int be_child(void)
{
	snprintf(fixture_path, sizeof(fixture_path), "%s", getenv("TEST_STORY_PATH"));
	return stories[atoi(getenv("TEST_STORY"))].run(atoi(getenv("TEST_STORY_OUT")));
}

static struct child run_child(const struct story *story, const char *variable, const char *value)
{
	struct child c = {0, 0};
	char byte;
	int ends[2];
	ck_assert_int_eq(pipe(ends), 0);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		close(ends[0]);
		setenv(variable, value, 1);
		become_child(story, ends[1]);
	}
	close(ends[1]);
	while (read(ends[0], &byte, 1) == 1)
		c.acknowledged++;
	close(ends[0]);
	ck_assert_int_eq(waitpid(pid, &c.status, 0), pid);
	return c;
}

static void remove_store(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-journal", ".v1.bak", ".v1.bak.partial"};
	char name[128];
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		fixture_name(name, suffixes[i]);
		(void)unlink(name);
	}
}

static void read_counts(const char *file, int counts[COUNTED])
{
	char name[32];
	int n;
	FILE *f = fopen(file, "r");
	ck_assert_ptr_nonnull(f);
	while (fscanf(f, "%31s %d", name, &n) == 2)
		for (int i = 0; i < COUNTED; i++)
			if (!strcmp(name, counted_names[i]))
				counts[i] = n;
	fclose(f);
}

static void count_points(const struct story *story, int counts[COUNTED])
{
	char file[128];
	fixture_name(file, ".count");
	for (size_t i = 0; i < sizeof(count_variables) / sizeof(*count_variables); i++) {
		if (story->prepare)
			story->prepare();
		struct child c = run_child(story, count_variables[i], file);
		ck_assert(WIFEXITED(c.status) && WEXITSTATUS(c.status) == CHILD_DONE);
		read_counts(file, counts);
		remove_store();
	}
}

static bool child_saw_fault(const struct child *c, const char *what)
{
	if (WIFSIGNALED(c->status)) {
		ck_assert_msg(WTERMSIG(c->status) == SIGKILL, "%s: signal %d", what, WTERMSIG(c->status));
		return true;
	}
	ck_assert_msg(WEXITSTATUS(c->status) <= CHILD_TOLD, "%s: ends with %d", what, WEXITSTATUS(c->status));
	return WEXITSTATUS(c->status) == CHILD_TOLD;
}

static bool try_point(const struct story *story, const struct fault *fault, int n)
{
	char value[32], what[128];
	snprintf(value, sizeof(value), "%s%d", fault->prefix, n);
	snprintf(what, sizeof(what), "%s, %s at %d", story->name, fault->name, n);
	if (story->prepare)
		story->prepare();
	struct child c = run_child(story, fault->variable, value);
	bool seen = child_saw_fault(&c, what);
	int rc = crm_store_open(fixture_path, true, &fixture_store, err);
	ck_assert_msg(rc == CRM_OK, "%s: the store does not open: %s", what, crm_error_text(err));
	rc = crm_store_check(st, err);
	ck_assert_msg(rc == CRM_OK, "%s: %s", what, crm_error_text(err));
	story->check(&c);
	crm_store_close(st);
	fixture_store = NULL;
	remove_store();
	return seen;
}

static int number_from(const char *variable, int otherwise)
{
	const char *text = getenv(variable);
	long number = text ? strtol(text, NULL, 10) : 0;
	return number > 0 && number < 1000000 ? (int)number : otherwise;
}

static void sweep(const struct story *story, const struct fault *fault, int points)
{
	int stride = number_from("CRMSYNC_SWEEP_STRIDE", points / SAMPLE + 1);
	if (points / stride > POINTS_MAX)
		stride = points / POINTS_MAX + 1;
	int first = number_from("CRMSYNC_SWEEP_START", 1) % stride + 1, tried = 0, seen = 0;
	for (int n = stride == 1 ? 1 : first; n <= points; n += stride, tried++)
		seen += try_point(story, fault, n);
	printf("%s, %s: %d of %d points, %d told\n", story->name, fault->name, tried, points, seen);
	ck_assert_int_gt(seen, 0);
}

START_TEST(a_story_and_a_fault)
{
	const struct story *story = &stories[(size_t)_i / FAULTS];
	const struct fault *fault = &faults[(size_t)_i % FAULTS];
	int counts[COUNTED] = {0};
	char name[128];
	const char *only = getenv("CRMSYNC_SWEEP_ONLY");
	snprintf(name, sizeof(name), "%s, %s", story->name, fault->name);
	if (only && strncmp(name, only, strlen(only)) != 0)
		return;
	count_points(story, counts);
	/* a single open that fails is one of few: all of them */
	if (fault->counted == OPENS)
		setenv("CRMSYNC_SWEEP_STRIDE", "1", 1);
	sweep(story, fault, counts[fault->counted]);
}
END_TEST

int main(void)
{
	if (getenv("TEST_STORY"))
		return be_child();
	version_one = fixture_read_version(1);
	Suite *suite = suite_create("store: faults of the disk");
	TCase *tc = tcase_create("faults");
	tcase_add_checked_fixture(tc, fixture_folder_make, fixture_close);
	tcase_add_loop_test(tc, a_story_and_a_fault, 0, (int)(FAULTS * sizeof(stories) / sizeof(*stories)));
	suite_add_tcase(suite, tc);
	int failed = run_suite(suite);
	free(version_one);
	return failed;
}

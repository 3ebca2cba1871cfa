/* SPDX-License-Identifier: Apache-2.0 */
/* Each allocation of the CSV connector fails in turn: it says so, and the file is the old one or the new one, whole. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "csv_connector.h"
#include "run_suite.h"

enum outcome { WENT_THROUGH, NO_MEMORY, WRONG };

static const char before[] = "email;city\r\na@b.de;K\xF6ln\r\n";
static char folder[] = "/tmp/crmsync-csv-memory-XXXXXX";
static char file[sizeof folder + 16];

static const char *option(void *ctx, const char *name)
{
	(void)ctx;
	return strcmp(name, "folder") == 0 ? folder : NULL;
}

static const struct crm_host host = {.base_url = "", .option = option};

static int read_all(struct crm_connection *conn, struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_connector *csv = crm_connector_entry();
	const char *emails[] = {"a@b.de"};
	struct crm_schema schema;
	struct crm_page page;
	struct crm_buf lines;
	int rc = csv->describe(conn, CRM_CONTACT, &schema, arena, err);
	if (rc == CRM_OK)
		rc = csv->pull(conn, &(struct crm_pull){.object = CRM_CONTACT}, &page, arena, err);
	if (rc == CRM_OK && page.n != 1)
		return CRM_E_FAIL;
	if (rc == CRM_OK)
		rc = csv->find(conn, CRM_CONTACT, "email", emails, 1, NULL, 0, &page, arena, err);
	crm_buf_init(&lines, CRM_BUF_MAX);
	if (rc == CRM_OK)
		rc = csv->layout(conn, CRM_CONTACT, &lines, err);
	crm_buf_free(&lines);
	return rc;
}

static int write_all(struct crm_connection *conn, struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_connector *csv = crm_connector_entry();
	struct crm_property p[] = {{"crmsync_id", {.kind = CRM_TEXT, .text = "x"}},
				   {"city", {.kind = CRM_TEXT, .text = "=1+1"}}};
	struct crm_op create = {
		.trace = "1", .kind = CRM_OP_CREATE, .object = CRM_CONTACT, .properties = p, .n_properties = 2};
	struct crm_setup_result made;
	struct crm_result result = {0};
	int rc = csv->setup(conn, CRM_CONTACT, "crmsync_id", &made, arena, err);
	if (rc == CRM_OK)
		rc = csv->push(conn, &create, &result, 1, arena, err);
	bool fits = rc == CRM_OK ? result.outcome == CRM_DONE
				 : result.outcome == CRM_UNKNOWN || result.outcome == CRM_NOT_SENT;
	return fits ? rc : CRM_E_FAIL;
}

static int (*const stories[])(struct crm_connection *, struct crm_arena *, struct crm_error *) = {read_all, write_all};

static int run(size_t story)
{
	struct crm_error err = {0};
	struct crm_connection *conn = NULL;
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? cv_open(&host, &conn, &err) : CRM_E_NOMEM;
	if (rc == CRM_OK)
		rc = stories[story](conn, arena, &err);
	cv_close(conn);
	crm_arena_free(arena);
	crm_error_clear(&err);
	return rc;
}

/* The file as it was, with its new columns, or with its new row. */
static bool file_is_whole(void)
{
	char text[4096];
	FILE *f = fopen(file, "rb");
	size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
	if (f != NULL)
		fclose(f);
	text[n] = '\0';
	if (strcmp(text, before) == 0)
		return true;
	return strncmp(text, "email;city;id;crmsync_id\r\na@b.de;K\xF6ln;row-", 40) == 0 &&
	       (strstr(text, ";\r\n") + 3 == text + n || strstr(text, "\r\n;'=1+1;x;x\r\n") != NULL);
}

static enum outcome tell(size_t story, unsigned nth)
{
	FILE *f = fopen(file, "wb");
	ck_assert(f != NULL && fputs(before, f) >= 0 && fclose(f) == 0);
	pid_t child = fork();
	if (child == 0) {
		char number[16];
		snprintf(number, sizeof number, "%u", nth);
		setenv("CRMSYNC_FAIL_ALLOC", number, 1);
		int rc = run(story);
		_exit(rc == CRM_OK ? WENT_THROUGH : rc == CRM_E_NOMEM ? NO_MEMORY : WRONG);
	}
	int status;
	waitpid(child, &status, 0);
	return WIFEXITED(status) && file_is_whole() ? (enum outcome)WEXITSTATUS(status) : WRONG;
}

START_TEST(failed_allocations_are_survived)
{
	unsigned counts[WRONG + 1] = {0}, in_a_row = 0;
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(file, sizeof file, "%s/contacts.csv", folder);
	for (unsigned nth = 1; in_a_row < 40 && nth < 3000; nth++) {
		enum outcome outcome = tell((size_t)_i, nth);
		ck_assert_msg(outcome != WRONG, "story %d, allocation %u", _i, nth);
		counts[outcome]++;
		in_a_row = outcome == WENT_THROUGH ? in_a_row + 1 : 0;
	}
	unlink(file);
	rmdir(folder);
	ck_assert_uint_gt(counts[NO_MEMORY], 15);
	ck_assert_uint_ge(in_a_row, 40);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("connector_csv_memory");
	TCase *tcase = tcase_create("allocations");
	tcase_add_loop_test(tcase, failed_allocations_are_survived, 0, sizeof stories / sizeof *stories);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

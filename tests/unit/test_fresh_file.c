/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are there whole or not at all. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <base/fresh_file.h>

#include "run_suite.h"

static char folder[] = "/tmp/crmsync-fresh-XXXXXX";
static char path[64], beside[64];
static struct crm_error err;

static void write_text(const char *name, const char *text)
{
	FILE *f = fopen(name, "we");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

static void assert_text(const char *name, const char *expected)
{
	char text[64] = "";
	FILE *f = fopen(name, "re");
	ck_assert_ptr_nonnull(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	ck_assert_str_eq(text, expected);
}

static void setup(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/plan", folder);
	snprintf(beside, sizeof beside, "%s/plan.new", folder);
	write_text(path, "before");
}

static void teardown(void)
{
	crm_error_clear(&err);
	unlink(path);
	unlink(beside);
	rmdir(folder);
}

START_TEST(takes_its_place_when_it_is_complete)
{
	struct crm_fresh_file file;
	struct stat st;
	ck_assert_int_eq(crm_fresh_open(&file, path, "the plan", &err), CRM_OK);
	fputs("after", file.out);
	assert_text(path, "before");
	ck_assert_int_eq(crm_fresh_close(&file, CRM_OK, &err), CRM_OK);
	assert_text(path, "after");
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_ne(access(beside, F_OK), 0);
}
END_TEST

START_TEST(leaves_what_was_there_when_writing_went_wrong)
{
	struct crm_fresh_file file;
	ck_assert_int_eq(crm_fresh_open(&file, path, "the plan", &err), CRM_OK);
	fputs("half", file.out);
	ck_assert_int_eq(crm_fresh_close(&file, CRM_E_NOMEM, &err), CRM_E_NOMEM);
	assert_text(path, "before");
	ck_assert_int_ne(access(beside, F_OK), 0);
}
END_TEST

START_TEST(says_when_the_disk_is_full)
{
	struct crm_fresh_file file;
	struct rlimit before, small = {.rlim_cur = 16, .rlim_max = RLIM_INFINITY};
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(crm_fresh_open(&file, path, "the plan", &err), CRM_OK);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	for (int i = 0; i < 10; i++)
		fputs("more than sixteen bytes", file.out);
	ck_assert_int_eq(crm_fresh_close(&file, CRM_OK, &err), CRM_E_DISK);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
	ck_assert_ptr_nonnull(strstr(err.message, "the plan cannot be written to"));
	assert_text(path, "before");
	ck_assert_int_ne(access(beside, F_OK), 0);
}
END_TEST

START_TEST(follows_no_link)
{
	struct crm_fresh_file file;
	ck_assert_int_eq(symlink(path, beside), 0);
	ck_assert_int_eq(crm_fresh_open(&file, path, "the plan", &err), CRM_E_DISK);
	ck_assert_ptr_nonnull(strstr(err.message, "plan.new"));
	assert_text(path, "before");
}
END_TEST

START_TEST(says_when_the_place_is_taken)
{
	struct crm_fresh_file file;
	ck_assert_int_eq(crm_fresh_open(&file, path, "the plan", &err), CRM_OK);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(crm_fresh_close(&file, CRM_OK, &err), CRM_E_DISK);
	ck_assert_int_ne(access(beside, F_OK), 0);
	ck_assert_int_eq(rmdir(path), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fresh file");
	TCase *tcase = tcase_create("fresh file");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, takes_its_place_when_it_is_complete);
	tcase_add_test(tcase, leaves_what_was_there_when_writing_went_wrong);
	tcase_add_test(tcase, says_when_the_disk_is_full);
	tcase_add_test(tcase, follows_no_link);
	tcase_add_test(tcase, says_when_the_place_is_taken);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

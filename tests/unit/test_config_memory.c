/* SPDX-License-Identifier: Apache-2.0 */
/* Loading when memory runs out at any point, and the fuzz target on its corpus. */
#include "config.h"

#include "config_fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned memory_feed_folder(const char *folder)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", CRM_TEST_SRCDIR, folder);
	DIR *dir = opendir(path);
	ck_assert_msg(dir != NULL, "%s", path);
	unsigned files = 0;
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
		if (!strstr(entry->d_name, ".yaml"))
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		char *text = fixture_read(path);
		LLVMFuzzerTestOneInput((const uint8_t *)text, strlen(text));
		free(text);
		files++;
	}
	closedir(dir);
	return files;
}

START_TEST(fuzz_corpus)
{
	ck_assert_uint_ge(memory_feed_folder("tests/fuzz/corpus/config"), 5);
	ck_assert_uint_ge(memory_feed_folder("etc"), 5);
	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
}
END_TEST

#ifdef CRM_FAULT_INJECTION
static const char memory_good[] =
	"systems: {hubspot: {credentials: {token: {env: X}}}, salesforce: {}}\n"
	"objects: {contact: {fields: {colour: {type: enum, properties: {hubspot: {property: c, values: {a: b}}}}}}}\n";
static const char memory_bad[] = "systems: {hubspot: {conector: x}}\nobjects: {contact: {match: [emial]}}\n";

/* 0: it went through as without a failure; 1: CRM_E_NOMEM; others are wrong. */
static int memory_load_with_failure(const char *config, int expected, unsigned nth)
{
	char number[16];
	snprintf(number, sizeof number, "%u", nth);
	setenv("CRMSYNC_FAIL_ALLOC", number, 1);
	struct crm_settings *settings = NULL;
	struct crm_error err = {0};
	int code = fixture_load(config, fixture_files, &settings, &err);
	bool consistent = code == CRM_OK ? settings != NULL : settings == NULL && err.code == code;
	crm_settings_free(settings);
	crm_error_clear(&err);
	if (!consistent)
		return 2;
	return code == expected ? 0 : code == CRM_E_NOMEM ? 1 : 3;
}

/* Each in a process of its own, as the counter starts once. */
static unsigned memory_sweep(const char *config, int expected)
{
	for (unsigned nth = 1;; nth++) {
		ck_assert_uint_lt(nth, 5000);
		pid_t pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid == 0)
			_exit(memory_load_with_failure(config, expected, nth));
		int status;
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) <= 1, "allocation %u: status %d", nth, status);
		if (WEXITSTATUS(status) == 0)
			return nth - 1;
	}
}

START_TEST(every_allocation_fails)
{
	ck_assert_uint_ge(memory_sweep(memory_good, CRM_OK), 3);
	ck_assert_uint_ge(memory_sweep(memory_bad, CRM_E_CONFIG), 3);
}
END_TEST
#endif

int main(void)
{
	static const TTest *tests[4];
	size_t n = 0;
	tests[n++] = fuzz_corpus;
#ifdef CRM_FAULT_INJECTION
	tests[n++] = every_allocation_fails;
#endif
	return fixture_run("config memory", tests);
}

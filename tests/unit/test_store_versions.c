/* SPDX-License-Identifier: Apache-2.0 */
/* Stores as older versions left them: each is backed up, comes to the current version with everything in it, and is
   then no different from a new one. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run_suite.h"
#include "store_fixture.h"

#define st  fixture_store
#define err (&fixture_err)

static const char *const kept_tables[] = {"source",    "source_content", "golden",       "link",    "match_key",
					  "operation", "hold",           "decision",     "setting", "run",
					  "position",  "refusal",        "vendor_schema"};

static void make_version(int version)
{
	char *sql = fixture_read_version(version);
	const struct store_profile profile = {version, sql, NULL, 0};
	ck_ok(store_open_profile(fixture_path, true, &profile, &fixture_store, err));
	ck_ok(crm_store_check(st, err));
	free(sql);
}

static const char *count_rows(const char *table)
{
	char sql[64];
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", table);
	return fixture_lookup(sql);
}

/* CREATE statements as SQLite keeps them, without comments and with single blanks. */
static const char *schema_text(void)
{
	const char *raw = fixture_lookup("SELECT group_concat(type || ' ' || name || ': ' || sql, char(10)) FROM"
					 " (SELECT * FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name)");
	struct crm_buf out;
	crm_buf_init(&out, 1 << 20);
	for (const char *p = raw; *p; p++) {
		while (p[0] == '-' && p[1] == '-')
			p += strcspn(p, "\n");
		bool blank = *p == ' ' || *p == '\n' || *p == '\t';
		if (*p == ')' && out.len && out.ptr[out.len - 1] == ' ')
			out.ptr[out.len - 1] = ')';
		else if (!blank && *p)
			crm_buf_char(&out, *p);
		else if (out.len && out.ptr[out.len - 1] != ' ' && out.ptr[out.len - 1] != '(' && *p)
			crm_buf_char(&out, ' ');
	}
	const char *text = crm_arena_strdup(fixture_arena, out.ptr);
	crm_buf_free(&out);
	return text;
}

static const char *schema_of_new_store(void)
{
	char kept[sizeof(fixture_path)];
	memcpy(kept, fixture_path, sizeof(kept));
	snprintf(fixture_path, sizeof(fixture_path), "%s/new.db", fixture_folder);
	ck_ok(crm_store_open(fixture_path, true, &fixture_store, err));
	const char *text = schema_text();
	crm_store_close(st);
	fixture_store = NULL;
	memcpy(fixture_path, kept, sizeof(kept));
	return text;
}

/* Check cannot tell texts of this length. */
static void check_same_text(const char *have, const char *wanted)
{
	size_t at = 0;
	while (have[at] && have[at] == wanted[at])
		at++;
	size_t from = at > 60 ? at - 60 : 0;
	ck_assert_msg(have[at] == wanted[at], "the schema is '...%.120s', that of a new store '...%.120s'", have + from,
		      wanted + from);
}

static void check_backup(int version)
{
	char name[128], suffix[16];
	struct stat info;
	struct crm_store *backup;
	const char *found = NULL;
	const struct store_profile profile = {version, "", NULL, 0};
	snprintf(suffix, sizeof(suffix), ".v%d.bak", version);
	fixture_name(name, suffix);
	ck_assert_int_eq(stat(name, &info), 0);
	ck_assert_uint_eq(info.st_mode & 07777, 0600);
	ck_ok(store_open_profile(name, false, &profile, &backup, err));
	ck_ok(crm_store_check(backup, err));
	ck_ok(store_lookup(backup, "SELECT count(*) FROM link", fixture_arena, &found, err));
	ck_assert_str_eq(found, count_rows("link"));
	crm_store_close(backup);
}

START_TEST(every_version_comes_to_the_current_one)
{
	int version = _i;
	const char *before[sizeof(kept_tables) / sizeof(*kept_tables)];
	const char *wanted = schema_of_new_store();
	make_version(version);
	for (size_t i = 0; i < sizeof(kept_tables) / sizeof(*kept_tables); i++)
		before[i] = count_rows(kept_tables[i]);
	ck_assert_int_gt(atoi(count_rows("link")), 0);
	ck_assert_int_gt(atoi(count_rows("hold")), 0);
	fixture_reopen();
	ck_assert_int_eq(atoi(fixture_lookup("PRAGMA user_version")), CRM_STORE_VERSION);
	check_same_text(schema_text(), wanted);
	for (size_t i = 0; i < sizeof(kept_tables) / sizeof(*kept_tables); i++)
		ck_assert_msg(strcmp(count_rows(kept_tables[i]), before[i]) == 0, "%s lost rows", kept_tables[i]);
	ck_ok(crm_store_check(st, err));
	check_backup(version);
}
END_TEST

START_TEST(a_store_that_came_along_takes_new_rows)
{
	bool known = true;
	make_version(_i);
	fixture_reopen();
	ck_ok(crm_store_run_start(st, "sync", 1000, &fixture_run, err));
	ck_ok(crm_store_suppressed(st, CRM_CONTACT, "email", "ada@example.org", &known, err));
	ck_assert(!known);
	ck_ok(crm_store_suppress(st, CRM_CONTACT, "email", "ada@example.org", fixture_run, err));
	ck_ok(crm_store_suppressed(st, CRM_CONTACT, "email", "ada@example.org", &known, err));
	ck_assert(known);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store: versions");
	TCase *tc = tcase_create("versions");
	tcase_add_checked_fixture(tc, fixture_folder_make, fixture_close);
	tcase_add_loop_test(tc, every_version_comes_to_the_current_one, 1, CRM_STORE_VERSION);
	tcase_add_loop_test(tc, a_store_that_came_along_takes_new_rows, 1, CRM_STORE_VERSION);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}

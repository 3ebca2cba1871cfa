/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "store_fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char fixture_folder[64], fixture_path[96];
struct crm_store *fixture_store;
struct crm_arena *fixture_arena;
struct crm_error fixture_err;
int64_t fixture_system, fixture_run;

void fixture_folder_make(void)
{
	snprintf(fixture_folder, sizeof(fixture_folder), "/tmp/crmsync-store-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(fixture_folder));
	snprintf(fixture_path, sizeof(fixture_path), "%s/test.db", fixture_folder);
	fixture_arena = crm_arena_new();
	ck_assert_ptr_nonnull(fixture_arena);
	fixture_store = NULL;
}

void fixture_open(void)
{
	fixture_folder_make();
	ck_ok(crm_store_open(fixture_path, true, &fixture_store, &fixture_err));
	ck_ok(crm_store_system(fixture_store, "hubspot", "hubspot", &fixture_system, &fixture_err));
	ck_ok(crm_store_run_start(fixture_store, "sync", 1000, &fixture_run, &fixture_err));
}

void fixture_reopen(void)
{
	crm_store_close(fixture_store);
	fixture_store = NULL;
	ck_ok(crm_store_open(fixture_path, false, &fixture_store, &fixture_err));
}

static void remove_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	char name[512];
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(name, sizeof(name), "%s/%s", folder, entry->d_name);
		if (unlink(name) != 0)
			(void)rmdir(name);
	}
	if (dir)
		closedir(dir);
	(void)rmdir(folder);
}

void fixture_close(void)
{
	crm_store_close(fixture_store);
	fixture_store = NULL;
	crm_arena_free(fixture_arena);
	crm_error_clear(&fixture_err);
	remove_folder(fixture_folder);
}

struct crm_source fixture_contact(const char *vendor_id, int64_t hash)
{
	struct crm_source s = {.system = fixture_system,
			       .object = CRM_CONTACT,
			       .vendor_id = vendor_id,
			       .life = CRM_LIVE,
			       .modified = 5,
			       .raw = crm_arena_printf(fixture_arena, "{\"raw\":%lld}", (long long)hash),
			       .cells = crm_arena_printf(fixture_arena, "{\"n\":[\"%lld\"]}", (long long)hash),
			       .hash = hash,
			       .seen_run = fixture_run,
			       .generation = 1};
	return s;
}

int64_t fixture_stage(const char *vendor_id, int64_t hash, enum crm_stage_effect expected)
{
	struct crm_source s = fixture_contact(vendor_id, hash);
	enum crm_stage_effect effect;
	int64_t id;
	ck_ok(crm_store_stage(fixture_store, &s, &id, &effect, &fixture_err));
	ck_assert_int_eq(effect, expected);
	return id;
}

int64_t fixture_golden(const char *uid)
{
	int64_t id;
	ck_ok(crm_store_golden_create(fixture_store, CRM_CONTACT, uid, fixture_run, &id, &fixture_err));
	return id;
}

const char *fixture_lookup(const char *sql)
{
	const char *out = NULL;
	ck_ok(store_lookup(fixture_store, sql, fixture_arena, &out, &fixture_err));
	return out ? out : "(none)";
}

void fixture_name(char out[128], const char *suffix)
{
	snprintf(out, 128, "%s%s", fixture_path, suffix);
}

char *fixture_read_version(int version)
{
	char name[512];
	struct stat info;
	const char *top = getenv("srcdir");
	snprintf(name, sizeof(name), "%s/tests/unit/store_fixtures/version_%d.sql", top ? top : ".", version);
	FILE *f = fopen(name, "r");
	if (!f || fstat(fileno(f), &info) != 0) {
		fprintf(stderr, "version %d has no fixture '%s'\n", version, name);
		abort();
	}
	char *text = calloc(1, (size_t)info.st_size + 1);
	if (!text || fread(text, 1, (size_t)info.st_size, f) != (size_t)info.st_size)
		abort();
	fclose(f);
	return text;
}

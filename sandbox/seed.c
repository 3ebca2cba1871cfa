/* SPDX-License-Identifier: Apache-2.0 */
/* Which data a twin starts with, and where the truth about it is written. */
#include "sandbox/seed.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sandbox/atomic_file.h"

static bool seed_has_demo(const char *folder, struct crm_buf *path)
{
	crm_buf_reset(path);
	crm_buf_printf(path, "%s/demo/contacts.json", folder);
	struct stat st;
	if (path->failed || stat(path->ptr, &st) < 0)
		return false;
	crm_buf_reset(path);
	crm_buf_printf(path, "%s/demo", folder);
	return true;
}

/* --seed-dir, then the environment, then where it is installed. */
static int seed_find_demo(const struct cmdline *c, struct crm_buf *path, struct crm_error *err)
{
	const char *environment = getenv("CRMSYNC_SANDBOX_DATA");
	if (c->seed_dir && seed_has_demo(c->seed_dir, path))
		return CRM_OK;
	if (environment && *environment && seed_has_demo(environment, path))
		return CRM_OK;
	if (seed_has_demo(CRM_DATADIR "/sandbox", path))
		return CRM_OK;
	return crm_error_set(err, CRM_E_NOT_FOUND, "no demo data in '%s' (set --seed-dir or CRMSYNC_SANDBOX_DATA)",
			     CRM_DATADIR "/sandbox/demo");
}

static int seed_run(struct seed_writer *w, const struct cmdline *c, struct crm_error *err)
{
	if (c->seed == CMDLINE_SEED_PEOPLE)
		return seed_people(w, c->random_seed, (uint32_t)c->people, err);
	struct crm_buf folder;
	crm_buf_init(&folder, 65536);
	int rc = seed_find_demo(c, &folder, err);
	if (rc >= 0)
		rc = seed_demo(w, folder.ptr, err);
	crm_buf_free(&folder);
	return rc;
}

/* Where the truth is to be written; nothing appended: nowhere. */
static void seed_truth_path(const struct cmdline *c, struct crm_buf *path)
{
	if (c->truth)
		crm_buf_str(path, c->truth);
	else if (c->seed_dir)
		crm_buf_printf(path, "%s/truth.jsonl", c->seed_dir);
}

int seed_fill(struct twin *twin, const struct cmdline *c, struct crm_error *err)
{
	if (c->seed == CMDLINE_SEED_EMPTY)
		return CRM_OK;
	struct crm_buf path;
	crm_buf_init(&path, 65536);
	seed_truth_path(c, &path);
	struct atomic_file file = {0};
	int rc = path.len > 0 ? atomic_file_begin(&file, path.ptr, err) : CRM_OK;
	crm_buf_free(&path);
	if (rc < 0)
		return rc;
	struct seed_writer w = {twin, file.stream};
	rc = seed_run(&w, c, err);
	if (rc >= 0 && file.stream)
		return atomic_file_commit(&file, err);
	atomic_file_abort(&file);
	return rc;
}

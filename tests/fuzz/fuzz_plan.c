/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a saved plan, against an open plan of a few operations: it is taken row by row or refused as a whole,
 * and what stays planned is exactly what the file names.  Every input meets the same open plan.
 */
#include "config.h"

#include <string.h>
#include <sync/plan_file.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz_core.h"
#include "sync_fixture.h"

static char path[64];
static int plan_fd = -1;
static int64_t n_operations;

static int64_t planned(void)
{
	return sync_number("SELECT count(*) FROM operation WHERE state = 0");
}

static void close_at_exit(void)
{
	close(plan_fd);
	sync_teardown();
}

static void open_once(void)
{
	if (plan_fd >= 0)
		return;
	sync_setup();
	sync_configure(sync_two);
	fake_put(&fake[0], CRM_CONTACT, "1", "last", "Miller", "email", "jim@firma.example", NULL);
	fake_put(&fake[0], CRM_CONTACT, "2", "last", "Smith", "email", "smith@firma.example", NULL);
	fake_put(&fake[1], CRM_COMPANY, "3", "name", "Firma", "domain", "firma.example", NULL);
	HOLDS(sync_open("sync") == CRM_OK && sync_plan() == CRM_OK);
	plan_fd = memfd_create("plan", MFD_CLOEXEC);
	HOLDS(plan_fd >= 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", plan_fd);
	n_operations = planned();
	HOLDS(n_operations == 3);
	atexit(close_at_exit);
}

/* Rows that an input left out are planned again. */
static void plan_again(void)
{
	struct crm_op_query q = {.run = sync_engine->run, .phase = -1, .kind = -1, .object = -1, .max = 100};
	struct crm_op_row *rows;
	size_t n = 0;
	q.state = CRM_OPS_SKIPPED;
	crm_arena_reset(sync_arena);
	HOLDS(crm_store_ops(sync_engine->store, &q, sync_arena, &rows, &n, NULL) == CRM_OK);
	for (size_t i = 0; i < n; i++)
		HOLDS(crm_store_op_finish(sync_engine->store, rows[i].id, CRM_OPS_PLANNED, rows[i].source,
					  rows[i].vendor_id, NULL, NULL, 0, NULL) == CRM_OK);
	HOLDS(planned() == n_operations);
}

static void see_refused(void *ctx, const struct crm_plan_refusal *row)
{
	int64_t *seen = ctx;
	(*seen)++;
	HOLDS(row->name && row->text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int64_t kept = 0, refused = 0, seen = 0;
	struct crm_error err = {0};
	open_once();
	HOLDS(ftruncate(plan_fd, 0) == 0);
	HOLDS(pwrite(plan_fd, data, size, 0) == (ssize_t)size);
	int rc = crm_plan_restrict(sync_engine, path, see_refused, &seen, &kept, &refused, &err);
	HOLDS(rc == CRM_OK || rc == CRM_E_USAGE || rc == CRM_E_GATE);
	HOLDS(rc == CRM_OK || strstr(crm_error_text(&err), path));
	if (rc == CRM_OK)
		HOLDS(kept >= 0 && kept <= n_operations && seen <= refused && planned() == kept);
	crm_error_clear(&err);
	plan_again();
	return 0;
}

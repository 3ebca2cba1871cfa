/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A saved plan: JSON lines, a header and one line per operation.  `diff --plan FILE` writes it; `sync --plan FILE`
 * applies exactly the rows that a fresh plan contains unchanged, and refuses the others: their records have changed
 * since.
 */
#ifndef CRM_SYNC_PLAN_FILE_H
#define CRM_SYNC_PLAN_FILE_H

#include <sync/engine.h>

/* Writes the open plan (mode 0600, over an existing file only when complete). */
int crm_plan_save(struct crm_engine *e, const char *path, struct crm_error *err);

struct crm_plan_refusal {
	const char *system, *name, *text; /* name of the record; text: what the row was, for people */
};
/* Takes out of the open plan what the file does not contain; calls refused() for each row of the file that the plan
   does not contain (any more). Counts both.  CRM_E_USAGE if the file is no plan or of another store's accounts. */
int crm_plan_restrict(struct crm_engine *e, const char *path,
		      void (*refused)(void *ctx, const struct crm_plan_refusal *row), void *ctx, int64_t *kept,
		      int64_t *n_refused, struct crm_error *err);

#endif

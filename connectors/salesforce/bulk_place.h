/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a pull by a bulk query job is, as it stands in a cursor in place of the address of a page: "bulk:" (a job is to
 * be made), "bulk:JOB:p:LOOKS" (it is under way), "bulk:JOB:r:ROWS:LOCATOR" (its results are being read).
 */
#ifndef CRM_SALESFORCE_BULK_PLACE_H
#define CRM_SALESFORCE_BULK_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include <crmsync/buf.h>
#include <crmsync/mem.h>

#define SF_BULK_BEGIN "bulk:"

struct sf_bulk_place {
	const char *job;     /* id, "" if there is none yet */
	bool results;        /* the job is complete */
	unsigned looks;      /* at the job, so far */
	int64_t rows;        /* of the set of results that were delivered */
	const char *locator; /* of the set, "" for the first */
};

bool sf_bulk_is_place(const char *path);
/* False if it is malformed or there is no memory; texts go in the arena. */
bool sf_bulk_place_read(const char *path, struct crm_arena *arena, struct sf_bulk_place *out);
void sf_bulk_place_write(struct crm_buf *path, const struct sf_bulk_place *place);

#endif

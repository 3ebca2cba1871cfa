/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pull by a query job of the Bulk API 2.0 (Bulk API 2.0 and Bulk API Developer Guide, "Bulk API 2.0 Query"), where that
 * costs fewer calls than pages: one to make the job, a few to ask whether it is done, one for every 50,000 rows.  What
 * goes wrong with a job never ends the pull: it goes on page by page.
 */
#ifndef CRM_SALESFORCE_BULK_H
#define CRM_SALESFORCE_BULK_H

#include "bulk_place.h"
#include "query.h"

/* Is what follows the first page of a query cheaper by a job?  n: records of the page, total: of the whole query. */
bool sf_bulk_pays(const struct crm_connection *conn, const struct sf_selection *selection, size_t n, int64_t total);

enum sf_bulk_step {
	SF_BULK_GOES_ON, /* `place` is where, after again_ms if that is not 0 */
	SF_BULK_ENDED,   /* there are no more records */
	SF_BULK_GIVEN_UP /* the rest is to be read page by page; `why` is for people */
};

struct sf_bulk_answer {
	enum sf_bulk_step step;
	struct sf_bulk_place place;
	unsigned again_ms;
	struct sf_records records;
	const char *why; /* in the arena */
};

/* One step of the job that reads the query (without its order) from `place` on.  Errors: as of a pull; what only
   concerns the job is no error. */
int sf_bulk_pull(struct crm_connection *conn, const struct sf_query *query, const struct sf_bulk_place *place,
		 int64_t rows_expected, struct crm_arena *arena, struct sf_bulk_answer *out, struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The results of a bulk query job, read while they arrive (Bulk API 2.0 and Bulk API Developer Guide, "Get Results for
 * a Query Job").  A set of them is one call, however many pages of ours it makes: the connection keeps it open between
 * pulls.  A set that was lost is asked for again, and the rows that were delivered are passed over.
 */
#ifndef CRM_SALESFORCE_BULK_RESULTS_H
#define CRM_SALESFORCE_BULK_RESULTS_H

#include "bulk_place.h"
#include "query.h"

/* Rows of a set.  The documentation names no default ("based on the service"), and clients ask for this many. */
#define SF_BULK_SET 50000

/* Records from the place on, at most a page.  *place moves behind them; *end: there are no more.  CRM_E_NOT_FOUND,
   CRM_E_CURSOR, CRM_E_REJECTED: the job or its results are gone.  After a failure nothing is open. */
int sf_bulk_read(struct crm_connection *conn, const struct sf_selection *selection, struct sf_bulk_place *place,
		 struct crm_arena *arena, struct sf_records *records, bool *end, struct crm_error *err);
/* Closes what is open; nothing if it is not. */
void sf_bulk_close(struct crm_connection *conn);

#endif

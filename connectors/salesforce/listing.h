/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answer to a query, or to a subquery inside of one: {"totalSize", "done", "nextRecordsUrl", "records"}
 * (REST API Developer Guide, "Query" and "Query More Results").
 */
#ifndef CRM_SALESFORCE_LISTING_H
#define CRM_SALESFORCE_LISTING_H

#include <crmsync/error.h>
#include <crmsync/json.h>

struct sf_listing {              /* lives as long as the JSON */
	const crm_json *records; /* array */
	size_t n;
	int64_t total;
	const char *next; /* path from "/services/" on, NULL: this was the last page */
};

/* CRM_E_PROTOCOL when it is no listing, or one that contradicts itself: more to come but no address, a first and only
   page with fewer or more records than its total.  first: the answer to a query, not to a nextRecordsUrl. */
int sf_listing_read(const crm_json *body, bool first, struct sf_listing *out, struct crm_error *err);

#endif

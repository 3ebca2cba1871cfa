/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to a query. */
#include "listing.h"

#include <inttypes.h>
#include <string.h>

/* Behind the instance's own prefix, if it has one. */
static const char *service_path(const char *url)
{
	return url ? strstr(url, "/services/data/") : NULL;
}

static int check_whole(const struct sf_listing *listing, bool first, struct crm_error *err)
{
	if (listing->next && listing->n == 0)
		return crm_error_set(err, CRM_E_PROTOCOL, "query: a page without records says that more follow");
	if (first && !listing->next && listing->total != (int64_t)listing->n)
		return crm_error_set(err, CRM_E_PROTOCOL, "query: the listing says %" PRId64 " records and holds %zu",
				     listing->total, listing->n);
	return CRM_OK;
}

int sf_listing_read(const crm_json *body, bool first, struct sf_listing *out, struct crm_error *err)
{
	const crm_json *records = crm_json_get(body, "records");
	const crm_json *done = crm_json_get(body, "done");
	struct sf_listing listing = {.records = records, .n = crm_json_size(records)};
	if (!crm_json_is_array(records) || crm_json_type(done) != CRM_JSON_BOOL ||
	    !crm_json_int(crm_json_get(body, "totalSize"), &listing.total))
		return crm_error_set(err, CRM_E_PROTOCOL, "query: the answer is no listing");
	listing.next = crm_json_true(done) ? NULL : service_path(crm_json_get_string(body, "nextRecordsUrl"));
	if (!crm_json_true(done) && !listing.next)
		return crm_error_set(err, CRM_E_PROTOCOL, "query: a page says that more follow, but not where");
	int rc = check_whole(&listing, first, err);
	if (rc == CRM_OK)
		*out = listing;
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* POST .../search: pages of at most 200, an `after` that is an offset, nothing beyond the 10,000th.  `total` counts
   what the index knows; a record that is gone meanwhile is counted and not shown. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "hubspot.h"

#define SEARCH_DEFAULT 10
#define SEARCH_MAX     200
#define SEARCH_DEPTH   10000

/* Clients send numbers and texts alike. */
static bool read_count(const crm_json *value, long otherwise, long *out)
{
	const char *text = crm_json_text(value);
	char *end;
	*out = otherwise;
	if (!text)
		return !value || crm_json_is_null(value);
	*out = strtol(text, &end, 10);
	return *text && !*end;
}

static bool read_page(struct hs_call *call, long *limit, long *after, int *result)
{
	if (!read_count(crm_json_get(call->body, "limit"), SEARCH_DEFAULT, limit) || *limit < 0 ||
	    *limit > SEARCH_MAX) {
		*result = hs_answer_error(call, 400, "VALIDATION_ERROR", "limit must be between 0 and %d", SEARCH_MAX);
		return false;
	}
	if (!read_count(crm_json_get(call->body, "after"), 0, after) || *after < 0) {
		*result = hs_answer_error(call, 400, "VALIDATION_ERROR", "after must be an integer from 0");
		return false;
	}
	if (*after > SEARCH_DEPTH || *after + *limit > SEARCH_DEPTH) {
		*result = hs_answer_error(call, 400, "VALIDATION_ERROR",
					  "Paging through results beyond %d is not supported: after %ld, limit %ld",
					  SEARCH_DEPTH, *after, *limit);
		return false;
	}
	return true;
}

static int answer(struct hs_call *call, enum hs_type type, struct hs_record **v, size_t n, size_t after, size_t limit)
{
	struct crm_json_writer w;
	struct hs_selection selection;
	size_t end = after + limit < n ? after + limit : n;
	if (hs_select_json(call, type, crm_json_get(call->body, "properties"), false, &selection) < 0)
		return CRM_E_NOMEM;
	struct hs_show show = {.properties = &selection, .is_new = -1};
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field_int(&w, "total", (int64_t)n);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	for (size_t i = after; i < end; i++)
		if (hs_record_exists(v[i]) && hs_record_write(call, &w, v[i], &show) < 0)
			return CRM_E_NOMEM;
	crm_jw_end_array(&w);
	if (end < n && end > after) {
		crm_jw_key(&w, "paging");
		crm_jw_object(&w);
		crm_jw_key(&w, "next");
		crm_jw_object(&w);
		crm_jw_field(&w, "after", hs_format(call, "%zu", end));
		crm_jw_end_object(&w);
		crm_jw_end_object(&w);
	}
	crm_jw_end_object(&w);
	return CRM_OK;
}

int hs_search_api(struct hs_call *call, enum hs_type type)
{
	struct hs_search *search;
	struct hs_refusal refusal;
	struct hs_record **v;
	size_t n;
	long limit, after;
	int rc;
	if (!hs_call_body(call, &rc) || !read_page(call, &limit, &after, &rc))
		return rc;
	rc = hs_search_read(call, type, call->body, &search, &refusal);
	if (rc < 0)
		return rc;
	if (refusal.category)
		return hs_answer_refusal(call, &refusal);
	rc = hs_search_run(call->face, search, &v, &n);
	return rc < 0 ? rc : answer(call, type, v, n, (size_t)after, (size_t)limit);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* .../objects/{type}/{id}/associations/{toType}[/{toId}] and .../associations/default/{toType}/{toId}: links of one
 * record. */
#include <inttypes.h>
#include <string.h>

#include "associations_api.h"

#define PAGE_MAX 500

static int list_links(struct hs_call *call, const struct hs_record *record, enum hs_type to)
{
	struct hs_link_page page;
	struct crm_json_writer w;
	uint64_t from = 0;
	long limit;
	int rc;
	const char *after = hs_query(call, "after");
	if (!hs_read_limit(call, PAGE_MAX, PAGE_MAX, &limit, &rc))
		return rc;
	if (after && *after && !hs_parse_id(after, &from))
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "The after parameter is invalid: %s", after);
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	if (strncmp(call->req->path, "/crm/v3/", 8) == 0)
		return hs_write_associated(call, &w, record, to, from, (size_t)limit);
	if (hs_links_page(call, record, to, from, (size_t)limit, &page) < 0)
		return CRM_E_NOMEM;
	crm_jw_object(&w);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	hs_write_link_page(call, &w, record->type, &page);
	crm_jw_end_array(&w);
	hs_write_link_paging(call, &w, &page);
	crm_jw_end_object(&w);
	call->resp->records = (unsigned)page.n;
	return CRM_OK;
}

/* Body: [{"associationCategory","associationTypeId"}]. */
static int put_link(struct hs_call *call, struct hs_record *from, struct hs_record *to)
{
	struct crm_error err = {0};
	unsigned kinds = 0;
	struct crm_json_writer w;
	if (crm_json_parse(call->req->body, call->req->body_len, &call->body, &err) < 0 ||
	    !crm_json_is_array(call->body)) {
		crm_error_clear(&err);
		return hs_answer_error(call, 400, "VALIDATION_ERROR",
				       "Invalid input JSON: an array of association types was expected");
	}
	for (const crm_json *e = crm_json_first(call->body); e; e = crm_json_next(e)) {
		int64_t type_id = 0;
		(void)crm_json_int(crm_json_get(e, "associationTypeId"), &type_id);
		const struct hs_association_row *row = hs_association_row(from->type, to->type, (int)type_id);
		if (!row)
			return hs_answer_error(call, 400, "VALIDATION_ERROR",
					       "Association type %" PRId64 " is not valid from %s to %s", type_id,
					       hs_types[from->type].upper, hs_types[to->type].upper);
		kinds |= row->kind;
	}
	if (hs_link_add(call->face, from, to, kinds, call->now) < 0)
		return CRM_E_NOMEM;
	call->resp->status = 201;
	call->resp->records = 1;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	hs_write_labels(call, &w, from, to);
	crm_jw_end_object(&w);
	return CRM_OK;
}

static int put_default(struct hs_call *call, struct hs_record *from, struct hs_record *to)
{
	struct crm_json_writer w;
	if (hs_link_add(call->face, from, to, HS_LINK_PLAIN, call->now) < 0)
		return CRM_E_NOMEM;
	call->resp->status = 200;
	call->resp->records = 1;
	hs_write_batch_begin(call, &w);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	hs_write_default(&w, from, to);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	return CRM_OK;
}

static int one_link(struct hs_call *call, struct hs_record *from, enum hs_type type, const char *to_id, bool by_default)
{
	struct hs_record *to = hs_record_resolve(call->face, type, to_id);
	call->resp->mutating = true;
	if (hs_method(call, "DELETE") && !by_default) {
		if (to)
			hs_link_remove(call->face, from, to, HS_LINK_PLAIN, call->now);
		call->resp->status = 204;
		call->resp->records = to != NULL;
		return CRM_OK;
	}
	if (!hs_method(call, "PUT"))
		return hs_answer_method(call);
	if (!hs_record_exists(to))
		return hs_answer_error(call, 404, "OBJECT_NOT_FOUND", "%s=%s is not valid", hs_types[type].upper,
				       to_id);
	if (to == from)
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "Object %s cannot be associated to itself (%s)",
				       to_id, to_id);
	return by_default ? put_default(call, from, to) : put_link(call, from, to);
}

int hs_record_associations_api(struct hs_call *call, enum hs_type type)
{
	bool by_default = strcmp(call->segment[3], "default") == 0;
	size_t at = by_default ? 4 : 3;
	enum hs_type to;
	int rc;
	if (call->n_segments < at + 1 || call->n_segments > at + 2)
		return hs_answer_html_404(call);
	if (!hs_segment_type(call, at, &to, &rc))
		return rc;
	struct hs_record *record = hs_record_resolve(call->face, type, call->segment[1]);
	if (!hs_record_exists(record))
		return hs_answer_record_missing(call, type);
	if (call->n_segments == at + 2)
		return one_link(call, record, to, call->segment[at + 1], by_default);
	return hs_method(call, "GET") ? list_links(call, record, to) : hs_answer_method(call);
}

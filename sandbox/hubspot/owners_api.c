/* SPDX-License-Identifier: Apache-2.0 */
/* /crm/v3/owners and /crm/owners/2026-03. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "hubspot.h"

#define OWNERS_DEFAULT 100
#define OWNERS_MAX     500

static void write_owner(struct crm_json_writer *w, const struct hs_owner *owner)
{
	char id[24];
	snprintf(id, sizeof id, "%" PRIu64, owner->id);
	crm_jw_object(w);
	crm_jw_field(w, "id", id);
	crm_jw_field(w, "email", owner->email ? owner->email : "");
	crm_jw_field(w, "type", "PERSON");
	crm_jw_field(w, "firstName", owner->first_name ? owner->first_name : "");
	crm_jw_field(w, "lastName", owner->last_name ? owner->last_name : "");
	if (!owner->archived)
		crm_jw_field_int(w, "userId", (int64_t)owner->user_id);
	crm_jw_field_int(w, "userIdIncludingInactive", (int64_t)owner->user_id);
	hs_write_time(w, "createdAt", owner->created);
	hs_write_time(w, "updatedAt", owner->updated);
	crm_jw_field_bool(w, "archived", owner->archived);
	crm_jw_end_object(w);
}

static bool wanted(const struct hs_owner *owner, bool archived, const char *email)
{
	if (owner->archived != archived)
		return false;
	return !email || !*email || (owner->email && strcasecmp(owner->email, email) == 0);
}

static int list(struct hs_call *call)
{
	const struct face *face = call->face;
	const char *archived = hs_query(call, "archived"), *email = hs_query(call, "email"),
		   *after = hs_query(call, "after");
	bool want_archived = archived && strcmp(archived, "true") == 0;
	uint64_t from = 0;
	long limit, shown = 0;
	size_t i = 0;
	int rc;
	if (!hs_read_limit(call, OWNERS_DEFAULT, OWNERS_MAX, &limit, &rc))
		return rc;
	if (after && *after && !hs_parse_id(after, &from))
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "The after parameter is invalid: %s", after);
	struct crm_json_writer w;
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	for (; i < face->n_owners && shown < limit; i++)
		if (face->owners[i].id > from && wanted(&face->owners[i], want_archived, email)) {
			write_owner(&w, &face->owners[i]);
			shown++;
		}
	crm_jw_end_array(&w);
	uint64_t last = i ? face->owners[i - 1].id : 0;
	while (i < face->n_owners && !wanted(&face->owners[i], want_archived, email))
		i++;
	if (i < face->n_owners) {
		const char *next = hs_format(call, "%" PRIu64, last);
		crm_jw_key(&w, "paging");
		crm_jw_object(&w);
		crm_jw_key(&w, "next");
		crm_jw_object(&w);
		crm_jw_field(&w, "after", next);
		crm_jw_field(&w, "link",
			     hs_format(call, "%s%s?limit=%ld&after=%s", call->req->base, call->req->path, limit, next));
		crm_jw_end_object(&w);
		crm_jw_end_object(&w);
	}
	crm_jw_end_object(&w);
	call->resp->records = (unsigned)shown;
	return CRM_OK;
}

static const struct hs_owner *find(struct hs_call *call, const char *id)
{
	const char *by = hs_query(call, "idProperty"), *archived = hs_query(call, "archived");
	bool want_archived = archived && strcmp(archived, "true") == 0;
	const struct face *face = call->face;
	uint64_t n;
	if (!hs_parse_id(id, &n))
		return NULL;
	for (size_t i = 0; i < face->n_owners; i++) {
		const struct hs_owner *owner = &face->owners[i];
		if (owner->archived == want_archived &&
		    (by && strcmp(by, "userId") == 0 ? owner->user_id : owner->id) == n)
			return owner;
	}
	return NULL;
}

int hs_owners_api(struct hs_call *call)
{
	struct crm_json_writer w;
	if (!hs_method(call, "GET"))
		return hs_answer_method(call);
	if (call->n_segments == 0)
		return list(call);
	if (call->n_segments > 1)
		return hs_answer_html_404(call);
	const struct hs_owner *owner = find(call, call->segment[0]);
	if (!owner)
		return hs_answer_not_found(call, "resource not found");
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	write_owner(&w, owner);
	return CRM_OK;
}

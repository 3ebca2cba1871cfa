/* SPDX-License-Identifier: Apache-2.0 */
/* /crm/v3/objects and /crm/objects/2026-03: single records, their lists, merges and erasures. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubspot.h"

#define LIST_DEFAULT 10
#define LIST_MAX     100

static bool wants_archived(struct hs_call *call)
{
	const char *archived = hs_query(call, "archived");
	return archived && strcmp(archived, "true") == 0;
}

static int read_associations(struct hs_call *call, enum hs_type *types, size_t *n, const char **unknown)
{
	struct crm_buf value;
	crm_buf_init(&value, CRM_BUF_MAX);
	for (unsigned nth = 0; face_query(call->req, "associations", nth, &value); nth++) {
		char *list = crm_arena_strdup(call->arena, value.ptr);
		for (char *part; list && (part = hs_next_part(&list, ','));) {
			enum hs_type type;
			if (!hs_type_named(part, &type))
				*unknown = part;
			else if (*n < HS_TYPES)
				types[(*n)++] = type;
		}
		crm_buf_reset(&value);
	}
	bool failed = value.failed;
	crm_buf_free(&value);
	return failed ? CRM_E_NOMEM : CRM_OK;
}

/* What a GET shows; false: answered or failed already. */
struct shown {
	struct hs_selection properties, history;
	enum hs_type associations[HS_TYPES];
	struct hs_show show;
};

static bool read_show(struct hs_call *call, enum hs_type type, struct shown *shown, int *result)
{
	const char *unknown = NULL;
	*shown = (struct shown){0};
	size_t n = 0;
	*result = hs_select_query(call, type, "properties", &shown->properties);
	if (*result == CRM_OK)
		*result = hs_select_query(call, type, "propertiesWithHistory", &shown->history);
	if (*result == CRM_OK)
		*result = read_associations(call, shown->associations, &n, &unknown);
	if (*result == CRM_OK && unknown)
		*result = hs_answer_error(call, 400, NULL, "Unable to infer object type from: %s", unknown);
	shown->show = (struct hs_show){.properties = &shown->properties,
				       .history = &shown->history,
				       .associations = shown->associations,
				       .n_associations = n,
				       .is_new = -1};
	return *result == CRM_OK && !unknown;
}

/* ---- list: an `after` is the id (or, in random order, the place) of the last record before the page
 * ------------------ */

struct listing {
	const struct hs_store *store;
	bool archived;
	enum { BY_ID, BACKWARDS, SHUFFLED } order;
	size_t n;  /* SHUFFLED: how many records take part in the shuffle */
	size_t at; /* next position to look at, in listing order */
};

static size_t common_divisor(size_t a, size_t b)
{
	while (b) {
		size_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static const struct hs_record *listing_at(const struct listing *l, size_t position)
{
	if (l->order == BACKWARDS)
		position = l->store->n - 1 - position;
	else if (l->order == SHUFFLED && position < l->n) {
		size_t step = (size_t)((double)l->n * 0.618) | 1;
		while (common_divisor(step, l->n) != 1)
			step += 2;
		position = (size_t)(((uint64_t)position * step + l->n / 3) % l->n);
	}
	return l->store->v[position];
}

static bool listing_begin(struct hs_call *call, struct listing *l, const char *after)
{
	const char *order = hs_option_text(call->face, "list_order");
	uint64_t id;
	l->n = l->store->n;
	if (order && strcmp(order, "reverse") == 0)
		l->order = BACKWARDS;
	else if (order && strcmp(order, "random") == 0)
		l->order = SHUFFLED;
	if (!after || !*after)
		return true;
	if (l->order == SHUFFLED) {
		unsigned long long n, at;
		if (sscanf(after, "%llu-%llu", &n, &at) != 2 || n > l->store->n || at > l->store->n)
			return false;
		l->n = (size_t)n;
		l->at = (size_t)at;
		return true;
	}
	if (!hs_parse_id(after, &id))
		return false;
	if (l->order == BY_ID)
		l->at = hs_record_position(l->store, id + 1);
	else
		l->at = l->store->n - hs_record_position(l->store, id);
	return true;
}

static const struct hs_record *listing_next(struct listing *l)
{
	while (l->at < l->store->n) {
		const struct hs_record *record = listing_at(l, l->at++);
		if (!record->erased && !record->merged_into && record->archived == l->archived)
			return record;
	}
	return NULL;
}

static bool listing_more(struct listing l)
{
	return listing_next(&l) != NULL;
}

/* The request's own address with another `after`. */
static const char *next_link(struct hs_call *call, const char *after)
{
	struct crm_buf link;
	crm_buf_init(&link, CRM_BUF_MAX);
	crm_buf_printf(&link, "%s%s?", call->req->base, call->req->path);
	char *query = crm_arena_strdup(call->arena, call->req->query);
	for (char *part; query && (part = hs_next_part(&query, '&'));)
		if (strncmp(part, "after=", 6) != 0)
			crm_buf_printf(&link, "%s&", part);
	crm_buf_printf(&link, "after=%s", after);
	const char *text = link.failed ? NULL : crm_arena_strdup(call->arena, link.ptr);
	crm_buf_free(&link);
	return text;
}

static void write_list_paging(struct hs_call *call, struct crm_json_writer *w, const struct listing *l, uint64_t last)
{
	const char *after =
		l->order == SHUFFLED ? hs_format(call, "%zu-%zu", l->n, l->at) : hs_format(call, "%" PRIu64, last);
	crm_jw_key(w, "paging");
	crm_jw_object(w);
	crm_jw_key(w, "next");
	crm_jw_object(w);
	crm_jw_field(w, "after", after);
	crm_jw_field(w, "link", next_link(call, after));
	crm_jw_end_object(w);
	crm_jw_end_object(w);
}

static int answer_list(struct hs_call *call, struct listing *l, const struct hs_show *show, long limit)
{
	struct crm_json_writer w;
	uint64_t last = 0;
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	const struct hs_record *record;
	for (long n = 0; n < limit && (record = listing_next(l)); n++) {
		if (hs_record_write(call, &w, record, show) < 0)
			return CRM_E_NOMEM;
		last = record->id;
	}
	crm_jw_end_array(&w);
	if (last && listing_more(*l))
		write_list_paging(call, &w, l, last);
	crm_jw_end_object(&w);
	return CRM_OK;
}

bool hs_read_limit(struct hs_call *call, long otherwise, long most, long *limit, int *result)
{
	const char *text = hs_query(call, "limit");
	char *end = NULL;
	*limit = text ? strtol(text, &end, 10) : otherwise;
	if (!text || (*text && !*end && *limit >= 1 && *limit <= most))
		return true;
	*result = hs_answer_error(call, 400, "VALIDATION_ERROR", "limit must be between 1 and %ld, but was %s", most,
				  text);
	return false;
}

static int list(struct hs_call *call, enum hs_type type)
{
	struct shown shown;
	struct listing l = {.store = &call->face->store[type], .archived = wants_archived(call)};
	long limit;
	int result;
	if (!hs_read_limit(call, LIST_DEFAULT, LIST_MAX, &limit, &result) || !read_show(call, type, &shown, &result))
		return result;
	const char *after = hs_query(call, "after");
	if (!listing_begin(call, &l, after))
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "The after parameter is invalid: %s", after);
	return answer_list(call, &l, &shown.show, limit);
}

/* ---- one record -------------------------------------------------------------------------------------------------- */

bool hs_find_by(struct hs_call *call, enum hs_type type, const char *id_property, const char *id,
		struct hs_record **out)
{
	*out = NULL;
	if (!id_property || !*id_property || strcmp(id_property, "hs_object_id") == 0) {
		*out = hs_record_resolve(call->face, type, id);
		return true;
	}
	bool more = type == HS_CONTACT && strcmp(id_property, "hs_additional_emails") == 0;
	hs_slot slot = hs_slot_of(call->face, type, more ? "email" : id_property);
	bool email = type == HS_CONTACT && slot == hs_slot_of(call->face, type, "email");
	if (slot == HS_NO_SLOT || (!email && !(hs_property_at(call->face, type, slot)->flags & HS_UNIQUE)))
		return false;
	struct crm_buf lower;
	crm_buf_init(&lower, CRM_BUF_MAX);
	if (email)
		hs_lower(&lower, id);
	else
		crm_buf_str(&lower, id);
	if (more)
		*out = hs_record_holding(call->face, type, slot, lower.ptr, NULL);
	else
		*out = hs_record_by_value(call->face, type, slot, lower.ptr);
	crm_buf_free(&lower);
	return true;
}

int hs_refuse_id_property(struct hs_call *call, const char *id_property)
{
	return hs_answer_error(call, 400, "VALIDATION_ERROR", "Property \"%s\" is not a unique identifier property",
			       id_property);
}

static int answer_one(struct hs_call *call, const struct hs_record *record, const struct hs_show *show, int status)
{
	struct crm_json_writer w;
	call->resp->status = status;
	crm_jw_init(&w, &call->resp->body);
	return hs_record_write(call, &w, record, show);
}

static int get_one(struct hs_call *call, enum hs_type type)
{
	struct shown shown;
	struct hs_record *record;
	int result;
	if (!read_show(call, type, &shown, &result))
		return result;
	const char *id_property = hs_query(call, "idProperty");
	if (!hs_find_by(call, type, id_property, call->segment[1], &record))
		return hs_refuse_id_property(call, id_property);
	if (!record || record->archived != wants_archived(call))
		return hs_answer_record_missing(call, type);
	return answer_one(call, record, &shown.show, 200);
}

static int answer_written(struct hs_call *call, const struct hs_record *record, const struct hs_changes *changes,
			  int status)
{
	struct hs_selection selection;
	if (hs_select_written(call, record, changes, status == 201, &selection) < 0)
		return CRM_E_NOMEM;
	return answer_one(call, record, &(struct hs_show){.properties = &selection, .is_new = -1, .written = true},
			  status);
}

static const crm_json *body_properties(struct hs_call *call, int *result)
{
	if (!hs_call_body(call, result))
		return NULL;
	const crm_json *properties = crm_json_get(call->body, "properties");
	if (!crm_json_is_object(properties))
		*result = hs_answer_error(call, 400, "VALIDATION_ERROR",
					  "Invalid input JSON: Some required fields were not set: [properties]");
	return crm_json_is_object(properties) ? properties : NULL;
}

/* Contacts need a name or an address, companies a name or a domain. */
bool hs_create_is_empty(const struct hs_call *call, enum hs_type type, const struct hs_changes *changes)
{
	static const char *const needed[HS_TYPES][4] = {
		{"email", "firstname", "lastname", NULL}, {"name", "domain", "website", NULL}, {NULL}};
	if (!needed[type][0])
		return false;
	for (const char *const *name = needed[type]; *name; name++) {
		const char *text = hs_change_text(changes, hs_slot_of(call->face, type, *name));
		if (text && *text)
			return false;
	}
	return true;
}

static int create(struct hs_call *call, enum hs_type type)
{
	struct hs_changes changes;
	struct hs_refusal refusal;
	struct hs_record *record;
	int rc;
	const crm_json *properties = body_properties(call, &rc);
	if (!properties)
		return rc;
	rc = hs_changes_read(call, type, properties, false, NULL, &changes, &refusal);
	if (rc == CRM_OK && !refusal.category)
		rc = hs_changes_conflict(call, type, &changes, NULL, &refusal);
	if (rc == CRM_OK && !refusal.category)
		rc = hs_links_read(call, type, NULL, crm_json_get(call->body, "associations"), &refusal);
	if (rc < 0)
		return rc;
	if (refusal.category)
		return hs_answer_refusal(call, &refusal);
	if (hs_create_is_empty(call, type, &changes))
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "Some required properties were not set");
	rc = hs_create(call, type, &changes, HS_BY_INTEGRATION, &record);
	if (rc == CRM_OK)
		rc = hs_links_read(call, type, record, crm_json_get(call->body, "associations"), &refusal);
	if (rc == CRM_OK)
		rc = hs_auto_company(call, record);
	return rc < 0 ? rc : answer_written(call, record, &changes, 201);
}

static int update(struct hs_call *call, enum hs_type type)
{
	struct hs_changes changes;
	struct hs_refusal refusal;
	struct hs_record *record;
	int rc;
	const char *id_property = hs_query(call, "idProperty");
	const crm_json *properties = body_properties(call, &rc);
	if (!properties)
		return rc;
	if (!hs_find_by(call, type, id_property, call->segment[1], &record))
		return hs_refuse_id_property(call, id_property);
	if (!hs_record_exists(record))
		return hs_answer_record_missing(call, type);
	rc = hs_changes_read(call, type, properties, false, record, &changes, &refusal);
	if (rc == CRM_OK && !refusal.category)
		rc = hs_changes_conflict(call, type, &changes, record, &refusal);
	if (rc < 0)
		return rc;
	if (refusal.category)
		return hs_answer_refusal(call, &refusal);
	rc = hs_update(call, record, &changes, HS_BY_INTEGRATION);
	return rc < 0 ? rc : answer_written(call, record, &changes, 200);
}

/* An id that was merged away is no longer this record's to delete. */
static int archive(struct hs_call *call, enum hs_type type)
{
	uint64_t id;
	struct hs_record *record = hs_parse_id(call->segment[1], &id) ? hs_record_by_id(call->face, type, id) : NULL;
	if (!record || record->erased)
		return hs_answer_record_missing(call, type);
	call->resp->status = 204;
	call->resp->records = 1;
	return hs_record_exists(record) ? hs_record_archive(call->face, record, call->now) : CRM_OK;
}

/* ---- merge, erase -------------------------------------------------------------------------------------------------
 */

static int merge(struct hs_call *call, enum hs_type type)
{
	int rc;
	if (!hs_call_body(call, &rc))
		return rc;
	const char *winner_id = crm_json_text(crm_json_get(call->body, "primaryObjectId"));
	const char *loser_id = crm_json_text(crm_json_get(call->body, "objectIdToMerge"));
	if (!winner_id || !loser_id)
		return hs_answer_error(call, 400, "VALIDATION_ERROR",
				       "Some required fields were not set: [primaryObjectId, objectIdToMerge]");
	struct hs_record *winner = hs_record_resolve(call->face, type, winner_id);
	struct hs_record *loser = hs_record_resolve(call->face, type, loser_id);
	if (!hs_record_exists(winner) || !hs_record_exists(loser))
		return hs_answer_record_missing(call, type);
	if (winner == loser)
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "Cannot merge %s %s with itself",
				       hs_types[type].singular, winner_id);
	struct hs_record *survivor;
	struct hs_selection selection;
	rc = hs_merge(call->face, winner, loser, call->now, &survivor);
	if (rc == CRM_OK)
		rc = hs_select_query(call, type, "properties", &selection);
	return rc < 0 ? rc : answer_one(call, survivor, &(struct hs_show){.properties = &selection, .is_new = -1}, 200);
}

static int gdpr_delete(struct hs_call *call, enum hs_type type)
{
	int rc;
	if (!hs_call_body(call, &rc))
		return rc;
	const char *id = crm_json_text(crm_json_get(call->body, "objectId"));
	const char *id_property = crm_json_get_string(call->body, "idProperty");
	struct hs_record *record;
	if (!id || !hs_find_by(call, type, id_property, id, &record))
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "Some required fields were not set: [objectId]");
	call->resp->status = 204;
	call->resp->records = record != NULL;
	return record ? hs_record_erase(call->face, record, call->now) : CRM_OK;
}

/* ---- dispatch -----------------------------------------------------------------------------------------------------
 */

static int collection(struct hs_call *call, enum hs_type type)
{
	if (hs_method(call, "GET"))
		return list(call, type);
	if (!hs_method(call, "POST"))
		return hs_answer_method(call);
	call->resp->mutating = true;
	return create(call, type);
}

static int verb(struct hs_call *call, enum hs_type type)
{
	if (strcmp(call->segment[1], "search") == 0)
		return hs_search_api(call, type);
	call->resp->mutating = true;
	if (strcmp(call->segment[1], "merge") == 0)
		return merge(call, type);
	if (strcmp(call->segment[1], "gdpr-delete") == 0)
		return gdpr_delete(call, type);
	return hs_answer_method(call);
}

static int single(struct hs_call *call, enum hs_type type)
{
	if (hs_method(call, "GET"))
		return get_one(call, type);
	if (hs_method(call, "POST"))
		return verb(call, type);
	call->resp->mutating = true;
	if (hs_method(call, "PATCH"))
		return update(call, type);
	if (hs_method(call, "DELETE"))
		return archive(call, type);
	return hs_answer_method(call);
}

int hs_objects_api(struct hs_call *call)
{
	enum hs_type type;
	int result;
	if (call->n_segments == 0)
		return hs_answer_html_404(call);
	if (!hs_segment_type(call, 0, &type, &result))
		return result;
	if (call->n_segments == 1)
		return collection(call, type);
	if (call->n_segments == 2)
		return single(call, type);
	if (call->n_segments == 3 && strcmp(call->segment[1], "batch") == 0)
		return hs_batch_api(call, type);
	if (call->n_segments >= 4 && strcmp(call->segment[2], "associations") == 0)
		return hs_record_associations_api(call, type);
	return hs_answer_html_404(call);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /crm/v4/associations/{from}/{to}/... and /crm/associations/2026-03/{from}/{to}/...: batches and labels.  What differs
 * between the two: v4 writes ids of the far end as numbers (recorded 2026), the dated one as texts (specification); v4
 * answers an archive with 204, the dated one with 200 and an empty batch.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "associations_api.h"

#define MAX_READ_INPUTS  1000
#define MAX_WRITE_INPUTS 2000
#define PAGE_MAX         500

struct pair {
	struct hs_call *call;
	enum hs_type from, to;
	struct crm_json_writer w; /* of the results */
	struct crm_buf errors;    /* JSON items, comma-separated */
	size_t n_errors;
};

void hs_write_object_id(struct hs_call *call, struct crm_json_writer *w, const char *name, uint64_t id)
{
	char text[24];
	snprintf(text, sizeof text, "%" PRIu64, id);
	if (call->dated)
		crm_jw_field(w, name, text);
	else
		crm_jw_field_int(w, name, (int64_t)id);
}

static void pair_error(struct pair *pair, const char *category, const char *sub_category, const char *message,
		       const char *const *context)
{
	struct crm_json_writer w;
	if (pair->n_errors++)
		crm_buf_char(&pair->errors, ',');
	crm_jw_init(&w, &pair->errors);
	crm_jw_object(&w);
	crm_jw_field(&w, "status", "error");
	crm_jw_field(&w, "category", category);
	if (sub_category)
		crm_jw_field(&w, "subCategory", sub_category);
	crm_jw_field(&w, "message", message);
	if (context) {
		crm_jw_key(&w, "context");
		crm_jw_object(&w);
		for (; *context; context += 2) {
			crm_jw_key(&w, context[0]);
			crm_jw_array(&w);
			crm_jw_string(&w, context[1]);
			crm_jw_end_array(&w);
		}
		crm_jw_end_object(&w);
	}
	crm_jw_end_object(&w);
}

static int pair_finish(struct pair *pair, int status)
{
	struct crm_json_writer *w = &pair->w;
	crm_jw_end_array(w);
	if (pair->n_errors) {
		crm_jw_key(w, "errors");
		crm_jw_array(w);
		crm_jw_raw(w, pair->errors.ptr, pair->errors.len);
		crm_jw_end_array(w);
		crm_jw_field_int(w, "numErrors", (int64_t)pair->n_errors);
		status = 207;
	}
	crm_jw_end_object(w);
	pair->call->resp->status = status;
	bool failed = pair->errors.failed;
	crm_buf_free(&pair->errors);
	return failed ? CRM_E_NOMEM : CRM_OK;
}

/* The record of an id in a request; NULL: an error was added. */
static struct hs_record *pair_record(struct pair *pair, enum hs_type type, const char *id)
{
	uint64_t n;
	struct hs_record *record = hs_record_resolve(pair->call->face, type, id ? id : "");
	if (hs_record_exists(record))
		return record;
	if (id && hs_parse_id(id, &n))
		pair_error(pair, "VALIDATION_ERROR", "crm.associations.INVALID_OBJECT_IDS",
			   hs_format(pair->call, "%s=%s is not valid", hs_types[type].upper, id),
			   (const char *const[]){hs_types[type].upper, id, NULL});
	else
		pair_error(pair, "VALIDATION_ERROR", "crm.associations.INVALID_IDENTIFIER",
			   hs_format(pair->call, "%s is not a valid ID", id ? id : "null"),
			   (const char *const[]){"id", id ? id : "null", NULL});
	return NULL;
}

static bool not_itself(struct pair *pair, const struct hs_record *from, const struct hs_record *to)
{
	if (from != to)
		return true;
	pair_error(pair, "VALIDATION_ERROR", NULL,
		   hs_format(pair->call, "Object %" PRIu64 " cannot be associated to itself (%" PRIu64 ")", from->id,
			     to->id),
		   NULL);
	return false;
}

void hs_write_association_types(struct crm_json_writer *w, enum hs_type from, const struct hs_link *link)
{
	crm_jw_key(w, "associationTypes");
	crm_jw_array(w);
	for (size_t i = hs_association_types_count; i-- > 0;) {
		const struct hs_association_row *row = &hs_association_types[i];
		if (row->from != from || row->to != link->to->type || !(row->kind & link->kinds))
			continue;
		crm_jw_object(w);
		crm_jw_field(w, "category", "HUBSPOT_DEFINED");
		crm_jw_field_int(w, "typeId", row->type_id);
		crm_jw_field(w, "label", row->label);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

/* ---- read -----------------------------------------------------------------------------------------------------------
 */

static void no_associations(struct pair *pair, const char *id)
{
	const char *from = hs_types[pair->from].singular, *to = hs_types[pair->to].singular;
	pair_error(pair, "OBJECT_NOT_FOUND", "crm.associations.NO_ASSOCIATIONS_FOUND",
		   hs_format(pair->call, "No %s is associated with %s %s.", to, from, id),
		   (const char *const[]){"fromObjectId", id, "fromObjectType", from, "toObjectType", to, NULL});
}

static int read_one(struct pair *pair, const crm_json *input)
{
	struct hs_call *call = pair->call;
	const char *id = crm_json_text(crm_json_get(input, "id")), *after = crm_json_text(crm_json_get(input, "after"));
	uint64_t from_id = 0;
	struct hs_link_page page;
	if (after && *after && !hs_parse_id(after, &from_id))
		after = NULL;
	const struct hs_record *record = hs_record_resolve(call->face, pair->from, id ? id : "");
	if (!hs_record_exists(record) || hs_link_count(record, pair->to) == 0) {
		no_associations(pair, id ? id : "null");
		return CRM_OK;
	}
	int64_t most = hs_option_int(call->face, "association_page", PAGE_MAX);
	if (hs_links_page(call, record, pair->to, from_id, (size_t)(most > 0 ? most : 1), &page) < 0)
		return CRM_E_NOMEM;
	crm_jw_object(&pair->w);
	crm_jw_key(&pair->w, "from");
	crm_jw_object(&pair->w);
	crm_jw_field(&pair->w, "id", id);
	crm_jw_end_object(&pair->w);
	crm_jw_key(&pair->w, "to");
	crm_jw_array(&pair->w);
	hs_write_link_page(call, &pair->w, pair->from, &page);
	crm_jw_end_array(&pair->w);
	hs_write_link_paging(call, &pair->w, &page);
	crm_jw_end_object(&pair->w);
	call->resp->records++;
	return CRM_OK;
}

void hs_write_link_page(struct hs_call *call, struct crm_json_writer *w, enum hs_type from,
			const struct hs_link_page *page)
{
	for (size_t i = 0; i < page->n; i++) {
		crm_jw_object(w);
		hs_write_object_id(call, w, "toObjectId", page->v[i].to->id);
		hs_write_association_types(w, from, &page->v[i]);
		crm_jw_end_object(w);
	}
}

void hs_write_link_paging(struct hs_call *call, struct crm_json_writer *w, const struct hs_link_page *page)
{
	if (!page->more || page->n == 0)
		return;
	const char *after = hs_format(call, "%" PRIu64, page->v[page->n - 1].to->id);
	crm_jw_key(w, "paging");
	crm_jw_object(w);
	crm_jw_key(w, "next");
	crm_jw_object(w);
	crm_jw_field(w, "after", after);
	crm_jw_field(w, "link", hs_format(call, "?after=%s", after));
	crm_jw_end_object(w);
	crm_jw_end_object(w);
}

/* ---- create, archive
 * ------------------------------------------------------------------------------------------------- */

static int read_kinds(struct pair *pair, const crm_json *types, unsigned *kinds)
{
	for (const crm_json *e = crm_json_first(types); e; e = crm_json_next(e)) {
		int64_t type_id = 0;
		(void)crm_json_int(crm_json_get(e, "associationTypeId"), &type_id);
		const struct hs_association_row *row = hs_association_row(pair->from, pair->to, (int)type_id);
		if (!row) {
			const char *text = hs_format(pair->call, "%" PRId64, type_id);
			pair_error(pair, "VALIDATION_ERROR", "crm.associations.INVALID_ASSOCIATION_TYPE",
				   hs_format(pair->call, "Association type %s is not valid from %s to %s", text,
					     hs_types[pair->from].upper, hs_types[pair->to].upper),
				   (const char *const[]){"typeId", text, NULL});
			return CRM_E_REJECTED;
		}
		*kinds |= row->kind;
	}
	return CRM_OK;
}

void hs_write_labels(struct hs_call *call, struct crm_json_writer *w, const struct hs_record *from,
		     const struct hs_record *to)
{
	const struct hs_link *link = hs_link_find(from, to);
	crm_jw_field(w, "fromObjectTypeId", hs_types[from->type].id);
	hs_write_object_id(call, w, "fromObjectId", from->id);
	crm_jw_field(w, "toObjectTypeId", hs_types[to->type].id);
	hs_write_object_id(call, w, "toObjectId", to->id);
	crm_jw_key(w, "labels");
	crm_jw_array(w);
	for (size_t i = 0; i < hs_association_types_count && link; i++) {
		const struct hs_association_row *row = &hs_association_types[i];
		if (row->from == from->type && row->to == to->type && (row->kind & link->kinds) && row->label)
			crm_jw_string(w, row->label);
	}
	crm_jw_end_array(w);
}

static int create_one(struct pair *pair, const crm_json *input)
{
	unsigned kinds = 0;
	struct hs_record *from = pair_record(pair, pair->from, crm_json_text(crm_json_path(input, "from.id")));
	struct hs_record *to = pair_record(pair, pair->to, crm_json_text(crm_json_path(input, "to.id")));
	if (!from || !to || !not_itself(pair, from, to) || read_kinds(pair, crm_json_get(input, "types"), &kinds) < 0)
		return CRM_OK;
	if (hs_link_add(pair->call->face, from, to, kinds, pair->call->now) < 0)
		return CRM_E_NOMEM;
	crm_jw_object(&pair->w);
	hs_write_labels(pair->call, &pair->w, from, to);
	crm_jw_end_object(&pair->w);
	pair->call->resp->records++;
	return CRM_OK;
}

static void write_id(struct crm_json_writer *w, const char *name, uint64_t id)
{
	char text[24];
	snprintf(text, sizeof text, "%" PRIu64, id);
	crm_jw_key(w, name);
	crm_jw_object(w);
	crm_jw_field(w, "id", text);
	crm_jw_end_object(w);
}

/* Two results, one for each direction. */
void hs_write_default(struct crm_json_writer *w, const struct hs_record *from, const struct hs_record *to)
{
	for (int i = 0; i < 2; i++) {
		const struct hs_record *a = i ? to : from, *b = i ? from : to;
		int type_id = 0;
		for (size_t t = 0; t < hs_association_types_count; t++)
			if (hs_association_types[t].from == a->type && hs_association_types[t].to == b->type &&
			    hs_association_types[t].kind == HS_LINK_PLAIN)
				type_id = hs_association_types[t].type_id;
		crm_jw_object(w);
		write_id(w, "from", a->id);
		write_id(w, "to", b->id);
		crm_jw_key(w, "associationSpec");
		crm_jw_object(w);
		crm_jw_field(w, "associationCategory", "HUBSPOT_DEFINED");
		crm_jw_field_int(w, "associationTypeId", type_id);
		crm_jw_end_object(w);
		crm_jw_end_object(w);
	}
}

static int default_one(struct pair *pair, const crm_json *input)
{
	struct hs_record *from = pair_record(pair, pair->from, crm_json_text(crm_json_path(input, "from.id")));
	struct hs_record *to = pair_record(pair, pair->to, crm_json_text(crm_json_path(input, "to.id")));
	if (!from || !to || !not_itself(pair, from, to))
		return CRM_OK;
	if (hs_link_add(pair->call->face, from, to, HS_LINK_PLAIN, pair->call->now) < 0)
		return CRM_E_NOMEM;
	hs_write_default(&pair->w, from, to);
	pair->call->resp->records++;
	return CRM_OK;
}

static int archive_one(struct pair *pair, const crm_json *input)
{
	struct hs_record *from = hs_record_resolve(
		pair->call->face, pair->from,
		crm_json_text(crm_json_path(input, "from.id")) ? crm_json_text(crm_json_path(input, "from.id")) : "");
	for (const crm_json *e = crm_json_first(crm_json_get(input, "to")); e && from; e = crm_json_next(e)) {
		const char *id = crm_json_text(crm_json_get(e, "id"));
		struct hs_record *to = hs_record_resolve(pair->call->face, pair->to, id ? id : "");
		if (to)
			hs_link_remove(pair->call->face, from, to, HS_LINK_PLAIN, pair->call->now);
		pair->call->resp->records += to != NULL;
	}
	return CRM_OK;
}

static int archive_labels_one(struct pair *pair, const crm_json *input)
{
	unsigned kinds = 0;
	const char *from_id = crm_json_text(crm_json_path(input, "from.id")),
		   *to_id = crm_json_text(crm_json_path(input, "to.id"));
	struct hs_record *from = hs_record_resolve(pair->call->face, pair->from, from_id ? from_id : "");
	struct hs_record *to = hs_record_resolve(pair->call->face, pair->to, to_id ? to_id : "");
	if (!from || !to || read_kinds(pair, crm_json_get(input, "types"), &kinds) < 0)
		return CRM_OK;
	hs_link_remove(pair->call->face, from, to, kinds, pair->call->now);
	pair->call->resp->records++;
	return CRM_OK;
}

static const struct {
	const char *path;
	int (*one)(struct pair *pair, const crm_json *input);
	size_t most;
	int status;
	bool mutating;
	bool silent; /* v4 answers 204 without a body */
} verbs[] = {
	{"read", read_one, MAX_READ_INPUTS, 200, false, false},
	{"create", create_one, MAX_WRITE_INPUTS, 201, true, false},
	{"archive", archive_one, MAX_WRITE_INPUTS, 200, true, true},
	{"associate/default", default_one, MAX_WRITE_INPUTS, 200, true, false},
	{"labels/archive", archive_labels_one, MAX_WRITE_INPUTS, 200, true, true},
};

static int run_batch(struct pair *pair, size_t verb)
{
	struct hs_call *call = pair->call;
	int rc;
	call->resp->mutating = verbs[verb].mutating;
	if (!hs_call_body(call, &rc))
		return rc;
	const crm_json *inputs = crm_json_get(call->body, "inputs");
	if (!crm_json_is_array(inputs))
		return hs_answer_error(call, 400, "VALIDATION_ERROR",
				       "Invalid input JSON: Some required fields were not set: [inputs]");
	if (crm_json_size(inputs) > verbs[verb].most)
		return hs_answer_error(call, 400, "VALIDATION_ERROR",
				       "The number of inputs (%zu) exceeds the maximum batch size of %zu",
				       crm_json_size(inputs), verbs[verb].most);
	crm_buf_init(&pair->errors, CRM_BUF_MAX);
	hs_write_batch_begin(call, &pair->w);
	crm_jw_key(&pair->w, "results");
	crm_jw_array(&pair->w);
	for (const crm_json *e = crm_json_first(inputs); e && rc == CRM_OK; e = crm_json_next(e))
		rc = verbs[verb].one(pair, e);
	int end = pair_finish(pair, verbs[verb].status);
	if (verbs[verb].silent && !call->dated) {
		crm_buf_reset(&call->resp->body);
		call->resp->status = 204;
	}
	return rc < 0 ? rc : end;
}

static int labels(struct pair *pair)
{
	struct crm_json_writer *w = &pair->w;
	pair->call->resp->status = 200;
	crm_jw_init(w, &pair->call->resp->body);
	crm_jw_object(w);
	crm_jw_key(w, "results");
	crm_jw_array(w);
	for (size_t i = 0; i < hs_association_types_count; i++) {
		const struct hs_association_row *row = &hs_association_types[i];
		if (row->from != pair->from || row->to != pair->to)
			continue;
		crm_jw_object(w);
		crm_jw_field(w, "category", "HUBSPOT_DEFINED");
		crm_jw_field_int(w, "typeId", row->type_id);
		crm_jw_field(w, "label", row->label);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
	crm_jw_end_object(w);
	return CRM_OK;
}

int hs_associations_api(struct hs_call *call)
{
	struct pair pair = {.call = call};
	int rc = CRM_OK;
	if (call->n_segments < 3)
		return hs_answer_html_404(call);
	if (!hs_segment_type(call, 0, &pair.from, &rc) || !hs_segment_type(call, 1, &pair.to, &rc))
		return rc;
	if (call->n_segments == 3 && strcmp(call->segment[2], "labels") == 0)
		return hs_method(call, "GET") ? labels(&pair) : hs_answer_method(call);
	if (call->n_segments < 4 || call->n_segments > 5 || strcmp(call->segment[2], "batch") != 0)
		return hs_answer_html_404(call);
	const char *path =
		call->n_segments == 4 ? call->segment[3] : hs_format(call, "%s/%s", call->segment[3], call->segment[4]);
	for (size_t i = 0; path && i < sizeof verbs / sizeof verbs[0]; i++)
		if (strcmp(verbs[i].path, path) == 0)
			return hs_method(call, "POST") ? run_batch(&pair, i) : hs_answer_method(call);
	return hs_answer_html_404(call);
}

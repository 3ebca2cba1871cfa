/* SPDX-License-Identifier: Apache-2.0 */
/* Batches of creates, updates and archives. */
#include <string.h>

#include "push.h"

#define PRIMARY_COMPANY_OF_CONTACT 1

static void records_url(const struct push *p, struct hubspot_call *call, const char *verb)
{
	hubspot_url(p->conn, &call->url, HUBSPOT_OBJECTS, hubspot_plural(p->object), "batch", verb, NULL);
}

/* On create, there is nothing to clear. */
static void records_write_properties(const struct push *p, struct crm_json_writer *w, const struct crm_op *op,
				     struct crm_buf *scratch)
{
	crm_jw_key(w, "properties");
	crm_jw_object(w);
	for (size_t i = 0; i < op->n_properties; i++) {
		const struct crm_property *property = &op->properties[i];
		enum crm_kind kind = property->value.kind;
		if (property->name[0] == '@' || kind == CRM_ABSENT || kind == CRM_DENIED ||
		    (kind == CRM_NULL && op->kind == CRM_OP_CREATE))
			continue;
		crm_buf_reset(scratch);
		hubspot_value_write(scratch, hubspot_type_of(p->conn, p->object, property->name), &property->value);
		crm_jw_field(w, property->name, scratch->ptr);
		w->buf->failed = w->buf->failed || scratch->failed;
	}
	crm_jw_end_object(w);
}

static const struct crm_value *company_of(const struct push *p, const struct crm_op *op)
{
	for (size_t i = 0; p->object == CRM_CONTACT && op->kind == CRM_OP_CREATE && i < op->n_properties; i++) {
		const struct crm_property *property = &op->properties[i];
		if (strcmp(property->name, HUBSPOT_AT_COMPANY) == 0 && property->value.kind == CRM_TEXT)
			return &property->value;
	}
	return NULL;
}

/* A contact that comes with its company gets none that HubSpot makes of the e-mail address (knowledge base,
   "Automatically create and associate companies with contacts"). */
static void records_write_company(struct crm_json_writer *w, const char *company)
{
	crm_jw_key(w, "associations");
	crm_jw_array(w);
	crm_jw_object(w);
	crm_jw_key(w, "to");
	crm_jw_object(w);
	crm_jw_field(w, "id", company);
	crm_jw_end_object(w);
	crm_jw_key(w, "types");
	crm_jw_array(w);
	crm_jw_object(w);
	crm_jw_field(w, "associationCategory", "HUBSPOT_DEFINED");
	crm_jw_field_int(w, "associationTypeId", PRIMARY_COMPANY_OF_CONTACT);
	crm_jw_end_object(w);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
	crm_jw_end_array(w);
}

static void records_write(const struct push *p, const size_t *rows, size_t n, struct hubspot_call *call)
{
	struct crm_json_writer w;
	struct crm_buf scratch;
	crm_buf_init(&scratch, CRM_BUF_MAX);
	crm_jw_init(&w, &call->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "inputs");
	crm_jw_array(&w);
	for (size_t i = 0; i < n; i++) {
		const struct crm_op *op = &p->ops[rows[i]];
		crm_jw_object(&w);
		if (op->kind != CRM_OP_CREATE)
			crm_jw_field(&w, "id", op->id);
		if (op->kind != CRM_OP_ARCHIVE) {
			crm_jw_field(&w, "objectWriteTraceId", op->trace);
			records_write_properties(p, &w, op, &scratch);
			if (company_of(p, op))
				records_write_company(&w, company_of(p, op)->text);
		}
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	crm_buf_free(&scratch);
}

static void create_write(const struct push *p, const size_t *rows, size_t n, struct hubspot_call *call)
{
	records_url(p, call, "create");
	records_write(p, rows, n, call);
}

static void update_write(const struct push *p, const size_t *rows, size_t n, struct hubspot_call *call)
{
	records_url(p, call, "update");
	records_write(p, rows, n, call);
}

static void archive_write(const struct push *p, const size_t *rows, size_t n, struct hubspot_call *call)
{
	records_url(p, call, "archive");
	records_write(p, rows, n, call);
}

/* ---- answers ---- */

static int result_settle(const struct push *p, size_t row, const crm_json *result)
{
	const struct hubspot_wish wish = {.object = p->object};
	const struct hubspot_row as_row = {.json = result};
	const struct crm_op *op = &p->ops[row];
	struct crm_record *after = crm_arena_calloc(p->arena, 1, sizeof *after);
	if (!after)
		return CRM_E_NOMEM;
	int rc = hubspot_record_read(p->conn, &wish, &as_row, p->arena, after, NULL);
	if (rc == CRM_E_PROTOCOL) /* no record: what became of it is looked up later */
		return CRM_OK;
	if (rc != CRM_OK)
		return rc;
	if (op->kind == CRM_OP_CREATE || strcmp(after->id, op->id) == 0) {
		push_set_done(p, row, after->id, after);
		return company_of(p, op) ? push_after_set(p, row, HUBSPOT_AT_COMPANY, company_of(p, op)) : CRM_OK;
	}
	const char *message = crm_arena_printf(p->arena, "was merged into %s", after->id);
	return message ? push_set_text(p, row, CRM_GONE, NULL, message) : CRM_E_NOMEM;
}

static bool answer_is_for_one(const crm_json *answer, size_t n)
{
	return n == 1 && crm_json_size(crm_json_get(answer, "results")) == 1 &&
	       crm_json_size(crm_json_get(answer, "errors")) == 0;
}

static int records_settle(const struct push *p, const size_t *rows, size_t n, const crm_json *answer)
{
	bool alone = answer_is_for_one(answer, n);
	const crm_json *results = crm_json_get(answer, "results");
	for (const crm_json *v = crm_json_first(results); v; v = crm_json_next(v)) {
		size_t i = alone ? 0 : push_match_result(p, rows, n, v);
		if (i < n && push_is_open(p, rows[i]) && result_settle(p, rows[i], v) != CRM_OK)
			return CRM_E_NOMEM;
	}
	return push_settle_errors(p, rows, n, answer);
}

const struct push_verb push_create = {"creating records", create_write, records_settle};
const struct push_verb push_update = {"updating records", update_write, records_settle};
const struct push_verb push_archive = {"archiving records", archive_write, push_settle_removal};

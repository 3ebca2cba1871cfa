/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer means for a row. */
#include <string.h>

#include "push.h"

bool push_is_open(const struct push *p, size_t i)
{
	return p->results[i].outcome == CRM_UNKNOWN;
}

void push_set_done(const struct push *p, size_t i, const char *id, const struct crm_record *after)
{
	p->results[i].outcome = CRM_DONE;
	p->results[i].id = id;
	p->results[i].after = after;
}

int push_after_set(const struct push *p, size_t i, const char *name, const struct crm_value *value)
{
	const struct crm_record *after = p->results[i].after;
	if (!after)
		return CRM_OK;
	size_t n = 0;
	struct crm_record *changed = crm_arena_calloc(p->arena, 1, sizeof *changed);
	struct crm_property *properties = crm_arena_calloc(p->arena, after->n_properties + 1, sizeof *properties);
	if (!changed || !properties)
		return CRM_E_NOMEM;
	for (size_t k = 0; k < after->n_properties; k++) {
		if (strcmp(after->properties[k].name, name) != 0)
			properties[n++] = after->properties[k];
	}
	if (value)
		properties[n++] = (struct crm_property){name, *value};
	*changed = *after;
	changed->properties = properties;
	changed->n_properties = n;
	p->results[i].after = changed;
	return CRM_OK;
}

int push_set_text(const struct push *p, size_t i, enum crm_outcome outcome, const char *code, const char *message)
{
	struct crm_result *result = &p->results[i];
	result->outcome = outcome;
	result->code = crm_arena_strdup(p->arena, code);
	result->message = crm_arena_strdup(p->arena, message);
	return result->message && (!code || result->code) ? CRM_OK : CRM_E_NOMEM;
}

/* ---- what an error means ---- */

static bool error_has_code(const crm_json *error, const struct hubspot_complaint *complaints, size_t n,
			   const char *code)
{
	const char *category = crm_json_get_string(error, "category");
	if (category && strcmp(category, code) == 0)
		return true;
	for (size_t i = 0; i < n; i++) {
		if (complaints[i].code && strcmp(complaints[i].code, code) == 0)
			return true;
	}
	return false;
}

/* Categories and codes by what they mean, the first that fits counts; else the row is refused. */
static const struct {
	const char *code;
	int status; /* 0: any */
	enum crm_outcome creating, changing;
} meanings[] = {
	{"CONFLICT", 0, CRM_EXISTS, CRM_REFUSED},       {"OBJECT_ALREADY_EXISTS", 0, CRM_EXISTS, CRM_REFUSED},
	{"CONTACT_EXISTS", 0, CRM_EXISTS, CRM_REFUSED}, {"OBJECT_NOT_FOUND", 0, CRM_REFUSED, CRM_GONE},
	{NULL, 409, CRM_EXISTS, CRM_REFUSED},           {NULL, 404, CRM_REFUSED, CRM_GONE},
	{"RATE_LIMITS", 0, CRM_NOT_SENT, CRM_NOT_SENT}, {"INTERNAL_ERROR", 0, CRM_UNKNOWN, CRM_UNKNOWN},
};

static enum crm_outcome error_outcome(const struct push *p, size_t row, const crm_json *error, int status,
				      const struct hubspot_complaint *complaints, size_t n)
{
	bool creating = p->ops[row].kind == CRM_OP_CREATE;
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
		bool fits = meanings[i].code ? error_has_code(error, complaints, n, meanings[i].code)
					     : meanings[i].status == status;
		if (fits)
			return creating ? meanings[i].creating : meanings[i].changing;
	}
	return CRM_REFUSED;
}

static bool ids_hold(const crm_json *ids, const char *id)
{
	for (const crm_json *v = crm_json_first(ids); id && v; v = crm_json_next(v)) {
		const char *text = crm_json_text(v);
		if (text && strcmp(text, id) == 0)
			return true;
	}
	return false;
}

/* Ids of records of an object in an error's context: by general names, or by the object's own ("DEAL":["17"]). */
static bool context_names(const crm_json *error, const char *end, enum crm_object object, const char *id)
{
	static const char *const types[] = {[CRM_COMPANY] = "COMPANY", [CRM_CONTACT] = "CONTACT", [CRM_DEAL] = "DEAL"};
	const crm_json *context = crm_json_get(error, "context");
	return ids_hold(crm_json_get(context, "ids"), id) || ids_hold(crm_json_get(context, "id"), id) ||
	       ids_hold(crm_json_get(context, end), id) || ids_hold(crm_json_get(context, types[object]), id);
}

/* An association fails for the record itself if the error names it and not the other end. */
static bool error_is_of_this_end(const struct push *p, size_t row, const crm_json *error)
{
	const struct crm_op *op = &p->ops[row];
	return context_names(error, "fromObjectId", p->object, op->id) &&
	       !context_names(error, "toObjectId", p->to, op->to);
}

/* "crm.associations.INVALID_OBJECT_IDS" and INVALID_IDENTIFIER: no such records. */
static enum crm_outcome link_outcome(const struct push *p, size_t row, const crm_json *error, enum crm_outcome outcome)
{
	const char *sub = crm_json_get_string(error, "subCategory");
	bool absent = outcome == CRM_GONE || (sub && strstr(sub, ".INVALID_"));
	if (!p->ops[row].to || !absent)
		return outcome;
	return error_is_of_this_end(p, row, error) ? CRM_GONE : CRM_REFUSED;
}

static const char *error_existing_id(const struct push *p, const crm_json *error,
				     const struct hubspot_complaint *complaints, size_t n)
{
	const char *id = crm_json_text(crm_json_first(crm_json_path(error, "context.existingId")));
	if (id)
		return crm_arena_strdup(p->arena, id);
	id = hubspot_existing_id(crm_json_get_string(error, "message"), p->arena);
	for (size_t i = 0; !id && i < n; i++)
		id = hubspot_existing_id(complaints[i].message, p->arena);
	return id;
}

static const char *complaints_join(const struct push *p, const struct hubspot_complaint *complaints, size_t n)
{
	struct crm_buf text;
	crm_buf_init(&text, 16384);
	for (size_t i = 0; i < n; i++)
		crm_buf_printf(&text, "%s%s", i ? "; " : "", complaints[i].message);
	const char *joined = text.failed ? complaints[0].message : crm_arena_strndup(p->arena, text.ptr, text.len);
	crm_buf_free(&text);
	return joined;
}

int push_set_refused(const struct push *p, size_t i, const crm_json *error, int status)
{
	const struct hubspot_complaint *complaints = NULL;
	struct crm_result *result = &p->results[i];
	if (!error)
		return push_set_text(p, i, CRM_REFUSED, NULL, "HubSpot refused the record without a reason");
	size_t n = hubspot_complaints(error, p->arena, &complaints);
	if (n == 0)
		return CRM_E_NOMEM;
	enum crm_outcome outcome = error_outcome(p, i, error, status, complaints, n);
	const char *existing = error_existing_id(p, error, complaints, n);
	if (outcome == CRM_REFUSED && existing && p->ops[i].kind == CRM_OP_CREATE)
		outcome = CRM_EXISTS;
	outcome = link_outcome(p, i, error, outcome);
	const char *message = complaints_join(p, complaints, n);
	if (!message || push_set_text(p, i, outcome, complaints[0].code, message) != CRM_OK)
		return CRM_E_NOMEM;
	result->field = complaints[0].property;
	if (outcome == CRM_EXISTS)
		result->id = existing;
	return CRM_OK;
}

/* ---- the errors of a 207 ---- */

/* Both ends if both are named, else whichever is. */
static bool error_names_link(const struct push *p, const crm_json *error, const struct crm_op *op)
{
	const crm_json *context = crm_json_get(error, "context");
	bool from = context_names(error, "fromObjectId", p->object, op->id);
	bool to = context_names(error, "toObjectId", p->to, op->to);
	if (crm_json_get(context, "fromObjectId") && crm_json_get(context, "toObjectId"))
		return from && to;
	return from || to;
}

static bool error_names_row(const struct push *p, const crm_json *error, const struct crm_op *op)
{
	const crm_json *traces = crm_json_path(error, "context.objectWriteTraceId");
	if (traces)
		return ids_hold(traces, op->trace);
	if (op->to)
		return error_names_link(p, error, op);
	return context_names(error, "objectId", p->object, op->id);
}

static size_t rows_open(const struct push *p, const size_t *rows, size_t n)
{
	size_t open = 0;
	for (size_t i = 0; i < n; i++)
		open += push_is_open(p, rows[i]);
	return open;
}

struct unnamed {
	const crm_json *first; /* of the errors that name no row */
	size_t n;
	struct crm_buf messages;
};

static int errors_settle_named(const struct push *p, const size_t *rows, size_t n, const crm_json *error,
			       struct unnamed *unnamed)
{
	bool named = false;
	const char *message = crm_json_get_string(error, "message");
	for (size_t i = 0; i < n; i++) {
		if (!error_names_row(p, error, &p->ops[rows[i]]))
			continue;
		named = true;
		if (push_is_open(p, rows[i]) && push_set_refused(p, rows[i], error, 0) != CRM_OK)
			return CRM_E_NOMEM;
	}
	if (named)
		return CRM_OK;
	if (unnamed->n++ == 0)
		unnamed->first = error;
	crm_buf_printf(&unnamed->messages, "%s%s", unnamed->n > 1 ? "; or: " : "",
		       message ? message : "no reason given");
	return CRM_OK;
}

/* As many errors without a name as rows without an answer: those rows failed, although not which for which reason. */
static int errors_settle_rest(const struct push *p, const size_t *rows, size_t n, const struct unnamed *unnamed)
{
	int rc = CRM_OK;
	if (unnamed->n == 0 || unnamed->n != rows_open(p, rows, n))
		return CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		if (!push_is_open(p, rows[i]))
			continue;
		if (unnamed->n == 1)
			rc = push_set_refused(p, rows[i], unnamed->first, 0);
		else
			rc = push_set_text(p, rows[i], CRM_REFUSED, NULL, unnamed->messages.ptr);
	}
	return rc;
}

int push_settle_errors(const struct push *p, const size_t *rows, size_t n, const crm_json *answer)
{
	struct unnamed unnamed = {0};
	int rc = CRM_OK;
	crm_buf_init(&unnamed.messages, CRM_BUF_MAX);
	const crm_json *errors = crm_json_get(answer, "errors");
	for (const crm_json *v = crm_json_first(errors); rc == CRM_OK && v; v = crm_json_next(v))
		rc = errors_settle_named(p, rows, n, v, &unnamed);
	if (rc == CRM_OK)
		rc = unnamed.messages.failed ? CRM_E_NOMEM : errors_settle_rest(p, rows, n, &unnamed);
	crm_buf_free(&unnamed.messages);
	return rc;
}

int push_settle_removal(const struct push *p, const size_t *rows, size_t n, const crm_json *answer)
{
	int rc = push_settle_errors(p, rows, n, answer);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (push_is_open(p, rows[i]))
			push_set_done(p, rows[i], p->ops[rows[i]].id, NULL);
	return rc;
}

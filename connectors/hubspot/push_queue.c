/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sending a batch, and splitting it when HubSpot refuses the whole of it for some rows.  What the refusal says of a
 * property or a value points out suspects: they are sent one by one, so that each gets its own reason, and the others
 * together once more.  Where it points at nobody, the batch is halved.
 */
#include <string.h>

#include "push.h"

struct slice {
	size_t from, n; /* of the rows */
};

struct queue {
	const struct push *p;
	size_t *rows;
	struct slice *todo;
	size_t n_todo;
};

static void queue_add(struct queue *q, size_t from, size_t n)
{
	if (n > 0)
		q->todo[q->n_todo++] = (struct slice){from, n};
}

static void slice_mark(const struct queue *q, struct slice s, enum crm_outcome outcome)
{
	for (size_t i = 0; i < s.n; i++)
		q->p->results[q->rows[s.from + i]].outcome = outcome;
}

/* ---- suspects ---- */

static const struct crm_value *row_value(const struct crm_op *op, const char *property)
{
	for (size_t i = 0; property && i < op->n_properties; i++) {
		if (strcmp(op->properties[i].name, property) == 0)
			return &op->properties[i].value;
	}
	return NULL;
}

/* These are refused whatever the value is. */
static bool complaint_is_of_property(const struct hubspot_complaint *c)
{
	static const char *const codes[] = {"PROPERTY_DOESNT_EXIST", "READ_ONLY_VALUE"};
	for (size_t i = 0; c->code && i < sizeof codes / sizeof *codes; i++) {
		if (strcmp(c->code, codes[i]) == 0)
			return true;
	}
	return false;
}

/* "asd was not a valid number", "Email address asd is invalid": the value stands before any list of what is allowed. */
static bool complaint_quotes(const struct hubspot_complaint *c, const struct crm_value *value)
{
	const char *text = !value || value->kind != CRM_TEXT ? NULL : value->text;
	const char *at = text && text[0] ? strstr(c->message, text) : NULL;
	const char *list = strchr(c->message, '[');
	return at && (!list || at < list);
}

static bool row_is_suspect(const struct crm_op *op, const struct hubspot_complaint *complaints, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct crm_value *value = row_value(op, complaints[i].property);
		if (value && (complaint_is_of_property(&complaints[i]) || complaint_quotes(&complaints[i], value)))
			return true;
	}
	return false;
}

/* Moves the suspects of a slice behind the others; how many they are. */
static size_t slice_part_suspects(struct queue *q, struct slice s, const struct hubspot_complaint *complaints, size_t n)
{
	size_t innocent = 0;
	for (size_t i = 0; i < s.n; i++) {
		size_t *row = &q->rows[s.from + i];
		if (row_is_suspect(&q->p->ops[*row], complaints, n))
			continue;
		size_t moved = *row;
		*row = q->rows[s.from + innocent];
		q->rows[s.from + innocent++] = moved;
	}
	return s.n - innocent;
}

/* All complaints are of a kind that needs no further trial. */
static bool complaints_are_of_properties(const struct hubspot_complaint *complaints, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!complaint_is_of_property(&complaints[i]))
			return false;
	}
	return n > 0;
}

/* ---- splitting ---- */

static int suspects_refuse(struct queue *q, struct slice s, const struct hubspot_complaint *complaints, size_t n)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < s.n; i++) {
		size_t row = q->rows[s.from + i];
		for (size_t k = 0; rc == CRM_OK && k < n; k++) {
			if (!row_value(&q->p->ops[row], complaints[k].property) || !push_is_open(q->p, row))
				continue;
			q->p->results[row].field = complaints[k].property;
			rc = push_set_text(q->p, row, CRM_REFUSED, complaints[k].code, complaints[k].message);
		}
	}
	return rc;
}

static int slice_split(struct queue *q, struct slice s, const crm_json *error)
{
	const struct hubspot_complaint *complaints = NULL;
	size_t n = error ? hubspot_complaints(error, q->p->arena, &complaints) : 0;
	size_t suspects = slice_part_suspects(q, s, complaints, n), others = s.n - suspects;
	struct slice guilty = {s.from + others, suspects};
	if (suspects > 0 && complaints_are_of_properties(complaints, n)) {
		slice_mark(q, (struct slice){s.from, others}, CRM_NOT_SENT);
		queue_add(q, s.from, others);
		return suspects_refuse(q, guilty, complaints, n);
	}
	slice_mark(q, s, CRM_NOT_SENT);
	if (suspects > 0 && suspects <= (s.n + 1) / 2) {
		for (size_t i = 0; i < suspects; i++)
			queue_add(q, guilty.from + i, 1);
		queue_add(q, s.from, others);
	} else {
		queue_add(q, s.from + s.n / 2, s.n - s.n / 2);
		queue_add(q, s.from, s.n / 2);
	}
	return CRM_OK;
}

/* ---- one request ---- */

enum verdict { VERDICT_SETTLED, VERDICT_CONTENT, VERDICT_UNSENT, VERDICT_DOUBT };

/* A refusal that comes as a success, or without a word. */
static bool refused_oddly(const struct hubspot_call *call)
{
	const char *said = crm_json_get_string(call->json, "status");
	int status = call->response.status;
	if (status >= 200 && status < 300)
		return said && strcmp(said, "error") == 0 && !crm_json_get(call->json, "results");
	return call->response.body.len == 0 && (status == 400 || status == 409 || status == 422);
}

/* Whether a refusal is about the rows, or left them untouched, or leaves it open what became of them. */
static enum verdict verdict_of(int code, const struct hubspot_call *call)
{
	int status = call->response.status;
	bool explained = crm_json_is_object(call->json);
	if (refused_oddly(call))
		return VERDICT_CONTENT;
	if (status >= 200 && status < 300)
		return code == CRM_OK ? VERDICT_SETTLED : VERDICT_DOUBT;
	if (status == 413 || status == 414 || (explained && (code == CRM_E_REJECTED || code == CRM_E_NOT_FOUND)))
		return VERDICT_CONTENT;
	return code == CRM_E_SERVER && status != 423 && status != 477 ? VERDICT_DOUBT : VERDICT_UNSENT;
}

static int slice_refused(struct queue *q, struct slice s, const struct hubspot_call *call)
{
	const crm_json *error = crm_json_is_object(call->json) ? call->json : NULL;
	if (s.n > 1)
		return slice_split(q, s, error);
	return push_set_refused(q->p, q->rows[s.from], error, call->response.status);
}

static int slice_answered(struct queue *q, struct slice s, struct hubspot_call *call, struct crm_error *err)
{
	struct crm_error reason = {0};
	int rc = hubspot_read(q->p->conn, call, &reason);
	enum verdict verdict = verdict_of(rc, call);
	int settled = CRM_OK;
	if (verdict == VERDICT_UNSENT)
		slice_mark(q, s, CRM_NOT_SENT);
	else if (verdict == VERDICT_SETTLED)
		settled = q->p->verb->settle(q->p, q->rows + s.from, s.n, call->json);
	else if (verdict == VERDICT_CONTENT)
		settled = slice_refused(q, s, call);
	bool understood = verdict == VERDICT_SETTLED || verdict == VERDICT_CONTENT;
	if (verdict == VERDICT_UNSENT && (rc == CRM_E_NOT_FOUND || rc == CRM_E_REJECTED))
		rc = crm_error_set(&reason, CRM_E_PROTOCOL, "%s: an answer with status %d and no JSON", call->what,
				   call->response.status);
	if (!understood)
		crm_error_move(err, &reason);
	crm_error_clear(&reason);
	if (settled != CRM_OK)
		return hubspot_no_memory(err);
	return understood ? CRM_OK : rc;
}

static int slice_send(struct queue *q, struct slice s, struct crm_error *err)
{
	struct hubspot_call call;
	hubspot_call_init(&call, "POST", q->p->verb->what);
	call.mutating = true;
	q->p->verb->write(q->p, q->rows + s.from, s.n, &call);
	int rc = hubspot_send(q->p->conn, &call, 1, err);
	bool begun = rc == CRM_OK || call.response.maybe_applied;
	slice_mark(q, s, begun ? CRM_UNKNOWN : CRM_NOT_SENT);
	if (rc == CRM_OK)
		rc = slice_answered(q, s, &call, err);
	hubspot_call_free(&call);
	return rc;
}

int push_send_rows(const struct push *p, size_t *rows, size_t n, struct crm_error *err)
{
	struct queue q = {.p = p, .rows = rows};
	int rc = CRM_OK;
	q.todo = crm_arena_calloc(p->arena, 2 * n + 2, sizeof *q.todo);
	if (!q.todo)
		return hubspot_no_memory(err);
	queue_add(&q, 0, n);
	while (rc == CRM_OK && q.n_todo > 0)
		rc = slice_send(&q, q.todo[--q.n_todo], err);
	return rc;
}

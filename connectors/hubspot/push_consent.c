/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opt-outs.  hs_email_optout cannot be written; a person is unsubscribed from everything through the communication
 * preferences API, by e-mail address, after the record itself is written.  What fails here is said so: an update is
 * reported as refused or not sent; a create stays done, and its opt-out stays unknown so that it is written again.
 */
#include <string.h>

#include <crmsync/url.h>

#include "push.h"

const struct crm_value *push_consent_of(const struct crm_op *op)
{
	for (size_t i = 0; i < op->n_properties; i++) {
		if (strcmp(op->properties[i].name, HUBSPOT_AT_OPTOUT) == 0)
			return &op->properties[i].value;
	}
	return NULL;
}

static bool row_opts_out(const struct push *p, size_t i)
{
	const struct crm_value *consent = push_consent_of(&p->ops[i]);
	return p->results[i].outcome == CRM_DONE && consent && consent->kind == CRM_TEXT &&
	       strcmp(consent->text, "true") == 0;
}

/* ---- which address ---- */

static const char *record_email(const struct crm_record *record)
{
	const struct crm_value *email = record ? crm_record_get(record, "email") : NULL;
	return email && email->kind == CRM_TEXT && email->text[0] ? email->text : NULL;
}

static const char *raw_email(const struct crm_record *current, struct crm_arena *arena)
{
	crm_json *json = NULL;
	if (!current || !current->raw || crm_json_parse(current->raw, current->raw_len, &json, NULL) < 0)
		return NULL;
	const char *email = crm_arena_strdup(arena, crm_json_text(crm_json_path(json, "properties.email")));
	crm_json_free(json);
	return email && email[0] ? email : NULL;
}

static const char *row_email(const struct push *p, size_t i)
{
	const struct crm_op *op = &p->ops[i];
	const struct crm_record sent = {.properties = op->properties, .n_properties = op->n_properties};
	const char *email = record_email(p->results[i].after);
	if (!email)
		email = record_email(&sent);
	if (!email)
		email = record_email(op->current);
	return email ? email : raw_email(op->current, p->arena);
}

/* ---- what the record holds then ---- */

/* The record as written, with the opt-out as it now is (NULL: unknown). */
static int after_set_consent(const struct push *p, size_t i, const char *consent)
{
	const struct crm_value value = {.kind = CRM_TEXT, .text = consent};
	return push_after_set(p, i, HUBSPOT_AT_OPTOUT, consent ? &value : NULL);
}

static int row_fail(const struct push *p, size_t i, enum crm_outcome outcome, const char *message)
{
	if (p->ops[i].kind == CRM_OP_CREATE)
		return after_set_consent(p, i, NULL);
	p->results[i].field = HUBSPOT_AT_OPTOUT;
	p->results[i].after = NULL;
	return push_set_text(p, i, outcome, NULL, message);
}

/* ---- requests ---- */

static void consent_write_call(const struct push *p, const char *email, struct hubspot_call *call)
{
	hubspot_call_init(call, "POST", "unsubscribing a contact");
	call->mutating = true;
	hubspot_url(p->conn, &call->url, HUBSPOT_CONSENT, "statuses", email, "unsubscribe-all", NULL);
	crm_url_query(&call->url, "channel", "EMAIL");
}

/* Negative where the engine has to act; err may be NULL. */
static int consent_settle(const struct push *p, size_t i, struct hubspot_call *call, struct crm_error *err)
{
	struct crm_error reason = {0};
	int rc = call->response.status ? hubspot_read(p->conn, call, &reason) : CRM_E_NETWORK;
	int settled = CRM_OK, act = CRM_OK;
	if (rc == CRM_OK) {
		settled = after_set_consent(p, i, "true");
	} else if (rc == CRM_E_REJECTED || rc == CRM_E_PERMISSION || rc == CRM_E_NOT_FOUND) {
		settled = row_fail(p, i, CRM_REFUSED, crm_error_text(&reason));
	} else {
		settled = row_fail(p, i, CRM_NOT_SENT, "the opt-out was not sent");
		act = rc;
		if (reason.code)
			crm_error_move(err, &reason);
	}
	crm_error_clear(&reason);
	return settled == CRM_OK ? act : hubspot_no_memory(err);
}

static int consents_send_some(const struct push *p, const size_t *rows, const char *const *emails, size_t n,
			      struct crm_error *err)
{
	struct hubspot_call calls[HUBSPOT_CALLS_MAX];
	int act = CRM_OK;
	for (size_t i = 0; i < n; i++)
		consent_write_call(p, emails[i], &calls[i]);
	int rc = hubspot_send(p->conn, calls, n, err);
	for (size_t i = 0; i < n; i++) {
		int one = consent_settle(p, rows[i], &calls[i], rc == CRM_OK && act == CRM_OK ? err : NULL);
		act = act == CRM_OK ? one : act;
		hubspot_call_free(&calls[i]);
	}
	return rc != CRM_OK ? rc : act;
}

/* Nothing more can be sent in this push. */
static int consents_give_up(const struct push *p, const size_t *rows, size_t n)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		if (row_opts_out(p, rows[i]))
			rc = row_fail(p, rows[i], CRM_NOT_SENT, "the opt-out was not sent");
	}
	return rc;
}

/* It is known here and now that the person is not opted out. */
static int row_has_no_address(const struct push *p, size_t i)
{
	return p->ops[i].kind == CRM_OP_CREATE
		       ? after_set_consent(p, i, "false")
		       : row_fail(p, i, CRM_REFUSED, "an opt-out needs the contact's e-mail address");
}

int push_send_consents(const struct push *p, const size_t *rows, size_t n, bool halted, struct crm_error *err)
{
	size_t some[HUBSPOT_CALLS_MAX], n_some = 0, i;
	const char *emails[HUBSPOT_CALLS_MAX];
	int rc = CRM_OK;
	for (i = 0; rc == CRM_OK && !halted && i < n; i++) {
		if (!row_opts_out(p, rows[i]))
			continue;
		emails[n_some] = row_email(p, rows[i]);
		if (!emails[n_some]) {
			if (row_has_no_address(p, rows[i]) != CRM_OK)
				rc = hubspot_no_memory(err);
			continue;
		}
		some[n_some++] = rows[i];
		if (n_some < HUBSPOT_CALLS_MAX)
			continue;
		rc = consents_send_some(p, some, emails, n_some, err);
		n_some = 0;
	}
	if (rc == CRM_OK && n_some > 0)
		rc = consents_send_some(p, some, emails, n_some, err);
	if (i < n && consents_give_up(p, rows + i, n - i) != CRM_OK)
		rc = hubspot_no_memory(err);
	return rc;
}

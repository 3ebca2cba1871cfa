/* SPDX-License-Identifier: Apache-2.0 */
/* Push: which requests a batch of operations becomes. */
#include <string.h>

#include "push.h"

/* ---- creates and updates ---- */

static bool row_has_fields(const struct crm_op *op)
{
	for (size_t i = 0; i < op->n_properties; i++) {
		if (op->properties[i].name[0] != '@')
			return true;
	}
	return false;
}

/* HubSpot refuses a batch that names a record twice: later operations on it go into the next pass. */
static bool row_repeats(const struct push *p, const size_t *rows, size_t n, size_t i)
{
	for (size_t k = 0; p->ops[i].id && k < n; k++) {
		if (strcmp(p->ops[rows[k]].id, p->ops[i].id) == 0)
			return true;
	}
	return false;
}

static bool row_refuses_consent(const struct push *p, size_t i)
{
	const struct crm_value *consent = push_consent_of(&p->ops[i]);
	return p->ops[i].kind == CRM_OP_UPDATE && consent && consent->kind == CRM_TEXT &&
	       strcmp(consent->text, "true") != 0;
}

/* Rows that can be settled without a request to the object itself. */
static int records_settle_early(const struct push *p, size_t i, bool *sent)
{
	*sent = false;
	if (row_refuses_consent(p, i)) {
		p->results[i].field = HUBSPOT_AT_OPTOUT;
		return push_set_text(
			p, i, CRM_REFUSED, NULL,
			"HubSpot takes no opt-in through its API: only the person can take an opt-out back");
	}
	*sent = p->ops[i].kind != CRM_OP_UPDATE || row_has_fields(&p->ops[i]);
	if (!*sent)
		p->results[i].outcome = CRM_DONE; /* so far: the opt-out follows */
	return CRM_OK;
}

static int push_records(struct push *p, size_t n, struct crm_error *err)
{
	size_t *rows = crm_arena_calloc(p->arena, n, sizeof *rows);
	bool *taken = crm_arena_calloc(p->arena, n, sizeof *taken);
	size_t left = n;
	int rc = rows && taken ? CRM_OK : hubspot_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		bool sent;
		if (records_settle_early(p, i, &sent) != CRM_OK)
			rc = hubspot_no_memory(err);
		taken[i] = !sent;
		left -= !sent;
	}
	while (rc == CRM_OK && left > 0) {
		size_t some = 0;
		for (size_t i = 0; i < n && some < HUBSPOT_BATCH; i++) {
			if (taken[i] || row_repeats(p, rows, some, i))
				continue;
			taken[i] = true;
			rows[some++] = i;
		}
		left -= some;
		rc = push_send_rows(p, rows, some, err);
	}
	if (rc == CRM_OK && p->verb == &push_update && p->object != CRM_DEAL)
		rc = push_step_stages_back(p, n, err);
	if (!rows || p->object != CRM_CONTACT)
		return rc;
	for (size_t i = 0; i < n; i++)
		rows[i] = i;
	int consents = push_send_consents(p, rows, n, rc != CRM_OK, err);
	return rc == CRM_OK ? consents : rc;
}

static int push_archives(struct push *p, size_t n, struct crm_error *err)
{
	int rc = CRM_OK;
	size_t *rows = crm_arena_calloc(p->arena, n, sizeof *rows);
	if (!rows)
		return hubspot_no_memory(err);
	for (size_t i = 0; i < n; i++)
		rows[i] = i;
	for (size_t i = 0; rc == CRM_OK && i < n; i += HUBSPOT_BATCH)
		rc = push_send_rows(p, rows + i, n - i < HUBSPOT_BATCH ? n - i : HUBSPOT_BATCH, err);
	return rc;
}

/* ---- associations ---- */

/* The requests that associations fall into; `primary` NULL: it does not matter. */
static const struct {
	enum crm_op_kind kind;
	const char *property;
	enum crm_object to;
	bool primary;
	const struct push_verb *verb;
} links[] = {
	{CRM_OP_ASSOCIATE, HUBSPOT_AT_COMPANY, CRM_COMPANY, true, &push_associate_primary},
	{CRM_OP_ASSOCIATE, HUBSPOT_AT_COMPANY, CRM_COMPANY, false, &push_associate},
	{CRM_OP_ASSOCIATE, HUBSPOT_AT_CONTACTS, CRM_CONTACT, true, &push_associate},
	{CRM_OP_ASSOCIATE, HUBSPOT_AT_CONTACTS, CRM_CONTACT, false, &push_associate},
	{CRM_OP_DISSOCIATE, HUBSPOT_AT_COMPANY, CRM_COMPANY, true, &push_dissociate},
	{CRM_OP_DISSOCIATE, HUBSPOT_AT_COMPANY, CRM_COMPANY, false, &push_dissociate},
	{CRM_OP_DISSOCIATE, HUBSPOT_AT_CONTACTS, CRM_CONTACT, true, &push_dissociate},
	{CRM_OP_DISSOCIATE, HUBSPOT_AT_CONTACTS, CRM_CONTACT, false, &push_dissociate},
};

static bool link_is_known(enum crm_object from, const char *property)
{
	if (from == CRM_DEAL)
		return strcmp(property, HUBSPOT_AT_COMPANY) == 0 || strcmp(property, HUBSPOT_AT_CONTACTS) == 0;
	return from == CRM_CONTACT && strcmp(property, HUBSPOT_AT_COMPANY) == 0;
}

static int links_refuse_unknown(const struct push *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!link_is_known(p->object, p->ops[i].property) &&
		    push_set_text(p, i, CRM_REFUSED, NULL, "HubSpot has no such association of this object") != CRM_OK)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

static size_t links_pick(const struct push *p, size_t n, size_t link, size_t *rows)
{
	size_t some = 0;
	for (size_t i = 0; i < n; i++) {
		const struct crm_op *op = &p->ops[i];
		if (p->results[i].outcome == CRM_NOT_SENT && strcmp(op->property, links[link].property) == 0 &&
		    op->primary == links[link].primary)
			rows[some++] = i;
	}
	return some;
}

static int push_links(struct push *p, size_t n, struct crm_error *err)
{
	size_t *rows = crm_arena_calloc(p->arena, n, sizeof *rows);
	int rc = rows && links_refuse_unknown(p, n) == CRM_OK ? CRM_OK : hubspot_no_memory(err);
	for (size_t k = 0; rc == CRM_OK && k < sizeof links / sizeof *links; k++) {
		if (links[k].kind != p->ops[0].kind)
			continue;
		size_t some = links_pick(p, n, k, rows);
		p->verb = links[k].verb;
		p->to = links[k].to;
		for (size_t i = 0; rc == CRM_OK && i < some; i += HUBSPOT_BATCH)
			rc = push_send_rows(p, rows + i, some - i < HUBSPOT_BATCH ? some - i : HUBSPOT_BATCH, err);
	}
	return rc;
}

/* ---- all ---- */

int hubspot_push(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
		 struct crm_arena *arena, struct crm_error *err)
{
	struct push p = {.conn = conn, .ops = ops, .results = results, .arena = arena};
	if (n == 0)
		return CRM_OK;
	p.object = ops[0].object;
	for (size_t i = 0; i < n; i++)
		results[i] = (struct crm_result){.outcome = CRM_NOT_SENT};
	if (p.object > CRM_DEAL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s cannot be written", crm_object_plural(p.object));
	switch (ops[0].kind) {
	case CRM_OP_CREATE:
		p.verb = &push_create;
		return push_records(&p, n, err);
	case CRM_OP_UPDATE:
		p.verb = &push_update;
		return push_records(&p, n, err);
	case CRM_OP_ARCHIVE:
		p.verb = &push_archive;
		return push_archives(&p, n, err);
	case CRM_OP_ASSOCIATE:
	case CRM_OP_DISSOCIATE:
		return push_links(&p, n, err);
	}
	return crm_error_set(err, CRM_E_UNSUPPORTED, "HubSpot has no such operation");
}

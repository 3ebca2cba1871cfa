/* SPDX-License-Identifier: Apache-2.0 */
/* What a push or a look by id takes: every request is one of the day's. */
#include <string.h>

#include "push.h"

static void cost_add(struct crm_cost *out, size_t calls)
{
	out->calls += (int64_t)calls;
	out->units += (int64_t)calls;
}

static size_t cost_batches(size_t n, size_t size)
{
	return (n + size - 1) / size;
}

/* The object itself, and a request for each opt-out. */
static void cost_records(const struct crm_op *ops, size_t n, struct crm_cost *out)
{
	size_t rows = 0, consents = 0;
	for (size_t i = 0; i < n; i++) {
		const struct crm_value *consent = push_consent_of(&ops[i]);
		bool only_consent = consent && ops[i].kind == CRM_OP_UPDATE;
		for (size_t k = 0; only_consent && k < ops[i].n_properties; k++)
			only_consent = ops[i].properties[k].name[0] == '@';
		rows += !only_consent;
		consents += consent && consent->kind == CRM_TEXT && strcmp(consent->text, "true") == 0;
	}
	cost_add(out, cost_batches(rows, HUBSPOT_BATCH) + consents);
}

/* A request takes associations of one kind. */
static void cost_links(const struct crm_op *ops, size_t n, struct crm_cost *out)
{
	for (size_t i = 0; i < n; i++) {
		size_t same = 0, before = 0;
		for (size_t k = 0; k < n; k++) {
			bool alike = ops[k].primary == ops[i].primary && ops[k].property && ops[i].property &&
				     strcmp(ops[k].property, ops[i].property) == 0;
			same += alike;
			before += alike && k < i;
		}
		if (before == 0)
			cost_add(out, cost_batches(same, HUBSPOT_BATCH));
	}
}

void hubspot_push_cost(struct crm_connection *conn, const struct crm_op *ops, size_t n, struct crm_cost *out)
{
	(void)conn;
	if (n == 0)
		return;
	if (ops[0].kind == CRM_OP_CREATE || ops[0].kind == CRM_OP_UPDATE)
		cost_records(ops, n, out);
	else if (ops[0].kind == CRM_OP_ARCHIVE)
		cost_add(out, cost_batches(n, HUBSPOT_BATCH));
	else
		cost_links(ops, n, out);
}

/* Associations come by requests of their own, one for each kind of object at the other end. */
void hubspot_get_cost(struct crm_connection *conn, enum crm_object object, size_t n, size_t n_several,
		      const char *const *properties, size_t n_properties, struct crm_cost *out)
{
	size_t kinds = 1;
	(void)conn;
	(void)object;
	(void)n_several;
	for (size_t i = 0; i < n_properties; i++)
		kinds += strcmp(properties[i], HUBSPOT_AT_COMPANY) == 0 ||
			 strcmp(properties[i], HUBSPOT_AT_CONTACTS) == 0;
	cost_add(out, cost_batches(n, HUBSPOT_BATCH) * kinds);
}

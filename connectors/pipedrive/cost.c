/* SPDX-License-Identifier: Apache-2.0 */
/* What a push or a look by id takes, in requests and in tokens (x-token-cost of the OpenAPI). */
#include <string.h>

#include "pipedrive.h"

static void add(struct crm_cost *out, size_t calls, unsigned tokens)
{
	out->calls += (int64_t)calls;
	out->units += (int64_t)calls * tokens;
}

static bool is_first_of_deal(const struct crm_op *ops, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(ops[k].id, ops[i].id) == 0)
			return false;
	return true;
}

/* Is it the deal's own person?  Such a one is taken off the deal, and then off its participants. */
static bool is_person(const struct crm_op *op)
{
	crm_json *json = NULL;
	if (op->to == NULL || op->current == NULL || op->current->raw == NULL ||
	    crm_json_parse(op->current->raw, op->current->raw_len, &json, NULL) != CRM_OK)
		return false;
	const char *person = crm_json_text(crm_json_get(json, "person_id"));
	bool same = person != NULL && strcmp(person, op->to) == 0;
	crm_json_free(json);
	return same;
}

static void add_unlink(const struct crm_op *op, struct crm_cost *out)
{
	add(out, 1, PD_COST_PARTICIPANT_DELETE);
	if (is_person(op))
		add(out, 1, PD_COST_WRITE);
}

/* A new deal's first contact becomes its person, others are participants.  The batch before may have held contacts of
   the deal that this one begins with. */
static void add_link(const struct crm_op *ops, size_t i, bool first, struct crm_cost *out)
{
	bool becomes_person = ops[i].primary || (first && i > 0 && ops[i].id[0] == '+');
	add(out, 1, becomes_person ? PD_COST_WRITE : PD_COST_PARTICIPANTS);
}

/* The deals are read first. */
static void add_associations(const struct crm_op *ops, size_t n, struct crm_cost *out)
{
	size_t deals = 0;
	bool unlinks = ops[0].kind == CRM_OP_DISSOCIATE;
	for (size_t i = 0; i < n; i++) {
		bool first = is_first_of_deal(ops, i);
		deals += first;
		if (unlinks)
			add_unlink(&ops[i], out);
		else
			add_link(ops, i, first, out);
	}
	add(out, (deals + PD_IDS - 1) / PD_IDS, PD_COST_LIST);
	if (unlinks)
		add(out, deals, PD_COST_PARTICIPANTS);
}

void pd_push_cost(struct crm_connection *conn, const struct crm_op *ops, size_t n, struct crm_cost *out)
{
	(void)conn;
	if (n == 0)
		return;
	if (ops[0].kind == CRM_OP_ASSOCIATE || ops[0].kind == CRM_OP_DISSOCIATE)
		add_associations(ops, n, out);
	else
		add(out, n, ops[0].kind == CRM_OP_ARCHIVE ? PD_COST_DELETE : PD_COST_WRITE);
}

/* The participants of deals that have several are listed deal by deal. */
void pd_get_cost(struct crm_connection *conn, enum crm_object object, size_t n, size_t n_several,
		 const char *const *properties, size_t n_properties, struct crm_cost *out)
{
	(void)conn;
	add(out, (n + PD_IDS - 1) / PD_IDS, PD_COST_LIST);
	if (object == CRM_DEAL && pd_wants(properties, n_properties, "@contacts"))
		add(out, n_several, PD_COST_PARTICIPANTS);
}

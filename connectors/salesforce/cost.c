/* SPDX-License-Identifier: Apache-2.0 */
#include "cost.h"

#include <string.h>

#include "batch_write.h"
#include "query.h"
#include "selection.h"
#include "sobject.h"

#define RETRIEVE_MAX   2000
#define IDS_IN_A_QUERY 400 /* of 18 characters, quoted and encoded, beside the fields of a wide mapping */

static void add(struct crm_cost *out, size_t calls)
{
	out->calls += (int64_t)calls;
	out->units += (int64_t)calls;
}

/* Contact roles are read before they are written. */
void sf_push_cost(struct crm_connection *conn, const struct crm_op *ops, size_t n, struct crm_cost *out)
{
	(void)conn;
	if (n == 0)
		return;
	bool roles = ops[0].kind == CRM_OP_ASSOCIATE || ops[0].kind == CRM_OP_DISSOCIATE;
	add(out, (n + SF_BATCH_MAX - 1) / SF_BATCH_MAX + (roles ? 1 : 0));
}

static bool wants_roles(const char *const *properties, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(properties[i], SF_CONTACTS) == 0)
			return true;
	return false;
}

/* Contact roles come by a query, whose ids stand in the URL.  New people are of one kind, contacts or leads. */
void sf_get_cost(struct crm_connection *conn, enum crm_object object, size_t n, size_t n_several,
		 const char *const *properties, size_t n_properties, struct crm_cost *out)
{
	(void)conn;
	(void)n_several;
	size_t at_once =
		object == CRM_DEAL && wants_roles(properties, n_properties) ? IDS_IN_A_QUERY : (size_t)RETRIEVE_MAX;
	add(out, (n + at_once - 1) / at_once);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What a push or a look by id takes: every request is one of the day's. */
#ifndef CRM_SALESFORCE_COST_H
#define CRM_SALESFORCE_COST_H

#include <crmsync/connector.h>

void sf_push_cost(struct crm_connection *conn, const struct crm_op *ops, size_t n, struct crm_cost *out);
void sf_get_cost(struct crm_connection *conn, enum crm_object object, size_t n, size_t n_several,
		 const char *const *properties, size_t n_properties, struct crm_cost *out);

#endif

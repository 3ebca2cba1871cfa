/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contacts of an opportunity: OpportunityContactRole records.  Salesforce takes the same contact twice, so what is
 * there is asked for first: one more request for a batch, and writing an association twice harms nothing.
 */
#ifndef CRM_SALESFORCE_CONTACT_ROLE_H
#define CRM_SALESFORCE_CONTACT_ROLE_H

#include "connection.h"

int sf_associate(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
		 struct crm_arena *arena, struct crm_error *err);
/* Roles that are not there any more count as removed. */
int sf_dissociate(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
		  struct crm_arena *arena, struct crm_error *err);

#endif

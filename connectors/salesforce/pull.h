/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pull: SOQL sorted by SystemModstamp and Id, the parts of an object one after the other.
 *
 * Parts: Account; Contact, then Lead; Opportunity, then (in incremental pulls that want contacts) opportunities whose
 * contact roles changed, as a new role does not touch the opportunity's stamp; User.
 */
#ifndef CRM_SALESFORCE_PULL_H
#define CRM_SALESFORCE_PULL_H

#include "connection.h"

int sf_pull(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out, struct crm_arena *arena,
	    struct crm_error *err);

/* The page of owners: active and inactive users of the standard kind, with "email", "name" and "active". */
int sf_pull_owners(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out,
		   struct crm_arena *arena, struct crm_error *err);

#endif

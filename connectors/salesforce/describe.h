/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Describe: what the org has, for people and for the engine.  Contact and Lead come in one list, each field with its
 * kind.
 */
#ifndef CRM_SALESFORCE_DESCRIBE_H
#define CRM_SALESFORCE_DESCRIBE_H

#include "connection.h"

/* One request for each Salesforce object, side by side. */
int sf_describe(struct crm_connection *conn, enum crm_object object, struct crm_schema *out, struct crm_arena *arena,
		struct crm_error *err);

#endif

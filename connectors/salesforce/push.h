/* SPDX-License-Identifier: Apache-2.0 */
/* Push: what the engine wants written, as rows of sObject collections. */
#ifndef CRM_SALESFORCE_PUSH_H
#define CRM_SALESFORCE_PUSH_H

#include "connection.h"

int sf_push(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
	    struct crm_arena *arena, struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* A connection's beginning and end. */
#ifndef CRM_SALESFORCE_OPEN_H
#define CRM_SALESFORCE_OPEN_H

#include "connection.h"

int sf_open(const struct crm_host *host, struct crm_connection **out, struct crm_error *err);
void sf_close(struct crm_connection *conn);

#endif

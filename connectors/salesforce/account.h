/* SPDX-License-Identifier: Apache-2.0 */
/* The org as a whole: who it is, what may be spent in it, how many records it holds, where they are on the web. */
#ifndef CRM_SALESFORCE_ACCOUNT_H
#define CRM_SALESFORCE_ACCOUNT_H

#include "connection.h"

int sf_identify(struct crm_connection *conn, struct crm_identity *out, struct crm_arena *arena, struct crm_error *err);
/* Live records under the filter; leads count unless they are converted. */
int sf_count(struct crm_connection *conn, enum crm_object object, const char *filter, int64_t *out,
	     struct crm_error *err);
/* From the last answer's Sforce-Limit-Info, else by GET /limits.  The quota rolls over 24 hours. */
int sf_budget(struct crm_connection *conn, struct crm_budget *out, struct crm_error *err);
bool sf_read_url(const char *url, struct crm_page_address *out, struct crm_arena *arena);
const char *sf_record_url(struct crm_connection *conn, enum crm_object object, const char *id, struct crm_arena *arena);

#endif

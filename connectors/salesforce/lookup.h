/* SPDX-License-Identifier: Apache-2.0 */
/* Records by id or by the value of a field. */
#ifndef CRM_SALESFORCE_LOOKUP_H
#define CRM_SALESFORCE_LOOKUP_H

#include "connection.h"

/* By one query where its URL can take the ids, which tells of deleted, merged and converted records as well; else by
   the collections' retrieve (2,000 a request), and by queries for what that does not give. */
int sf_get_records(struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n_ids,
		   const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena,
		   struct crm_error *err);

/* By SOQL, which has no index that lags.  Text compares without case. */
int sf_find_records(struct crm_connection *conn, enum crm_object object, const char *property,
		    const char *const *values, size_t n_values, const char *const *properties, size_t n_properties,
		    struct crm_page *out, struct crm_arena *arena, struct crm_error *err);

#endif

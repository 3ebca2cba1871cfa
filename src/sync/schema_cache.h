/* SPDX-License-Identifier: Apache-2.0 */
/* A vendor's schema as JSON, so that `pull` needs not ask for it each time. */
#ifndef CRM_SYNC_SCHEMA_CACHE_H
#define CRM_SYNC_SCHEMA_CACHE_H

#include <crmsync/connector.h>
#include <crmsync/json.h>

void crm_schema_write(struct crm_buf *out, const struct crm_schema *schema);
/* CRM_E_INVALID if the text is not what crm_schema_write wrote. */
int crm_schema_read(const char *text, struct crm_arena *arena, struct crm_schema *out, struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Setup: the crmsync id as a custom field, Text(64), external id, unique (Tooling API, CustomField).  A field made so
 * is hidden from everybody; it is shown to the user by a permission set of its own (Object Reference, FieldPermissions:
 * they hang on permission sets, never on profiles).
 */
#ifndef CRM_SALESFORCE_SETUP_H
#define CRM_SALESFORCE_SETUP_H

#include "connection.h"

int sf_setup(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
	     struct crm_arena *arena, struct crm_error *err);
/* A custom field; a number keeps at most four digits after the point, a text 255 characters. */
int sf_create_property(struct crm_connection *conn, enum crm_object object, const struct crm_property_info *wanted,
		       struct crm_setup_result *out, struct crm_arena *arena, struct crm_error *err);

#endif

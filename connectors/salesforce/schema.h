/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of one Salesforce object that the user may see, by its describe (REST API Developer Guide, "sObject
 * Describe"; Object Reference, "Field Types").  What field-level security hides is not in it.
 */
#ifndef CRM_SALESFORCE_SCHEMA_H
#define CRM_SALESFORCE_SCHEMA_H

#include <crmsync/json.h>

#include "connection.h"

struct sf_field {
	const char *name;
	enum crm_property_type type;
	bool multiple;
	bool unique;
};

struct sf_schema {
	struct crm_arena *arena; /* holds the rest */
	struct sf_field *fields; /* sorted by name */
	size_t n;
};

/* Reads the body of a describe.  CRM_E_PROTOCOL, CRM_E_NOMEM. */
int sf_schema_read(const crm_json *describe, struct sf_schema **out, struct crm_error *err);
/* NULL is allowed. */
void sf_schema_free(struct sf_schema *schema);
/* The field of that name; NULL if there is none or no schema. */
const struct sf_field *sf_schema_find(const struct sf_schema *schema, const char *name);
/* Type of a field by the "type" of its describe. */
enum crm_property_type sf_field_type(const char *type);
/* Remembers the schema for the connection and takes it over. */
void sf_schema_keep(struct crm_connection *conn, enum sf_type type, struct sf_schema *schema);
/* Appends the path of the object's describe. */
void sf_describe_path(struct crm_buf *path, enum sf_type type);
/* Asks for the schema unless it is known. */
int sf_schema_ensure(struct crm_connection *conn, enum sf_type type, struct crm_error *err);

#endif

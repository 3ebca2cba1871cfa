/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of one Salesforce object. */
#include "schema.h"

#include <stdlib.h>
#include <string.h>

#include "client.h"

static const struct {
	const char *name;
	enum crm_property_type type;
} field_types[] = {
	{"boolean", CRM_P_BOOL},        {"int", CRM_P_NUMBER},          {"long", CRM_P_NUMBER},
	{"double", CRM_P_NUMBER},       {"currency", CRM_P_NUMBER},     {"percent", CRM_P_NUMBER},
	{"date", CRM_P_DATE},           {"datetime", CRM_P_DATETIME},   {"picklist", CRM_P_ENUM},
	{"multipicklist", CRM_P_MULTI}, {"reference", CRM_P_REFERENCE}, {"address", CRM_P_OTHER},
	{"location", CRM_P_OTHER},      {"base64", CRM_P_OTHER},        {"complexvalue", CRM_P_OTHER},
};

enum crm_property_type sf_field_type(const char *type)
{
	for (size_t i = 0; type && i < sizeof field_types / sizeof *field_types; i++)
		if (strcmp(field_types[i].name, type) == 0)
			return field_types[i].type;
	return CRM_P_TEXT;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct sf_field *)a)->name, ((const struct sf_field *)b)->name);
}

static bool fill_field(struct sf_field *field, const crm_json *v, struct crm_arena *arena)
{
	field->name = crm_arena_strdup(arena, crm_json_get_string(v, "name"));
	field->type = sf_field_type(crm_json_get_string(v, "type"));
	field->multiple = field->type == CRM_P_MULTI;
	field->unique = crm_json_true(crm_json_get(v, "unique"));
	return field->name != NULL;
}

static bool fill_schema(struct sf_schema *schema, const crm_json *fields)
{
	schema->fields = crm_arena_calloc(schema->arena, crm_json_size(fields) + 1, sizeof *schema->fields);
	if (!schema->fields)
		return false;
	for (const crm_json *v = crm_json_first(fields); v; v = crm_json_next(v)) {
		if (!crm_json_get_string(v, "name"))
			continue;
		if (!fill_field(&schema->fields[schema->n], v, schema->arena))
			return false;
		schema->n++;
	}
	qsort(schema->fields, schema->n, sizeof *schema->fields, by_name);
	return true;
}

int sf_schema_read(const crm_json *describe, struct sf_schema **out, struct crm_error *err)
{
	const crm_json *fields = crm_json_get(describe, "fields");
	if (!crm_json_is_array(fields))
		return crm_error_set(err, CRM_E_PROTOCOL, "describe: the answer lists no fields");
	struct sf_schema *schema = crm_calloc(1, sizeof *schema);
	if (schema)
		schema->arena = crm_arena_new();
	if (!schema || !schema->arena || !fill_schema(schema, fields)) {
		sf_schema_free(schema);
		return crm_error_no_memory(err);
	}
	*out = schema;
	return CRM_OK;
}

void sf_schema_free(struct sf_schema *schema)
{
	if (!schema)
		return;
	crm_arena_free(schema->arena);
	crm_free(schema);
}

const struct sf_field *sf_schema_find(const struct sf_schema *schema, const char *name)
{
	struct sf_field key = {.name = name};
	return schema ? bsearch(&key, schema->fields, schema->n, sizeof key, by_name) : NULL;
}

void sf_schema_keep(struct crm_connection *conn, enum sf_type type, struct sf_schema *schema)
{
	sf_schema_free(conn->schemas[type]);
	conn->schemas[type] = schema;
}

void sf_describe_path(struct crm_buf *path, enum sf_type type)
{
	crm_buf_printf(path, "/sobjects/%s/describe", sf_sobject(type)->name);
}

int sf_schema_ensure(struct crm_connection *conn, enum sf_type type, struct crm_error *err)
{
	struct sf_answer answer;
	struct sf_schema *schema;
	struct crm_buf path;
	if (conn->schemas[type])
		return CRM_OK;
	crm_buf_init(&path, CRM_BUF_MAX);
	sf_describe_path(&path, type);
	if (path.failed) {
		crm_buf_free(&path);
		return crm_error_no_memory(err);
	}
	int rc = sf_get(conn, path.ptr, "describe", &answer, err);
	crm_buf_free(&path);
	if (rc == CRM_OK)
		rc = sf_schema_read(answer.body, &schema, err);
	if (rc == CRM_OK)
		sf_schema_keep(conn, type, schema);
	crm_json_free(answer.body);
	return sf_failure_of(type, rc, err);
}

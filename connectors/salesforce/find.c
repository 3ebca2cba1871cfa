/* SPDX-License-Identifier: Apache-2.0 */
/* Records by the value of a field. */
#include "lookup.h"

#include <string.h>

#include "query.h"
#include "schema.h"
#include "soql.h"

struct find {
	struct crm_connection *conn;
	struct crm_arena *arena;
	struct sf_query query;
	const char *field;
	const char **literals;
	size_t n;
	struct sf_records *records;
};

/* A value that the field's type cannot hold is found nowhere. */
static int build_literals(struct find *f, const char *const *values, size_t n_values, struct crm_error *err)
{
	const struct sf_field *field = sf_schema_find(f->conn->schemas[f->query.type], f->field);
	struct crm_buf text;
	f->literals = crm_arena_calloc(f->arena, n_values + 1, sizeof *f->literals);
	if (!f->literals)
		return crm_error_no_memory(err);
	crm_buf_init(&text, CRM_BUF_MAX);
	for (size_t i = 0; i < n_values; i++) {
		crm_buf_reset(&text);
		if (!soql_literal(&text, field ? field->type : CRM_P_TEXT, values[i]))
			continue;
		f->literals[f->n] = text.failed ? NULL : crm_arena_strdup(f->arena, text.ptr);
		if (!f->literals[f->n++]) {
			crm_buf_free(&text);
			return crm_error_no_memory(err);
		}
	}
	crm_buf_free(&text);
	return CRM_OK;
}

static bool lacks_field(const struct find *f)
{
	const struct sf_schema *schema = f->conn->schemas[f->query.type];
	return schema && !sf_schema_find(schema, f->field);
}

static int find_chunk(struct find *f, const struct sf_selection *selection, size_t *at, struct crm_error *err)
{
	struct sf_query query = f->query;
	struct crm_error why = {0};
	struct crm_buf where;
	crm_buf_init(&where, CRM_BUF_MAX);
	sf_query_in(&where, &query, selection, f->field, f->literals, f->n, at);
	query.where = where.ptr;
	int rc = where.failed ? crm_error_no_memory(&why) : sf_query_all(f->conn, &query, f->arena, f->records, &why);
	crm_buf_free(&where);
	if (rc == CRM_E_REJECTED && lacks_field(f)) {
		*at = f->n;
		rc = CRM_OK;
	}
	if (rc < 0)
		crm_error_move(err, &why);
	crm_error_clear(&why);
	return rc;
}

static int find_type(struct find *f, const char *const *values, size_t n_values, struct crm_error *err)
{
	struct sf_selection selection;
	if (!soql_is_name(f->field) || lacks_field(f))
		return CRM_OK;
	int rc = sf_query_prepare(f->conn, &f->query, f->arena, &selection, err);
	if (rc == CRM_OK)
		rc = build_literals(f, values, n_values, err);
	for (size_t at = 0; rc == CRM_OK && at < f->n;)
		rc = find_chunk(f, &selection, &at, err);
	return rc;
}

int sf_find_records(struct crm_connection *conn, enum crm_object object, const char *property,
		    const char *const *values, size_t n_values, const char *const *properties, size_t n_properties,
		    struct crm_page *out, struct crm_arena *arena, struct crm_error *err)
{
	struct sf_records records = {0};
	enum sf_type types[SF_OBJECT_TYPES];
	size_t n = sf_types_of(object, conn->with_leads, types);
	if (n == 0 || object == CRM_OWNER)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "salesforce finds no %s", crm_object_plural(object));
	for (size_t i = 0; i < n; i++) {
		struct find f = {.conn = conn,
				 .arena = arena,
				 .query = {.type = types[i], .properties = properties, .n_properties = n_properties},
				 .field = sf_property_for(types[i], property),
				 .records = &records};
		int rc = f.field ? find_type(&f, values, n_values, err) : CRM_OK;
		if (rc < 0)
			return rc;
	}
	*out = (struct crm_page){.records = records.items, .n = records.n, .complete = true, .total = -1};
	return CRM_OK;
}

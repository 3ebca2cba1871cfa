/* SPDX-License-Identifier: Apache-2.0 */
/* Push. */
#include "push.h"

#include <string.h>

#include "batch_write.h"
#include "contact_role.h"
#include "schema.h"
#include "value.h"

/* ---- one record ---- */

static bool type_of_op(const struct crm_op *op, enum sf_type *type)
{
	if (op->kind != CRM_OP_CREATE)
		return sf_type_of_id(op->object, op->id, type);
	enum sf_type types[SF_OBJECT_TYPES];
	if (op->record_kind)
		return sf_type_by_name(op->object, op->record_kind, type);
	if (sf_types_of(op->object, true, types) == 0)
		return false;
	*type = types[0];
	return true;
}

static void write_members(struct crm_json_writer *w, const struct sf_row *row)
{
	const struct crm_op *op = row->source;
	const struct sf_schema *schema = row->detail;
	for (size_t i = 0; i < op->n_properties; i++) {
		const struct crm_property *p = &op->properties[i];
		if (p->value.kind == CRM_ABSENT || p->value.kind == CRM_DENIED)
			continue;
		crm_jw_key(w, p->name);
		sf_value_write(w, sf_schema_find(schema, p->name), &p->value);
	}
}

static bool writes_reference(const struct sf_schema *schema, const struct crm_op *op)
{
	for (size_t i = 0; i < op->n_properties; i++) {
		const struct sf_field *field = sf_schema_find(schema, op->properties[i].name);
		if (field && field->type == CRM_P_REFERENCE && op->properties[i].value.kind == CRM_TEXT)
			return true;
	}
	return false;
}

/* '@' properties are none of the record's own; they are written as associations, or not at all. */
static const char *unwritable(const struct crm_op *op)
{
	for (size_t i = 0; i < op->n_properties; i++)
		if (op->properties[i].name[0] == '@')
			return op->properties[i].name;
	return NULL;
}

static bool check_op(const struct crm_op *op, struct crm_result *result, enum sf_type *type)
{
	const char *field = op->kind == CRM_OP_ARCHIVE ? NULL : unwritable(op);
	if (!type_of_op(op, type)) {
		sf_outcome_refuse(result, "the connector knows no Salesforce object for this record");
		return false;
	}
	if (field) {
		sf_outcome_refuse(result, "this property is not a field that can be written");
		result->field = field;
		return false;
	}
	return true;
}

static struct sf_row make_row(const struct crm_connection *conn, const struct crm_op *op, enum sf_type type,
			      struct crm_result *result)
{
	const struct sf_schema *schema = conn->schemas[type];
	return (struct sf_row){
		.write = {.kind = op->kind,
			  .object = op->object,
			  .id = op->kind == CRM_OP_CREATE ? NULL : op->id,
			  .refers = op->kind != CRM_OP_ARCHIVE && writes_reference(schema, op)},
		.result = result,
		.members = write_members,
		.type = sf_sobject(type)->name,
		.source = op,
		.detail = schema,
	};
}

/* ---- a batch ---- */

/* Adds the rows of one type: records of a type stand together, as a request takes ten runs of them at most. */
static int add_type(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
		    enum sf_type type, struct sf_row *rows, size_t *n_rows, struct crm_error *err)
{
	for (size_t i = 0; i < n; i++) {
		enum sf_type own;
		if (!check_op(&ops[i], &results[i], &own) || own != type)
			continue;
		int rc = ops[i].kind == CRM_OP_ARCHIVE ? CRM_OK : sf_schema_ensure(conn, type, err);
		if (rc < 0)
			return rc;
		rows[(*n_rows)++] = make_row(conn, &ops[i], type, &results[i]);
	}
	return CRM_OK;
}

static int send_rows(struct crm_connection *conn, const struct sf_row *rows, size_t n, struct crm_arena *arena,
		     struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t at = 0; rc == CRM_OK && at < n; at += SF_BATCH_MAX)
		rc = sf_batch_send(conn, rows + at, n - at < SF_BATCH_MAX ? n - at : SF_BATCH_MAX, arena, err);
	return rc;
}

static int push_records(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
			struct crm_arena *arena, struct crm_error *err)
{
	enum sf_type types[SF_OBJECT_TYPES];
	size_t n_types = sf_types_of(ops[0].object, true, types), n_rows = 0;
	struct sf_row *rows = crm_arena_calloc(arena, n, sizeof *rows);
	int rc = rows ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; i < n; i++)
		results[i].outcome = CRM_NOT_SENT;
	for (size_t t = 0; rc == CRM_OK && t < n_types; t++)
		rc = add_type(conn, ops, results, n, types[t], rows, &n_rows, err);
	return rc == CRM_OK ? send_rows(conn, rows, n_rows, arena, err) : rc;
}

int sf_push(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
	    struct crm_arena *arena, struct crm_error *err)
{
	if (n == 0)
		return CRM_OK;
	switch (ops[0].kind) {
	case CRM_OP_ASSOCIATE:
		return sf_associate(conn, ops, results, n, arena, err);
	case CRM_OP_DISSOCIATE:
		return sf_dissociate(conn, ops, results, n, arena, err);
	default:
		return push_records(conn, ops, results, n, arena, err);
	}
}

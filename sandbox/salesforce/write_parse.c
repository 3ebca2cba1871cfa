/* SPDX-License-Identifier: Apache-2.0 */
/* From the JSON of a record to changes. */
#include <string.h>

#include "text.h"
#include "value.h"
#include "write.h"

int sf_write_put(struct face *face, struct sf_write *write, size_t column, const char *text, bool own)
{
	for (size_t i = 0; i < write->n_changes; i++) {
		if (write->changes[i].column == column) {
			write->changes[i].text = text;
			return CRM_OK;
		}
	}
	if (write->n_changes >= write->cap_changes) {
		size_t cap = write->cap_changes ? write->cap_changes * 2 : 32;
		struct sf_change *changes = crm_arena_calloc(face->arena, cap, sizeof(*changes));
		if (!changes)
			return CRM_E_NOMEM;
		if (write->n_changes)
			memcpy(changes, write->changes, write->n_changes * sizeof(*changes));
		write->changes = changes;
		write->cap_changes = cap;
	}
	write->changes[write->n_changes++] = (struct sf_change){.column = column, .text = text, .own = own};
	return CRM_OK;
}

struct sf_change *sf_write_change(const struct sf_write *write, const char *name)
{
	for (size_t i = 0; i < write->n_changes; i++)
		if (strcmp(write->table->columns[write->changes[i].column].field->name, name) == 0)
			return &write->changes[i];
	return NULL;
}

const char *sf_write_text(const struct sf_write *write, const char *name)
{
	const struct sf_change *change = sf_write_change(write, name);
	if (change)
		return change->text;
	return write->row ? sf_row_stored_name(write->table, write->row, name) : NULL;
}

int sf_rows_with(struct face *face, const struct sf_table *table, size_t column, const char *text,
		 const struct sf_row *except, struct sf_row ***rows, size_t *n_rows)
{
	size_t n = 0, cap = 0;
	struct sf_row **found = NULL;
	uint32_t cursor = 0;
	for (struct sf_row *row; (row = sf_index_next(table, column, text, &cursor)) != NULL;) {
		const char *stored = sf_row_stored(row, column);
		bool exact = (table->columns[column].field->flags & SF_CASE_SENSITIVE) != 0;
		if (row == except || row->deleted || row->purged || !stored ||
		    (exact ? strcmp(stored, text) != 0 : !sf_text_equal(stored, text)))
			continue;
		if (n >= cap) {
			struct sf_row **more = crm_arena_calloc(face->arena, cap ? cap * 2 : 4, sizeof(*more));
			if (!more)
				return CRM_E_NOMEM;
			if (n)
				memcpy(more, found, n * sizeof(struct sf_row *));
			found = more;
			cap = cap ? cap * 2 : 4;
		}
		found[n++] = row;
	}
	*rows = found;
	*n_rows = n;
	return CRM_OK;
}

static int write_no_such_column(struct face *face, const struct sf_write *write, const char *name,
				struct sf_failure *failure)
{
	return sf_refuse(face, failure, "INVALID_FIELD", "No such column '%s' on sobject of type %s", name,
			 write->table->object->name);
}

/* Looks the parent up by the one external id that stands in the nested object. */
static int write_find_parent(struct face *face, const struct sf_table *parent, const crm_json *key, const char **id,
			     struct sf_failure *failure)
{
	int column = sf_column_find(face, parent, crm_json_name(key));
	const char *text = crm_json_text(key);
	if (column < 0 || !text || !(parent->columns[column].field->flags & (SF_EXTERNAL_ID | SF_ID_LOOKUP)) ||
	    !sf_index_has(parent, (size_t)column))
		return sf_refuse(face, failure, "INVALID_FIELD",
				 "The external foreign key reference does not reference a valid entity: %s",
				 crm_json_name(key));
	struct sf_row **rows;
	size_t n;
	int rc = sf_rows_with(face, parent, (size_t)column, text, NULL, &rows, &n);
	if (rc < 0)
		return rc;
	if (n > 1)
		return sf_refuse(face, failure, "INVALID_FIELD", "More than one record found for external id field: %s",
				 parent->columns[column].field->name);
	if (n == 0)
		return sf_refuse(face, failure, "INVALID_FIELD",
				 "Foreign key external ID: %s not found for field %s in entity %s", text,
				 parent->columns[column].field->name, parent->object->name);
	*id = rows[0]->id;
	return CRM_OK;
}

static int write_parse_parent(struct face *face, struct sf_write *write, size_t column, const crm_json *nested,
			      struct sf_failure *failure)
{
	const struct sf_field *field = write->table->columns[column].field;
	const crm_json *first = crm_json_first(nested);
	bool has_type = first && strcmp(crm_json_name(first), "attributes") == 0;
	if ((field->flags & SF_POLYMORPHIC) && !has_type) {
		int rc = sf_refuse(face, failure, "JSON_PARSER_ERROR",
				   "Nested object for polymorphic foreign key must have an attributes field before any "
				   "other fields.");
		failure->whole = true;
		failure->without_fields = true;
		return rc;
	}
	const crm_json *key = has_type ? crm_json_next(first) : first;
	const struct sf_table *parent = sf_table_find(face, field->refers_to);
	if (!key || !parent || crm_json_next(key))
		return sf_refuse(face, failure, "INVALID_FIELD",
				 "The external foreign key reference does not reference a valid entity: %s",
				 field->relationship);
	const char *id = NULL;
	int rc = write_find_parent(face, parent, key, &id, failure);
	return rc == CRM_OK ? sf_write_put(face, write, column, id, false) : rc;
}

static int write_parse_member(struct face *face, struct sf_write *write, const crm_json *member,
			      struct sf_failure *failure)
{
	const char *name = crm_json_name(member);
	if (crm_json_is_object(member)) {
		int parent = sf_relationship_find(face, write->table, name);
		if (parent >= 0)
			return write_parse_parent(face, write, (size_t)parent, member, failure);
	}
	int column = sf_column_find(face, write->table, name);
	if (column < 0) {
		int rc = write_no_such_column(face, write, name, failure);
		failure->without_fields = true;
		return rc;
	}
	const char *text;
	int rc = sf_value_parse(face, write->table->columns[column].field, member, &text, failure);
	return rc == CRM_OK ? sf_write_put(face, write, (size_t)column, text, false) : rc;
}

int sf_write_parse(struct face *face, struct sf_write *write, const crm_json *record, struct sf_failure *failure)
{
	for (const crm_json *member = crm_json_first(record); member; member = crm_json_next(member)) {
		const char *name = crm_json_name(member);
		if (strcmp(name, "attributes") == 0 || sf_name_equal(name, "Id"))
			continue;
		int rc = write_parse_member(face, write, member, failure);
		if (rc != CRM_OK)
			return rc;
	}
	return CRM_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Tables and their columns. */
#include <string.h>

#include "index.h"
#include "model.h"
#include "permission.h"
#include "text.h"

static bool table_wants_index(const struct sf_field *field)
{
	return (field->flags & (SF_INDEXED | SF_UNIQUE | SF_EXTERNAL_ID)) != 0;
}

static int table_append_column(struct sf_table *table, const struct sf_field *field, struct sf_custom *custom)
{
	if (table->n_columns >= UINT16_MAX)
		return CRM_E_FAIL;
	struct sf_column *columns = crm_reallocarray(table->columns, table->n_columns + 1, sizeof(*columns));
	if (!columns)
		return CRM_E_NOMEM;
	table->columns = columns;
	struct sf_index **indexes = crm_reallocarray(table->indexes, table->n_columns + 1, sizeof(*indexes));
	if (!indexes)
		return CRM_E_NOMEM;
	table->indexes = indexes;
	indexes[table->n_columns] = NULL;
	if (table_wants_index(field)) {
		indexes[table->n_columns] = sf_index_new();
		if (!indexes[table->n_columns])
			return CRM_E_NOMEM;
	}
	columns[table->n_columns] = (struct sf_column){.field = field, .custom = custom};
	table->n_columns++;
	return CRM_OK;
}

int sf_model_open(struct face *face)
{
	face->tables = crm_calloc(sf_n_objects, sizeof(*face->tables));
	if (!face->tables)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < sf_n_objects; i++) {
		face->tables[i].object = &sf_objects[i];
		for (size_t c = 0; c < *sf_objects[i].n_fields; c++) {
			int rc = table_append_column(&face->tables[i], &sf_objects[i].fields[c], NULL);
			if (rc < 0)
				return rc;
		}
	}
	return CRM_OK;
}

void sf_custom_free(struct sf_custom *custom)
{
	if (!custom)
		return;
	crm_free((char *)custom->field.name);
	crm_free((char *)custom->field.label);
	for (const struct sf_choice *choice = custom->field.picklist; choice && (choice->value || choice->label);
	     choice++) {
		crm_free((char *)choice->value);
		crm_free((char *)choice->label);
	}
	crm_free((void *)custom->field.picklist);
	crm_free(custom);
}

static void table_close(struct sf_table *table)
{
	for (size_t r = 0; r < table->n_rows; r++) {
		for (size_t v = 0; v < table->rows[r]->n_values; v++)
			crm_free(table->rows[r]->values[v].text);
		crm_free(table->rows[r]->values);
		crm_free(table->rows[r]);
	}
	for (size_t c = 0; c < table->n_columns; c++) {
		sf_index_free(table->indexes[c]);
		sf_custom_free(table->columns[c].custom);
	}
	sf_index_free(table->foreign);
	crm_free(table->rows);
	crm_free(table->columns);
	crm_free(table->indexes);
}

void sf_model_close(struct face *face)
{
	for (size_t i = 0; face->tables && i < sf_n_objects; i++)
		table_close(&face->tables[i]);
	crm_free(face->tables);
	face->tables = NULL;
}

struct sf_table *sf_table_find(const struct face *face, const char *name)
{
	for (size_t i = 0; i < sf_n_objects; i++)
		if (sf_name_equal(face->tables[i].object->name, name))
			return &face->tables[i];
	return NULL;
}

struct sf_table *sf_table_of_id(const struct face *face, const char *id)
{
	for (size_t i = 0; i < sf_n_objects; i++)
		if (strncmp(face->tables[i].object->prefix, id, 3) == 0)
			return &face->tables[i];
	return NULL;
}

int sf_column_any(const struct sf_table *table, const char *name)
{
	for (size_t c = 0; c < table->n_columns; c++)
		if (!(table->columns[c].custom && table->columns[c].custom->removed) &&
		    sf_name_equal(table->columns[c].field->name, name))
			return (int)c;
	return -1;
}

int sf_column_find(const struct face *face, const struct sf_table *table, const char *name)
{
	int column = sf_column_any(table, name);
	return column >= 0 && sf_column_visible(face, table, (size_t)column) ? column : -1;
}

int sf_relationship_find(const struct face *face, const struct sf_table *table, const char *relationship)
{
	for (size_t c = 0; c < table->n_columns; c++) {
		const struct sf_field *field = table->columns[c].field;
		if (field->relationship && field->refers_to && sf_name_equal(field->relationship, relationship) &&
		    sf_column_visible(face, table, c))
			return (int)c;
	}
	return -1;
}

int sf_column_add(struct sf_table *table, struct sf_custom *custom)
{
	return table_append_column(table, &custom->field, custom);
}

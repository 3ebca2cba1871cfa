/* SPDX-License-Identifier: Apache-2.0 */
/* Rows and their values. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crmsync/decimal.h>

#include "index.h"
#include "model.h"
#include "text.h"

/* Ids differ in capitals only, which the hash folds. */
static struct sf_row *row_find_foreign(const struct sf_table *table, const char *full)
{
	uint32_t cursor = 0, number;
	while (table->foreign && sf_index_get(table->foreign, sf_text_hash(full), &cursor, &number))
		if (strcmp(table->rows[number]->id, full) == 0)
			return table->rows[number]->purged ? NULL : table->rows[number];
	return NULL;
}

/* The next id; another one where a row that came from a real org has it already. */
static int row_make_id(struct sf_table *table, struct sf_row *row)
{
	uint64_t number = row->number;
	sf_id_make(table->object->prefix, number, row->id);
	if (!row_find_foreign(table, row->id))
		return CRM_OK;
	while (row_find_foreign(table, row->id)) {
		number += UINT64_C(1) << 32;
		sf_id_make(table->object->prefix, number, row->id);
	}
	return sf_index_put(table->foreign, sf_text_hash(row->id), row->number);
}

struct sf_row *sf_row_add(struct face *face, struct sf_table *table)
{
	if (table->n_rows >= table->cap_rows) {
		size_t cap = table->cap_rows ? table->cap_rows * 2 : 32;
		struct sf_row **rows = crm_reallocarray(table->rows, cap, sizeof(*rows));
		if (!rows)
			return NULL;
		table->rows = rows;
		table->cap_rows = cap;
	}
	struct sf_row *row = crm_calloc(1, sizeof(*row));
	if (!row)
		return NULL;
	row->number = (uint32_t)table->n_rows;
	if (row_make_id(table, row) < 0) {
		crm_free(row);
		return NULL;
	}
	row->created = row->modified = row->stamp = sf_now(face);
	row->created_by = row->modified_by = face->user ? face->user->id : row->id;
	table->rows[table->n_rows++] = row;
	return row;
}

int sf_row_rename(struct sf_table *table, struct sf_row *row, const char *id)
{
	char full[SF_ID_SIZE];
	if (!sf_id_normalise(id, full) || strncmp(full, table->object->prefix, 3) != 0)
		return CRM_E_INVALID;
	if (strcmp(full, row->id) == 0)
		return CRM_OK;
	if (!table->foreign && !(table->foreign = sf_index_new()))
		return CRM_E_NOMEM;
	bool is_own_creator = row->created_by == row->id;
	memcpy(row->id, full, sizeof full);
	if (is_own_creator)
		row->created_by = row->modified_by = row->id;
	return sf_index_put(table->foreign, sf_text_hash(full), row->number);
}

struct sf_row *sf_row_find(const struct sf_table *table, const char *id)
{
	char full[SF_ID_SIZE];
	uint64_t number;
	if (!sf_id_normalise(id, full))
		return NULL;
	if (sf_id_number(full, &number) && number < table->n_rows && strcmp(table->rows[number]->id, full) == 0)
		return table->rows[number]->purged ? NULL : table->rows[number];
	/* the organization's id may be any */
	if (table->n_rows == 1 && strcmp(table->rows[0]->id, full) == 0)
		return table->rows[0];
	return row_find_foreign(table, full);
}

/* Place of the column's value, or where it would stand. */
static size_t row_find_value(const struct sf_row *row, size_t column)
{
	size_t low = 0, high = row->n_values;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (row->values[middle].column < column)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *sf_row_stored(const struct sf_row *row, size_t column)
{
	size_t place = row_find_value(row, column);
	return place < row->n_values && row->values[place].column == column ? row->values[place].text : NULL;
}

const char *sf_row_stored_name(const struct sf_table *table, const struct sf_row *row, const char *name)
{
	int column = sf_column_any(table, name);
	return column < 0 ? NULL : sf_row_stored(row, (size_t)column);
}

static void row_remove_value(struct sf_table *table, struct sf_row *row, size_t place)
{
	struct sf_value *value = &row->values[place];
	if (table->indexes[value->column])
		sf_index_remove(table->indexes[value->column], sf_text_hash(value->text), row->number);
	crm_free(value->text);
	memmove(value, value + 1, (row->n_values - place - 1) * sizeof(*value));
	row->n_values--;
}

static int row_insert_value(struct sf_table *table, struct sf_row *row, size_t place, size_t column, const char *text)
{
	struct sf_value *values = crm_reallocarray(row->values, row->n_values + 1, sizeof(*values));
	if (!values)
		return CRM_E_NOMEM;
	row->values = values;
	char *copy = crm_strdup(text);
	if (!copy)
		return CRM_E_NOMEM;
	if (table->indexes[column]) {
		int rc = sf_index_put(table->indexes[column], sf_text_hash(text), row->number);
		if (rc < 0) {
			crm_free(copy);
			return rc;
		}
	}
	memmove(values + place + 1, values + place, (row->n_values - place) * sizeof(*values));
	values[place] = (struct sf_value){.column = (uint16_t)column, .text = copy};
	row->n_values++;
	return CRM_OK;
}

int sf_row_set(struct sf_table *table, struct sf_row *row, size_t column, const char *text)
{
	size_t place = row_find_value(row, column);
	bool there = place < row->n_values && row->values[place].column == column;
	bool empty = !text || !*text;
	if (there && !empty && strcmp(row->values[place].text, text) == 0)
		return CRM_OK;
	if (there)
		row_remove_value(table, row, place);
	return empty ? CRM_OK : row_insert_value(table, row, place, column, text);
}

int sf_row_set_name(struct sf_table *table, struct sf_row *row, const char *name, const char *text)
{
	int column = sf_column_any(table, name);
	return column < 0 ? CRM_E_FAIL : sf_row_set(table, row, (size_t)column, text);
}

void sf_row_clear(struct sf_table *table, struct sf_row *row)
{
	while (row->n_values > 0)
		row_remove_value(table, row, row->n_values - 1);
	crm_free(row->values);
	row->values = NULL;
}

int sf_row_restore(struct sf_table *table, struct sf_row *row, const struct sf_row *before)
{
	int rc = CRM_OK;
	*row = *before;
	for (size_t i = 0; i < row->n_values && rc == CRM_OK; i++)
		if (table->indexes[row->values[i].column])
			rc = sf_index_put(table->indexes[row->values[i].column], sf_text_hash(row->values[i].text),
					  row->number);
	return rc;
}

static const char *row_person_name(const struct sf_table *table, const struct sf_row *row, struct crm_buf *scratch)
{
	const char *first = sf_row_stored_name(table, row, "FirstName");
	const char *last = sf_row_stored_name(table, row, "LastName");
	if (!first)
		return last;
	crm_buf_printf(scratch, "%s%s%s", first, last ? " " : "", last ? last : "");
	return scratch->ptr;
}

static const char *row_expected(const struct sf_table *table, const struct sf_row *row, struct crm_buf *scratch)
{
	const char *amount = sf_row_stored_name(table, row, "Amount");
	const char *probability = sf_row_stored_name(table, row, "Probability");
	if (!amount || !probability)
		return NULL;
	char product[64];
	(void)snprintf(product, sizeof(product), "%.6f", strtod(amount, NULL) * strtod(probability, NULL) / 100.0);
	crm_buf_reset(scratch);
	return crm_decimal_round(product, 2, scratch) ? scratch->ptr : NULL;
}

static const char *row_time(int64_t ms, struct crm_buf *scratch)
{
	sf_time_write(scratch, ms);
	return scratch->ptr;
}

const char *sf_row_text(const struct sf_table *table, const struct sf_row *row, size_t column, struct crm_buf *scratch)
{
	const struct sf_field *field = table->columns[column].field;
	crm_buf_reset(scratch);
	switch (field->source) {
	case SF_FROM_ID:
		return row->id;
	case SF_FROM_DELETED:
		return row->deleted ? "true" : "false";
	case SF_FROM_CREATED:
		return row_time(row->created, scratch);
	case SF_FROM_CREATED_BY:
		return row->created_by;
	case SF_FROM_MODIFIED:
		return row_time(row->modified, scratch);
	case SF_FROM_MODIFIED_BY:
		return row->modified_by;
	case SF_FROM_STAMP:
		return row_time(row->stamp, scratch);
	case SF_FROM_NAME:
		return row_person_name(table, row, scratch);
	case SF_FROM_PHOTO:
		crm_buf_printf(scratch, "/services/images/photo/%s", row->id);
		return scratch->ptr;
	case SF_FROM_EXPECTED:
		return row_expected(table, row, scratch);
	case SF_FROM_ADDRESS:
		return NULL;
	case SF_STORED:
		break;
	}
	const char *text = sf_row_stored(row, column);
	return text || field->type != SF_BOOLEAN ? text : "false";
}

bool sf_index_has(const struct sf_table *table, size_t column)
{
	return table->indexes[column] != NULL;
}

struct sf_row *sf_index_next(const struct sf_table *table, size_t column, const char *text, uint32_t *cursor)
{
	uint32_t row;
	if (!sf_index_get(table->indexes[column], sf_text_hash(text), cursor, &row))
		return NULL;
	return table->rows[row];
}

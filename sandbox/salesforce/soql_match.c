/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions against rows. */
#include <stdlib.h>
#include <string.h>

#include <crmsync/timestamp.h>

#include "soql.h"
#include "text.h"

const struct sf_row *soql_follow(const struct soql_path *path, const struct sf_row *row)
{
	for (size_t i = 0; row && i + 1 < path->n; i++) {
		const struct sf_field *field = path->tables[i]->columns[path->columns[i]].field;
		const char *id = NULL;
		if (field->source == SF_FROM_CREATED_BY)
			id = row->created_by;
		else if (field->source == SF_FROM_MODIFIED_BY)
			id = row->modified_by;
		else
			id = sf_row_stored(row, path->columns[i]);
		row = id ? sf_row_find(path->tables[i + 1], id) : NULL;
	}
	return row;
}

static bool match_sign(enum soql_operator operator, int order)
{
	switch (operator) {
	case SOQL_EQUAL:
		return order == 0;
	case SOQL_NOT_EQUAL:
		return order != 0;
	case SOQL_LESS:
		return order < 0;
	case SOQL_LESS_EQUAL:
		return order <= 0;
	case SOQL_GREATER:
		return order > 0;
	case SOQL_GREATER_EQUAL:
		return order >= 0;
	default:
		return false;
	}
}

/* Days of dates, ms of datetimes; false: no value. */
static bool match_time(const struct sf_table *table, const struct sf_row *row, size_t column, int64_t *out)
{
	const struct sf_field *field = table->columns[column].field;
	switch (field->source) {
	case SF_FROM_CREATED:
		*out = row->created;
		return true;
	case SF_FROM_MODIFIED:
		*out = row->modified;
		return true;
	case SF_FROM_STAMP:
		*out = row->stamp;
		return true;
	default:
		break;
	}
	const char *text = sf_row_stored(row, column);
	int32_t day = 0;
	if (!text)
		return false;
	if (field->type == SF_DATETIME)
		return crm_time_parse(text, out);
	bool ok = crm_day_parse(text, &day);
	*out = day;
	return ok;
}

/* -1: before the literal's range, 0: in it, 1: after it */
static int match_range(int64_t value, const struct soql_literal *literal)
{
	if (value < literal->from)
		return -1;
	return value >= literal->to;
}

static int match_text(const struct sf_field *field, const char *text, const char *literal)
{
	if (field->type == SF_ID || field->type == SF_REFERENCE || (field->flags & SF_CASE_SENSITIVE)) {
		int order = strcmp(text, literal);
		return order < 0 ? -1 : order > 0;
	}
	return sf_text_compare(text, literal);
}

/* How a value that is there stands to a literal. */
static int match_order(const struct sf_field *field, const char *text, const struct soql_literal *literal)
{
	if (sf_type_is_number(field->type)) {
		double value = strtod(text, NULL);
		return value < literal->number ? -1 : value > literal->number;
	}
	return match_text(field, text, literal->text);
}

static bool match_in_texts(const struct soql_condition *condition, const struct sf_field *field, const char *text)
{
	uint64_t hash = sf_text_hash(text);
	size_t low = 0, high = condition->n_literals;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (condition->literals[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < condition->n_literals && condition->literals[low].hash == hash; low++)
		if (match_text(field, text, condition->literals[low].text) == 0)
			return true;
	return false;
}

static bool match_in(const struct soql_condition *condition, const struct sf_field *field, const char *text)
{
	if (!text)
		return condition->list_has_null;
	if (!sf_type_is_number(field->type))
		return match_in_texts(condition, field, text);
	for (size_t i = 0; i < condition->n_literals; i++)
		if (match_order(field, text, &condition->literals[i]) == 0)
			return true;
	return false;
}

static bool match_in_times(const struct soql_condition *condition, bool there, int64_t value)
{
	if (!there)
		return condition->list_has_null;
	for (size_t i = 0; i < condition->n_literals; i++)
		if (match_range(value, &condition->literals[i]) == 0)
			return true;
	return false;
}

static bool match_has_choice(const char *text, const char *choice, size_t len)
{
	for (;;) {
		size_t n = strcspn(text, ";");
		if (n == len && strncmp(text, choice, len) == 0)
			return true;
		if (!text[n])
			return false;
		text += n + 1;
	}
}

/* INCLUDES ('A;B', 'C'): A and B, or C. */
static bool match_includes(const struct soql_condition *condition, const char *text)
{
	for (size_t i = 0; text && i < condition->n_literals; i++) {
		bool all = condition->literals[i].text != NULL;
		for (const char *p = condition->literals[i].text; p && *p && all;) {
			size_t len = strcspn(p, ";");
			all = match_has_choice(text, p, len);
			p += len + (p[len] == ';');
		}
		if (all)
			return true;
	}
	return false;
}

static bool match_null(enum soql_operator operator, bool there)
{
	return operator== SOQL_EQUAL ? !there : operator== SOQL_NOT_EQUAL && there;
}

static bool match_times(const struct soql_condition *condition, const struct sf_table *table, const struct sf_row *row,
			size_t column)
{
	int64_t value = 0;
	bool there = row && match_time(table, row, column, &value);
	if (condition->operator== SOQL_IN)
		return match_in_times(condition, there, value);
	if (condition->operator== SOQL_NOT_IN)
		return !match_in_times(condition, there, value);
	if (condition->literals->type == SOQL_NULL)
		return match_null(condition->operator, there);
	if (!there)
		return condition->operator== SOQL_NOT_EQUAL;
	return match_sign(condition->operator, match_range(value, condition->literals));
}

static bool match_compare(const struct soql_condition *condition, const struct sf_row *row, struct crm_buf *scratch)
{
	const struct soql_path *path = &condition->path;
	const struct sf_table *table = path->tables[path->n - 1];
	size_t column = path->columns[path->n - 1];
	const struct sf_field *field = table->columns[column].field;
	row = soql_follow(path, row);
	if (field->type == SF_DATE || field->type == SF_DATETIME)
		return match_times(condition, table, row, column);
	const char *text = row ? sf_row_text(table, row, column, scratch) : NULL;
	switch (condition->operator) {
	case SOQL_IN:
		return match_in(condition, field, text);
	case SOQL_NOT_IN:
		return !match_in(condition, field, text);
	case SOQL_INCLUDES:
		return match_includes(condition, text);
	case SOQL_EXCLUDES:
		return !match_includes(condition, text);
	default:
		break;
	}
	if (condition->literals->type == SOQL_NULL)
		return match_null(condition->operator, text != NULL);
	if (!text)
		return condition->operator== SOQL_NOT_EQUAL;
	if (condition->operator== SOQL_LIKE)
		return sf_text_like(text, condition->literals->text);
	return match_sign(condition->operator, match_order(field, text, condition->literals));
}

bool soql_matches(const struct soql_condition *condition, const struct sf_row *row, struct crm_buf *scratch)
{
	if (!condition)
		return true;
	switch (condition->type) {
	case SOQL_AND:
		return soql_matches(condition->left, row, scratch) && soql_matches(condition->right, row, scratch);
	case SOQL_OR:
		return soql_matches(condition->left, row, scratch) || soql_matches(condition->right, row, scratch);
	case SOQL_NOT:
		return !soql_matches(condition->left, row, scratch);
	case SOQL_COMPARE:
		break;
	}
	return match_compare(condition, row, scratch);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Values between JSON and the rows. */
#include "value.h"

#include <stdio.h>
#include <string.h>

#include <crmsync/decimal.h>
#include <crmsync/timestamp.h>

#include "text.h"

static const char *value_token(const crm_json *json)
{
	switch (crm_json_type(json)) {
	case CRM_JSON_STRING:
		return "VALUE_STRING";
	case CRM_JSON_BOOL:
		return crm_json_true(json) ? "VALUE_TRUE" : "VALUE_FALSE";
	case CRM_JSON_NUMBER:
		return strpbrk(crm_json_text(json), ".eE") ? "VALUE_NUMBER_FLOAT" : "VALUE_NUMBER_INT";
	case CRM_JSON_ARRAY:
		return "START_ARRAY";
	case CRM_JSON_OBJECT:
		return "START_OBJECT";
	case CRM_JSON_NULL:
		break;
	}
	return "VALUE_NULL";
}

static int value_refuse(struct face *face, const struct sf_field *field, const crm_json *json,
			struct sf_failure *failure)
{
	const char *text = crm_json_text(json);
	if (!text)
		text = crm_json_is_array(json) ? "[" : "{";
	int rc = sf_refuse(
		face, failure, "JSON_PARSER_ERROR",
		"Cannot deserialize instance of %s from %s value %s or request may be missing a required field",
		sf_type_info(field->type)->name, value_token(json), text);
	failure->whole = true;
	failure->without_fields = true;
	return rc;
}

static int value_keep(struct face *face, const char *text, size_t len, const char **out)
{
	*out = NULL;
	if (len == 0)
		return CRM_OK;
	*out = crm_arena_strndup(face->arena, text, len);
	return *out ? CRM_OK : CRM_E_NOMEM;
}

/* The vendor strips blanks around texts on save. */
static int value_keep_trimmed(struct face *face, const char *text, const char **out)
{
	static const char blanks[] = " \t\r\n";
	text += strspn(text, blanks);
	size_t len = strlen(text);
	while (len > 0 && strchr(blanks, text[len - 1]))
		len--;
	return value_keep(face, text, len, out);
}

static int value_parse_number(struct face *face, const struct sf_field *field, const crm_json *json, const char **out,
			      struct sf_failure *failure)
{
	struct crm_buf number;
	crm_buf_init(&number, 1024);
	const char *text = crm_json_text(json);
	bool ok = crm_json_type(json) != CRM_JSON_BOOL && crm_decimal_canonical(text, &number) && !number.failed &&
		  !(field->type == SF_INT && strchr(number.ptr, '.'));
	int rc = ok ? value_keep(face, number.ptr, number.len, out) : value_refuse(face, field, json, failure);
	crm_buf_free(&number);
	return rc;
}

static int value_parse_date(struct face *face, const struct sf_field *field, const crm_json *json, const char **out,
			    struct sf_failure *failure)
{
	int32_t day;
	if (!crm_json_is_string(json) || !crm_day_parse(crm_json_text(json), &day))
		return value_refuse(face, field, json, failure);
	return value_keep(face, crm_json_text(json), strlen(crm_json_text(json)), out);
}

static int value_parse_datetime(struct face *face, const struct sf_field *field, const crm_json *json, const char **out,
				struct sf_failure *failure)
{
	int64_t ms;
	const char *text = crm_json_text(json);
	if (!crm_json_is_string(json) || !strchr(text, 'T') || !crm_time_parse(text, &ms))
		return value_refuse(face, field, json, failure);
	struct crm_buf time;
	crm_buf_init(&time, CRM_TIME_TEXT * 2);
	sf_time_write(&time, ms - (ms % 1000 + 1000) % 1000);
	int rc = time.failed ? CRM_E_NOMEM : value_keep(face, time.ptr, time.len, out);
	crm_buf_free(&time);
	return rc;
}

static int value_parse_boolean(struct face *face, const struct sf_field *field, const crm_json *json, const char **out,
			       struct sf_failure *failure)
{
	const char *text = crm_json_text(json);
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		return value_keep(face, text, strlen(text), out);
	return value_refuse(face, field, json, failure);
}

int sf_value_parse(struct face *face, const struct sf_field *field, const crm_json *json, const char **out,
		   struct sf_failure *failure)
{
	const char *text = crm_json_text(json);
	*out = NULL;
	if (crm_json_type(json) == CRM_JSON_NULL || (text && !*text))
		return field->type == SF_BOOLEAN ? value_keep(face, "false", 5, out) : CRM_OK;
	if (!text)
		return value_refuse(face, field, json, failure);
	switch (field->type) {
	case SF_BOOLEAN:
		return value_parse_boolean(face, field, json, out, failure);
	case SF_INT:
	case SF_DOUBLE:
	case SF_CURRENCY:
	case SF_PERCENT:
		return value_parse_number(face, field, json, out, failure);
	case SF_DATE:
		return value_parse_date(face, field, json, out, failure);
	case SF_DATETIME:
		return value_parse_datetime(face, field, json, out, failure);
	default:
		return value_keep_trimmed(face, text, out);
	}
}

/* "MailingAddress" is made of MailingStreet, MailingCity ...; "Address" of Street, City ... */
static const char *value_address_part(const struct sf_table *table, const struct sf_row *row, const char *address,
				      const char *part)
{
	char name[64];
	size_t prefix = strlen(address) - strlen("Address");
	(void)snprintf(name, sizeof(name), "%.*s%s", (int)prefix, address, part);
	return sf_row_stored_name(table, row, name);
}

static void value_write_address(struct crm_json_writer *w, const struct sf_table *table, const struct sf_row *row,
				const char *address)
{
	static const struct {
		const char *part, *member;
		bool number;
	} parts[] = {
		{"City", "city", false},
		{"Country", "country", false},
		{"GeocodeAccuracy", "geocodeAccuracy", false},
		{"Latitude", "latitude", true},
		{"Longitude", "longitude", true},
		{"PostalCode", "postalCode", false},
		{"State", "state", false},
		{"Street", "street", false},
	};
	bool any = false;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		any = any || value_address_part(table, row, address, parts[i].part);
	if (!any) {
		crm_jw_null(w);
		return;
	}
	crm_jw_object(w);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const char *text = value_address_part(table, row, address, parts[i].part);
		crm_jw_key(w, parts[i].member);
		if (text)
			sf_value_write_text(w, parts[i].number ? SF_DOUBLE : SF_STRING, text);
		else
			crm_jw_null(w);
	}
	crm_jw_end_object(w);
}

void sf_value_write_text(struct crm_json_writer *w, enum sf_type type, const char *text)
{
	if (type == SF_BOOLEAN) {
		crm_jw_bool(w, strcmp(text, "true") == 0);
	} else if (sf_type_is_number(type)) {
		struct crm_buf number;
		crm_buf_init(&number, 512);
		sf_number_write(&number, text, type == SF_INT);
		crm_jw_raw(w, number.ptr, number.len);
		crm_buf_free(&number);
	} else {
		crm_jw_string(w, text);
	}
}

void sf_value_write(struct crm_json_writer *w, const struct sf_table *table, const struct sf_row *row, size_t column,
		    struct crm_buf *scratch)
{
	const struct sf_field *field = table->columns[column].field;
	if (field->source == SF_FROM_ADDRESS) {
		value_write_address(w, table, row, field->name);
		return;
	}
	const char *text = sf_row_text(table, row, column, scratch);
	if (text)
		sf_value_write_text(w, field->type, text);
	else
		crm_jw_null(w);
}

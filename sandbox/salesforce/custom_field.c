/* SPDX-License-Identifier: Apache-2.0 */
/* Custom fields. */
#include "custom_field.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

/* Types of the Metadata API and what they are in a describe call. */
struct metadata_type {
	const char *name;
	enum sf_type type;
	unsigned length; /* fixed, 0: from the metadata or none */
	bool has_length, has_precision;
	const char *extra;
};

static const struct metadata_type metadata_types[] = {
	{"Text", SF_STRING, 0, true, false, NULL},
	{"Checkbox", SF_BOOLEAN, 0, false, false, NULL},
	{"Currency", SF_CURRENCY, 0, false, true, NULL},
	{"Date", SF_DATE, 0, false, false, NULL},
	{"DateTime", SF_DATETIME, 0, false, false, NULL},
	{"Email", SF_EMAIL, 80, false, false, NULL},
	{"LongTextArea", SF_TEXTAREA, 0, true, false, "plaintextarea"},
	{"MultiselectPicklist", SF_MULTIPICKLIST, 4099, false, false, NULL},
	{"Number", SF_DOUBLE, 0, false, true, NULL},
	{"Percent", SF_PERCENT, 0, false, true, NULL},
	{"Phone", SF_PHONE, 40, false, false, NULL},
	{"Picklist", SF_PICKLIST, 255, false, false, NULL},
	{"TextArea", SF_TEXTAREA, 255, false, false, "plaintextarea"},
	{"Url", SF_URL, 255, false, false, NULL},
};

static const struct metadata_type *custom_type_find(const char *name)
{
	for (size_t i = 0; name && i < sizeof(metadata_types) / sizeof(metadata_types[0]); i++)
		if (strcmp(metadata_types[i].name, name) == 0)
			return &metadata_types[i];
	return NULL;
}

static const struct metadata_type *custom_type_of(const struct sf_field *field)
{
	for (size_t i = 0; i < sizeof(metadata_types) / sizeof(metadata_types[0]); i++) {
		const struct metadata_type *type = &metadata_types[i];
		bool is_long = (field->flags & SF_LONG) != 0;
		if (type->type == field->type && (type->type != SF_TEXTAREA || type->has_length == is_long))
			return type;
	}
	return &metadata_types[0];
}

static const crm_json *custom_values(const crm_json *metadata)
{
	return crm_json_path(metadata, "valueSet.valueSetDefinition.value");
}

static int custom_read_picklist(struct sf_custom *custom, const crm_json *metadata)
{
	const crm_json *values = custom_values(metadata);
	struct sf_choice *choice = crm_calloc(crm_json_size(values) + 1, sizeof(*choice));
	if (!choice)
		return CRM_E_NOMEM;
	custom->field.picklist = choice;
	for (const crm_json *e = crm_json_first(values); e; e = crm_json_next(e)) {
		const char *name = crm_json_get_string(e, "fullName"), *label = crm_json_get_string(e, "label");
		if (!name)
			continue;
		choice->value = crm_strdup(name);
		choice->label = crm_strdup(label ? label : name);
		if (!choice->value || !choice->label)
			return CRM_E_NOMEM;
		choice++;
	}
	return CRM_OK;
}

static unsigned custom_read_count(const crm_json *metadata, const char *name)
{
	int64_t value;
	if (!crm_json_int(crm_json_get(metadata, name), &value) || value < 0 || value > 131072)
		return 0;
	return (unsigned)value;
}

static unsigned custom_read_flags(const crm_json *metadata, const struct metadata_type *type)
{
	static const struct {
		const char *member;
		unsigned flag;
	} members[] = {{"unique", SF_UNIQUE}, {"externalId", SF_EXTERNAL_ID}, {"caseSensitive", SF_CASE_SENSITIVE}};
	unsigned flags = SF_CUSTOM | SF_CREATE | SF_UPDATE | SF_PERMISSIONABLE;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (crm_json_true(crm_json_get(metadata, members[i].member)))
			flags |= members[i].flag;
	if (type->type == SF_BOOLEAN)
		flags |= SF_DEFAULTED;
	else if (!crm_json_true(crm_json_get(metadata, "required")))
		flags |= SF_NILLABLE;
	if (type->type == SF_TEXTAREA && type->has_length)
		flags |= SF_LONG;
	if (crm_json_true(crm_json_path(metadata, "valueSet.restricted")))
		flags |= SF_RESTRICTED;
	return flags;
}

static int custom_read(const char *name, const crm_json *metadata, const struct metadata_type *type,
		       struct sf_custom **out)
{
	struct sf_custom *custom = crm_calloc(1, sizeof(*custom));
	if (!custom)
		return CRM_E_NOMEM;
	struct sf_field *field = &custom->field;
	field->name = crm_strdup(name);
	field->label = crm_strdup(crm_json_get_string(metadata, "label"));
	field->type = type->type;
	field->flags = custom_read_flags(metadata, type);
	field->length = type->has_length ? custom_read_count(metadata, "length") : type->length;
	field->precision = type->has_precision ? custom_read_count(metadata, "precision") : 0;
	field->scale = type->has_precision ? custom_read_count(metadata, "scale") : 0;
	field->extra = type->extra;
	int rc = field->name && field->label ? CRM_OK : CRM_E_NOMEM;
	if (rc == CRM_OK && (type->type == SF_PICKLIST || type->type == SF_MULTIPICKLIST))
		rc = custom_read_picklist(custom, metadata);
	if (rc < 0)
		sf_custom_free(custom);
	else
		*out = custom;
	return rc;
}

static int custom_refuse(struct face *face, struct sf_failure *failure, const char *code, const char *field,
			 const char *message, const char *what)
{
	int rc = sf_refuse(face, failure, code, "%s%s", message, what);
	sf_failure_add_field(failure, field);
	return rc;
}

/* A letter, then letters, digits and single underscores, ending with __c. */
static bool custom_name_is_valid(const char *name)
{
	size_t len = strlen(name);
	if (len < 4 || len > 43 || strcmp(name + len - 3, "__c") != 0)
		return false;
	if (!((name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z')))
		return false;
	for (size_t i = 0; i < len - 3; i++) {
		bool letter = (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= 'A' && name[i] <= 'Z');
		bool digit = name[i] >= '0' && name[i] <= '9';
		if (!letter && !digit && !(name[i] == '_' && name[i + 1] != '_'))
			return false;
	}
	return true;
}

static int custom_check(struct face *face, const struct sf_table *table, const char *name, const crm_json *metadata,
			struct sf_failure *failure)
{
	const struct metadata_type *type = custom_type_find(crm_json_get_string(metadata, "type"));
	const char *label = crm_json_get_string(metadata, "label");
	if (!table || (table->object->flags & (SF_OBJ_SETUP | SF_OBJ_TOOLING)) || !name || !custom_name_is_valid(name))
		return custom_refuse(
			face, failure, "FIELD_INTEGRITY_EXCEPTION", "FullName",
			"Entity Enumeration Or ID: bad value for restricted picklist field: ", name ? name : "");
	if (!label || !*label)
		return custom_refuse(face, failure, "REQUIRED_FIELD_MISSING", "label",
				     "Required fields are missing: ", "[label]");
	if (!type)
		return custom_refuse(face, failure, "FIELD_INTEGRITY_EXCEPTION", "type",
				     "Must specify a valid field type", "");
	if (type->has_length && custom_read_count(metadata, "length") == 0)
		return custom_refuse(face, failure, "FIELD_INTEGRITY_EXCEPTION", "length",
				     "Must specify 'length' for a CustomField of "
				     "type ",
				     type->name);
	if (type->type == SF_STRING && custom_read_count(metadata, "length") > 255)
		return custom_refuse(face, failure, "FIELD_INTEGRITY_EXCEPTION", "length",
				     "Text fields can have at most 255 "
				     "characters",
				     "");
	if (sf_column_any(table, name) >= 0)
		return custom_refuse(face, failure, "DUPLICATE_DEVELOPER_NAME", "DeveloperName",
				     "There is already a field named ", name);
	return CRM_OK;
}

static int custom_add_row(struct face *face, const struct sf_table *table, struct sf_custom *custom,
			  struct sf_row **out)
{
	struct sf_table *fields = sf_table_find(face, "CustomField");
	struct sf_row *row = sf_row_add(face, fields);
	if (!row)
		return CRM_E_NOMEM;
	char full_name[128], developer_name[64], length[16];
	(void)snprintf(full_name, sizeof(full_name), "%s.%s", table->object->name, custom->field.name);
	(void)snprintf(developer_name, sizeof(developer_name), "%.*s", (int)strlen(custom->field.name) - 3,
		       custom->field.name);
	(void)snprintf(length, sizeof(length), "%u", custom->field.length);
	const char *const values[][2] = {{"DeveloperName", developer_name},
					 {"TableEnumOrId", table->object->name},
					 {"FullName", full_name},
					 {"Length", length}};
	int rc = CRM_OK;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]) && rc == CRM_OK; i++)
		rc = sf_row_set_name(fields, row, values[i][0], values[i][1]);
	memcpy(custom->id, row->id, sizeof(custom->id));
	*out = row;
	return rc;
}

int sf_custom_create(struct face *face, const char *full_name, const crm_json *metadata, struct sf_row **row,
		     struct sf_failure *failure)
{
	char object[64] = "";
	const char *dot = full_name ? strchr(full_name, '.') : NULL;
	if (dot && (size_t)(dot - full_name) < sizeof(object))
		memcpy(object, full_name, (size_t)(dot - full_name));
	struct sf_table *table = sf_table_find(face, object);
	int rc = custom_check(face, table, dot ? dot + 1 : NULL, metadata, failure);
	struct sf_custom *custom = NULL;
	if (rc == CRM_OK)
		rc = custom_read(dot + 1, metadata, custom_type_find(crm_json_get_string(metadata, "type")), &custom);
	if (rc == CRM_OK) {
		rc = sf_column_add(table, custom);
		if (rc < 0)
			sf_custom_free(custom);
	}
	return rc == CRM_OK ? custom_add_row(face, table, custom, row) : rc;
}

int sf_custom_remove(struct face *face, struct sf_row *row)
{
	row->deleted = true;
	row->deleted_at = row->stamp = row->modified = sf_now(face);
	for (size_t t = 0; t < sf_n_objects; t++) {
		struct sf_table *table = &face->tables[t];
		for (size_t c = 0; c < table->n_columns; c++) {
			if (!table->columns[c].custom || strcmp(table->columns[c].custom->id, row->id) != 0)
				continue;
			table->columns[c].custom->removed = true;
			for (size_t r = 0; r < table->n_rows; r++)
				(void)sf_row_set(table, table->rows[r], c, NULL);
		}
	}
	return CRM_OK;
}

void sf_custom_write(struct crm_json_writer *w, const struct sf_custom *custom)
{
	const struct sf_field *field = &custom->field;
	const struct metadata_type *type = custom_type_of(field);
	crm_jw_object(w);
	crm_jw_field(w, "label", field->label);
	crm_jw_field(w, "type", type->name);
	crm_jw_field_bool(w, "unique", (field->flags & SF_UNIQUE) != 0);
	crm_jw_field_bool(w, "externalId", (field->flags & SF_EXTERNAL_ID) != 0);
	crm_jw_field_bool(w, "caseSensitive", (field->flags & SF_CASE_SENSITIVE) != 0);
	crm_jw_field_bool(w, "required", sf_field_is_required(field));
	if (type->has_length)
		crm_jw_field_int(w, "length", field->length);
	if (type->has_precision) {
		crm_jw_field_int(w, "precision", field->precision);
		crm_jw_field_int(w, "scale", field->scale);
	}
	if (field->picklist) {
		crm_jw_key(w, "valueSet");
		crm_jw_object(w);
		crm_jw_field_bool(w, "restricted", (field->flags & SF_RESTRICTED) != 0);
		crm_jw_key(w, "valueSetDefinition");
		crm_jw_object(w);
		crm_jw_key(w, "value");
		crm_jw_array(w);
		for (const struct sf_choice *choice = field->picklist; choice->value; choice++) {
			crm_jw_object(w);
			crm_jw_field(w, "fullName", choice->value);
			crm_jw_field(w, "label", choice->label);
			crm_jw_end_object(w);
		}
		crm_jw_end_array(w);
		crm_jw_end_object(w);
		crm_jw_end_object(w);
	}
	crm_jw_end_object(w);
}

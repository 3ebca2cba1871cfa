/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records as crmsync's store holds them: rows of a SOQL answer with the fields that were asked for.  Users come from
 * the records that name them, custom fields from the fields; choices of standard picklists stay those of a new org.
 */
#include <stdio.h>
#include <string.h>

#include <crmsync/connector.h>
#include <crmsync/timestamp.h>

#include "custom_field.h"
#include "face.h"
#include "model.h"
#include "value.h"

static int no_memory(struct crm_error *err)
{
	return crm_error_no_memory(err);
}

/* ---- fields ---------------------------------------------------------------------------------------------------- */

static const char *sobject_of(const char *object, const char *kind)
{
	if (strcmp(object, "company") == 0)
		return "Account";
	if (strcmp(object, "deal") == 0)
		return "Opportunity";
	return kind && strcmp(kind, "Lead") == 0 ? "Lead" : "Contact";
}

static const char *metadata_type(int64_t type, bool is_long)
{
	switch (type) {
	case CRM_P_NUMBER:
		return "Number";
	case CRM_P_BOOL:
		return "Checkbox";
	case CRM_P_DATE:
		return "Date";
	case CRM_P_DATETIME:
		return "DateTime";
	case CRM_P_ENUM:
		return "Picklist";
	case CRM_P_MULTI:
		return "MultiselectPicklist";
	default:
		return is_long ? "LongTextArea" : "Text";
	}
}

static void write_choices(struct crm_json_writer *w, const crm_json *field)
{
	crm_jw_key(w, "valueSet");
	crm_jw_object(w);
	crm_jw_field_bool(w, "restricted", crm_json_true(crm_json_get(field, "closed_options")));
	crm_jw_key(w, "valueSetDefinition");
	crm_jw_object(w);
	crm_jw_key(w, "value");
	crm_jw_array(w);
	for (const crm_json *o = crm_json_first(crm_json_get(field, "options")); o; o = crm_json_next(o)) {
		crm_jw_object(w);
		crm_jw_field(w, "fullName", crm_json_get_string(o, "value"));
		crm_jw_field(w, "label", crm_json_get_string(o, "label"));
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
	crm_jw_end_object(w);
	crm_jw_end_object(w);
}

/* The field as Metadata of the Tooling API. */
static void write_metadata(struct crm_buf *out, const crm_json *field)
{
	struct crm_json_writer w;
	int64_t type = CRM_P_TEXT, length = 0, scale = 0;
	const char *label = crm_json_get_string(field, "label");
	bool unique = crm_json_true(crm_json_get(field, "unique"));
	(void)crm_json_int(crm_json_get(field, "type"), &type);
	(void)crm_json_int(crm_json_get(field, "max_length"), &length);
	(void)crm_json_int(crm_json_get(field, "scale"), &scale);
	crm_jw_init(&w, out);
	crm_jw_object(&w);
	crm_jw_field(&w, "label", label && *label ? label : crm_json_get_string(field, "name"));
	crm_jw_field(&w, "type", metadata_type(type, length > 255));
	crm_jw_field_int(&w, "length", length > 0 ? length : 255);
	crm_jw_field_int(&w, "precision", 18);
	crm_jw_field_int(&w, "scale", scale >= 0 && scale < 18 ? scale : 8);
	crm_jw_field_bool(&w, "required", crm_json_true(crm_json_get(field, "required")));
	crm_jw_field_bool(&w, "unique", unique);
	crm_jw_field_bool(&w, "externalId", unique);
	write_choices(&w, field);
	crm_jw_end_object(&w);
}

static int restore_field(struct face *face, const char *sobject, const crm_json *field)
{
	char full_name[160];
	struct crm_buf text;
	struct sf_row *row;
	struct sf_failure failure = {0};
	crm_json *metadata = NULL;
	(void)snprintf(full_name, sizeof(full_name), "%s.%s", sobject, crm_json_get_string(field, "name"));
	crm_buf_init(&text, CRM_BUF_MAX);
	write_metadata(&text, field);
	int rc = text.failed ? CRM_E_NOMEM : crm_json_parse(text.ptr, text.len, &metadata, NULL);
	if (rc == CRM_OK)
		rc = sf_custom_create(face, full_name, metadata, &row, &failure);
	crm_json_free(metadata);
	crm_buf_free(&text);
	return rc == SF_REFUSED ? CRM_OK : rc; /* of a kind that this org cannot have: records go without it */
}

int sf_restore_fields(struct face *face, const char *object, const crm_json *fields, struct crm_error *err)
{
	int rc = CRM_OK;
	for (const crm_json *f = crm_json_first(fields); f && rc == CRM_OK; f = crm_json_next(f)) {
		const char *name = crm_json_get_string(f, "name");
		const char *sobject = sobject_of(object, crm_json_get_string(f, "kind"));
		crm_arena_reset(face->arena);
		if (name && *name != '@' && sf_column_any(sf_table_find(face, sobject), name) < 0)
			rc = restore_field(face, sobject, f);
	}
	return rc < 0 ? no_memory(err) : CRM_OK;
}

/* ---- records --------------------------------------------------------------------------------------------------- */

static int64_t stamp(const crm_json *raw, const char *name, int64_t otherwise)
{
	int64_t ms;
	const char *text = crm_json_get_string(raw, name);
	return text && crm_time_parse(text, &ms) ? ms : otherwise;
}

/* Members that are columns and are stored; what was refused for its form is left out. */
static int restore_values(struct face *face, struct sf_table *table, struct sf_row *row, const crm_json *raw)
{
	for (const crm_json *e = crm_json_first(raw); e; e = crm_json_next(e)) {
		int column = sf_column_any(table, crm_json_name(e));
		struct sf_failure failure = {0};
		const char *text = NULL;
		if (column < 0 || table->columns[column].field->source != SF_STORED || crm_json_is_null(e))
			continue;
		int rc = sf_value_parse(face, table->columns[column].field, e, &text, &failure);
		if (rc == CRM_OK)
			rc = sf_row_set(table, row, (size_t)column, text);
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}

/* The user who owns a record: the one of a new org if nobody else has that id. */
static int restore_user(struct face *face, const char *id, const char *email)
{
	struct sf_table *users = sf_table_find(face, "User");
	struct sf_row *user = id ? sf_row_find(users, id) : NULL;
	if (!id || !email || strncmp(id, users->object->prefix, 3) != 0)
		return CRM_OK;
	int rc = CRM_OK;
	if (!user) {
		user = sf_row_add(face, users);
		rc = user ? sf_row_rename(users, user, id) : CRM_E_NOMEM;
	}
	const char *const values[][2] = {{"Email", email},   {"Username", email},  {"LastName", email},
					 {"Alias", "user"},  {"IsActive", "true"}, {"UserType", "Standard"},
					 {"ProfileId", NULL}};
	for (size_t i = 0; rc == CRM_OK && i + 1 < sizeof(values) / sizeof(values[0]); i++)
		rc = sf_row_set_name(users, user, values[i][0], values[i][1]);
	return rc;
}

/* {"attributes":{"url":".../OpportunityContactRole/00K..."},"ContactId",...} below its deal. */
static int restore_role(struct face *face, const struct sf_row *deal, const crm_json *role)
{
	struct sf_table *roles = sf_table_find(face, "OpportunityContactRole");
	const char *url = crm_json_text(crm_json_path(role, "attributes.url"));
	const char *slash = url ? strrchr(url, '/') : NULL;
	if (slash && sf_row_find(roles, slash + 1))
		return CRM_OK;
	struct sf_row *row = sf_row_add(face, roles);
	if (!row)
		return CRM_E_NOMEM;
	int rc = slash ? sf_row_rename(roles, row, slash + 1) : CRM_OK;
	row->created = row->modified = row->stamp = deal->stamp;
	row->deleted = crm_json_true(crm_json_get(role, "IsDeleted"));
	row->deleted_at = row->deleted ? deal->stamp : 0;
	if (rc != CRM_E_NOMEM)
		rc = sf_row_set_name(roles, row, "OpportunityId", deal->id);
	return rc < 0 ? rc : restore_values(face, roles, row, role);
}

/* A role that only crmsync knows of. */
static int restore_contact(struct face *face, const struct sf_row *deal, const char *contact)
{
	struct sf_table *roles = sf_table_find(face, "OpportunityContactRole");
	struct sf_row *row = contact ? sf_row_add(face, roles) : NULL;
	if (!row)
		return contact ? CRM_E_NOMEM : CRM_OK;
	row->created = row->modified = row->stamp = deal->stamp;
	int rc = sf_row_set_name(roles, row, "OpportunityId", deal->id);
	return rc < 0 ? rc : sf_row_set_name(roles, row, "ContactId", contact);
}

/* Answers to reading by id tell no roles: then those that crmsync knows of. */
static int restore_roles(struct face *face, const struct sf_row *deal, const struct face_source *s)
{
	int rc = CRM_OK;
	const crm_json *told = crm_json_get(s->raw, "OpportunityContactRoles");
	for (const crm_json *e = crm_json_first(crm_json_get(told, "records")); e && rc == CRM_OK; e = crm_json_next(e))
		rc = restore_role(face, deal, e);
	for (const crm_json *e = told ? NULL : crm_json_first(s->contacts); e && rc == CRM_OK; e = crm_json_next(e))
		rc = restore_contact(face, deal, crm_json_text(crm_json_first(e)));
	return rc;
}

static int fill_row(struct face *face, struct sf_table *table, struct sf_row *row, const struct face_source *s)
{
	row->created = stamp(s->raw, "CreatedDate", s->modified);
	row->modified = stamp(s->raw, "LastModifiedDate", s->modified);
	row->stamp = s->modified;
	row->deleted = s->life == CRM_ARCHIVED || s->life == CRM_DELETED || s->life == CRM_MERGED;
	row->deleted_at = row->deleted ? s->modified : 0;
	if (row->deleted)
		row->delete_call = ++face->delete_calls;
	int rc = restore_user(face, crm_json_get_string(s->raw, "OwnerId"), s->owner);
	if (rc == CRM_OK)
		rc = restore_values(face, table, row, s->raw);
	if (rc == CRM_OK && s->life == CRM_MERGED && s->into)
		rc = sf_row_set_name(table, row, "MasterRecordId", s->into);
	if (rc == CRM_OK && strcmp(s->object, "deal") == 0)
		rc = restore_roles(face, row, s);
	return rc;
}

int sf_restore(struct face *face, const struct face_source *s, struct crm_error *err)
{
	struct sf_table *table = sf_table_find(face, sobject_of(s->object, s->kind));
	crm_arena_reset(face->arena);
	if (crm_json_size(s->raw) == 0)
		return CRM_OK;
	if (sf_row_find(table, s->id))
		return crm_error_set(err, CRM_E_INVALID, "it is there twice");
	struct sf_row *row = sf_row_add(face, table);
	int rc = row ? sf_row_rename(table, row, s->id) : CRM_E_NOMEM;
	if (rc == CRM_E_INVALID)
		return crm_error_set(err, rc, "it is no id of %s", table->object->name);
	if (rc == CRM_OK)
		rc = fill_row(face, table, row, s);
	return rc < 0 ? no_memory(err) : CRM_OK;
}

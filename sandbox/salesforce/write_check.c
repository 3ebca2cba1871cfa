/* SPDX-License-Identifier: Apache-2.0 */
/* What the vendor refuses on save: one record, one reason. */
#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "options.h"
#include "text.h"
#include "write.h"

typedef int check_fn(struct face *face, struct sf_write *write, struct sf_failure *failure);
typedef int check_field_fn(struct face *face, const struct sf_write *write, const struct sf_field *field,
			   const char *text, struct sf_failure *failure);

static int check_refuse_field(struct face *face, struct sf_failure *failure, const char *code,
			      const struct sf_field *field, const char *complaint, const char *text)
{
	int rc = sf_refuse(face, failure, code, "%s: %s: %s", field->label, complaint, text);
	sf_failure_add_field(failure, field->name);
	return rc;
}

/* --- the record as a whole ------------------------------------------------------------------------------- */

static int check_converted(struct face *face, struct sf_write *write, struct sf_failure *failure)
{
	if (write->actor != SF_BY_API || !write->row || strcmp(write->table->object->name, "Lead") != 0)
		return CRM_OK;
	const char *converted = sf_row_stored_name(write->table, write->row, "IsConverted");
	if (!converted || strcmp(converted, "true") != 0)
		return CRM_OK;
	return sf_refuse(face, failure, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead");
}

/* Appends the names of the fields that may not be written, and lists them in the failure. */
static bool check_list_unwritable(const struct face *face, const struct sf_write *write, struct crm_buf *names,
				  struct sf_failure *failure)
{
	unsigned right = write->row ? SF_UPDATE : SF_CREATE;
	for (size_t i = 0; i < write->n_changes; i++) {
		const struct sf_field *field = write->table->columns[write->changes[i].column].field;
		bool computed = field->source != SF_STORED;
		bool forbidden =
			write->actor == SF_BY_API &&
			(!(field->flags & right) || !sf_column_writable(face, write->table, write->changes[i].column));
		if (write->changes[i].own || !(computed || forbidden))
			continue;
		crm_buf_printf(names, "%s%s", names->len ? ", " : "", field->name);
		sf_failure_add_field(failure, field->name);
	}
	return names->len > 0;
}

static int check_writable(struct face *face, struct sf_write *write, struct sf_failure *failure)
{
	struct sf_failure fields = {0};
	struct crm_buf names;
	crm_buf_init(&names, 8192);
	int rc = CRM_OK;
	if (check_list_unwritable(face, write, &names, &fields)) {
		rc = sf_refuse(
			face, failure, "INVALID_FIELD_FOR_INSERT_UPDATE",
			"Unable to create/update fields: %s. Please check the security settings of this field and "
			"verify that it is read/write for your profile or permission set.",
			names.ptr);
		memcpy(failure->fields, fields.fields, sizeof(fields.fields));
		failure->n_fields = fields.n_fields;
	}
	crm_buf_free(&names);
	return rc;
}

static bool check_is_missing(const struct sf_write *write, size_t column)
{
	const struct sf_field *field = write->table->columns[column].field;
	if (field->type == SF_BOOLEAN)
		return false;
	if (!write->row)
		return sf_field_is_required(field) && !sf_write_text(write, field->name);
	const struct sf_change *change = sf_write_change(write, field->name);
	return change && !change->text && !change->own && !(field->flags & SF_NILLABLE);
}

static int check_required(struct face *face, struct sf_write *write, struct sf_failure *failure)
{
	struct sf_failure fields = {0};
	struct crm_buf names;
	crm_buf_init(&names, 8192);
	for (size_t c = 0; c < write->table->n_columns; c++) {
		if (!check_is_missing(write, c))
			continue;
		const char *name = write->table->columns[c].field->name;
		crm_buf_printf(&names, "%s%s", names.len ? ", " : "", name);
		sf_failure_add_field(&fields, name);
	}
	int rc = CRM_OK;
	if (fields.n_fields) {
		rc = sf_refuse(face, failure, "REQUIRED_FIELD_MISSING", "Required fields are missing: [%s]", names.ptr);
		memcpy(failure->fields, fields.fields, sizeof(fields.fields));
		failure->n_fields = fields.n_fields;
	}
	crm_buf_free(&names);
	return rc;
}

/* --- single values --------------------------------------------------------------------------------------- */

static int check_length(struct face *face, const struct sf_write *write, const struct sf_field *field, const char *text,
			struct sf_failure *failure)
{
	(void)write;
	if (!sf_type_is_text(field->type) || field->length == 0 || sf_text_length(text) <= field->length)
		return CRM_OK;
	int rc = sf_refuse(face, failure, "STRING_TOO_LONG", "%s: data value too large: %s (max length=%u)",
			   field->label, text, field->length);
	sf_failure_add_field(failure, field->name);
	return rc;
}

static int check_number(struct face *face, const struct sf_write *write, const struct sf_field *field, const char *text,
			struct sf_failure *failure)
{
	(void)write;
	unsigned limit = field->type == SF_INT ? field->digits : field->precision - field->scale;
	if (!sf_type_is_number(field->type) || limit == 0)
		return CRM_OK;
	const char *digits = *text == '-' ? text + 1 : text;
	if (strcspn(digits, ".") <= limit)
		return CRM_OK;
	return check_refuse_field(face, failure, "NUMBER_OUTSIDE_VALID_RANGE", field,
				  "value outside of valid range on numeric field", text);
}

static bool check_in_picklist(const struct sf_field *field, const char *text, size_t len)
{
	for (const struct sf_choice *choice = field->picklist; choice && choice->value; choice++)
		if (strlen(choice->value) == len && strncmp(choice->value, text, len) == 0)
			return true;
	return false;
}

static int check_picklist(struct face *face, const struct sf_write *write, const struct sf_field *field,
			  const char *text, struct sf_failure *failure)
{
	if (field->type != SF_PICKLIST && field->type != SF_MULTIPICKLIST)
		return CRM_OK;
	if (!(field->flags & SF_RESTRICTED) &&
	    !sf_option_names_field(face, "restricted_picklists", write->table->object->name, field->name))
		return CRM_OK;
	for (const char *p = text; *p;) {
		size_t len = field->type == SF_MULTIPICKLIST ? strcspn(p, ";") : strlen(p);
		if (!check_in_picklist(field, p, len))
			return check_refuse_field(face, failure, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", field,
						  "bad value for restricted picklist field", text);
		p += len + (p[len] == ';');
	}
	return CRM_OK;
}

/* Labels of letters, digits and hyphens, at least two of them, the last not all digits. */
static bool check_is_domain(const char *domain)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	size_t labels = 0, len = 0;
	for (const char *p = domain;; p += len + 1) {
		len = strcspn(p, ".");
		if (len == 0 || p[0] == '-' || p[len - 1] == '-')
			return false;
		for (size_t i = 0; i < len; i++)
			if ((unsigned char)p[i] < 0x80 && !strchr(allowed, p[i]))
				return false;
		labels++;
		if (!p[len])
			return labels >= 2 && len >= 2 && strspn(p, "0123456789") != len;
	}
}

/* Letters beyond ASCII pass, as in an org that takes internationalised addresses. */
static bool check_is_email(const char *text)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*/=?^_+-`{|}~.";
	const char *at = strchr(text, '@');
	if (!at || at == text || at[-1] == '.' || text[0] == '.' || strchr(at + 1, '@'))
		return false;
	for (const char *p = text; p < at; p++)
		if (((unsigned char)*p < 0x80 && !strchr(allowed, *p)) || (p[0] == '.' && p[1] == '.'))
			return false;
	return check_is_domain(at + 1);
}

static int check_email(struct face *face, const struct sf_write *write, const struct sf_field *field, const char *text,
		       struct sf_failure *failure)
{
	(void)write;
	if (field->type != SF_EMAIL || check_is_email(text))
		return CRM_OK;
	return check_refuse_field(face, failure, "INVALID_EMAIL_ADDRESS", field, "invalid email address", text);
}

static int check_reference(struct face *face, const struct sf_write *write, const struct sf_field *field,
			   const char *text, struct sf_failure *failure)
{
	(void)write;
	char id[SF_ID_SIZE];
	if (field->type != SF_REFERENCE)
		return CRM_OK;
	if (!sf_id_normalise(text, id))
		return check_refuse_field(face, failure, "MALFORMED_ID", field, "id value of incorrect type", text);
	const struct sf_table *parent = sf_table_find(face, field->refers_to);
	if (!parent || strncmp(parent->object->prefix, id, 3) != 0)
		return check_refuse_field(face, failure, "FIELD_INTEGRITY_EXCEPTION", field,
					  "id value of incorrect type", text);
	const struct sf_row *row = sf_row_find(parent, id);
	if (row && !row->deleted)
		return CRM_OK;
	int rc = sf_refuse(face, failure, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
	sf_failure_add_field(failure, field->name);
	return rc;
}

static int check_owner(struct face *face, const struct sf_write *write, const struct sf_field *field, const char *text,
		       struct sf_failure *failure)
{
	if (strcmp(field->name, "OwnerId") != 0 || write->actor != SF_BY_API)
		return CRM_OK;
	const struct sf_table *users = sf_table_find(face, "User");
	const struct sf_row *user = sf_row_find(users, text);
	const char *active = user ? sf_row_stored_name(users, user, "IsActive") : NULL;
	if (active && strcmp(active, "true") == 0)
		return CRM_OK;
	char object[64];
	(void)snprintf(object, sizeof(object), "%s", write->table->object->name);
	for (char *p = object; *p; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	return sf_refuse(face, failure, "OPERATION_WITH_INACTIVE_USER",
			 "operation performed with inactive user [%.15s] as owner of %s", text, object);
}

static int check_unique(struct face *face, const struct sf_write *write, const struct sf_field *field, const char *text,
			struct sf_failure *failure)
{
	if (!(field->flags & SF_UNIQUE))
		return CRM_OK;
	int column = sf_column_any(write->table, field->name);
	struct sf_row **rows;
	size_t n;
	int rc = sf_rows_with(face, write->table, (size_t)column, text, write->row, &rows, &n);
	if (rc < 0 || n == 0)
		return rc;
	return sf_refuse(face, failure, "DUPLICATE_VALUE",
			 "duplicate value found: %s duplicates value on record with id: %.15s", field->name,
			 rows[0]->id);
}

/* A right is granted on a field that exists: "Contact.crmsync_id__c". */
static int check_granted_field(struct face *face, const struct sf_write *write, const struct sf_field *field,
			       const char *text, struct sf_failure *failure)
{
	if (strcmp(write->table->object->name, "FieldPermissions") != 0 || strcmp(field->name, "Field") != 0)
		return CRM_OK;
	const char *dot = strchr(text, '.');
	char object[64] = "";
	if (dot && (size_t)(dot - text) < sizeof(object))
		memcpy(object, text, (size_t)(dot - text));
	const struct sf_table *table = sf_table_find(face, object);
	int column = table ? sf_column_any(table, dot + 1) : -1;
	if (column >= 0 && (table->columns[column].field->flags & SF_PERMISSIONABLE))
		return CRM_OK;
	return check_refuse_field(face, failure, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", field,
				  "bad value for restricted picklist field", text);
}

/* The option "reject" stands for validation rules: {"LastName": "^Evil"}. */
static int check_rule(struct face *face, const struct sf_write *write, const struct sf_field *field, const char *text,
		      struct sf_failure *failure)
{
	const crm_json *rules = write->actor == SF_BY_API ? sf_option(face, "reject") : NULL;
	for (const crm_json *rule = crm_json_first(rules); rule; rule = crm_json_next(rule)) {
		regex_t regex;
		if (!sf_name_equal(crm_json_name(rule), field->name) || !crm_json_is_string(rule) ||
		    regcomp(&regex, crm_json_text(rule), REG_EXTENDED | REG_NOSUB) != 0)
			continue;
		bool hit = regexec(&regex, text, 0, NULL, 0) == 0;
		regfree(&regex);
		if (!hit)
			continue;
		int rc = sf_refuse(face, failure, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "%s is not allowed here",
				   field->label);
		sf_failure_add_field(failure, field->name);
		return rc;
	}
	return CRM_OK;
}

static check_field_fn *const field_checks[] = {
	check_length, check_number, check_picklist,      check_email, check_reference,
	check_owner,  check_unique, check_granted_field, check_rule,
};

static int check_values(struct face *face, struct sf_write *write, struct sf_failure *failure)
{
	for (size_t k = 0; k < sizeof(field_checks) / sizeof(field_checks[0]); k++) {
		for (size_t i = 0; i < write->n_changes; i++) {
			const struct sf_change *change = &write->changes[i];
			const struct sf_field *field = write->table->columns[change->column].field;
			int rc = change->text ? field_checks[k](face, write, field, change->text, failure) : CRM_OK;
			if (rc != CRM_OK)
				return rc;
		}
	}
	return CRM_OK;
}

/* --- other records --------------------------------------------------------------------------------------- */

/* The option "duplicate_rule": contacts and leads of the same e-mail address are duplicates. */
static int check_duplicates(struct face *face, struct sf_write *write, struct sf_failure *failure)
{
	const struct sf_change *email = sf_write_change(write, "Email");
	const char *object = write->table->object->name;
	bool person = strcmp(object, "Contact") == 0 || strcmp(object, "Lead") == 0;
	if (write->actor != SF_BY_API || write->allow_duplicates || !person || !email || !email->text ||
	    !sf_option_bool(face, "duplicate_rule", false))
		return CRM_OK;
	struct sf_row **rows;
	size_t n;
	int rc = sf_rows_with(face, write->table, email->column, email->text, write->row, &rows, &n);
	if (rc < 0 || n == 0)
		return rc;
	rc = sf_refuse(face, failure, "DUPLICATES_DETECTED", "Use one of these records?");
	failure->match_table = write->table;
	failure->matches = (const struct sf_row **)rows;
	failure->n_matches = n;
	return rc;
}

static bool check_is_locked(struct face *face, const struct sf_row *row)
{
	int64_t every = sf_option_int(face, "lock_every", 0);
	face->n_writes++;
	if (every > 0 && face->n_writes % (uint64_t)every == 0)
		return true;
	const crm_json *ids = row ? sf_option(face, "lock_ids") : NULL;
	for (const crm_json *e = crm_json_first(ids); e; e = crm_json_next(e)) {
		const char *id = crm_json_text(e);
		if (id && strncmp(id, row->id, 15) == 0)
			return true;
	}
	return false;
}

static int check_lock(struct face *face, struct sf_write *write, struct sf_failure *failure)
{
	if (write->actor != SF_BY_API || !check_is_locked(face, write->row))
		return CRM_OK;
	return sf_refuse(face, failure, "UNABLE_TO_LOCK_ROW",
			 "unable to obtain exclusive access to this record or 1 records: %s",
			 write->row ? write->row->id : face->user->id);
}

int sf_write_check(struct face *face, struct sf_write *write, struct sf_failure *failure)
{
	static check_fn *const checks[] = {check_converted, check_writable, check_required,
					   check_values,    check_lock,     check_duplicates};
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		int rc = checks[i](face, write, failure);
		if (rc != CRM_OK)
			return rc;
	}
	return CRM_OK;
}

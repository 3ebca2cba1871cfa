/* SPDX-License-Identifier: Apache-2.0 */
/* Setup. */
#include "setup.h"

#include <string.h>

#include <crmsync/url.h>

#include "client.h"
#include "schema.h"
#include "soql.h"

#define PERMISSION_SET "crmsync"
#define FIELD_LABEL    "crmsync id"
#define FIELD_LENGTH   64

struct setup {
	struct crm_connection *conn;
	struct crm_arena *arena;
	const char *name;
	const struct crm_property_info *wanted; /* NULL: the crmsync id */
	const char *permission_set;             /* id, once known */
	bool created;
	bool unique;
	const char *refusal; /* vendor's words */
};

static bool is_refusal(int rc)
{
	return rc == CRM_E_PERMISSION || rc == CRM_E_REJECTED || rc == CRM_E_NOT_FOUND;
}

/* ---- requests ---- */

/* Keeps a refusal for the result, where it is no error; hands on every other error. */
static int settle(struct setup *s, int rc, struct crm_error *why, struct crm_error *err)
{
	if (rc < 0 && !is_refusal(rc)) {
		crm_error_move(err, why);
		return rc;
	}
	if (rc < 0)
		s->refusal = crm_arena_strdup(s->arena, crm_error_text(why));
	crm_error_clear(why);
	return CRM_OK;
}

/* 1: made; 0: there already; negative: error.  A refusal is kept in s->refusal and is no error: then the result is 0 as
 * well. */
static int post(struct setup *s, const char *path, const struct crm_buf *body, const char **id, struct crm_error *err)
{
	struct sf_call call = {
		.method = "POST", .path = path, .body = body->ptr, .body_len = body->len, .mutating = true};
	struct crm_error why = {0};
	struct sf_answer answer = {0};
	int rc = body->failed ? crm_error_no_memory(&why) : sf_call(s->conn, &call, path, &answer, &why);
	bool there =
		strcmp(answer.code, "DUPLICATE_DEVELOPER_NAME") == 0 || strcmp(answer.code, "DUPLICATE_VALUE") == 0;
	if (rc == CRM_OK && id)
		*id = crm_arena_strdup(s->arena, crm_json_get_string(answer.body, "id"));
	crm_json_free(answer.body);
	if (there) {
		crm_error_clear(&why);
		return 0;
	}
	bool made = rc == CRM_OK;
	rc = settle(s, rc, &why, err);
	return rc < 0 ? rc : made;
}

static int look(struct setup *s, enum sf_type type, const struct sf_field **field, struct crm_error *err)
{
	sf_schema_keep(s->conn, type, NULL);
	int rc = sf_schema_ensure(s->conn, type, err);
	*field = rc == CRM_OK ? sf_schema_find(s->conn->schemas[type], s->name) : NULL;
	return rc;
}

/* ---- the field ---- */

/* Metadata of what a type is called, and what it cannot be without (Metadata API, CustomField). */
static const char *const type_names[] = {
	[CRM_P_TEXT] = "Text",
	[CRM_P_NUMBER] = "Number",
	[CRM_P_BOOL] = "Checkbox",
	[CRM_P_DATE] = "Date",
	[CRM_P_DATETIME] = "DateTime",
	[CRM_P_ENUM] = "Picklist",
	[CRM_P_MULTI] = "MultiselectPicklist",
};
#define TYPES       (sizeof type_names / sizeof *type_names)
#define TEXT_LENGTH 255
#define DIGITS      18
#define SCALE       4

static void write_values(struct crm_json_writer *w, const struct crm_property_info *wanted)
{
	crm_jw_key(w, "valueSet");
	crm_jw_object(w);
	crm_jw_field_bool(w, "restricted", true);
	crm_jw_key(w, "valueSetDefinition");
	crm_jw_object(w);
	crm_jw_field_bool(w, "sorted", false);
	crm_jw_key(w, "value");
	crm_jw_array(w);
	for (size_t i = 0; i < wanted->n_options; i++) {
		const struct crm_option *o = &wanted->options[i];
		crm_jw_object(w);
		crm_jw_field(w, "fullName", o->value);
		crm_jw_field(w, "label", o->label ? o->label : o->value);
		crm_jw_field_bool(w, "default", false);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
	crm_jw_end_object(w);
	crm_jw_end_object(w);
}

static void write_wanted(struct crm_json_writer *w, const struct crm_property_info *wanted)
{
	crm_jw_field(w, "label", wanted->label ? wanted->label : wanted->name);
	crm_jw_field(w, "type", type_names[wanted->type]);
	switch (wanted->type) {
	case CRM_P_TEXT:
		crm_jw_field_int(w, "length", TEXT_LENGTH);
		break;
	case CRM_P_NUMBER:
		crm_jw_field_int(w, "precision", DIGITS);
		crm_jw_field_int(w, "scale", wanted->scale < SCALE ? (int64_t)wanted->scale : SCALE);
		break;
	case CRM_P_BOOL:
		crm_jw_field(w, "defaultValue", "false");
		break;
	case CRM_P_ENUM:
		write_values(w, wanted);
		break;
	case CRM_P_MULTI:
		write_values(w, wanted);
		crm_jw_field_int(w, "visibleLines", 4);
		break;
	default:
		break;
	}
}

static void write_id(struct crm_json_writer *w)
{
	crm_jw_field(w, "label", FIELD_LABEL);
	crm_jw_field(w, "description", "Written by crmsync: by it a record is found again. Please leave it alone.");
	crm_jw_field(w, "type", "Text");
	crm_jw_field_int(w, "length", FIELD_LENGTH);
	crm_jw_field_bool(w, "externalId", true);
	crm_jw_field_bool(w, "unique", true);
	crm_jw_field_bool(w, "required", false);
}

static void write_field(struct crm_buf *body, const struct setup *s, enum sf_type type)
{
	struct crm_json_writer w;
	struct crm_buf full;
	crm_buf_init(&full, CRM_BUF_MAX);
	crm_buf_printf(&full, "%s.%s", sf_sobject(type)->name, s->name);
	crm_jw_init(&w, body);
	crm_jw_object(&w);
	crm_jw_field(&w, "FullName", full.ptr);
	crm_jw_key(&w, "Metadata");
	crm_jw_object(&w);
	if (s->wanted)
		write_wanted(&w, s->wanted);
	else
		write_id(&w);
	crm_jw_end_object(&w);
	crm_jw_end_object(&w);
	body->failed |= full.failed;
	crm_buf_free(&full);
}

static int create_field(struct setup *s, enum sf_type type, struct crm_error *err)
{
	struct crm_buf body;
	crm_buf_init(&body, CRM_BUF_MAX);
	write_field(&body, s, type);
	int rc = post(s, "/tooling/sobjects/CustomField", &body, NULL, err);
	crm_buf_free(&body);
	if (rc > 0)
		s->created = true;
	return rc < 0 ? rc : CRM_OK;
}

/* ---- who may see it ---- */

static int find_permission_set(struct setup *s, struct crm_error *err)
{
	struct sf_answer answer = {0};
	struct crm_error why = {0};
	struct crm_buf path;
	crm_buf_init(&path, CRM_BUF_MAX);
	crm_buf_str(&path, "/query");
	crm_url_query(&path, "q", "SELECT Id FROM PermissionSet WHERE Name = '" PERMISSION_SET "'");
	int rc = path.failed ? crm_error_no_memory(&why) : sf_get(s->conn, path.ptr, "permission set", &answer, &why);
	const crm_json *found = crm_json_first(crm_json_get(answer.body, "records"));
	if (rc == CRM_OK && found)
		s->permission_set = crm_arena_strdup(s->arena, crm_json_get_string(found, "Id"));
	crm_json_free(answer.body);
	crm_buf_free(&path);
	return settle(s, rc, &why, err);
}

static int create_permission_set(struct setup *s, struct crm_error *err)
{
	struct crm_json_writer w;
	struct crm_buf body;
	crm_buf_init(&body, CRM_BUF_MAX);
	crm_jw_init(&w, &body);
	crm_jw_object(&w);
	crm_jw_field(&w, "Name", PERMISSION_SET);
	crm_jw_field(&w, "Label", PERMISSION_SET);
	crm_jw_field(&w, "Description", "Lets the user of crmsync see the fields that it made.");
	crm_jw_end_object(&w);
	int rc = post(s, "/sobjects/PermissionSet", &body, &s->permission_set, err);
	crm_buf_free(&body);
	return rc < 0 ? rc : CRM_OK;
}

static int grant_field(struct setup *s, enum sf_type type, struct crm_error *err)
{
	const char *object = sf_sobject(type)->name;
	const char *field = crm_arena_printf(s->arena, "%s.%s", object, s->name);
	struct crm_json_writer w;
	struct crm_buf body;
	if (!field)
		return crm_error_no_memory(err);
	crm_buf_init(&body, CRM_BUF_MAX);
	crm_jw_init(&w, &body);
	crm_jw_object(&w);
	crm_jw_field(&w, "ParentId", s->permission_set);
	crm_jw_field(&w, "SobjectType", object);
	crm_jw_field(&w, "Field", field);
	crm_jw_field_bool(&w, "PermissionsRead", true);
	crm_jw_field_bool(&w, "PermissionsEdit", true);
	crm_jw_end_object(&w);
	int rc = post(s, "/sobjects/FieldPermissions", &body, NULL, err);
	crm_buf_free(&body);
	return rc < 0 ? rc : CRM_OK;
}

/* The id of the user is the end of the identity URL; a token of the config comes without one. */
static int find_user(struct setup *s, const char **id, struct crm_error *err)
{
	struct sf_answer answer = {0};
	struct crm_error why = {0};
	const char *slash = s->conn->identity_url ? strrchr(s->conn->identity_url, '/') : NULL;
	*id = slash ? slash + 1 : NULL;
	if (slash)
		return CRM_OK;
	int rc = sf_get(s->conn, "/services/oauth2/userinfo", "userinfo", &answer, &why);
	*id = crm_arena_strdup(s->arena, crm_json_get_string(answer.body, "user_id"));
	crm_json_free(answer.body);
	if (rc == CRM_OK && !*id)
		rc = crm_error_set(&why, CRM_E_PROTOCOL, "userinfo: the answer names no user");
	return settle(s, rc, &why, err);
}

static int assign_user(struct setup *s, struct crm_error *err)
{
	struct crm_json_writer w;
	struct crm_buf body;
	const char *user;
	int rc = find_user(s, &user, err);
	if (rc < 0 || !user)
		return rc;
	crm_buf_init(&body, CRM_BUF_MAX);
	crm_jw_init(&w, &body);
	crm_jw_object(&w);
	crm_jw_field(&w, "AssigneeId", user);
	crm_jw_field(&w, "PermissionSetId", s->permission_set);
	crm_jw_end_object(&w);
	rc = post(s, "/sobjects/PermissionSetAssignment", &body, NULL, err);
	crm_buf_free(&body);
	return rc < 0 ? rc : CRM_OK;
}

static int show_field(struct setup *s, enum sf_type type, struct crm_error *err)
{
	int rc = s->permission_set ? CRM_OK : find_permission_set(s, err);
	if (rc == CRM_OK && !s->permission_set && !s->refusal)
		rc = create_permission_set(s, err);
	if (rc == CRM_OK && s->permission_set)
		rc = grant_field(s, type, err);
	if (rc == CRM_OK && s->permission_set && !s->refusal)
		rc = assign_user(s, err);
	return rc;
}

/* ---- one Salesforce object ---- */

static void refuse_hidden(struct setup *s, enum sf_type type)
{
	const char *why = s->refusal ? s->refusal : "field-level security hides it";
	s->refusal = crm_arena_printf(s->arena,
				      "%s.%s exists, but the user cannot see it; grant read and edit access to it (%s)",
				      sf_sobject(type)->name, s->name, why);
}

static int setup_type(struct setup *s, enum sf_type type, struct crm_error *err)
{
	const struct sf_field *field;
	int rc = look(s, type, &field, err);
	if (rc == CRM_OK && !field) {
		rc = create_field(s, type, err);
		if (rc < 0 || s->refusal)
			return rc;
		rc = look(s, type, &field, err);
	}
	if (rc == CRM_OK && !field) {
		rc = show_field(s, type, err);
		if (rc == CRM_OK)
			rc = look(s, type, &field, err);
		if (rc == CRM_OK && !field)
			refuse_hidden(s, type);
	}
	if (rc == CRM_OK && field) {
		s->refusal = NULL;
		s->unique = s->unique && field->unique;
	}
	return rc;
}

static bool is_custom_name(const char *name)
{
	size_t len = name ? strlen(name) : 0;
	return soql_is_name(name) && len > 3 && strcmp(name + len - 3, "__c") == 0;
}

static int setup_types(struct setup *s, const enum sf_type *types, size_t n, struct crm_setup_result *out,
		       struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && !s->refusal && i < n; i++)
		rc = setup_type(s, types[i], err);
	if (rc < 0)
		return rc;
	*out = (struct crm_setup_result){.state = s->refusal   ? CRM_SETUP_REFUSED
						  : s->created ? CRM_SETUP_CREATED
							       : CRM_SETUP_PRESENT,
					 .property = crm_arena_strdup(s->arena, s->name),
					 .unique = s->unique && !s->refusal,
					 .message = s->refusal};
	return out->property ? CRM_OK : crm_error_no_memory(err);
}

int sf_setup(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
	     struct crm_arena *arena, struct crm_error *err)
{
	struct setup s = {.conn = conn, .arena = arena, .name = name, .unique = true};
	enum sf_type types[SF_OBJECT_TYPES];
	size_t n = sf_types_of(object, conn->with_leads, types);
	if (n == 0 || object == CRM_OWNER)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "salesforce keeps no crmsync id for %s",
				     crm_object_plural(object));
	if (!is_custom_name(name))
		return crm_error_set(err, CRM_E_CONFIG,
				     "'%s' cannot be the name of a custom field in Salesforce (as in '%s')",
				     name ? name : "", SF_ID_PROPERTY);
	return setup_types(&s, types, n, out, err);
}

/* Of one record kind, or of all that stand for the object. */
static size_t wanted_types(const struct crm_connection *conn, enum crm_object object, const char *kind,
			   enum sf_type *types)
{
	size_t n = sf_types_of(object, conn->with_leads, types), kept = 0;
	for (size_t i = 0; i < n; i++)
		if (!kind || strcmp(sf_sobject(types[i])->name, kind) == 0)
			types[kept++] = types[i];
	return kept;
}

int sf_create_property(struct crm_connection *conn, enum crm_object object, const struct crm_property_info *wanted,
		       struct crm_setup_result *out, struct crm_arena *arena, struct crm_error *err)
{
	struct setup s = {.conn = conn, .arena = arena, .name = wanted->name, .wanted = wanted};
	enum sf_type types[SF_OBJECT_TYPES];
	size_t n = wanted_types(conn, object, wanted->kind, types);
	*out = (struct crm_setup_result){.state = CRM_SETUP_UNSUPPORTED, .property = wanted->name};
	if (n == 0 || object == CRM_OWNER || wanted->type >= TYPES || !type_names[wanted->type])
		out->message = "Salesforce has no field of this type there";
	else if (!is_custom_name(wanted->name))
		out->message = "the name of a custom field ends with __c in Salesforce";
	return out->message ? CRM_OK : setup_types(&s, types, n, out, err);
}

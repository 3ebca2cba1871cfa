/* SPDX-License-Identifier: Apache-2.0 */
/* The crmsync id, a text property whose values HubSpot keeps unique; and custom properties of every type. */
#include <string.h>

#include "hubspot.h"

static const char *const groups[] = {
	[CRM_COMPANY] = "companyinformation",
	[CRM_CONTACT] = "contactinformation",
	[CRM_DEAL] = "dealinformation",
};

static void setup_write_property(struct crm_buf *body, enum crm_object object, const char *name)
{
	struct crm_json_writer w;
	crm_jw_init(&w, body);
	crm_jw_object(&w);
	crm_jw_field(&w, "name", name);
	crm_jw_field(&w, "label", "crmsync id");
	crm_jw_field(&w, "description", "Identity of this record in crmsync. Do not edit.");
	crm_jw_field(&w, "groupName", groups[object]);
	crm_jw_field(&w, "type", "string");
	crm_jw_field(&w, "fieldType", "text");
	crm_jw_field_bool(&w, "hasUniqueValue", true);
	crm_jw_field_bool(&w, "formField", false);
	crm_jw_end_object(&w);
}

/* What HubSpot calls the types, and how its forms show them (Properties API, "type" and "fieldType"). */
static const struct {
	const char *type, *field_type;
} types[] = {
	[CRM_P_TEXT] = {"string", "text"},           [CRM_P_NUMBER] = {"number", "number"},
	[CRM_P_BOOL] = {"bool", "booleancheckbox"},  [CRM_P_DATE] = {"date", "date"},
	[CRM_P_DATETIME] = {"datetime", "date"},     [CRM_P_ENUM] = {"enumeration", "select"},
	[CRM_P_MULTI] = {"enumeration", "checkbox"},
};
#define TYPES (sizeof types / sizeof *types)

static void setup_write_option(struct crm_json_writer *w, const char *value, const char *label, int64_t order)
{
	crm_jw_object(w);
	crm_jw_field(w, "label", label ? label : value);
	crm_jw_field(w, "value", value);
	crm_jw_field_int(w, "displayOrder", order);
	crm_jw_field_bool(w, "hidden", false);
	crm_jw_end_object(w);
}

static void setup_write_wanted(struct crm_buf *body, enum crm_object object, const struct crm_property_info *wanted)
{
	struct crm_json_writer w;
	crm_jw_init(&w, body);
	crm_jw_object(&w);
	crm_jw_field(&w, "name", wanted->name);
	crm_jw_field(&w, "label", wanted->label ? wanted->label : wanted->name);
	crm_jw_field(&w, "groupName", groups[object]);
	crm_jw_field(&w, "type", types[wanted->type].type);
	crm_jw_field(&w, "fieldType", types[wanted->type].field_type);
	crm_jw_key(&w, "options");
	crm_jw_array(&w);
	for (size_t i = 0; i < wanted->n_options; i++)
		setup_write_option(&w, wanted->options[i].value, wanted->options[i].label, (int64_t)i);
	if (wanted->type == CRM_P_BOOL) {
		setup_write_option(&w, "true", "Yes", 0);
		setup_write_option(&w, "false", "No", 1);
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
}

static int setup_refuse(struct crm_setup_result *out, const char *message, struct crm_arena *arena,
			struct crm_error *err)
{
	out->state = CRM_SETUP_REFUSED;
	out->message = crm_arena_strdup(arena, message);
	return out->message ? CRM_OK : hubspot_no_memory(err);
}

static int setup_take_present(const crm_json *property, struct crm_setup_result *out, struct crm_arena *arena,
			      struct crm_error *err)
{
	const char *type = crm_json_get_string(property, "type");
	out->unique = crm_json_true(crm_json_get(property, "hasUniqueValue"));
	if (!type || strcmp(type, "string") != 0 ||
	    crm_json_true(crm_json_path(property, "modificationMetadata.readOnlyValue")))
		return setup_refuse(out, "a property of this name exists, but it is not a text that can be written",
				    arena, err);
	out->state = CRM_SETUP_PRESENT;
	return CRM_OK;
}

/* What an error means to the setup: refusals are results. */
static int setup_settle(int rc, struct crm_error *reason, struct crm_setup_result *out, struct crm_arena *arena,
			struct crm_error *err)
{
	if (rc == CRM_E_PERMISSION || rc == CRM_E_REJECTED)
		return setup_refuse(out, crm_error_text(reason), arena, err);
	if (rc < 0)
		crm_error_move(err, reason);
	return rc;
}

/* CRM_E_NOT_FOUND: it is not there. */
static int setup_look(struct crm_connection *conn, enum crm_object object, const char *name,
		      struct crm_setup_result *out, struct crm_arena *arena, struct crm_error *err)
{
	struct hubspot_call call;
	struct crm_error reason = {0};
	hubspot_call_init(&call, "GET", "reading a property's definition");
	hubspot_url(conn, &call.url, HUBSPOT_PROPERTIES, hubspot_plural(object), name, NULL);
	int rc = hubspot_fetch(conn, &call, &reason);
	if (rc == CRM_OK)
		rc = setup_take_present(call.json, out, arena, err);
	else if (rc != CRM_E_NOT_FOUND)
		rc = setup_settle(rc, &reason, out, arena, err);
	crm_error_clear(&reason);
	hubspot_call_free(&call);
	return rc;
}

/* wanted NULL: the crmsync id. */
static int setup_create(struct crm_connection *conn, enum crm_object object, const char *name,
			const struct crm_property_info *wanted, struct crm_setup_result *out, struct crm_arena *arena,
			struct crm_error *err)
{
	struct hubspot_call call;
	struct crm_error reason = {0};
	hubspot_call_init(&call, "POST", "creating a property");
	call.mutating = true;
	hubspot_url(conn, &call.url, HUBSPOT_PROPERTIES, hubspot_plural(object), NULL);
	if (wanted != NULL)
		setup_write_wanted(&call.body, object, wanted);
	else
		setup_write_property(&call.body, object, name);
	int rc = hubspot_fetch(conn, &call, &reason);
	if (rc == CRM_OK) {
		out->state = CRM_SETUP_CREATED;
		out->unique = wanted == NULL;
	} else {
		rc = setup_settle(rc, &reason, out, arena, err);
	}
	crm_error_clear(&reason);
	hubspot_call_free(&call);
	return rc;
}

/* A refusal to create what another run has created just now is none. */
static int setup_look_again(struct crm_connection *conn, enum crm_object object, const char *name,
			    struct crm_setup_result *out, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_setup_result present = *out;
	int rc = setup_look(conn, object, name, &present, arena, err);
	if (rc == CRM_OK && present.state == CRM_SETUP_PRESENT) {
		present.message = NULL;
		*out = present;
	}
	return rc == CRM_E_NOT_FOUND ? CRM_OK : rc;
}

int hubspot_setup(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
		  struct crm_arena *arena, struct crm_error *err)
{
	struct crm_setup_result result = {.property = crm_arena_strdup(arena, name)};
	int rc;
	if (!result.property)
		return hubspot_no_memory(err);
	if (object > CRM_DEAL) {
		result.state = CRM_SETUP_UNSUPPORTED;
		result.message = "only companies, contacts and deals carry an id";
		*out = result;
		return CRM_OK;
	}
	rc = setup_look(conn, object, name, &result, arena, err);
	if (rc == CRM_E_NOT_FOUND) {
		rc = setup_create(conn, object, name, NULL, &result, arena, err);
		if (rc == CRM_OK && result.state == CRM_SETUP_REFUSED)
			rc = setup_look_again(conn, object, name, &result, arena, err);
	}
	if (rc == CRM_OK)
		*out = result;
	return rc;
}

static int setup_is_there(struct crm_connection *conn, enum crm_object object, const char *name, bool *there,
			  struct crm_error *err)
{
	struct hubspot_call call;
	struct crm_error reason = {0};
	hubspot_call_init(&call, "GET", "reading a property's definition");
	hubspot_url(conn, &call.url, HUBSPOT_PROPERTIES, hubspot_plural(object), name, NULL);
	int rc = hubspot_fetch(conn, &call, &reason);
	*there = rc == CRM_OK;
	if (rc == CRM_E_NOT_FOUND)
		rc = CRM_OK;
	if (rc < 0)
		crm_error_move(err, &reason);
	crm_error_clear(&reason);
	hubspot_call_free(&call);
	return rc;
}

int hubspot_create_property(struct crm_connection *conn, enum crm_object object, const struct crm_property_info *wanted,
			    struct crm_setup_result *out, struct crm_arena *arena, struct crm_error *err)
{
	bool there = false;
	*out = (struct crm_setup_result){.state = CRM_SETUP_PRESENT, .property = crm_arena_strdup(arena, wanted->name)};
	if (!out->property)
		return hubspot_no_memory(err);
	if (object > CRM_DEAL || wanted->type >= TYPES || types[wanted->type].type == NULL) {
		out->state = CRM_SETUP_UNSUPPORTED;
		out->message = "HubSpot has no property of this type";
		return CRM_OK;
	}
	int rc = setup_is_there(conn, object, wanted->name, &there, err);
	return rc == CRM_OK && !there ? setup_create(conn, object, wanted->name, wanted, out, arena, err) : rc;
}

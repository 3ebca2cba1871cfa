/* SPDX-License-Identifier: Apache-2.0 */
/* /crm/v3/properties/{type} and /crm/properties/2026-03/{type}: definitions, their groups, and batches of both. */
#include <string.h>

#include "hubspot.h"

#define MAX_UNIQUE 10 /* unique properties of one object */
#define MAX_INPUTS 100

static const struct {
	enum hs_value_type type;
	const char *field_types;
} allowed_fields[] = {
	{HS_STRING, " text textarea html file phonenumber "},
	{HS_NUMBER, " number "},
	{HS_BOOL, " booleancheckbox "},
	{HS_DATE, " date "},
	{HS_DATETIME, " date "},
	{HS_ENUM, " select radio checkbox booleancheckbox "},
	{HS_PHONE, " phonenumber text "},
};

static bool name_is_valid(const char *name)
{
	if (name[0] < 'a' || name[0] > 'z' || strlen(name) > 100)
		return false;
	return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

static size_t count_unique(const struct face *face, enum hs_type type)
{
	size_t n = 0;
	const struct hs_schema *schema = &face->schema[type];
	for (size_t i = 0; i < schema->n_properties; i++)
		n += (schema->properties[i].flags & HS_UNIQUE) && !schema->properties[i].archived;
	return n;
}

/* What is wrong with a definition; NULL: nothing. */
static const char *definition_problem(struct face *face, enum hs_type type, const struct hs_property *p)
{
	if (!p->name || !p->label || !p->group || !p->field_type)
		return "Some required fields were not set: [name, label, type, fieldType, groupName]";
	if (!name_is_valid(p->name))
		return "Property names must start with a letter and contain lower case letters, digits and underscores "
		       "only";
	for (size_t i = 0; i < sizeof allowed_fields / sizeof allowed_fields[0]; i++) {
		char padded[64] = " ";
		if (allowed_fields[i].type != p->type || strlen(p->field_type) > 40)
			continue;
		memcpy(padded + 1, p->field_type, strlen(p->field_type) + 1);
		memcpy(padded + 1 + strlen(p->field_type), " ", 2);
		if (!strstr(allowed_fields[i].field_types, padded))
			return "fieldType does not suit the type";
	}
	if (p->type == HS_ENUM && p->n_options == 0 && !(p->flags & HS_EXTERNAL_OPTIONS))
		return "Enumerations need options";
	if ((p->flags & HS_UNIQUE) && p->type != HS_STRING && p->type != HS_NUMBER)
		return "Only text and number properties can have unique values";
	if ((p->flags & HS_UNIQUE) && count_unique(face, type) >= MAX_UNIQUE)
		return "The maximum number of unique properties was reached";
	const struct hs_group *group = hs_schema_group(face, type, p->group);
	return group && !group->archived ? NULL : "The property group does not exist";
}

static int refuse_existing(struct hs_call *call, const char *name, struct hs_refusal *refusal)
{
	*refusal = (struct hs_refusal){.status = 409,
				       .category = "OBJECT_ALREADY_EXISTS",
				       .sub_category = "Properties.PROPERTY_WITH_NAME_EXISTS",
				       .context_name = "name",
				       .context_value = name};
	refusal->message = hs_format(call, "A property named '%s' already exists.", name);
	return refusal->message ? CRM_OK : CRM_E_NOMEM;
}

int hs_property_create(struct hs_call *call, enum hs_type type, const crm_json *definition, hs_slot *slot,
		       struct hs_refusal *refusal)
{
	struct face *face = call->face;
	struct hs_property p = {
		.description = "", .display_order = -1, .flags = HS_CUSTOM | HS_ARCHIVABLE, .type = HS_STRING};
	const char *problem = NULL;
	*refusal = (struct hs_refusal){0};
	p.created = p.updated = call->now;
	int rc = hs_property_read(face, definition, &p, &problem);
	if (rc < 0)
		return rc;
	if (!problem && !crm_json_get_string(definition, "type"))
		problem = "Some required fields were not set: [name, label, type, fieldType, groupName]";
	if (!problem)
		problem = definition_problem(face, type, &p);
	if (problem) {
		*refusal = (struct hs_refusal){.status = 400, .category = "VALIDATION_ERROR", .message = problem};
		return CRM_OK;
	}
	*slot = hs_slot_of_any(face, type, p.name);
	if (*slot == HS_NO_SLOT)
		return hs_schema_add(face, type, &p, slot);
	struct hs_property *old = &face->schema[type].properties[*slot];
	if (!old->archived)
		return refuse_existing(call, p.name, refusal);
	old->archived = false;
	return CRM_OK;
}

static void write_one(struct hs_call *call, const struct hs_property *p, int status)
{
	struct crm_json_writer w;
	call->resp->status = status;
	call->resp->records = 1;
	crm_jw_init(&w, &call->resp->body);
	hs_property_write(&w, p, true);
}

static int list(struct hs_call *call, enum hs_type type)
{
	struct crm_json_writer w;
	const char *archived = hs_query(call, "archived");
	bool want = archived && strcmp(archived, "true") == 0;
	const struct hs_schema *schema = &call->face->schema[type];
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	for (size_t i = 0; i < schema->n_properties; i++) {
		const struct hs_property *p = &schema->properties[schema->by_name[i]];
		if (p->archived == want) {
			hs_property_write(&w, p, true);
			call->resp->records++;
		}
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	return CRM_OK;
}

static int create(struct hs_call *call, enum hs_type type)
{
	struct hs_refusal refusal;
	hs_slot slot;
	int rc;
	if (!hs_call_body(call, &rc))
		return rc;
	rc = hs_property_create(call, type, call->body, &slot, &refusal);
	if (rc < 0)
		return rc;
	if (refusal.category)
		return hs_answer_refusal(call, &refusal);
	write_one(call, hs_property_at(call->face, type, slot), 201);
	return CRM_OK;
}

static int not_there(struct hs_call *call, const char *name)
{
	struct hs_refusal refusal = {.status = 404,
				     .category = "OBJECT_NOT_FOUND",
				     .sub_category = "PropertyValidationError.PROPERTY_DOESNT_EXIST",
				     .context_name = "propertyName",
				     .context_value = name};
	refusal.message = hs_format(call, "Property \"%s\" does not exist", name);
	return refusal.message ? hs_answer_refusal(call, &refusal) : CRM_E_NOMEM;
}

static int update(struct hs_call *call, enum hs_type type, hs_slot slot)
{
	struct hs_property *p = &call->face->schema[type].properties[slot];
	struct hs_property changed = *p;
	const char *problem;
	int rc;
	if (!hs_call_body(call, &rc))
		return rc;
	if ((p->flags & HS_READ_ONLY_DEFINITION) && !(p->flags & HS_OPTIONS_OPEN))
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "The definition of property \"%s\" is read only",
				       p->name);
	rc = hs_property_read(call->face, call->body, &changed, &problem);
	if (rc < 0)
		return rc;
	if (problem)
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "%s", problem);
	changed.name = p->name;
	changed.flags = (changed.flags & ~(unsigned)HS_UNIQUE) | (p->flags & HS_UNIQUE);
	changed.updated = call->now;
	*p = changed;
	call->face->generation++;
	write_one(call, p, 200);
	return CRM_OK;
}

static int archive(struct hs_call *call, enum hs_type type, hs_slot slot)
{
	struct hs_property *p = &call->face->schema[type].properties[slot];
	if (!(p->flags & HS_ARCHIVABLE) || !(p->flags & HS_CUSTOM))
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "Property \"%s\" cannot be archived", p->name);
	p->archived = true;
	p->updated = call->now;
	call->face->generation++;
	call->resp->status = 204;
	return CRM_OK;
}

static int single(struct hs_call *call, enum hs_type type, const char *name)
{
	const char *archived = hs_query(call, "archived");
	hs_slot slot = hs_slot_of_any(call->face, type, name);
	bool want = archived && strcmp(archived, "true") == 0;
	if (slot == HS_NO_SLOT || hs_property_at(call->face, type, slot)->archived != want)
		return not_there(call, name);
	if (hs_method(call, "GET")) {
		write_one(call, hs_property_at(call->face, type, slot), 200);
		return CRM_OK;
	}
	if (hs_method(call, "PATCH"))
		return update(call, type, slot);
	return hs_method(call, "DELETE") ? archive(call, type, slot) : hs_answer_method(call);
}

/* ---- batches
 * ---------------------------------------------------------------------------------------------------------- */

struct outcome {
	hs_slot slot; /* HS_NO_SLOT: none */
	struct hs_refusal refusal;
};

static int write_outcomes(struct hs_call *call, enum hs_type type, const struct outcome *v, size_t n, int status,
			  bool times)
{
	struct crm_json_writer w;
	size_t errors = 0;
	hs_write_batch_begin(call, &w);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	for (size_t i = 0; i < n; i++) {
		if (!v[i].refusal.category)
			hs_property_write(&w, hs_property_at(call->face, type, v[i].slot), times);
		errors += v[i].refusal.category != NULL;
	}
	crm_jw_end_array(&w);
	if (errors) {
		crm_jw_key(&w, "errors");
		crm_jw_array(&w);
		for (size_t i = 0; i < n; i++)
			if (v[i].refusal.category)
				hs_write_refusal_item(&w, &v[i].refusal, NULL);
		crm_jw_end_array(&w);
		crm_jw_field_int(&w, "numErrors", (int64_t)errors);
	}
	crm_jw_end_object(&w);
	call->resp->status = errors ? 207 : status;
	call->resp->records = (unsigned)(n - errors);
	return CRM_OK;
}

static int batch_one(struct hs_call *call, enum hs_type type, const char *verb, const crm_json *input,
		     struct outcome *out)
{
	const char *name = crm_json_get_string(input, "name");
	*out = (struct outcome){.slot = HS_NO_SLOT};
	if (strcmp(verb, "create") == 0)
		return hs_property_create(call, type, input, &out->slot, &out->refusal);
	out->slot = name ? hs_slot_of(call->face, type, name) : HS_NO_SLOT;
	if (out->slot == HS_NO_SLOT) {
		out->refusal = (struct hs_refusal){.status = 404,
						   .category = "OBJECT_NOT_FOUND",
						   .sub_category = "PropertyValidationError.PROPERTY_DOESNT_EXIST",
						   .context_name = "propertyName",
						   .context_value = name ? name : ""};
		out->refusal.message = hs_format(call, "Property \"%s\" does not exist", name ? name : "");
	} else if (strcmp(verb, "archive") == 0 && (hs_property_at(call->face, type, out->slot)->flags & HS_CUSTOM)) {
		call->face->schema[type].properties[out->slot].archived = true;
	}
	return CRM_OK;
}

static int batch(struct hs_call *call, enum hs_type type, const char *verb)
{
	int rc;
	bool creates = strcmp(verb, "create") == 0, archives = strcmp(verb, "archive") == 0;
	if (!creates && !archives && strcmp(verb, "read") != 0)
		return hs_answer_html_404(call);
	if (!hs_method(call, "POST"))
		return hs_answer_method(call);
	if (!hs_call_body(call, &rc))
		return rc;
	const crm_json *inputs = crm_json_get(call->body, "inputs");
	size_t n = crm_json_size(inputs), at = 0;
	if (!crm_json_is_array(inputs) || n > MAX_INPUTS)
		return hs_answer_error(call, 400, "VALIDATION_ERROR", "inputs must be an array of at most %d",
				       MAX_INPUTS);
	struct outcome *v = crm_arena_calloc(call->arena, n + 1, sizeof *v);
	if (!v)
		return CRM_E_NOMEM;
	for (const crm_json *e = crm_json_first(inputs); e && rc == CRM_OK; e = crm_json_next(e))
		rc = batch_one(call, type, verb, e, &v[at++]);
	if (rc < 0)
		return rc;
	if (archives) {
		call->resp->status = 204;
		return CRM_OK;
	}
	return write_outcomes(call, type, v, n, creates ? 201 : 200, !creates);
}

/* ---- groups
 * ------------------------------------------------------------------------------------------------------------ */

static void write_group(struct crm_json_writer *w, const struct hs_group *group)
{
	crm_jw_object(w);
	crm_jw_field(w, "name", group->name);
	crm_jw_field(w, "label", group->label);
	crm_jw_field_int(w, "displayOrder", group->display_order);
	crm_jw_field_bool(w, "archived", group->archived);
	crm_jw_end_object(w);
}

static int list_groups(struct hs_call *call, enum hs_type type)
{
	struct crm_json_writer w;
	const struct hs_schema *schema = &call->face->schema[type];
	call->resp->status = 200;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "results");
	crm_jw_array(&w);
	for (size_t i = 0; i < schema->n_groups; i++)
		if (!schema->groups[i].archived)
			write_group(&w, &schema->groups[i]);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	return CRM_OK;
}

static int answer_group(struct hs_call *call, const struct hs_group *group, int status)
{
	struct crm_json_writer w;
	call->resp->status = status;
	crm_jw_init(&w, &call->resp->body);
	write_group(&w, group);
	return CRM_OK;
}

static int create_group(struct hs_call *call, enum hs_type type)
{
	int rc;
	if (!hs_call_body(call, &rc))
		return rc;
	const char *name = crm_json_get_string(call->body, "name"), *label = crm_json_get_string(call->body, "label");
	if (!name || !label || !name_is_valid(name))
		return hs_answer_error(call, 400, "VALIDATION_ERROR",
				       "Some required fields were not set: [name, label]");
	struct hs_group *group = hs_schema_group(call->face, type, name);
	if (group && !group->archived)
		return hs_answer_error(call, 409, "OBJECT_ALREADY_EXISTS",
				       "A property group named '%s' already exists.", name);
	if (!group)
		rc = hs_schema_add_group(call->face, type, name, label, (int)call->face->schema[type].n_groups);
	if (rc < 0)
		return rc;
	group = hs_schema_group(call->face, type, name);
	group->archived = false;
	return answer_group(call, group, 201);
}

static int single_group(struct hs_call *call, enum hs_type type, const char *name)
{
	struct hs_group *group = hs_schema_group(call->face, type, name);
	int rc;
	if (!group || group->archived)
		return hs_answer_error(call, 404, "OBJECT_NOT_FOUND", "Property group \"%s\" does not exist", name);
	if (hs_method(call, "GET"))
		return answer_group(call, group, 200);
	if (hs_method(call, "DELETE")) {
		group->archived = true;
		call->resp->status = 204;
		return CRM_OK;
	}
	if (!hs_method(call, "PATCH"))
		return hs_answer_method(call);
	if (!hs_call_body(call, &rc))
		return rc;
	const char *label = crm_json_get_string(call->body, "label");
	if (label && !(group->label = hs_keep(call->face, label)))
		return CRM_E_NOMEM;
	return answer_group(call, group, 200);
}

static int groups(struct hs_call *call, enum hs_type type)
{
	if (call->n_segments == 3)
		return single_group(call, type, call->segment[2]);
	if (hs_method(call, "GET"))
		return list_groups(call, type);
	return hs_method(call, "POST") ? create_group(call, type) : hs_answer_method(call);
}

int hs_properties_api(struct hs_call *call)
{
	enum hs_type type;
	int rc;
	if (call->n_segments < 1 || call->n_segments > 3)
		return hs_answer_html_404(call);
	if (!hs_segment_type(call, 0, &type, &rc))
		return rc;
	bool reads = hs_method(call, "GET") || (call->n_segments == 3 && strcmp(call->segment[2], "read") == 0);
	call->resp->mutating = !reads;
	if (!reads && hs_option_flag(call->face, "deny_setup", false))
		return hs_answer_scopes(call, hs_format(call, "crm.schemas.%s.write", hs_types[type].plural));
	if (call->n_segments == 1) {
		if (hs_method(call, "GET"))
			return list(call, type);
		return hs_method(call, "POST") ? create(call, type) : hs_answer_method(call);
	}
	if (strcmp(call->segment[1], "groups") == 0)
		return groups(call, type);
	if (call->n_segments == 3)
		return strcmp(call->segment[1], "batch") == 0 ? batch(call, type, call->segment[2])
							      : hs_answer_html_404(call);
	return single(call, type, call->segment[1]);
}

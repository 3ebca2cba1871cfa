/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of an object, with the stages of the deal pipelines, and the connector's own '@' properties. */
#include <string.h>

#include "hubspot.h"

#define DESCRIBE_TEXT_LENGTH 65536u /* characters of a text property (knowledge base, property field types) */

/* What has to be there on create and has no default (deals guide). */
static const struct {
	enum crm_object object;
	const char *name;
} required[] = {
	{CRM_DEAL, "dealname"},
	{CRM_DEAL, "dealstage"},
};

static const struct crm_option status_options[] = {
	{"open", "Open", NULL, true},
	{"won", "Won", NULL, true},
	{"lost", "Lost", NULL, true},
};

static const struct {
	enum crm_object object;
	struct crm_property_info info;
} synthetics[] = {
	{CRM_CONTACT,
	 {.name = HUBSPOT_AT_COMPANY,
	  .label = "Primary company",
	  .type = CRM_P_REFERENCE,
	  .association = true,
	  .with_create = true}},
	{CRM_CONTACT, {.name = HUBSPOT_AT_OPTOUT, .label = "Unsubscribed from all email", .type = CRM_P_BOOL}},
	{CRM_DEAL,
	 {.name = HUBSPOT_AT_COMPANY, .label = "Primary company", .type = CRM_P_REFERENCE, .association = true}},
	{CRM_DEAL,
	 {.name = HUBSPOT_AT_CONTACTS,
	  .label = "Contacts",
	  .type = CRM_P_REFERENCE,
	  .multiple = true,
	  .association = true}},
	{CRM_DEAL,
	 {.name = HUBSPOT_AT_STATUS,
	  .label = "Status",
	  .type = CRM_P_ENUM,
	  .read_only = true,
	  .closed_options = true,
	  .options = status_options,
	  .n_options = sizeof status_options / sizeof *status_options}},
};

struct describe {
	enum crm_object object;
	const crm_json *properties; /* results */
	const crm_json *pipelines;  /* results, NULL: none */
	struct crm_arena *arena;
};

/* ---- options ---- */

struct option_list {
	struct crm_option *options;
	size_t n;
};

static int option_add(struct option_list *list, const crm_json *v, const char *value, const char *parent,
		      struct crm_arena *arena)
{
	const char *text = crm_json_get_string(v, value), *label = crm_json_get_string(v, "label");
	bool hidden = crm_json_true(crm_json_get(v, "hidden")) || crm_json_true(crm_json_get(v, "archived"));
	if (!text)
		return CRM_OK;
	struct crm_option *o = &list->options[list->n++];
	*o = (struct crm_option){
		.value = crm_arena_strdup(arena, text),
		.label = crm_arena_strdup(arena, label ? label : text),
		.parent = crm_arena_strdup(arena, parent),
		.active = !hidden,
	};
	return o->value && o->label && (!parent || o->parent) ? CRM_OK : CRM_E_NOMEM;
}

static int options_read(const crm_json *array, struct crm_arena *arena, struct option_list *list)
{
	int rc = CRM_OK;
	list->options = crm_arena_calloc(arena, crm_json_size(array) + 1, sizeof *list->options);
	if (!list->options)
		return CRM_E_NOMEM;
	for (const crm_json *v = crm_json_first(array); rc == CRM_OK && v; v = crm_json_next(v))
		rc = option_add(list, v, "value", NULL, arena);
	return rc;
}

static int options_read_pipelines(const struct describe *d, struct option_list *list)
{
	int rc = CRM_OK;
	list->options = crm_arena_calloc(d->arena, crm_json_size(d->pipelines) + 1, sizeof *list->options);
	if (!list->options)
		return CRM_E_NOMEM;
	for (const crm_json *v = crm_json_first(d->pipelines); rc == CRM_OK && v; v = crm_json_next(v))
		rc = option_add(list, v, "id", NULL, d->arena);
	return rc;
}

static int options_read_stages(const struct describe *d, struct option_list *list)
{
	int rc = CRM_OK;
	size_t n = 0;
	for (const crm_json *v = crm_json_first(d->pipelines); v; v = crm_json_next(v))
		n += crm_json_size(crm_json_get(v, "stages"));
	list->options = crm_arena_calloc(d->arena, n + 1, sizeof *list->options);
	if (!list->options)
		return CRM_E_NOMEM;
	for (const crm_json *v = crm_json_first(d->pipelines); rc == CRM_OK && v; v = crm_json_next(v)) {
		const crm_json *stages = crm_json_get(v, "stages");
		for (const crm_json *s = crm_json_first(stages); rc == CRM_OK && s; s = crm_json_next(s))
			rc = option_add(list, s, "id", crm_json_get_string(v, "id"), d->arena);
	}
	return rc;
}

static int property_read_options(const struct describe *d, const crm_json *v, struct crm_property_info *p)
{
	struct option_list list = {0};
	bool external = crm_json_true(crm_json_get(v, "externalOptions"));
	int rc;
	if (d->pipelines && strcmp(p->name, "pipeline") == 0)
		rc = options_read_pipelines(d, &list);
	else if (d->pipelines && strcmp(p->name, "dealstage") == 0)
		rc = options_read_stages(d, &list);
	else
		rc = options_read(crm_json_get(v, "options"), d->arena, &list);
	p->options = list.options;
	p->n_options = list.n;
	bool choice = p->type == CRM_P_ENUM || p->type == CRM_P_MULTI;
	p->closed_options = choice && list.n > 0 && (!external || d->pipelines);
	return rc;
}

/* ---- one property ---- */

static bool property_refers_to_owner(const crm_json *v)
{
	const char *name = crm_json_get_string(v, "name"), *refers = crm_json_get_string(v, "referencedObjectType");
	return (refers && strcmp(refers, "OWNER") == 0) || (name && strcmp(name, "hubspot_owner_id") == 0);
}

static enum crm_property_type property_type(const crm_json *v)
{
	const char *type = crm_json_get_string(v, "type");
	if (property_refers_to_owner(v))
		return CRM_P_REFERENCE;
	switch (hubspot_type_read(v)) {
	case HUBSPOT_NUMBER:
		return CRM_P_NUMBER;
	case HUBSPOT_BOOL:
		return CRM_P_BOOL;
	case HUBSPOT_DATE:
		return CRM_P_DATE;
	case HUBSPOT_DATETIME:
		return CRM_P_DATETIME;
	case HUBSPOT_LIST:
		return CRM_P_MULTI;
	case HUBSPOT_TEXT:
		break;
	}
	if (type && strcmp(type, "enumeration") == 0)
		return CRM_P_ENUM;
	return type && (strcmp(type, "string") == 0 || strcmp(type, "phone_number") == 0) ? CRM_P_TEXT : CRM_P_OTHER;
}

static bool property_is_read_only(const crm_json *v)
{
	const char *field = crm_json_get_string(v, "fieldType");
	return crm_json_true(crm_json_path(v, "modificationMetadata.readOnlyValue")) ||
	       crm_json_true(crm_json_get(v, "calculated")) ||
	       (field && strncmp(field, "calculation_", strlen("calculation_")) == 0);
}

static bool property_is_required(enum crm_object object, const char *name)
{
	for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
		if (required[i].object == object && strcmp(required[i].name, name) == 0)
			return true;
	}
	return false;
}

static int property_read(const struct describe *d, const crm_json *v, struct crm_property_info *p)
{
	const char *name = crm_json_get_string(v, "name"), *label = crm_json_get_string(v, "label");
	bool is_email = d->object == CRM_CONTACT && strcmp(name, "email") == 0;
	*p = (struct crm_property_info){
		.name = crm_arena_strdup(d->arena, name),
		.label = crm_arena_strdup(d->arena, label ? label : name),
		.type = property_type(v),
		.read_only = property_is_read_only(v),
		.required = property_is_required(d->object, name),
		.unique = is_email || crm_json_true(crm_json_get(v, "hasUniqueValue")),
		.scale = CRM_SCALE_ANY,
	};
	if (!p->name || !p->label)
		return CRM_E_NOMEM;
	p->multiple = p->type == CRM_P_MULTI;
	p->max_length = p->type == CRM_P_TEXT ? DESCRIBE_TEXT_LENGTH : 0;
	return property_read_options(d, v, p);
}

/* ---- the whole ---- */

static int describe_read(const struct describe *d, struct crm_schema *out, struct crm_error *err)
{
	size_t n = 0, most = crm_json_size(d->properties) + sizeof synthetics / sizeof *synthetics;
	struct crm_property_info *properties = crm_arena_calloc(d->arena, most, sizeof *properties);
	if (!properties)
		return hubspot_no_memory(err);
	for (const crm_json *v = crm_json_first(d->properties); v; v = crm_json_next(v)) {
		if (!crm_json_get_string(v, "name"))
			continue;
		if (property_read(d, v, &properties[n++]) != CRM_OK)
			return hubspot_no_memory(err);
	}
	for (size_t i = 0; i < sizeof synthetics / sizeof *synthetics; i++) {
		if (synthetics[i].object == d->object)
			properties[n++] = synthetics[i].info;
	}
	*out = (struct crm_schema){.properties = properties, .n = n};
	return CRM_OK;
}

static int describe_answers(struct crm_connection *conn, struct describe *d, struct hubspot_call *calls, size_t n,
			    struct crm_error *err)
{
	int rc = hubspot_send(conn, calls, n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		rc = hubspot_read(conn, &calls[i], err);
		if (rc == CRM_OK)
			rc = hubspot_results(&calls[i], i == 0 ? &d->properties : &d->pipelines, err);
	}
	return rc;
}

int hubspot_describe(struct crm_connection *conn, enum crm_object object, struct crm_schema *out,
		     struct crm_arena *arena, struct crm_error *err)
{
	struct describe d = {.object = object, .arena = arena};
	struct hubspot_call calls[2];
	size_t n = object == CRM_DEAL ? 2 : 1;
	if (object > CRM_DEAL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s have no schema", crm_object_plural(object));
	hubspot_call_init(&calls[0], "GET", "reading property definitions");
	hubspot_call_init(&calls[1], "GET", "listing pipelines");
	hubspot_url(conn, &calls[0].url, HUBSPOT_PROPERTIES, hubspot_plural(object), NULL);
	hubspot_url(conn, &calls[1].url, HUBSPOT_PIPELINES, hubspot_plural(CRM_DEAL), NULL);
	int rc = describe_answers(conn, &d, calls, n, err);
	if (rc == CRM_OK)
		rc = hubspot_definitions_keep(conn, object, d.properties, err);
	if (rc == CRM_OK)
		rc = describe_read(&d, out, err);
	hubspot_call_free(&calls[0]);
	hubspot_call_free(&calls[1]);
	return rc;
}

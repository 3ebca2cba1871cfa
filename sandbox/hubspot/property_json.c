/* SPDX-License-Identifier: Apache-2.0 */
/* A property's definition in the vendor's words, and back.  The order of members is that of recorded answers. */
#include <string.h>

#include "hubspot.h"

#define VENDOR_CREATED INT64_C(1565059268204) /* 2019-08-06, as recorded for most of the vendor's own */
#define USER           "76070032"

static void write_options(struct crm_json_writer *w, const struct hs_property *p)
{
	crm_jw_key(w, "options");
	crm_jw_array(w);
	for (size_t i = 0; i < p->n_options; i++) {
		const struct hs_option *o = &p->options[i];
		crm_jw_object(w);
		crm_jw_field(w, "label", o->label);
		crm_jw_field(w, "value", o->value);
		crm_jw_field(w, "description", o->description ? o->description : "");
		crm_jw_field_int(w, "displayOrder", o->display_order);
		crm_jw_field_bool(w, "hidden", o->hidden);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

static void write_modification(struct crm_json_writer *w, unsigned flags)
{
	crm_jw_key(w, "modificationMetadata");
	crm_jw_object(w);
	crm_jw_field_bool(w, "archivable", flags & HS_ARCHIVABLE);
	crm_jw_field_bool(w, "readOnlyDefinition", flags & HS_READ_ONLY_DEFINITION);
	if (flags & (HS_OPTIONS_FIXED | HS_OPTIONS_OPEN))
		crm_jw_field_bool(w, "readOnlyOptions", flags & HS_OPTIONS_FIXED);
	crm_jw_field_bool(w, "readOnlyValue", flags & HS_READ_ONLY_VALUE);
	crm_jw_end_object(w);
}

void hs_property_write(struct crm_json_writer *w, const struct hs_property *p, bool times)
{
	crm_jw_object(w);
	if (times) {
		hs_write_time(w, "updatedAt", p->updated ? p->updated : VENDOR_CREATED);
		hs_write_time(w, "createdAt", p->created ? p->created : VENDOR_CREATED);
	}
	crm_jw_field(w, "name", p->name);
	crm_jw_field(w, "label", p->label);
	crm_jw_field(w, "type", hs_value_type_names[p->type]);
	crm_jw_field(w, "fieldType", p->field_type);
	crm_jw_field(w, "description", p->description ? p->description : "");
	crm_jw_field(w, "groupName", p->group);
	write_options(w, p);
	if (p->referenced_object)
		crm_jw_field(w, "referencedObjectType", p->referenced_object);
	if (times && (p->flags & HS_CUSTOM)) {
		crm_jw_field(w, "createdUserId", USER);
		crm_jw_field(w, "updatedUserId", USER);
	}
	crm_jw_field_int(w, "displayOrder", p->display_order);
	crm_jw_field_bool(w, "calculated", p->flags & HS_CALCULATED);
	crm_jw_field_bool(w, "externalOptions", p->flags & HS_EXTERNAL_OPTIONS);
	if (p->archived || (times && (p->flags & HS_CUSTOM)))
		crm_jw_field_bool(w, "archived", p->archived);
	crm_jw_field_bool(w, "hasUniqueValue", p->flags & HS_UNIQUE);
	crm_jw_field_bool(w, "hidden", p->flags & HS_HIDDEN);
	if (!(p->flags & HS_CUSTOM))
		crm_jw_field_bool(w, "hubspotDefined", true);
	write_modification(w, p->flags);
	crm_jw_field_bool(w, "formField", p->flags & HS_FORM_FIELD);
	crm_jw_field(w, "dataSensitivity", "non_sensitive");
	crm_jw_end_object(w);
}

static int read_text(struct face *face, const crm_json *json, const char *name, const char **out)
{
	const char *text = crm_json_get_string(json, name);
	if (!text)
		return CRM_OK;
	*out = hs_keep(face, text);
	return *out ? CRM_OK : CRM_E_NOMEM;
}

static void read_flag(const crm_json *json, const char *name, unsigned flag, unsigned *flags)
{
	const crm_json *v = crm_json_get(json, name);
	if (crm_json_type(v) == CRM_JSON_BOOL)
		*flags = crm_json_true(v) ? *flags | flag : *flags & ~flag;
}

static int read_option(struct face *face, const crm_json *json, struct hs_option *option, const char **problem)
{
	int64_t order;
	*option = (struct hs_option){.description = "", .display_order = -1};
	if (read_text(face, json, "label", &option->label) < 0 || read_text(face, json, "value", &option->value) < 0 ||
	    read_text(face, json, "description", &option->description) < 0)
		return CRM_E_NOMEM;
	if (!option->label || !option->value)
		*problem = "an option needs a label and a value";
	if (crm_json_int(crm_json_get(json, "displayOrder"), &order))
		option->display_order = (int)order;
	option->hidden = crm_json_true(crm_json_get(json, "hidden"));
	return CRM_OK;
}

/* Options that come without a place are put behind those that have one (recorded). */
static void place_options(struct hs_property *p)
{
	int last = 0;
	for (size_t i = 0; i < p->n_options; i++)
		if (p->options[i].display_order > last)
			last = p->options[i].display_order;
	for (size_t i = 0; i < p->n_options; i++)
		if (p->options[i].display_order < 0)
			p->options[i].display_order = ++last;
}

static int read_options(struct face *face, const crm_json *options, struct hs_property *p, const char **problem)
{
	size_t n = crm_json_size(options);
	struct hs_option *v = crm_arena_calloc(face->definitions, n + 1, sizeof *v);
	if (!v)
		return CRM_E_NOMEM;
	size_t at = 0;
	for (const crm_json *e = crm_json_first(options); e; e = crm_json_next(e), at++) {
		int rc = read_option(face, e, &v[at], problem);
		if (rc < 0)
			return rc;
		for (size_t i = 0; i < at && !*problem; i++)
			if (strcmp(v[i].value, v[at].value) == 0)
				*problem = "two options have the same value";
	}
	p->options = v;
	p->n_options = n;
	if (!*problem)
		place_options(p);
	return CRM_OK;
}

int hs_property_read(struct face *face, const crm_json *definition, struct hs_property *p, const char **problem)
{
	int64_t order;
	const char *type = crm_json_get_string(definition, "type");
	*problem = NULL;
	if (type && !hs_value_type_named(type, &p->type))
		*problem = "type is not one of bool, date, datetime, enumeration, number, phone_number, string";
	if (read_text(face, definition, "name", &p->name) < 0 || read_text(face, definition, "label", &p->label) < 0 ||
	    read_text(face, definition, "description", &p->description) < 0 ||
	    read_text(face, definition, "groupName", &p->group) < 0 ||
	    read_text(face, definition, "fieldType", &p->field_type) < 0 ||
	    read_text(face, definition, "referencedObjectType", &p->referenced_object) < 0)
		return CRM_E_NOMEM;
	if (crm_json_int(crm_json_get(definition, "displayOrder"), &order))
		p->display_order = (int)order;
	read_flag(definition, "hasUniqueValue", HS_UNIQUE, &p->flags);
	read_flag(definition, "hidden", HS_HIDDEN, &p->flags);
	read_flag(definition, "formField", HS_FORM_FIELD, &p->flags);
	read_flag(definition, "externalOptions", HS_EXTERNAL_OPTIONS, &p->flags);
	if (crm_json_is_array(crm_json_get(definition, "options")))
		return read_options(face, crm_json_get(definition, "options"), p, problem);
	return CRM_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The properties of each object: the vendor's own from the tables, and those that were made since. */
#include <string.h>

#include "hubspot.h"

const char *const hs_value_type_names[] = {"string",   "number",      "bool",        "date",
					   "datetime", "enumeration", "phone_number"};

bool hs_value_type_named(const char *text, enum hs_value_type *type)
{
	for (size_t i = 0; i < sizeof hs_value_type_names / sizeof hs_value_type_names[0]; i++)
		if (strcmp(text, hs_value_type_names[i]) == 0) {
			*type = (enum hs_value_type)i;
			return true;
		}
	return false;
}

static const struct {
	const struct hs_property_row *rows;
	const size_t *count;
} tables[HS_TYPES] = {
	{hs_contact_properties, &hs_contact_properties_count},
	{hs_company_properties, &hs_company_properties_count},
	{hs_deal_properties, &hs_deal_properties_count},
};

struct group_row {
	enum hs_type type;
	const char *name, *label;
};
static const struct group_row standard_groups[] = {
	{HS_CONTACT, "contactinformation", "Contact information"},
	{HS_CONTACT, "emailinformation", "Email information"},
	{HS_CONTACT, "analyticsinformation", "Analytics information"},
	{HS_CONTACT, "conversioninformation", "Conversion information"},
	{HS_CONTACT, "socialmediainformation", "Social media information"},
	{HS_CONTACT, "sales_properties", "Sales properties"},
	{HS_CONTACT, "contact_activity", "Contact activity"},
	{HS_CONTACT, "deal_information", "Deal information"},
	{HS_CONTACT, "facebook_ads_properties", "Facebook Ads properties"},
	{HS_COMPANY, "companyinformation", "Company information"},
	{HS_COMPANY, "analyticsinformation", "Analytics information"},
	{HS_COMPANY, "socialmediainformation", "Social media information"},
	{HS_COMPANY, "company_activity", "Company activity"},
	{HS_DEAL, "dealinformation", "Deal information"},
	{HS_DEAL, "analyticsinformation", "Analytics information"},
	{HS_DEAL, "deal_activity", "Deal activity"},
	{HS_DEAL, "deal_revenue", "Deal revenue"},
};

char *hs_keep(struct face *face, const char *text)
{
	return crm_arena_strdup(face->definitions, text);
}

/* First position in by_name whose name is not less. */
static size_t name_position(const struct hs_schema *schema, const char *name)
{
	size_t low = 0, high = schema->n_properties;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (strcmp(schema->properties[schema->by_name[middle]].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

hs_slot hs_slot_of_any(const struct face *face, enum hs_type type, const char *name)
{
	const struct hs_schema *schema = &face->schema[type];
	size_t at = name_position(schema, name);
	if (at < schema->n_properties && strcmp(schema->properties[schema->by_name[at]].name, name) == 0)
		return schema->by_name[at];
	return HS_NO_SLOT;
}

hs_slot hs_slot_of(const struct face *face, enum hs_type type, const char *name)
{
	hs_slot slot = hs_slot_of_any(face, type, name);
	return slot != HS_NO_SLOT && !face->schema[type].properties[slot].archived ? slot : HS_NO_SLOT;
}

const struct hs_property *hs_property_at(const struct face *face, enum hs_type type, hs_slot slot)
{
	return &face->schema[type].properties[slot];
}

static int schema_grow(struct hs_schema *schema)
{
	if (schema->n_properties < schema->cap_properties)
		return CRM_OK;
	size_t cap = schema->cap_properties ? schema->cap_properties * 2 : 256;
	hs_slot *by_name = crm_reallocarray(schema->by_name, cap, sizeof *by_name);
	if (!by_name)
		return CRM_E_NOMEM;
	schema->by_name = by_name;
	struct hs_property *properties = crm_reallocarray(schema->properties, cap, sizeof *properties);
	if (!properties)
		return CRM_E_NOMEM;
	schema->properties = properties;
	schema->cap_properties = cap;
	return CRM_OK;
}

static int schema_insert(struct hs_schema *schema, const struct hs_property *property, hs_slot *out)
{
	if (schema->n_properties >= HS_NO_SLOT || schema_grow(schema) < 0)
		return CRM_E_NOMEM;
	hs_slot slot = (hs_slot)schema->n_properties;
	size_t at = name_position(schema, property->name);
	memmove(&schema->by_name[at + 1], &schema->by_name[at],
		(schema->n_properties - at) * sizeof schema->by_name[0]);
	schema->by_name[at] = slot;
	schema->properties[slot] = *property;
	schema->n_properties++;
	*out = slot;
	return CRM_OK;
}

int hs_schema_add(struct face *face, enum hs_type type, const struct hs_property *property, hs_slot *slot)
{
	struct hs_property p = *property;
	p.compute = hs_computed(type, p.name);
	p.hashed = (p.flags & HS_UNIQUE) || (type == HS_CONTACT && strcmp(p.name, "email") == 0) ||
		   (type == HS_COMPANY && strcmp(p.name, "domain") == 0);
	return schema_insert(&face->schema[type], &p, slot);
}

static int options_from_table(struct face *face, const struct hs_option_row *rows, struct hs_property *p)
{
	size_t n = 0;
	while (rows && rows[n].value)
		n++;
	if (n == 0)
		return CRM_OK;
	p->options = crm_arena_calloc(face->definitions, n, sizeof *p->options);
	if (!p->options)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < n; i++)
		p->options[i] = (struct hs_option){
			.label = rows[i].label, .value = rows[i].value, .description = "", .display_order = (int)i};
	p->n_options = n;
	return CRM_OK;
}

static int schema_load_table(struct face *face, enum hs_type type)
{
	for (size_t i = 0; i < *tables[type].count; i++) {
		const struct hs_property_row *row = &tables[type].rows[i];
		struct hs_property p = {.name = row->name,
					.label = row->label,
					.description = row->description,
					.group = row->group,
					.field_type = row->field_type,
					.referenced_object = row->referenced_object,
					.type = row->type,
					.flags = row->flags,
					.display_order = row->display_order};
		hs_slot slot;
		int rc = options_from_table(face, row->options, &p);
		if (rc == CRM_OK)
			rc = hs_schema_add(face, type, &p, &slot);
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}

int hs_schema_open(struct face *face)
{
	for (int type = 0; type < HS_TYPES; type++) {
		int rc = schema_load_table(face, (enum hs_type)type);
		if (rc < 0)
			return rc;
	}
	int order = 0;
	for (size_t i = 0; i < sizeof standard_groups / sizeof standard_groups[0]; i++) {
		const struct group_row *row = &standard_groups[i];
		order = i && standard_groups[i - 1].type == row->type ? order + 1 : 0;
		int rc = hs_schema_add_group(face, row->type, row->name, row->label, order);
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}

void hs_schema_close(struct face *face)
{
	for (int type = 0; type < HS_TYPES; type++) {
		crm_free(face->schema[type].properties);
		crm_free(face->schema[type].by_name);
		crm_free(face->schema[type].groups);
	}
}

struct hs_group *hs_schema_group(struct face *face, enum hs_type type, const char *name)
{
	struct hs_schema *schema = &face->schema[type];
	for (size_t i = 0; i < schema->n_groups; i++)
		if (strcmp(schema->groups[i].name, name) == 0)
			return &schema->groups[i];
	return NULL;
}

int hs_schema_add_group(struct face *face, enum hs_type type, const char *name, const char *label, int order)
{
	struct hs_schema *schema = &face->schema[type];
	if (hs_grow(&schema->groups, &schema->cap_groups, schema->n_groups, sizeof *schema->groups) < 0)
		return CRM_E_NOMEM;
	struct hs_group group = {.name = hs_keep(face, name), .label = hs_keep(face, label), .display_order = order};
	if (!group.name || !group.label)
		return CRM_E_NOMEM;
	schema->groups[schema->n_groups++] = group;
	return CRM_OK;
}

bool hs_option_allowed(const struct hs_property *p, const char *value, size_t len)
{
	for (size_t i = 0; i < p->n_options; i++)
		if (strlen(p->options[i].value) == len && memcmp(p->options[i].value, value, len) == 0)
			return true;
	return false;
}

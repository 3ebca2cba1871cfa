/* SPDX-License-Identifier: Apache-2.0 */
/* The schema: the fields endpoint, the '@' properties of this connector, and pipelines with their stages for deals. */
#include <string.h>

#include "pipedrive.h"

struct schema_builder {
	struct crm_arena *arena;
	enum crm_object object;
	struct pd_fields *fields; /* the connection's, loaded along the way */
	struct crm_property_info *properties;
	size_t n, cap;
	bool address; /* the account has the address field */
};

static struct crm_property_info *add(struct schema_builder *b, const char *name, const char *label,
				     enum crm_property_type type)
{
	if (b->n == b->cap) {
		size_t cap = b->cap ? b->cap * 2 : 64;
		struct crm_property_info *grown = crm_arena_calloc(b->arena, cap, sizeof *grown);
		if (grown == NULL)
			return NULL;
		if (b->n > 0)
			memcpy(grown, b->properties, b->n * sizeof *grown);
		b->properties = grown;
		b->cap = cap;
	}
	struct crm_property_info *p = &b->properties[b->n];
	*p = (struct crm_property_info){
		.name = crm_arena_strdup(b->arena, name),
		.label = crm_arena_strdup(b->arena, label ? label : name),
		.type = type,
		.scale = CRM_SCALE_ANY,
	};
	if (p->name == NULL || p->label == NULL)
		return NULL;
	b->n++;
	return p;
}

static struct crm_property_info *find(const struct schema_builder *b, const char *name)
{
	for (size_t i = 0; i < b->n; i++)
		if (strcmp(b->properties[i].name, name) == 0)
			return &b->properties[i];
	return NULL;
}

/* ---- fields of the account ---- */

/* field_type of the fields endpoint, with the lengths that it documents (OpenAPI v2). */
static const struct field_type {
	const char *vendor;
	enum crm_property_type type;
	bool multiple;
	unsigned max_length;
} types[] = {
	{"varchar", CRM_P_TEXT, false, 255},  {"varchar_auto", CRM_P_TEXT, false, 255},
	{"text", CRM_P_TEXT, false, 65535},   {"phone", CRM_P_TEXT, false, 255},
	{"time", CRM_P_TEXT, false, 0},       {"timerange", CRM_P_TEXT, false, 0},
	{"daterange", CRM_P_TEXT, false, 0},  {"address", CRM_P_TEXT, false, 0},
	{"int", CRM_P_NUMBER, false, 0},      {"double", CRM_P_NUMBER, false, 0},
	{"monetary", CRM_P_NUMBER, false, 0}, {"boolean", CRM_P_BOOL, false, 0},
	{"date", CRM_P_DATE, false, 0},       {"enum", CRM_P_ENUM, false, 0},
	{"status", CRM_P_ENUM, false, 0},     {"varchar_options", CRM_P_ENUM, false, 0},
	{"visible_to", CRM_P_ENUM, false, 0}, {"stage", CRM_P_ENUM, false, 0},
	{"set", CRM_P_MULTI, true, 0},        {"user", CRM_P_REFERENCE, false, 0},
	{"org", CRM_P_REFERENCE, false, 0},   {"people", CRM_P_REFERENCE, false, 0},
	{"deal", CRM_P_REFERENCE, false, 0},  {"project", CRM_P_REFERENCE, false, 0},
	{"lead", CRM_P_REFERENCE, false, 0},  {"activity", CRM_P_REFERENCE, false, 0},
};

static const struct field_type *find_type(const char *vendor)
{
	static const struct field_type other = {"", CRM_P_OTHER, false, 0};
	for (size_t i = 0; vendor != NULL && i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].vendor, vendor) == 0)
			return &types[i];
	return &other;
}

static int add_options(struct schema_builder *b, struct crm_property_info *p, const crm_json *options)
{
	struct crm_option *list = crm_arena_calloc(b->arena, crm_json_size(options) + 1, sizeof *list);
	size_t n = 0;
	if (list == NULL)
		return CRM_E_NOMEM;
	for (const crm_json *v = crm_json_first(options); v != NULL; v = crm_json_next(v)) {
		const char *id = crm_json_text(crm_json_get(v, "id")), *label = crm_json_get_string(v, "label");
		if (id == NULL)
			continue;
		list[n] = (struct crm_option){
			.value = crm_arena_strdup(b->arena, id),
			.label = crm_arena_strdup(b->arena, label ? label : id),
			.active = strcmp(id, "deleted") != 0, /* a state of deals that only deleting them sets */
		};
		if (list[n].value == NULL || list[n].label == NULL)
			return CRM_E_NOMEM;
		n++;
	}
	p->options = list;
	p->n_options = n;
	p->closed_options = n > 0;
	return CRM_OK;
}

/* What is read and written through '@' properties. */
static bool is_flattened(struct schema_builder *b, const char *code)
{
	static const char *const flattened[] = {"emails", "email", "phones", "phone", NULL};
	bool address = strcmp(code, "postal_address") == 0 || strcmp(code, "address") == 0;
	b->address = b->address || address;
	for (const char *const *c = flattened; *c != NULL; c++)
		if (strcmp(*c, code) == 0)
			return true;
	return address;
}

/* v2 tells these as instants, though the fields endpoint calls them dates. */
static bool is_instant(const char *code)
{
	size_t len = strlen(code);
	return len > 5 && strcmp(code + len - 5, "_time") == 0;
}

static void set_limits(const struct schema_builder *b, struct crm_property_info *p, const struct pd_field *f)
{
	const struct pd_standard *s = f->custom ? NULL : pd_find_standard(b->object, f->code);
	enum pd_type type = s ? s->type : f->type;
	p->read_only = f->custom ? type == PD_READ_ONLY : s == NULL;
	p->create_only = s != NULL && s->create_only;
	p->required = s != NULL &&
		      ((b->object == CRM_COMPANY && strcmp(f->code, "name") == 0) || strcmp(f->code, "title") == 0);
	if (type == PD_INTEGER && p->type == CRM_P_NUMBER)
		p->scale = 0;
	if (!f->custom && p->type == CRM_P_DATE && is_instant(f->code))
		p->type = CRM_P_DATETIME;
}

/* A custom amount has a currency of its own beside it. */
static int add_currency(struct schema_builder *b, const struct pd_field *f)
{
	const char *name = crm_arena_printf(b->arena, "%s.currency", f->code),
		   *label = crm_arena_printf(b->arena, "%s (currency)", f->name);
	struct crm_property_info *p = name && label ? add(b, name, label, CRM_P_TEXT) : NULL;
	if (p == NULL)
		return CRM_E_NOMEM;
	p->max_length = 3;
	return CRM_OK;
}

static int add_field(struct schema_builder *b, const crm_json *item)
{
	const char *code = crm_json_get_string(item, "field_code");
	size_t before = b->fields->n;
	if (pd_add_field(b->fields, item) != CRM_OK)
		return CRM_E_NOMEM;
	if (b->fields->n == before || is_flattened(b, code) || find(b, code) != NULL)
		return CRM_OK;
	const struct pd_field *f = &b->fields->fields[before];
	const struct field_type *type = find_type(crm_json_get_string(item, "field_type"));
	struct crm_property_info *p = add(b, code, f->name, type->type);
	if (p == NULL)
		return CRM_E_NOMEM;
	p->multiple = type->multiple;
	p->max_length = type->max_length;
	set_limits(b, p, f);
	if (add_options(b, p, crm_json_get(item, "options")) != CRM_OK)
		return CRM_E_NOMEM;
	return f->custom && f->type == PD_MONETARY ? add_currency(b, f) : CRM_OK;
}

static int take_field(void *ctx, const crm_json *item)
{
	return add_field(ctx, item);
}

static int add_fields(struct crm_connection *conn, struct schema_builder *b, struct crm_error *err)
{
	const char *listing = crm_arena_printf(b->arena, "%sFields", pd_item_type(b->object));
	pd_free_fields(b->fields);
	int rc = listing ? pd_each_item(conn, listing, PD_COST_LIST, take_field, b, err) : pd_out_of_memory(err);
	b->fields->loaded = rc == CRM_OK;
	return rc;
}

/* ---- '@' properties ---- */

static const struct {
	enum crm_object object;
	const char *name, *label;
	enum crm_property_type type;
	bool multiple, association, address;
} synthetic[] = {
	{CRM_CONTACT, "first_name", "First name", CRM_P_TEXT, false, false, false},
	{CRM_CONTACT, "last_name", "Last name", CRM_P_TEXT, false, false, false},
	{CRM_CONTACT, "@email", "E-mail (primary)", CRM_P_TEXT, false, false, false},
	{CRM_CONTACT, "@emails", "E-mail (others)", CRM_P_TEXT, true, false, false},
	{CRM_CONTACT, "@phone", "Phone", CRM_P_TEXT, false, false, false},
	{CRM_CONTACT, "@mobile", "Phone (mobile)", CRM_P_TEXT, false, false, false},
	{CRM_CONTACT, "@street", "Address: street", CRM_P_TEXT, false, false, true},
	{CRM_CONTACT, "@postcode", "Address: postal code", CRM_P_TEXT, false, false, true},
	{CRM_CONTACT, "@city", "Address: city", CRM_P_TEXT, false, false, true},
	{CRM_CONTACT, "@state", "Address: state", CRM_P_TEXT, false, false, true},
	{CRM_CONTACT, "@country", "Address: country", CRM_P_TEXT, false, false, true},
	{CRM_COMPANY, "@street", "Address: street", CRM_P_TEXT, false, false, true},
	{CRM_COMPANY, "@postcode", "Address: postal code", CRM_P_TEXT, false, false, true},
	{CRM_COMPANY, "@city", "Address: city", CRM_P_TEXT, false, false, true},
	{CRM_COMPANY, "@state", "Address: state", CRM_P_TEXT, false, false, true},
	{CRM_COMPANY, "@country", "Address: country", CRM_P_TEXT, false, false, true},
	{CRM_DEAL, "@contacts", "Contacts", CRM_P_REFERENCE, true, true, false},
};

/* Persons have an address only where the account's contact sync is set up (OpenAPI v2). */
static int add_synthetic(struct schema_builder *b)
{
	for (size_t i = 0; i < sizeof synthetic / sizeof *synthetic; i++) {
		if (synthetic[i].object != b->object || (synthetic[i].address && !b->address) ||
		    find(b, synthetic[i].name) != NULL)
			continue;
		struct crm_property_info *p = add(b, synthetic[i].name, synthetic[i].label, synthetic[i].type);
		if (p == NULL)
			return CRM_E_NOMEM;
		p->multiple = synthetic[i].multiple;
		p->association = synthetic[i].association;
	}
	return CRM_OK;
}

/* ---- pipelines and stages ---- */

struct option_list {
	struct crm_arena *arena;
	struct crm_option *options;
	size_t n, cap;
};

static int add_option(struct option_list *list, const char *value, const char *label, const char *parent, bool active)
{
	if (list->n == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : 32;
		struct crm_option *grown = crm_arena_calloc(list->arena, cap, sizeof *grown);
		if (grown == NULL)
			return CRM_E_NOMEM;
		if (list->n > 0)
			memcpy(grown, list->options, list->n * sizeof *grown);
		list->options = grown;
		list->cap = cap;
	}
	struct crm_option *o = &list->options[list->n];
	*o = (struct crm_option){
		.value = crm_arena_strdup(list->arena, value),
		.label = crm_arena_strdup(list->arena, label),
		.parent = crm_arena_strdup(list->arena, parent),
		.active = active,
	};
	if (o->value == NULL || o->label == NULL || (parent != NULL && o->parent == NULL))
		return CRM_E_NOMEM;
	list->n++;
	return CRM_OK;
}

/* A stage has its pipeline's id, a pipeline none. */
static int take_option(void *ctx, const crm_json *item)
{
	const char *id = crm_json_text(crm_json_get(item, "id")), *name = crm_json_get_string(item, "name");
	bool active = !crm_json_true(crm_json_get(item, "is_deleted"));
	return id == NULL ? CRM_OK
			  : add_option(ctx, id, name ? name : id, crm_json_text(crm_json_get(item, "pipeline_id")),
				       active);
}

static int set_options(struct schema_builder *b, const char *name, const char *label, const struct option_list *list)
{
	struct crm_property_info *p = find(b, name);
	if (p == NULL)
		p = add(b, name, label, CRM_P_ENUM);
	if (p == NULL)
		return CRM_E_NOMEM;
	p->type = CRM_P_ENUM;
	p->scale = CRM_SCALE_ANY;
	p->options = list->options;
	p->n_options = list->n;
	p->closed_options = true;
	return CRM_OK;
}

static int add_stages(struct crm_connection *conn, struct schema_builder *b, struct crm_error *err)
{
	struct option_list stages = {.arena = b->arena}, pipelines = {.arena = b->arena};
	int rc = pd_each_item(conn, "stages", PD_COST_STAGES, take_option, &stages, err);
	if (rc == CRM_OK)
		rc = pd_each_item(conn, "pipelines", PD_COST_STAGES, take_option, &pipelines, err);
	if (rc == CRM_OK && (set_options(b, "pipeline_id", "Pipeline", &pipelines) != CRM_OK ||
			     set_options(b, "stage_id", "Stage", &stages) != CRM_OK ||
			     add_option(&stages, "won", "Won", NULL, true) != CRM_OK ||
			     add_option(&stages, "lost", "Lost", NULL, true) != CRM_OK ||
			     set_options(b, "@stage", "Stage, won or lost", &stages) != CRM_OK))
		rc = pd_out_of_memory(err);
	return rc;
}

/* ---- the operation ---- */

int pd_describe(struct crm_connection *conn, enum crm_object object, struct crm_schema *out, struct crm_arena *arena,
		struct crm_error *err)
{
	if (object > CRM_DEAL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s have no fields", crm_object_plural(object));
	struct schema_builder b = {.arena = arena, .object = object, .fields = &conn->fields[object]};
	int rc = add_fields(conn, &b, err);
	if (rc == CRM_OK && add_synthetic(&b) != CRM_OK)
		rc = pd_out_of_memory(err);
	if (rc == CRM_OK && object == CRM_DEAL)
		rc = add_stages(conn, &b, err);
	if (rc == CRM_OK)
		*out = (struct crm_schema){.properties = b.properties, .n = b.n};
	return rc;
}

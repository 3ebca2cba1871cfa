/* SPDX-License-Identifier: Apache-2.0 */
/* The schema: the fields endpoint, the '@' properties of this connector, and pipelines with their stages for deals. */
#include "pipedrive.h"

#include <string.h>

#include <crmsync/url.h>

struct schema_builder {
	struct crm_arena *arena;
	struct crm_property_info *properties;
	size_t n, cap;
};

static struct crm_property_info *add(struct schema_builder *b, const char *name, const char *label, enum crm_property_type type)
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
	*p = (struct crm_property_info){.name = crm_arena_strdup(b->arena, name), .label = crm_arena_strdup(b->arena, label), .type = type,
	                                .scale = CRM_SCALE_ANY};
	if (p->name == NULL)
		return NULL;
	b->n++;
	return p;
}

/* ---- fields of the account ---- */

static const struct {
	const char *vendor;
	enum crm_property_type type;
	bool multiple;
	unsigned max_length;
} types[] = {
        {"varchar", CRM_P_TEXT, false, 255},     {"varchar_auto", CRM_P_TEXT, false, 255}, {"text", CRM_P_TEXT, false, 65535},
        {"phone", CRM_P_TEXT, false, 255},       {"int", CRM_P_NUMBER, false, 0},          {"double", CRM_P_NUMBER, false, 0},
        {"monetary", CRM_P_NUMBER, false, 0},    {"date", CRM_P_DATE, false, 0},           {"enum", CRM_P_ENUM, false, 0},
        {"status", CRM_P_ENUM, false, 0},        {"varchar_options", CRM_P_ENUM, false, 0}, {"set", CRM_P_MULTI, true, 0},
        {"user", CRM_P_REFERENCE, false, 0},     {"org", CRM_P_REFERENCE, false, 0},       {"people", CRM_P_REFERENCE, false, 0},
        {"deal", CRM_P_REFERENCE, false, 0},     {"stage", CRM_P_ENUM, false, 0},
};

static size_t type_index(const char *vendor)
{
	size_t i = 0;
	while (i < sizeof types / sizeof *types && (vendor == NULL || strcmp(types[i].vendor, vendor) != 0))
		i++;
	return i;
}

static int add_options(struct schema_builder *b, struct crm_property_info *p, const crm_json *options)
{
	size_t n = crm_json_size(options), i = 0;
	struct crm_option *list = crm_arena_calloc(b->arena, n + 1, sizeof *list);
	if (list == NULL)
		return CRM_E_NOMEM;
	for (const crm_json *v = crm_json_first(options); v != NULL; v = crm_json_next(v)) {
		const char *id = crm_json_text(crm_json_get(v, "id"));
		if (id == NULL)
			continue;
		list[i++] = (struct crm_option){.value = crm_arena_strdup(b->arena, id),
		                                .label = crm_arena_strdup(b->arena, crm_json_get_string(v, "label")), .active = true};
	}
	p->options = list;
	p->n_options = i;
	p->closed_options = i > 0;
	return CRM_OK;
}

/* Members that the vendor sets itself (OpenAPI v2: not part of the bodies of create and update). */
static const char *const set_by_vendor[] = {"id",         "update_time",       "stage_change_time", "picture_id", "next_activity_id", "last_activity_id",
                                            "creator_user_id", "origin",       "first_won_time",    "doi_status", "followers_count",  NULL};

static bool is_read_only(const char *code)
{
	for (const char *const *c = set_by_vendor; *c != NULL; c++)
		if (strcmp(*c, code) == 0)
			return true;
	size_t len = strlen(code);
	return len > 6 && strcmp(code + len - 6, "_count") == 0;
}

/* The value of these is read and written through '@' properties. */
static const char *const flattened[] = {"emails", "email", "phones", "phone", "postal_address", "address", NULL};

static bool is_flattened(const char *code)
{
	for (const char *const *c = flattened; *c != NULL; c++)
		if (strcmp(*c, code) == 0)
			return true;
	return false;
}

static int add_field(struct schema_builder *b, enum crm_object object, const crm_json *item)
{
	const char *code = crm_json_get_string(item, "field_code");
	if (code == NULL || is_flattened(code))
		return CRM_OK;
	size_t t = type_index(crm_json_get_string(item, "field_type"));
	bool known = t < sizeof types / sizeof *types;
	struct crm_property_info *p = add(b, code, crm_json_get_string(item, "field_name"), known ? types[t].type : CRM_P_OTHER);
	if (p == NULL)
		return CRM_E_NOMEM;
	p->multiple = known && types[t].multiple;
	p->max_length = known ? types[t].max_length : 0;
	p->read_only = is_read_only(code);
	p->create_only = strcmp(code, "add_time") == 0;
	p->required = (object == CRM_COMPANY && strcmp(code, "name") == 0) || (object == CRM_DEAL && strcmp(code, "title") == 0);
	return add_options(b, p, crm_json_get(item, "options"));
}

/* ---- '@' properties ---- */

static const struct {
	enum crm_object object;
	const char *name, *label;
	enum crm_property_type type;
	bool multiple, association;
} synthetic[] = {
        {CRM_CONTACT, "first_name", "First name", CRM_P_TEXT, false, false},
        {CRM_CONTACT, "last_name", "Last name", CRM_P_TEXT, false, false},
        {CRM_CONTACT, "@email", "E-mail (primary)", CRM_P_TEXT, false, false},
        {CRM_CONTACT, "@emails", "E-mail (others)", CRM_P_TEXT, true, false},
        {CRM_CONTACT, "@phone", "Phone", CRM_P_TEXT, false, false},
        {CRM_CONTACT, "@mobile", "Phone (mobile)", CRM_P_TEXT, false, false},
        {CRM_CONTACT, "@street", "Address: street", CRM_P_TEXT, false, false},
        {CRM_CONTACT, "@postcode", "Address: postal code", CRM_P_TEXT, false, false},
        {CRM_CONTACT, "@city", "Address: city", CRM_P_TEXT, false, false},
        {CRM_CONTACT, "@state", "Address: state", CRM_P_TEXT, false, false},
        {CRM_CONTACT, "@country", "Address: country", CRM_P_TEXT, false, false},
        {CRM_COMPANY, "@street", "Address: street", CRM_P_TEXT, false, false},
        {CRM_COMPANY, "@postcode", "Address: postal code", CRM_P_TEXT, false, false},
        {CRM_COMPANY, "@city", "Address: city", CRM_P_TEXT, false, false},
        {CRM_COMPANY, "@state", "Address: state", CRM_P_TEXT, false, false},
        {CRM_COMPANY, "@country", "Address: country", CRM_P_TEXT, false, false},
        {CRM_DEAL, "@contacts", "Contacts", CRM_P_REFERENCE, true, true},
};

static bool is_listed(const struct schema_builder *b, const char *name)
{
	for (size_t i = 0; i < b->n; i++)
		if (strcmp(b->properties[i].name, name) == 0)
			return true;
	return false;
}

static int add_synthetic(struct schema_builder *b, enum crm_object object)
{
	for (size_t i = 0; i < sizeof synthetic / sizeof *synthetic; i++) {
		if (synthetic[i].object != object || is_listed(b, synthetic[i].name))
			continue;
		struct crm_property_info *p = add(b, synthetic[i].name, synthetic[i].label, synthetic[i].type);
		if (p == NULL)
			return CRM_E_NOMEM;
		p->multiple = synthetic[i].multiple;
		p->association = synthetic[i].association;
	}
	return CRM_OK;
}

/* ---- pages of a listing ---- */

static const char *listing_url(const struct crm_connection *conn, const char *listing, const char *cursor, struct crm_arena *arena)
{
	struct crm_buf url;
	crm_buf_init(&url, 8192);
	crm_buf_printf(&url, "%s/api/v2/%s?limit=%d", pd_base(conn), listing, PD_PAGE);
	if (cursor != NULL)
		crm_url_query(&url, "cursor", cursor);
	const char *text = url.failed ? NULL : crm_arena_strdup(arena, url.ptr);
	crm_buf_free(&url);
	return text;
}

static int each_item(struct crm_connection *conn, const char *listing, unsigned cost, struct crm_arena *arena,
                     int (*take)(void *ctx, const crm_json *item), void *ctx, struct crm_error *err)
{
	const char *cursor = NULL;
	int rc = CRM_OK;
	do {
		crm_json *json = NULL;
		struct crm_http_response resp;
		const char *url = listing_url(conn, listing, cursor, arena);
		crm_http_response_init(&resp);
		rc = url ? pd_get(conn, url, cost, NULL, arena, &json, &resp, err) : pd_out_of_memory(err);
		for (const crm_json *v = crm_json_first(crm_json_get(json, "data")); rc == CRM_OK && v != NULL; v = crm_json_next(v))
			if (take(ctx, v) != CRM_OK)
				rc = pd_out_of_memory(err);
		cursor = crm_arena_strdup(arena, crm_json_text(crm_json_path(json, "additional_data.next_cursor")));
		crm_json_free(json);
		crm_http_response_free(&resp);
	} while (rc == CRM_OK && cursor != NULL);
	return rc;
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
	list->options[list->n++] = (struct crm_option){.value = crm_arena_strdup(list->arena, value),
	                                               .label = crm_arena_strdup(list->arena, label),
	                                               .parent = crm_arena_strdup(list->arena, parent), .active = active};
	return CRM_OK;
}

static int take_stage(void *ctx, const crm_json *item)
{
	const char *id = crm_json_text(crm_json_get(item, "id")), *name = crm_json_get_string(item, "name");
	if (id == NULL || name == NULL)
		return CRM_OK;
	return add_option(ctx, id, name, crm_json_text(crm_json_get(item, "pipeline_id")), !crm_json_true(crm_json_get(item, "is_deleted")));
}

static int take_pipeline(void *ctx, const crm_json *item)
{
	const char *id = crm_json_text(crm_json_get(item, "id")), *name = crm_json_get_string(item, "name");
	if (id == NULL || name == NULL)
		return CRM_OK;
	return add_option(ctx, id, name, NULL, !crm_json_true(crm_json_get(item, "is_deleted")));
}

static int set_options(struct schema_builder *b, const char *name, const char *label, const struct option_list *list)
{
	struct crm_property_info *p = NULL;
	for (size_t i = 0; i < b->n; i++)
		if (strcmp(b->properties[i].name, name) == 0)
			p = &b->properties[i];
	if (p == NULL)
		p = add(b, name, label, CRM_P_ENUM);
	if (p == NULL)
		return CRM_E_NOMEM;
	p->type = CRM_P_ENUM;
	p->options = list->options;
	p->n_options = list->n;
	p->closed_options = true;
	return CRM_OK;
}

static int add_stages(struct crm_connection *conn, struct schema_builder *b, struct crm_error *err)
{
	struct option_list stages = {.arena = b->arena}, pipelines = {.arena = b->arena};
	int rc = each_item(conn, "stages", PD_COST_STAGES, b->arena, take_stage, &stages, err);
	if (rc == CRM_OK)
		rc = each_item(conn, "pipelines", PD_COST_STAGES, b->arena, take_pipeline, &pipelines, err);
	if (rc == CRM_OK && (set_options(b, "pipeline_id", "Pipeline", &pipelines) != CRM_OK ||
	                     set_options(b, "stage_id", "Stage", &stages) != CRM_OK ||
	                     add_option(&stages, "won", "Won", NULL, true) != CRM_OK ||
	                     add_option(&stages, "lost", "Lost", NULL, true) != CRM_OK ||
	                     set_options(b, "@stage", "Stage, won or lost", &stages) != CRM_OK))
		rc = pd_out_of_memory(err);
	return rc;
}

/* ---- the operation ---- */

struct field_ctx {
	struct schema_builder *b;
	enum crm_object object;
};

static int take_field(void *ctx, const crm_json *item)
{
	struct field_ctx *c = ctx;
	return add_field(c->b, c->object, item);
}

int pd_describe(struct crm_connection *conn, enum crm_object object, struct crm_schema *out, struct crm_arena *arena,
                struct crm_error *err)
{
	struct schema_builder b = {.arena = arena};
	struct field_ctx ctx = {.b = &b, .object = object};
	if (object > CRM_DEAL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s have no fields", crm_object_plural(object));
	int rc = pd_authorise(conn, err);
	const char *listing = crm_arena_printf(arena, "%sFields", pd_item_type(object));
	if (rc == CRM_OK)
		rc = listing ? each_item(conn, listing, PD_COST_LIST, arena, take_field, &ctx, err) : pd_out_of_memory(err);
	if (rc == CRM_OK && add_synthetic(&b, object) != CRM_OK)
		rc = pd_out_of_memory(err);
	if (rc == CRM_OK && object == CRM_DEAL)
		rc = add_stages(conn, &b, err);
	if (rc == CRM_OK)
		*out = (struct crm_schema){.properties = b.properties, .n = b.n};
	return rc;
}

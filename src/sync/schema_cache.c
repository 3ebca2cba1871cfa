/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/schema_cache.h>

#include <string.h>

/* ---- writing ---- */

static void write_option(struct crm_json_writer *w, const struct crm_option *o)
{
	crm_jw_object(w);
	crm_jw_field(w, "value", o->value);
	crm_jw_field(w, "label", o->label);
	if (o->parent != NULL)
		crm_jw_field(w, "parent", o->parent);
	if (!o->active)
		crm_jw_field_bool(w, "active", false);
	crm_jw_end_object(w);
}

static const struct {
	const char *name;
	size_t offset;
} flags[] = {
        {"multiple", offsetof(struct crm_property_info, multiple)},
        {"read_only", offsetof(struct crm_property_info, read_only)},
        {"create_only", offsetof(struct crm_property_info, create_only)},
        {"required", offsetof(struct crm_property_info, required)},
        {"unique", offsetof(struct crm_property_info, unique)},
        {"association", offsetof(struct crm_property_info, association)},
        {"closed_options", offsetof(struct crm_property_info, closed_options)},
};

static void write_property(struct crm_json_writer *w, const struct crm_property_info *p)
{
	crm_jw_object(w);
	crm_jw_field(w, "name", p->name);
	crm_jw_field(w, "label", p->label);
	if (p->kind != NULL)
		crm_jw_field(w, "kind", p->kind);
	crm_jw_field_int(w, "type", p->type);
	crm_jw_field_int(w, "max_length", p->max_length);
	crm_jw_field_int(w, "scale", p->scale);
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (*(const bool *)((const char *)p + flags[i].offset))
			crm_jw_field_bool(w, flags[i].name, true);
	if (p->n_options > 0) {
		crm_jw_key(w, "options");
		crm_jw_array(w);
		for (size_t i = 0; i < p->n_options; i++)
			write_option(w, &p->options[i]);
		crm_jw_end_array(w);
	}
	crm_jw_end_object(w);
}

void crm_schema_write(struct crm_buf *out, const struct crm_schema *schema)
{
	struct crm_json_writer w;
	crm_jw_init(&w, out);
	crm_jw_array(&w);
	for (size_t i = 0; i < schema->n; i++)
		write_property(&w, &schema->properties[i]);
	crm_jw_end_array(&w);
}

/* ---- reading ---- */

static unsigned read_unsigned(const crm_json *object, const char *name)
{
	int64_t n = 0;
	return crm_json_int(crm_json_get(object, name), &n) && n >= 0 && n <= 0x7fffffff ? (unsigned)n : 0;
}

static int read_options(const crm_json *array, struct crm_arena *arena, struct crm_property_info *p)
{
	size_t n = crm_json_size(array);
	struct crm_option *options = crm_arena_calloc(arena, n + 1, sizeof *options);
	if (options == NULL)
		return CRM_E_NOMEM;
	size_t i = 0;
	for (const crm_json *v = crm_json_first(array); v != NULL; v = crm_json_next(v), i++)
		options[i] = (struct crm_option){
		        .value = crm_arena_strdup(arena, crm_json_get_string(v, "value")),
		        .label = crm_arena_strdup(arena, crm_json_get_string(v, "label")),
		        .parent = crm_arena_strdup(arena, crm_json_get_string(v, "parent")),
		        .active = crm_json_get(v, "active") == NULL,
		};
	p->options = options;
	p->n_options = n;
	return CRM_OK;
}

static int read_property(const crm_json *v, struct crm_arena *arena, struct crm_property_info *p)
{
	p->name = crm_arena_strdup(arena, crm_json_get_string(v, "name"));
	p->label = crm_arena_strdup(arena, crm_json_get_string(v, "label"));
	p->kind = crm_arena_strdup(arena, crm_json_get_string(v, "kind"));
	p->type = (enum crm_property_type)read_unsigned(v, "type");
	p->max_length = read_unsigned(v, "max_length");
	p->scale = read_unsigned(v, "scale");
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		*(bool *)((char *)p + flags[i].offset) = crm_json_true(crm_json_get(v, flags[i].name));
	if (p->name == NULL)
		return CRM_E_INVALID;
	return read_options(crm_json_get(v, "options"), arena, p);
}

int crm_schema_read(const char *text, struct crm_arena *arena, struct crm_schema *out, struct crm_error *err)
{
	crm_json *root = NULL;
	int rc = crm_json_parse(text, strlen(text), &root, err);
	if (rc != CRM_OK)
		return rc;
	size_t n = crm_json_size(root), i = 0;
	struct crm_property_info *properties = crm_arena_calloc(arena, n + 1, sizeof *properties);
	if (properties == NULL)
		rc = CRM_E_NOMEM;
	for (const crm_json *v = crm_json_first(root); rc == CRM_OK && v != NULL; v = crm_json_next(v))
		rc = read_property(v, arena, &properties[i++]);
	crm_json_free(root);
	if (rc != CRM_OK)
		return crm_error_set(err, rc, "stored schema cannot be read");
	*out = (struct crm_schema){.properties = properties, .n = n};
	return CRM_OK;
}

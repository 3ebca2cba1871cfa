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
	{"with_create", offsetof(struct crm_property_info, with_create)},
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

/* *out stays NULL where there is none. */
static int read_text(const crm_json *object, const char *name, struct crm_arena *arena, const char **out)
{
	const char *text = crm_json_get_string(object, name);
	*out = crm_arena_strdup(arena, text);
	return text != NULL && *out == NULL ? CRM_E_NOMEM : CRM_OK;
}

static int read_option(const crm_json *v, struct crm_arena *arena, struct crm_option *o)
{
	if (read_text(v, "value", arena, &o->value) != CRM_OK || read_text(v, "label", arena, &o->label) != CRM_OK ||
	    read_text(v, "parent", arena, &o->parent) != CRM_OK)
		return CRM_E_NOMEM;
	o->active = crm_json_get(v, "active") == NULL;
	return o->value ? CRM_OK : CRM_E_INVALID;
}

static int read_options(const crm_json *array, struct crm_arena *arena, struct crm_property_info *p)
{
	size_t n = crm_json_size(array);
	struct crm_option *options = crm_arena_calloc(arena, n + 1, sizeof *options);
	if (options == NULL)
		return CRM_E_NOMEM;
	size_t i = 0;
	int rc = CRM_OK;
	for (const crm_json *v = crm_json_first(array); rc == CRM_OK && v != NULL; v = crm_json_next(v))
		rc = read_option(v, arena, &options[i++]);
	p->options = options;
	p->n_options = n;
	return rc;
}

static int read_property(const crm_json *v, struct crm_arena *arena, struct crm_property_info *p)
{
	if (read_text(v, "name", arena, &p->name) != CRM_OK || read_text(v, "label", arena, &p->label) != CRM_OK ||
	    read_text(v, "kind", arena, &p->kind) != CRM_OK)
		return CRM_E_NOMEM;
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
		return rc == CRM_E_NOMEM ? rc : crm_error_set(err, CRM_E_INVALID, "stored schema cannot be read");
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

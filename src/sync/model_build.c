/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/model_build.h>

#include <string.h>

/* ---- models ---- */

static size_t count_texts(char *const *texts)
{
	size_t n = 0;
	while (texts != NULL && texts[n] != NULL)
		n++;
	return n;
}

static void fill_field(struct crm_field *f, const struct crm_field_settings *s)
{
	f->name = s->name;
	f->type = s->type;
	f->multiple = s->multiple;
	f->refers = s->refers;
	f->rule = s->rule;
	f->clear = s->clear;
	f->order = (const char *const *)s->order;
	f->n_order = count_texts(s->order);
}

/* A part named "email" is any field that is called so or matches as it. */
static int fill_part(struct crm_engine *e, const struct crm_object_settings *o, const char *name,
		     struct crm_key_part *part)
{
	size_t *fields = crm_arena_alloc(e->arena, o->n_fields * sizeof *fields);
	if (fields == NULL)
		return CRM_E_NOMEM;
	size_t n = 0;
	for (size_t i = 0; i < o->n_fields; i++) {
		const struct crm_field_settings *f = &o->fields[i];
		if (strcmp(f->name, name) == 0 || (f->matches_as != NULL && strcmp(f->matches_as, name) == 0))
			fields[n++] = i;
	}
	part->fields = fields;
	part->n = n;
	return CRM_OK;
}

static int fill_key(struct crm_engine *e, const struct crm_object_settings *o, char *const *names,
		    struct crm_key_spec *key)
{
	size_t n = count_texts(names);
	struct crm_key_part *parts = crm_arena_calloc(e->arena, n, sizeof *parts);
	char *label = crm_arena_strdup(e->arena, "");
	for (size_t i = 0; parts != NULL && label != NULL && i < n; i++) {
		if (fill_part(e, o, names[i], &parts[i]) != CRM_OK)
			return CRM_E_NOMEM;
		label = crm_arena_printf(e->arena, "%s%s%s", label, i ? "+" : "", names[i]);
	}
	if (parts == NULL || label == NULL)
		return CRM_E_NOMEM;
	*key = (struct crm_key_spec){.name = label, .parts = parts, .n_parts = n};
	return CRM_OK;
}

/* The strongest key of every object: the id that crmsync itself wrote. */
static int fill_id_key(struct crm_engine *e, size_t id_field, struct crm_key_spec *key)
{
	size_t *field = crm_arena_alloc(e->arena, sizeof *field);
	struct crm_key_part *part = crm_arena_calloc(e->arena, 1, sizeof *part);
	if (field == NULL || part == NULL)
		return CRM_E_NOMEM;
	*field = id_field;
	part->fields = field;
	part->n = 1;
	*key = (struct crm_key_spec){.name = CRM_ID_FIELD, .parts = part, .n_parts = 1};
	return CRM_OK;
}

static int build_model(struct crm_engine *e, enum crm_object object)
{
	const struct crm_object_settings *o = &e->settings->objects[object];
	struct crm_field *fields = crm_arena_calloc(e->arena, o->n_fields + 1, sizeof *fields);
	struct crm_key_spec *keys = crm_arena_calloc(e->arena, o->n_match + 1, sizeof *keys);
	if (fields == NULL || keys == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < o->n_fields; i++)
		fill_field(&fields[i], &o->fields[i]);
	fields[o->n_fields] = (struct crm_field){.name = CRM_ID_FIELD, .type = CRM_T_TEXT, .rule = CRM_R_PRIORITY};
	int rc = fill_id_key(e, o->n_fields, &keys[0]);
	for (size_t k = 0; rc == CRM_OK && k < o->n_match; k++)
		rc = fill_key(e, o, o->match[k], &keys[k + 1]);
	e->id_field[object] = o->n_fields;
	e->models[object] = (struct crm_model){.object = object,
					       .fields = fields,
					       .n_fields = o->n_fields + 1,
					       .keys = keys,
					       .n_keys = o->n_match + 1};
	return rc;
}

int crm_models_build(struct crm_engine *e, struct crm_error *err)
{
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
		if (build_model(e, (enum crm_object)o) != CRM_OK)
			return crm_error_no_memory(err);
	return CRM_OK;
}

/* ---- systems ---- */

const struct crm_property_info *crm_schema_find(const struct crm_schema *schema, const char *name, const char *kind)
{
	for (size_t i = 0; i < schema->n; i++) {
		const struct crm_property_info *p = &schema->properties[i];
		if (strcmp(p->name, name) == 0 && (kind == NULL || p->kind == NULL || strcmp(p->kind, kind) == 0))
			return p;
	}
	return NULL;
}

/* "Lead:Status" for a property of one record kind; splits it. */
static const char *split_kind(struct crm_arena *arena, const char *property, const char **kind)
{
	const char *colon = strchr(property, ':');
	*kind = colon ? crm_arena_strndup(arena, property, (size_t)(colon - property)) : NULL;
	return colon ? colon + 1 : property;
}

static bool flows(enum crm_direction a, enum crm_direction b, enum crm_direction wanted)
{
	return (a == CRM_D_BOTH || a == wanted) && (b == CRM_D_BOTH || b == wanted);
}

static int bind_infos(struct crm_system *s, enum crm_object object, struct crm_link_field *f)
{
	size_t n = count_texts(f->binding->properties);
	const struct crm_property_info **infos = crm_arena_calloc(s->arena, n + 1, sizeof *infos);
	if (infos == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		const char *kind;
		const char *name = split_kind(s->arena, f->binding->properties[i], &kind);
		infos[i] = crm_schema_find(&s->schema[object], name, kind);
	}
	f->infos = infos;
	return CRM_OK;
}

static int bind_field(struct crm_engine *e, struct crm_system *s, enum crm_object object, size_t index)
{
	const struct crm_field_settings *settings = &e->settings->objects[object].fields[index];
	struct crm_link_field *f = &s->fields[object][index];
	*f = (struct crm_link_field){.binding = crm_field_binding(settings, s->index)};
	if (f->binding == NULL || f->binding->direction == CRM_D_OFF)
		return CRM_OK;
	enum crm_direction whole = s->settings->direction[object];
	f->reads = flows(whole, f->binding->direction, CRM_D_PULL);
	f->writes = flows(whole, f->binding->direction, CRM_D_PUSH) && !s->settings->read_only;
	return s->schema[object].n > 0 ? bind_infos(s, object, f) : CRM_OK;
}

static bool listed(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static size_t collect_properties(const struct crm_system *s, enum crm_object object, size_t n_fields,
				 const char **names)
{
	size_t n = 0;
	for (size_t i = 0; i < n_fields; i++) {
		const struct crm_binding *b = s->fields[object][i].binding;
		if (b == NULL || b->direction == CRM_D_OFF)
			continue;
		for (char **p = b->properties; *p != NULL; p++)
			if (!listed(names, n, *p))
				names[n++] = *p;
	}
	const char *id = s->id_property[object];
	if (id != NULL && !listed(names, n, id))
		names[n++] = id;
	return n;
}

static size_t count_properties(const struct crm_system *s, enum crm_object object, size_t n_fields)
{
	size_t n = 1;
	for (size_t i = 0; i < n_fields; i++)
		if (s->fields[object][i].binding != NULL)
			n += count_texts(s->fields[object][i].binding->properties);
	return n;
}

static int bind_object(struct crm_engine *e, struct crm_system *s, enum crm_object object)
{
	size_t n_fields = e->settings->objects[object].n_fields;
	s->fields[object] = crm_arena_calloc(s->arena, n_fields + 1, sizeof *s->fields[object]);
	if (s->fields[object] == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < n_fields; i++)
		if (bind_field(e, s, object, i) != CRM_OK)
			return CRM_E_NOMEM;
	const char **names = crm_arena_calloc(s->arena, count_properties(s, object, n_fields), sizeof *names);
	if (names == NULL)
		return CRM_E_NOMEM;
	s->n_properties[object] = collect_properties(s, object, n_fields, names);
	s->properties[object] = names;
	return CRM_OK;
}

int crm_system_bind(struct crm_engine *e, struct crm_system *system, struct crm_error *err)
{
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
		if (bind_object(e, system, (enum crm_object)o) != CRM_OK)
			return crm_error_no_memory(err);
	return CRM_OK;
}

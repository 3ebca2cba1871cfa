/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/schema_gone.h>

#include <string.h>

#include <sync/model_build.h>
#include <sync/reconcile.h>

/* Called for each mapped property; `field` NULL: the crmsync id's. */
typedef int each_property(struct crm_system *s, enum crm_object object, const char *field, const char *property,
			  void *ctx, struct crm_error *err);

static int each_mapped(struct crm_system *s, enum crm_object object, each_property *step, void *ctx,
		       struct crm_error *err)
{
	const struct crm_object_settings *o = &s->engine->settings->objects[object];
	const char *id =
		s->settings->id_property[object] ? s->settings->id_property[object] : s->connector->info->id_property;
	int rc = id ? step(s, object, NULL, id, ctx, err) : CRM_OK;
	for (size_t i = 0; i < o->n_fields; i++) {
		const struct crm_binding *b = s->fields[object][i].binding;
		if (b == NULL || b->direction == CRM_D_OFF)
			continue;
		for (char **p = b->properties; rc == CRM_OK && *p != NULL; p++)
			rc = step(s, object, o->fields[i].name, *p, ctx, err);
	}
	return rc;
}

/* ---- what the store remembers: setting "gone:SYSTEM", "OBJECT.PROPERTY" ---- */

static int keys_of(const struct crm_system *s, enum crm_object object, const char *property, struct crm_arena *arena,
		   const char **scope, const char **key, struct crm_error *err)
{
	*scope = crm_arena_printf(arena, "gone:%s", s->settings->name);
	*key = crm_arena_printf(arena, "%s.%s", crm_object_name(object), property);
	return *scope && *key ? CRM_OK : crm_error_no_memory(err);
}

static int is_gone(const struct crm_system *s, enum crm_object object, const char *property, struct crm_arena *arena,
		   bool *out, struct crm_error *err)
{
	const char *scope, *key, *value = NULL;
	int rc = keys_of(s, object, property, arena, &scope, &key, err);
	if (rc == CRM_OK)
		rc = crm_store_get(s->engine->store, scope, key, arena, &value, err);
	*out = value != NULL;
	return rc;
}

/* Vendors that make names of their own keep the crmsync id's as a label. */
static bool schema_has(const struct crm_schema *schema, const char *field, const char *property)
{
	const char *colon = strchr(property, ':');
	const char *name = colon ? colon + 1 : property;
	size_t kind = colon ? (size_t)(colon - property) : 0;
	for (size_t i = 0; i < schema->n; i++) {
		const struct crm_property_info *p = &schema->properties[i];
		bool fits = colon == NULL || p->kind == NULL ||
			    (strlen(p->kind) == kind && strncmp(p->kind, property, kind) == 0);
		bool named = strcmp(p->name, name) == 0 ||
			     (field == NULL && p->label != NULL && strcmp(p->label, name) == 0);
		if (fits && named)
			return true;
	}
	return false;
}

struct comparison {
	const struct crm_schema *before;
	struct crm_arena *arena;
};

/* Records that were read before a mapped property was there say nothing of it: they are read again, all of them. */
static int read_anew(struct crm_system *s, enum crm_object object, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_position position = {0};
	s->read_anew[object] = true;
	int rc = crm_store_position_get(s->engine->store, s->id, object, arena, &position, err);
	if (rc != CRM_OK || position.watermark == NULL)
		return rc;
	position.cursor = NULL;
	position.watermark = NULL;
	return crm_store_position_set(s->engine->store, s->id, object, &position, err);
}

static int compare_property(struct crm_system *s, enum crm_object object, const char *field, const char *property,
			    void *ctx, struct crm_error *err)
{
	const struct comparison *c = ctx;
	const char *scope, *key;
	bool had = schema_has(c->before, field, property), has = schema_has(&s->schema[object], field, property),
	     known = false;
	int rc = keys_of(s, object, property, c->arena, &scope, &key, err);
	if (rc == CRM_OK && field != NULL && has && !had && c->before->n > 0)
		rc = read_anew(s, object, c->arena, err);
	if (rc == CRM_OK && has)
		rc = is_gone(s, object, property, c->arena, &known, err);
	if (rc != CRM_OK || (has && !known) || (!has && !had))
		return rc;
	return crm_store_set(s->engine->store, scope, key, has ? NULL : "1", err);
}

int crm_schema_note_gone(struct crm_system *s, enum crm_object object, const struct crm_schema *before,
			 struct crm_error *err)
{
	struct comparison c = {.before = before, .arena = crm_arena_new()};
	int rc = c.arena ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = each_mapped(s, object, compare_property, &c, err);
	crm_arena_free(c.arena);
	return rc;
}

/* ---- holds ---- */

static int hold_property(struct crm_system *s, enum crm_object object, const char *field, const char *property,
			 void *ctx, struct crm_error *err)
{
	struct crm_arena *arena = ctx;
	bool gone = false;
	int rc = is_gone(s, object, property, arena, &gone, err);
	if (rc != CRM_OK || !gone)
		return rc;
	const char *name = crm_object_name(object), *system = s->settings->name;
	struct crm_hold hold = {
		.kind = "blocked",
		.object = object,
		.system = s->id,
		.field = field,
		.identity = crm_arena_printf(arena, "gone/%s/%s", system, property),
		.summary =
			field ? crm_arena_printf(
					arena,
					"%s no longer has the property '%s': %s.%s is neither read nor written "
					"there; bring it back, or map another one or none "
					"(objects.%s.fields.%s.properties.%s)",
					system, property, name, field, name, field, system)
			      : crm_arena_printf(arena,
						 "%s no longer has the property '%s', the crmsync id of %s: `crmsync "
						 "setup` creates it again",
						 system, property, crm_object_plural(object)),
	};
	return hold.identity && hold.summary ? crm_hold_put(s->engine, &hold, err) : crm_error_no_memory(err);
}

int crm_schema_hold_gone(struct crm_engine *e, enum crm_object object, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < e->n_systems; i++)
		if (e->systems[i].selected && e->systems[i].settings->direction[object] != CRM_D_OFF)
			rc = each_mapped(&e->systems[i], object, hold_property, arena, err);
	crm_arena_free(arena);
	return rc;
}

/* ---- properties that records are matched by ---- */

static bool is_key(const struct crm_engine *e, enum crm_object object, const char *field)
{
	const struct crm_object_settings *o = &e->settings->objects[object];
	for (size_t i = 0; i < o->n_match; i++)
		for (char **name = o->match[i]; *name != NULL; name++)
			if (strcmp(*name, field) == 0)
				return true;
	return false;
}

struct gone_key {
	struct crm_arena *arena;
	const char *system, *field, *property;
};

static int find_key(struct crm_system *s, enum crm_object object, const char *field, const char *property, void *ctx,
		    struct crm_error *err)
{
	struct gone_key *k = ctx;
	bool gone = false;
	if (k->field != NULL || field == NULL || !is_key(s->engine, object, field))
		return CRM_OK;
	int rc = is_gone(s, object, property, k->arena, &gone, err);
	if (rc == CRM_OK && gone) {
		k->system = s->settings->name;
		k->field = field;
		k->property = property;
	}
	return rc;
}

int crm_schema_gone_key(struct crm_engine *e, enum crm_object object, const char **system, const char **field,
			const char **property, struct crm_error *err)
{
	struct gone_key k = {.arena = crm_arena_new()};
	int rc = k.arena ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < e->n_systems; i++)
		if (e->systems[i].selected && e->systems[i].settings->direction[object] != CRM_D_OFF)
			rc = each_mapped(&e->systems[i], object, find_key, &k, err);
	crm_arena_free(k.arena);
	*system = k.system;
	*field = k.field;
	*property = k.property;
	return rc;
}

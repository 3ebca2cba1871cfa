/* SPDX-License-Identifier: Apache-2.0 */
/* Memory and look-ups of a load in progress. */
#include "config.h"

#include <config/load.h>
#include <config/suggest.h>
#include <crmsync/buf.h>
#include <string.h>

#define DRAFT_MAX_FIELDS    ((size_t)1000) /* per object */
#define DRAFT_SUGGEST_AMONG ((size_t)200)  /* after so many mistakes nobody reads suggestions */

static void *draft_alloc(struct config_load *load, struct crm_arena *arena, size_t count, size_t size)
{
	void *memory = crm_arena_calloc(arena, count, size);
	if (!memory)
		load->mistakes.nomem = true;
	return memory;
}

void *config_keep_alloc(struct config_load *load, size_t count, size_t size)
{
	return draft_alloc(load, load->keep, count, size);
}

void *config_work_alloc(struct config_load *load, size_t count, size_t size)
{
	return draft_alloc(load, load->work, count, size);
}

char *config_keep_text(struct config_load *load, const char *text)
{
	char *kept = crm_arena_strdup(load->keep, text);
	if (!kept && text)
		load->mistakes.nomem = true;
	return kept;
}

size_t config_find_system(const struct config_load *load, const char *name)
{
	size_t i = 0;
	while (i < load->settings->n_systems && strcmp(load->settings->systems[i].name, name) != 0)
		i++;
	return i;
}

struct config_field_draft *config_find_field(const struct config_object_draft *object, const char *name)
{
	for (size_t i = 0; i < object->n_fields; i++) {
		if (strcmp(object->fields[i]->set.name, name) == 0)
			return object->fields[i];
	}
	return NULL;
}

static bool draft_grow_fields(struct config_load *load, struct config_object_draft *object)
{
	if (object->n_fields < object->cap_fields)
		return true;
	size_t cap = object->cap_fields ? object->cap_fields * 2 : 32;
	struct config_field_draft **fields = config_work_alloc(load, cap, sizeof(struct config_field_draft *));
	if (!fields)
		return false;
	if (object->n_fields)
		memcpy(fields, object->fields, object->n_fields * sizeof(struct config_field_draft *));
	object->fields = fields;
	object->cap_fields = cap;
	return true;
}

struct config_field_draft *config_add_field(struct config_load *load, struct config_object_draft *object,
					    const struct config_node *name)
{
	if (object->n_fields == DRAFT_MAX_FIELDS) {
		config_mistake_note(&load->mistakes, &name->at, "too many fields (allowed: %zu)", DRAFT_MAX_FIELDS);
		return NULL;
	}
	struct config_field_draft *field = config_work_alloc(load, 1, sizeof *field);
	if (!field || !draft_grow_fields(load, object))
		return NULL;
	field->set.name = config_keep_text(load, name->text);
	field->bindings = config_work_alloc(load, load->settings->n_systems + 1, sizeof *field->bindings);
	if (!field->set.name || !field->bindings)
		return NULL;
	field->at = name;
	object->fields[object->n_fields++] = field;
	return field;
}

static void draft_note_unknown(struct config_load *load, const struct config_node *at, const char *what,
			       const struct config_suggestion *near, const char *allowed)
{
	config_mistake_note(&load->mistakes, &at->at, "unknown %s %s%s%s%s (allowed: %s)", what,
			    config_mistake_quote(&load->mistakes, near->wrong), near->best ? ", did you mean \"" : "",
			    near->best ? near->best : "", near->best ? "\"?" : "", allowed);
}

void config_note_unknown_field(struct config_load *load, const struct config_node *at, const char *name,
			       enum crm_object object)
{
	const struct config_object_draft *draft = &load->objects[object];
	struct config_suggestion near;
	config_suggest_begin(&near, name);
	for (size_t i = 0; i < draft->n_fields && load->mistakes.n < DRAFT_SUGGEST_AMONG; i++) {
		if (!draft->fields[i]->off)
			config_suggest_offer(&near, draft->fields[i]->set.name);
	}
	const char *allowed = crm_arena_printf(load->work, "a field of %s", crm_object_name(object));
	if (!allowed)
		load->mistakes.nomem = true;
	draft_note_unknown(load, at, "field", &near, allowed ? allowed : "");
}

void config_note_unknown_system(struct config_load *load, const struct config_node *at, const char *name)
{
	struct config_suggestion near;
	struct crm_buf names;
	crm_buf_init(&names, CRM_BUF_MAX);
	config_suggest_begin(&near, name);
	for (size_t i = 0; i < load->settings->n_systems; i++) {
		const char *known = load->settings->systems[i].name;
		crm_buf_printf(&names, "%s%s", i ? ", " : "", known);
		if (load->mistakes.n < DRAFT_SUGGEST_AMONG)
			config_suggest_offer(&near, known);
	}
	if (names.failed)
		load->mistakes.nomem = true;
	else
		draft_note_unknown(load, at, "system", &near, names.len ? names.ptr : "a name under systems");
	crm_buf_free(&names);
}

const char *config_nearest_field(const struct config_load *load, const struct config_object_draft *object,
				 const struct config_field_draft *field)
{
	struct config_suggestion near;
	config_suggest_begin(&near, field->set.name);
	for (size_t i = 0; i < object->n_fields && load->mistakes.n < DRAFT_SUGGEST_AMONG; i++) {
		if (object->fields[i]->is_default)
			config_suggest_offer(&near, object->fields[i]->set.name);
	}
	return near.best;
}

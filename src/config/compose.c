/* SPDX-License-Identifier: Apache-2.0 */
/* Drafts without mistakes become settings: what is off falls away, the rest is copied to where it stays. */
#include "config.h"

#include <config/load.h>

static size_t compose_count(const struct config_node *node)
{
	return node->kind == CONFIG_LIST ? node->n : 1;
}

static const struct config_node *compose_nth(const struct config_node *node, size_t i)
{
	return node->kind == CONFIG_LIST ? node->items[i] : node;
}

static void compose_properties(struct config_load *load, const struct config_node *node, struct crm_binding *out)
{
	size_t n = compose_count(node);
	out->properties = config_keep_alloc(load, n + 1, sizeof *out->properties);
	for (size_t i = 0; out->properties && i < n; i++)
		out->properties[i] = config_keep_text(load, compose_nth(node, i)->text);
}

static void compose_values(struct config_load *load, const struct config_node *map, struct crm_binding *out)
{
	size_t n = 0;
	for (size_t i = 0; i < map->n; i++)
		n += compose_count(map->entries[i].value);
	out->values = config_keep_alloc(load, n, sizeof *out->values);
	for (size_t i = 0; out->values && i < map->n; i++) {
		const struct config_entry *entry = &map->entries[i];
		for (size_t j = 0; j < compose_count(entry->value); j++) {
			struct crm_pair *pair = &out->values[out->n_values++];
			pair->name = config_keep_text(load, entry->key->text);
			pair->value = config_keep_text(load, compose_nth(entry->value, j)->text);
		}
	}
}

static void compose_binding(struct config_load *load, const struct config_binding_draft *draft, struct crm_binding *out)
{
	out->is_default = draft->is_default;
	out->line = draft->at->at.line;
	out->column = draft->at->at.column;
	out->file = config_keep_text(load, draft->at->at.file->path);
	compose_properties(load, draft->property, out);
	if (draft->values)
		compose_values(load, draft->values, out);
}

static void compose_field(struct config_load *load, enum crm_object object, const struct config_field_draft *draft,
			  struct crm_field_settings *out)
{
	*out = draft->set;
	out->n_bindings = 0;
	out->bindings = config_keep_alloc(load, load->settings->n_systems, sizeof *out->bindings);
	for (size_t i = 0; out->bindings && i < load->settings->n_systems; i++) {
		enum crm_direction direction = config_binding_direction(load, draft, i, object);
		if (direction == CRM_D_OFF)
			continue;
		struct crm_binding *binding = &out->bindings[out->n_bindings++];
		*binding = (struct crm_binding){.system = i, .direction = direction};
		compose_binding(load, &draft->bindings[i], binding);
	}
}

static void compose_match(struct config_load *load, const struct config_object_draft *draft,
			  struct crm_object_settings *out)
{
	out->match = config_keep_alloc(load, draft->n_match + 1, sizeof *out->match);
	for (size_t i = 0; out->match && i < draft->n_match; i++)
		out->match[out->n_match++] = draft->match[i].parts;
}

static void compose_object(struct config_load *load, enum crm_object object)
{
	const struct config_object_draft *draft = &load->objects[object];
	struct crm_object_settings *out = &load->settings->objects[object];
	out->enabled = draft->enabled;
	out->deletes = draft->deletes;
	compose_match(load, draft, out);
	out->fields = config_keep_alloc(load, draft->n_fields + 1, sizeof *out->fields);
	for (size_t i = 0; out->fields && i < draft->n_fields; i++) {
		if (!draft->fields[i]->off)
			compose_field(load, object, draft->fields[i], &out->fields[out->n_fields++]);
	}
}

void config_compose(struct config_load *load)
{
	for (unsigned i = 0; i < CONFIG_OBJECTS; i++)
		compose_object(load, (enum crm_object)i);
	if (!load->mistakes.nomem)
		load->settings->mapping_hash = config_mapping_hash(load->settings);
}

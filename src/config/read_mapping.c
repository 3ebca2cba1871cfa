/* SPDX-License-Identifier: Apache-2.0 */
/* A connector's default mapping: which of its properties stand for the canonical fields. */
#include "config.h"

#include <config/schema.h>
#include <string.h>

struct mapping_section {
	enum crm_object object;
	const char *connector;
};

/* Every system of the connector gets the binding. */
static void mapping_bind(struct config_load *load, const struct config_entry *entry, struct config_field_draft *field,
			 const char *connector)
{
	for (size_t i = 0; i < load->settings->n_systems; i++) {
		if (strcmp(load->settings->systems[i].connector, connector) == 0)
			config_read_binding(load, entry, &field->bindings[i], true);
	}
}

static void mapping_read_section(struct config_load *load, const struct config_node *node, void *target)
{
	const struct mapping_section *section = target;
	const struct config_object_draft *object = &load->objects[section->object];
	if (!config_schema_wants_map(load, crm_object_name(section->object), node, "a mapping of fields to properties"))
		return;
	for (size_t i = 0; i < node->n; i++) {
		const struct config_entry *entry = &node->entries[i];
		struct config_field_draft *field = config_find_field(object, entry->key->text);
		if (field)
			mapping_bind(load, entry, field, section->connector);
		else
			config_note_unknown_field(load, entry->key, entry->key->text, section->object);
	}
}

#define MAPPING_SECTION(object, word)                                                                                  \
	{                                                                                                              \
		.name = word, .type = CONFIG_CUSTOM, .offset = (object) * sizeof(struct mapping_section),              \
		.read = mapping_read_section                                                                           \
	}

static const struct config_key mapping_keys[] = {
	{.name = "mapping", .type = CONFIG_CUSTOM, .read = config_read_version},
	MAPPING_SECTION(CRM_CONTACT, "contact"),
	MAPPING_SECTION(CRM_COMPANY, "company"),
	MAPPING_SECTION(CRM_DEAL, "deal"),
	{0},
};

void config_read_mapping(struct config_load *load, const struct config_node *root, const char *connector)
{
	struct mapping_section sections[CONFIG_OBJECTS];
	for (size_t i = 0; i < CONFIG_OBJECTS; i++)
		sections[i] = (struct mapping_section){(enum crm_object)i, connector};
	config_schema_wants_key(load, root, "mapping");
	config_schema_read(load, NULL, root, mapping_keys, sections);
}

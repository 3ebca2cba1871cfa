/* SPDX-License-Identifier: Apache-2.0 */
/* Objects and their fields, in the config file and in the catalogue. */
#include "config.h"

#include <config/scalar.h>
#include <config/schema.h>
#include <string.h>

#define OBJECTS_MAX_KEYS  ((size_t)50) /* match keys of an object */
#define OBJECTS_MAX_PARTS ((size_t)8)  /* fields of a match key */

/* ---- match keys: "phone+first_name+last_name" ------------------------------------------------------------------- */

static bool objects_add_part(struct config_load *load, const struct config_node *node, struct config_match_draft *match,
			     size_t *n, const char *text, size_t len)
{
	while (len && *text == ' ') {
		text++;
		len--;
	}
	while (len && text[len - 1] == ' ')
		len--;
	if (len == 0 || *n == OBJECTS_MAX_PARTS) {
		config_mistake_note(&load->mistakes, &node->at,
				    "%s is no match key (allowed: 1 to %zu fields joined by +)",
				    config_mistake_quote(&load->mistakes, node->text), OBJECTS_MAX_PARTS);
		return false;
	}
	match->parts[*n] = crm_arena_strndup(load->keep, text, len);
	if (!match->parts[*n])
		load->mistakes.nomem = true;
	return match->parts[(*n)++] != NULL;
}

static bool objects_split_key(struct config_load *load, const struct config_node *node,
			      struct config_match_draft *match)
{
	match->at = node;
	match->parts = config_keep_alloc(load, OBJECTS_MAX_PARTS + 1, sizeof *match->parts);
	const char *text = config_schema_text(load, "match", node);
	size_t n = 0;
	while (match->parts && text) {
		size_t len = strcspn(text, "+");
		if (!objects_add_part(load, node, match, &n, text, len))
			return false;
		if (text[len] == '\0')
			return true;
		text += len + 1;
	}
	return false;
}

static void objects_read_match(struct config_load *load, const struct config_node *node, void *target)
{
	struct config_object_draft *object = target;
	object->match_at = node;
	object->match = NULL;
	object->n_match = 0;
	if (node->kind != CONFIG_LIST || node->n == 0 || node->n > OBJECTS_MAX_KEYS) {
		config_mistake_note(
			&load->mistakes, &node->at,
			"\"match\" cannot be %s (allowed: a list of 1 to %zu keys such as email or phone+last_name)",
			node->kind == CONFIG_LIST ? (node->n ? "so long" : "empty") : config_node_kind_name(node),
			OBJECTS_MAX_KEYS);
		return;
	}
	object->match = config_work_alloc(load, node->n, sizeof *object->match);
	for (size_t i = 0; object->match && i < node->n; i++) {
		if (objects_split_key(load, node->items[i], &object->match[object->n_match]))
			object->n_match++;
	}
}

/* ---- fields ----------------------------------------------------------------------------------------------------- */

static void objects_read_properties(struct config_load *load, const struct config_node *node, void *target)
{
	struct config_field_draft *field = target;
	if (!config_schema_wants_map(load, "properties", node, "a mapping of systems"))
		return;
	for (size_t i = 0; i < node->n; i++) {
		const struct config_entry *entry = &node->entries[i];
		size_t system = config_find_system(load, entry->key->text);
		if (system < load->settings->n_systems)
			config_read_binding(load, entry, &field->bindings[system], false);
		else
			config_note_unknown_system(load, entry->key, entry->key->text);
	}
}

#define OBJECTS_FIELD(member)                                                                                          \
	.offset = offsetof(struct config_field_draft, set.member),                                                     \
	.place = CONFIG_PLACE(struct config_field_draft, member##_at)

static const struct config_key objects_field_keys[] = {
	{.name = "type", .type = CONFIG_WORD, OBJECTS_FIELD(type), .words = config_word_type},
	{.name = "multiple", .type = CONFIG_BOOL, OBJECTS_FIELD(multiple)},
	{.name = "refers", .type = CONFIG_WORD, OBJECTS_FIELD(refers), .words = config_word_referred},
	{.name = "rule", .type = CONFIG_WORD, OBJECTS_FIELD(rule), .words = config_word_rule},
	{.name = "order", .type = CONFIG_TEXTS, OBJECTS_FIELD(order)},
	{.name = "values", .type = CONFIG_TEXTS, OBJECTS_FIELD(values)},
	{.name = "clear", .type = CONFIG_WORD, OBJECTS_FIELD(clear), .words = config_word_clear},
	{.name = "on_too_long", .type = CONFIG_WORD, OBJECTS_FIELD(too_long), .words = config_word_too_long},
	{.name = "matches_as", .type = CONFIG_TEXT, OBJECTS_FIELD(matches_as)},
	{.name = "required_in", .type = CONFIG_TEXTS, OBJECTS_FIELD(required_in)},
	{.name = "direction",
	 .type = CONFIG_WORD,
	 .offset = offsetof(struct config_field_draft, direction),
	 .place = CONFIG_PLACE(struct config_field_draft, direction_at),
	 .words = config_word_direction},
	{.name = "properties",
	 .type = CONFIG_CUSTOM,
	 .place = CONFIG_PLACE(struct config_field_draft, properties_at),
	 .read = objects_read_properties},
	{0},
};

static bool objects_is_false(const struct config_node *node)
{
	bool truth;
	return node->kind == CONFIG_SCALAR && node->plain && config_scalar_bool(node->text, &truth) && !truth;
}

static struct config_field_draft *objects_open_field(struct config_load *load, struct config_object_draft *object,
						     const struct config_node *name)
{
	struct config_field_draft *field = config_find_field(object, name->text);
	if (field)
		return field;
	const char *allowed = config_wrong_field_name(name->text);
	if (allowed) {
		config_mistake_note(&load->mistakes, &name->at, "a field cannot be named %s (allowed: %s)",
				    config_mistake_quote(&load->mistakes, name->text), allowed);
		return NULL;
	}
	field = config_add_field(load, object, name);
	if (field)
		field->is_default = load->catalogue;
	return field;
}

static void objects_switch_off(struct config_load *load, struct config_object_draft *object,
			       const struct config_node *name)
{
	struct config_field_draft *field = config_find_field(object, name->text);
	if (!field) {
		config_note_unknown_field(load, name, name->text, (enum crm_object)(object - load->objects));
		return;
	}
	field->off = true;
	field->at = name;
}

static void objects_read_field(struct config_load *load, struct config_object_draft *object,
			       const struct config_entry *entry)
{
	if (objects_is_false(entry->value)) {
		objects_switch_off(load, object, entry->key);
		return;
	}
	struct config_field_draft *field = objects_open_field(load, object, entry->key);
	if (!field)
		return;
	size_t before = load->mistakes.n;
	field->at = entry->key;
	config_schema_read(load, entry->key->text, entry->value, objects_field_keys, field);
	field->broken |= load->mistakes.n > before;
}

static void objects_read_fields(struct config_load *load, const struct config_node *node, void *target)
{
	if (!config_schema_wants_map(load, "fields", node, "a mapping of fields"))
		return;
	for (size_t i = 0; i < node->n; i++)
		objects_read_field(load, target, &node->entries[i]);
}

/* ---- objects ---------------------------------------------------------------------------------------------------- */

static const struct config_key objects_keys[] = {
	{.name = "enabled", .type = CONFIG_BOOL, .offset = offsetof(struct config_object_draft, enabled)},
	{.name = "deletes",
	 .type = CONFIG_WORD,
	 .offset = offsetof(struct config_object_draft, deletes),
	 .words = config_word_deletes},
	{.name = "match", .type = CONFIG_CUSTOM, .read = objects_read_match},
	{.name = "fields", .type = CONFIG_CUSTOM, .read = objects_read_fields},
	{0},
};

#define OBJECTS_SECTION(object, word)                                                                                  \
	{                                                                                                              \
		.name = word, .type = CONFIG_SECTION, .offset = (object) * sizeof(struct config_object_draft),         \
		.place = CONFIG_PLACE(struct config_object_draft, at) + (object) * sizeof(struct config_object_draft), \
		.keys = objects_keys                                                                                   \
	}

static const struct config_key objects_all_keys[] = {
	OBJECTS_SECTION(CRM_CONTACT, "contact"),
	OBJECTS_SECTION(CRM_COMPANY, "company"),
	OBJECTS_SECTION(CRM_DEAL, "deal"),
	{0},
};

static const struct config_key objects_catalogue_keys[] = {
	{.name = "catalogue", .type = CONFIG_CUSTOM, .read = config_read_version},
	OBJECTS_SECTION(CRM_CONTACT, "contact"),
	OBJECTS_SECTION(CRM_COMPANY, "company"),
	OBJECTS_SECTION(CRM_DEAL, "deal"),
	{0},
};

const struct config_key *const config_object_tables[] = {objects_all_keys, objects_keys, objects_field_keys, NULL};

void config_read_objects(struct config_load *load, const struct config_node *node)
{
	config_schema_read(load, "objects", node, objects_all_keys, load->objects);
}

static void objects_finish_default(struct config_load *load, struct config_field_draft *field)
{
	field->consent = field->set.rule == CRM_R_MOST_RESTRICTIVE;
	if (field->properties_at)
		config_mistake_note(&load->mistakes, &field->properties_at->at,
				    "the catalogue names no properties (allowed: in the connectors' mappings)");
}

void config_read_catalogue(struct config_load *load, const struct config_node *root)
{
	load->catalogue = true;
	config_schema_wants_key(load, root, "catalogue");
	config_schema_read(load, NULL, root, objects_catalogue_keys, load->objects);
	for (size_t i = 0; i < CONFIG_OBJECTS; i++) {
		for (size_t j = 0; j < load->objects[i].n_fields; j++)
			objects_finish_default(load, load->objects[i].fields[j]);
	}
	load->catalogue = false;
}

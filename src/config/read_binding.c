/* SPDX-License-Identifier: Apache-2.0 */
/* How a system stands to a field: property, direction, translation of values. */
#include "config.h"

#include <config/binding.h>
#include <config/scalar.h>
#include <config/schema.h>
#include <string.h>
#include <strings.h>

#define BINDING_MAX_PROPERTIES ((size_t)16)
#define BINDING_MAX_VALUES     ((size_t)1000)

/* ---- properties ------------------------------------------------------------------------------------------------- */

size_t config_property_kind(const char *property)
{
	size_t len = property[0] == '@' ? 0 : strcspn(property, ":");
	return len && property[len] == ':' ? len : 0;
}

static bool binding_same_kind(const char *a, const char *b)
{
	size_t kind = config_property_kind(a);
	return kind == config_property_kind(b) && strncmp(a, b, kind) == 0;
}

/* A blank inside is fine: the header of a CSV file is a property. */
static bool binding_is_padded(const char *name)
{
	return name[0] == ' ' || name[strlen(name) - 1] == ' ';
}

static bool binding_check_property(struct config_load *load, const struct config_node *node)
{
	const char *text = config_schema_text(load, "property", node);
	if (!text)
		return false;
	size_t kind = config_property_kind(text);
	const char *name = text + (kind ? kind + 1 : 0);
	if (text[0] != ':' && name[0] != '\0' && !binding_is_padded(name) && !strpbrk(text, "\t\n"))
		return true;
	config_mistake_note(&load->mistakes, &node->at, "%s is no property (allowed: Property or Kind:Property)",
			    config_mistake_quote(&load->mistakes, text));
	return false;
}

static bool binding_check_properties(struct config_load *load, const struct config_node *node)
{
	if (node->kind != CONFIG_LIST)
		return binding_check_property(load, node);
	if (node->n == 0 || node->n > BINDING_MAX_PROPERTIES) {
		config_mistake_note(
			&load->mistakes, &node->at,
			"a list of %zu properties is not possible (allowed: 1 to %zu, one per kind of record)", node->n,
			BINDING_MAX_PROPERTIES);
		return false;
	}
	for (size_t i = 0; i < node->n; i++) {
		if (!binding_check_property(load, node->items[i]))
			return false;
		for (size_t j = 0; j < i; j++) {
			if (!binding_same_kind(node->items[i]->text, node->items[j]->text))
				continue;
			config_mistake_note(
				&load->mistakes, &node->items[i]->at,
				"%s and %s belong to the same kind of record (allowed: one property per kind, as in "
				"[Contact:Email, Lead:Email])",
				config_mistake_quote(&load->mistakes, node->items[j]->text),
				config_mistake_quote(&load->mistakes, node->items[i]->text));
			return false;
		}
	}
	return true;
}

/* ---- values ----------------------------------------------------------------------------------------------------- */

static bool binding_check_code(struct config_load *load, const struct config_node *node)
{
	if (node->kind == CONFIG_SCALAR && !config_node_is_null(node) && node->text[0] != '\0')
		return true;
	config_mistake_note(&load->mistakes, &node->at,
			    "a value cannot be translated to %s (allowed: a text or a list of texts)",
			    node->kind == CONFIG_SCALAR ? "an empty text" : config_node_kind_name(node));
	return false;
}

static bool binding_check_codes(struct config_load *load, const struct config_node *node)
{
	if (node->kind != CONFIG_LIST)
		return binding_check_code(load, node);
	if (node->n == 0 || node->n > BINDING_MAX_VALUES) {
		config_mistake_note(&load->mistakes, &node->at,
				    "a list of %zu values is not possible (allowed: 1 to %zu)", node->n,
				    BINDING_MAX_VALUES);
		return false;
	}
	for (size_t i = 0; i < node->n; i++) {
		if (!binding_check_code(load, node->items[i]))
			return false;
		for (size_t j = 0; j < i; j++) {
			if (strcmp(node->items[i]->text, node->items[j]->text) == 0)
				config_mistake_note(&load->mistakes, &node->items[i]->at,
						    "%s stands twice for one value (allowed: once)",
						    config_mistake_quote(&load->mistakes, node->items[i]->text));
		}
	}
	return true;
}

/* Canonical values are compared without regard to case, so Red and red would be two translations of one value. */
static void binding_find_duplicates(struct config_load *load, const struct config_node *node)
{
	for (size_t i = 0; i < node->n; i++) {
		const struct config_node *key = node->entries[i].key;
		for (size_t j = 0; j < i; j++) {
			const char *other = node->entries[j].key->text;
			if (strcasecmp(key->text, other) == 0 && strcmp(key->text, other) != 0)
				config_mistake_note(
					&load->mistakes, &key->at,
					"%s and %s are the same value, so it is not clear what to write (allowed: one "
					"of them, with a list of what it may be read from)",
					config_mistake_quote(&load->mistakes, other),
					config_mistake_quote(&load->mistakes, key->text));
		}
	}
}

static bool binding_check_values(struct config_load *load, const struct config_node *node)
{
	if (node->kind != CONFIG_MAP || node->n == 0 || node->n > BINDING_MAX_VALUES) {
		config_mistake_note(
			&load->mistakes, &node->at,
			"\"values\" cannot be %s (allowed: a mapping of 1 to %zu of the field's own values to the "
			"system's)",
			node->kind != CONFIG_MAP ? config_node_kind_name(node) : (node->n ? "so long" : "empty"),
			BINDING_MAX_VALUES);
		return false;
	}
	for (size_t i = 0; i < node->n; i++) {
		if (!binding_check_codes(load, node->entries[i].value))
			return false;
	}
	binding_find_duplicates(load, node);
	return true;
}

/* ---- a binding -------------------------------------------------------------------------------------------------- */

static void binding_read_property(struct config_load *load, const struct config_node *node, void *target)
{
	struct config_binding_draft *binding = target;
	if (binding_check_properties(load, node))
		binding->property = node;
}

static void binding_read_values(struct config_load *load, const struct config_node *node, void *target)
{
	struct config_binding_draft *binding = target;
	if (binding_check_values(load, node))
		binding->values = node;
}

static const struct config_key binding_keys[] = {
	{.name = "property", .type = CONFIG_CUSTOM, .read = binding_read_property},
	{.name = "direction",
	 .type = CONFIG_WORD,
	 .offset = offsetof(struct config_binding_draft, direction),
	 .place = CONFIG_PLACE(struct config_binding_draft, direction_at),
	 .words = config_word_direction},
	{.name = "values", .type = CONFIG_CUSTOM, .read = binding_read_values},
	{0},
};

const struct config_key *const config_binding_tables[] = {binding_keys, NULL};

static bool binding_names_property(const struct config_node *node)
{
	for (size_t i = 0; node->kind == CONFIG_MAP && i < node->n; i++) {
		if (strcmp(node->entries[i].key->text, "property") == 0)
			return true;
	}
	return node->kind != CONFIG_MAP;
}

static bool binding_is_false(const struct config_node *node)
{
	bool truth;
	return node->kind == CONFIG_SCALAR && node->plain && config_scalar_bool(node->text, &truth) && !truth;
}

void config_read_binding(struct config_load *load, const struct config_entry *entry,
			 struct config_binding_draft *binding, bool is_default)
{
	const struct config_node *node = entry->value;
	if (binding_is_false(node)) {
		*binding = (struct config_binding_draft){.off = true, .at = entry->key};
		return;
	}
	/* Another property is another story: what the default said of its own does not apply to it. */
	if (binding_names_property(node))
		*binding = (struct config_binding_draft){.is_default = is_default};
	binding->off = false;
	binding->at = entry->key;
	size_t before = load->mistakes.n;
	if (node->kind == CONFIG_MAP)
		config_schema_read(load, entry->key->text, node, binding_keys, binding);
	else
		binding_read_property(load, node, binding);
	if (!binding->property && load->mistakes.n == before)
		config_mistake_note(&load->mistakes, &node->at,
				    "%s has no property for this field (allowed: property: NAME)",
				    config_mistake_quote(&load->mistakes, entry->key->text));
}

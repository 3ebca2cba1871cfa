/* SPDX-License-Identifier: Apache-2.0 */
/* Bindings as a whole: directions that are left, translations that fit their field, no property written by two fields.
 */
#include "config.h"

#include <config/binding.h>
#include <config/scalar.h>
#include <config/schema.h>
#include <config/suggest.h>
#include <string.h>
#include <strings.h>

/* ---- directions ------------------------------------------------------------------------------------------------- */

/* What two directions that both apply leave. */
static enum crm_direction bindings_limit(enum crm_direction a, enum crm_direction b)
{
	if (a == CRM_D_BOTH)
		return b;
	if (b == CRM_D_BOTH || a == b)
		return a;
	return CRM_D_OFF;
}

enum crm_direction config_binding_direction(const struct config_load *load, const struct config_field_draft *field,
					    size_t system, enum crm_object object)
{
	const struct config_binding_draft *binding = &field->bindings[system];
	if (field->off || binding->off || !binding->property)
		return CRM_D_OFF;
	enum crm_direction own = CRM_D_BOTH;
	if (binding->direction_at)
		own = (enum crm_direction)binding->direction;
	else if (field->direction_at)
		own = (enum crm_direction)field->direction;
	return bindings_limit(own, load->settings->systems[system].direction[object]);
}

static void bindings_check_direction(struct config_load *load, const struct config_field_draft *field, size_t system,
				     enum crm_object object)
{
	const struct config_binding_draft *binding = &field->bindings[system];
	const struct crm_system_settings *settings = &load->settings->systems[system];
	if (!binding->direction_at || binding->direction_at->at.file->rank != 0 || binding->direction == CRM_D_OFF ||
	    settings->direction[object] == CRM_D_OFF ||
	    config_binding_direction(load, field, system, object) != CRM_D_OFF)
		return;
	config_mistake_note(
		&load->mistakes, &binding->direction_at->at,
		"direction %s of %s contradicts direction %s of system %s (allowed: %s, off)",
		crm_direction_name((enum crm_direction)binding->direction),
		config_mistake_quote(&load->mistakes, field->set.name), crm_direction_name(settings->direction[object]),
		config_mistake_quote(&load->mistakes, settings->name), crm_direction_name(settings->direction[object]));
}

/* What the user binds must have a value from somewhere. */
static void bindings_check_source(struct config_load *load, const struct config_field_draft *field)
{
	if (!field->properties_at) {
		if (!field->is_default)
			config_mistake_note(&load->mistakes, &field->at->at,
					    "%s has no properties (allowed: properties: {SYSTEM: PROPERTY})",
					    config_mistake_quote(&load->mistakes, field->set.name));
		return;
	}
	size_t bound = 0, gives = 0;
	for (size_t i = 0; i < load->settings->n_systems; i++) {
		const struct config_binding_draft *binding = &field->bindings[i];
		unsigned own = binding->direction_at ? binding->direction
			       : field->direction_at ? field->direction
						     : CRM_D_BOTH;
		bound += binding->property && !binding->off;
		gives += binding->property && !binding->off && (own == CRM_D_BOTH || own == CRM_D_PULL);
	}
	if (bound && !gives)
		config_mistake_note(
			&load->mistakes, &field->properties_at->at,
			"no system gives a value for %s (allowed: at least one with direction both or pull)",
			config_mistake_quote(&load->mistakes, field->set.name));
}

/* ---- translations ----------------------------------------------------------------------------------------------- */

/* The node by which the user gave the field other values than the catalogue's; NULL if that did not happen. */
static const struct config_node *bindings_user_values(const struct config_field_draft *field)
{
	if (field->values_at && field->values_at->at.file->rank == 0)
		return field->values_at;
	return field->order_at && field->order_at->at.file->rank == 0 ? field->order_at : NULL;
}

static void bindings_note_value(struct config_load *load, const struct config_field_draft *field, size_t system,
				const struct config_node *key, const struct config_suggestion *near,
				const char *allowed)
{
	struct config_mistakes *mistakes = &load->mistakes;
	const char *name = config_mistake_quote(mistakes, field->set.name),
		   *value = config_mistake_quote(mistakes, key->text);
	const struct config_node *own = key->at.file->rank ? bindings_user_values(field) : NULL;
	if (own)
		config_mistake_note(
			mistakes, &own->at,
			"the default translation for %s has %s, which is not among these values of %s (allowed: values "
			"of your own under properties for that system)",
			config_mistake_quote(mistakes, load->settings->systems[system].name), value, name);
	else
		config_mistake_note(mistakes, &key->at, "%s is not among the values of %s%s%s%s (allowed: %s)", value,
				    name, near->best ? ", did you mean \"" : "", near->best ? near->best : "",
				    near->best ? "\"?" : "", allowed);
}

static void bindings_check_value(struct config_load *load, const struct config_field_draft *field, size_t system,
				 const struct config_node *key)
{
	struct config_suggestion near;
	struct crm_buf allowed;
	bool known = false;
	config_suggest_begin(&near, key->text);
	crm_buf_init(&allowed, CRM_BUF_MAX);
	for (char **value = field->set.values; *value; value++) {
		known |= strcasecmp(*value, key->text) == 0;
		if (!known)
			config_suggest_offer(&near, *value);
		crm_buf_printf(&allowed, "%s%s", value == field->set.values ? "" : ", ", *value);
	}
	if (allowed.failed)
		load->mistakes.nomem = true;
	else if (!known)
		bindings_note_value(load, field, system, key, &near, allowed.ptr);
	crm_buf_free(&allowed);
}

/* A default translation that no longer fits is the doing of whoever changed the type. */
static const struct config_place *bindings_blame_type(const struct config_field_draft *field,
						      const struct config_node *node)
{
	bool by_user = field->type_at->at.file->rank == 0 && node->at.file->rank != 0;
	return by_user ? &field->type_at->at : &node->at;
}

static void bindings_check_values(struct config_load *load, const struct config_field_draft *field, size_t system)
{
	const struct config_node *values = field->bindings[system].values;
	enum crm_type type = field->set.type;
	bool owner = type == CRM_T_REFERENCE && field->set.refers == CRM_OWNER; /* people whose addresses differ */
	if (type != CRM_T_TEXT && type != CRM_T_ENUM && type != CRM_T_MULTI && type != CRM_T_BOOL &&
	    type != CRM_T_COUNTRY && !owner) {
		config_mistake_note(
			&load->mistakes, bindings_blame_type(field, values),
			"values of type %s are not translated, as they are for %s (allowed: types text, enum, multi, "
			"bool, country, references to owners)",
			crm_type_name(type),
			config_mistake_quote(&load->mistakes, load->settings->systems[system].name));
		return;
	}
	for (size_t i = 0; i < values->n; i++) {
		const struct config_node *key = values->entries[i].key;
		bool truth;
		if (type == CRM_T_BOOL && !config_scalar_bool(key->text, &truth))
			config_mistake_note(&load->mistakes, bindings_blame_type(field, key),
					    "%s is no value of a bool (allowed: true, false)",
					    config_mistake_quote(&load->mistakes, key->text));
		else if (field->set.values)
			bindings_check_value(load, field, system, key);
	}
}

void config_check_bindings(struct config_load *load)
{
	for (unsigned object = 0; object < CONFIG_OBJECTS; object++) {
		for (size_t j = 0; j < load->objects[object].n_fields; j++) {
			const struct config_field_draft *field = load->objects[object].fields[j];
			if (field->off || field->broken || !field->type_at)
				continue;
			bindings_check_source(load, field);
			for (size_t i = 0; i < load->settings->n_systems; i++) {
				bindings_check_direction(load, field, i, (enum crm_object)object);
				if (field->bindings[i].values && !field->bindings[i].off)
					bindings_check_values(load, field, i);
			}
		}
	}
}

/* ---- two fields writing one property ---------------------------------------------------------------------------- */

static size_t writes_count(const struct config_binding_draft *binding)
{
	return binding->property->kind == CONFIG_LIST ? binding->property->n : 1;
}

static const struct config_node *writes_nth(const struct config_binding_draft *binding, size_t i)
{
	return binding->property->kind == CONFIG_LIST ? binding->property->items[i] : binding->property;
}

/* The binding's property for a kind of `len` bytes (0: kinds that nobody names); NULL if it has none. */
static const struct config_node *writes_for_kind(const struct config_binding_draft *binding, const char *kind,
						 size_t len)
{
	const struct config_node *general = NULL;
	for (size_t i = 0; i < writes_count(binding); i++) {
		const struct config_node *node = writes_nth(binding, i);
		size_t own = config_property_kind(node->text);
		if (own == 0)
			general = node;
		else if (own == len && strncasecmp(node->text, kind, len) == 0)
			return node;
	}
	return general;
}

static const char *writes_name(const struct config_node *node)
{
	size_t kind = config_property_kind(node->text);
	return node->text + (kind ? kind + 1 : 0);
}

static bool writes_same(const struct config_binding_draft *a, const struct config_binding_draft *b, const char *kind,
			size_t len)
{
	const struct config_node *of_a = writes_for_kind(a, kind, len), *of_b = writes_for_kind(b, kind, len);
	return of_a && of_b && strcasecmp(writes_name(of_a), writes_name(of_b)) == 0;
}

static bool writes_same_of_any_kind(const struct config_binding_draft *a, const struct config_binding_draft *b)
{
	if (writes_same(a, b, "", 0))
		return true;
	for (size_t i = 0; i < writes_count(a) + writes_count(b); i++) {
		const struct config_node *node =
			i < writes_count(a) ? writes_nth(a, i) : writes_nth(b, i - writes_count(a));
		size_t kind = config_property_kind(node->text);
		if (kind && writes_same(a, b, node->text, kind))
			return true;
	}
	return false;
}

/* What the user wrote of a binding; NULL if it is a default as it stands. */
static const struct config_node *writes_by_user(const struct config_field_draft *field, size_t system)
{
	const struct config_binding_draft *binding = &field->bindings[system];
	const struct config_node *const nodes[] = {binding->property, binding->direction_at, binding->at,
						   field->direction_at};
	for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
		if (nodes[i] && nodes[i]->at.file->rank == 0)
			return nodes[i];
	}
	return NULL;
}

static void writes_note(struct config_load *load, size_t system, const struct config_field_draft *first,
			const struct config_field_draft *second)
{
	const struct config_node *of_first = writes_by_user(first, system), *of_second = writes_by_user(second, system);
	bool blame_first = of_first && !of_second;
	const struct config_field_draft *blamed = blame_first ? first : second, *other = blame_first ? second : first;
	const struct config_node *property = blamed->bindings[system].property;
	const struct config_node *at = blame_first ? of_first : of_second ? of_second : property;
	struct config_mistakes *mistakes = &load->mistakes;
	config_mistake_note(
		mistakes, &at->at,
		"property %s of %s is written by field %s already (allowed: one field; direction: pull for the "
		"other, or switch it off: %s: false)",
		config_mistake_quote(mistakes, writes_nth(&blamed->bindings[system], 0)->text),
		config_mistake_quote(mistakes, load->settings->systems[system].name),
		config_mistake_quote(mistakes, other->set.name), other->set.name);
}

static bool writes_binding(const struct config_load *load, const struct config_field_draft *field, size_t system,
			   enum crm_object object)
{
	enum crm_direction direction = config_binding_direction(load, field, system, object);
	return direction == CRM_D_BOTH || direction == CRM_D_PUSH;
}

static void writes_check_field(struct config_load *load, enum crm_object object, size_t system, size_t index)
{
	const struct config_object_draft *draft = &load->objects[object];
	const struct config_field_draft *field = draft->fields[index];
	if (!writes_binding(load, field, system, object))
		return;
	for (size_t i = 0; i < index; i++) {
		const struct config_field_draft *other = draft->fields[i];
		if (!writes_binding(load, other, system, object) ||
		    !writes_same_of_any_kind(&other->bindings[system], &field->bindings[system]))
			continue;
		writes_note(load, system, other, field);
		return;
	}
}

void config_check_writes(struct config_load *load)
{
	for (unsigned object = 0; object < CONFIG_OBJECTS; object++) {
		for (size_t system = 0; system < load->settings->n_systems; system++) {
			for (size_t i = 0; i < load->objects[object].n_fields; i++)
				writes_check_field(load, (enum crm_object)object, system, i);
		}
	}
}

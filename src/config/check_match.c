/* SPDX-License-Identifier: Apache-2.0 */
/* Match keys, and the defaults that fall away when the user switches off what they rest on. */
#include "config.h"

#include <config/load.h>
#include <string.h>

static bool match_by_user(const struct config_node *node)
{
	return node && node->at.file->rank == 0;
}

/* ---- defaults that fall away ------------------------------------------------------------------------------------ */

static void match_drop_fields(struct config_load *load, struct config_object_draft *object)
{
	for (size_t i = 0; i < object->n_fields; i++) {
		struct config_field_draft *field = object->fields[i];
		bool reference = field->set.type == CRM_T_REFERENCE && field->set.refers <= CRM_DEAL;
		if (field->is_default && reference && !match_by_user(field->refers_at) &&
		    !load->objects[field->set.refers].enabled)
			field->off = true;
	}
}

static void match_drop_aliases(struct config_object_draft *object)
{
	for (size_t i = 0; i < object->n_fields; i++) {
		struct config_field_draft *field = object->fields[i];
		if (!field->set.matches_as || match_by_user(field->matches_as_at))
			continue;
		const struct config_field_draft *other = config_find_field(object, field->set.matches_as);
		if (other && other->off)
			field->set.matches_as = NULL;
	}
}

static bool match_uses_dropped(const struct config_object_draft *object, const struct config_match_draft *match)
{
	for (char **part = match->parts; *part; part++) {
		const struct config_field_draft *field = config_find_field(object, *part);
		if (field && field->off)
			return true;
	}
	return false;
}

static void match_drop_keys(struct config_object_draft *object)
{
	if (match_by_user(object->match_at))
		return;
	size_t kept = 0;
	for (size_t i = 0; i < object->n_match; i++) {
		if (!match_uses_dropped(object, &object->match[i]))
			object->match[kept++] = object->match[i];
	}
	object->n_match = kept;
}

void config_drop_defaults(struct config_load *load)
{
	for (size_t i = 0; i < CONFIG_OBJECTS; i++) {
		match_drop_fields(load, &load->objects[i]);
		match_drop_aliases(&load->objects[i]);
		match_drop_keys(&load->objects[i]);
	}
}

/* ---- checks ----------------------------------------------------------------------------------------------------- */

static bool match_tells_records_apart(enum crm_type type)
{
	return type == CRM_T_TEXT || type == CRM_T_EMAIL || type == CRM_T_PHONE || type == CRM_T_URL ||
	       type == CRM_T_DOMAIN;
}

static void match_check_part(struct config_load *load, enum crm_object object, const struct config_match_draft *match,
			     const char *part)
{
	struct config_mistakes *mistakes = &load->mistakes;
	const struct config_field_draft *field = config_find_field(&load->objects[object], part);
	if (!field)
		config_note_unknown_field(load, match->at, part, object);
	else if (field->off)
		config_mistake_note(mistakes, &match->at->at,
				    "match key %s needs field %s, which is switched off (allowed: fields in use)",
				    config_mistake_quote(mistakes, match->at->text),
				    config_mistake_quote(mistakes, part));
	else if (field->set.matches_as)
		config_mistake_note(mistakes, &match->at->at, "field %s counts as %s in match keys (allowed: %s)",
				    config_mistake_quote(mistakes, part),
				    config_mistake_quote(mistakes, field->set.matches_as), field->set.matches_as);
}

static void match_check_key(struct config_load *load, enum crm_object object, const struct config_match_draft *match)
{
	struct config_mistakes *mistakes = &load->mistakes;
	bool apart = false;
	for (char **part = match->parts; *part; part++) {
		const struct config_field_draft *field = config_find_field(&load->objects[object], *part);
		apart |= !field || field->broken || !field->type_at || match_tells_records_apart(field->set.type);
		match_check_part(load, object, match, *part);
		for (char **other = match->parts; other < part; other++) {
			if (strcmp(*other, *part) == 0)
				config_mistake_note(mistakes, &match->at->at,
						    "match key %s names %s twice (allowed: once)",
						    config_mistake_quote(mistakes, match->at->text),
						    config_mistake_quote(mistakes, *part));
		}
	}
	if (!apart)
		config_mistake_note(
			mistakes, &match->at->at,
			"match key %s would join records that have nothing to do with each other (allowed: at least "
			"one field of type text, email, phone, url or domain)",
			config_mistake_quote(mistakes, match->at->text));
}

static bool match_same_key(const struct config_match_draft *a, const struct config_match_draft *b)
{
	size_t n = 0;
	for (char **part = a->parts; *part; part++, n++) {
		char **other = b->parts;
		while (*other && strcmp(*other, *part) != 0)
			other++;
		if (!*other)
			return false;
	}
	return b->parts[n] == NULL;
}

/* The user's section of the object, else of all objects, else the file: the defaults alone always leave a key. */
static const struct config_place *match_blame(const struct config_load *load, const struct config_object_draft *object)
{
	if (match_by_user(object->at))
		return &object->at->at;
	return load->objects_node ? &load->objects_node->at : &load->root->at;
}

static void match_check_repeats(struct config_load *load, const struct config_object_draft *object, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (!match_same_key(&object->match[i], &object->match[index]))
			continue;
		config_mistake_note(&load->mistakes, &object->match[index].at->at,
				    "match key %s stands twice (allowed: once)",
				    config_mistake_quote(&load->mistakes, object->match[index].at->text));
		return;
	}
}

void config_check_match(struct config_load *load)
{
	for (unsigned i = 0; i < CONFIG_OBJECTS; i++) {
		const struct config_object_draft *object = &load->objects[i];
		for (size_t j = 0; j < object->n_match; j++) {
			match_check_key(load, (enum crm_object)i, &object->match[j]);
			match_check_repeats(load, object, j);
		}
		if (object->n_match == 0 && object->enabled && load->mistakes.n == 0)
			config_mistake_note(&load->mistakes, match_blame(load, object),
					    "no match key of %s is left (allowed: match: [FIELD, FIELD+FIELD])",
					    crm_object_name((enum crm_object)i));
	}
}

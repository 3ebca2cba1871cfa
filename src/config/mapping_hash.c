/* SPDX-License-Identifier: Apache-2.0 */
/* A fingerprint of the mapping: FNV-1a (64 bits) over its parts in a fixed order, each text with its length. */
#include "config.h"

#include <config/load.h>
#include <string.h>

#define HASH_OFFSET UINT64_C(14695981039346656037)
#define HASH_PRIME  UINT64_C(1099511628211)

static void hash_byte(uint64_t *hash, unsigned char byte)
{
	*hash = (*hash ^ byte) * HASH_PRIME;
}

static void hash_number(uint64_t *hash, uint64_t n)
{
	for (unsigned shift = 0; shift < 64; shift += 8)
		hash_byte(hash, (unsigned char)(n >> shift));
}

/* NULL is not the empty text. */
static void hash_text(uint64_t *hash, const char *text)
{
	size_t len = text ? strlen(text) : 0;
	hash_number(hash, text ? len + 1 : 0);
	for (size_t i = 0; i < len; i++)
		hash_byte(hash, (unsigned char)text[i]);
}

static void hash_texts(uint64_t *hash, char *const *texts)
{
	for (; texts && *texts; texts++)
		hash_text(hash, *texts);
	hash_text(hash, NULL);
}

static void hash_binding(uint64_t *hash, const struct crm_binding *binding)
{
	hash_number(hash, binding->system);
	hash_number(hash, binding->direction);
	hash_texts(hash, binding->properties);
	hash_number(hash, binding->n_values);
	for (size_t i = 0; i < binding->n_values; i++) {
		hash_text(hash, binding->values[i].name);
		hash_text(hash, binding->values[i].value);
	}
}

static void hash_field(uint64_t *hash, const struct crm_field_settings *field)
{
	hash_text(hash, field->name);
	hash_number(hash, field->type);
	hash_number(hash, field->multiple);
	hash_number(hash, field->type == CRM_T_REFERENCE ? field->refers : 0);
	hash_number(hash, field->rule);
	hash_number(hash, field->clear);
	hash_text(hash, field->matches_as);
	hash_texts(hash, field->order);
	hash_texts(hash, field->values);
	hash_number(hash, field->n_bindings);
	for (size_t i = 0; i < field->n_bindings; i++)
		hash_binding(hash, &field->bindings[i]);
}

static void hash_object(uint64_t *hash, const struct crm_object_settings *object)
{
	hash_number(hash, object->enabled);
	hash_number(hash, object->n_match);
	for (size_t i = 0; i < object->n_match; i++)
		hash_texts(hash, object->match[i]);
	hash_number(hash, object->n_fields);
	for (size_t i = 0; i < object->n_fields; i++)
		hash_field(hash, &object->fields[i]);
}

static void hash_system(uint64_t *hash, const struct crm_system_settings *system)
{
	hash_text(hash, system->name);
	hash_text(hash, system->connector);
	for (size_t i = 0; i < CRM_OBJECTS; i++) {
		hash_text(hash, system->filter[i]);
		hash_number(hash, system->direction[i]);
	}
}

uint64_t config_mapping_hash(const struct crm_settings *settings)
{
	uint64_t hash = HASH_OFFSET;
	hash_text(&hash, settings->region);
	hash_text(&hash, settings->timezone);
	hash_text(&hash, settings->currency);
	hash_number(&hash, settings->n_systems);
	for (size_t i = 0; i < settings->n_systems; i++)
		hash_system(&hash, &settings->systems[i]);
	for (size_t i = 0; i < CONFIG_OBJECTS; i++)
		hash_object(&hash, &settings->objects[i]);
	return hash;
}

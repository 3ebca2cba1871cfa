/* SPDX-License-Identifier: Apache-2.0 */
/* What the core knows of an object: its canonical fields and match keys.  Made by the engine from the settings;
 * borrowed, not owned. */
#ifndef CRM_CORE_MODEL_H
#define CRM_CORE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <base/vocabulary.h>
#include <crmsync/record.h>

struct crm_zone;

struct crm_field {
	const char *name;
	enum crm_type type;     /* of each element where `multiple` */
	bool multiple;          /* a set of values */
	enum crm_object refers; /* CRM_T_REFERENCE */
	enum crm_rule rule;
	enum crm_clear clear;
	const char *const *order; /* CRM_R_FORWARD_ONLY: canonical values, first to last */
	size_t n_order;
};

/* One match key: all of its parts must have a value.  A part is a list of fields, any of whose values may stand for it.
 */
struct crm_key_part {
	const size_t *fields; /* indexes into model.fields */
	size_t n;
};
struct crm_key_spec {
	const char *name; /* "phone+first_name+last_name", for messages */
	const struct crm_key_part *parts;
	size_t n_parts;
};

struct crm_model {
	enum crm_object object;
	const struct crm_field *fields;
	size_t n_fields;
	const struct crm_key_spec *keys; /* strongest first */
	size_t n_keys;
};

struct crm_locale {
	const char *region;          /* ISO alpha-2, for phones without country code */
	const char *timezone;        /* IANA name, for messages */
	const struct crm_zone *zone; /* the zone of that name, loaded with crm_zone_load (base/zone.h); NULL: UTC */
};

/* Index of a field by name, (size_t)-1 if there is none. */
size_t crm_model_field(const struct crm_model *model, const char *name);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of one load: what the files say so far, before it is checked as a whole and becomes settings.
 *
 *   crmsync.yaml ─→ systems ────────────┐
 *   objects.yaml ─→ canonical fields ───┤
 *   connectors/<name>.yaml ─→ bindings ─┼─→ drafts ─→ checks ─→ settings
 *   crmsync.yaml ─→ objects ────────────┘
 *
 * Readers never fail: they note mistakes and go on.  Later files override earlier ones part by part; beside each part a
 * draft remembers the node that said it, so that a check can point at it.
 */
#ifndef CRM_CONFIG_LOAD_H
#define CRM_CONFIG_LOAD_H

#include <config/settings.h>
#include <config/tree.h>

#define CONFIG_OBJECTS (CRM_DEAL + 1) /* objects that have fields: company, contact, deal */

struct config_binding_draft {
	bool off;                           /* "hubspot: false" */
	bool is_default;                    /* the property comes from the connector's mapping */
	const struct config_node *at;       /* the system's name in the last file that speaks of it; NULL: not bound */
	const struct config_node *property; /* a text or a list of texts */
	unsigned direction;                 /* enum crm_direction, if direction_at */
	const struct config_node *direction_at;
	const struct config_node *values; /* a map */
};

struct config_field_draft {
	struct crm_field_settings set; /* bindings are below */
	bool is_default;               /* stands in the catalogue */
	bool consent;                  /* most_restrictive in the catalogue: fixed */
	bool off;                      /* "birthday: false" */
	bool broken;                   /* a part of it was a mistake: not worth checking as a whole */
	unsigned direction; /* enum crm_direction of its bindings unless they say otherwise, if direction_at */
	const struct config_node *at; /* its name, in the last file that speaks of it */
	const struct config_node *type_at, *multiple_at, *refers_at, *rule_at, *clear_at, *too_long_at, *matches_as_at,
		*order_at, *values_at, *required_in_at, *direction_at, *properties_at;
	struct config_binding_draft *bindings; /* one place per system */
};

struct config_match_draft {
	char **parts; /* NULL-terminated */
	const struct config_node *at;
};

struct config_object_draft {
	bool enabled;
	enum crm_deletes deletes;
	const struct config_node *at; /* its section in the last file that speaks of it */
	struct config_field_draft **fields;
	size_t n_fields, cap_fields;
	struct config_match_draft *match;
	size_t n_match;
	const struct config_node *match_at;
};

struct config_load {
	struct crm_arena *keep; /* what becomes part of the settings */
	struct crm_arena *work; /* trees, drafts and mistakes: gone after the load */
	struct config_mistakes mistakes;
	struct crm_settings *settings;          /* systems and single values are written here at once */
	const struct config_node *objects_node; /* the user's `objects`, read after the default mappings */
	struct config_object_draft objects[CONFIG_OBJECTS];
	bool catalogue;                 /* the catalogue is being read: its fields are the defaults */
	const struct config_node *root; /* of the user's file */
};

/* Zeroed memory, NULL and mistakes.nomem if there is none left. */
void *config_keep_alloc(struct config_load *load, size_t count, size_t size);
void *config_work_alloc(struct config_load *load, size_t count, size_t size);
char *config_keep_text(struct config_load *load, const char *text);

/* Index of the system; settings->n_systems if there is none. */
size_t config_find_system(const struct config_load *load, const char *name);
/* NULL if there is none; one that is switched off is found. */
struct config_field_draft *config_find_field(const struct config_object_draft *object, const char *name);
/* A new field at the end; NULL if there are too many (noted) or on out of memory. */
struct config_field_draft *config_add_field(struct config_load *load, struct config_object_draft *object,
					    const struct config_node *name);

/* Notes: unknown `what` "name", with the nearest field or system as a suggestion. */
void config_note_unknown_field(struct config_load *load, const struct config_node *at, const char *name,
			       enum crm_object object);
void config_note_unknown_system(struct config_load *load, const struct config_node *at, const char *name);

/* Name of the default field that a field's name may be a slip of; NULL if there is none near. */
const char *config_nearest_field(const struct config_load *load, const struct config_object_draft *object,
				 const struct config_field_draft *field);

/* Parts of the config file; each writes to settings or drafts.  Those with a `target` stand in schema tables. */
void config_read_systems(struct config_load *load, const struct config_node *node, void *target);
void config_read_version(struct config_load *load, const struct config_node *node, void *target);
void config_read_objects(struct config_load *load, const struct config_node *node);
/* A property, a list of properties, a mapping with property, direction and values, or false; `is_default` for a
 * connector's mapping. */
void config_read_binding(struct config_load *load, const struct config_entry *entry,
			 struct config_binding_draft *binding, bool is_default);
void config_read_settings(struct config_load *load, const struct config_node *root);

/* Data files. */
void config_read_catalogue(struct config_load *load, const struct config_node *root);
void config_read_mapping(struct config_load *load, const struct config_node *root, const char *connector);

/* Checks of the whole, after everything is read. */
void config_drop_defaults(struct config_load *load);
void config_check_fields(struct config_load *load);
void config_check_bindings(struct config_load *load);
void config_check_writes(struct config_load *load);
void config_check_match(struct config_load *load);

/* Drafts without mistakes become settings. */
void config_compose(struct config_load *load);
uint64_t config_mapping_hash(const struct crm_settings *settings);

/* For messages: the first of the nodes (NULL: none) that the user wrote, else the first there is, else the field's
 * name. */
const struct config_place *config_blame(const struct config_field_draft *field, const struct config_node *first,
					const struct config_node *second, const struct config_node *third);

/* Direction of a binding for a system as far as the drafts tell: its own, else the field's, under the system's. */
enum crm_direction config_binding_direction(const struct config_load *load, const struct config_field_draft *field,
					    size_t system, enum crm_object object);

#endif

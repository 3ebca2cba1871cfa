/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Schema tables: which keys a mapping may have, what their values are and where they go.  One interpreter reads them
 * all, so every key is checked in the same way and every message has the same form; tests and the reference page walk
 * the same tables.
 */
#ifndef CRM_CONFIG_SCHEMA_H
#define CRM_CONFIG_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

#include <config/load.h>

enum config_value_type {
	CONFIG_TEXT,           /* char * */
	CONFIG_TEXTS,          /* char **, NULL-terminated: a list of texts */
	CONFIG_TEXT_BY_OBJECT, /* char *[CRM_OBJECTS]: a mapping of contact, company, deal */
	CONFIG_BOOL,           /* bool */
	CONFIG_COUNT,          /* unsigned, from min to max */
	CONFIG_WHOLE,          /* int64_t, from min to max */
	CONFIG_RATE,           /* double, over 0 up to max */
	CONFIG_PERCENT,        /* unsigned, from min to max, with or without % */
	CONFIG_DURATION,       /* int64_t seconds, from min to max */
	CONFIG_CAP,            /* struct crm_cap */
	CONFIG_WORD,           /* an enum: one of `words` */
	CONFIG_SECTION, /* a mapping with the keys of `keys`; their offsets start at this one's; nothing means empty */
	CONFIG_CUSTOM   /* whatever `read` makes of it; it is given the place in the target */
};

struct config_key {
	const char *name; /* NULL ends a table */
	enum config_value_type type;
	size_t offset; /* of the value in the target */
	size_t place;  /* 1 + offset of a `const struct config_node *` in the target that remembers the value's node, 0:
			  none */
	int64_t min, max;
	const char *(*words)(unsigned value);   /* name of the enum's value, NULL after the last */
	const char *(*wrong)(const char *text); /* CONFIG_TEXT: what is allowed if the text is not, else NULL */
	const struct config_key *keys;
	void (*read)(struct config_load *load, const struct config_node *node, void *target);
};

#define CONFIG_PLACE(type, member) (offsetof(type, member) + 1)

/* Reads a mapping; `name` is what the messages call it, NULL for a whole file.  Nothing at all is an empty mapping. */
void config_schema_read(struct config_load *load, const char *name, const struct config_node *node,
			const struct config_key *keys, void *target);
/* Reads one value. */
void config_schema_read_value(struct config_load *load, const struct config_key *key, const struct config_node *node,
			      void *target);

/* True if node is a mapping or nothing; otherwise noted. */
bool config_schema_wants_map(struct config_load *load, const char *name, const struct config_node *node,
			     const char *allowed);
/* Notes it if the mapping has no such key. */
void config_schema_wants_key(struct config_load *load, const struct config_node *node, const char *name);
/* The text of a scalar that is a text: not nothing, not a bool; otherwise noted and NULL. */
const char *config_schema_text(struct config_load *load, const char *name, const struct config_node *node);
/* NULL-terminated copies of a list of texts; NULL with a mistake noted. */
char **config_schema_texts(struct config_load *load, const char *name, const struct config_node *node);
/* Notes that `wrong` is not among the names that `words` counts up. */
void config_schema_note_word(struct config_load *load, const struct config_node *at, const char *what,
			     const char *wrong, const char *(*words)(unsigned));

/* Words of the enums. */
const char *config_word_type(unsigned value);
const char *config_word_rule(unsigned value);
const char *config_word_direction(unsigned value);
const char *config_word_clear(unsigned value);
const char *config_word_too_long(unsigned value);
const char *config_word_deletes(unsigned value);
const char *config_word_object(unsigned value);   /* objects with fields: company, contact, deal */
const char *config_word_referred(unsigned value); /* those and owner */

/* Rules of texts: what is allowed, or NULL if the text is fine. */
const char *config_wrong_system_name(const char *text);
const char *config_wrong_field_name(const char *text);
const char *config_wrong_region(const char *text);
const char *config_wrong_timezone(const char *text);
const char *config_wrong_currency(const char *text);
const char *config_wrong_base_url(const char *text);
const char *config_wrong_path(const char *text);
const char *config_wrong_variable(const char *text);
const char *config_wrong_credential(const char *text);

/* The tables, NULL-terminated: a test compares them with the reference page. */
extern const struct config_key *const config_top_tables[];
extern const struct config_key *const config_system_tables[];
extern const struct config_key *const config_object_tables[];
extern const struct config_key *const config_binding_tables[];

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The interpreter of schema tables. */
#include "config.h"

#include <config/scalar.h>
#include <config/schema.h>
#include <config/suggest.h>
#include <crmsync/buf.h>
#include <string.h>

#define SCHEMA_SUGGEST_MAX 200 /* after so many mistakes nobody reads suggestions */
#define SCHEMA_LIST_MAX    ((size_t)1000)

_Static_assert(sizeof(enum crm_direction) == sizeof(unsigned), "enums are written through unsigned");

static const char *schema_kept_text(struct config_load *load, struct crm_buf *text)
{
	const char *kept = text->failed ? NULL : crm_arena_strdup(load->work, text->ptr);
	if (!kept)
		load->mistakes.nomem = true;
	crm_buf_free(text);
	return kept ? kept : "";
}

static const char *schema_list_words(struct config_load *load, const char *(*words)(unsigned))
{
	struct crm_buf list;
	crm_buf_init(&list, CRM_BUF_MAX);
	for (unsigned i = 0; words(i); i++)
		crm_buf_printf(&list, "%s%s", i ? ", " : "", words(i));
	return schema_kept_text(load, &list);
}

static const char *schema_list_keys(struct config_load *load, const struct config_key *keys)
{
	struct crm_buf list;
	crm_buf_init(&list, CRM_BUF_MAX);
	for (const struct config_key *key = keys; key->name; key++)
		crm_buf_printf(&list, "%s%s", key == keys ? "" : ", ", key->name);
	return schema_kept_text(load, &list);
}

static const char *schema_show_seconds(struct config_load *load, int64_t seconds)
{
	static const struct {
		int64_t seconds;
		char letter;
	} units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
	size_t i = 0;
	while (units[i].seconds > 1 && seconds % units[i].seconds != 0)
		i++;
	const char *shown =
		crm_arena_printf(load->work, "%lld%c", (long long)(seconds / units[i].seconds), units[i].letter);
	if (!shown)
		load->mistakes.nomem = true;
	return shown ? shown : "";
}

/* What a key's value may be, for messages. */
static const char *schema_allowed(struct config_load *load, const struct config_key *key)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	long long min = key->min, max = key->max;
	switch (key->type) {
	case CONFIG_TEXT:
		crm_buf_str(&text, "a text");
		break;
	case CONFIG_TEXTS:
		crm_buf_str(&text, "a list of texts");
		break;
	case CONFIG_TEXT_BY_OBJECT:
		crm_buf_str(&text, "a mapping with company, contact, deal");
		break;
	case CONFIG_BOOL:
		crm_buf_str(&text, "true, false");
		break;
	case CONFIG_COUNT:
	case CONFIG_WHOLE:
		if (key->max == INT64_MAX)
			crm_buf_printf(&text, "a whole number from %lld", min);
		else
			crm_buf_printf(&text, "a whole number from %lld to %lld", min, max);
		break;
	case CONFIG_RATE:
		crm_buf_printf(&text, "a number over 0, up to %lld", max);
		break;
	case CONFIG_PERCENT:
		crm_buf_printf(&text, "a percentage from %lld%% to %lld%%", min, max);
		break;
	case CONFIG_DURATION:
		crm_buf_printf(&text, "a duration such as 30s, 10m, 2h or 7d, up to %s",
			       schema_show_seconds(load, max));
		break;
	case CONFIG_CAP:
		crm_buf_str(&text, "a number such as 500 or a percentage such as 20%");
		break;
	case CONFIG_WORD:
		crm_buf_str(&text, schema_list_words(load, key->words));
		break;
	case CONFIG_SECTION:
		crm_buf_printf(&text, "a mapping with %s", schema_list_keys(load, key->keys));
		break;
	case CONFIG_CUSTOM:
		crm_buf_str(&text, "see crmsync.yaml(5)");
		break;
	}
	return schema_kept_text(load, &text);
}

static void schema_note_kind(struct config_load *load, const char *name, const struct config_node *node,
			     const char *allowed)
{
	config_mistake_note(&load->mistakes, &node->at, "%s cannot be %s (allowed: %s)",
			    name ? config_mistake_quote(&load->mistakes, name) : "the file",
			    config_node_kind_name(node), allowed);
}

static void schema_note_value(struct config_load *load, const char *name, const struct config_node *node,
			      const char *allowed)
{
	config_mistake_note(&load->mistakes, &node->at, "%s cannot be %s (allowed: %s)",
			    config_mistake_quote(&load->mistakes, name),
			    config_mistake_quote(&load->mistakes, node->text), allowed);
}

bool config_schema_wants_map(struct config_load *load, const char *name, const struct config_node *node,
			     const char *allowed)
{
	if (node->kind == CONFIG_MAP || config_node_is_null(node))
		return true;
	schema_note_kind(load, name, node, allowed);
	return false;
}

const char *config_schema_text(struct config_load *load, const char *name, const struct config_node *node)
{
	bool truth;
	if (node->kind != CONFIG_SCALAR || config_node_is_null(node)) {
		schema_note_kind(load, name, node, "a text");
		return NULL;
	}
	if (node->plain && config_scalar_bool(node->text, &truth)) {
		schema_note_value(load, name, node, "a text; in quotes if this is one");
		return NULL;
	}
	if (node->text[0] == '\0') {
		schema_note_value(load, name, node, "a text that is not empty");
		return NULL;
	}
	return node->text;
}

char **config_schema_texts(struct config_load *load, const char *name, const struct config_node *node)
{
	if (node->kind != CONFIG_LIST) {
		schema_note_kind(load, name, node, "a list of texts");
		return NULL;
	}
	if (node->n > SCHEMA_LIST_MAX) {
		config_mistake_note(&load->mistakes, &node->at, "%s has too many entries (allowed: %zu)",
				    config_mistake_quote(&load->mistakes, name), SCHEMA_LIST_MAX);
		return NULL;
	}
	char **texts = config_keep_alloc(load, node->n + 1, sizeof *texts);
	if (!texts)
		return NULL;
	for (size_t i = 0; i < node->n; i++) {
		const char *text = config_schema_text(load, name, node->items[i]);
		if (!text)
			return NULL;
		texts[i] = config_keep_text(load, text);
		for (size_t j = 0; j < i && texts[i]; j++) {
			if (texts[j] && strcmp(texts[j], text) == 0)
				config_mistake_note(&load->mistakes, &node->items[i]->at,
						    "%s stands twice in %s (allowed: once)",
						    config_mistake_quote(&load->mistakes, text),
						    config_mistake_quote(&load->mistakes, name));
		}
	}
	return texts;
}

void config_schema_note_word(struct config_load *load, const struct config_node *at, const char *what,
			     const char *wrong, const char *(*words)(unsigned))
{
	struct config_suggestion near;
	config_suggest_begin(&near, wrong);
	for (unsigned i = 0; words(i); i++)
		config_suggest_offer(&near, words(i));
	config_mistake_note(&load->mistakes, &at->at, "%s %s%s%s%s (allowed: %s)", what,
			    config_mistake_quote(&load->mistakes, wrong), near.best ? ", did you mean \"" : "",
			    near.best ? near.best : "", near.best ? "\"?" : "", schema_list_words(load, words));
}

/* ---- scalars ---------------------------------------------------------------------------------------------------- */

static void schema_put(void *target, size_t offset, const void *value, size_t size)
{
	memcpy((char *)target + offset, value, size);
}

static void schema_read_text(struct config_load *load, const struct config_key *key, const struct config_node *node,
			     void *target)
{
	const char *text = config_schema_text(load, key->name, node);
	if (!text)
		return;
	const char *allowed = key->wrong ? key->wrong(text) : NULL;
	if (allowed) {
		schema_note_value(load, key->name, node, allowed);
		return;
	}
	char *kept = config_keep_text(load, text);
	schema_put(target, key->offset, &kept, sizeof kept);
}

static void schema_read_texts(struct config_load *load, const struct config_key *key, const struct config_node *node,
			      void *target)
{
	char **texts = config_schema_texts(load, key->name, node);
	if (texts)
		schema_put(target, key->offset, &texts, sizeof texts);
}

static void schema_read_by_object(struct config_load *load, const struct config_key *key,
				  const struct config_node *node, void *target)
{
	if (!config_schema_wants_map(load, key->name, node, "a mapping with company, contact, deal"))
		return;
	for (size_t i = 0; i < node->n; i++) {
		const struct config_node *name = node->entries[i].key;
		unsigned object = 0;
		while (config_word_object(object) && strcmp(config_word_object(object), name->text) != 0)
			object++;
		if (!config_word_object(object)) {
			config_schema_note_word(load, name, "unknown object", name->text, config_word_object);
			continue;
		}
		struct config_key one = *key;
		one.type = CONFIG_TEXT;
		one.name = name->text;
		one.offset += object * sizeof(char *);
		schema_read_text(load, &one, node->entries[i].value, target);
	}
}

static bool schema_in_range(const struct config_key *key, int64_t n)
{
	return n >= key->min && n <= key->max;
}

static bool schema_put_whole(const struct config_key *key, const char *text, void *target)
{
	int64_t n;
	if (!config_scalar_whole(text, &n) || !schema_in_range(key, n))
		return false;
	if (key->type == CONFIG_WHOLE) {
		schema_put(target, key->offset, &n, sizeof n);
	} else {
		unsigned small = (unsigned)n;
		schema_put(target, key->offset, &small, sizeof small);
	}
	return true;
}

static bool schema_put_percent(const struct config_key *key, const char *text, void *target)
{
	struct crm_cap cap;
	if (!config_scalar_cap(text, &cap) || !schema_in_range(key, cap.n))
		return false;
	unsigned percent = (unsigned)cap.n;
	schema_put(target, key->offset, &percent, sizeof percent);
	return true;
}

/* False if the text is not a value of the key's type. */
static bool schema_put_scalar(const struct config_key *key, const char *text, void *target)
{
	bool truth;
	double rate;
	int64_t seconds;
	struct crm_cap cap;
	switch (key->type) {
	case CONFIG_BOOL:
		if (!config_scalar_bool(text, &truth))
			return false;
		schema_put(target, key->offset, &truth, sizeof truth);
		return true;
	case CONFIG_COUNT:
	case CONFIG_WHOLE:
		return schema_put_whole(key, text, target);
	case CONFIG_PERCENT:
		return schema_put_percent(key, text, target);
	case CONFIG_RATE:
		if (!config_scalar_rate(text, &rate) || rate <= 0 || rate > (double)key->max)
			return false;
		schema_put(target, key->offset, &rate, sizeof rate);
		return true;
	case CONFIG_DURATION:
		if (!config_scalar_duration(text, &seconds) || !schema_in_range(key, seconds))
			return false;
		schema_put(target, key->offset, &seconds, sizeof seconds);
		return true;
	case CONFIG_CAP:
		if (!config_scalar_cap(text, &cap))
			return false;
		schema_put(target, key->offset, &cap, sizeof cap);
		return true;
	default:
		return false;
	}
}

static void schema_read_scalar(struct config_load *load, const struct config_key *key, const struct config_node *node,
			       void *target)
{
	bool typed = key->type == CONFIG_BOOL || key->type == CONFIG_COUNT || key->type == CONFIG_WHOLE ||
		     key->type == CONFIG_RATE;
	if (node->kind != CONFIG_SCALAR || config_node_is_null(node) || (typed && !node->plain))
		schema_note_kind(load, key->name, node, schema_allowed(load, key));
	else if (!schema_put_scalar(key, node->text, target))
		schema_note_value(load, key->name, node, schema_allowed(load, key));
}

static void schema_read_word(struct config_load *load, const struct config_key *key, const struct config_node *node,
			     void *target)
{
	if (node->kind != CONFIG_SCALAR || config_node_is_null(node)) {
		schema_note_kind(load, key->name, node, schema_allowed(load, key));
		return;
	}
	for (unsigned value = 0; key->words(value); value++) {
		if (strcmp(key->words(value), node->text) == 0) {
			schema_put(target, key->offset, &value, sizeof value);
			return;
		}
	}
	struct crm_buf what;
	crm_buf_init(&what, CRM_BUF_MAX);
	crm_buf_printf(&what, "%s cannot be", config_mistake_quote(&load->mistakes, key->name));
	config_schema_note_word(load, node, schema_kept_text(load, &what), node->text, key->words);
}

/* ---- mappings --------------------------------------------------------------------------------------------------- */

void config_schema_read_value(struct config_load *load, const struct config_key *key, const struct config_node *node,
			      void *target)
{
	if (key->place)
		schema_put(target, key->place - 1, &node, sizeof node);
	switch (key->type) {
	case CONFIG_TEXT:
		schema_read_text(load, key, node, target);
		break;
	case CONFIG_TEXTS:
		schema_read_texts(load, key, node, target);
		break;
	case CONFIG_TEXT_BY_OBJECT:
		schema_read_by_object(load, key, node, target);
		break;
	case CONFIG_WORD:
		schema_read_word(load, key, node, target);
		break;
	case CONFIG_SECTION:
		config_schema_read(load, key->name, node, key->keys, (char *)target + key->offset);
		break;
	case CONFIG_CUSTOM:
		key->read(load, node, (char *)target + key->offset);
		break;
	default:
		schema_read_scalar(load, key, node, target);
		break;
	}
}

static const struct config_key *schema_find(const struct config_key *keys, const char *name)
{
	while (keys->name && strcmp(keys->name, name) != 0)
		keys++;
	return keys->name ? keys : NULL;
}

void config_schema_wants_key(struct config_load *load, const struct config_node *node, const char *name)
{
	for (size_t i = 0; node->kind == CONFIG_MAP && i < node->n; i++) {
		if (strcmp(node->entries[i].key->text, name) == 0)
			return;
	}
	config_mistake_note(&load->mistakes, &node->at, "key \"%s\" is missing (allowed: %s: 1)", name, name);
}

static void schema_note_unknown(struct config_load *load, const char *name, const struct config_node *key,
				const struct config_key *keys)
{
	struct config_suggestion near;
	config_suggest_begin(&near, key->text);
	for (const struct config_key *known = keys; known->name && load->mistakes.n < SCHEMA_SUGGEST_MAX; known++)
		config_suggest_offer(&near, known->name);
	struct config_mistakes *mistakes = &load->mistakes;
	config_mistake_note(mistakes, &key->at, "unknown key %s%s%s%s%s%s (allowed: %s)",
			    config_mistake_quote(mistakes, key->text), name ? " in " : "",
			    name ? config_mistake_quote(mistakes, name) : "", near.best ? ", did you mean \"" : "",
			    near.best ? near.best : "", near.best ? "\"?" : "", schema_list_keys(load, keys));
}

void config_schema_read(struct config_load *load, const char *name, const struct config_node *node,
			const struct config_key *keys, void *target)
{
	if (node->kind != CONFIG_MAP && !config_node_is_null(node)) {
		struct config_key section = {.type = CONFIG_SECTION, .keys = keys};
		schema_note_kind(load, name, node, schema_allowed(load, &section));
		return;
	}
	for (size_t i = 0; i < node->n; i++) {
		const struct config_entry *entry = &node->entries[i];
		const struct config_key *key = schema_find(keys, entry->key->text);
		if (key)
			config_schema_read_value(load, key, entry->value, target);
		else
			schema_note_unknown(load, name, entry->key, keys);
	}
}

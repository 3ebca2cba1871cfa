/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of a record that the search looks at: name, addresses, numbers, searchable custom fields. */
#include <string.h>

#include "pipedrive.h"

struct terms {
	struct crm_arena *arena;
	struct pd_term *items;
	size_t n, cap;
	bool failed;
};

static void add(struct terms *terms, unsigned kind, const struct pd_field *field, const char *text)
{
	if (!text || !*text || terms->failed)
		return;
	if (terms->n == terms->cap) {
		size_t cap = terms->cap ? terms->cap * 2 : 8;
		struct pd_term *grown = crm_arena_calloc(terms->arena, cap, sizeof(*grown));

		if (!grown) {
			terms->failed = true;
			return;
		}
		if (terms->n)
			memcpy(grown, terms->items, terms->n * sizeof(*grown));
		terms->items = grown;
		terms->cap = cap;
	}
	terms->items[terms->n++] = (struct pd_term){kind, field, text};
}

static void add_channels(struct terms *terms, unsigned kind, const char *json)
{
	crm_json *entries = strcmp(json, "[]") == 0 ? NULL : pd_parse(json);

	for (const crm_json *e = crm_json_first(entries); e; e = crm_json_next(e))
		add(terms, kind, NULL, crm_arena_strdup(terms->arena, crm_json_get_string(e, "value")));
	crm_json_free(entries);
}

/* An object counts by its "value"; numbers by their text. */
static const char *value_text(struct crm_arena *arena, const char *json)
{
	const char *text;
	crm_json *value;

	if (json[0] == '"')
		return pd_text(arena, json);
	if (json[0] != '{')
		return json;
	value = pd_parse(json);
	text = crm_arena_strdup(arena, crm_json_text(crm_json_get(value, "value")));
	crm_json_free(value);
	return text;
}

bool pd_terms(const struct face *face, struct crm_arena *arena, const struct pd_record *record, unsigned kinds,
	      struct pd_term **out, size_t *n)
{
	struct terms terms = {arena, NULL, 0, 0, false};

	(void)face;
	if (kinds & PD_TERM_NAME)
		add(&terms, PD_TERM_NAME, NULL, pd_text(arena, pd_json(record, pd_schemas[record->object].name)));
	if (record->object == PD_PERSON) {
		if (kinds & PD_TERM_EMAIL)
			add_channels(&terms, PD_TERM_EMAIL, pd_json(record, PD_P_EMAILS));
		if (kinds & PD_TERM_PHONE)
			add_channels(&terms, PD_TERM_PHONE, pd_json(record, PD_P_PHONES));
		if (kinds & PD_TERM_NOTES && record->values[PD_P_NOTES])
			add(&terms, PD_TERM_NOTES, NULL, pd_text(arena, record->values[PD_P_NOTES]));
	}
	if (record->object == PD_ORGANIZATION && kinds & PD_TERM_ADDRESS && record->values[PD_O_ADDRESS])
		add(&terms, PD_TERM_ADDRESS, NULL, value_text(arena, record->values[PD_O_ADDRESS]));
	for (size_t i = 0; kinds & PD_TERM_CUSTOM && i < record->n_custom; i++)
		if (pd_type_searchable(record->custom[i].field->type))
			add(&terms, PD_TERM_CUSTOM, record->custom[i].field, value_text(arena, record->custom[i].json));
	*out = terms.items;
	*n = terms.n;
	return !terms.failed;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* From a vendor's neutral values to cells. */
#include "config.h"

#include <core/canonical.h>
#include <core/normalise.h>
#include <core/text.h>

#include <crmsync/error.h>
#include <stdlib.h>
#include <string.h>

static int canonical_text(const char *text, struct crm_arena *arena, const char **key)
{
	*key = text_is_plain(text) ? text : text_collapse(text, arena);
	return *key != NULL ? 1 : CRM_E_NOMEM;
}

static int canonical_code(const char *text, struct crm_arena *arena, const char **key)
{
	*key = crm_fold_case(text, arena);
	return *key != NULL ? 1 : CRM_E_NOMEM;
}

/* *text may be replaced by a better spelling. */
static int canonical_form(enum crm_type type, const struct crm_locale *locale, const char **text,
			  struct crm_arena *arena, const char **key)
{
	switch (type) {
	case CRM_T_TEXT:
		return canonical_text(*text, arena, key);
	case CRM_T_EMAIL:
		return canonical_email(*text, arena, key, text);
	case CRM_T_PHONE:
		return canonical_phone(*text, locale, arena, key);
	case CRM_T_DATE:
		return canonical_date(*text, locale, arena, key);
	case CRM_T_DATETIME:
		return canonical_datetime(*text, arena, key);
	case CRM_T_DECIMAL:
	case CRM_T_MONEY:
		return canonical_decimal(*text, arena, key);
	case CRM_T_BOOL:
		return canonical_bool(*text, key);
	case CRM_T_ENUM:
	case CRM_T_MULTI:
		return canonical_code(*text, arena, key);
	case CRM_T_REFERENCE:
		break;
	case CRM_T_URL:
		return canonical_url(*text, arena, key);
	case CRM_T_DOMAIN:
		return canonical_domain(*text, arena, key, text);
	case CRM_T_COUNTRY:
		return canonical_country(*text, arena, key);
	}
	*key = *text;
	return 1;
}

/* What does not fit may do so once its case is folded ("yeſ"); otherwise the folded text is what it is compared by. */
static int folded_form(enum crm_type type, const struct crm_locale *locale, const char *text, struct crm_arena *arena,
		       const char **key)
{
	const char *folded = crm_fold_case(text, arena);

	*key = folded;
	return folded != NULL ? canonical_form(type, locale, &folded, arena, key) : CRM_E_NOMEM;
}

static int normalise_item(const struct crm_field *field, const struct crm_locale *locale, const char *raw,
			  struct crm_arena *arena, struct crm_cell *out)
{
	const char *text, *key = NULL;
	int rc;

	raw = text_repair(raw, arena);
	if (raw == NULL)
		return CRM_E_NOMEM;
	if (text_is_blank(raw)) {
		*out = (struct crm_cell){.kind = CRM_TEXT, .valid = true, .key = "", .text = ""};
		return 0;
	}
	text = field->type == CRM_T_REFERENCE ? crm_arena_strdup(arena, raw) : text_trim(raw, arena);
	if (text == NULL)
		return CRM_E_NOMEM;
	rc = canonical_form(field->type, locale, &text, arena, &key);
	if (rc == 0)
		rc = folded_form(field->type, locale, text, arena, &key);
	if (rc < 0)
		return rc;
	*out = (struct crm_cell){.kind = CRM_TEXT, .valid = rc == 1, .key = key, .text = text};
	return 0;
}

static int compare_items(const void *a, const void *b)
{
	const struct crm_cell *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order != 0 ? order : strcmp(x->text, y->text);
}

static size_t drop_repeated(struct crm_cell *items, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || strcmp(items[kept - 1].key, items[i].key) != 0)
			items[kept++] = items[i];
	}
	return kept;
}

static int normalise_list(const struct crm_field *field, const struct crm_locale *locale, const char *const *texts,
			  size_t n_texts, struct crm_arena *arena, struct crm_cell *out)
{
	struct crm_cell *items = crm_arena_calloc(arena, n_texts + 1, sizeof *items);
	size_t n = 0;

	if (items == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < n_texts; i++) {
		int rc = normalise_item(field, locale, texts[i], arena, &items[n]);

		if (rc < 0)
			return rc;
		if (items[n].key[0] != '\0')
			n++;
	}
	if (n > 1)
		qsort(items, n, sizeof *items, compare_items);
	*out = (struct crm_cell){.kind = CRM_LIST, .valid = true, .items = items, .n = drop_repeated(items, n)};
	return 0;
}

int crm_normalise(const struct crm_field *field, const struct crm_locale *locale, const struct crm_value *in,
		  struct crm_arena *arena, struct crm_cell *out)
{
	bool multiple = field->multiple || field->type == CRM_T_MULTI;

	switch (in->kind) {
	case CRM_TEXT:
		if (multiple)
			return normalise_list(field, locale, &in->text, 1, arena, out);
		return normalise_item(field, locale, in->text, arena, out);
	case CRM_LIST:
		if (multiple)
			return normalise_list(field, locale, in->items, in->n, arena, out);
		if (in->n > 0)
			return normalise_item(field, locale, in->items[0], arena, out);
		break;
	case CRM_ABSENT:
	case CRM_DENIED:
		*out = (struct crm_cell){.kind = in->kind};
		return 0;
	case CRM_NULL:
		break;
	}
	*out = (struct crm_cell){.kind = CRM_NULL};
	return 0;
}

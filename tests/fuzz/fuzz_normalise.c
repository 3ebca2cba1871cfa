/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Normalising any bytes as any type: the result is valid UTF-8, and normalising its key or its text gives the same key;
 * what is looked up by folded names stays in bounds. The first byte chooses the type, the second the region.
 */
#include "config.h"

#include <core/legal_form.h>
#include <core/name_variants.h>
#include <core/normalise.h>
#include <crmsync/json.h>
#include <string.h>

#include "fuzz_core.h"

static const char *const regions[] = {"DE", "US", "IT", "FR", "GB", NULL};

static void normalise(const struct crm_field *field, const struct crm_locale *locale, const char *text,
		      struct crm_arena *arena, struct crm_cell *out)
{
	struct crm_value value = {.kind = CRM_TEXT, .text = text};

	HOLDS(crm_normalise(field, locale, &value, arena, out) == 0);
	HOLDS(out->kind == CRM_TEXT);
	HOLDS(crm_utf8_valid_prefix(out->key, strlen(out->key)) == strlen(out->key));
	HOLDS(crm_utf8_valid_prefix(out->text, strlen(out->text)) == strlen(out->text));
	HOLDS((out->key[0] == '\0') == (out->text[0] == '\0'));
}

static void check_type(enum crm_type type, const char *region, const char *text, struct crm_arena *arena)
{
	struct crm_field field = {.name = "f", .type = type};
	struct crm_locale locale = {.region = region};
	struct crm_cell first, again;

	normalise(&field, &locale, text, arena, &first);
	normalise(&field, &locale, first.key, arena, &again);
	HOLDS(strcmp(first.key, again.key) == 0);
	normalise(&field, &locale, first.text, arena, &again);
	HOLDS(strcmp(first.key, again.key) == 0);
	HOLDS(first.valid == again.valid);
}

static void check_folding(const char *text, size_t n, struct crm_arena *arena)
{
	const char *folded = crm_fold_name(text, arena), *cut = crm_text_truncate(text, n, arena);

	HOLDS(strcmp(crm_fold_name(folded, arena), folded) == 0);
	folded = crm_fold_case(text, arena);
	HOLDS(strcmp(crm_fold_case(folded, arena), folded) == 0);
	HOLDS(crm_text_length(cut) <= n);
	HOLDS(strlen(text) > 0 || cut[0] == '\0');
}

/* What is looked up by folded names: a company's core is a part of its name, never nothing, never half a character. */
static void check_names(const char *text, struct crm_arena *arena)
{
	const char *folded = crm_fold_name(text, arena), *undotted = crm_fold_undotted(folded, arena);
	const struct crm_company_name company = crm_company_name(folded);
	const unsigned number = crm_name_number(folded, strlen(folded));

	HOLDS(strlen(undotted) <= strlen(folded));
	HOLDS(company.core >= folded && company.core + company.len <= folded + strlen(folded));
	HOLDS((company.len == 0) == (folded[0] == '\0'));
	HOLDS(crm_utf8_valid_prefix(company.core, company.len) == company.len);
	HOLDS(company.form <= crm_legal_forms());
	HOLDS((crm_name_relation(number, number) == CRM_NAME_NICKNAME) == (number > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct crm_arena *arena;
	char *text;

	if (size < 2 || size > 4096)
		return 0;
	arena = crm_arena_new();
	text = crm_arena_strndup(arena, (const char *)data + 2, size - 2);
	/* multi-selects are lists; as single values they are enums */
	if (data[0] % (CRM_T_COUNTRY + 1) != CRM_T_MULTI)
		check_type((enum crm_type)(data[0] % (CRM_T_COUNTRY + 1)), regions[data[1] % 6], text, arena);
	check_folding(text, data[1], arena);
	check_names(text, arena);
	crm_arena_free(arena);
	return 0;
}

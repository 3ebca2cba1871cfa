/* SPDX-License-Identifier: Apache-2.0 */
/* The traits of a record. */
#include "config.h"

#include <core/legal_form.h>
#include <core/match_traits.h>
#include <core/name_suffix.h>
#include <core/normalise.h>

#include <string.h>

enum trait_form { FORM_KEY, FORM_NAME, FORM_PERSON, FORM_SUFFIX, FORM_COMPANY, FORM_DOMAIN };

/* Where a trait comes from: a field by name, or all fields of a type. */
struct trait_source {
	enum crm_object object;
	enum crm_trait trait;
	const char *field; /* NULL: by type */
	enum crm_type type;
	enum trait_form form;
};

static const struct trait_source trait_sources[] = {
	{CRM_CONTACT, CRM_TRAIT_GIVEN, "first_name", CRM_T_TEXT, FORM_PERSON},
	{CRM_CONTACT, CRM_TRAIT_FAMILY, "last_name", CRM_T_TEXT, FORM_PERSON},
	{CRM_CONTACT, CRM_TRAIT_SUFFIX, "last_name", CRM_T_TEXT, FORM_SUFFIX},
	{CRM_CONTACT, CRM_TRAIT_SUFFIX, "first_name", CRM_T_TEXT, FORM_SUFFIX},
	{CRM_CONTACT, CRM_TRAIT_EMAIL, NULL, CRM_T_EMAIL, FORM_KEY},
	{CRM_CONTACT, CRM_TRAIT_PHONE, NULL, CRM_T_PHONE, FORM_KEY},
	{CRM_CONTACT, CRM_TRAIT_BORN, "birthday", CRM_T_DATE, FORM_KEY},
	{CRM_CONTACT, CRM_TRAIT_COMPANY, "company_name", CRM_T_TEXT, FORM_COMPANY},
	{CRM_CONTACT, CRM_TRAIT_STREET, "street", CRM_T_TEXT, FORM_NAME},
	{CRM_CONTACT, CRM_TRAIT_POSTCODE, "postcode", CRM_T_TEXT, FORM_NAME},
	{CRM_CONTACT, CRM_TRAIT_CITY, "city", CRM_T_TEXT, FORM_NAME},
	{CRM_COMPANY, CRM_TRAIT_COMPANY, "name", CRM_T_TEXT, FORM_COMPANY},
	{CRM_COMPANY, CRM_TRAIT_DOMAIN, NULL, CRM_T_DOMAIN, FORM_DOMAIN},
	{CRM_COMPANY, CRM_TRAIT_DOMAIN, NULL, CRM_T_URL, FORM_DOMAIN},
	{CRM_COMPANY, CRM_TRAIT_PHONE, NULL, CRM_T_PHONE, FORM_KEY},
	{CRM_COMPANY, CRM_TRAIT_VAT, "vat_id", CRM_T_TEXT, FORM_NAME},
	{CRM_COMPANY, CRM_TRAIT_STREET, "street", CRM_T_TEXT, FORM_NAME},
	{CRM_COMPANY, CRM_TRAIT_POSTCODE, "postcode", CRM_T_TEXT, FORM_NAME},
	{CRM_COMPANY, CRM_TRAIT_CITY, "city", CRM_T_TEXT, FORM_NAME},
	{CRM_DEAL, CRM_TRAIT_TITLE, "name", CRM_T_TEXT, FORM_NAME},
	{CRM_DEAL, CRM_TRAIT_AMOUNT, "amount", CRM_T_MONEY, FORM_KEY},
	{CRM_DEAL, CRM_TRAIT_CLOSE, "close_date", CRM_T_DATE, FORM_KEY},
};
#define TRAIT_SOURCES (sizeof trait_sources / sizeof *trait_sources)

static const char *const type_names[CRM_TRAITS] = {
	[CRM_TRAIT_EMAIL] = "email", [CRM_TRAIT_PHONE] = "phone", [CRM_TRAIT_DOMAIN] = "domain"};

const char *crm_trait_name(enum crm_object object, enum crm_trait trait)
{
	if (trait == CRM_TRAIT_SUFFIX)
		return object == CRM_CONTACT ? "name_suffix" : "";
	for (size_t i = 0; i < TRAIT_SOURCES; i++)
		if (trait_sources[i].object == object && trait_sources[i].trait == trait)
			return trait_sources[i].field ? trait_sources[i].field : type_names[trait];
	return "";
}

bool crm_trait_of(enum crm_object object, enum crm_trait trait)
{
	return crm_trait_name(object, trait)[0] != '\0';
}

static const char *company_key(const char *text, struct crm_arena *arena)
{
	const char *folded = crm_fold_name(text, arena);
	if (folded == NULL)
		return NULL;
	struct crm_company_name name = crm_company_name(folded);
	return crm_arena_strndup(arena, name.core, name.len);
}

/* The host of a domain or web site, "" for those that everybody shares. */
static const char *domain_key(const char *key, struct crm_arena *arena)
{
	const char *at = strstr(key, "://");
	at = at ? at + 3 : key;
	if (strncmp(at, "www.", 4) == 0)
		at += 4;
	const char *host = crm_arena_strndup(arena, at, strcspn(at, "/?#:"));
	return host && crm_domain_is_shared(host) ? "" : host;
}

/* The name without what is behind it, so that father and son have one name. */
static const char *person_key(const char *text, struct crm_arena *arena)
{
	size_t from, to;
	if (crm_name_suffix(text, false, &from, &to) != 0)
		text = crm_arena_printf(arena, "%.*s%s", (int)from, text, text + to);
	return text != NULL ? crm_fold_name(text, arena) : NULL;
}

static const char *suffix_key(const char *text)
{
	static const char *const generations[] = {"", "1", "2", "3", "4"};
	size_t from, to;
	return generations[crm_name_suffix(text, false, &from, &to)];
}

static const char *make_key(enum trait_form form, const struct crm_cell *cell, struct crm_arena *arena)
{
	switch (form) {
	case FORM_NAME:
		return crm_fold_name(cell->text, arena);
	case FORM_PERSON:
		return person_key(cell->text, arena);
	case FORM_SUFFIX:
		return suffix_key(cell->text);
	case FORM_COMPANY:
		return company_key(cell->text, arena);
	case FORM_DOMAIN:
		return domain_key(cell->key, arena);
	default:
		return cell->key;
	}
}

static int add_value(struct crm_traits *out, enum crm_trait trait, const char *text, const char *key)
{
	size_t n = 0;
	if (key == NULL)
		return CRM_E_NOMEM;
	for (; n < CRM_TRAIT_VALUES && out->key[trait][n] != NULL; n++)
		if (strcmp(out->key[trait][n], key) == 0)
			return CRM_OK;
	if (key[0] == '\0' || n == CRM_TRAIT_VALUES)
		return CRM_OK;
	out->text[trait][n] = text;
	out->key[trait][n] = key;
	return CRM_OK;
}

static int add_cell(struct crm_traits *out, const struct trait_source *source, const struct crm_cell *cell,
		    struct crm_arena *arena)
{
	const struct crm_cell *items = cell->kind == CRM_LIST ? cell->items : cell;
	size_t n = cell->kind == CRM_LIST ? cell->n : 1;
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (items[i].kind == CRM_TEXT && items[i].valid && !crm_cell_blank(&items[i]))
			rc = add_value(out, source->trait, items[i].text, make_key(source->form, &items[i], arena));
	return rc;
}

static bool is_source(const struct trait_source *source, const struct crm_field *field)
{
	return source->field ? strcmp(field->name, source->field) == 0 : field->type == source->type;
}

bool crm_trait_field(enum crm_object object, const struct crm_field *field)
{
	if (field->type == CRM_T_REFERENCE)
		return field->refers != CRM_OWNER && object != CRM_COMPANY;
	for (size_t i = 0; i < TRAIT_SOURCES; i++)
		if (trait_sources[i].object == object && is_source(&trait_sources[i], field))
			return true;
	return false;
}

static int add_field(const struct crm_model *model, const struct crm_cell *cells, const struct trait_source *source,
		     struct crm_arena *arena, struct crm_traits *out)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < model->n_fields; i++) {
		if (is_source(source, &model->fields[i]))
			rc = add_cell(out, source, &cells[i], arena);
	}
	return rc;
}

int crm_traits_read(const struct crm_model *model, const struct crm_cell *cells, const char *employer,
		    struct crm_arena *arena, struct crm_traits *out)
{
	int rc = CRM_OK;
	*out = (struct crm_traits){{{0}}, {{0}}};
	if (employer != NULL)
		rc = add_value(out, CRM_TRAIT_COMPANY, employer, company_key(employer, arena));
	for (size_t i = 0; rc == CRM_OK && i < TRAIT_SOURCES; i++)
		if (trait_sources[i].object == model->object)
			rc = add_field(model, cells, &trait_sources[i], arena, out);
	return rc;
}

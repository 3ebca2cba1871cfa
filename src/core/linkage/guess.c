/* SPDX-License-Identifier: Apache-2.0 */
/* Guessing the types of columns. */
#include "config.h"

#include <core/linkage/guess.h>
#include <core/linkage/guess_words.h>
#include <core/linkage/intern.h>
#include <core/linkage/values.h>
#include <core/name_variants.h>
#include <core/normalise.h>

#include <ctype.h>
#include <string.h>

#define ENOUGH_NAMED 4    /* columns whose names tell what they hold */
#define PERSON_SHARE 0.35 /* of the values that begin with a given name, in a column of people */

/* What the values of a column look like; shares of those that are there. */
struct profile {
	size_t rows, known, distinct;
	double email, phone, dialled, date, number, code, words, given, digits, web;
};

/* "firstName", "FIRST_NAME" and "First name" are one. */
static const char *fold_header(const struct linkage_text *header, struct crm_arena *arena)
{
	char *spaced = crm_arena_alloc(arena, header->len * 2 + 1);
	size_t n = 0;
	if (spaced == NULL)
		return NULL;
	for (size_t i = 0; i < header->len; i++) {
		const unsigned char c = (unsigned char)header->text[i];
		if (i > 0 && isupper(c) && islower((unsigned char)header->text[i - 1]))
			spaced[n++] = ' ';
		spaced[n++] = (char)c;
	}
	spaced[n] = '\0';
	return crm_fold_name(spaced, arena);
}

static size_t count_digits(const char *text)
{
	size_t n = 0;
	for (; *text != '\0'; text++)
		n += isdigit((unsigned char)*text) != 0;
	return n;
}

static bool looks_like_email(const char *text)
{
	const char *at = strchr(text, '@');
	return at != NULL && at != text && strchr(at, '.') != NULL && strchr(text, ' ') == NULL;
}

static bool looks_like_phone(const char *text, size_t digits)
{
	const size_t len = strlen(text);
	return digits >= 7 && digits <= 16 && len - digits <= 8 && strspn(text, "0123456789+()-/. extXT#") == len;
}

/* "1 234 567": blanks between thousands. */
static bool groups_thousands(const char *text)
{
	for (text += strspn(text, "0123456789"); *text == ' '; text += 4)
		if (strspn(text + 1, "0123456789") != 3)
			return false;
	return *text == '\0';
}

/* A telephone number that no row number or quantity looks like: an area code or a country code before it, groups of
   digits, or the form of North America, in which neither the area's nor the exchange's first digit is 0 or 1. */
static bool looks_dialled(const char *text, size_t digits)
{
	const size_t len = strlen(text);
	if (!looks_like_phone(text, digits))
		return false;
	if (text[0] == '+' || text[0] == '(')
		return true;
	if (text[0] == '0')
		return strchr("123456789(", text[1]) != NULL || (text[1] == '0' && text[2] != '0' && digits >= 10);
	if (len > digits)
		return !groups_thousands(text) && (strpbrk(text, "-/( ") != NULL || digits + 2 <= len);
	if (digits == 11 && text[0] == '1')
		text++;
	return strlen(text) == 10 && text[0] >= '2' && text[3] >= '2';
}

static bool looks_like_date(const char *text, size_t digits)
{
	const size_t len = strlen(text);
	if (digits == 8 && len == 8)
		return (strncmp(text, "19", 2) == 0 || strncmp(text, "20", 2) == 0) && text[4] <= '1' && text[6] <= '3';
	return digits >= 4 && digits <= 14 && len >= 6 && len <= 30 && strpbrk(text, "-/.") != NULL &&
	       strspn(text, "0123456789-/. :TZ") == len && len - digits >= 2 && strchr(text, ' ') == NULL;
}

static bool looks_like_number(const char *text, size_t digits)
{
	return digits > 0 && strspn(text, "0123456789.,-+ $\xe2\x82\xac") == strlen(text);
}

/* Its first word, or the first behind a comma, is a given name that the table of names knows. */
static bool starts_with_given_name(const char *text, struct crm_arena *arena)
{
	const char *comma = strchr(text, ',');
	const char *folded = crm_fold_name(comma != NULL ? comma + 1 : text, arena);
	return folded != NULL && crm_name_number(folded, strcspn(folded, " ")) != 0;
}

static void add_to_profile(struct profile *p, const char *text, struct crm_arena *arena)
{
	const size_t digits = count_digits(text);
	p->known++;
	p->email += looks_like_email(text);
	p->phone += looks_like_phone(text, digits);
	p->dialled += looks_dialled(text, digits);
	p->date += looks_like_date(text, digits);
	p->number += looks_like_number(text, digits);
	p->digits += digits > 0;
	p->code += digits > 0 && strchr(text, ' ') == NULL;
	p->web += strncmp(text, "http", 4) == 0 || strncmp(text, "www.", 4) == 0;
	p->given += digits == 0 && starts_with_given_name(text, arena);
	for (const char *c = text; *c != '\0'; c++)
		p->words += *c != ' ' && (c[1] == ' ' || c[1] == '\0');
}

static void finish_profile(struct profile *p)
{
	const double n = p->known > 0 ? (double)p->known : 1;
	double *const shares[] = {&p->email, &p->phone, &p->dialled, &p->date,   &p->number,
				  &p->code,  &p->words, &p->given,   &p->digits, &p->web};
	for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
		*shares[i] /= n;
}

static int profile_column(const struct linkage_text *cells, size_t n, size_t rows, size_t column, struct profile *out)
{
	struct intern distinct;
	struct crm_arena *arena = crm_arena_new();
	int rc = arena != NULL ? intern_init(&distinct) : CRM_E_NOMEM;
	*out = (struct profile){.rows = rows};
	for (size_t r = 0; rc == CRM_OK && r < rows; r++) {
		const struct linkage_text *cell = &cells[r * n + column];
		crm_arena_reset(arena);
		const char *text = crm_arena_strndup(arena, cell->text != NULL ? cell->text : "", cell->len);
		if (text == NULL)
			rc = CRM_E_NOMEM;
		else if (!canon_is_missing(text)) {
			text += strspn(text, " \t");
			add_to_profile(out, text, arena);
			if (intern_add(&distinct, text, strlen(text)) == 0)
				rc = CRM_E_NOMEM;
		}
	}
	if (rc == CRM_OK)
		out->distinct = distinct.n;
	if (arena != NULL)
		intern_free(&distinct);
	crm_arena_free(arena);
	finish_profile(out);
	return rc;
}

static bool is_unique(const struct profile *p)
{
	return p->known >= 20 && p->distinct == p->known;
}

static bool is_coarse(const struct profile *p)
{
	return p->distinct <= 200 && p->distinct * 5 <= p->known;
}

static enum linkage_type type_by_values(const struct profile *p)
{
	if (p->email >= 0.5)
		return LINKAGE_EMAIL;
	if (p->web >= 0.5)
		return LINKAGE_DOMAIN;
	if (p->date >= 0.8)
		return LINKAGE_DATE;
	if (p->dialled >= 0.8 || (p->phone >= 0.8 && p->number < 0.8))
		return LINKAGE_PHONE;
	if (p->given >= 0.6 && p->words < 1.3)
		return LINKAGE_GIVEN_NAME;
	if (p->given >= 0.5 && p->words >= 1.8 && p->words < 4)
		return LINKAGE_FULL_NAME;
	if (is_coarse(p))
		return LINKAGE_CATEGORY;
	if (p->number >= 0.9)
		return LINKAGE_NUMBER;
	if (is_unique(p) && p->words < 1.5)
		return LINKAGE_IGNORE;
	if (p->code >= 0.8)
		return LINKAGE_IDENTIFIER;
	return p->words >= 1.5 ? LINKAGE_TEXT : LINKAGE_CATEGORY;
}

/* Do the values bear out what the name tells?  If they do not, they decide. */
static enum linkage_type check_type(enum linkage_type type, const struct profile *p)
{
	switch (type) {
	case LINKAGE_EMAIL:
		return p->email >= 0.3 ? type : type_by_values(p);
	case LINKAGE_PHONE:
		return p->digits >= 0.5 ? type : type_by_values(p);
	case LINKAGE_DATE:
		return p->digits >= 0.5 && !is_coarse(p) ? type : type_by_values(p);
	case LINKAGE_NUMBER:
		return p->number >= 0.5 ? type : type_by_values(p);
	case LINKAGE_CATEGORY:
		return p->words >= 3 ? LINKAGE_TEXT : type;
	case LINKAGE_TEXT:
		return is_coarse(p) && p->words < 2 ? LINKAGE_CATEGORY : type;
	default:
		return type;
	}
}

static bool has_word(const char *folded, const char *word)
{
	const size_t len = strlen(word);
	for (const char *p = folded; (p = strstr(p, word)) != NULL; p++)
		if ((p == folded || p[-1] == ' ') && (p[len] == ' ' || p[len] == '\0'))
			return true;
	return false;
}

/* Numbers of records: "id", "unique_id", "Record No". */
static bool names_rows(const char *folded, const struct profile *p)
{
	static const char *const words[] = {"id", "uuid", "guid", "key", "nr", "no", "number", "rowid", "index"};
	if (!is_unique(p))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (has_word(folded, words[i]))
			return true;
	return false;
}

/* *named: the column's name tells. */
static enum linkage_type guess_column(const char *folded, const struct profile *p, bool *named)
{
	const struct guess_phrase *phrase = guess_find_phrase(folded);
	*named = phrase != NULL;
	if (p->known * 50 <= p->rows || (phrase != NULL && phrase->surely))
		return LINKAGE_IGNORE;
	if (names_rows(folded, p) && (phrase == NULL || phrase->type != LINKAGE_IDENTIFIER))
		return LINKAGE_IGNORE;
	if (phrase != NULL)
		return check_type(phrase->type, p);
	if (is_unique(p) && p->number >= 0.9 && p->date < 0.8 && p->dialled < 0.8)
		return LINKAGE_IGNORE;
	if (has_word(folded, "id") && is_coarse(p))
		return LINKAGE_IGNORE;
	return type_by_values(p);
}

static bool has_type(const enum linkage_type *types, size_t n, enum linkage_type type)
{
	for (size_t i = 0; i < n; i++)
		if (types[i] == type)
			return true;
	return false;
}

/* What a "name" is depends on the other columns: beside a first name ("prenom, nom") the family name, else a person's
   if the words in it are names, else a company's or a thing's. */
static void settle_names(enum linkage_type *types, const double *given, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (types[i] != LINKAGE_FULL_NAME || given[i] >= PERSON_SHARE)
			continue;
		const bool half = has_type(types, n, LINKAGE_GIVEN_NAME) && !has_type(types, n, LINKAGE_FAMILY_NAME);
		types[i] = half ? LINKAGE_FAMILY_NAME : LINKAGE_COMPANY;
	}
}

/* Columns whose names tell nothing are taken only where those that do are few. */
static void drop_unnamed(enum linkage_type *types, const bool *named, size_t n)
{
	size_t known = 0;
	for (size_t i = 0; i < n; i++)
		known += named[i] && types[i] != LINKAGE_IGNORE;
	for (size_t i = 0; i < n && known >= ENOUGH_NAMED; i++)
		if (!named[i] && types[i] != LINKAGE_EMAIL)
			types[i] = LINKAGE_IGNORE;
}

int linkage_guess(const struct linkage_text *header, size_t n, const struct linkage_text *cells, size_t rows,
		  struct crm_arena *arena, enum linkage_type *types, size_t *id)
{
	double *given = crm_arena_calloc(arena, n + 1, sizeof *given);
	bool *named = crm_arena_calloc(arena, n + 1, sizeof *named);
	if (given == NULL || named == NULL)
		return CRM_E_NOMEM;
	*id = SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		struct profile profile;
		const char *folded = fold_header(&header[i], arena);
		const int rc = folded != NULL ? profile_column(cells, n, rows, i, &profile) : CRM_E_NOMEM;
		if (rc != CRM_OK)
			return rc;
		types[i] = guess_column(folded, &profile, &named[i]);
		given[i] = profile.given;
		if (*id == SIZE_MAX && names_rows(folded, &profile))
			*id = i;
	}
	settle_names(types, given, n);
	drop_unnamed(types, named, n);
	return CRM_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing two records, field by field. */
#include "config.h"

#include <core/linkage/compare.h>
#include <core/linkage/similarity.h>
#include <core/linkage/values.h>
#include <core/name_variants.h>

#include <string.h>

unsigned compare_distance(const struct compared *c, unsigned limit)
{
	const unsigned a = c->a->len, b = c->b->len;
	if ((a > b ? a - b : b - a) > limit || similarity_floor(c->a->letters, c->b->letters) > limit)
		return limit + 1;
	const unsigned distance = similarity_distance(compare_text_a(c), a, compare_text_b(c), b);
	return distance <= limit ? distance : limit + 1;
}

static unsigned level_of(const struct compared *c, struct overlap *overlap)
{
	switch (c->field->kind) {
	case FIELD_GIVEN:
		return compare_given(c, overlap);
	case FIELD_FAMILY:
		return compare_family(c, overlap);
	case FIELD_EMAIL:
		return compare_email(c);
	case FIELD_PHONE:
		return compare_phone(c);
	case FIELD_DATE:
		return compare_date(c);
	case FIELD_STREET:
		return compare_street(c, overlap);
	case FIELD_POSTCODE:
		return compare_postcode(c);
	case FIELD_CITY:
		return compare_city(c, overlap);
	case FIELD_DOMAIN:
		return compare_domain(c);
	case FIELD_IDENTIFIER:
		return compare_identifier(c);
	case FIELD_NUMBER:
		return compare_number(c);
	case FIELD_SUFFIX:
		return SUFFIX_DIFFERENT;
	case FIELD_COMPANY:
	case FIELD_TEXT:
		return compare_words(c, overlap);
	default:
		return compare_category(c);
	}
}

/* Equal values that say less than that: two equal initials, or a role mailbox that many share. */
static unsigned level_of_equal(const struct linkage *link, const struct field *field, const struct value *value)
{
	if (field->kind == FIELD_GIVEN && value->flags & VALUE_INITIAL)
		return GIVEN_INITIAL;
	if (field->kind == FIELD_FAMILY && value->flags & VALUE_INITIAL)
		return FAMILY_INITIAL;
	if (field->kind == FIELD_EMAIL && value->flags & VALUE_ROLE && link->people)
		return LEVEL_MISSING;
	return LEVEL_EXACT;
}

static uint32_t rows_of(const struct compared *c, unsigned level, const struct overlap *overlap)
{
	const struct field *field = c->field;
	switch (kind_types[field->kind].levels[level].rarity) {
	case RARITY_VALUE:
		if (field->kind == FIELD_EMAIL && level == EMAIL_LOCAL)
			return field->word[field->tokens[c->a->token]].rows;
		return c->a->rows > c->b->rows ? c->a->rows : c->b->rows;
	case RARITY_NEAR:
		if (overlap->n > 0 && field->kind == FIELD_GIVEN)
			return overlap->rarest;
		return c->a->rows > c->b->rows ? c->a->rows : c->b->rows;
	case RARITY_TOKEN:
		return overlap->rarest * overlap->n;
	default:
		return 0;
	}
}

/* ---- what was compared before ---- */

/* Blocks bring the same values together again and again; what was found is kept, per thread. */
#define MEMORY_BITS 17

struct remembered {
	uint64_t pair;
	uint32_t rows;
	uint16_t field; /* with the level in its upper byte */
	uint16_t of;    /* which linkage */
};

static _Thread_local struct remembered memory[1 << MEMORY_BITS];

static struct outcome compare_now(const struct field *field, uint32_t a, uint32_t b)
{
	const struct compared c = {field, &field->values[a], &field->values[b]};
	struct overlap overlap = {0, 0, 0};
	const unsigned level = level_of(&c, &overlap);
	return (struct outcome){(uint8_t)level, rows_of(&c, level, &overlap)};
}

static uint64_t pair_of(uint32_t a, uint32_t b)
{
	return (uint64_t)(a < b ? a : b) << 32 | (a < b ? b : a);
}

static struct remembered *place_of(uint64_t pair, unsigned field)
{
	return &memory[linkage_mix(pair, field) >> (64 - MEMORY_BITS)];
}

static struct outcome compare_again(const struct linkage *link, const struct field *field, uint32_t a, uint32_t b)
{
	const uint64_t pair = pair_of(a, b);
	const uint16_t number = (uint16_t)(field - link->fields);
	struct remembered *known = place_of(pair, number);
	if (known->pair != pair || (known->field & 0xff) != number || known->of != link->generation) {
		const struct outcome found = compare_now(field, a, b);
		*known = (struct remembered){pair, found.rows, (uint16_t)(found.level << 8 | number), link->generation};
	}
	return (struct outcome){(uint8_t)(known->field >> 8), known->rows};
}

static struct outcome compare_two(const struct linkage *link, const struct field *field, uint32_t a, uint32_t b)
{
	if (a == b)
		return (struct outcome){(uint8_t)level_of_equal(link, field, &field->values[a]), field->values[a].rows};
	return field->repeats ? compare_again(link, field, a, b) : compare_now(field, a, b);
}

static void compare_values(const struct linkage *link, const struct field *field, uint32_t a, uint32_t b,
			   struct outcome *out)
{
	const struct outcome found = compare_two(link, field, a, b);
	if (found.level != LEVEL_MISSING && (out->level == LEVEL_MISSING || found.level < out->level))
		*out = found;
}

static void compare_field(const struct linkage *link, const struct field *field, const uint32_t *a, const uint32_t *b,
			  struct outcome *out)
{
	*out = (struct outcome){LEVEL_MISSING, 0};
	for (unsigned i = 0; i < field->n_slots && a[i] != 0; i++)
		for (unsigned j = 0; j < field->n_slots && b[j] != 0; j++)
			compare_values(link, field, a[i], b[j], out);
}

/* ---- names across fields ---- */

static bool same_text(const struct field *f, uint32_t a, const struct field *g, uint32_t b)
{
	const struct value *x = &f->values[a], *y = &g->values[b];
	return x->letters == y->letters && x->len > 1 && strcmp(value_text(f, x), value_text(g, y)) == 0;
}

/* Short forms, initials and one of several names, across fields. */
static bool is_form_of(const struct field *f, uint32_t a, const struct field *g, uint32_t b)
{
	const char *x = value_text(f, &f->values[a]), *y = value_text(g, &g->values[b]);
	const size_t first_x = strcspn(x, " "), first_y = strcspn(y, " ");
	if (first_x == first_y && memcmp(x, y, first_x) == 0)
		return true;
	if ((first_x == 1 || first_y == 1) && *x == *y)
		return true;
	return crm_name_relation(crm_name_number(x, first_x), crm_name_number(y, first_y)) == CRM_NAME_NICKNAME;
}

/* The family name of one stands in the other's column of given names, and the given name, or a form of it, in the other
   column. */
static bool are_crossed(const struct field *f, const uint32_t x[2], const struct field *g, const uint32_t y[2])
{
	return x[0] != 0 && x[1] != 0 && y[0] != 0 && y[1] != 0 && same_text(f, x[0], g, y[1]) &&
	       (same_text(g, x[1], f, y[0]) || is_form_of(g, x[1], f, y[0]));
}

static void compare_crosswise(const struct linkage *link, const uint32_t *a, const uint32_t *b,
			      struct outcome *outcomes)
{
	const struct field *given = &link->fields[link->given], *family = &link->fields[link->family];
	const uint32_t names_a[2] = {a[given->first_slot], a[family->first_slot]};
	const uint32_t names_b[2] = {b[given->first_slot], b[family->first_slot]};
	const bool there = are_crossed(given, names_a, family, names_b);
	if (!there && !are_crossed(given, names_b, family, names_a))
		return;
	/* x has the family name first. */
	const uint32_t *x = there ? names_a : names_b, *y = there ? names_b : names_a;
	outcomes[link->family] = (struct outcome){LEVEL_EXACT, given->values[x[0]].rows + family->values[y[1]].rows};
	outcomes[link->given] = (struct outcome){GIVEN_SWAPPED, family->values[x[1]].rows + given->values[y[0]].rows};
}

/* A record with one name only, in the wrong column: it is the other name of the other record. */
static void compare_misplaced(const struct linkage *link, const uint32_t *a, const uint32_t *b,
			      struct outcome *outcomes)
{
	const unsigned fields[2] = {link->given, link->family};
	for (unsigned i = 0; i < 2; i++) {
		const struct field *here = &link->fields[fields[i]], *there = &link->fields[fields[1 - i]];
		const uint32_t only = a[here->first_slot], other = b[there->first_slot];
		if (only == 0 || other == 0 || a[there->first_slot] != 0 || !same_text(here, only, there, other))
			continue;
		outcomes[link->given] =
			(struct outcome){GIVEN_SWAPPED, here->values[only].rows + there->values[other].rows};
		outcomes[link->family] = (struct outcome){LEVEL_MISSING, 0};
	}
}

/* Is one of the words (of three letters and more) of the name in the text? */
static bool has_word_of(const char *text, const struct field *field, uint32_t name)
{
	const struct value *value = &field->values[name];
	for (unsigned i = 0; i < value->n_tokens; i++) {
		char word[64];
		const struct token *token = &field->word[field->tokens[value->token + i]];
		if (token->len < 3 || token->len >= sizeof word)
			continue;
		memcpy(word, field->words.pool + token->text, token->len);
		word[token->len] = '\0';
		if (strstr(text, word) != NULL)
			return true;
	}
	return false;
}

static bool spells(const struct field *field, const uint32_t *record, const struct field *name)
{
	const uint32_t number = record[name->first_slot];
	for (unsigned i = 0; number != 0 && i < field->n_slots && record[field->first_slot + i] != 0; i++)
		if (has_word_of(value_text(field, &field->values[record[field->first_slot + i]]), name, number))
			return true;
	return false;
}

static bool agree(const struct linkage *link, const struct outcome *outcomes, unsigned field)
{
	return outcomes[field].level != LEVEL_MISSING && outcomes[field].level != link->fields[field].last;
}

/* Like local parts say nothing new where they spell a name that agrees anyway; nor does a slip in one, where the other
   name differs: t.adams and p.adams are two. */
static void discount_local_part(const struct linkage *link, const struct field *email, const uint32_t *a,
				const uint32_t *b, struct outcome *outcomes)
{
	struct outcome *out = &outcomes[email - link->fields];
	const bool two = outcomes[link->given].level == link->fields[link->given].last;
	if (out->level != EMAIL_LOCAL && out->level != EMAIL_SIMILAR && !(out->level == EMAIL_TYPO && two))
		return;
	for (unsigned side = 0; side < 2; side++) {
		const unsigned f = side == 0 ? link->given : link->family;
		const struct field *name = &link->fields[f];
		if (agree(link, outcomes, f) && (spells(email, a, name) || spells(email, b, name)))
			*out = (struct outcome){LEVEL_MISSING, 0};
	}
}

/* Two people of the family that the company is named after. */
static void discount_family_firm(const struct linkage *link, const struct field *firm, const uint32_t *a,
				 const uint32_t *b, struct outcome *outcomes)
{
	const struct field *family = &link->fields[link->family];
	if (outcomes[link->given].level == link->fields[link->given].last && agree(link, outcomes, link->family) &&
	    agree(link, outcomes, (unsigned)(firm - link->fields)) &&
	    (spells(firm, a, family) || spells(firm, b, family)))
		outcomes[link->family] = (struct outcome){LEVEL_MISSING, 0};
}

void linkage_compare(const struct linkage *link, uint32_t a, uint32_t b, struct outcome *outcomes)
{
	const uint32_t *values_a = record_values(link, a), *values_b = record_values(link, b);
	for (unsigned i = 0; i < link->n_fields; i++) {
		const struct field *field = &link->fields[i];
		compare_field(link, field, values_a + field->first_slot, values_b + field->first_slot, &outcomes[i]);
	}
	if (link->given == NO_FIELD || link->family == NO_FIELD)
		return;
	if (outcomes[link->given].level >= GIVEN_SIMILAR && outcomes[link->family].level >= FAMILY_SIMILAR)
		compare_crosswise(link, values_a, values_b, outcomes);
	if (outcomes[link->given].level != LEVEL_EXACT && outcomes[link->family].level != LEVEL_EXACT) {
		compare_misplaced(link, values_a, values_b, outcomes);
		compare_misplaced(link, values_b, values_a, outcomes);
	}
	for (unsigned i = 0; i < link->n_fields; i++) {
		const enum field_kind kind = link->fields[i].kind;
		if (kind == FIELD_EMAIL)
			discount_local_part(link, &link->fields[i], values_a, values_b, outcomes);
		else if (kind == FIELD_COMPANY || kind == FIELD_DOMAIN)
			discount_family_firm(link, &link->fields[i], values_a, values_b, outcomes);
	}
}

static bool shares_value(const struct field *field, const uint32_t *a, const uint32_t *b)
{
	for (unsigned i = 0; i < field->n_slots; i++)
		for (unsigned j = 0; j < field->n_slots; j++)
			if (a[field->first_slot + i] != 0 && a[field->first_slot + i] == b[field->first_slot + j])
				return true;
	return false;
}

static bool share_person(const struct linkage *link, const uint32_t *a, const uint32_t *b)
{
	for (unsigned i = 0; i < link->n_fields; i++)
		if (kind_types[link->fields[i].kind].person && shares_value(&link->fields[i], a, b))
			return true;
	return false;
}

bool linkage_is_hopeless(const struct linkage *link, uint32_t a, uint32_t b)
{
	if (link->given == NO_FIELD || link->family == NO_FIELD)
		return false;
	const struct field *given = &link->fields[link->given], *family = &link->fields[link->family];
	const uint32_t *values_a = record_values(link, a), *values_b = record_values(link, b);
	const uint32_t given_a = values_a[given->first_slot], given_b = values_b[given->first_slot];
	const uint32_t family_a = values_a[family->first_slot], family_b = values_b[family->first_slot];
	if (given_a == given_b || family_a == family_b || given_a == 0 || given_b == 0 || family_a == 0 ||
	    family_b == 0)
		return false;
	if (compare_two(link, given, given_a, given_b).level != given->last ||
	    compare_two(link, family, family_a, family_b).level != family->last)
		return false;
	return !same_text(given, given_a, family, family_b) && !same_text(given, given_b, family, family_a) &&
	       !share_person(link, values_a, values_b);
}

bool linkage_was_hopeless(const struct linkage *link, uint32_t a, uint32_t b, const struct outcome *outcomes)
{
	if (link->given == NO_FIELD || link->family == NO_FIELD)
		return false;
	const struct field *given = &link->fields[link->given], *family = &link->fields[link->family];
	if (outcomes[link->given].level != given->last || outcomes[link->family].level != family->last)
		return false;
	const uint32_t *values_a = record_values(link, a), *values_b = record_values(link, b);
	return !same_text(given, values_a[given->first_slot], family, values_b[family->first_slot]) &&
	       !same_text(given, values_b[given->first_slot], family, values_a[family->first_slot]) &&
	       !share_person(link, values_a, values_b);
}

/* ---- memory that will be read ---- */

static void fetch_field(const struct linkage *link, const struct field *field, uint32_t a, uint32_t b)
{
	__builtin_prefetch(&field->values[a]);
	if (a == b || a == 0 || b == 0)
		return;
	__builtin_prefetch(&field->values[b]);
	__builtin_prefetch((const char *)&field->values[b + 1] - 1);
	if (field->repeats)
		__builtin_prefetch(place_of(pair_of(a, b), (unsigned)(field - link->fields)));
}

void linkage_fetch_values(const struct linkage *link, uint32_t a, uint32_t b)
{
	const uint32_t *values_a = record_values(link, a), *values_b = record_values(link, b);
	for (unsigned f = 0; f < link->n_fields; f++) {
		const unsigned slot = link->fields[f].first_slot;
		fetch_field(link, &link->fields[f], values_a[slot], values_b[slot]);
	}
	if (link->source != NULL) {
		__builtin_prefetch(&link->source[a]);
		__builtin_prefetch(&link->source[b]);
	}
}

void linkage_fetch_words(const struct linkage *link, uint32_t a, uint32_t b)
{
	const uint32_t *values_a = record_values(link, a), *values_b = record_values(link, b);
	for (unsigned f = 0; f < link->n_fields; f++) {
		const struct field *field = &link->fields[f];
		const uint32_t x = values_a[field->first_slot], y = values_b[field->first_slot];
		if (field->n_tokens == 0 || field->repeats || x == y || x == 0 || y == 0)
			continue;
		__builtin_prefetch(&field->tokens[field->values[x].token]);
		__builtin_prefetch(&field->tokens[field->values[y].token]);
		if (field->kind == FIELD_EMAIL) {
			__builtin_prefetch(email_local(field, &field->values[x]));
			__builtin_prefetch(email_local(field, &field->values[y]));
		}
	}
}

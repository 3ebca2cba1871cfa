/* SPDX-License-Identifier: Apache-2.0 */
/* Which keys there are, by the kinds of fields. */
#include "config.h"

#include <core/linkage/block.h>

struct planning {
	const struct linkage *link;
	struct pass *passes;
	unsigned n;
};

static void add_pass(struct planning *p, struct atom a, struct atom b, struct atom split_1, struct atom split_2)
{
	if (p->n == MAX_PASSES || a.form == ATOM_NONE)
		return;
	const bool words = a.form == ATOM_WORD || a.form == ATOM_PAIR;
	p->passes[p->n++] =
		(struct pass){.atoms = {a, b}, .split = {split_1, split_2}, .n_columns = words ? PASS_COLUMNS : 1};
}

static const struct atom none = {ATOM_NONE, 0, 0};

static enum atom_form place_form(enum field_kind kind)
{
	switch (kind) {
	case FIELD_COMPANY:
	case FIELD_TEXT:
		return ATOM_WORD;
	case FIELD_POSTCODE:
	case FIELD_CITY:
	case FIELD_DATE:
	case FIELD_DOMAIN:
	case FIELD_STREET:
	case FIELD_NUMBER:
	case FIELD_CATEGORY:
		return ATOM_VALUE;
	default:
		return ATOM_NONE;
	}
}

/* Values that should be unique to one person or organisation. */
static void plan_unique(struct planning *p, struct atom split_1, struct atom split_2)
{
	for (unsigned f = 0; f < p->link->n_fields; f++) {
		const struct field *field = &p->link->fields[f];
		const bool unique =
			field->kind == FIELD_EMAIL || field->kind == FIELD_PHONE || field->kind == FIELD_IDENTIFIER;
		for (unsigned s = 0; unique && s < field->n_slots; s++)
			add_pass(p, (struct atom){ATOM_VALUE, f, s}, none, split_1, split_2);
		for (unsigned s = 0; field->kind == FIELD_EMAIL && s < field->n_slots; s++)
			add_pass(p, (struct atom){ATOM_LOCAL, f, s}, none, split_1, split_2);
	}
}

static void plan_people(struct planning *p)
{
	const struct linkage *link = p->link;
	const struct atom given = {link->given != NO_FIELD ? ATOM_SOUND : ATOM_NONE, link->given, 0};
	const struct atom family = {link->family != NO_FIELD ? ATOM_SOUND : ATOM_NONE, link->family, 0};
	const struct atom initial = {link->given != NO_FIELD ? ATOM_INITIAL : ATOM_NONE, link->given, 0};
	const struct atom letter = {link->family != NO_FIELD ? ATOM_INITIAL : ATOM_NONE, link->family, 0};
	const struct atom given_text = {link->given != NO_FIELD ? ATOM_VALUE : ATOM_NONE, link->given, 0};
	const struct atom family_text = {link->family != NO_FIELD ? ATOM_VALUE : ATOM_NONE, link->family, 0};
	plan_unique(p, family, given);
	if (given.form != ATOM_NONE && family.form != ATOM_NONE)
		add_pass(p, (struct atom){ATOM_NAMES, link->given, 0}, none, given_text, family_text);
	for (unsigned f = 0; f < link->n_fields; f++) {
		const struct atom place = {place_form(link->fields[f].kind), f, 0};
		if (place.form == ATOM_NONE)
			continue;
		if (place.form == ATOM_WORD) {
			add_pass(p, place, family, initial, given);
			add_pass(p, place, given, letter, family);
			continue;
		}
		if (family.form != ATOM_NONE)
			add_pass(p, family, place, initial, given);
		if (given.form != ATOM_NONE)
			add_pass(p, given, place, letter, family);
		if (link->fields[f].kind == FIELD_STREET)
			add_pass(p, place, none, initial, letter);
	}
	add_pass(p, family_text, initial, given_text, none);
	/* Dates with a place need no name. */
	for (unsigned f = 0; f < link->n_fields; f++)
		for (unsigned g = 0; g < link->n_fields && link->fields[f].kind == FIELD_DATE; g++) {
			const enum field_kind kind = link->fields[g].kind;
			if (kind == FIELD_POSTCODE || kind == FIELD_CITY)
				add_pass(p, (struct atom){ATOM_VALUE, f, 0}, (struct atom){ATOM_VALUE, g, 0}, initial,
					 letter);
		}
}

/* Organisations, products, publications: words, and what goes with them. */
static void plan_things(struct planning *p)
{
	const struct linkage *link = p->link;
	plan_unique(p, none, none);
	for (unsigned f = 0; f < link->n_fields; f++) {
		const enum field_kind kind = link->fields[f].kind;
		const bool words = kind == FIELD_COMPANY || kind == FIELD_TEXT;
		if (words)
			add_pass(p, (struct atom){ATOM_PAIR, f, 0}, none, none, none);
		if (words || kind == FIELD_STREET)
			add_pass(p, (struct atom){ATOM_VALUE, f, 0}, none, none, none);
		if (kind == FIELD_DOMAIN)
			add_pass(p, (struct atom){ATOM_VALUE, f, 0}, none, none, none);
		if (words || kind == FIELD_STREET)
			add_pass(p, (struct atom){ATOM_WORD, f, 0}, none, none, none);
	}
	for (unsigned f = 0; f < link->n_fields; f++)
		for (unsigned g = 0; g < link->n_fields; g++) {
			const struct atom word = {ATOM_WORD, f, 0};
			const struct atom place = {place_form(link->fields[g].kind), g, 0};
			const enum field_kind kind = link->fields[f].kind;
			if (f != g && (kind == FIELD_COMPANY || kind == FIELD_TEXT) && place.form == ATOM_VALUE)
				add_pass(p, word, place, none, none);
		}
}

/* Where there are no words either: any two fields together. */
static void plan_pairs(struct planning *p)
{
	for (unsigned f = 0; f < p->link->n_fields; f++)
		for (unsigned g = f + 1; g < p->link->n_fields; g++)
			if (f != p->link->suffix && g != p->link->suffix)
				add_pass(p, (struct atom){ATOM_VALUE, f, 0}, (struct atom){ATOM_VALUE, g, 0}, none,
					 none);
}

unsigned block_plan(const struct linkage *link, struct pass passes[MAX_PASSES])
{
	struct planning planning = {link, passes, 0};
	if (link->people)
		plan_people(&planning);
	else
		plan_things(&planning);
	if (planning.n < 3)
		plan_pairs(&planning);
	return planning.n;
}

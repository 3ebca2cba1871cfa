/* SPDX-License-Identifier: Apache-2.0 */
/* Names of people. */
#include "config.h"

#include <core/linkage/compare.h>
#include <core/linkage/similarity.h>
#include <core/linkage/values.h>
#include <core/name_variants.h>

#include <string.h>

/* Word by word, as far as both have words: "j p" and "jean pierre", but not "j m". */
static bool is_initial_of(const struct compared *c)
{
	const char *a = compare_text_a(c), *b = compare_text_b(c);
	while (*a != '\0' && *a == *b) {
		a += strcspn(a, " ");
		b += strcspn(b, " ");
		if (*a == '\0' || *b == '\0')
			return true;
		a++;
		b++;
	}
	return false;
}

static bool same_spelling(const struct compared *c)
{
	return c->a->key >> 32 == c->b->key >> 32;
}

static bool same_sound(const struct compared *c)
{
	return (uint32_t)c->a->key == (uint32_t)c->b->key && (uint32_t)c->a->key != 0;
}

/* One of them is a double name that has a word (of two letters and more) of the other; the rarest one counts. */
static bool shares_word(const struct compared *c, struct overlap *overlap)
{
	const struct field *field = c->field;
	for (unsigned i = 0; i < c->a->n_tokens; i++)
		for (unsigned j = 0; j < c->b->n_tokens; j++) {
			const uint32_t number = field->tokens[c->a->token + i];
			const struct token *word = &field->word[number];
			if (number != field->tokens[c->b->token + j] || word->len < 2)
				continue;
			if (overlap->n == 0 || word->rows < overlap->rarest)
				overlap->rarest = word->rows;
			overlap->n = 1;
		}
	return overlap->n > 0;
}

static bool is_similar(const struct compared *c, unsigned distance)
{
	const unsigned longer = c->a->len > c->b->len ? c->a->len : c->b->len;
	if (distance <= 2 && longer >= 6)
		return true;
	return similarity_floor(c->a->letters, c->b->letters) <= 4 &&
	       similarity_jaro_winkler(compare_text_a(c), c->a->len, compare_text_b(c), c->b->len) >= 0.88;
}

unsigned compare_given(const struct compared *c, struct overlap *overlap)
{
	if ((c->a->flags | c->b->flags) & VALUE_INITIAL)
		return is_initial_of(c) ? GIVEN_INITIAL : GIVEN_DIFFERENT;
	if (same_spelling(c))
		return GIVEN_ALIKE;
	if (shares_word(c, overlap))
		return GIVEN_VARIANT;
	const enum crm_name_variant relation = crm_name_relation(c->a->variant, c->b->variant);
	if (relation == CRM_NAME_NICKNAME)
		return GIVEN_VARIANT;
	const unsigned distance = compare_distance(c, 2);
	const unsigned shorter = c->a->len < c->b->len ? c->a->len : c->b->len;
	if (distance == 1 && shorter >= 4)
		return GIVEN_TYPO;
	const bool similar =
		distance == 1 || relation != CRM_NAME_UNRELATED || is_similar(c, distance) || same_sound(c);
	return similar ? GIVEN_SIMILAR : GIVEN_DIFFERENT;
}

unsigned compare_family(const struct compared *c, struct overlap *overlap)
{
	if ((c->a->flags | c->b->flags) & VALUE_INITIAL)
		return is_initial_of(c) ? FAMILY_INITIAL : FAMILY_DIFFERENT;
	if (same_spelling(c))
		return FAMILY_ALIKE;
	const unsigned distance = compare_distance(c, 2);
	const unsigned shorter = c->a->len < c->b->len ? c->a->len : c->b->len;
	if (distance == 1 && shorter >= 4)
		return FAMILY_TYPO;
	if (shares_word(c, overlap))
		return FAMILY_PART;
	return distance == 1 || is_similar(c, distance) || same_sound(c) ? FAMILY_SIMILAR : FAMILY_DIFFERENT;
}

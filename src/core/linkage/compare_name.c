/* SPDX-License-Identifier: Apache-2.0 */
/* Names of people. */
#include "config.h"

#include <core/linkage/compare.h>
#include <core/linkage/similarity.h>
#include <core/linkage/values.h>
#include <core/name_variants.h>

#include <string.h>

static bool is_initial_of(const struct compared *c)
{
	return compare_text_a(c)[0] == compare_text_b(c)[0];
}

static bool same_spelling(const struct compared *c)
{
	return c->a->key >> 32 == c->b->key >> 32;
}

static bool same_sound(const struct compared *c)
{
	return (uint32_t)c->a->key == (uint32_t)c->b->key && (uint32_t)c->a->key != 0;
}

/* Is `word` one of the words of the value? */
static bool has_word(const struct field *field, const struct value *value, const char *word, size_t len)
{
	for (const char *p = value_text(field, value); p != NULL; p = strchr(p, ' '), p += p != NULL)
		if (strncmp(p, word, len) == 0 && (p[len] == ' ' || p[len] == '\0'))
			return true;
	return false;
}

/* One of them is a double name that has a word (of two letters and more) of the other. */
static bool shares_word(const struct compared *c)
{
	if (c->a->n_tokens == 0 && c->b->n_tokens == 0)
		return false;
	for (const char *p = compare_text_a(c); *p != '\0';) {
		const size_t len = strcspn(p, " ");
		if (len > 1 && has_word(c->field, c->b, p, len))
			return true;
		p += len + (p[len] == ' ');
	}
	return false;
}

static bool is_similar(const struct compared *c, unsigned distance)
{
	const unsigned longer = c->a->len > c->b->len ? c->a->len : c->b->len;
	if (distance <= 2 && longer >= 6)
		return true;
	return similarity_floor(c->a->letters, c->b->letters) <= 4 &&
	       similarity_jaro_winkler(compare_text_a(c), c->a->len, compare_text_b(c), c->b->len) >= 0.88;
}

unsigned compare_given(const struct compared *c)
{
	if ((c->a->flags | c->b->flags) & VALUE_INITIAL)
		return is_initial_of(c) ? GIVEN_INITIAL : GIVEN_DIFFERENT;
	if (same_spelling(c))
		return GIVEN_ALIKE;
	if (shares_word(c))
		return GIVEN_VARIANT;
	const enum crm_name_variant relation = crm_name_relation(c->a->variant, c->b->variant);
	if (relation == CRM_NAME_NICKNAME)
		return GIVEN_VARIANT;
	const unsigned distance = compare_distance(c, 2);
	const unsigned shorter = c->a->len < c->b->len ? c->a->len : c->b->len;
	if (distance == 1 && shorter >= 4)
		return GIVEN_TYPO;
	const bool similar = distance == 1 || relation == CRM_NAME_OTHER_LANGUAGE || is_similar(c, distance) || same_sound(c);
	return similar ? GIVEN_SIMILAR : GIVEN_DIFFERENT;
}

unsigned compare_family(const struct compared *c)
{
	if ((c->a->flags | c->b->flags) & VALUE_INITIAL)
		return is_initial_of(c) ? FAMILY_INITIAL : FAMILY_DIFFERENT;
	if (same_spelling(c))
		return FAMILY_ALIKE;
	const unsigned distance = compare_distance(c, 2);
	const unsigned shorter = c->a->len < c->b->len ? c->a->len : c->b->len;
	if (distance == 1 && shorter >= 4)
		return FAMILY_TYPO;
	if (shares_word(c))
		return FAMILY_PART;
	return distance == 1 || is_similar(c, distance) || same_sound(c) ? FAMILY_SIMILAR : FAMILY_DIFFERENT;
}

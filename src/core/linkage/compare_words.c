/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of several words, compared by the words they share, each weighing as much as it is rare. */
#include "config.h"

#include <core/linkage/compare.h>
#include <core/linkage/similarity.h>

#include <math.h>
#include <string.h>

#define WORDS         24
#define TYPO_FACTOR   0.85 /* of a word's weight, if it is one letter off */
#define PREFIX_FACTOR 0.70 /* if one word begins the other */

struct words {
	const struct token *list[WORDS];
	bool used[WORDS];
	unsigned n;
	double weight;
};

static void collect(const struct field *field, const struct value *value, bool numbers, struct words *out)
{
	out->n = 0;
	out->weight = 0;
	for (unsigned i = 0; i < value->n_tokens && out->n < WORDS; i++) {
		const struct token *word = &field->word[field->tokens[value->token + i]];
		if (!numbers && word->is_number)
			continue;
		out->used[out->n] = false;
		out->list[out->n++] = word;
		out->weight += word->weight;
	}
}

static double word_factor(const struct field *field, const struct token *a, const struct token *b)
{
	if (a == b)
		return 1;
	if (a->is_number || b->is_number)
		return 0;
	const struct token *shorter = a->len < b->len ? a : b, *longer = shorter == a ? b : a;
	const char *text_a = field->words.pool + a->text, *text_b = field->words.pool + b->text;
	if ((shorter->letters & ~longer->letters) == 0 && shorter->len >= 3 &&
	    memcmp(text_a, text_b, shorter->len) == 0)
		return PREFIX_FACTOR;
	if (shorter->len < 4 || similarity_floor(a->letters, b->letters) > 1)
		return 0;
	return similarity_distance(text_a, a->len, text_b, b->len) <= 1 ? TYPO_FACTOR : 0;
}

static double match_words(const struct field *field, struct words *a, struct words *b, bool exactly,
			  struct overlap *overlap)
{
	double shared = 0;
	for (unsigned i = 0; i < a->n; i++)
		for (unsigned j = 0; j < b->n && !a->used[i]; j++) {
			const struct token *x = a->list[i], *y = b->list[j];
			if (b->used[j] || (exactly && x != y))
				continue;
			const double factor = word_factor(field, x, y);
			if (factor <= 0)
				continue;
			a->used[i] = b->used[j] = true;
			shared += factor * (x->weight < y->weight ? x->weight : y->weight);
			const uint32_t rows = x->rows > y->rows ? x->rows : y->rows;
			if (overlap->rarest == 0 || rows < overlap->rarest)
				overlap->rarest = rows;
			overlap->n++;
		}
	return shared;
}

static void measure(const struct compared *c, bool numbers, struct overlap *overlap)
{
	struct words a, b;
	*overlap = (struct overlap){0, 0, 0};
	collect(c->field, c->a, numbers, &a);
	collect(c->field, c->b, numbers, &b);
	if (a.n == 0 || b.n == 0)
		return;
	double shared = match_words(c->field, &a, &b, true, overlap);
	if (overlap->n < a.n && overlap->n < b.n)
		shared += match_words(c->field, &a, &b, false, overlap);
	const double whole = sqrt(a.weight * b.weight);
	overlap->share = whole > 0 ? shared / whole : 0;
}

/* How alike the texts are as a whole, blanks and all: words written together. */
static double likeness(const struct compared *c)
{
	const unsigned longer = c->a->len > c->b->len ? c->a->len : c->b->len;
	const unsigned limit = longer / 5;
	if (similarity_floor(c->a->letters, c->b->letters) > limit)
		return 0;
	const unsigned distance = compare_distance(c, limit);
	return distance <= limit ? 1 - (double)distance / longer : 0;
}

unsigned compare_street(const struct compared *c, struct overlap *overlap)
{
	measure(c, false, overlap);
	const uint64_t a = c->a->key, b = c->b->key;
	const bool same = a == b, unknown = a == 0 || b == 0;
	const double share = fmax(overlap->share, likeness(c));
	if (share >= 0.8)
		return same ? STREET_ALIKE : unknown ? STREET_NO_NUMBER : STREET_OTHER_NUMBER;
	if (share >= 0.4)
		return same ? STREET_NUMBER : STREET_WORD;
	return STREET_DIFFERENT;
}

unsigned compare_city(const struct compared *c, struct overlap *overlap)
{
	measure(c, true, overlap);
	return fmax(overlap->share, likeness(c)) >= 0.75 ? CITY_ALIKE : CITY_DIFFERENT;
}

unsigned compare_words(const struct compared *c, struct overlap *overlap)
{
	measure(c, true, overlap);
	const double share = overlap->share;
	if (share >= 0.9 || likeness(c) >= 0.85)
		return WORDS_ALIKE;
	return share >= 0.65 ? WORDS_MOST : share >= 0.4 ? WORDS_SOME : share >= 0.2 ? WORDS_ONE : WORDS_DIFFERENT;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* E-mail addresses and domains. */
#include "config.h"

#include <core/linkage/compare.h>
#include <core/linkage/similarity.h>
#include <core/linkage/values.h>

#include <string.h>

static unsigned word_distance(const struct compared *c, const struct token *a, const struct token *b, unsigned limit)
{
	if (a == b)
		return 0;
	if (similarity_floor(a->letters, b->letters) > limit)
		return limit + 1;
	return similarity_distance(c->field->words.pool + a->text, a->len, c->field->words.pool + b->text, b->len);
}

static unsigned allowed(size_t len)
{
	return len < 4 ? 0 : len < 8 ? 1 : 2;
}

/* What word_distance() with a limit of 4 is at least. */
static unsigned least_distance(const struct token *a, const struct token *b)
{
	const uint32_t len_a = a->len < SIMILARITY_MAX ? a->len : SIMILARITY_MAX;
	const uint32_t len_b = b->len < SIMILARITY_MAX ? b->len : SIMILARITY_MAX;
	const unsigned by_len = len_a > len_b ? len_a - len_b : len_b - len_a;
	const unsigned by_letters = similarity_floor(a->letters, b->letters);
	const unsigned least = by_len > by_letters ? by_len : by_letters;
	return least < 5 ? least : 5;
}

/* The numbers in two local parts: peter47 and peter78 are two people. */
static unsigned number_distance(const struct compared *c, const struct token *a, const struct token *b)
{
	char digits[2][SIMILARITY_MAX];
	size_t n[2] = {0, 0};
	const struct token *words[2] = {a, b};
	for (unsigned side = 0; side < 2; side++)
		for (uint32_t i = 0; i < words[side]->len && n[side] < SIMILARITY_MAX; i++) {
			const char letter = c->field->words.pool[words[side]->text + i];
			if (letter >= '0' && letter <= '9')
				digits[side][n[side]++] = letter;
		}
	return similarity_distance(digits[0], n[0], digits[1], n[1]);
}

unsigned compare_email(const struct compared *c)
{
	if ((c->a->flags | c->b->flags) & VALUE_ROLE)
		return LEVEL_MISSING;
	if (c->a->n_tokens < 2 || c->b->n_tokens < 2)
		return compare_distance(c, 2) <= 2 ? EMAIL_TYPO : EMAIL_DIFFERENT;
	const struct token *local_a = email_local(c->field, c->a), *local_b = email_local(c->field, c->b);
	const uint32_t shorter = local_a->len < local_b->len ? local_a->len : local_b->len;
	if (local_a != local_b) {
		const unsigned least = least_distance(local_a, local_b);
		if (least > allowed(shorter) && least * 4 > shorter)
			return EMAIL_DIFFERENT;
	}
	const struct token *domain_a = email_domain(c->field, c->a), *domain_b = email_domain(c->field, c->b);
	const unsigned domain = word_distance(c, domain_a, domain_b, 3);
	if (local_a == local_b)
		return domain <= 2 ? EMAIL_TYPO : local_a->len >= 4 ? EMAIL_LOCAL : EMAIL_DIFFERENT;
	if (domain > 3)
		return EMAIL_DIFFERENT;
	const unsigned local = word_distance(c, local_a, local_b, 4);
	if (local <= 4 && number_distance(c, local_a, local_b) > 1)
		return EMAIL_DIFFERENT;
	if (local <= allowed(shorter) && domain <= 2)
		return EMAIL_TYPO;
	return local * 4 <= shorter ? EMAIL_SIMILAR : EMAIL_DIFFERENT;
}

unsigned compare_domain(const struct compared *c)
{
	const char *a = compare_text_a(c), *b = compare_text_b(c);
	const size_t label = c->a->key; /* prepare_domain() */
	if (label >= 3 && label == c->b->key && memcmp(a, b, label) == 0)
		return DOMAIN_ENDING;
	return c->a->len >= 8 && compare_distance(c, 1) == 1 ? DOMAIN_TYPO : DOMAIN_DIFFERENT;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* E-mail addresses and domains. */
#include "config.h"

#include <core/linkage/compare.h>
#include <core/linkage/similarity.h>
#include <core/linkage/values.h>

#include <string.h>

static const struct token *word_of(const struct compared *c, const struct value *value, unsigned i)
{
	return &c->field->word[c->field->tokens[value->token + i]];
}

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

unsigned compare_email(const struct compared *c)
{
	if ((c->a->flags | c->b->flags) & VALUE_ROLE)
		return LEVEL_MISSING;
	if (c->a->n_tokens < 2 || c->b->n_tokens < 2)
		return compare_distance(c, 2) <= 2 ? EMAIL_TYPO : EMAIL_DIFFERENT;
	const struct token *local_a = word_of(c, c->a, 0), *local_b = word_of(c, c->b, 0);
	const struct token *domain_a = word_of(c, c->a, 1), *domain_b = word_of(c, c->b, 1);
	const unsigned domain = word_distance(c, domain_a, domain_b, 3);
	if (local_a == local_b)
		return domain <= 2 ? EMAIL_TYPO : local_a->len >= 4 ? EMAIL_LOCAL : EMAIL_DIFFERENT;
	if (domain > 3)
		return EMAIL_DIFFERENT;
	const uint32_t shorter = local_a->len < local_b->len ? local_a->len : local_b->len;
	const unsigned local = word_distance(c, local_a, local_b, 4);
	if (local <= allowed(shorter) && domain <= 2)
		return EMAIL_TYPO;
	return local * 4 <= shorter ? EMAIL_SIMILAR : EMAIL_DIFFERENT;
}

unsigned compare_domain(const struct compared *c)
{
	const char *a = compare_text_a(c), *b = compare_text_b(c);
	const size_t label = strcspn(a, ".");
	if (label >= 3 && label == strcspn(b, ".") && memcmp(a, b, label) == 0)
		return DOMAIN_ENDING;
	return c->a->len >= 8 && compare_distance(c, 1) == 1 ? DOMAIN_TYPO : DOMAIN_DIFFERENT;
}

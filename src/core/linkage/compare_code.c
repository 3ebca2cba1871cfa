/* SPDX-License-Identifier: Apache-2.0 */
/* Postcodes, identifiers, categories. */
#include "config.h"

#include <core/linkage/compare.h>

static unsigned shorter_of(const struct compared *c)
{
	return c->a->len < c->b->len ? c->a->len : c->b->len;
}

/* Bytes that the two begin with; the first eight stand in the keys, see prepare_postcode(). */
static unsigned common_prefix(const struct compared *c, unsigned shorter)
{
	const uint64_t differ = c->a->key ^ c->b->key;
	unsigned prefix = differ != 0 ? (unsigned)__builtin_clzll(differ) / 8 : 8;
	const char *a = compare_text_a(c), *b = compare_text_b(c);
	while (prefix >= 8 && prefix < shorter && a[prefix] == b[prefix])
		prefix++;
	return prefix < shorter ? prefix : shorter;
}

unsigned compare_postcode(const struct compared *c)
{
	const unsigned shorter = shorter_of(c), prefix = common_prefix(c, shorter);
	if (shorter >= 4 && compare_distance(c, 1) == 1)
		return POSTCODE_TYPO;
	return shorter >= 3 && prefix * 2 >= shorter ? POSTCODE_REGION : POSTCODE_DIFFERENT;
}

unsigned compare_identifier(const struct compared *c)
{
	const unsigned shorter = shorter_of(c);
	const unsigned distance = shorter >= 5 ? compare_distance(c, 2) : 3;
	if (distance == 1)
		return IDENTIFIER_TYPO;
	return distance == 2 && shorter >= 7 ? IDENTIFIER_TWO : IDENTIFIER_DIFFERENT;
}

unsigned compare_category(const struct compared *c)
{
	return shorter_of(c) >= 4 && compare_distance(c, 1) == 1 ? CATEGORY_TYPO : CATEGORY_DIFFERENT;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Telephone numbers, dates, quantities. */
#include "config.h"

#include <core/linkage/compare.h>
#include <core/linkage/values.h>

#include <math.h>
#include <string.h>

#define PHONE_DIGITS      8
#define SWITCHBOARD_SHARE 5 /* first digits that the numbers of one switchboard have in common */

/* One digit is another, or two neighbours are swapped. `differ` is the exclusive or of the digits. */
static bool one_slip(uint64_t a, uint64_t b, uint64_t differ)
{
	const unsigned lowest = (unsigned)__builtin_ctzll(differ) / 8 * 8;
	const uint64_t rest = differ >> lowest;
	if (rest <= 0xff)
		return true;
	if (rest > 0xffff)
		return false;
	const uint64_t pair_a = a >> lowest & 0xffff, pair_b = b >> lowest & 0xffff;
	return pair_a == ((pair_b << 8 & 0xff00) | pair_b >> 8);
}

/* Digits stand in the keys, see prepare_phone(). */
unsigned compare_phone(const struct compared *c)
{
	const uint64_t a = c->a->key, b = c->b->key, differ = a ^ b;
	if (c->a->len != c->b->len) {
		const unsigned shorter = c->a->len < c->b->len ? c->a->len : c->b->len;
		return shorter >= 6 && differ << (64 - 8 * shorter) == 0 ? PHONE_SHORT : PHONE_DIFFERENT;
	}
	if (c->a->len < PHONE_DIGITS - 1)
		return PHONE_DIFFERENT;
	if (one_slip(a, b, differ))
		return PHONE_TYPO;
	return differ >> (8 * (c->a->len - SWITCHBOARD_SHARE)) == 0 ? PHONE_SWITCHBOARD : PHONE_DIFFERENT;
}

static unsigned compare_parts(const struct compared *c, uint64_t a, uint64_t b)
{
	const uint64_t year_a = a / 10000, month_a = a / 100 % 100, day_a = a % 100;
	const uint64_t year_b = b / 10000, month_b = b / 100 % 100, day_b = b % 100;
	if (day_a == 0 || day_b == 0) {
		const bool months = month_a != 0 && month_b != 0;
		return year_a != year_b     ? DATE_DIFFERENT
		       : !months            ? DATE_YEAR
		       : month_a == month_b ? DATE_TWO_PARTS
					    : DATE_DIFFERENT;
	}
	if (year_a == year_b && month_a == day_b && day_a == month_b)
		return DATE_SWAPPED;
	if (compare_distance(c, 1) == 1)
		return DATE_TYPO;
	if ((year_a == year_b) + (month_a == month_b) + (day_a == day_b) == 2)
		return DATE_TWO_PARTS;
	return year_a == year_b ? DATE_YEAR : DATE_DIFFERENT;
}

unsigned compare_date(const struct compared *c)
{
	if ((c->a->flags | c->b->flags) & VALUE_DOUBTED)
		return compare_distance(c, 1) == 1 ? DATE_TYPO : DATE_DIFFERENT;
	return compare_parts(c, c->a->key, c->b->key);
}

unsigned compare_number(const struct compared *c)
{
	double a, b;
	if ((c->a->flags | c->b->flags) & VALUE_DOUBTED)
		return compare_distance(c, 1) == 1 ? NUMBER_TYPO : NUMBER_DIFFERENT;
	memcpy(&a, &c->a->key, sizeof a);
	memcpy(&b, &c->b->key, sizeof b);
	const double difference = fabs(a - b), larger = fmax(fabs(a), fabs(b));
	if (difference <= larger * 0.0001)
		return LEVEL_EXACT;
	if (compare_distance(c, 1) == 1)
		return NUMBER_TYPO;
	return difference <= larger * 0.01  ? NUMBER_ONE_PERCENT
	       : difference <= larger * 0.1 ? NUMBER_TEN_PERCENT
					    : NUMBER_DIFFERENT;
}

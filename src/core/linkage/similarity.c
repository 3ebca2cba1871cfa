/* SPDX-License-Identifier: Apache-2.0 */
/*
 * String distances, in words of 64 bits: Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit
 * distances", Nordic Journal of Computing 10 (2003); Winkler, "String comparator metrics and enhanced decision rules
 * in the Fellegi-Sunter model of record linkage" (1990).
 */
#include "config.h"

#include <core/linkage/similarity.h>

#include <string.h>

static size_t at_most(size_t value, size_t limit)
{
	return value < limit ? value : limit;
}

/* Where each byte of a text stands; one table per thread, all zero between calls. */
static _Thread_local uint64_t positions[256];

static void set_positions(const unsigned char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		positions[text[i]] |= (uint64_t)1 << i;
}

static void clear_positions(const unsigned char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		positions[text[i]] = 0;
}

static unsigned osa_distance(const unsigned char *b, size_t len_a, size_t len_b)
{
	const uint64_t last = (uint64_t)1 << (len_a - 1);
	uint64_t up = ~(uint64_t)0, down = 0, diagonal = 0, previous = 0;
	unsigned distance = (unsigned)len_a;
	for (size_t j = 0; j < len_b; j++) {
		const uint64_t here = positions[b[j]];
		const uint64_t swap = (((~diagonal) & here) << 1) & previous;
		diagonal = (((here & up) + up) ^ up) | here | down | swap;
		uint64_t plus = down | ~(diagonal | up), minus = up & diagonal;
		distance += (plus & last) != 0;
		distance -= (minus & last) != 0;
		plus = plus << 1 | 1;
		minus <<= 1;
		up = minus | ~(diagonal | plus);
		down = plus & diagonal;
		previous = here;
	}
	return distance;
}

unsigned similarity_distance(const char *a, size_t len_a, const char *b, size_t len_b)
{
	len_a = at_most(len_a, SIMILARITY_MAX);
	len_b = at_most(len_b, SIMILARITY_MAX);
	if (len_a == 0 || len_b == 0)
		return (unsigned)(len_a + len_b);
	set_positions((const unsigned char *)a, len_a);
	const unsigned distance = osa_distance((const unsigned char *)b, len_a, len_b);
	clear_positions((const unsigned char *)a, len_a);
	return distance;
}

static uint64_t below(size_t bit)
{
	return bit >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << bit) - 1;
}

/* Letters of b that have a partner in a no further than `window` away. */
static unsigned find_common(const unsigned char *b, size_t len_b, size_t window, uint64_t *in_a, uint64_t *in_b)
{
	unsigned common = 0;
	*in_a = *in_b = 0;
	for (size_t j = 0; j < len_b; j++) {
		const uint64_t near = below(j + window + 1) & ~below(j > window ? j - window : 0);
		const uint64_t found = positions[b[j]] & near & ~*in_a;
		if (found == 0)
			continue;
		*in_a |= found & (~found + 1);
		*in_b |= (uint64_t)1 << j;
		common++;
	}
	return common;
}

static unsigned count_out_of_order(const unsigned char *a, uint64_t in_a, const unsigned char *b, uint64_t in_b)
{
	unsigned n = 0;
	for (; in_a != 0; in_a &= in_a - 1, in_b &= in_b - 1)
		n += a[__builtin_ctzll(in_a)] != b[__builtin_ctzll(in_b)];
	return n;
}

double similarity_jaro_winkler(const char *a, size_t len_a, const char *b, size_t len_b)
{
	const unsigned char *ua = (const unsigned char *)a, *ub = (const unsigned char *)b;
	uint64_t in_a, in_b;
	len_a = at_most(len_a, SIMILARITY_MAX);
	len_b = at_most(len_b, SIMILARITY_MAX);
	const size_t longer = len_a > len_b ? len_a : len_b;
	if (len_a == 0 || len_b == 0)
		return len_a == len_b ? 1 : 0;
	set_positions(ua, len_a);
	const unsigned common = find_common(ub, len_b, longer / 2 > 0 ? longer / 2 - 1 : 0, &in_a, &in_b);
	clear_positions(ua, len_a);
	if (common == 0)
		return 0;
	const double m = common, t = count_out_of_order(ua, in_a, ub, in_b) / 2;
	const double jaro = (m / (double)len_a + m / (double)len_b + (m - t) / m) / 3;
	size_t prefix = 0;
	while (prefix < 4 && prefix < len_a && prefix < len_b && a[prefix] == b[prefix])
		prefix++;
	return jaro + 0.1 * (double)prefix * (1 - jaro);
}

uint64_t similarity_letters(const char *text, size_t len)
{
	uint64_t set = 0;
	for (size_t i = 0; i < len; i++)
		set |= (uint64_t)1 << ((unsigned char)text[i] & 63);
	return set;
}

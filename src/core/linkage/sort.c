/* SPDX-License-Identifier: Apache-2.0 */
/* Radix sort, least significant digits first. */
#include "config.h"

#include <core/linkage/sort.h>

#include <string.h>

#define DIGIT_BITS 11
#define DIGITS     ((size_t)1 << DIGIT_BITS)
#define ROUNDS     3

static void count_digits(const uint64_t *list, size_t n, size_t count[ROUNDS][DIGITS])
{
	memset(count, 0, ROUNDS * DIGITS * sizeof **count);
	for (size_t i = 0; i < n; i++)
		for (unsigned r = 0; r < ROUNDS; r++)
			count[r][list[i] >> (32 + r * DIGIT_BITS) & (DIGITS - 1)]++;
}

void sort_by_key(uint64_t *list, uint64_t *spare, size_t n)
{
	size_t count[ROUNDS][DIGITS];
	uint64_t *from = list, *to = spare;
	count_digits(list, n, count);
	for (unsigned r = 0; r < ROUNDS; r++) {
		size_t at = 0;
		for (size_t d = 0; d < DIGITS; d++) {
			const size_t here = count[r][d];
			count[r][d] = at;
			at += here;
		}
		for (size_t i = 0; i < n; i++)
			to[count[r][from[i] >> (32 + r * DIGIT_BITS) & (DIGITS - 1)]++] = from[i];
		uint64_t *other = from;
		from = to;
		to = other;
	}
	if (from != list)
		memcpy(list, from, n * sizeof *list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* How alike two texts are.  Bytes are compared: the texts are folded before, so nearly all are ASCII. */
#ifndef CRM_LINKAGE_SIMILARITY_H
#define CRM_LINKAGE_SIMILARITY_H

#include <stddef.h>
#include <stdint.h>

/* Longer texts are compared by their first so many bytes. */
#define SIMILARITY_MAX 64

/* Damerau's distance in its restricted form: insertions, deletions, substitutions and swaps of neighbours, no part of
   the text edited twice. */
unsigned similarity_distance(const char *a, size_t len_a, const char *b, size_t len_b);
/* Jaro and Winkler's similarity from 0 to 1, with 0.1 for each of up to four common first letters. */
double similarity_jaro_winkler(const char *a, size_t len_a, const char *b, size_t len_b);

/* The set of letters of a text, for similarity_floor(). */
uint64_t similarity_letters(const char *text, size_t len);

static inline unsigned similarity_count_bits(uint64_t set)
{
	set -= set >> 1 & UINT64_C(0x5555555555555555);
	set = (set & UINT64_C(0x3333333333333333)) + (set >> 2 & UINT64_C(0x3333333333333333));
	return (unsigned)(((set + (set >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f)) * UINT64_C(0x0101010101010101) >> 56);
}

/* A lower bound of the distance of two texts by their sets of letters. */
static inline unsigned similarity_floor(uint64_t letters_a, uint64_t letters_b)
{
	const unsigned only_a = similarity_count_bits(letters_a & ~letters_b);
	const unsigned only_b = similarity_count_bits(letters_b & ~letters_a);
	return only_a > only_b ? only_a : only_b;
}

#endif

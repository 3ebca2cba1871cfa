/* SPDX-License-Identifier: Apache-2.0 */
/* Nearness of names: insertions, deletions, substitutions and swapped neighbours, case ignored. */
#include "config.h"

#include <config/suggest.h>
#include <string.h>
#include <strings.h>

#define SUGGEST_MAX 48 /* longer names get no suggestion */

static char suggest_fold(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c == '-' || c == ' ' ? '_' : c;
}

static size_t suggest_least(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;
	return least < c ? least : c;
}

/* Optimal string alignment distance; both at most SUGGEST_MAX long. */
static size_t suggest_distance(const char *a, size_t len_a, const char *b, size_t len_b)
{
	size_t rows[3][SUGGEST_MAX + 1];
	size_t *two_back = rows[0], *back = rows[1], *row = rows[2];
	for (size_t j = 0; j <= len_b; j++)
		back[j] = two_back[j] = j;
	for (size_t i = 1; i <= len_a; i++) {
		row[0] = i;
		for (size_t j = 1; j <= len_b; j++) {
			char x = suggest_fold(a[i - 1]), y = suggest_fold(b[j - 1]);
			row[j] = suggest_least(back[j] + 1, row[j - 1] + 1, back[j - 1] + (x != y));
			bool swapped = i > 1 && j > 1 && x == suggest_fold(b[j - 2]) && y == suggest_fold(a[i - 2]);
			if (swapped && two_back[j - 2] + 1 < row[j])
				row[j] = two_back[j - 2] + 1;
		}
		size_t *free_row = two_back;
		two_back = back;
		back = row;
		row = free_row;
	}
	return back[len_b];
}

void config_suggest_begin(struct config_suggestion *suggestion, const char *wrong)
{
	*suggestion = (struct config_suggestion){.wrong = wrong};
}

void config_suggest_offer(struct config_suggestion *suggestion, const char *candidate)
{
	size_t len = strlen(suggestion->wrong), len_candidate = strlen(candidate);
	if (len == 0 || len > SUGGEST_MAX || len_candidate > SUGGEST_MAX)
		return;
	size_t longer = len > len_candidate ? len : len_candidate;
	size_t distance = suggest_distance(suggestion->wrong, len, candidate, len_candidate);
	if (distance > longer / 3 + (longer < 3))
		return;
	if (suggestion->best && distance >= suggestion->distance)
		return;
	suggestion->best = candidate;
	suggestion->distance = distance;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Generations behind names. */
#include "config.h"

#include <core/name_suffix.h>

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum strength { SURELY, MAY_BE_NAME, NEEDS_POINT };

static const struct suffix {
	const char *word;
	unsigned generation;
	enum strength strength;
} suffixes[] = {
	{"jr", 2, SURELY},          {"jnr", 2, SURELY},      {"sr", 1, SURELY},       {"snr", 1, SURELY},
	{"ii", 2, SURELY},          {"iii", 3, SURELY},      {"iv", 4, SURELY},       {"junior", 2, MAY_BE_NAME},
	{"senior", 1, MAY_BE_NAME}, {"jun", 2, NEEDS_POINT}, {"sen", 1, NEEDS_POINT},
};

static bool is_between(char c)
{
	return c == ' ' || c == ',' || c == '\t';
}

static size_t count_words(const char *text, size_t len)
{
	size_t n = 0;
	for (size_t i = 0; i < len; i++)
		n += !is_between(text[i]) && (i + 1 == len || is_between(text[i + 1]));
	return n;
}

static const struct suffix *find_suffix(const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		if (strlen(suffixes[i].word) == len && strncasecmp(suffixes[i].word, word, len) == 0)
			return &suffixes[i];
	return NULL;
}

/* "Müller sen", but neither "Amartya Sen" nor "amartya sen". */
static bool is_written_small(const char *text, const char *word)
{
	const unsigned char first = (unsigned char)text[strspn(text, " \t")];
	return islower((unsigned char)*word) && (isupper(first) || first >= 0x80);
}

/* The suffix that ends at `end`. */
static unsigned suffix_at(const char *text, size_t end, bool whole, size_t *from)
{
	size_t stop = end;
	while (stop > 0 && (is_between(text[stop - 1]) || text[stop - 1] == '.'))
		stop--;
	size_t start = stop;
	while (start > 0 && !is_between(text[start - 1]))
		start--;
	const struct suffix *suffix = find_suffix(text + start, stop - start);
	const size_t words = count_words(text, start);
	if (suffix == NULL || words < (whole && suffix->strength != SURELY ? 2U : 1U))
		return 0;
	if (suffix->strength == NEEDS_POINT && text[stop] != '.' && !is_written_small(text, text + start))
		return 0;
	while (start > 0 && is_between(text[start - 1]))
		start--;
	*from = start;
	return suffix->generation;
}

unsigned crm_name_suffix(const char *text, bool whole, size_t *from, size_t *to)
{
	const size_t ends[2] = {strlen(text), strcspn(text, ",")};
	for (unsigned i = 0; i < 2 && (i == 0 || ends[1] < ends[0]); i++) {
		const unsigned generation = suffix_at(text, ends[i], whole && i == 0, from);
		*to = ends[i];
		if (generation != 0)
			return generation;
	}
	return 0;
}

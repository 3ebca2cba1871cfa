/* SPDX-License-Identifier: Apache-2.0 */
/* Do two people's names go together? */
#include "config.h"

#include <core/match.h>

#include <string.h>

static const char *next_word(const char *text, size_t *len)
{
	text += strspn(text, " ");
	*len = strcspn(text, " ");
	return text;
}

static size_t count_words(const char *text)
{
	size_t n = 0, len;

	for (text = next_word(text, &len); len > 0; text = next_word(text + len, &len))
		n++;
	return n;
}

/* Bytes of the first character. */
static size_t first_letter(const char *text)
{
	size_t n = 1;

	while (((unsigned char)text[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static bool words_fit(const char *a, size_t len_a, const char *b, size_t len_b)
{
	size_t letter = first_letter(a);

	if (len_a == len_b && memcmp(a, b, len_a) == 0)
		return true;
	return (len_a == letter || len_b == first_letter(b)) && memcmp(a, b, letter) == 0;
}

static bool word_is_in(const char *word, size_t len, const char *text)
{
	size_t n;

	for (text = next_word(text, &n); n > 0; text = next_word(text + n, &n)) {
		if (words_fit(word, len, text, n))
			return true;
	}
	return false;
}

static bool names_fit(const char *a, const char *b)
{
	size_t len;

	if (count_words(a) > count_words(b)) {
		const char *swap = a;

		a = b;
		b = swap;
	}
	for (a = next_word(a, &len); len > 0; a = next_word(a + len, &len)) {
		if (!word_is_in(a, len, b))
			return false;
	}
	return true;
}

static bool is_known(const char *name)
{
	return name != NULL && count_words(name) > 0;
}

bool crm_names_compatible(const char *given_a, const char *family_a, const char *given_b, const char *family_b)
{
	if (!is_known(given_a) || !is_known(family_a) || !is_known(given_b) || !is_known(family_b))
		return true;
	return names_fit(given_a, given_b) || names_fit(family_a, family_b) ||
	       (names_fit(given_a, family_b) && names_fit(family_a, given_b));
}

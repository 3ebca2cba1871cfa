/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names folded for match keys: Müller, MÜLLER and Mueller are one.  Letters are written in ASCII as in the
 * machine-readable zone of passports (ICAO Doc 9303 part 3, section 6), which is how people write them where a keyboard
 * lacks them.
 */
#include "config.h"

#include <core/normalise.h>
#include <core/text.h>
#include <core/unicode_map.h>

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

struct letter {
	int code_point; /* composed and case-folded */
	const char *ascii;
};

/* Ascending by code point. */
static const struct letter letters[] = {
	{0x00df, "ss"}, {0x00e4, "ae"}, {0x00e5, "aa"}, {0x00e6, "ae"}, {0x00f0, "d"}, {0x00f6, "oe"}, {0x00f8, "oe"},
	{0x00fc, "ue"}, {0x00fe, "th"}, {0x0111, "d"},  {0x0127, "h"},  {0x0131, "i"}, {0x0138, "q"},  {0x0142, "l"},
	{0x014b, "n"},  {0x0153, "oe"}, {0x0167, "t"},  {0x0180, "b"},  {0x019a, "l"}, {0x01b6, "z"},  {0x01dd, "e"},
	{0x0237, "j"},  {0x0253, "b"},  {0x0256, "d"},  {0x0257, "d"},  {0x0259, "e"}, {0x0268, "i"},  {0x0289, "u"},
};

static int compare_letter(const void *key, const void *entry)
{
	return *(const int *)key - ((const struct letter *)entry)->code_point;
}

static const char *ascii_of(int code_point)
{
	const struct letter *l =
		bsearch(&code_point, letters, sizeof letters / sizeof letters[0], sizeof letters[0], compare_letter);
	return l != NULL ? l->ascii : NULL;
}

/* Diacritical marks that scripts with letters of their own do not need; vowel signs of Indic scripts and the like stay.
 */
static bool is_diacritical(int cp)
{
	return (cp >= 0x0300 && cp <= 0x036f) || (cp >= 0x1ab0 && cp <= 0x1aff) || (cp >= 0x1dc0 && cp <= 0x1dff) ||
	       (cp >= 0x20d0 && cp <= 0x20ff) || (cp >= 0xfe20 && cp <= 0xfe2f);
}

static bool is_word(int cp)
{
	switch (utf8proc_category(cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return true;
	default:
		return false;
	}
}

static size_t put_ascii(const char *ascii, int *out)
{
	size_t n = 0;

	for (; ascii[n] != '\0'; n++)
		out[n] = ascii[n];
	return n;
}

static size_t fold_code_point(int cp, int out[UNICODE_EXPANSION])
{
	utf8proc_int32_t parts[UNICODE_EXPANSION / 2];
	int boundary = 0;
	const char *ascii = ascii_of(cp);
	size_t n = 0;

	if (ascii != NULL)
		return put_ascii(ascii, out);
	utf8proc_ssize_t k = utf8proc_decompose_char(cp, parts, UNICODE_EXPANSION / 2,
						     UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, &boundary);
	for (utf8proc_ssize_t i = 0; i < k; i++) {
		if (is_diacritical(parts[i]))
			continue;
		ascii = ascii_of(parts[i]);
		if (ascii != NULL)
			n += put_ascii(ascii, out + n);
		else
			out[n++] = is_word(parts[i]) ? parts[i] : ' ';
	}
	return n;
}

static bool is_ascii_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static char *fold_ascii(const char *text, struct crm_arena *arena)
{
	char *out = crm_arena_strdup(arena, text), *p = out;
	bool gap = false;

	if (out == NULL)
		return NULL;
	text_lower_ascii(out);
	for (const char *in = out; *in != '\0'; in++) {
		if (!is_ascii_word(*in)) {
			gap = p != out;
			continue;
		}
		if (gap)
			*p++ = ' ';
		gap = false;
		*p++ = *in;
	}
	*p = '\0';
	return out;
}

const char *crm_fold_name(const char *text, struct crm_arena *arena)
{
	const int options = UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	char *out;

	text = text_repair(text, arena);
	if (text == NULL)
		return NULL;
	if (text_is_ascii(text))
		return fold_ascii(text, arena);
	out = unicode_map(text, UTF8PROC_COMPOSE, NULL, arena);
	if (out != NULL)
		out = unicode_map(out, options, fold_code_point, arena);
	return out != NULL ? text_collapse(out, arena) : NULL;
}

static bool is_dotted(char letter, char next)
{
	return letter == 'a' ? next == 'e' || next == 'a' : (letter == 'o' || letter == 'u') && next == 'e';
}

const char *crm_fold_undotted(const char *folded, struct crm_arena *arena)
{
	char *out = crm_arena_strdup(arena, folded), *p = out;

	if (out == NULL)
		return NULL;
	for (const char *in = out; *in != '\0'; in++) {
		*p++ = *in;
		if (is_dotted(in[0], in[1]))
			in++;
	}
	*p = '\0';
	return out;
}

/* Reads one letter; an e or a that only stands for dots is skipped with it. */
static char next_undotted(const char **at)
{
	char letter = **at;

	if (letter != '\0')
		*at += is_dotted(letter, (*at)[1]) ? 2 : 1;
	return letter;
}

bool crm_same_undotted(const char *a, const char *b)
{
	char x, y;

	do {
		x = next_undotted(&a);
		y = next_undotted(&b);
	} while (x == y && x != '\0');
	return x == y;
}

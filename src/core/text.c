/* SPDX-License-Identifier: Apache-2.0 */
/* Text: white space, NFC, case folding, lengths.  Plain ASCII never reaches utf8proc. */
#include "config.h"

#include <core/normalise.h>
#include <core/text.h>
#include <core/unicode_map.h>

#include <crmsync/json.h>
#include <string.h>
#include <utf8proc.h>

static bool is_space_ascii(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_space(int cp)
{
	if (cp < 0x80)
		return is_space_ascii((unsigned char)cp);
	return cp == 0x85 || cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 ||
	       cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x3000 || cp == 0xfeff;
}

int text_code_point(const char *text, size_t *len)
{
	const unsigned char *p = (const unsigned char *)text;

	if (p[0] < 0x80) {
		*len = 1;
		return p[0];
	}
	if (p[0] < 0xe0) {
		*len = 2;
		return (p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	}
	if (p[0] < 0xf0) {
		*len = 3;
		return (p[0] & 0x0f) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
	}
	*len = 4;
	return (p[0] & 0x07) << 18 | (p[1] & 0x3f) << 12 | (p[2] & 0x3f) << 6 | (p[3] & 0x3f);
}

bool text_is_blank(const char *text)
{
	size_t len;

	for (; *text != '\0'; text += len) {
		if (!is_space(text_code_point(text, &len)))
			return false;
	}
	return true;
}

bool text_is_ascii(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

bool text_is_plain(const char *text)
{
	unsigned char before = ' ';

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x80 || (is_space_ascii(c) && (c != ' ' || before == ' ')))
			return false;
		before = c;
	}
	return before != ' ';
}

void text_lower_ascii(char *text)
{
	for (; *text != '\0'; text++) {
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text + ('a' - 'A'));
	}
}

const char *text_repair(const char *text, struct crm_arena *arena)
{
	static const char replacement[] = "\xef\xbf\xbd";
	size_t left = strlen(text), good;
	char *out, *p;

	if (text_is_ascii(text) || crm_utf8_valid_prefix(text, left) == left)
		return text;
	p = out = crm_arena_alloc(arena, 3 * left + 1);
	if (out == NULL)
		return NULL;
	while (left > 0) {
		good = crm_utf8_valid_prefix(text, left);
		memcpy(p, text, good);
		p += good;
		if (good == left)
			break;
		memcpy(p, replacement, 3);
		p += 3;
		text += good + 1;
		left -= good + 1;
	}
	*p = '\0';
	return out;
}

/* Bounds of the text without white space at its ends. */
static const char *trimmed_bounds(const char *text, size_t *n)
{
	const char *end;
	size_t len;

	while (*text != '\0' && is_space(text_code_point(text, &len)))
		text += len;
	end = text;
	for (const char *p = text; *p != '\0'; p += len) {
		if (!is_space(text_code_point(p, &len)))
			end = p + len;
	}
	*n = (size_t)(end - text);
	return text;
}

char *text_trim(const char *text, struct crm_arena *arena)
{
	size_t n;

	text = trimmed_bounds(text, &n);
	return crm_arena_strndup(arena, text, n);
}

/* Shortens in place: no white space at the ends, one blank for each run of it within. */
static void collapse_in_place(char *text)
{
	const char *in = text;
	char *out = text;
	bool gap = false;
	size_t len;

	for (; *in != '\0'; in += len) {
		if (is_space(text_code_point(in, &len))) {
			gap = out != text;
			continue;
		}
		if (gap)
			*out++ = ' ';
		gap = false;
		memmove(out, in, len);
		out += len;
	}
	*out = '\0';
}

/* Below U+0300 every text is in NFC: no combining marks, nothing that decomposes further. */
static bool is_surely_nfc(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text >= 0xcc)
			return false;
	}
	return true;
}

static char *text_nfc(const char *text, struct crm_arena *arena)
{
	if (is_surely_nfc(text))
		return crm_arena_strdup(arena, text);
	return unicode_map(text, UTF8PROC_COMPOSE, NULL, arena);
}

char *text_collapse(const char *text, struct crm_arena *arena)
{
	char *out = text_nfc(text, arena);

	if (out != NULL)
		collapse_in_place(out);
	return out;
}

char *text_casefold(const char *text, struct crm_arena *arena)
{
	char *out;

	if (text_is_ascii(text)) {
		out = crm_arena_strdup(arena, text);
		if (out != NULL)
			text_lower_ascii(out);
		return out;
	}
	/* NFC first: folding taken apart and composed letters must not differ in the order of their marks. */
	out = text_nfc(text, arena);
	return out != NULL ? unicode_map(out, UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD, NULL, arena) : NULL;
}

const char *crm_fold_case(const char *text, struct crm_arena *arena)
{
	char *out;

	text = text_repair(text, arena);
	out = text != NULL ? text_casefold(text, arena) : NULL;
	if (out != NULL)
		collapse_in_place(out);
	return out;
}

size_t crm_text_length(const char *utf8)
{
	size_t n = 0;

	for (; *utf8 != '\0'; utf8++)
		n += ((unsigned char)*utf8 & 0xc0) != 0x80;
	return n;
}

const char *crm_text_truncate(const char *utf8, size_t n, struct crm_arena *arena)
{
	const char *p, *cut;
	utf8proc_int32_t state = 0;
	size_t count = 0, len;
	int before = 0;

	utf8 = text_repair(utf8, arena);
	if (utf8 == NULL)
		return NULL;
	cut = utf8;
	for (p = utf8; *p != '\0'; p += len) {
		int cp = text_code_point(p, &len);

		if (p == utf8 || utf8proc_grapheme_break_stateful(before, cp, &state))
			cut = p;
		if (++count > n)
			break;
		before = cp;
	}
	if (*p == '\0')
		cut = p;
	return crm_arena_strndup(arena, utf8, (size_t)(cut - utf8));
}

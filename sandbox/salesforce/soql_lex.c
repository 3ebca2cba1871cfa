/* SPDX-License-Identifier: Apache-2.0 */
/* Words of a SOQL statement. */
#include "soql_lex.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool lex_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool lex_is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || lex_is_digit(c) || c == '_' || c == '.';
}

static size_t lex_string(const char *p)
{
	for (size_t n = 1; p[n]; n++) {
		if (p[n] == '\\' && p[n + 1])
			n++;
		else if (p[n] == '\'')
			return n + 1;
	}
	return 0;
}

static bool lex_matches(const char *p, const char *pattern)
{
	for (; *pattern; p++, pattern++)
		if (*pattern == '9' ? !lex_is_digit(*p) : *p != *pattern)
			return false;
	return true;
}

/* Length of a zone: Z, +hh:mm, +hhmm; 0 if there is none. */
static size_t lex_zone(const char *p)
{
	if (*p == 'Z' || *p == 'z')
		return 1;
	if (*p != '+' && *p != '-')
		return 0;
	if (lex_matches(p + 1, "99:99"))
		return 6;
	return lex_matches(p + 1, "9999") ? 5 : 0;
}

static struct soql_word lex_number(const char *p, size_t position)
{
	size_t n = 0;
	if (lex_matches(p, "9999-99-99")) {
		if (!lex_matches(p + 10, "T99:99:99"))
			return (struct soql_word){p[10] == 'T' ? SOQL_WORD_BAD : SOQL_WORD_DATE, position, 10};
		n = 19;
		if (p[n] == '.')
			for (n++; lex_is_digit(p[n]);)
				n++;
		size_t zone = lex_zone(p + n);
		return (struct soql_word){zone ? SOQL_WORD_DATETIME : SOQL_WORD_BAD, position, n + zone};
	}
	if (*p == '+' || *p == '-')
		n++;
	while (lex_is_digit(p[n]) || p[n] == '.')
		n++;
	if ((p[n] == 'e' || p[n] == 'E') &&
	    (lex_is_digit(p[n + 1]) || ((p[n + 1] == '-' || p[n + 1] == '+') && lex_is_digit(p[n + 2]))))
		for (n += 2; lex_is_digit(p[n]);)
			n++;
	return (struct soql_word){SOQL_WORD_NUMBER, position, n};
}

static size_t lex_sign(const char *p)
{
	static const char *const signs[] = {"!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", ",", ":"};
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strncmp(p, signs[i], strlen(signs[i])) == 0)
			return strlen(signs[i]);
	return 0;
}

struct soql_word soql_word_at(const char *text, size_t position)
{
	position += strspn(text + position, " \t\r\n");
	const char *p = text + position;
	size_t n = 0;
	if (!*p)
		return (struct soql_word){SOQL_WORD_END, position, 0};
	if (*p == '\'') {
		n = lex_string(p);
		return (struct soql_word){n ? SOQL_WORD_STRING : SOQL_WORD_BAD, position, n ? n : strlen(p)};
	}
	if (lex_is_digit(*p) || ((*p == '-' || *p == '+') && (lex_is_digit(p[1]) || p[1] == '.')))
		return lex_number(p, position);
	while (lex_is_name(p[n]))
		n++;
	if (n)
		return (struct soql_word){SOQL_WORD_NAME, position, n};
	n = lex_sign(p);
	return (struct soql_word){n ? SOQL_WORD_SIGN : SOQL_WORD_BAD, position, n ? n : 1};
}

bool soql_word_is(const char *text, const struct soql_word *word, const char *expected)
{
	return (word->type == SOQL_WORD_NAME || word->type == SOQL_WORD_SIGN) && strlen(expected) == word->len &&
	       strncasecmp(text + word->position, expected, word->len) == 0;
}

static void lex_put_character(struct crm_buf *out, uint32_t c)
{
	if (c < 0x80) {
		crm_buf_char(out, (char)c);
	} else if (c < 0x800) {
		crm_buf_char(out, (char)(0xC0 | (c >> 6)));
		crm_buf_char(out, (char)(0x80 | (c & 0x3F)));
	} else {
		crm_buf_char(out, (char)(0xE0 | (c >> 12)));
		crm_buf_char(out, (char)(0x80 | ((c >> 6) & 0x3F)));
		crm_buf_char(out, (char)(0x80 | (c & 0x3F)));
	}
}

/* One escape at p (after the backslash); bytes taken, 0: unknown.  \_ and \% keep their backslash: LIKE reads them. */
static size_t lex_escape(const char *p, struct crm_buf *out)
{
	static const char from[] = "nNrRtTbBfF\"'\\", to[] = "\n\n\r\r\t\t\b\b\f\f\"'\\";
	const char *known = strchr(from, *p);
	if (known) {
		crm_buf_char(out, to[known - from]);
		return 1;
	}
	if (*p == '_' || *p == '%') {
		crm_buf_char(out, '\\');
		crm_buf_char(out, *p);
		return 1;
	}
	if (*p != 'u' || strspn(p + 1, "0123456789abcdefABCDEF") < 4)
		return 0;
	char hex[5] = {p[1], p[2], p[3], p[4], '\0'};
	lex_put_character(out, (uint32_t)strtoul(hex, NULL, 16));
	return 5;
}

bool soql_string_decode(const char *text, const struct soql_word *word, struct crm_buf *out)
{
	const char *end = text + word->position + word->len - 1;
	for (const char *p = text + word->position + 1; p < end; p++) {
		if (*p != '\\') {
			crm_buf_char(out, *p);
			continue;
		}
		size_t taken = lex_escape(p + 1, out);
		if (taken == 0)
			return false;
		p += taken;
	}
	return true;
}

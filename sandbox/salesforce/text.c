/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing text and writing numbers and times as the vendor does. */
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <crmsync/timestamp.h>
#include <utf8proc.h>

/* Next character in lower case; 0 at the end.  Bytes that are no UTF-8 count as themselves. */
static int32_t text_next(const char **text)
{
	const unsigned char *p = (const unsigned char *)*text;
	if (*p < 0x80) {
		if (*p)
			*text += 1;
		return *p >= 'A' && *p <= 'Z' ? *p + 32 : *p;
	}
	utf8proc_int32_t c;
	utf8proc_ssize_t n = utf8proc_iterate(p, -1, &c);
	if (n <= 0) {
		*text += 1;
		return *p;
	}
	*text += n;
	return utf8proc_tolower(c);
}

int sf_text_compare(const char *a, const char *b)
{
	for (;;) {
		int32_t x = text_next(&a), y = text_next(&b);
		if (x != y)
			return x < y ? -1 : 1;
		if (x == 0)
			return 0;
	}
}

bool sf_text_equal(const char *a, const char *b)
{
	return sf_text_compare(a, b) == 0;
}

uint64_t sf_text_hash(const char *text)
{
	uint64_t hash = 14695981039346656037u;
	for (int32_t c = text_next(&text); c != 0; c = text_next(&text))
		hash = (hash ^ (uint64_t)c) * 1099511628211u;
	return hash;
}

bool sf_text_like(const char *text, const char *pattern)
{
	const char *retry_text = NULL, *retry_pattern = NULL;
	for (;;) {
		if (*pattern == '%') {
			retry_pattern = ++pattern;
			retry_text = text;
			continue;
		}
		const char *t = text, *p = pattern;
		bool any = *p == '_';
		if (*p == '\\' && p[1])
			p++;
		int32_t want = text_next(&p), have = text_next(&t);
		if (want == 0 && have == 0)
			return true;
		if (have != 0 && want != 0 && (any || want == have)) {
			text = t;
			pattern = p;
			continue;
		}
		if (!retry_pattern || !*retry_text)
			return false;
		(void)text_next(&retry_text);
		text = retry_text;
		pattern = retry_pattern;
	}
}

size_t sf_text_length(const char *text)
{
	size_t n = 0;
	for (; *text; text++)
		n += ((unsigned char)*text & 0xC0) != 0x80;
	return n;
}

/* Shortest digits that read back as the same double. */
static void number_shortest(double value, char *out, size_t size)
{
	for (int precision = 0; precision <= 16; precision++) {
		(void)snprintf(out, size, "%.*e", precision, value);
		if (strtod(out, NULL) == value)
			return;
	}
}

/* Java's Double.toString: plain from 0.001 to below 10,000,000, else one digit before the point and an exponent. */
static void number_write_double(struct crm_buf *out, double value)
{
	char text[40];
	number_shortest(fabs(value), text, sizeof(text));
	char digits[24];
	size_t n = 0;
	const char *p = text;
	for (; *p && *p != 'e'; p++)
		if (*p != '.' && n < sizeof(digits) - 1)
			digits[n++] = *p;
	digits[n] = '\0';
	long exponent = *p ? strtol(p + 1, NULL, 10) : 0;
	if (value < 0)
		crm_buf_char(out, '-');
	if (value == 0) {
		crm_buf_str(out, "0.0");
	} else if (exponent >= 7 || exponent < -3) {
		crm_buf_printf(out, "%c.%sE%ld", digits[0], n > 1 ? digits + 1 : "0", exponent);
	} else if (exponent < 0) {
		crm_buf_str(out, "0.");
		for (long i = -1; i > exponent; i--)
			crm_buf_char(out, '0');
		crm_buf_str(out, digits);
	} else {
		for (long i = 0; i <= exponent; i++)
			crm_buf_char(out, (size_t)i < n ? digits[i] : '0');
		crm_buf_printf(out, ".%s", n > (size_t)exponent + 1 ? digits + exponent + 1 : "0");
	}
}

void sf_number_write(struct crm_buf *out, const char *number, bool integer)
{
	if (integer)
		crm_buf_str(out, number);
	else
		number_write_double(out, strtod(number, NULL));
}

void sf_time_write(struct crm_buf *out, int64_t ms)
{
	char text[CRM_TIME_TEXT];
	crm_time_format_seconds(ms, text);
	crm_buf_add(out, text, 19);
	int64_t fraction = ms % 1000;
	crm_buf_printf(out, ".%03d+0000", (int)(fraction < 0 ? fraction + 1000 : fraction));
}

bool sf_name_equal(const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}

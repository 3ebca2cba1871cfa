/* SPDX-License-Identifier: Apache-2.0 */
/* Identifiers, postcodes, countries, numbers. */
#include "config.h"

#include <core/canonical.h>
#include <core/linkage/values.h>
#include <core/normalise.h>
#include <core/text.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool canon_code(struct canon *canon, const char *raw, const char **out)
{
	const char *folded = crm_fold_name(raw, canon->arena);
	char *text = folded != NULL ? crm_arena_strdup(canon->arena, folded) : NULL, *p = text;
	if (text == NULL)
		return false;
	for (const char *in = text; *in != '\0'; in++)
		if (*in != ' ')
			*p++ = *in;
	*p = '\0';
	*out = text;
	return true;
}

static bool all_digits(const char *text, size_t len)
{
	size_t i = 0;
	while (i < len && isdigit((unsigned char)text[i]))
		i++;
	return i == len;
}

bool canon_postcode(struct canon *canon, const char *raw, const char **out)
{
	if (!canon_code(canon, raw, out))
		return false;
	const size_t len = strlen(*out);
	/* 60302-1234 is in 60302. */
	if (len == 9 && all_digits(*out, 9))
		*out = crm_arena_strndup(canon->arena, *out, 5);
	/* D-10115 */
	else if (len > 3 && isalpha((unsigned char)(*out)[0]) && all_digits(*out + 1, len - 1))
		*out += 1;
	return *out != NULL;
}

bool canon_country(struct canon *canon, const char *raw, const char **out)
{
	const char *text = text_repair(raw, canon->arena), *key;
	text = text != NULL ? text_trim(text, canon->arena) : NULL;
	if (text == NULL)
		return false;
	const int rc = *text != '\0' ? canonical_country(text, canon->arena, &key) : 0;
	if (rc > 0) {
		*out = key;
		return true;
	}
	*out = rc == 0 ? crm_fold_name(text, canon->arena) : NULL;
	return *out != NULL;
}

/* "1,234.50", "1.234,50", "$ 12": the last of point and comma is the decimal one if not three digits follow it. */
bool canon_number(struct canon *canon, const char *raw, const char **out)
{
	const char *last = NULL;
	char *text = crm_arena_strdup(canon->arena, raw), *p = text, *end;
	if (text == NULL)
		return false;
	for (const char *in = raw; *in != '\0'; in++)
		if (*in == '.' || *in == ',')
			last = in;
	if (last != NULL && *last == ',' && strspn(last + 1, "0123456789") == 3)
		last = NULL;
	for (const char *in = raw; *in != '\0'; in++) {
		if (isdigit((unsigned char)*in) || (*in == '-' && p == text))
			*p++ = *in;
		else if (in == last)
			*p++ = '.';
	}
	*p = '\0';
	const double number = strtod(text, &end);
	if (end == text || *end != '\0')
		return canon_code(canon, raw, out);
	*out = crm_arena_printf(canon->arena, "%.12g", number);
	return *out != NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telephone numbers by their last digits, which are the same with and without country code, trunk prefix and area code
 * in brackets; extensions are cut off.
 */
#include "config.h"

#include <core/linkage/values.h>

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define PHONE_TAIL  8 /* digits that are compared */
#define PHONE_LEAST 5 /* fewer are no number */

/* Does an extension begin here? */
static bool is_extension(const char *p)
{
	static const char *const words[] = {"ext", "x", "#", ";", "durchwahl", "poste", "int.", "interno", "wew"};
	if (strchr("eExX#;dDpPiIwW", *p) == NULL)
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncasecmp(p, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

bool canon_phone(struct canon *canon, const char *raw, const char **out)
{
	char *digits = crm_arena_strdup(canon->arena, raw);
	size_t n = 0;
	if (digits == NULL)
		return false;
	for (const char *p = raw; *p != '\0' && !(n >= PHONE_LEAST && is_extension(p)); p++) {
		if (*p == '(' && strncmp(p, "(0)", 3) == 0)
			p += 2;
		else if (isdigit((unsigned char)*p))
			digits[n++] = *p;
	}
	digits[n] = '\0';
	while (*digits == '0') {
		digits++;
		n--;
	}
	*out = n < PHONE_LEAST ? "" : n > PHONE_TAIL ? digits + n - PHONE_TAIL : digits;
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Reading of texts that people write: letters' case, e-mail addresses, domains, instants and days. */
#include <stdlib.h>
#include <string.h>

#include "hubspot.h"

/* Two-byte letters that have a small form close by: Latin-1, Latin Extended-A, Greek, Cyrillic. */
static unsigned lower_two_bytes(unsigned c)
{
	if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40F)
		return c + 0x50;
	if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177))
		return c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
		return c % 2 ? c + 1 : c;
	return c;
}

void hs_lower(struct crm_buf *out, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p >= 'A' && *p <= 'Z') {
			crm_buf_char(out, (char)(*p + 32));
		} else if ((*p & 0xE0) == 0xC0 && (p[1] & 0xC0) == 0x80) {
			unsigned c = lower_two_bytes((*p & 0x1Fu) << 6 | (p[1] & 0x3Fu));
			crm_buf_char(out, (char)(0xC0 | c >> 6));
			crm_buf_char(out, (char)(0x80 | (c & 0x3F)));
			p++;
		} else {
			crm_buf_char(out, (char)*p);
		}
	}
}

char *hs_next_part(char **rest, char separator)
{
	char *part = *rest;
	while (*part == separator)
		part++;
	if (!*part)
		return NULL;
	char *end = part;
	while (*end && *end != separator)
		end++;
	*rest = *end ? end + 1 : end;
	*end = '\0';
	return part;
}

bool hs_email_plausible(const char *text)
{
	const char *at = strchr(text, '@');
	if (!at || at == text || strchr(at + 1, '@') || strlen(text) > 254)
		return false;
	if (strpbrk(text, " \t\r\n,;<>()[]\"\\"))
		return false;
	const char *dot = strrchr(at, '.');
	if (!dot || dot == at + 1 || strlen(dot + 1) < 2)
		return false;
	return !strstr(text, "..") && at[-1] != '.' && text[0] != '.' && at[1] != '-';
}

#define FIRST_INSTANT (-INT64_C(62135596800000)) /* years 1 to 9999 */
#define LAST_INSTANT  INT64_C(253402300799999)

static bool parse_milliseconds(const char *text, int64_t *n)
{
	char *end;
	if (strspn(text, "-0123456789") != strlen(text) || !*text || strlen(text) > 18)
		return false;
	*n = strtoll(text, &end, 10);
	return *end == '\0' && end != text && *n >= FIRST_INSTANT && *n <= LAST_INSTANT;
}

bool hs_parse_instant(const char *text, int64_t *ms)
{
	int32_t day;
	if (parse_milliseconds(text, ms) || crm_time_parse(text, ms))
		return true;
	if (!crm_day_parse(text, &day))
		return false;
	*ms = (int64_t)day * 86400000;
	return true;
}

bool hs_parse_day(const char *text, int32_t *day, const char **code)
{
	int64_t ms;
	if (crm_day_parse(text, day))
		return true;
	*code = "not a day";
	if (!parse_milliseconds(text, &ms) && !crm_time_parse(text, &ms))
		return false;
	*day = crm_day_of(ms);
	*code = "not midnight";
	return (int64_t)*day * 86400000 == ms;
}

bool hs_domain_of(const char *address, struct crm_buf *out)
{
	const char *start = strstr(address, "://");
	start = start ? start + 3 : address;
	const char *at = strchr(start, '@');
	if (at)
		start = at + 1;
	if ((start[0] | 32) == 'w' && (start[1] | 32) == 'w' && (start[2] | 32) == 'w' && start[3] == '.')
		start += 4;
	size_t len = strcspn(start, "/?#: \t");
	if (len == 0)
		return false;
	for (size_t i = 0; i < len; i++)
		crm_buf_char(out, start[i] >= 'A' && start[i] <= 'Z' ? (char)(start[i] + 32) : start[i]);
	return true;
}

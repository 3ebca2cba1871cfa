/* SPDX-License-Identifier: Apache-2.0 */
/* Dates: 1980-04-03, 19800403, 3.4.1980, 3/4/80, 1980, 3 April 1980; canonical YYYYMMDD with zeros for what is not
 * said. */
#include "config.h"

#include <core/linkage/values.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct date_part {
	unsigned value;
	unsigned digits; /* 0: the name of a month */
};

static unsigned month_by_name(const char *p)
{
	static const char names[12][4] = {"jan", "feb", "mar", "apr", "may", "jun",
					  "jul", "aug", "sep", "oct", "nov", "dec"};
	static const struct {
		char name[4];
		unsigned month;
	} others[] = {{"mai", 5}, {"okt", 10}, {"dez", 12}, {"mrz", 3},
		      {"ago", 8}, {"ene", 1},  {"dic", 12}, {"avr", 4}};
	for (unsigned i = 0; i < 12; i++)
		if (strncasecmp(p, names[i], 3) == 0)
			return i + 1;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strncasecmp(p, others[i].name, 3) == 0)
			return others[i].month;
	return 0;
}

/* The first three numbers (or names of months) of the text; what follows is a time of day. */
static unsigned read_parts(const char *p, struct date_part parts[3])
{
	unsigned n = 0;
	while (*p != '\0' && n < 3) {
		if (isdigit((unsigned char)*p)) {
			parts[n] = (struct date_part){0};
			for (; isdigit((unsigned char)*p); p++) {
				parts[n].value = parts[n].digits < 8 ? parts[n].value * 10 + (unsigned)(*p - '0') : 0;
				parts[n].digits++;
			}
			n++;
		} else if (isalpha((unsigned char)*p)) {
			const unsigned month = month_by_name(p);
			if (month != 0)
				parts[n++] = (struct date_part){month, 0};
			while (isalpha((unsigned char)*p))
				p++;
		} else {
			p++;
		}
	}
	return n;
}

static unsigned full_year(struct date_part part)
{
	if (part.digits > 2)
		return part.value;
	return part.value > 30 ? 1900 + part.value : 2000 + part.value;
}

/* Year, month and day of three parts. */
static bool order_parts(const struct date_part p[3], bool month_first, unsigned ymd[3])
{
	if (p[0].digits >= 3) {
		ymd[0] = p[0].value, ymd[1] = p[1].value, ymd[2] = p[2].value;
		return true;
	}
	if (p[2].digits == 0)
		return false;
	ymd[0] = full_year(p[2]);
	const bool second_is_month = p[1].digits == 0 || (!month_first && p[0].digits != 0);
	ymd[1] = second_is_month ? p[1].value : p[0].value;
	ymd[2] = second_is_month ? p[0].value : p[1].value;
	if (ymd[1] > 12 && ymd[2] <= 12) {
		const unsigned day = ymd[1];
		ymd[1] = ymd[2];
		ymd[2] = day;
	}
	return true;
}

static bool read_date(const char *raw, bool month_first, unsigned ymd[3])
{
	struct date_part parts[3] = {{0, 0}};
	const unsigned n = read_parts(raw, parts);
	if (n == 3)
		return order_parts(parts, month_first, ymd) && ymd[0] < 10000 && ymd[1] <= 99 && ymd[2] <= 99;
	if (n >= 1 && parts[0].digits == 8) {
		ymd[0] = parts[0].value / 10000, ymd[1] = parts[0].value / 100 % 100, ymd[2] = parts[0].value % 100;
		return true;
	}
	if (n == 2 && parts[0].digits == 4) {
		ymd[0] = parts[0].value, ymd[1] = parts[1].value, ymd[2] = 0;
		return ymd[1] <= 12;
	}
	if (n == 1 && parts[0].digits == 4) {
		ymd[0] = parts[0].value, ymd[1] = ymd[2] = 0;
		return true;
	}
	return false;
}

bool canon_date(struct canon *canon, const char *raw, const char **out)
{
	unsigned ymd[3];
	if (read_date(raw, canon->month_first, ymd)) {
		*out = ymd[0] + ymd[1] + ymd[2] == 0
			       ? ""
			       : crm_arena_printf(canon->arena, "%04u%02u%02u", ymd[0], ymd[1], ymd[2]);
		return *out != NULL;
	}
	return canon_code(canon, raw, out);
}

bool date_month_first(const struct intern *raw)
{
	size_t first = 0, second = 0;
	for (uint32_t i = 1; i <= raw->n; i++) {
		struct date_part p[3] = {{0, 0}};
		if (read_parts(intern_text(raw, i), p) != 3 || p[0].digits == 0 || p[0].digits > 2 || p[1].digits == 0)
			continue;
		first += p[0].value > 12;
		second += p[1].value > 12;
	}
	return second > first;
}

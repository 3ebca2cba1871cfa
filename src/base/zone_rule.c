/* SPDX-License-Identifier: Apache-2.0 */
/* POSIX TZ rules. */
#include "config.h"

#include "zone_rule.h"

#include <stddef.h>

#define DAY 86400

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool read_name(const char **p)
{
	const char *start = *p;

	if (**p == '<') {
		while (**p != '\0' && **p != '>')
			++*p;
		if (**p == '\0')
			return false;
		++*p;
		return true;
	}
	while (is_letter(**p))
		++*p;
	return *p - start >= 3;
}

static bool read_number(const char **p, int min, int max, int *out)
{
	const char *start = *p;
	int value = 0;

	for (; **p >= '0' && **p <= '9' && value <= max; ++*p)
		value = value * 10 + (**p - '0');
	*out = value;
	return *p > start && value >= min && value <= max;
}

/* [+-]hh[:mm[:ss]] */
static bool read_time(const char **p, int max_hours, int32_t *seconds)
{
	int hours, minutes = 0, rest = 0, sign = 1;

	if (**p == '+' || **p == '-')
		sign = *(*p)++ == '-' ? -1 : 1;
	if (!read_number(p, 0, max_hours, &hours))
		return false;
	if (**p == ':') {
		++*p;
		if (!read_number(p, 0, 59, &minutes))
			return false;
		if (**p == ':') {
			++*p;
			if (!read_number(p, 0, 59, &rest))
				return false;
		}
	}
	*seconds = sign * (hours * 3600 + minutes * 60 + rest);
	return true;
}

static bool read_weekday(const char **p, struct zone_rule_change *c)
{
	if (!read_number(p, 1, 12, &c->month) || *(*p)++ != '.')
		return false;
	if (!read_number(p, 1, 5, &c->week) || *(*p)++ != '.')
		return false;
	return read_number(p, 0, 6, &c->day);
}

static bool read_change(const char **p, struct zone_rule_change *c)
{
	bool ok;

	*c = (struct zone_rule_change){.form = ZONE_RULE_DAY, .time = 2 * 3600};
	if (*(*p)++ != ',')
		return false;
	if (**p == 'M') {
		++*p;
		c->form = ZONE_RULE_WEEKDAY;
		ok = read_weekday(p, c);
	} else if (**p == 'J') {
		++*p;
		c->form = ZONE_RULE_JULIAN;
		ok = read_number(p, 1, 365, &c->day);
	} else {
		ok = read_number(p, 0, 365, &c->day);
	}
	if (!ok || **p != '/')
		return ok;
	++*p;
	return read_time(p, 167, &c->time);
}

bool zone_rule_parse(const char *text, struct zone_rule *out)
{
	struct zone_rule rule = {0};
	const char *p = text;

	/* POSIX counts offsets west of Greenwich */
	if (!read_name(&p) || !read_time(&p, 24, &rule.standard))
		return false;
	rule.standard = -rule.standard;
	if (*p != '\0') {
		rule.has_summer = true;
		rule.summer = rule.standard + 3600;
		if (!read_name(&p))
			return false;
		if (*p != ',') {
			if (!read_time(&p, 24, &rule.summer))
				return false;
			rule.summer = -rule.summer;
		}
		if (!read_change(&p, &rule.start) || !read_change(&p, &rule.end) || *p != '\0')
			return false;
	}
	*out = rule;
	return true;
}

static bool is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days from 1970-01-01 to January 1st of a year. */
static int64_t year_start(int64_t year)
{
	int64_t y = year - 1;

	return 365 * (year - 1970) + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400) - 477;
}

/* The estimate is never too late: 400 years have 146097 days, and no year is more than one ahead of the mean. */
static int64_t year_of(int64_t day)
{
	int64_t year = 1969 + floor_div(day * 400, 146097);

	while (year_start(year + 1) <= day)
		year++;
	return year;
}

static int64_t month_start(int64_t year, int month)
{
	static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

	return year_start(year) + before[month - 1] + (month > 2 && is_leap(year));
}

/* Day of the week'th weekday of a month; week 5 is the last one, be it the fourth. */
static int64_t weekday_of_month(int64_t year, const struct zone_rule_change *c)
{
	int64_t first = month_start(year, c->month);
	int64_t next = c->month == 12 ? year_start(year + 1) : month_start(year, c->month + 1);
	int64_t weekday = ((first + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
	int64_t day = first + (c->day - weekday + 7) % 7 + 7 * (c->week - 1);

	while (day >= next)
		day -= 7;
	return day;
}

/* The instant of a change, on a clock that shows `offset` before it. */
static int64_t change_instant(const struct zone_rule_change *c, int64_t year, int32_t offset)
{
	int64_t day;

	switch (c->form) {
	case ZONE_RULE_WEEKDAY:
		day = weekday_of_month(year, c);
		break;
	case ZONE_RULE_JULIAN:
		day = year_start(year) + c->day - 1 + (c->day > 59 && is_leap(year));
		break;
	default:
		day = year_start(year) + c->day;
		break;
	}
	return day * DAY + c->time - offset;
}

int32_t zone_rule_offset(const struct zone_rule *rule, int64_t seconds)
{
	if (!rule->has_summer)
		return rule->standard;
	int64_t year = year_of(floor_div(seconds + rule->standard, DAY));
	int64_t start = change_instant(&rule->start, year, rule->standard);
	int64_t end = change_instant(&rule->end, year, rule->summer);
	bool summer = start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end;

	return summer ? rule->summer : rule->standard;
}

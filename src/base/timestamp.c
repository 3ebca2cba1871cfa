/* SPDX-License-Identifier: Apache-2.0 */
/* Instants and days, without the host's time zone. */
#include "config.h"

#include <crmsync/timestamp.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define MS_PER_DAY         INT64_C(86400000)
#define DAYS_PER_400_YEARS 146097

struct date {
	int year;
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
};

static const char month_names[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					"Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char weekday_names[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

static bool year_is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int year, int month)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return month == 2 && year_is_leap(year) ? 29 : lengths[month - 1];
}

/* Days from 0001-01-01 to the first of January of `year` (1 or later). */
static int32_t days_before_year(int year)
{
	int y = year - 1;
	return y * 365 + y / 4 - y / 100 + y / 400;
}

#define EPOCH_DAYS 719162 /* days_before_year(1970) */
#define FIRST_DAY  (-EPOCH_DAYS)
#define LAST_DAY   2932896 /* 9999-12-31 */

static bool date_is_valid(const struct date *d)
{
	return d->year >= 1 && d->year <= 9999 && d->month >= 1 && d->month <= 12 && d->day >= 1 &&
	       d->day <= month_length(d->year, d->month);
}

static int32_t date_to_day(const struct date *d)
{
	int32_t days = days_before_year(d->year) + d->day - 1;
	for (int month = 1; month < d->month; month++)
		days += month_length(d->year, month);
	return days - EPOCH_DAYS;
}

/* Days beyond the years 0001 to 9999 count as the nearest day in them. */
static struct date date_from_day(int32_t day)
{
	if (day < FIRST_DAY)
		day = FIRST_DAY;
	if (day > LAST_DAY)
		day = LAST_DAY;
	int32_t days = day + EPOCH_DAYS;
	struct date d = {.year = (int)((int64_t)days * 400 / DAYS_PER_400_YEARS) + 1, .month = 1};
	while (days_before_year(d.year) > days)
		d.year--;
	while (days_before_year(d.year + 1) <= days)
		d.year++;
	days -= days_before_year(d.year);
	while (days >= month_length(d.year, d.month))
		days -= month_length(d.year, d.month++);
	d.day = (int)days + 1;
	return d;
}

/* Exactly n digits; moves *p behind them. */
static bool read_digits(const char **p, int n, int *out)
{
	int value = 0;
	for (int i = 0; i < n; i++) {
		if ((*p)[i] < '0' || (*p)[i] > '9')
			return false;
		value = value * 10 + ((*p)[i] - '0');
	}
	*p += n;
	*out = value;
	return true;
}

static bool read_char(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool read_date(const char **p, int32_t *day)
{
	struct date d;
	if (!read_digits(p, 4, &d.year) || !read_char(p, '-') || !read_digits(p, 2, &d.month) || !read_char(p, '-') ||
	    !read_digits(p, 2, &d.day) || !date_is_valid(&d))
		return false;
	*day = date_to_day(&d);
	return true;
}

/* HH:MM:SS as seconds; second 60 is the next minute's 00. */
static bool read_clock(const char **p, int *seconds)
{
	int h, m, s;
	if (!read_digits(p, 2, &h) || !read_char(p, ':') || !read_digits(p, 2, &m) || !read_char(p, ':') ||
	    !read_digits(p, 2, &s) || h > 23 || m > 59 || s > 60)
		return false;
	*seconds = h * 3600 + m * 60 + s;
	return true;
}

/* Digits after the point are cut to milliseconds. */
static bool read_fraction(const char **p, int *ms)
{
	*ms = 0;
	if (!read_char(p, '.'))
		return true;
	int scale = 100;
	const char *start = *p;
	for (; **p >= '0' && **p <= '9'; (*p)++) {
		*ms += (**p - '0') * scale;
		scale /= 10;
	}
	return *p > start;
}

/* Z, +HH:MM, +HHMM, +HH or nothing, which is UTC. */
static bool read_offset(const char **p, int *seconds)
{
	*seconds = 0;
	if (**p == '\0' || read_char(p, 'Z') || read_char(p, 'z'))
		return true;
	int sign = **p == '-' ? -1 : 1, h, m = 0;
	if ((**p != '+' && **p != '-') || (++*p, !read_digits(p, 2, &h)))
		return false;
	if (**p != '\0') {
		read_char(p, ':');
		if (!read_digits(p, 2, &m))
			return false;
	}
	if (h > 23 || m > 59)
		return false;
	*seconds = sign * (h * 3600 + m * 60);
	return true;
}

bool crm_time_parse(const char *text, int64_t *ms)
{
	int32_t day;
	int seconds, fraction, offset;
	if (!text || !read_date(&text, &day) || (*text != 'T' && *text != 't' && *text != ' '))
		return false;
	text++;
	if (!read_clock(&text, &seconds) || !read_fraction(&text, &fraction) || !read_offset(&text, &offset) ||
	    *text != '\0')
		return false;
	int64_t result = day * MS_PER_DAY + ((int64_t)seconds - offset) * 1000 + fraction;
	if (result < FIRST_DAY * MS_PER_DAY || result >= (LAST_DAY + 1) * MS_PER_DAY)
		return false;
	*ms = result;
	return true;
}

struct moment {
	struct date date;
	int weekday; /* 0 Sunday */
	int hour, minute, second, ms;
};

static struct moment moment_of(int64_t ms)
{
	if (ms < FIRST_DAY * MS_PER_DAY)
		ms = FIRST_DAY * MS_PER_DAY;
	if (ms >= (LAST_DAY + 1) * MS_PER_DAY)
		ms = (LAST_DAY + 1) * MS_PER_DAY - 1;
	int32_t day = crm_day_of(ms);
	int rest = (int)(ms - day * MS_PER_DAY);
	return (struct moment){
		.date = date_from_day(day),
		.weekday = (day + EPOCH_DAYS + 1) % 7, /* 0001-01-01 was a Monday */
		.hour = rest / 3600000,
		.minute = rest / 60000 % 60,
		.second = rest / 1000 % 60,
		.ms = rest % 1000,
	};
}

void crm_time_format(int64_t ms, char out[CRM_TIME_TEXT])
{
	crm_time_format_seconds(ms, out);
	struct moment m = moment_of(ms);
	if (m.ms != 0) {
		size_t len = strlen(out) - 1;
		snprintf(out + len, CRM_TIME_TEXT - len, ".%03dZ", m.ms);
	}
}

void crm_time_format_seconds(int64_t ms, char out[CRM_TIME_TEXT])
{
	struct moment m = moment_of(ms);
	snprintf(out, CRM_TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", m.date.year, m.date.month, m.date.day, m.hour,
		 m.minute, m.second);
}

static bool read_name(const char **p, const char names[][4], int n, int *index)
{
	for (int i = 0; i < n; i++) {
		if (strncmp(*p, names[i], 3) == 0) {
			*p += 3;
			*index = i;
			return true;
		}
	}
	return false;
}

bool crm_time_parse_http(const char *text, int64_t *ms)
{
	struct date d;
	int weekday, month, seconds;
	if (!text || !read_name(&text, weekday_names, 7, &weekday) || !read_char(&text, ',') ||
	    !read_char(&text, ' ') || !read_digits(&text, 2, &d.day) || !read_char(&text, ' ') ||
	    !read_name(&text, month_names, 12, &month) || !read_char(&text, ' ') || !read_digits(&text, 4, &d.year) ||
	    !read_char(&text, ' ') || !read_clock(&text, &seconds) || strcmp(text, " GMT") != 0)
		return false;
	d.month = month + 1;
	if (!date_is_valid(&d))
		return false;
	*ms = date_to_day(&d) * MS_PER_DAY + seconds * INT64_C(1000);
	return true;
}

void crm_time_format_http(int64_t ms, char out[CRM_TIME_TEXT])
{
	struct moment m = moment_of(ms);
	snprintf(out, CRM_TIME_TEXT, "%s, %02d %s %04d %02d:%02d:%02d GMT", weekday_names[m.weekday], m.date.day,
		 month_names[m.date.month - 1], m.date.year, m.hour, m.minute, m.second);
}

bool crm_day_parse(const char *text, int32_t *day)
{
	int32_t result;
	if (!text || !read_date(&text, &result) || *text != '\0')
		return false;
	*day = result;
	return true;
}

void crm_day_format(int32_t day, char out[CRM_TIME_TEXT])
{
	struct date d = date_from_day(day);
	snprintf(out, CRM_TIME_TEXT, "%04d-%02d-%02d", d.year, d.month, d.day);
}

int32_t crm_day_of(int64_t ms)
{
	int64_t day = ms / MS_PER_DAY - (ms % MS_PER_DAY < 0 ? 1 : 0);
	if (day < INT32_MIN)
		return INT32_MIN;
	return day > INT32_MAX ? INT32_MAX : (int32_t)day;
}

static int64_t read_clock_ms(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t crm_time_now(void)
{
	return read_clock_ms(CLOCK_REALTIME);
}

int64_t crm_time_monotonic(void)
{
	return read_clock_ms(CLOCK_MONOTONIC);
}

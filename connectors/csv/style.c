/* SPDX-License-Identifier: Apache-2.0 */
/* How a column spells numbers, dates and truth: learnt from its cells, and kept when a cell is written. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <crmsync/decimal.h>
#include <crmsync/timestamp.h>

#include "csv_connector.h"

static const struct truth {
	const char *yes, *no;
} truths[] = {{"true", "false"}, {"yes", "no"}, {"ja", "nein"}, {"1", "0"},    {"wahr", "falsch"},
	      {"y", "n"},        {"j", "n"},    {"x", ""},      {"on", "off"}, {"oui", "non"}};

/* ---- numbers ---- */

static const char *const signs_of_money[] = {"\xE2\x82\xAC", "\xC2\xA3", "\xC2\xA5", "$", "EUR", "USD", "CHF", "GBP"};
static const char *const blanks[] = {" ", "\xC2\xA0", "\xE2\x80\xAF", "'", "\xE2\x80\x99"};

static size_t any_of(const char *const *texts, size_t n, const char *at)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(at, texts[i], strlen(texts[i])) == 0)
			return strlen(texts[i]);
	return 0;
}

#define NUMBER_MAX 64 /* bytes of what may be a number */

/* Digits, signs, points and commas of a number; false if there is anything else but blanks and a currency.  `bare` has
   room for the text. */
static bool bare_number(const char *text, char *bare)
{
	size_t n = 0;
	while (*text != '\0') {
		size_t skip = any_of(signs_of_money, sizeof signs_of_money / sizeof *signs_of_money, text);
		if (skip == 0)
			skip = any_of(blanks, sizeof blanks / sizeof *blanks, text);
		if (skip == 0 && strchr("0123456789.,-+", *text) == NULL)
			return false;
		if (skip == 0)
			bare[n++] = *text++;
		text += skip;
	}
	bare[n] = '\0';
	return n > 0;
}

struct marks {
	size_t points, commas, tail; /* tail: digits behind the last of them */
	char last;
};

static struct marks marks_of(const char *bare)
{
	struct marks m = {0};
	for (; *bare != '\0'; bare++) {
		m.points += *bare == '.';
		m.commas += *bare == ',';
		m.tail = *bare == '.' || *bare == ',' ? 0 : m.tail + 1;
		m.last = *bare == '.' || *bare == ',' ? *bare : m.last;
	}
	return m;
}

/* The decimal sign as far as this number alone tells: 0 if it has none or may be either. */
static char decimal_sign(const char *bare)
{
	struct marks m = marks_of(bare);
	if (m.points > 0 && m.commas > 0)
		return m.last;
	if (m.points > 1)
		return ',';
	if (m.commas > 1)
		return '.';
	return m.points + m.commas == 1 && m.tail != 3 ? m.last : '\0';
}

static const char *number_to_neutral(const struct cv_style *style, const char *cell, struct crm_arena *arena)
{
	char bare[NUMBER_MAX + 1];
	size_t n = 0;
	if (strlen(cell) > NUMBER_MAX || !bare_number(cell, bare))
		return cell;
	char sign = decimal_sign(bare);
	if (sign == '\0')
		sign = style->comma ? ',' : '.';
	for (const char *p = bare[0] == '+' ? bare + 1 : bare; *p != '\0'; p++)
		if (*p == sign)
			bare[n++] = '.';
		else if (*p != '.' && *p != ',')
			bare[n++] = *p;
	bare[n] = '\0';
	return crm_arena_strdup(arena, bare);
}

static const char *number_from_neutral(const struct cv_style *style, const char *value, struct crm_arena *arena)
{
	char *text = crm_arena_strdup(arena, value);
	char *point = text && style->comma ? strchr(text, '.') : NULL;
	if (point != NULL)
		*point = ',';
	return text;
}

static void learn_number(struct cv_style *style, const char *cell)
{
	char bare[NUMBER_MAX + 1];
	char sign = strlen(cell) <= NUMBER_MAX && bare_number(cell, bare) ? decimal_sign(bare) : '\0';
	style->comma_seen = style->comma_seen || sign == ',';
	style->point_seen = style->point_seen || sign == '.';
}

/* ---- dates ---- */

struct day_text {
	int a, b, c; /* the three numbers in their order */
	char separator;
	bool year_first;
	int len; /* bytes */
};

static bool read_number(const char **at, size_t least, size_t most, int *out)
{
	size_t n = strspn(*at, "0123456789");
	if (n < least || n > most)
		return false;
	*out = 0;
	for (size_t i = 0; i < n; i++)
		*out = *out * 10 + ((*at)[i] - '0');
	*at += n;
	return true;
}

static bool read_day(const char *cell, struct day_text *out)
{
	const char *at = cell;
	size_t first = strspn(at, "0123456789");
	out->year_first = first == 4;
	if (!read_number(&at, 1, 4, &out->a) || first == 3 || *at == '\0' || strchr(".-/", *at) == NULL)
		return false;
	out->separator = *at++;
	if (!read_number(&at, 1, 2, &out->b) || *at++ != out->separator)
		return false;
	if (!read_number(&at, out->year_first ? 1 : 4, out->year_first ? 2 : 4, &out->c))
		return false;
	out->len = (int)(at - cell);
	return *at == '\0' || *at == ' ' || *at == 'T' || *at == ',';
}

/* ISO if the order is known and it is a day. */
static bool iso_day(const struct day_text *d, enum cv_order order, char out[CRM_TIME_TEXT])
{
	int32_t day;
	int year = d->year_first ? d->a : d->c;
	int month = d->year_first || order == CV_DMY ? d->b : d->a;
	int mday = d->year_first ? d->c : order == CV_DMY ? d->a : d->b;
	if (!d->year_first && order != CV_DMY && order != CV_MDY)
		return false;
	snprintf(out, CRM_TIME_TEXT, "%04d-%02d-%02d", year, month, mday);
	return crm_day_parse(out, &day);
}

static enum cv_order order_of(const struct cv_style *style, const struct day_text *d)
{
	return d->separator == '.' ? CV_DMY : style->order;
}

static const char *date_to_neutral(const struct cv_style *style, enum cv_type type, const char *cell,
				   struct crm_arena *arena)
{
	struct day_text d;
	char iso[CRM_TIME_TEXT];
	if (!read_day(cell, &d) || !iso_day(&d, order_of(style, &d), iso))
		return cell;
	const char *rest = cell + d.len;
	if (type == CV_DATE || *rest == '\0')
		return crm_arena_strdup(arena, iso);
	rest += strspn(rest, " ,T");
	int hour, minute;
	const char *at = rest;
	bool short_time =
		read_number(&at, 1, 2, &hour) && *at++ == ':' && read_number(&at, 2, 2, &minute) && *at == '\0';
	return short_time ? crm_arena_printf(arena, "%sT%02d:%02d:00", iso, hour, minute)
			  : crm_arena_printf(arena, "%sT%s", iso, rest);
}

static const char *date_from_neutral(const struct cv_style *style, const char *value, struct crm_arena *arena)
{
	struct day_text d;
	if (!style->seen || !read_day(value, &d) || !d.year_first || (style->order != CV_DMY && style->order != CV_MDY))
		return crm_arena_strdup(arena, value);
	int first = style->order == CV_DMY ? d.c : d.b, second = style->order == CV_DMY ? d.b : d.c;
	return crm_arena_printf(arena, "%02d%c%02d%c%04d%s", first, style->separator, second, style->separator, d.a,
				value + d.len);
}

static void learn_date(struct cv_style *style, const char *cell)
{
	struct day_text d;
	if (!read_day(cell, &d))
		return;
	if (!style->seen) {
		style->separator = d.separator;
		style->order = d.year_first ? CV_YMD : d.separator == '.' ? CV_DMY : CV_ORDER_UNKNOWN;
	}
	style->seen = true;
	if (d.year_first || d.separator == '.')
		return;
	style->slashes_seen = true;
	style->day_first_seen = style->day_first_seen || d.a > 12;
	style->month_first_seen = style->month_first_seen || d.b > 12;
}

/* ---- truth ---- */

static const char *bool_to_neutral(const char *cell)
{
	for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) {
		if (strcasecmp(cell, truths[i].yes) == 0)
			return "true";
		if (truths[i].no[0] != '\0' && strcasecmp(cell, truths[i].no) == 0)
			return "false";
	}
	return cell;
}

static void learn_bool(struct cv_style *style, const char *cell)
{
	for (size_t i = 0; style->yes == NULL && i < sizeof truths / sizeof *truths; i++)
		if (strcasecmp(cell, truths[i].yes) == 0 || strcasecmp(cell, truths[i].no) == 0) {
			style->yes = truths[i].yes;
			style->no = truths[i].no;
		}
}

static const char *bool_from_neutral(const struct cv_style *style, const char *value)
{
	if (style->yes == NULL)
		return value;
	return strcmp(value, "true") == 0 ? style->yes : strcmp(value, "false") == 0 ? style->no : value;
}

/* ---- all ---- */

void cv_style_learn(struct cv_style *style, enum cv_type type, const char *cell)
{
	if (cell[0] == '\0')
		return;
	if (type == CV_NUMBER)
		learn_number(style, cell);
	else if (type == CV_DATE || type == CV_DATETIME)
		learn_date(style, cell);
	else if (type == CV_BOOL)
		learn_bool(style, cell);
}

void cv_style_settle(struct cv_style *style, bool comma, enum cv_order order)
{
	style->comma = style->comma_seen != style->point_seen ? style->comma_seen : comma;
	if (!style->slashes_seen)
		return;
	if (style->day_first_seen != style->month_first_seen)
		order = style->day_first_seen ? CV_DMY : CV_MDY;
	if (style->order == CV_ORDER_UNKNOWN)
		style->order = order;
}

const char *cv_to_neutral(const struct cv_style *style, enum cv_type type, const char *cell, struct crm_arena *arena)
{
	switch (type) {
	case CV_NUMBER:
		return number_to_neutral(style, cell, arena);
	case CV_DATE:
	case CV_DATETIME:
		return date_to_neutral(style, type, cell, arena);
	case CV_BOOL:
		return bool_to_neutral(cell);
	default:
		return cell;
	}
}

const char *cv_from_neutral(const struct cv_style *style, enum cv_type type, const char *value, struct crm_arena *arena)
{
	switch (type) {
	case CV_NUMBER:
		return number_from_neutral(style, value, arena);
	case CV_DATE:
	case CV_DATETIME:
		return date_from_neutral(style, value, arena);
	case CV_BOOL:
		return bool_from_neutral(style, value);
	default:
		return value;
	}
}

/* What only looks like one to a spreadsheet, and runs nothing: numbers and phone numbers. */
static bool is_signed_number(const char *text)
{
	return (*text == '+' || *text == '-') && text[1 + strspn(text + 1, "0123456789 ()./-,")] == '\0';
}

bool cv_is_formula(const char *text)
{
	return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL && !is_signed_number(text);
}

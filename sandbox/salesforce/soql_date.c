/* SPDX-License-Identifier: Apache-2.0 */
/* Relative dates of SOQL.  Days are those of UTC, the zone of the sandbox's users; weeks begin on Sunday. */
#include <crmsync/timestamp.h>

#include "soql.h"
#include "text.h"

enum unit { DAY, WEEK, MONTH, YEAR };

/* A range of units around the present one: from the start of unit now+first to the start of unit now+last.
   With a count, `by_count` says how often it is added to each. */
struct relative {
	const char *name;
	enum unit unit;
	int first, last;
	bool takes_count;
	int first_by_count, last_by_count;
};

static const struct relative relatives[] = {
	{"TODAY", DAY, 0, 1, false, 0, 0},           {"YESTERDAY", DAY, -1, 0, false, 0, 0},
	{"TOMORROW", DAY, 1, 2, false, 0, 0},        {"LAST_90_DAYS", DAY, -90, 1, false, 0, 0},
	{"NEXT_90_DAYS", DAY, 1, 91, false, 0, 0},   {"LAST_N_DAYS", DAY, 0, 1, true, -1, 0},
	{"NEXT_N_DAYS", DAY, 1, 1, true, 0, 1},      {"N_DAYS_AGO", DAY, 0, 1, true, -1, -1},
	{"THIS_WEEK", WEEK, 0, 1, false, 0, 0},      {"LAST_WEEK", WEEK, -1, 0, false, 0, 0},
	{"NEXT_WEEK", WEEK, 1, 2, false, 0, 0},      {"LAST_N_WEEKS", WEEK, 0, 0, true, -1, 0},
	{"NEXT_N_WEEKS", WEEK, 1, 1, true, 0, 1},    {"THIS_MONTH", MONTH, 0, 1, false, 0, 0},
	{"LAST_MONTH", MONTH, -1, 0, false, 0, 0},   {"NEXT_MONTH", MONTH, 1, 2, false, 0, 0},
	{"LAST_N_MONTHS", MONTH, 0, 0, true, -1, 0}, {"NEXT_N_MONTHS", MONTH, 1, 1, true, 0, 1},
	{"THIS_YEAR", YEAR, 0, 1, false, 0, 0},      {"LAST_YEAR", YEAR, -1, 0, false, 0, 0},
	{"NEXT_YEAR", YEAR, 1, 2, false, 0, 0},      {"LAST_N_YEARS", YEAR, 0, 0, true, -1, 0},
	{"NEXT_N_YEARS", YEAR, 1, 1, true, 0, 1},
};

static const struct relative *relative_find(const char *name)
{
	for (size_t i = 0; i < sizeof(relatives) / sizeof(relatives[0]); i++)
		if (sf_name_equal(relatives[i].name, name))
			return &relatives[i];
	return NULL;
}

bool soql_relative_takes_count(const char *name, bool *takes_count)
{
	const struct relative *relative = relative_find(name);
	if (relative)
		*takes_count = relative->takes_count;
	return relative != NULL;
}

/* First day of the month that lies `months` from the one of `day`; whole years count from January. */
static int32_t relative_month(int32_t day, long months, bool from_january)
{
	char text[CRM_TIME_TEXT];
	crm_day_format(day, text);
	long year = (text[0] - '0') * 1000L + (text[1] - '0') * 100L + (text[2] - '0') * 10L + (text[3] - '0');
	long month = from_january ? 0 : (text[5] - '0') * 10L + (text[6] - '0') - 1;
	long total = year * 12 + month + months;
	if (total < 12)
		total = 12;
	if (total > 9999L * 12)
		total = 9999L * 12;
	year = total / 12;
	month = total % 12 + 1;
	char first[CRM_TIME_TEXT] = {(char)('0' + year / 1000),
				     (char)('0' + year / 100 % 10),
				     (char)('0' + year / 10 % 10),
				     (char)('0' + year % 10),
				     '-',
				     (char)('0' + month / 10),
				     (char)('0' + month % 10),
				     '-',
				     '0',
				     '1'};
	int32_t out = day;
	(void)crm_day_parse(first, &out);
	return out;
}

static int32_t relative_start(enum unit unit, int32_t today, long distance)
{
	int32_t weekday = ((today + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday; 0 is Sunday */
	switch (unit) {
	case WEEK:
		return today - weekday + (int32_t)distance * 7;
	case MONTH:
		return relative_month(today, distance, false);
	case YEAR:
		return relative_month(today, distance * 12, true);
	case DAY:
		break;
	}
	return today + (int32_t)distance;
}

bool soql_relative_days(const char *name, long count, int32_t today, int32_t *from, int32_t *to)
{
	const struct relative *relative = relative_find(name);
	if (!relative)
		return false;
	*from = relative_start(relative->unit, today, relative->first + relative->first_by_count * count);
	*to = relative_start(relative->unit, today, relative->last + relative->last_by_count * count);
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of scalars, independent of locale. */
#include "config.h"

#include <config/scalar.h>
#include <string.h>

bool config_scalar_bool(const char *text, bool *out)
{
	static const struct {
		const char *text;
		bool value;
	} words[] = {{"true", true},   {"True", true},   {"TRUE", true},
		     {"false", false}, {"False", false}, {"FALSE", false}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(text, words[i].text) == 0) {
			*out = words[i].value;
			return true;
		}
	}
	return false;
}

/* Reads digits; the end of them, or NULL if there are none or too many. */
static const char *scalar_digits(const char *text, int64_t *out)
{
	int64_t n = 0;
	const char *at = text;
	for (; *at >= '0' && *at <= '9'; at++) {
		if (n > (INT64_MAX - 9) / 10)
			return NULL;
		n = n * 10 + (*at - '0');
	}
	if (at == text)
		return NULL;
	*out = n;
	return at;
}

bool config_scalar_whole(const char *text, int64_t *out)
{
	bool negative = *text == '-';
	int64_t n;
	const char *end = scalar_digits(text + negative, &n);
	if (!end || *end)
		return false;
	*out = negative ? -n : n;
	return true;
}

bool config_scalar_rate(const char *text, double *out)
{
	int64_t whole;
	const char *end = scalar_digits(text, &whole);
	if (!end)
		return false;
	double value = (double)whole, unit = 0.1;
	if (*end == '.') {
		const char *digits = ++end;
		for (; *end >= '0' && *end <= '9'; end++, unit /= 10)
			value += (*end - '0') * unit;
		if (end == digits)
			return false;
	}
	if (*end)
		return false;
	*out = value;
	return true;
}

bool config_scalar_duration(const char *text, int64_t *seconds)
{
	static const struct {
		char letter;
		int64_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
	int64_t n;
	const char *unit = scalar_digits(text, &n);
	if (!unit)
		return false;
	if (*unit == '\0' && n == 0) {
		*seconds = 0;
		return true;
	}
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (unit[0] == units[i].letter && unit[1] == '\0' && n <= INT64_MAX / units[i].seconds) {
			*seconds = n * units[i].seconds;
			return true;
		}
	}
	return false;
}

bool config_scalar_cap(const char *text, struct crm_cap *out)
{
	int64_t n;
	const char *end = scalar_digits(text, &n);
	if (!end)
		return false;
	bool percent = strcmp(end, "%") == 0;
	if ((*end && !percent) || (percent && n > 100))
		return false;
	*out = (struct crm_cap){.set = true, .percent = percent, .n = n};
	return true;
}

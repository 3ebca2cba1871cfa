/* SPDX-License-Identifier: Apache-2.0 */
/* Days, instants, numbers, yes and no. */
#include "config.h"

#include <core/canonical.h>

#include <base/zone.h>
#include <crmsync/decimal.h>
#include <crmsync/error.h>
#include <crmsync/timestamp.h>
#include <string.h>
#include <strings.h>

#define MS_PER_DAY INT64_C(86400000)

static int keep(const char *text, struct crm_arena *arena, const char **key)
{
	*key = crm_arena_strdup(arena, text);
	return *key != NULL ? 1 : CRM_E_NOMEM;
}

/* Exactly midnight UTC is how vendors store a plain day in a datetime; no zone may move it. */
static int32_t day_in_zone(int64_t ms, const struct crm_zone *zone)
{
	return ms % MS_PER_DAY == 0 ? crm_day_of(ms) : crm_zone_day(zone, ms);
}

int canonical_date(const char *text, const struct crm_locale *locale, struct crm_arena *arena, const char **key)
{
	char out[CRM_TIME_TEXT];
	int64_t ms;
	int32_t day;

	if (!crm_day_parse(text, &day)) {
		if (!crm_time_parse(text, &ms))
			return 0;
		day = day_in_zone(ms, locale != NULL ? locale->zone : NULL);
	}
	crm_day_format(day, out);
	return keep(out, arena, key);
}

int canonical_datetime(const char *text, struct crm_arena *arena, const char **key)
{
	char out[CRM_TIME_TEXT];
	int64_t ms;
	int32_t day;

	if (crm_day_parse(text, &day))
		ms = day * MS_PER_DAY;
	else if (!crm_time_parse(text, &ms))
		return 0;
	crm_time_format(ms, out);
	return keep(out, arena, key);
}

/* Most amounts are whole numbers without anything to take away. */
static bool is_plain_integer(const char *text)
{
	size_t n;

	text += *text == '-';
	n = strspn(text, "0123456789");
	return n > 0 && text[n] == '\0' && text[0] != '0';
}

int canonical_decimal(const char *text, struct crm_arena *arena, const char **key)
{
	struct crm_buf buf;
	int rc;

	if (is_plain_integer(text))
		return keep(text, arena, key);
	crm_buf_init(&buf, CRM_BUF_MAX);
	rc = crm_decimal_canonical(text, &buf) ? 1 : 0;
	if (rc == 1)
		rc = keep(buf.ptr, arena, key);
	if (buf.failed)
		rc = CRM_E_NOMEM;
	crm_buf_free(&buf);
	return rc;
}

int canonical_bool(const char *text, const char **key)
{
	static const struct {
		const char *word;
		const char *key;
	} words[] = {
		{"true", "true"}, {"1", "true"}, {"yes", "true"}, {"false", "false"}, {"0", "false"}, {"no", "false"},
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcasecmp(text, words[i].word) == 0) {
			*key = words[i].key;
			return 1;
		}
	}
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values between the wire, where all are strings, and the neutral form.  Dates come as YYYY-MM-DD or as milliseconds of
 * midnight UTC, instants as RFC 3339 or as milliseconds, several choices as one text with semicolons.
 */
#include <stdlib.h>
#include <string.h>

#include <crmsync/timestamp.h>

#include "hubspot.h"

/* -?[0-9]+ that fits into int64: milliseconds. */
static bool value_is_milliseconds(const char *text, int64_t *ms)
{
	size_t sign = text[0] == '-';
	size_t digits = strspn(text + sign, "0123456789");
	if (digits == 0 || digits > 17 || text[sign + digits])
		return false;
	*ms = strtoll(text, NULL, 10);
	return true;
}

static const char *value_to_day(const char *text, struct crm_arena *arena)
{
	char day[CRM_TIME_TEXT];
	int32_t days;
	int64_t ms;
	if (crm_day_parse(text, &days))
		return crm_arena_strdup(arena, text);
	if (!value_is_milliseconds(text, &ms) && !crm_time_parse(text, &ms))
		return crm_arena_strdup(arena, text);
	crm_day_format(crm_day_of(ms), day);
	return crm_arena_strdup(arena, day);
}

static const char *value_to_instant(const char *text, struct crm_arena *arena)
{
	char instant[CRM_TIME_TEXT];
	int32_t days;
	int64_t ms;
	if (crm_day_parse(text, &days))
		return crm_arena_printf(arena, "%sT00:00:00Z", text);
	if (!value_is_milliseconds(text, &ms) && !crm_time_parse(text, &ms))
		return crm_arena_strdup(arena, text);
	crm_time_format(ms, instant);
	return crm_arena_strdup(arena, instant);
}

int hubspot_split(const char *text, struct crm_arena *arena, const char *const **items, size_t *n)
{
	size_t count = 0, most = 1;
	for (const char *c = text; *c; c++)
		most += *c == ';';
	const char **parts = crm_arena_calloc(arena, most, sizeof *parts);
	if (!parts)
		return CRM_E_NOMEM;
	while (*text) {
		size_t len = strcspn(text, ";");
		if (len > 0) {
			parts[count] = crm_arena_strndup(arena, text, len);
			if (!parts[count++])
				return CRM_E_NOMEM;
		}
		text += len + (text[len] == ';');
	}
	*items = parts;
	*n = count;
	return CRM_OK;
}

static int value_read_list(const char *text, struct crm_arena *arena, struct crm_value *out)
{
	*out = (struct crm_value){.kind = CRM_LIST};
	return hubspot_split(text, arena, &out->items, &out->n);
}

int hubspot_value_read(enum hubspot_type type, const crm_json *v, struct crm_arena *arena, struct crm_value *out)
{
	const char *text = crm_json_text(v);
	if (!text) {
		*out = (struct crm_value){.kind = v ? CRM_NULL : CRM_ABSENT};
		return CRM_OK;
	}
	if (!text[0] && type != HUBSPOT_TEXT) {
		*out = (struct crm_value){.kind = CRM_NULL};
		return CRM_OK;
	}
	if (type == HUBSPOT_LIST)
		return value_read_list(text, arena, out);
	*out = (struct crm_value){.kind = CRM_TEXT};
	out->text = type == HUBSPOT_DATE       ? value_to_day(text, arena)
		    : type == HUBSPOT_DATETIME ? value_to_instant(text, arena)
					       : crm_arena_strdup(arena, text);
	return out->text ? CRM_OK : CRM_E_NOMEM;
}

/* A plain day in a property that holds instants is midnight UTC, which is how HubSpot's own date pickers store it. */
static void value_write_text(struct crm_buf *out, enum hubspot_type type, const char *text)
{
	int32_t day;
	crm_buf_str(out, text);
	if (type == HUBSPOT_DATETIME && crm_day_parse(text, &day))
		crm_buf_str(out, "T00:00:00Z");
}

void hubspot_value_write(struct crm_buf *out, enum hubspot_type type, const struct crm_value *value)
{
	if (value->kind == CRM_TEXT)
		value_write_text(out, type, value->text);
	for (size_t i = 0; value->kind == CRM_LIST && i < value->n; i++)
		crm_buf_printf(out, "%s%s", i ? ";" : "", value->items[i]);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of SOQL text. */
#include "soql.h"

#include <crmsync/decimal.h>
#include <crmsync/timestamp.h>
#include <string.h>

static const char *escape_of(char c)
{
	switch (c) {
	case '\'':
		return "\\'";
	case '\\':
		return "\\\\";
	case '"':
		return "\\\"";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	case '\b':
		return "\\b";
	case '\f':
		return "\\f";
	default:
		return NULL;
	}
}

void soql_string(struct crm_buf *out, const char *text)
{
	crm_buf_char(out, '\'');
	for (const char *p = text; *p != '\0'; p++) {
		const char *escape = escape_of(*p);
		if (escape)
			crm_buf_str(out, escape);
		else
			crm_buf_char(out, *p);
	}
	crm_buf_char(out, '\'');
}

void soql_instant(struct crm_buf *out, int64_t ms)
{
	char text[CRM_TIME_TEXT];
	crm_time_format(ms, text);
	crm_buf_str(out, text);
}

static bool soql_instant_text(struct crm_buf *out, const char *text)
{
	int64_t ms;
	if (!crm_time_parse(text, &ms))
		return false;
	soql_instant(out, ms);
	return true;
}

static bool soql_day_text(struct crm_buf *out, const char *text)
{
	int32_t day;
	if (!crm_day_parse(text, &day))
		return false;
	crm_buf_str(out, text);
	return true;
}

bool soql_literal(struct crm_buf *out, enum crm_property_type type, const char *text)
{
	switch (type) {
	case CRM_P_NUMBER:
		return crm_decimal_canonical(text, out);
	case CRM_P_BOOL:
		if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
			return false;
		crm_buf_str(out, text);
		return true;
	case CRM_P_DATE:
		return soql_day_text(out, text);
	case CRM_P_DATETIME:
		return soql_instant_text(out, text);
	default:
		soql_string(out, text);
		return true;
	}
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool soql_is_name(const char *name)
{
	if (!name || !is_letter(name[0]))
		return false;
	for (const char *p = name; *p != '\0'; p++)
		if (!is_letter(*p) && !(*p >= '0' && *p <= '9') && *p != '_')
			return false;
	return true;
}

void soql_and(struct crm_buf *where, const char *condition)
{
	if (where->len > 0)
		crm_buf_str(where, " AND ");
	crm_buf_char(where, '(');
	crm_buf_str(where, condition);
	crm_buf_char(where, ')');
}

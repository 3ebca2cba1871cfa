/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a value in a SOQL statement: a small reader of SOQL, which knows nothing of the writer, finds exactly
 * one string literal with exactly these bytes, and what follows it untouched.  Values of other types end within
 * letters, digits and the signs of numbers and dates.  (SOQL and SOSL Reference: Quoted String Escape Sequences.)
 */
#include "config.h"

#include <string.h>

#include "../../connectors/salesforce/soql.h"
#include "fuzz_core.h"

static const char before[] = "SELECT Id FROM Contact WHERE Name = ", after[] = " AND IsDeleted = false";

/* Reads the literal that begins at text; gives where it ended, NULL if it did not. */
static const char *read_literal(const char *text, char *out, size_t *len)
{
	*len = 0;
	if (*text++ != '\'')
		return NULL;
	while (*text && *text != '\'') {
		char c = *text++;
		if (c == '\n' || c == '\r')
			return NULL; /* a literal stands on one line */
		if (c == '\\') {
			static const char names[] = "nNrRtTbBfF\"'\\", meanings[] = "\n\n\r\r\t\t\b\b\f\f\"'\\";
			const char *at = *text ? strchr(names, *text++) : NULL;
			if (!at)
				return NULL;
			c = meanings[at - names];
		}
		out[(*len)++] = c;
	}
	return *text == '\'' ? text + 1 : NULL;
}

static void check_string(const char *value)
{
	struct crm_buf soql;
	char *back = malloc(strlen(value) * 2 + 64);
	size_t len = 0;
	crm_buf_init(&soql, CRM_BUF_MAX);
	crm_buf_str(&soql, before);
	soql_string(&soql, value);
	crm_buf_str(&soql, after);
	HOLDS(back && !soql.failed);
	const char *end = read_literal(soql.ptr + sizeof before - 1, back, &len);
	HOLDS(end && strcmp(end, after) == 0);
	HOLDS(len == strlen(value) && memcmp(back, value, len) == 0);
	crm_buf_free(&soql);
	free(back);
}

static void check_type(enum crm_property_type type, const char *value)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.:";
	struct crm_buf soql;
	crm_buf_init(&soql, CRM_BUF_MAX);
	if (soql_literal(&soql, type, value))
		HOLDS(soql.len > 0 && soql.ptr[strspn(soql.ptr, plain)] == '\0');
	else
		HOLDS(soql.len == 0);
	crm_buf_free(&soql);
}

static void check_name(const char *value)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	if (soql_is_name(value))
		HOLDS(value[0] && value[strspn(value, plain)] == '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum crm_property_type types[] = {CRM_P_NUMBER, CRM_P_BOOL, CRM_P_DATE, CRM_P_DATETIME};
	char *value = malloc(size + 1);
	HOLDS(value);
	if (size)
		memcpy(value, data, size);
	value[size] = '\0';
	check_string(value);
	check_name(value);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		check_type(types[i], value);
	free(value);
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Percent-decoding as RFC 3986 and HTML forms have it. */
#include "sandbox/percent.h"

#include <string.h>

#include <crmsync/json.h>

static int percent_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool percent_decode(const char *text, size_t len, bool plus, struct crm_buf *out)
{
	size_t start = out->len;
	for (size_t i = 0; i < len; i++) {
		int high = text[i] == '%' && i + 2 < len ? percent_digit(text[i + 1]) : -1;
		int low = high >= 0 ? percent_digit(text[i + 2]) : -1;
		if (low >= 0) {
			crm_buf_char(out, (char)(high * 16 + low));
			i += 2;
		} else {
			crm_buf_char(out, plus && text[i] == '+' ? ' ' : text[i]);
		}
	}
	if (out->failed)
		return false;
	size_t added = out->len - start;
	if (!memchr(out->ptr + start, '\0', added) && crm_utf8_valid_prefix(out->ptr + start, added) == added)
		return true;
	out->len = start;
	out->ptr[start] = '\0';
	return false;
}

static bool percent_name_is(const char *text, size_t len, const char *name)
{
	struct crm_buf decoded;
	crm_buf_init(&decoded, CRM_BUF_MAX);
	bool same = percent_decode(text, len, true, &decoded) && strcmp(decoded.ptr, name) == 0;
	crm_buf_free(&decoded);
	return same;
}

bool percent_query(const char *query, const char *name, unsigned nth, struct crm_buf *out)
{
	for (const char *p = query; p && *p;) {
		size_t len = strcspn(p, "&");
		const char *equals = memchr(p, '=', len);
		size_t name_len = equals ? (size_t)(equals - p) : len;
		if (percent_name_is(p, name_len, name) && nth-- == 0) {
			const char *value = equals ? equals + 1 : p + len;
			return percent_decode(value, (size_t)(p + len - value), true, out);
		}
		p += len;
		p += *p == '&';
	}
	return false;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Percent-encoding, query strings, forms, and the host of a URL. */
#include "config.h"

#include <crmsync/log.h>
#include <crmsync/url.h>
#include <string.h>
#include <strings.h>

static bool url_is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	       c == '_' || c == '~';
}

void crm_url_encode(struct crm_buf *out, const char *text)
{
	if (!text)
		return;
	for (const char *p = text; *p; p++) {
		if (url_is_unreserved(*p))
			crm_buf_char(out, *p);
		else
			crm_buf_printf(out, "%%%02X", (unsigned)(unsigned char)*p);
	}
}

static void url_add_pair(struct crm_buf *out, const char *name, const char *value)
{
	crm_url_encode(out, name);
	crm_buf_char(out, '=');
	crm_url_encode(out, value);
}

void crm_url_query(struct crm_buf *url, const char *name, const char *value)
{
	const char *query = strchr(url->ptr, '?');
	if (!query)
		crm_buf_char(url, '?');
	else if (query[1] != '\0' && url->ptr[url->len - 1] != '&')
		crm_buf_char(url, '&');
	url_add_pair(url, name, value);
}

void crm_form_add(struct crm_buf *body, const char *name, const char *value)
{
	crm_redact_parameter(name, value);
	if (body->len > 0)
		crm_buf_char(body, '&');
	url_add_pair(body, name, value);
}

/* What stands between the scheme and the path, with its length; NULL if this is no http(s) URL. */
static const char *url_authority(const char *url, size_t *len)
{
	if (strncasecmp(url, "https://", 8) == 0)
		url += 8;
	else if (strncasecmp(url, "http://", 7) == 0)
		url += 7;
	else
		return NULL;
	*len = strcspn(url, "/?#");
	return url;
}

static bool url_port_is_valid(const char *p, size_t len)
{
	if (len == 0)
		return true;
	if (p[0] != ':' || len > 6)
		return false;
	for (size_t i = 1; i < len; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
	}
	return true;
}

static size_t url_host_length(const char *p, size_t len, const char *alphabet)
{
	size_t n = 0;
	while (n < len && strchr(alphabet, p[n]))
		n++;
	return n;
}

static void url_add_lower(struct crm_buf *out, const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		crm_buf_char(out, p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] - 'A' + 'a') : p[i]);
}

/* User names before the host are refused: they serve to disguise it. */
bool crm_url_host(const char *url, struct crm_buf *out)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
	static const char ip6[] = "0123456789abcdefABCDEF:.";
	size_t len;
	const char *p = url ? url_authority(url, &len) : NULL;
	if (!p || len == 0)
		return false;
	size_t bracket = p[0] == '[' ? 1 : 0;
	size_t n = url_host_length(p + bracket, len - bracket, bracket ? ip6 : name);
	if (n == 0 || (bracket && p[n + 1] != ']') || !url_port_is_valid(p + n + 2 * bracket, len - n - 2 * bracket))
		return false;
	url_add_lower(out, p + bracket, n);
	return true;
}

static int url_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* NULL: not to be decoded, a NUL in it, or out of memory. */
static const char *url_decode(const char *text, size_t len, struct crm_arena *arena)
{
	char *out = crm_arena_alloc(arena, len + 1);
	size_t n = 0;
	for (size_t i = 0; out && i < len; i++) {
		int high = 0, low = 0;
		if (text[i] != '%') {
			out[n++] = text[i];
			continue;
		}
		if (i + 2 >= len || (high = url_hex(text[i + 1])) < 0 || (low = url_hex(text[i + 2])) < 0 ||
		    high + low == 0)
			return NULL;
		out[n++] = (char)(high * 16 + low);
		i += 2;
	}
	if (out)
		out[n] = '\0';
	return out;
}

size_t crm_url_path(const char *url, const char **segments, size_t max, struct crm_arena *arena)
{
	size_t len, n = 0;
	const char *p = url ? url_authority(url, &len) : NULL;
	for (p = p ? p + len : NULL; p && *p == '/' && n < max;) {
		len = strcspn(++p, "/?#");
		if (len > 0 && !(segments[n++] = url_decode(p, len, arena)))
			return 0;
		p += len;
	}
	return n;
}

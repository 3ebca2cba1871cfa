/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values that were never declared, in messages: "access_token=...", "\"password\": \"...\"", "Authorization: ...",
 * "https://user:password@host".  Told by the names in front of them (secret_names.c).
 */
#include "config.h"

#include <crmsync/log.h>
#include <string.h>

#include "secret_names.h"

#define MARK "[redacted]"

struct hit {
	size_t value, end; /* the value is text[value..end) */
};

static bool is_name_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static size_t skip(const char *text, size_t at, const char *characters)
{
	return at + strspn(text + at, characters);
}

/* Length of the quote at text[at]: 1, 2 if it is escaped (JSON within JSON), 0 if there is none. */
static size_t quote_at(const char *text, size_t at)
{
	if (text[at] == '\\' && text[at + 1] == '"')
		return 2;
	return text[at] == '"' ? 1 : 0;
}

/* The quote that closes what one of that length has opened, or the end of the text. */
static size_t quoted_end(const char *text, size_t at, size_t quote)
{
	while (text[at] && quote_at(text, at) != quote) {
		bool pair = text[at] == '\\' && (quote == 1 || text[at + 1] == '\\') && text[at + 1];
		at += pair ? 2 : 1;
	}
	return at;
}

/* `name` ends at `at`.  "name":"value" */
static bool find_member(const char *text, size_t at, struct hit *hit)
{
	size_t quote = quote_at(text, at), colon = skip(text, at + quote, " \t");
	if (quote == 0 || text[colon] != ':')
		return false;
	size_t open = skip(text, colon + 1, " \t");
	if (quote_at(text, open) != quote)
		return false;
	hit->value = open + quote;
	hit->end = quoted_end(text, hit->value, quote);
	return true;
}

/* name=value */
static bool find_pair(const char *text, size_t at, struct hit *hit)
{
	if (text[at] != '=')
		return false;
	hit->value = at + 1;
	hit->end = hit->value + strcspn(text + hit->value, "&;,)\"'<> \t\r\n");
	return true;
}

/* name: value */
static bool find_line(const char *text, size_t at, struct hit *hit)
{
	if (text[at] != ':')
		return false;
	hit->value = skip(text, at + 1, " \t");
	hit->end = hit->value + strcspn(text + hit->value, "\"'\r\n");
	return true;
}

/* ://user:password@ */
static bool find_user(const char *text, size_t at, struct hit *hit)
{
	if (strncmp(text + at, "://", 3) != 0)
		return false;
	size_t end = at + 3 + strcspn(text + at + 3, "/?#\"'<> \t\r\n");
	hit->value = at + 3;
	while (end > hit->value && text[end] != '@')
		end--;
	hit->end = end;
	return end > hit->value;
}

static bool find_named(const char *text, size_t at, size_t *name_end, struct hit *hit)
{
	size_t end = at;
	while (is_name_character(text[end]))
		end++;
	*name_end = end;
	if (secret_name_is(SECRET_HEADER, text + at, end - at) && find_line(text, end, hit))
		return true;
	return secret_name_is(SECRET_PARAMETER, text + at, end - at) &&
	       (find_pair(text, end, hit) || find_member(text, end, hit));
}

void crm_redact_named(struct crm_buf *out, const char *text)
{
	size_t shown = 0;
	for (size_t at = 0; text && text[at];) {
		struct hit hit = {0};
		size_t next = at + 1;
		bool found =
			is_name_character(text[at]) ? find_named(text, at, &next, &hit) : find_user(text, at, &hit);
		if (found && hit.end > hit.value) {
			crm_buf_add(out, text + shown, hit.value - shown);
			crm_buf_str(out, MARK);
			shown = next = hit.end;
		}
		at = next;
	}
	crm_buf_str(out, text ? text + shown : NULL);
}

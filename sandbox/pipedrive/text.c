/* SPDX-License-Identifier: Apache-2.0 */
/* Texts in the request's arena: JSON literals, times, folding, lists. */
#include <stdlib.h>
#include <string.h>

#include <crmsync/timestamp.h>

#include "pipedrive.h"

static const char *buf_to_arena(struct crm_arena *arena, struct crm_buf *buf)
{
	const char *text = buf->failed ? NULL : crm_arena_strndup(arena, buf->ptr, buf->len);

	crm_buf_free(buf);
	return text;
}

const char *pd_quote(struct crm_arena *arena, const char *text)
{
	struct crm_json_writer w;
	struct crm_buf buf;

	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_string(&w, text);
	return buf_to_arena(arena, &buf);
}

const char *pd_dump(struct crm_arena *arena, const crm_json *value)
{
	struct crm_buf buf;

	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_json_write(&buf, value);
	return buf_to_arena(arena, &buf);
}

crm_json *pd_parse(const char *json)
{
	crm_json *value;

	return crm_json_parse(json, strlen(json), &value, NULL) == CRM_OK ? value : NULL;
}

const char *pd_text(struct crm_arena *arena, const char *json)
{
	size_t len = json ? strlen(json) : 0;
	crm_json *value;
	const char *text = NULL;

	if (len < 2 || json[0] != '"')
		return NULL;
	if (!memchr(json, '\\', len))
		return crm_arena_strndup(arena, json + 1, len - 2);
	value = pd_parse(json);
	if (crm_json_is_string(value))
		text = crm_arena_strdup(arena, crm_json_text(value));
	crm_json_free(value);
	return text;
}

void pd_v1_time(int64_t ms, char out[32])
{
	crm_time_format_seconds(ms, out);
	out[10] = ' ';
	out[19] = '\0';
}

bool pd_parse_time(const char *text, int64_t *ms)
{
	return strlen(text) == 20 && text[10] == 'T' && text[19] == 'Z' && crm_time_parse(text, ms);
}

bool pd_parse_int(const char *text, int64_t *out)
{
	char *end;
	long long n;

	if (!*text || strlen(text) > 18 || strspn(text, "-0123456789") != strlen(text))
		return false;
	n = strtoll(text, &end, 10);
	if (*end)
		return false;
	*out = n;
	return true;
}

char *pd_fold(struct crm_arena *arena, const char *text)
{
	char *folded = crm_arena_strdup(arena, text);

	if (!folded)
		return NULL;
	for (unsigned char *p = (unsigned char *)folded; *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (unsigned char)(*p + 0x20);
		else if (*p == 0xc3 && p[1] >= 0x80 && p[1] <= 0x9e && p[1] != 0x97) {
			p[1] = (unsigned char)(p[1] + 0x20);
			p++;
		}
	}
	return folded;
}

const char **pd_split(struct crm_arena *arena, const char *list, size_t *n)
{
	char *copy = crm_arena_strdup(arena, list);
	size_t count = 1, at = 0;
	const char **parts;

	for (const char *p = list; *p; p++)
		count += *p == ',';
	parts = crm_arena_calloc(arena, count + 1, sizeof(*parts));
	if (!copy || !parts)
		return NULL;
	for (char *p = copy; p;) {
		char *comma = strchr(p, ',');
		size_t len;

		if (comma)
			*comma = '\0';
		p += strspn(p, " ");
		len = strlen(p);
		while (len && p[len - 1] == ' ')
			p[--len] = '\0';
		if (len)
			parts[at++] = p;
		p = comma ? comma + 1 : NULL;
	}
	*n = at;
	return parts;
}

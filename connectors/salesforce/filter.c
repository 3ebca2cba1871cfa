/* SPDX-License-Identifier: Apache-2.0 */
/* The config's filter of an object. */
#include "filter.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where the part that starts at text ends: at the next '|' outside of quotes, or at the end. */
static const char *part_end(const char *text)
{
	bool quoted = false;
	for (; *text != '\0' && (quoted || *text != '|'); text++) {
		if (quoted && *text == '\\' && text[1] != '\0')
			text++;
		else if (*text == '\'')
			quoted = !quoted;
	}
	return text;
}

/* "Name:" at the start of the part; *condition is what follows.  False if the part does not begin so. */
static bool part_names(const char *part, enum crm_object object, enum sf_type *type, const char **condition)
{
	char name[32];
	size_t n = strcspn(part, ": \t\n\r='()<>|");
	const char *colon = part + n;
	while (is_blank(*colon))
		colon++;
	if (*colon != ':' || n == 0 || n >= sizeof name)
		return false;
	memcpy(name, part, n);
	name[n] = '\0';
	*condition = colon + 1;
	return sf_type_by_name(object, name, type);
}

static const char *keep_trimmed(struct crm_arena *arena, const char *begin, const char *end)
{
	while (begin < end && is_blank(*begin))
		begin++;
	while (end > begin && is_blank(end[-1]))
		end--;
	return crm_arena_strndup(arena, begin, (size_t)(end - begin));
}

static const char *skip_blanks(const char *text)
{
	while (is_blank(*text))
		text++;
	return text;
}

static int keep_condition(struct crm_arena *arena, const char *begin, const char *end, const char **out,
			  struct crm_error *err)
{
	const char *text = keep_trimmed(arena, begin, end);
	if (!text)
		return crm_error_no_memory(err);
	*out = text[0] != '\0' ? text : NULL;
	return CRM_OK;
}

int sf_filter_for(const char *filter, enum sf_type type, struct crm_arena *arena, const char **out,
		  struct crm_error *err)
{
	enum crm_object object = sf_sobject(type)->object;
	const char *part = skip_blanks(filter ? filter : "");
	const char *condition;
	enum sf_type named;
	*out = NULL;
	if (!part_names(part, object, &named, &condition))
		return keep_condition(arena, part, part + strlen(part), out, err);
	for (;;) {
		const char *end = part_end(part);
		if (!part_names(part, object, &named, &condition))
			return crm_error_set(
				err, CRM_E_CONFIG,
				"the filter '%s' has a part that does not begin with the name of an object "
				"(as in \"Contact: Title != null | Lead: Status = 'Open'\")",
				filter);
		if (named == type)
			return keep_condition(arena, condition, end, out, err);
		if (*end == '\0')
			return CRM_OK;
		part = skip_blanks(end + 1);
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
/* E-mail addresses and domains; names that stand in local parts. */
#include "config.h"

#include <core/canonical.h>
#include <core/linkage/values.h>
#include <core/normalise.h>
#include <core/text.h>

#include <ctype.h>
#include <string.h>

static void drop_dots(char *local)
{
	char *p = local;
	for (const char *in = local; *in != '\0'; in++)
		if (*in != '.')
			*p++ = *in;
	*p = '\0';
}

static const char *join_address(struct crm_arena *arena, const char *local, const char *domain)
{
	const size_t len = strlen(local), rest = strlen(domain) + 1;
	char *out = crm_arena_alloc(arena, len + 1 + rest);
	if (out == NULL)
		return NULL;
	memcpy(out, local, len);
	out[len] = '@';
	memcpy(out + len + 1, domain, rest);
	return out;
}

bool canon_email(struct canon *canon, const char *raw, const char **out)
{
	const char *folded = crm_fold_case(raw, canon->arena);
	if (folded == NULL)
		return false;
	char *text = crm_arena_strdup(canon->arena, strncmp(folded, "mailto:", 7) == 0 ? folded + 7 : folded);
	if (text == NULL)
		return false;
	*out = text;
	char *at = strrchr(text, '@');
	if (at == NULL || at == text)
		return true;
	const char *domain = at + 1;
	*at = '\0';
	char *plus = strchr(text, '+');
	if (plus != NULL && plus != text)
		*plus = '\0';
	const bool google = strcmp(domain, "gmail.com") == 0 || strcmp(domain, "googlemail.com") == 0;
	if (google)
		drop_dots(text);
	*out = join_address(canon->arena, text, google ? "gmail.com" : domain);
	return *out != NULL;
}

bool canon_domain(struct canon *canon, const char *raw, const char **out)
{
	const char *key = "", *spelling;
	const char *text = text_repair(raw, canon->arena);
	text = text != NULL ? text_trim(text, canon->arena) : NULL;
	if (text == NULL)
		return false;
	const int rc = *text != '\0' ? canonical_domain(text, canon->arena, &key, &spelling) : 0;
	*out = rc > 0 && !crm_domain_is_shared(key) ? key : "";
	return rc >= 0;
}

bool canon_email_domain(struct canon *canon, const char *email, const char **out)
{
	const char *at = strrchr(email, '@');
	*out = "";
	return at == NULL || at[1] == '\0' || canon_domain(canon, at + 1, out);
}

/* ---- names in local parts ---- */

#define LOCAL_MAX 64

/* The number of a name that a column has; where rows are added to others, that theirs have. */
static uint32_t known(struct linkage *link, unsigned field, const char *text, size_t len)
{
	const struct field *names = link->base != NULL ? &link->base->fields[field] : &link->fields[field];
	const uint32_t value = len != 0 ? intern_find(&names->texts, text, len) : 0;
	if (link->base == NULL || value == 0)
		return value;
	const uint32_t own = value <= names->known ? intern_add(&link->fields[field].texts, text, len) : 0;
	link->failed = link->failed || (own == 0 && value <= names->known);
	return own;
}

/* "john.smith", "smith-john", "j.smith" */
static bool split_names(struct linkage *link, const char *local, const char *gap, size_t len, uint32_t *given,
			uint32_t *family)
{
	const size_t first = (size_t)(gap - local), second = len - first - 1;
	*family = known(link, link->family, gap + 1, second);
	*given = known(link, link->given, local, first);
	if (*family != 0)
		return true;
	const uint32_t other = known(link, link->family, local, first);
	const uint32_t swapped = known(link, link->given, gap + 1, second);
	if (other != 0 && swapped != 0) {
		*family = other;
		*given = swapped;
		return true;
	}
	return *given != 0 && first > 1;
}

/* "jsmith", "smithj", "johnsmith" */
static bool glued_names(struct linkage *link, const char *local, size_t len, uint32_t *given, uint32_t *family)
{
	if (len < 5)
		return false;
	*family = known(link, link->family, local + 1, len - 1);
	if (*family != 0) {
		*given = known(link, link->given, local, 1);
		return true;
	}
	for (size_t cut = 3; cut + 3 <= len; cut++) {
		*given = known(link, link->given, local, cut);
		*family = *given != 0 ? known(link, link->family, local + cut, len - cut) : 0;
		if (*family != 0)
			return true;
	}
	*family = known(link, link->family, local, len - 1);
	*given = *family != 0 ? known(link, link->given, local + len - 1, 1) : 0;
	return *family != 0;
}

bool email_names(struct linkage *link, const char *email, uint32_t *given, uint32_t *family)
{
	char local[LOCAL_MAX];
	const char *at = strchr(email, '@'), *gap = NULL;
	size_t n = 0;
	*given = *family = 0;
	if (at == NULL || (size_t)(at - email) >= sizeof local || crm_email_is_role(email))
		return false;
	for (const char *p = email; p < at; p++) {
		if (isdigit((unsigned char)*p))
			continue;
		local[n++] = strchr("._-", *p) != NULL ? ' ' : *p;
	}
	while (n > 0 && local[n - 1] == ' ')
		n--;
	local[n] = '\0';
	gap = strchr(local, ' ');
	if (gap != NULL && gap != local && strchr(gap + 1, ' ') == NULL)
		return split_names(link, local, gap, n, given, family);
	return gap == NULL && glued_names(link, local, n, given, family);
}

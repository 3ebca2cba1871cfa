/* SPDX-License-Identifier: Apache-2.0 */
/*
 * E-mail addresses.  The part before the @ is compared without regard to case although RFC 5321 lets a host tell cases
 * apart: none that matters does, and every CRM treats it so.  Anything else in it (dots, "+tag") stays distinct.
 */
#include "config.h"

#include <core/canonical.h>
#include <core/normalise.h>
#include <core/text.h>

#include <crmsync/error.h>
#include <string.h>
#include <strings.h>

static const char mailto[] = "mailto:";

/* Characters that only a quoted local part may hold; such addresses exist in test suites only. */
static bool is_local_part(const char *text, size_t len)
{
	if (len == 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f || strchr("\"(),:;<>@[\\]", text[i]) != NULL)
			return false;
	}
	return true;
}

static const char *strip_mailto(const char *text, struct crm_arena *arena)
{
	const char *address;

	if (strncasecmp(text, mailto, sizeof mailto - 1) != 0)
		return text;
	text += sizeof mailto - 1;
	address = crm_arena_strndup(arena, text, strcspn(text, "?"));
	return address != NULL ? text_trim(address, arena) : NULL;
}

static const char *join_address(const char *local, const char *domain, struct crm_arena *arena)
{
	size_t a = strlen(local), b = strlen(domain);
	char *out = crm_arena_alloc(arena, a + b + 2);

	if (out == NULL)
		return NULL;
	memcpy(out, local, a);
	out[a] = '@';
	memcpy(out + a + 1, domain, b + 1);
	return out;
}

int canonical_email(const char *text, struct crm_arena *arena, const char **key, const char **spelling)
{
	const char *at, *domain = NULL, *local;
	int rc;

	text = strip_mailto(text, arena);
	if (text == NULL)
		return CRM_E_NOMEM;
	at = strrchr(text, '@');
	if (at == NULL || !is_local_part(text, (size_t)(at - text)))
		return 0;
	rc = canonical_host(at + 1, strlen(at + 1), arena, &domain);
	if (rc <= 0 || strchr(domain, '.') == NULL)
		return rc < 0 ? rc : 0;
	local = crm_arena_strndup(arena, text, (size_t)(at - text));
	if (local != NULL)
		local = text_casefold(local, arena);
	*key = local != NULL ? join_address(local, domain, arena) : NULL;
	*spelling = text;
	return *key != NULL ? 1 : CRM_E_NOMEM;
}

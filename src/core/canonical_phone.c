/* SPDX-License-Identifier: Apache-2.0 */
/* Phone numbers as E.164. */
#include "config.h"

#include <core/canonical.h>
#include <core/phone_wrapper.h>
#include <core/text.h>

#include <crmsync/error.h>
#include <string.h>

#define PHONE_TEXT_MAX 250 /* libphonenumber's own limit */
#define PHONE_KEY_MAX  64

int canonical_phone(const char *text, const struct crm_locale *locale, struct crm_arena *arena, const char **key)
{
	char region[3] = "ZZ", e164[PHONE_KEY_MAX];
	int rc;

	if (strlen(text) > PHONE_TEXT_MAX)
		return 0;
	if (locale != NULL && locale->region != NULL && strlen(locale->region) == 2) {
		for (size_t i = 0; i < 2; i++)
			region[i] = (char)(locale->region[i] & ~0x20);
	}
	rc = phone_to_e164(text, region, e164, sizeof e164);
	if (rc <= 0)
		return rc < 0 ? CRM_E_NOMEM : 0;
	*key = crm_arena_strdup(arena, e164);
	return *key != NULL ? 1 : CRM_E_NOMEM;
}

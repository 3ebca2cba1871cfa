/* SPDX-License-Identifier: Apache-2.0 */
/* Countries by code or by one of their names. */
#include "config.h"

#include <core/canonical.h>
#include <core/country_table.h>
#include <core/normalise.h>

#include <crmsync/error.h>
#include <stdlib.h>
#include <string.h>

static int compare_name(const void *key, const void *entry)
{
	return strcmp(key, ((const struct country_name *)entry)->folded);
}

int canonical_country(const char *text, struct crm_arena *arena, const char **key)
{
	const char *folded = crm_fold_name(text, arena);
	const struct country_name *found;

	if (folded == NULL)
		return CRM_E_NOMEM;
	found = bsearch(folded, country_names, n_country_names, sizeof country_names[0], compare_name);
	if (found == NULL)
		return 0;
	*key = found->code;
	return 1;
}

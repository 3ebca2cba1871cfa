/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filters that people saved in Pipedrive, as `filter_id` names them: the option "filters" has them by number, each an
 * object of field codes and extended regular expressions that must all match.
 */
#include <regex.h>
#include <string.h>

#include "pipedrive.h"

const crm_json *pd_saved_filter(const struct face *face, const char *id)
{
	const struct face_options *options = face_options(face->host);
	const crm_json *filters = options ? crm_json_get(options->all, "filters") : NULL;
	const crm_json *filter = crm_json_get(filters, id);

	return crm_json_is_object(filter) ? filter : NULL;
}

static bool fits(const char *pattern, const char *text)
{
	regex_t regex;
	bool hit;

	if (!pattern || !text || regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	hit = regexec(&regex, text, 0, NULL, 0) == 0;
	regfree(&regex);
	return hit;
}

bool pd_filter_fits(const struct face *face, const crm_json *filter, const struct pd_record *record)
{
	for (const crm_json *e = crm_json_first(filter); e; e = crm_json_next(e)) {
		size_t slot = pd_slot(record->object, crm_json_name(e));
		const char *json = slot == SIZE_MAX ? NULL : record->values[slot];
		const char *text = json ? pd_text(face->arena, json) : NULL;

		if (!fits(crm_json_text(e), text ? text : json))
			return false;
	}
	return true;
}

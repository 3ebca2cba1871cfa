/* SPDX-License-Identifier: Apache-2.0 */
/* What the face reads from the options document beside the numbers that face.h names. */
#include <string.h>

#include "pipedrive.h"

static const crm_json *option(const struct face *face, const char *name)
{
	const struct face_options *options = face_options(face->host);

	return options ? crm_json_get(options->all, name) : NULL;
}

bool pd_option_true(const struct face *face, const char *name, bool otherwise)
{
	const crm_json *value = option(face, name);

	return value ? crm_json_true(value) : otherwise;
}

const char *pd_option_text(const struct face *face, const char *name)
{
	return crm_json_text(option(face, name));
}

bool pd_denied(const struct face *face, const char *field)
{
	const crm_json *names = option(face, "deny_fields");

	for (const crm_json *e = crm_json_first(names); e; e = crm_json_next(e))
		if (crm_json_is_string(e) && strcmp(crm_json_text(e), field) == 0)
			return true;
	return false;
}

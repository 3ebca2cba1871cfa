/* SPDX-License-Identifier: Apache-2.0 */
/* Reading this face's own options. */
#include "options.h"

#include <string.h>

#include "text.h"

const crm_json *sf_option(const struct face *face, const char *name)
{
	const struct face_options *options = face_options(face->host);
	return options ? crm_json_get(options->all, name) : NULL;
}

bool sf_option_bool(const struct face *face, const char *name, bool fallback)
{
	const crm_json *value = sf_option(face, name);
	return crm_json_type(value) == CRM_JSON_BOOL ? crm_json_true(value) : fallback;
}

int64_t sf_option_int(const struct face *face, const char *name, int64_t fallback)
{
	int64_t value;
	return crm_json_int(sf_option(face, name), &value) ? value : fallback;
}

const char *sf_option_text(const struct face *face, const char *name)
{
	const crm_json *value = sf_option(face, name);
	return crm_json_is_string(value) ? crm_json_text(value) : NULL;
}

bool sf_option_names_field(const struct face *face, const char *option, const char *object, const char *field)
{
	for (const crm_json *e = crm_json_first(sf_option(face, option)); e; e = crm_json_next(e)) {
		const char *name = crm_json_text(e);
		const char *dot = name ? strchr(name, '.') : NULL;
		if (!name)
			continue;
		if (dot && (strlen(object) != (size_t)(dot - name) || strncmp(object, name, strlen(object)) != 0))
			continue;
		if (sf_name_equal(dot ? dot + 1 : name, field))
			return true;
	}
	return false;
}

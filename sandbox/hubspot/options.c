/* SPDX-License-Identifier: Apache-2.0 */
/* The options of this system, as PUT /__sandbox/options/SYSTEM set them; README.md lists them. */
#include <stdlib.h>
#include <string.h>

#include "hubspot.h"

#define PORTAL 44237313

const crm_json *hs_option(const struct face *face, const char *name)
{
	return crm_json_get(face_options(face->host)->all, name);
}

const char *hs_option_text(const struct face *face, const char *name)
{
	return crm_json_text(hs_option(face, name));
}

bool hs_option_flag(const struct face *face, const char *name, bool otherwise)
{
	const crm_json *v = hs_option(face, name);
	return crm_json_type(v) == CRM_JSON_BOOL ? crm_json_true(v) : otherwise;
}

int64_t hs_option_int(const struct face *face, const char *name, int64_t otherwise)
{
	int64_t n;
	return crm_json_int(hs_option(face, name), &n) ? n : otherwise;
}

int64_t hs_portal(const struct face *face)
{
	const char *tenant = hs_option_text(face, "tenant");
	uint64_t id;
	return tenant && hs_parse_id(tenant, &id) && id <= INT32_MAX ? (int64_t)id : PORTAL;
}

bool hs_field_denied(const struct face *face, const char *name)
{
	const crm_json *denied = hs_option(face, "deny_fields");
	for (const crm_json *e = crm_json_first(denied); e; e = crm_json_next(e))
		if (crm_json_is_string(e) && strcmp(crm_json_text(e), name) == 0)
			return true;
	return false;
}

void hs_options_read(struct face *face)
{
	const crm_json *equal = hs_option(face, "equal_stamps");
	int64_t ms;
	face->stamp_floor = INT64_MIN;
	face->stamp_grain = 1;
	if (crm_json_is_string(equal) && crm_time_parse(crm_json_text(equal), &ms))
		face->stamp_floor = ms;
	else if (crm_json_int(equal, &ms) && ms > 0)
		face->stamp_grain = ms;
}

int64_t hs_shown_modified(const struct face *face, int64_t modified)
{
	if (modified < face->stamp_floor)
		return face->stamp_floor;
	return face->stamp_grain > 1 ? modified - modified % face->stamp_grain : modified;
}

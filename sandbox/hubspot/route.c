/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which part of the API a path belongs to.  Two spellings of each: /crm/v3/objects/contacts and
 * /crm/objects/2026-03/contacts. A dated version is any that the vendor supports in autumn 2026.
 */
#include <string.h>

#include "hubspot.h"

static bool is_dated(const char *segment)
{
	return strcmp(segment, "2025-09") == 0 || strcmp(segment, "2026-03") == 0 || strcmp(segment, "2026-09") == 0;
}

static const struct {
	const char *first, *family;
	const char *versions; /* the undated ones, blank-separated */
	hs_api *api;
} families[] = {
	{"crm", "objects", "v3 v4", hs_objects_api},
	{"crm", "properties", "v3", hs_properties_api},
	{"crm", "pipelines", "v3", hs_pipelines_api},
	{"crm", "owners", "v3", hs_owners_api},
	{"crm", "associations", "v4", hs_associations_api},
	{"account-info", NULL, "v3", hs_account_api},
	{"communication-preferences", NULL, "v4", hs_consent_api},
	{"oauth", NULL, "v1 v3", hs_oauth_api},
};
#define N_FAMILIES (sizeof families / sizeof families[0])

static bool is_version(const char *segment, const char *versions)
{
	const char *at = strstr(versions, segment);
	return at && strlen(segment) == 2;
}

struct path {
	const char *segment[HS_MAX_SEGMENTS];
	size_t n;
};

static bool path_split(struct hs_call *call, struct path *path)
{
	char *text = crm_arena_strdup(call->arena, call->req->path);
	if (!text)
		return false;
	path->n = 0;
	for (char *part; path->n < HS_MAX_SEGMENTS && (part = hs_next_part(&text, '/'));)
		path->segment[path->n++] = part;
	return true;
}

/* Matches family i; on success the call's segments are what follows (for oauth with the version before it). */
static bool family_matches(struct hs_call *call, const struct path *path, size_t i)
{
	const char *family = families[i].family;
	size_t used = family ? 3 : 2;
	if (path->n < used || strcmp(path->segment[0], families[i].first) != 0)
		return false;
	const char *version = path->segment[1];
	if (family && is_dated(path->segment[2]) && strcmp(path->segment[1], family) == 0)
		version = path->segment[2];
	else if (family && strcmp(path->segment[2], family) != 0)
		return false;
	if (!is_dated(version) && !is_version(version, families[i].versions))
		return false;
	call->dated = is_dated(version);
	size_t from = families[i].api == hs_oauth_api ? 1 : used;
	call->n_segments = path->n - from;
	memcpy(call->segment, path->segment + from, call->n_segments * sizeof path->segment[0]);
	return true;
}

static bool is_search(const struct hs_call *call)
{
	return call->n_segments == 2 && strcmp(call->segment[1], "search") == 0;
}

int hs_route(struct hs_call *call)
{
	struct path path;
	if (!path_split(call, &path))
		return CRM_E_NOMEM;
	if (path.n == 2 && strcmp(path.segment[0], "oauth") == 0 && strcmp(path.segment[1], "authorize") == 0)
		return hs_consent_page(call);
	size_t i = 0;
	while (i < N_FAMILIES && !family_matches(call, &path, i))
		i++;
	if (i == N_FAMILIES)
		return hs_answer_html_404(call);
	int result;
	if (families[i].api != hs_oauth_api) {
		if (!hs_access_granted(call, &result))
			return result;
		if (!hs_quota_granted(call, families[i].api == hs_objects_api && is_search(call), &result))
			return result;
	}
	return families[i].api(call);
}

bool hs_segment_type(struct hs_call *call, size_t at, enum hs_type *type, int *result)
{
	const char *text = call->segment[at];
	if (hs_type_named(text, type))
		return true;
	bool looks_like_id = text[0] >= '0' && text[0] <= '9' && strchr(text, '-');
	*result = hs_answer_error(
		call, 400, NULL,
		looks_like_id ? "Invalid object or event type id: %s" : "Unable to infer object type from: %s", text);
	return false;
}

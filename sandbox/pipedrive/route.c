/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to its handler.  Costs are the x-token-cost of OpenAPI v1 and v2. */
#include <string.h>

#include "pipedrive.h"

struct route {
	int version;
	const char *method;
	const char *path; /* {id}: a number, {code}: any segment */
	int64_t cost;
	void (*handle)(struct pd_call *call);
	enum pd_object object;
	bool search;
};

#define RECORDS(plural, object)                                                                                        \
	{2, "GET", plural, 10, pd_handle_list, object, false},                                                         \
		{2, "POST", plural, 5, pd_handle_create, object, false},                                               \
		{2, "GET", plural "/search", 20, pd_handle_search, object, true},                                      \
		{2, "GET", plural "/{id}", 1, pd_handle_get, object, false},                                           \
		{2, "PATCH", plural "/{id}", 5, pd_handle_update, object, false},                                      \
		{2, "DELETE", plural "/{id}", 3, pd_handle_delete, object, false},                                     \
	{                                                                                                              \
		1, "PUT", plural "/{id}/merge", 40, pd_handle_merge, object, false                                     \
	}

#define FIELDS(path, object)                                                                                           \
	{2, "GET", path, 10, pd_handle_fields_list, object, false},                                                    \
		{2, "POST", path, 5, pd_handle_field_create, object, false},                                           \
		{2, "GET", path "/{code}", 1, pd_handle_field_get, object, false},                                     \
		{2, "PATCH", path "/{code}", 5, pd_handle_field_update, object, false},                                \
		{2, "DELETE", path "/{code}", 3, pd_handle_field_delete, object, false},                               \
		{2, "POST", path "/{code}/options", 5, pd_handle_options_add, object, false},                          \
		{2, "PATCH", path "/{code}/options", 5, pd_handle_options_update, object, false},                      \
		{2, "DELETE", path "/{code}/options", 3, pd_handle_options_delete, object, false},                     \
		{1, "GET", path, 20, pd_handle_v1_fields_list, object, false},                                         \
		{1, "POST", path, 10, pd_handle_v1_field_create, object, false},                                       \
		{1, "DELETE", path, 10, pd_handle_v1_fields_delete, object, false},                                    \
		{1, "GET", path "/{id}", 2, pd_handle_v1_field_get, object, false},                                    \
		{1, "PUT", path "/{id}", 10, pd_handle_v1_field_update, object, false},                                \
	{                                                                                                              \
		1, "DELETE", path "/{id}", 6, pd_handle_v1_field_delete, object, false                                 \
	}

static const struct route routes[] = {
	{2, "GET", "deals/archived", 20, pd_handle_archived, PD_DEAL, false},
	RECORDS("persons", PD_PERSON),
	RECORDS("organizations", PD_ORGANIZATION),
	RECORDS("deals", PD_DEAL),
	FIELDS("personFields", PD_PERSON),
	FIELDS("organizationFields", PD_ORGANIZATION),
	FIELDS("dealFields", PD_DEAL),
	{2, "GET", "itemSearch", 20, pd_handle_item_search, PD_PERSON, true},
	{2, "GET", "itemSearch/field", 20, pd_handle_field_search, PD_PERSON, true},
	{2, "GET", "pipelines", 5, pd_handle_pipelines_list, PD_DEAL, false},
	{2, "POST", "pipelines", 5, pd_handle_pipeline_create, PD_DEAL, false},
	{2, "GET", "pipelines/{id}", 1, pd_handle_pipeline_get, PD_DEAL, false},
	{2, "PATCH", "pipelines/{id}", 5, pd_handle_pipeline_update, PD_DEAL, false},
	{2, "DELETE", "pipelines/{id}", 3, pd_handle_pipeline_delete, PD_DEAL, false},
	{2, "GET", "stages", 5, pd_handle_stages_list, PD_DEAL, false},
	{2, "POST", "stages", 5, pd_handle_stage_create, PD_DEAL, false},
	{2, "GET", "stages/{id}", 1, pd_handle_stage_get, PD_DEAL, false},
	{2, "PATCH", "stages/{id}", 5, pd_handle_stage_update, PD_DEAL, false},
	{2, "DELETE", "stages/{id}", 3, pd_handle_stage_delete, PD_DEAL, false},
	{1, "GET", "users", 20, pd_handle_users_list, PD_PERSON, false},
	{1, "GET", "users/me", 2, pd_handle_users_me, PD_PERSON, false},
	{1, "GET", "users/find", 40, pd_handle_users_find, PD_PERSON, false},
	{1, "GET", "users/{id}", 2, pd_handle_user_get, PD_PERSON, false},
	{1, "GET", "deals/{id}/participants", 10, pd_handle_participants_list, PD_DEAL, false},
	{1, "POST", "deals/{id}/participants", 10, pd_handle_participant_add, PD_DEAL, false},
	{1, "DELETE", "deals/{id}/participants/{code}", 6, pd_handle_participant_delete, PD_DEAL, false},
	{1, "GET", "currencies", 20, pd_handle_currencies, PD_DEAL, false},
};

/* v1 endpoints that were taken away on 31 July 2026. */
static const char *const gone[] = {"persons",
				   "persons/search",
				   "persons/{id}",
				   "persons/collection",
				   "organizations",
				   "organizations/search",
				   "organizations/{id}",
				   "organizations/collection",
				   "deals",
				   "deals/search",
				   "deals/{id}",
				   "deals/collection",
				   "pipelines",
				   "pipelines/{id}",
				   "stages",
				   "stages/{id}",
				   "itemSearch",
				   "itemSearch/field",
				   "activities",
				   "activities/{id}",
				   "products",
				   "products/{id}",
				   "persons/{id}/deals",
				   "organizations/{id}/deals",
				   "deals/{id}/persons",
				   "organizations/{id}/persons"};

/* Compares a path with a pattern and takes out its parameters. */
static bool path_matches(struct face *face, const char *pattern, const char *path, int64_t *id, const char **code)
{
	for (;;) {
		size_t wanted = strcspn(pattern, "/"), len = strcspn(path, "/");

		if (wanted == 4 && memcmp(pattern, "{id}", 4) == 0) {
			const char *text = crm_arena_strndup(face->arena, path, len);

			if (!text || !pd_parse_int(text, id))
				return false;
		} else if (wanted == 6 && memcmp(pattern, "{code}", 6) == 0) {
			*code = crm_arena_strndup(face->arena, path, len);
			if (!*code || !**code)
				return false;
		} else if (wanted != len || memcmp(pattern, path, len) != 0) {
			return false;
		}
		pattern += wanted;
		path += len;
		if (!*pattern || !*path)
			return !*pattern && (!*path || strcmp(path, "/") == 0);
		pattern++;
		path++;
	}
}

static const char *version_of(const char *path, int *version)
{
	static const struct {
		const char *prefix;
		int version;
	} prefixes[] = {{"/api/v2/", 2}, {"/api/v1/", 1}, {"/v1/", 1}};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(path, prefixes[i].prefix, strlen(prefixes[i].prefix)) == 0) {
			*version = prefixes[i].version;
			return path + strlen(prefixes[i].prefix);
		}
	return NULL;
}

static void set_common_headers(struct face *face, struct face_response *resp)
{
	uint64_t a = face_random(face->host), b = face_random(face->host);

	resp->content_type = "application/json; charset=utf-8";
	face_set_header(resp, "CF-Ray", "%016llx-TLL", (unsigned long long)a);
	face_set_header(resp, "Access-Control-Allow-Origin", "*");
	face_set_header(resp, "Access-Control-Expose-Headers",
			"X-RateLimit-Remaining, X-RateLimit-Limit, X-RateLimit-Reset");
	face_set_header(resp, "Cache-Control", "no-cache");
	face_set_header(resp, "CF-Cache-Status", "DYNAMIC");
	face_set_header(resp, "Vary", "Accept-Encoding");
	face_set_header(resp, "x-content-type-options", "nosniff");
	face_set_header(resp, "x-frame-options", "SAMEORIGIN");
	face_set_header(resp, "X-XSS-Protection", "1; mode=block");
	face_set_header(resp, "x-correlation-id", "%08llx-%04llx-4%03llx-8%03llx-%012llx",
			(unsigned long long)(a >> 32), (unsigned long long)(a >> 16 & 0xffff),
			(unsigned long long)(a & 0xfff), (unsigned long long)(b >> 48 & 0xfff),
			(unsigned long long)(b & 0xffffffffffff));
	face_set_header(resp, "Server", "cloudflare");
}

/* Whether the path is served under another method. */
static bool path_known(struct face *face, int version, const char *rest)
{
	const char *code;
	int64_t id;

	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
		if (routes[i].version == version && path_matches(face, routes[i].path, rest, &id, &code))
			return true;
	return false;
}

static void answer_unknown(struct pd_call *call, const char *rest)
{
	const char *code;
	int64_t id;

	if (!pd_admit(call->face, call->req, call->resp, 1, false))
		return;
	for (size_t i = 0; call->version == 1 && i < sizeof(gone) / sizeof(gone[0]); i++)
		if (path_matches(call->face, gone[i], rest, &id, &code)) {
			pd_fail_v1(call, 410, "This API v1 endpoint is no longer available, use API v2");
			return;
		}
	if (rest && path_known(call->face, call->version, rest))
		pd_fail_gateway(call->resp, 405, "Method Not Allowed");
	else
		pd_fail_gateway(call->resp, 404, "Requested service is not available");
}

static const struct route *route_find(struct pd_call *call, const char *rest)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
		if (routes[i].version == call->version && strcmp(routes[i].method, call->req->method) == 0 &&
		    path_matches(call->face, routes[i].path, rest, &call->id, &call->code))
			return &routes[i];
	return NULL;
}

static void dispatch(struct pd_call *call)
{
	const char *rest = version_of(call->req->path, &call->version);
	const struct route *route = rest ? route_find(call, rest) : NULL;

	if (!route) {
		answer_unknown(call, rest);
		return;
	}
	call->object = route->object;
	call->resp->mutating = strcmp(route->method, "GET") != 0;
	if (pd_admit(call->face, call->req, call->resp, route->cost, route->search))
		route->handle(call);
	if (!call->resp->status || call->resp->body.failed)
		pd_fail_nomem(call);
}

/* What needs no token; at the vendor all of it is on oauth.pipedrive.com. */
static bool handle_oauth(struct face *face, const struct face_request *req, struct face_response *resp)
{
	static const struct {
		const char *method, *path;
		void (*handle)(struct face *face, const struct face_request *req, struct face_response *resp);
	} endpoints[] = {{"POST", "/oauth/token", pd_handle_token},
			 {"POST", "/oauth/revoke", pd_handle_revoke},
			 {"GET", "/oauth/authorize", pd_handle_authorize}};

	for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++)
		if (strcmp(req->path, endpoints[i].path) == 0 && strcmp(req->method, endpoints[i].method) == 0) {
			endpoints[i].handle(face, req, resp);
			return true;
		}
	return false;
}

void pd_handle(struct face *face, const struct face_request *req, struct face_response *resp)
{
	struct pd_call call = {.face = face, .req = req, .resp = resp, .version = 2};

	crm_arena_reset(face->arena);
	resp->status = 0;
	set_common_headers(face, resp);
	if (!handle_oauth(face, req, resp) && pd_authorised(face, req, resp))
		dispatch(&call);
}

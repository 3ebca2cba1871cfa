/* SPDX-License-Identifier: Apache-2.0 */
/* Which paths and methods lead to which resource. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "options.h"
#include "resources.h"

#define OLDEST_VERSION 42
#define NEWEST_VERSION 64

struct route {
	const char *method;
	const char *path; /* * is one segment, a last ** all that is left */
	sf_resource *resource;
};

static const struct route routes[] = {
	{"GET", "", sf_get_resources},
	{"GET", "limits", sf_get_limits},
	{"GET", "query", sf_get_query},
	{"GET", "query/*", sf_get_query_more},
	{"GET", "queryAll", sf_get_query_all},
	{"GET", "queryAll/*", sf_get_query_more},
	{"GET", "sobjects", sf_get_objects},
	{"GET", "sobjects/*", sf_get_object},
	{"POST", "sobjects/*", sf_post_record},
	{"GET", "sobjects/*/describe", sf_get_describe},
	{"GET", "sobjects/*/deleted", sf_get_deleted},
	{"GET", "sobjects/*/updated", sf_get_updated},
	{"GET", "sobjects/*/*", sf_get_record},
	{"PATCH", "sobjects/*/*", sf_patch_record},
	{"DELETE", "sobjects/*/*", sf_delete_record},
	{"GET", "sobjects/*/*/**", sf_get_external},
	{"PATCH", "sobjects/*/*/**", sf_patch_external},
	{"DELETE", "sobjects/*/*/**", sf_delete_external},
	{"POST", "composite", sf_post_composite},
	{"POST", "composite/batch", sf_post_batch},
	{"POST", "composite/graph", sf_post_graph},
	{"POST", "composite/tree/*", sf_post_tree},
	{"POST", "composite/sobjects", sf_post_collection},
	{"PATCH", "composite/sobjects", sf_patch_collection},
	{"DELETE", "composite/sobjects", sf_delete_collection},
	{"GET", "composite/sobjects/*", sf_get_collection_of},
	{"POST", "composite/sobjects/*", sf_post_collection_of},
	{"PATCH", "composite/sobjects/*/*", sf_patch_collection_by},
	{"GET", "jobs/query", sf_get_query_jobs},
	{"POST", "jobs/query", sf_post_query_job},
	{"GET", "jobs/query/*", sf_get_query_job},
	{"PATCH", "jobs/query/*", sf_patch_query_job},
	{"DELETE", "jobs/query/*", sf_delete_query_job},
	{"GET", "jobs/query/*/results", sf_get_query_job_results},
	{"GET", "jobs/ingest", sf_get_ingest_jobs},
	{"POST", "jobs/ingest", sf_post_ingest_job},
	{"GET", "jobs/ingest/*", sf_get_ingest_job},
	{"PATCH", "jobs/ingest/*", sf_patch_ingest_job},
	{"DELETE", "jobs/ingest/*", sf_delete_ingest_job},
	{"PUT", "jobs/ingest/*/batches", sf_put_ingest_batches},
	{"GET", "jobs/ingest/*/successfulResults", sf_get_ingest_successful},
	{"GET", "jobs/ingest/*/failedResults", sf_get_ingest_failed},
	{"GET", "jobs/ingest/*/unprocessedrecords", sf_get_ingest_unprocessed},
};

static const struct route tooling_routes[] = {
	{"GET", "query", sf_get_query},
	{"GET", "query/*", sf_get_query_more},
	{"GET", "sobjects", sf_get_objects},
	{"GET", "sobjects/*/describe", sf_get_describe},
	{"POST", "sobjects/*", sf_post_tooling},
	{"GET", "sobjects/*/*", sf_get_record},
	{"DELETE", "sobjects/*/*", sf_delete_tooling},
};

bool sf_split_path(const char *path, unsigned *version, const char **rest)
{
	static const char prefix[] = "/services/data/v";
	if (strncmp(path, prefix, strlen(prefix)) != 0)
		return false;
	path += strlen(prefix);
	size_t digits = strspn(path, "0123456789");
	if (digits == 0 || digits > 3 || strncmp(path + digits, ".0", 2) != 0)
		return false;
	const char *after = path + digits + 2;
	if (*after != '/' && *after != '\0')
		return false;
	*version = (unsigned)strtoul(path, NULL, 10);
	*rest = *after ? after + 1 : after;
	return *version >= OLDEST_VERSION && *version <= NEWEST_VERSION;
}

static char *route_keep(struct sf_call *call, const char *text, size_t len)
{
	return crm_arena_strndup(call->face->arena, text, len);
}

/* Does the path fit?  Fills the call's segments. */
static bool route_matches(struct sf_call *call, const char *pattern, const char *path)
{
	size_t n = 0;
	for (;;) {
		size_t have = strcspn(path, "/"), want = strcspn(pattern, "/");
		bool rest = strcmp(pattern, "**") == 0, any = want == 1 && *pattern == '*';
		if (rest)
			have = strlen(path);
		if ((rest || any) ? have == 0 : (have != want || strncmp(path, pattern, have) != 0))
			return false;
		if ((rest || any) && !(call->segments[n++] = route_keep(call, path, have)))
			return false;
		path += have;
		pattern += want;
		if (*path == '/' && path[1] == '\0')
			path++;
		if (!*path || !*pattern)
			return !*path && !*pattern;
		path++;
		pattern++;
	}
}

static void route_method(struct sf_call *call)
{
	call->method = call->req->method;
	const char *other = sf_call_query(call, "_HttpMethod");
	if (!other)
		other = face_header(call->req, "X-HTTP-Method-Override");
	if (other && strcmp(call->method, "POST") == 0)
		call->method = other;
	if (strcmp(call->method, "HEAD") == 0)
		call->method = "GET";
}

static void route_not_allowed(struct sf_call *call, const char *allowed)
{
	struct crm_buf message;
	crm_buf_init(&message, 1024);
	crm_buf_printf(&message, "HTTP Method '%s' not allowed. Allowed are %s", call->method, allowed);
	sf_answer_error(call, 405, "METHOD_NOT_ALLOWED", message.ptr);
	crm_buf_free(&message);
}

void sf_route(struct sf_call *call, const char *path)
{
	const struct route *table = routes;
	size_t n = sizeof(routes) / sizeof(routes[0]);
	route_method(call);
	if (strncmp(path, "tooling/", 8) == 0) {
		call->tooling = true;
		path += 8;
		table = tooling_routes;
		n = sizeof(tooling_routes) / sizeof(tooling_routes[0]);
	}
	struct crm_buf allowed;
	crm_buf_init(&allowed, 256);
	const char *fitting = NULL;
	for (size_t i = 0; i < n; i++) {
		if ((fitting && strcmp(fitting, table[i].path) != 0) || !route_matches(call, table[i].path, path))
			continue;
		fitting = table[i].path;
		crm_buf_printf(&allowed, "%s%s", allowed.len ? "," : "", table[i].method);
		if (strcmp(table[i].method, call->method) == 0) {
			call->resp->mutating = strcmp(call->method, "GET") != 0;
			table[i].resource(call);
			crm_buf_free(&allowed);
			return;
		}
	}
	if (fitting)
		route_not_allowed(call, allowed.ptr);
	else
		sf_answer_not_found(call);
	crm_buf_free(&allowed);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a face, and the way of a request: endpoints without a version, the token, the count, the resource. */
#include <string.h>

#include <crmsync/timestamp.h>

#include "bulk_job.h"
#include "call.h"
#include "face.h"
#include "limits.h"
#include "oauth.h"
#include "org.h"
#include "resources.h"

#define MAX_URI 16384

int sf_face_open(struct face_host *host, struct face **out, struct crm_error *err)
{
	struct face *face = crm_calloc(1, sizeof(*face));
	if (!face)
		return crm_error_no_memory(err);
	face->host = host;
	face->arena = crm_arena_new();
	int rc = face->arena ? sf_model_open(face) : CRM_E_NOMEM;
	if (rc == CRM_OK)
		rc = sf_org_fill(face);
	if (rc < 0) {
		sf_face_close(face);
		return crm_error_set(err, rc, "out of memory");
	}
	*out = face;
	return CRM_OK;
}

void sf_face_close(struct face *face)
{
	if (!face)
		return;
	sf_locators_free(face);
	sf_bulk_jobs_free(face);
	sf_oauth_free(face);
	sf_seed_free(face);
	sf_model_close(face);
	crm_arena_free(face->arena);
	crm_free(face);
}

/* The headers of every recorded answer, Date and what belongs to the connection apart. */
static void handle_set_headers(struct face *face, struct face_response *resp)
{
	char year[CRM_TIME_TEXT];
	crm_time_format_http(face_now(face->host) + INT64_C(31536000000), year);
	face_set_header(resp, "Set-Cookie", "CookieConsentPolicy=0:1; path=/; expires=%s; Max-Age=31536000", year);
	face_set_header(resp, "Set-Cookie", "LSKey-c$CookieConsentPolicy=0:1; path=/; expires=%s; Max-Age=31536000",
			year);
	face_set_header(resp, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
	face_set_header(resp, "X-Content-Type-Options", "nosniff");
	face_set_header(resp, "X-XSS-Protection", "1; mode=block");
	face_set_header(resp, "X-Robots-Tag", "none");
	face_set_header(resp, "Cache-Control", "no-cache,must-revalidate,max-age=0,no-store,private");
	face_set_header(resp, "Set-Cookie", "BrowserId=%.15s-sandbox; path=/; expires=%s; Max-Age=31536000",
			sf_org_id(face), year);
	resp->content_type = "application/json;charset=UTF-8";
}

/* What the web server in front of the API says, in its own words. */
static bool handle_refuse_long(const struct face_request *req, struct face_response *resp)
{
	const char *agent = face_header(req, "Authorization");
	bool long_uri = strlen(req->path) + strlen(req->query) > MAX_URI;
	bool long_headers = agent && strlen(agent) > MAX_URI;
	if (!long_uri && !long_headers)
		return false;
	resp->content_type = "text/html;charset=iso-8859-1";
	resp->status = long_uri ? 414 : 431;
	crm_buf_str(&resp->body,
		    long_uri ? "<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>"
			     : "<h1>Bad Message 431</h1><pre>reason: Request Header Fields Too Large</pre>");
	return true;
}

static void handle_versions(const struct sf_call *call)
{
	static const char *const seasons[] = {"Spring", "Summer", "Winter"};
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_array(&w);
	for (unsigned v = 42; v <= 64; v++) {
		struct crm_buf label, url, version;
		crm_buf_init(&label, 64);
		crm_buf_init(&url, 64);
		crm_buf_init(&version, 64);
		/* 42 was Spring '18; three a year, Winter named after the next year */
		crm_buf_printf(&label, "%s '%u", seasons[(v - 42) % 3], 18 + (v - 42) / 3 + ((v - 42) % 3 == 2));
		crm_buf_printf(&url, "/services/data/v%u.0", v);
		crm_buf_printf(&version, "%u.0", v);
		crm_jw_object(&w);
		crm_jw_field(&w, "label", label.ptr);
		crm_jw_field(&w, "url", url.ptr);
		crm_jw_field(&w, "version", version.ptr);
		crm_jw_end_object(&w);
		crm_buf_free(&label);
		crm_buf_free(&url);
		crm_buf_free(&version);
	}
	crm_jw_end_array(&w);
	call->resp->status = 200;
}

struct endpoint {
	const char *method, *path;
	void (*answer)(const struct sf_call *call);
	bool needs_token;
};

static const struct endpoint endpoints[] = {
	{"GET", "/services/oauth2/authorize", sf_oauth_authorize, false},
	{"POST", "/services/oauth2/token", sf_oauth_token, false},
	{"POST", "/services/oauth2/revoke", sf_oauth_revoke, false},
	{"GET", "/services/oauth2/userinfo", sf_oauth_userinfo, true},
	{"POST", "/services/oauth2/userinfo", sf_oauth_userinfo, true},
	{"GET", "/services/data", handle_versions, false},
	{"GET", "/services/data/", handle_versions, false},
};

static bool handle_is_identity(const struct face *face, const char *path)
{
	if (strncmp(path, "/id/", 4) != 0 || strncmp(path + 4, sf_org_id(face), 15) != 0)
		return false;
	const char *user = strchr(path + 4, '/');
	return user && strncmp(user + 1, face->user->id, 15) == 0;
}

static bool handle_endpoint(const struct sf_call *call)
{
	for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++) {
		if (strcmp(endpoints[i].path, call->req->path) != 0 ||
		    strcmp(endpoints[i].method, call->req->method) != 0)
			continue;
		if (!endpoints[i].needs_token || sf_oauth_check(call))
			endpoints[i].answer(call);
		return true;
	}
	if (!handle_is_identity(call->face, call->req->path))
		return false;
	if (sf_oauth_check(call))
		sf_oauth_identity(call);
	return true;
}

void sf_face_handle(struct face *face, const struct face_request *req, struct face_response *resp)
{
	struct sf_call call = {.face = face, .req = req, .resp = resp, .method = req->method};
	const char *rest;
	crm_arena_reset(face->arena);
	if (handle_refuse_long(req, resp))
		return;
	sf_org_sync(face);
	sf_bulk_run_due(face);
	handle_set_headers(face, resp);
	if (handle_endpoint(&call))
		return;
	if (!sf_split_path(req->path, &call.version, &rest)) {
		sf_answer_not_found(&call);
		return;
	}
	if (!sf_oauth_check(&call) || !sf_limits_count(&call))
		return;
	sf_route(&call, rest);
	if (resp->body.failed)
		sf_answer_problem(&call, CRM_E_NOMEM, NULL);
}

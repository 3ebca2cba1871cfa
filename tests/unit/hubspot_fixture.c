/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hubspot_fixture.h"

#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "net/client.h"

#define MAX_STEPS 300

struct hubspot_fixture hubspot;

static struct {
	pthread_mutex_t lock;
	struct hubspot_step steps[MAX_STEPS];
	bool used[MAX_STEPS];
	size_t n;
	char unexpected[600];
} script = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool take_step(const char *line, struct hubspot_step *out)
{
	bool found = false;
	pthread_mutex_lock(&script.lock);
	for (size_t i = 0; i < script.n && !found; i++) {
		if (script.used[i] || strncmp(line, script.steps[i].request, strlen(script.steps[i].request)) != 0)
			continue;
		script.used[i] = found = true;
		*out = script.steps[i];
	}
	if (!found)
		snprintf(script.unexpected, sizeof script.unexpected, "%s", line);
	pthread_mutex_unlock(&script.lock);
	return found;
}

static void answer(const struct raw_request *request, struct raw_reply *reply)
{
	static const char json[] = "Date: Sat, 21 Nov 2026 17:50:00 GMT\r\nContent-Type: application/json\r\n";
	char line[600], headers[1200];
	struct hubspot_step step = {.status = 501, .body = "{\"message\":\"not in the script\"}"};
	snprintf(line, sizeof line, "%s %s", request->method, request->path);
	take_step(line, &step);
	snprintf(headers, sizeof headers, "%s%s", step.headers && strstr(step.headers, "Date:") ? "" : json,
		 step.headers ? step.headers : "");
	if (step.answer != STEP_LOST)
		raw_reply_text(reply, step.status, headers, step.body ? step.body : "");
	if (step.answer == STEP_CUT)
		reply->bytes.len -= strlen(step.body) / 2;
	reply->close = step.answer != STEP_WHOLE;
}

/* ---- host ---- */

static const char *get_secret(void *ctx, const char *name)
{
	(void)ctx;
	return strcmp(name, "token") == 0           ? hubspot.token
	       : strcmp(name, "client_id") == 0     ? hubspot.client_id
	       : strcmp(name, "client_secret") == 0 ? hubspot.client_secret
	       : strcmp(name, "refresh_token") == 0 ? hubspot.refresh_token
						    : NULL;
}

static const char *get_option(void *ctx, const char *name)
{
	(void)ctx;
	return strcmp(name, "deleted") == 0 ? hubspot.deleted : NULL;
}

static int save_secret(void *ctx, const char *name, const char *value, struct crm_error *err)
{
	(void)ctx;
	ck_assert_str_eq(name, "refresh_token");
	hubspot.saved = crm_arena_strdup(hubspot.arena, value);
	return hubspot.save_code ? crm_error_set(err, hubspot.save_code, "cannot save") : CRM_OK;
}

int hubspot_connect(const char *version)
{
	const struct crm_connector *connector = crm_connector_entry();
	connector->close(hubspot.conn);
	hubspot.conn = NULL;
	hubspot.host = (struct crm_host){.http = hubspot.http,
					 .system = "marketing",
					 .base_url = raw_server_url(hubspot.server, ""),
					 .api_version = version,
					 .secret = get_secret,
					 .option = get_option,
					 .save_secret = save_secret};
	crm_error_clear(&hubspot.err);
	return connector->open(&hubspot.host, &hubspot.conn, &hubspot.err);
}

void hubspot_fixture_begin(void)
{
	struct crm_http_options options = {.system = "marketing", .concurrency = 4, .budget_max = -1};
	hubspot = (struct hubspot_fixture){.token = "pat-eu1-1234"};
	memset(script.used, 0, sizeof script.used);
	script.n = 0;
	script.unexpected[0] = '\0';
	hubspot.server = raw_server_start(answer);
	hubspot.arena = crm_arena_new();
	ck_assert_int_eq(crm_http_new(&options, &hubspot.http, NULL), CRM_OK);
	ck_assert_int_eq(hubspot_connect("2026-03"), CRM_OK);
}

void hubspot_fixture_end(void)
{
	ck_assert_str_eq(script.unexpected, "");
	for (size_t i = 0; i < script.n; i++)
		ck_assert_msg(script.used[i], "never asked for: %s", script.steps[i].request);
	crm_connector_entry()->close(hubspot.conn);
	crm_error_clear(&hubspot.err);
	crm_http_free(hubspot.http);
	raw_server_stop(hubspot.server);
	crm_arena_free(hubspot.arena);
}

void hubspot_script(const struct hubspot_step *steps, size_t n)
{
	pthread_mutex_lock(&script.lock);
	ck_assert_uint_le(script.n + n, MAX_STEPS);
	for (size_t i = 0; i < n; i++)
		script.steps[script.n++] = steps[i];
	pthread_mutex_unlock(&script.lock);
}

size_t hubspot_requests(void)
{
	return raw_server_count(hubspot.server);
}

static struct raw_request nth_request(int i)
{
	size_t n = hubspot_requests(), at = i < 0 ? n - (size_t)-i : (size_t)i;
	ck_assert_uint_lt(at, n);
	return raw_server_request(hubspot.server, at);
}

const char *hubspot_body(int i)
{
	struct raw_request request = nth_request(i);
	return crm_arena_strdup(hubspot.arena, request.body);
}

const char *hubspot_head(int i)
{
	struct raw_request request = nth_request(i);
	return crm_arena_strdup(hubspot.arena, request.head);
}

const struct crm_record *hubspot_page_record(const struct crm_page *page, const char *id)
{
	for (size_t i = 0; i < page->n; i++) {
		if (strcmp(page->records[i].id, id) == 0)
			return &page->records[i];
	}
	ck_abort_msg("no record %s", id);
	return NULL;
}

const char *hubspot_shown(const struct crm_record *record, const char *property)
{
	const struct crm_value *v = crm_record_get(record, property);
	if (!v || v->kind == CRM_ABSENT)
		return "absent";
	if (v->kind == CRM_NULL)
		return "null";
	if (v->kind == CRM_TEXT)
		return v->text;
	const char *text = "[";
	for (size_t i = 0; i < v->n; i++)
		text = crm_arena_printf(hubspot.arena, "%s%s%s", text, i ? "," : "", v->items[i]);
	return crm_arena_printf(hubspot.arena, "%s]", text);
}

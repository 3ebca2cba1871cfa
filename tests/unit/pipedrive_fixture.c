/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "pipedrive_fixture.h"

#include <check.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "net/client.h"

#define MAX_ANSWERS 256

struct pipedrive_fixture pipedrive;

static struct {
	pthread_mutex_t lock;
	struct pipedrive_answer answers[MAX_ANSWERS];
	bool used[MAX_ANSWERS];
	size_t n;
	char unexpected[600];
} script = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* ---- the server ---- */

static struct pipedrive_answer next_answer(const char *line)
{
	struct pipedrive_answer found = {.status = 599, .body = "{\"success\":false,\"error\":\"not in the script\"}"};
	bool any = false;
	pthread_mutex_lock(&script.lock);
	for (size_t i = 0; i < script.n && !any; i++) {
		const char *wanted = script.answers[i].request;
		if (script.used[i] || strncmp(line, wanted, strlen(wanted)) != 0)
			continue;
		script.used[i] = any = true;
		found = script.answers[i];
	}
	if (!any)
		snprintf(script.unexpected, sizeof script.unexpected, "%s", line);
	pthread_mutex_unlock(&script.lock);
	return found;
}

static void answer_request(const struct raw_request *request, struct raw_reply *reply)
{
	char line[600], headers[1200];
	snprintf(line, sizeof line, "%s %s", request->method, request->path);
	struct pipedrive_answer answer = next_answer(line);
	snprintf(headers, sizeof headers, "Date: Sat, 21 Nov 2026 17:50:00 GMT\r\nContent-Type: application/json\r\n%s",
		 answer.headers ? answer.headers : "");
	if (answer.end != PD_END_LOST)
		raw_reply_text(reply, answer.status, headers, answer.body ? answer.body : "");
	if (answer.end == PD_END_CUT)
		reply->bytes.len -= strlen(answer.body) / 2;
	reply->close = answer.end != PD_END_WHOLE;
}

void pipedrive_script(const struct pipedrive_answer *answers, size_t n)
{
	pthread_mutex_lock(&script.lock);
	ck_assert_uint_le(script.n + n, MAX_ANSWERS);
	memcpy(script.answers + script.n, answers, n * sizeof *answers);
	script.n += n;
	pthread_mutex_unlock(&script.lock);
}

/* ---- the host ---- */

static const char *get_secret(void *ctx, const char *name)
{
	const struct pipedrive_fixture *f = ctx;
	const struct {
		const char *name, *value;
	} known[] = {{"token", f->token},
		     {"client_id", f->client_id},
		     {"client_secret", f->client_secret},
		     {"refresh_token", f->refresh_token}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcmp(known[i].name, name) == 0)
			return known[i].value;
	}
	return NULL;
}

static const char *get_option(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
	return NULL;
}

static int save_secret(void *ctx, const char *name, const char *value, struct crm_error *err)
{
	struct pipedrive_fixture *f = ctx;
	ck_assert_str_eq(name, "refresh_token");
	crm_free(f->saved);
	f->saved = crm_strdup(value);
	return f->save_code ? crm_error_set(err, f->save_code, "cannot save") : CRM_OK;
}

int pipedrive_connect(const char *base_url)
{
	const struct crm_connector *connector = crm_connector_entry();
	connector->close(pipedrive.conn);
	pipedrive.conn = NULL;
	crm_error_clear(&pipedrive.err);
	pipedrive.host = (struct crm_host){
		.http = pipedrive.http,
		.system = "sales",
		.base_url = base_url ? base_url : raw_server_url(pipedrive.server, ""),
		.api_version = "v2",
		.ctx = &pipedrive,
		.secret = get_secret,
		.option = get_option,
		.save_secret = save_secret,
	};
	return connector->open(&pipedrive.host, &pipedrive.conn, &pipedrive.err);
}

void pipedrive_begin(void)
{
	struct crm_http_options options = {.system = "sales", .concurrency = 8, .budget_max = -1};
	pipedrive = (struct pipedrive_fixture){.token = "5adb0123"};
	memset(script.used, 0, sizeof script.used);
	script.n = 0;
	script.unexpected[0] = '\0';
	pipedrive.server = raw_server_start(answer_request);
	pipedrive.arena = crm_arena_new();
	ck_assert_int_eq(crm_http_new(&options, &pipedrive.http, NULL), CRM_OK);
	ck_assert_int_eq(pipedrive_connect(NULL), CRM_OK);
}

void pipedrive_end(void)
{
	ck_assert_str_eq(script.unexpected, "");
	for (size_t i = 0; i < script.n; i++)
		ck_assert_msg(script.used[i], "never asked for: %s", script.answers[i].request);
	crm_connector_entry()->close(pipedrive.conn);
	crm_error_clear(&pipedrive.err);
	crm_http_free(pipedrive.http);
	raw_server_stop(pipedrive.server);
	crm_arena_free(pipedrive.arena);
	crm_free(pipedrive.saved);
}

/* ---- what was asked ---- */

size_t pipedrive_requests(void)
{
	return raw_server_count(pipedrive.server);
}

static struct raw_request nth_request(int i)
{
	size_t n = pipedrive_requests(), at = i < 0 ? n - (size_t)-i : (size_t)i;
	ck_assert_uint_lt(at, n);
	return raw_server_request(pipedrive.server, at);
}

const char *pipedrive_path(int i)
{
	struct raw_request request = nth_request(i);
	return crm_arena_strdup(pipedrive.arena, request.path);
}

const char *pipedrive_body(int i)
{
	struct raw_request request = nth_request(i);
	return crm_arena_strdup(pipedrive.arena, request.body);
}

const char *pipedrive_head(int i)
{
	struct raw_request request = nth_request(i);
	return crm_arena_strdup(pipedrive.arena, request.head);
}

/* ---- values ---- */

const char *pipedrive_shown(const struct crm_record *record, const char *property)
{
	const struct crm_value *v = crm_record_get(record, property);
	struct crm_buf text;
	if (!v || v->kind == CRM_ABSENT)
		return "absent";
	if (v->kind != CRM_LIST)
		return v->kind == CRM_NULL ? "null" : v->text;
	crm_buf_init(&text, CRM_BUF_MAX);
	for (size_t i = 0; i < v->n; i++)
		crm_buf_printf(&text, "%s%s", i ? "," : "", v->items[i]);
	const char *shown = pipedrive_format("[%s]", text.ptr ? text.ptr : "");
	crm_buf_free(&text);
	return shown;
}

const struct crm_record *pipedrive_record(const struct crm_page *page, const char *id)
{
	for (size_t i = 0; i < page->n; i++) {
		if (strcmp(page->records[i].id, id) == 0)
			return &page->records[i];
	}
	ck_abort_msg("no record %s", id);
	return NULL;
}

struct crm_property pipedrive_text(const char *name, const char *text)
{
	return (struct crm_property){.name = name, .value = {.kind = CRM_TEXT, .text = text}};
}

struct crm_property pipedrive_null(const char *name)
{
	return (struct crm_property){.name = name, .value = {.kind = CRM_NULL}};
}

struct crm_property pipedrive_list(const char *name, const char *const *items)
{
	size_t n = 0;
	while (items[n])
		n++;
	return (struct crm_property){.name = name, .value = {.kind = CRM_LIST, .items = items, .n = n}};
}

const char *pipedrive_format(const char *format, ...)
{
	char text[8192];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	return crm_arena_strdup(pipedrive.arena, text);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Routing of control requests, and those that are not about records. */
#include "sandbox/control.h"

#include <stdarg.h>
#include <string.h>

#include <crmsync/mem.h>
#include <crmsync/timestamp.h>

#include "sandbox/percent.h"

#define CONTENT_JSON  "application/json;charset=utf-8"
#define CONTENT_LINES "application/x-ndjson;charset=utf-8"

#define CLOCK_MAX_STEP_S (INT64_C(100) * 366 * 86400)
#define HISTORY_CHUNK    256

/* ---- errors ---------------------------------------------------------------------------------------------------- */

void control_error(struct twin_answer *answer, int status, const char *fmt, ...)
{
	struct crm_buf message;
	crm_buf_init(&message, 1 << 20);
	va_list ap;
	va_start(ap, fmt);
	crm_buf_vprintf(&message, fmt, ap);
	va_end(ap);

	crm_buf_reset(&answer->body);
	crm_buf_reset(&answer->headers);
	struct crm_json_writer w;
	crm_jw_init(&w, &answer->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "error", message.failed ? "out of memory" : message.ptr);
	crm_jw_end_object(&w);
	crm_buf_char(&answer->body, '\n');
	answer->status = status;
	answer->content_type = CONTENT_JSON;
	crm_buf_free(&message);
}

static int control_status_of(int code)
{
	switch (code) {
	case CRM_E_NOT_FOUND:
		return 404;
	case CRM_E_INVALID:
	case CRM_E_REJECTED:
	case CRM_E_USAGE:
		return 400;
	case CRM_E_UNSUPPORTED:
		return 501;
	default:
		return 500;
	}
}

void control_fail(struct twin_answer *answer, const struct crm_error *err)
{
	control_error(answer, control_status_of(err->code), "%s", crm_error_text(err));
}

/* ---- health, systems, clock ------------------------------------------------------------------------------------ */

static void control_health(struct control_call *call)
{
	crm_buf_str(&call->answer->body, "{\"status\":\"ok\"}\n");
}

static void control_systems(struct control_call *call)
{
	struct crm_json_writer w;
	crm_jw_init(&w, &call->answer->body);
	crm_jw_array(&w);
	for (size_t i = 0; i < call->twin->n_hosts; i++) {
		const struct face_host *host = call->twin->hosts[i];
		struct crm_buf url;
		crm_buf_init(&url, 4096);
		crm_buf_printf(&url, "%s/%s", call->twin->base_url ? call->twin->base_url : "", host->name);
		crm_jw_object(&w);
		crm_jw_field(&w, "name", host->name);
		crm_jw_field(&w, "vendor", host->vendor->name);
		crm_jw_field(&w, "url", url.ptr);
		crm_jw_end_object(&w);
		crm_buf_free(&url);
	}
	crm_jw_end_array(&w);
	crm_buf_char(&call->answer->body, '\n');
}

static void control_show_clock(struct control_call *call)
{
	char now[CRM_TIME_TEXT];
	crm_time_format(sandbox_clock_now(&call->twin->clock), now);
	struct crm_json_writer w;
	crm_jw_init(&w, &call->answer->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "now", now);
	crm_jw_field_int(&w, "advanced_ms", atomic_load(&call->twin->clock.offset_ms));
	crm_jw_end_object(&w);
	crm_buf_char(&call->answer->body, '\n');
}

static void control_advance_clock(struct control_call *call)
{
	int64_t seconds;
	const crm_json *member = crm_json_get(call->body, "advance_s");
	if (crm_json_type(member) != CRM_JSON_NUMBER || !crm_json_int(member, &seconds) || seconds < 0 ||
	    seconds > CLOCK_MAX_STEP_S) {
		control_error(call->answer, 400, "the body must be {\"advance_s\":N}, N a whole number from 0");
		return;
	}
	atomic_fetch_add(&call->twin->clock.offset_ms, seconds * 1000);
	control_show_clock(call);
}

/* ---- history --------------------------------------------------------------------------------------------------- */

struct history_stream {
	struct history *history;
	uint64_t seq;
	struct crm_buf lines;
	size_t sent;
};

static ssize_t history_stream_read(void *ctx, char *bytes, size_t max)
{
	struct history_stream *s = ctx;
	if (s->sent == s->lines.len) {
		crm_buf_reset(&s->lines);
		s->sent = 0;
		s->seq = history_write(s->history, s->seq, HISTORY_CHUNK, &s->lines);
		if (s->lines.failed)
			return -1;
	}
	size_t n = s->lines.len - s->sent < max ? s->lines.len - s->sent : max;
	memcpy(bytes, s->lines.ptr + s->sent, n);
	s->sent += n;
	return (ssize_t)n;
}

static void history_stream_close(void *ctx)
{
	struct history_stream *s = ctx;
	crm_buf_free(&s->lines);
	crm_free(s);
}

/* Digits only; false if there is anything else. */
static bool control_read_number(const char *text, uint64_t *out)
{
	uint64_t value = 0;
	size_t len = strlen(text);
	if (len == 0 || len > 18)
		return false;
	for (const char *p = text; *p; p++) {
		if (*p < '0' || *p > '9')
			return false;
		value = value * 10 + (uint64_t)(*p - '0');
	}
	*out = value;
	return true;
}

static void control_show_history(struct control_call *call)
{
	uint64_t since = 0;
	struct crm_buf text;
	crm_buf_init(&text, 4096);
	bool wrong = percent_query(call->query, "since", 0, &text) && !control_read_number(text.ptr, &since);
	crm_buf_free(&text);
	if (wrong) {
		control_error(call->answer, 400, "'since' must be a number");
		return;
	}
	struct history_stream *s = crm_calloc(1, sizeof *s);
	if (!s) {
		control_error(call->answer, 500, "out of memory");
		return;
	}
	s->history = &call->twin->history;
	s->seq = since;
	crm_buf_init(&s->lines, CRM_BUF_MAX);
	call->answer->content_type = CONTENT_LINES;
	call->answer->stream = (struct twin_stream){history_stream_read, history_stream_close, s};
}

static void control_clear_history(struct control_call *call)
{
	history_clear(&call->twin->history);
	call->answer->status = 204;
}

/* ---- options --------------------------------------------------------------------------------------------------- */

static void control_show_options(struct control_call *call)
{
	pthread_mutex_lock(&call->system->lock);
	crm_json_write(&call->answer->body, call->system->options.all);
	pthread_mutex_unlock(&call->system->lock);
	crm_buf_char(&call->answer->body, '\n');
}

static void control_merge_options(struct control_call *call)
{
	struct crm_error err = {0};
	pthread_mutex_lock(&call->system->lock);
	int rc = face_host_merge_options(call->system, call->body, &err);
	pthread_mutex_unlock(&call->system->lock);
	if (rc < 0)
		control_fail(call->answer, &err);
	else
		control_show_options(call);
	crm_error_clear(&err);
}

/* ---- faults ---------------------------------------------------------------------------------------------------- */

static void control_list_faults(struct control_call *call)
{
	fault_list_write(&call->twin->faults, &call->answer->body);
	crm_buf_char(&call->answer->body, '\n');
}

static void control_add_fault(struct control_call *call)
{
	const char *system = crm_json_get_string(call->body, "system");
	if (system && !twin_find_system(call->twin, system)) {
		control_error(call->answer, 400, "there is no system '%s'", system);
		return;
	}
	unsigned id = 0;
	struct crm_error err = {0};
	if (fault_list_add(&call->twin->faults, call->body, &id, &err) < 0) {
		control_fail(call->answer, &err);
	} else {
		call->answer->status = 201;
		crm_buf_printf(&call->answer->body, "{\"id\":%u}\n", id);
	}
	crm_error_clear(&err);
}

static void control_clear_faults(struct control_call *call)
{
	twin_clear_faults(call->twin);
	call->answer->status = 204;
}

static void control_remove_fault(struct control_call *call)
{
	uint64_t id;
	if (control_read_number(call->words[1], &id) && twin_remove_fault(call->twin, id))
		call->answer->status = 204;
	else
		control_error(call->answer, 404, "there is no fault '%s'", call->words[1]);
}

/* ---- routes ---------------------------------------------------------------------------------------------------- */

#define CONTROL_WORDS 4

/* First match counts; NULL in words: any text. */
static const struct control_route {
	const char *method;
	const char *words[CONTROL_WORDS];
	unsigned n_words;
	bool of_system; /* words[1] is a system */
	void (*handle)(struct control_call *call);
} control_routes[] = {
	{"GET", {"health"}, 1, false, control_health},
	{"GET", {"systems"}, 1, false, control_systems},
	{"GET", {"history"}, 1, false, control_show_history},
	{"DELETE", {"history"}, 1, false, control_clear_history},
	{"GET", {"clock"}, 1, false, control_show_clock},
	{"POST", {"clock"}, 1, false, control_advance_clock},
	{"GET", {"faults"}, 1, false, control_list_faults},
	{"POST", {"faults"}, 1, false, control_add_fault},
	{"DELETE", {"faults"}, 1, false, control_clear_faults},
	{"DELETE", {"faults", NULL}, 2, false, control_remove_fault},
	{"GET", {"options", NULL}, 2, true, control_show_options},
	{"PUT", {"options", NULL}, 2, true, control_merge_options},
	{"GET", {"records", NULL, NULL}, 3, true, control_list_records},
	{"POST", {"records", NULL, NULL}, 3, true, control_create_record},
	{"POST", {"records", NULL, NULL, "merge"}, 4, true, control_merge_records},
	{"PATCH", {"records", NULL, NULL, NULL}, 4, true, control_edit_record},
	{"DELETE", {"records", NULL, NULL, NULL}, 4, true, control_remove_record},
};
#define N_CONTROL_ROUTES (sizeof control_routes / sizeof control_routes[0])

static bool route_matches(const struct control_route *route, const struct control_call *call, unsigned n_words)
{
	if (route->n_words != n_words)
		return false;
	for (unsigned i = 0; i < n_words; i++)
		if (route->words[i] && strcmp(route->words[i], call->words[i]) != 0)
			return false;
	return true;
}

static const struct control_route *control_find_route(const struct control_call *call, unsigned n_words,
						      const char *method)
{
	struct crm_buf *allow = &call->answer->headers;
	for (size_t i = 0; i < N_CONTROL_ROUTES; i++) {
		if (!route_matches(&control_routes[i], call, n_words))
			continue;
		if (strcmp(control_routes[i].method, method) == 0)
			return &control_routes[i];
		crm_buf_printf(allow, "%s%s", allow->len ? ", " : "Allow: ", control_routes[i].method);
	}
	return NULL;
}

static void control_refuse(struct control_call *call, const char *target, const char *method)
{
	struct twin_answer *answer = call->answer;
	if (answer->headers.len == 0) {
		control_error(answer, 404, "there is no control request '%s'", target);
		return;
	}
	char *allow = crm_strdup(answer->headers.ptr);
	control_error(answer, 405, "'%s' does not take %s", target, method);
	if (allow) {
		crm_buf_str(&answer->headers, allow);
		crm_buf_char(&answer->headers, '\n');
	}
	crm_free(allow);
}

static void control_run(struct control_call *call, const struct control_route *route, const struct twin_request *req)
{
	if (route->of_system && !(call->system = twin_find_system(call->twin, call->words[1]))) {
		control_error(call->answer, 404, "there is no system '%s'", call->words[1]);
		return;
	}
	crm_json *body = NULL;
	struct crm_error err = {0};
	if (req->body_len > 0 && crm_json_parse(req->body, req->body_len, &body, &err) < 0) {
		control_fail(call->answer, &err);
	} else {
		call->body = body;
		route->handle(call);
	}
	crm_json_free(body);
	crm_error_clear(&err);
}

bool control_is_target(const char *target)
{
	size_t len = strlen(CONTROL_PREFIX);
	return strncmp(target, CONTROL_PREFIX, len) == 0 && (target[len] == '/' || target[len] == '\0');
}

/* Decodes the path's segments into texts[]; the number of segments, CONTROL_WORDS + 1 if there are more or one is
 * malformed. */
static unsigned control_split(const char *path, size_t len, struct crm_buf texts[CONTROL_WORDS])
{
	unsigned n = 0;
	for (size_t i = 0; i < len;) {
		if (path[i] == '/') {
			i++;
			continue;
		}
		size_t end = i;
		while (end < len && path[end] != '/')
			end++;
		if (n == CONTROL_WORDS || !percent_decode(path + i, end - i, false, &texts[n]))
			return CONTROL_WORDS + 1;
		n++;
		i = end;
	}
	return n;
}

void control_answer(struct twin *twin, const struct twin_request *req, struct twin_answer *answer)
{
	const char *path = req->target + strlen(CONTROL_PREFIX);
	size_t len = strcspn(path, "?");
	struct control_call call = {.twin = twin, .query = path[len] ? path + len + 1 : "", .answer = answer};
	struct crm_buf texts[CONTROL_WORDS];
	for (unsigned i = 0; i < CONTROL_WORDS; i++)
		crm_buf_init(&texts[i], CRM_BUF_MAX);

	unsigned n = control_split(path, len, texts);
	for (unsigned i = 0; i < n && i < CONTROL_WORDS; i++)
		call.words[i] = texts[i].ptr;
	const struct control_route *route = control_find_route(&call, n, req->method);
	if (req->too_large)
		control_error(answer, 413, "the body is longer than %zu MiB", TWIN_MAX_BODY >> 20);
	else if (route)
		control_run(&call, route, req);
	else
		control_refuse(&call, req->target, req->method);

	for (unsigned i = 0; i < CONTROL_WORDS; i++)
		crm_buf_free(&texts[i]);
}

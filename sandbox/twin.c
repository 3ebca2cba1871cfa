/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a request: control, or a system's face with the fault that hits it. */
#include "sandbox/twin.h"

#include <string.h>
#include <time.h>

#include <crmsync/mem.h>

#include "sandbox/control.h"
#include "sandbox/page_edit.h"
#include "sandbox/percent.h"

#define CONTENT_JSON "application/json;charset=utf-8"

static const char twin_html[] =
	"<!DOCTYPE html>\n<html><head><title>Service unavailable</title></head>"
	"<body><h1>We'll be right back</h1><p>The service is being maintained.</p></body></html>\n";

int twin_init(struct twin *twin, struct crm_error *err)
{
	*twin = (struct twin){0};
	pthread_condattr_t attr;
	if (pthread_condattr_init(&attr) != 0)
		return crm_error_no_memory(err);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&twin->wait_end, &attr);
	pthread_condattr_destroy(&attr);
	pthread_mutex_init(&twin->wait_lock, NULL);
	history_init(&twin->history, HISTORY_MAX_LINES, HISTORY_MAX_BYTES);
	fault_list_init(&twin->faults);
	return CRM_OK;
}

void twin_free(struct twin *twin)
{
	for (size_t i = 0; i < twin->n_hosts; i++)
		face_host_free(twin->hosts[i]);
	crm_free(twin->hosts);
	crm_free(twin->base_url);
	history_free(&twin->history);
	fault_list_free(&twin->faults);
	pthread_cond_destroy(&twin->wait_end);
	pthread_mutex_destroy(&twin->wait_lock);
}

struct face_host *twin_find_system(const struct twin *twin, const char *name)
{
	for (size_t i = 0; i < twin->n_hosts; i++)
		if (strcmp(twin->hosts[i]->name, name) == 0)
			return twin->hosts[i];
	return NULL;
}

int twin_add_system(struct twin *twin, const char *name, const struct face_vendor *vendor, uint64_t seed,
		    struct crm_error *err)
{
	struct face_host **hosts = crm_reallocarray(twin->hosts, twin->n_hosts + 1, sizeof *hosts);
	if (!hosts)
		return crm_error_no_memory(err);
	twin->hosts = hosts;
	struct face_host *host = NULL;
	int rc = face_host_new(name, vendor, &twin->clock, seed, &host, err);
	if (rc == CRM_OK)
		rc = face_host_open(host, err);
	if (rc < 0) {
		face_host_free(host);
		return rc;
	}
	twin->hosts[twin->n_hosts++] = host;
	return CRM_OK;
}

void twin_stop(struct twin *twin)
{
	pthread_mutex_lock(&twin->wait_lock);
	twin->stopping = true;
	pthread_cond_broadcast(&twin->wait_end);
	pthread_mutex_unlock(&twin->wait_lock);
}

static void twin_wake(struct twin *twin)
{
	pthread_mutex_lock(&twin->wait_lock);
	pthread_cond_broadcast(&twin->wait_end);
	pthread_mutex_unlock(&twin->wait_lock);
}

void twin_clear_faults(struct twin *twin)
{
	fault_list_clear(&twin->faults);
	twin_wake(twin);
}

bool twin_remove_fault(struct twin *twin, uint64_t id)
{
	bool found = fault_list_remove(&twin->faults, id);
	twin_wake(twin);
	return found;
}

/* Ends earlier when the twin stops or the fault, if there is one, is taken back. */
static void twin_wait(struct twin *twin, int64_t ms, const struct fault *fault)
{
	if (ms <= 0)
		return;
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)(ms / 1000);
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&twin->wait_lock);
	while (!twin->stopping && !(fault && atomic_load(&fault->cleared)) &&
	       pthread_cond_timedwait(&twin->wait_end, &twin->wait_lock, &until) == 0)
		;
	pthread_mutex_unlock(&twin->wait_lock);
}

void twin_answer_init(struct twin_answer *answer)
{
	*answer = (struct twin_answer){.status = 200, .content_type = CONTENT_JSON};
	crm_buf_init(&answer->body, CRM_BUF_MAX);
	crm_buf_init(&answer->headers, 1 << 20);
}

void twin_answer_free(struct twin_answer *answer)
{
	if (answer->stream.close)
		answer->stream.close(answer->stream.ctx);
	crm_buf_free(&answer->body);
	crm_buf_free(&answer->headers);
}

/* ---- one vendor request ---------------------------------------------------------------------------------------- */

struct twin_call {
	struct twin *twin;
	struct face_host *host;
	const struct twin_request *req;
	const char *raw;     /* vendor's path with query as sent */
	struct crm_buf path; /* decoded */
	const char *query;   /* raw, "" if none */
	const struct fault *fault;
	bool mutating;
	unsigned records;
};

/* Caller holds the host's lock. */
static void call_handle(struct twin_call *call, struct twin_answer *answer)
{
	struct crm_buf base;
	crm_buf_init(&base, 4096);
	crm_buf_printf(&base, "%s/%s", call->twin->base_url ? call->twin->base_url : "", call->host->name);

	struct face_request req = {
		.method = call->req->method,
		.path = call->path.ptr,
		.query = call->query,
		.body = call->req->body,
		.body_len = call->req->body_len,
		.base = base.ptr,
		.http = &call->req->http,
	};
	struct face_response resp = {
		.content_type = CONTENT_JSON, .body = answer->body, .header_block = answer->headers};
	crm_buf_reset(&resp.body);
	crm_buf_reset(&resp.header_block);
	call->host->vendor->handle(call->host->face, &req, &resp);

	answer->status = resp.status;
	answer->body = resp.body;
	answer->headers = resp.header_block;
	answer->content_type = resp.content_type;
	call->mutating = resp.mutating;
	call->records = resp.records;
	crm_buf_free(&base);
}

static void call_apply(struct twin_call *call, struct twin_answer *answer)
{
	pthread_mutex_lock(&call->host->lock);
	call_handle(call, answer);
	pthread_mutex_unlock(&call->host->lock);
}

/* The vendor says that it is done, and means it; the data is another's care. */
static void call_lose(struct twin_call *call, struct twin_answer *answer)
{
	struct face_host *host = call->host;
	struct crm_error err = {0};
	struct crm_buf before;
	crm_buf_init(&before, SIZE_MAX / 2);
	pthread_mutex_lock(&host->lock);
	int rc = host->vendor->save(host->face, &before, &err);
	if (rc == CRM_OK)
		call_handle(call, answer);
	if (rc == CRM_OK && answer->status < 300)
		rc = face_host_put_back(host, before.ptr, before.len, &err);
	pthread_mutex_unlock(&host->lock);
	if (rc < 0)
		control_error(answer, 500, "%s", crm_error_text(&err));
	crm_error_clear(&err);
	crm_buf_free(&before);
}

static void call_replace(struct twin_answer *answer, int status, const char *content_type, const char *body,
			 const char *headers)
{
	answer->status = status;
	answer->content_type = content_type;
	crm_buf_reset(&answer->body);
	crm_buf_str(&answer->body, body);
	crm_buf_reset(&answer->headers);
	crm_buf_str(&answer->headers, headers);
	crm_buf_str(&answer->headers, "X-Sandbox-Fault: replaced\n");
}

static void call_edit_page(struct twin_call *call, struct twin_answer *answer)
{
	const struct fault *fault = call->fault;
	struct page_edit edit = {
		.keep = fault->action == FAULT_EMPTY_PAGE ? 0 : fault->keep,
		.last = fault->last,
		.total = fault->total,
	};
	struct crm_buf page;
	crm_buf_init(&page, CRM_BUF_MAX);
	if (answer->status < 300 && page_edit_apply(&edit, answer->body.ptr, answer->body.len, &page, &call->records)) {
		struct crm_buf before = answer->body;
		answer->body = page;
		page = before;
	}
	crm_buf_free(&page);
}

static void call_stall(struct twin_call *call, struct twin_answer *answer)
{
	if (!call->fault->late)
		call_apply(call, answer);
	twin_wait(call->twin, call->fault->ms, call->fault);
	if (call->fault->late)
		call_apply(call, answer);
}

static void call_fail(struct twin_call *call, struct twin_answer *answer)
{
	const struct fault *fault = call->fault;
	switch (fault->action) {
	case FAULT_DROP_BEFORE:
		answer->status = 0;
		answer->sending = TWIN_SEND_NOTHING;
		return;
	case FAULT_DROP_AFTER:
		call_apply(call, answer);
		answer->sending = TWIN_SEND_NOTHING;
		return;
	case FAULT_STATUS:
	case FAULT_HTML:
		if (fault->apply)
			call_apply(call, answer);
		if (fault->action == FAULT_HTML)
			call_replace(answer, fault->code, "text/html;charset=utf-8", twin_html, NULL);
		else
			call_replace(answer, fault->code, CONTENT_JSON, fault->body, fault->headers);
		return;
	case FAULT_TRUNCATE:
		call_apply(call, answer);
		answer->sending = TWIN_SEND_HALF;
		return;
	case FAULT_STALL:
		call_stall(call, answer);
		return;
	case FAULT_EMPTY_PAGE:
	case FAULT_SHORT_PAGE:
		call_apply(call, answer);
		call_edit_page(call, answer);
		return;
	case FAULT_LOSE:
		call_lose(call, answer);
		return;
	}
}

static void call_record(const struct twin_call *call, const struct twin_answer *answer)
{
	struct history_line line = {
		.ts = sandbox_clock_now(&call->twin->clock),
		.system = call->host->name,
		.fault = call->fault ? fault_action_name(call->fault->action) : NULL,
		.path = (char *)call->raw,
		.records = call->records,
		.status = (uint16_t)answer->status,
		.mutating = call->mutating,
	};
	size_t len = strnlen(call->req->method, sizeof line.method - 1);
	memcpy(line.method, call->req->method, len);
	history_add(&call->twin->history, &line);
}

static int64_t call_latency(const struct twin_call *call)
{
	pthread_mutex_lock(&call->host->lock);
	int64_t ms = call->host->options.latency_ms;
	pthread_mutex_unlock(&call->host->lock);
	return ms;
}

static const struct fault *call_take_fault(const struct twin_call *call)
{
	struct crm_buf decoded;
	crm_buf_init(&decoded, CRM_BUF_MAX);
	crm_buf_str(&decoded, call->path.ptr);
	if (*call->query) {
		crm_buf_char(&decoded, '?');
		percent_decode(call->query, strlen(call->query), true, &decoded);
	}
	const struct fault *fault = fault_list_take(&call->twin->faults, call->host->name, call->req->method, call->raw,
						    decoded.failed ? call->raw : decoded.ptr);
	crm_buf_free(&decoded);
	return fault;
}

static void twin_answer_vendor(struct twin_call *call, struct twin_answer *answer)
{
	size_t path_len = strcspn(call->raw, "?");
	call->query = call->raw[path_len] ? call->raw + path_len + 1 : "";
	crm_buf_init(&call->path, CRM_BUF_MAX);
	if (call->req->too_large) {
		control_error(answer, 413, "the body is longer than %zu MiB", TWIN_MAX_BODY >> 20);
	} else if (!percent_decode(call->raw, path_len, false, &call->path)) {
		control_error(answer, 400, "the path is not UTF-8");
	} else {
		if (call->path.len == 0)
			crm_buf_char(&call->path, '/');
		twin_wait(call->twin, call_latency(call), NULL);
		call->fault = call_take_fault(call);
		if (call->fault)
			call_fail(call, answer);
		else
			call_apply(call, answer);
	}
	call_record(call, answer);
	fault_list_release(&call->twin->faults, call->fault);
	crm_buf_free(&call->path);
}

/* The system that the target's first segment names; *rest is what follows it. */
static struct face_host *twin_route(const struct twin *twin, const char *target, const char **rest)
{
	if (*target != '/')
		return NULL;
	size_t len = strcspn(target + 1, "/?");
	for (size_t i = 0; i < twin->n_hosts; i++) {
		const char *name = twin->hosts[i]->name;
		if (strlen(name) == len && strncmp(name, target + 1, len) == 0) {
			*rest = target + 1 + len;
			return twin->hosts[i];
		}
	}
	return NULL;
}

static bool twin_target_is_clean(const char *target)
{
	for (const char *p = target; *p; p++)
		if (*p <= 0x20 || *p > 0x7e)
			return false;
	return true;
}

void twin_answer_request(struct twin *twin, const struct twin_request *req, struct twin_answer *answer)
{
	struct twin_call call = {.twin = twin, .req = req};
	if (!twin_target_is_clean(req->target))
		control_error(answer, 400, "the path holds characters that must be percent-encoded");
	else if (control_is_target(req->target))
		control_answer(twin, req, answer);
	else if ((call.host = twin_route(twin, req->target, &call.raw)))
		twin_answer_vendor(&call, answer);
	else
		control_error(answer, 404, "no system is served at '%s'", req->target);

	if (answer->body.failed || answer->headers.failed)
		control_error(answer, 500, "out of memory");
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP client of one system: refuses what must not be sent, paces, counts, and lets requests overlap. */
#include "config.h"

#include "client.h"

#include <crmsync/log.h>
#include <crmsync/mem.h>
#include <crmsync/timestamp.h>
#include <inttypes.h>
#include <string.h>

#include "client_parts.h"
#include "host_rules.h"
#include "request_check.h"

#define DEFAULT_MAX_RESPONSE       ((int64_t)64 << 20)
#define DEFAULT_CONNECT_TIMEOUT_MS 15000
#define DEFAULT_TOTAL_TIMEOUT_MS   120000
/* ---- life ------------------------------------------------------------------------------------------------------ */

static void client_count_class(struct crm_http_counters *counters, const char *rate_class, int64_t calls)
{
	for (size_t i = 0; i < counters->n_classes; i++) {
		if (strcmp(counters->classes[i].rate_class, rate_class) == 0) {
			counters->classes[i].calls += calls;
			return;
		}
	}
	if (calls == 0 && counters->n_classes < CRM_HTTP_MAX_CLASSES)
		counters->classes[counters->n_classes++].rate_class = rate_class;
}

static void client_list_classes(struct crm_http *http)
{
	for (const struct crm_rate_window *w = http->options.windows; w && w->max != 0; w++) {
		if (w->rate_class)
			client_count_class(&http->counters, w->rate_class, 0);
	}
}

static void client_set_defaults(struct crm_http_options *options)
{
	if (!options->system)
		options->system = "";
	if (options->concurrency == 0)
		options->concurrency = 1;
	if (options->max_response_bytes <= 0)
		options->max_response_bytes = DEFAULT_MAX_RESPONSE;
	if (options->connect_timeout_ms <= 0)
		options->connect_timeout_ms = DEFAULT_CONNECT_TIMEOUT_MS;
	if (options->total_timeout_ms <= 0)
		options->total_timeout_ms = DEFAULT_TOTAL_TIMEOUT_MS;
	if (!options->user_agent)
		options->user_agent = "crmsync/" PACKAGE_VERSION;
}

struct transport_options client_wire(const struct crm_http *http, size_t slots)
{
	const struct crm_http_options *options = &http->options;
	return (struct transport_options){
		.slots = slots,
		.max_response_bytes = options->max_response_bytes,
		.connect_timeout_ms = options->connect_timeout_ms,
		.total_timeout_ms = options->total_timeout_ms,
		.user_agent = options->user_agent,
	};
}

static int client_make_parts(struct crm_http *http, struct crm_error *err)
{
	const struct crm_http_options *options = &http->options;
	http->n_flights = options->concurrency;
	http->flights = crm_calloc(http->n_flights, sizeof *http->flights);
	if (!http->flights || !pacer_init(&http->pacer, options->windows))
		return crm_error_set(err, CRM_E_NOMEM, "out of memory in the HTTP client");
	struct transport_options wire = client_wire(http, http->n_flights);
	return transport_new(&wire, &http->transport, err);
}

int crm_http_new(const struct crm_http_options *options, struct crm_http **out, struct crm_error *err)
{
	struct crm_http *http = crm_calloc(1, sizeof *http);
	if (!http)
		return crm_error_set(err, CRM_E_NOMEM, "out of memory in the HTTP client");
	http->options = *options;
	client_set_defaults(&http->options);
	budget_init(&http->budget, options->budget_max);
	client_list_classes(http);
	int rc = client_make_parts(http, err);
	if (rc < 0) {
		crm_http_free(http);
		return rc;
	}
	*out = http;
	return CRM_OK;
}

void crm_http_free(struct crm_http *http)
{
	if (!http)
		return;
	transport_free(http->transport);
	pacer_free(&http->pacer);
	crm_free(http->flights);
	crm_free(http);
}

void crm_http_set_budget(struct crm_http *http, int64_t budget_max)
{
	http->budget.max = budget_max < 0 ? -1 : budget_max;
}

void crm_http_keep_budget(struct crm_http *http, int64_t for_reads, int64_t for_writes)
{
	http->budget.for_reads = for_reads > 0 ? for_reads : 0;
	http->budget.for_writes = for_writes > 0 ? for_writes : 0;
}

void crm_http_set_observer(struct crm_http *http, void (*observer)(void *ctx, const struct crm_http_event *event),
			   void *ctx)
{
	http->observer = observer;
	http->observer_ctx = ctx;
}

void crm_http_get_counters(const struct crm_http *http, struct crm_http_counters *out)
{
	*out = http->counters;
	out->units = http->budget.spent;
	out->units_written = http->budget.written;
	out->budget_limit = http->budget.limit;
	out->budget_remaining = http->budget.remaining;
}

void crm_http_note_remaining(struct crm_http *http, const char *rate_class, int64_t remaining, int64_t reset_ms)
{
	pacer_note(&http->pacer, rate_class, remaining, reset_ms, crm_time_monotonic());
}

void crm_http_note_window(struct crm_http *http, const char *rate_class, int64_t max, int64_t remaining, int64_t per_ms)
{
	pacer_note_window(&http->pacer, rate_class, max, remaining, per_ms, crm_time_monotonic());
}

void crm_http_note_budget(struct crm_http *http, int64_t limit, int64_t remaining)
{
	budget_note(&http->budget, limit, remaining);
}

/* ---- what must not be sent ------------------------------------------------------------------------------------- */

int client_interrupted(const struct crm_http *http)
{
	return http->options.interrupted ? (int)*http->options.interrupted : 0;
}

static int client_check_target(const struct crm_http *http, const char *url, struct transport_target *target,
			       struct crm_error *err)
{
	int rc = transport_read_target(url, target, err);
	if (rc < 0 || host_is_loopback(target->host))
		return rc;
	if (!host_is_allowed(target->host, http->options.allowed_hosts))
		return crm_error_set(err, CRM_E_CONFIG, "system '%s' is not allowed to talk to host '%s'",
				     http->options.system, target->host);
	if (!target->https)
		return crm_error_set(err, CRM_E_CONFIG, "plain http to '%s' is refused: https is needed", target->host);
	return CRM_OK;
}

static int64_t request_cost(const struct crm_http_request *request)
{
	return request->cost ? request->cost : 1;
}

int client_check(const struct crm_http *http, const struct crm_http_request *request, struct transport_target *target,
		 struct crm_error *err)
{
	if (client_interrupted(http) > 0)
		return crm_error_set(err, CRM_E_INTERRUPTED, "interrupted before the request was sent");
	if (request->mutating && http->options.read_only)
		return crm_error_set(err, CRM_E_PERMISSION, "system '%s' is read-only: %s is not sent",
				     http->options.system, request->method ? request->method : "the request");
	int rc = request_check(request, err);
	if (rc == CRM_OK)
		rc = client_check_target(http, request->url, target, err);
	return rc < 0 ? rc
		      : budget_check(&http->budget, request_cost(request), request->mutating, http->options.system,
				     err);
}

int client_refuse_long_wait(const struct crm_http *http, int64_t wait, struct crm_error *err)
{
	err->retry_after_ms = wait;
	return crm_error_set(err, CRM_E_RATE, "the rate limit of '%s' allows no request for another %" PRId64 " s",
			     http->options.system, (wait + 999) / 1000);
}

/* ---- one request ----------------------------------------------------------------------------------------------- */

struct batch {
	struct crm_http *http;
	const struct crm_http_request *requests;
	struct crm_http_response *responses;
	size_t n;
	size_t next; /* first request that is not begun */
	size_t in_flight;
};

void client_observe(struct crm_http *http, const struct crm_http_request *request,
		    const struct crm_http_response *response, int64_t elapsed)
{
	struct crm_http_event event = {http->options.system, request, response, elapsed};
	if (http->observer)
		http->observer(http->observer_ctx, &event);
}

/* Query strings are left out: they hold people's data. */
void client_log_end(const struct crm_http *http, const struct crm_http_request *request,
		    const struct crm_http_response *response, int64_t elapsed)
{
	int path = (int)strcspn(request->url, "?#");
	if (response->error.code != CRM_OK)
		crm_log(CRM_LOG_DEBUG, "%s: %s %.*s: %s (%" PRId64 " ms)", http->options.system, request->method, path,
			request->url, crm_error_text(&response->error), elapsed);
	else
		crm_log(CRM_LOG_DEBUG, "%s: %s %.*s: %d, %zu bytes (%" PRId64 " ms)", http->options.system,
			request->method, path, request->url, response->status, response->body.len, elapsed);
}

void client_count(struct crm_http *http, const struct crm_http_request *request)
{
	pacer_begin(&http->pacer, request->rate_class);
	budget_spend(&http->budget, request_cost(request), request->mutating);
	http->counters.calls++;
	http->counters.mutating += request->mutating ? 1 : 0;
	http->counters.bytes_out += request->body ? (int64_t)request->body_len : 0;
	if (request->rate_class)
		client_count_class(&http->counters, request->rate_class, 1);
}

static size_t client_free_slot(const struct crm_http *http)
{
	size_t slot = 0;
	while (slot < http->n_flights && http->flights[slot].busy)
		slot++;
	return slot;
}

void client_declare_secrets(const struct crm_http_request *request)
{
	for (size_t i = 0; i < request->n_headers; i++)
		crm_redact_header(request->headers[i].name, request->headers[i].value);
}

static void batch_begin(struct batch *batch, size_t slot, const struct transport_target *target)
{
	struct crm_http *http = batch->http;
	const struct crm_http_request *request = &batch->requests[batch->next];
	client_declare_secrets(request);
	client_observe(http, request, NULL, 0);
	struct crm_http_response *response = &batch->responses[batch->next];
	if (transport_begin(http->transport, slot, request, target->host, host_is_loopback(target->host), response,
			    &response->error) < 0) {
		client_observe(http, request, response, 0);
		return;
	}
	http->flights[slot] = (struct flight){.busy = true, .request = batch->next, .begun = crm_time_monotonic()};
	client_count(http, request);
	batch->in_flight++;
}

static void batch_end(struct batch *batch, size_t slot)
{
	struct crm_http *http = batch->http;
	struct flight *flight = &http->flights[slot];
	const struct crm_http_request *request = &batch->requests[flight->request];
	struct crm_http_response *response = &batch->responses[flight->request];
	int64_t now = crm_time_monotonic(), elapsed = now - flight->begun;
	pacer_end(&http->pacer, request->rate_class, now);
	flight->busy = false;
	batch->in_flight--;
	http->counters.bytes_in += (int64_t)response->body.len;
	client_log_end(http, request, response, elapsed);
	client_observe(http, request, response, elapsed);
}

/* ---- the pump -------------------------------------------------------------------------------------------------- */

/* Begins or refuses requests in their order while slots are free.  Returns for how long the next one has to wait
   for a rate window, 0 if that is not what it waits for. */
static int64_t batch_begin_ready(struct batch *batch)
{
	struct crm_http *http = batch->http;
	for (; batch->next < batch->n; batch->next++) {
		const struct crm_http_request *request = &batch->requests[batch->next];
		struct crm_error *err = &batch->responses[batch->next].error;
		size_t slot = client_free_slot(http);
		struct transport_target target;
		if (slot == http->n_flights)
			return 0;
		if (client_check(http, request, &target, err) < 0)
			continue;
		int64_t wait = pacer_wait(&http->pacer, request->rate_class, crm_time_monotonic());
		if (wait > LONGEST_WAIT_MS) {
			client_refuse_long_wait(http, wait, err);
			continue;
		}
		if (wait > 0)
			return wait;
		batch_begin(batch, slot, &target);
	}
	return 0;
}

static void batch_abort(struct batch *batch, int code, const char *why)
{
	struct crm_http *http = batch->http;
	for (size_t slot = 0; slot < http->n_flights; slot++) {
		if (!http->flights[slot].busy)
			continue;
		transport_abort(http->transport, slot, code, why);
		batch_end(batch, slot);
	}
}

/* Moves bytes and ends what is done; sleeps a little if nothing is. */
static void batch_step(struct batch *batch, int64_t wait)
{
	struct crm_http *http = batch->http;
	int64_t before = crm_time_monotonic();
	int nap = wait > 0 && wait < LONGEST_NAP_MS ? (int)wait : LONGEST_NAP_MS;
	bool idle = batch->in_flight == 0;
	struct crm_error err = {0};
	size_t slot;
	if (transport_step(http->transport, nap, &err) < 0)
		batch_abort(batch, err.code, crm_error_text(&err));
	crm_error_clear(&err);
	while (transport_take_done(http->transport, &slot))
		batch_end(batch, slot);
	if (idle)
		http->counters.waited_ms += crm_time_monotonic() - before;
}

static void batch_run(struct batch *batch)
{
	for (;;) {
		int64_t wait = batch_begin_ready(batch);
		if (batch->next == batch->n && batch->in_flight == 0)
			break;
		if (client_interrupted(batch->http) >= 2)
			batch_abort(batch, CRM_E_INTERRUPTED, "interrupted while the answer was awaited");
		else
			batch_step(batch, wait);
	}
}

static int batch_result(const struct batch *batch, struct crm_error *err)
{
	for (size_t i = 0; i < batch->n; i++) {
		const struct crm_error *first = &batch->responses[i].error;
		if (first->code == CRM_OK)
			continue;
		if (err) {
			err->http_status = first->http_status;
			err->retry_after_ms = first->retry_after_ms;
		}
		return crm_error_set(err, first->code, "%s", crm_error_text(first));
	}
	return CRM_OK;
}

int crm_http_send(struct crm_http *http, const struct crm_http_request *requests, struct crm_http_response *responses,
		  size_t n, struct crm_error *err)
{
	struct batch batch = {.http = http, .requests = requests, .responses = responses, .n = n};
	for (size_t i = 0; i < n; i++) {
		crm_buf_reset(&responses[i].body);
		crm_buf_reset(&responses[i].header_block);
		crm_error_clear(&responses[i].error);
		responses[i].status = 0;
		responses[i].maybe_applied = false;
	}
	batch_run(&batch);
	return batch_result(&batch, err);
}

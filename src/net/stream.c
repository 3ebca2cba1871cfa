/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that are read in pieces.  Each has a connection of its own, which stands still while nobody reads. */
#include <string.h>

#include <crmsync/mem.h>
#include <crmsync/timestamp.h>

#include "client_parts.h"
#include "host_rules.h"

#define WINDOW ((size_t)256 << 10) /* of the body that may be here unread */

struct crm_http_stream {
	struct crm_http *http;
	struct transport *transport; /* of one slot */
	struct crm_http_request request;
	char *method, *url, *rate_class;
	struct crm_http_response arriving; /* its body: what was not read yet */
	int64_t begun, moved;              /* when it began, and when bytes came last */
	size_t taken;                      /* bytes read so far */
	bool busy;                         /* begun and not ended */
};

/* ---- life ---- */

static void stream_end(struct crm_http_stream *s)
{
	int64_t now = crm_time_monotonic();
	if (!s->busy)
		return;
	s->busy = false;
	pacer_end(&s->http->pacer, s->request.rate_class, now);
	s->http->counters.bytes_in += (int64_t)(s->taken + s->arriving.body.len);
	client_log_end(s->http, &s->request, &s->arriving, now - s->begun);
	client_observe(s->http, &s->request, &s->arriving, now - s->begun);
}

void crm_http_stream_close(struct crm_http_stream *s)
{
	if (!s)
		return;
	stream_end(s);
	transport_free(s->transport);
	crm_http_response_free(&s->arriving);
	crm_free(s->method);
	crm_free(s->url);
	crm_free(s->rate_class);
	crm_free(s);
}

/* The request is looked at until the stream ends; curl keeps copies of its headers. */
static int stream_new(struct crm_http *http, const struct crm_http_request *request, struct crm_http_stream **out,
		      struct crm_error *err)
{
	struct crm_http_stream *s = crm_calloc(1, sizeof *s);
	if (!s)
		return crm_error_no_memory(err);
	s->http = http;
	crm_http_response_init(&s->arriving);
	s->method = crm_strdup(request->method);
	s->url = crm_strdup(request->url);
	s->rate_class = crm_strdup(request->rate_class);
	s->request = (struct crm_http_request){
		.method = s->method, .url = s->url, .rate_class = s->rate_class, .mutating = request->mutating};
	struct transport_options wire = client_wire(http, 1);
	int rc = s->method && s->url && (s->rate_class || !request->rate_class)
			 ? transport_new(&wire, &s->transport, err)
			 : crm_error_no_memory(err);
	if (rc < 0) {
		crm_http_stream_close(s);
		return rc;
	}
	*out = s;
	return CRM_OK;
}

/* ---- moving ---- */

static int stream_fail(struct crm_http_stream *s, struct crm_error *err)
{
	const struct crm_error *why = &s->arriving.error;
	if (err) {
		err->http_status = why->http_status;
		err->retry_after_ms = why->retry_after_ms;
	}
	return crm_error_set(err, why->code, "%s", crm_error_text(why));
}

static void stream_drop(struct crm_http_stream *s, int code, const char *why)
{
	transport_abort(s->transport, 0, code, why);
	stream_end(s);
}

/* Moves bytes for a moment. */
static void stream_step(struct crm_http_stream *s)
{
	size_t before = s->arriving.body.len, slot;
	struct crm_error err = {0};
	if (client_interrupted(s->http) >= 2) {
		stream_drop(s, CRM_E_INTERRUPTED, "interrupted while the answer was awaited");
		return;
	}
	if (transport_step(s->transport, LONGEST_NAP_MS, &err) < 0)
		stream_drop(s, err.code, crm_error_text(&err));
	else if (transport_take_done(s->transport, &slot))
		stream_end(s);
	else if (s->arriving.body.len > before)
		s->moved = crm_time_monotonic();
	else if (crm_time_monotonic() - s->moved > s->http->options.total_timeout_ms)
		stream_drop(s, CRM_E_NETWORK,
			    s->arriving.header_block.len > 0 ? "the answer stopped in its middle"
							     : "no answer came in time");
	crm_error_clear(&err);
}

/* ---- beginning ---- */

static int stream_wait_turn(const struct crm_http_stream *s, const struct crm_http_request *request,
			    struct transport_target *target, struct crm_error *err)
{
	for (;;) {
		int rc = client_check(s->http, request, target, err);
		if (rc < 0)
			return rc;
		int64_t wait = pacer_wait(&s->http->pacer, request->rate_class, crm_time_monotonic());
		if (wait > LONGEST_WAIT_MS)
			return client_refuse_long_wait(s->http, wait, err);
		if (wait <= 0)
			return CRM_OK;
		rc = transport_step(s->transport, wait < LONGEST_NAP_MS ? (int)wait : LONGEST_NAP_MS, err);
		if (rc < 0)
			return rc;
	}
}

static int stream_begin(struct crm_http_stream *s, const struct crm_http_request *request, struct crm_error *err)
{
	struct transport_target target;
	int rc = stream_wait_turn(s, request, &target, err);
	if (rc < 0)
		return rc;
	client_declare_secrets(request);
	client_observe(s->http, request, NULL, 0);
	memcpy(s->request.headers, request->headers, sizeof s->request.headers);
	s->request.n_headers = request->n_headers;
	rc = transport_begin(s->transport, 0, &s->request, target.host, host_is_loopback(target.host), &s->arriving,
			     err);
	s->request.n_headers = 0; /* they are the caller's */
	if (rc == CRM_OK)
		rc = transport_set_window(s->transport, 0, WINDOW, err);
	if (rc < 0)
		return rc;
	client_count(s->http, request);
	s->begun = s->moved = crm_time_monotonic();
	s->busy = true;
	return CRM_OK;
}

/* Up to the end of the body, which has the size of an ordinary answer. */
static void stream_finish(struct crm_http_stream *s)
{
	struct crm_error err = {0};
	if (s->busy && transport_set_window(s->transport, 0, 0, &err) < 0)
		stream_drop(s, err.code, crm_error_text(&err));
	crm_error_clear(&err);
	while (s->busy) {
		transport_resume(s->transport, 0);
		stream_step(s);
	}
}

static bool keep_head(const struct crm_http_stream *s, struct crm_http_response *resp)
{
	crm_buf_reset(&resp->header_block);
	crm_buf_reset(&resp->body);
	crm_buf_add(&resp->header_block, s->arriving.header_block.ptr, s->arriving.header_block.len);
	return !resp->header_block.failed;
}

int crm_http_stream_open(struct crm_http *http, const struct crm_http_request *request, struct crm_http_response *resp,
			 struct crm_http_stream **out, struct crm_error *err)
{
	struct crm_http_stream *s = NULL;
	*out = NULL;
	int rc = stream_new(http, request, &s, err);
	if (rc == CRM_OK)
		rc = stream_begin(s, request, err);
	int status = 0;
	while (rc == CRM_OK && s->busy && (status = transport_status(s->transport, 0)) == 0)
		stream_step(s);
	if (rc == CRM_OK && !s->busy)
		status = s->arriving.status;
	if (rc == CRM_OK && status != 200)
		stream_finish(s);
	if (rc == CRM_OK && s->arriving.error.code != CRM_OK)
		rc = stream_fail(s, err);
	if (rc == CRM_OK && !keep_head(s, resp))
		rc = crm_error_no_memory(err);
	if (rc == CRM_OK && status == 200) {
		resp->status = status;
		*out = s;
		return rc;
	}
	if (rc == CRM_OK) {
		resp->status = status;
		crm_buf_add(&resp->body, s->arriving.body.ptr, s->arriving.body.len);
	}
	crm_http_stream_close(s);
	return rc;
}

/* ---- reading ---- */

static void stream_take(struct crm_http_stream *s, struct crm_buf *out)
{
	s->taken += s->arriving.body.len;
	crm_buf_add(out, s->arriving.body.ptr, s->arriving.body.len);
	crm_buf_reset(&s->arriving.body);
}

int crm_http_stream_read(struct crm_http_stream *s, size_t least, struct crm_buf *out, bool *end, struct crm_error *err)
{
	size_t before = out->len;
	*end = false;
	s->moved = crm_time_monotonic(); /* what the reader did meanwhile is no delay of the vendor's */
	if (s->busy && client_interrupted(s->http) > 0)
		stream_drop(s, CRM_E_INTERRUPTED, "interrupted before the rest of the answer was read");
	for (;;) {
		if (s->arriving.error.code != CRM_OK)
			return stream_fail(s, err);
		stream_take(s, out);
		if (out->failed)
			return crm_error_no_memory(err);
		*end = !s->busy;
		if (*end || out->len - before >= least)
			return CRM_OK;
		transport_resume(s->transport, 0);
		stream_step(s);
	}
}

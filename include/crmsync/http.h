/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP for connectors.  The host owns the client: it verifies TLS (cannot be switched off; 1.2 at least),
 * follows no redirects, refuses plain http except to loopback, refuses hosts that are not allowed for the system,
 * caps size and time of an answer that is kept whole, paces requests under the vendor's rate limits, counts calls, and logs with
 * redaction.  A connector builds requests and reads answers; it never waits and never retries.
 */
#ifndef CRMSYNC_HTTP_H
#define CRMSYNC_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>
#include <crmsync/error.h>

struct crm_http; /* one client per system; used by one thread at a time */

struct crm_http_header {
	const char *name;
	const char *value;
};

#define CRM_HTTP_MAX_HEADERS 16

struct crm_http_request {
	const char *method; /* "GET", "POST", "PATCH", "PUT", "DELETE" */
	const char *url;    /* absolute, without user name */
	struct crm_http_header headers[CRM_HTTP_MAX_HEADERS];
	size_t n_headers;
	const char *body;   /* NULL: none */
	size_t body_len;
	const char *rate_class; /* which of the connector's rate windows counts it besides the general ones, e.g. "search"; NULL: general only */
	unsigned cost;      /* units of the vendor's budget (Pipedrive tokens); 0 counts as 1 */
	bool mutating;      /* changes data at the vendor: refused by a read-only client (dry run, read_only system) */
};

struct crm_http_response {
	int status;            /* 0: no answer, see error */
	struct crm_buf body;
	struct crm_buf header_block; /* raw header lines, \n separated */
	struct crm_error error; /* code != 0: CRM_E_NETWORK, CRM_E_PROTOCOL (too large, bad encoding), CRM_E_BUDGET, CRM_E_INTERRUPTED,
	                           CRM_E_PERMISSION (mutating request on a read-only client), CRM_E_CONFIG (host not
	                           allowed, plain http, line break in a credential), CRM_E_INVALID (malformed URL, method or header), CRM_E_RATE (the
	                           rate limit would need a wait of more than two minutes: retry_after_ms is set),
	                           CRM_E_NOMEM.  http_status is set if an answer had begun */
	bool maybe_applied;    /* with error: the request may have reached the vendor (it was sent, at least in part) */
};

/* Adds a header; ignores the call (and fails an assertion in debug builds) beyond CRM_HTTP_MAX_HEADERS. */
void crm_http_header(struct crm_http_request *req, const char *name, const char *value);

void crm_http_response_init(struct crm_http_response *resp);
void crm_http_response_free(struct crm_http_response *resp); /* leaves it initialised */

/* Sends n requests, overlapping as many as the client's concurrency allows, in order of the array, and waits for all.
   responses[i] belongs to requests[i] and must be initialised.  Returns 0 when every request got an answer of
   whatever status, else the code of the first response's error (each response still has its own outcome). */
int crm_http_send(struct crm_http *http, const struct crm_http_request *requests, struct crm_http_response *responses,
                  size_t n, struct crm_error *err);

/* ---- answers that are too large to be kept whole ---- */

struct crm_http_stream; /* an answer that is read in pieces while it arrives; what was not read waits at the vendor */

/* Sends one request without a body and waits for the head of its answer: resp has its status and headers.  With status
   200 *out is the rest, else resp holds the whole body and *out is NULL.  It is checked, paced and counted as by
   crm_http_send(), and so are its errors; resp must be initialised.  The cap on an answer's size does not hold, the one on
   time holds for each piece.  Other requests may be sent while it is open. */
int crm_http_stream_open(struct crm_http *http, const struct crm_http_request *request, struct crm_http_response *resp,
                         struct crm_http_stream **out, struct crm_error *err);
/* Appends at least `least` bytes of the body, fewer only where it ends (*end).  CRM_E_NETWORK, CRM_E_PROTOCOL, CRM_E_INTERRUPTED,
   CRM_E_NOMEM: nothing more will come. */
int crm_http_stream_read(struct crm_http_stream *stream, size_t least, struct crm_buf *out, bool *end,
                         struct crm_error *err);
/* At any time, before the client is freed.  NULL is allowed. */
void crm_http_stream_close(struct crm_http_stream *stream);

/* Value of a response header (name case-insensitive), the last one if repeated; false if absent.  Appends to out. */
bool crm_http_get_header(const struct crm_http_response *resp, const char *name, struct crm_buf *out);
/* Integer header; false if absent or not an integer. */
bool crm_http_get_header_int(const struct crm_http_response *resp, const char *name, int64_t *out);

/* Retry-After (seconds or HTTP date) in ms, -1 if absent. */
int64_t crm_http_retry_after(const struct crm_http_response *resp);
/* Date header as ms, the vendor's own clock; false if absent. */
bool crm_http_date(const struct crm_http_response *resp, int64_t *ms);
/* True if Content-Type says JSON. */
bool crm_http_is_json(const struct crm_http_response *resp);

/* Tells the pacer what the vendor's headers said: at most `remaining` further requests of `rate_class` (NULL general)
   within the next `reset_ms`. */
void crm_http_note_remaining(struct crm_http *http, const char *rate_class, int64_t remaining, int64_t reset_ms);
/* The same for a rolling window that the connector declares in info.windows (same class, same length): the vendor lets
   `max` requests into any per_ms and had room for `remaining` more; -1 where it does not say.  Account plans differ:
   what the vendor says replaces what is declared.  Room that is missing and that we did not use was used by other programs. */
void crm_http_note_window(struct crm_http *http, const char *rate_class, int64_t max, int64_t remaining, int64_t per_ms);
/* Tells the client the state of the daily budget as the vendor counts it (units of `cost`); -1 unknown. */
void crm_http_note_budget(struct crm_http *http, int64_t limit, int64_t remaining);

#endif

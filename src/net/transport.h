/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests on the wire: the face of libcurl inside net.  Knows TLS, connections, sizes and times of answers; knows
 * nothing of limits and budgets.  A transport has a fixed number of slots, one per request in flight.
 */
#ifndef CRM_NET_TRANSPORT_H
#define CRM_NET_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/error.h>
#include <crmsync/http.h>

#define TRANSPORT_HOST_SIZE 256

struct transport;

struct transport_options {
	size_t slots;
	int64_t max_response_bytes; /* decoded */
	int64_t connect_timeout_ms;
	int64_t total_timeout_ms;
	const char *user_agent; /* borrowed */
};

struct transport_target {
	bool https; /* else http */
	char host[TRANSPORT_HOST_SIZE];
};

/* CRM_E_NOMEM, CRM_E_CONFIG (CRMSYNC_CA_FILE). */
int transport_new(const struct transport_options *options, struct transport **out, struct crm_error *err);
void transport_free(struct transport *transport); /* NULL is allowed */

/* Where a URL leads, as the transport itself will read it.  CRM_E_INVALID: not an absolute http(s) URL, or one with a
   user name. */
int transport_read_target(const char *url, struct transport_target *target, struct crm_error *err);

/* Begins a request in a free slot.  request and response stay borrowed until the slot is done.  direct: never through
   a proxy.  On failure nothing was sent and the slot stays free. */
int transport_begin(struct transport *transport, size_t slot, const struct crm_http_request *request, const char *host,
		    bool direct, struct crm_http_response *response, struct crm_error *err);
/* From now on the answer in this slot, which has just begun, waits whenever `window` bytes of its body are kept, and
   has no limit of time.  0: no longer so. */
int transport_set_window(struct transport *transport, size_t slot, size_t window, struct crm_error *err);
/* Goes on with an answer that waits because its window was full; to be called when body bytes were taken. */
void transport_resume(struct transport *transport, size_t slot);
/* Status of the answer in the slot as soon as its body begins, 0 before. */
int transport_status(const struct transport *transport, size_t slot);
/* Waits at most timeout_ms for something to happen, then moves bytes. */
int transport_step(struct transport *transport, int timeout_ms, struct crm_error *err);
/* The next slot that is done, its response filled in; false if none is. */
bool transport_take_done(struct transport *transport, size_t *slot);
/* Drops the request in the slot: its response becomes the error given, with maybe_applied as far as it came. */
void transport_abort(struct transport *transport, size_t slot, int code, const char *why);

#endif

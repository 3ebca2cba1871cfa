/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host's side of the HTTP client: how the engine makes one for a system, limits it and reads its counters.
 * Connectors see <crmsync/http.h> only.
 */
#ifndef CRM_NET_CLIENT_H
#define CRM_NET_CLIENT_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include <crmsync/connector.h>
#include <crmsync/http.h>

struct crm_http_options {                 /* zero-initialise; everything pointed to is borrowed until crm_http_free() */
	const char *system;               /* name in the config, for messages and the log */
	const char *const *allowed_hosts; /* "api.hubapi.com" or "*.salesforce.com" (any depth, not the bare
					     suffix), NULL-terminated; NULL: loopback only.  Loopback is always
					     allowed */
	const struct crm_rate_window *windows;    /* max 0 terminated; NULL: no pacing */
	unsigned concurrency;                     /* requests in flight at once; 0 counts as 1 */
	bool read_only;                           /* mutating requests are refused with CRM_E_PERMISSION */
	int64_t max_response_bytes;               /* of a decoded body; 0: 64 MiB */
	int64_t connect_timeout_ms;               /* 0: 15 s */
	int64_t total_timeout_ms;                 /* of one request; 0: 120 s */
	const char *user_agent;                   /* NULL: "crmsync/VERSION" */
	int64_t budget_max;                       /* units that this client may spend, -1: no limit of our own */
	const volatile sig_atomic_t *interrupted; /* NULL: never.  1: requests in flight end, none is begun
						     (CRM_E_INTERRUPTED).  2 or more: those in flight are dropped too */
};

/* Errors: CRM_E_NOMEM, CRM_E_CONFIG (CRMSYNC_CA_FILE names a file that cannot be read).
   Environment: https_proxy/no_proxy as curl reads them, never for loopback; CRMSYNC_CA_FILE, a PEM file whose
   certificates are trusted besides the system's. */
int crm_http_new(const struct crm_http_options *options, struct crm_http **out, struct crm_error *err);
/* NULL is allowed. */
void crm_http_free(struct crm_http *http);

/* New limit, compared with all that was spent since crm_http_new(); -1: none. */
void crm_http_set_budget(struct crm_http *http, int64_t budget_max);

/* From now on so many of the units that are left may be spent by reads alone, so many by writes alone; 0: none.  What
 * the kind spends comes out of its own first. */
void crm_http_keep_budget(struct crm_http *http, int64_t for_reads, int64_t for_writes);

#define CRM_HTTP_MAX_CLASSES 8

struct crm_http_class_counter {
	const char *rate_class; /* of the connector's windows */
	int64_t calls;
};

struct crm_http_counters {        /* since crm_http_new() */
	int64_t calls;            /* requests that were begun, whatever came of them */
	int64_t mutating;         /* those of them that change data */
	int64_t units;            /* budget units spent */
	int64_t units_written;    /* of them, by requests that change data */
	int64_t waited_ms;        /* time during which nothing was done but waiting for a rate window */
	int64_t bytes_in;         /* decoded bodies */
	int64_t bytes_out;        /* bodies sent */
	int64_t budget_limit;     /* the vendor's, as noted by the connector, -1 unknown */
	int64_t budget_remaining; /* the vendor's as noted, less what was begun since, -1 unknown */
	size_t n_classes;
	struct crm_http_class_counter classes[CRM_HTTP_MAX_CLASSES];
};

void crm_http_get_counters(const struct crm_http *http, struct crm_http_counters *out);

struct crm_http_event {
	const char *system;
	const struct crm_http_request *request;
	const struct crm_http_response *response; /* NULL before the request is begun */
	int64_t elapsed_ms;                       /* after: from its begin to its end */
};

/* Called right before each request is begun and after it ended, on the thread that sends; not for requests that were
   refused unsent.  NULL: none.  Must not use the client. */
void crm_http_set_observer(struct crm_http *http, void (*observer)(void *ctx, const struct crm_http_event *event),
			   void *ctx);

/* libcurl in use and what it was built with, for --version: "libcurl/7.88.1 OpenSSL/3.0.11 ...". */
const char *crm_http_library_version(void);

#endif

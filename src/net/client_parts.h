/* SPDX-License-Identifier: Apache-2.0 */
/* What the client's batches (client.c) and its streams (stream.c) share. */
#ifndef CRM_NET_CLIENT_PARTS_H
#define CRM_NET_CLIENT_PARTS_H

#include "budget.h"
#include "client.h"
#include "pacer.h"
#include "transport.h"

/* The longest sleep between two looks at the interruption flag. */
#define LONGEST_NAP_MS 100
/* Who would have to wait longer is told so instead. */
#define LONGEST_WAIT_MS 120000

struct flight {
	bool busy;
	size_t request; /* index in the batch */
	int64_t begun;
};

struct crm_http {
	struct crm_http_options options;
	struct transport *transport;
	struct pacer pacer;
	struct budget budget;
	struct crm_http_counters counters;
	struct flight *flights; /* one per slot of the transport */
	size_t n_flights;
	void (*observer)(void *ctx, const struct crm_http_event *event);
	void *observer_ctx;
};

/* A transport for this client. */
struct transport_options client_wire(const struct crm_http *http, size_t slots);
/* 0: no; 1: no request is begun any more; 2 or more: those in flight are dropped. */
int client_interrupted(const struct crm_http *http);
/* May it be sent?  *target: where it leads. */
int client_check(const struct crm_http *http, const struct crm_http_request *request, struct transport_target *target,
		 struct crm_error *err);
/* CRM_E_RATE: who would have to wait longer than LONGEST_WAIT_MS is told so. */
int client_refuse_long_wait(const struct crm_http *http, int64_t wait, struct crm_error *err);
/* Credentials in headers are redacted from here on, whoever made them. */
void client_declare_secrets(const struct crm_http_request *request);
void client_observe(struct crm_http *http, const struct crm_http_request *request,
		    const struct crm_http_response *response, int64_t elapsed);
/* A request that was begun. */
void client_count(struct crm_http *http, const struct crm_http_request *request);
void client_log_end(const struct crm_http *http, const struct crm_http_request *request,
		    const struct crm_http_response *response, int64_t elapsed);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All systems of one sandbox with what belongs to all of them, and the way of a request through it.  Free of HTTP:
 * server.c hands in what it read from the wire and sends what comes out.
 */
#ifndef SANDBOX_TWIN_H
#define SANDBOX_TWIN_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "sandbox/fault.h"
#include "sandbox/history.h"
#include "sandbox/host.h"

#define TWIN_MAX_BODY ((size_t)64 << 20)

struct twin {
	struct face_host **hosts; /* in the order of the command line */
	size_t n_hosts;
	struct sandbox_clock clock;
	struct history history;
	struct fault_list faults;
	char *base_url; /* "http://127.0.0.1:8123"; set before the first request */

	pthread_mutex_t wait_lock;
	pthread_cond_t wait_end;
	bool stopping;
};

int twin_init(struct twin *twin, struct crm_error *err);
void twin_free(struct twin *twin);
/* Adds an empty system.  Only before the first request. */
int twin_add_system(struct twin *twin, const char *name, const struct face_vendor *vendor, uint64_t seed,
		    struct crm_error *err);
struct face_host *twin_find_system(const struct twin *twin, const char *name);
/* Ends all waiting for stalls and latencies at once, now and from now on. */
void twin_stop(struct twin *twin);
/* Takes faults back; requests that a stall holds go on at once.  Removing gives false if there is none of that id. */
void twin_clear_faults(struct twin *twin);
bool twin_remove_fault(struct twin *twin, uint64_t id);

struct twin_request {
	const char *method;
	const char *target; /* path and query as sent */
	const char *body;   /* NUL-terminated, never NULL */
	size_t body_len;
	bool too_large; /* body was longer than TWIN_MAX_BODY and is not here */
	struct face_http http;
};

enum twin_sending { TWIN_SEND_ALL, TWIN_SEND_HALF, TWIN_SEND_NOTHING };

/* A body that is made while it is sent. */
struct twin_stream {
	ssize_t (*read)(void *ctx, char *bytes, size_t max); /* bytes written, 0 at the end, -1 on failure */
	void (*close)(void *ctx);
	void *ctx;
};

struct twin_answer {
	int status;
	struct crm_buf body;
	struct crm_buf headers;   /* "Name: value\n" lines */
	const char *content_type; /* static, NULL: none */
	enum twin_sending sending;
	struct twin_stream stream; /* read set: instead of body */
};

void twin_answer_init(struct twin_answer *answer);
void twin_answer_free(struct twin_answer *answer);

/* Answers any request; blocks for latency and stalls.  Thread-safe. */
void twin_answer_request(struct twin *twin, const struct twin_request *req, struct twin_answer *answer);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tiny HTTP server on loopback for tests of the client: it answers with whatever bytes a test wants, complete or
 * not, and remembers what it was asked.  One thread per connection.
 */
#ifndef CRM_TESTS_RAW_SERVER_H
#define CRM_TESTS_RAW_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>

#define RAW_SERVER_MAX_REQUESTS 256

struct raw_request {
	char method[16];
	char path[512];
	char head[4096]; /* request line and headers */
	char body[4096];
	unsigned nth;        /* over all connections, from 1 */
	unsigned connection; /* from 1 */
	int64_t at;          /* crm_time_monotonic() of its arrival */
};

#define RAW_REPLY_NEVER (-1)

struct raw_reply {
	struct crm_buf bytes; /* sent as they are */
	bool close;           /* afterwards */
	int delay_ms;         /* before the answer; RAW_REPLY_NEVER: none comes, until the client hangs up */
};

struct raw_server;
typedef void raw_handler(const struct raw_request *request, struct raw_reply *reply);

struct raw_server *raw_server_start(raw_handler *handler);
void raw_server_stop(struct raw_server *server);
/* "http://127.0.0.1:PORT" + path, in a buffer of the server that lives until it stops (16 at a time). */
const char *raw_server_url(struct raw_server *server, const char *path);
size_t raw_server_count(struct raw_server *server);
/* i from 0, in order of arrival. */
struct raw_request raw_server_request(struct raw_server *server, size_t i);
/* The most requests that were being answered at the same time. */
unsigned raw_server_peak(struct raw_server *server);

/* Puts a complete answer with Content-Length. */
void raw_reply_text(struct raw_reply *reply, int status, const char *headers, const char *body);
void raw_reply_bytes(struct raw_reply *reply, int status, const char *headers, const void *body, size_t len);

#endif

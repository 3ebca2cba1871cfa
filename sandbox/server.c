/* SPDX-License-Identifier: Apache-2.0 */
/* A thread per connection, so that one that stalls holds up no other. */
#include "sandbox/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <crmsync/mem.h>
#include <crmsync/timestamp.h>

#define SERVER_CONNECTIONS       256u
#define SERVER_CONNECTION_MEMORY ((size_t)256 << 10)
#define SERVER_BLOCK             ((size_t)64 << 10)

struct server {
	struct twin *twin;
	struct MHD_Daemon *daemon;
	unsigned port;
};

/* What is known of a request between libmicrohttpd's calls. */
struct server_request {
	char *target;
	struct crm_buf body;
	bool begun;
	bool too_large;
};

static void *server_begin_request(void *ctx, const char *uri, struct MHD_Connection *connection)
{
	(void)ctx;
	(void)connection;
	struct server_request *r = crm_calloc(1, sizeof *r);
	if (!r)
		return NULL;
	crm_buf_init(&r->body, TWIN_MAX_BODY);
	r->target = crm_strdup(uri);
	return r;
}

static void server_end_request(void *ctx, struct MHD_Connection *connection, void **state,
			       enum MHD_RequestTerminationCode why)
{
	(void)ctx;
	(void)connection;
	(void)why;
	struct server_request *r = *state;
	if (!r)
		return;
	crm_buf_free(&r->body);
	crm_free(r->target);
	crm_free(r);
	*state = NULL;
}

static const char *server_header(const void *ctx, const char *name)
{
	return MHD_lookup_connection_value((struct MHD_Connection *)ctx, MHD_HEADER_KIND, name);
}

/* ---- sending --------------------------------------------------------------------------------------------------- */

/* A body of known length of which only the first half is sent. */
struct server_half {
	char *bytes;
	size_t half;
};

static ssize_t server_half_read(void *ctx, uint64_t pos, char *bytes, size_t max)
{
	const struct server_half *h = ctx;
	if (pos >= h->half)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	size_t n = h->half - pos < max ? h->half - (size_t)pos : max;
	memcpy(bytes, h->bytes + pos, n);
	return (ssize_t)n;
}

static void server_half_close(void *ctx)
{
	struct server_half *h = ctx;
	crm_free(h->bytes);
	crm_free(h);
}

static struct MHD_Response *server_half_response(struct twin_answer *answer)
{
	struct server_half *h = crm_calloc(1, sizeof *h);
	size_t len = answer->body.len;
	char *bytes = h ? crm_buf_take(&answer->body) : NULL;
	if (!bytes) {
		crm_free(h);
		return NULL;
	}
	*h = (struct server_half){bytes, len / 2};
	struct MHD_Response *response =
		MHD_create_response_from_callback(len, SERVER_BLOCK, server_half_read, h, server_half_close);
	if (!response)
		server_half_close(h);
	return response;
}

static ssize_t server_stream_read(void *ctx, uint64_t pos, char *bytes, size_t max)
{
	(void)pos;
	struct twin_stream *stream = ctx;
	ssize_t n = stream->read(stream->ctx, bytes, max);
	if (n == 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	return n < 0 ? MHD_CONTENT_READER_END_WITH_ERROR : n;
}

static void server_stream_close(void *ctx)
{
	struct twin_stream *stream = ctx;
	stream->close(stream->ctx);
	crm_free(stream);
}

static struct MHD_Response *server_stream_response(struct twin_answer *answer)
{
	struct twin_stream *stream = crm_alloc(sizeof *stream);
	if (!stream)
		return NULL;
	*stream = answer->stream;
	struct MHD_Response *response = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, SERVER_BLOCK, server_stream_read, stream, server_stream_close);
	if (response)
		answer->stream = (struct twin_stream){0};
	else
		crm_free(stream);
	return response;
}

static struct MHD_Response *server_whole_response(struct twin_answer *answer)
{
	size_t len = answer->body.len;
	char *bytes = crm_buf_take(&answer->body);
	if (!bytes)
		return NULL;
	struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback(len, bytes, crm_free);
	if (!response)
		crm_free(bytes);
	return response;
}

static void server_add_headers(struct MHD_Response *response, char *block)
{
	char *line = block;
	for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		char *colon = strchr(line, ':');
		if (!colon)
			continue;
		*colon = '\0';
		MHD_add_response_header(response, line, colon + 1 + strspn(colon + 1, " "));
	}
}

static void server_add_standard_headers(struct MHD_Response *response, const struct twin *twin,
					const struct twin_answer *answer)
{
	char date[CRM_TIME_TEXT];
	crm_time_format_http(sandbox_clock_now(&twin->clock), date);
	if (!MHD_get_response_header(response, MHD_HTTP_HEADER_DATE))
		MHD_add_response_header(response, MHD_HTTP_HEADER_DATE, date);
	if (answer->content_type && answer->status != MHD_HTTP_NO_CONTENT &&
	    !MHD_get_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE))
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->content_type);
}

static enum MHD_Result server_send(struct server *server, struct MHD_Connection *connection, struct twin_answer *answer)
{
	/* Half of nothing cannot be told from all of it. */
	bool cut = answer->sending == TWIN_SEND_HALF && answer->body.len < 2;
	if (answer->sending == TWIN_SEND_NOTHING || cut)
		return MHD_NO;
	struct MHD_Response *response = answer->stream.read                 ? server_stream_response(answer)
					: answer->sending == TWIN_SEND_HALF ? server_half_response(answer)
									    : server_whole_response(answer);
	if (!response)
		return MHD_NO;
	server_add_headers(response, answer->headers.ptr);
	server_add_standard_headers(response, server->twin, answer);
	enum MHD_Result rc = MHD_queue_response(connection, (unsigned)answer->status, response);
	MHD_destroy_response(response);
	return rc;
}

/* ---- receiving ------------------------------------------------------------------------------------------------- */

static enum MHD_Result server_answer(struct server *server, struct MHD_Connection *connection, const char *method,
				     const struct server_request *r)
{
	struct twin_request req = {
		.method = method,
		.target = r->target,
		.body = r->body.ptr,
		.body_len = r->body.len,
		.too_large = r->too_large,
		.http = {server_header, connection},
	};
	struct twin_answer answer;
	twin_answer_init(&answer);
	twin_answer_request(server->twin, &req, &answer);
	enum MHD_Result rc = server_send(server, connection, &answer);
	twin_answer_free(&answer);
	return rc;
}

static bool server_announces_too_much(struct MHD_Connection *connection)
{
	const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
	return length && strtoull(length, NULL, 10) > TWIN_MAX_BODY;
}

static enum MHD_Result server_handle(void *ctx, struct MHD_Connection *connection, const char *url, const char *method,
				     const char *version, const char *upload, size_t *upload_size, void **state)
{
	(void)url;
	(void)version;
	struct server *server = ctx;
	struct server_request *r = *state;
	if (!r || !r->target)
		return MHD_NO;
	if (!r->begun) {
		r->begun = true;
		r->too_large = server_announces_too_much(connection);
		return r->too_large ? server_answer(server, connection, method, r) : MHD_YES;
	}
	if (*upload_size > 0) {
		if (r->body.len + *upload_size > TWIN_MAX_BODY)
			r->too_large = true;
		if (r->too_large)
			crm_buf_free(&r->body);
		else
			crm_buf_add(&r->body, upload, *upload_size);
		*upload_size = 0;
		return r->body.failed ? MHD_NO : MHD_YES;
	}
	return server_answer(server, connection, method, r);
}

/* ---- life ------------------------------------------------------------------------------------------------------ */

static int server_open_socket(const union listen_address *address, unsigned *port, struct crm_error *err)
{
	bool v6 = address->any.sa_family == AF_INET6;
	socklen_t len = v6 ? sizeof address->v6 : sizeof address->v4;
	int on = 1;
	union listen_address bound;
	socklen_t bound_len = sizeof bound;
	int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
	    bind(fd, &address->any, len) < 0 || listen(fd, 511) < 0 || getsockname(fd, &bound.any, &bound_len) < 0) {
		crm_error_set(err, CRM_E_NETWORK, "cannot listen: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*port = ntohs(v6 ? bound.v6.sin6_port : bound.v4.sin_port);
	return fd;
}

static char *server_base_url(const union listen_address *address, unsigned port)
{
	char host[INET6_ADDRSTRLEN] = "";
	bool v6 = address->any.sa_family == AF_INET6;
	inet_ntop(address->any.sa_family, v6 ? (const void *)&address->v6.sin6_addr : &address->v4.sin_addr, host,
		  sizeof host);
	struct crm_buf url;
	crm_buf_init(&url, 256);
	crm_buf_printf(&url, v6 ? "http://[%s]:%u" : "http://%s:%u", host, port);
	return crm_buf_take(&url);
}

static struct MHD_Daemon *server_start_daemon(struct server *server, int fd)
{
	return MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL |
					MHD_USE_ITC | MHD_USE_SUPPRESS_DATE_NO_CLOCK,
				0, NULL, NULL, server_handle, server, MHD_OPTION_LISTEN_SOCKET, fd,
				MHD_OPTION_CONNECTION_LIMIT, SERVER_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
				SERVER_CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT, 0u,
				MHD_OPTION_URI_LOG_CALLBACK, server_begin_request, NULL, MHD_OPTION_NOTIFY_COMPLETED,
				server_end_request, NULL, MHD_OPTION_END);
}

int server_start(struct twin *twin, const union listen_address *address, struct server **out, struct crm_error *err)
{
	struct server *server = crm_calloc(1, sizeof *server);
	if (!server)
		return crm_error_no_memory(err);
	server->twin = twin;
	int fd = server_open_socket(address, &server->port, err);
	if (fd < 0) {
		crm_free(server);
		return CRM_E_NETWORK;
	}
	twin->base_url = server_base_url(address, server->port);
	if (twin->base_url)
		server->daemon = server_start_daemon(server, fd);
	if (!server->daemon) {
		close(fd);
		crm_free(server);
		return crm_error_set(err, CRM_E_FAIL, "cannot start the HTTP server: %s", strerror(errno));
	}
	*out = server;
	return CRM_OK;
}

unsigned server_port(const struct server *server)
{
	return server->port;
}

void server_stop(struct server *server)
{
	if (!server)
		return;
	twin_stop(server->twin);
	MHD_stop_daemon(server->daemon);
	crm_free(server);
}

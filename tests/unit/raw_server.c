/* SPDX-License-Identifier: Apache-2.0 */
/* A tiny HTTP server for tests. */
#include "config.h"

#include "raw_server.h"

#include <arpa/inet.h>
#include <crmsync/timestamp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CONNECTIONS 512
#define MAX_URLS        16

struct connection {
	struct raw_server *server;
	unsigned number;
	int fd;
	pthread_t thread;
};

struct raw_server {
	raw_handler *handler;
	int fd;
	unsigned port;
	pthread_t thread;
	pthread_mutex_t lock;
	struct connection connections[MAX_CONNECTIONS];
	unsigned n_connections;
	struct raw_request requests[RAW_SERVER_MAX_REQUESTS];
	size_t n_requests;
	unsigned busy;
	unsigned peak;
	char urls[MAX_URLS][600];
	unsigned n_urls;
};

static bool read_until_head_ends(int fd, char *head, size_t size, size_t *len)
{
	*len = 0;
	while (*len + 1 < size) {
		ssize_t n = recv(fd, head + *len, 1, 0);
		if (n <= 0)
			return false;
		head[++*len] = '\0';
		if (*len >= 4 && strcmp(head + *len - 4, "\r\n\r\n") == 0)
			return true;
	}
	return false;
}

static bool read_body(int fd, const char *head, char *body, size_t size)
{
	const char *field = strcasestr(head, "\r\ncontent-length:");
	size_t want = field ? strtoul(field + 17, NULL, 10) : 0;
	for (size_t got = 0; got < want;) {
		char chunk[4096];
		size_t rest = want - got < sizeof chunk ? want - got : sizeof chunk;
		ssize_t n = recv(fd, chunk, rest, 0);
		if (n <= 0)
			return false;
		if (got + (size_t)n < size)
			memcpy(body + got, chunk, (size_t)n);
		got += (size_t)n;
	}
	return true;
}

static bool read_request(struct connection *connection, struct raw_request *request)
{
	size_t len;
	memset(request, 0, sizeof *request);
	if (!read_until_head_ends(connection->fd, request->head, sizeof request->head, &len) ||
	    !read_body(connection->fd, request->head, request->body, sizeof request->body))
		return false;
	sscanf(request->head, "%15s %511s", request->method, request->path);
	request->connection = connection->number;
	request->at = crm_time_monotonic();
	return true;
}

static void remember_request(struct raw_server *server, struct raw_request *request)
{
	pthread_mutex_lock(&server->lock);
	if (server->n_requests < RAW_SERVER_MAX_REQUESTS) {
		request->nth = (unsigned)server->n_requests + 1;
		server->requests[server->n_requests++] = *request;
	}
	if (++server->busy > server->peak)
		server->peak = server->busy;
	pthread_mutex_unlock(&server->lock);
}

static void send_reply(int fd, const struct raw_reply *reply)
{
	for (size_t sent = 0; sent < reply->bytes.len;) {
		ssize_t n = send(fd, reply->bytes.ptr + sent, reply->bytes.len - sent, MSG_NOSIGNAL);
		if (n <= 0)
			return;
		sent += (size_t)n;
	}
}

static bool wait_for_hang_up(int fd)
{
	char byte;
	while (recv(fd, &byte, 1, 0) > 0)
		;
	return true;
}

static void *serve_connection(void *arg)
{
	struct connection *connection = arg;
	struct raw_server *server = connection->server;
	struct raw_request request;
	bool close_it = false;
	while (!close_it && read_request(connection, &request)) {
		struct raw_reply reply = {0};
		crm_buf_init(&reply.bytes, CRM_BUF_MAX);
		remember_request(server, &request);
		server->handler(&request, &reply);
		if (reply.delay_ms == RAW_REPLY_NEVER)
			close_it = wait_for_hang_up(connection->fd);
		else
			usleep((useconds_t)reply.delay_ms * 1000);
		pthread_mutex_lock(&server->lock);
		server->busy--;
		pthread_mutex_unlock(&server->lock);
		if (!close_it)
			send_reply(connection->fd, &reply);
		close_it |= reply.close;
		crm_buf_free(&reply.bytes);
	}
	shutdown(connection->fd, SHUT_RDWR);
	return NULL;
}

static void *accept_connections(void *arg)
{
	struct raw_server *server = arg;
	int fd;
	while (server->n_connections < MAX_CONNECTIONS && (fd = accept(server->fd, NULL, NULL)) >= 0) {
		struct connection *connection = &server->connections[server->n_connections];
		*connection = (struct connection){.server = server, .number = server->n_connections + 1, .fd = fd};
		server->n_connections++;
		pthread_create(&connection->thread, NULL, serve_connection, connection);
	}
	return NULL;
}

struct raw_server *raw_server_start(raw_handler *handler)
{
	struct raw_server *server = calloc(1, sizeof *server);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof address;
	if (!server)
		abort();
	server->handler = handler;
	server->fd = socket(AF_INET, SOCK_STREAM, 0);
	pthread_mutex_init(&server->lock, NULL);
	if (server->fd < 0 || bind(server->fd, (struct sockaddr *)&address, len) != 0 || listen(server->fd, 64) != 0 ||
	    getsockname(server->fd, (struct sockaddr *)&address, &len) != 0)
		abort();
	server->port = ntohs(address.sin_port);
	pthread_create(&server->thread, NULL, accept_connections, server);
	return server;
}

void raw_server_stop(struct raw_server *server)
{
	shutdown(server->fd, SHUT_RDWR);
	pthread_join(server->thread, NULL);
	close(server->fd);
	for (unsigned i = 0; i < server->n_connections; i++) {
		shutdown(server->connections[i].fd, SHUT_RDWR);
		pthread_join(server->connections[i].thread, NULL);
		close(server->connections[i].fd);
	}
	pthread_mutex_destroy(&server->lock);
	free(server);
}

const char *raw_server_url(struct raw_server *server, const char *path)
{
	char *url = server->urls[server->n_urls++ % MAX_URLS];
	snprintf(url, sizeof server->urls[0], "http://127.0.0.1:%u%s", server->port, path);
	return url;
}

size_t raw_server_count(struct raw_server *server)
{
	pthread_mutex_lock(&server->lock);
	size_t n = server->n_requests;
	pthread_mutex_unlock(&server->lock);
	return n;
}

struct raw_request raw_server_request(struct raw_server *server, size_t i)
{
	pthread_mutex_lock(&server->lock);
	struct raw_request request = server->requests[i];
	pthread_mutex_unlock(&server->lock);
	return request;
}

unsigned raw_server_peak(struct raw_server *server)
{
	pthread_mutex_lock(&server->lock);
	unsigned peak = server->peak;
	pthread_mutex_unlock(&server->lock);
	return peak;
}

void raw_reply_bytes(struct raw_reply *reply, int status, const char *headers, const void *body, size_t len)
{
	crm_buf_printf(&reply->bytes, "HTTP/1.1 %d Status\r\n%sContent-Length: %zu\r\n\r\n", status,
		       headers ? headers : "", len);
	crm_buf_add(&reply->bytes, body, len);
}

void raw_reply_text(struct raw_reply *reply, int status, const char *headers, const char *body)
{
	raw_reply_bytes(reply, status, headers, body, strlen(body));
}

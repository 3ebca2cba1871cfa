/* SPDX-License-Identifier: Apache-2.0 */
/* A listener for one answer, on POSIX sockets. */
#include "config.h"

#include <arpa/inet.h>
#include <crmsync/mem.h>
#include <crmsync/timestamp.h>
#include <errno.h>
#include <fcntl.h>
#include <net/loopback.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define GUESTS      8     /* connections at a time */
#define GUEST_MS    10000 /* for a whole request */
#define MOST_GUESTS 1000  /* in one login */
#define SLICE_MS    250   /* between two looks at a signal */
#define ANSWER_MS   2000  /* for a browser to take a page */

struct guest {
	int fd; /* -1: free */
	int64_t since;
	size_t len;
	char head[CRM_REDIRECT_MAX];
};

struct crm_loopback {
	int fd; /* -1: closed */
	char *path;
	int browser; /* that brought the answer, -1: none */
	unsigned came;
	struct guest guests[GUESTS];
};

/* ---- address ---- */

static const char *after_host(const char *uri)
{
	static const char *const hosts[] = {"http://localhost:", "http://127.0.0.1:"};
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
		if (strncasecmp(uri, hosts[i], strlen(hosts[i])) == 0)
			return uri + strlen(hosts[i]);
	return NULL;
}

bool crm_loopback_uri(const char *uri, unsigned *port, const char **path)
{
	const char *digits = after_host(uri);
	if (!digits)
		return false;
	size_t n = strspn(digits, "0123456789");
	unsigned long number = n > 0 && n <= 5 ? strtoul(digits, NULL, 10) : 0;
	const char *rest = digits + n;
	if (number == 0 || number > 65535 || rest[0] != '/' || strpbrk(rest, "?#% \t\r\n") || strlen(rest) > 1024)
		return false;
	*port = (unsigned)number;
	*path = rest;
	return true;
}

/* ---- life ---- */

static int loopback_listen(unsigned port, int *out)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int on = 1;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return errno;
	/* a login right after another one: the port is still in TIME_WAIT */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
	    bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 || listen(fd, GUESTS) != 0) {
		int failure = errno;
		close(fd);
		return failure;
	}
	*out = fd;
	return 0;
}

int crm_loopback_open(const char *uri, struct crm_loopback **out, struct crm_error *err)
{
	unsigned port = 0;
	const char *path = NULL;
	if (!crm_loopback_uri(uri, &port, &path))
		return crm_error_set(err, CRM_E_USAGE,
				     "'%s' does not lead to this machine (allowed: http://localhost:PORT/PATH, "
				     "http://127.0.0.1:PORT/PATH)",
				     uri);
	struct crm_loopback *l = crm_calloc(1, sizeof *l);
	if (!l)
		return crm_error_no_memory(err);
	l->fd = l->browser = -1;
	for (size_t i = 0; i < GUESTS; i++)
		l->guests[i].fd = -1;
	l->path = crm_strdup(path);
	int failure = l->path ? loopback_listen(port, &l->fd) : ENOMEM;
	if (failure) {
		crm_loopback_close(l);
		return failure == ENOMEM ? crm_error_no_memory(err)
					 : crm_error_set(err, CRM_E_NETWORK, "cannot listen on 127.0.0.1:%u: %s", port,
							 strerror(failure));
	}
	*out = l;
	return CRM_OK;
}

static void guest_leave(struct guest *g)
{
	if (g->fd >= 0)
		close(g->fd);
	g->fd = -1;
	explicit_bzero(g->head, g->len); /* a code may stand in it */
	g->len = 0;
}

static void loopback_shut(struct crm_loopback *l)
{
	for (size_t i = 0; i < GUESTS; i++)
		guest_leave(&l->guests[i]);
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}

void crm_loopback_close(struct crm_loopback *l)
{
	if (!l)
		return;
	loopback_shut(l);
	if (l->browser >= 0)
		close(l->browser);
	crm_free(l->path);
	crm_free(l);
}

/* ---- answers ---- */

static void add_html(struct crm_buf *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (strchr("&<>\"'", *text) || c < ' ')
			crm_buf_printf(out, "&#%d;", c < ' ' ? ' ' : c);
		else
			crm_buf_char(out, *text);
	}
}

static void write_page(struct crm_buf *out, const char *status, const char *title, const char *text)
{
	struct crm_buf body;
	crm_buf_init(&body, 65536);
	crm_buf_str(&body, "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>");
	add_html(&body, title);
	crm_buf_str(&body, "</title><h1>");
	add_html(&body, title);
	crm_buf_str(&body, "</h1><p>");
	add_html(&body, text);
	crm_buf_str(&body, "</p></html>\n");
	/* the address holds the code: it is kept from caches, and from whatever the page could refer to */
	crm_buf_printf(out,
		       "HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %zu\r\n"
		       "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
		       "Content-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\n"
		       "Connection: close\r\n\r\n",
		       status, body.len);
	crm_buf_str(out, body.ptr);
	if (body.failed)
		out->failed = true;
	crm_buf_free(&body);
}

/* What is still on its way from the browser would turn our close into a reset, and the page would not be shown. */
static void drain(int fd, int64_t deadline)
{
	char rest[1024];
	for (int64_t left; (left = deadline - crm_time_monotonic()) > 0;) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		if (poll(&wait, 1, (int)left) <= 0 || recv(fd, rest, sizeof rest, MSG_DONTWAIT) <= 0)
			return;
	}
}

static void send_page(int fd, const char *status, const char *title, const char *text, int64_t patience_ms)
{
	struct crm_buf page;
	int64_t deadline = crm_time_monotonic() + patience_ms, left;
	crm_buf_init(&page, 131072);
	write_page(&page, status, title, text);
	for (size_t sent = 0; !page.failed && sent < page.len;) {
		ssize_t n = send(fd, page.ptr + sent, page.len - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n > 0) {
			sent += (size_t)n;
			continue;
		}
		struct pollfd wait = {.fd = fd, .events = POLLOUT};
		left = deadline - crm_time_monotonic();
		if ((n < 0 && errno != EAGAIN && errno != EINTR) || left <= 0 || poll(&wait, 1, (int)left) == 0)
			break;
	}
	shutdown(fd, SHUT_WR);
	drain(fd, deadline);
	crm_buf_free(&page);
}

void crm_loopback_answer(struct crm_loopback *l, bool success, const char *title, const char *text)
{
	if (l->browser < 0)
		return;
	send_page(l->browser, success ? "200 OK" : "400 Bad Request", title, text, ANSWER_MS);
	close(l->browser);
	l->browser = -1;
}

static void turn_away(struct guest *g, const char *status, const char *text)
{
	send_page(g->fd, status, status + 4, text, 0);
	guest_leave(g);
}

/* ---- guests ---- */

static struct guest *find_place(struct crm_loopback *l)
{
	struct guest *oldest = &l->guests[0];
	for (size_t i = 0; i < GUESTS; i++) {
		if (l->guests[i].fd < 0)
			return &l->guests[i];
		if (l->guests[i].since < oldest->since)
			oldest = &l->guests[i];
	}
	guest_leave(oldest);
	return oldest;
}

static void take_guest(struct crm_loopback *l)
{
	int fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	l->came++; /* one that cannot be taken counts too, or we would turn on the spot */
	if (fd < 0)
		return;
	struct guest *g = find_place(l);
	g->fd = fd;
	g->since = crm_time_monotonic();
}

struct expected {
	const char *state;
	unsigned *strangers;
	struct crm_redirect *out;
	struct crm_error *err;
};

/* The answer that was waited for?  1: yes; 0: no, and the guest is turned away; negative: no memory. */
static int judge_answer(struct crm_loopback *l, struct guest *g, const char *query, const struct expected *e)
{
	struct crm_redirect r = {0};
	struct crm_error unreadable = {0};
	int rc = crm_redirect_read(query, &r, &unreadable);
	crm_error_clear(&unreadable);
	if (rc == CRM_E_NOMEM)
		return crm_error_no_memory(e->err);
	if (rc == CRM_OK && crm_redirect_same(r.state, e->state)) {
		*e->out = r;
		l->browser = g->fd;
		g->fd = -1;
		guest_leave(g);
		return 1;
	}
	if (rc == CRM_OK && e->strangers)
		(*e->strangers)++;
	turn_away(g, "400 Bad Request",
		  rc == CRM_OK ? "This is not the answer to the login that crmsync waits for."
			       : "This address holds no answer that could be read.");
	crm_redirect_free(&r);
	return 0;
}

static int judge(struct crm_loopback *l, struct guest *g, const struct expected *e)
{
	struct crm_buf query;
	int rc = 0;
	crm_buf_init_secret(&query, CRM_REDIRECT_MAX);
	switch (crm_redirect_request(g->head, g->len, l->path, &query)) {
	case CRM_REDIRECT_PARTIAL:
		if (g->len == sizeof g->head)
			turn_away(g, "431 Request Header Fields Too Large", "This request is too large.");
		break;
	case CRM_REDIRECT_MALFORMED:
		turn_away(g, "400 Bad Request", "This is no request of HTTP/1.1.");
		break;
	case CRM_REDIRECT_METHOD:
		turn_away(g, "405 Method Not Allowed", "Only GET is answered here.");
		break;
	case CRM_REDIRECT_ELSEWHERE:
		turn_away(g, "404 Not Found", "There is nothing here.");
		break;
	case CRM_REDIRECT_HERE:
		rc = query.failed ? crm_error_no_memory(e->err) : judge_answer(l, g, query.ptr, e);
		break;
	}
	crm_buf_free(&query);
	return rc;
}

static int hear(struct crm_loopback *l, struct guest *g, const struct expected *e)
{
	ssize_t n = recv(g->fd, g->head + g->len, sizeof g->head - g->len, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0) {
		guest_leave(g);
		return 0;
	}
	g->len += (size_t)n;
	return judge(l, g, e);
}

/* ---- waiting ---- */

static int look_once(struct crm_loopback *l, int wait_ms, const struct expected *e)
{
	struct pollfd polls[GUESTS + 1];
	for (size_t i = 0; i < GUESTS; i++)
		polls[i] = (struct pollfd){.fd = l->guests[i].fd, .events = POLLIN};
	polls[GUESTS] = (struct pollfd){.fd = l->fd, .events = POLLIN};
	if (poll(polls, GUESTS + 1, wait_ms) < 0)
		return 0;
	int64_t now = crm_time_monotonic();
	for (size_t i = 0; i < GUESTS; i++) {
		struct guest *g = &l->guests[i];
		int rc = g->fd >= 0 && polls[i].revents ? hear(l, g, e) : 0;
		if (rc != 0)
			return rc;
		if (g->fd >= 0 && now - g->since > GUEST_MS)
			guest_leave(g);
	}
	if (polls[GUESTS].revents)
		take_guest(l);
	return 0;
}

int crm_loopback_wait(struct crm_loopback *l, const char *state, int64_t timeout_ms,
		      const volatile sig_atomic_t *interrupted, unsigned *strangers, struct crm_redirect *out,
		      struct crm_error *err)
{
	const struct expected e = {.state = state, .strangers = strangers, .out = out, .err = err};
	int64_t deadline = crm_time_monotonic() + timeout_ms;
	int rc = 0;
	while (rc == 0) {
		int64_t left = deadline - crm_time_monotonic();
		if (interrupted && *interrupted > 0)
			rc = crm_error_set(err, CRM_E_INTERRUPTED, "interrupted while waiting for the browser");
		else if (left <= 0)
			rc = crm_error_set(err, CRM_E_NETWORK, "no answer came from the browser in time");
		else if (l->came > MOST_GUESTS)
			rc = crm_error_set(err, CRM_E_PROTOCOL, "too many connections came in place of the browser's");
		else
			rc = look_once(l, left < SLICE_MS ? (int)left : SLICE_MS, &e);
	}
	loopback_shut(l); /* of one login there is one answer */
	return rc < 0 ? rc : CRM_OK;
}

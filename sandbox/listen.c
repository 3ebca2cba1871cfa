/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a listen address. */
#include "sandbox/listen.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool listen_port(const char *text, in_port_t *out)
{
	size_t len = strlen(text);
	if (len == 0 || len > 5 || strspn(text, "0123456789") != len)
		return false;
	unsigned long port = strtoul(text, NULL, 10);
	if (port > UINT16_MAX)
		return false;
	*out = htons((uint16_t)port);
	return true;
}

static bool listen_v4(const char *host, in_port_t port, union listen_address *out)
{
	struct in_addr addr;
	if (strcmp(host, "localhost") == 0)
		addr.s_addr = htonl(INADDR_LOOPBACK);
	else if (inet_pton(AF_INET, host, &addr) != 1 || ntohl(addr.s_addr) >> 24 != 127)
		return false;
	out->v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = port, .sin_addr = addr};
	return true;
}

static bool listen_v6(const char *host, in_port_t port, union listen_address *out)
{
	struct in6_addr addr;
	if (inet_pton(AF_INET6, host, &addr) != 1 || !IN6_IS_ADDR_LOOPBACK(&addr))
		return false;
	out->v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = port, .sin6_addr = addr};
	return true;
}

int listen_parse(const char *text, union listen_address *out, struct crm_error *err)
{
	const char *colon = strrchr(text, ':');
	in_port_t port;
	if (!colon || !listen_port(colon + 1, &port))
		return crm_error_set(err, CRM_E_USAGE, "listen address '%s' must be ADDRESS:PORT", text);

	bool bracketed = text[0] == '[' && colon > text && colon[-1] == ']';
	size_t len = (size_t)(colon - text) - (bracketed ? 2 : 0);
	char host[64];
	if (len < sizeof host) {
		memcpy(host, text + (bracketed ? 1 : 0), len);
		host[len] = '\0';
		if (bracketed ? listen_v6(host, port, out) : listen_v4(host, port, out))
			return CRM_OK;
	}
	return crm_error_set(err, CRM_E_USAGE,
			     "listen address '%s' is not on the loopback interface (127.0.0.1:PORT, [::1]:PORT)", text);
}

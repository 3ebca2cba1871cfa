/* SPDX-License-Identifier: Apache-2.0 */
/* Loopback and allowed hosts. */
#include "config.h"

#include "host_rules.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include <crmsync/url.h>

bool host_is_loopback(const char *host)
{
	struct in_addr address;
	if (strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 || strcmp(host, "[::1]") == 0)
		return true;
	return inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

bool crm_url_is_loopback(const char *url)
{
	struct crm_buf host;
	crm_buf_init(&host, CRM_BUF_MAX);
	bool loopback = crm_url_host(url, &host) && host_is_loopback(host.ptr);
	crm_buf_free(&host);
	return loopback;
}

static bool host_matches(const char *host, const char *rule)
{
	if (rule[0] != '*' || rule[1] != '.')
		return strcasecmp(host, rule) == 0;
	size_t host_len = strlen(host), suffix_len = strlen(rule + 1);
	return host_len > suffix_len && host[0] != '.' && strcasecmp(host + host_len - suffix_len, rule + 1) == 0;
}

bool host_is_allowed(const char *host, const char *const *rules)
{
	for (; rules && *rules; rules++) {
		if (host_matches(host, *rules))
			return true;
	}
	return false;
}

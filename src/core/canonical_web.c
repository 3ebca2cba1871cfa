/* SPDX-License-Identifier: Apache-2.0 */
/* Web addresses and the domains of web sites. */
#include "config.h"

#include <core/canonical.h>
#include <core/text.h>

#include <crmsync/error.h>
#include <string.h>

struct url_parts {
	const char *scheme; /* lower-case, "https" for http and where there is none */
	bool no_scheme;
	const char *user; /* "name:password@" or "" , user_len bytes */
	size_t user_len;
	const char *host; /* as given, host_len bytes */
	size_t host_len;
	unsigned port;    /* 0: none or the default */
	const char *path; /* path, query and fragment */
};

static bool is_scheme_char(char c, bool first)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return true;
	return !first && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.');
}

/* Length of a scheme that "://" follows, 0 if there is none. */
static size_t scheme_length(const char *text)
{
	size_t n = 0;

	while (is_scheme_char(text[n], n == 0))
		n++;
	return strncmp(text + n, "://", 3) == 0 ? n : 0;
}

static bool parse_port(const char *text, size_t len, unsigned *port)
{
	unsigned value = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (unsigned)(text[i] - '0');
		if (value > 65535)
			return false;
	}
	*port = value;
	return true;
}

static bool parse_authority(const char *text, size_t len, struct url_parts *u)
{
	const char *end = text + len, *colon = NULL;

	u->user = text;
	for (const char *p = text; p < end; p++) {
		if (*p == '@')
			text = p + 1;
	}
	u->user_len = (size_t)(text - u->user);
	for (const char *p = text; p < end; p++) {
		if (*p == ':')
			colon = p;
		else if (*p == ']')
			colon = NULL;
	}
	u->host = text;
	u->host_len = (size_t)((colon != NULL ? colon : end) - text);
	u->port = 0;
	return colon == NULL || parse_port(colon + 1, (size_t)(end - colon - 1), &u->port);
}

/* 1, 0 if it is no web address, CRM_E_NOMEM. */
static int parse_url(const char *text, struct crm_arena *arena, struct url_parts *u)
{
	size_t scheme = scheme_length(text);

	u->scheme = "https";
	u->no_scheme = scheme == 0;
	if (scheme > 0) {
		char *name = crm_arena_strndup(arena, text, scheme);

		if (name == NULL)
			return CRM_E_NOMEM;
		text_lower_ascii(name);
		if (strcmp(name, "http") != 0)
			u->scheme = name;
		text += scheme + 3;
	} else if (strncmp(text, "//", 2) == 0) {
		text += 2;
	}
	size_t len = strcspn(text, "/?#");
	u->path = text + len;
	if (!parse_authority(text, len, u))
		return 0;
	if (strcmp(u->scheme, "https") == 0 && (u->port == 80 || u->port == 443))
		u->port = 0;
	return 1;
}

/* Length of path, query and fragment up to the slashes that end the path, and where the query begins. */
static size_t path_without_slash(const char *path, const char **rest)
{
	size_t n = strcspn(path, "?#");

	*rest = path + n;
	while (n > 0 && path[n - 1] == '/')
		n--;
	return n;
}

static bool is_ip_literal(const struct url_parts *u)
{
	if (u->host_len < 4 || u->host[0] != '[' || u->host[u->host_len - 1] != ']')
		return false;
	return strspn(u->host + 1, "0123456789abcdefABCDEF:.") == u->host_len - 2;
}

static int url_host(const struct url_parts *u, struct crm_arena *arena, const char **host)
{
	int rc;

	if (is_ip_literal(u)) {
		char *literal = crm_arena_strndup(arena, u->host, u->host_len);

		if (literal == NULL)
			return CRM_E_NOMEM;
		text_lower_ascii(literal);
		*host = literal;
		return 1;
	}
	rc = canonical_host(u->host, u->host_len, arena, host);
	if (rc == 1 && strchr(*host, '.') == NULL && strcmp(*host, "localhost") != 0)
		return 0;
	return rc;
}

static int build_url(const struct url_parts *u, const char *host, struct crm_arena *arena, const char **key)
{
	const char *rest;
	size_t path = path_without_slash(u->path, &rest);
	char port[8] = "";

	if (u->port != 0) {
		char *p = port + sizeof port - 1;

		*p = '\0';
		for (unsigned n = u->port; n > 0; n /= 10)
			*--p = (char)('0' + n % 10);
		*--p = ':';
		memmove(port, p, strlen(p) + 1);
	}
	*key = crm_arena_printf(arena, "%s://%.*s%s%s%.*s%s", u->scheme, (int)u->user_len, u->user, host, port,
				(int)path, u->path, rest);
	return *key != NULL ? 1 : CRM_E_NOMEM;
}

#define URL_MAX 65536

static int read_url(const char *text, struct crm_arena *arena, struct url_parts *u, const char **host)
{
	int rc;

	text = text_collapse(text, arena);
	if (text == NULL)
		return CRM_E_NOMEM;
	if (strchr(text, ' ') != NULL || strlen(text) > URL_MAX)
		return 0;
	rc = parse_url(text, arena, u);
	return rc == 1 ? url_host(u, arena, host) : rc;
}

int canonical_url(const char *text, struct crm_arena *arena, const char **key)
{
	struct url_parts u;
	const char *host = NULL;
	int rc = read_url(text, arena, &u, &host);

	if (rc <= 0)
		return rc;
	/* an e-mail address is no web address */
	return u.no_scheme && u.user_len > 0 ? 0 : build_url(&u, host, arena, key);
}

int canonical_domain(const char *text, struct crm_arena *arena, const char **key, const char **spelling)
{
	struct url_parts u;
	const char *host = NULL;
	int rc = read_url(text, arena, &u, &host);

	if (rc <= 0)
		return rc;
	if (strchr(host, '.') == NULL || host[0] == '[')
		return 0;
	while (strncmp(host, "www.", 4) == 0 && strchr(host + 4, '.') != NULL)
		host += 4;
	*key = host;
	return host_spelling(host, arena, spelling);
}

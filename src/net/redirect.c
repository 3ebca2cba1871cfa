/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what comes back from a page of consent. */
#include "config.h"

#include <crmsync/log.h>
#include <crmsync/mem.h>
#include <net/redirect.h>
#include <string.h>

void crm_redirect_free(struct crm_redirect *redirect)
{
	if (!redirect)
		return;
	crm_free_secret(redirect->code);
	crm_free_secret(redirect->state);
	crm_free(redirect->error);
	crm_free(redirect->description);
	memset(redirect, 0, sizeof *redirect);
}

bool crm_redirect_same(const char *given, const char *expected)
{
	if (!given || !expected)
		return false;
	size_t have = strlen(given), want = strlen(expected);
	unsigned char differs = have != want;
	for (size_t i = 0; i < want; i++)
		differs |= (unsigned char)(expected[i] ^ (i < have ? given[i] : 0));
	return !differs;
}

/* ---- parameters ---- */

static int redirect_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* False if it has a bad escape or something that is no text. */
static bool redirect_decode(const char *text, size_t len, struct crm_buf *out)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c == '%') {
			int high = len - i > 2 ? redirect_digit(text[i + 1]) : -1;
			int low = len - i > 2 ? redirect_digit(text[i + 2]) : -1;
			if (high < 0 || low < 0)
				return false;
			c = (unsigned char)(high * 16 + low);
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		if (c < ' ' || c == 0x7f)
			return false;
		crm_buf_char(out, (char)c);
	}
	return true;
}

static char **redirect_member(struct crm_redirect *r, const char *name, size_t len)
{
	const struct {
		const char *name;
		char **member;
	} known[] = {
		{"code", &r->code}, {"state", &r->state}, {"error", &r->error}, {"error_description", &r->description}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strlen(known[i].name) == len && memcmp(known[i].name, name, len) == 0)
			return known[i].member;
	return NULL;
}

/* One name=value of len bytes.  RFC 6749, 3.1: no parameter more than once. */
static int redirect_take(struct crm_redirect *r, const char *pair, size_t len)
{
	const char *equals = memchr(pair, '=', len);
	size_t name_len = equals ? (size_t)(equals - pair) : len;
	char **member = redirect_member(r, pair, name_len);
	if (!member)
		return CRM_OK;
	if (*member || !equals)
		return CRM_E_INVALID;
	struct crm_buf value;
	crm_buf_init_secret(&value, CRM_REDIRECT_MAX);
	bool readable = redirect_decode(equals + 1, len - name_len - 1, &value);
	*member = readable && !value.failed ? crm_strndup(value.ptr, value.len) : NULL;
	bool no_memory = readable && *member == NULL;
	crm_buf_free(&value);
	return *member ? CRM_OK : no_memory ? CRM_E_NOMEM : CRM_E_INVALID;
}

static int redirect_take_all(struct crm_redirect *r, const char *query)
{
	int rc = strlen(query) <= CRM_REDIRECT_MAX ? CRM_OK : CRM_E_INVALID;
	while (rc == CRM_OK && *query) {
		size_t len = strcspn(query, "&");
		rc = redirect_take(r, query, len);
		query += len + (query[len] == '&');
	}
	bool has_code = r->code && r->code[0], has_error = r->error && r->error[0];
	return rc == CRM_OK && has_code == has_error ? CRM_E_INVALID : rc;
}

int crm_redirect_read(const char *query, struct crm_redirect *out, struct crm_error *err)
{
	struct crm_redirect r = {0};
	int rc = redirect_take_all(&r, query);
	if (rc != CRM_OK) {
		crm_redirect_free(&r);
		return rc == CRM_E_NOMEM ? crm_error_no_memory(err)
					 : crm_error_set(err, rc, "the address has no code that could be read");
	}
	crm_redact_add(r.code);
	*out = r;
	return CRM_OK;
}

/* ---- a request ---- */

/* Length of the head with the empty line that ends it; 0: it has not come yet. */
static size_t redirect_head_length(const char *head, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++) {
		if (head[i] == '\n' && head[i + 1] == '\n')
			return i + 2;
		if (head[i] == '\n' && i + 2 < len && head[i + 1] == '\r' && head[i + 2] == '\n')
			return i + 3;
	}
	return 0;
}

enum crm_redirect_request crm_redirect_request(const char *head, size_t len, const char *path, struct crm_buf *query)
{
	if (redirect_head_length(head, len) == 0)
		return CRM_REDIRECT_PARTIAL;
	const char *end = memchr(head, '\n', len);
	size_t line = (size_t)(end - head);
	line -= line > 0 && head[line - 1] == '\r';
	const char *first = memchr(head, ' ', line);
	const char *target = first ? first + 1 : NULL;
	const char *second = target ? memchr(target, ' ', line - (size_t)(target - head)) : NULL;
	if (!second || memchr(head, '\0', line) != NULL)
		return CRM_REDIRECT_MALFORMED;
	size_t version = line - (size_t)(second + 1 - head);
	if (version != 8 || memcmp(second + 1, "HTTP/1.", 7) != 0)
		return CRM_REDIRECT_MALFORMED;
	if (first - head != 3 || memcmp(head, "GET", 3) != 0)
		return CRM_REDIRECT_METHOD;
	size_t want = strlen(path), have = (size_t)(second - target);
	if (have <= want || memcmp(target, path, want) != 0 || target[want] != '?')
		return CRM_REDIRECT_ELSEWHERE;
	crm_buf_add(query, target + want + 1, have - want - 1);
	return CRM_REDIRECT_HERE;
}

/* ---- what a person pasted ---- */

/* As it stands in the address: escapes are undone. */
static int redirect_take_code(const char *code, struct crm_redirect *out, struct crm_error *err)
{
	struct crm_buf plain;
	crm_buf_init_secret(&plain, CRM_REDIRECT_MAX);
	bool readable = redirect_decode(code, strlen(code), &plain) && !strchr(plain.ptr, ' ');
	char *kept = readable ? crm_buf_take(&plain) : NULL;
	crm_buf_free(&plain);
	if (!readable)
		return crm_error_set(err, CRM_E_INVALID, "this is neither an address nor a code");
	if (!kept)
		return crm_error_no_memory(err);
	crm_redact_add(kept);
	*out = (struct crm_redirect){.code = kept};
	return CRM_OK;
}

int crm_redirect_paste(const char *text, struct crm_redirect *out, struct crm_error *err)
{
	static const char blanks[] = " \t\r\n";
	text += strspn(text, blanks);
	size_t len = strlen(text);
	while (len > 0 && strchr(blanks, text[len - 1]))
		len--;
	if (len == 0 || len > CRM_REDIRECT_MAX)
		return crm_error_set(err, CRM_E_INVALID,
				     len ? "this is too long for an address" : "nothing was pasted");
	char *copy = crm_strndup(text, len);
	if (!copy)
		return crm_error_no_memory(err);
	char *query = strchr(copy, '?'), *fragment = strchr(copy, '#');
	if (fragment && query)
		*fragment = '\0';
	bool is_query = query || strncmp(copy, "code=", 5) == 0 || strncmp(copy, "error=", 6) == 0;
	int rc = is_query ? crm_redirect_read(query ? query + 1 : copy, out, err) : redirect_take_code(copy, out, err);
	crm_free_secret(copy);
	return rc;
}

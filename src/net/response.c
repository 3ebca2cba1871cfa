/* SPDX-License-Identifier: Apache-2.0 */
/* Reading an HTTP answer. */
#include "config.h"

#include <crmsync/http.h>
#include <crmsync/timestamp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void crm_http_response_init(struct crm_http_response *resp)
{
	memset(resp, 0, sizeof *resp);
	crm_buf_init(&resp->body, CRM_BUF_MAX);
	crm_buf_init(&resp->header_block, CRM_BUF_MAX);
}

void crm_http_response_free(struct crm_http_response *resp)
{
	crm_buf_free(&resp->body);
	crm_buf_free(&resp->header_block);
	crm_error_clear(&resp->error);
	crm_http_response_init(resp);
}

struct text_range {
	const char *start;
	size_t len;
};

static struct text_range range_trim(const char *start, const char *end)
{
	while (start < end && (*start == ' ' || *start == '\t'))
		start++;
	while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return (struct text_range){start, (size_t)(end - start)};
}

static bool response_find_header(const struct crm_http_response *resp, const char *name, struct text_range *found)
{
	size_t name_len = strlen(name);
	bool any = false;
	for (const char *line = resp->header_block.ptr; *line;) {
		const char *end = line + strcspn(line, "\n");
		if ((size_t)(end - line) > name_len && line[name_len] == ':' &&
		    strncasecmp(line, name, name_len) == 0) {
			*found = range_trim(line + name_len + 1, end);
			any = true;
		}
		line = *end ? end + 1 : end;
	}
	return any;
}

bool crm_http_get_header(const struct crm_http_response *resp, const char *name, struct crm_buf *out)
{
	struct text_range value;
	if (!response_find_header(resp, name, &value))
		return false;
	crm_buf_add(out, value.start, value.len);
	return true;
}

/* Copies a short header value into text; false if it is absent or longer. */
static bool response_short_header(const struct crm_http_response *resp, const char *name, char *text, size_t size)
{
	struct text_range value;
	if (!response_find_header(resp, name, &value) || value.len >= size)
		return false;
	memcpy(text, value.start, value.len);
	text[value.len] = '\0';
	return true;
}

bool crm_http_get_header_int(const struct crm_http_response *resp, const char *name, int64_t *out)
{
	char text[32], *end;
	if (!response_short_header(resp, name, text, sizeof text) || text[0] == '\0' ||
	    text[strspn(text, "-0123456789")] != '\0')
		return false;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	if (errno == ERANGE || *end != '\0')
		return false;
	*out = n;
	return true;
}

int64_t crm_http_retry_after(const struct crm_http_response *resp)
{
	int64_t seconds, at, now;
	if (crm_http_get_header_int(resp, "Retry-After", &seconds)) {
		if (seconds < 0)
			return -1;
		return seconds > INT64_MAX / 1000 ? INT64_MAX : seconds * 1000;
	}
	char text[CRM_TIME_TEXT];
	if (!response_short_header(resp, "Retry-After", text, sizeof text) || !crm_time_parse_http(text, &at))
		return -1;
	if (!crm_http_date(resp, &now))
		now = crm_time_now();
	return at > now ? at - now : 0;
}

bool crm_http_date(const struct crm_http_response *resp, int64_t *ms)
{
	char text[CRM_TIME_TEXT];
	return response_short_header(resp, "Date", text, sizeof text) && crm_time_parse_http(text, ms);
}

bool crm_http_is_json(const struct crm_http_response *resp)
{
	static const char plain[] = "application/json", suffix[] = "+json";
	struct text_range type;
	if (!response_find_header(resp, "Content-Type", &type))
		return false;
	const char *semicolon = memchr(type.start, ';', type.len);
	if (semicolon)
		type = range_trim(type.start, semicolon);
	if (type.len == sizeof plain - 1)
		return strncasecmp(type.start, plain, type.len) == 0;
	size_t n = sizeof suffix - 1;
	return type.len > n && strncasecmp(type.start + type.len - n, suffix, n) == 0;
}

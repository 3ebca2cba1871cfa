/* SPDX-License-Identifier: Apache-2.0 */
/* What every vendor's face uses of a request and an answer. */
#include "sandbox/face.h"

#include <stdarg.h>
#include <string.h>

#include <crmsync/decimal.h>

#include "sandbox/host.h"
#include "sandbox/percent.h"

const char *face_header(const struct face_request *req, const char *name)
{
	const struct face_http *http = req->http;
	return http ? http->header(http->ctx, name) : NULL;
}

bool face_query(const struct face_request *req, const char *name, unsigned nth, struct crm_buf *out)
{
	return percent_query(req->query, name, nth, out);
}

void face_set_header(struct face_response *resp, const char *name, const char *fmt, ...)
{
	struct crm_buf *block = &resp->header_block;
	crm_buf_str(block, name);
	crm_buf_str(block, ": ");
	size_t start = block->len;
	va_list ap;
	va_start(ap, fmt);
	crm_buf_vprintf(block, fmt, ap);
	va_end(ap);
	for (size_t i = start; i < block->len; i++)
		if (block->ptr[i] == '\n' || block->ptr[i] == '\r')
			block->ptr[i] = ' ';
	crm_buf_char(block, '\n');
}

static bool normalise_e164(const char *value, struct crm_buf *out)
{
	size_t start = out->len;
	crm_buf_char(out, '+');
	for (const char *p = value; *p; p++)
		if (*p >= '0' && *p <= '9')
			crm_buf_char(out, *p);
	if (out->len - start > 1)
		return true;
	out->len = start;
	out->ptr[start] = '\0';
	return false;
}

/* ASCII and the Latin-1 letters (C3 80 to C3 9E without the multiplication sign), as the vendors' users write them. */
static bool normalise_lower(const char *value, struct crm_buf *out)
{
	unsigned char before = 0;
	for (const char *p = value; *p; p++) {
		unsigned char c = (unsigned char)*p;
		bool latin = before == 0xC3 && c >= 0x80 && c <= 0x9E && c != 0x97;
		before = c;
		crm_buf_char(out, (char)((c >= 'A' && c <= 'Z') || latin ? c + 0x20 : c));
	}
	return true;
}

static bool normalise_trim(const char *value, struct crm_buf *out)
{
	static const char blanks[] = " \t\r\n";
	value += strspn(value, blanks);
	size_t len = strlen(value);
	while (len > 0 && strchr(blanks, value[len - 1]))
		len--;
	crm_buf_add(out, value, len);
	return true;
}

static bool normalise_round(const char *value, unsigned scale, struct crm_buf *out)
{
	struct crm_buf canonical;
	crm_buf_init(&canonical, 4096);
	bool ok = crm_decimal_canonical(value, &canonical) && !canonical.failed &&
		  crm_decimal_round(canonical.ptr, scale, out);
	crm_buf_free(&canonical);
	return ok;
}

bool face_normalise(struct face_host *host, const char *what, const char *value, struct crm_buf *out)
{
	const char *mode = crm_json_get_string(crm_json_get(face_options(host)->all, "normalise"), what);
	if (!mode)
		return false;
	if (strncmp(what, "empty_", 6) == 0) {
		if (value && *value)
			return false;
		crm_buf_str(out, mode);
		return true;
	}
	if (!value || !*value)
		return false;
	if (strcmp(mode, "e164") == 0)
		return normalise_e164(value, out);
	if (strcmp(mode, "lower") == 0)
		return normalise_lower(value, out);
	if (strcmp(mode, "trim") == 0)
		return normalise_trim(value, out);
	if (mode[0] >= '0' && mode[0] <= '9' && mode[1] == '\0')
		return normalise_round(value, (unsigned)(mode[0] - '0'), out);
	return false;
}

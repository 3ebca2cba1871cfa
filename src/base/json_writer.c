/* SPDX-License-Identifier: Apache-2.0 */
/* Writing JSON as a stream. */
#include "config.h"

#include <assert.h>
#include <crmsync/json.h>
#include <inttypes.h>
#include <string.h>

#include "json_scan.h"

/* An unpaired byte of broken UTF-8 is written as U+FFFD: what comes out is JSON whatever goes in. */
#define REPLACEMENT "\xEF\xBF\xBD"

void crm_jw_init(struct crm_json_writer *w, struct crm_buf *buf)
{
	w->buf = buf;
	w->need_comma = 0;
	w->depth = 0;
}

static uint64_t jw_bit(const struct crm_json_writer *w)
{
	return w->depth ? UINT64_C(1) << (w->depth - 1) : 0;
}

/* Before a value or a key: the comma after its elder sibling.  crm_jw_key() takes the mark away again. */
static void jw_separate(struct crm_json_writer *w)
{
	if (w->need_comma & jw_bit(w))
		crm_buf_char(w->buf, ',');
	w->need_comma |= jw_bit(w);
}

static void jw_open(struct crm_json_writer *w, char bracket)
{
	jw_separate(w);
	assert(w->depth < CRM_JSON_MAX_DEPTH);
	if (w->depth >= CRM_JSON_MAX_DEPTH) {
		w->buf->failed = true;
		return;
	}
	w->depth++;
	w->need_comma &= ~jw_bit(w);
	crm_buf_char(w->buf, bracket);
}

static void jw_close(struct crm_json_writer *w, char bracket)
{
	assert(w->depth > 0 || w->buf->failed);
	if (w->depth == 0) {
		w->buf->failed = true;
		return;
	}
	w->depth--;
	crm_buf_char(w->buf, bracket);
}

void crm_jw_object(struct crm_json_writer *w)
{
	jw_open(w, '{');
}

void crm_jw_end_object(struct crm_json_writer *w)
{
	jw_close(w, '}');
}

void crm_jw_array(struct crm_json_writer *w)
{
	jw_open(w, '[');
}

void crm_jw_end_array(struct crm_json_writer *w)
{
	jw_close(w, ']');
}

static void jw_escape(struct crm_buf *buf, unsigned char c)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	const char *found = memchr(plain, c, sizeof plain - 1);
	if (found) {
		char pair[2] = {'\\', letter[found - plain]};
		crm_buf_add(buf, pair, 2);
	} else {
		crm_buf_printf(buf, "\\u%04x", c);
	}
}

static void jw_quote_valid(struct crm_buf *buf, const char *text, size_t len)
{
	size_t start = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		crm_buf_add(buf, text + start, i - start);
		jw_escape(buf, c);
		start = i + 1;
	}
	crm_buf_add(buf, text + start, len - start);
}

static void jw_quote(struct crm_buf *buf, const char *text, size_t len)
{
	crm_buf_char(buf, '"');
	while (len > 0) {
		size_t valid = crm_utf8_valid_prefix(text, len);
		jw_quote_valid(buf, text, valid);
		if (valid < len) {
			crm_buf_str(buf, REPLACEMENT);
			valid++;
		}
		text += valid;
		len -= valid;
	}
	crm_buf_char(buf, '"');
}

void crm_jw_key(struct crm_json_writer *w, const char *name)
{
	assert(w->depth > 0 || w->buf->failed);
	jw_separate(w);
	jw_quote(w->buf, name, strlen(name));
	crm_buf_char(w->buf, ':');
	w->need_comma &= ~jw_bit(w);
}

void crm_jw_string(struct crm_json_writer *w, const char *text)
{
	if (text)
		crm_jw_string_n(w, text, strlen(text));
	else
		crm_jw_null(w);
}

void crm_jw_string_n(struct crm_json_writer *w, const char *text, size_t len)
{
	jw_separate(w);
	jw_quote(w->buf, text, len);
}

void crm_jw_number(struct crm_json_writer *w, const char *number_text)
{
	if (crm_json_is_number_text(number_text))
		crm_jw_raw(w, number_text, strlen(number_text));
	else
		crm_jw_string(w, number_text);
}

void crm_jw_int(struct crm_json_writer *w, int64_t n)
{
	jw_separate(w);
	crm_buf_printf(w->buf, "%" PRId64, n);
}

void crm_jw_bool(struct crm_json_writer *w, bool b)
{
	jw_separate(w);
	crm_buf_str(w->buf, b ? "true" : "false");
}

void crm_jw_null(struct crm_json_writer *w)
{
	jw_separate(w);
	crm_buf_str(w->buf, "null");
}

void crm_jw_value(struct crm_json_writer *w, const crm_json *v)
{
	jw_separate(w);
	crm_json_write(w->buf, v);
}

void crm_jw_raw(struct crm_json_writer *w, const char *json, size_t len)
{
	jw_separate(w);
	crm_buf_add(w->buf, json, len);
}

void crm_jw_field(struct crm_json_writer *w, const char *name, const char *text)
{
	crm_jw_key(w, name);
	crm_jw_string(w, text);
}

void crm_jw_field_int(struct crm_json_writer *w, const char *name, int64_t n)
{
	crm_jw_key(w, name);
	crm_jw_int(w, n);
}

void crm_jw_field_bool(struct crm_json_writer *w, const char *name, bool b)
{
	crm_jw_key(w, name);
	crm_jw_bool(w, b);
}

bool crm_json_is_number_text(const char *text)
{
	size_t len = text ? strlen(text) : 0;
	return len > 0 && json_scan_number_prefix(text, len) == len;
}

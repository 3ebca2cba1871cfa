/* SPDX-License-Identifier: Apache-2.0 */
/* The strict pass over a JSON text. */
#include "config.h"

#include "json_scan.h"

#include <crmsync/json.h>
#include <crmsync/mem.h>
#include <string.h>

#include "json_keys.h"
#include "utf8.h"

struct scan {
	const char *text;
	size_t len;
	size_t pos;
	unsigned depth;
	struct json_numbers *numbers;
	struct json_keys keys;
	struct crm_buf decoded; /* a key that is written with escapes */
	struct crm_error *err;
};

static int scan_value(struct scan *s);

/* Columns count bytes from 1. */
static int scan_fail_at(struct scan *s, size_t pos, const char *what)
{
	size_t line = 1, start = 0;
	for (size_t i = 0; i < pos; i++) {
		if (s->text[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	return crm_error_set(s->err, CRM_E_INVALID, "line %zu, column %zu: %s", line, pos - start + 1, what);
}

static int scan_fail(struct scan *s, const char *what)
{
	return scan_fail_at(s, s->pos, s->pos < s->len ? what : "the text ends too early");
}

static int scan_out_of_memory(struct scan *s)
{
	return crm_error_set(s->err, CRM_E_NOMEM, "out of memory while reading JSON");
}

static int scan_peek(const struct scan *s)
{
	return s->pos < s->len ? (unsigned char)s->text[s->pos] : -1;
}

static void scan_blanks(struct scan *s)
{
	while (s->pos < s->len) {
		char c = s->text[s->pos];
		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			break;
		s->pos++;
	}
}

static int scan_literal(struct scan *s, const char *word)
{
	size_t n = strlen(word);
	if (s->len - s->pos < n || memcmp(s->text + s->pos, word, n) != 0)
		return scan_fail(s, "a value is expected");
	s->pos += n;
	return CRM_OK;
}

static size_t number_digits(const char *text, size_t len, size_t pos)
{
	while (pos < len && text[pos] >= '0' && text[pos] <= '9')
		pos++;
	return pos;
}

size_t json_scan_number_prefix(const char *text, size_t len)
{
	size_t start = len > 0 && text[0] == '-' ? 1 : 0;
	size_t pos = number_digits(text, len, start);
	if (pos == start)
		return 0;
	if (text[start] == '0')
		pos = start + 1;
	if (pos + 1 < len && text[pos] == '.') {
		size_t end = number_digits(text, len, pos + 1);
		if (end == pos + 1)
			return pos;
		pos = end;
	}
	if (pos < len && (text[pos] == 'e' || text[pos] == 'E')) {
		size_t digits = pos + 1;
		if (digits < len && (text[digits] == '+' || text[digits] == '-'))
			digits++;
		size_t end = number_digits(text, len, digits);
		if (end > digits)
			pos = end;
	}
	return pos;
}

static int scan_keep_number(struct scan *s, size_t len)
{
	struct json_numbers *list = s->numbers;
	if (list->n == list->room) {
		size_t room = list->room ? list->room * 2 : 64;
		struct json_span *spans = crm_reallocarray(list->spans, room, sizeof *spans);
		if (!spans)
			return scan_out_of_memory(s);
		list->spans = spans;
		list->room = room;
	}
	list->spans[list->n++] = (struct json_span){(uint32_t)s->pos, (uint32_t)len};
	if (len > list->longest)
		list->longest = (uint32_t)len;
	return CRM_OK;
}

static int scan_number(struct scan *s)
{
	size_t len = json_scan_number_prefix(s->text + s->pos, s->len - s->pos);
	if (len == 0)
		return scan_fail(s, "a value is expected");
	size_t end = s->pos + len;
	if (end < s->len && memchr("+-.0123456789eE", s->text[end], 15))
		return scan_fail_at(s, s->pos, "a number is malformed");
	int rc = scan_keep_number(s, len);
	s->pos = end;
	return rc;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four digits after \u; -1 if they are not all there. */
static int32_t scan_hex4(const struct scan *s, size_t pos)
{
	if (s->len < 4 || pos > s->len - 4)
		return -1;
	int32_t value = 0;
	for (size_t i = 0; i < 4; i++) {
		int digit = hex_value(s->text[pos + i]);
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

static int scan_unicode_escape(struct scan *s, uint32_t *cp)
{
	int32_t unit = scan_hex4(s, s->pos + 2);
	if (unit < 0)
		return scan_fail(s, "\\u needs four hexadecimal digits");
	if (unit == 0)
		return scan_fail(s, "\\u0000 is not allowed");
	*cp = (uint32_t)unit;
	if (unit < 0xD800 || unit > 0xDFFF) {
		s->pos += 6;
		return CRM_OK;
	}
	int32_t low = -1;
	if (unit < 0xDC00 && s->len - s->pos >= 12 && s->text[s->pos + 6] == '\\' && s->text[s->pos + 7] == 'u')
		low = scan_hex4(s, s->pos + 8);
	if (low < 0xDC00 || low > 0xDFFF)
		return scan_fail(s, "a surrogate stands alone");
	*cp = 0x10000 + (((uint32_t)unit - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
	s->pos += 12;
	return CRM_OK;
}

static int scan_escape(struct scan *s, uint32_t *cp)
{
	static const char plain[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	if (s->pos + 1 >= s->len)
		return scan_fail_at(s, s->len, "the text ends too early");
	char c = s->text[s->pos + 1];
	if (c == 'u')
		return scan_unicode_escape(s, cp);
	const char *found = memchr(plain, c, sizeof plain - 1);
	if (!found)
		return scan_fail(s, "an unknown escape in a string");
	*cp = (unsigned char)meant[found - plain];
	s->pos += 2;
	return CRM_OK;
}

/* Bytes that need no look of their own: printable ASCII but quote and backslash. */
static size_t scan_plain_run(const struct scan *s)
{
	size_t pos = s->pos;
	while (pos < s->len) {
		unsigned char c = (unsigned char)s->text[pos];
		if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
			break;
		pos++;
	}
	return pos - s->pos;
}

/* One escape or one character beyond ASCII; what it stands for goes to `decoded` if that is not NULL. */
static int scan_special(struct scan *s, struct crm_buf *decoded)
{
	uint32_t cp;
	if (scan_peek(s) == '\\') {
		int rc = scan_escape(s, &cp);
		if (rc < 0)
			return rc;
	} else {
		if (scan_peek(s) >= 0 && scan_peek(s) < 0x20)
			return scan_fail(s, "a control character in a string");
		size_t n = utf8_decode(s->text + s->pos, s->len - s->pos, &cp);
		if (n == 0)
			return scan_fail(s, "invalid UTF-8");
		s->pos += n;
	}
	if (decoded) {
		char bytes[4];
		crm_buf_add(decoded, bytes, utf8_encode(cp, bytes));
	}
	return CRM_OK;
}

/* At a quote.  `decoded` may be NULL. */
static int scan_string(struct scan *s, struct crm_buf *decoded)
{
	s->pos++;
	for (;;) {
		size_t run = scan_plain_run(s);
		if (decoded)
			crm_buf_add(decoded, s->text + s->pos, run);
		s->pos += run;
		if (scan_peek(s) == '"')
			break;
		int rc = scan_special(s, decoded);
		if (rc < 0)
			return rc;
	}
	s->pos++;
	return CRM_OK;
}

static int scan_key(struct scan *s)
{
	if (scan_peek(s) != '"')
		return scan_fail(s, "a key in double quotes is expected");
	size_t start = s->pos;
	int rc = scan_string(s, NULL);
	if (rc < 0)
		return rc;
	const char *key = s->text + start + 1;
	size_t len = s->pos - start - 2;
	bool escaped = memchr(key, '\\', len) != NULL;
	if (escaped) {
		crm_buf_reset(&s->decoded);
		s->pos = start;
		scan_string(s, &s->decoded);
		if (s->decoded.failed)
			return scan_out_of_memory(s);
		key = s->decoded.ptr;
		len = s->decoded.len;
	}
	switch (json_keys_add(&s->keys, key, len, escaped)) {
	case JSON_KEY_NEW:
		return CRM_OK;
	case JSON_KEY_DUPLICATE:
		return scan_fail_at(s, start, "a key occurs twice in one object");
	default:
		return scan_out_of_memory(s);
	}
}

static int scan_enter(struct scan *s)
{
	if (s->depth == CRM_JSON_MAX_DEPTH)
		return scan_fail(s, "nested too deeply");
	s->depth++;
	s->pos++;
	scan_blanks(s);
	return CRM_OK;
}

static int scan_member(struct scan *s)
{
	int rc = scan_key(s);
	if (rc < 0)
		return rc;
	scan_blanks(s);
	if (scan_peek(s) != ':')
		return scan_fail(s, "a colon is expected");
	s->pos++;
	return scan_value(s);
}

/* The members or elements of an object or array up to its end. */
static int scan_items(struct scan *s, char end, int (*item)(struct scan *))
{
	if (scan_peek(s) == end)
		return CRM_OK;
	for (;;) {
		int rc = item(s);
		if (rc < 0)
			return rc;
		scan_blanks(s);
		if (scan_peek(s) == end)
			return CRM_OK;
		if (scan_peek(s) != ',')
			return scan_fail(s, end == '}' ? "a comma or '}' is expected" : "a comma or ']' is expected");
		s->pos++;
		scan_blanks(s);
	}
}

static int scan_container(struct scan *s, char end)
{
	int rc = scan_enter(s);
	if (rc < 0)
		return rc;
	size_t outer = json_keys_open(&s->keys);
	rc = scan_items(s, end, end == '}' ? scan_member : scan_value);
	json_keys_close(&s->keys, outer);
	s->depth--;
	s->pos++;
	return rc;
}

/* With blanks before it. */
static int scan_value(struct scan *s)
{
	scan_blanks(s);
	switch (scan_peek(s)) {
	case '{':
		return scan_container(s, '}');
	case '[':
		return scan_container(s, ']');
	case '"':
		return scan_string(s, NULL);
	case 't':
		return scan_literal(s, "true");
	case 'f':
		return scan_literal(s, "false");
	case 'n':
		return scan_literal(s, "null");
	default:
		return scan_number(s);
	}
}

static int scan_document(struct scan *s)
{
	int rc = scan_value(s);
	if (rc < 0)
		return rc;
	scan_blanks(s);
	return s->pos == s->len ? CRM_OK : scan_fail(s, "something follows the value");
}

int json_scan(const char *text, size_t len, struct json_numbers *numbers, struct crm_error *err)
{
	struct scan s = {.text = text, .len = len, .numbers = numbers, .err = err};
	memset(numbers, 0, sizeof *numbers);
	json_keys_init(&s.keys);
	crm_buf_init(&s.decoded, CRM_JSON_MAX_SIZE);
	int rc = scan_document(&s);
	crm_buf_free(&s.decoded);
	json_keys_free(&s.keys);
	return rc;
}

void json_numbers_free(struct json_numbers *numbers)
{
	crm_free(numbers->spans);
	memset(numbers, 0, sizeof *numbers);
}

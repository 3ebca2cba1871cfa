/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 in both alphabets (RFC 4648). */
#include "config.h"

#include <crmsync/url.h>
#include <stdint.h>
#include <string.h>

static const char base64_plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base64_url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void base64_encode(struct crm_buf *out, const unsigned char *b, size_t len, const char *alphabet, bool pad)
{
	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t bits = (uint32_t)b[i] << 16;
		if (n > 1)
			bits |= (uint32_t)b[i + 1] << 8;
		if (n > 2)
			bits |= b[i + 2];
		for (size_t k = 0; k <= n; k++)
			crm_buf_char(out, alphabet[bits >> (18 - 6 * k) & 0x3F]);
		if (pad)
			crm_buf_add(out, "==", 3 - n);
	}
}

void crm_base64url(struct crm_buf *out, const void *bytes, size_t len)
{
	base64_encode(out, bytes, len, base64_url, false);
}

void crm_base64(struct crm_buf *out, const void *bytes, size_t len)
{
	base64_encode(out, bytes, len, base64_plain, true);
}

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

/* Digits without padding; the bits that no byte needs must be zero, so that each text has one reading. */
static bool base64_is_wellformed(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (base64_value(text[i]) < 0)
			return false;
	}
	if (len % 4 == 0)
		return true;
	return len % 4 != 1 && (base64_value(text[len - 1]) & (len % 4 == 2 ? 0xF : 0x3)) == 0;
}

bool crm_base64_decode(struct crm_buf *out, const char *text, size_t len)
{
	size_t digits = len;
	while (digits > 0 && len - digits < 2 && text[digits - 1] == '=')
		digits--;
	if ((digits < len && len % 4 != 0) || !base64_is_wellformed(text, digits))
		return false;
	uint32_t bits = 0;
	unsigned have = 0;
	for (size_t i = 0; i < digits; i++) {
		bits = bits << 6 | (uint32_t)base64_value(text[i]);
		have += 6;
		if (have >= 8) {
			have -= 8;
			crm_buf_char(out, (char)(bits >> have & 0xFF));
		}
	}
	return true;
}

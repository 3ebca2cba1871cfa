/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 well-formedness. */
#include "config.h"

#include "utf8.h"

#include <crmsync/json.h>
#include <string.h>

size_t utf8_decode(const char *bytes, size_t len, uint32_t *cp)
{
	const unsigned char *b = (const unsigned char *)bytes;
	if (len == 0)
		return 0;
	if (b[0] < 0x80) {
		*cp = b[0];
		return 1;
	}
	size_t n = b[0] >= 0xF0 ? 4 : b[0] >= 0xE0 ? 3 : 2;
	if (b[0] < 0xC2 || b[0] > 0xF4 || len < n)
		return 0;
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t value = b[0] & (0xFFu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((b[i] & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (b[i] & 0x3Fu);
	}
	if (value < smallest[n] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
		return 0;
	*cp = value;
	return n;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80u | (cp & 0x3Fu));
		cp >>= 6;
	}
	out[0] = (char)(lead[n] | cp);
	return n;
}

size_t crm_utf8_valid_prefix(const char *bytes, size_t len)
{
	size_t i = 0;
	while (i < len) {
		uint64_t eight;
		if (len - i >= sizeof eight) {
			memcpy(&eight, bytes + i, sizeof eight);
			if ((eight & UINT64_C(0x8080808080808080)) == 0) {
				i += sizeof eight;
				continue;
			}
		}
		uint32_t cp;
		size_t n = utf8_decode(bytes + i, len - i, &cp);
		if (n == 0)
			break;
		i += n;
	}
	return i;
}

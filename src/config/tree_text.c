/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at a file's characters before libyaml does, because libyaml reports them without line and column. */
#include "config.h"

#include <config/tree.h>
#include <utf8proc.h>

/* YAML 1.2, section 5.1; the byte order mark is allowed at the start alone. */
static bool text_allows(utf8proc_int32_t c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0x7E) || c == 0x85 ||
	       (c >= 0xA0 && c <= 0xFFFD && c != 0xFEFF) || c >= 0x10000;
}

bool config_text_check(const struct config_file *file, const char *text, size_t len, struct config_mistakes *mistakes)
{
	struct config_place at = {.file = file, .line = 1, .column = 1};
	for (size_t i = 0; i < len; at.column++) {
		utf8proc_int32_t c = -1;
		utf8proc_ssize_t size =
			utf8proc_iterate((const utf8proc_uint8_t *)text + i, (utf8proc_ssize_t)(len - i), &c);
		if (size <= 0 || c < 0) {
			config_mistake_note(mistakes, &at, "byte 0x%02x is not UTF-8 (allowed: a file in UTF-8)",
					    (unsigned)(unsigned char)text[i]);
			return false;
		}
		if (!text_allows(c)) {
			config_mistake_note(mistakes, &at, "character U+%04X is not allowed (allowed: printable text)",
					    (unsigned)c);
			return false;
		}
		i += (size_t)size;
		if (c == '\n') {
			at.line++;
			at.column = 0;
		}
	}
	return true;
}

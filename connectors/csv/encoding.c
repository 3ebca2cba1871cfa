/* SPDX-License-Identifier: Apache-2.0 */
/* Encodings of files: told by a byte order mark, by the config, or by what the bytes can be. */
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include <crmsync/json.h>

#include "csv_connector.h"

#define SAMPLE 4096 /* bytes that show whether a file without a mark is UTF-16 */

static const struct named_encoding {
	const char *word;
	struct cv_encoding encoding;
} known[] = {
	{"utf-8", {"UTF-8", false}},
	{"utf8", {"UTF-8", false}},
	{"utf-8-bom", {"UTF-8", true}},
	{"utf-16le", {"UTF-16LE", true}},
	{"utf-16be", {"UTF-16BE", true}},
	{"utf-16", {"UTF-16LE", true}},
	{"windows-1252", {"WINDOWS-1252", false}},
	{"cp1252", {"WINDOWS-1252", false}},
	{"ansi", {"WINDOWS-1252", false}},
	{"iso-8859-1", {"ISO-8859-1", false}},
	{"latin1", {"ISO-8859-1", false}},
	{"iso-8859-15", {"ISO-8859-15", false}},
	{"latin9", {"ISO-8859-15", false}},
};

const char *const cv_encoding_names = "utf-8, utf-8-bom, utf-16le, utf-16be, windows-1252, iso-8859-1, iso-8859-15";

static const struct mark {
	const char *bytes;
	size_t len;
	const char *name;
} marks[] = {{"\xEF\xBB\xBF", 3, "UTF-8"}, {"\xFF\xFE", 2, "UTF-16LE"}, {"\xFE\xFF", 2, "UTF-16BE"}};

bool cv_encoding_parse(const char *text, struct cv_encoding *out)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcasecmp(known[i].word, text) == 0) {
			*out = known[i].encoding;
			return true;
		}
	return false;
}

static const struct mark *mark_of(const char *bytes, size_t len)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (len >= marks[i].len && memcmp(bytes, marks[i].bytes, marks[i].len) == 0)
			return &marks[i];
	return NULL;
}

/* ---- detection ---- */

/* Text in Latin letters has a NUL in every other byte then. */
static const char *utf16_without_mark(const char *bytes, size_t len)
{
	size_t n = len < SAMPLE ? len & ~(size_t)1 : SAMPLE, even = 0, odd = 0;
	for (size_t i = 0; i + 1 < n; i += 2) {
		even += bytes[i] == '\0';
		odd += bytes[i + 1] == '\0';
	}
	if (n < 4 || len % 2 != 0)
		return NULL;
	if (odd * 10 >= n * 4 && even == 0)
		return "UTF-16LE";
	return even * 10 >= n * 4 && odd == 0 ? "UTF-16BE" : NULL;
}

struct census {
	size_t sequences, broken; /* of UTF-8 beyond ASCII */
	size_t c1, currency; /* 0x80 to 0x9F, which only Windows uses; 0xA4, which is the euro sign in ISO-8859-15 */
};

static void take_census(const char *bytes, size_t len, struct census *c)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char b = (unsigned char)bytes[i];
		c->c1 += b >= 0x80 && b <= 0x9F;
		c->currency += b == 0xA4;
	}
	for (size_t at = 0; at < len;) {
		size_t good = crm_utf8_valid_prefix(bytes + at, len - at);
		for (size_t i = at; i < at + good; i++)
			c->sequences += (unsigned char)bytes[i] >= 0xC0;
		at += good;
		if (at < len) {
			c->broken++;
			at++;
		}
	}
}

void cv_encoding_detect(const char *bytes, size_t len, struct cv_encoding *out)
{
	const struct mark *mark = mark_of(bytes, len);
	const char *name = mark ? mark->name : utf16_without_mark(bytes, len);
	struct census c = {0};
	*out = (struct cv_encoding){.name = name, .bom = mark != NULL};
	if (name != NULL)
		return;
	take_census(bytes, len, &c);
	if (c.broken <= c.sequences)
		out->name = "UTF-8";
	else
		out->name = c.c1 == 0 && c.currency > 0 ? "ISO-8859-15" : "WINDOWS-1252";
}

/* ---- conversion ---- */

/* Converts all of it; what cannot be converted is left out of *in. */
static int convert(iconv_t cd, char **in, size_t *in_left, struct crm_buf *out)
{
	char block[16384];
	while (*in_left > 0) {
		char *to = block;
		size_t room = sizeof block;
		size_t rc = iconv(cd, in, in_left, &to, &room);
		crm_buf_add(out, block, (size_t)(to - block));
		if (rc == (size_t)-1 && errno != E2BIG)
			return CRM_E_INVALID;
	}
	return CRM_OK;
}

static size_t unit_of(const struct cv_encoding *encoding)
{
	return strncmp(encoding->name, "UTF-16", 6) == 0 ? 2 : 1;
}

int cv_decode(const struct cv_encoding *encoding, const char *bytes, size_t len, struct crm_buf *out, size_t *strange)
{
	const struct mark *mark = mark_of(bytes, len);
	size_t skip = mark != NULL && strcmp(mark->name, encoding->name) == 0 ? mark->len : 0;
	char *in = (char *)(uintptr_t)(bytes + skip);
	size_t left = len - skip, unit = unit_of(encoding);
	*strange = 0;
	if (strcmp(encoding->name, "UTF-8") == 0) {
		crm_buf_add(out, in, left);
		return out->failed ? CRM_E_NOMEM : CRM_OK;
	}
	iconv_t cd = iconv_open("UTF-8", encoding->name);
	if (cd == (iconv_t)-1)
		return CRM_E_FAIL;
	while (convert(cd, &in, &left, out) != CRM_OK) {
		size_t step = left < unit ? left : unit;
		crm_buf_char(out, (char)0xFF);
		in += step;
		left -= step;
		(*strange)++;
	}
	iconv_close(cd);
	return out->failed ? CRM_E_NOMEM : CRM_OK;
}

int cv_encode(const struct cv_encoding *encoding, const char *text, size_t len, struct crm_buf *out)
{
	char *in = (char *)(uintptr_t)text;
	for (size_t i = 0; encoding->bom && i < sizeof marks / sizeof *marks; i++)
		if (strcmp(marks[i].name, encoding->name) == 0)
			crm_buf_add(out, marks[i].bytes, marks[i].len);
	if (strcmp(encoding->name, "UTF-8") == 0) {
		crm_buf_add(out, text, len);
		return out->failed ? CRM_E_NOMEM : CRM_OK;
	}
	iconv_t cd = iconv_open(encoding->name, "UTF-8");
	if (cd == (iconv_t)-1)
		return CRM_E_FAIL;
	int rc = convert(cd, &in, &len, out);
	iconv_close(cd);
	return out->failed ? CRM_E_NOMEM : rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* How people write and miswrite names and numbers. */
#include "config.h"

#include "sandbox/crowd.h"

#include <stdarg.h>
#include <string.h>

#define TEXT_MAX 512

struct letter {
	const char *letter, *expanded, *stripped;
};

static const struct letter letters[] = {
	{"ä", "ae", "a"},  {"ö", "oe", "o"}, {"ü", "ue", "u"}, {"Ä", "Ae", "A"}, {"Ö", "Oe", "O"}, {"Ü", "Ue", "U"},
	{"ß", "ss", "ss"}, {"é", "e", "e"},  {"è", "e", "e"},  {"ê", "e", "e"},  {"ë", "e", "e"},  {"É", "E", "E"},
	{"à", "a", "a"},   {"â", "a", "a"},  {"á", "a", "a"},  {"Á", "A", "A"},  {"ç", "c", "c"},  {"Ç", "C", "C"},
	{"î", "i", "i"},   {"ï", "i", "i"},  {"í", "i", "i"},  {"Í", "I", "I"},  {"ì", "i", "i"},  {"ô", "o", "o"},
	{"ó", "o", "o"},   {"Ó", "O", "O"},  {"ò", "o", "o"},  {"ô", "o", "o"},  {"û", "u", "u"},  {"ú", "u", "u"},
	{"ù", "u", "u"},   {"Ú", "U", "U"},  {"ñ", "n", "n"},  {"Ñ", "N", "N"},  {"ı", "i", "i"},  {"İ", "I", "I"},
	{"ğ", "g", "g"},   {"ş", "s", "s"},  {"Ş", "S", "S"},  {"ł", "l", "l"},  {"Ł", "L", "L"},  {"ś", "s", "s"},
	{"Ś", "S", "S"},   {"ź", "z", "z"},  {"ż", "z", "z"},  {"Ź", "Z", "Z"},  {"Ż", "Z", "Z"},  {"ą", "a", "a"},
	{"ę", "e", "e"},   {"ć", "c", "c"},  {"ń", "n", "n"},
};

static const struct letter *find_letter(const char *text)
{
	for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
		if (memcmp(text, letters[i].letter, 2) == 0) /* all have two bytes, and so has the text */
			return &letters[i];
	return NULL;
}

/* A text that grows; what does not fit is left away. */
struct text {
	char bytes[TEXT_MAX];
	size_t len;
};

static void text_put(struct text *t, const char *s, size_t n)
{
	if (t->len + n >= sizeof t->bytes)
		return;
	memcpy(t->bytes + t->len, s, n);
	t->len += n;
}

static const char *text_keep(struct seed_draft *d, const struct text *t)
{
	const char *kept = crm_arena_strndup(d->arena, t->bytes, t->len);
	if (kept)
		return kept;
	d->failed = true;
	return "";
}

const char *crowd_head(struct seed_draft *d, const char *text, size_t n)
{
	const char *kept = crm_arena_strndup(d->arena, text, strnlen(text, n));
	if (kept)
		return kept;
	d->failed = true;
	return "";
}

const char *crowd_number(struct seed_draft *d, unsigned n)
{
	char digits[16] = {0}, *p = digits + sizeof digits - 1;
	do
		*--p = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	return crowd_join(d, p, NULL);
}

const char *crowd_join(struct seed_draft *d, ...)
{
	struct text out;
	out.len = 0;
	va_list ap;
	va_start(ap, d);
	for (const char *s = va_arg(ap, const char *); s; s = va_arg(ap, const char *))
		text_put(&out, s, strlen(s));
	va_end(ap);
	return text_keep(d, &out);
}

const char *crowd_ascii(struct seed_draft *d, const char *text, enum crowd_ascii how)
{
	struct text out;
	out.len = 0;
	while (*text) {
		const struct letter *l = (unsigned char)*text < 0x80 ? NULL : find_letter(text);
		if (l) {
			const char *plain = how == CROWD_EXPANDED ? l->expanded : l->stripped;
			text_put(&out, plain, strlen(plain));
			text += 2;
		} else {
			text_put(&out, text++, 1);
		}
	}
	return text_keep(d, &out);
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char lower(char c)
{
	return (char)(is_upper(c) ? c + 0x20 : c);
}

const char *crowd_slug(struct seed_draft *d, const char *text, enum crowd_ascii how, char dash)
{
	struct text out;
	out.len = 0;
	bool gap = false;
	for (const char *p = crowd_ascii(d, text, how); *p; p++) {
		bool plain = is_letter(*p) || is_digit(*p);
		char c = lower(*p);
		if (plain && gap && dash && out.len > 0)
			text_put(&out, &dash, 1);
		if (plain)
			text_put(&out, &c, 1);
		gap = !plain;
	}
	return text_keep(d, &out);
}

const char *crowd_digits(struct seed_draft *d, const char *pattern)
{
	struct text out;
	out.len = 0;
	for (; *pattern; pattern++) {
		char c = *pattern == '#' ? (char)('0' + seed_random_below(&d->random, 10)) : *pattern;
		text_put(&out, &c, 1);
	}
	return text_keep(d, &out);
}

/* ---- slips ------------------------------------------------------------------------------------------------------- */

/* Keys beside each letter, on a QWERTZ and a QWERTY keyboard alike. */
static const char *const neighbours[26] = {"qsw", "vgn", "xdv", "sfe", "wrd", "dgr", "fht", "gju", "uok",
					   "hku", "jli", "ko",  "nk",  "bmh", "ipl", "o",   "wa",  "etf",
					   "ad",  "rg",  "ij",  "cbf", "qe",  "cs",  "tx",  "xu"};

/* What is read for it on paper, and what is heard for it; both ways. */
static const struct {
	const char *one, *other;
} misread[] = {{"rn", "m"}, {"cl", "d"}, {"l", "i"}, {"e", "c"}, {"vv", "w"}, {"u", "v"}, {"h", "b"}, {"nn", "m"}},
  misheard[] = {{"ph", "f"}, {"ck", "k"}, {"tz", "z"}, {"dt", "t"},  {"ei", "ai"},  {"ey", "ei"}, {"th", "t"},
		{"y", "i"},  {"c", "k"},  {"ss", "s"}, {"mm", "m"},  {"nn", "n"},   {"ll", "l"},  {"tt", "t"},
		{"ff", "f"}, {"v", "f"},  {"ie", "y"}, {"eu", "oi"}, {"sch", "sh"}, {"gh", "g"},  {"d", "t"}};

/* A place inside the text, not the first letter, where two ASCII letters stand; 0 if there is none. */
static size_t slip_place(struct seed_draft *d, const char *text, size_t len)
{
	for (unsigned tries = 0; tries < 8 && len > 3; tries++) {
		size_t i = 1 + seed_random_below(&d->random, len - 2);
		if (is_letter(text[i]) && is_letter(text[i + 1]))
			return i;
	}
	return 0;
}

static const char *slip_replace(struct seed_draft *d, const char *text, size_t at, size_t n, const char *by)
{
	return crowd_join(d, crowd_head(d, text, at), by, text + at + n, NULL);
}

static const char *slip_key(struct seed_draft *d, const char *text, size_t at)
{
	const char *keys = neighbours[lower(text[at]) - 'a'];
	const char key[2] = {keys[seed_random_below(&d->random, strlen(keys))]};
	return slip_replace(d, text, at, 1, key);
}

static const char *slip_transpose(struct seed_draft *d, const char *text, size_t at)
{
	const char swapped[3] = {text[at + 1], text[at]};
	return slip_replace(d, text, at, 2, swapped);
}

static const char *slip_double(struct seed_draft *d, const char *text, size_t at)
{
	const char twice[3] = {text[at], text[at]};
	return slip_replace(d, text, at, 1, twice);
}

/* The first pair, from a random one on, that the text has. */
static const char *slip_by_table(struct seed_draft *d, const char *text, bool heard)
{
	size_t n = heard ? sizeof misheard / sizeof misheard[0] : sizeof misread / sizeof misread[0];
	size_t start = seed_random_below(&d->random, n);
	for (size_t i = 0; i < n; i++) {
		size_t k = (start + i) % n;
		const char *one = heard ? misheard[k].one : misread[k].one;
		const char *other = heard ? misheard[k].other : misread[k].other;
		const char *found = strstr(text, one);
		if (found)
			return slip_replace(d, text, (size_t)(found - text), strlen(one), other);
		found = strstr(text, other);
		if (found)
			return slip_replace(d, text, (size_t)(found - text), strlen(other), one);
	}
	return text;
}

const char *crowd_slip(struct seed_draft *d, const char *text)
{
	uint64_t kind = seed_random_below(&d->random, 100);
	size_t at = slip_place(d, text, strlen(text));
	if (kind >= 75)
		return slip_by_table(d, text, true);
	if (kind >= 65)
		return slip_by_table(d, text, false);
	if (at == 0)
		return text;
	if (kind >= 45)
		return slip_key(d, text, at);
	if (kind >= 25)
		return slip_transpose(d, text, at);
	if (kind >= 10)
		return slip_replace(d, text, at, 1, "");
	return slip_double(d, text, at);
}

/* ---- telephone numbers ------------------------------------------------------------------------------------------- */

static const char *phone_extension(struct seed_draft *d, const char *number, const char *extension, bool german)
{
	static const char *const told[] = {" x", " ext. ", " ext ", "x"}, *const dialled[] = {"-", " - ", " ", ""};
	uint64_t way = seed_random_below(&d->random, 4);
	return crowd_join(d, number, german ? dialled[way] : told[way], extension, NULL);
}

static const char *phone_american(struct seed_draft *d, const char *area, const char *number)
{
	switch (seed_random_below(&d->random, 5)) {
	case 0:
		return crowd_join(d, area, "-", crowd_head(d, number, 3), "-", number + 3, NULL);
	case 1:
		return crowd_join(d, area, ".", crowd_head(d, number, 3), ".", number + 3, NULL);
	case 2:
		return crowd_join(d, "+1 ", area, " ", crowd_head(d, number, 3), " ", number + 3, NULL);
	case 3:
		return crowd_join(d, "1-", area, "-", crowd_head(d, number, 3), "-", number + 3, NULL);
	default:
		return crowd_join(d, "(", area, ") ", crowd_head(d, number, 3), "-", number + 3, NULL);
	}
}

static const char *phone_local(struct seed_draft *d, const struct crowd_country *country, const char *area,
			       const char *number)
{
	switch (seed_random_below(&d->random, 7)) {
	case 0:
		return crowd_join(d, "+", country->dial, " ", area, " ", number, NULL);
	case 1:
		if (!*country->trunk)
			return crowd_join(d, "(+", country->dial, ") ", area, " ", number, NULL);
		return crowd_join(d, "+", country->dial, " (", country->trunk, ")", area, " ", number, NULL);
	case 2:
		return crowd_join(d, "00", country->dial, " ", area, " ", number, NULL);
	case 3:
		return crowd_join(d, country->trunk, area, "/", number, NULL);
	case 4:
		return crowd_join(d, country->trunk, area, "-", number, NULL);
	case 5:
		return crowd_join(d, country->trunk, area, " ", crowd_head(d, number, 3), " ", number + 3, NULL);
	default:
		return crowd_join(d, country->trunk, area, " ", number, NULL);
	}
}

const char *crowd_phone(struct seed_draft *d, const struct crowd_country *country, const char *area, const char *number,
			const char *extension, unsigned e164_permille)
{
	bool american = strcmp(country->dial, "1") == 0, german = country->culture == &crowd_german;
	bool plain = seed_random_chance(&d->random, e164_permille);
	const char *text;
	if (strlen(number) < 4) /* out of memory */
		return "";
	if (plain)
		text = crowd_join(d, "+", country->dial, area, number, german ? extension : NULL, NULL);
	else
		text = american ? phone_american(d, area, number) : phone_local(d, country, area, number);
	if (!extension || (plain && german))
		return text;
	return phone_extension(d, text, extension, german);
}

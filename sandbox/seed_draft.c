/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of made-up records. */
#include "sandbox/seed_draft.h"

#include <stdarg.h>
#include <string.h>

#include <crmsync/buf.h>

#define DRAFT_MAX_TEXT 4096
#define MS_PER_DAY     INT64_C(86400000)
#define DAY_2021       INT64_C(18628) /* 2021-01-01 */
#define DAY_2026       INT64_C(20454) /* 2026-01-01 */
#define DAY_2026_JULY  INT64_C(20635) /* 2026-07-01 */

static const char *draft_have(struct seed_draft *d, const char *kept)
{
	if (kept)
		return kept;
	d->failed = true;
	return "";
}

static const char *draft_keep(struct seed_draft *d, struct crm_buf *text)
{
	const char *kept = text->failed ? NULL : crm_arena_strndup(d->arena, text->ptr, text->len);
	crm_buf_free(text);
	return draft_have(d, kept);
}

const char *draft_printf(struct seed_draft *d, const char *fmt, ...)
{
	struct crm_buf text;
	crm_buf_init(&text, DRAFT_MAX_TEXT);
	va_list ap;
	va_start(ap, fmt);
	crm_buf_vprintf(&text, fmt, ap);
	va_end(ap);
	return draft_keep(d, &text);
}

const char *draft_pick(struct seed_draft *d, const struct seed_list *list)
{
	return list->items[seed_random_below(&d->random, list->n)];
}

const char *draft_pick_common(struct seed_draft *d, const struct seed_list *list)
{
	return list->items[seed_random_skewed(&d->random, list->n)];
}

const char *draft_digits(struct seed_draft *d, const char *first, unsigned count)
{
	char digits[16] = {first[seed_random_below(&d->random, strlen(first))]};
	for (unsigned i = 1; i < count && i < sizeof digits - 1; i++)
		digits[i] = (char)('0' + seed_random_below(&d->random, 10));
	return draft_have(d, crm_arena_strdup(d->arena, digits));
}

int64_t draft_created(struct seed_draft *d)
{
	return DAY_2021 * MS_PER_DAY + (int64_t)seed_random_below(&d->random, (DAY_2026 - DAY_2021) * 86400) * 1000;
}

int64_t draft_modified(struct seed_draft *d, int64_t created)
{
	int64_t seconds = (DAY_2026_JULY * MS_PER_DAY - created) / 1000;
	return created + (int64_t)seed_random_below(&d->random, (uint64_t)seconds) * 1000;
}

/* ---- letters --------------------------------------------------------------------------------------------------- */

static const struct draft_letter {
	const char *letter, *plain;
} draft_letters[] = {
	{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "Ae"}, {"Ö", "Oe"}, {"Ü", "Ue"}, {"ß", "ss"},
	{"é", "e"},  {"è", "e"},  {"ë", "e"},  {"ç", "c"},  {"Ç", "C"},  {"ş", "s"},  {"Ş", "S"},
	{"ı", "i"},  {"ğ", "g"},  {"ł", "l"},  {"ś", "s"},  {"ó", "o"},  {"ń", "n"},
};
#define N_DRAFT_LETTERS (sizeof draft_letters / sizeof draft_letters[0])

static const struct draft_letter *draft_find_letter(const char *text)
{
	for (size_t i = 0; i < N_DRAFT_LETTERS; i++)
		if (strncmp(text, draft_letters[i].letter, strlen(draft_letters[i].letter)) == 0)
			return &draft_letters[i];
	return NULL;
}

const char *draft_fold(struct seed_draft *d, const char *text)
{
	struct crm_buf out;
	crm_buf_init(&out, DRAFT_MAX_TEXT);
	while (*text) {
		const struct draft_letter *letter = (unsigned char)*text < 0x80 ? NULL : draft_find_letter(text);
		if (letter) {
			crm_buf_str(&out, letter->plain);
			text += strlen(letter->letter);
		} else {
			crm_buf_char(&out, *text++);
		}
	}
	return draft_keep(d, &out);
}

static bool draft_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const char *draft_slug(struct seed_draft *d, const char *text, char dash)
{
	struct crm_buf out;
	crm_buf_init(&out, DRAFT_MAX_TEXT);
	bool gap = false;
	for (const char *p = draft_fold(d, text); *p; p++) {
		bool plain = draft_is_letter(*p) || (*p >= '0' && *p <= '9');
		if (plain && gap && out.len > 0)
			crm_buf_char(&out, dash);
		if (plain)
			crm_buf_char(&out, (char)(*p >= 'A' && *p <= 'Z' ? *p + 0x20 : *p));
		gap = !plain;
	}
	return draft_keep(d, &out);
}

const char *draft_upper(struct seed_draft *d, const char *text)
{
	struct crm_buf out;
	crm_buf_init(&out, DRAFT_MAX_TEXT);
	for (const char *p = text; *p; p++)
		crm_buf_char(&out, (char)(*p >= 'a' && *p <= 'z' ? *p - 0x20 : *p));
	return draft_keep(d, &out);
}

const char *draft_typo(struct seed_draft *d, const char *text)
{
	struct crm_buf out;
	crm_buf_init(&out, DRAFT_MAX_TEXT);
	crm_buf_str(&out, text);
	if (out.len > 3 && !out.failed) {
		char *p = out.ptr + 1 + seed_random_below(&d->random, out.len - 2);
		if (draft_is_letter(p[0]) && draft_is_letter(p[1])) {
			char c = p[0];
			p[0] = p[1];
			p[1] = c;
		}
	}
	return draft_keep(d, &out);
}

const char *draft_nickname(struct seed_draft *d, const struct seed_language *language, const char *name)
{
	const char *found = name;
	unsigned seen = 0;
	for (size_t i = 0; i < language->n_nicknames; i++)
		if (strcmp(language->nicknames[i].name, name) == 0 && seed_random_below(&d->random, ++seen) == 0)
			found = language->nicknames[i].nickname;
	return found;
}

/* ---- telephone numbers ----------------------------------------------------------------------------------------- */

const char *draft_phone(struct seed_draft *d, const struct seed_country *country, const char *area, const char *number)
{
	const char *dial = country->dial, *trunk = country->trunk;
	bool american = !*trunk;
	const struct seed_country *home = seed_cities[0].country;
	switch (seed_random_below(&d->random, 6)) {
	case 0:
	case 1:
		return draft_printf(d, "+%s%s%s", dial, area, number);
	case 2:
		return draft_printf(d, "+%s %s %s", dial, area, number);
	case 3:
		return american ? draft_printf(d, "+%s.%s.%.3s.%s", dial, area, number, number + 3)
				: draft_printf(d, "+%s (%s)%s %s", dial, trunk, area, number);
	case 4:
		return american ? draft_printf(d, "+%s (%s) %.3s-%s", dial, area, number, number + 3)
				: draft_printf(d, "00%s %s %s", dial, area, number);
	default:
		return american || country != home ? draft_printf(d, "+%s-%s-%.3s-%s", dial, area, number, number + 3)
						   : draft_printf(d, "%s%s/%s", trunk, area, number);
	}
}

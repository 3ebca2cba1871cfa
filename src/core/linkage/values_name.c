/* SPDX-License-Identifier: Apache-2.0 */
/* Names of people: folded, without titles. */
#include "config.h"

#include <core/linkage/values.h>
#include <core/name_suffix.h>
#include <core/normalise.h>
#include <core/tables.h>

#include <string.h>

/* Ascending by strcmp. */
static const char *const title_words[] = {
	"dipl", "dott", "dr", "frau", "herr", "ing",  "jr", "lic",  "mag", "med", "miss", "mlle", "mme",
	"mr",   "mrs",  "ms", "mx",   "phd",  "phil", "pr", "prof", "rer", "sig", "sir",  "sr",   "sra",
};
static const char *const particle_words[] = {
	"al", "bin", "d",   "da", "de", "del",   "della", "den", "der", "di",  "do",  "dos", "du",  "el",
	"la", "le",  "mac", "mc", "o",  "saint", "st",    "ter", "van", "vom", "von", "zu",  "zum", "zur",
};
static const struct word_table titles = {title_words, sizeof title_words / sizeof *title_words};
static const struct word_table particles = {particle_words, sizeof particle_words / sizeof *particle_words};

/* Apostrophes join: o'brien and obrien are one. */
static const char *without_apostrophes(struct canon *canon, const char *raw)
{
	char *out = crm_arena_strdup(canon->arena, raw), *p = out;
	if (out == NULL)
		return NULL;
	for (const char *in = raw; *in != '\0'; in++) {
		if (memcmp(in, "\xe2\x80", 2) == 0 && ((unsigned char)in[2] == 0x99 || (unsigned char)in[2] == 0x98))
			in += 2;
		else if (*in != '\'' && *in != '`')
			*p++ = *in;
	}
	*p = '\0';
	return out;
}

/* Takes the titles out, unless nothing else is there. */
static const char *without_titles(struct canon *canon, const char *folded)
{
	if (strchr(folded, ' ') == NULL)
		return folded;
	char *words = crm_arena_strdup(canon->arena, folded), *rest = words;
	char *out = crm_arena_alloc(canon->arena, strlen(folded) + 2), *p = out;
	if (words == NULL || out == NULL)
		return NULL;
	for (char *word; (word = strsep(&rest, " ")) != NULL;) {
		if (word_table_has(&titles, word))
			continue;
		const size_t len = strlen(word);
		memcpy(p, word, len);
		p += len;
		*p++ = ' ';
	}
	if (p == out)
		return folded;
	p[-1] = '\0';
	return out;
}

/* Jr. and Sr. are no part of the name. */
static const char *without_suffix(struct canon *canon, const char *raw, bool whole)
{
	size_t from, to;
	if (crm_name_suffix(raw, whole, &from, &to) == 0)
		return raw;
	return crm_arena_printf(canon->arena, "%.*s%s", (int)from, raw, raw + to);
}

bool canon_suffix(const char *raw, bool whole, const char **out)
{
	static const char *const generations[] = {"", "1", "2", "3", "4"};
	size_t from, to;
	*out = generations[crm_name_suffix(raw, whole, &from, &to)];
	return true;
}

static bool canon_plain_name(struct canon *canon, const char *raw, const char **out)
{
	const char *text = without_apostrophes(canon, raw);
	text = text != NULL ? crm_fold_name(text, canon->arena) : NULL;
	*out = text != NULL ? without_titles(canon, text) : NULL;
	return *out != NULL;
}

bool canon_name(struct canon *canon, const char *raw, const char **out)
{
	const char *text = without_suffix(canon, raw, false);
	return text != NULL && canon_plain_name(canon, text, out);
}

/* Where the family name begins: the last word, with what belongs to it. */
static char *family_start(char *text)
{
	char *start = strrchr(text, ' ');
	if (start == NULL)
		return text;
	for (;;) {
		char *before = start;
		while (before > text && before[-1] != ' ')
			before--;
		char word[16] = "";
		const size_t len = (size_t)(start - before);
		if (before == text || len >= sizeof word)
			break;
		memcpy(word, before, len);
		if (!word_table_has(&particles, word))
			break;
		start = before - 1;
	}
	return start + 1;
}

bool canon_full_name(struct canon *canon, const char *written, const char **given, const char **family)
{
	const char *raw = without_suffix(canon, written, true);
	if (raw == NULL)
		return false;
	const char *comma = strchr(raw, ',');
	if (comma != NULL && comma != raw && comma[1] != '\0') {
		const char *before = crm_arena_strndup(canon->arena, raw, (size_t)(comma - raw));
		return before != NULL && canon_plain_name(canon, before, family) &&
		       canon_plain_name(canon, comma + 1, given);
	}
	const char *name;
	if (!canon_plain_name(canon, raw, &name))
		return false;
	char *text = crm_arena_strdup(canon->arena, name);
	if (text == NULL)
		return false;
	char *start = family_start(text);
	*family = start;
	*given = start > text ? text : "";
	if (start > text)
		start[-1] = '\0';
	return true;
}

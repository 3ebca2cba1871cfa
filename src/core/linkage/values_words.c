/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of several words: streets, companies, anything. */
#include "config.h"

#include <core/legal_form.h>
#include <core/linkage/values.h>
#include <core/normalise.h>
#include <core/tables.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool canon_words(struct canon *canon, const char *raw, const char **out)
{
	*out = crm_fold_name(raw, canon->arena);
	return *out != NULL;
}

/* Ascending by the first. */
struct abbreviation {
	const char *shorter, *full;
};
static const struct abbreviation street_words[] = {
	{"apt", "apartment"}, {"av", "avenue"},      {"ave", "avenue"},    {"avda", "avenida"}, {"bd", "boulevard"},
	{"bldg", "building"}, {"blvd", "boulevard"}, {"bvd", "boulevard"}, {"c", "calle"},      {"cct", "circuit"},
	{"cir", "circle"},    {"cl", "close"},       {"cres", "crescent"}, {"ct", "court"},     {"dr", "drive"},
	{"e", "east"},        {"fl", "floor"},       {"gdns", "gardens"},  {"hwy", "highway"},  {"ln", "lane"},
	{"n", "north"},       {"pde", "parade"},     {"pk", "park"},       {"pkwy", "parkway"}, {"pl", "place"},
	{"rd", "road"},       {"s", "south"},        {"sq", "square"},     {"st", "street"},    {"ste", "suite"},
	{"str", "strasse"},   {"tce", "terrace"},    {"ter", "terrace"},   {"ul", "ulica"},     {"w", "west"},
};

static int compare_abbreviation(const void *key, const void *entry)
{
	return strcmp(key, ((const struct abbreviation *)entry)->shorter);
}

static const char *street_word(const char *word)
{
	const struct abbreviation *found = bsearch(word, street_words, sizeof street_words / sizeof *street_words,
						   sizeof *street_words, compare_abbreviation);
	return found != NULL ? found->full : word;
}

/* hauptstr, hauptstrasse: one way to write them */
static size_t street_stem(const char *word)
{
	const size_t len = strlen(word);
	if (len > 9 && strcmp(word + len - 7, "strasse") == 0)
		return len - 4;
	return len;
}

bool canon_street(struct canon *canon, const char *raw, const char **out)
{
	const char *folded = crm_fold_name(raw, canon->arena);
	char *words = folded != NULL ? crm_arena_strdup(canon->arena, folded) : NULL;
	char *text = folded != NULL ? crm_arena_alloc(canon->arena, strlen(folded) * 5 + 1) : NULL, *p = text;
	if (words == NULL || text == NULL)
		return false;
	for (char *word; (word = strsep(&words, " ")) != NULL;) {
		const char *full = street_word(word);
		const size_t len = full == word ? street_stem(word) : strlen(full);
		if (p != text)
			*p++ = ' ';
		memcpy(p, full, len);
		p += len;
	}
	*p = '\0';
	*out = text;
	return true;
}

bool canon_company(struct canon *canon, const char *raw, const char **out)
{
	const char *folded = crm_fold_name(raw, canon->arena);
	if (folded == NULL)
		return false;
	const struct crm_company_name name = crm_company_name(folded);
	*out = crm_arena_strndup(canon->arena, name.core, name.len);
	return *out != NULL;
}

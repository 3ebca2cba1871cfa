/* SPDX-License-Identifier: Apache-2.0 */
/* What tells files and rows apart: hashes of what they hold (FNV-1a; nobody is kept out by them). */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "csv_connector.h"

#define FNV_OFFSET UINT64_C(14695981039346656037)
#define FNV_PRIME  UINT64_C(1099511628211)

static uint64_t mix(uint64_t hash, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * FNV_PRIME;
	return hash;
}

void cv_fingerprint(const char *bytes, size_t len, const char *more, char out[33])
{
	uint64_t a = mix(mix(FNV_OFFSET, more, strlen(more) + 1), bytes, len), b = a ^ UINT64_C(0x9E3779B97F4A7C15);
	b = mix(mix(b, bytes, len), more, strlen(more) + 1);
	snprintf(out, 33, "%016" PRIx64 "%016" PRIx64, a, b);
}

/* Properties that together tell a row from others: those of the first line that has a value in its first. */
#define PARTS 4
static const char *const telling[CV_OBJECTS][3][PARTS] = {
	[CRM_COMPANY] = {{"domain"}, {"website"}, {"name", "postcode"}},
	[CRM_CONTACT] = {{"email"}, {"last_name", "first_name", "company_name", "phone"}, {"phone", "company_name"}},
	[CRM_DEAL] = {{"name", "company", "close_date"}},
};

const char *cv_derived_from(enum crm_object object)
{
	return object == CRM_COMPANY   ? "domain, else website, else name and postcode"
	       : object == CRM_CONTACT ? "e-mail, else name, company and phone"
				       : "name, company and close date";
}

static uint64_t mix_folded(uint64_t hash, const char *cell)
{
	const char *end = cell + strlen(cell);
	while (isspace((unsigned char)*cell))
		cell++;
	while (end > cell && isspace((unsigned char)end[-1]))
		end--;
	for (; cell < end; cell++) {
		char c = (char)tolower((unsigned char)*cell);
		hash = mix(hash, &c, 1);
	}
	return mix(hash, "", 1);
}

static const char *cell_of(const struct cv_table *t, const char *const *cells, const char *property)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i].property != NULL && strcmp(t->columns[i].property, property) == 0)
			return cells[i];
	return "";
}

/* Cells that crmsync fills itself tell nothing. */
static bool is_own(const char *property)
{
	return property != NULL && (strcmp(property, CV_ID) == 0 || strcmp(property, CV_CRMSYNC_ID) == 0);
}

const char *cv_derived_id(const struct cv_table *t, const char *const *cells, struct crm_arena *arena)
{
	uint64_t hash = FNV_OFFSET;
	for (size_t way = 0; way < 3; way++) {
		const char *const *parts = telling[t->object][way];
		if (parts[0] == NULL || cell_of(t, cells, parts[0])[0] == '\0')
			continue;
		hash = mix(hash, parts[0], strlen(parts[0]) + 1);
		for (size_t i = 0; i < PARTS && parts[i] != NULL; i++)
			hash = mix_folded(hash, cell_of(t, cells, parts[i]));
		return crm_arena_printf(arena, "row-%016" PRIx64, hash);
	}
	for (size_t i = 0; i < t->n_columns; i++)
		if (!is_own(t->columns[i].property))
			hash = mix_folded(hash, cells[i]);
	return crm_arena_printf(arena, "row-%016" PRIx64, hash);
}

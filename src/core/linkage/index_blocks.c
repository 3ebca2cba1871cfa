/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of an index: for each pass a sorted list of keys with their records. */
#include "config.h"

#include <core/linkage/index_parts.h>

#include <stdlib.h>
#include <string.h>

static int compare_places(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* The places of some records in a pass, sorted; NULL on out of memory. */
static uint64_t *places_of(const struct linkage *link, unsigned pass, const uint32_t *records, uint32_t first, size_t n,
			   size_t *found)
{
	uint64_t *places = crm_reallocarray(NULL, n * PASS_COLUMNS + 1, sizeof *places);
	*found = 0;
	for (size_t i = 0; places != NULL && i < n; i++)
		*found += index_places(link, pass, records != NULL ? records[i] : first + (uint32_t)i, places + *found);
	if (places != NULL && *found > 1)
		qsort(places, *found, sizeof *places, compare_places);
	return places;
}

/* From the end: what stands behind a new place moves once. */
static void insert(struct index_pass *pass, const uint64_t *places, size_t n)
{
	size_t end = pass->n_places;
	for (size_t i = n; i > 0; i--) {
		const size_t at = index_lower_bound(pass->places, end, places[i - 1]);
		memmove(pass->places + at + i, pass->places + at, (end - at) * sizeof *places);
		pass->places[at + i - 1] = places[i - 1];
		end = at;
	}
	pass->n_places += n;
}

int index_enter(struct linkage *link, uint32_t first)
{
	for (unsigned p = 0; p < link->n_passes; p++) {
		struct index_pass *pass = &link->index->passes[p];
		size_t n;
		uint64_t *places = places_of(link, p, NULL, first, link->n - first, &n);
		uint64_t *grown =
			places != NULL ? crm_reallocarray(pass->places, pass->n_places + n + 1, sizeof *grown) : NULL;
		if (grown != NULL) {
			pass->places = grown;
			insert(pass, places, n);
		}
		crm_free(places);
		if (grown == NULL)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

static void erase(struct index_pass *pass, const uint64_t *places, size_t n)
{
	size_t to = 0, from = 0;
	for (size_t i = 0; i <= n; i++) {
		const size_t at = i < n ? index_lower_bound(pass->places, pass->n_places, places[i]) : pass->n_places;
		memmove(pass->places + to, pass->places + from, (at - from) * sizeof *places);
		to += at - from;
		from = at + (i < n && at < pass->n_places && pass->places[at] == places[i]);
	}
	pass->n_places = to;
}

int index_take_out(struct linkage *link)
{
	const struct linkage_index *index = link->index;
	for (unsigned p = 0; p < link->n_passes && index->n_removed > 0; p++) {
		size_t n;
		uint64_t *places = places_of(link, p, index->removed, 0, index->n_removed, &n);
		if (places == NULL)
			return CRM_E_NOMEM;
		erase(&link->index->passes[p], places, n);
		crm_free(places);
	}
	return CRM_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing a list of pairs in several threads, memory fetched ahead. */
#include "config.h"

#include <core/linkage/compare.h>

#define ROWS_AHEAD   24
#define VALUES_AHEAD 16
#define WORDS_AHEAD  8

struct comparing {
	const struct linkage *link;
	const uint32_t (*pairs)[2];
	size_t n;
	struct outcome *outcomes;
};

static void fetch_ahead(const struct comparing *c, size_t k, size_t to)
{
	if (k + ROWS_AHEAD < to)
		for (unsigned side = 0; side < 2; side++) {
			const uint32_t *values = record_values(c->link, c->pairs[k + ROWS_AHEAD][side]);
			__builtin_prefetch(values);
			__builtin_prefetch(values + c->link->n_slots - 1);
		}
	if (k + VALUES_AHEAD < to)
		linkage_fetch_values(c->link, c->pairs[k + VALUES_AHEAD][0], c->pairs[k + VALUES_AHEAD][1]);
	if (k + WORDS_AHEAD < to)
		linkage_fetch_words(c->link, c->pairs[k + WORDS_AHEAD][0], c->pairs[k + WORDS_AHEAD][1]);
}

static int compare_share(void *context, unsigned part)
{
	const struct comparing *c = context;
	size_t from, to;
	linkage_share(c->n, c->link->options.threads, part, &from, &to);
	for (size_t k = from; k < to; k++) {
		fetch_ahead(c, k, to);
		linkage_compare(c->link, c->pairs[k][0], c->pairs[k][1], &c->outcomes[k * c->link->n_fields]);
	}
	return CRM_OK;
}

int linkage_compare_pairs(const struct linkage *link, uint32_t (*pairs)[2], size_t n, struct outcome **outcomes)
{
	*outcomes = crm_reallocarray(NULL, n + 1, link->n_fields * sizeof **outcomes);
	if (*outcomes == NULL)
		return CRM_E_NOMEM;
	struct comparing comparing = {link, (const uint32_t(*)[2])pairs, n, *outcomes};
	return linkage_parallel(link->options.threads, compare_share, &comparing);
}

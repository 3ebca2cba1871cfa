/* SPDX-License-Identifier: Apache-2.0 */
/* u: how often each level occurs among records that are not the same. */
#include "config.h"

#include <core/linkage/compare.h>
#include <core/linkage/estimate.h>

#include <math.h>

#define RANDOM_PAIRS 200000

static size_t draw_pairs(const struct linkage *link, uint32_t (*pairs)[2])
{
	uint64_t state = 1;
	size_t n = 0;
	if ((uint64_t)link->n * (link->n - 1) / 2 <= RANDOM_PAIRS) {
		for (uint32_t a = 0; a < link->n; a++)
			for (uint32_t b = a + 1; b < link->n; b++, n++)
				pairs[n][0] = a, pairs[n][1] = b;
		return n;
	}
	for (unsigned i = 0; i < RANDOM_PAIRS; i++) {
		const uint32_t a = (uint32_t)(linkage_random(&state) % link->n);
		const uint32_t b = (uint32_t)(linkage_random(&state) % link->n);
		if (a != b)
			pairs[n][0] = a, pairs[n++][1] = b;
	}
	return n;
}

static int sample_u(const struct linkage *link, double count[MAX_FIELDS][LEVELS])
{
	struct outcome *outcomes = NULL;
	uint32_t(*pairs)[2] = crm_reallocarray(NULL, RANDOM_PAIRS, sizeof *pairs);
	if (pairs == NULL)
		return CRM_E_NOMEM;
	const size_t n = draw_pairs(link, pairs);
	const int rc = linkage_compare_pairs(link, pairs, n, &outcomes);
	for (size_t k = 0; rc == CRM_OK && k < n; k++)
		for (unsigned f = 0; f < link->n_fields; f++)
			count[f][outcomes[k * link->n_fields + f].level]++;
	crm_free(outcomes);
	crm_free(pairs);
	return rc;
}

static void count_equal(struct field *field)
{
	for (uint32_t i = 1; i <= field->n_values; i++) {
		const double rows = field->values[i].rows;
		if (rows >= 2)
			field->equal_pairs[31 - __builtin_clz(field->values[i].rows)] += rows * (rows - 1) / 2;
	}
}

/* The chance that two rows have the same value. */
static double exact_u(const struct field *field)
{
	double pairs = 0;
	const double rows = (double)field->rows;
	for (unsigned b = 0; b < ROW_BINS; b++)
		pairs += 2 * field->equal_pairs[b];
	return rows > 1 ? (pairs + 1) / (rows * (rows - 1) + 1) : 1;
}

static void set_u(struct field *field, const double count[LEVELS])
{
	const unsigned last = field->last;
	double total = 0;
	for (unsigned l = 1; l <= last; l++)
		total += count[l];
	for (unsigned l = 1; l <= last; l++)
		field->u[l] = (count[l] + 0.5) / (total + 0.5 * last);
	const double exact = exact_u(field);
	for (unsigned l = 2; l < last; l++)
		field->near[l] = fmin(4, fmax(0.1, field->u[l] / exact));
	field->u[LEVEL_EXACT] = exact;
}

int estimate_u(struct linkage *link)
{
	double(*count)[LEVELS] = crm_calloc(MAX_FIELDS, sizeof *count);
	if (count == NULL)
		return CRM_E_NOMEM;
	const int rc = link->n > 1 ? sample_u(link, count) : CRM_OK;
	for (unsigned f = 0; f < link->n_fields; f++) {
		link->fields[f].log_rows = log2((double)link->fields[f].rows + 1);
		count_equal(&link->fields[f]);
		set_u(&link->fields[f], count[f]);
	}
	crm_free(count);
	return rc;
}

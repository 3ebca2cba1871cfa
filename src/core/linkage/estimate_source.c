/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the sources of two records tell.  A system keeps most of its records apart for a reason: two of one source are
 * the same less often than two of different ones, how much less often is learned.  It never speaks for a pair that both
 * are of one source: tables with one source only would gain by it.
 */
#include "config.h"

#include <core/linkage/estimate.h>

#include <math.h>

#define THIN_SOURCE 20.0 /* pairs that chance counts for */
#define LEAST_SAME  0.002

/* The chance that two records that differ are of one source. */
static double same_by_chance(const struct linkage *link)
{
	double rows = 0, pairs = 0;
	uint32_t *count = crm_calloc((size_t)link->sources.n + 1, sizeof *count);
	if (count == NULL)
		return -1;
	for (size_t r = 0; r < link->n; r++)
		count[link->source[r]]++;
	for (uint32_t s = 1; s <= link->sources.n; s++) {
		rows += count[s];
		pairs += (double)count[s] * ((double)count[s] - 1);
	}
	crm_free(count);
	return rows > 1 ? pairs / (rows * (rows - 1)) : 1;
}

int estimate_source(struct linkage *link, const struct sample *sample)
{
	if (link->source == NULL)
		return CRM_OK;
	const double u = same_by_chance(link);
	double same = 0, known = 0;
	if (u < 0)
		return CRM_E_NOMEM;
	for (size_t k = 0; k < sample->n; k++) {
		const uint32_t a = link->source[sample->pairs[k][0]], b = link->source[sample->pairs[k][1]];
		known += a != 0 && b != 0 ? sample->p[k] : 0;
		same += a != 0 && a == b ? sample->p[k] : 0;
	}
	const double m = fmax(LEAST_SAME, (same + THIN_SOURCE * u) / (known + THIN_SOURCE));
	link->source_same = fmin(0, log2(m / fmax(u, LEAST_SAME)));
	link->source_other = link->source_same < 0 ? log2((1 - m) / fmax(1 - u, LEAST_SAME)) : 0;
	return CRM_OK;
}

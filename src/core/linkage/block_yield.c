/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys that are not worth their pairs.  In a large table a weak key (given name and country) brings together millions
 * that stronger keys did not, and next to none of them are the same; those that look it are mostly wrong.  The sample
 * that the model is estimated from shows which keys these are.
 */
#include "config.h"

#include <core/linkage/block.h>
#include <core/linkage/estimate.h>

#include <math.h>

#define LEAST_YIELD      0.004 /* of the pairs that a key is the first to bring together, how many are the same */
#define LEAST_SHARE      0.1   /* of the yield of all keys, which is low where there are few doubles */
#define PAIRS_PER_RECORD 0.25  /* fewer pairs than that may yield what they like */
#define PAIRS_AT_LEAST   40000

static void add_yields(const struct linkage *link, const struct sample *sample, double yields[MAX_PASSES + 1])
{
	for (size_t k = 0; k < sample->n; k++)
		yields[linkage_first_pass(link, sample->pairs[k][0], sample->pairs[k][1])] += sample->p[k];
}

static double least_yield(const struct linkage *link, const double yields[MAX_PASSES + 1])
{
	double yield = 0, drawn = 1;
	for (unsigned p = 0; p < link->n_passes; p++) {
		yield += yields[p];
		drawn += (double)link->passes[p].pairs;
	}
	return fmin(LEAST_YIELD, LEAST_SHARE * yield / drawn);
}

static bool is_poor(const struct linkage *link, const struct sample *sample, unsigned pass, double yield, double least)
{
	const double drawn = (double)link->passes[pass].pairs, pairs = drawn * sample->scale;
	return pairs >= PAIRS_AT_LEAST && pairs >= PAIRS_PER_RECORD * (double)link->n && yield < least * drawn;
}

void block_leave_out(struct linkage *link, unsigned pass)
{
	link->passes[pass].left_out = true;
	block_list_free(&link->blocks[pass]);
	for (uint32_t r = 0; r < link->n; r++)
		for (unsigned c = link->pass_column[pass]; c < link->pass_column[pass + 1]; c++)
			link->keys[(size_t)r * link->key_columns + c] = KEY_NONE | r;
}

void block_drop_poor(struct linkage *link, const struct sample *sample)
{
	double yields[MAX_PASSES + 1] = {0};
	add_yields(link, sample, yields);
	const double least = least_yield(link, yields);
	for (unsigned p = 0; link->n_passes > 1 && p < link->n_passes; p++)
		if (is_poor(link, sample, p, yields[p], least))
			block_leave_out(link, p);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Expectation maximisation for m, over a sample of the candidate pairs.  Free estimation collapses where true pairs are
 * rare, so u is not touched by it, m is held by what is usual, and the number of true pairs is kept within bounds per
 * record.
 */
#include "config.h"

#include <core/linkage/compare.h>
#include <core/linkage/estimate.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLE_PAIRS 100000 /* about */
#define ROUNDS       12
#define FIXED_ROUNDS 3    /* first rounds in which the number of true pairs stays */
#define THIN_M       20.0 /* pairs that the usual m count for */
#define HOPELESS     1e-6
#define PAIRS_FIRST  8000 /* for the dependence of a field, while m is a guess */
#define PAIRS_THEN   24000
#define COPIES_FIRST 0.5 /* true pairs of each record */
#define COPIES_LEAST 0.02
#define COPIES_MOST  4.0

static int sample_add(struct sample *sample, uint32_t a, uint32_t b)
{
	if (sample->n == sample->cap) {
		const size_t cap = sample->cap * 2 + 1024;
		uint32_t(*pairs)[2] = crm_reallocarray(sample->pairs, cap, sizeof *pairs);
		if (pairs == NULL)
			return CRM_E_NOMEM;
		sample->pairs = pairs;
		sample->cap = cap;
	}
	sample->pairs[sample->n][0] = a;
	sample->pairs[sample->n][1] = b;
	sample->n++;
	return CRM_OK;
}

static int compare_pairs(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	if (x[0] != y[0])
		return x[0] < y[0] ? -1 : 1;
	return x[1] < y[1] ? -1 : x[1] > y[1];
}

/* In an order that does not depend on threads, with outcomes. */
static int sample_compare(struct sample *sample, const struct linkage *link)
{
	if (sample->n > 0)
		qsort(sample->pairs, sample->n, sizeof *sample->pairs, compare_pairs);
	sample->p = crm_calloc(sample->n + 1, sizeof *sample->p);
	if (sample->p == NULL)
		return CRM_E_NOMEM;
	return linkage_compare_pairs(link, sample->pairs, sample->n, &sample->outcomes);
}

void sample_free(struct sample *sample)
{
	crm_free(sample->outcomes);
	crm_free(sample->pairs);
	crm_free(sample->p);
}

void model_refresh(struct linkage *link)
{
	for (unsigned f = 0; f < link->n_fields; f++)
		field_refresh(&link->fields[f]);
	link->prior = log2(link->copies / (double)(link->n > 1 ? link->n - 1 : 1));
}

static void usual_model(struct linkage *link)
{
	for (unsigned f = 0; f < link->n_fields; f++)
		for (unsigned l = 0; l < LEVELS; l++)
			link->fields[f].m[l] = kind_types[link->fields[f].kind].levels[l].m;
	link->copies = COPIES_FIRST;
	usual_dependence(link);
	model_refresh(link);
}

struct drawing {
	struct linkage *link;
	struct sample parts[64];
};

static int draw(void *context, unsigned part, uint32_t a, uint32_t b)
{
	struct drawing *drawing = context;
	if (linkage_is_hopeless(drawing->link, a, b))
		return CRM_OK;
	return sample_add(&drawing->parts[part], a, b);
}

/* About how many candidate pairs there are. */
static uint64_t expected_pairs(const struct linkage *link)
{
	return (uint64_t)link->n * 12;
}

static int join_parts(struct drawing *drawing, struct sample *out)
{
	for (unsigned p = 0; p < 64; p++) {
		struct sample *part = &drawing->parts[p];
		for (size_t k = 0; k < part->n; k++) {
			const int rc = sample_add(out, part->pairs[k][0], part->pairs[k][1]);
			if (rc != CRM_OK)
				return rc;
		}
	}
	return CRM_OK;
}

static int draw_sample(struct linkage *link, struct sample *out)
{
	struct drawing *drawing = crm_calloc(1, sizeof *drawing);
	if (drawing == NULL)
		return CRM_E_NOMEM;
	drawing->link = link;
	const uint64_t every = expected_pairs(link) / SAMPLE_PAIRS + 1;
	int rc = linkage_each_pair(link, every, draw, drawing);
	if (rc == CRM_OK)
		rc = join_parts(drawing, out);
	for (unsigned p = 0; p < 64; p++)
		sample_free(&drawing->parts[p]);
	crm_free(drawing);
	out->scale = (double)every;
	return rc == CRM_OK ? sample_compare(out, link) : rc;
}

/* A step of a round, shared by threads. */
struct stepping {
	const struct linkage *link;
	const struct sample *sample;
	struct sums *sums;
};

static int set_probabilities(void *context, unsigned part)
{
	const struct stepping *step = context;
	const struct linkage *link = step->link;
	const struct sample *sample = step->sample;
	size_t from, to;
	linkage_share(sample->n, link->options.threads, part, &from, &to);
	for (size_t k = from; k < to; k++)
		sample->p[k] = linkage_weight_probability(linkage_weigh(link, sample->pairs[k][0], sample->pairs[k][1],
									&sample->outcomes[k * link->n_fields], NULL));
	return CRM_OK;
}

static int expect(struct linkage *link, struct sample *sample, double *sum)
{
	struct stepping step = {link, sample, NULL};
	const int rc = linkage_parallel(link->options.threads, set_probabilities, &step);
	*sum = 0;
	for (size_t k = 0; k < sample->n; k++)
		*sum += sample->p[k];
	return rc;
}

/* Pairs that are surely different say nothing about m and are dropped. */
static void drop_hopeless(const struct linkage *link, struct sample *sample)
{
	size_t n = 0;
	for (size_t k = 0; k < sample->n; k++) {
		if (sample->p[k] < HOPELESS)
			continue;
		memmove(&sample->outcomes[n * link->n_fields], &sample->outcomes[k * link->n_fields],
			link->n_fields * sizeof *sample->outcomes);
		memcpy(sample->pairs[n], sample->pairs[k], sizeof sample->pairs[k]);
		sample->p[n++] = sample->p[k];
	}
	sample->n = n;
}

static unsigned bin_of(uint32_t rows)
{
	return 31 - (unsigned)__builtin_clz(rows);
}

/* Sums over the sample: levels by field, and pairs with an equal value by its rows. */
struct sums {
	double level[MAX_FIELDS][LEVELS], same[MAX_FIELDS][ROW_BINS];
};

static int add_sums(void *context, unsigned part, unsigned f)
{
	const struct stepping *step = context;
	const struct sample *sample = step->sample;
	(void)part;
	for (size_t k = 0; k < sample->n; k++) {
		const struct outcome *o = &sample->outcomes[k * step->link->n_fields + f];
		step->sums->level[f][o->level] += sample->p[k];
		if (o->level == LEVEL_EXACT && o->rows >= 2)
			step->sums->same[f][bin_of(o->rows)] += sample->p[k] * sample->scale;
	}
	return CRM_OK;
}

static void bound_different(struct field *field)
{
	const struct kind_type *kind = &kind_types[field->kind];
	const double differ = field->m[field->last], most = kind->most_different > 0 ? kind->most_different : 1;
	const double bounded = fmin(most, fmax(kind->least_different, differ));
	if (differ <= bounded && differ >= bounded)
		return;
	for (unsigned l = 1; l < field->last; l++)
		field->m[l] *= (1 - bounded) / fmax(1 - differ, 1e-9);
	field->m[field->last] = bounded;
}

static void set_m(struct field *field, const double count[LEVELS])
{
	double total = 0;
	for (unsigned l = 1; l < LEVELS; l++)
		total += count[l];
	for (unsigned l = 1; l < LEVELS; l++)
		field->m[l] = (count[l] + THIN_M * kind_types[field->kind].levels[l].m) / (total + THIN_M);
	bound_different(field);
}

/* Of all pairs of rows with an equal value, how many are the same. */
static void set_same(struct field *field, const double same[ROW_BINS])
{
	for (unsigned b = 0; b < ROW_BINS; b++)
		field->same[b] = fmin(0.95, same[b] / (field->equal_pairs[b] + 5));
}

static int maximise(struct linkage *link, const struct sample *sample, bool free)
{
	struct sums *sums = crm_calloc(1, sizeof *sums);
	if (sums == NULL)
		return CRM_E_NOMEM;
	struct stepping step = {link, sample, sums};
	int rc = linkage_tasks(link->options.threads, link->n_fields, add_sums, &step);
	for (unsigned f = 0; f < link->n_fields; f++) {
		set_m(&link->fields[f], sums->level[f]);
		set_same(&link->fields[f], sums->same[f]);
	}
	crm_free(sums);
	if (rc == CRM_OK && free)
		rc = estimate_apart(link, sample);
	return rc == CRM_OK && free ? estimate_source(link, sample) : rc;
}

static int run_rounds(struct linkage *link, struct sample *sample)
{
	int rc = CRM_OK;
	for (unsigned round = 0; rc == CRM_OK && round < ROUNDS; round++) {
		double sum;
		rc = expect(link, sample, &sum);
		if (rc == CRM_OK)
			rc = maximise(link, sample, round >= FIXED_ROUNDS);
		if (round >= FIXED_ROUNDS) {
			const double copies = 2 * sum * sample->scale / (double)link->n;
			link->copies = fmin(COPIES_MOST, fmax(COPIES_LEAST, copies));
		}
		model_refresh(link);
		if (round == FIXED_ROUNDS)
			drop_hopeless(link, sample);
		if (rc == CRM_OK && round == ROUNDS / 2)
			rc = estimate_together(link, PAIRS_THEN);
	}
	return rc;
}

int linkage_estimate(struct linkage *link)
{
	struct sample sample = {0};
	int rc = estimate_u(link);
	usual_model(link);
	if (rc == CRM_OK)
		rc = estimate_together(link, PAIRS_FIRST);
	if (rc == CRM_OK)
		rc = draw_sample(link, &sample);
	if (rc == CRM_OK)
		rc = run_rounds(link, &sample);
	if (rc == CRM_OK)
		block_drop_poor(link, &sample);
	sample_free(&sample);
	return rc;
}

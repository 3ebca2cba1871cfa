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

#define SAMPLE_PAIRS 250000 /* about */
#define ROUNDS       12
#define FIXED_ROUNDS 3    /* first rounds in which the number of true pairs stays */
#define THIN_M       20.0 /* pairs that the usual m count for */
#define COPIES_FIRST 0.5  /* true pairs of each record */
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
	qsort(sample->pairs, sample->n, sizeof *sample->pairs, compare_pairs);
	sample->outcomes = crm_calloc(sample->n + 1, link->n_fields * sizeof *sample->outcomes);
	sample->p = crm_calloc(sample->n + 1, sizeof *sample->p);
	if (sample->outcomes == NULL || sample->p == NULL)
		return CRM_E_NOMEM;
	for (size_t k = 0; k < sample->n; k++)
		linkage_compare(link, sample->pairs[k][0], sample->pairs[k][1], &sample->outcomes[k * link->n_fields]);
	return CRM_OK;
}

void sample_free(struct sample *sample)
{
	crm_free(sample->outcomes);
	crm_free(sample->pairs);
	crm_free(sample->p);
}

void model_refresh(struct linkage *link)
{
	for (unsigned f = 0; f < link->n_fields; f++) {
		struct field *field = &link->fields[f];
		for (unsigned l = 1; l < LEVELS; l++) {
			field->log_m[l] = log2(fmax(field->m[l], 1e-6));
			field->log_u[l] = log2(fmax(field->u[l], 1e-9));
		}
	}
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
	int rc = linkage_each_pair(link, every, draw, drawing, false);
	if (rc == CRM_OK)
		rc = join_parts(drawing, out);
	for (unsigned p = 0; p < 64; p++)
		sample_free(&drawing->parts[p]);
	crm_free(drawing);
	out->scale = (double)every;
	return rc == CRM_OK ? sample_compare(out, link) : rc;
}

static double expect(struct linkage *link, struct sample *sample)
{
	double sum = 0;
	for (size_t k = 0; k < sample->n; k++) {
		const double weight = linkage_weigh(link, sample->pairs[k][0], sample->pairs[k][1],
						    &sample->outcomes[k * link->n_fields], NULL);
		sample->p[k] = linkage_weight_probability(weight);
		sum += sample->p[k];
	}
	return sum;
}

static void maximise_m(struct linkage *link, const struct sample *sample, unsigned f)
{
	struct field *field = &link->fields[f];
	double count[LEVELS] = {0}, total = 0;
	for (size_t k = 0; k < sample->n; k++)
		count[sample->outcomes[k * link->n_fields + f].level] += sample->p[k];
	for (unsigned l = 1; l < LEVELS; l++)
		total += count[l];
	for (unsigned l = 1; l < LEVELS; l++)
		field->m[l] = (count[l] + THIN_M * kind_types[field->kind].levels[l].m) / (total + THIN_M);
}

/* Of all pairs of rows with an equal value, how many are the same. */
static void maximise_same(struct linkage *link, const struct sample *sample, unsigned f)
{
	struct field *field = &link->fields[f];
	double same[ROW_BINS] = {0}, pairs[ROW_BINS] = {0};
	for (uint32_t i = 1; i <= field->n_values; i++) {
		const double rows = field->values[i].rows;
		if (rows >= 2)
			pairs[31 - __builtin_clz(field->values[i].rows)] += rows * (rows - 1) / 2;
	}
	for (size_t k = 0; k < sample->n; k++) {
		const struct outcome *o = &sample->outcomes[k * link->n_fields + f];
		if (o->level == LEVEL_EXACT && o->rows >= 2)
			same[31 - __builtin_clz(o->rows)] += sample->p[k] * sample->scale;
	}
	for (unsigned b = 0; b < ROW_BINS; b++)
		field->same[b] = fmin(0.95, same[b] / (pairs[b] + 5));
}

static int run_rounds(struct linkage *link, struct sample *sample)
{
	for (unsigned round = 0; round < ROUNDS; round++) {
		const double sum = expect(link, sample);
		for (unsigned f = 0; f < link->n_fields; f++) {
			maximise_m(link, sample, f);
			maximise_same(link, sample, f);
		}
		if (round >= FIXED_ROUNDS) {
			const double copies = 2 * sum * sample->scale / (double)link->n;
			link->copies = fmin(COPIES_MOST, fmax(COPIES_LEAST, copies));
			estimate_apart(link, sample);
		}
		model_refresh(link);
		if (round == ROUNDS / 2 && estimate_together(link) != CRM_OK)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

int linkage_estimate(struct linkage *link)
{
	struct sample sample = {0};
	int rc = estimate_u(link);
	usual_model(link);
	if (rc == CRM_OK)
		rc = estimate_together(link);
	if (rc == CRM_OK)
		rc = draw_sample(link, &sample);
	if (rc == CRM_OK)
		rc = run_rounds(link, &sample);
	sample_free(&sample);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Communities: people of one language and region have the same names and cities.  A name that is rare in the whole
 * table may be common among those who share it, so two of them who differ agree in given name, family name and city far
 * more often than the three frequencies multiplied.  Records are told apart into a few latent classes by these fields
 * alone (a mixture of independent categories, fitted by expectation maximisation), and each value gets its frequency by
 * class.
 */
#include "config.h"

#include <core/linkage/communities.h>

#include <math.h>
#include <string.h>

#define LEAST_RECORDS 10000 /* in fewer, classes would be guesses */
#define SAMPLE        30000 /* records that classes are fitted on */
#define ROUNDS        30
#define LEAST_SEEN    5    /* rows of the sample that have a value, for it to speak */
#define SMOOTHING     20.0 /* records of each class that are like all */

struct fitting {
	struct linkage *link;
	uint32_t *records; /* the sample */
	size_t n;
	float *share;   /* of each record, by class */
	float *log_p;   /* of each value of a field, by class; one field after the other */
	size_t *offset; /* of a field's values in it, in records of COMMUNITIES; SIZE_MAX: takes no part */
	size_t n_values;
	double log_size[COMMUNITIES];
};

bool field_has_communities(const struct field *field)
{
	return field->kind == FIELD_GIVEN || field->kind == FIELD_FAMILY || field->kind == FIELD_CITY ||
	       field->kind == FIELD_CATEGORY;
}

static uint32_t value_of(const struct linkage *link, uint32_t record, unsigned field)
{
	return record_values(link, record)[link->fields[field].first_slot];
}

/* Everyone at first belongs a little more to one class than to the others, which their given name decides. */
static void begin(struct fitting *f)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct field *given = &f->link->fields[f->link->given];
		const uint32_t name = value_of(f->link, f->records[i], f->link->given);
		const char *text = value_text(given, &given->values[name]);
		const uint64_t hash = name != 0 ? linkage_hash(text, strlen(text)) : 0;
		for (unsigned c = 0; c < COMMUNITIES; c++)
			f->share[i * COMMUNITIES + c] = (hash >> 20) % COMMUNITIES == c ? 0.5F : 0.5F / COMMUNITIES;
	}
}

static void sum_up(struct fitting *f, double size[COMMUNITIES])
{
	memset(f->log_p, 0, f->n_values * COMMUNITIES * sizeof *f->log_p);
	for (unsigned c = 0; c < COMMUNITIES; c++)
		size[c] = 0;
	for (size_t i = 0; i < f->n; i++) {
		const float *share = &f->share[i * COMMUNITIES];
		for (unsigned c = 0; c < COMMUNITIES; c++)
			size[c] += (double)share[c];
		for (unsigned k = 0; k < f->link->n_fields; k++) {
			const uint32_t value = f->offset[k] != SIZE_MAX ? value_of(f->link, f->records[i], k) : 0;
			float *sum = value != 0 ? &f->log_p[(f->offset[k] + value) * COMMUNITIES] : NULL;
			for (unsigned c = 0; sum != NULL && c < COMMUNITIES; c++)
				sum[c] += share[c];
		}
	}
}

/* Values that are too rare to tell classes apart speak for none. */
static void take_logarithms(const struct fitting *f, float *p, const double size[COMMUNITIES])
{
	double rows = 0;
	for (unsigned c = 0; c < COMMUNITIES; c++)
		rows += (double)p[c];
	const double usual = rows / (double)f->n;
	for (unsigned c = 0; c < COMMUNITIES; c++)
		p[c] = rows < LEAST_SEEN
			       ? 0
			       : log2f((float)(((double)p[c] + SMOOTHING * usual) / ((size[c] + SMOOTHING) * usual)));
}

static void maximise(struct fitting *f)
{
	double size[COMMUNITIES];
	sum_up(f, size);
	for (size_t v = 0; v < f->n_values; v++)
		take_logarithms(f, &f->log_p[v * COMMUNITIES], size);
	for (unsigned c = 0; c < COMMUNITIES; c++)
		f->log_size[c] = log2((size[c] + 1) / (double)(f->n + COMMUNITIES));
}

static unsigned scores_of(const struct fitting *f, uint32_t record, float score[COMMUNITIES])
{
	unsigned best = 0;
	for (unsigned c = 0; c < COMMUNITIES; c++)
		score[c] = (float)f->log_size[c];
	for (unsigned k = 0; k < f->link->n_fields; k++) {
		const uint32_t value = f->offset[k] != SIZE_MAX ? value_of(f->link, record, k) : 0;
		const float *p = value != 0 ? &f->log_p[(f->offset[k] + value) * COMMUNITIES] : NULL;
		for (unsigned c = 0; p != NULL && c < COMMUNITIES; c++)
			score[c] += p[c];
	}
	for (unsigned c = 1; c < COMMUNITIES; c++)
		if (score[c] > score[best])
			best = c;
	return best;
}

static void expect(struct fitting *f)
{
	for (size_t i = 0; i < f->n; i++) {
		float *share = &f->share[i * COMMUNITIES], sum = 0;
		const unsigned best = scores_of(f, f->records[i], share);
		const float most = share[best];
		for (unsigned c = 0; c < COMMUNITIES; c++)
			sum += share[c] = exp2f(share[c] - most);
		for (unsigned c = 0; c < COMMUNITIES; c++)
			share[c] /= sum;
	}
}

static int begin_fitting(struct fitting *f, struct linkage *link)
{
	*f = (struct fitting){.link = link};
	const size_t step = link->n / SAMPLE + 1;
	f->n = (link->n + step - 1) / step;
	f->offset = crm_calloc(link->n_fields, sizeof *f->offset);
	f->records = crm_calloc(f->n, sizeof *f->records);
	f->share = crm_calloc(f->n, COMMUNITIES * sizeof *f->share);
	if (f->offset == NULL || f->records == NULL || f->share == NULL)
		return CRM_E_NOMEM;
	for (unsigned k = 0; k < link->n_fields; k++) {
		f->offset[k] = field_has_communities(&link->fields[k]) ? f->n_values : SIZE_MAX;
		f->n_values += f->offset[k] != SIZE_MAX ? (size_t)link->fields[k].n_values + 1 : 0;
	}
	for (size_t i = 0; i < f->n; i++)
		f->records[i] = (uint32_t)(i * step);
	f->log_p = crm_calloc(f->n_values, COMMUNITIES * sizeof *f->log_p);
	return f->log_p != NULL ? CRM_OK : CRM_E_NOMEM;
}

static void end_fitting(struct fitting *f)
{
	crm_free(f->offset);
	crm_free(f->records);
	crm_free(f->share);
	crm_free(f->log_p);
}

/* The class of each record. */
static int assign(const struct fitting *f)
{
	struct linkage *link = f->link;
	float score[COMMUNITIES];
	link->community = crm_calloc(link->n, sizeof *link->community);
	if (link->community == NULL)
		return CRM_E_NOMEM;
	for (uint32_t r = 0; r < link->n; r++)
		link->community[r] = (uint8_t)scores_of(f, r, score);
	return CRM_OK;
}

/* How many records of each class have a value of the field, then which share of those that have any. */
static int count_shares(const struct linkage *link, struct field *field)
{
	double known[COMMUNITIES] = {0};
	field->by_community = crm_calloc((size_t)field->n_values + 1, COMMUNITIES * sizeof *field->by_community);
	if (field->by_community == NULL)
		return CRM_E_NOMEM;
	for (uint32_t r = 0; r < link->n; r++) {
		const uint32_t value = record_values(link, r)[field->first_slot];
		if (value == 0)
			continue;
		known[link->community[r]]++;
		field->by_community[(size_t)value * COMMUNITIES + link->community[r]]++;
	}
	for (size_t v = 1; v <= field->n_values; v++)
		for (unsigned c = 0; c < COMMUNITIES; c++) {
			float *share = &field->by_community[v * COMMUNITIES + c];
			*share = (float)((double)*share / (known[c] + SMOOTHING));
		}
	return CRM_OK;
}

int linkage_make_communities(struct linkage *link)
{
	struct fitting f;
	if (link->n < LEAST_RECORDS || link->given == NO_FIELD || link->family == NO_FIELD)
		return CRM_OK;
	int rc = begin_fitting(&f, link);
	if (rc == CRM_OK) {
		begin(&f);
		maximise(&f);
		for (unsigned round = 1; round < ROUNDS; round++) {
			expect(&f);
			maximise(&f);
		}
		rc = assign(&f);
	}
	end_fitting(&f);
	for (unsigned k = 0; rc == CRM_OK && k < link->n_fields; k++)
		if (field_has_communities(&link->fields[k]))
			rc = count_shares(link, &link->fields[k]);
	return rc;
}

double community_share(const struct linkage *link, unsigned field, uint32_t a, uint32_t b)
{
	const struct field *f = &link->fields[field];
	if (f->by_community == NULL)
		return 0;
	const unsigned in_a = link->community[a], in_b = link->community[b];
	const float *of_a = &f->by_community[(size_t)value_of(link, a, field) * COMMUNITIES];
	const float *of_b = &f->by_community[(size_t)value_of(link, b, field) * COMMUNITIES];
	return (double)fmaxf(fmaxf(of_a[in_a], of_a[in_b]), fmaxf(of_b[in_a], of_b[in_b]));
}

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
#include <core/linkage/index_parts.h>

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
	size_t *seen; /* values of the sample, places in log_p */
	size_t n_seen;
	double size[COMMUNITIES], log_size[COMMUNITIES];
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

/* Each value's share of the classes; one field is independent of the others. */
static int sum_field(void *context, unsigned part, unsigned field)
{
	const struct fitting *f = context;
	(void)part;
	if (f->offset[field] == SIZE_MAX)
		return CRM_OK;
	float *sums = &f->log_p[f->offset[field] * COMMUNITIES];
	for (size_t i = 0; i < f->n; i++) {
		const size_t value = value_of(f->link, f->records[i], field);
		for (unsigned c = 0; value != 0 && c < COMMUNITIES; c++)
			sums[value * COMMUNITIES + c] += f->share[i * COMMUNITIES + c];
	}
	return CRM_OK;
}

static int sum_up(struct fitting *f)
{
	for (size_t s = 0; s < f->n_seen; s++)
		memset(&f->log_p[f->seen[s] * COMMUNITIES], 0, COMMUNITIES * sizeof *f->log_p);
	for (unsigned c = 0; c < COMMUNITIES; c++)
		f->size[c] = 0;
	for (size_t i = 0; i < f->n; i++)
		for (unsigned c = 0; c < COMMUNITIES; c++)
			f->size[c] += (double)f->share[i * COMMUNITIES + c];
	return linkage_tasks(f->link->options.threads, f->link->n_fields, sum_field, f);
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

static int take_all_logarithms(void *context, unsigned part)
{
	const struct fitting *f = context;
	size_t from, to;
	linkage_share(f->n_seen, f->link->options.threads, part, &from, &to);
	for (size_t s = from; s < to; s++)
		take_logarithms(f, &f->log_p[f->seen[s] * COMMUNITIES], f->size);
	return CRM_OK;
}

static int maximise(struct fitting *f)
{
	int rc = sum_up(f);
	if (rc == CRM_OK)
		rc = linkage_parallel(f->link->options.threads, take_all_logarithms, f);
	for (unsigned c = 0; c < COMMUNITIES; c++)
		f->log_size[c] = log2((f->size[c] + 1) / (double)(f->n + COMMUNITIES));
	return rc;
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

static int expect(void *context, unsigned part)
{
	const struct fitting *f = context;
	size_t from, to;
	linkage_share(f->n, f->link->options.threads, part, &from, &to);
	for (size_t i = from; i < to; i++) {
		float *share = &f->share[i * COMMUNITIES], sum = 0;
		const unsigned best = scores_of(f, f->records[i], share);
		const float most = share[best];
		for (unsigned c = 0; c < COMMUNITIES; c++)
			sum += share[c] = exp2f(share[c] - most);
		for (unsigned c = 0; c < COMMUNITIES; c++)
			share[c] /= sum;
	}
	return CRM_OK;
}

/* The values that the sample has, in the order of their first records. */
static int find_seen(struct fitting *f)
{
	bool *known = crm_calloc(f->n_values, sizeof *known);
	f->seen = crm_reallocarray(NULL, f->n * f->link->n_fields + 1, sizeof *f->seen);
	if (known == NULL || f->seen == NULL) {
		crm_free(known);
		return CRM_E_NOMEM;
	}
	for (size_t i = 0; i < f->n; i++)
		for (unsigned k = 0; k < f->link->n_fields; k++) {
			const uint32_t value = f->offset[k] != SIZE_MAX ? value_of(f->link, f->records[i], k) : 0;
			if (value == 0 || known[f->offset[k] + value])
				continue;
			known[f->offset[k] + value] = true;
			f->seen[f->n_seen++] = f->offset[k] + value;
		}
	crm_free(known);
	return CRM_OK;
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
	return f->log_p != NULL ? find_seen(f) : CRM_E_NOMEM;
}

static void end_fitting(struct fitting *f)
{
	crm_free(f->seen);
	crm_free(f->offset);
	crm_free(f->records);
	crm_free(f->share);
	crm_free(f->log_p);
}

/* The class of each record. */
static int assign(void *context, unsigned part)
{
	const struct fitting *f = context;
	float score[COMMUNITIES];
	size_t from, to;
	linkage_share(f->link->n, f->link->options.threads, part, &from, &to);
	for (size_t r = from; r < to; r++)
		f->link->community[r] = (uint8_t)scores_of(f, (uint32_t)r, score);
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

static int count_task(void *context, unsigned part, unsigned field)
{
	struct linkage *link = context;
	(void)part;
	return field_has_communities(&link->fields[field]) ? count_shares(link, &link->fields[field]) : CRM_OK;
}

static int fit(struct fitting *f)
{
	const unsigned threads = f->link->options.threads;
	begin(f);
	int rc = maximise(f);
	for (unsigned round = 1; rc == CRM_OK && round < ROUNDS; round++) {
		rc = linkage_parallel(threads, expect, f);
		if (rc == CRM_OK)
			rc = maximise(f);
	}
	return rc;
}

static const float *shares_of(const struct field *field, uint32_t value)
{
	static const float none[COMMUNITIES]; /* nobody had the value when shares were counted */
	return value <= field->known ? &field->by_community[(size_t)value * COMMUNITIES] : none;
}

/* ---- records that come later ---- */

/* What the classes are told by. */
static int keep_classes(const struct fitting *f, struct index_classes *out)
{
	memcpy(out->log_size, f->log_size, sizeof out->log_size);
	for (unsigned k = 0; k < f->link->n_fields; k++) {
		const size_t n = f->offset[k] != SIZE_MAX ? (size_t)f->link->fields[k].known + 1 : 0;
		out->log_p[k] = n != 0 ? crm_reallocarray(NULL, n, COMMUNITIES * sizeof **out->log_p) : NULL;
		if (n != 0 && out->log_p[k] == NULL)
			return CRM_E_NOMEM;
		if (n != 0)
			memcpy(out->log_p[k], &f->log_p[f->offset[k] * COMMUNITIES],
			       n * COMMUNITIES * sizeof **out->log_p);
	}
	return CRM_OK;
}

uint8_t community_find(const struct linkage *link, const struct index_classes *classes, uint32_t record)
{
	float score[COMMUNITIES];
	unsigned best = 0;
	for (unsigned c = 0; c < COMMUNITIES; c++)
		score[c] = (float)classes->log_size[c];
	for (unsigned k = 0; k < link->n_fields; k++) {
		const uint32_t value = classes->log_p[k] != NULL ? value_of(link, record, k) : 0;
		const bool known = value != 0 && value <= link->fields[k].known;
		for (unsigned c = 0; known && c < COMMUNITIES; c++)
			score[c] += classes->log_p[k][(size_t)value * COMMUNITIES + c];
	}
	for (unsigned c = 1; c < COMMUNITIES; c++)
		if (score[c] > score[best])
			best = c;
	return (uint8_t)best;
}

int linkage_make_communities(struct linkage *link)
{
	struct fitting f;
	if (link->n < LEAST_RECORDS || link->given == NO_FIELD || link->family == NO_FIELD)
		return CRM_OK;
	int rc = begin_fitting(&f, link);
	if (rc == CRM_OK)
		rc = fit(&f);
	link->community = rc == CRM_OK ? crm_calloc(link->n, sizeof *link->community) : NULL;
	if (link->community == NULL)
		rc = CRM_E_NOMEM;
	if (rc == CRM_OK)
		rc = linkage_parallel(link->options.threads, assign, &f);
	if (rc == CRM_OK && link->index != NULL)
		rc = keep_classes(&f, &link->index->classes);
	end_fitting(&f);
	return rc == CRM_OK ? linkage_tasks(link->options.threads, link->n_fields, count_task, link) : rc;
}

double community_share(const struct linkage *link, unsigned field, uint32_t a, uint32_t b)
{
	const struct field *f = &link->fields[field];
	if (f->by_community == NULL)
		return 0;
	const unsigned in_a = link->community[a], in_b = link->community[b];
	const float *of_a = shares_of(f, value_of(link, a, field));
	const float *of_b = shares_of(f, value_of(link, b, field));
	return (double)fmaxf(fmaxf(of_a[in_a], of_a[in_b]), fmaxf(of_b[in_a], of_b[in_b]));
}

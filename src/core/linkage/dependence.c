/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dependence between fields.  Among records that differ, those that share a company tend to share its street, domain
 * and telephone too; among records that are the same, those with another company have another domain as well.  Both are
 * learned from the data: the first from pairs that agree in one field and whose first names differ, so that they are
 * surely not the same; the second from pairs that are the same as far as is known.
 */
#include "config.h"

#include <core/linkage/compare.h>
#include <core/linkage/estimate.h>

#include <math.h>

#define THIN_TOGETHER    20 /* pairs that the usual dependence counts for */
#define THIN_APART       20
#define DOUBTFUL         0.3    /* probability from which on a pair is no example of one that differs */
#define SURELY_DIFFERENT (-6.0) /* bits */

static bool is_place(const struct field *field)
{
	return kind_types[field->kind].place;
}

/* Numbers that were given out and dates of birth follow from nothing, and nothing from them.  Two for whom one of them
   is the same are one person, or share it by chance, so their pairs are no examples of people who differ: with the
   first name misspelled beyond recognition, a true pair would pass for one. */
static bool is_given_out(const struct field *field)
{
	return field->kind == FIELD_IDENTIFIER || field->kind == FIELD_DATE || field->kind == FIELD_SUFFIX;
}

static double usual_together(const struct linkage *link, unsigned i, unsigned j)
{
	const struct field *a = &link->fields[i], *b = &link->fields[j];
	if (!link->people && (a->kind == FIELD_COMPANY || b->kind == FIELD_COMPANY))
		return 0.05;
	if (is_place(a) && is_place(b))
		return 0.5;
	if (j == link->family && (a->kind == FIELD_STREET || a->kind == FIELD_PHONE))
		return 0.4;
	if (i == link->family && (b->kind == FIELD_STREET || b->kind == FIELD_PHONE))
		return 0.02;
	if ((is_place(a) && b->kind == FIELD_PHONE) || (is_place(b) && a->kind == FIELD_PHONE))
		return 0.2;
	return 0;
}

/* Given and family names go together by language: where one agrees, the other agrees as often as names do in general,
   however rare it is in the table as a whole. */
static void names_together(struct linkage *link)
{
	if (link->given == NO_FIELD || link->family == NO_FIELD)
		return;
	for (unsigned rare = 0; rare < 2; rare++) {
		link->together[rare][link->family][link->given] = link->fields[link->given].u[LEVEL_EXACT];
		link->together[rare][link->given][link->family] = link->fields[link->family].u[LEVEL_EXACT];
	}
}

static double usual_apart(const struct linkage *link, unsigned i, unsigned j)
{
	const bool where_i = is_place(&link->fields[i]) || link->fields[i].kind == FIELD_PHONE ||
			     link->fields[i].kind == FIELD_EMAIL;
	const bool where_j = is_place(&link->fields[j]) || link->fields[j].kind == FIELD_PHONE ||
			     link->fields[j].kind == FIELD_EMAIL;
	return where_i && where_j ? 0.4 : 0;
}

void usual_dependence(struct linkage *link)
{
	for (unsigned i = 0; i < link->n_fields; i++)
		for (unsigned j = 0; j < link->n_fields; j++) {
			link->together[0][i][j] = link->together[1][i][j] = i != j ? usual_together(link, i, j) : 0;
			link->apart[i][j] = i != j ? usual_apart(link, i, j) : 0;
		}
	names_together(link);
}

/* The field by whose disagreement two records are known to differ. */
static unsigned anchor_of(const struct linkage *link)
{
	if (link->given != NO_FIELD)
		return link->given;
	for (unsigned f = 0; f < link->n_fields; f++)
		if (link->fields[f].kind == FIELD_COMPANY || link->fields[f].kind == FIELD_TEXT)
			return f;
	return NO_FIELD;
}

static bool agrees(const struct field *field, unsigned level)
{
	return level == LEVEL_EXACT ||
	       (level == 2 && kind_types[field->kind].levels[2].rarity == RARITY_NEAR && field->m[2] > field->u[2]);
}

/* Records by value of a field: those with value v stand from start[v] to start[v + 1]. */
struct by_value {
	uint32_t *start, *records;
};

static int sort_by_value(const struct linkage *link, const struct field *field, struct by_value *out)
{
	out->start = crm_calloc((size_t)field->n_values + 2, sizeof *out->start);
	out->records = crm_calloc(link->n + 1, sizeof *out->records);
	if (out->start == NULL || out->records == NULL)
		return CRM_E_NOMEM;
	for (uint32_t r = 0; r < link->n; r++)
		out->start[record_values(link, r)[field->first_slot] + 1]++;
	for (uint32_t v = 0; v <= field->n_values; v++)
		out->start[v + 1] += out->start[v];
	for (uint32_t r = (uint32_t)link->n; r-- > 0;)
		out->records[--out->start[record_values(link, r)[field->first_slot] + 1]] = r;
	/* Filling moved each start to its own place, one to the left. */
	for (uint32_t v = 0; v <= field->n_values; v++)
		out->start[v] = out->start[v + 1];
	out->start[field->n_values + 1] = (uint32_t)link->n;
	return CRM_OK;
}

struct together_count {
	double agree[MAX_FIELDS], known[MAX_FIELDS];
};

/* How surely two records are not the same, by all but one of their fields. */
static double differ_without(const struct linkage *link, uint32_t a, uint32_t b, struct outcome *outcomes,
			     unsigned field)
{
	const struct outcome kept = outcomes[field];
	outcomes[field].level = LEVEL_MISSING;
	const double p = linkage_weight_probability(linkage_weigh(link, a, b, outcomes, NULL));
	outcomes[field] = kept;
	return p < DOUBTFUL ? 1 - p : 0;
}

static void count_pair(const struct linkage *link, uint32_t a, uint32_t b, struct outcome *outcomes,
		       struct together_count *count)
{
	const bool surely = linkage_weigh(link, a, b, outcomes, NULL) < SURELY_DIFFERENT;
	for (unsigned j = 0; j < link->n_fields; j++) {
		if (outcomes[j].level == LEVEL_MISSING)
			continue;
		const double share = surely ? 1 : differ_without(link, a, b, outcomes, j);
		count->known[j] += share;
		count->agree[j] += agrees(&link->fields[j], outcomes[j].level) ? share : 0;
	}
}

/* Records in turn, so that chance decides only with whom each is compared: an estimate by fewer or freely drawn pairs
   changes with the order of the records. */
static void count_together(const struct linkage *link, unsigned anchor, const struct by_value *by, unsigned i,
			   unsigned pairs, struct together_count *count)
{
	struct outcome outcomes[MAX_FIELDS];
	const struct field *field = &link->fields[i];
	uint64_t state = 77 + i;
	for (unsigned k = 0; k < pairs; k++) {
		const uint64_t from = (uint64_t)link->n * k / pairs, to = (uint64_t)link->n * (k + 1) / pairs;
		const uint32_t a = (uint32_t)(from + (to > from ? linkage_random(&state) % (to - from) : 0));
		const uint32_t value = record_values(link, a)[field->first_slot];
		const uint32_t size = by->start[value + 1] - by->start[value];
		const uint32_t b = by->records[by->start[value] + (uint32_t)(linkage_random(&state) % size)];
		if (value == 0 || a == b)
			continue;
		linkage_compare(link, a, b, outcomes);
		if (outcomes[anchor].level == link->fields[anchor].last)
			count_pair(link, a, b, outcomes, &count[size <= RARE_ROWS]);
	}
}

static void set_together(struct linkage *link, unsigned anchor, unsigned i, const struct together_count *count,
			 bool rare)
{
	for (unsigned j = 0; j < link->n_fields; j++) {
		const struct field *field = &link->fields[j];
		if (j == i || j == anchor || is_given_out(field))
			continue;
		double by_chance = 0;
		for (unsigned l = 1; l < LEVELS; l++)
			by_chance += agrees(field, l) ? field->u[l] : 0;
		const double usual = usual_together(link, i, j);
		const double share = (count->agree[j] + THIN_TOGETHER * (usual + by_chance * (1 - usual))) /
				     (count->known[j] + THIN_TOGETHER);
		link->together[rare][i][j] = fmax(0, fmin(0.999, (share - by_chance) / (1 - fmin(by_chance, 0.999))));
	}
}

int estimate_together(struct linkage *link, unsigned pairs)
{
	const unsigned anchor = anchor_of(link);
	int rc = CRM_OK;
	for (unsigned i = 0; rc == CRM_OK && anchor != NO_FIELD && i < link->n_fields; i++) {
		struct by_value by = {NULL, NULL};
		struct together_count count[2] = {{{0}, {0}}, {{0}, {0}}};
		if (i == anchor || is_given_out(&link->fields[i]))
			continue;
		rc = sort_by_value(link, &link->fields[i], &by);
		if (rc == CRM_OK) {
			count_together(link, anchor, &by, i, pairs, count);
			set_together(link, anchor, i, &count[0], false);
			set_together(link, anchor, i, &count[1], true);
		}
		crm_free(by.start);
		crm_free(by.records);
	}
	names_together(link);
	return rc;
}

/* How much of the weight of true pairs: both known, one or both different. */
struct apart_count {
	double known[MAX_FIELDS][MAX_FIELDS], first[MAX_FIELDS][MAX_FIELDS], both[MAX_FIELDS][MAX_FIELDS];
};

static void count_apart(const struct linkage *link, const struct outcome *o, double p, struct apart_count *count)
{
	unsigned known[MAX_FIELDS], n = 0;
	bool differs[MAX_FIELDS];
	for (unsigned f = 0; f < link->n_fields; f++)
		if (o[f].level != LEVEL_MISSING) {
			differs[f] = o[f].level == link->fields[f].last;
			known[n++] = f;
		}
	for (unsigned x = 0; x < n; x++)
		for (unsigned y = 0; y < n; y++) {
			const unsigned i = known[x], j = known[y];
			count->known[i][j] += p;
			if (!differs[i])
				continue;
			count->first[i][j] += p;
			if (differs[j])
				count->both[i][j] += p;
		}
}

static void set_apart(struct linkage *link, const struct apart_count *count, unsigned i, unsigned j)
{
	const double known = count->known[i][j];
	if (i == j || known <= 0 || j == link->suffix)
		return;
	const double usual = usual_apart(link, i, j), chance = count->first[j][i] / known;
	const double share =
		(count->both[i][j] + THIN_APART * (usual + chance * (1 - usual))) / (count->first[i][j] + THIN_APART);
	const double most = usual > 0 ? 0.95 : 0.3;
	link->apart[i][j] = fmax(0, fmin(most, (share - chance) / (1 - fmin(chance, 0.999))));
}

int estimate_apart(struct linkage *link, const struct sample *sample)
{
	struct apart_count *count = crm_calloc(1, sizeof *count);
	if (count == NULL)
		return CRM_E_NOMEM;
	for (size_t k = 0; k < sample->n; k++)
		if (sample->p[k] > 0.01)
			count_apart(link, &sample->outcomes[k * link->n_fields], sample->p[k], count);
	for (unsigned i = 0; i < link->n_fields; i++)
		for (unsigned j = 0; j < link->n_fields; j++)
			set_apart(link, count, i, j);
	crm_free(count);
	return CRM_OK;
}

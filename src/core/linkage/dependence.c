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
#include <string.h>

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

static bool agrees(const struct field *field, unsigned level)
{
	return level == LEVEL_EXACT ||
	       (level == 2 && kind_types[field->kind].levels[2].rarity == RARITY_NEAR && field->m[2] > field->u[2]);
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

/* Examples as they are weighed: how much each counts for each field. */
struct weighing {
	const struct linkage *link;
	const struct example_list *list;
	double *share; /* n_fields for each */
};

static void weigh_example(const struct linkage *link, const uint32_t pair[2], const struct outcome *known,
			  double *share)
{
	struct outcome outcomes[MAX_FIELDS];
	memcpy(outcomes, known, link->n_fields * sizeof *outcomes);
	const bool surely = linkage_weigh(link, pair[0], pair[1], outcomes, NULL) < SURELY_DIFFERENT;
	for (unsigned j = 0; j < link->n_fields; j++)
		if (outcomes[j].level != LEVEL_MISSING)
			share[j] = surely ? 1 : differ_without(link, pair[0], pair[1], outcomes, j);
}

static int weigh_examples(void *context, unsigned part)
{
	const struct weighing *w = context;
	const unsigned n_fields = w->link->n_fields;
	size_t from, to;
	linkage_share(w->list->n, w->link->options.threads, part, &from, &to);
	for (size_t k = from; k < to; k++)
		weigh_example(w->link, w->list->pairs[k], &w->list->outcomes[k * n_fields], &w->share[k * n_fields]);
	return CRM_OK;
}

static int count_together(const struct linkage *link, const struct example_list *list, struct together_count count[2])
{
	struct weighing w = {link, list, crm_calloc(list->n + 1, link->n_fields * sizeof *w.share)};
	int rc = w.share != NULL ? linkage_parallel(link->options.threads, weigh_examples, &w) : CRM_E_NOMEM;
	for (size_t k = 0; rc == CRM_OK && k < list->n; k++)
		for (unsigned j = 0; j < link->n_fields; j++) {
			const unsigned level = list->outcomes[k * link->n_fields + j].level;
			if (level == LEVEL_MISSING)
				continue;
			const double share = w.share[k * link->n_fields + j];
			count[list->rare[k]].known[j] += share;
			count[list->rare[k]].agree[j] += agrees(&link->fields[j], level) ? share : 0;
		}
	crm_free(w.share);
	return rc;
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

/* One field after the other: what is learned of one counts when the examples of the next are weighed. */
int estimate_together(struct linkage *link, unsigned pairs)
{
	struct examples examples = {0};
	int rc = examples_find(link, pairs, &examples);
	for (unsigned i = 0; rc == CRM_OK && examples.anchor != NO_FIELD && i < link->n_fields; i++) {
		struct together_count count[2] = {{{0}, {0}}, {{0}, {0}}};
		if (i == examples.anchor || is_given_out(&link->fields[i]))
			continue;
		rc = count_together(link, &examples.list[i], count);
		if (rc == CRM_OK) {
			set_together(link, examples.anchor, i, &count[0], false);
			set_together(link, examples.anchor, i, &count[1], true);
		}
	}
	examples_free(&examples);
	names_together(link);
	return rc;
}

/* How much of the weight of true pairs: both known, one or both different. */
struct apart_count {
	double known[MAX_FIELDS][MAX_FIELDS], first[MAX_FIELDS][MAX_FIELDS], both[MAX_FIELDS][MAX_FIELDS];
};

struct apart_counting {
	const struct linkage *link;
	const struct sample *sample;
	struct apart_count *count;
};

/* Beside field i. */
static int count_apart(void *context, unsigned part, unsigned i)
{
	const struct apart_counting *c = context;
	const struct linkage *link = c->link;
	struct apart_count *count = c->count;
	(void)part;
	for (size_t k = 0; k < c->sample->n; k++) {
		const struct outcome *o = &c->sample->outcomes[k * link->n_fields];
		const double p = c->sample->p[k];
		if (p <= 0.01 || o[i].level == LEVEL_MISSING)
			continue;
		const bool differs = o[i].level == link->fields[i].last;
		for (unsigned j = 0; j < link->n_fields; j++) {
			if (o[j].level == LEVEL_MISSING)
				continue;
			count->known[i][j] += p;
			count->first[i][j] += differs ? p : 0;
			count->both[i][j] += differs && o[j].level == link->fields[j].last ? p : 0;
		}
	}
	return CRM_OK;
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
	struct apart_counting counting = {link, sample, count};
	const int rc = linkage_tasks(link->options.threads, link->n_fields, count_apart, &counting);
	for (unsigned i = 0; i < link->n_fields; i++)
		for (unsigned j = 0; j < link->n_fields; j++)
			set_apart(link, count, i, j);
	crm_free(count);
	return rc;
}

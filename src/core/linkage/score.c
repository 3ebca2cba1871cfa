/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Weighing the candidate pairs.  Their values lie anywhere in memory, so pairs are gathered and what a pair needs is
 * asked for while the others are compared.
 */
#include "config.h"

#include <core/linkage/compare.h>
#include <core/linkage/sort.h>

#include <math.h>
#include <string.h>

#define MAX_PARTS  64
#define LEAST_TOLD 0.01 /* probability of a pair that is kept */
#define GATHERED   16

struct edges {
	struct edge *list;
	size_t n, cap;
};

/* One thread's. */
struct gathered {
	uint32_t pairs[GATHERED][2];
	unsigned n;
	struct edges edges;
};

struct scoring {
	struct linkage *link;
	double least;
	struct gathered parts[MAX_PARTS];
};

static int add_edge(struct edges *edges, uint32_t a, uint32_t b, double weight)
{
	if (edges->n == edges->cap) {
		const size_t cap = edges->cap + edges->cap / 2 + 1024;
		struct edge *list = crm_reallocarray(edges->list, cap, sizeof *list);
		if (list == NULL)
			return CRM_E_NOMEM;
		edges->list = list;
		edges->cap = cap;
	}
	edges->list[edges->n++] = (struct edge){a, b, (float)weight};
	return CRM_OK;
}

double linkage_least_told(void)
{
	return log2(LEAST_TOLD / (1 - LEAST_TOLD));
}

bool linkage_score_pair(const struct linkage *link, uint32_t a, uint32_t b, double least, double *weight)
{
	struct outcome outcomes[MAX_FIELDS];
	linkage_compare(link, a, b, outcomes);
	if (linkage_was_hopeless(link, a, b, outcomes))
		return false;
	*weight = linkage_weigh_if(link, a, b, outcomes, least);
	return *weight >= least;
}

static int score_pair(const struct scoring *scoring, struct edges *edges, uint32_t a, uint32_t b)
{
	double weight;
	if (!linkage_score_pair(scoring->link, a, b, scoring->least, &weight))
		return CRM_OK;
	return add_edge(edges, a, b, weight);
}

static int score_gathered(const struct scoring *scoring, struct gathered *gathered)
{
	int rc = CRM_OK;
	for (unsigned i = 0; i < gathered->n; i++)
		linkage_fetch_values(scoring->link, gathered->pairs[i][0], gathered->pairs[i][1]);
	for (unsigned i = 0; i < gathered->n; i++)
		linkage_fetch_words(scoring->link, gathered->pairs[i][0], gathered->pairs[i][1]);
	for (unsigned i = 0; rc == CRM_OK && i < gathered->n; i++)
		rc = score_pair(scoring, &gathered->edges, gathered->pairs[i][0], gathered->pairs[i][1]);
	gathered->n = 0;
	return rc;
}

static int gather_pair(void *context, unsigned part, uint32_t a, uint32_t b)
{
	struct scoring *scoring = context;
	struct gathered *gathered = &scoring->parts[part];
	gathered->pairs[gathered->n][0] = a;
	gathered->pairs[gathered->n][1] = b;
	gathered->n++;
	return gathered->n < GATHERED ? CRM_OK : score_gathered(scoring, gathered);
}

/* Those of one first record, which are few. */
static void sort_by_second(struct edge *edges, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct edge one = edges[i];
		size_t at = i;
		for (; at > 0 && edges[at - 1].b > one.b; at--)
			edges[at] = edges[at - 1];
		edges[at] = one;
	}
}

static void sort_seconds(struct edge *edges, size_t n)
{
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && edges[end].a == edges[i].a; end++)
			;
		sort_by_second(edges + i, end - i);
	}
}

/* The edges of all threads one after the other; gives those of the threads back. */
static struct edge *join_parts(struct scoring *scoring, size_t n)
{
	struct edge *all = crm_reallocarray(NULL, n + 1, sizeof *all);
	size_t at = 0;
	for (unsigned p = 0; all != NULL && p < MAX_PARTS; p++) {
		struct edges *edges = &scoring->parts[p].edges;
		if (edges->n != 0)
			memcpy(all + at, edges->list, edges->n * sizeof *all);
		at += edges->n;
		crm_free(edges->list);
		*edges = (struct edges){0};
	}
	return all;
}

/* In an order that does not depend on the threads: ascending by a, then b. */
static int sort_edges(struct linkage *link, const struct edge *all, size_t n)
{
	uint64_t *order = crm_reallocarray(NULL, n + 1, sizeof *order);
	uint64_t *spare = crm_reallocarray(NULL, n + 1, sizeof *spare);
	link->edges = crm_reallocarray(NULL, n + 1, sizeof *link->edges);
	const bool ok = order != NULL && spare != NULL && link->edges != NULL;
	for (size_t i = 0; ok && i < n; i++)
		order[i] = (uint64_t)all[i].a << 32 | i;
	if (ok)
		sort_by_key(order, spare, n);
	for (size_t i = 0; ok && i < n; i++)
		link->edges[i] = all[(uint32_t)order[i]];
	crm_free(order);
	crm_free(spare);
	if (!ok)
		return CRM_E_NOMEM;
	link->n_edges = n;
	sort_seconds(link->edges, n);
	return CRM_OK;
}

static int keep_edges(struct scoring *scoring)
{
	size_t n = 0;
	for (unsigned p = 0; p < MAX_PARTS; p++)
		n += scoring->parts[p].edges.n;
	struct edge *all = n < UINT32_MAX ? join_parts(scoring, n) : NULL;
	const int rc = all != NULL ? sort_edges(scoring->link, all, n) : CRM_E_NOMEM;
	crm_free(all);
	return rc;
}

int linkage_score(struct linkage *link)
{
	struct scoring *scoring = crm_calloc(1, sizeof *scoring);
	if (scoring == NULL)
		return CRM_E_NOMEM;
	scoring->link = link;
	scoring->least = linkage_least_told();
	int rc = linkage_each_pair(link, 1, gather_pair, scoring);
	for (unsigned p = 0; rc == CRM_OK && p < MAX_PARTS; p++)
		rc = score_gathered(scoring, &scoring->parts[p]);
	if (rc == CRM_OK)
		rc = keep_edges(scoring);
	for (unsigned p = 0; p < MAX_PARTS; p++)
		crm_free(scoring->parts[p].edges.list);
	crm_free(scoring);
	return rc;
}

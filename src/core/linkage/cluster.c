/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clusters.  The strongest pairs come first; two clusters become one only if all of their pairs together speak for it,
 * those that were never candidates included, so that a chain of weak pairs does not join strangers.
 */
#include "config.h"

#include <core/linkage/compare.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_AT       4096 /* pairs between two clusters at most */
#define VOICE_FOR     12.0 /* bits that one pair can say for or against */
#define VOICE_AGAINST 1.5

struct clustering {
	struct linkage *link;
	uint32_t *parent, *next, *last, *size; /* members of a cluster are a list that begins at its root */
	double threshold;                      /* bits */
};

static uint32_t root_of(struct clustering *c, uint32_t record)
{
	while (c->parent[record] != record) {
		c->parent[record] = c->parent[c->parent[record]];
		record = c->parent[record];
	}
	return record;
}

/* What a pair says to its clusters becoming one.  Members of one cluster need not all look alike (people move), so a
   pair without evidence of its own says little against it; but many such pairs outvote one that says yes. */
static double voice(const struct clustering *c, uint32_t a, uint32_t b)
{
	const struct linkage *link = c->link;
	struct outcome outcomes[MAX_FIELDS];
	linkage_compare(link, a, b, outcomes);
	/* Father and son are two, however many rows without Jr. and Sr. look like either. */
	if (linkage_are_generations(link, outcomes))
		return -INFINITY;
	return fmax(-VOICE_AGAINST, fmin(VOICE_FOR, linkage_weigh(link, a, b, outcomes, NULL)));
}

static bool sources_clash(const struct clustering *c, uint32_t a, uint32_t b)
{
	const uint32_t *source = c->link->source;
	if (source == NULL || !c->link->options.one_to_one)
		return false;
	for (uint32_t i = a; i != UINT32_MAX; i = c->next[i])
		for (uint32_t j = b; j != UINT32_MAX; j = c->next[j])
			if (source[i] == source[j])
				return true;
	return false;
}

static bool may_join(const struct clustering *c, uint32_t a, uint32_t b)
{
	double sum = 0;
	if (c->size[a] == 1 && c->size[b] == 1)
		return !sources_clash(c, a, b);
	if ((uint64_t)c->size[a] * c->size[b] > LOOK_AT || sources_clash(c, a, b))
		return false;
	for (uint32_t i = a; i != UINT32_MAX; i = c->next[i])
		for (uint32_t j = b; j != UINT32_MAX; j = c->next[j])
			sum += voice(c, i, j);
	return sum > 0;
}

static void join(struct clustering *c, uint32_t a, uint32_t b)
{
	if (b < a) {
		const uint32_t other = a;
		a = b;
		b = other;
	}
	c->parent[b] = a;
	c->next[c->last[a]] = b;
	c->last[a] = c->last[b];
	c->size[a] += c->size[b];
}

static int compare_strength(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;
	if (x->weight > y->weight || x->weight < y->weight)
		return x->weight > y->weight ? -1 : 1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

static void agglomerate(struct clustering *c, const struct edge *edges, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const uint32_t a = root_of(c, edges[i].a), b = root_of(c, edges[i].b);
		if (a != b && may_join(c, a, b))
			join(c, a, b);
	}
}

/* The edges that may join, strongest first; *n of them. */
static struct edge *strong_edges(const struct linkage *link, double threshold, size_t *n)
{
	size_t count = 0;
	for (size_t i = 0; i < link->n_edges; i++)
		count += link->edges[i].weight >= threshold;
	struct edge *edges = crm_calloc(count + 1, sizeof *edges);
	if (edges == NULL)
		return NULL;
	*n = 0;
	for (size_t i = 0; i < link->n_edges; i++)
		if (link->edges[i].weight >= threshold)
			edges[(*n)++] = link->edges[i];
	qsort(edges, *n, sizeof *edges, compare_strength);
	return edges;
}

/* The best pair that holds a row in its cluster, or, of a row alone, that would take it into another. */
static void set_probabilities(struct clustering *c)
{
	struct linkage *link = c->link;
	float *best = link->probability;
	for (size_t r = 0; r < link->n; r++)
		best[r] = -100;
	for (size_t i = 0; i < link->n_edges; i++) {
		const struct edge *e = &link->edges[i];
		const bool together = root_of(c, e->a) == root_of(c, e->b);
		for (unsigned side = 0; side < 2; side++) {
			const uint32_t record = side == 0 ? e->a : e->b;
			const bool alone = c->size[root_of(c, record)] == 1;
			float *b = &best[link->row_of[record]];
			if ((together || alone) && e->weight > *b)
				*b = e->weight;
		}
	}
	for (size_t r = 0; r < link->n; r++) {
		const bool alone = c->size[root_of(c, link->record_of[r])] == 1;
		const double p = linkage_weight_probability(best[r]);
		best[r] = (float)(alone ? 1 - p : p);
	}
}

/* Numbers clusters by their first rows. */
static void number_clusters(struct clustering *c)
{
	struct linkage *link = c->link;
	uint32_t *number = c->last;
	uint32_t n = 0;
	for (size_t r = 0; r < link->n; r++)
		number[r] = UINT32_MAX;
	for (size_t r = 0; r < link->n; r++) {
		const uint32_t root = root_of(c, link->record_of[r]);
		if (number[root] == UINT32_MAX)
			number[root] = n++;
		link->cluster[r] = number[root];
	}
}

int linkage_make_clusters(struct linkage *link)
{
	const double p = link->options.threshold;
	struct clustering c = {.link = link, .threshold = log2(p / (1 - p))};
	size_t n = 0;
	struct edge *edges = strong_edges(link, c.threshold, &n);
	c.parent = crm_alloc((link->n + 1) * sizeof *c.parent);
	c.next = crm_alloc((link->n + 1) * sizeof *c.next);
	c.last = crm_alloc((link->n + 1) * sizeof *c.last);
	c.size = crm_alloc((link->n + 1) * sizeof *c.size);
	link->cluster = crm_calloc(link->n + 1, sizeof *link->cluster);
	link->probability = crm_calloc(link->n + 1, sizeof *link->probability);
	const bool ok = edges != NULL && c.parent != NULL && c.next != NULL && c.last != NULL && c.size != NULL &&
			link->cluster != NULL && link->probability != NULL;
	for (uint32_t i = 0; ok && i < link->n; i++) {
		c.parent[i] = c.last[i] = i;
		c.next[i] = UINT32_MAX;
		c.size[i] = 1;
	}
	if (ok) {
		agglomerate(&c, edges, n);
		set_probabilities(&c);
		number_clusters(&c);
	}
	crm_free(edges);
	crm_free(c.parent);
	crm_free(c.next);
	crm_free(c.last);
	crm_free(c.size);
	return ok ? CRM_OK : CRM_E_NOMEM;
}

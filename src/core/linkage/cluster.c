/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clusters.  The strongest pairs come first; two clusters become one only if all of their pairs together speak for it,
 * those that were never candidates included, so that a chain of weak pairs does not join strangers; and only if one in
 * four of these pairs speaks for it at all, so that one bridge, however strong, does not make one of two groups.
 */
#include "config.h"

#include <core/linkage/compare.h>
#include <core/linkage/sort.h>

#include <math.h>
#include <string.h>

#define LOOK_AT       4096 /* pairs between two clusters at most */
#define VOICE_FOR     12.0 /* bits that one pair can say for or against */
#define VOICE_AGAINST 1.5
#define MOST_SILENT   4 /* one in so many pairs between two clusters has to speak for it */

struct clustering {
	const struct cluster_task *task;
	const struct linkage *link;
	uint32_t *parent, *next, *last, *size; /* members of a cluster are a list that begins at its root */
	double threshold;                      /* bits */
	struct edge *edges;                    /* those that may join, strongest first */
	uint8_t *part;                         /* of an edge: the thread that looks at it */
	size_t n_edges;
};

static uint32_t find_root(uint32_t *parent, uint32_t record)
{
	while (parent[record] != record) {
		parent[record] = parent[parent[record]];
		record = parent[record];
	}
	return record;
}

static uint32_t root_of(struct clustering *c, uint32_t record)
{
	return find_root(c->parent, record);
}

/* Which record it is. */
static uint32_t record_at(const struct clustering *c, uint32_t place)
{
	return c->task->records != NULL ? c->task->records[place] : place;
}

/* Do given name, day of birth or a number say that they are others? */
static bool contradict(const struct linkage *link, const struct outcome *outcomes)
{
	for (unsigned f = 0; f < link->n_fields; f++) {
		const struct field *field = &link->fields[f];
		const bool telling =
			field->kind == FIELD_GIVEN || field->kind == FIELD_DATE || field->kind == FIELD_IDENTIFIER;
		if (telling && outcomes[f].level == field->last)
			return true;
	}
	return false;
}

static bool of_one_source(const struct linkage *link, uint32_t a, uint32_t b)
{
	return link->source != NULL && link->source[a] != 0 && link->source[a] == link->source[b];
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
	const double weight = linkage_weigh(link, a, b, outcomes, NULL);
	/* A source keeps the two apart, and by themselves they are: no third record brings them together. */
	if (weight < 0 && of_one_source(link, a, b) && contradict(link, outcomes))
		return -INFINITY;
	return fmax(-VOICE_AGAINST, fmin(VOICE_FOR, weight));
}

static bool sources_clash(const struct clustering *c, uint32_t a, uint32_t b)
{
	const uint32_t *source = c->link->source;
	if (source == NULL || !c->link->options.one_to_one)
		return false;
	for (uint32_t i = a; i != UINT32_MAX; i = c->next[i])
		for (uint32_t j = b; j != UINT32_MAX; j = c->next[j])
			if (source[record_at(c, i)] == source[record_at(c, j)])
				return true;
	return false;
}

static double add_voice(const struct clustering *c, uint32_t i, uint32_t j, uint64_t *speak)
{
	const double said = voice(c, record_at(c, i), record_at(c, j));
	*speak += said > 0;
	return said;
}

static bool may_join(const struct clustering *c, uint32_t a, uint32_t b)
{
	double sum = 0;
	uint64_t speak = 0;
	if (c->size[a] == 1 && c->size[b] == 1)
		return !sources_clash(c, a, b);
	if ((uint64_t)c->size[a] * c->size[b] > LOOK_AT || sources_clash(c, a, b))
		return false;
	for (uint32_t i = a; i != UINT32_MAX; i = c->next[i])
		for (uint32_t j = b; j != UINT32_MAX; j = c->next[j])
			sum += add_voice(c, i, j, &speak);
	return sum > 0 && speak * MOST_SILENT >= (uint64_t)c->size[a] * c->size[b];
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

/* What no edge connects, directly or through others, cannot become one cluster: threads share the records by that. */
static int share_edges(struct clustering *c)
{
	const size_t n = c->task->n;
	uint32_t *parent = crm_reallocarray(NULL, n + 1, sizeof *parent);
	c->part = crm_alloc(c->n_edges + 1);
	if (parent == NULL || c->part == NULL) {
		crm_free(parent);
		return CRM_E_NOMEM;
	}
	for (uint32_t r = 0; r < n; r++)
		parent[r] = r;
	for (size_t i = 0; i < c->n_edges; i++) {
		const uint32_t a = find_root(parent, c->edges[i].a), b = find_root(parent, c->edges[i].b);
		parent[a < b ? b : a] = a < b ? a : b;
	}
	for (size_t i = 0; i < c->n_edges; i++)
		c->part[i] = (uint8_t)(linkage_mix(find_root(parent, c->edges[i].a), 1) % c->link->options.threads);
	crm_free(parent);
	return CRM_OK;
}

static int agglomerate(void *context, unsigned part)
{
	struct clustering *c = context;
	for (size_t i = 0; i < c->n_edges; i++) {
		if (c->part[i] != part)
			continue;
		const uint32_t a = root_of(c, c->edges[i].a), b = root_of(c, c->edges[i].b);
		if (a != b && may_join(c, a, b))
			join(c, a, b);
	}
	return CRM_OK;
}

/* Ascending for descending weights. */
static uint32_t strength_key(float weight)
{
	uint32_t bits;
	weight += 0.0F; /* -0 becomes 0 */
	memcpy(&bits, &weight, sizeof bits);
	return bits >> 31 ? bits : ~bits & INT32_MAX;
}

/* Equal ones stay in the order in which they are given. */
static int take_strong_edges(struct clustering *c)
{
	const struct cluster_task *task = c->task;
	uint64_t *order = crm_reallocarray(NULL, task->n_edges + 1, sizeof *order);
	uint64_t *spare = crm_reallocarray(NULL, task->n_edges + 1, sizeof *spare);
	for (size_t i = 0; order != NULL && i < task->n_edges; i++)
		if (task->edges[i].weight >= c->threshold)
			order[c->n_edges++] = (uint64_t)strength_key(task->edges[i].weight) << 32 | i;
	c->edges = crm_reallocarray(NULL, c->n_edges + 1, sizeof *c->edges);
	const bool ok = order != NULL && spare != NULL && c->edges != NULL;
	if (ok)
		sort_by_key(order, spare, c->n_edges);
	for (size_t i = 0; ok && i < c->n_edges; i++)
		c->edges[i] = task->edges[(uint32_t)order[i]];
	crm_free(order);
	crm_free(spare);
	return ok ? CRM_OK : CRM_E_NOMEM;
}

static int begin(struct clustering *c)
{
	const size_t n = c->task->n;
	c->next = crm_reallocarray(NULL, n + 1, sizeof *c->next);
	c->last = crm_reallocarray(NULL, n + 1, sizeof *c->last);
	c->size = crm_reallocarray(NULL, n + 1, sizeof *c->size);
	if (c->next == NULL || c->last == NULL || c->size == NULL)
		return CRM_E_NOMEM;
	for (uint32_t i = 0; i < n; i++) {
		c->parent[i] = c->last[i] = i;
		c->next[i] = UINT32_MAX;
		c->size[i] = 1;
	}
	return CRM_OK;
}

double linkage_joins_from(const struct linkage *link)
{
	const double p = link->options.threshold;
	return log2(p / (1 - p));
}

int linkage_agglomerate(const struct cluster_task *task, uint32_t *root)
{
	struct clustering c = {.task = task, .link = task->link, .parent = root};
	c.threshold = linkage_joins_from(task->link);
	int rc = begin(&c);
	if (rc == CRM_OK)
		rc = take_strong_edges(&c);
	if (rc == CRM_OK)
		rc = share_edges(&c);
	if (rc == CRM_OK)
		rc = linkage_parallel(task->link->options.threads, agglomerate, &c);
	for (uint32_t i = 0; rc == CRM_OK && i < task->n; i++)
		root[i] = find_root(root, i);
	crm_free(c.edges);
	crm_free(c.part);
	crm_free(c.next);
	crm_free(c.last);
	crm_free(c.size);
	return rc;
}

/* ---- of all rows ---- */

/* The best pair that holds a row in its cluster, or, of a row alone, that would take it into another. */
static void set_probabilities(struct linkage *link, const uint32_t *root, const uint32_t *size)
{
	float *best = link->probability;
	for (size_t r = 0; r < link->n; r++)
		best[r] = -100;
	for (size_t i = 0; i < link->n_edges; i++) {
		const struct edge *e = &link->edges[i];
		const bool together = root[e->a] == root[e->b];
		for (unsigned side = 0; side < 2; side++) {
			const uint32_t record = side == 0 ? e->a : e->b;
			float *b = &best[link->row_of[record]];
			if ((together || size[root[record]] == 1) && e->weight > *b)
				*b = e->weight;
		}
	}
	for (size_t r = 0; r < link->n; r++) {
		const bool alone = size[root[link->record_of[r]]] == 1;
		const double p = linkage_weight_probability(best[r]);
		best[r] = (float)(alone ? 1 - p : p);
	}
}

/* Numbers clusters by their first rows: from 0, or, where rows will be added, by the rows' own numbers. */
static void number_clusters(struct linkage *link, const uint32_t *root, uint32_t *number)
{
	uint32_t n = 0;
	for (size_t r = 0; r < link->n; r++)
		number[r] = UINT32_MAX;
	for (size_t r = 0; r < link->n; r++) {
		const uint32_t first = root[link->record_of[r]];
		if (number[first] == UINT32_MAX)
			number[first] = link->index != NULL ? (uint32_t)r : n++;
		link->cluster[r] = number[first];
	}
}

int linkage_make_clusters(struct linkage *link)
{
	const struct cluster_task task = {link, NULL, link->n, link->edges, link->n_edges};
	uint32_t *root = crm_reallocarray(NULL, link->n + 1, sizeof *root);
	uint32_t *number = crm_calloc(link->n + 1, sizeof *number);
	link->cluster = crm_calloc(link->n + 1, sizeof *link->cluster);
	link->probability = crm_calloc(link->n + 1, sizeof *link->probability);
	int rc = root != NULL && number != NULL && link->cluster != NULL && link->probability != NULL ? CRM_OK
												      : CRM_E_NOMEM;
	if (rc == CRM_OK)
		rc = linkage_agglomerate(&task, root);
	if (rc == CRM_OK) {
		for (uint32_t i = 0; i < link->n; i++)
			number[root[i]]++;
		set_probabilities(link, root, number);
		number_clusters(link, root, number);
	}
	crm_free(root);
	crm_free(number);
	return rc;
}

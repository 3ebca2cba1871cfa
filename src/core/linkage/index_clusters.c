/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clusters after an update.  What no strong edge connects is independent (cluster.c), so only the connected parts with
 * a record that is new, or had an edge to one that is new or gone, are made again, in the order of a full run.
 */
#include "config.h"

#include <core/linkage/index_parts.h>

#include <stdlib.h>
#include <string.h>

struct neighbour {
	uint32_t record;
	float weight;
};

struct member {
	uint64_t content;
	uint32_t row, record;
};

struct work {
	struct linkage *link;
	uint32_t *start; /* of each record's neighbours */
	struct neighbour *list;
	uint32_t *place; /* of a record among the members and 1; 0: it is none */
	struct member *members;
	uint32_t *records; /* of the members, in order */
	size_t n;
	struct edge *edges; /* between members */
	size_t n_edges;
	uint32_t *root, *size, *label; /* by place */
};

/* Lists the edges by both of their ends. */
static int list_neighbours(struct work *w)
{
	const struct linkage *link = w->link;
	w->start = crm_calloc(link->n + 2, sizeof *w->start);
	w->list = crm_reallocarray(NULL, link->n_edges * 2 + 1, sizeof *w->list);
	if (w->start == NULL || w->list == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < link->n_edges; i++) {
		w->start[link->edges[i].a + 1]++;
		w->start[link->edges[i].b + 1]++;
	}
	for (size_t r = 0; r < link->n; r++)
		w->start[r + 1] += w->start[r];
	for (size_t i = link->n_edges; i > 0; i--) {
		const struct edge *e = &link->edges[i - 1];
		w->list[--w->start[e->a + 1]] = (struct neighbour){e->b, e->weight};
		w->list[--w->start[e->b + 1]] = (struct neighbour){e->a, e->weight};
	}
	/* Each start has become that of the record before. */
	memmove(w->start, w->start + 1, (link->n + 1) * sizeof *w->start);
	w->start[link->n] = (uint32_t)(link->n_edges * 2);
	return CRM_OK;
}

static void take(struct work *w, uint32_t record)
{
	if (w->place[record] != 0 || w->link->index->gone[record])
		return;
	w->members[w->n] = (struct member){w->link->content[record], w->link->row_of[record], record};
	w->place[record] = (uint32_t)++w->n;
}

static int compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	if (x->content != y->content)
		return x->content < y->content ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* The marked records and all that strong edges lead to, in the order of all records. */
static int find_members(struct work *w, const uint8_t *marked)
{
	const struct linkage *link = w->link;
	const double least = linkage_joins_from(link);
	w->place = crm_calloc(link->n + 1, sizeof *w->place);
	w->members = crm_reallocarray(NULL, link->n + 1, sizeof *w->members);
	if (w->place == NULL || w->members == NULL)
		return CRM_E_NOMEM;
	for (uint32_t r = 0; r < link->n; r++)
		if (marked[r])
			take(w, r);
	for (size_t i = 0; i < w->n; i++) {
		const uint32_t record = w->members[i].record;
		for (uint32_t k = w->start[record]; k < w->start[record + 1]; k++)
			if (w->list[k].weight >= least)
				take(w, w->list[k].record);
	}
	if (w->n > 1)
		qsort(w->members, w->n, sizeof *w->members, compare_members);
	w->records = crm_reallocarray(NULL, w->n + 1, sizeof *w->records);
	for (size_t i = 0; w->records != NULL && i < w->n; i++) {
		w->records[i] = w->members[i].record;
		w->place[w->records[i]] = (uint32_t)i + 1;
	}
	return w->records != NULL ? CRM_OK : CRM_E_NOMEM;
}

static int compare_edges(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

static int find_edges(struct work *w)
{
	const double least = linkage_joins_from(w->link);
	size_t most = 0;
	for (size_t i = 0; i < w->n; i++)
		most += w->start[w->records[i] + 1] - w->start[w->records[i]];
	w->edges = crm_reallocarray(NULL, most + 1, sizeof *w->edges);
	if (w->edges == NULL)
		return CRM_E_NOMEM;
	for (uint32_t i = 0; i < w->n; i++)
		for (uint32_t k = w->start[w->records[i]]; k < w->start[w->records[i] + 1]; k++) {
			const struct neighbour *other = &w->list[k];
			if (other->weight >= least && w->place[other->record] > i + 1)
				w->edges[w->n_edges++] = (struct edge){i, w->place[other->record] - 1, other->weight};
		}
	if (w->n_edges > 1)
		qsort(w->edges, w->n_edges, sizeof *w->edges, compare_edges);
	return CRM_OK;
}

static int agglomerate(struct work *w)
{
	const struct cluster_task task = {w->link, w->records, w->n, w->edges, w->n_edges};
	w->root = crm_reallocarray(NULL, w->n + 1, sizeof *w->root);
	w->size = crm_calloc(w->n + 1, sizeof *w->size);
	w->label = crm_reallocarray(NULL, w->n + 1, sizeof *w->label);
	if (w->root == NULL || w->size == NULL || w->label == NULL)
		return CRM_E_NOMEM;
	return linkage_agglomerate(&task, w->root);
}

/* The first row of each cluster. */
static void set_labels(struct work *w)
{
	for (size_t i = 0; i < w->n; i++)
		w->label[i] = UINT32_MAX;
	for (size_t i = 0; i < w->n; i++) {
		const uint32_t row = w->members[i].row, root = w->root[i];
		w->size[root]++;
		if (row < w->label[root])
			w->label[root] = row;
	}
}

static int compare_rows(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static int set_clusters(struct work *w)
{
	struct linkage_index *index = w->link->index;
	crm_free(index->changed);
	index->n_changed = 0;
	index->changed = crm_reallocarray(NULL, w->n + 1, sizeof *index->changed);
	if (index->changed == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < w->n; i++) {
		const uint32_t row = w->members[i].row, label = w->label[w->root[i]];
		if (w->link->cluster[row] != label)
			index->changed[index->n_changed++] = row;
		w->link->cluster[row] = label;
	}
	if (index->n_changed > 1)
		qsort(index->changed, index->n_changed, sizeof *index->changed, compare_rows);
	return CRM_OK;
}

/* As set_probabilities() in cluster.c. */
static void set_probability(const struct work *w, size_t i)
{
	const struct linkage *link = w->link;
	const uint32_t record = w->records[i], row = link->row_of[record];
	const bool alone = w->size[w->root[i]] == 1;
	float best = -100;
	for (uint32_t k = w->start[record]; k < w->start[record + 1]; k++) {
		const bool together = link->cluster[link->row_of[w->list[k].record]] == link->cluster[row];
		if ((together || alone) && w->list[k].weight > best)
			best = w->list[k].weight;
	}
	const double p = linkage_weight_probability(best);
	link->probability[row] = (float)(alone ? 1 - p : p);
}

int index_recluster(struct linkage *link, const uint8_t *marked)
{
	struct work w = {.link = link};
	int rc = list_neighbours(&w);
	if (rc == CRM_OK)
		rc = find_members(&w, marked);
	if (rc == CRM_OK)
		rc = find_edges(&w);
	if (rc == CRM_OK)
		rc = agglomerate(&w);
	if (rc == CRM_OK) {
		set_labels(&w);
		rc = set_clusters(&w);
	}
	for (size_t i = 0; rc == CRM_OK && i < w.n; i++)
		set_probability(&w, i);
	crm_free(w.start);
	crm_free(w.list);
	crm_free(w.place);
	crm_free(w.members);
	crm_free(w.records);
	crm_free(w.edges);
	crm_free(w.root);
	crm_free(w.size);
	crm_free(w.label);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The engine's surface: rows in, clusters and pairs out. */
#include "config.h"

#include <core/linkage/communities.h>
#include <core/linkage/compare.h>
#include <core/linkage/index_parts.h>
#include <core/linkage/reading.h>

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PARTS   64
#define LEAST_LIMIT 0.01 /* bits */

double linkage_weight_probability(double weight)
{
	return weight > 60 ? 1 : 1 / (1 + exp2(-weight));
}

static _Atomic uint16_t generations = 1;

uint16_t linkage_next_generation(void)
{
	return atomic_fetch_add(&generations, 1);
}

static int add_columns(struct linkage *link, const struct linkage_column *columns, size_t n)
{
	link->columns = crm_calloc(n + 1, sizeof *link->columns);
	link->input = crm_calloc(n + 1, sizeof *link->input);
	if (link->columns == NULL || link->input == NULL)
		return CRM_E_NOMEM;
	link->n_input = n;
	for (size_t i = 0; i < n; i++) {
		link->input[i] = UINT32_MAX;
		if (columns[i].type == LINKAGE_IGNORE || columns[i].type >= LINKAGE_TYPES)
			continue;
		struct column *column = &link->columns[link->n_columns];
		snprintf(column->name, sizeof column->name, "%s", columns[i].name);
		column->type = columns[i].type;
		if (intern_init(&column->raw) != CRM_OK)
			return CRM_E_NOMEM;
		link->input[i] = (unsigned)link->n_columns++;
	}
	return CRM_OK;
}

int linkage_new(const struct linkage_column *columns, size_t n, const struct linkage_options *options,
		struct linkage **out, struct crm_error *err)
{
	if (n > LINKAGE_MAX_COLUMNS)
		return crm_error_set(err, CRM_E_INVALID, "more than %d columns to compare", LINKAGE_MAX_COLUMNS);
	struct linkage *link = crm_calloc(1, sizeof *link);
	if (link == NULL)
		return crm_error_no_memory(err);
	link->options = *options;
	link->options.threads = options->threads < 1 ? 1 : options->threads < MAX_PARTS ? options->threads : MAX_PARTS;
	link->generation = linkage_next_generation();
	if (add_columns(link, columns, n) != CRM_OK || intern_init(&link->sources) != CRM_OK) {
		linkage_free(link);
		return crm_error_no_memory(err);
	}
	if (link->n_columns == 0) {
		linkage_free(link);
		return crm_error_set(err, CRM_E_INVALID, "there is no column to compare");
	}
	*out = link;
	return CRM_OK;
}

static void free_field(struct field *field)
{
	intern_free(&field->texts);
	intern_free(&field->words);
	crm_free(field->values);
	crm_free(field->word);
	crm_free(field->tokens);
	crm_free(field->by_community);
}

void linkage_free(struct linkage *link)
{
	if (link == NULL)
		return;
	for (size_t i = 0; link->columns != NULL && i < link->n_columns; i++) {
		intern_free(&link->columns[i].raw);
		crm_free(link->columns[i].rows);
	}
	for (unsigned i = 0; i < link->n_fields; i++)
		free_field(&link->fields[i]);
	for (unsigned i = 0; i < link->n_passes; i++)
		block_list_free(&link->blocks[i]);
	reading_free(link);
	index_free(link);
	intern_free(&link->sources);
	crm_free(link->model);
	crm_free(link->columns);
	crm_free(link->input);
	crm_free(link->row_source);
	crm_free(link->row_of);
	crm_free(link->record_of);
	crm_free(link->records);
	crm_free(link->source);
	crm_free(link->community);
	crm_free(link->content);
	crm_free(link->keys);
	crm_free(link->edges);
	crm_free(link->pairs);
	crm_free(link->cluster);
	crm_free(link->probability);
	crm_free(link);
}

int linkage_add(struct linkage *link, const struct linkage_text *cells, const struct linkage_text *source,
		struct crm_error *err)
{
	if (link->index != NULL && link->index->made)
		return index_add(link, cells, source, err);
	return reading_add(link, cells, source) == CRM_OK ? CRM_OK : crm_error_no_memory(err);
}

static void forget_sources(struct linkage *link)
{
	if (link->base != NULL ? link->base->source != NULL : link->sources.n > 0)
		return;
	crm_free(link->row_source);
	link->row_source = NULL;
}

static int find_pairs(struct linkage *link)
{
	int rc = linkage_make_keys(link);
	if (rc == CRM_OK)
		rc = linkage_make_communities(link);
	if (rc == CRM_OK && link->model != NULL)
		linkage_apply_model(link);
	else if (rc == CRM_OK)
		rc = linkage_estimate(link);
	if (rc == CRM_OK)
		rc = linkage_score(link);
	return rc;
}

int linkage_run(struct linkage *link, struct crm_error *err)
{
	int rc = reading_finish(link);
	forget_sources(link);
	if (rc == CRM_OK)
		rc = linkage_make_records(link);
	if (rc == CRM_OK && link->n > 1)
		rc = find_pairs(link);
	if (rc == CRM_OK)
		rc = linkage_make_clusters(link);
	return rc == CRM_OK ? CRM_OK : crm_error_set(err, rc, "out of memory");
}

/* ---- results ---- */

size_t linkage_rows(const struct linkage *link)
{
	return link->n;
}

uint32_t linkage_cluster(const struct linkage *link, size_t row)
{
	return link->cluster[row];
}

double linkage_probability(const struct linkage *link, size_t row)
{
	return (double)link->probability[row];
}

static int compare_told(const void *a, const void *b)
{
	const struct linkage_pair *x = a, *y = b;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

const struct linkage_pair *linkage_pairs(struct linkage *link, size_t *n)
{
	const size_t first = link->index != NULL ? link->index->first_new_edge : 0, many = link->n_edges - first;
	if (link->pairs == NULL) {
		const struct edge *edges = link->edges + first;
		link->pairs = crm_calloc(many + 1, sizeof *link->pairs);
		for (size_t i = 0; link->pairs != NULL && i < many; i++) {
			const uint32_t a = link->row_of[edges[i].a], b = link->row_of[edges[i].b];
			link->pairs[i] = (struct linkage_pair){a < b ? a : b, a < b ? b : a, edges[i].weight};
		}
		if (link->pairs != NULL && many > 1)
			qsort(link->pairs, many, sizeof *link->pairs, compare_told);
	}
	*n = link->pairs != NULL ? many : 0;
	return link->pairs;
}

size_t linkage_explain(const struct linkage *link, size_t row_a, size_t row_b, struct linkage_step *steps,
		       double *weight)
{
	struct outcome outcomes[MAX_FIELDS];
	const uint32_t a = link->record_of[row_a], b = link->record_of[row_b];
	size_t n = 0;
	linkage_compare(link, a, b, outcomes);
	steps[n++] = (struct linkage_step){"(prior)", "", link->prior, link->prior};
	const double by_source = linkage_source_weight(link, a, b);
	if (link->source != NULL && link->source[a] != 0 && link->source[b] != 0)
		steps[n++] = (struct linkage_step){"(source)", link->source[a] == link->source[b] ? "same" : "another",
						   by_source, by_source};
	*weight = linkage_weigh(link, a, b, outcomes, steps + n);
	for (unsigned f = 0; f < link->n_fields; f++)
		n += outcomes[f].level != LEVEL_MISSING;
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += steps[i].weight;
	if (*weight < sum - LEAST_LIMIT)
		steps[n++] = (struct linkage_step){"(limit)", "another person", *weight - sum, *weight - sum};
	return n;
}

size_t linkage_keys(const struct linkage *link, const struct linkage_key **keys)
{
	*keys = link->passes;
	return link->n_passes;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Making an index of a full run, and keeping it up to date. */
#include "config.h"

#include <core/linkage/index_parts.h>
#include <core/linkage/reading.h>
#include <core/linkage/sort.h>

#include <stdlib.h>
#include <string.h>

#define MOST_TIMES  4    /* the rows that the parameters were estimated from */
#define ALWAYS_ROWS 6000 /* so many there may always be */

int linkage_keep(struct linkage *link)
{
	link->index = crm_calloc(1, sizeof *link->index);
	return link->index != NULL ? CRM_OK : CRM_E_NOMEM;
}

void index_free(struct linkage *link)
{
	struct linkage_index *index = link->index;
	if (index == NULL)
		return;
	for (unsigned p = 0; p < MAX_PASSES; p++) {
		crm_free(index->passes[p].split);
		crm_free(index->passes[p].places);
	}
	for (unsigned f = 0; f < MAX_FIELDS; f++)
		crm_free(index->classes.log_p[f]);
	linkage_free(index->batch);
	crm_free(index->gone);
	crm_free(index->removed);
	crm_free(index->changed);
	crm_free(index);
	link->index = NULL;
}

/* ---- making ---- */

static int compare_keys(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* The keys of the matrix, each once per record. */
static size_t list_places(const struct linkage *link, unsigned pass, uint64_t *out)
{
	size_t n = 0;
	for (uint32_t r = 0; r < link->n; r++) {
		const uint32_t *keys = link->keys + (size_t)r * link->key_columns;
		const size_t first = n;
		for (unsigned c = link->pass_column[pass]; c < link->pass_column[pass + 1]; c++) {
			const uint64_t place = (uint64_t)keys[c] << 32 | r;
			bool known = (keys[c] & KEY_NONE) != 0;
			for (size_t i = first; i < n; i++)
				known = known || out[i] == place;
			if (!known)
				out[n++] = place;
		}
	}
	return n;
}

static int make_pass(const struct linkage *link, unsigned number)
{
	struct index_pass *pass = &link->index->passes[number];
	const size_t columns = link->pass_column[number + 1] - link->pass_column[number];
	if (link->passes[number].left_out)
		return CRM_OK;
	uint64_t *places = crm_reallocarray(NULL, link->n * columns + 1, sizeof *places);
	uint64_t *spare = crm_reallocarray(NULL, link->n * columns + 1, sizeof *spare);
	pass->places = places;
	if (places != NULL && spare != NULL) {
		pass->n_places = list_places(link, number, places);
		sort_by_key(places, spare, pass->n_places); /* records of one key stay in their order */
	}
	crm_free(spare);
	if (places == NULL || spare == NULL)
		return CRM_E_NOMEM;
	uint64_t *fitting = crm_reallocarray(places, pass->n_places + 1, sizeof *places);
	pass->places = fitting != NULL ? fitting : places;
	if (pass->n_split > 1)
		qsort(pass->split, pass->n_split, sizeof *pass->split, compare_keys);
	return CRM_OK;
}

static int make_task(void *context, unsigned part, unsigned task)
{
	(void)part;
	return make_pass(context, task);
}

int linkage_index_make(struct linkage *link, struct crm_error *err)
{
	struct linkage_index *index = link->index;
	if (link->n < 2)
		return crm_error_set(err, CRM_E_INVALID, "an index cannot be made of fewer than two rows");
	index->all_pairs = link->key_columns == 1 && strcmp(link->passes[0].name, "all pairs") == 0;
	index->made_of = link->n;
	index->gone = crm_calloc(link->n + 1, sizeof *index->gone);
	if (!index->all_pairs)
		block_plan(link, index->plan);
	int rc = index->gone != NULL ? linkage_tasks(link->options.threads, link->n_passes, make_task, link)
				     : CRM_E_NOMEM;
	if (rc != CRM_OK)
		return crm_error_no_memory(err);
	for (unsigned p = 0; p < link->n_passes; p++)
		block_list_free(&link->blocks[p]);
	crm_free(link->keys);
	link->keys = NULL;
	index->made = true;
	return CRM_OK;
}

/* ---- what is to be done ---- */

/* A table of the same columns, whose names and dates are read as in the index. */
static int begin_batch(struct linkage *link, struct crm_error *err)
{
	const struct linkage_options options = {.threads = 1, .threshold = link->options.threshold};
	struct linkage_column columns[LINKAGE_MAX_COLUMNS];
	for (size_t i = 0; i < link->n_input; i++) {
		const struct column *column = link->input[i] != UINT32_MAX ? &link->columns[link->input[i]] : NULL;
		columns[i] = column != NULL ? (struct linkage_column){column->name, column->type}
					    : (struct linkage_column){"", LINKAGE_IGNORE};
	}
	const int rc = linkage_new(columns, link->n_input, &options, &link->index->batch, err);
	if (rc == CRM_OK)
		link->index->batch->base = link;
	return rc;
}

int index_add(struct linkage *link, const struct linkage_text *cells, const struct linkage_text *source,
	      struct crm_error *err)
{
	const int rc = link->index->batch == NULL ? begin_batch(link, err) : CRM_OK;
	return rc == CRM_OK ? linkage_add(link->index->batch, cells, source, err) : rc;
}

int linkage_index_remove(struct linkage *link, size_t row)
{
	struct linkage_index *index = link->index;
	if (index->n_removed == index->removed_cap) {
		const size_t cap = index->removed_cap * 2 + 64;
		uint32_t *removed = crm_reallocarray(index->removed, cap, sizeof *removed);
		if (removed == NULL)
			return CRM_E_NOMEM;
		index->removed = removed;
		index->removed_cap = cap;
	}
	index->removed[index->n_removed++] = (uint32_t)row;
	return CRM_OK;
}

size_t linkage_index_next(const struct linkage *link)
{
	return link->n + (link->index->batch != NULL ? link->index->batch->n : 0);
}

bool linkage_index_is_gone(const struct linkage *link, size_t row)
{
	return link->index->gone[link->record_of[row]] != 0;
}

const uint32_t *linkage_index_changed(const struct linkage *link, size_t *n)
{
	*n = link->index->n_changed;
	return link->index->changed;
}

size_t linkage_index_rows(const struct linkage *link)
{
	return link->n - link->index->n_gone;
}

size_t linkage_index_made_of(const struct linkage *link)
{
	return link->index->made_of;
}

/* ---- updating ---- */

static int check_size(const struct linkage *link, struct crm_error *err)
{
	const struct linkage_index *index = link->index;
	const size_t rows = linkage_index_next(link) - index->n_gone;
	if (rows <= ALWAYS_ROWS || rows / MOST_TIMES <= index->made_of)
		return CRM_OK;
	return crm_error_set(
		err, CRM_E_INVALID,
		"the index was made of %zu rows, which say too little of the %zu that there would be: make "
		"it anew of all rows",
		index->made_of, rows);
}

/* Rows become records; each at most once, whatever was asked. */
static void mark_gone(struct linkage *link)
{
	struct linkage_index *index = link->index;
	size_t n = 0;
	for (size_t i = 0; i < index->n_removed; i++) {
		const uint32_t record = index->removed[i] < link->n ? link->record_of[index->removed[i]] : UINT32_MAX;
		if (record == UINT32_MAX || index->gone[record])
			continue;
		index->gone[record] = 1;
		index->removed[n++] = record;
	}
	index->n_removed = n;
	index->n_gone += n;
}

/* Edges of what is gone; those that they led to are looked at again. */
static void drop_edges(struct linkage *link, uint8_t *marked)
{
	const uint8_t *gone = link->index->gone;
	size_t n = 0;
	for (size_t i = 0; i < link->n_edges; i++) {
		const struct edge e = link->edges[i];
		if (gone[e.a] | gone[e.b]) {
			marked[e.a] = marked[e.b] = 1;
			continue;
		}
		link->edges[n++] = e;
	}
	link->n_edges = n;
}

/* Records that are looked at, each once, and room for them. */
struct candidates {
	uint32_t *list;
	size_t n, cap;
	uint32_t *seen_by; /* by record: the last one, and 1, that it was a candidate of */
};

static int add_candidate(struct candidates *candidates, uint32_t record, uint32_t of)
{
	if (candidates->seen_by[record] == of + 1)
		return CRM_OK;
	candidates->seen_by[record] = of + 1;
	if (candidates->n == candidates->cap) {
		const size_t cap = candidates->cap * 2 + 256;
		uint32_t *list = crm_reallocarray(candidates->list, cap, sizeof *list);
		if (list == NULL)
			return CRM_E_NOMEM;
		candidates->list = list;
		candidates->cap = cap;
	}
	candidates->list[candidates->n++] = record;
	return CRM_OK;
}

/* Those that have a key in common with a new record; of two new ones, the later finds the earlier. */
static int find_candidates(const struct linkage *link, uint32_t record, struct candidates *out)
{
	int rc = CRM_OK;
	out->n = 0;
	for (unsigned p = 0; p < link->n_passes; p++) {
		const struct index_pass *pass = &link->index->passes[p];
		uint64_t places[PASS_COLUMNS];
		const unsigned n = index_places(link, p, record, places);
		for (unsigned i = 0; i < n; i++) {
			const uint64_t key = places[i] >> 32;
			size_t at = index_lower_bound(pass->places, pass->n_places, key << 32);
			for (; rc == CRM_OK && at < pass->n_places && pass->places[at] >> 32 == key; at++)
				if ((uint32_t)pass->places[at] < record)
					rc = add_candidate(out, (uint32_t)pass->places[at], record);
		}
	}
	return rc;
}

static int add_edge(struct linkage *link, size_t *cap, struct edge edge)
{
	if (link->n_edges >= *cap) {
		*cap = link->n_edges + link->n_edges / 8 + 1024;
		struct edge *edges = crm_reallocarray(link->edges, *cap, sizeof *edges);
		if (edges == NULL)
			return CRM_E_NOMEM;
		link->edges = edges;
	}
	link->edges[link->n_edges++] = edge;
	return CRM_OK;
}

static int score_record(struct linkage *link, uint32_t record, const struct candidates *candidates, size_t *cap,
			uint8_t *marked)
{
	const double least = linkage_least_told();
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < candidates->n; i++) {
		const uint32_t other = candidates->list[i];
		const bool before = index_is_before(link, other, record);
		double weight;
		if (!linkage_score_pair(link, before ? other : record, before ? record : other, least, &weight))
			continue;
		marked[other] = 1;
		rc = add_edge(link, cap, (struct edge){other, record, (float)weight});
	}
	return rc;
}

static int score_new(struct linkage *link, uint32_t first, uint8_t *marked)
{
	struct candidates candidates = {.seen_by = crm_calloc(link->n + 1, sizeof *candidates.seen_by)};
	size_t cap = link->n_edges;
	int rc = candidates.seen_by != NULL ? CRM_OK : CRM_E_NOMEM;
	link->index->first_new_edge = link->n_edges;
	for (uint32_t record = first; rc == CRM_OK && record < link->n; record++) {
		if (link->index->gone[record])
			continue;
		marked[record] = 1;
		rc = find_candidates(link, record, &candidates);
		if (rc == CRM_OK)
			rc = score_record(link, record, &candidates, &cap, marked);
	}
	crm_free(candidates.list);
	crm_free(candidates.seen_by);
	return rc;
}

static int read_batch(struct linkage *link)
{
	struct linkage *batch = link->index->batch;
	if (batch == NULL)
		return CRM_OK;
	int rc = reading_finish(batch);
	if (rc == CRM_OK && link->source == NULL) {
		crm_free(batch->row_source);
		batch->row_source = NULL;
	}
	return rc == CRM_OK ? linkage_make_records(batch) : rc;
}

static int update(struct linkage *link)
{
	uint32_t first = 0;
	int rc = read_batch(link);
	if (rc == CRM_OK)
		rc = index_append(link, &first);
	if (rc == CRM_OK)
		rc = index_enter(link, first);
	if (rc != CRM_OK)
		return rc;
	mark_gone(link);
	rc = index_take_out(link);
	uint8_t *marked = rc == CRM_OK ? crm_calloc(link->n + 1, sizeof *marked) : NULL;
	if (marked == NULL)
		return CRM_E_NOMEM;
	drop_edges(link, marked);
	rc = score_new(link, first, marked);
	if (rc == CRM_OK)
		rc = index_recluster(link, marked);
	crm_free(marked);
	return rc;
}

int linkage_index_update(struct linkage *link, struct crm_error *err)
{
	int rc = check_size(link, err);
	if (rc != CRM_OK)
		return rc;
	rc = update(link);
	linkage_free(link->index->batch);
	link->index->batch = NULL;
	link->index->n_removed = 0;
	crm_free(link->pairs);
	link->pairs = NULL;
	return rc == CRM_OK ? CRM_OK : crm_error_no_memory(err);
}

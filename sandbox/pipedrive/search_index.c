/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search index and its lag.  Every text of a record leads, folded, to the record; entries are never taken out, the
 * reader verifies them, and the index is built anew when most of it is stale or there twice.  With the option
 * search_lag_ms a changed record keeps a shadow, what the search still shows, until the lag has passed.
 */
#include <string.h>

#include "search_index.h"

static uint64_t hash_of(const char *folded)
{
	uint64_t hash = 14695981039346656037u;

	for (; *folded; folded++)
		hash = (hash ^ (unsigned char)*folded) * 1099511628211u;
	return hash;
}

static bool rehash(struct pd_index *index, size_t n_buckets)
{
	uint32_t *buckets = crm_calloc(n_buckets, sizeof(*buckets));

	if (!buckets)
		return false;
	crm_free(index->buckets);
	index->buckets = buckets;
	index->n_buckets = n_buckets;
	for (size_t i = 0; i < index->n; i++) {
		uint32_t *head = &buckets[index->nodes[i].hash & (n_buckets - 1)];

		index->nodes[i].next = *head;
		*head = (uint32_t)(i + 1);
	}
	return true;
}

static bool index_add(struct pd_index *index, uint64_t hash, struct pd_record *record)
{
	uint32_t *head;

	if (index->n >= index->n_buckets && !rehash(index, index->n_buckets ? index->n_buckets * 2 : 1024))
		return false;
	head = &index->buckets[hash & (index->n_buckets - 1)];
	if (!pd_grow(&index->nodes, &index->cap, index->n, sizeof(*index->nodes)))
		return false;
	index->nodes[index->n++] = (struct pd_index_node){hash, record, *head};
	*head = (uint32_t)index->n;
	return true;
}

static bool index_terms(struct face *face, struct crm_arena *arena, struct pd_record *owner,
			const struct pd_record *shown)
{
	struct pd_term *terms;
	size_t n;

	if (!pd_terms(face, arena, shown, PD_TERM_ALL, &terms, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		char *folded = pd_fold(arena, terms[i].text);

		if (!folded || !index_add(&face->tables[owner->object].index, hash_of(folded), owner))
			return false;
	}
	return true;
}

static bool rebuild(struct face *face, enum pd_object object)
{
	struct pd_table *table = &face->tables[object];
	struct crm_arena *arena = crm_arena_new();
	bool ok = arena != NULL;

	table->index.n = 0;
	ok = ok && rehash(&table->index, table->index.n_buckets);
	for (size_t i = 0; ok && i < table->n; i++) {
		crm_arena_reset(arena);
		ok = index_terms(face, arena, table->items[i], table->items[i]) &&
		     (!table->items[i]->shadow || index_terms(face, arena, table->items[i], table->items[i]->shadow));
	}
	table->index.built = table->index.n;
	crm_arena_free(arena);
	return ok;
}

bool pd_search_before(struct face *face, struct pd_record *record, bool created)
{
	const struct face_options *options = face_options(face->host);
	int64_t lag = options ? options->search_lag_ms : -1, now = face_now(face->host);

	if (lag <= 0)
		return true;
	if (record->shadow_until <= now) {
		pd_record_free(record->shadow);
		record->shadow = created ? NULL : pd_record_copy(record);
		record->shadow_absent = created || record->deleted;
		if (!created && !record->shadow)
			return false;
	}
	record->shadow_until = now + lag;
	return true;
}

bool pd_search_after(struct face *face, struct pd_record *record)
{
	const struct pd_index *index = &face->tables[record->object].index;

	if (index->n > 2 * index->built + 50000 && !rebuild(face, record->object))
		return false;
	return index_terms(face, face->arena, record, record);
}

const struct pd_record *pd_search_view(const struct face *face, const struct pd_record *record)
{
	if (face_now(face->host) < record->shadow_until)
		return record->shadow_absent ? NULL : record->shadow;
	return record->deleted ? NULL : record;
}

bool pd_search_candidates(struct face *face, enum pd_object object, const char *folded, struct pd_record ***out,
			  size_t *n)
{
	const struct pd_index *index = &face->tables[object].index;
	uint64_t hash = hash_of(folded);
	size_t count = 0;

	*out = NULL;
	*n = 0;
	if (!index->n_buckets)
		return true;
	for (uint32_t at = index->buckets[hash & (index->n_buckets - 1)]; at; at = index->nodes[at - 1].next)
		count += index->nodes[at - 1].hash == hash;
	*out = crm_arena_calloc(face->arena, count + 1, sizeof(struct pd_record *));
	if (!*out)
		return false;
	for (uint32_t at = index->buckets[hash & (index->n_buckets - 1)]; at; at = index->nodes[at - 1].next)
		if (index->nodes[at - 1].hash == hash)
			(*out)[(*n)++] = index->nodes[at - 1].record;
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Chained hash table of (hash, row); entries are numbered from 1 so that 0 ends a chain. */
#include "index.h"

#include <crmsync/error.h>
#include <crmsync/mem.h>

struct entry {
	uint64_t hash;
	uint32_t row;
	uint32_t next;
};

struct sf_index {
	uint32_t *buckets;
	uint32_t n_buckets;    /* a power of two */
	struct entry *entries; /* [0] is not used */
	uint32_t n_entries, cap_entries;
	uint32_t free_list;
};

struct sf_index *sf_index_new(void)
{
	struct sf_index *index = crm_calloc(1, sizeof(*index));
	if (!index)
		return NULL;
	index->n_buckets = 64;
	index->n_entries = 1;
	index->buckets = crm_calloc(index->n_buckets, sizeof(*index->buckets));
	if (!index->buckets) {
		crm_free(index);
		return NULL;
	}
	return index;
}

void sf_index_free(struct sf_index *index)
{
	if (!index)
		return;
	crm_free(index->buckets);
	crm_free(index->entries);
	crm_free(index);
}

static int index_grow_buckets(struct sf_index *index)
{
	uint32_t n = index->n_buckets * 2;
	uint32_t *buckets = crm_calloc(n, sizeof(*buckets));
	if (!buckets)
		return CRM_E_NOMEM;
	for (uint32_t b = 0; b < index->n_buckets; b++) {
		uint32_t next;
		for (uint32_t e = index->buckets[b]; e; e = next) {
			next = index->entries[e].next;
			uint32_t to = (uint32_t)(index->entries[e].hash & (n - 1));
			index->entries[e].next = buckets[to];
			buckets[to] = e;
		}
	}
	crm_free(index->buckets);
	index->buckets = buckets;
	index->n_buckets = n;
	return CRM_OK;
}

static int index_take_entry(struct sf_index *index, uint32_t *entry)
{
	if (index->free_list) {
		*entry = index->free_list;
		index->free_list = index->entries[*entry].next;
		return CRM_OK;
	}
	if (index->n_entries >= index->cap_entries) {
		uint32_t cap = index->cap_entries ? index->cap_entries * 2 : 64;
		struct entry *entries = crm_reallocarray(index->entries, cap, sizeof(*entries));
		if (!entries)
			return CRM_E_NOMEM;
		index->entries = entries;
		index->cap_entries = cap;
	}
	*entry = index->n_entries++;
	return CRM_OK;
}

int sf_index_put(struct sf_index *index, uint64_t hash, uint32_t row)
{
	if (index->n_entries > index->n_buckets) {
		int rc = index_grow_buckets(index);
		if (rc < 0)
			return rc;
	}
	uint32_t entry;
	int rc = index_take_entry(index, &entry);
	if (rc < 0)
		return rc;
	uint32_t *bucket = &index->buckets[hash & (index->n_buckets - 1)];
	index->entries[entry] = (struct entry){.hash = hash, .row = row, .next = *bucket};
	*bucket = entry;
	return CRM_OK;
}

void sf_index_remove(struct sf_index *index, uint64_t hash, uint32_t row)
{
	for (uint32_t *link = &index->buckets[hash & (index->n_buckets - 1)]; *link;
	     link = &index->entries[*link].next) {
		uint32_t entry = *link;
		if (index->entries[entry].hash != hash || index->entries[entry].row != row)
			continue;
		*link = index->entries[entry].next;
		index->entries[entry].next = index->free_list;
		index->free_list = entry;
		return;
	}
}

int sf_index_get(const struct sf_index *index, uint64_t hash, uint32_t *cursor, uint32_t *row)
{
	uint32_t entry = *cursor ? index->entries[*cursor].next : index->buckets[hash & (index->n_buckets - 1)];
	for (; entry; entry = index->entries[entry].next) {
		if (index->entries[entry].hash != hash)
			continue;
		*cursor = entry;
		*row = index->entries[entry].row;
		return 1;
	}
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Candidate pairs, each once.  Blocks of one key after another are walked through; a pair that an earlier key brought
 * together already is told by the keys of its two records, so no set of pairs is needed.  Each thread has a range of
 * the keys' values and goes through all passes on its own: keys are hashes, so the ranges hold about as much each.
 */
#include "config.h"

#include <core/linkage/parts.h>
#include <core/linkage/sort.h>

#include <string.h>

#define MAX_PARTS 64
#define KEY_BITS  31
#define LANES     4  /* keys that are compared at a time */
#define AHEAD     24 /* records that are fetched before they are needed */

typedef uint32_t lanes __attribute__((vector_size(LANES * sizeof(uint32_t))));

/* What all threads share. */
struct walks {
	struct linkage *link;
	unsigned parts;
	uint64_t every;
	linkage_visit *visit;
	void *context;
	uint64_t pairs[MAX_PARTS][MAX_PASSES];
};

/* One thread in one pass. */
struct walk {
	const struct linkage *link;
	unsigned part, pass;
	bool is_wide;                      /* the pass has several columns */
	unsigned wide[MAX_PASSES], n_wide; /* passes before it that have */
	uint64_t *sorted, *spare;          /* key and record */
	size_t n, cap;
	uint64_t pairs;
	linkage_visit *visit;
	void *context;
};

/* A key that both records have in the columns of a pass, the smallest; KEY_NONE: none. */
static uint32_t common_key(const struct linkage *link, unsigned pass, const uint32_t *a, const uint32_t *b)
{
	const unsigned from = link->pass_column[pass], to = link->pass_column[pass + 1];
	uint32_t least = KEY_NONE;
	for (unsigned i = from; i < to; i++)
		for (unsigned j = from; j < to; j++)
			if (a[i] == b[j] && a[i] < least)
				least = a[i];
	return least;
}

/* Have they equal keys in the same column before? */
static bool meet_before(const uint32_t *a, const uint32_t *b, unsigned columns)
{
	lanes equal = {0};
	unsigned i = 0;
	for (; i + LANES <= columns; i += LANES) {
		lanes x, y;
		memcpy(&x, a + i, sizeof x);
		memcpy(&y, b + i, sizeof y);
		equal |= (lanes)(x == y);
	}
	uint32_t any = equal[0] | equal[1] | equal[2] | equal[3];
	for (; i < columns; i++)
		any |= a[i] == b[i];
	return any != 0;
}

static const uint32_t *keys_of(const struct linkage *link, uint32_t record)
{
	return link->keys + (size_t)record * link->key_columns;
}

static bool is_first(const struct walk *walk, const uint32_t *keys_a, const uint32_t *keys_b, uint32_t key)
{
	const struct linkage *link = walk->link;
	if (meet_before(keys_a, keys_b, link->pass_column[walk->pass]))
		return false;
	for (unsigned i = 0; i < walk->n_wide; i++)
		if (common_key(link, walk->wide[i], keys_a, keys_b) != KEY_NONE)
			return false;
	return !walk->is_wide || common_key(link, walk->pass, keys_a, keys_b) == key;
}

static size_t block_end(const struct walk *walk, size_t start)
{
	size_t end = start + 1;
	while (end < walk->n && walk->sorted[end] >> 32 == walk->sorted[start] >> 32)
		end++;
	return end;
}

static int walk_block(struct walk *walk, size_t start, size_t end)
{
	const uint32_t key = (uint32_t)(walk->sorted[start] >> 32);
	for (size_t i = start; i < end; i++) {
		const uint32_t a = (uint32_t)walk->sorted[i];
		const uint32_t *keys_a = keys_of(walk->link, a);
		for (size_t j = i + 1; j < end; j++) {
			const uint32_t b = (uint32_t)walk->sorted[j];
			if (a == b || !is_first(walk, keys_a, keys_of(walk->link, b), key))
				continue;
			walk->pairs++;
			const int rc = walk->visit(walk->context, walk->part, a < b ? a : b, a < b ? b : a);
			if (rc != CRM_OK)
				return rc;
		}
	}
	return CRM_OK;
}

/* What the next blocks need is on its way while this one is looked at. */
static void fetch_ahead(const struct walk *walk, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < walk->n; i++) {
		const uint32_t record = (uint32_t)walk->sorted[i];
		const uint32_t *keys = keys_of(walk->link, record);
		__builtin_prefetch(keys);
		__builtin_prefetch(keys + 16);
		__builtin_prefetch(record_values(walk->link, record));
	}
}

static int walk_blocks(struct walk *walk)
{
	size_t fetched = 0;
	for (size_t i = 0, end; i < walk->n; i = end) {
		end = block_end(walk, i);
		if (end - i < 2)
			continue;
		if (fetched < i)
			fetched = i;
		if (fetched < end + AHEAD) {
			fetch_ahead(walk, fetched, end + AHEAD);
			fetched = end + AHEAD;
		}
		const int rc = walk_block(walk, i, end);
		if (rc != CRM_OK)
			return rc;
	}
	return CRM_OK;
}

static int grow_walk(struct walk *walk)
{
	const size_t cap = walk->cap + walk->cap / 2 + 1024;
	uint64_t *sorted = crm_reallocarray(walk->sorted, cap, sizeof *sorted);
	if (sorted == NULL)
		return CRM_E_NOMEM;
	walk->sorted = sorted;
	uint64_t *spare = crm_reallocarray(walk->spare, cap, sizeof *spare);
	if (spare == NULL)
		return CRM_E_NOMEM;
	walk->spare = spare;
	walk->cap = cap;
	return CRM_OK;
}

/* The keys of a pass in the thread's range, of the blocks that are to be walked through. */
static int take_keys(const struct walks *walks, struct walk *walk)
{
	const struct linkage *link = walk->link;
	const unsigned from = link->pass_column[walk->pass], to = link->pass_column[walk->pass + 1];
	walk->n = 0;
	for (uint32_t r = 0; r < link->n; r++) {
		const uint32_t *keys = keys_of(link, r);
		for (unsigned c = from; c < to; c++) {
			const uint64_t key = keys[c];
			if (key & KEY_NONE || key * walks->parts >> KEY_BITS != walk->part)
				continue;
			if (walks->every > 1 && linkage_mix(key, walk->pass) % walks->every != 0)
				continue;
			if (walk->n == walk->cap && grow_walk(walk) != CRM_OK)
				return CRM_E_NOMEM;
			walk->sorted[walk->n++] = key << 32 | r;
		}
	}
	return CRM_OK;
}

static bool pass_is_wide(const struct linkage *link, unsigned pass)
{
	return link->pass_column[pass + 1] - link->pass_column[pass] > 1;
}

static int walk_pass(struct walks *walks, struct walk *walk)
{
	walk->is_wide = pass_is_wide(walk->link, walk->pass);
	walk->pairs = 0;
	int rc = take_keys(walks, walk);
	if (rc != CRM_OK)
		return rc;
	sort_by_key(walk->sorted, walk->spare, walk->n);
	rc = walk_blocks(walk);
	walks->pairs[walk->part][walk->pass] = walk->pairs;
	if (walk->is_wide)
		walk->wide[walk->n_wide++] = walk->pass;
	return rc;
}

static int walk_part(void *context, unsigned part)
{
	struct walks *walks = context;
	const struct linkage *link = walks->link;
	struct walk walk = {.link = link, .part = part, .visit = walks->visit, .context = walks->context};
	int rc = CRM_OK;
	for (; rc == CRM_OK && walk.pass < link->n_passes; walk.pass++)
		rc = walk_pass(walks, &walk);
	crm_free(walk.sorted);
	crm_free(walk.spare);
	return rc;
}

int linkage_each_pair(struct linkage *link, uint64_t every, linkage_visit *visit, void *context)
{
	struct walks *walks = crm_calloc(1, sizeof *walks);
	if (walks == NULL)
		return CRM_E_NOMEM;
	walks->link = link;
	walks->parts = link->options.threads < MAX_PARTS ? link->options.threads : MAX_PARTS;
	walks->every = every;
	walks->visit = visit;
	walks->context = context;
	const int rc = linkage_parallel(walks->parts, walk_part, walks);
	for (unsigned p = 0; p < link->n_passes; p++) {
		link->passes[p].pairs = 0;
		for (unsigned i = 0; i < walks->parts; i++)
			link->passes[p].pairs += walks->pairs[i][p];
	}
	crm_free(walks);
	return rc;
}

unsigned linkage_first_pass(const struct linkage *link, uint32_t a, uint32_t b)
{
	const uint32_t *keys_a = keys_of(link, a), *keys_b = keys_of(link, b);
	unsigned pass = 0;
	while (pass < link->n_passes && common_key(link, pass, keys_a, keys_b) == KEY_NONE)
		pass++;
	return pass;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Candidate pairs, each once.  Blocks of one key after another are walked through; a pair that an earlier key brought
 * together already is told by the keys of its two records, so no set of pairs is needed.  The lists of blocks are cut
 * into stretches, which go to whichever thread is free.
 */
#include "config.h"

#include <core/linkage/parts.h>

#include <string.h>

#define MAX_PARTS 64
#define STRETCH   8192 /* items of a list of blocks */
#define LANES     4    /* keys that are compared at a time */
#define AHEAD     24   /* records that are fetched before they are needed */

typedef uint32_t lanes __attribute__((vector_size(LANES * sizeof(uint32_t))));

/* What all threads share. */
struct walks {
	struct linkage *link;
	uint64_t every;
	linkage_visit *visit;
	void *context;
	unsigned first[MAX_PASSES + 1]; /* first stretch of each pass */
	uint64_t pairs[MAX_PARTS][MAX_PASSES];
};

/* One stretch. */
struct walk {
	const struct linkage *link;
	unsigned part, pass;
	bool is_wide;                      /* the pass has several columns */
	unsigned wide[MAX_PASSES], n_wide; /* passes before it that have */
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

static int walk_block(struct walk *walk, const struct block *block)
{
	for (size_t i = 0; i < block->n; i++) {
		const uint32_t a = block->records[i];
		const uint32_t *keys_a = keys_of(walk->link, a);
		for (size_t j = i + 1; j < block->n; j++) {
			const uint32_t b = block->records[j];
			if (a == b || !is_first(walk, keys_a, keys_of(walk->link, b), block->key))
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
static void fetch_ahead(const struct walk *walk, const struct block_list *list, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < list->n; i++) {
		const uint32_t record = list->items[i];
		if (record & BLOCK_KEY)
			continue;
		const uint32_t *keys = keys_of(walk->link, record), *values = record_values(walk->link, record);
		__builtin_prefetch(keys);
		__builtin_prefetch(keys + 16);
		__builtin_prefetch(keys + walk->link->key_columns - 1);
		__builtin_prefetch(values);
		__builtin_prefetch(values + walk->link->n_slots - 1);
	}
}

static bool is_drawn(const struct walks *walks, unsigned pass, uint32_t key)
{
	return walks->every <= 1 || linkage_mix(key, pass) % walks->every == 0;
}

static int walk_stretch(const struct walks *walks, struct walk *walk, size_t from, size_t to)
{
	const struct block_list *list = &walk->link->blocks[walk->pass];
	struct block block;
	size_t at = from, fetched = from;
	int rc = CRM_OK;
	while (rc == CRM_OK && block_list_next(list, &at, to, &block)) {
		if (!is_drawn(walks, walk->pass, block.key))
			continue;
		if (walks->every <= 1)
			fetch_ahead(walk, list, fetched, at + AHEAD);
		fetched = at + AHEAD;
		rc = walk_block(walk, &block);
	}
	return rc;
}

static bool pass_is_wide(const struct linkage *link, unsigned pass)
{
	return link->pass_column[pass + 1] - link->pass_column[pass] > 1;
}

static int walk_task(void *context, unsigned part, unsigned task)
{
	struct walks *walks = context;
	const struct linkage *link = walks->link;
	struct walk walk = {.link = link, .part = part, .visit = walks->visit, .context = walks->context};
	for (; walks->first[walk.pass + 1] <= task; walk.pass++)
		if (pass_is_wide(link, walk.pass))
			walk.wide[walk.n_wide++] = walk.pass;
	walk.is_wide = pass_is_wide(link, walk.pass);
	const size_t from = (size_t)(task - walks->first[walk.pass]) * STRETCH, n = link->blocks[walk.pass].n;
	const int rc = walk_stretch(walks, &walk, from, n - from < STRETCH ? n : from + STRETCH);
	walks->pairs[part][walk.pass] += walk.pairs;
	return rc;
}

static void cut_stretches(struct walks *walks)
{
	for (unsigned p = 0; p < walks->link->n_passes; p++)
		walks->first[p + 1] = walks->first[p] + (unsigned)((walks->link->blocks[p].n + STRETCH - 1) / STRETCH);
}

int linkage_each_pair(struct linkage *link, uint64_t every, linkage_visit *visit, void *context)
{
	struct walks *walks = crm_calloc(1, sizeof *walks);
	if (walks == NULL)
		return CRM_E_NOMEM;
	*walks = (struct walks){.link = link, .every = every, .visit = visit, .context = context};
	cut_stretches(walks);
	const int rc = linkage_tasks(link->options.threads, walks->first[link->n_passes], walk_task, walks);
	for (unsigned p = 0; p < link->n_passes; p++) {
		link->passes[p].pairs = 0;
		for (unsigned i = 0; i < MAX_PARTS; i++)
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

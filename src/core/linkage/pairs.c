/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Candidate pairs, each once.  Blocks of one key after another are walked through; a pair that an earlier key brought
 * together already is told by the keys of its two records, so no set of pairs is needed.
 */
#include "config.h"

#include <core/linkage/parts.h>
#include <core/linkage/sort.h>

#define MAX_PARTS 64

struct walk {
	const struct linkage *link;
	unsigned pass;
	bool is_wide;                      /* the pass has several columns */
	unsigned wide[MAX_PASSES], n_wide; /* passes before it that have */
	uint64_t every;
	const uint64_t *sorted;
	size_t n;
	size_t start[MAX_PARTS + 1]; /* where each thread begins */
	uint64_t pairs[MAX_PARTS];
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
	uint32_t equal = 0;
	for (unsigned i = 0; i < columns; i++)
		equal |= a[i] == b[i];
	return equal != 0;
}

static bool is_first(const struct walk *walk, uint32_t a, uint32_t b, uint32_t key)
{
	const struct linkage *link = walk->link;
	const uint32_t *keys_a = link->keys + (size_t)a * link->key_columns;
	const uint32_t *keys_b = link->keys + (size_t)b * link->key_columns;
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

static int walk_block(struct walk *walk, unsigned part, size_t start, size_t end)
{
	const uint32_t key = (uint32_t)(walk->sorted[start] >> 32);
	for (size_t i = start; i < end; i++)
		for (size_t j = i + 1; j < end; j++) {
			uint32_t a = (uint32_t)walk->sorted[i], b = (uint32_t)walk->sorted[j];
			if (a > b) {
				a = b;
				b = (uint32_t)walk->sorted[i];
			}
			if (a == b || !is_first(walk, a, b, key))
				continue;
			walk->pairs[part]++;
			const int rc = walk->visit(walk->context, part, a, b);
			if (rc != CRM_OK)
				return rc;
		}
	return CRM_OK;
}

static int walk_part(void *context, unsigned part)
{
	struct walk *walk = context;
	for (size_t i = walk->start[part], end; i < walk->start[part + 1]; i = end) {
		end = block_end(walk, i);
		const uint64_t key = walk->sorted[i] >> 32;
		if (end - i < 2 || (walk->every > 1 && linkage_mix(key, walk->pass) % walk->every != 0))
			continue;
		const int rc = walk_block(walk, part, i, end);
		if (rc != CRM_OK)
			return rc;
	}
	return CRM_OK;
}

static size_t sort_keys(const struct linkage *link, unsigned pass, uint64_t *sorted, uint64_t *spare)
{
	size_t n = 0;
	for (unsigned c = link->pass_column[pass]; c < link->pass_column[pass + 1]; c++)
		for (size_t r = 0; r < link->n; r++) {
			const uint32_t key = link->keys[r * link->key_columns + c];
			if (!(key & KEY_NONE))
				sorted[n++] = (uint64_t)key << 32 | r;
		}
	sort_by_key(sorted, spare, n);
	return n;
}

static bool pass_is_wide(const struct linkage *link, unsigned pass)
{
	return link->pass_column[pass + 1] - link->pass_column[pass] > 1;
}

static void begin_walk(struct walk *walk, const struct linkage *link, unsigned pass)
{
	walk->link = link;
	walk->pass = pass;
	walk->is_wide = pass_is_wide(link, pass);
	for (unsigned p = 0; p < pass; p++)
		if (pass_is_wide(link, p))
			walk->wide[walk->n_wide++] = p;
}

/* Parts with about the same number of pairs each, cut between blocks. */
static void share_out(struct walk *walk, unsigned parts)
{
	uint64_t total = 0, done = 0;
	unsigned part = 1;
	for (size_t i = 0, end; i < walk->n; i = end) {
		end = block_end(walk, i);
		total += (end - i) * (end - i - 1) / 2;
	}
	for (unsigned p = 0; p <= parts; p++)
		walk->start[p] = p == 0 ? 0 : walk->n;
	for (size_t i = 0, end; i < walk->n && part < parts; i = end) {
		end = block_end(walk, i);
		done += (end - i) * (end - i - 1) / 2;
		while (part < parts && done * parts >= total * part)
			walk->start[part++] = end;
	}
}

static size_t widest_pass(const struct linkage *link)
{
	unsigned widest = 1;
	for (unsigned p = 0; p < link->n_passes; p++)
		if (link->pass_column[p + 1] - link->pass_column[p] > widest)
			widest = link->pass_column[p + 1] - link->pass_column[p];
	return widest;
}

int linkage_each_pair(struct linkage *link, uint64_t every, linkage_visit *visit, void *context, bool count)
{
	const unsigned parts = link->options.threads < MAX_PARTS ? link->options.threads : MAX_PARTS;
	const size_t widest = widest_pass(link);
	uint64_t *sorted = crm_alloc((link->n + 1) * widest * sizeof *sorted);
	uint64_t *spare = crm_alloc((link->n + 1) * widest * sizeof *spare);
	int rc = sorted != NULL && spare != NULL ? CRM_OK : CRM_E_NOMEM;
	for (unsigned p = 0; rc == CRM_OK && p < link->n_passes; p++) {
		struct walk walk = {.every = every, .sorted = sorted, .visit = visit, .context = context};
		begin_walk(&walk, link, p);
		walk.n = sort_keys(link, p, sorted, spare);
		share_out(&walk, parts);
		rc = linkage_parallel(parts, walk_part, &walk);
		for (unsigned i = 0; count && i < parts; i++)
			link->passes[p].pairs += walk.pairs[i];
	}
	crm_free(sorted);
	crm_free(spare);
	return rc;
}

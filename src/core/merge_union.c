/* SPDX-License-Identifier: Apache-2.0 */
/* Sets: the additions and removals of all sides, applied to the golden set. */
#include "config.h"

#include <core/merge_state.h>

#include <crmsync/error.h>
#include <stdlib.h>
#include <string.h>

struct items {
	const struct crm_cell *ptr;
	size_t n;
};

static struct items items_of(const struct crm_cell *cell)
{
	if (crm_cell_unknown(cell) || crm_cell_blank(cell))
		return (struct items){NULL, 0};
	if (cell->kind == CRM_TEXT)
		return (struct items){cell, 1};
	return (struct items){cell->items, cell->n};
}

/* Side i's vote counts: an edit, a clear that may be one, or values never agreed on. */
static bool takes_part(const struct merge *m, size_t i)
{
	return merge_is_edit(m, i) || merge_is_fresh(m, i) || (merge_is_clear(m, i) && merge_may_clear(m));
}

static bool is_agreed(const struct merge *m, size_t i)
{
	return m->had && m->state[i].based;
}

static bool side_adds(const struct merge *m, size_t i, const char *key)
{
	return takes_part(m, i) && crm_cell_contains(m->sides[i].now, key) &&
	       !(is_agreed(m, i) && crm_cell_contains(m->sides[i].base, key));
}

static bool side_removes(const struct merge *m, size_t i, const char *key)
{
	return takes_part(m, i) && is_agreed(m, i) && crm_cell_contains(m->sides[i].base, key) &&
	       !crm_cell_contains(m->sides[i].now, key);
}

/* A side that never agreed and holds an item of the golden set confirms it no more than an unchanged one does. */
static bool is_removed(const struct merge *m, const char *key)
{
	bool removed = false;

	for (size_t i = 0; i < m->n; i++) {
		if (is_agreed(m, i) && side_adds(m, i, key))
			return false;
		removed = removed || side_removes(m, i, key);
	}
	return removed;
}

static int compare_keys(const void *a, const void *b)
{
	return strcmp(((const struct crm_cell *)a)->key, ((const struct crm_cell *)b)->key);
}

static bool has_key(const struct crm_cell *items, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(items[i].key, key) == 0)
			return true;
	}
	return false;
}

/* Items that golden has already are in, or were removed. */
static size_t add_new_items(const struct merge *m, size_t side, struct crm_cell *out, size_t n)
{
	struct items now = items_of(m->sides[side].now);

	for (size_t k = 0; k < now.n; k++) {
		const char *key = now.ptr[k].key;

		if (side_adds(m, side, key) && !has_key(out, n, key) && !crm_cell_contains(m->before, key))
			out[n++] = now.ptr[k];
	}
	return n;
}

static struct crm_cell *union_of_changes(const struct merge *m)
{
	struct items before = items_of(m->before);
	size_t room = before.n + 1, n = 0;
	struct crm_cell *items, *set = crm_arena_calloc(m->arena, 1, sizeof *set);

	for (size_t i = 0; i < m->n; i++)
		room += items_of(m->sides[i].now).n;
	items = crm_arena_calloc(m->arena, room, sizeof *items);
	if (set == NULL || items == NULL)
		return NULL;
	for (size_t k = 0; k < before.n; k++) {
		if (!is_removed(m, before.ptr[k].key))
			items[n++] = before.ptr[k];
	}
	for (size_t i = 0; i < m->n; i++)
		n = add_new_items(m, i, items, n);
	qsort(items, n, sizeof *items, compare_keys);
	*set = (struct crm_cell){.kind = CRM_LIST, .valid = true, .items = items, .n = n};
	return set;
}

static enum crm_why why_union(const struct merge *m, const struct crm_cell *set, int *winner)
{
	size_t votes = 0, same = 0;
	int first = -1;

	for (size_t i = 0; i < m->n; i++) {
		if (!takes_part(m, i))
			continue;
		if (votes++ == 0)
			first = (int)i;
		same += crm_cell_equal(m->sides[i].now, set);
	}
	*winner = votes == 1 ? first : -1;
	if (same != votes || votes == 0)
		return votes == 1 && m->had ? CRM_WHY_CHANGED : CRM_WHY_UNION;
	if (m->had)
		return votes == 1 ? CRM_WHY_CHANGED : CRM_WHY_CONVERGED;
	return votes == 1 ? CRM_WHY_ONLY : CRM_WHY_SAME;
}

int merge_union(struct merge *m)
{
	struct crm_cell *set;
	int winner;

	merge_leave(m);
	if (!merge_any(m, takes_part))
		return 0;
	set = union_of_changes(m);
	if (set == NULL)
		return CRM_E_NOMEM;
	if (m->had && crm_cell_equal(set, m->before))
		return 0;
	if (set->n > 0) {
		enum crm_why why = why_union(m, set, &winner);

		merge_take(m, set, why, winner);
	} else if (merge_may_clear(m)) {
		merge_take(m, set, CRM_WHY_CLEARED, -1);
	} else {
		m->out->why = CRM_WHY_CLEAR_KEPT;
	}
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocking keys of single records.  Which blocks are too large was decided when the index was made, so the keys of a
 * record depend on nothing but its own values, and two records are candidates whatever came before or after them.
 */
#include "config.h"

#include <core/linkage/index_parts.h>

#include <stdlib.h>

size_t index_lower_bound(const uint64_t *list, size_t n, uint64_t place)
{
	size_t from = 0, to = n;
	while (from < to) {
		const size_t middle = from + (to - from) / 2;
		if (list[middle] < place)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static uint32_t atom_hash(const struct linkage *link, const struct atom *atom, const uint32_t *values, unsigned column)
{
	const uint32_t value = values[link->fields[atom->field].first_slot + atom->slot];
	return value != 0 ? block_atom_hash(link, atom, value, column) : 0;
}

/* As make_key() in block.c. */
static uint32_t make_key(const struct linkage *link, const struct pass *pass, unsigned splits, unsigned column,
			 uint32_t record)
{
	const struct atom family = {ATOM_SOUND, link->family, 0};
	const uint32_t *values = record_values(link, record);
	uint64_t hash = 1;
	for (unsigned i = 0; i < PASS_ATOMS + splits; i++) {
		const struct atom *atom = i < PASS_ATOMS ? &pass->atoms[i] : &pass->split[i - PASS_ATOMS];
		if (atom->form == ATOM_NONE)
			continue;
		uint64_t one = atom_hash(link, atom, values, column);
		const uint32_t other = atom->form == ATOM_NAMES ? atom_hash(link, &family, values, 0) : 1;
		if (one == 0 || other == 0)
			return KEY_NONE;
		if (atom->form == ATOM_NAMES)
			one += other;
		hash = linkage_mix(hash, one);
	}
	return (uint32_t)(hash >> 33);
}

static unsigned count_splits(const struct pass *pass)
{
	unsigned n = 0;
	while (n < PASS_ATOMS && pass->split[n].form != ATOM_NONE)
		n++;
	return n;
}

static bool was_split(const struct index_pass *pass, unsigned splits, uint32_t key)
{
	const uint64_t wanted = (uint64_t)splits << 32 | key;
	const size_t at = index_lower_bound(pass->split, pass->n_split, wanted);
	return at < pass->n_split && pass->split[at] == wanted;
}

static uint32_t final_key(const struct linkage *link, unsigned pass, unsigned column, uint32_t record)
{
	const struct pass *plan = &link->index->plan[pass];
	const unsigned last = count_splits(plan);
	for (unsigned splits = 0; splits <= last; splits++) {
		const uint32_t key = make_key(link, plan, splits, column, record);
		if (key == KEY_NONE || !was_split(&link->index->passes[pass], splits, key))
			return key;
	}
	return KEY_NONE;
}

unsigned index_places(const struct linkage *link, unsigned pass, uint32_t record, uint64_t places[PASS_COLUMNS])
{
	const unsigned columns = link->index->all_pairs ? 1 : link->index->plan[pass].n_columns;
	unsigned n = 0;
	for (unsigned c = 0; c < columns && !link->passes[pass].left_out; c++) {
		const uint32_t key = link->index->all_pairs ? 1 : final_key(link, pass, c, record);
		const uint64_t place = (uint64_t)key << 32 | record;
		bool known = key == KEY_NONE;
		for (unsigned i = 0; i < n; i++)
			known = known || places[i] == place;
		if (!known)
			places[n++] = place;
	}
	return n;
}

bool index_note_split(struct linkage *link, unsigned pass, unsigned splits, uint32_t key)
{
	if (link->index == NULL)
		return true;
	struct index_pass *kept = &link->index->passes[pass];
	if (kept->n_split == kept->split_cap) {
		const size_t cap = kept->split_cap * 2 + 64;
		uint64_t *grown = crm_reallocarray(kept->split, cap, sizeof *grown);
		if (grown == NULL)
			return false;
		kept->split = grown;
		kept->split_cap = cap;
	}
	kept->split[kept->n_split++] = (uint64_t)splits << 32 | key;
	return true;
}

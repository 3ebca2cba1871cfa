/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing, at most half full. */
#include "sandbox/seed_hash_set.h"

#include <crmsync/error.h>
#include <crmsync/mem.h>

static uint64_t hash_text(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (const char *p = text; *p; p++)
		hash = (hash ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
	hash ^= hash >> 32;
	return hash ? hash : 1;
}

/* The hash's slot, or the free one where it belongs. */
static size_t hash_slot(const uint64_t *slots, size_t cap, uint64_t hash)
{
	size_t i = (size_t)hash & (cap - 1);
	while (slots[i] && slots[i] != hash)
		i = (i + 1) & (cap - 1);
	return i;
}

static bool hash_place(uint64_t *slots, size_t cap, uint64_t hash)
{
	size_t i = hash_slot(slots, cap, hash);
	if (slots[i])
		return false;
	slots[i] = hash;
	return true;
}

static bool hash_grow(struct seed_hash_set *set)
{
	size_t cap = set->cap ? set->cap * 2 : 1024;
	uint64_t *slots = crm_calloc(cap, sizeof *slots);
	if (!slots)
		return false;
	for (size_t i = 0; i < set->cap; i++)
		if (set->slots[i])
			hash_place(slots, cap, set->slots[i]);
	crm_free(set->slots);
	set->slots = slots;
	set->cap = cap;
	return true;
}

int seed_hash_set_add(struct seed_hash_set *set, const char *text)
{
	if (set->n * 2 >= set->cap && !hash_grow(set))
		return CRM_E_NOMEM;
	if (!hash_place(set->slots, set->cap, hash_text(text)))
		return 0;
	set->n++;
	return 1;
}

bool seed_hash_set_has(const struct seed_hash_set *set, const char *text)
{
	return set->cap > 0 && set->slots[hash_slot(set->slots, set->cap, hash_text(text))] != 0;
}

void seed_hash_set_free(struct seed_hash_set *set)
{
	crm_free(set->slots);
	*set = (struct seed_hash_set){0};
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of blocks. */
#include "config.h"

#include <core/linkage/block_list.h>

#include <crmsync/mem.h>

static bool grow(struct block_list *list, size_t more)
{
	const size_t cap = list->cap + list->cap / 2 + more + 1024;
	uint32_t *items = crm_reallocarray(list->items, cap, sizeof *items);
	if (items == NULL)
		return false;
	list->items = items;
	list->cap = cap;
	return true;
}

bool block_list_add(struct block_list *list, uint32_t key, const uint64_t *keyed, size_t n)
{
	if (n + 1 > list->cap - list->n && !grow(list, n + 1))
		return false;
	list->items[list->n++] = BLOCK_KEY | key;
	for (size_t i = 0; i < n; i++)
		list->items[list->n++] = (uint32_t)keyed[i];
	return true;
}

bool block_list_next(const struct block_list *list, size_t *at, size_t end, struct block *block)
{
	size_t i = *at;
	while (i < end && !(list->items[i] & BLOCK_KEY))
		i++;
	if (i >= end)
		return false;
	block->key = list->items[i++] & ~BLOCK_KEY;
	block->records = list->items + i;
	while (i < list->n && !(list->items[i] & BLOCK_KEY))
		i++;
	block->n = (size_t)(list->items + i - block->records);
	*at = i;
	return true;
}

void block_list_seal(struct block_list *list)
{
	uint32_t *items = list->n > 0 ? crm_reallocarray(list->items, list->n, sizeof *items) : NULL;
	if (items == NULL)
		return;
	list->items = items;
	list->cap = list->n;
}

void block_list_free(struct block_list *list)
{
	crm_free(list->items);
	*list = (struct block_list){0};
}

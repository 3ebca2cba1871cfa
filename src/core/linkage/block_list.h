/* SPDX-License-Identifier: Apache-2.0 */
/* The blocks of a pass, one after the other: a key, then the records that have it. */
#ifndef CRM_LINKAGE_BLOCK_LIST_H
#define CRM_LINKAGE_BLOCK_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct block_list {
	uint32_t *items; /* keys are marked, see BLOCK_KEY */
	size_t n, cap;
};

struct block {
	uint32_t key;
	const uint32_t *records;
	size_t n;
};

#define BLOCK_KEY UINT32_C(0x80000000) /* or'ed with a key; keys and records are smaller */

/* `keyed` has a record in the lower half of each. False on out of memory. */
bool block_list_add(struct block_list *list, uint32_t key, const uint64_t *keyed, size_t n);
/* The first block that begins at *at or behind it, but before `end`; moves *at behind it. */
bool block_list_next(const struct block_list *list, size_t *at, size_t end, struct block *block);
/* Gives back what was reserved and not used. */
void block_list_seal(struct block_list *list);
void block_list_free(struct block_list *list);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* A set of texts, kept as 64-bit hashes: good enough to make names unique. */
#ifndef SANDBOX_SEED_HASH_SET_H
#define SANDBOX_SEED_HASH_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seed_hash_set {
	uint64_t *slots; /* 0: free */
	size_t cap, n;
};

/* 1: added, 0: was there already, negative: out of memory.  Zero-initialise the set. */
int seed_hash_set_add(struct seed_hash_set *set, const char *text);
bool seed_hash_set_has(const struct seed_hash_set *set, const char *text);
void seed_hash_set_free(struct seed_hash_set *set);

#endif

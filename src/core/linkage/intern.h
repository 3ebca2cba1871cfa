/* SPDX-License-Identifier: Apache-2.0 */
/* Texts numbered from 1 in the order of their first appearance; equal texts get the same number.  0 stands for none. */
#ifndef CRM_LINKAGE_INTERN_H
#define CRM_LINKAGE_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct intern {
	char *pool;       /* the texts, each ended by NUL */
	size_t used, cap; /* bytes of the pool */
	uint32_t *start;  /* offset of text i in the pool; start[0] is the empty text */
	uint32_t n;       /* highest number given */
	size_t n_cap;
	uint64_t *slots; /* open addressing: upper half of the hash, and the number */
	size_t mask;
};

/* At most so many texts and bytes; beyond them intern_add() says out of memory. */
#define INTERN_MAX_TEXTS ((uint32_t)1 << 30)

int intern_init(struct intern *in); /* 0 or CRM_E_NOMEM */
void intern_free(struct intern *in);
/* Number of text[0..len), which has no NUL inside; 0 on out of memory. */
uint32_t intern_add(struct intern *in, const char *text, size_t len);
struct intern_text {
	const char *text;
	size_t len;
};
/* The same for many, in their order; an empty text gets 0.  Faster, since memory is fetched for several at a time.
   False on out of memory. */
bool intern_add_all(struct intern *in, const struct intern_text *texts, size_t n, uint32_t *out);
/* Number of a text that is there, 0 if it is not. */
uint32_t intern_find(const struct intern *in, const char *text, size_t len);
const char *intern_text(const struct intern *in, uint32_t number);
/* Gives back what only intern_add() and intern_find() need. */
void intern_seal(struct intern *in);

/* A hash of bytes that is the same on every host; not for hostile input that must not collide. */
uint64_t linkage_hash(const void *bytes, size_t len);
/* Mixes two hashes; the order matters. */
uint64_t linkage_mix(uint64_t a, uint64_t b);

#endif

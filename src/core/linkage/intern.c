/* SPDX-License-Identifier: Apache-2.0 */
/* Numbering of texts. */
#include "config.h"

#include <core/linkage/intern.h>

#include <stdbool.h>
#include <string.h>

#include <crmsync/error.h>
#include <crmsync/mem.h>

#define FIRST_SLOTS 1024
#define FIRST_POOL  4096
#define GROUP       32 /* texts that are looked for at a time */

__extension__ typedef unsigned __int128 wide;

uint64_t linkage_mix(uint64_t a, uint64_t b)
{
	const wide product = (wide)(a ^ UINT64_C(0x9e3779b97f4a7c15)) * (b ^ UINT64_C(0xd1342543de82ef95));
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t read_bytes(const unsigned char *p, size_t len)
{
	uint64_t word = 0;
	for (size_t i = 0; i < len; i++)
		word |= (uint64_t)p[i] << (8 * i);
	return word;
}

static uint64_t read_word(const unsigned char *p)
{
	uint64_t word;
	memcpy(&word, p, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

uint64_t linkage_hash(const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	uint64_t h = len;
	for (; len >= 8; len -= 8, p += 8)
		h = linkage_mix(h, read_word(p));
	return linkage_mix(h, read_bytes(p, len));
}

int intern_init(struct intern *in)
{
	*in = (struct intern){.mask = FIRST_SLOTS - 1, .cap = FIRST_POOL, .n_cap = FIRST_SLOTS / 2, .used = 1};
	in->slots = crm_calloc(FIRST_SLOTS, sizeof *in->slots);
	in->pool = crm_alloc(FIRST_POOL);
	in->start = crm_alloc(in->n_cap * sizeof *in->start);
	if (in->slots == NULL || in->pool == NULL || in->start == NULL) {
		intern_free(in);
		return CRM_E_NOMEM;
	}
	in->pool[0] = '\0';
	in->start[0] = 0;
	return CRM_OK;
}

void intern_free(struct intern *in)
{
	crm_free(in->slots);
	crm_free(in->pool);
	crm_free(in->start);
	*in = (struct intern){0};
}

void intern_seal(struct intern *in)
{
	char *pool = crm_realloc(in->pool, in->used);
	if (pool != NULL)
		in->pool = pool;
	crm_free(in->slots);
	in->slots = NULL;
}

const char *intern_text(const struct intern *in, uint32_t number)
{
	return in->pool + in->start[number];
}

static bool is_text(const struct intern *in, uint32_t number, const char *text, size_t len)
{
	const char *known = intern_text(in, number);
	return memcmp(known, text, len) == 0 && known[len] == '\0';
}

static bool fits(const struct intern *in, uint32_t number, size_t len)
{
	return in->start[number] + len < in->used;
}

/* Slots are found by the half of the hash that they hold, so that they can be moved without a look at the texts. */
static size_t first_slot(const struct intern *in, uint64_t hash)
{
	return (size_t)(hash >> 32) & in->mask;
}

/* The slot that holds the text or is free for it. */
static size_t find_slot(const struct intern *in, uint64_t hash, const char *text, size_t len)
{
	size_t at = first_slot(in, hash);
	for (; in->slots[at] != 0; at = (at + 1) & in->mask) {
		const uint32_t number = (uint32_t)in->slots[at];
		if (in->slots[at] >> 32 == hash >> 32 && fits(in, number, len) && is_text(in, number, text, len))
			break;
	}
	return at;
}

static bool grow_slots(struct intern *in)
{
	const size_t old_count = in->mask + 1, count = old_count * 2;
	uint64_t *old = in->slots;
	uint64_t *slots = crm_calloc(count, sizeof *slots);
	if (slots == NULL)
		return false;
	in->slots = slots;
	in->mask = count - 1;
	for (size_t i = 0; i < old_count; i++) {
		size_t at = first_slot(in, old[i]);
		while (old[i] != 0 && slots[at] != 0)
			at = (at + 1) & in->mask;
		if (old[i] != 0)
			slots[at] = old[i];
	}
	crm_free(old);
	return true;
}

static bool grow_texts(struct intern *in, size_t len)
{
	if (in->n + 2 > in->n_cap) {
		uint32_t *start = crm_reallocarray(in->start, in->n_cap * 2, sizeof *start);
		if (start == NULL)
			return false;
		in->start = start;
		in->n_cap *= 2;
	}
	if (in->used + len + 1 > in->cap) {
		const size_t cap = in->cap + in->cap / 2 + len + 1;
		char *pool = cap <= UINT32_MAX ? crm_realloc(in->pool, cap) : NULL;
		if (pool == NULL)
			return false;
		in->pool = pool;
		in->cap = cap;
	}
	return true;
}

static uint32_t add_hashed(struct intern *in, uint64_t hash, const char *text, size_t len)
{
	size_t at = find_slot(in, hash, text, len);
	if (in->slots[at] != 0)
		return (uint32_t)in->slots[at];
	if (in->n >= INTERN_MAX_TEXTS || !grow_texts(in, len))
		return 0;
	if ((size_t)in->n * 2 > in->mask) {
		if (!grow_slots(in))
			return 0;
		at = find_slot(in, hash, text, len);
	}
	in->n++;
	in->start[in->n] = (uint32_t)in->used;
	memcpy(in->pool + in->used, text, len);
	in->pool[in->used + len] = '\0';
	in->used += len + 1;
	in->slots[at] = (hash >> 32 << 32) | in->n;
	return in->n;
}

uint32_t intern_add(struct intern *in, const char *text, size_t len)
{
	return add_hashed(in, linkage_hash(text, len), text, len);
}

/* Each step asks for the memory that the next one needs, for all texts of the group. */
static bool add_group(struct intern *in, const struct intern_text *texts, size_t n, uint32_t *out)
{
	uint64_t hashes[GROUP];
	for (size_t i = 0; i < n; i++) {
		hashes[i] = linkage_hash(texts[i].text, texts[i].len);
		__builtin_prefetch(&in->slots[first_slot(in, hashes[i])]);
	}
	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(&in->start[(uint32_t)in->slots[first_slot(in, hashes[i])]]);
	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(intern_text(in, (uint32_t)in->slots[first_slot(in, hashes[i])]));
	for (size_t i = 0; i < n; i++) {
		out[i] = texts[i].len != 0 ? add_hashed(in, hashes[i], texts[i].text, texts[i].len) : 0;
		if (out[i] == 0 && texts[i].len != 0)
			return false;
	}
	return true;
}

bool intern_add_all(struct intern *in, const struct intern_text *texts, size_t n, uint32_t *out)
{
	for (size_t i = 0; i < n; i += GROUP)
		if (!add_group(in, texts + i, n - i < GROUP ? n - i : GROUP, out + i))
			return false;
	return true;
}

uint32_t intern_find(const struct intern *in, const char *text, size_t len)
{
	return (uint32_t)in->slots[find_slot(in, linkage_hash(text, len), text, len)];
}

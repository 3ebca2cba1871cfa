/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas: many small allocations that end together. */
#include "config.h"

#include <crmsync/mem.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mem_fault.h"

#define ARENA_FIRST_BLOCK   ((size_t)16 << 10)
#define ARENA_LARGEST_BLOCK ((size_t)1 << 20)

struct arena_block {
	struct arena_block *next; /* older block */
	size_t size;
	size_t used;
	alignas(max_align_t) char bytes[];
};

struct crm_arena {
	struct arena_block *newest;
	struct arena_block *first; /* survives a reset */
	size_t next_size;
	size_t used;
};

static struct arena_block *arena_block_new(size_t size)
{
	struct arena_block *block = crm_alloc(sizeof *block + size);
	if (!block)
		return NULL;
	block->next = NULL;
	block->size = size;
	block->used = 0;
	return block;
}

struct crm_arena *crm_arena_new(void)
{
	struct crm_arena *arena = crm_calloc(1, sizeof *arena);
	if (!arena)
		return NULL;
	arena->first = arena_block_new(ARENA_FIRST_BLOCK);
	if (!arena->first) {
		crm_free(arena);
		return NULL;
	}
	arena->newest = arena->first;
	arena->next_size = ARENA_FIRST_BLOCK * 2;
	return arena;
}

static void arena_free_blocks(struct crm_arena *arena, const struct arena_block *spare)
{
	for (struct arena_block *block = arena->newest; block;) {
		struct arena_block *older = block->next;
		if (block != spare)
			crm_free(block);
		block = older;
	}
}

void crm_arena_free(struct crm_arena *arena)
{
	if (!arena)
		return;
	arena_free_blocks(arena, NULL);
	crm_free(arena);
}

void crm_arena_reset(struct crm_arena *arena)
{
	arena_free_blocks(arena, arena->first);
	arena->newest = arena->first;
	arena->first->next = NULL;
	arena->first->used = 0;
	arena->next_size = ARENA_FIRST_BLOCK * 2;
	arena->used = 0;
}

/* A request too large for the usual block gets one of its own behind the newest, whose room stays in use. */
static void *arena_alloc_large(struct crm_arena *arena, size_t size)
{
	struct arena_block *block = arena_block_new(size);
	if (!block)
		return NULL;
	block->used = size;
	block->next = arena->newest->next;
	arena->newest->next = block;
	return block->bytes;
}

static bool arena_grow(struct crm_arena *arena)
{
	struct arena_block *block = arena_block_new(arena->next_size);
	if (!block)
		return false;
	block->next = arena->newest;
	arena->newest = block;
	if (arena->next_size < ARENA_LARGEST_BLOCK)
		arena->next_size *= 2;
	return true;
}

void *crm_arena_alloc(struct crm_arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	if (size > SIZE_MAX / 2 || mem_fault_due())
		return NULL;
	size = size ? (size + align - 1) / align * align : align;
	void *result;
	if (size > arena->newest->size - arena->newest->used && size > arena->next_size / 4) {
		result = arena_alloc_large(arena, size);
		if (!result)
			return NULL;
	} else {
		if (size > arena->newest->size - arena->newest->used && !arena_grow(arena))
			return NULL;
		result = arena->newest->bytes + arena->newest->used;
		arena->newest->used += size;
	}
	arena->used += size;
	return result;
}

void *crm_arena_calloc(struct crm_arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	void *result = crm_arena_alloc(arena, count * size);
	if (result)
		memset(result, 0, count * size);
	return result;
}

char *crm_arena_strdup(struct crm_arena *arena, const char *text)
{
	return text ? crm_arena_strndup(arena, text, strlen(text)) : NULL;
}

char *crm_arena_strndup(struct crm_arena *arena, const char *text, size_t len)
{
	if (!text)
		return NULL;
	len = strnlen(text, len);
	char *copy = crm_arena_alloc(arena, len + 1);
	if (!copy)
		return NULL;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *crm_arena_printf(struct crm_arena *arena, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0)
		return NULL;
	char *text = crm_arena_alloc(arena, (size_t)len + 1);
	if (!text)
		return NULL;
	va_start(ap, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return text;
}

size_t crm_arena_used(const struct crm_arena *arena)
{
	return arena->used;
}

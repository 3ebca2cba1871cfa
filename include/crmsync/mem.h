/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory.  All of crmsync allocates through these four, so that a build with --enable-fault-injection can
 * let the n-th allocation fail (environment CRMSYNC_FAIL_ALLOC=n; CRMSYNC_FAIL_ALLOC_FROM=n: all from the n-th on;
 * CRMSYNC_ALLOC_COUNT=FILE: tells their number at the end of the process).  NULL means out of memory and is
 * always handled: return CRM_E_NOMEM.
 *
 * An arena frees everything at once: one per page of records, per group that is merged, per request.
 */
#ifndef CRMSYNC_MEM_H
#define CRMSYNC_MEM_H

#include <stddef.h>

void *crm_alloc(size_t size);               /* uninitialised; size 0 gives a unique pointer */
void *crm_calloc(size_t count, size_t size); /* zeroed; overflow-checked */
void *crm_realloc(void *ptr, size_t size);
void *crm_reallocarray(void *ptr, size_t count, size_t size); /* overflow-checked */
char *crm_strdup(const char *text);         /* NULL in, NULL out */
char *crm_strndup(const char *text, size_t len);
void crm_free(void *ptr);                   /* NULL is allowed */
void crm_free_secret(char *text);           /* wiped before it is freed; NULL is allowed */

struct crm_arena;

/* NULL on out of memory. */
struct crm_arena *crm_arena_new(void);
/* NULL is allowed. */
void crm_arena_free(struct crm_arena *arena);
/* Forgets all allocations but keeps the first block for reuse. */
void crm_arena_reset(struct crm_arena *arena);
/* All return NULL on out of memory.  Results are aligned for any type; zeroed where it says so. */
void *crm_arena_alloc(struct crm_arena *arena, size_t size);
void *crm_arena_calloc(struct crm_arena *arena, size_t count, size_t size);
char *crm_arena_strdup(struct crm_arena *arena, const char *text); /* NULL in, NULL out */
char *crm_arena_strndup(struct crm_arena *arena, const char *text, size_t len);
char *crm_arena_printf(struct crm_arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Bytes handed out since the last reset (for bench and tests). */
size_t crm_arena_used(const struct crm_arena *arena);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The one door to malloc, with a fault counter in builds that inject faults. */
#include "config.h"

#include <crmsync/mem.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mem_fault.h"

#ifdef CRM_FAULT_INJECTION
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static pthread_once_t fault_once = PTHREAD_ONCE_INIT;
static atomic_ullong fault_count;
static unsigned long long fault_at;   /* fails this allocation alone, 0: none */
static unsigned long long fault_from; /* fails this and all later ones, 0: none */

static const char *fault_env(const char *name)
{
	return getenv(name);
}

static unsigned long long fault_read_env(const char *name)
{
	const char *text = fault_env(name);
	return text ? strtoull(text, NULL, 10) : 0;
}

static const char *count_file; /* where the number of allocations goes, NULL: nowhere */

static void write_count(void)
{
	FILE *f = fopen(count_file, "w");
	if (!f)
		return;
	fprintf(f, "allocations %llu\n", atomic_load(&fault_count));
	fclose(f);
}

static void fault_configure(void)
{
	count_file = fault_env("CRMSYNC_ALLOC_COUNT");
	if (count_file)
		atexit(write_count);
	fault_at = fault_read_env("CRMSYNC_FAIL_ALLOC");
	fault_from = fault_read_env("CRMSYNC_FAIL_ALLOC_FROM");
}

bool mem_fault_due(void)
{
	pthread_once(&fault_once, fault_configure);
	if (fault_at == 0 && fault_from == 0 && count_file == NULL)
		return false;
	unsigned long long n = atomic_fetch_add(&fault_count, 1) + 1;
	return n == fault_at || (fault_from != 0 && n >= fault_from);
}
#else
bool mem_fault_due(void)
{
	return false;
}
#endif

void *crm_alloc(size_t size)
{
	if (mem_fault_due())
		return NULL;
	return malloc(size ? size : 1);
}

void *crm_calloc(size_t count, size_t size)
{
	if (mem_fault_due())
		return NULL;
	if (count == 0 || size == 0)
		return calloc(1, 1);
	return calloc(count, size);
}

void *crm_realloc(void *ptr, size_t size)
{
	if (mem_fault_due())
		return NULL;
	return realloc(ptr, size ? size : 1);
}

void *crm_reallocarray(void *ptr, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	return crm_realloc(ptr, count * size);
}

char *crm_strdup(const char *text)
{
	return text ? crm_strndup(text, strlen(text)) : NULL;
}

char *crm_strndup(const char *text, size_t len)
{
	if (!text)
		return NULL;
	len = strnlen(text, len);
	char *copy = crm_alloc(len + 1);
	if (!copy)
		return NULL;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

void crm_free(void *ptr)
{
	free(ptr);
}

void crm_free_secret(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	crm_free(text);
}

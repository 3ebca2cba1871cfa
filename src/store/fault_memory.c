/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "fault_memory.h"

#include <pthread.h>
#include <sqlite3.h>

#include <crmsync/mem.h>

static sqlite3_mem_methods real;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* One more allocation of ours: where that fails, so does SQLite's. */
static int is_due(void)
{
	void *probe = crm_alloc(1);
	crm_free(probe);
	return probe == NULL;
}

static void *memory_malloc(int size)
{
	return is_due() ? NULL : real.xMalloc(size);
}

static void *memory_realloc(void *ptr, int size)
{
	return is_due() ? NULL : real.xRealloc(ptr, size);
}

static void hook(void)
{
	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real) != SQLITE_OK)
		return;
	sqlite3_mem_methods wrapped = real;
	wrapped.xMalloc = memory_malloc;
	wrapped.xRealloc = memory_realloc;
	(void)sqlite3_config(SQLITE_CONFIG_MALLOC, &wrapped);
}

void store_fault_memory(void)
{
	pthread_once(&once, hook);
}

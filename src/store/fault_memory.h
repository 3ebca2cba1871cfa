/* SPDX-License-Identifier: Apache-2.0 */
/* In builds with --enable-fault-injection SQLite's allocations count as crmsync's own: CRMSYNC_FAIL_ALLOC reaches them
 * (see crmsync/mem.h). */
#ifndef CRM_STORE_FAULT_MEMORY_H
#define CRM_STORE_FAULT_MEMORY_H

/* Before anything else of SQLite is used; later calls do nothing. */
void store_fault_memory(void);

#endif

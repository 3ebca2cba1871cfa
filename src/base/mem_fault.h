/* SPDX-License-Identifier: Apache-2.0 */
/* Allocation faults for tests: see mem.c. */
#ifndef CRM_BASE_MEM_FAULT_H
#define CRM_BASE_MEM_FAULT_H

#include <stdbool.h>

/* Counts one allocation; true if this one has to fail.  Always false in ordinary builds. */
bool mem_fault_due(void);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Sorting of numbers by their upper half. */
#ifndef CRM_LINKAGE_SORT_H
#define CRM_LINKAGE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Sorts by the upper 32 bits; equal ones keep their order.  `spare` has room for n as well. */
void sort_by_key(uint64_t *list, uint64_t *spare, size_t n);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* How records.c changes values; everybody else only reads them. */
#ifndef SANDBOX_HUBSPOT_VALUES_H
#define SANDBOX_HUBSPOT_VALUES_H

#include "hubspot.h"

/* Makes *values the caller's own: a copy if it is shared. */
int hs_values_unshare(struct hs_values **values);
/* Sets one value of values that are not shared. */
int hs_values_put(struct hs_values *values, hs_slot slot, const char *text, int64_t at, enum hs_source source);

#endif

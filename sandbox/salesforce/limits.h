/* SPDX-License-Identifier: Apache-2.0 */
/* How many calls the org takes. */
#ifndef SANDBOX_SALESFORCE_LIMITS_H
#define SANDBOX_SALESFORCE_LIMITS_H

#include "call.h"

/* Calls in 24 hours. */
int64_t sf_limits_daily(const struct face *face);
/* Counts one call and sets Sforce-Limit-Info; false: refused and answered. */
bool sf_limits_count(const struct sf_call *call);

#endif

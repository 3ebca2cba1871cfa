/* SPDX-License-Identifier: Apache-2.0 */
/* Which fields the calling user may see and change, and what setup he may do; model.h declares the questions about
 * columns. */
#ifndef SANDBOX_SALESFORCE_PERMISSION_H
#define SANDBOX_SALESFORCE_PERMISSION_H

#include "model.h"

/* False when the option "deny_setup" is on. */
bool sf_may_customise(const struct face *face);

#endif

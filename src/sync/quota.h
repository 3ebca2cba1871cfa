/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this run may spend of a vendor's daily quota: the configured share of it or the configured number, less what was
 * spent today, and never more than the vendor has left.  A part of that is kept for reads and a part for writes.
 */
#ifndef CRM_SYNC_QUOTA_H
#define CRM_SYNC_QUOTA_H

#include <sync/engine.h>

/* Limits the client by what is known: before the first request by what the store remembers, then by what the vendor
   says (system->budget). */
int crm_quota_apply(struct crm_system *s, struct crm_error *err);
/* Adds what was spent since the last call to the day's account in the store, so that a run that dies is accounted for.
 */
int crm_quota_account(struct crm_system *s, struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what changed; see crm_pull_all() in engine.h. */
#ifndef CRM_SYNC_PULL_H
#define CRM_SYNC_PULL_H

#include <sync/stage.h>

/* Has a full pull come short?  CRM_E_GATE with the numbers. */
int crm_gate_shrunk(struct crm_system *s, enum crm_object object, const struct crm_position *before, int64_t delivered,
		    int64_t vendor_total, struct crm_error *err);

#endif

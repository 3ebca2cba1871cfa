/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CRM_SYNC_GATE_CANARY_H
#define CRM_SYNC_GATE_CANARY_H

#include <sync/engine.h>

/* Looks for the records that the config names as canaries; CRM_E_GATE if one is not there.  A request each. */
int crm_gate_canary(struct crm_system *s, struct crm_error *err);

#endif

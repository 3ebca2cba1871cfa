/* SPDX-License-Identifier: Apache-2.0 */
/* The base of a link, as the store keeps it: for each field what the system held at the last agreement, and which
 * golden value that was about. */
#ifndef CRM_SYNC_BASE_READ_H
#define CRM_SYNC_BASE_READ_H

#include <sync/engine.h>

/* Fills the places of the fields that have a base; base, agreed and has_base have model->n_fields places and come
   zeroed.  text NULL: none has.  CRM_E_INVALID, CRM_E_NOMEM. */
int crm_base_read(const char *text, const struct crm_model *model, struct crm_arena *arena, struct crm_cell *base,
		  struct crm_cell *agreed, bool *has_base);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CRM_SYNC_UNDO_DOUBT_H
#define CRM_SYNC_UNDO_DOUBT_H

#include <sync/engine.h>

/* A change that takes something back was sent, and its answer lost.  Whether the record holds now what it was to hold
   or what it held before: neither is an edit of anybody's, and neither travels. */
int crm_undo_doubt(struct crm_system *s, const struct crm_op_row *row, struct crm_arena *arena, struct crm_error *err);

#endif

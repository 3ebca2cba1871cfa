/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a create of ours made is agreed on once the vendor has shown what it holds: what it filled in by itself, or
 * spelled otherwise, is no edit.  Here for the creates of a run that died before it saw that.  Nothing is agreed on
 * with a record that somebody has changed meanwhile: the difference is an edit, and is merged as one.
 */
#ifndef CRM_SYNC_LATE_AGREEMENT_H
#define CRM_SYNC_LATE_AGREEMENT_H

#include <sync/engine.h>

/* Sets base of the source, as staged now, by what the create would have settled; not if it was touched since, as far
   as the vendor's stamps tell, or made by somebody else.  Stamps are coarse: words and amounts that are neither what was
   sent nor a spelling of it were typed by somebody, and are left to be an edit. */
int crm_late_agree(struct crm_system *s, const struct crm_op_row *create, int64_t source, struct crm_arena *arena,
		   struct crm_error *err);

#endif

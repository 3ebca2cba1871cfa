/* SPDX-License-Identifier: Apache-2.0 */
/* What was decided about a deletion, kept with the source record until it is live again. */
#ifndef CRM_SYNC_TOMBSTONE_H
#define CRM_SYNC_TOMBSTONE_H

#include <sync/engine.h>

enum crm_tombstone {
	CRM_STONE_NONE,      /* not deleted, or not decided yet */
	CRM_STONE_KEPT,      /* the policy was to keep the other systems' records */
	CRM_STONE_OVERRULED, /* an edit in another system beat it */
	CRM_STONE_REMOVED,   /* crmsync deleted it, because it was deleted elsewhere */
	CRM_STONE_UNSURE,    /* gone without a word, where the vendor does not tell deletions from merges */
	CRM_STONE_RESTORED,  /* crmsync had deleted it, and somebody brought it back */
	CRM_STONE_UNDONE     /* crmsync had created it, and a person took that back: it is not created again */
};

/* crm_tombstone_set: CRM_STONE_NONE takes it away. */
int crm_tombstone_get(struct crm_engine *e, int64_t source, struct crm_arena *arena, enum crm_tombstone *out,
		      struct crm_error *err);
int crm_tombstone_set(struct crm_engine *e, int64_t source, enum crm_tombstone stone, struct crm_error *err);
/* The record is live: what was decided about its deletion is over. */
int crm_tombstone_lift(struct crm_engine *e, int64_t source, struct crm_arena *arena, struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records that are one in one system while their partners elsewhere are two: nothing is written to the golden record
 * that was left until a person says that the partners are the same, or that they are not.
 */
#ifndef CRM_SYNC_MERGE_PROPOSAL_H
#define CRM_SYNC_MERGE_PROPOSAL_H

#include <sync/engine.h>

/* Puts a golden record on hold, since what it stood for now seems to be `heir`, a record of another one. */
int crm_merge_propose(struct crm_engine *e, int64_t golden, const struct crm_source *heir, const char *why,
		      struct crm_error *err);
/* The record that was proposed, as it is now; *found false: none, or it is gone. */
int crm_merge_heir(struct crm_engine *e, int64_t golden, struct crm_arena *arena, struct crm_source *heir, bool *found,
		   struct crm_error *err);
/* Lifts the hold where a person keeps the golden record apart from the one that `other` belongs to.  What was deleted
   of it stays deleted there and nowhere else: it was a merge that was in question, not a deletion. */
int crm_merge_refuse(struct crm_engine *e, int64_t golden, const struct crm_source *other, struct crm_arena *arena,
		     struct crm_error *err);

#endif

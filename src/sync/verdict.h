/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Yes or no: what people decided about a golden record in one system.  A verdict is carried out once, by the next run
 * that comes to it; it is kept after that, but says nothing any more.
 */
#ifndef CRM_SYNC_VERDICT_H
#define CRM_SYNC_VERDICT_H

#include <sync/engine.h>

/* Kinds of the store's decisions.  Subject: JSON ["UID","system"]; value: "yes" or "no", and " RUN" behind it once that
   run has carried it out. */
#define CRM_VERDICT_AGAIN   "again"   /* send once more what the vendor refused */
#define CRM_VERDICT_CREATED "created" /* was the record created whose answer was lost? */
#define CRM_VERDICT_DELETE  "delete"  /* does the deletion in that system travel? */

const char *crm_verdict_subject(const char *uid, const char *system, struct crm_arena *arena);
/* *out: "yes", "no", or NULL where nothing was decided, or another run has carried it out. */
int crm_verdict_get(struct crm_engine *e, const char *kind, enum crm_object object, const char *uid, const char *system,
		    struct crm_arena *arena, const char **out, struct crm_error *err);
/* This run has carried it out. */
int crm_verdict_done(struct crm_engine *e, const char *kind, enum crm_object object, const char *uid,
		     const char *system, struct crm_arena *arena, struct crm_error *err);
/* Is a value of the store one that was carried out? */
bool crm_verdict_is_done(const char *value);

#endif

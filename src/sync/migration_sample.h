/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sample of a migration's source: so many records of each object, the same ones every time, with all that they refer
 * to.  Each owner, each stage and each pipeline is in it at least once, so are records with letters beyond ASCII, with
 * several associations and with none; options of other fields as far as there is room.
 */
#ifndef CRM_SYNC_MIGRATION_SAMPLE_H
#define CRM_SYNC_MIGRATION_SAMPLE_H

#include <sync/engine.h>

/* Draws the sample, after the pull and before the plan, which then leaves all other records for a later run.  size: of
   each object, in records or in percent. */
int crm_migration_sample(struct crm_engine *e, const struct crm_cap *size, struct crm_error *err);
void crm_migration_sample_free(struct crm_migration_sample *sample); /* NULL is allowed */
/* Is the record in the sample?  Always where there is none. */
bool crm_migration_in_sample(const struct crm_engine *e, const struct crm_source *source);
/* How many of an object are; 0 where there is no sample. */
int64_t crm_migration_sample_count(const struct crm_engine *e, enum crm_object object);

#endif

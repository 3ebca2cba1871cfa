/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scope of a filter.  A full pull stamps what it delivers with its number (crm_source.generation); what the filter
 * left out but the vendor still has, by its id, keeps an older number.  Such a record has left the scope: it stays
 * linked and is neither read nor written until the filter chooses it again.
 */
#ifndef CRM_SYNC_SCOPE_H
#define CRM_SYNC_SCOPE_H

#include <sync/engine.h>

/* A record that no full pull has judged has number 0 (crmsync created it since); one that was found by its id alone has
   this at least. */
#define CRM_SCOPE_JUDGED 1

/* Notes for each system and object which full pull is the judge. */
int crm_scope_load(struct crm_engine *e, struct crm_error *err);
bool crm_scope_left(const struct crm_system *s, const struct crm_source *source);
/* Live records that have left the scope. */
int crm_scope_count_left(const struct crm_system *s, enum crm_object object, int64_t *n, struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A migration: the pipeline of sync with two systems and one direction.  Only the target is written; every other
 * system is read-only for the run, so the HTTP client refuses whatever anybody might try to send there.
 *
 * What the target holds wins over the source (its values count first under the rule `priority`), and what was changed
 * there since crmsync wrote it stays, also when the source changes that field later: an edit in the source counts as
 * long as the merged value is still the one that the source had before it.  `source_wins` turns both around.  Rules
 * that look at the values (consent, lifecycle, sets, min, max, newest) decide as in a sync.
 */
#ifndef CRM_SYNC_MIGRATION_H
#define CRM_SYNC_MIGRATION_H

#include <sync/engine.h>

/* Checks that the two can be migrated between and makes all systems but `to` read-only.  CRM_E_USAGE: there is no such
   system, or both are the same.  CRM_E_CONFIG: the config lets nothing be read from the one or written to the other. */
int crm_migration_restrict(struct crm_settings *settings, const char *from, const char *to, struct crm_error *err);
/* Notes the system in the engine if it is one of the two; leaves others out of the run. */
void crm_migration_place(struct crm_engine *e, struct crm_system *s);

/* Do the system's values count in this run?  Always where nothing is migrated. */
bool crm_migration_takes_part(const struct crm_engine *e, size_t system);
/* The order in which the systems' values count: that of the config where nothing is migrated.  order has n_systems
   places. */
void crm_migration_order(const struct crm_engine *e, size_t *order);
/* Puts what a merge of sides in that order came to back into the order of the systems. */
void crm_migration_order_back(const size_t *order, size_t n, struct crm_merged *merged);
/* Does the source's value leave alone what the target has of its own? */
bool crm_migration_yields(const struct crm_engine *e, size_t system, const struct crm_field *field,
			  const struct crm_cell *golden, const struct crm_side *side);

/* Was everything migrated once?  From then on the caps of the config hold, as after a first sync. */
int crm_migration_done(struct crm_engine *e, bool *done, struct crm_error *err);
int crm_migration_set_done(struct crm_engine *e, struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People who were erased: their e-mail addresses are kept as keyed hashes, so that no CRM brings them in again.
 */
#ifndef CRM_SYNC_SUPPRESSED_H
#define CRM_SYNC_SUPPRESSED_H

#include <sync/engine.h>

#define CRM_SUPPRESSED_ADDRESS "email" /* kind of crm_store_suppress() */

/* Does one of the record's e-mail addresses belong to an erased person?  Contacts only. */
int crm_cells_suppressed(struct crm_engine *e, enum crm_object object, const struct crm_cell *cells, bool *out,
			 struct crm_error *err);

/* The address as the store knows it; arena.  CRM_E_USAGE if it is none. */
int crm_subject_address(const struct crm_settings *settings, const char *address, struct crm_arena *arena,
			const char **out, struct crm_error *err);

/* Erases the people who have the address from the store, and remembers hashes of the address and of all others that
   they have (but for role mailboxes, which are nobody's own).  `all`: also if several people have it, else
   CRM_E_GATE.  *addresses: how many are remembered.  CRM_E_USAGE if it is no address. */
int crm_forget(struct crm_store *store, const struct crm_settings *settings, const char *address, bool all, int64_t run,
	       struct crm_forgotten *out, int64_t *addresses, struct crm_error *err);

#endif

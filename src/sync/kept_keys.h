/* SPDX-License-Identifier: Apache-2.0 */
/* Match keys that a linked record keeps although its values no longer make them; internal to the match step. */
#ifndef CRM_SYNC_KEPT_KEYS_H
#define CRM_SYNC_KEPT_KEYS_H

#include <sync/reconcile.h>

/*
 * What crmsync itself writes takes no evidence away.  A record is held because a linked one has its name and postcode;
 * when the linked one is then given another name by the merge, the question has not been answered, and taking the held
 * record for somebody new would make a duplicate of it.  So a linked record keeps an old key as long as none of the
 * fields behind it was edited since the last agreement, there or in a partner (crm_group_end_keys()).
 *
 * Appends to `keys` (room for *n and all that the record has in the store) those of its stored keys that are not among
 * them and are kept. `now` are the record's cells.
 */
int crm_kept_keys_add(struct crm_engine *e, const struct crm_source *source, const struct crm_cell *now,
		      const struct crm_stored_key *stored, size_t n_stored, struct crm_stored_key *keys, size_t *n,
		      struct crm_arena *arena, struct crm_error *err);

#endif

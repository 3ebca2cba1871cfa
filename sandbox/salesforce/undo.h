/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions: rows as they were, to put them back when one record of an all-or-none request is refused. */
#ifndef SANDBOX_SALESFORCE_UNDO_H
#define SANDBOX_SALESFORCE_UNDO_H

#include "model.h"

/* May be nested: what an inner one keeps is still undone by the outer one. */
int sf_undo_begin(struct face *face);
/* To be called before a row is changed for the first time, or after it was created; does nothing outside a transaction.
 */
int sf_undo_note(struct face *face, struct sf_table *table, struct sf_row *row, bool created);
void sf_undo_keep(struct face *face);
/* Puts all rows back; rows that were created become purged. */
void sf_undo_rollback(struct face *face);

#endif

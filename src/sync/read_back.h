/* SPDX-License-Identifier: Apache-2.0 */
/* What the vendor now holds of the records that a run created and updated. */
#ifndef CRM_SYNC_READ_BACK_H
#define CRM_SYNC_READ_BACK_H

#include <sync/engine.h>

/* What becomes of one acknowledged operation: it must leave that state.  record: as it is now, NULL if the vendor knows
   none of that id.  Called inside a transaction. */
typedef int crm_read_back_judge(struct crm_system *s, const struct crm_op_row *row, const struct crm_record *record,
				struct crm_arena *arena, struct crm_error *err);

/* Reads the records of the acknowledged creates and updates of all runs up to that one which were not read back yet, by
   their vendor ids, batch by batch, each judged in one transaction.  Of a vendor that answers writes with the record
   only a sample is read, one batch for each object and run. */
int crm_read_back(struct crm_system *s, int64_t until, crm_read_back_judge *judge, struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Writes that a vendor reported as done and that reading back does not find.  Call inside a transaction. */
#ifndef CRM_SYNC_LOST_WRITE_H
#define CRM_SYNC_LOST_WRITE_H

#include <sync/payload.h>

/* Does the record hold less than what was agreed on when the update was answered, and was it not touched since?
   `record` is as read back, the store as it was before that. */
int crm_lost_update(struct crm_system *s, const struct crm_op_row *row, const struct crm_record *record,
		    const struct crm_payload *payload, struct crm_arena *arena, bool *lost, struct crm_error *err);
/* The update is owed again, and said so; the second time the same one is lost, it is kept as a refusal. */
int crm_lost_update_record(struct crm_system *s, const struct crm_op_row *row, const struct crm_record *record,
			   const struct crm_payload *payload, struct crm_arena *arena, struct crm_error *err);
/* The record that a create or an update was about is not there.  A create is in doubt then: the next run looks it up
   and creates it anew where it finds none. */
int crm_lost_record(struct crm_system *s, const struct crm_op_row *row, struct crm_arena *arena, struct crm_error *err);

#endif

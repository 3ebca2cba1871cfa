/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deleting, bringing back, merging and converting records.
 * Functions return 0, SF_REFUSED with the failure filled, or a negative code (out of memory).
 */
#ifndef SANDBOX_SALESFORCE_LIFECYCLE_H
#define SANDBOX_SALESFORCE_LIFECYCLE_H

#include "failure.h"

/* Rows of a relationship whose reference holds `parent_id`, into the request's arena; deleted ones only on request. */
int sf_children_of(struct face *face, const struct sf_child *relationship, const char *parent_id, bool deleted,
		   struct sf_row ***rows, size_t *n_rows);

/* Into the recycle bin, with the children that go with it. */
int sf_record_delete(struct face *face, struct sf_table *table, struct sf_row *row, struct sf_failure *failure);
/* Out of the recycle bin, with what went into it in the same call. */
int sf_record_undelete(struct face *face, struct sf_table *table, struct sf_row *row, struct sf_failure *failure);
/* The loser goes to the bin with MasterRecordId, its children to the winner, its values into the winner's empty fields.
 */
int sf_record_merge(struct face *face, struct sf_table *table, struct sf_row *winner, struct sf_row *loser,
		    struct sf_failure *failure);
/* Converts a lead into a contact and account that exist, or into new ones (NULL). */
int sf_lead_convert(struct face *face, struct sf_row *lead, const char *contact_id, const char *account_id,
		    struct sf_failure *failure);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions under the names of the items that they answered; internal to review. */
#ifndef CRM_SYNC_REVIEW_LOG_H
#define CRM_SYNC_REVIEW_LOG_H

#include <sync/review.h>

/* Kind of the store's decisions that lists what was answered.  Subject: the item's name; value: JSON {"kind", "answer",
   "field", "system", "records": [["hubspot","12"], ...], "about": [["match","[...]"], ...]}, about: the decisions that
   the plan heeds, by kind and subject. */
#define CRM_DECISION_REVIEW "review"

/* item->decided, decided_system. */
int crm_review_read_decided(struct crm_engine *e, struct crm_review_item *item, struct crm_arena *arena,
			    struct crm_error *err);
/* Forgets what was answered to an item before. */
int crm_review_drop(struct crm_engine *e, const struct crm_review_item *item, struct crm_arena *arena,
		    struct crm_error *err);
/* Is `text` the beginning of a name, or of its digits? */
bool crm_review_name_fits(const char *name, const char *text);

#endif

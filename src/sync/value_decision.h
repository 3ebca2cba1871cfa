/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people decided about a field in which systems differ: whose value wins.
 *
 * A decision is about the values that the person was shown.  It is carried out by the plans that follow until every
 * system was given the value, and is over then: a later edit is an edit like any other.  Where somebody edits one of
 * the values before that, the question is put again.
 */
#ifndef CRM_SYNC_VALUE_DECISION_H
#define CRM_SYNC_VALUE_DECISION_H

#include <sync/plan_group.h>

/* Kind of the store's decisions.  Subject: JSON ["UID","field"]; value: JSON {"system": whose value wins, "saw":
   {system: cell}, "done": run that found it carried out}. */
#define CRM_DECISION_VALUE "value"

const char *crm_value_subject(const char *uid, const char *field, struct crm_arena *arena);
/* `cells`: JSON {system: cell}, as the question has them. */
const char *crm_value_text(const char *system, const crm_json *cells, int64_t done, struct crm_arena *arena);

/* Makes e->values[] those of the object that are not carried out yet. */
int crm_values_load(struct crm_engine *e, enum crm_object object, struct crm_error *err);
/* The value that was decided for a field of the group, and the system it comes from; *decided NULL: none, or it no
   longer fits what the systems hold. */
int crm_value_decided(struct crm_group *g, size_t field, const struct crm_cell **decided, int *winner,
		      struct crm_error *err);
/* The system of a decision that no longer fits; NULL: there is none. */
const char *crm_value_outdated(const struct crm_group *g, size_t field);

#endif

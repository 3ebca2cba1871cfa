/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps of a migration as a checklist.  Nothing is kept for it: each step is read off what the store holds, so a
 * run that was interrupted shows where the next one goes on, and a step that was done is open again when the source has
 * something new.
 */
#ifndef CRM_SYNC_MIGRATION_STEPS_H
#define CRM_SYNC_MIGRATION_STEPS_H

#include <sync/migration_walk.h>

enum crm_step {
	CRM_STEP_USERS,
	CRM_STEP_PIPELINES, /* and stages */
	CRM_STEP_FIELDS,
	CRM_STEP_COMPANIES, /* from here on in the order of sending */
	CRM_STEP_CONTACTS,
	CRM_STEP_DEALS,
	CRM_STEP_ASSOCIATIONS,
	CRM_STEP_VALIDATION
};
#define CRM_STEPS (CRM_STEP_VALIDATION + 1)
const char *crm_step_name(enum crm_step step); /* "pipelines and stages" */

struct crm_step_state {
	bool done;
	int64_t there; /* users known in the target; fields that have a place; records that have a partner */
	int64_t open;  /* writes that are planned; records that have no partner yet */
	int64_t held; /* questions: users, stages and values without a counterpart; records that wait or were refused */
};

struct crm_steps {
	struct crm_step_state step[CRM_STEPS];
	/* "contact.birthday": read from the source, and no property of the target is mapped to it */
	const char **no_place;
	size_t n_no_place;
};

/* With an open plan: what it would do; after it was sent: what is left.  The step of validation stays open. */
int crm_steps_gather(struct crm_engine *e, struct crm_arena *arena, struct crm_steps *out, struct crm_error *err);
/* Is the field of a record written from the source into the target? */
bool crm_migration_carries_field(const struct crm_engine *e, enum crm_object object, size_t field);

#endif

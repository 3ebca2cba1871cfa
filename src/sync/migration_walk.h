/* SPDX-License-Identifier: Apache-2.0 */
/* What became of each record of a migration's source, from what the store knows: links, operations, questions. */
#ifndef CRM_SYNC_MIGRATION_WALK_H
#define CRM_SYNC_MIGRATION_WALK_H

#include <sync/engine.h>

enum crm_migrant_fate {
	CRM_MIGRANT_CREATED,    /* crmsync made its partner in the target */
	CRM_MIGRANT_MATCHED,    /* its partner was there before */
	CRM_MIGRANT_MERGED,     /* it is one with another record of the source, which has the partner */
	CRM_MIGRANT_FILTERED,   /* the filter no longer chooses it, or it is not in the sample */
	CRM_MIGRANT_HELD,       /* waits for a person */
	CRM_MIGRANT_REJECTED,   /* the target refused it */
	CRM_MIGRANT_OPEN,       /* to be written, or not looked at yet */
	CRM_MIGRANT_TAKEN_BACK, /* created, and taken back with undo */
	CRM_MIGRANT_LOST,       /* it had a partner, which is gone */
	CRM_MIGRANT_UNEXPLAINED /* none of these */
};
#define CRM_MIGRANT_FATES (CRM_MIGRANT_UNEXPLAINED + 1)
const char *crm_migrant_fate_name(enum crm_migrant_fate fate); /* "created" ..., for JSON */

struct crm_migrant {
	enum crm_migrant_fate fate;
	const struct crm_source *source;
	const struct crm_source *partner; /* created, matched, merged: live record of the target; NULL: none */
	int64_t golden;                   /* 0: none */
};

/* Are records of the object carried from the one to the other? */
bool crm_migration_carries(const struct crm_engine *e, enum crm_object object);
/* Calls visit for every live record of the source, by the order in which the store came to know them; the arena is
   reset behind each.  Filters must be loaded (crm_plan_make() or crm_scope_load()). */
typedef int crm_migrant_visit(void *ctx, const struct crm_migrant *migrant, struct crm_arena *arena,
			      struct crm_error *err);
int crm_migration_walk(struct crm_engine *e, enum crm_object object, crm_migrant_visit *visit, void *ctx,
		       struct crm_error *err);
/* How many there are of each fate; fates has CRM_MIGRANT_FATES places. */
int crm_migration_count(struct crm_engine *e, enum crm_object object, int64_t *fates, struct crm_error *err);

#endif

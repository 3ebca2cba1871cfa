/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking back what was written.  An undo is a plan like any other: it goes through the gates, the outbox, push and
 * verify, and can be taken back itself.  Only what it plans comes from elsewhere: not from merging, but from what the
 * properties held before (before_image.h).  docs/undo.md is the contract.
 */
#ifndef CRM_SYNC_UNDO_H
#define CRM_SYNC_UNDO_H

#include <sync/engine.h>

/* What is to be taken back: one of the three. */
struct crm_undo_request {
	int64_t run;
	int64_t operation;
	const char *const *apart; /* two records (match_find.h) that are to be two again; NULL */
};

/* Something that stays as it is. */
struct crm_undo_kept {
	int64_t operation; /* 0: it concerns no single one */
	const char *system;
	enum crm_object object;
	const char *id, *name; /* the vendor's id, NULL: none; the record's name */
	const char *field;     /* NULL: the record as a whole */
	const char *now;       /* what is there now, NULL: it says nothing */
	const char *why;       /* "edited there since", "written again by run 14" */
	const struct crm_undo_kept *next;
};

struct crm_undo {
	struct crm_engine *e;
	struct crm_undo_request request;
	struct crm_arena *arena; /* e's: lives as long as the engine */
	const char *what;        /* "run 12", for people */
	const struct crm_undo_kept *kept, **last_kept;
	int64_t n_kept;
	int64_t found;             /* operations that were asked for and had been done */
	int64_t already;           /* of these: taken back before */
	int64_t already_run;       /* by this run (the last of several) */
	struct crm_source pair[2]; /* request.apart */
	size_t decisions;          /* that an undone run had made */
	size_t looser;             /* the one of the two that is let go of */
};

void crm_undo_begin(struct crm_undo *u, struct crm_engine *e, const struct crm_undo_request *request);
/* Before anything is asked of a CRM: is there such a run or operation, and did it write?  CRM_E_USAGE if not. */
int crm_undo_check(struct crm_undo *u, struct crm_error *err);
/* Makes the plan; leaves a transaction open that holds it, as crm_plan_make() does.  Nothing is merged, matched or
   held. CRM_E_USAGE: the two are not one. */
int crm_undo_plan(struct crm_undo *u, struct crm_error *err);
/* After the push: two records that were one are two from now on, and stay so (a decision, as of crmsync match
   --keep-separate).  Does nothing for a run or an operation; decisions that an undone run had made are turned round by
   the plan. */
int crm_undo_settle(struct crm_undo *u, struct crm_error *err);
/* What the run took back is no longer kept back: the next sync writes it again.  *n: how many operations. */
int crm_undo_release(struct crm_engine *e, int64_t run, int64_t *n, struct crm_error *err);

#endif

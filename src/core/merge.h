/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three-way merge of one field over N systems.
 *
 * Each system's side has what it holds now, what it held at the last agreement (base), and which golden value that agreement was about
 * (agreed): the two differ where a vendor respells what it is given.  A side whose link is new has no base.
 *
 *   unchanged everywhere                       -> golden value stays
 *   changed in one                             -> taken
 *   changed in several, to the same value      -> taken (converged)
 *   changed in several, to different values    -> the field's rule among the changed ones
 *   a side without base that disagrees         -> the field's rule among all sides that have a value
 *   now unknown (absent, denied)               -> as unchanged; never a clear
 *   value -> blank with a base (a clear)       -> clear = keep: no change, not written back to that side either (why CRM_WHY_CLEAR_KEPT);
 *                                                 clear = propagate: blank is the new value, but loses against another side's new value
 *   blank without base                         -> no vote
 *
 * A side is written when it accepts, the golden value differs from what it holds now (canonical comparison), and either the golden value
 * differs from what was agreed with it or the side itself changed and lost; never when what it holds now is CRM_DENIED, when the field is held, or
 * when a clear was kept.  A side that neither changed nor owes anything is left alone however it spells the value.  A blank golden value is
 * written only as a propagated clear.  For a record to be created (now CRM_ABSENT, no base) every known, non-blank golden value is written.
 */
#ifndef CRM_CORE_MERGE_H
#define CRM_CORE_MERGE_H

#include <core/cell.h>

struct crm_side {
	const struct crm_cell *now;    /* never NULL; CRM_ABSENT for a record that does not exist there yet (create) */
	const struct crm_cell *base;   /* what this system held when we last agreed; NULL: no agreement yet */
	const struct crm_cell *agreed; /* golden value of that agreement; NULL: same as base */
	bool contributes; /* direction: values flow from it */
	bool accepts;     /* direction: values flow to it */
	bool stamps_fields; /* its modification stamp tells this field's change apart */
	int64_t modified; /* ms, 0 unknown */
};

enum crm_why {
	CRM_WHY_UNCHANGED,   /* golden value stays */
	CRM_WHY_ONLY,        /* the one side with a value */
	CRM_WHY_SAME,        /* all sides that have a value have this one */
	CRM_WHY_CHANGED,     /* changed in one */
	CRM_WHY_CONVERGED,   /* changed in several to the same */
	CRM_WHY_PRIORITY, CRM_WHY_NEWEST, CRM_WHY_UNION, CRM_WHY_MIN, CRM_WHY_MAX, CRM_WHY_MOST_RESTRICTIVE, CRM_WHY_FORWARD_ONLY, /* a rule chose */
	CRM_WHY_CLEARED,     /* a clear was propagated */
	CRM_WHY_CLEAR_KEPT,  /* a clear was not propagated (policy) */
	CRM_WHY_HELD,        /* conflict on hold: golden value stays, nothing is written */
	CRM_WHY_DECISION     /* a person decided */
};
const char *crm_why_name(enum crm_why why); /* "changed" ... for JSON */

#define CRM_MAX_SIDES 16

struct crm_merged {
	const struct crm_cell *golden; /* the value now; never NULL (CRM_ABSENT if nothing is known anywhere) */
	enum crm_why why;
	int winner;             /* index of the side it came from, -1 if from none or several */
	uint32_t losers;        /* bit per side: had another, non-blank value that was not taken */
	bool changed;           /* golden differs from before */
	bool write[CRM_MAX_SIDES];
	bool settle[CRM_MAX_SIDES]; /* this side now agrees (base := now, agreed := golden) without a write */
};

/* golden_before: NULL or CRM_ABSENT for a new golden record.  `decided`: value a person chose, NULL if none.
   field->rule: `newest` falls to `priority` unless all changed sides have stamps_fields and stamps differ by more than 2 s.
   CRM_R_MOST_RESTRICTIVE: true wins over everything, now and later, also from sides that only have an old value; unknown is no vote;
   CRM_R_FORWARD_ONLY: the furthest along field->order of golden and all sides, values outside the order lose;
   CRM_R_UNION (multiple): additions and removals of each side against its base are applied to golden_before; without base: union;
   CRM_R_MIN / CRM_R_MAX: by decimal, date or text order, over all sides with a value.
   Returns 0 or CRM_E_NOMEM. */
int crm_merge_field(const struct crm_field *field, const struct crm_cell *golden_before, const struct crm_cell *decided,
                    const struct crm_side *sides, size_t n, struct crm_arena *arena, struct crm_merged *out);

#endif

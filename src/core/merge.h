/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three-way merge of one field over N systems.
 *
 * Each system's side has what it holds now, what it held at the last agreement (base), and which golden value that
 * agreement was about (agreed): the two differ where a vendor respells what it is given.  A side whose link is new has
 * no base.
 *
 *   unchanged everywhere                     -> golden value stays
 *   changed in one                           -> taken
 *   changed in several, to the same value    -> taken (converged)
 *   changed in several, to different values  -> the field's rule among the changed ones
 *   side without base that disagrees         -> the field's rule among all sides that have a value; those that agreed
 *                                               before stand for what came out of the lines above
 *   side without base that holds golden      -> as unchanged
 *   now what was agreed, but not base        -> as unchanged: a respelling went away, nobody edited
 *   now unknown (absent, denied)             -> as unchanged; never a clear
 *   value -> blank with a base (a clear)     -> clear = keep: no change, not written back to that side either (why
 *                                               CRM_WHY_CLEAR_KEPT) as long as the golden value stays; when it moves,
 *                                               that side gets the new value as all do
 *                                               clear = propagate: blank is the new value, but loses against another
 *                                               side's new value
 *   blank without base                       -> no vote
 *   golden value unknown                     -> no side counts as having a base
 *
 * Rules most_restrictive and forward_only never clear; most_restrictive writes a cleared opt-out back.
 *
 * A side is written when it accepts, the golden value differs from what it holds now (canonical comparison), and either
 * the golden value differs from what was agreed with it or the side itself changed and lost; never when what it holds
 * now is CRM_DENIED, when the field is held, or when its clear was kept.  A side that neither changed nor owes anything
 * is left alone however it spells the value.  A blank golden value is written only as a propagated clear or a person's
 * decision: to sides that agreed on a value before or hold the one that was cleared (by decision: to all that hold
 * one). For a record to be created (now CRM_ABSENT, no base) every known, non-blank golden value is written.
 */
#ifndef CRM_CORE_MERGE_H
#define CRM_CORE_MERGE_H

#include <core/cell.h>

struct crm_side {
	const struct crm_cell *now;    /* never NULL; CRM_ABSENT for a record that does not exist there yet (create) */
	const struct crm_cell *base;   /* what this system held when we last agreed; NULL: no agreement yet */
	const struct crm_cell *agreed; /* golden value of that agreement; NULL: same as base */
	bool contributes;              /* direction: values flow from it */
	bool accepts;                  /* direction: values flow to it */
	bool stamps_fields;            /* its modification stamp tells this field's change apart */
	int64_t modified;              /* ms, 0 unknown */
};

enum crm_why {
	CRM_WHY_UNCHANGED, /* golden value stays */
	CRM_WHY_ONLY,      /* the one side with a value */
	CRM_WHY_SAME,      /* all sides that have a value have this one */
	CRM_WHY_CHANGED,   /* changed in one */
	CRM_WHY_CONVERGED, /* changed in several to the same */
	CRM_WHY_PRIORITY,  /* from here to CRM_WHY_FORWARD_ONLY: the rule of that name chose */
	CRM_WHY_NEWEST,
	CRM_WHY_UNION,
	CRM_WHY_MIN,
	CRM_WHY_MAX,
	CRM_WHY_MOST_RESTRICTIVE,
	CRM_WHY_FORWARD_ONLY,
	CRM_WHY_CLEARED,    /* a clear was propagated */
	CRM_WHY_CLEAR_KEPT, /* a clear was not propagated (policy) */
	CRM_WHY_HELD,       /* conflict on hold: golden value stays, nothing is written */
	CRM_WHY_DECISION    /* a person decided */
};
const char *crm_why_name(enum crm_why why); /* "changed" ... for JSON */

#define CRM_MAX_SIDES 16

struct crm_merged {
	const struct crm_cell *golden; /* the value now; never NULL (CRM_ABSENT if nothing is known anywhere) */
	enum crm_why why;
	int winner;      /* index of the side it came from, -1 if from none or several */
	uint32_t losers; /* bit per side: had another, non-blank value that was not taken */
	bool changed;    /* golden differs from before */
	bool write[CRM_MAX_SIDES];
	/* This side agrees without a write: store base := now, agreed := agree[i].  False for a side that owes a write,
	   whose value is in a held conflict (it must be seen again), or whose value is unknown. */
	bool settle[CRM_MAX_SIDES];
	/* What to store as `agreed` once this side settles or its write is done: the golden value.  For a side that
	   does not accept: what was agreed before, or what it holds now if that is new, so that it gets its golden
	   values on the day it accepts. */
	const struct crm_cell *agree[CRM_MAX_SIDES];
};

/*
 * golden_before: NULL or CRM_ABSENT for a new golden record.  `decided`: value a person chose, NULL if none; it wins
 * over the rule, so pass it in the merges that carry it out (until all its writes are done) and not afterwards.
 * n: at most CRM_MAX_SIDES; sides stand in the order of the config's systems.
 *
 * newest            falls to priority unless all sides that it is to choose among have stamps_fields and a stamp, and
 *                   the newest is more than 2 s ahead of every side with another value
 * most_restrictive  true wins over everything, now and later, also from sides that only have an old value; unknown is
 *                   no vote, nor is anything but true and false.  Only a person's decision ends it, and a side that
 *                   says true anew, or that goes on saying it because it cannot be written, wins over that
 * forward_only      the furthest along field->order (compared case-folded) of golden and all sides; values outside the
 *                   order lose; if nothing is in the order: priority
 * union             (multiple, else priority) additions and removals of each side against its base are applied to
 *                   golden_before, an addition wins over a removal of the same item; without base: all its items are
 *                   additions, but one that golden has already does not outweigh a removal.  clear = keep: a set never
 *                   becomes empty
 * min, max          (single, else priority) by decimal, instant or text order, over all sides with a value; sides that
 *                   did not change stand for what was agreed with them; valid values win over invalid ones
 *
 * Returns 0 or CRM_E_NOMEM.
 */
int crm_merge_field(const struct crm_field *field, const struct crm_cell *golden_before, const struct crm_cell *decided,
		    const struct crm_side *sides, size_t n, struct crm_arena *arena, struct crm_merged *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the merge share while one field is merged. */
#ifndef CRM_CORE_MERGE_STATE_H
#define CRM_CORE_MERGE_STATE_H

#include <core/merge.h>

/* How a side stands, from its cells alone. */
struct merge_side {
	bool known;                    /* now says something, be it "no value" */
	bool value;                    /* now holds a value */
	bool based;                    /* there is an agreement to compare with */
	bool edited;                   /* based, and now neither what it held nor what was agreed */
	const struct crm_cell *agreed; /* golden value of the agreement, NULL if there is none */
};

struct merge {
	const struct crm_field *field;
	const struct crm_cell *before; /* never NULL */
	bool had;                      /* before is known (it may be blank) */
	const struct crm_cell *decided;
	const struct crm_side *sides;
	size_t n;
	struct merge_side state[CRM_MAX_SIDES];
	struct crm_arena *arena;
	struct crm_merged *out;
};

/* A value that the rule may choose, and the side it stands for. */
struct merge_vote {
	size_t side;
	const struct crm_cell *value;
};

struct merge_votes {
	struct merge_vote list[CRM_MAX_SIDES];
	size_t n;
};

/* An edit of an agreed value that counts (the side contributes). */
bool merge_is_edit(const struct merge *m, size_t i);  /* to another value */
bool merge_is_clear(const struct merge *m, size_t i); /* to blank */
/* A contributing side's value that was never agreed on and is not the golden one. */
bool merge_is_fresh(const struct merge *m, size_t i);
bool merge_any(const struct merge *m, bool (*is)(const struct merge *m, size_t i));
/* A clear of this field may become the golden value. */
bool merge_may_clear(const struct merge *m);

void merge_vote_add(struct merge_votes *votes, size_t side, const struct crm_cell *value);
bool merge_votes_agree(const struct merge_votes *votes);
/* Index of the vote that a rule prefers, or -1 on hold; *why is the rule that chose in the end.  There is a vote. */
int merge_choose(const struct merge *m, enum crm_rule rule, const struct merge_votes *votes, enum crm_why *why);

/* Takes a value as the golden one; the value before is kept where it is the same. */
void merge_take(struct merge *m, const struct crm_cell *value, enum crm_why why, int winner);
/* Leaves the golden value as it was: CRM_WHY_CLEAR_KEPT if a clear was not taken, else CRM_WHY_UNCHANGED.  Where
   nothing was known, it becomes blank if a side says so. */
void merge_leave(struct merge *m);
/* Takes a clear if there is one and nothing speaks against it. */
bool merge_take_clear(struct merge *m);

/* One function per kind of rule; 0 or CRM_E_NOMEM. */
int merge_plain(struct merge *m, enum crm_rule rule);
int merge_extreme(struct merge *m);
int merge_union(struct merge *m);
int merge_consent(struct merge *m);
int merge_forward(struct merge *m);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The rules that pick one side's value: priority, newest, hold, min, max. */
#include "config.h"

#include <core/merge_state.h>

#include <crmsync/error.h>

/* Reason for a value that needed no rule. */
static enum crm_why why_agreed(const struct merge_votes *votes, bool edits)
{
	if (edits)
		return votes->n == 1 ? CRM_WHY_CHANGED : CRM_WHY_CONVERGED;
	return votes->n == 1 ? CRM_WHY_ONLY : CRM_WHY_SAME;
}

/* Takes what the rule prefers among votes that are not all from agreed sides or not all the same; false: held. */
static bool take_choice(struct merge *m, enum crm_rule rule, const struct merge_votes *votes, bool edits)
{
	enum crm_why why = CRM_WHY_PRIORITY;
	bool agree = merge_votes_agree(votes);
	int vote = merge_choose(m, rule, votes, &why);

	if (vote < 0) {
		merge_take(m, m->before, CRM_WHY_HELD, -1);
		return false;
	}
	if (agree)
		why = why_agreed(votes, edits);
	for (size_t i = 0; i < votes->n; i++) {
		if (!crm_cell_equal(votes->list[i].value, votes->list[vote].value))
			m->out->losers |= UINT32_C(1) << votes->list[i].side;
	}
	merge_take(m, votes->list[vote].value, why, agree && votes->n > 1 ? -1 : (int)votes->list[vote].side);
	return true;
}

/* Edits of what was agreed on; false: held. */
static bool merge_edits(struct merge *m, enum crm_rule rule)
{
	struct merge_votes votes = {.n = 0};

	for (size_t i = 0; i < m->n; i++) {
		if (merge_is_edit(m, i))
			merge_vote_add(&votes, i, m->sides[i].now);
	}
	if (votes.n == 0) {
		merge_leave(m);
		return true;
	}
	if (!take_choice(m, rule, &votes, true))
		return false;
	if (m->out->golden == m->before && merge_votes_agree(&votes))
		merge_leave(m);
	return true;
}

/* A side that agreed before and still has a value stands for the value that its fellows came to. */
static bool stands(const struct merge *m, size_t i)
{
	const struct merge_side *s = &m->state[i];

	if (!m->sides[i].contributes || merge_is_fresh(m, i))
		return false;
	return s->known ? s->value : s->based && !crm_cell_blank(m->sides[i].base);
}

static bool disagrees(const struct merge *m, size_t i)
{
	return merge_is_fresh(m, i) && !crm_cell_equal(m->sides[i].now, m->out->golden);
}

/* Sides that are new to the agreement against those that are in it. */
static void merge_newcomers(struct merge *m, enum crm_rule rule)
{
	const struct crm_cell *agreed = m->out->golden;
	bool has_value = !crm_cell_unknown(agreed) && !crm_cell_blank(agreed);
	struct merge_votes votes = {.n = 0};

	for (size_t i = 0; i < m->n; i++) {
		if (merge_is_fresh(m, i))
			merge_vote_add(&votes, i, m->sides[i].now);
		else if (has_value && stands(m, i))
			merge_vote_add(&votes, i, agreed);
	}
	take_choice(m, rule, &votes, false);
}

int merge_plain(struct merge *m, enum crm_rule rule)
{
	if (!merge_edits(m, rule))
		return 0;
	if (merge_any(m, disagrees))
		merge_newcomers(m, rule);
	else
		merge_take_clear(m);
	return 0;
}

/* What a side brings into min and max. */
static const struct crm_cell *extreme_value(const struct merge *m, size_t i)
{
	const struct merge_side *s = &m->state[i];
	const struct crm_side *side = &m->sides[i];
	bool kept_clear = merge_is_clear(m, i) && !merge_may_clear(m);

	if (!m->had || !s->based || merge_is_edit(m, i) || (s->known && !s->value && !kept_clear))
		return side->now;
	if (side->accepts)
		return s->agreed;
	return s->value ? side->now : side->base;
}

int merge_extreme(struct merge *m)
{
	struct merge_votes votes = {.n = 0};
	bool edits = merge_any(m, merge_is_edit);

	if (merge_take_clear(m))
		return 0;
	for (size_t i = 0; i < m->n; i++) {
		const struct crm_cell *value = extreme_value(m, i);

		if (m->sides[i].contributes && !crm_cell_unknown(value) && !crm_cell_blank(value))
			merge_vote_add(&votes, i, value);
	}
	if (votes.n == 0 || (!edits && !merge_any(m, merge_is_fresh))) {
		merge_leave(m);
		return 0;
	}
	take_choice(m, m->field->rule, &votes, edits);
	if (m->out->golden == m->before && merge_votes_agree(&votes))
		merge_leave(m);
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Lifecycle: only ever forward along the field's order. */
#include "config.h"

#include <core/merge_state.h>
#include <core/normalise.h>

#include <crmsync/error.h>
#include <string.h>

/* Place of a value in the order, -1 if it has none; CRM_E_NOMEM through *rc. */
static int place_of(const struct merge *m, const struct crm_cell *cell, int *rc)
{
	const char *key;

	if (cell->kind != CRM_TEXT)
		return -1;
	key = crm_fold_case(cell->key, m->arena);
	for (size_t i = 0; key != NULL && i < m->field->n_order; i++) {
		const char *step = crm_fold_case(m->field->order[i], m->arena);

		if (step == NULL)
			key = NULL;
		else if (strcmp(step, key) == 0)
			return (int)i;
	}
	if (key == NULL)
		*rc = CRM_E_NOMEM;
	return -1;
}

static bool takes_part(const struct merge *m, size_t i)
{
	return merge_is_edit(m, i) || merge_is_fresh(m, i);
}

static void take_step(struct merge *m, const struct merge_votes *votes, size_t furthest)
{
	const struct merge_vote *vote = &votes->list[furthest];
	bool alone = votes->n == 1;
	enum crm_why why = CRM_WHY_FORWARD_ONLY;

	if (merge_votes_agree(votes) && m->had)
		why = alone ? CRM_WHY_CHANGED : CRM_WHY_CONVERGED;
	else if (merge_votes_agree(votes))
		why = alone ? CRM_WHY_ONLY : CRM_WHY_SAME;
	merge_take(m, vote->value, why, merge_votes_agree(votes) && !alone ? -1 : (int)vote->side);
}

int merge_forward(struct merge *m)
{
	struct merge_votes votes = {.n = 0};
	size_t furthest = 0;
	int rc = 0, last = -1, place, before;

	before = place_of(m, m->before, &rc);
	for (size_t i = 0; i < m->n; i++) {
		if (!takes_part(m, i))
			continue;
		merge_vote_add(&votes, i, m->sides[i].now);
		place = place_of(m, m->sides[i].now, &rc);
		if (place > last) {
			last = place;
			furthest = votes.n - 1;
		}
	}
	if (rc < 0)
		return rc;
	if (last < 0 && before < 0)
		return merge_plain(m, CRM_R_PRIORITY);
	if (last > before) {
		take_step(m, &votes, furthest);
		return 0;
	}
	merge_leave(m);
	if (votes.n > 0 && !(last == before && merge_votes_agree(&votes)))
		m->out->why = CRM_WHY_FORWARD_ONLY;
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Consent: an opt-out of any side is everybody's, and stays. */
#include "config.h"

#include <core/merge_state.h>

static bool says(const struct crm_cell *cell, const char *key)
{
	return cell != NULL && cell->kind == CRM_TEXT && crm_cell_contains(cell, key);
}

static bool is_out(const struct merge *m, size_t i)
{
	return m->sides[i].contributes && (says(m->sides[i].now, "true") || says(m->sides[i].base, "true"));
}

/* An opt-out that a decision cannot undo: said anew, or in a system that would go on saying it. */
static bool is_out_for_good(const struct merge *m, size_t i)
{
	const struct crm_side *side = &m->sides[i];

	if (!is_out(m, i))
		return false;
	return !says(side->base, "true") || !says(m->state[i].agreed, "true") || !side->accepts ||
	       side->now->kind == CRM_DENIED;
}

/* An opt-in said anew; one that was agreed on before says nothing new. */
static bool is_in(const struct merge *m, size_t i)
{
	return says(m->sides[i].now, "false") && (merge_is_edit(m, i) || merge_is_fresh(m, i));
}

static void take_said(struct merge *m, bool (*is)(const struct merge *m, size_t i), const char *key, bool overruled)
{
	const struct crm_cell *value = NULL;
	int winner = -1;
	size_t votes = 0;

	for (size_t i = 0; i < m->n; i++) {
		if (!is(m, i))
			continue;
		if (votes++ == 0) {
			value = says(m->sides[i].now, key) ? m->sides[i].now : m->sides[i].base;
			winner = (int)i;
		}
	}
	if (overruled)
		merge_take(m, value, CRM_WHY_MOST_RESTRICTIVE, votes == 1 ? winner : -1);
	else if (votes == 1)
		merge_take(m, value, m->had ? CRM_WHY_CHANGED : CRM_WHY_ONLY, winner);
	else
		merge_take(m, value, m->had ? CRM_WHY_CONVERGED : CRM_WHY_SAME, -1);
}

int merge_consent(struct merge *m)
{
	bool overruled = merge_any(m, is_in);

	if (m->decided != NULL && (says(m->decided, "true") || !merge_any(m, is_out_for_good))) {
		merge_take(m, m->decided, CRM_WHY_DECISION, -1);
	} else if (says(m->before, "true")) {
		merge_leave(m);
		if (overruled)
			m->out->why = CRM_WHY_MOST_RESTRICTIVE;
	} else if (merge_any(m, is_out)) {
		take_said(m, is_out, "true", overruled);
	} else if (!says(m->before, "false") && merge_any(m, is_in)) {
		take_said(m, is_in, "false", false);
	} else {
		merge_leave(m);
	}
	return 0;
}

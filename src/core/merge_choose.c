/* SPDX-License-Identifier: Apache-2.0 */
/* Survivorship: which of several values a rule prefers. */
#include "config.h"

#include <core/merge_state.h>

#include <crmsync/decimal.h>
#include <crmsync/timestamp.h>
#include <string.h>

#define CLOCK_SKEW_MS 2000

void merge_vote_add(struct merge_votes *votes, size_t side, const struct crm_cell *value)
{
	votes->list[votes->n++] = (struct merge_vote){.side = side, .value = value};
}

bool merge_votes_agree(const struct merge_votes *votes)
{
	for (size_t i = 1; i < votes->n; i++) {
		if (!crm_cell_equal(votes->list[0].value, votes->list[i].value))
			return false;
	}
	return true;
}

static const struct crm_side *side_of(const struct merge *m, const struct merge_votes *votes, size_t vote)
{
	return &m->sides[votes->list[vote].side];
}

/* Index of the vote with the latest stamp, -1 if stamps cannot tell. */
static int choose_newest(const struct merge *m, const struct merge_votes *votes)
{
	size_t newest = 0;

	for (size_t i = 0; i < votes->n; i++) {
		const struct crm_side *side = side_of(m, votes, i);

		if (!side->stamps_fields || side->modified == 0)
			return -1;
		if (side->modified > side_of(m, votes, newest)->modified)
			newest = i;
	}
	for (size_t i = 0; i < votes->n; i++) {
		if (!crm_cell_equal(votes->list[i].value, votes->list[newest].value) &&
		    side_of(m, votes, newest)->modified - side_of(m, votes, i)->modified <= CLOCK_SKEW_MS)
			return -1;
	}
	return (int)newest;
}

static int compare_instants(const char *a, const char *b)
{
	int64_t x = 0, y = 0;

	if (!crm_time_parse(a, &x) || !crm_time_parse(b, &y))
		return strcmp(a, b);
	return (x > y) - (x < y);
}

static int compare_values(enum crm_type type, const struct crm_cell *a, const struct crm_cell *b)
{
	if (!a->valid)
		return strcmp(a->key, b->key);
	switch (type) {
	case CRM_T_DECIMAL:
	case CRM_T_MONEY:
		return crm_decimal_compare(a->key, b->key);
	case CRM_T_DATETIME:
		return compare_instants(a->key, b->key);
	default:
		return strcmp(a->key, b->key);
	}
}

static bool is_better(const struct merge *m, const struct crm_cell *a, const struct crm_cell *b)
{
	int order;

	if (a->valid != b->valid)
		return a->valid;
	order = compare_values(m->field->type, a, b);
	return m->field->rule == CRM_R_MIN ? order < 0 : order > 0;
}

static int choose_extreme(const struct merge *m, const struct merge_votes *votes)
{
	size_t best = 0;

	for (size_t i = 1; i < votes->n; i++) {
		if (is_better(m, votes->list[i].value, votes->list[best].value))
			best = i;
	}
	return (int)best;
}

int merge_choose(const struct merge *m, enum crm_rule rule, const struct merge_votes *votes, enum crm_why *why)
{
	int newest;

	switch (rule) {
	case CRM_R_HOLD:
		*why = CRM_WHY_HELD;
		return merge_votes_agree(votes) ? 0 : -1;
	case CRM_R_NEWEST:
		newest = choose_newest(m, votes);
		if (newest < 0)
			break;
		*why = CRM_WHY_NEWEST;
		return newest;
	case CRM_R_MIN:
	case CRM_R_MAX:
		*why = rule == CRM_R_MIN ? CRM_WHY_MIN : CRM_WHY_MAX;
		return choose_extreme(m, votes);
	default:
		break;
	}
	/* votes stand in the order of the config's systems */
	*why = CRM_WHY_PRIORITY;
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Three-way merge of one field: who says what, which rule decides, who is written. */
#include "config.h"

#include <core/merge.h>
#include <core/merge_state.h>

static const struct crm_cell absent = {.kind = CRM_ABSENT};

const char *crm_why_name(enum crm_why why)
{
	static const char *const names[] = {
		[CRM_WHY_UNCHANGED] = "unchanged",
		[CRM_WHY_ONLY] = "only",
		[CRM_WHY_SAME] = "same",
		[CRM_WHY_CHANGED] = "changed",
		[CRM_WHY_CONVERGED] = "converged",
		[CRM_WHY_PRIORITY] = "priority",
		[CRM_WHY_NEWEST] = "newest",
		[CRM_WHY_UNION] = "union",
		[CRM_WHY_MIN] = "min",
		[CRM_WHY_MAX] = "max",
		[CRM_WHY_MOST_RESTRICTIVE] = "most_restrictive",
		[CRM_WHY_FORWARD_ONLY] = "forward_only",
		[CRM_WHY_CLEARED] = "cleared",
		[CRM_WHY_CLEAR_KEPT] = "clear_kept",
		[CRM_WHY_HELD] = "held",
		[CRM_WHY_DECISION] = "decision",
	};

	return (size_t)why < sizeof names / sizeof names[0] ? names[why] : "unknown";
}

static bool holds_value(const struct crm_cell *cell)
{
	return !crm_cell_unknown(cell) && !crm_cell_blank(cell);
}

static bool is_known(const struct crm_cell *cell)
{
	return cell != NULL && !crm_cell_unknown(cell);
}

static struct merge_side side_state(const struct crm_side *side)
{
	struct merge_side s = {
		.known = is_known(side->now),
		.value = holds_value(side->now),
		.based = is_known(side->base),
	};

	if (!s.based)
		return s;
	s.agreed = side->agreed != NULL ? side->agreed : side->base;
	s.edited = s.known && !crm_cell_equal(side->now, side->base) && !crm_cell_equal(side->now, s.agreed);
	return s;
}

bool merge_is_edit(const struct merge *m, size_t i)
{
	return m->sides[i].contributes && m->had && m->state[i].edited && m->state[i].value;
}

bool merge_is_clear(const struct merge *m, size_t i)
{
	return m->sides[i].contributes && m->had && m->state[i].edited && !m->state[i].value;
}

bool merge_is_fresh(const struct merge *m, size_t i)
{
	if (!m->sides[i].contributes || !m->state[i].value)
		return false;
	return !m->had || (!m->state[i].based && !crm_cell_equal(m->sides[i].now, m->before));
}

bool merge_any(const struct merge *m, bool (*is)(const struct merge *m, size_t i))
{
	for (size_t i = 0; i < m->n; i++) {
		if (is(m, i))
			return true;
	}
	return false;
}

bool merge_may_clear(const struct merge *m)
{
	return m->field->clear == CRM_CLEAR_PROPAGATE && m->field->rule != CRM_R_MOST_RESTRICTIVE &&
	       m->field->rule != CRM_R_FORWARD_ONLY;
}

void merge_take(struct merge *m, const struct crm_cell *value, enum crm_why why, int winner)
{
	m->out->golden = m->had && crm_cell_equal(value, m->before) ? m->before : value;
	m->out->why = why;
	m->out->winner = winner;
}

void merge_leave(struct merge *m)
{
	merge_take(m, m->before, merge_any(m, merge_is_clear) ? CRM_WHY_CLEAR_KEPT : CRM_WHY_UNCHANGED, -1);
	for (size_t i = 0; i < m->n && !m->had; i++) {
		if (m->sides[i].contributes && m->state[i].known && !m->state[i].value) {
			m->out->golden = m->sides[i].now;
			return;
		}
	}
}

bool merge_take_clear(struct merge *m)
{
	int winner = -1;
	size_t clears = 0;

	if (!merge_may_clear(m) || merge_any(m, merge_is_edit) || merge_any(m, merge_is_fresh))
		return false;
	for (size_t i = 0; i < m->n; i++) {
		if (merge_is_clear(m, i) && clears++ == 0)
			winner = (int)i;
	}
	if (clears == 0)
		return false;
	merge_take(m, m->sides[winner].now, CRM_WHY_CLEARED, clears == 1 ? winner : -1);
	return true;
}

static int merge_by_rule(struct merge *m)
{
	enum crm_rule rule = m->field->rule;

	switch (rule) {
	case CRM_R_MOST_RESTRICTIVE:
		return merge_consent(m);
	case CRM_R_FORWARD_ONLY:
		return merge_forward(m);
	case CRM_R_UNION:
		return m->field->multiple ? merge_union(m) : merge_plain(m, CRM_R_PRIORITY);
	case CRM_R_MIN:
	case CRM_R_MAX:
		return m->field->multiple ? merge_plain(m, CRM_R_PRIORITY) : merge_extreme(m);
	case CRM_R_PRIORITY:
	case CRM_R_NEWEST:
	case CRM_R_HOLD:
		break;
	}
	return merge_plain(m, rule);
}

/* Both without a value, or the same value. */
static bool same_content(const struct crm_cell *a, const struct crm_cell *b)
{
	if (!holds_value(a) || !holds_value(b))
		return !holds_value(a) && !holds_value(b);
	return crm_cell_equal(a, b);
}

static bool clear_is_kept(const struct merge *m, size_t i)
{
	if (!merge_is_clear(m, i) || m->out->changed || m->field->clear != CRM_CLEAR_KEEP ||
	    m->out->why == CRM_WHY_DECISION)
		return false;
	return m->field->rule != CRM_R_MOST_RESTRICTIVE || !crm_cell_contains(m->out->golden, "true");
}

/* A blank golden value goes only where the value was agreed on before or is the one that was cleared, or where a person
   wants it. */
static bool owes_blank(const struct merge *m, size_t i)
{
	const struct merge_side *s = &m->state[i];
	bool decided = m->out->why == CRM_WHY_DECISION;

	if (!decided && !merge_may_clear(m))
		return false;
	if (s->based && holds_value(s->agreed))
		return true;
	return s->value && (decided || (!s->based && crm_cell_equal(m->sides[i].now, m->before)));
}

static bool owes_write(const struct merge *m, size_t i)
{
	const struct crm_cell *golden = m->out->golden, *now = m->sides[i].now;
	const struct merge_side *s = &m->state[i];

	if (!m->sides[i].accepts || now->kind == CRM_DENIED || crm_cell_unknown(golden) || crm_cell_equal(golden, now))
		return false;
	if (crm_cell_blank(golden))
		return owes_blank(m, i);
	if (clear_is_kept(m, i))
		return false;
	return !s->based || !crm_cell_equal(golden, s->agreed) || s->edited;
}

/* It had a value of its own: one that was voted down (its bit is set then), edited, or never agreed on. */
static bool lost(const struct merge *m, size_t i)
{
	const struct merge_side *s = &m->state[i];
	bool voted_down = (m->out->losers >> i & 1) != 0;

	return (voted_down || (s->value && (s->edited || !s->based))) &&
	       !crm_cell_equal(m->sides[i].now, m->out->golden);
}

/* What is agreed with a side that does not accept is its own: golden values that it never got are owed on the day it
 * accepts. */
static const struct crm_cell *agreement(const struct merge *m, size_t i)
{
	const struct crm_side *side = &m->sides[i];

	if (side->accepts)
		return m->out->golden;
	return m->state[i].based && crm_cell_equal(side->now, side->base) ? m->state[i].agreed : side->now;
}

static void finish(struct merge *m)
{
	struct crm_merged *out = m->out;
	bool held = out->why == CRM_WHY_HELD;
	uint32_t losers = 0;

	out->changed = !same_content(out->golden, m->before);
	for (size_t i = 0; i < m->n; i++) {
		bool owes = owes_write(m, i);
		bool contested = held && (merge_is_edit(m, i) || merge_is_clear(m, i) || merge_is_fresh(m, i));

		out->write[i] = owes && !held;
		out->settle[i] = m->state[i].known && !owes && !contested;
		out->agree[i] = agreement(m, i);
		losers |= (uint32_t)lost(m, i) << i;
	}
	out->losers = losers;
}

int crm_merge_field(const struct crm_field *field, const struct crm_cell *golden_before, const struct crm_cell *decided,
		    const struct crm_side *sides, size_t n, struct crm_arena *arena, struct crm_merged *out)
{
	struct crm_merged merged = {.golden = &absent, .winner = -1};
	struct merge m = {
		.field = field,
		.before = golden_before != NULL ? golden_before : &absent,
		.decided = is_known(decided) ? decided : NULL,
		.sides = sides,
		.n = n,
		.arena = arena,
		.out = &merged,
	};
	int rc;

	m.had = is_known(m.before);
	for (size_t i = 0; i < n; i++)
		m.state[i] = side_state(&sides[i]);
	if (m.decided != NULL && field->rule != CRM_R_MOST_RESTRICTIVE) {
		merge_take(&m, m.decided, CRM_WHY_DECISION, -1);
		rc = 0;
	} else {
		rc = merge_by_rule(&m);
	}
	if (rc < 0)
		return rc;
	finish(&m);
	*out = merged;
	return 0;
}

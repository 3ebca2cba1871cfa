/* SPDX-License-Identifier: Apache-2.0 */
/* The merge once more, as a specification. */
#include "config.h"

#include "merge_oracle.h"

#include <string.h>

/* What a side says, once its base is looked at. */
enum voice {
	SILENT, /* nothing to say */
	KEEPS,  /* holds to what was agreed */
	EDITS,
	CLEARS,
	COMES /* with a value of its own that nobody agreed on */
};

static int fold(int code)
{
	switch (code) {
	case NOTHING:
	case ABSENT:
	case DENIED:
		return ABSENT;
	case BLANK_NULL:
	case BLANK_TEXT:
		return BLANK_NULL;
	default:
		return code;
	}
}

static bool is_value(int code)
{
	return code >= ONE;
}

static int agreed_of(const struct oracle_side *s)
{
	return fold(s->agreed != NOTHING ? s->agreed : s->base);
}

static bool was_touched(const struct oracle_side *s)
{
	int now = fold(s->now), base = fold(s->base);

	return now != ABSENT && base != ABSENT && now != base && now != agreed_of(s);
}

static enum voice voice_of(const struct oracle_case *c, const struct oracle_side *s)
{
	int now = fold(s->now), before = fold(c->before);

	if (!s->contributes)
		return SILENT;
	if (before == ABSENT)
		return is_value(now) ? COMES : SILENT;
	if (fold(s->base) == ABSENT) {
		if (!is_value(now))
			return SILENT;
		return now == before ? KEEPS : COMES;
	}
	if (!was_touched(s))
		return KEEPS;
	return is_value(now) ? EDITS : CLEARS;
}

static bool anyone(const struct oracle_case *c, enum voice voice)
{
	for (size_t i = 0; i < c->n; i++) {
		if (voice_of(c, &c->sides[i]) == voice)
			return true;
	}
	return false;
}

static bool clears_count(const struct oracle_case *c)
{
	return c->clear == CRM_CLEAR_PROPAGATE && c->rule != CRM_R_FORWARD_ONLY && c->rule != CRM_R_MOST_RESTRICTIVE;
}

/* ballot[i]: the value that side i votes for, 0: none.  Returns the elected value, or -1 on hold. */
static int elect(const struct oracle_case *c, const int *ballot)
{
	bool stamped = true, clear_lead = true;
	int first = 0, distinct = 0, newest = 0;
	int64_t latest = INT64_MIN;

	for (int value = ONE; value <= THREE; value++) {
		for (size_t i = 0; i < c->n; i++) {
			if (ballot[i] == value) {
				distinct++;
				break;
			}
		}
	}
	for (size_t i = c->n; i-- > 0;) {
		if (ballot[i] == 0)
			continue;
		first = ballot[i];
		stamped = stamped && c->sides[i].stamps && c->sides[i].modified != 0;
		if (c->sides[i].modified >= latest) {
			latest = c->sides[i].modified;
			newest = ballot[i];
		}
	}
	if (distinct <= 1)
		return first;
	if (c->rule == CRM_R_HOLD)
		return -1;
	if (c->rule != CRM_R_NEWEST || !stamped)
		return first;
	for (size_t i = 0; i < c->n; i++) {
		if (ballot[i] != 0 && ballot[i] != newest && c->sides[i].modified >= latest - 2000)
			clear_lead = false;
	}
	return clear_lead ? newest : first;
}

/* Priority, newest, hold. */
static int plain(const struct oracle_case *c, bool *held)
{
	int edits[CRM_MAX_SIDES] = {0}, all[CRM_MAX_SIDES] = {0};
	int inner = fold(c->before), outer;
	bool holdout = false;

	for (size_t i = 0; i < c->n; i++) {
		if (voice_of(c, &c->sides[i]) == EDITS)
			edits[i] = c->sides[i].now;
	}
	outer = elect(c, edits);
	if (outer > 0)
		inner = outer;
	*held = outer < 0;
	if (*held)
		return fold(c->before);
	for (size_t i = 0; i < c->n; i++) {
		const struct oracle_side *s = &c->sides[i];
		int shown = fold(s->now) == ABSENT ? fold(s->base) : fold(s->now);

		switch (voice_of(c, s)) {
		case COMES:
			all[i] = s->now;
			holdout = holdout || s->now != inner;
			break;
		case KEEPS:
		case EDITS:
			all[i] = is_value(inner) && is_value(shown) ? inner : 0;
			break;
		default:
			break;
		}
	}
	if (holdout) {
		outer = elect(c, all);
		*held = outer < 0;
		return *held ? fold(c->before) : outer;
	}
	if (!anyone(c, EDITS) && anyone(c, CLEARS) && clears_count(c))
		return BLANK_NULL;
	return inner;
}

/* What a side has to offer to min and max, 0: nothing. */
static int offer(const struct oracle_case *c, const struct oracle_side *s)
{
	int now = fold(s->now), old = s->accepts ? agreed_of(s) : fold(s->base);
	int what = 0;

	switch (voice_of(c, s)) {
	case COMES:
	case EDITS:
		what = now;
		break;
	case CLEARS:
		what = clears_count(c) ? 0 : old;
		break;
	case KEEPS:
		if (now == BLANK_NULL)
			what = 0;
		else if (fold(s->base) == ABSENT || (!s->accepts && now != ABSENT))
			what = now;
		else
			what = old;
		break;
	case SILENT:
		break;
	}
	return is_value(what) ? what : 0;
}

static int extreme(const struct oracle_case *c)
{
	int best = 0;

	if (!anyone(c, EDITS) && !anyone(c, COMES))
		return anyone(c, CLEARS) && clears_count(c) ? BLANK_NULL : fold(c->before);
	for (size_t i = 0; i < c->n; i++) {
		int x = offer(c, &c->sides[i]);

		if (x != 0 && (best == 0 || (c->rule == CRM_R_MIN ? x < best : x > best)))
			best = x;
	}
	return best != 0 ? best : fold(c->before);
}

static int forward(const struct oracle_case *c, bool *held)
{
	int furthest = c->before >= c->first_step ? c->before : 0;

	for (size_t i = 0; i < c->n; i++) {
		enum voice voice = voice_of(c, &c->sides[i]);

		if ((voice == EDITS || voice == COMES) && c->sides[i].now >= c->first_step &&
		    c->sides[i].now > furthest)
			furthest = c->sides[i].now;
	}
	return furthest != 0 ? furthest : plain(c, held);
}

static int consent(const struct oracle_case *c, bool *decision)
{
	bool out = false, for_good = false, in = false;

	for (size_t i = 0; i < c->n; i++) {
		const struct oracle_side *s = &c->sides[i];
		enum voice voice = voice_of(c, s);

		if (!s->contributes)
			continue;
		if (s->now == TWO || s->base == TWO) {
			out = true;
			for_good = for_good || s->base != TWO || agreed_of(s) != TWO || !s->accepts || s->now == DENIED;
		}
		in = in || ((voice == EDITS || voice == COMES) && s->now == ONE);
	}
	*decision = fold(c->decided) != ABSENT && (c->decided == TWO || !for_good);
	if (*decision)
		return fold(c->decided);
	if (c->before == TWO || out)
		return TWO;
	return in ? ONE : fold(c->before);
}

static bool owes(const struct oracle_case *c, const struct oracle_side *s, int golden, bool changed, bool decision)
{
	int now = fold(s->now);
	bool kept = c->clear == CRM_CLEAR_KEEP && !changed && !decision &&
		    !(c->rule == CRM_R_MOST_RESTRICTIVE && golden == TWO);

	if (!s->accepts || s->now == DENIED || golden == ABSENT || golden == now)
		return false;
	if (golden == BLANK_NULL && decision && is_value(now))
		return true;
	if (golden == BLANK_NULL && !decision && !clears_count(c))
		return false;
	if (golden == BLANK_NULL && fold(s->base) == ABSENT)
		return is_value(now) && now == fold(c->before);
	if (golden == BLANK_NULL)
		return is_value(agreed_of(s));
	if (fold(s->base) == ABSENT)
		return true;
	if (voice_of(c, s) == CLEARS && kept)
		return false;
	return agreed_of(s) != golden || was_touched(s);
}

void oracle_merge(const struct oracle_case *c, struct oracle_verdict *v)
{
	bool decision = fold(c->decided) != ABSENT;
	int before = fold(c->before);

	memset(v, 0, sizeof *v);
	if (c->rule == CRM_R_MOST_RESTRICTIVE)
		v->golden = consent(c, &decision);
	else if (decision)
		v->golden = fold(c->decided);
	else if (c->rule == CRM_R_MIN || c->rule == CRM_R_MAX)
		v->golden = extreme(c);
	else if (c->rule == CRM_R_FORWARD_ONLY)
		v->golden = forward(c, &v->held);
	else
		v->golden = plain(c, &v->held);
	for (size_t i = 0; i < c->n; i++) {
		if (!v->held && v->golden == ABSENT && c->sides[i].contributes && fold(c->sides[i].now) == BLANK_NULL)
			v->golden = BLANK_NULL;
	}
	v->changed = v->golden != before && (is_value(v->golden) || is_value(before));
	for (size_t i = 0; i < c->n; i++) {
		const struct oracle_side *s = &c->sides[i];
		bool debt = owes(c, s, v->golden, v->changed, decision);
		enum voice voice = voice_of(c, s);

		v->write[i] = debt && !v->held;
		v->settle[i] = fold(s->now) != ABSENT && !debt &&
			       !(v->held && (voice == EDITS || voice == CLEARS || voice == COMES));
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The merge over every combination of (absent, denied, null, empty, values) x base x three systems x rules, against the
 * oracle, and against what must hold whatever the oracle says.
 */
#include "config.h"

#include <core/merge.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "merge_oracle.h"
#include "run_suite.h"

#define TEXT(k)                                                                                                        \
	{                                                                                                              \
		.kind = CRM_TEXT, .valid = true, .key = (k), .text = (k)                                               \
	}

static const struct crm_cell number_cells[CODES] = {
	[ABSENT] = {.kind = CRM_ABSENT},
	[DENIED] = {.kind = CRM_DENIED},
	[BLANK_NULL] = {.kind = CRM_NULL},
	[BLANK_TEXT] = TEXT(""),
	[ONE] = TEXT("9"),
	[TWO] = TEXT("10"),
	[THREE] = TEXT("11"),
};
static const struct crm_cell consent_cells[CODES] = {
	[ABSENT] = {.kind = CRM_ABSENT}, [DENIED] = {.kind = CRM_DENIED}, [BLANK_NULL] = {.kind = CRM_NULL},
	[BLANK_TEXT] = TEXT(""),         [ONE] = TEXT("false"),           [TWO] = TEXT("true"),
	[THREE] = TEXT("perhaps"),
};
static const char *const order[] = {"9", "10", "11"};

static struct crm_arena *arena;
static unsigned long long merges;

static void setup(void)
{
	arena = crm_arena_new();
	merges = 0;
}

static void teardown(void)
{
	crm_arena_free(arena);
}

static const struct crm_cell *cell_of(const struct oracle_case *c, int code)
{
	if (code == NOTHING)
		return NULL;
	return c->rule == CRM_R_MOST_RESTRICTIVE ? &consent_cells[code] : &number_cells[code];
}

static int code_of(const struct oracle_case *c, const struct crm_cell *cell)
{
	for (int code = ONE; code < CODES; code++) {
		if (crm_cell_equal(cell, cell_of(c, code)))
			return code;
	}
	return crm_cell_unknown(cell) ? ABSENT : BLANK_NULL;
}

static void run_merge(const struct oracle_case *c, struct crm_merged *out)
{
	struct crm_field field = {
		.name = "f",
		.type = c->rule == CRM_R_MOST_RESTRICTIVE ? CRM_T_BOOL : CRM_T_DECIMAL,
		.rule = c->rule,
		.clear = c->clear,
		.order = order + (c->first_step - ONE),
		.n_order = (size_t)(CODES - c->first_step),
	};
	struct crm_side sides[CRM_MAX_SIDES];

	for (size_t i = 0; i < c->n; i++) {
		const struct oracle_side *s = &c->sides[i];

		sides[i] = (struct crm_side){
			.now = cell_of(c, s->now),
			.base = cell_of(c, s->base),
			.agreed = cell_of(c, s->agreed),
			.contributes = s->contributes,
			.accepts = s->accepts,
			.stamps_fields = s->stamps,
			.modified = s->modified,
		};
	}
	crm_arena_reset(arena);
	if (crm_merge_field(&field, cell_of(c, c->before), cell_of(c, c->decided), sides, c->n, arena, out) != 0)
		ck_abort_msg("out of memory");
	merges++;
}

static void describe(const struct oracle_case *c, char *text, size_t size)
{
	static const char *const names[CODES] = {"-", "absent", "denied", "null", "empty", "1", "2", "3"};
	int len = snprintf(text, size, "rule %d clear %d before %s decided %s first %d:", (int)c->rule, (int)c->clear,
			   names[c->before], names[c->decided], c->first_step);

	for (size_t i = 0; i < c->n; i++) {
		const struct oracle_side *s = &c->sides[i];

		len += snprintf(text + len, size - (size_t)len, " [now %s base %s agreed %s%s%s%s %lld]", names[s->now],
				names[s->base], names[s->agreed], s->contributes ? " gives" : "",
				s->accepts ? " takes" : "", s->stamps ? " stamps" : "", (long long)s->modified);
	}
}

#define EXPECT(cond, c)                                                                                                \
	do {                                                                                                           \
		if (!(cond)) {                                                                                         \
			char text_[1024];                                                                              \
			describe((c), text_, sizeof text_);                                                            \
			ck_abort_msg("%s; %s", #cond, text_);                                                          \
		}                                                                                                      \
	} while (0)

static bool has_value(int code)
{
	return code >= ONE;
}

/* Nothing is invented: the value is golden before, a decision, or some contributing side's, of now or of its agreement.
 */
static bool comes_from_somewhere(const struct oracle_case *c, int golden)
{
	if (golden == c->before || golden == c->decided || !has_value(golden))
		return true;
	for (size_t i = 0; i < c->n; i++) {
		const struct oracle_side *s = &c->sides[i];

		if (s->contributes && (s->now == golden || s->base == golden || s->agreed == golden))
			return true;
	}
	return false;
}

static bool somebody_cleared(const struct oracle_case *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct oracle_side *s = &c->sides[i];

		if (s->contributes && (s->now == BLANK_NULL || s->now == BLANK_TEXT) && has_value(s->base))
			return true;
	}
	return false;
}

static void check_invariants(const struct oracle_case *c, const struct crm_merged *m)
{
	int golden = code_of(c, m->golden);

	EXPECT(comes_from_somewhere(c, golden), c);
	if (has_value(c->before) && !has_value(golden) && c->decided == NOTHING)
		EXPECT(c->clear == CRM_CLEAR_PROPAGATE && somebody_cleared(c), c);
	if (c->rule == CRM_R_MOST_RESTRICTIVE && c->before == TWO && c->decided == NOTHING)
		EXPECT(golden == TWO, c);
	if (c->rule == CRM_R_FORWARD_ONLY && c->before >= c->first_step && c->decided == NOTHING)
		EXPECT(golden >= c->before, c);
	for (size_t i = 0; i < c->n; i++) {
		const struct oracle_side *s = &c->sides[i];

		EXPECT(!(m->write[i] && m->settle[i]), c);
		if (m->write[i]) {
			EXPECT(s->accepts && s->now != DENIED && m->why != CRM_WHY_HELD, c);
			EXPECT(!crm_cell_equal(m->golden, cell_of(c, s->now)) && !crm_cell_unknown(m->golden), c);
		}
		if (m->write[i] && crm_cell_blank(m->golden) && c->decided == NOTHING)
			EXPECT(c->clear == CRM_CLEAR_PROPAGATE, c);
		if ((m->losers >> i & 1) != 0)
			EXPECT(s->now != golden, c);
	}
}

/* The state after the writes have been done: each written side holds golden, or the vendor's respelling of it. */
static struct oracle_case apply(const struct oracle_case *c, const struct crm_merged *m, int respelt)
{
	struct oracle_case next = *c;
	int golden = code_of(c, m->golden);

	next.before = golden;
	next.decided = NOTHING;
	for (size_t i = 0; i < c->n; i++) {
		struct oracle_side *s = &next.sides[i];

		if (m->write[i])
			s->now = respelt != NOTHING && has_value(golden) ? respelt : golden;
		else if (!m->settle[i])
			continue;
		s->base = s->now;
		s->agreed = code_of(c, m->agree[i]);
	}
	return next;
}

/* Running again writes nothing and changes nothing, whatever spelling the vendors made of what they were given. */
static void check_convergence(const struct oracle_case *c, const struct crm_merged *m, int respelt)
{
	struct oracle_case next = apply(c, m, respelt);
	struct crm_merged again;

	run_merge(&next, &again);
	EXPECT(!again.changed, c);
	EXPECT(crm_cell_equal(again.golden, m->golden) || !has_value(next.before), c);
	for (size_t i = 0; i < c->n; i++)
		EXPECT(!again.write[i], c);
}

static void check_case(const struct oracle_case *c)
{
	struct oracle_verdict want;
	struct crm_merged got;

	run_merge(c, &got);
	oracle_merge(c, &want);
	EXPECT(code_of(c, got.golden) == want.golden, c);
	EXPECT((got.why == CRM_WHY_HELD) == want.held, c);
	EXPECT(got.changed == want.changed, c);
	for (size_t i = 0; i < c->n; i++) {
		EXPECT(got.write[i] == want.write[i], c);
		EXPECT(got.settle[i] == want.settle[i], c);
	}
	check_invariants(c, &got);
	check_convergence(c, &got, NOTHING);
}

static const int all_now[] = {ABSENT, DENIED, BLANK_NULL, BLANK_TEXT, ONE, TWO};
static const int all_base[] = {NOTHING, BLANK_NULL, ONE, TWO};
static const int all_before[] = {NOTHING, BLANK_NULL, ONE, TWO};
#define N_NOW   (sizeof all_now / sizeof all_now[0])
#define N_BASE  (sizeof all_base / sizeof all_base[0])
#define N_STATE (N_NOW * N_BASE)

static void set_side(struct oracle_side *s, size_t state)
{
	s->now = all_now[state % N_NOW];
	s->base = all_base[state / N_NOW];
	s->contributes = s->accepts = true;
}

/* All 24 states of each of three sides, for one rule. */
static void enumerate(struct oracle_case *c)
{
	for (size_t state = 0; state < N_STATE * N_STATE * N_STATE; state++) {
		set_side(&c->sides[0], state % N_STATE);
		set_side(&c->sides[1], state / N_STATE % N_STATE);
		set_side(&c->sides[2], state / N_STATE / N_STATE);
		check_case(c);
	}
}

static const enum crm_rule single_rules[] = {
	CRM_R_PRIORITY, CRM_R_NEWEST, CRM_R_HOLD, CRM_R_MIN, CRM_R_MAX, CRM_R_MOST_RESTRICTIVE, CRM_R_FORWARD_ONLY,
};
#define N_RULES (sizeof single_rules / sizeof single_rules[0])

START_TEST(every_combination)
{
	struct oracle_case c = {.rule = single_rules[_i], .first_step = ONE, .n = 3};

	for (size_t b = 0; b < sizeof all_before / sizeof all_before[0]; b++) {
		for (int clear = CRM_CLEAR_KEEP; clear <= CRM_CLEAR_PROPAGATE; clear++) {
			c.before = all_before[b];
			c.clear = (enum crm_clear)clear;
			enumerate(&c);
		}
	}
	ck_assert_uint_eq(merges, 2ULL * 4 * 2 * N_STATE * N_STATE * N_STATE);
}
END_TEST

/* xorshift64*: the same cases on every machine. */
static uint64_t random_state;

static unsigned pick(unsigned below)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (unsigned)((random_state * UINT64_C(2685821657736338717)) >> 33) % below;
}

static void random_side(struct oracle_side *s)
{
	*s = (struct oracle_side){
		.now = ABSENT + (int)pick(CODES - ABSENT),
		.base = (int)pick(CODES),
		.contributes = pick(4) != 0,
		.accepts = pick(4) != 0,
		.stamps = pick(4) != 0,
		.modified = (int64_t)pick(4) * 1500,
	};
	if (s->base != NOTHING && pick(3) == 0)
		s->agreed = ABSENT + (int)pick(CODES - ABSENT);
	if (pick(3) == 0)
		s->now = s->base != NOTHING ? s->base : s->now;
}

static void random_case(struct oracle_case *c, enum crm_rule rule)
{
	*c = (struct oracle_case){
		.rule = rule,
		.clear = pick(2) == 0 ? CRM_CLEAR_KEEP : CRM_CLEAR_PROPAGATE,
		.first_step = ONE + (int)pick(3),
		.before = (int)pick(CODES),
		.decided = pick(8) == 0 ? (int)pick(CODES) : NOTHING,
		.n = 1 + pick(5),
	};
	for (size_t i = 0; i < c->n; i++)
		random_side(&c->sides[i]);
}

/* Directions, stamps, respellings, decisions, one to five systems: too many for all, so many of them. */
START_TEST(many_random_cases)
{
	struct oracle_case c;

	random_state = UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)_i;
	for (int k = 0; k < 100000; k++) {
		random_case(&c, single_rules[_i]);
		check_case(&c);
	}
}
END_TEST

static void rotate(struct oracle_case *c)
{
	struct oracle_side first = c->sides[0];

	memmove(&c->sides[0], &c->sides[1], (c->n - 1) * sizeof first);
	c->sides[c->n - 1] = first;
}

/* The order of the systems matters to priority only, and to what falls back to it. */
START_TEST(order_does_not_matter)
{
	static const enum crm_rule rules[] = {CRM_R_HOLD, CRM_R_MIN, CRM_R_MAX, CRM_R_MOST_RESTRICTIVE,
					      CRM_R_FORWARD_ONLY};
	struct crm_merged a, b;
	struct oracle_case c;

	random_state = UINT64_C(0x2545f4914f6cdd1d) + (uint64_t)_i;
	for (int k = 0; k < 50000; k++) {
		random_case(&c, rules[_i]);
		c.first_step = ONE;
		run_merge(&c, &a);
		for (size_t turn = 1; turn < c.n; turn++) {
			bool wrote_first = a.write[0];

			rotate(&c);
			run_merge(&c, &b);
			EXPECT(code_of(&c, a.golden) == code_of(&c, b.golden), &c);
			EXPECT(wrote_first == b.write[c.n - 1], &c);
			EXPECT((a.why == CRM_WHY_HELD) == (b.why == CRM_WHY_HELD), &c);
			a = b;
		}
	}
}
END_TEST

/* A vendor that respells whatever it is given, to the same value or to another: the spelling is its base, not an edit.
 */
START_TEST(respelling_converges)
{
	struct oracle_case c;
	struct crm_merged m;

	random_state = UINT64_C(0xd1342543de82ef95) + (uint64_t)_i;
	for (int k = 0; k < 50000; k++) {
		random_case(&c, single_rules[_i]);
		run_merge(&c, &m);
		/* a consent that the vendor turns into its opposite is no respelling */
		if (c.rule != CRM_R_MOST_RESTRICTIVE)
			check_convergence(&c, &m, ONE + (int)pick(3));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core merge table");
	TCase *tcase = tcase_create("table");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, every_combination, 0, (int)N_RULES);
	tcase_add_loop_test(tcase, many_random_cases, 0, (int)N_RULES);
	tcase_add_loop_test(tcase, order_does_not_matter, 0, 5);
	tcase_add_loop_test(tcase, respelling_converges, 0, (int)N_RULES);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Rule union over every combination of two items on three sides, item by item. */
#include "config.h"

#include <core/merge.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

/* A set as bits: 1 is "a", 2 is "b"; and what is not a set. */
enum { EMPTY, A, B, AB, NULL_CELL, TEXT_A, UNKNOWN, NONE, CODES };

#define TEXT(k)                                                                                                        \
	{                                                                                                              \
		.kind = CRM_TEXT, .valid = true, .key = (k), .text = (k)                                               \
	}

static const struct crm_cell item_a[] = {TEXT("a")}, item_b[] = {TEXT("b")}, item_ab[] = {TEXT("a"), TEXT("b")};
static const struct crm_cell cells[CODES] = {
	[EMPTY] = {.kind = CRM_LIST, .valid = true},
	[A] = {.kind = CRM_LIST, .valid = true, .items = item_a, .n = 1},
	[B] = {.kind = CRM_LIST, .valid = true, .items = item_b, .n = 1},
	[AB] = {.kind = CRM_LIST, .valid = true, .items = item_ab, .n = 2},
	[NULL_CELL] = {.kind = CRM_NULL},
	[TEXT_A] = TEXT("a"),
	[UNKNOWN] = {.kind = CRM_ABSENT},
};

/* ck_assert() reports to the runner each time; this one only when it fails, for it is asked millions of times. */
#define EXPECT(cond, ...)                                                                                              \
	do {                                                                                                           \
		if (!(cond))                                                                                           \
			ck_abort_msg(__VA_ARGS__);                                                                     \
	} while (0)

static struct crm_arena *arena;

static void setup(void)
{
	arena = crm_arena_new();
}

static void teardown(void)
{
	crm_arena_free(arena);
}

static int bits_of(int code)
{
	return code == TEXT_A ? A : code == NULL_CELL ? EMPTY : code;
}

static bool is_known(int code)
{
	return code < UNKNOWN;
}

struct set_side {
	int now, base, agreed; /* agreed is used with a base only */
	bool contributes, accepts;
};

struct set_case {
	int before;
	enum crm_clear clear;
	struct set_side sides[3];
};

static const struct crm_cell *cell_of(int code)
{
	return code == NONE ? NULL : &cells[code];
}

static void run_merge(const struct set_case *c, struct crm_merged *out)
{
	struct crm_field field = {
		.name = "f", .type = CRM_T_MULTI, .multiple = true, .rule = CRM_R_UNION, .clear = c->clear};
	struct crm_side sides[3];

	for (size_t i = 0; i < 3; i++) {
		sides[i] = (struct crm_side){
			.now = cell_of(c->sides[i].now),
			.base = cell_of(c->sides[i].base),
			.agreed = cell_of(c->sides[i].agreed),
			.contributes = c->sides[i].contributes,
			.accepts = c->sides[i].accepts,
		};
	}
	EXPECT(crm_merge_field(&field, cell_of(c->before), NULL, sides, 3, arena, out) == 0, "out of memory");
}

static bool has(int code, int item)
{
	return is_known(code) && (bits_of(code) & item) != 0;
}

/* Whether a side's difference to its base (or, without one, its set) counts. */
static bool counts(const struct set_case *c, const struct set_side *s)
{
	if (!s->contributes || !is_known(s->now))
		return false;
	if (is_known(c->before) && is_known(s->base))
		return bits_of(s->now) != bits_of(s->base) &&
		       (bits_of(s->now) != EMPTY || c->clear == CRM_CLEAR_PROPAGATE);
	return bits_of(s->now) != EMPTY && !(is_known(c->before) && bits_of(s->now) == bits_of(c->before));
}

static bool item_stays(const struct set_case *c, int item)
{
	bool added = false, removed = false, brought = false;

	for (size_t i = 0; i < 3; i++) {
		const struct set_side *s = &c->sides[i];

		if (!counts(c, s))
			continue;
		if (!is_known(c->before) || !is_known(s->base)) {
			brought = brought || has(s->now, item);
			continue;
		}
		added = added || (has(s->now, item) && !has(s->base, item));
		removed = removed || (!has(s->now, item) && has(s->base, item));
	}
	return has(c->before, item) ? added || !removed : added || brought;
}

static int expected(const struct set_case *c)
{
	int set = (item_stays(c, A) ? A : 0) | (item_stays(c, B) ? B : 0);

	if (set == EMPTY && is_known(c->before) && c->clear == CRM_CLEAR_KEEP)
		return bits_of(c->before);
	return set;
}

static int bits_of_cell(const struct crm_cell *cell)
{
	return (crm_cell_contains(cell, "a") ? A : 0) | (crm_cell_contains(cell, "b") ? B : 0);
}

static const char *describe(const struct set_case *c)
{
	return crm_arena_printf(arena, "before %d clear %d [%d %d %d%d] [%d %d %d%d] [%d %d %d%d]", c->before,
				(int)c->clear, c->sides[0].now, c->sides[0].base, c->sides[0].contributes,
				c->sides[0].accepts, c->sides[1].now, c->sides[1].base, c->sides[1].contributes,
				c->sides[1].accepts, c->sides[2].now, c->sides[2].base, c->sides[2].contributes,
				c->sides[2].accepts);
}

static int code_of_cell(const struct crm_cell *cell)
{
	return crm_cell_unknown(cell) ? UNKNOWN : bits_of_cell(cell);
}

/* With the writes done, or settled without one, a second run has nothing to do. */
static void check_convergence(const struct set_case *c, const struct crm_merged *m)
{
	struct set_case next = *c;
	struct crm_merged again;

	next.before = code_of_cell(m->golden);
	for (size_t i = 0; i < 3; i++) {
		if (m->write[i])
			next.sides[i].now = next.before;
		if (!m->write[i] && !m->settle[i])
			continue;
		next.sides[i].base = next.sides[i].now;
		next.sides[i].agreed = code_of_cell(m->agree[i]);
	}
	run_merge(&next, &again);
	EXPECT(!again.changed, "%s", describe(c));
	for (size_t i = 0; i < 3; i++)
		EXPECT(!again.write[i], "%s", describe(c));
}

static void check_case(const struct set_case *c)
{
	struct crm_merged m;

	crm_arena_reset(arena);
	run_merge(c, &m);
	EXPECT(bits_of_cell(m.golden) == expected(c), "golden %d, not %d: %s", bits_of_cell(m.golden), expected(c),
	       describe(c));
	EXPECT(m.changed == (bits_of_cell(m.golden) != (is_known(c->before) ? bits_of(c->before) : EMPTY)), "%s",
	       describe(c));
	for (size_t i = 0; i < 3; i++) {
		EXPECT(!m.write[i] || (c->sides[i].accepts && !crm_cell_equal(m.golden, cell_of(c->sides[i].now))),
		       "%s", describe(c));
		EXPECT(!m.write[i] || !m.settle[i], "%s", describe(c));
	}
	check_convergence(c, &m);
}

static const int all_now[] = {UNKNOWN, NULL_CELL, EMPTY, A, B, AB, TEXT_A};
static const int all_base[] = {NONE, EMPTY, A, B, AB};
static const int all_before[] = {NONE, EMPTY, A, B, AB};
#define N_NOW   (sizeof all_now / sizeof all_now[0])
#define N_BASE  (sizeof all_base / sizeof all_base[0])
#define N_STATE (N_NOW * N_BASE)

static void set_side(struct set_side *s, size_t state)
{
	s->now = all_now[state % N_NOW];
	s->base = s->agreed = all_base[state / N_NOW];
}

START_TEST(every_combination)
{
	struct set_case c = {.before = all_before[_i]};

	for (int how = 0; how < 6; how++) {
		c.clear = how % 2 == 0 ? CRM_CLEAR_KEEP : CRM_CLEAR_PROPAGATE;
		for (size_t i = 0; i < 3; i++)
			c.sides[i].contributes = c.sides[i].accepts = true;
		c.sides[1].accepts = how / 2 != 1;
		c.sides[2].contributes = how / 2 != 2;
		for (size_t state = 0; state < N_STATE * N_STATE * N_STATE; state++) {
			set_side(&c.sides[0], state % N_STATE);
			set_side(&c.sides[1], state / N_STATE % N_STATE);
			set_side(&c.sides[2], state / N_STATE / N_STATE);
			check_case(&c);
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core merge sets");
	TCase *tcase = tcase_create("union");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, every_combination, 0, (int)(sizeof all_before / sizeof all_before[0]));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The merge told as stories: value, reason, winner, losers, writes. */
#include "config.h"

#include <core/merge.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

static struct crm_arena *arena;
static struct crm_merged m;

static void setup(void)
{
	arena = crm_arena_new();
}

static void teardown(void)
{
	crm_arena_free(arena);
}

#define TEXT(k) (&(struct crm_cell){.kind = CRM_TEXT, .valid = true, .key = (k), .text = (k)})
#define BAD(k)  (&(struct crm_cell){.kind = CRM_TEXT, .valid = false, .key = (k), .text = (k)})
#define NOTHING (&(struct crm_cell){.kind = CRM_NULL})
#define GONE    (&(struct crm_cell){.kind = CRM_ABSENT})
#define SECRET  (&(struct crm_cell){.kind = CRM_DENIED})
#define BOTH    .contributes = true, .accepts = true

/* A function, not the assertion itself: cells that stand in its arguments must outlive the merge. */
static void decide(const struct crm_field *field, const struct crm_cell *before, const struct crm_cell *decided,
		   const struct crm_side *sides, size_t n)
{
	ck_assert_int_eq(crm_merge_field(field, before, decided, sides, n, arena, &m), 0);
}

static void merge(const struct crm_field *field, const struct crm_cell *before, const struct crm_side *sides, size_t n)
{
	decide(field, before, NULL, sides, n);
}

/* writes and settles: one character per side, 'w', 's' or '-'. */
static void check(const char *value, enum crm_why why, int winner, unsigned losers, const char *effects)
{
	if (value == NULL)
		ck_assert(crm_cell_unknown(m.golden) || crm_cell_blank(m.golden));
	else
		ck_assert_str_eq(crm_cell_show(m.golden, arena), value);
	ck_assert_str_eq(crm_why_name(m.why), crm_why_name(why));
	ck_assert_int_eq(m.winner, winner);
	ck_assert_uint_eq(m.losers, losers);
	for (size_t i = 0; effects[i] != '\0'; i++) {
		ck_assert_msg(m.write[i] == (effects[i] == 'w'), "write of side %zu", i);
		ck_assert_msg(m.settle[i] == (effects[i] == 's'), "settle of side %zu", i);
	}
}

static const struct crm_field city = {.name = "city", .type = CRM_T_TEXT, .rule = CRM_R_PRIORITY};

START_TEST(new_record_takes_the_only_value)
{
	struct crm_side sides[] = {{.now = TEXT("Bonn"), BOTH}, {.now = NOTHING, BOTH}, {.now = GONE, BOTH}};

	merge(&city, NULL, sides, 3);
	check("Bonn", CRM_WHY_ONLY, 0, 0, "sww");
	ck_assert(m.changed);
}
END_TEST

START_TEST(new_record_same_everywhere)
{
	struct crm_side sides[] = {{.now = TEXT("Bonn"), BOTH}, {.now = TEXT("Bonn"), BOTH}};

	merge(&city, NULL, sides, 2);
	check("Bonn", CRM_WHY_SAME, -1, 0, "ss");
}
END_TEST

START_TEST(new_record_first_system_wins)
{
	struct crm_side sides[] = {{.now = NOTHING, BOTH}, {.now = TEXT("Ulm"), BOTH}, {.now = TEXT("Bonn"), BOTH}};

	merge(&city, NULL, sides, 3);
	check("Ulm", CRM_WHY_PRIORITY, 1, 4, "wsw");
}
END_TEST

START_TEST(nothing_known_stays_unknown)
{
	struct crm_side sides[] = {{.now = GONE, BOTH}, {.now = SECRET, BOTH}};

	merge(&city, NULL, sides, 2);
	check(NULL, CRM_WHY_UNCHANGED, -1, 0, "--");
	ck_assert_int_eq(m.golden->kind, CRM_ABSENT);
	ck_assert(!m.changed);
}
END_TEST

START_TEST(blank_everywhere_is_known_blank)
{
	struct crm_side sides[] = {{.now = GONE, BOTH}, {.now = NOTHING, BOTH}};

	merge(&city, GONE, sides, 2);
	check(NULL, CRM_WHY_UNCHANGED, -1, 0, "-s");
	ck_assert_int_eq(m.golden->kind, CRM_NULL);
	ck_assert(!m.changed);
}
END_TEST

START_TEST(edit_in_one_goes_to_the_others)
{
	struct crm_side sides[] = {{.now = TEXT("Ulm"), .base = TEXT("Bonn"), BOTH},
				   {.now = TEXT("Bonn"), .base = TEXT("Bonn"), BOTH}};

	merge(&city, TEXT("Bonn"), sides, 2);
	check("Ulm", CRM_WHY_CHANGED, 0, 0, "sw");
}
END_TEST

START_TEST(same_edit_in_two_converges)
{
	struct crm_side sides[] = {{.now = TEXT("Ulm"), .base = TEXT("Bonn"), BOTH},
				   {.now = TEXT("Ulm"), .base = TEXT("Bonn"), BOTH}};

	merge(&city, TEXT("Bonn"), sides, 2);
	check("Ulm", CRM_WHY_CONVERGED, -1, 0, "ss");
}
END_TEST

START_TEST(different_edits_by_priority)
{
	struct crm_side sides[] = {{.now = TEXT("Bonn"), .base = TEXT("Bonn"), BOTH},
				   {.now = TEXT("Ulm"), .base = TEXT("Bonn"), BOTH},
				   {.now = TEXT("Jena"), .base = TEXT("Bonn"), BOTH}};

	merge(&city, TEXT("Bonn"), sides, 3);
	check("Ulm", CRM_WHY_PRIORITY, 1, 4, "wsw");
}
END_TEST

START_TEST(different_edits_by_stamp)
{
	struct crm_field field = {.name = "city", .rule = CRM_R_NEWEST};
	struct crm_side sides[] = {
		{.now = TEXT("Ulm"), .base = TEXT("Bonn"), BOTH, .stamps_fields = true, .modified = 1000},
		{.now = TEXT("Jena"), .base = TEXT("Bonn"), BOTH, .stamps_fields = true, .modified = 3001}};

	merge(&field, TEXT("Bonn"), sides, 2);
	check("Jena", CRM_WHY_NEWEST, 1, 1, "ws");
	sides[1].modified = 3000; /* within the skew of two clocks */
	merge(&field, TEXT("Bonn"), sides, 2);
	check("Ulm", CRM_WHY_PRIORITY, 0, 2, "sw");
	sides[1].modified = 90000;
	sides[0].stamps_fields = false;
	merge(&field, TEXT("Bonn"), sides, 2);
	check("Ulm", CRM_WHY_PRIORITY, 0, 2, "sw");
	sides[0].stamps_fields = true;
	sides[0].modified = 0;
	merge(&field, TEXT("Bonn"), sides, 2);
	check("Ulm", CRM_WHY_PRIORITY, 0, 2, "sw");
}
END_TEST

START_TEST(conflict_on_hold_is_seen_again)
{
	struct crm_field field = {.name = "city", .rule = CRM_R_HOLD};
	struct crm_side sides[] = {{.now = TEXT("Ulm"), .base = TEXT("Bonn"), BOTH},
				   {.now = TEXT("Jena"), .base = TEXT("Bonn"), BOTH},
				   {.now = TEXT("Bonn"), .base = TEXT("Bonn"), BOTH}};

	merge(&field, TEXT("Bonn"), sides, 3);
	check("Bonn", CRM_WHY_HELD, -1, 3, "--s");
	decide(&field, TEXT("Bonn"), TEXT("Jena"), sides, 3);
	check("Jena", CRM_WHY_DECISION, -1, 1, "wsw");
}
END_TEST

START_TEST(newcomer_on_hold_against_an_edit)
{
	struct crm_field field = {.name = "city", .rule = CRM_R_HOLD};
	struct crm_side sides[] = {{.now = TEXT("Ulm"), .base = TEXT("Bonn"), BOTH}, {.now = TEXT("Jena"), BOTH}};

	merge(&field, TEXT("Bonn"), sides, 2);
	check("Bonn", CRM_WHY_HELD, -1, 3, "--");
}
END_TEST

START_TEST(newcomer_with_the_old_value_is_no_opponent)
{
	struct crm_side sides[] = {{.now = TEXT("Bonn"), BOTH}, {.now = TEXT("Ulm"), .base = TEXT("Bonn"), BOTH}};

	merge(&city, TEXT("Bonn"), sides, 2);
	check("Ulm", CRM_WHY_CHANGED, 1, 1, "ws");
}
END_TEST

START_TEST(newcomer_of_higher_priority_wins)
{
	struct crm_side sides[] = {{.now = TEXT("Jena"), BOTH}, {.now = TEXT("Bonn"), .base = TEXT("Bonn"), BOTH}};

	merge(&city, TEXT("Bonn"), sides, 2);
	check("Jena", CRM_WHY_PRIORITY, 0, 2, "sw");
	merge(&city, TEXT("Bonn"), (struct crm_side[]){sides[1], sides[0]}, 2);
	check("Bonn", CRM_WHY_PRIORITY, 0, 2, "sw");
}
END_TEST

START_TEST(newcomer_fills_a_blank)
{
	struct crm_side sides[] = {{.now = NOTHING, .base = NOTHING, BOTH}, {.now = TEXT("Jena"), BOTH}};

	merge(&city, NOTHING, sides, 2);
	check("Jena", CRM_WHY_ONLY, 1, 0, "ws");
}
END_TEST

START_TEST(respelling_is_no_edit)
{
	/* the vendor wrote the phone its own way; golden is what was agreed */
	struct crm_side sides[] = {{.now = TEXT("r"), .base = TEXT("r"), .agreed = TEXT("g"), BOTH},
				   {.now = TEXT("g"), .base = TEXT("g"), BOTH}};

	merge(&city, TEXT("g"), sides, 2);
	check("g", CRM_WHY_UNCHANGED, -1, 0, "ss");
	sides[0].now = TEXT("g"); /* it stopped doing so */
	merge(&city, TEXT("g"), sides, 2);
	check("g", CRM_WHY_UNCHANGED, -1, 0, "ss");
	sides[1].now = TEXT("h");
	merge(&city, TEXT("g"), sides, 2);
	check("h", CRM_WHY_CHANGED, 1, 0, "ws");
}
END_TEST

START_TEST(clear_is_kept_from_the_others)
{
	struct crm_side sides[] = {{.now = NOTHING, .base = TEXT("Bonn"), BOTH},
				   {.now = TEXT("Bonn"), .base = TEXT("Bonn"), BOTH}};

	merge(&city, TEXT("Bonn"), sides, 2);
	check("Bonn", CRM_WHY_CLEAR_KEPT, -1, 0, "ss");
	ck_assert_ptr_eq(m.agree[0], m.golden);
	sides[1].now = TEXT("Ulm"); /* an edit at the same time reaches the cleared side too */
	merge(&city, TEXT("Bonn"), sides, 2);
	check("Ulm", CRM_WHY_CHANGED, 1, 0, "ws");
}
END_TEST

START_TEST(clear_is_propagated_on_request)
{
	struct crm_field field = {.name = "city", .clear = CRM_CLEAR_PROPAGATE};
	struct crm_side sides[] = {{.now = NOTHING, .base = TEXT("Bonn"), BOTH},
				   {.now = TEXT("Bonn"), .base = TEXT("Bonn"), BOTH},
				   {.now = GONE, BOTH},
				   {.now = SECRET, .base = TEXT("Bonn"), BOTH}};

	merge(&field, TEXT("Bonn"), sides, 4);
	check(NULL, CRM_WHY_CLEARED, 0, 0, "sw--");
	ck_assert(m.changed);
	/* that write failed: it is still owed in the next run */
	sides[0].base = NOTHING;
	merge(&field, NOTHING, sides, 2);
	check(NULL, CRM_WHY_UNCHANGED, -1, 0, "sw");
	sides[1].now = NOTHING;
	merge(&field, TEXT("Bonn"), (struct crm_side[]){{.now = NOTHING, .base = TEXT("Bonn"), BOTH}, sides[1]}, 2);
	check(NULL, CRM_WHY_CLEARED, -1, 0, "ss");
}
END_TEST

START_TEST(unknown_never_clears)
{
	struct crm_field field = {.name = "city", .clear = CRM_CLEAR_PROPAGATE};
	struct crm_side sides[] = {{.now = SECRET, .base = TEXT("Bonn"), BOTH},
				   {.now = GONE, .base = TEXT("Bonn"), BOTH}};

	merge(&field, TEXT("Bonn"), sides, 2);
	check("Bonn", CRM_WHY_UNCHANGED, -1, 0, "--");
}
END_TEST

START_TEST(decision_may_clear)
{
	struct crm_side sides[] = {{.now = TEXT("Bonn"), .base = TEXT("Bonn"), BOTH}, {.now = TEXT("Ulm"), BOTH}};

	decide(&city, TEXT("Bonn"), NOTHING, sides, 2);
	check(NULL, CRM_WHY_DECISION, -1, 2, "ww");
	/* an unknown decision is none */
	decide(&city, TEXT("Bonn"), GONE, sides, 1);
	check("Bonn", CRM_WHY_UNCHANGED, -1, 0, "s");
}
END_TEST

START_TEST(receiver_is_set_right)
{
	struct crm_side sides[] = {{.now = TEXT("Bonn"), .base = TEXT("Bonn"), BOTH},
				   {.now = TEXT("Ulm"), .base = TEXT("Bonn"), .accepts = true},
				   {.now = NOTHING, .base = TEXT("Bonn"), .accepts = true}};

	merge(&city, TEXT("Bonn"), sides, 3);
	check("Bonn", CRM_WHY_UNCHANGED, -1, 2, "sww");
}
END_TEST

START_TEST(giver_gets_its_due_when_it_begins_to_accept)
{
	struct crm_side sides[] = {{.now = TEXT("Ulm"), .contributes = true}, {.now = TEXT("Bonn"), BOTH}};

	merge(&city, TEXT("Bonn"), (struct crm_side[]){sides[1], sides[0]}, 2);
	check("Bonn", CRM_WHY_PRIORITY, 0, 2, "ss");
	ck_assert_str_eq(m.agree[1]->key, "Ulm");
	sides[0].accepts = true;
	sides[0].base = sides[0].agreed = TEXT("Ulm");
	sides[1].base = TEXT("Bonn");
	merge(&city, TEXT("Bonn"), (struct crm_side[]){sides[1], sides[0]}, 2);
	check("Bonn", CRM_WHY_UNCHANGED, -1, 0, "sw");
}
END_TEST

START_TEST(giver_keeps_its_agreement_while_nothing_happens)
{
	struct crm_side side = {.now = TEXT("r"), .base = TEXT("r"), .agreed = TEXT("g"), .contributes = true};

	merge(&city, TEXT("g"), &side, 1);
	check("g", CRM_WHY_UNCHANGED, -1, 0, "s");
	ck_assert_str_eq(m.agree[0]->key, "g");
}
END_TEST

static const struct crm_field since = {.name = "since", .type = CRM_T_DATETIME, .rule = CRM_R_MIN};

START_TEST(earliest_of_all)
{
	struct crm_side sides[] = {{.now = TEXT("2026-01-01T00:00:00.500Z"), BOTH},
				   {.now = TEXT("2026-01-01T00:00:00Z"), BOTH},
				   {.now = BAD("2020"), BOTH}};

	merge(&since, NULL, sides, 3);
	check("2026-01-01T00:00:00Z", CRM_WHY_MIN, 1, 5, "wsw");
}
END_TEST

START_TEST(largest_number_not_longest_text)
{
	struct crm_field field = {.name = "n", .type = CRM_T_MONEY, .rule = CRM_R_MAX};
	struct crm_side sides[] = {{.now = TEXT("9"), BOTH}, {.now = TEXT("10"), BOTH}};

	merge(&field, NULL, sides, 2);
	check("10", CRM_WHY_MAX, 1, 1, "ws");
	field.type = CRM_T_TEXT;
	merge(&field, NULL, sides, 2);
	check("9", CRM_WHY_MAX, 0, 2, "sw");
	field.type = CRM_T_DATETIME; /* not instants after all: by text */
	merge(&field, NULL, sides, 2);
	check("9", CRM_WHY_MAX, 0, 2, "sw");
	sides[0].now = BAD("9");
	sides[1].now = BAD("10");
	merge(&field, NULL, sides, 2);
	check("9", CRM_WHY_MAX, 0, 2, "sw");
}
END_TEST

START_TEST(extreme_after_an_edit)
{
	struct crm_field field = {.name = "n", .type = CRM_T_DECIMAL, .rule = CRM_R_MIN};
	struct crm_side sides[] = {{.now = TEXT("7"), .base = TEXT("5"), BOTH},
				   {.now = TEXT("5"), .base = TEXT("5"), BOTH}};

	merge(&field, TEXT("5"), sides, 2);
	check("5", CRM_WHY_MIN, 1, 1, "ws");
	sides[1].now = TEXT("7");
	merge(&field, TEXT("5"), sides, 2);
	check("7", CRM_WHY_CONVERGED, -1, 0, "ss");
	/* rounded by the vendor, so its own value does not count */
	sides[0] = (struct crm_side){.now = TEXT("4.9"), .base = TEXT("4.9"), .agreed = TEXT("5"), BOTH};
	merge(&field, TEXT("5"), sides, 2);
	check("5", CRM_WHY_MIN, 0, 2, "sw");
	/* without a value a side has no say */
	sides[0] = (struct crm_side){.now = NOTHING, .base = NOTHING, .agreed = TEXT("5"), BOTH};
	merge(&field, TEXT("5"), sides, 2);
	check("7", CRM_WHY_CHANGED, 1, 0, "ws");
}
END_TEST

static const struct crm_field opted_out = {.name = "opted_out", .type = CRM_T_BOOL, .rule = CRM_R_MOST_RESTRICTIVE};

START_TEST(opt_out_anywhere_is_everywhere)
{
	struct crm_side sides[] = {{.now = TEXT("false"), .base = TEXT("false"), BOTH},
				   {.now = TEXT("true"), .base = TEXT("false"), BOTH},
				   {.now = TEXT("false"), BOTH}};

	merge(&opted_out, TEXT("false"), sides, 3);
	check("true", CRM_WHY_CHANGED, 1, 4, "wsw");
	sides[0].now = TEXT("true");
	merge(&opted_out, TEXT("false"), sides, 2);
	check("true", CRM_WHY_CONVERGED, -1, 0, "ss");
}
END_TEST

START_TEST(opt_in_does_not_return)
{
	struct crm_side sides[] = {{.now = TEXT("false"), .base = TEXT("true"), BOTH},
				   {.now = NOTHING, .base = TEXT("true"), BOTH},
				   {.now = SECRET, .base = TEXT("true"), BOTH}};

	merge(&opted_out, TEXT("true"), sides, 3);
	check("true", CRM_WHY_MOST_RESTRICTIVE, -1, 1, "ww-");
	merge(&opted_out, TEXT("true"), sides + 1, 1); /* a cleared opt-out is written back */
	check("true", CRM_WHY_CLEAR_KEPT, -1, 0, "w");
	merge(&opted_out, TEXT("false"), sides + 2, 1); /* what was said before the permission was lost still holds */
	check("true", CRM_WHY_CHANGED, 0, 0, "-");
}
END_TEST

START_TEST(consent_of_a_new_record)
{
	struct crm_side sides[] = {
		{.now = TEXT("false"), BOTH}, {.now = TEXT("true"), BOTH}, {.now = BAD("perhaps"), BOTH}};

	merge(&opted_out, NULL, sides, 1);
	check("false", CRM_WHY_ONLY, 0, 0, "s");
	merge(&opted_out, NULL, sides + 1, 1);
	check("true", CRM_WHY_ONLY, 0, 0, "s");
	merge(&opted_out, NULL, sides, 3);
	check("true", CRM_WHY_MOST_RESTRICTIVE, 1, 5, "wsw");
	merge(&opted_out, NULL, sides + 2, 1);
	check(NULL, CRM_WHY_UNCHANGED, -1, 1, "s");
	merge(&opted_out, NULL, (struct crm_side[]){sides[0], sides[0]}, 2);
	check("false", CRM_WHY_SAME, -1, 0, "ss");
}
END_TEST

START_TEST(only_a_person_ends_an_opt_out)
{
	struct crm_side sides[] = {{.now = TEXT("true"), .base = TEXT("true"), BOTH},
				   {.now = TEXT("true"), .base = TEXT("true"), BOTH}};

	decide(&opted_out, TEXT("true"), TEXT("false"), sides, 2);
	check("false", CRM_WHY_DECISION, -1, 0, "ww");
	/* but not one that is said anew, or that would stay in a system that cannot be written */
	sides[1].base = TEXT("false");
	decide(&opted_out, TEXT("false"), TEXT("false"), sides, 2);
	ck_assert_str_eq(m.golden->key, "true");
	sides[1].base = TEXT("true");
	sides[1].accepts = false;
	decide(&opted_out, TEXT("true"), TEXT("false"), sides, 2);
	ck_assert_str_eq(m.golden->key, "true");
}
END_TEST

static const char *const steps[] = {"Lead", "Customer", "Evangelist"};
static const struct crm_field lifecycle = {
	.name = "lifecycle", .type = CRM_T_ENUM, .rule = CRM_R_FORWARD_ONLY, .order = steps, .n_order = 3};

START_TEST(lifecycle_goes_forward)
{
	struct crm_side sides[] = {{.now = TEXT("lead"), .base = TEXT("customer"), BOTH},
				   {.now = TEXT("evangelist"), .base = TEXT("customer"), BOTH}};

	merge(&lifecycle, TEXT("customer"), sides, 2);
	check("evangelist", CRM_WHY_FORWARD_ONLY, 1, 1, "ws");
	merge(&lifecycle, TEXT("customer"), sides + 1, 1);
	check("evangelist", CRM_WHY_CHANGED, 0, 0, "s");
	merge(&lifecycle, TEXT("customer"), (struct crm_side[]){sides[1], sides[1]}, 2);
	check("evangelist", CRM_WHY_CONVERGED, -1, 0, "ss");
}
END_TEST

START_TEST(lifecycle_never_goes_back)
{
	struct crm_side sides[] = {{.now = TEXT("lead"), .base = TEXT("customer"), BOTH},
				   {.now = TEXT("elsewhere"), .base = TEXT("customer"), BOTH},
				   {.now = NOTHING, .base = TEXT("customer"), BOTH}};

	merge(&lifecycle, TEXT("customer"), sides, 3);
	check("customer", CRM_WHY_FORWARD_ONLY, -1, 3, "wws");
	merge(&lifecycle, TEXT("elsewhere"), sides + 1, 2); /* nothing in the order: as priority */
	check("elsewhere", CRM_WHY_CLEAR_KEPT, -1, 0, "ss");
}
END_TEST

START_TEST(lifecycle_of_a_new_record)
{
	struct crm_side sides[] = {{.now = TEXT("lead"), BOTH}, {.now = TEXT("customer"), BOTH}};

	merge(&lifecycle, NULL, sides, 1);
	check("lead", CRM_WHY_ONLY, 0, 0, "s");
	merge(&lifecycle, NULL, sides, 2);
	check("customer", CRM_WHY_FORWARD_ONLY, 1, 1, "ws");
	merge(&lifecycle, NULL, (struct crm_side[]){sides[0], sides[0]}, 2);
	check("lead", CRM_WHY_SAME, -1, 0, "ss");
	merge(&lifecycle, TEXT("customer"), (struct crm_side[]){sides[1], sides[1]}, 2);
	check("customer", CRM_WHY_UNCHANGED, -1, 0, "ss");
	/* a side that caught up by itself changes nothing */
	sides[1].base = TEXT("lead");
	merge(&lifecycle, TEXT("customer"), sides + 1, 1);
	check("customer", CRM_WHY_UNCHANGED, -1, 0, "s");
}
END_TEST

#define SET(...)                                                                                                       \
	(&(struct crm_cell){.kind = CRM_LIST,                                                                          \
			    .valid = true,                                                                             \
			    .items = (struct crm_cell[]){__VA_ARGS__},                                                 \
			    .n = sizeof((struct crm_cell[]){__VA_ARGS__}) / sizeof(struct crm_cell)})
#define ITEM(k)                                                                                                        \
	{                                                                                                              \
		.kind = CRM_TEXT, .valid = true, .key = (k), .text = (k)                                               \
	}

static const struct crm_field tags = {.name = "tags", .type = CRM_T_MULTI, .multiple = true, .rule = CRM_R_UNION};

START_TEST(sets_take_additions_and_removals)
{
	struct crm_side sides[] = {
		{.now = SET(ITEM("b"), ITEM("c")), .base = SET(ITEM("a"), ITEM("b")), BOTH},
		{.now = SET(ITEM("a"), ITEM("b"), ITEM("d")), .base = SET(ITEM("a"), ITEM("b")), BOTH}};

	merge(&tags, SET(ITEM("a"), ITEM("b")), sides, 2);
	check("b, c, d", CRM_WHY_UNION, -1, 3, "ww");
	merge(&tags, SET(ITEM("a"), ITEM("b")), sides, 1);
	check("b, c", CRM_WHY_CHANGED, 0, 0, "s");
	merge(&tags, SET(ITEM("a"), ITEM("b")), (struct crm_side[]){sides[1], sides[1]}, 2);
	check("a, b, d", CRM_WHY_CONVERGED, -1, 0, "ss");
}
END_TEST

START_TEST(sets_of_a_new_record)
{
	struct crm_side sides[] = {{.now = SET(ITEM("a")), BOTH}, {.now = SET(ITEM("b")), BOTH}};

	merge(&tags, NULL, sides, 1);
	check("a", CRM_WHY_ONLY, 0, 0, "s");
	merge(&tags, NULL, (struct crm_side[]){sides[0], sides[0]}, 2);
	check("a", CRM_WHY_SAME, -1, 0, "ss");
	merge(&tags, NULL, sides, 2);
	check("a, b", CRM_WHY_UNION, -1, 3, "ww");
}
END_TEST

START_TEST(last_item_goes_as_a_clear_does)
{
	struct crm_field field = tags;
	struct crm_side sides[] = {{.now = SET(ITEM("b")), .base = SET(ITEM("a"), ITEM("b")), BOTH},
				   {.now = SET(ITEM("a")), .base = SET(ITEM("a"), ITEM("b")), BOTH}};

	merge(&field, SET(ITEM("a"), ITEM("b")), sides, 2);
	check("a, b", CRM_WHY_CLEAR_KEPT, -1, 3, "ww");
	field.clear = CRM_CLEAR_PROPAGATE;
	merge(&field, SET(ITEM("a"), ITEM("b")), sides, 2);
	check(NULL, CRM_WHY_CLEARED, -1, 3, "ww");
}
END_TEST

START_TEST(rules_for_sets_and_values_only)
{
	struct crm_field single = {.name = "city", .rule = CRM_R_UNION};
	struct crm_field many = {.name = "tags", .type = CRM_T_MULTI, .multiple = true, .rule = CRM_R_MAX};
	struct crm_side sides[] = {{.now = TEXT("a"), BOTH}, {.now = TEXT("b"), BOTH}};

	merge(&single, NULL, sides, 2);
	check("a", CRM_WHY_PRIORITY, 0, 2, "sw");
	merge(&many, NULL, sides, 2);
	check("a", CRM_WHY_PRIORITY, 0, 2, "sw");
}
END_TEST

START_TEST(every_reason_has_its_name)
{
	static const char *const names[] = {"unchanged",        "only",         "same",    "changed",    "converged",
					    "priority",         "newest",       "union",   "min",        "max",
					    "most_restrictive", "forward_only", "cleared", "clear_kept", "held",
					    "decision"};

	for (int why = CRM_WHY_UNCHANGED; why <= CRM_WHY_DECISION; why++)
		ck_assert_str_eq(crm_why_name((enum crm_why)why), names[why]);
	ck_assert_str_eq(crm_why_name((enum crm_why)99), "unknown");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core merge");
	TCase *tcase = tcase_create("stories");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, new_record_takes_the_only_value);
	tcase_add_test(tcase, new_record_same_everywhere);
	tcase_add_test(tcase, new_record_first_system_wins);
	tcase_add_test(tcase, nothing_known_stays_unknown);
	tcase_add_test(tcase, blank_everywhere_is_known_blank);
	tcase_add_test(tcase, edit_in_one_goes_to_the_others);
	tcase_add_test(tcase, same_edit_in_two_converges);
	tcase_add_test(tcase, different_edits_by_priority);
	tcase_add_test(tcase, different_edits_by_stamp);
	tcase_add_test(tcase, conflict_on_hold_is_seen_again);
	tcase_add_test(tcase, newcomer_on_hold_against_an_edit);
	tcase_add_test(tcase, newcomer_with_the_old_value_is_no_opponent);
	tcase_add_test(tcase, newcomer_of_higher_priority_wins);
	tcase_add_test(tcase, newcomer_fills_a_blank);
	tcase_add_test(tcase, respelling_is_no_edit);
	tcase_add_test(tcase, clear_is_kept_from_the_others);
	tcase_add_test(tcase, clear_is_propagated_on_request);
	tcase_add_test(tcase, unknown_never_clears);
	tcase_add_test(tcase, decision_may_clear);
	tcase_add_test(tcase, receiver_is_set_right);
	tcase_add_test(tcase, giver_gets_its_due_when_it_begins_to_accept);
	tcase_add_test(tcase, giver_keeps_its_agreement_while_nothing_happens);
	tcase_add_test(tcase, earliest_of_all);
	tcase_add_test(tcase, largest_number_not_longest_text);
	tcase_add_test(tcase, extreme_after_an_edit);
	tcase_add_test(tcase, opt_out_anywhere_is_everywhere);
	tcase_add_test(tcase, opt_in_does_not_return);
	tcase_add_test(tcase, consent_of_a_new_record);
	tcase_add_test(tcase, only_a_person_ends_an_opt_out);
	tcase_add_test(tcase, lifecycle_goes_forward);
	tcase_add_test(tcase, lifecycle_never_goes_back);
	tcase_add_test(tcase, lifecycle_of_a_new_record);
	tcase_add_test(tcase, sets_take_additions_and_removals);
	tcase_add_test(tcase, sets_of_a_new_record);
	tcase_add_test(tcase, last_item_goes_as_a_clear_does);
	tcase_add_test(tcase, rules_for_sets_and_values_only);
	tcase_add_test(tcase, every_reason_has_its_name);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Resolving shared keys into groups, and whether names go together. */
#include "config.h"

#include <core/match.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

static struct crm_arena *arena;
static struct crm_match_outcome out[64];

static void setup(void)
{
	arena = crm_arena_new();
}

static void teardown(void)
{
	crm_arena_free(arena);
}

static void resolve_said(const struct crm_match_node *nodes, size_t n, const struct crm_match_edge *edges,
			 size_t n_edges, const struct crm_match_said *said, size_t n_said)
{
	const struct crm_match_problem problem = {nodes, n, edges, n_edges, said, n_said};

	if (crm_match_resolve(&problem, arena, out) != 0)
		ck_abort_msg("out of memory");
}

static void resolve(const struct crm_match_node *nodes, size_t n, const struct crm_match_edge *edges, size_t n_edges)
{
	resolve_said(nodes, n, edges, n_edges, NULL, 0);
}

#define COUNT(array)          (sizeof(array) / sizeof(array)[0])
#define RESOLVE(nodes, edges) resolve(nodes, COUNT(nodes), edges, COUNT(edges))

static void check(size_t i, enum crm_match_verdict verdict, enum crm_match_reason reason, size_t group, int64_t golden,
		  const char *key)
{
	ck_assert_msg(out[i].verdict == verdict && out[i].reason == reason && out[i].group == group &&
			      out[i].golden == golden,
		      "node %zu: verdict %d reason %d group %zu golden %lld", i, (int)out[i].verdict,
		      (int)out[i].reason, out[i].group, (long long)out[i].golden);
	ck_assert_pstr_eq(out[i].key, key);
}

START_TEST(nothing_to_resolve)
{
	resolve(NULL, 0, NULL, 0);
}
END_TEST

START_TEST(no_edges_alone)
{
	struct crm_match_node nodes[] = {{.source = 1}, {.source = 2, .system = 1}, {.source = 3, .golden = 9}};

	resolve(nodes, 3, NULL, 0);
	check(0, CRM_MATCH_ALONE, CRM_MATCH_OK, 0, 0, NULL);
	check(1, CRM_MATCH_ALONE, CRM_MATCH_OK, 1, 0, NULL);
	check(2, CRM_MATCH_ALONE, CRM_MATCH_OK, 2, 9, NULL);
}
END_TEST

START_TEST(same_key_in_three_systems)
{
	struct crm_match_node nodes[] = {
		{.source = 7, .system = 2}, {.source = 5, .system = 1}, {.source = 6, .system = 0}};
	struct crm_match_edge edges[] = {{0, 1, 0, "email:b", CRM_MATCH_BY_KEY},
					 {1, 2, 0, "email:a", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "email:b");
	check(1, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "email:a");
	check(2, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "email:a");
}
END_TEST

/* Three contacts of one system share the e-mail of one in another: nobody can say which is meant. */
START_TEST(several_candidates)
{
	struct crm_match_node nodes[] = {{.source = 11},
					 {.source = 12},
					 {.source = 13},
					 {.source = 20, .system = 1},
					 {.source = 1, .system = 2}};
	struct crm_match_edge edges[] = {{0, 3, 0, "email:x", CRM_MATCH_BY_KEY},
					 {1, 3, 0, "email:x", CRM_MATCH_BY_KEY},
					 {2, 3, 0, "email:x", CRM_MATCH_BY_KEY},
					 {0, 1, 0, "email:x", CRM_MATCH_BY_KEY},
					 {1, 2, 0, "email:x", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	for (size_t i = 0; i < 4; i++)
		check(i, CRM_MATCH_HELD, CRM_MATCH_SEVERAL, 1, 0, "email:x");
	check(4, CRM_MATCH_ALONE, CRM_MATCH_OK, 0, 0, NULL);
}
END_TEST

START_TEST(lead_beside_contact)
{
	struct crm_match_node nodes[] = {{.source = 1, .secondary = true}, {.source = 2}, {.source = 3, .system = 1}};
	struct crm_match_edge edges[] = {{0, 1, 0, "email:x", CRM_MATCH_BY_KEY},
					 {0, 2, 0, "email:x", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	for (size_t i = 0; i < 3; i++) {
		check(i, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "email:x");
		ck_assert(out[i].secondary_link == (i == 0));
	}
}
END_TEST

/* Without a contact beside it the lead is the system's record of that person. */
START_TEST(lead_alone_is_the_record)
{
	struct crm_match_node nodes[] = {{.source = 1, .secondary = true}, {.source = 3, .system = 1}};
	struct crm_match_edge edges[] = {{0, 1, 0, "email:x", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "email:x");
	ck_assert(!out[0].secondary_link);
}
END_TEST

START_TEST(two_leads_of_one_person)
{
	struct crm_match_node nodes[] = {
		{.source = 1, .secondary = true}, {.source = 2, .secondary = true}, {.source = 3}};
	struct crm_match_edge edges[] = {{0, 2, 0, "email:x", CRM_MATCH_BY_KEY},
					 {1, 2, 0, "email:x", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	for (size_t i = 0; i < 3; i++)
		check(i, CRM_MATCH_HELD, CRM_MATCH_SEVERAL, 0, 0, "email:x");
}
END_TEST

START_TEST(shared_mailbox_of_two_people)
{
	struct crm_match_node nodes[] = {{.source = 1, .given = "anna", .family = "mueller"},
					 {.source = 2, .system = 1, .given = "jim", .family = "smith"}};
	struct crm_match_edge edges[] = {{0, 1, 0, "email:team@x.de", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	check(0, CRM_MATCH_HELD, CRM_MATCH_NAMES, 0, 0, "email:team@x.de");
	check(1, CRM_MATCH_HELD, CRM_MATCH_NAMES, 0, 0, "email:team@x.de");
}
END_TEST

START_TEST(maiden_name_is_no_obstacle)
{
	struct crm_match_node nodes[] = {{.source = 1, .given = "anna", .family = "mueller"},
					 {.source = 2, .system = 1, .given = "anna", .family = "schmidt"}};
	struct crm_match_edge edges[] = {{0, 1, 0, "email:anna@x.de", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "email:anna@x.de");
}
END_TEST

/* Hans and Anna Müller sit at one switchboard: phone with name keeps them apart, so no edge joins them. */
START_TEST(two_muellers_at_one_firm)
{
	struct crm_match_node nodes[] = {{.source = 1, .given = "hans", .family = "mueller"},
					 {.source = 2, .given = "anna", .family = "mueller"},
					 {.source = 3, .system = 1, .given = "anna", .family = "mueller"},
					 {.source = 4, .system = 1, .given = "hans", .family = "mueller"}};
	struct crm_match_edge edges[] = {{0, 3, 1, "phone+name:1|hans|mueller", CRM_MATCH_BY_KEY},
					 {1, 2, 1, "phone+name:1|anna|mueller", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "phone+name:1|hans|mueller");
	check(1, CRM_MATCH_JOINED, CRM_MATCH_OK, 1, 0, "phone+name:1|anna|mueller");
	check(2, CRM_MATCH_JOINED, CRM_MATCH_OK, 1, 0, "phone+name:1|anna|mueller");
	check(3, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "phone+name:1|hans|mueller");
}
END_TEST

START_TEST(new_record_joins_a_linked_group)
{
	struct crm_match_node nodes[] = {
		{.source = 1, .golden = 7}, {.source = 2, .system = 1, .golden = 7}, {.source = 3, .system = 2}};
	struct crm_match_edge edges[] = {{1, 2, 0, "email:x", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 7, "email:x");
	check(1, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 7, "email:x");
	check(2, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 7, "email:x");
}
END_TEST

START_TEST(linked_records_need_no_key)
{
	struct crm_match_node nodes[] = {{.source = 1, .golden = 7, .given = "a", .family = "b"},
					 {.source = 2, .golden = 7, .given = "x", .family = "y"},
					 {.source = 3, .golden = 8}};

	resolve(nodes, 3, NULL, 0);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 7, NULL);
	check(1, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 7, NULL);
	check(2, CRM_MATCH_ALONE, CRM_MATCH_OK, 1, 8, NULL);
}
END_TEST

/* What a person or an earlier merge put together is not judged again when a third system joins. */
START_TEST(linked_groups_are_not_judged_again)
{
	struct crm_match_node nodes[] = {
		{.source = 1, .golden = 7}, {.source = 2, .golden = 7}, {.source = 3, .system = 1}};
	struct crm_match_edge edges[] = {{0, 2, 0, "email:x", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	check(2, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 7, "email:x");
}
END_TEST

START_TEST(different_golden_records_are_not_joined)
{
	struct crm_match_node nodes[] = {
		{.source = 1, .golden = 7}, {.source = 2, .system = 1, .golden = 8}, {.source = 3, .system = 2}};
	struct crm_match_edge edges[] = {{0, 1, 0, "email:x", CRM_MATCH_BY_KEY},
					 {1, 2, 0, "email:x", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	check(0, CRM_MATCH_ALONE, CRM_MATCH_OK, 0, 7, NULL);
	check(1, CRM_MATCH_ALONE, CRM_MATCH_OK, 1, 8, NULL);
	check(2, CRM_MATCH_HELD, CRM_MATCH_LINKED, 2, 0, "email:x");
}
END_TEST

START_TEST(place_is_taken)
{
	struct crm_match_node nodes[] = {
		{.source = 1, .golden = 7}, {.source = 2, .system = 1, .golden = 7}, {.source = 3, .system = 1}};
	struct crm_match_edge edges[] = {{0, 2, 0, "email:x", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 7, NULL);
	check(2, CRM_MATCH_HELD, CRM_MATCH_OCCUPIED, 1, 0, "email:x");
}
END_TEST

/* A third record joined the linked group at a stronger level: its place counts as taken too. */
START_TEST(place_was_taken_a_moment_ago)
{
	struct crm_match_node nodes[] = {
		{.source = 1, .golden = 7}, {.source = 2, .system = 1}, {.source = 3, .system = 1}};
	struct crm_match_edge edges[] = {{0, 1, 0, "email:x", CRM_MATCH_BY_KEY},
					 {1, 2, 1, "phone:1", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	check(1, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 7, "email:x");
	check(2, CRM_MATCH_HELD, CRM_MATCH_OCCUPIED, 1, 0, "phone:1");
}
END_TEST

START_TEST(conflict_at_a_weaker_level_leaves_stronger_groups)
{
	struct crm_match_node nodes[] = {{.source = 1},
					 {.source = 2, .system = 1},
					 {.source = 3},
					 {.source = 4, .system = 1},
					 {.source = 5, .system = 2}};
	struct crm_match_edge edges[] = {{0, 1, 0, "email:a", CRM_MATCH_BY_KEY},
					 {2, 3, 0, "email:b", CRM_MATCH_BY_KEY},
					 {0, 2, 1, "phone:1", CRM_MATCH_BY_KEY},
					 {3, 4, 1, "phone:1", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "email:a");
	check(1, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "email:a");
	check(2, CRM_MATCH_JOINED, CRM_MATCH_OK, 1, 0, "email:b");
	check(3, CRM_MATCH_JOINED, CRM_MATCH_OK, 1, 0, "email:b");
	check(4, CRM_MATCH_HELD, CRM_MATCH_SEVERAL, 2, 0, "phone:1");
}
END_TEST

/* A group that was in a conflict may still grow by an undisputed weaker key. */
START_TEST(group_goes_on_after_a_conflict)
{
	struct crm_match_node nodes[] = {
		{.source = 1}, {.source = 2, .system = 1}, {.source = 3}, {.source = 4, .system = 2}};
	struct crm_match_edge edges[] = {{0, 1, 0, "email:a", CRM_MATCH_BY_KEY},
					 {1, 2, 1, "phone:1", CRM_MATCH_BY_KEY},
					 {0, 3, 2, "name:x", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	check(2, CRM_MATCH_HELD, CRM_MATCH_SEVERAL, 2 - 1, 0, "phone:1");
	check(3, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "name:x");
}
END_TEST

/* Who reaches a held record by a weaker key waits with it, and they are one question. */
START_TEST(weaker_keys_do_not_answer_the_question)
{
	struct crm_match_node nodes[] = {{.source = 1},
					 {.source = 2},
					 {.source = 3, .system = 1},
					 {.source = 4, .system = 2},
					 {.source = 5, .system = 3}};
	struct crm_match_edge edges[] = {{0, 1, 0, "email:x", CRM_MATCH_BY_KEY},
					 {1, 2, 1, "phone:1", CRM_MATCH_BY_KEY},
					 {2, 3, 2, "name:x", CRM_MATCH_BY_KEY}};

	RESOLVE(nodes, edges);
	for (size_t i = 0; i < 4; i++)
		ck_assert(out[i].verdict == CRM_MATCH_HELD && out[i].reason == CRM_MATCH_SEVERAL && out[i].group == 0);
	ck_assert_str_eq(out[1].key, "email:x");
	ck_assert_str_eq(out[2].key, "phone:1");
	ck_assert_str_eq(out[3].key, "name:x");
	check(4, CRM_MATCH_ALONE, CRM_MATCH_OK, 1, 0, NULL);
}
END_TEST

/* ---- scores, days of birth, what a person said ---- */

#define SCORED   CRM_MATCH_SCORED
#define DOUBTFUL CRM_MATCH_DOUBTFUL

START_TEST(scores_join_and_doubt_holds)
{
	struct crm_match_node nodes[] = {
		{.source = 1}, {.source = 2, .system = 1}, {.source = 3}, {.source = 4, .system = 1}};
	struct crm_match_edge edges[] = {{0, 1, 4, "matched:1-2", SCORED}, {2, 3, 5, "doubt:3-4", DOUBTFUL}};

	RESOLVE(nodes, edges);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "matched:1-2");
	check(1, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "matched:1-2");
	check(2, CRM_MATCH_HELD, CRM_MATCH_DOUBT, 1, 0, "doubt:3-4");
	check(3, CRM_MATCH_HELD, CRM_MATCH_DOUBT, 1, 0, "doubt:3-4");
}
END_TEST

/* Two that were joined by a key stay so; who may be the same as one of them waits. */
START_TEST(doubt_about_a_group)
{
	struct crm_match_node nodes[] = {{.source = 1}, {.source = 2, .system = 1}, {.source = 3, .system = 2}};
	struct crm_match_edge edges[] = {{0, 1, 0, "email:x", CRM_MATCH_BY_KEY}, {1, 2, 5, "doubt:2-3", DOUBTFUL}};

	RESOLVE(nodes, edges);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "email:x");
	check(1, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "email:x");
	check(2, CRM_MATCH_HELD, CRM_MATCH_DOUBT, 1, 0, "doubt:2-3");
}
END_TEST

START_TEST(scores_do_not_join_a_chain)
{
	struct crm_match_node nodes[] = {{.source = 1}, {.source = 2, .system = 1}, {.source = 3, .system = 2}};
	struct crm_match_edge chain[] = {{0, 1, 4, "matched:1-2", SCORED}, {1, 2, 4, "matched:2-3", SCORED}};
	struct crm_match_edge ring[] = {
		{0, 1, 4, "matched:1-2", SCORED}, {1, 2, 4, "matched:2-3", SCORED}, {2, 0, 4, "matched:1-3", SCORED}};

	RESOLVE(nodes, chain);
	for (size_t i = 0; i < 3; i++)
		ck_assert(out[i].verdict == CRM_MATCH_HELD && out[i].reason == CRM_MATCH_CHAIN);
	RESOLVE(nodes, ring);
	for (size_t i = 0; i < 3; i++)
		ck_assert(out[i].verdict == CRM_MATCH_JOINED);
}
END_TEST

START_TEST(scores_do_not_join_two_of_one_system)
{
	struct crm_match_node nodes[] = {{.source = 1}, {.source = 2}};
	struct crm_match_edge edges[] = {{0, 1, 4, "matched:1-2", SCORED}};

	RESOLVE(nodes, edges);
	check(0, CRM_MATCH_HELD, CRM_MATCH_SEVERAL, 0, 0, "matched:1-2");
	check(1, CRM_MATCH_HELD, CRM_MATCH_SEVERAL, 0, 0, "matched:1-2");
}
END_TEST

START_TEST(days_of_birth_tell_father_and_son)
{
	struct crm_match_node nodes[] = {{.source = 1, .born = "1950-03-02"},
					 {.source = 2, .system = 1, .born = "1980-07-08"}};
	struct crm_match_edge phone[] = {{0, 1, 1, "phone:x", CRM_MATCH_BY_KEY}};
	struct crm_match_edge email[] = {{0, 1, 0, "email:x", CRM_MATCH_BY_OWN}};

	RESOLVE(nodes, phone);
	check(0, CRM_MATCH_HELD, CRM_MATCH_BORN, 0, 0, "phone:x");
	RESOLVE(nodes, email);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "email:x");
	nodes[1].born = "1950-02-03"; /* day and month swapped */
	RESOLVE(nodes, phone);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "phone:x");
}
END_TEST

START_TEST(generations_tell_father_and_son)
{
	struct crm_match_node nodes[] = {
		{.source = 1, .given = "john", .family = "smith jr", .suffix = 2},
		{.source = 2, .system = 1, .given = "john", .family = "smith sr", .suffix = 1}};
	struct crm_match_edge phone[] = {{0, 1, 1, "phone:x", CRM_MATCH_BY_KEY}};
	struct crm_match_edge email[] = {{0, 1, 0, "email:x", CRM_MATCH_BY_OWN}};

	RESOLVE(nodes, phone);
	check(0, CRM_MATCH_HELD, CRM_MATCH_NAMES, 0, 0, "phone:x");
	RESOLVE(nodes, email);
	check(0, CRM_MATCH_HELD, CRM_MATCH_NAMES, 0, 0, "email:x");
	nodes[1].suffix = 0; /* not told */
	RESOLVE(nodes, phone);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, "phone:x");
}
END_TEST

START_TEST(a_person_says_same)
{
	struct crm_match_node nodes[] = {{.source = 1, .given = "jim", .family = "smith", .order = "20"},
					 {.source = 2, .given = "anna", .family = "mueller", .order = "9"},
					 {.source = 3, .system = 1, .golden = 7, .primary = true},
					 {.source = 4, .system = 1, .order = "1"}};
	struct crm_match_said said[] = {{0, 1, true}, {3, 2, true}};

	resolve_said(nodes, 4, NULL, 0, said, 2);
	check(0, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, CRM_MATCH_PERSON);
	check(1, CRM_MATCH_JOINED, CRM_MATCH_OK, 0, 0, CRM_MATCH_PERSON);
	ck_assert(out[0].secondary_link && !out[1].secondary_link); /* 9 is older than 20 */
	check(2, CRM_MATCH_JOINED, CRM_MATCH_OK, 1, 7, CRM_MATCH_PERSON);
	check(3, CRM_MATCH_JOINED, CRM_MATCH_OK, 1, 7, CRM_MATCH_PERSON);
	ck_assert(!out[2].secondary_link && out[3].secondary_link);
}
END_TEST

/* Folding golden records is not the resolver's. */
START_TEST(a_person_says_same_of_two_that_are_linked)
{
	struct crm_match_node nodes[] = {
		{.source = 1, .golden = 5}, {.source = 2, .system = 1}, {.source = 3, .system = 2, .golden = 6}};
	struct crm_match_said said[] = {{0, 1, true}, {1, 2, true}};

	resolve_said(nodes, 3, NULL, 0, said, 2);
	check(0, CRM_MATCH_ALONE, CRM_MATCH_OK, 0, 5, NULL);
	check(1, CRM_MATCH_ALONE, CRM_MATCH_OK, 1, 0, NULL);
	check(2, CRM_MATCH_ALONE, CRM_MATCH_OK, 2, 6, NULL);
}
END_TEST

START_TEST(a_person_says_apart)
{
	struct crm_match_node nodes[] = {{.source = 1}, {.source = 2, .system = 1}, {.source = 3, .system = 2}};
	struct crm_match_edge two[] = {{0, 1, 0, "email:x", CRM_MATCH_BY_KEY}};
	struct crm_match_edge three[] = {{0, 1, 0, "email:x", CRM_MATCH_BY_KEY},
					 {1, 2, 0, "email:x", CRM_MATCH_BY_KEY},
					 {0, 2, 0, "email:x", CRM_MATCH_BY_KEY}};
	struct crm_match_said said[] = {{1, 0, false}};

	resolve_said(nodes, 2, two, 1, said, 1);
	check(0, CRM_MATCH_ALONE, CRM_MATCH_OK, 0, 0, NULL);
	check(1, CRM_MATCH_ALONE, CRM_MATCH_OK, 1, 0, NULL);
	resolve_said(nodes, 3, three, 3, said, 1);
	for (size_t i = 0; i < 3; i++)
		ck_assert(out[i].verdict == CRM_MATCH_HELD && out[i].reason == CRM_MATCH_APART);
}
END_TEST

/* ---- whatever the input: the same answer in any order ---- */

/* ck_assert() reports to the runner each time; this one only when it fails, for it is asked millions of times. */
#define EXPECT(cond)                                                                                                   \
	do {                                                                                                           \
		if (!(cond))                                                                                           \
			ck_abort_msg("%s", #cond);                                                                     \
	} while (0)

#define MAX_NODES 9
#define MAX_EDGES 14

static uint64_t random_state = UINT64_C(0x9e3779b97f4a7c15);

static unsigned pick(unsigned below)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (unsigned)((random_state * UINT64_C(2685821657736338717)) >> 33) % below;
}

static const char *const givens[] = {NULL, "anna", "jim", "j"};
static const char *const families[] = {"", "mueller", "smith", "anna"};
static const char *const keys[] = {"a", "b", "c", "d", "e", "f"};

static const char *const days[] = {NULL, NULL, "1950-03-02", "1980-07-08"};
static const char *const ids[] = {"1", "2", "3", "10", "11", "12", "20", "21", "22"};

#define MAX_SAID 3

struct puzzle {
	struct crm_match_node nodes[MAX_NODES];
	struct crm_match_edge edges[MAX_EDGES];
	struct crm_match_said said[MAX_SAID];
	size_t n, n_edges, n_said;
};

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void make_puzzle(struct puzzle *p)
{
	static const enum crm_match_evidence evidence[] = {CRM_MATCH_BY_OWN, CRM_MATCH_BY_KEY, CRM_MATCH_BY_KEY,
							   CRM_MATCH_SCORED, CRM_MATCH_DOUBTFUL};

	p->n = 1 + pick(MAX_NODES);
	p->n_edges = p->n > 1 ? pick(MAX_EDGES + 1) : 0;
	for (size_t i = 0; i < p->n; i++) {
		p->nodes[i] = (struct crm_match_node){
			.source = (int64_t)(100 + i),
			.system = pick(4),
			.secondary = pick(5) == 0,
			.golden = pick(3) == 0 ? 1 + (int64_t)pick(3) : 0,
			.order = ids[i],
			.born = days[pick(4)],
			.given = givens[pick(4)],
			.family = families[pick(4)],
		};
	}
	for (size_t i = 0; i < p->n_edges; i++) {
		size_t a = pick((unsigned)p->n), b = (a + 1 + pick((unsigned)p->n - 1)) % p->n;

		unsigned level = pick(5);

		p->edges[i] = (struct crm_match_edge){a, b, level, keys[pick(6)], evidence[level]};
	}
	p->n_said = p->n > 1 && pick(3) == 0 ? 1 + pick(MAX_SAID) : 0;
	for (size_t i = 0; i < p->n_said; i++) {
		size_t a = pick((unsigned)p->n), b = (a + 1 + pick((unsigned)p->n - 1)) % p->n;

		p->said[i] = (struct crm_match_said){a, b, pick(2) == 0};
	}
}

/* perm[i]: where node i stands in the shuffled puzzle. */
static void shuffle(const struct puzzle *p, struct puzzle *q, size_t *perm)
{
	*q = *p;
	for (size_t i = 0; i < p->n; i++)
		perm[i] = i;
	for (size_t i = p->n; i-- > 1;) {
		size_t k = pick((unsigned)i + 1), t = perm[i];

		perm[i] = perm[k];
		perm[k] = t;
	}
	for (size_t i = 0; i < p->n; i++)
		q->nodes[perm[i]] = p->nodes[i];
	for (size_t i = 0; i < p->n_edges; i++) {
		struct crm_match_edge e = p->edges[i];
		size_t k = pick((unsigned)i + 1);

		e.a = perm[pick(2) == 0 ? p->edges[i].a : p->edges[i].b];
		e.b = perm[p->edges[i].a] + perm[p->edges[i].b] - e.a;
		q->edges[i] = q->edges[k];
		q->edges[k] = e;
	}
	for (size_t i = 0; i < p->n_said; i++) {
		struct crm_match_said s = {perm[p->said[i].b], perm[p->said[i].a], p->said[i].same};
		size_t k = pick((unsigned)i + 1);

		q->said[i] = q->said[k];
		q->said[k] = s;
	}
}

START_TEST(order_does_not_matter)
{
	struct crm_match_outcome first[MAX_NODES];
	struct puzzle p, q;
	size_t perm[MAX_NODES];

	for (int round = 0; round < 100000; round++) {
		crm_arena_reset(arena);
		make_puzzle(&p);
		resolve_said(p.nodes, p.n, p.edges, p.n_edges, p.said, p.n_said);
		memcpy(first, out, p.n * sizeof *first);
		shuffle(&p, &q, perm);
		resolve_said(q.nodes, q.n, q.edges, q.n_edges, q.said, q.n_said);
		for (size_t i = 0; i < p.n; i++) {
			const struct crm_match_outcome *a = &first[i], *b = &out[perm[i]];

			EXPECT(a->verdict == b->verdict && a->reason == b->reason && a->group == b->group);
			EXPECT(a->golden == b->golden && a->secondary_link == b->secondary_link);
			EXPECT(same_text(a->key, b->key));
		}
	}
}
END_TEST

static bool slots_clash(const struct crm_match_node *a, const struct crm_match_node *b)
{
	return a->system == b->system && a->secondary == b->secondary && (a->golden == 0 || a->golden != b->golden);
}

/* What must hold for any two records, whatever the keys. */
static void check_pair(const struct puzzle *p, size_t i, size_t k)
{
	const struct crm_match_node *a = &p->nodes[i], *b = &p->nodes[k];
	bool together = out[i].group == out[k].group;
	bool joined = together && out[i].verdict != CRM_MATCH_HELD;

	EXPECT(!together || (out[i].verdict == CRM_MATCH_HELD) == (out[k].verdict == CRM_MATCH_HELD));
	if (a->golden != 0 && a->golden == b->golden)
		EXPECT(joined);
	if (!joined)
		return;
	EXPECT(out[i].verdict == CRM_MATCH_JOINED && out[i].golden == out[k].golden);
	EXPECT(a->golden == 0 || b->golden == 0 || a->golden == b->golden);
	for (size_t s = 0; s < p->n_said; s++)
		if (p->said[s].same)
			return; /* whatever they look like */
	for (size_t s = 0; s < p->n_said && (a->golden == 0 || a->golden != b->golden); s++)
		EXPECT(!(p->said[s].a == i && p->said[s].b == k) && !(p->said[s].a == k && p->said[s].b == i));
	EXPECT(!slots_clash(a, b));
	if (a->golden == 0 || b->golden == 0)
		EXPECT(crm_names_compatible(a->given, a->family, b->given, b->family));
}

START_TEST(groups_are_never_a_guess)
{
	struct puzzle p;

	for (int round = 0; round < 100000; round++) {
		crm_arena_reset(arena);
		make_puzzle(&p);
		resolve_said(p.nodes, p.n, p.edges, p.n_edges, p.said, p.n_said);
		for (size_t i = 0; i < p.n; i++) {
			if (p.nodes[i].golden != 0)
				EXPECT(out[i].verdict != CRM_MATCH_HELD && out[i].golden == p.nodes[i].golden);
			EXPECT((out[i].reason != CRM_MATCH_OK) == (out[i].verdict == CRM_MATCH_HELD));
			for (size_t k = i + 1; k < p.n; k++)
				check_pair(&p, i, k);
		}
	}
}
END_TEST

/* ---- names ---- */

static const struct {
	const char *given_a, *family_a, *given_b, *family_b;
	bool compatible;
} names[] = {
	{"jim", "smith", "jim", "smith", true},
	{"jim", "smith", "anna", "mueller", false},
	{"jim", "smith", "jim", "mueller", true}, /* maiden name */
	{"jim", "smith", "anna", "smith", true},  /* nickname, or second given name */
	{"jim", "smith", "smith", "jim", true},   /* swapped */
	{"jim", "smith", "smith", "anna", false},
	{"jim", "smith", "j", "mueller", true}, /* initial */
	{"j", "smith", "jim", "mueller", true},
	{"jim", "smith", "a", "mueller", false},
	{"dr jim", "smith", "jim", "mueller", true}, /* title */
	{"jim", "smith", "jim bob", "mueller", true},
	{"jim bob", "x", "bob jim", "y", true},
	{"jim bob", "x", "jim tom", "y", false},
	{"anna", "mueller schmidt", "x", "schmidt", true},
	{NULL, "smith", "anna", "mueller", true},
	{"jim", "", "anna", "mueller", true},
	{"jim", "smith", NULL, "mueller", true},
	{"jim", "smith", "anna", NULL, true},
	{"jim", "smith", " ", "mueller", true},
	{"й", "smith", "йосип", "mueller", true}, /* an initial is a character, not a byte */
	{"и", "smith", "йосип", "mueller", false},
};

START_TEST(names_go_together)
{
	bool there = crm_names_compatible(names[_i].given_a, names[_i].family_a, names[_i].given_b, names[_i].family_b);
	bool back = crm_names_compatible(names[_i].given_b, names[_i].family_b, names[_i].given_a, names[_i].family_a);

	ck_assert_int_eq(there, names[_i].compatible);
	ck_assert_int_eq(back, names[_i].compatible);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core match");
	TCase *tcase = tcase_create("resolve");
	TCase *random = tcase_create("any order");
	TCase *people = tcase_create("names");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, nothing_to_resolve);
	tcase_add_test(tcase, no_edges_alone);
	tcase_add_test(tcase, same_key_in_three_systems);
	tcase_add_test(tcase, several_candidates);
	tcase_add_test(tcase, lead_beside_contact);
	tcase_add_test(tcase, lead_alone_is_the_record);
	tcase_add_test(tcase, two_leads_of_one_person);
	tcase_add_test(tcase, shared_mailbox_of_two_people);
	tcase_add_test(tcase, maiden_name_is_no_obstacle);
	tcase_add_test(tcase, two_muellers_at_one_firm);
	tcase_add_test(tcase, new_record_joins_a_linked_group);
	tcase_add_test(tcase, linked_records_need_no_key);
	tcase_add_test(tcase, linked_groups_are_not_judged_again);
	tcase_add_test(tcase, different_golden_records_are_not_joined);
	tcase_add_test(tcase, place_is_taken);
	tcase_add_test(tcase, place_was_taken_a_moment_ago);
	tcase_add_test(tcase, conflict_at_a_weaker_level_leaves_stronger_groups);
	tcase_add_test(tcase, group_goes_on_after_a_conflict);
	tcase_add_test(tcase, weaker_keys_do_not_answer_the_question);
	tcase_add_test(tcase, scores_join_and_doubt_holds);
	tcase_add_test(tcase, doubt_about_a_group);
	tcase_add_test(tcase, scores_do_not_join_a_chain);
	tcase_add_test(tcase, scores_do_not_join_two_of_one_system);
	tcase_add_test(tcase, days_of_birth_tell_father_and_son);
	tcase_add_test(tcase, generations_tell_father_and_son);
	tcase_add_test(tcase, a_person_says_same);
	tcase_add_test(tcase, a_person_says_same_of_two_that_are_linked);
	tcase_add_test(tcase, a_person_says_apart);
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(random, setup, teardown);
	tcase_add_test(random, order_does_not_matter);
	tcase_add_test(random, groups_are_never_a_guess);
	suite_add_tcase(suite, random);
	tcase_add_loop_test(people, names_go_together, 0, (int)COUNT(names));
	suite_add_tcase(suite, people);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes of pairs, and the clusters that they may make: bridges, chains, and what one source keeps apart. */
#include "config.h"

#include <core/linkage/parts.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

#define COLUMNS 5
#define PEOPLE  300
#define MOST    16

static const struct linkage_column columns[COLUMNS] = {{"given", LINKAGE_GIVEN_NAME},
						       {"family", LINKAGE_FAMILY_NAME},
						       {"email", LINKAGE_EMAIL},
						       {"born", LINKAGE_DATE},
						       {"phone", LINKAGE_PHONE}};
static const char *const syllables[] = {"ba", "ro", "mi", "ten", "kal", "dor", "wes", "lu", "gar", "fin", "sol", "pet"};

struct shape {
	const char *cells[COLUMNS];
	const char *source; /* NULL: none */
};

static struct linkage *link_of_shape;
static uint32_t records[MOST];

static void add(struct linkage *link, const char *const *cells, const char *source)
{
	struct crm_error err = {0};
	struct linkage_text texts[COLUMNS];
	for (unsigned c = 0; c < COLUMNS; c++)
		texts[c] = (struct linkage_text){cells[c], strlen(cells[c])};
	const struct linkage_text from = {source, source != NULL ? strlen(source) : 0};
	ck_assert_int_eq(linkage_add(link, texts, &from, &err), CRM_OK);
}

/* Strangers by whom values are rare or common, each once in either source, and the rows of the shape behind them. */
static void run(const struct shape *shape, size_t n)
{
	struct crm_error err = {0};
	const struct linkage_options options = {.threads = 1, .threshold = LINKAGE_DEFAULT_THRESHOLD};
	uint64_t state = 3;
	ck_assert_int_eq(linkage_new(columns, COLUMNS, &options, &link_of_shape, &err), CRM_OK);
	for (unsigned i = 0; i < PEOPLE; i++) {
		char text[COLUMNS][32];
		const char *cells[COLUMNS] = {text[0], text[1], text[2], text[3], text[4]};
		snprintf(text[0], sizeof text[0], "%s%s", syllables[linkage_random(&state) % 12],
			 syllables[linkage_random(&state) % 12]);
		snprintf(text[1], sizeof text[1], "%s%s%s", syllables[linkage_random(&state) % 12],
			 syllables[linkage_random(&state) % 12], syllables[linkage_random(&state) % 12]);
		snprintf(text[2], sizeof text[2], "%.9s%u@mail.example", text[1], i);
		snprintf(text[3], sizeof text[3], "%u-%02u-%02u", 1940 + (unsigned)(linkage_random(&state) % 60),
			 1 + (unsigned)(linkage_random(&state) % 12), 1 + (unsigned)(linkage_random(&state) % 28));
		snprintf(text[4], sizeof text[4], "030 %u", 1000000 + (unsigned)(linkage_random(&state) % 9000000));
		add(link_of_shape, cells, shape[0].source != NULL ? "a" : NULL);
		add(link_of_shape, cells, shape[0].source != NULL ? "b" : NULL);
	}
	for (size_t i = 0; i < n; i++)
		add(link_of_shape, shape[i].cells, shape[i].source);
	ck_assert_int_eq(linkage_run(link_of_shape, &err), CRM_OK);
	for (size_t i = 0; i < n; i++)
		records[i] = link_of_shape->record_of[PEOPLE * 2 + i];
}

static bool together(unsigned a, unsigned b)
{
	return linkage_cluster(link_of_shape, PEOPLE * 2 + a) == linkage_cluster(link_of_shape, PEOPLE * 2 + b);
}

static double weight_of(unsigned a, unsigned b)
{
	struct linkage_step steps[LINKAGE_MAX_STEPS];
	double weight;
	linkage_explain(link_of_shape, PEOPLE * 2 + a, PEOPLE * 2 + b, steps, &weight);
	return weight;
}

static void done(void)
{
	linkage_free(link_of_shape);
	link_of_shape = NULL;
}

/* A couple with one mailbox in one system, and somewhere else a record that could be of either. */
static const struct shape couple[] = {
	{{"Zebulon", "Quittenbaum", "post@quittenbaum.example", "1931-05-06", "030 77712345"}, "a"},
	{{"", "Quittenbaum", "post@quittenbaum.example", "", "030 77712345"}, "b"},
	{{"Wilhelmine", "Quittenbaum", "post@quittenbaum.example", "1968-12-24", "030 77712345"}, "a"},
};

START_TEST(what_one_source_keeps_apart_is_not_joined_by_a_third)
{
	run(couple, 3);
	ck_assert_double_gt(weight_of(0, 1), linkage_joins_from(link_of_shape));
	ck_assert_double_gt(weight_of(1, 2), linkage_joins_from(link_of_shape));
	ck_assert_double_lt(weight_of(0, 2), 0);
	ck_assert(together(0, 1) || together(1, 2));
	ck_assert(!together(0, 2));
	done();
}
END_TEST

START_TEST(two_of_one_source_with_evidence_of_their_own_fall_together)
{
	const struct shape twice[] = {
		{{"Zebulon", "Quittenbaum", "zebulon@quittenbaum.example", "1960-04-01", ""}, "a"},
		{{"Zebulon", "Quittenbaum", "zebulon@quittenbaum.example", "1960-04-01", ""}, "b"},
		{{"Zebulon", "Quittenbaum", "zebulon@quittenbaum.example", "1960-04-01", ""}, "a"},
	};
	run(twice, 3);
	ck_assert_double_gt(weight_of(0, 2), 1);
	ck_assert(together(0, 1) && together(1, 2));
	done();
}
END_TEST

#define ZEBULON    "Zebulon", "Quittenbaum"
#define WILHELMINE "Wilhelmine", "Abernathy"
#define ELSEWHERE  "", "", ""
#define IN_COMMON  "bridge@example.org", "1960-04-01", "030 77712345"

/* Groups of rows that all look alike, and pairs of given strength between them.  The first row of each has mailbox,
   telephone and day of birth of the other, if these are to be in common; one of them then has no name. */
static void cluster(unsigned left, unsigned right, bool in_common, const struct edge *bridges, size_t n_bridges,
		    uint32_t root[MOST])
{
	struct shape shape[MOST];
	struct edge edges[MOST * MOST];
	uint32_t place[MOST];
	size_t n = 0;
	for (unsigned i = 0; i < left; i++)
		shape[i] = i == 0 && in_common ? (struct shape){{ZEBULON, IN_COMMON}, NULL}
					       : (struct shape){{ZEBULON, ELSEWHERE}, NULL};
	for (unsigned i = 0; i < right; i++)
		shape[left + i] = i == 0 && in_common ? (struct shape){{"", "", IN_COMMON}, NULL}
						      : (struct shape){{WILHELMINE, ELSEWHERE}, NULL};
	run(shape, left + right);
	/* In the order of all records. */
	for (unsigned i = 0; i < left + right; i++) {
		place[i] = 0;
		for (unsigned k = 0; k < left + right; k++)
			place[i] += records[k] < records[i];
	}
	uint32_t sorted[MOST];
	for (unsigned i = 0; i < left + right; i++)
		sorted[place[i]] = records[i];
	for (uint32_t i = 0; i < left; i++)
		for (uint32_t k = i + 1; k < left; k++)
			edges[n++] = (struct edge){place[i] < place[k] ? place[i] : place[k],
						   place[i] < place[k] ? place[k] : place[i], 20};
	for (uint32_t i = left; i < left + right; i++)
		for (uint32_t k = i + 1; k < left + right; k++)
			edges[n++] = (struct edge){place[i] < place[k] ? place[i] : place[k],
						   place[i] < place[k] ? place[k] : place[i], 20};
	for (size_t b = 0; b < n_bridges; b++)
		edges[n++] = (struct edge){place[bridges[b].a], place[left + bridges[b].b], bridges[b].weight};
	const struct cluster_task task = {link_of_shape, sorted, left + right, edges, n};
	uint32_t found[MOST];
	ck_assert_int_eq(linkage_agglomerate(&task, found), CRM_OK);
	for (unsigned i = 0; i < left + right; i++)
		root[i] = found[place[i]];
	done();
}

START_TEST(a_bridge_between_two_groups_is_cut)
{
	const struct edge bridge = {0, 0, 15};
	uint32_t root[MOST];
	for (unsigned left = 2; left <= 5; left++)
		for (unsigned right = 2; right <= 5; right++) {
			cluster(left, right, false, &bridge, 1, root);
			for (unsigned i = 1; i < left; i++)
				ck_assert_uint_eq(root[i], root[0]);
			for (unsigned i = 1; i < right; i++)
				ck_assert_uint_eq(root[left + i], root[left]);
			ck_assert_uint_ne(root[0], root[left]);
		}
}
END_TEST

/* The two at its ends have so much in common that they outweigh all that has nothing, and still are but one pair. */
START_TEST(a_strong_bridge_is_cut_too)
{
	const struct edge bridge = {0, 0, 15};
	uint32_t root[MOST];
	cluster(1, 1, true, &bridge, 1, root);
	ck_assert_uint_eq(root[0], root[1]);
	for (unsigned right = 3; right <= 4; right++) {
		cluster(2, right, true, &bridge, 1, root);
		ck_assert_uint_eq(root[1], root[0]);
		ck_assert_uint_eq(root[3], root[2]);
		ck_assert_uint_ne(root[0], root[2]);
	}
}
END_TEST

/* Each was taken for the next one, and none looks like another: a chain of ten is not one person. */
START_TEST(a_chain_is_not_one_cluster)
{
	static const char *const given[] = {"Zebulon",   "Wilhelmine", "Quendolin", "Thaddeus", "Ottokar",
					    "Philomena", "Balthasar",  "Kunigunde", "Xaverius", "Hildegund"};
	static const char *const family[] = {"Abernathy",  "Brunswick", "Cholmondeley", "Drinkwater", "Eckerstorfer",
					     "Fitzgerald", "Grünspan",  "Hohenlohe",    "Iljuschin",  "Jankowski"};
	struct shape people[10];
	struct edge chain[9];
	uint32_t sorted[10], root[10];
	for (unsigned i = 0; i < 10; i++)
		people[i] = (struct shape){{given[i], family[i], "", "", ""}, NULL};
	run(people, 10);
	for (unsigned i = 0; i < 10; i++) {
		unsigned place = 0;
		for (unsigned k = 0; k < 10; k++)
			place += records[k] < records[i];
		sorted[place] = records[i];
	}
	for (uint32_t i = 0; i < 9; i++)
		chain[i] = (struct edge){i, i + 1, (float)(9 - i)};
	const struct cluster_task task = {link_of_shape, sorted, 10, chain, 9};
	ck_assert_int_eq(linkage_agglomerate(&task, root), CRM_OK);
	for (unsigned i = 0; i + 2 < 10; i++)
		ck_assert(root[i] != root[i + 1] || root[i] != root[i + 2]);
	ck_assert_uint_eq(root[0], root[1]);
	done();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("linkage cluster");
	TCase *tests = tcase_create("shapes");
	suite_add_tcase(suite, tests);
	tcase_add_test(tests, what_one_source_keeps_apart_is_not_joined_by_a_third);
	tcase_add_test(tests, two_of_one_source_with_evidence_of_their_own_fall_together);
	tcase_add_test(tests, a_bridge_between_two_groups_is_cut);
	tcase_add_test(tests, a_strong_bridge_is_cut_too);
	tcase_add_test(tests, a_chain_is_not_one_cluster);
	return run_suite(suite);
}

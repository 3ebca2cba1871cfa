/* SPDX-License-Identifier: Apache-2.0 */
/* The engine on made people: what it estimates, what it joins and what it keeps apart, whatever the threads and the
 * order. */
#include "config.h"

#include <core/linkage/communities.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

#define COLUMNS 5
#define PEOPLE  1200
#define ROWS    (PEOPLE * 2)

struct row {
	char cells[COLUMNS][48];
	char source[8];
	unsigned person;
};

static struct row rows[ROWS];

static const struct linkage_column columns[COLUMNS] = {
	{"given", LINKAGE_GIVEN_NAME}, {"family", LINKAGE_FAMILY_NAME}, {"email", LINKAGE_EMAIL},
	{"born", LINKAGE_DATE},        {"city", LINKAGE_CITY},
};

static const char *const syllables[] = {"ba", "ro", "mi", "ten", "kal", "dor", "wes", "lu", "gar", "fin", "sol", "pet"};

static void draw_name(uint64_t *state, char out[48], unsigned parts)
{
	out[0] = '\0';
	for (unsigned i = 0; i < parts; i++)
		strncat(out, syllables[linkage_random(state) % 12], 10);
}

static void slip(uint64_t *state, char *text)
{
	const size_t len = strlen(text);
	if (len > 3)
		text[1 + linkage_random(state) % (len - 2)] = 'x';
}

/* Each person twice; in the second row the family name has a slip in 1 of 10, the date is another in 1 of 20. */
static void make_rows(void)
{
	uint64_t state = 42;
	for (unsigned p = 0; p < PEOPLE; p++) {
		struct row *a = &rows[p * 2], *b = &rows[p * 2 + 1];
		*a = (struct row){.person = p, .source = "a"};
		draw_name(&state, a->cells[0], 2);
		draw_name(&state, a->cells[1], 3);
		snprintf(a->cells[2], sizeof a->cells[2], "%s%u@mail.example", a->cells[1], p);
		snprintf(a->cells[3], sizeof a->cells[3], "%u-%02u-%02u",
			 1940 + (unsigned)(linkage_random(&state) % 60), 1 + (unsigned)(linkage_random(&state) % 12),
			 1 + (unsigned)(linkage_random(&state) % 28));
		snprintf(a->cells[4], sizeof a->cells[4], "city %c", (char)('a' + linkage_random(&state) % 20));
		*b = *a;
		memcpy(b->source, "b", 2);
		if (linkage_random(&state) % 10 == 0)
			slip(&state, b->cells[1]);
		if (linkage_random(&state) % 20 == 0)
			memcpy(b->cells[3], "1901-01-01", 11);
		if (linkage_random(&state) % 2 == 0)
			b->cells[2][0] = '\0';
	}
}

static struct linkage *run(unsigned threads, bool one_to_one, const unsigned *order, size_t n)
{
	struct crm_error err = {0};
	struct linkage *link = NULL;
	const struct linkage_options options = {.threads = threads, .threshold = 0.5, .one_to_one = one_to_one};
	ck_assert_int_eq(linkage_new(columns, COLUMNS, &options, &link, &err), CRM_OK);
	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[order != NULL ? order[i] : i];
		struct linkage_text cells[COLUMNS];
		const struct linkage_text source = {row->source, strlen(row->source)};
		for (unsigned c = 0; c < COLUMNS; c++)
			cells[c] = (struct linkage_text){row->cells[c], strlen(row->cells[c])};
		ck_assert_int_eq(linkage_add(link, cells, &source, &err), CRM_OK);
	}
	ck_assert_int_eq(linkage_run(link, &err), CRM_OK);
	return link;
}

START_TEST(people_are_found_and_strangers_stay_apart)
{
	struct linkage *link = run(1, false, NULL, ROWS);
	unsigned found = 0, wrong = 0;
	for (unsigned p = 0; p < PEOPLE; p++)
		found += linkage_cluster(link, p * 2) == linkage_cluster(link, p * 2 + 1);
	for (unsigned p = 1; p < PEOPLE; p++)
		wrong += linkage_cluster(link, p * 2) == linkage_cluster(link, p * 2 - 2);
	ck_assert_uint_ge(found, PEOPLE * 98 / 100);
	ck_assert_uint_eq(wrong, 0);
	linkage_free(link);
}
END_TEST

/* m of each field is what the rows were made with. */
START_TEST(estimates_are_those_the_rows_were_made_with)
{
	struct linkage *link = run(1, false, NULL, ROWS);
	const struct field *family = &link->fields[link->family];
	ck_assert_double_eq_tol(family->m[1], 0.90, 0.03);
	for (unsigned f = 0; f < link->n_fields; f++) {
		double sum = 0;
		for (unsigned l = 1; l < LEVELS; l++)
			sum += link->fields[f].m[l];
		ck_assert_double_eq_tol(sum, 1, 0.0001);
		if (link->fields[f].kind == FIELD_DATE)
			ck_assert_double_eq_tol(link->fields[f].m[1], 0.95, 0.03);
		if (link->fields[f].kind == FIELD_CITY)
			ck_assert_double_eq_tol(link->fields[f].u[1], 0.05, 0.01);
	}
	/* Each record has one other that is the same. */
	ck_assert_double_eq_tol(link->copies, 1, 0.1);
	linkage_free(link);
}
END_TEST

static void shuffle(unsigned *order, size_t n)
{
	uint64_t state = 5;
	for (unsigned i = 0; i < n; i++)
		order[i] = i;
	for (size_t i = n; i > 1; i--) {
		const size_t j = linkage_random(&state) % i;
		const unsigned other = order[i - 1];
		order[i - 1] = order[j];
		order[j] = other;
	}
}

START_TEST(any_number_of_threads_gives_the_same)
{
	struct linkage *one = run(1, false, NULL, ROWS);
	for (unsigned threads = 2; threads <= 5; threads++) {
		size_t n, m;
		struct linkage *other = run(threads, false, NULL, ROWS);
		const struct linkage_pair *a = linkage_pairs(one, &n), *b = linkage_pairs(other, &m);
		ck_assert_uint_eq(n, m);
		for (size_t i = 0; i < n; i++) {
			ck_assert(a[i].a == b[i].a && a[i].b == b[i].b);
			ck_assert_double_eq(a[i].weight, b[i].weight);
		}
		for (size_t r = 0; r < ROWS; r++) {
			ck_assert_uint_eq(linkage_cluster(one, r), linkage_cluster(other, r));
			ck_assert_double_eq(linkage_probability(one, r), linkage_probability(other, r));
		}
		linkage_free(other);
	}
	linkage_free(one);
}
END_TEST

START_TEST(any_order_of_rows_gives_the_same)
{
	static unsigned order[ROWS];
	static uint32_t of_cluster[ROWS];
	struct linkage *one = run(1, false, NULL, ROWS);
	shuffle(order, ROWS);
	struct linkage *other = run(2, false, order, ROWS);
	memset(of_cluster, 0xff, sizeof of_cluster);
	for (size_t r = 0; r < ROWS; r++) {
		const uint32_t a = linkage_cluster(one, order[r]), b = linkage_cluster(other, r);
		if (of_cluster[a] == UINT32_MAX)
			of_cluster[a] = b;
		ck_assert_uint_eq(of_cluster[a], b);
		ck_assert_double_eq(linkage_probability(one, order[r]), linkage_probability(other, r));
	}
	linkage_free(one);
	linkage_free(other);
}
END_TEST

START_TEST(one_to_one_takes_at_most_one_of_each_source)
{
	/* Three rows of one person, two of them of one source. */
	rows[2] = rows[0];
	struct linkage *free_for_all = run(1, false, NULL, ROWS), *one_to_one = run(1, true, NULL, ROWS);
	ck_assert_uint_eq(linkage_cluster(free_for_all, 0), linkage_cluster(free_for_all, 2));
	ck_assert_uint_ne(linkage_cluster(one_to_one, 0), linkage_cluster(one_to_one, 2));
	linkage_free(free_for_all);
	linkage_free(one_to_one);
}
END_TEST

/* Colleagues share nearly everything but themselves. */
/* Nobody is twice in one source here, so two of one source are told apart the more surely. */
START_TEST(two_of_one_source_need_more)
{
	struct linkage_step steps[LINKAGE_MAX_STEPS];
	double weight;
	struct linkage *link = run(1, false, NULL, ROWS);
	ck_assert_double_lt(link->source_same, -3);
	ck_assert_double_gt(link->source_other, 0);
	linkage_explain(link, 0, 2, steps, &weight);
	ck_assert_str_eq(steps[1].field, "(source)");
	ck_assert_str_eq(steps[1].level, "same");
	linkage_explain(link, 0, 1, steps, &weight);
	ck_assert_str_eq(steps[1].level, "another");
	ck_assert_ptr_null(link->community);
	linkage_free(link);
}
END_TEST

/* Two languages with names of their own; a fifth of the rows speak the second. */
#define SPEAKERS 12000

static struct linkage *run_languages(unsigned threads)
{
	struct crm_error err = {0};
	struct linkage *link = NULL;
	const struct linkage_options options = {.threads = threads, .threshold = 0.5};
	static const char *const prefixes[2] = {"no", "sza"};
	uint64_t state = 5;
	ck_assert_int_eq(linkage_new(columns, COLUMNS, &options, &link, &err), CRM_OK);
	for (unsigned i = 0; i < SPEAKERS; i++) {
		const unsigned second = i % 5 == 0;
		struct linkage_text cells[COLUMNS] = {{0}};
		char text[COLUMNS][64] = {""};
		for (unsigned c = 0; c < 2; c++)
			snprintf(text[c], sizeof text[c], "%s%s%s", prefixes[second],
				 syllables[linkage_random(&state) % 12],
				 c == 0 ? "" : syllables[linkage_random(&state) % 12]);
		snprintf(text[4], sizeof text[4], "%sville %c", prefixes[second],
			 (char)('a' + linkage_random(&state) % 6));
		for (unsigned c = 0; c < COLUMNS; c++)
			cells[c] = (struct linkage_text){text[c], strlen(text[c])};
		ck_assert_int_eq(linkage_add(link, cells, NULL, &err), CRM_OK);
	}
	ck_assert_int_eq(linkage_run(link, &err), CRM_OK);
	return link;
}

START_TEST(names_count_by_community)
{
	struct linkage *link = run_languages(1), *other = run_languages(2);
	bool spoken[2][COMMUNITIES] = {{false}};
	ck_assert_ptr_nonnull(link->community);
	for (unsigned r = 0; r < SPEAKERS; r++)
		spoken[r % 5 == 0][link->community[link->record_of[r]]] = true;
	for (unsigned c = 0; c < COMMUNITIES; c++)
		ck_assert(!(spoken[0][c] && spoken[1][c]));
	ck_assert_mem_eq(link->community, other->community, SPEAKERS);
	/* Twelve given names: one in twelve of those who speak the language, one in sixty of all. */
	const double share = community_share(link, link->given, link->record_of[0], link->record_of[0]);
	ck_assert_double_gt(share, 0.05);
	linkage_free(link);
	linkage_free(other);
}
END_TEST

START_TEST(colleagues_are_not_one_person)
{
	static const struct linkage_column work[] = {
		{"first name", LINKAGE_GIVEN_NAME}, {"last name", LINKAGE_FAMILY_NAME}, {"company", LINKAGE_COMPANY},
		{"phone", LINKAGE_PHONE},           {"street", LINKAGE_STREET},         {"city", LINKAGE_CITY},
	};
	struct crm_error err = {0};
	struct linkage *link = NULL;
	uint64_t state = 9;
	const struct linkage_options options = {.threads = 1, .threshold = 0.5};
	ck_assert_int_eq(linkage_new(work, 6, &options, &link, &err), CRM_OK);
	for (unsigned i = 0; i < 600; i++) {
		char text[6][48];
		struct linkage_text cells[6];
		draw_name(&state, text[0], 2);
		draw_name(&state, text[1], 3);
		const unsigned firm = i / 20;
		snprintf(text[2], 48, "firm %c%c works", (char)('a' + firm % 26), (char)('a' + firm / 26));
		snprintf(text[3], 48, "030 55%06u", firm * 7919);
		snprintf(text[4], 48, "harbour road %u", firm + 1);
		snprintf(text[5], 48, "town %c", (char)('a' + firm % 10));
		for (unsigned c = 0; c < 6; c++)
			cells[c] = (struct linkage_text){text[c], strlen(text[c])};
		if (i % 20 == 7) /* somebody without a name */
			cells[0].len = cells[1].len = 0;
		ck_assert_int_eq(linkage_add(link, cells, NULL, &err), CRM_OK);
	}
	ck_assert_int_eq(linkage_run(link, &err), CRM_OK);
	unsigned joined = 0;
	for (unsigned i = 1; i < 600; i++)
		for (unsigned j = i / 20 * 20; j < i; j++)
			joined += linkage_cluster(link, i) == linkage_cluster(link, j);
	ck_assert_uint_le(joined, 2);
	linkage_free(link);
}
END_TEST

START_TEST(few_rows_and_empty_ones)
{
	for (size_t n = 0; n < 4; n++) {
		struct linkage *link = run(2, false, NULL, n);
		ck_assert_uint_eq(linkage_rows(link), n);
		linkage_free(link);
	}
	memset(rows, 0, sizeof rows);
	struct linkage *link = run(2, false, NULL, ROWS);
	for (size_t r = 1; r < ROWS; r++)
		ck_assert_uint_ne(linkage_cluster(link, r), linkage_cluster(link, r - 1));
	linkage_free(link);
}
END_TEST

START_TEST(there_must_be_a_column)
{
	struct crm_error err = {0};
	struct linkage *link = NULL;
	const struct linkage_column ignored = {"x", LINKAGE_IGNORE};
	const struct linkage_options options = {.threads = 1, .threshold = 0.5};
	ck_assert_int_eq(linkage_new(&ignored, 1, &options, &link, &err), CRM_E_INVALID);
	ck_assert_ptr_null(link);
	crm_error_clear(&err);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("linkage engine");
	TCase *tests = tcase_create("people");
	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, make_rows, NULL);
	tcase_add_test(tests, people_are_found_and_strangers_stay_apart);
	tcase_add_test(tests, estimates_are_those_the_rows_were_made_with);
	tcase_add_test(tests, any_number_of_threads_gives_the_same);
	tcase_add_test(tests, any_order_of_rows_gives_the_same);
	tcase_add_test(tests, one_to_one_takes_at_most_one_of_each_source);
	tcase_add_test(tests, two_of_one_source_need_more);
	tcase_add_test(tests, names_count_by_community);
	tcase_add_test(tests, colleagues_are_not_one_person);
	tcase_add_test(tests, few_rows_and_empty_ones);
	tcase_add_test(tests, there_must_be_a_column);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* String distances against a plain implementation and known values. */
#include "config.h"

#include <core/linkage/similarity.h>
#include <core/linkage/sort.h>
#include <core/linkage/values.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* The distance by its definition. */
static unsigned plain_distance(const char *a, const char *b)
{
	unsigned d[SIMILARITY_MAX + 1][SIMILARITY_MAX + 1];
	const size_t n = strlen(a), m = strlen(b);
	for (size_t i = 0; i <= n; i++)
		for (size_t j = 0; j <= m; j++) {
			if (i == 0 || j == 0) {
				d[i][j] = (unsigned)(i + j);
				continue;
			}
			d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[n][m];
}

static void draw_text(uint64_t *state, char *out)
{
	const size_t len = linkage_random(state) % 13;
	for (size_t i = 0; i < len; i++)
		out[i] = "abcd"[linkage_random(state) % 4];
	out[len] = '\0';
}

START_TEST(distance_is_that_of_the_definition)
{
	uint64_t state = 7;
	for (unsigned i = 0; i < 20000; i++) {
		char a[16], b[16];
		draw_text(&state, a);
		draw_text(&state, b);
		const unsigned wanted = plain_distance(a, b), got = similarity_distance(a, strlen(a), b, strlen(b));
		ck_assert_msg(got == wanted, "%s %s: %u, not %u", a, b, got, wanted);
		const uint64_t x = similarity_letters(a, strlen(a)), y = similarity_letters(b, strlen(b));
		ck_assert_uint_le(similarity_floor(x, y), wanted);
	}
}
END_TEST

/* Winkler (1990), table of examples. */
static const struct {
	const char *a, *b;
	double wanted;
} known[] = {
	{"martha", "marhta", 0.9611},
	{"dwayne", "duane", 0.8400},
	{"dixon", "dicksonx", 0.8133},
	{"jones", "johnson", 0.8323},
	{"abroms", "abrams", 0.9222},
	{"", "", 1},
	{"a", "", 0},
	{"abc", "xyz", 0},
	{"same", "same", 1},
};

START_TEST(jaro_winkler_of_the_paper)
{
	const char *a = known[_i].a, *b = known[_i].b;
	ck_assert_double_eq_tol(similarity_jaro_winkler(a, strlen(a), b, strlen(b)), known[_i].wanted, 0.0001);
	ck_assert_double_eq_tol(similarity_jaro_winkler(b, strlen(b), a, strlen(a)), known[_i].wanted, 0.0001);
}
END_TEST

START_TEST(long_texts_are_cut)
{
	char a[200], b[200];
	memset(a, 'a', sizeof a);
	memset(b, 'a', sizeof b);
	b[150] = 'b';
	ck_assert_uint_eq(similarity_distance(a, sizeof a, b, sizeof b), 0);
	b[3] = 'b';
	ck_assert_uint_eq(similarity_distance(a, sizeof a, b, sizeof b), 1);
}
END_TEST

static const struct {
	const char *a, *b;
	bool same;
} sounds[] = {
	{"meier", "mayer", true},    {"schmidt", "schmitt", true}, {"philip", "filip", true},
	{"schwarz", "shwarz", true}, {"mueller", "miller", true},  {"smith", "jones", false},
	{"weber", "wagner", false},
};

START_TEST(names_that_sound_alike)
{
	const char *a = sounds[_i].a, *b = sounds[_i].b;
	ck_assert_int_eq(name_sound(a, strlen(a)) == name_sound(b, strlen(b)), sounds[_i].same);
}
END_TEST

START_TEST(spellings_of_one_name)
{
	ck_assert_uint_eq(name_loose("mueller", 7), name_loose("muller", 6));
	ck_assert_uint_eq(name_loose("van der berg", 12), name_loose("vanderberg", 10));
	ck_assert_uint_ne(name_loose("mueller", 7), name_loose("moeller", 7));
}
END_TEST

START_TEST(sorts_by_the_upper_half_and_keeps_the_order_of_equals)
{
	enum { N = 5000 };
	static uint64_t list[N], spare[N];
	uint64_t state = 3;
	for (uint32_t i = 0; i < N; i++)
		list[i] = (linkage_random(&state) % 700 * UINT64_C(6135666)) << 32 | i; /* up to 2^32 */
	sort_by_key(list, spare, N);
	for (unsigned i = 1; i < N; i++)
		ck_assert_uint_lt(list[i - 1], list[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("linkage similarity");
	TCase *tests = tcase_create("similarity");
	suite_add_tcase(suite, tests);
	tcase_add_test(tests, distance_is_that_of_the_definition);
	tcase_add_loop_test(tests, jaro_winkler_of_the_paper, 0, sizeof known / sizeof *known);
	tcase_add_test(tests, long_texts_are_cut);
	tcase_add_loop_test(tests, names_that_sound_alike, 0, sizeof sounds / sizeof *sounds);
	tcase_add_test(tests, spellings_of_one_name);
	tcase_add_test(tests, sorts_by_the_upper_half_and_keeps_the_order_of_equals);
	return run_suite(suite);
}

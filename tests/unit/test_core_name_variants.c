/* SPDX-License-Identifier: Apache-2.0 */
/* Given names that are used for one another. */
#include "config.h"

#include <core/name_variant_table.h>
#include <core/name_variants.h>
#include <core/normalise.h>
#include <string.h>

#include "run_suite.h"

static struct crm_arena *arena;

static void setup(void)
{
	arena = crm_arena_new();
}

static void teardown(void)
{
	crm_arena_free(arena);
}

START_TEST(names_are_folded_and_in_order)
{
	ck_assert_uint_ge(n_name_entries, 4000);
	ck_assert_uint_le(n_name_groups, CRM_NAME_GROUPS);
	for (size_t i = 0; i < n_name_entries; i++) {
		const char *name = name_entries[i].folded;

		ck_assert_str_eq(crm_fold_name(name, arena), name);
		ck_assert_msg(i == 0 || strcmp(name_entries[i - 1].folded, name) < 0, "%s", name);
		ck_assert_uint_eq(crm_name_number(name, strlen(name)), i + 1);
		ck_assert_uint_gt(name_entries[i].n_groups + name_entries[i].n_families, 0);
	}
}
END_TEST

START_TEST(groups_are_in_order)
{
	for (unsigned number = 1; number <= n_name_entries; number++) {
		size_t n;
		const uint16_t *ids = crm_name_groups(number, &n);

		for (size_t i = 0; i < n; i++)
			ck_assert(ids[i] < n_name_groups && (i == 0 || ids[i - 1] < ids[i]));
		ids = crm_name_families(number, &n);
		for (size_t i = 1; i < n; i++)
			ck_assert(ids[i - 1] < ids[i]);
	}
}
END_TEST

#define NICK  CRM_NAME_NICKNAME
#define SHORT CRM_NAME_BOTH_SHORT
#define OTHER CRM_NAME_OTHER_LANGUAGE
#define NONE  CRM_NAME_UNRELATED

static const struct {
	const char *a, *b;
	enum crm_name_variant relation;
} pairs[] = {
	{"Jim", "James", NICK},
	{"Bill", "William", NICK},
	{"Bob", "Robert", NICK},
	{"Bob", "Rob", NICK},
	{"Jim", "Jimmy", SHORT},
	{"Nina", "Tina", SHORT},
	{"Peggy", "Margaret", NICK},
	{"Liz", "Elizabeth", NICK},
	{"Hans", "Johannes", NICK},
	{"Hans", "Johann", NICK},
	{"Johann", "Johannes", NICK},
	{"Sepp", "Josef", NICK},
	{"Uschi", "Ursula", NICK},
	{"Jürgen", "Jörg", NICK},
	{"Jurgen", "Jörg", NICK},
	{"Günter", "Gunther", NICK},
	{"Guenter", "Günther", NICK},
	{"Hans-Peter", "Hanspeter", NICK},
	{"Stefan", "Stephan", NICK},
	{"Dédé", "André", NICK},
	{"Jean-Pierre", "JP", NICK},
	{"Maribel", "María Isabel", NICK},
	{"Pepe", "José", NICK},
	{"Paco", "Francisco", NICK},
	{"Nacho", "Ignacio", NICK},
	{"Lola", "Dolores", NICK},
	{"Gianni", "Giovanni", NICK},
	{"Beppe", "Giuseppe", NICK},
	{"Kasia", "Katarzyna", NICK},
	{"Małgosia", "Małgorzata", NICK},
	{"Wojtek", "Wojciech", NICK},
	{"Memo", "Mehmet", NICK},
	{"İbo", "İbrahim", NICK},
	{"Ömer", "Omer", NICK},
	{"Ayşe", "Ayse", NICK},
	{"Alex", "Alexander", NICK},
	{"Alex", "Alexandra", NICK},
	{"Anna", "Anna", NICK},
	{"Johann", "John", OTHER},
	{"Hans", "John", OTHER},
	{"Jack", "Hans", OTHER},
	{"Giovanni", "Juan", OTHER},
	{"Katarzyna", "Catherine", OTHER},
	{"Guillermo", "William", OTHER},
	{"Étienne", "Stefan", OTHER},
	{"Alexander", "Alejandro", OTHER},
	{"Alexander", "Alexandra", NONE},
	{"Anna", "Maria", NONE},
	{"Jean", "Pierre", NONE},
	{"Hans", "Peter", NONE},
	{"Ali", "Can", NONE},
	{"Peter", "Paul", NONE},
	{"Hans", "Franz", NONE},
	{"Maria", "Martha", NONE},
	{"Mehmet", "Murat", NONE},
	{"Xyzzy", "Anna", NONE},
	{"Xyzzy", "Xyzzy", NONE},
	{"", "", NONE},
};

START_TEST(relations)
{
	const char *a = crm_fold_name(pairs[_i].a, arena), *b = crm_fold_name(pairs[_i].b, arena);

	ck_assert_msg(crm_name_variant(a, b) == pairs[_i].relation, "%s %s: %d", a, b, (int)crm_name_variant(a, b));
	ck_assert_msg(crm_name_variant(b, a) == pairs[_i].relation, "%s %s", b, a);
}
END_TEST

START_TEST(numbers_of_words_inside_a_text)
{
	const char *text = "jim beam";
	size_t n;

	ck_assert_uint_eq(crm_name_number(text, 3), crm_name_number("jim", 3));
	ck_assert_uint_eq(crm_name_number(text, strlen(text)), 0);
	ck_assert_uint_eq(crm_name_number("ji", 2), 0);
	ck_assert_uint_eq(crm_name_number("zzzz", 4), 0);
	crm_name_groups(0, &n);
	ck_assert_uint_eq(n, 0);
	crm_name_families(0, &n);
	ck_assert_uint_eq(n, 0);
	ck_assert_int_eq(crm_name_relation(0, 1), NONE);
}
END_TEST

/* What folding makes one, and what only the undotted form does. */
static const struct {
	const char *name, *folded, *undotted;
} letters[] = {
	{"Müller", "mueller", "muller"}, {"Mueller", "mueller", "muller"}, {"Muller", "muller", "muller"},
	{"Groß", "gross", "gross"},      {"Gross", "gross", "gross"},      {"Søren", "soeren", "soren"},
	{"Soeren", "soeren", "soren"},   {"Soren", "soren", "soren"},      {"Åse", "aase", "ase"},
	{"Jäger", "jaeger", "jager"},    {"Wałęsa", "walesa", "walesa"},   {"Walesa", "walesa", "walesa"},
	{"Yıldız", "yildiz", "yildiz"},  {"Öztürk", "oeztuerk", "ozturk"}, {"Ozturk", "ozturk", "ozturk"},
	{"Bauer", "bauer", "baur"},      {"Joël", "joel", "jol"},          {"", "", ""},
};

START_TEST(letters_without_their_dots)
{
	const char *folded = crm_fold_name(letters[_i].name, arena);

	ck_assert_str_eq(folded, letters[_i].folded);
	ck_assert_str_eq(crm_fold_undotted(folded, arena), letters[_i].undotted);
	for (size_t k = 0; k < sizeof letters / sizeof letters[0]; k++) {
		bool same = strcmp(letters[_i].undotted, letters[k].undotted) == 0;
		ck_assert_int_eq(crm_same_undotted(folded, crm_fold_name(letters[k].name, arena)), same);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core name variants");
	TCase *tcase = tcase_create("variants");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, names_are_folded_and_in_order);
	tcase_add_test(tcase, groups_are_in_order);
	tcase_add_loop_test(tcase, relations, 0, (int)(sizeof pairs / sizeof pairs[0]));
	tcase_add_test(tcase, numbers_of_words_inside_a_text);
	tcase_add_loop_test(tcase, letters_without_their_dots, 0, (int)(sizeof letters / sizeof letters[0]));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

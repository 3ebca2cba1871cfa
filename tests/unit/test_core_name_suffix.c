/* SPDX-License-Identifier: Apache-2.0 */
/* Generations behind names, and what only looks like one. */
#include "config.h"

#include <core/name_suffix.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

static const struct {
	const char *text;
	bool whole;
	unsigned generation;
	const char *rest;
} cases[] = {
	{"Smith Jr.", false, 2, "Smith"},
	{"Smith, Jr.", false, 2, "Smith"},
	{"SMITH JNR", false, 2, "SMITH"},
	{"Smith Sr", false, 1, "Smith"},
	{"Smith III ", false, 3, "Smith"},
	{"Smith IV", false, 4, "Smith"},
	{"John Smith Junior", true, 2, "John Smith"},
	{"John Smith, Jr.", true, 2, "John Smith"},
	{"Smith, John Jr.", true, 2, "Smith, John"},
	{"Smith Jr., John", true, 2, "Smith, John"},
	{"Smith senior, John", true, 1, "Smith, John"},
	{"Hans Müller sen.", true, 1, "Hans Müller"},
	{"Hans Müller sen", true, 1, "Hans Müller"},
	{"Müller jun", false, 2, "Müller"},
	{"Österreicher jun", false, 2, "Österreicher"},
	{"Amartya Sen", true, 0, NULL},
	{"Amartya Kumar Sen", true, 0, NULL},
	{"amartya kumar sen", true, 0, NULL},
	{"Neymar Junior", true, 0, NULL},
	{"Min Jun", false, 0, NULL},
	{"Jr.", false, 0, NULL},
	{", Jr.", false, 0, NULL},
	{"Sr. Garcia", false, 0, NULL},
	{"Smith", false, 0, NULL},
	{"", false, 0, NULL},
	{".", true, 0, NULL},
};

START_TEST(generation_of_a_name)
{
	size_t from = 0, to = 0;
	char rest[80];
	ck_assert_msg(crm_name_suffix(cases[_i].text, cases[_i].whole, &from, &to) == cases[_i].generation, "%s",
		      cases[_i].text);
	if (cases[_i].rest == NULL)
		return;
	snprintf(rest, sizeof rest, "%.*s%s", (int)from, cases[_i].text, cases[_i].text + to);
	ck_assert_str_eq(rest, cases[_i].rest);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("name suffix");
	TCase *tests = tcase_create("generations");

	suite_add_tcase(suite, tests);
	tcase_add_loop_test(tests, generation_of_a_name, 0, sizeof cases / sizeof *cases);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Levels of agreement of two values, by type of column. */
#include "config.h"

#include <core/linkage/linkage.h>
#include <string.h>

#include "run_suite.h"

static const struct {
	enum linkage_type type;
	const char *a, *b, *level; /* NULL: nothing is said */
} cases[] = {
	{LINKAGE_FAMILY_NAME, "Müller", "MUELLER", "exact"},
	{LINKAGE_FAMILY_NAME, "O'Brien", "Obrien", "exact"},
	{LINKAGE_FAMILY_NAME, "Müller", "Muller", "spelled alike"},
	{LINKAGE_FAMILY_NAME, "Müller", "Müllner", "one letter off"},
	{LINKAGE_FAMILY_NAME, "Müller", "Müller-Lüdenscheidt", "part of a double name"},
	{LINKAGE_FAMILY_NAME, "M.", "Müller", "initial"},
	{LINKAGE_FAMILY_NAME, "Müller", "Schmidt", "different"},
	{LINKAGE_FAMILY_NAME, "Müller", "N/A", NULL},
	{LINKAGE_GIVEN_NAME, "Jim", "James", "variant"},
	{LINKAGE_GIVEN_NAME, "Hans", "Hans-Peter", "variant"},
	{LINKAGE_GIVEN_NAME, "Dr. Anna", "Anna", "exact"},
	{LINKAGE_GIVEN_NAME, "J.", "James", "initial"},
	{LINKAGE_GIVEN_NAME, "J.", "J", "initial"},
	{LINKAGE_GIVEN_NAME, "J. P.", "Jean Pierre", "initial"},
	{LINKAGE_GIVEN_NAME, "J.P.", "Jean-Pierre", "initial"},
	{LINKAGE_GIVEN_NAME, "J. P.", "Jean", "initial"},
	{LINKAGE_GIVEN_NAME, "J. P.", "J. P.", "initial"},
	{LINKAGE_GIVEN_NAME, "J. M.", "Jean Pierre", "different"},
	{LINKAGE_GIVEN_NAME, "P. J.", "Jean Pierre", "different"},
	{LINKAGE_GIVEN_NAME, "J. Pierre", "Jean Pierre", "variant"},
	{LINKAGE_FAMILY_NAME, "Smith Jr.", "Smith", "exact"},
	{LINKAGE_FAMILY_NAME, "Müller sen.", "Mueller jun.", "exact"},
	{LINKAGE_FAMILY_NAME, "Sen", "Das", "different"},
	{LINKAGE_GIVEN_NAME, "Robrt", "Robert", "one letter off"},
	{LINKAGE_GIVEN_NAME, "Peter", "Sabine", "different"},
	{LINKAGE_EMAIL, "Jim+news@Firma.example", "jim@firma.example", "exact"},
	{LINKAGE_EMAIL, "j.i.m@googlemail.com", "jim@gmail.com", "exact"},
	{LINKAGE_EMAIL, "sunnyday@alt.example", "sunnyday@neu.test", "same local part"},
	{LINKAGE_EMAIL, "sunnyday@firma.example", "sunnydya@firma.example", "typing error"},
	{LINKAGE_EMAIL, "peter47@gmx.de", "peter78@gmx.de", "different"},
	{LINKAGE_EMAIL, "anna.karoline.schmid@firma.example", "anna.karolina.schmitt@firma.example", "similar"},
	{LINKAGE_EMAIL, "karl@firma.example", "gundula.vogt@firma.example", "different"},
	{LINKAGE_PHONE, "+49 30 12345678", "030/12345678", "exact"},
	{LINKAGE_PHONE, "030 12345678 ext. 12", "(030) 12345678", "exact"},
	{LINKAGE_PHONE, "030 12345678", "030 12345687", "one digit off"},
	{LINKAGE_PHONE, "030 12345678", "030 12345123", "same switchboard"},
	{LINKAGE_PHONE, "030 12345678", "089 87654321", "different"},
	{LINKAGE_PHONE, "030 12345678", "030 12354678", "one digit off"},
	{LINKAGE_PHONE, "030 12345678", "030 22345679", "different"},
	{LINKAGE_PHONE, "030 12345678", "030 13245678", "one digit off"},
	{LINKAGE_PHONE, "12345678", "345678", "without area code"},
	{LINKAGE_PHONE, "12345678", "345679", "different"},
	{LINKAGE_PHONE, "123", "030 12345678", NULL},
	{LINKAGE_DATE, "1980-04-03", "3.4.1980", "exact"},
	{LINKAGE_DATE, "19800403", "3 April 1980", "exact"},
	{LINKAGE_DATE, "1980-04-03", "1980-03-04", "day and month swapped"},
	{LINKAGE_DATE, "1980-04-03", "1980-04-08", "one digit off"},
	{LINKAGE_DATE, "1980-04-03", "1980-04-28", "two parts of three"},
	{LINKAGE_DATE, "1980-04-03", "1980", "same year"},
	{LINKAGE_DATE, "1980-04-03", "1991-11-22", "different"},
	{LINKAGE_STREET, "12 Main St", "12 Main Street", "exact"},
	{LINKAGE_STREET, "Hauptstr. 12", "Hauptstrasse 12", "exact"},
	{LINKAGE_STREET, "Gartenweg 12", "Gartenweg", "same street, a number missing"},
	{LINKAGE_STREET, "Gartenweg 12", "Gartenweg 14", "same street, another number"},
	{LINKAGE_STREET, "Gartenweg 12", "Bahnhofsplatz 3", "different"},
	{LINKAGE_POSTCODE, "60302-1234", "60302", "exact"},
	{LINKAGE_POSTCODE, "D-10115", "10115", "exact"},
	{LINKAGE_POSTCODE, "10115", "10151", "one digit off"},
	{LINKAGE_POSTCODE, "10115", "10199", "same region"},
	{LINKAGE_POSTCODE, "10115", "80331", "different"},
	{LINKAGE_POSTCODE, "1234567890-1", "1234567890-77", "same region"},
	{LINKAGE_CITY, "München", "Muenchen", "exact"},
	{LINKAGE_CITY, "Berlin", "Hamburg", "different"},
	{LINKAGE_COUNTRY, "Deutschland", "DE", "exact"},
	{LINKAGE_COMPANY, "Huber GmbH & Co. KG", "Huber", "exact"},
	{LINKAGE_COMPANY, "Müller Logistics Ltd", "Mueler Logistics", "spelled alike"},
	{LINKAGE_COMPANY, "Huber", "Schmidt AG", "different"},
	{LINKAGE_DOMAIN, "https://www.firma.example/kontakt", "firma.example", "exact"},
	{LINKAGE_DOMAIN, "firma.de", "firma.com", "another ending"},
	{LINKAGE_IDENTIFIER, "AB 12-34 56", "ab123456", "exact"},
	{LINKAGE_IDENTIFIER, "AB123456", "AB123465", "one letter off"},
	{LINKAGE_CATEGORY, "Male", "male", "exact"},
	{LINKAGE_CATEGORY, "male", "female", "different"},
	{LINKAGE_NUMBER, "1,234.50", "1234.5", "exact"},
	{LINKAGE_NUMBER, "1000", "1005", "one digit off"},
	{LINKAGE_NUMBER, "1000", "1077", "within 10 %"},
	{LINKAGE_NUMBER, "1000", "5432", "different"},
	{LINKAGE_TEXT, "the quick brown fox", "The quick, brown fox!", "exact"},
	{LINKAGE_TEXT, "the quick brown fox", "an essay on clocks", "different"},
};

static void add(struct linkage *link, const char *text)
{
	struct crm_error err = {0};
	const struct linkage_text cell = {text, strlen(text)};
	ck_assert_int_eq(linkage_add(link, &cell, NULL, &err), CRM_OK);
}

START_TEST(level_of_two_values)
{
	struct crm_error err = {0};
	struct linkage_step steps[LINKAGE_MAX_STEPS];
	struct linkage *link = NULL;
	double weight;
	const struct linkage_column column = {"x", cases[_i].type};
	const struct linkage_options options = {.threads = 1, .threshold = 0.5};
	ck_assert_int_eq(linkage_new(&column, 1, &options, &link, &err), CRM_OK);
	add(link, cases[_i].a);
	add(link, cases[_i].b);
	ck_assert_int_eq(linkage_run(link, &err), CRM_OK);
	const size_t n = linkage_explain(link, 0, 1, steps, &weight);
	const char *level = n > 1 ? steps[1].level : NULL;
	/* An e-mail is compared as its domain, too. */
	for (size_t i = 1; i < n; i++)
		if (strcmp(steps[i].field, "x") == 0)
			level = steps[i].level;
	if (cases[_i].level == NULL)
		ck_assert_msg(n == 1, "%s, %s: %s", cases[_i].a, cases[_i].b, level);
	else
		ck_assert_msg(level != NULL && strcmp(level, cases[_i].level) == 0, "%s, %s: %s, not %s", cases[_i].a,
			      cases[_i].b, level != NULL ? level : "nothing", cases[_i].level);
	linkage_free(link);
}
END_TEST

static const struct {
	enum linkage_type type;
	const char *a, *b, *level; /* of the generation; NULL: nothing is said */
} suffixes[] = {
	{LINKAGE_FAMILY_NAME, "Smith Jr.", "Smith Sr.", "different"},
	{LINKAGE_FAMILY_NAME, "Smith jr", "SMITH, III", "different"},
	{LINKAGE_FAMILY_NAME, "Smith Jr.", "Smith II", "exact"},
	{LINKAGE_FAMILY_NAME, "Smith Jr.", "Smith", NULL},
	{LINKAGE_FAMILY_NAME, "Müller jun.", "Müller sen.", "different"},
	{LINKAGE_FAMILY_NAME, "Müller jun", "Müller sen", "different"},
	{LINKAGE_GIVEN_NAME, "Hans sen.", "Hans jun.", "different"},
	{LINKAGE_FULL_NAME, "John Smith, Jr.", "Smith Sr., John", "different"},
	{LINKAGE_FULL_NAME, "Smith, John Jr.", "John Smith II", "exact"},
	{LINKAGE_FULL_NAME, "Amartya Sen", "Amartya Jun", NULL},
};

START_TEST(generation_behind_two_names)
{
	struct crm_error err = {0};
	struct linkage_step steps[LINKAGE_MAX_STEPS];
	struct linkage *link = NULL;
	const char *level = NULL;
	double weight, of_level = 0;
	const struct linkage_column column = {"x", suffixes[_i].type};
	const struct linkage_options options = {.threads = 1, .threshold = 0.5};
	ck_assert_int_eq(linkage_new(&column, 1, &options, &link, &err), CRM_OK);
	add(link, suffixes[_i].a);
	add(link, suffixes[_i].b);
	ck_assert_int_eq(linkage_run(link, &err), CRM_OK);
	const size_t n = linkage_explain(link, 0, 1, steps, &weight);
	for (size_t i = 1; i < n; i++)
		if (strcmp(steps[i].field, "name suffix") == 0) {
			level = steps[i].level;
			of_level = steps[i].weight;
		}
	ck_assert_pstr_eq(level, suffixes[_i].level);
	if (level != NULL && strcmp(level, "different") == 0)
		ck_assert_double_lt(of_level, -6);
	linkage_free(link);
}
END_TEST

START_TEST(types_have_names)
{
	for (unsigned t = 0; t < LINKAGE_TYPES; t++)
		ck_assert_uint_eq(linkage_type_find(linkage_type_name((enum linkage_type)t)), t);
	ck_assert_uint_eq(linkage_type_find("colour"), LINKAGE_TYPES);
	ck_assert_ptr_null(linkage_type_name(LINKAGE_TYPES));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("linkage compare");
	TCase *tests = tcase_create("levels");
	suite_add_tcase(suite, tests);
	tcase_add_loop_test(tests, level_of_two_values, 0, sizeof cases / sizeof *cases);
	tcase_add_loop_test(tests, generation_behind_two_names, 0, sizeof suffixes / sizeof *suffixes);
	tcase_add_test(tests, types_have_names);
	return run_suite(suite);
}

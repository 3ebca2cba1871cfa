/* SPDX-License-Identifier: Apache-2.0 */
/* Values of every type in canonical form. */
#include "config.h"

#include <base/zone.h>
#include <core/normalise.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run_suite.h"

static struct crm_arena *arena;
static struct crm_zone *los_angeles, *auckland;
static struct crm_locale locale;
static struct crm_cell cell;

static void setup(void)
{
	arena = crm_arena_new();
	ck_assert_int_eq(crm_zone_load("America/Los_Angeles", &los_angeles, NULL), 0);
	ck_assert_int_eq(crm_zone_load("Pacific/Auckland", &auckland, NULL), 0);
	locale = (struct crm_locale){.region = "DE", .timezone = "America/Los_Angeles", .zone = los_angeles};
}

static void teardown(void)
{
	crm_arena_free(arena);
	crm_zone_free(los_angeles);
	crm_zone_free(auckland);
}

static void normalise_text(enum crm_type type, const char *text)
{
	struct crm_field field = {.name = "f", .type = type};
	struct crm_value value = {.kind = CRM_TEXT, .text = text};

	ck_assert_int_eq(crm_normalise(&field, &locale, &value, arena, &cell), 0);
}

/* Where a key becomes another one here, records that were normalised before look edited: CRM_NORMALISER_VERSION has to be
   raised, and this table becomes that of the new version. */
START_TEST(keys_of_this_version)
{
	static const struct {
		enum crm_type type;
		const char *in, *key;
	} keys[] = {
		{CRM_T_TEXT, " Jim  Bob ", "Jim Bob"},
		{CRM_T_EMAIL, "Jöhn.Doe@Example.COM ", "jöhn.doe@example.com"},
		{CRM_T_EMAIL, "jim@büro.example", "jim@xn--bro-hoa.example"},
		{CRM_T_PHONE, "089 / 1234567", "+49891234567"},
		{CRM_T_DATE, "2020-02-29T00:00:00Z", "2020-02-29"},
		{CRM_T_DATETIME, "2020-02-29T12:00:00+01:00", "2020-02-29T11:00:00Z"},
		{CRM_T_DECIMAL, "1200.50", "1200.5"},
		{CRM_T_MONEY, "0012", "12"},
		{CRM_T_BOOL, "Yes", "true"},
		{CRM_T_ENUM, "Kunde", "kunde"},
		{CRM_T_URL, "HTTP://Firma.example/", "https://firma.example"},
		{CRM_T_DOMAIN, "https://www.Firma.example/x", "firma.example"},
		{CRM_T_COUNTRY, "Deutschland", "DE"},
	};
	ck_assert_int_eq(CRM_NORMALISER_VERSION, 1);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		normalise_text(keys[i].type, keys[i].in);
		ck_assert_str_eq(cell.key, keys[i].key);
	}
}
END_TEST

#define SAME    NULL /* text as given */
#define VALID   true
#define INVALID false

static const struct {
	enum crm_type type;
	const char *in, *key, *text;
	bool valid;
} values[] = {
	{CRM_T_TEXT, "Jim", "Jim", SAME, VALID},
	{CRM_T_TEXT, " Jim  Bob ", "Jim Bob", "Jim  Bob", VALID},
	{CRM_T_TEXT, "one\n\ntwo", "one two", SAME, VALID}, /* paragraphs are kept when written */
	{CRM_T_TEXT, "e\xcc\x81", "é", SAME, VALID},
	{CRM_T_TEXT, "\xef\xbb\xbfx\xc2\xa0", "x", "x", VALID},
	{CRM_T_TEXT, "  ", "", "", VALID},
	{CRM_T_TEXT, "x\xff", "x\xef\xbf\xbd", "x\xef\xbf\xbd", VALID},

	{CRM_T_EMAIL, "Jöhn.Doe@Example.COM ", "jöhn.doe@example.com", "Jöhn.Doe@Example.COM", VALID},
	{CRM_T_EMAIL, "jo\xcc\x88hn.doe@example.com", "jöhn.doe@example.com", SAME, VALID},
	{CRM_T_EMAIL, "mailto:Jim@Firma.example?subject=Hi", "jim@firma.example", "Jim@Firma.example", VALID},
	{CRM_T_EMAIL, "MAILTO: jim@firma.example", "jim@firma.example", "jim@firma.example", VALID},
	{CRM_T_EMAIL, "jim+news@firma.example", "jim+news@firma.example", SAME, VALID},
	{CRM_T_EMAIL, "j.i.m@firma.example", "j.i.m@firma.example", SAME, VALID},
	{CRM_T_EMAIL, "jim@MÜNCHEN.example", "jim@xn--mnchen-3ya.example", SAME, VALID},
	{CRM_T_EMAIL, "jim@xn--mnchen-3ya.example", "jim@xn--mnchen-3ya.example", SAME, VALID},
	{CRM_T_EMAIL, "jim@straße.example", "jim@xn--strae-oqa.example", SAME, VALID},
	{CRM_T_EMAIL, "jim@firma.example.", "jim@firma.example", SAME, VALID},
	{CRM_T_EMAIL, "N/A", "n/a", SAME, INVALID},
	{CRM_T_EMAIL, "Jim@localhost", "jim@localhost", SAME, INVALID},
	{CRM_T_EMAIL, "@firma.example", "@firma.example", SAME, INVALID},
	{CRM_T_EMAIL, "jim@", "jim@", SAME, INVALID},
	{CRM_T_EMAIL, "jim smith@firma.example", "jim smith@firma.example", SAME, INVALID},
	{CRM_T_EMAIL, "a@b@firma.example", "a@b@firma.example", SAME, INVALID},
	{CRM_T_EMAIL, "Jim <jim@firma.example>", "jim <jim@firma.example>", SAME, INVALID},
	{CRM_T_EMAIL, "jim@a..example", "jim@a..example", SAME, INVALID},
	{CRM_T_EMAIL, "jim@fir ma.example", "jim@fir ma.example", SAME, INVALID},
	{CRM_T_EMAIL, "jim\x7f@firma.example", "jim\x7f@firma.example", SAME, INVALID},
	{CRM_T_EMAIL, "jim@a＠b.example", "jim@a＠b.example", SAME, INVALID}, /* IDNA would make an @ of it */
	{CRM_T_EMAIL,
	 "jim@\xd7\x90"
	 "a.example",
	 "jim@\xd7\x90"
	 "a.example",
	 SAME, INVALID}, /* breaks the bidi rule */
	{CRM_T_EMAIL, "mailto:", "mailto:", SAME, INVALID},

	{CRM_T_PHONE, "030 123456", "+4930123456", SAME, VALID},
	{CRM_T_PHONE, "+49 (0)30 123456", "+4930123456", SAME, VALID},
	{CRM_T_PHONE, "0049/30/123456", "+4930123456", SAME, VALID},
	{CRM_T_PHONE, "tel:+49-30-123456", "+4930123456", SAME, VALID},
	{CRM_T_PHONE, " +1 (415) 555-0132 ext. 12 ", "+14155550132;ext=12", "+1 (415) 555-0132 ext. 12", VALID},
	{CRM_T_PHONE, "+1 415 555 0132 x12", "+14155550132;ext=12", SAME, VALID},
	{CRM_T_PHONE, "+39 06 1234567", "+39061234567", SAME, VALID}, /* Italy keeps its zero */
	{CRM_T_PHONE, "n/a", "n/a", SAME, INVALID},
	{CRM_T_PHONE, "112", "112", SAME, INVALID},
	{CRM_T_PHONE, "+1", "+1", SAME, INVALID},
	{CRM_T_PHONE, "ask Jim", "ask jim", SAME, INVALID},

	{CRM_T_DATE, "2026-11-21", "2026-11-21", SAME, VALID},
	{CRM_T_DATE, "2026-11-21T00:00:00Z", "2026-11-21", SAME, VALID},
	{CRM_T_DATE, "2026-11-21T00:00:00.000+00:00", "2026-11-21", SAME, VALID},
	{CRM_T_DATE, "2026-11-21T07:59:59Z", "2026-11-20", SAME, VALID}, /* a second before midnight in Los Angeles */
	{CRM_T_DATE, "2026-11-21T08:00:00Z", "2026-11-21", SAME, VALID},
	{CRM_T_DATE, "2026-07-21T06:59:59Z", "2026-07-20", SAME, VALID}, /* summer time */
	{CRM_T_DATE, "2026-07-21T07:00:00Z", "2026-07-21", SAME, VALID},
	{CRM_T_DATE, "1969-12-31T23:59:59Z", "1969-12-31", SAME, VALID},
	{CRM_T_DATE, "21.11.2026", "21.11.2026", SAME, INVALID},
	{CRM_T_DATE, "2026-02-30", "2026-02-30", SAME, INVALID},

	{CRM_T_DATETIME, "2026-11-21T17:50:00Z", "2026-11-21T17:50:00Z", SAME, VALID},
	{CRM_T_DATETIME, "2026-11-21T18:50:00.000+01:00", "2026-11-21T17:50:00Z", SAME, VALID},
	{CRM_T_DATETIME, "2026-11-21 17:50:00.120", "2026-11-21T17:50:00.120Z", SAME, VALID},
	{CRM_T_DATETIME, "2026-11-21", "2026-11-21T00:00:00Z", SAME, VALID},
	{CRM_T_DATETIME, "Soon", "soon", SAME, INVALID},

	{CRM_T_DECIMAL, "42", "42", SAME, VALID},
	{CRM_T_DECIMAL, "-42", "-42", SAME, VALID},
	{CRM_T_DECIMAL, "1234.50", "1234.5", SAME, VALID},
	{CRM_T_DECIMAL, "007", "7", SAME, VALID},
	{CRM_T_DECIMAL, "-", "-", SAME, INVALID},
	{CRM_T_MONEY, "1e3", "1000", SAME, VALID},
	{CRM_T_MONEY, "9007199254740993", "9007199254740993", SAME, VALID},
	{CRM_T_MONEY, "1.234,50 €", "1.234,50 €", SAME, INVALID},

	{CRM_T_BOOL, "TRUE", "true", SAME, VALID},
	{CRM_T_BOOL, "1", "true", SAME, VALID},
	{CRM_T_BOOL, "Yes", "true", SAME, VALID},
	{CRM_T_BOOL, "false", "false", SAME, VALID},
	{CRM_T_BOOL, "0", "false", SAME, VALID},
	{CRM_T_BOOL, "NO", "false", SAME, VALID},
	{CRM_T_BOOL, "yeſ", "true", SAME, VALID}, /* long s folds to s */
	{CRM_T_BOOL, "Perhaps", "perhaps", SAME, INVALID},

	{CRM_T_ENUM, " Closed  Won ", "closed won", "Closed  Won", VALID},
	{CRM_T_ENUM, "GROẞ", "gross", SAME, VALID},

	{CRM_T_REFERENCE, "003Aa00001", "003Aa00001", SAME, VALID},
	{CRM_T_REFERENCE, " x ", " x ", " x ", VALID},

	{CRM_T_URL, "http://Example.com/", "https://example.com", SAME, VALID},
	{CRM_T_URL, "https://example.com", "https://example.com", SAME, VALID},
	{CRM_T_URL, "Example.com", "https://example.com", SAME, VALID},
	{CRM_T_URL, "//example.com", "https://example.com", SAME, VALID},
	{CRM_T_URL, "example.com/Path//", "https://example.com/Path", SAME, VALID},
	{CRM_T_URL, "HTTP://example.com:80/a?b=C/#D", "https://example.com/a?b=C/#D", SAME, VALID},
	{CRM_T_URL, "https://example.com:443", "https://example.com", SAME, VALID},
	{CRM_T_URL, "https://example.com:/", "https://example.com", SAME, VALID},
	{CRM_T_URL, "https://example.com:08443/", "https://example.com:8443", SAME, VALID},
	{CRM_T_URL, "https://example.com/?q", "https://example.com?q", SAME, VALID},
	{CRM_T_URL, "ftp://Example.com:21/", "ftp://example.com:21", SAME, VALID},
	{CRM_T_URL, "https://me:Pw@example.com/", "https://me:Pw@example.com", SAME, VALID},
	{CRM_T_URL, "https://www.MÜLLER.example/ü", "https://www.xn--mller-kva.example/ü", SAME, VALID},
	{CRM_T_URL, "http://[FE80::1]:8080/x", "https://[fe80::1]:8080/x", SAME, VALID},
	{CRM_T_URL, "http://localhost:8080", "https://localhost:8080", SAME, VALID},
	{CRM_T_URL, "intranet/wiki", "intranet/wiki", SAME, INVALID},
	{CRM_T_URL, "Jim@example.com", "jim@example.com", SAME, INVALID},
	{CRM_T_URL, "mailto:jim@example.com", "mailto:jim@example.com", SAME, INVALID},
	{CRM_T_URL, "our site", "our site", SAME, INVALID},
	{CRM_T_URL, "http://", "http://", SAME, INVALID},
	{CRM_T_URL, "http://example.com:99999", "http://example.com:99999", SAME, INVALID},
	{CRM_T_URL, "http://example.com:8x", "http://example.com:8x", SAME, INVALID},
	{CRM_T_URL, "http://[example]", "http://[example]", SAME, INVALID},
	{CRM_T_URL, "http://[]", "http://[]", SAME, INVALID},
	{CRM_T_URL, "http://[::1", "http://[::1", SAME, INVALID},
	{CRM_T_URL, "1http://example.com", "1http://example.com", SAME, INVALID},

	{CRM_T_DOMAIN, "https://www.Example.com:8080/a", "example.com", "example.com", VALID},
	{CRM_T_DOMAIN, "WWW.www.example.com", "example.com", "example.com", VALID},
	{CRM_T_DOMAIN, "www.example", "www.example", SAME, VALID},
	{CRM_T_DOMAIN, "sub_1.example.com.", "sub_1.example.com", "sub_1.example.com", VALID},
	{CRM_T_DOMAIN, "www.Müller.example", "xn--mller-kva.example", "müller.example", VALID},
	{CRM_T_DOMAIN, "xn--mller-kva.example", "xn--mller-kva.example", "müller.example", VALID},
	{CRM_T_DOMAIN, "xn--a.example", "xn--a.example", SAME, VALID}, /* no label that could be shown */
	{CRM_T_DOMAIN, "jim@example.com", "example.com", "example.com", VALID},
	{CRM_T_DOMAIN, "localhost", "localhost", SAME, INVALID},
	{CRM_T_DOMAIN, "http://[::1]/", "http://[::1]/", SAME, INVALID},
	{CRM_T_DOMAIN, "n/a", "n/a", SAME, INVALID},
	{CRM_T_DOMAIN, "a.b..c", "a.b..c", SAME, INVALID},
	{CRM_T_DOMAIN, "exa!mple.com", "exa!mple.com", SAME, INVALID},

	{CRM_T_COUNTRY, "de", "DE", SAME, VALID},
	{CRM_T_COUNTRY, "DEU", "DE", SAME, VALID},
	{CRM_T_COUNTRY, "Germany", "DE", SAME, VALID},
	{CRM_T_COUNTRY, "U.S.A.", "US", SAME, VALID},
	{CRM_T_COUNTRY, "Atlantis", "atlantis", SAME, INVALID},
};

START_TEST(canonical_forms)
{
	normalise_text(values[_i].type, values[_i].in);
	ck_assert_int_eq(cell.kind, CRM_TEXT);
	ck_assert_str_eq(cell.key, values[_i].key);
	ck_assert_str_eq(cell.text, values[_i].text != SAME ? values[_i].text : values[_i].in);
	ck_assert_int_eq(cell.valid, values[_i].valid);
}
END_TEST

/* Reading back what was written, or what was compared, changes nothing. */
START_TEST(canonical_forms_are_stable)
{
	struct crm_cell first;

	normalise_text(values[_i].type, values[_i].in);
	first = cell;
	normalise_text(values[_i].type, first.key);
	ck_assert_str_eq(cell.key, first.key);
	ck_assert_int_eq(cell.valid, first.valid);
	normalise_text(values[_i].type, first.text);
	ck_assert_str_eq(cell.key, first.key);
	ck_assert_str_eq(cell.text, first.text);
}
END_TEST

START_TEST(the_region_matters_to_local_numbers)
{
	locale.region = "us";
	normalise_text(CRM_T_PHONE, "(415) 555-0132");
	ck_assert_str_eq(cell.key, "+14155550132");
	normalise_text(CRM_T_PHONE, "555-0132"); /* within its town only */
	ck_assert(!cell.valid);
	locale.region = NULL;
	normalise_text(CRM_T_PHONE, "(415) 555-0132");
	ck_assert(!cell.valid);
	normalise_text(CRM_T_PHONE, "+1 (415) 555-0132");
	ck_assert_str_eq(cell.key, "+14155550132");
	locale.region = "USA";
	normalise_text(CRM_T_PHONE, "(415) 555-0132");
	ck_assert(!cell.valid);
}
END_TEST

START_TEST(overlong_values_are_invalid)
{
	char text[70001];

	memset(text, '1', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	normalise_text(CRM_T_PHONE, text);
	ck_assert(!cell.valid);
	normalise_text(CRM_T_DOMAIN, text);
	ck_assert(!cell.valid);
	text[60000] = '\0';
	text[100] = '.';
	normalise_text(CRM_T_DOMAIN, text);
	ck_assert(!cell.valid);
	text[300] = '\0';
	normalise_text(CRM_T_DOMAIN, text);
	ck_assert(!cell.valid);
	text[165] = '\0';
	normalise_text(CRM_T_DOMAIN, text); /* labels of 100 and 64 */
	ck_assert(!cell.valid);
}
END_TEST

START_TEST(days_in_the_zone_given)
{
	locale.zone = auckland;
	normalise_text(CRM_T_DATE, "2026-11-21T11:00:00.001Z");
	ck_assert_str_eq(cell.key, "2026-11-22");
	normalise_text(CRM_T_DATE, "2026-11-21T00:00:00Z");
	ck_assert_str_eq(cell.key, "2026-11-21");
	locale.zone = NULL;
	normalise_text(CRM_T_DATE, "2026-11-21T23:59:59Z");
	ck_assert_str_eq(cell.key, "2026-11-21");
}
END_TEST

/* The story of the date that shifts: ten round trips under any TZ of the host. */
START_TEST(the_host_zone_does_not_matter)
{
	static const char *const zones[] = {"America/Los_Angeles", "Pacific/Auckland", "UTC"};
	char text[64];

	for (size_t z = 0; z < 3; z++) {
		setenv("TZ", zones[z], 1);
		snprintf(text, sizeof text, "%s", "2026-03-29T00:00:00Z");
		for (int round = 0; round < 10; round++) {
			normalise_text(CRM_T_DATE, text);
			ck_assert_str_eq(cell.key, "2026-03-29");
			normalise_text(CRM_T_DATETIME, cell.key);
			snprintf(text, sizeof text, "%s", cell.key);
		}
	}
	unsetenv("TZ");
}
END_TEST

START_TEST(without_a_locale)
{
	struct crm_field phone = {.name = "f", .type = CRM_T_PHONE}, date = {.name = "f", .type = CRM_T_DATE};

	ck_assert_int_eq(
		crm_normalise(&phone, NULL, &(struct crm_value){.kind = CRM_TEXT, .text = "030 123456"}, arena, &cell),
		0);
	ck_assert(!cell.valid);
	ck_assert_int_eq(crm_normalise(&date, NULL,
				       &(struct crm_value){.kind = CRM_TEXT, .text = "2026-01-01T23:00:00Z"}, arena,
				       &cell),
			 0);
	ck_assert_str_eq(cell.key, "2026-01-01");
}
END_TEST

START_TEST(kinds_stay_apart)
{
	static const enum crm_kind kinds[] = {CRM_ABSENT, CRM_DENIED, CRM_NULL};
	struct crm_field field = {.name = "f"};

	for (size_t i = 0; i < 3; i++) {
		for (int multiple = 0; multiple < 2; multiple++) {
			field.multiple = multiple != 0;
			ck_assert_int_eq(
				crm_normalise(&field, &locale, &(struct crm_value){.kind = kinds[i]}, arena, &cell), 0);
			ck_assert_int_eq(cell.kind, kinds[i]);
		}
	}
}
END_TEST

START_TEST(a_list_for_a_single_field)
{
	static const char *const items[] = {"b", "a"};
	struct crm_field field = {.name = "f"};
	struct crm_value value = {.kind = CRM_LIST, .items = items, .n = 2};

	ck_assert_int_eq(crm_normalise(&field, &locale, &value, arena, &cell), 0);
	ck_assert_int_eq(cell.kind, CRM_TEXT);
	ck_assert_str_eq(cell.key, "b");
	value.n = 0;
	ck_assert_int_eq(crm_normalise(&field, &locale, &value, arena, &cell), 0);
	ck_assert_int_eq(cell.kind, CRM_NULL);
}
END_TEST

START_TEST(lists_are_sets)
{
	static const char *const items[] = {"b@x.de", "A@x.de", " ", "a@X.de", "n/a"};
	struct crm_field field = {.name = "f", .type = CRM_T_EMAIL, .multiple = true};
	struct crm_value value = {.kind = CRM_LIST, .items = items, .n = 5};

	ck_assert_int_eq(crm_normalise(&field, &locale, &value, arena, &cell), 0);
	ck_assert_int_eq(cell.kind, CRM_LIST);
	ck_assert_uint_eq(cell.n, 3);
	ck_assert_str_eq(cell.items[0].key, "a@x.de");
	ck_assert_str_eq(cell.items[0].text, "A@x.de");
	ck_assert_str_eq(cell.items[1].key, "b@x.de");
	ck_assert_str_eq(cell.items[2].key, "n/a");
	ck_assert(!cell.items[2].valid);
}
END_TEST

START_TEST(a_text_for_a_multiple_field)
{
	struct crm_field field = {.name = "f", .type = CRM_T_MULTI};
	struct crm_value value = {.kind = CRM_TEXT, .text = "Red"};

	ck_assert_int_eq(crm_normalise(&field, &locale, &value, arena, &cell), 0);
	ck_assert_int_eq(cell.kind, CRM_LIST);
	ck_assert_uint_eq(cell.n, 1);
	ck_assert_str_eq(cell.items[0].key, "red");
	value.text = "";
	ck_assert_int_eq(crm_normalise(&field, &locale, &value, arena, &cell), 0);
	ck_assert_int_eq(cell.kind, CRM_LIST);
	ck_assert_uint_eq(cell.n, 0);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

int main(void)
{
	Suite *suite = suite_create("core normalise");
	TCase *tcase = tcase_create("normalise");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, canonical_forms, 0, COUNT(values));
	tcase_add_loop_test(tcase, canonical_forms_are_stable, 0, COUNT(values));
	tcase_add_test(tcase, keys_of_this_version);
	tcase_add_test(tcase, the_region_matters_to_local_numbers);
	tcase_add_test(tcase, overlong_values_are_invalid);
	tcase_add_test(tcase, days_in_the_zone_given);
	tcase_add_test(tcase, the_host_zone_does_not_matter);
	tcase_add_test(tcase, without_a_locale);
	tcase_add_test(tcase, kinds_stay_apart);
	tcase_add_test(tcase, a_list_for_a_single_field);
	tcase_add_test(tcase, lists_are_sets);
	tcase_add_test(tcase, a_text_for_a_multiple_field);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

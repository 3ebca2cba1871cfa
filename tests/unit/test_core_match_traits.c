/* SPDX-License-Identifier: Apache-2.0 */
/* What records are compared by where keys say nothing, and what may be joined without a person. */
#include "config.h"

#include <core/match_traits.h>
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

/* ---- records ---- */

static const struct crm_field contact_fields[] = {
	{.name = "first_name", .type = CRM_T_TEXT},
	{.name = "last_name", .type = CRM_T_TEXT},
	{.name = "email", .type = CRM_T_EMAIL},
	{.name = "additional_emails", .type = CRM_T_EMAIL, .multiple = true},
	{.name = "phone", .type = CRM_T_PHONE},
	{.name = "birthday", .type = CRM_T_DATE},
	{.name = "company_name", .type = CRM_T_TEXT},
	{.name = "street", .type = CRM_T_TEXT},
	{.name = "postcode", .type = CRM_T_TEXT},
	{.name = "city", .type = CRM_T_TEXT},
	{.name = "title", .type = CRM_T_TEXT},
	{.name = "company", .type = CRM_T_REFERENCE, .refers = CRM_COMPANY},
	{.name = "owner", .type = CRM_T_REFERENCE, .refers = CRM_OWNER},
};
static const struct crm_field company_fields[] = {
	{.name = "name", .type = CRM_T_TEXT},     {.name = "domain", .type = CRM_T_DOMAIN},
	{.name = "website", .type = CRM_T_URL},   {.name = "phone", .type = CRM_T_PHONE},
	{.name = "vat_id", .type = CRM_T_TEXT},   {.name = "street", .type = CRM_T_TEXT},
	{.name = "postcode", .type = CRM_T_TEXT}, {.name = "city", .type = CRM_T_TEXT},
};
static const struct crm_field deal_fields[] = {
	{.name = "name", .type = CRM_T_TEXT},
	{.name = "amount", .type = CRM_T_MONEY},
	{.name = "close_date", .type = CRM_T_DATE},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct crm_model models[] = {
	[CRM_COMPANY] = {CRM_COMPANY, company_fields, COUNT(company_fields), NULL, 0},
	[CRM_CONTACT] = {CRM_CONTACT, contact_fields, COUNT(contact_fields), NULL, 0},
	[CRM_DEAL] = {CRM_DEAL, deal_fields, COUNT(deal_fields), NULL, 0},
};

/* "last_name=Müller;email=a@b.example": values as people type them. */
static struct crm_traits record(enum crm_object object, const char *text, const char *employer)
{
	static const struct crm_locale locale = {.region = "DE"};
	struct crm_cell cells[16] = {{.kind = CRM_ABSENT}};
	struct crm_traits out;
	for (const char *p = text; *p != '\0'; p += strcspn(p, ";"), p += *p == ';') {
		size_t len = strcspn(p, ";"), name = strcspn(p, "=");
		const char *field = crm_arena_strndup(arena, p, name);
		struct crm_value value = {.kind = CRM_TEXT,
					  .text = crm_arena_strndup(arena, p + name + 1, len - name - 1)};
		size_t at = crm_model_field(&models[object], field);
		ck_assert_msg(at != (size_t)-1, "%s", field);
		ck_assert_int_eq(crm_normalise(&models[object].fields[at], &locale, &value, arena, &cells[at]), 0);
	}
	ck_assert_int_eq(crm_traits_read(&models[object], cells, employer, arena, &out), CRM_OK);
	return out;
}

static enum crm_trait_level levels[CRM_TRAITS];

static void compare(enum crm_object object, const char *a, const char *b)
{
	struct crm_traits x = record(object, a, NULL), y = record(object, b, NULL);
	enum crm_trait_level back[CRM_TRAITS];
	crm_traits_compare(object, &x, &y, levels);
	crm_traits_compare(object, &y, &x, back);
	for (unsigned t = 0; t < CRM_TRAITS; t++)
		ck_assert_msg(levels[t] == back[t], "%s | %s: trait %u depends on the order", a, b, t);
}

/* ---- levels ---- */

static const struct {
	enum crm_object object;
	enum crm_trait trait;
	const char *a, *b;
	enum crm_trait_level level;
} cases[] = {
	{CRM_CONTACT, CRM_TRAIT_GIVEN, "first_name=Anna", "last_name=x", CRM_LEVEL_UNKNOWN},
	{CRM_CONTACT, CRM_TRAIT_GIVEN, "first_name=ANNA", "first_name=Anna", CRM_LEVEL_SAME},
	{CRM_CONTACT, CRM_TRAIT_GIVEN, "first_name=Bob", "first_name=Robert", CRM_LEVEL_VARIANT},
	{CRM_CONTACT, CRM_TRAIT_GIVEN, "first_name=Hans Peter", "first_name=Hans", CRM_LEVEL_PART},
	{CRM_CONTACT, CRM_TRAIT_GIVEN, "first_name=A.", "first_name=Anna", CRM_LEVEL_INITIAL},
	{CRM_CONTACT, CRM_TRAIT_GIVEN, "first_name=J. P.", "first_name=Jean Pierre", CRM_LEVEL_INITIAL},
	{CRM_CONTACT, CRM_TRAIT_GIVEN, "first_name=J. M.", "first_name=Jean Pierre", CRM_LEVEL_DIFFERS},
	{CRM_CONTACT, CRM_TRAIT_FAMILY, "last_name=Smith Jr.", "last_name=Smith Sr.", CRM_LEVEL_SAME},
	{CRM_CONTACT, CRM_TRAIT_SUFFIX, "last_name=Smith Jr.", "last_name=Smith Sr.", CRM_LEVEL_DIFFERS},
	{CRM_CONTACT, CRM_TRAIT_SUFFIX, "last_name=Müller sen.", "first_name=Hans jun.", CRM_LEVEL_DIFFERS},
	{CRM_CONTACT, CRM_TRAIT_SUFFIX, "last_name=Smith II", "last_name=Smith Jr", CRM_LEVEL_SAME},
	{CRM_CONTACT, CRM_TRAIT_SUFFIX, "last_name=Smith", "last_name=Smith Jr", CRM_LEVEL_UNKNOWN},
	{CRM_CONTACT, CRM_TRAIT_GIVEN, "first_name=Wolfgang", "first_name=Wofgang", CRM_LEVEL_NEAR},
	{CRM_CONTACT, CRM_TRAIT_GIVEN, "first_name=Jim", "first_name=Tim", CRM_LEVEL_DIFFERS},
	{CRM_CONTACT, CRM_TRAIT_FAMILY, "last_name=Müller", "last_name=Muller", CRM_LEVEL_SAME},
	{CRM_CONTACT, CRM_TRAIT_FAMILY, "last_name=Müller-Schmidt", "last_name=Schmidt", CRM_LEVEL_PART},
	{CRM_CONTACT, CRM_TRAIT_FAMILY, "last_name=Schmidt", "last_name=Schmitd", CRM_LEVEL_NEAR},
	{CRM_CONTACT, CRM_TRAIT_FAMILY, "last_name=Schmidt", "last_name=Schmixdt", CRM_LEVEL_NEAR},
	{CRM_CONTACT, CRM_TRAIT_FAMILY, "last_name=Tester 12", "last_name=Tester 13", CRM_LEVEL_DIFFERS},
	{CRM_CONTACT, CRM_TRAIT_FAMILY, "last_name=Meier", "last_name=Schulze", CRM_LEVEL_DIFFERS},
	{CRM_CONTACT, CRM_TRAIT_FAMILY, "first_name=Paul;last_name=Otto", "first_name=Otto;last_name=Paul",
	 CRM_LEVEL_SAME},
	{CRM_CONTACT, CRM_TRAIT_EMAIL, "email=a@nord.example", "additional_emails=A@Nord.example", CRM_LEVEL_SAME},
	{CRM_CONTACT, CRM_TRAIT_EMAIL, "email=info@nord.example", "email=info@nord.example", CRM_LEVEL_PART},
	{CRM_CONTACT, CRM_TRAIT_EMAIL, "email=info@nord.example", "email=sales@nord.example", CRM_LEVEL_UNKNOWN},
	{CRM_CONTACT, CRM_TRAIT_EMAIL, "email=t.mueller@nord.example", "email=thomas@nord.example", CRM_LEVEL_BESIDE},
	{CRM_CONTACT, CRM_TRAIT_EMAIL, "email=bluebird7@gmail.com", "email=bluebird7@nord.example", CRM_LEVEL_NEAR},
	{CRM_CONTACT, CRM_TRAIT_EMAIL, "last_name=Quandt;email=quandt@gmail.com",
	 "last_name=Quandt;email=quandt@nord.example", CRM_LEVEL_DIFFERS},
	{CRM_CONTACT, CRM_TRAIT_EMAIL, "email=one@gmail.com", "email=two@gmail.com", CRM_LEVEL_DIFFERS},
	{CRM_CONTACT, CRM_TRAIT_PHONE, "phone=+49 30 1234567", "phone=030 1234567", CRM_LEVEL_SAME},
	{CRM_CONTACT, CRM_TRAIT_PHONE, "phone=+49 30 1234567", "phone=030 7654321", CRM_LEVEL_DIFFERS},
	{CRM_CONTACT, CRM_TRAIT_PHONE, "phone=+49 30 1234567", "last_name=x", CRM_LEVEL_UNKNOWN},
	{CRM_CONTACT, CRM_TRAIT_BORN, "birthday=1980-03-02", "birthday=1980-03-02", CRM_LEVEL_SAME},
	{CRM_CONTACT, CRM_TRAIT_BORN, "birthday=1980-03-02", "birthday=1980-02-03", CRM_LEVEL_NEAR},
	{CRM_CONTACT, CRM_TRAIT_BORN, "birthday=1980-03-02", "birthday=1981-03-02", CRM_LEVEL_NEAR},
	{CRM_CONTACT, CRM_TRAIT_BORN, "birthday=1950-03-02", "birthday=1980-07-08", CRM_LEVEL_DIFFERS},
	{CRM_CONTACT, CRM_TRAIT_COMPANY, "company_name=Huber GmbH & Co. KG", "company_name=HUBER", CRM_LEVEL_SAME},
	{CRM_CONTACT, CRM_TRAIT_STREET, "street=Dorfstraße 3", "street=Dorfstraße 5", CRM_LEVEL_DIFFERS},
	{CRM_CONTACT, CRM_TRAIT_CITY, "city=Frankfurt am Main", "city=Frankfurt Main", CRM_LEVEL_NEAR},
	{CRM_CONTACT, CRM_TRAIT_CITY, "city=Bad Homburg", "city=Homburg", CRM_LEVEL_PART},
	{CRM_CONTACT, CRM_TRAIT_POSTCODE, "postcode=10115", "postcode=10117", CRM_LEVEL_DIFFERS},
	{CRM_COMPANY, CRM_TRAIT_COMPANY, "name=Nordwind Software", "name=Nordwind Softwrae", CRM_LEVEL_NEAR},
	{CRM_COMPANY, CRM_TRAIT_COMPANY, "name=Plant 1", "name=Plant 2", CRM_LEVEL_DIFFERS},
	{CRM_COMPANY, CRM_TRAIT_DOMAIN, "domain=nord.example", "website=https://www.nord.example/start",
	 CRM_LEVEL_SAME},
	{CRM_COMPANY, CRM_TRAIT_DOMAIN, "domain=nord.example", "domain=sued.example", CRM_LEVEL_DIFFERS},
	{CRM_COMPANY, CRM_TRAIT_DOMAIN, "domain=gmail.com", "domain=nord.example", CRM_LEVEL_UNKNOWN},
	{CRM_COMPANY, CRM_TRAIT_VAT, "vat_id=DE 123", "vat_id=DE123", CRM_LEVEL_DIFFERS},
	{CRM_DEAL, CRM_TRAIT_AMOUNT, "amount=1200.00", "amount=1200", CRM_LEVEL_SAME},
	{CRM_DEAL, CRM_TRAIT_AMOUNT, "amount=0", "amount=0.00", CRM_LEVEL_UNKNOWN},
	{CRM_DEAL, CRM_TRAIT_AMOUNT, "amount=1200", "amount=1210", CRM_LEVEL_NEAR},
	{CRM_DEAL, CRM_TRAIT_AMOUNT, "amount=1200", "amount=900", CRM_LEVEL_DIFFERS},
	{CRM_DEAL, CRM_TRAIT_TITLE, "name=Renewal Q3 2026", "name=Renewal Q4 2026", CRM_LEVEL_DIFFERS},
};

START_TEST(traits_agree_in_levels)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		compare(cases[i].object, cases[i].a, cases[i].b);
		ck_assert_msg(levels[cases[i].trait] == cases[i].level, "%s | %s: %s, not %s", cases[i].a, cases[i].b,
			      crm_trait_level_name(levels[cases[i].trait]), crm_trait_level_name(cases[i].level));
	}
}
END_TEST

START_TEST(long_names_are_compared_as_they_stand)
{
	char text[200] = "last_name=";
	memset(text + strlen(text), 'a', 150);
	compare(CRM_CONTACT, text, text);
	ck_assert_int_eq(levels[CRM_TRAIT_FAMILY], CRM_LEVEL_SAME);
}
END_TEST

/* ---- what may be joined, what is worth a question ---- */

#define ROBERT                                                                                                         \
	"first_name=Robert;last_name=Quandt;phone=+49 30 1234567;email=robert.quandt@nord.example;company_name=Nord "  \
	"GmbH"

static const struct {
	enum crm_object object;
	const char *a, *b;
	bool safe, hopeless;
	double least, most; /* bits by fixed weights */
} verdicts[] = {
	/* a nickname, his telephone and his firm */
	{CRM_CONTACT, ROBERT, "first_name=Bob;last_name=Quandt;phone=030 1234567;company_name=Nord", true, false, 6.7,
	 12},
	/* nothing but the name */
	{CRM_CONTACT, ROBERT, "first_name=Robert;last_name=Quandt", false, false, -3, 0},
	/* name and firm: a question; with two telephones not to be joined at any weight */
	{CRM_CONTACT, ROBERT, "first_name=Robert;last_name=Quandt;company_name=Nord", true, false, 0.1, 6},
	{CRM_CONTACT, ROBERT, "first_name=Robert;last_name=Quandt;company_name=Nord;phone=030 7654321", false, false,
	 0.1, 6},
	/* two of one name at one firm */
	{CRM_CONTACT, ROBERT, "first_name=Robert;last_name=Quandt;email=r.quandt@nord.example;company_name=Nord", false,
	 false, -9, 0},
	/* brother and sister */
	{CRM_CONTACT, "first_name=Jan;last_name=Bauer;phone=+49 40 112233",
	 "first_name=Jana;last_name=Bauer;phone=+49 40 112233", false, false, -9, 6},
	{CRM_CONTACT, "first_name=Marian;last_name=Bauer;phone=+49 40 112233;birthday=1980-01-02",
	 "first_name=Marion;last_name=Bauer;phone=+49 40 112233;birthday=1980-01-02", true, false, 6, 20},
	/* father and son */
	{CRM_CONTACT, "first_name=Karl;last_name=Weber;phone=+49 40 998877;birthday=1950-03-02",
	 "first_name=Karl;last_name=Weber;phone=+49 40 998877;birthday=1980-07-08", false, false, -9, 6},
	{CRM_CONTACT, "first_name=Karl;last_name=Weber sen.;phone=+49 40 998877;street=Allee 3;postcode=10115",
	 "first_name=Karl;last_name=Weber jun.;phone=+49 40 998877;street=Allee 3;postcode=10115", false, false, -9, 6},
	{CRM_CONTACT, "first_name=Karl;last_name=Weber sen.;phone=+49 40 998877",
	 "first_name=Karl;last_name=Weber;phone=+49 40 998877", true, false, 6.7, 12},
	/* colleagues, and people of one family */
	{CRM_CONTACT, ROBERT, "first_name=Sven;last_name=Quandt;company_name=Nord", false, true, -30, 0},
	{CRM_CONTACT, ROBERT, "first_name=Robert;last_name=Meier;company_name=Nord", false, true, -30, 0},
	{CRM_CONTACT, ROBERT, "first_name=Robert;last_name=Meier;phone=030 1234567", false, false, -30, 6},
	{CRM_COMPANY, "name=Nordwind Software GmbH;phone=+49 30 1234567", "name=Nordwind Software;phone=030 1234567",
	 true, false, 6.7, 20},
	{CRM_COMPANY, "name=Nordwind;postcode=10115;street=Allee 3", "name=Nordwind AG;postcode=10115;street=Allee 3",
	 true, false, 6.7, 20},
	{CRM_COMPANY, "name=Nordwind", "name=Nordwind GmbH", false, false, 0, 1},
	{CRM_COMPANY, "name=Nordwind;phone=+49 30 1234567;domain=nord.example",
	 "name=Nordwind;phone=+49 30 1234567;domain=wind.example", false, false, -9, 6},
	{CRM_COMPANY, "name=Nordwind;city=Berlin", "name=Abendrot;city=Berlin", false, true, -30, 0},
	{CRM_DEAL, "name=Website relaunch;amount=1200;close_date=2026-12-31",
	 "name=Websiet relaunch;amount=1200;close_date=2026-12-31", true, false, 6.7, 20},
	{CRM_DEAL, "name=Website relaunch;amount=1200;close_date=2026-12-31",
	 "name=Website relaunch;amount=900;close_date=2027-12-31", false, false, -9, 0},
	{CRM_DEAL, "name=Website;amount=1200;close_date=2026-12-31", "name=Hosting;amount=1200;close_date=2026-12-31",
	 false, true, -9, 0},
};

START_TEST(names_alone_join_nobody)
{
	for (size_t i = 0; i < COUNT(verdicts); i++) {
		compare(verdicts[i].object, verdicts[i].a, verdicts[i].b);
		double weight = crm_traits_weight(verdicts[i].object, levels);
		ck_assert_msg(crm_traits_safe(verdicts[i].object, levels) == verdicts[i].safe, "%s | %s: safe",
			      verdicts[i].a, verdicts[i].b);
		ck_assert_msg(crm_traits_hopeless(verdicts[i].object, levels) == verdicts[i].hopeless,
			      "%s | %s: hopeless", verdicts[i].a, verdicts[i].b);
		ck_assert_msg(weight >= verdicts[i].least && weight <= verdicts[i].most, "%s | %s: %f bits",
			      verdicts[i].a, verdicts[i].b, weight);
	}
}
END_TEST

START_TEST(weight_is_the_sum_of_its_parts)
{
	compare(CRM_CONTACT, ROBERT, "first_name=Bob;last_name=Quandt;phone=030 1234567");
	double sum = crm_traits_prior(CRM_CONTACT);
	for (unsigned t = 0; t < CRM_TRAITS; t++)
		sum += crm_trait_weight(CRM_CONTACT, (enum crm_trait)t, levels[t]);
	ck_assert_double_eq_tol(sum, crm_traits_weight(CRM_CONTACT, levels), 1e-9);
}
END_TEST

/* ---- where traits come from ---- */

START_TEST(employer_and_typed_firm_both_count)
{
	struct crm_traits a = record(CRM_CONTACT, "company_name=Alt AG", "Neu GmbH"),
			  b = record(CRM_CONTACT, "company_name=Neu", NULL);
	crm_traits_compare(CRM_CONTACT, &a, &b, levels);
	ck_assert_int_eq(levels[CRM_TRAIT_COMPANY], CRM_LEVEL_SAME);
	ck_assert_str_eq(a.text[CRM_TRAIT_COMPANY][0], "Neu GmbH");
	ck_assert_str_eq(a.key[CRM_TRAIT_COMPANY][1], "alt");
}
END_TEST

START_TEST(no_more_values_than_there_is_room_for)
{
	static const struct crm_cell items[] = {
		{.kind = CRM_TEXT, .valid = true, .key = "a@x.example", .text = "a@x.example"},
		{.kind = CRM_TEXT, .valid = true, .key = "b@x.example", .text = "b@x.example"},
		{.kind = CRM_TEXT, .valid = false, .key = "none", .text = "none"},
		{.kind = CRM_TEXT, .valid = true, .key = "c@x.example", .text = "c@x.example"},
		{.kind = CRM_TEXT, .valid = true, .key = "d@x.example", .text = "d@x.example"}};
	struct crm_cell cells[16] = {{.kind = CRM_ABSENT}};
	struct crm_traits out;
	cells[3] = (struct crm_cell){.kind = CRM_LIST, .items = items, .n = COUNT(items)};
	ck_assert_int_eq(crm_traits_read(&models[CRM_CONTACT], cells, NULL, arena, &out), CRM_OK);
	ck_assert_str_eq(out.key[CRM_TRAIT_EMAIL][2], "c@x.example");
}
END_TEST

START_TEST(fields_that_count)
{
	size_t n[CRM_DEAL + 1] = {0};
	for (unsigned o = 0; o <= CRM_DEAL; o++)
		for (size_t i = 0; i < models[o].n_fields; i++)
			n[o] += crm_trait_field((enum crm_object)o, &models[o].fields[i]);
	ck_assert_uint_eq(n[CRM_CONTACT], COUNT(contact_fields) - 2); /* neither job title nor owner */
	ck_assert_uint_eq(n[CRM_COMPANY], COUNT(company_fields));
	ck_assert_uint_eq(n[CRM_DEAL], COUNT(deal_fields));
	ck_assert_str_eq(crm_trait_name(CRM_COMPANY, CRM_TRAIT_COMPANY), "name");
	ck_assert_str_eq(crm_trait_name(CRM_CONTACT, CRM_TRAIT_PHONE), "phone");
	ck_assert(!crm_trait_of(CRM_DEAL, CRM_TRAIT_PHONE) && crm_trait_of(CRM_DEAL, CRM_TRAIT_AMOUNT));
}
END_TEST

START_TEST(born_apart)
{
	ck_assert(crm_born_apart("1950-03-02", "1980-07-08"));
	ck_assert(!crm_born_apart("1950-03-02", "1950-03-02"));
	ck_assert(!crm_born_apart("1950-03-02", NULL));
	ck_assert(!crm_born_apart("", "1950-03-02"));
	ck_assert(crm_born_apart("1950", "1951"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core: traits");
	TCase *tcase = tcase_create("traits");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, traits_agree_in_levels);
	tcase_add_test(tcase, long_names_are_compared_as_they_stand);
	tcase_add_test(tcase, names_alone_join_nobody);
	tcase_add_test(tcase, weight_is_the_sum_of_its_parts);
	tcase_add_test(tcase, employer_and_typed_firm_both_count);
	tcase_add_test(tcase, no_more_values_than_there_is_room_for);
	tcase_add_test(tcase, fields_that_count);
	tcase_add_test(tcase, born_apart);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The tables: in order, folded, and with what people expect in them. */
#include "config.h"

#include <core/canonical.h>
#include <core/country_table.h>
#include <core/normalise.h>
#include <core/tables.h>
#include <string.h>
#include <strings.h>

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

START_TEST(countries_are_folded_and_in_order)
{
	for (size_t i = 0; i < n_country_names; i++) {
		const struct country_name *c = &country_names[i];

		ck_assert_str_eq(crm_fold_name(c->folded, arena), c->folded);
		ck_assert(i == 0 || strcmp(country_names[i - 1].folded, c->folded) < 0);
		ck_assert(strlen(c->code) == 2 && c->code[0] >= 'A' && c->code[0] <= 'Z');
	}
}
END_TEST

static const char *find_country(const char *name)
{
	const char *key = "";

	ck_assert_int_ge(canonical_country(name, arena, &key), 0);
	return key;
}

START_TEST(every_code_finds_itself)
{
	size_t alpha2 = 0, alpha3 = 0;

	for (size_t i = 0; i < n_country_names; i++) {
		ck_assert_str_eq(find_country(country_names[i].code), country_names[i].code);
		alpha2 += strlen(country_names[i].folded) == 2 &&
			  strcasecmp(country_names[i].folded, country_names[i].code) == 0;
		alpha3 += strlen(country_names[i].folded) == 3;
	}
	ck_assert_uint_eq(alpha2, 249); /* ISO 3166-1 has 249 countries and areas */
	ck_assert_uint_ge(alpha3, 249);
}
END_TEST

static const struct {
	const char *name, *code;
} countries[] = {
	{"AUT", "AT"},
	{"Austria", "AT"},
	{"Österreich", "AT"},
	{"OESTERREICH", "AT"},
	{"Autriche", "AT"},
	{"Schweiz", "CH"},
	{"Suisse", "CH"},
	{"Svizzera", "CH"},
	{"Suiza", "CH"},
	{"CHE", "CH"},
	{"Deutschland", "DE"},
	{"Bundesrepublik Deutschland", "DE"},
	{"Allemagne", "DE"},
	{"Alemania", "DE"},
	{"USA", "US"},
	{"U.S.", "US"},
	{"United States of America", "US"},
	{"the United States", "US"},
	{"Vereinigte Staaten", "US"},
	{"États-Unis", "US"},
	{"EE. UU.", "US"},
	{"Estados Unidos", "US"},
	{"UK", "GB"},
	{"United Kingdom", "GB"},
	{"Great Britain", "GB"},
	{"England", "GB"},
	{"Scotland", "GB"},
	{"Großbritannien", "GB"},
	{"Royaume-Uni", "GB"},
	{"Reino Unido", "GB"},
	{"GBR", "GB"},
	{"Holland", "NL"},
	{"Nederland", "NL"},
	{"The Netherlands", "NL"},
	{"Niederlande", "NL"},
	{"Pays-Bas", "NL"},
	{"Česko", "CZ"},
	{"Czech Republic", "CZ"},
	{"Tschechien", "CZ"},
	{"Polska", "PL"},
	{"Magyarország", "HU"},
	{"Türkiye", "TR"},
	{"Turkey", "TR"},
	{"Ελλάδα", "GR"},
	{"EL", "GR"},
	{"Россия", "RU"},
	{"日本", "JP"},
	{"中国", "CN"},
	{"대한민국", "KR"},
	{"Korea, Republic of", "KR"},
	{"South Korea", "KR"},
	{"North Korea", "KP"},
	{"Côte d’Ivoire", "CI"},
	{"Ivory Coast", "CI"},
	{"Bolivia, Plurinational State of", "BO"},
	{"Plurinational State of Bolivia", "BO"},
	{"Hong Kong", "HK"},
	{"Hong Kong SAR China", "HK"},
	{"Kosovo", ""},
	{"Bosnia and Herzegovina", "BA"},
	{"Bosnien und Herzegowina", "BA"},
	{"North Macedonia", "MK"},
	{"Viet Nam", "VN"},
	{"Congo - Kinshasa", "CD"},
	{"Congo (DRC)", "CD"},
	{"Niger", "NE"},
	{"Nigeria", "NG"},
	{"Dominica", "DM"},
	{"Dominican Republic", "DO"},
	{"Europe", ""},
	{"", ""},
	{"XX", ""},
	{"Nowhere", ""},
};

START_TEST(countries_by_name)
{
	ck_assert_str_eq(find_country(countries[_i].name), countries[_i].code);
}
END_TEST

static const struct word_table *const tables[] = {&mail_providers, &shared_sites, &role_names};

START_TEST(words_are_in_order)
{
	const struct word_table *t = tables[_i];

	for (size_t i = 0; i < t->n; i++) {
		ck_assert_msg(i == 0 || strcmp(t->words[i - 1], t->words[i]) < 0, "%s", t->words[i]);
		ck_assert(word_table_has(t, t->words[i]));
	}
	ck_assert(!word_table_has(t, "zzz"));
}
END_TEST

START_TEST(domains_are_canonical)
{
	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < tables[k]->n; i++) {
			const char *key = NULL, *spelling;

			ck_assert_int_eq(canonical_domain(tables[k]->words[i], arena, &key, &spelling), 1);
			ck_assert_str_eq(key, tables[k]->words[i]);
		}
	}
}
END_TEST

START_TEST(providers_people_use)
{
	static const char *const free_mail[] = {
		"gmail.com",   "googlemail.com", "gmx.de",     "gmx.net",   "web.de",      "t-online.de",
		"outlook.com", "hotmail.com",    "hotmail.fr", "yahoo.com", "yahoo.co.uk", "icloud.com",
		"proton.me",   "mail.ru",        "qq.com",     "orange.fr", "libero.it",   "wp.pl"};

	for (size_t i = 0; i < sizeof free_mail / sizeof free_mail[0]; i++) {
		ck_assert_msg(crm_domain_is_freemail(free_mail[i]), "%s", free_mail[i]);
		ck_assert(crm_domain_is_shared(free_mail[i]));
	}
	ck_assert(!crm_domain_is_freemail("firma.example"));
	ck_assert(!crm_domain_is_freemail("facebook.com"));
	ck_assert_uint_ge(mail_providers.n, 300);
}
END_TEST

START_TEST(domains_that_everybody_shares)
{
	ck_assert(crm_domain_is_shared("facebook.com"));
	ck_assert(crm_domain_is_shared("linkedin.com"));
	ck_assert(crm_domain_is_shared("co.uk"));
	ck_assert(crm_domain_is_shared("de"));
	ck_assert(!crm_domain_is_shared("firma.co.uk"));
	ck_assert(!crm_domain_is_shared("firma.wordpress.com"));
	ck_assert(!crm_domain_is_shared("firma.github.io")); /* private suffixes are firms' own */
	ck_assert(!crm_domain_is_shared("firma.unheardof"));
}
END_TEST

START_TEST(role_mailboxes)
{
	static const char *const roles[] = {"info@x.de",
					    "sales@x.de",
					    "office@x.de",
					    "kontakt@x.de",
					    "contact@x.de",
					    "buchhaltung@x.de",
					    "accounting@x.de",
					    "support@x.de",
					    "service@x.de",
					    "hr@x.de",
					    "jobs@x.de",
					    "bewerbung@x.de",
					    "marketing@x.de",
					    "presse@x.de",
					    "noreply@x.de",
					    "no-reply@x.de",
					    "postmaster@x.de",
					    "comptabilite@x.fr",
					    "ventas@x.es",
					    "vendite@x.it",
					    "biuro@x.pl",
					    "info+de@x.de",
					    "info"};

	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
		ck_assert_msg(crm_email_is_role(roles[i]), "%s", roles[i]);
	ck_assert(!crm_email_is_role("jim@x.de"));
	ck_assert(!crm_email_is_role("info.jim@x.de"));
	ck_assert(!crm_email_is_role("informatikerinnenundinformatiker@x.de"));
	ck_assert(!crm_email_is_role("@x.de"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core tables");
	TCase *tcase = tcase_create("tables");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, countries_are_folded_and_in_order);
	tcase_add_test(tcase, every_code_finds_itself);
	tcase_add_loop_test(tcase, countries_by_name, 0, (int)(sizeof countries / sizeof countries[0]));
	tcase_add_loop_test(tcase, words_are_in_order, 0, 3);
	tcase_add_test(tcase, domains_are_canonical);
	tcase_add_test(tcase, providers_people_use);
	tcase_add_test(tcase, domains_that_everybody_shares);
	tcase_add_test(tcase, role_mailboxes);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

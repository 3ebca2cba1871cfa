/* SPDX-License-Identifier: Apache-2.0 */
/* The match keys of a record. */
#include "config.h"

#include <core/match.h>
#include <core/normalise.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

enum { FIRST_NAME, LAST_NAME, EMAIL, MORE_EMAILS, PHONE, DOMAIN, WEBSITE, COMPANY, NAME, FIELDS };

static const struct crm_field fields[FIELDS] = {
	[FIRST_NAME] = {.name = "first_name", .type = CRM_T_TEXT},
	[LAST_NAME] = {.name = "last_name", .type = CRM_T_TEXT},
	[EMAIL] = {.name = "email", .type = CRM_T_EMAIL},
	[MORE_EMAILS] = {.name = "additional_emails", .type = CRM_T_EMAIL, .multiple = true},
	[PHONE] = {.name = "phone", .type = CRM_T_PHONE},
	[DOMAIN] = {.name = "domain", .type = CRM_T_DOMAIN},
	[WEBSITE] = {.name = "website", .type = CRM_T_URL},
	[COMPANY] = {.name = "company", .type = CRM_T_REFERENCE, .refers = CRM_COMPANY},
	[NAME] = {.name = "name", .type = CRM_T_TEXT},
};

static const size_t email_fields[] = {EMAIL, MORE_EMAILS}, phone_fields[] = {PHONE}, first_fields[] = {FIRST_NAME},
		    last_fields[] = {LAST_NAME}, domain_fields[] = {WEBSITE, DOMAIN}, company_fields[] = {COMPANY},
		    name_fields[] = {NAME};
static const struct crm_key_part email_parts[] = {{email_fields, 2}};
static const struct crm_key_part phone_parts[] = {{phone_fields, 1}, {first_fields, 1}, {last_fields, 1}};
static const struct crm_key_part domain_parts[] = {{domain_fields, 2}};
static const struct crm_key_part company_parts[] = {{company_fields, 1}, {name_fields, 1}};
static const struct crm_key_part empty_parts[] = {{email_fields, 0}};
static const struct crm_key_spec specs[] = {
	{"email", email_parts, 1},   {"phone+first_name+last_name", phone_parts, 3},
	{"domain", domain_parts, 1}, {"company+name", company_parts, 2},
	{"nothing", empty_parts, 1},
};
static const struct crm_model model = {CRM_CONTACT, fields, FIELDS, specs, 5};
static const struct crm_locale locale = {.region = "DE"};

static struct crm_arena *arena;
static struct crm_cell cells[FIELDS];
static struct crm_match_key *keys;
static size_t n_keys;

static void setup(void)
{
	arena = crm_arena_new();
	memset(cells, 0, sizeof cells);
}

static void teardown(void)
{
	crm_arena_free(arena);
}

static void set(size_t field, const char *text)
{
	struct crm_value value = {.kind = CRM_TEXT, .text = text};

	ck_assert_int_eq(crm_normalise(&fields[field], &locale, &value, arena, &cells[field]), 0);
}

static void set_list(size_t field, const char *const *texts, size_t n)
{
	struct crm_value value = {.kind = CRM_LIST, .items = texts, .n = n};

	ck_assert_int_eq(crm_normalise(&fields[field], &locale, &value, arena, &cells[field]), 0);
}

static void make_keys(void)
{
	ck_assert_int_eq(crm_match_keys(&model, cells, arena, &keys, &n_keys), 0);
}

/* The keys, joined by blanks and commas. */
static void check(const char *expected)
{
	char text[4096] = "";
	size_t len = 0;

	make_keys();
	for (size_t i = 0; i < n_keys; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, "%s%s", i > 0 ? ", " : "", keys[i].text);
	ck_assert_str_eq(text, expected);
}

START_TEST(nothing_known_no_keys)
{
	check("");
	set(EMAIL, " ");
	set(PHONE, "n/a");
	set(FIRST_NAME, "Jim");
	set(LAST_NAME, "--");
	check("");
	cells[EMAIL] = (struct crm_cell){.kind = CRM_DENIED};
	check("");
}
END_TEST

START_TEST(every_address_stands_for_the_email)
{
	static const char *const more[] = {"B@X.de", "a@x.de", "nonsense"};

	set(EMAIL, "A@x.de");
	set_list(MORE_EMAILS, more, 3);
	check("email:a@x.de, email:b@x.de");
	ck_assert_uint_eq(keys[1].level, 0);
}
END_TEST

START_TEST(names_are_folded)
{
	set(PHONE, "030 123456");
	set(FIRST_NAME, "Jörg");
	set(LAST_NAME, "MÜLLER-Weiß");
	check("phone+first_name+last_name:+4930123456|joerg|mueller weiss");
	ck_assert_uint_eq(keys[0].level, 1);
}
END_TEST

START_TEST(role_mailboxes_need_a_name)
{
	set(EMAIL, "Info@firma.example");
	check("");
	set(LAST_NAME, "Smith");
	check("email+name:info@firma.example|smith");
	set(FIRST_NAME, "Jim");
	check("email+name:info@firma.example|jim smith");
}
END_TEST

START_TEST(role_mailbox_of_a_company)
{
	set(EMAIL, "info+news@firma.example");
	set(NAME, "Firma GmbH & Co. KG");
	check("email+name:info+news@firma.example|firma gmbh co kg");
}
END_TEST

START_TEST(domains_of_everybody_make_no_key)
{
	static const char *const shared[] = {"gmail.com", "https://www.facebook.com/firma", "co.uk"};

	for (size_t i = 0; i < 3; i++) {
		set(DOMAIN, shared[i]);
		check("");
	}
	set(DOMAIN, "www.firma.example");
	check("domain:firma.example");
}
END_TEST

START_TEST(web_site_stands_for_the_domain)
{
	set(WEBSITE, "https://www.Firma.example:8443/contact?x");
	check("domain:firma.example");
	set(DOMAIN, "firma.example");
	check("domain:firma.example");
	set(WEBSITE, "https://[::1]/");
	check("domain:firma.example");
}
END_TEST

START_TEST(references_stand_as_they_are)
{
	set(COMPANY, "a|b\\c");
	set(NAME, "Renewal 2026");
	check("company+name:a\\|b\\\\c|renewal 2026");
}
END_TEST

START_TEST(no_more_than_the_most)
{
	char text[100][16];
	const char *list[100];

	for (size_t i = 0; i < 100; i++) {
		snprintf(text[i], sizeof text[i], "p%03zu@x.de", i);
		list[i] = text[i];
	}
	set_list(MORE_EMAILS, list, 100);
	set(DOMAIN, "firma.example");
	make_keys();
	ck_assert_uint_eq(n_keys, CRM_MATCH_KEYS);
	ck_assert_str_eq(keys[0].text, "email:p000@x.de");
	ck_assert_str_eq(keys[63].text, "email:p063@x.de");
}
END_TEST

START_TEST(too_long_is_no_key)
{
	char *name = crm_arena_alloc(arena, 70001);

	memset(name, 'x', 70000);
	name[70000] = '\0';
	set(COMPANY, "7");
	set(NAME, name);
	check("");
}
END_TEST

START_TEST(one_part_of_many_values)
{
	/* every combination of the parts' values, the last part first */
	static const size_t both[] = {FIRST_NAME, LAST_NAME};
	static const struct crm_key_part parts[] = {{both, 2}, {both, 2}};
	static const struct crm_key_spec spec = {"pair", parts, 2};
	static const struct crm_model pairs = {CRM_CONTACT, fields, FIELDS, &spec, 1};

	set(FIRST_NAME, "a");
	set(LAST_NAME, "b");
	ck_assert_int_eq(crm_match_keys(&pairs, cells, arena, &keys, &n_keys), 0);
	ck_assert_uint_eq(n_keys, 4);
	ck_assert_str_eq(keys[0].text, "pair:a|a");
	ck_assert_str_eq(keys[1].text, "pair:a|b");
	ck_assert_str_eq(keys[2].text, "pair:b|a");
	ck_assert_str_eq(keys[3].text, "pair:b|b");
}
END_TEST

START_TEST(model_without_names)
{
	static const struct crm_field only_email = {.name = "email", .type = CRM_T_EMAIL};
	static const size_t first[] = {0};
	static const struct crm_key_part part = {first, 1};
	static const struct crm_key_spec spec = {"email", &part, 1};
	static const struct crm_model small = {CRM_CONTACT, &only_email, 1, &spec, 1};

	set(EMAIL, "sales@firma.example");
	ck_assert_int_eq(crm_match_keys(&small, &cells[EMAIL], arena, &keys, &n_keys), 0);
	ck_assert_uint_eq(n_keys, 0);
	ck_assert_uint_eq(crm_model_field(&small, "first_name"), (size_t)-1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("core match keys");
	TCase *tcase = tcase_create("keys");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, nothing_known_no_keys);
	tcase_add_test(tcase, every_address_stands_for_the_email);
	tcase_add_test(tcase, names_are_folded);
	tcase_add_test(tcase, role_mailboxes_need_a_name);
	tcase_add_test(tcase, role_mailbox_of_a_company);
	tcase_add_test(tcase, domains_of_everybody_make_no_key);
	tcase_add_test(tcase, web_site_stands_for_the_domain);
	tcase_add_test(tcase, references_stand_as_they_are);
	tcase_add_test(tcase, no_more_than_the_most);
	tcase_add_test(tcase, too_long_is_no_key);
	tcase_add_test(tcase, one_part_of_many_values);
	tcase_add_test(tcase, model_without_names);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

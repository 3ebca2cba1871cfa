/* SPDX-License-Identifier: Apache-2.0 */
/* Scalars and suggestions. */
#include "config.h"

#include "config_fixture.h"

#include <config/scalar.h>
#include <config/suggest.h>
#include <string.h>

START_TEST(bools)
{
	bool value = false;
	ck_assert(config_scalar_bool("true", &value) && value);
	ck_assert(config_scalar_bool("False", &value) && !value);
	static const char *const others[] = {"", "yes", "no", "on", "off", "1", "0", "tRue", "true "};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		ck_assert_msg(!config_scalar_bool(others[i], &value), "%s", others[i]);
}
END_TEST

START_TEST(wholes)
{
	int64_t n = 7;
	ck_assert(config_scalar_whole("0", &n) && n == 0);
	ck_assert(config_scalar_whole("-12", &n) && n == -12);
	ck_assert(config_scalar_whole("007", &n) && n == 7);
	ck_assert(config_scalar_whole("922337203685477580", &n) && n == INT64_C(922337203685477580));
	static const char *const others[] = {
		"", "-", "1.0", "1e3", "0x10", "1_000", " 1", "+1", "99999999999999999999"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		ck_assert_msg(!config_scalar_whole(others[i], &n), "%s", others[i]);
}
END_TEST

START_TEST(rates)
{
	double rate = 0;
	ck_assert(config_scalar_rate("5", &rate) && rate > 4.999 && rate < 5.001);
	ck_assert(config_scalar_rate("0.25", &rate) && rate > 0.2499 && rate < 0.2501);
	static const char *const others[] = {"", ".5", "5.", "-1", "1e3", "nan", "inf", "1,5"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		ck_assert_msg(!config_scalar_rate(others[i], &rate), "%s", others[i]);
}
END_TEST

START_TEST(durations)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} right[] = {{"0", 0}, {"30s", 30}, {"10m", 600}, {"2h", 7200}, {"7d", 604800}, {"1w", 604800}};
	int64_t seconds = -1;
	for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
		ck_assert(config_scalar_duration(right[i].text, &seconds));
		ck_assert_int_eq(seconds, right[i].seconds);
	}
	static const char *const others[] = {"", "10", "m", "-1m", "1.5h", "1 h", "1min", "999999999999999999w"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		ck_assert_msg(!config_scalar_duration(others[i], &seconds), "%s", others[i]);
}
END_TEST

START_TEST(caps)
{
	struct crm_cap cap = {0};
	ck_assert(config_scalar_cap("500", &cap) && cap.set && !cap.percent && cap.n == 500);
	ck_assert(config_scalar_cap("20%", &cap) && cap.set && cap.percent && cap.n == 20);
	ck_assert(config_scalar_cap("100%", &cap) && cap.n == 100);
	static const char *const others[] = {"", "%", "20 %", "101%", "-1", "1.5%", "5%%"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		ck_assert_msg(!config_scalar_cap(others[i], &cap), "%s", others[i]);
}
END_TEST

static const char *suggest_among(const char *wrong, const char *const *names)
{
	struct config_suggestion near;
	config_suggest_begin(&near, wrong);
	for (; *names; names++)
		config_suggest_offer(&near, *names);
	return near.best;
}

START_TEST(suggestions)
{
	static const char *const names[] = {"email", "phone", "mobile_phone", "on_too_long", "url", NULL};
	ck_assert_pstr_eq(suggest_among("emial", names), "email");
	ck_assert_pstr_eq(suggest_among("Email", names), "email");
	ck_assert_pstr_eq(suggest_among("mobilephone", names), "mobile_phone");
	ck_assert_pstr_eq(suggest_among("on-too-long", names), "on_too_long");
	ck_assert_pstr_eq(suggest_among("phones", names), "phone");
	ck_assert_pstr_eq(suggest_among("ulr", names), "url");
	ck_assert_ptr_null(suggest_among("fax", names));
	ck_assert_ptr_null(suggest_among("", names));
	ck_assert_ptr_null(suggest_among("a_name_that_is_much_longer_than_any_name_could_sensibly_be", names));
}
END_TEST

START_TEST(vocabulary)
{
	for (int i = CRM_T_TEXT; i <= CRM_T_COUNTRY; i++) {
		enum crm_type type = CRM_T_TEXT;
		ck_assert(crm_type_parse(crm_type_name((enum crm_type)i), &type));
		ck_assert_int_eq((int)type, i);
	}
	for (int i = CRM_R_PRIORITY; i <= CRM_R_FORWARD_ONLY; i++) {
		enum crm_rule rule = CRM_R_PRIORITY;
		ck_assert(crm_rule_parse(crm_rule_name((enum crm_rule)i), &rule));
		ck_assert_int_eq((int)rule, i);
	}
	for (int i = CRM_D_BOTH; i <= CRM_D_OFF; i++) {
		enum crm_direction direction = CRM_D_BOTH;
		ck_assert(crm_direction_parse(crm_direction_name((enum crm_direction)i), &direction));
		ck_assert_int_eq((int)direction, i);
	}
	enum crm_type type = CRM_T_DATE;
	ck_assert(!crm_type_parse("Text", &type) && !crm_type_parse("", &type) && !crm_type_parse(NULL, &type));
	ck_assert_int_eq(type, CRM_T_DATE);
	ck_assert_ptr_null(crm_type_name((enum crm_type)(CRM_T_COUNTRY + 1)));
}
END_TEST

int main(void)
{
	static const TTest *tests[9];
	size_t n = 0;
	tests[n++] = bools;
	tests[n++] = wholes;
	tests[n++] = rates;
	tests[n++] = durations;
	tests[n++] = caps;
	tests[n++] = suggestions;
	tests[n++] = vocabulary;
	return fixture_run("config scalars", tests);
}

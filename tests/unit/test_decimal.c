/* SPDX-License-Identifier: Apache-2.0 */
/* Exact decimals. */
#include "config.h"

#include <crmsync/decimal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

static struct crm_buf out;

static void setup(void)
{
	crm_buf_init(&out, CRM_BUF_MAX);
}

static void teardown(void)
{
	crm_buf_free(&out);
}

static const struct {
	const char *text;
	const char *canonical; /* NULL: refused */
} forms[] = {
	{"0", "0"},
	{"-0", "0"},
	{"0.000", "0"},
	{"-0.0e5", "0"},
	{"1", "1"},
	{"+1", "1"},
	{"-1", "-1"},
	{"007", "7"},
	{"1234.50", "1234.5"},
	{"1200", "1200"},
	{"1200.00", "1200"},
	{"0.05", "0.05"},
	{"00.0500", "0.05"},
	{".5", "0.5"},
	{"5.", "5"},
	{"1e3", "1000"},
	{"1.5E+3", "1500"},
	{"1.2345e2", "123.45"},
	{"1200e-2", "12"},
	{"12e-5", "0.00012"},
	{"-1.10e-1", "-0.11"},
	{" \t12.5\n", "12.5"},
	{"9007199254740993", "9007199254740993"},
	{"123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"},
	{"0e400", "0"},
	{"", NULL},
	{" ", NULL},
	{".", NULL},
	{"-", NULL},
	{"+-1", NULL},
	{"1 2", NULL},
	{"1,5", NULL},
	{"1.2.3", NULL},
	{"1e", NULL},
	{"1e+", NULL},
	{"1e401", NULL},
	{"1e-401", NULL},
	{"1e99999999999999999999", NULL},
	{"0x10", NULL},
	{"NaN", NULL},
	{"12 EUR", NULL},
};

START_TEST(canonical_forms)
{
	crm_buf_str(&out, "<");
	bool ok = crm_decimal_canonical(forms[_i].text, &out);
	ck_assert_msg(ok == (forms[_i].canonical != NULL), "%s gave %s", forms[_i].text, out.ptr);
	ck_assert_str_eq(out.ptr + 1, ok ? forms[_i].canonical : "");
}
END_TEST

START_TEST(extreme_exponents)
{
	ck_assert(crm_decimal_canonical("1e400", &out));
	ck_assert_uint_eq(out.len, 401);
	crm_buf_reset(&out);
	ck_assert(crm_decimal_canonical("-1e-400", &out));
	ck_assert_uint_eq(out.len, 403);
	ck_assert_int_eq(strncmp(out.ptr, "-0.000", 6), 0);
	ck_assert_int_eq(out.ptr[402], '1');
	ck_assert(!crm_decimal_canonical(NULL, &out));
}
END_TEST

START_TEST(comparing)
{
	static const char *const ascending[] = {"-1000",
						"-999.99",
						"-2",
						"-0.1",
						"-0.01",
						"0",
						"0.009",
						"0.01",
						"0.1",
						"1",
						"1.5",
						"9",
						"10",
						"10.5",
						"99",
						"100",
						"9007199254740992",
						"9007199254740993"};
	int n = (int)(sizeof ascending / sizeof *ascending);
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < n; k++)
			ck_assert_int_eq(crm_decimal_compare(ascending[i], ascending[k]), (i > k) - (i < k));
	}
}
END_TEST

static const struct {
	const char *text;
	unsigned scale;
	const char *rounded;
} roundings[] = {
	{"1.005", 2, "1.01"}, {"-1.005", 2, "-1.01"},  {"1.004", 2, "1"},        {"0.5", 0, "1"},
	{"-0.5", 0, "-1"},    {"0.4", 0, "0"},         {"-0.4", 0, "0"},         {"999.995", 2, "1000"},
	{"99.5", 0, "100"},   {"1234.5", 4, "1234.5"}, {"0.05", 1, "0.1"},       {"0.049", 1, "0"},
	{"0.0004", 2, "0"},   {"12", 30, "12"},        {"2.5000000001", 0, "3"}, {"2.4999999999", 0, "2"},
	{"0", 2, "0"},        {"19.99", 1, "20"},
};

START_TEST(rounding_half_away_from_zero)
{
	ck_assert(crm_decimal_round(roundings[_i].text, roundings[_i].scale, &out));
	ck_assert_str_eq(out.ptr, roundings[_i].rounded);
}
END_TEST

START_TEST(rounding_refuses)
{
	ck_assert(!crm_decimal_round("1", 31, &out));
	ck_assert(!crm_decimal_round("x", 2, &out));
	ck_assert_str_eq(out.ptr, "");
}
END_TEST

static const struct {
	const char *a;
	const char *b;
	const char *sum;
} sums[] = {
	{"0", "0", "0"},
	{"1", "0", "1"},
	{"0.1", "0.2", "0.3"},
	{"999.99", "0.01", "1000"},
	{"-1000", "0.1", "-999.9"},
	{"5", "-5", "0"},
	{"-5", "-7.5", "-12.5"},
	{"100", "-0.001", "99.999"},
	{"0.001", "-100", "-99.999"},
	{"1.25", "-0.25", "1"},
	{"1", "-1.5", "-0.5"},
	{"-0.3", "0.1", "-0.2"},
	{"99999999999999999999", "1", "100000000000000000000"},
	{"0.05", "0.005", "0.055"},
	{"10", "200", "210"},
};

START_TEST(adding)
{
	ck_assert(crm_decimal_add(sums[_i].a, sums[_i].b, &out));
	ck_assert_str_eq(out.ptr, sums[_i].sum);
	crm_buf_reset(&out);
	ck_assert(crm_decimal_add(sums[_i].b, sums[_i].a, &out));
	ck_assert_str_eq(out.ptr, sums[_i].sum);
}
END_TEST

/* Hundredths as integers say what sum, order and rounding have to be. */
START_TEST(agrees_with_integers)
{
	uint32_t state = 12345;
	for (int i = 0; i < 20000; i++) {
		int v[2];
		char text[2][32], expected[32];
		for (int k = 0; k < 2; k++) {
			state = state * 1664525u + 1013904223u;
			v[k] = (int)(state >> 8) % (i % 2 ? 300 : 2000001) - (i % 2 ? 150 : 1000000);
			snprintf(text[k], sizeof text[k], "%s%d.%02d", v[k] < 0 ? "-" : "", abs(v[k]) / 100,
				 abs(v[k]) % 100);
		}
		int sum = v[0] + v[1], whole = (abs(v[0]) + 50) / 100;
		snprintf(expected, sizeof expected, "%de-2", sum);
		crm_buf_reset(&out);
		ck_assert(crm_decimal_canonical(expected, &out));
		crm_buf_char(&out, '=');
		ck_assert(crm_decimal_add(text[0], text[1], &out));
		size_t half = out.len / 2;
		ck_assert_msg(strncmp(out.ptr, out.ptr + half + 1, half) == 0, "%s + %s: %s", text[0], text[1],
			      out.ptr);
		ck_assert_int_eq(crm_decimal_compare(text[0], text[1]), (v[0] > v[1]) - (v[0] < v[1]));
		crm_buf_reset(&out);
		ck_assert(crm_decimal_round(text[0], 0, &out));
		ck_assert_int_eq(strtol(out.ptr, NULL, 10), v[0] < 0 ? -whole : whole);
	}
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("decimal");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, canonical_forms, 0, (int)(sizeof forms / sizeof *forms));
	tcase_add_test(tcase, extreme_exponents);
	tcase_add_test(tcase, comparing);
	tcase_add_loop_test(tcase, rounding_half_away_from_zero, 0, (int)(sizeof roundings / sizeof *roundings));
	tcase_add_test(tcase, rounding_refuses);
	tcase_add_loop_test(tcase, adding, 0, (int)(sizeof sums / sizeof *sums));
	tcase_add_test(tcase, agrees_with_integers);
	Suite *suite = suite_create("decimal");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

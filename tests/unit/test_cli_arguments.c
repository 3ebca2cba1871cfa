/* SPDX-License-Identifier: Apache-2.0 */
/* Command lines: what is taken, what is refused, and what numbers, caps and exit codes mean. */
#include "config.h"

#include <cli/cli.h>
#include <string.h>

#include "run_suite.h"

static const struct cli_option own_options[] = {
	{"plan", 0, "FILE", "a file", false},
	{"full", 'f', NULL, "a flag", false},
	{"only", 0, "this|that", "some", true},
	{"jobs", 'j', "N", "a number", false},
	{0},
};
static const struct cli_command own = {.name = "walk",
				       .words = "WORD...",
				       .summary = "",
				       .description = "",
				       .options = own_options,
				       .min_words = 1,
				       .max_words = 2};
static const struct cli_option no_options[] = {{0}};
static const struct cli_command other = {
	.name = "talk", .words = "", .summary = "", .description = "", .options = no_options};

/* The program's own table is not linked. */
const struct cli_command *const cli_commands[] = {&own, &other, NULL};

static struct cli cli;
static struct cli_arguments arguments;
static struct crm_error err;

static void setup(void)
{
	cli = (struct cli){.config = "default.yaml"};
}

static void teardown(void)
{
	cli_arguments_free(&arguments);
	crm_error_clear(&err);
}

static int parse(const char *const *words)
{
	int n = 0;
	while (words[n])
		n++;
	cli_arguments_free(&arguments);
	crm_error_clear(&err);
	return cli_parse(&cli, &own, n, (char **)(uintptr_t)words, &arguments, &err);
}

static int leading(int n, const char *const *words, int *at)
{
	return cli_parse_leading(&cli, n, (char **)(uintptr_t)words, at, &err);
}

#define PARSE(...) parse((const char *const[]){__VA_ARGS__, NULL})

START_TEST(options_and_words_in_any_order)
{
	ck_assert_int_eq(PARSE("--plan", "a.plan", "one", "-f", "two", "-j4"), CRM_OK);
	ck_assert_uint_eq(arguments.n_words, 2);
	ck_assert_str_eq(arguments.words[0], "one");
	ck_assert_str_eq(arguments.words[1], "two");
	ck_assert_str_eq(cli_get(&arguments, "plan"), "a.plan");
	ck_assert_str_eq(cli_get(&arguments, "jobs"), "4");
	ck_assert(cli_has(&arguments, "full"));
	ck_assert(!cli_has(&arguments, "only"));
	ck_assert_ptr_null(cli_get(&arguments, "only"));
}
END_TEST

START_TEST(arguments_may_be_joined)
{
	ck_assert_int_eq(PARSE("one", "--plan=a=b", "--jobs="), CRM_OK);
	ck_assert_str_eq(cli_get(&arguments, "plan"), "a=b");
	ck_assert_str_eq(cli_get(&arguments, "jobs"), "");
	ck_assert_int_eq(PARSE("one", "-fj", "7"), CRM_OK);
	ck_assert_str_eq(cli_get(&arguments, "jobs"), "7");
	ck_assert(cli_has(&arguments, "full"));
}
END_TEST

START_TEST(global_options_are_taken_behind_the_command)
{
	ck_assert_int_eq(PARSE("one", "-qc", "x.yaml", "--json", "--color=always", "-vv"), CRM_OK);
	ck_assert_str_eq(cli.config, "x.yaml");
	ck_assert(cli.quiet && cli.json && cli.verbose && cli.color);
	ck_assert_uint_eq(arguments.n_values, 0);
	ck_assert_int_eq(PARSE("one", "--color", "never"), CRM_OK);
	ck_assert(!cli.color);
}
END_TEST

START_TEST(behind_two_dashes_all_are_words)
{
	ck_assert_int_eq(PARSE("--", "--full", "-"), CRM_OK);
	ck_assert_uint_eq(arguments.n_words, 2);
	ck_assert_str_eq(arguments.words[0], "--full");
	ck_assert(!cli_has(&arguments, "full"));
}
END_TEST

START_TEST(help_forgives_what_is_missing)
{
	ck_assert_int_eq(PARSE("--help"), CRM_OK);
	ck_assert(cli.help);
	ck_assert_int_eq(PARSE("-h", "--nonsense"), CRM_E_USAGE);
}
END_TEST

START_TEST(repeated_options_keep_all)
{
	ck_assert_int_eq(PARSE("one", "--only", "this", "--only=that"), CRM_OK);
	ck_assert_uint_eq(arguments.n_values, 2);
	ck_assert_str_eq(arguments.values[0].text, "this");
	ck_assert_str_eq(arguments.values[1].text, "that");
	ck_assert_str_eq(cli_get(&arguments, "only"), "that");
}
END_TEST

static const struct {
	const char *words[4];
	const char *message;
} refused[] = {
	{{NULL}, "something is missing; usage: crmsync walk [OPTION...] WORD... (see crmsync walk --help)"},
	{{"a", "b", "c"}, "'c' is too much; usage: crmsync walk [OPTION...] WORD... (see crmsync walk --help)"},
	{{"a", "--plan"}, "option '--plan' needs FILE"},
	{{"a", "-j"}, "option '--jobs' needs N"},
	{{"a", "--full=1"}, "option '--full' takes no argument"},
	{{"a", "-f", "--full"}, "option '--full' is given twice"},
	{{"a", "--only", "thi"}, "option '--only' is this or that, not 'thi'"},
	{{"a", "--only", ""}, "option '--only' is this or that, not ''"},
	{{"a", "--only", "this|that"}, "option '--only' is this or that, not 'this|that'"},
	{{"a", "--color=red"}, "option '--color' is auto, always or never, not 'red'"},
	{{"a", "--plam=x"}, "unknown option '--plam', did you mean '--plan'? (see crmsync walk --help)"},
	{{"a", "--quite"}, "unknown option '--quite', did you mean '--quiet'? (see crmsync walk --help)"},
	{{"a", "--xyzzy"}, "unknown option '--xyzzy' (see crmsync walk --help)"},
	{{"a", "-fx"}, "unknown option '-x' (see crmsync walk --help)"},
};

START_TEST(mistakes_are_named)
{
	ck_assert_int_eq(parse(refused[_i].words), CRM_E_USAGE);
	ck_assert_str_eq(crm_error_text(&err), refused[_i].message);
	ck_assert_int_eq(cli_exit_code(err.code), 2);
}
END_TEST

START_TEST(leading_options_end_at_the_command)
{
	const char *const argv[] = {"crmsync", "-c", "x.yaml", "--json", "walk", "--full"};
	int at = 0;
	ck_assert_int_eq(leading(6, argv, &at), CRM_OK);
	ck_assert_int_eq(at, 4);
	ck_assert_str_eq(cli.config, "x.yaml");
	ck_assert(cli.json);
	ck_assert_int_eq(leading(4, argv, &at), CRM_OK);
	ck_assert_int_eq(at, 4);
}
END_TEST

START_TEST(leading_options_of_a_command_are_sent_behind_it)
{
	const char *const argv[] = {"crmsync", "--full", "walk"};
	int at = 0;
	ck_assert_int_eq(leading(3, argv, &at), CRM_E_USAGE);
	ck_assert_str_eq(crm_error_text(&err), "option '--full' stands behind its command, as in: crmsync walk --full");
}
END_TEST

START_TEST(counts)
{
	static const struct {
		const char *text;
		int64_t n; /* -1: refused */
	} cases[] = {{"0", 0},
		     {"7", 7},
		     {"007", 7},
		     {"9223372036854775807", INT64_MAX},
		     {"9223372036854775808", -1},
		     {"", -1},
		     {"-1", -1},
		     {"+1", -1},
		     {" 1", -1},
		     {"1 ", -1},
		     {"1.5", -1},
		     {"1e3", -1},
		     {"0x10", -1},
		     {"ten", -1},
		     {"1,000", -1}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t n = -1;
		ck_assert_msg(cli_parse_count(cases[i].text, &n) == (cases[i].n >= 0), "'%s'", cases[i].text);
		ck_assert_int_eq(n, cases[i].n);
	}
}
END_TEST

START_TEST(caps)
{
	static const struct {
		const char *text;
		bool ok, percent;
		int64_t n;
	} cases[] = {{"500", true, false, 500}, {"0", true, false, 0},     {"10%", true, true, 10},
		     {"100%", true, true, 100}, {"101%", false, false, 0}, {"%", false, false, 0},
		     {"", false, false, 0},     {"-5%", false, false, 0},  {"10%%", false, false, 0},
		     {"10 %", false, false, 0}, {"ten%", false, false, 0}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct crm_cap cap = {0};
		ck_assert_msg(cli_parse_cap(cases[i].text, &cap) == cases[i].ok, "'%s'", cases[i].text);
		ck_assert_int_eq(cap.set, cases[i].ok);
		ck_assert_int_eq(cap.percent, cases[i].percent);
		ck_assert_int_eq(cap.n, cases[i].n);
	}
}
END_TEST

START_TEST(choices_one_by_one)
{
	static const char *const wanted[] = {"auto", "always", "never"};
	const char *rest = "auto|always|never", *choice;
	size_t len, n = 0;
	while (cli_next_choice(&rest, &choice, &len)) {
		ck_assert_uint_lt(n, 3);
		ck_assert(strlen(wanted[n]) == len && memcmp(choice, wanted[n], len) == 0);
		n++;
	}
	ck_assert_uint_eq(n, 3);
	ck_assert(cli_has_choices(&own_options[2]));
	ck_assert(!cli_has_choices(&own_options[0]));
	ck_assert(!cli_has_choices(&own_options[1]));
}
END_TEST

START_TEST(exit_codes)
{
	static const struct {
		int code, exit_code;
	} cases[] = {{CRM_OK, 0},          {CRM_E_FAIL, 1},        {CRM_E_NOMEM, 1},         {CRM_E_USAGE, 2},
		     {CRM_E_CONFIG, 3},    {CRM_E_AUTH, 4},        {CRM_E_PERMISSION, 4},    {CRM_E_EXPIRED, 4},
		     {CRM_E_NETWORK, 5},   {CRM_E_RATE, 5},        {CRM_E_BUDGET, 5},        {CRM_E_SERVER, 5},
		     {CRM_E_PROTOCOL, 5},  {CRM_E_CURSOR, 5},      {CRM_E_DISK, 5},          {CRM_E_GATE, 7},
		     {CRM_E_LOCKED, 8},    {CRM_E_STORE, 9},       {CRM_E_INTERRUPTED, 130}, {CRM_E_REJECTED, 1},
		     {CRM_E_NOT_FOUND, 1}, {CRM_E_UNSUPPORTED, 1}, {CRM_E_INVALID, 1},       {-999, 1}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ck_assert_int_eq(cli_exit_code(cases[i].code), cases[i].exit_code);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cli_arguments");
	TCase *tcase = tcase_create("arguments");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, options_and_words_in_any_order);
	tcase_add_test(tcase, arguments_may_be_joined);
	tcase_add_test(tcase, global_options_are_taken_behind_the_command);
	tcase_add_test(tcase, behind_two_dashes_all_are_words);
	tcase_add_test(tcase, help_forgives_what_is_missing);
	tcase_add_test(tcase, repeated_options_keep_all);
	tcase_add_loop_test(tcase, mistakes_are_named, 0, (int)(sizeof refused / sizeof *refused));
	tcase_add_test(tcase, leading_options_end_at_the_command);
	tcase_add_test(tcase, leading_options_of_a_command_are_sent_behind_it);
	tcase_add_test(tcase, counts);
	tcase_add_test(tcase, caps);
	tcase_add_test(tcase, choices_one_by_one);
	tcase_add_test(tcase, exit_codes);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}

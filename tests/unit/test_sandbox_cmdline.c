/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of crmsync-sandbox. */
#include "config.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"
#include "sandbox/cmdline.h"

#define MAX_ARGS 80

/* Parses a NULL-terminated list of arguments. */
static int parse(struct cmdline *c, struct crm_error *err, const char *const *args)
{
	char *argv[MAX_ARGS] = {(char *)"crmsync-sandbox"};
	int argc = 1;
	for (; *args; args++)
		argv[argc++] = (char *)*args;
	return cmdline_parse(argc, argv, c, err);
}

#define PARSE(c, err, ...) parse(c, err, (const char *const[]){__VA_ARGS__, NULL})

START_TEST(defaults)
{
	struct cmdline c;
	char *argv[] = {(char *)"crmsync-sandbox", NULL};
	ck_assert_int_eq(cmdline_parse(1, argv, &c, NULL), CRM_OK);
	ck_assert_int_eq(c.task, CMDLINE_SERVE);
	ck_assert_int_eq(c.seed, CMDLINE_SEED_EMPTY);
	ck_assert_uint_eq(c.random_seed, 1);
	ck_assert_uint_eq(c.n_systems, 0);
	ck_assert(!c.quiet);
	ck_assert_ptr_null(c.state);
	ck_assert_uint_eq(ntohl(c.address.v4.sin_addr.s_addr), INADDR_LOOPBACK);
	ck_assert_uint_eq(c.address.v4.sin_port, 0);
}
END_TEST

START_TEST(all_options)
{
	struct cmdline c;
	ck_assert_int_eq(PARSE(&c, NULL, "--listen", "127.0.0.2:8123", "--port-file=p", "--state", "s", "--seed", "250",
			       "--seed-dir", "d", "--truth", "t", "--random-seed", "7", "--quiet", "--system",
			       "a.b-c_1=hubspot", "--system", "two=salesforce"),
			 CRM_OK);
	ck_assert_uint_eq(ntohs(c.address.v4.sin_port), 8123);
	ck_assert_str_eq(c.port_file, "p");
	ck_assert_str_eq(c.state, "s");
	ck_assert_str_eq(c.seed_dir, "d");
	ck_assert_str_eq(c.truth, "t");
	ck_assert_int_eq(c.seed, CMDLINE_SEED_PEOPLE);
	ck_assert_uint_eq(c.people, 250);
	ck_assert_uint_eq(c.random_seed, 7);
	ck_assert(c.quiet);
	ck_assert_uint_eq(c.n_systems, 2);
	ck_assert_str_eq(c.systems[0].name, "a.b-c_1");
	ck_assert_str_eq(c.systems[0].vendor, "hubspot");
	ck_assert_str_eq(c.systems[1].vendor, "salesforce");
}
END_TEST

START_TEST(from_a_store)
{
	struct cmdline c;
	ck_assert_int_eq(PARSE(&c, NULL, "--from", "crmsync.db", "--state", "s", "--random-seed", "2"), CRM_OK);
	ck_assert_str_eq(c.from, "crmsync.db");
	ck_assert(!c.seeded);
}
END_TEST

START_TEST(tasks)
{
	struct cmdline c;
	ck_assert_int_eq(PARSE(&c, NULL, "--help"), CRM_OK);
	ck_assert_int_eq(c.task, CMDLINE_HELP);
	ck_assert_int_eq(PARSE(&c, NULL, "--version"), CRM_OK);
	ck_assert_int_eq(c.task, CMDLINE_VERSION);
	ck_assert_int_eq(PARSE(&c, NULL, "--seed", "1000", "--export-csv", "f.csv", "--random-seed", "3"), CRM_OK);
	ck_assert_int_eq(c.task, CMDLINE_EXPORT);
	ck_assert_uint_eq(c.people, 1000);
	ck_assert_str_eq(c.export_csv, "f.csv");
	ck_assert_int_eq(PARSE(&c, NULL, "--seed", "demo"), CRM_OK);
	ck_assert_int_eq(c.seed, CMDLINE_SEED_DEMO);
	ck_assert_int_eq(PARSE(&c, NULL, "--listen", "[::1]:1"), CRM_OK);
	ck_assert_int_eq(c.address.any.sa_family, AF_INET6);
	ck_assert_int_eq(PARSE(&c, NULL, "--listen", "localhost:1"), CRM_OK);
}
END_TEST

static const struct {
	const char *args[6];
	const char *message;
} wrong[] = {
	{{"--listen", "0.0.0.0:80"}, "'0.0.0.0:80' is not on the loopback interface"},
	{{"--listen", "192.168.0.1:80"}, "not on the loopback"},
	{{"--listen", "[::]:80"}, "not on the loopback"},
	{{"--listen", "::1:80"}, "not on the loopback"},
	{{"--listen", "127.0.0.1"}, "must be ADDRESS:PORT"},
	{{"--listen", "127.0.0.1:65536"}, "must be ADDRESS:PORT"},
	{{"--listen", "127.0.0.1:8x"}, "must be ADDRESS:PORT"},
	{{"--listen"}, "option '--listen' needs a value"},
	{{"--seed", "some"}, "seed 'some' must be"},
	{{"--seed", "-5"}, "seed '-5' must be"},
	{{"--seed", "10000001"}, "seed '10000001' must be"},
	{{"--random-seed", "x"}, "random seed 'x'"},
	{{"--system", "hubspot"}, "must be NAME=VENDOR"},
	{{"--system", "=hubspot"}, "must be NAME=VENDOR"},
	{{"--system", "a="}, "must be NAME=VENDOR"},
	{{"--system", "a/b=hubspot"}, "must be NAME=VENDOR"},
	{{"--system", "__sandbox=hubspot"}, "must be NAME=VENDOR"},
	{{"--system=a=hubspot", "--system=a=pipedrive"}, "system 'a' is named twice"},
	{{"--from"}, "option '--from' needs a value"},
	{{"--from", "a", "--seed", "empty"}, "'--from' brings its own records"},
	{{"--export-csv", "a"}, "'--export-csv' needs '--seed'"},
	{{"--export-csv", "a", "--seed", "0"}, "'--export-csv' needs '--seed'"},
	{{"--export-csv", "a", "--seed", "demo"}, "'--export-csv' needs '--seed'"},
	{{"--export-csv", "a", "--seed", "5", "--state", "s"}, "'--export-csv' serves nothing"},
	{{"--export-csv", "a", "--seed", "5", "--truth", "t"}, "'--export-csv' serves nothing"},
	{{"--export-csv", "a", "--seed", "5", "--system", "a=b"}, "'--export-csv' serves nothing"},
	{{"--truth", "t", "--from", "a"}, "'--from' brings its own records"},
	{{"--nonsense"}, "unknown option '--nonsense'"},
	{{"extra"}, "unexpected argument 'extra'"},
};

START_TEST(mistakes)
{
	struct cmdline c;
	struct crm_error err = {0};
	ck_assert_int_eq(parse(&c, &err, wrong[_i].args), CRM_E_USAGE);
	ck_assert_msg(strstr(crm_error_text(&err), wrong[_i].message), "%s", crm_error_text(&err));
	crm_error_clear(&err);
}
END_TEST

START_TEST(too_many_systems)
{
	char names[CMDLINE_MAX_SYSTEMS + 1][32];
	const char *args[CMDLINE_MAX_SYSTEMS + 2] = {0};
	for (int i = 0; i <= CMDLINE_MAX_SYSTEMS; i++) {
		snprintf(names[i], sizeof names[i], "--system=s%d=hubspot", i);
		args[i] = names[i];
	}
	struct cmdline c;
	ck_assert_int_eq(parse(&c, NULL, args), CRM_E_USAGE);
	args[CMDLINE_MAX_SYSTEMS] = NULL;
	ck_assert_int_eq(parse(&c, NULL, args), CRM_OK);
	ck_assert_uint_eq(c.n_systems, CMDLINE_MAX_SYSTEMS);
}
END_TEST

START_TEST(help_names_every_option)
{
	static const char *const names[] = {"--listen",   "--port-file", "--state",      "--from",        "--seed",
					    "--seed-dir", "--truth",     "--export-csv", "--random-seed", "--system",
					    "--quiet",    "--help",      "--version"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		ck_assert_msg(strstr(cmdline_help, names[i]), "%s", names[i]);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sandbox_cmdline");
	TCase *c = tcase_create("all");
	tcase_add_test(c, defaults);
	tcase_add_test(c, all_options);
	tcase_add_test(c, from_a_store);
	tcase_add_test(c, tasks);
	tcase_add_loop_test(c, mistakes, 0, sizeof wrong / sizeof wrong[0]);
	tcase_add_test(c, too_many_systems);
	tcase_add_test(c, help_names_every_option);
	suite_add_tcase(s, c);
	return run_suite(s);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* --help, from the same tables as the parser. */
#include "config.h"

#include <cli/cli.h>

#include <stdio.h>
#include <string.h>

#define COLUMN 30

static void print_option(const struct cli_option *o)
{
	char left[64];
	int n = snprintf(left, sizeof left, "  %c%c%s --%s%s%s", o->letter ? '-' : ' ', o->letter ? o->letter : ' ', o->letter ? "," : " ", o->name,
	                 o->argument ? " " : "", o->argument ? o->argument : "");
	if (n >= COLUMN)
		printf("%s\n%*s%s\n", left, COLUMN, "", o->help);
	else
		printf("%-*s%s\n", COLUMN, left, o->help);
}

static void print_options(const struct cli_option *options)
{
	for (const struct cli_option *o = options; o != NULL && o->name != NULL; o++)
		print_option(o);
}

void cli_print_help(const struct cli *cli)
{
	printf("usage: %s [-c FILE] COMMAND [OPTION...]\n\n"
	       "Keeps contacts, companies and deals the same in HubSpot, Salesforce and Pipedrive,\n"
	       "without duplicates: pulls, reconciles in one SQLite file, shows every change, pushes.\n\n"
	       "Commands:\n",
	       cli->program);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		printf("  %-12s%s\n", (*c)->name, (*c)->summary);
	printf("\nOptions:\n");
	print_options(cli_global_options);
	printf("  -h, --help                  this text; after a command: its own\n"
	       "      --version               version\n\n"
	       "Start with: crmsync init hubspot salesforce; crmsync check; crmsync diff\n"
	       "Manual: man crmsync, man crmsync.yaml\n");
}

void cli_print_command_help(const struct cli *cli, const struct cli_command *command)
{
	printf("usage: %s %s [OPTION...]%s%s\n\n%s\n", cli->program, command->name, command->words[0] ? " " : "", command->words,
	       command->description);
	if (command->options != NULL && command->options[0].name != NULL) {
		printf("\nOptions:\n");
		print_options(command->options);
	}
	printf("\nGlobal options:\n");
	print_options(cli_global_options);
}

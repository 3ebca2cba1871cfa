/* SPDX-License-Identifier: Apache-2.0 */
/* --help, from the same tables as the parser. */
#include "config.h"

#include <cli/cli.h>

#include <string.h>

#define COLUMN 30
#define WIDTH  100

/* Text from the column on; its words go on at the same column of the next line where it is longer. */
static void print_wrapped(FILE *out, const char *text)
{
	size_t room = WIDTH - COLUMN;
	while (strlen(text) > room) {
		size_t cut = room;
		while (cut > 0 && text[cut] != ' ')
			cut--;
		if (cut == 0)
			break;
		fprintf(out, "%.*s\n%*s", (int)cut, text, COLUMN, "");
		text += cut + 1;
	}
	fprintf(out, "%s\n", text);
}

static void print_option(FILE *out, const struct cli_option *o)
{
	char left[128];
	int n = snprintf(left, sizeof left, "  %c%c%s --%s%s%s", o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
			 o->letter ? "," : " ", o->name, o->argument ? " " : "", o->argument ? o->argument : "");
	if (n >= COLUMN)
		fprintf(out, "%s\n%*s", left, COLUMN, "");
	else
		fprintf(out, "%-*s", COLUMN, left);
	print_wrapped(out, o->help);
}

static void print_options(FILE *out, const struct cli_option *options)
{
	for (const struct cli_option *o = options; o != NULL && o->name != NULL; o++)
		print_option(out, o);
}

void cli_print_help(FILE *out)
{
	fputs("usage: crmsync [-c FILE] COMMAND [OPTION...]\n\n"
	      "Keeps contacts, companies and deals the same in HubSpot, Salesforce and Pipedrive, without\n"
	      "duplicates: it reads what they hold, finds out which records mean the same person, company or\n"
	      "deal, shows every change it would make, and makes them when you say so.\n\n"
	      "The first time:\n"
	      "  crmsync init hubspot salesforce   writes crmsync.yaml; put the credentials where it says\n"
	      "  crmsync check                     signs in everywhere; nothing is written\n"
	      "  crmsync setup                     creates one property, by which records are found again\n"
	      "  crmsync diff                      shows what would change; nothing is written\n"
	      "  crmsync sync --first-sync         makes it so; later on: crmsync sync\n\n"
	      "Commands:\n",
	      out);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		fprintf(out, "  %-12s%s\n", (*c)->name, (*c)->summary);
	fputs("\nOptions:\n", out);
	print_options(out, cli_global_options);
	fputs("\nExit status: 0 done; 2 wrong command line; 3 wrong configuration; 4 credentials refused; 5 not now\n"
	      "(network, vendor, disk), run again; 6 done, but something waits for you; 7 stopped by a safety gate,\n"
	      "nothing was written; 8 another run is under way; 9 store unusable; 130 interrupted; 1 anything else.\n\n"
	      "Help on a command: crmsync help COMMAND. Manual: man crmsync, man crmsync.yaml.\n",
	      out);
}

void cli_print_command_help(FILE *out, const struct cli_command *command)
{
	const char *options = command->options[0].name ? " [OPTION...]" : "";
	bool fits = strlen("usage: crmsync ") + strlen(command->name) + strlen(options) + 1 + strlen(command->words) <=
		    WIDTH;
	fprintf(out, "usage: crmsync %s%s%s%s\n\n%s\n", command->name, options,
		command->words[0] == '\0' ? ""
		: fits                    ? " "
					  : "\n         ",
		command->words, command->description);
	if (command->options[0].name != NULL) {
		fputs("\nOptions:\n", out);
		print_options(out, command->options);
	}
	fputs("\nOptions of every command:\n", out);
	print_options(out, cli_global_options);
}

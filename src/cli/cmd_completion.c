/* SPDX-License-Identifier: Apache-2.0 */
/* Completion for bash, from the option tables. */
#include <cli/cli.h>

#include <stdio.h>
#include <string.h>

static const struct cli_option options[] = {{0}};

static void print_names(const struct cli_option *list)
{
	for (const struct cli_option *o = list; o != NULL && o->name != NULL; o++)
		printf(" --%s", o->name);
}

static void print_bash(void)
{
	printf("# bash completion for crmsync\n"
	       "_crmsync() {\n"
	       "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= word words\n"
	       "\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
	       "\t\tcase $word in\n\t\t");
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		printf("%s%s", c == cli_commands ? "" : "|", (*c)->name);
	printf(") command=$word; break;;\n\t\tesac\n\tdone\n"
	       "\tcase $prev in\n"
	       "\t-c|--config|--plan) COMPREPLY=($(compgen -f -- \"$cur\")); return;;\n"
	       "\t--only) COMPREPLY=($(compgen -W 'contact company deal' -- \"$cur\")); return;;\n"
	       "\t--accept) COMPREPLY=($(compgen -W 'tenant shrink mapping' -- \"$cur\")); return;;\n"
	       "\t--color) COMPREPLY=($(compgen -W 'auto always never' -- \"$cur\")); return;;\n"
	       "\tesac\n"
	       "\tcase $command in\n");
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++) {
		printf("\t%s) words='--help", (*c)->name);
		print_names((*c)->options);
		printf("%s';;\n", strcmp((*c)->name, "init") == 0 ? " hubspot salesforce pipedrive" : "");
	}
	printf("\t*) words='--help --version");
	print_names(cli_global_options);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		printf(" %s", (*c)->name);
	printf("';;\n\tesac\n"
	       "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	       "}\n"
	       "complete -F _crmsync crmsync\n");
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	(void)cli;
	if (strcmp(arguments->words[0], "bash") != 0)
		return crm_error_set(err, CRM_E_USAGE, "completion is for bash, not '%s'", arguments->words[0]);
	print_bash();
	return CRM_OK;
}

extern const struct cli_command cli_completion;
const struct cli_command cli_completion = {
        .name = "completion",
        .words = "bash",
        .summary = "print the completion script for a shell",
        .description = "Prints a completion script; for this shell: eval \"$(crmsync completion bash)\"",
        .options = options,
        .run = run,
        .min_words = 1,
        .max_words = 1,
};

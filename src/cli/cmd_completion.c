/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

static const struct cli_option options[] = {{0}};

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	(void)cli;
	if (!cli_print_completion(stdout, arguments->words[0]))
		return crm_error_set(err, CRM_E_USAGE, "there is completion for bash, zsh and fish, not for '%s'",
				     arguments->words[0]);
	return CRM_OK;
}

extern const struct cli_command cli_completion;
const struct cli_command cli_completion = {
	.name = "completion",
	.words = "bash|zsh|fish",
	.summary = "print the completion script for bash, zsh or fish",
	.description = "Prints a script that lets the shell complete commands, options and their values. An\n"
		       "installed crmsync brings it along; for this shell alone:\n"
		       "  bash, zsh:  eval \"$(crmsync completion bash)\"\n"
		       "  fish:       crmsync completion fish | source",
	.options = options,
	.run = run,
	.min_words = 1,
	.max_words = 1,
};

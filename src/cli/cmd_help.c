/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

static const struct cli_option options[] = {{0}};

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	const struct cli_command *command = NULL;
	(void)cli;
	if (arguments->n_words == 0) {
		cli_print_help(stdout);
		return CRM_OK;
	}
	int rc = cli_find_command(arguments->words[0], &command, err);
	if (rc == CRM_OK)
		cli_print_command_help(stdout, command);
	return rc;
}

extern const struct cli_command cli_help;
const struct cli_command cli_help = {
	.name = "help",
	.words = "[COMMAND]",
	.summary = "help on crmsync, or on one of its commands",
	.description = "The same as crmsync --help, or crmsync COMMAND --help. The whole manual: man crmsync,\n"
		       "and of the configuration: man crmsync.yaml.",
	.options = options,
	.run = run,
	.max_words = 1,
};

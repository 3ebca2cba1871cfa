/* SPDX-License-Identifier: Apache-2.0 */
/* The commands in the order of the help. */
#include <cli/cli.h>

#include <string.h>

#include <config/suggest.h>

extern const struct cli_command cli_init, cli_auth, cli_check, cli_setup, cli_pull, cli_diff, cli_sync, cli_status,
	cli_relink, cli_migrate, cli_review, cli_match, cli_explain, cli_undo, cli_export, cli_forget, cli_dedupe,
	cli_connectors, cli_completion, cli_help;

const struct cli_command *const cli_commands[] = {
	&cli_init,    &cli_auth,   &cli_check,  &cli_setup,      &cli_pull,       &cli_diff, &cli_sync,
	&cli_migrate, &cli_status, &cli_review, &cli_match,      &cli_explain,    &cli_undo, &cli_relink,
	&cli_export,  &cli_forget, &cli_dedupe, &cli_connectors, &cli_completion, &cli_help, NULL,
};

int cli_find_command(const char *name, const struct cli_command **out, struct crm_error *err)
{
	struct config_suggestion suggestion;
	config_suggest_begin(&suggestion, name);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++) {
		if (strcmp((*c)->name, name) == 0) {
			*out = *c;
			return CRM_OK;
		}
		config_suggest_offer(&suggestion, (*c)->name);
	}
	if (suggestion.best != NULL)
		return crm_error_set(err, CRM_E_USAGE, "no command '%s', did you mean '%s'? (see crmsync --help)", name,
				     suggestion.best);
	return crm_error_set(err, CRM_E_USAGE, "no command '%s' (see crmsync --help)", name);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a command is about: an address on the command line or, so that no process list shows it, on standard input. */
#include <cli/cli.h>

#include <stdio.h>
#include <string.h>

int cli_read_line(struct crm_arena *arena, const char *what, const char **out, struct crm_error *err)
{
	char line[1024];
	if (fgets(line, sizeof line, stdin) == NULL)
		return crm_error_set(err, CRM_E_USAGE, "no %s on standard input", what);
	line[strcspn(line, "\r\n")] = '\0';
	*out = crm_arena_strdup(arena, line);
	return *out ? CRM_OK : crm_error_no_memory(err);
}

int cli_find_address(const struct cli_arguments *arguments, const char *option, struct crm_arena *arena,
		     const char **out, struct crm_error *err)
{
	bool input = cli_has(arguments, "stdin");
	const char *given = option != NULL            ? cli_get(arguments, option)
			    : arguments->n_words == 1 ? arguments->words[0]
						      : NULL;
	if (input == (given != NULL))
		return crm_error_set(err, CRM_E_USAGE, "give one e-mail address, or --stdin");
	if (input)
		return cli_read_line(arena, "e-mail address", out, err);
	*out = given;
	return CRM_OK;
}

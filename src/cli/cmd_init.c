/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sync/module.h>

static const struct cli_option options[] = {
	{"stdout", 0, NULL, "print it instead of writing a file", false},
	{0},
};

/* "sales=salesforce" gives a system a name of its own. */
static int fill_system(struct cli *cli, const char *word, struct crm_init_system *out, struct crm_arena *arena,
		       struct crm_error *err)
{
	const struct crm_connector *connector;
	const char *equals = strchr(word, '=');
	out->connector = equals ? equals + 1 : word;
	out->name = equals ? crm_arena_strndup(arena, word, (size_t)(equals - word)) : word;
	if (out->name == NULL)
		return crm_error_no_memory(err);
	int rc = crm_module_load(out->connector, cli->connector_dirs, &connector, err);
	if (rc != CRM_OK)
		return rc;
	out->title = connector->info->title;
	out->secrets = connector->info->secrets;
	out->options = connector->info->options;
	return CRM_OK;
}

static int write_config(const char *path, const char *text, struct crm_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return crm_error_set(err, errno == EEXIST ? CRM_E_USAGE : CRM_E_DISK,
				     errno == EEXIST ? "'%s' exists already; it is left as it is"
						     : "'%s' cannot be written: %s",
				     path, strerror(errno));
	FILE *f = fdopen(fd, "w");
	bool ok = f != NULL && fputs(text, f) >= 0 && fflush(f) == 0 && fsync(fd) == 0;
	int rc = ok ? CRM_OK : crm_error_set(err, CRM_E_DISK, "'%s' cannot be written: %s", path, strerror(errno));
	if (f != NULL)
		fclose(f);
	else
		close(fd);
	if (!ok)
		unlink(path); /* half a file would stand in the way of the next attempt */
	return rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	struct crm_init_system *systems = arena ? crm_arena_calloc(arena, arguments->n_words, sizeof *systems) : NULL;
	char *text = NULL;
	int rc = systems ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < arguments->n_words; i++)
		rc = fill_system(cli, arguments->words[i], &systems[i], arena, err);
	if (rc == CRM_OK)
		rc = crm_settings_template(systems, arguments->n_words, &text, err);
	if (rc == CRM_E_INVALID)
		rc = err->code = CRM_E_USAGE; /* the words of the command line */
	if (rc == CRM_OK && cli_has(arguments, "stdout"))
		fputs(text, stdout);
	else if (rc == CRM_OK)
		rc = write_config(cli->config, text, err);
	if (rc == CRM_OK && !cli_has(arguments, "stdout") && !cli->quiet)
		printf("wrote %s; put the credentials where it says, then: crmsync check\n", cli->config);
	crm_free(text);
	crm_arena_free(arena);
	return rc;
}

extern const struct cli_command cli_init;
const struct cli_command cli_init = {
	.name = "init",
	.words = "[NAME=]CONNECTOR...",
	.summary = "write a small crmsync.yaml with comments",
	.description =
		"Writes a configuration for these systems, to crmsync.yaml or where -c says. The first one wins\n"
		"where values differ. A file that exists is never overwritten.\n\n"
		"  crmsync init hubspot salesforce pipedrive\n"
		"  crmsync init eu=hubspot us=hubspot      two accounts of one vendor, with names of your own",
	.options = options,
	.run = run,
	.min_words = 1,
	.max_words = 16,
};

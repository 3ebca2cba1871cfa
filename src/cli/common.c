/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands that run the pipeline share. */
#include <cli/cli.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MAX_SYSTEMS 64

int cli_load_settings(struct cli *cli, struct crm_error *err)
{
	if (access(cli->config, F_OK) != 0 && errno == ENOENT)
		return crm_error_set(
			err, CRM_E_CONFIG,
			"there is no configuration '%s' (no such file): crmsync init writes one, -c FILE names another",
			cli->config);
	return crm_settings_load(cli->config, cli->data_dirs, &cli->settings, err);
}

/* The parser lets through only what the option's table names. */
static void parse_objects(const struct cli_arguments *arguments, unsigned *objects)
{
	for (size_t i = 0; i < arguments->n_values; i++) {
		enum crm_object object;
		if (strcmp(arguments->values[i].option->name, "only") == 0 &&
		    crm_object_parse(arguments->values[i].text, &object))
			*objects |= 1U << object;
	}
}

static int parse_systems(const struct cli_arguments *arguments, const char *const **systems, struct crm_error *err)
{
	static const char *names[MAX_SYSTEMS + 1];
	size_t n = 0;
	for (size_t i = 0; i < arguments->n_values; i++) {
		if (strcmp(arguments->values[i].option->name, "system") != 0)
			continue;
		if (n == MAX_SYSTEMS)
			return crm_error_set(err, CRM_E_USAGE, "option '--system' is given more than %d times",
					     MAX_SYSTEMS);
		names[n++] = arguments->values[i].text;
	}
	*systems = n > 0 ? names : NULL;
	return CRM_OK;
}

static void parse_accept(const struct cli_arguments *arguments, unsigned *accept)
{
	static const struct {
		const char *name;
		unsigned bit;
	} gates[] = {{"tenant", CRM_ACCEPT_TENANT},
		     {"mapping", CRM_ACCEPT_MAPPING},
		     {"shrink", CRM_ACCEPT_SHRINK},
		     {"changed", CRM_ACCEPT_CHANGED},
		     {"normaliser", CRM_ACCEPT_NORMALISER}};
	for (size_t i = 0; i < arguments->n_values; i++)
		for (size_t k = 0; k < sizeof gates / sizeof *gates; k++)
			if (strcmp(arguments->values[i].option->name, "accept") == 0 &&
			    strcmp(gates[k].name, arguments->values[i].text) == 0)
				*accept |= gates[k].bit;
}

#define NARROWEST 40

static size_t output_width(void)
{
	struct winsize size;
	int64_t columns = 0;
	const char *text = getenv("COLUMNS");
	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= NARROWEST)
		return size.ws_col;
	if (text != NULL && cli_parse_count(text, &columns) && columns >= NARROWEST && columns < 10000)
		return (size_t)columns;
	return isatty(STDOUT_FILENO) ? 80 : 0;
}

struct crm_report_options cli_report_options(const struct cli *cli)
{
	return (struct crm_report_options){
		.out = stdout, .color = cli->color, .json = cli->json, .width = output_width()};
}

static int parse_cap(const struct cli_arguments *arguments, const char *name, struct crm_cap *cap,
		     struct crm_error *err)
{
	const char *text = cli_get(arguments, name);
	if (text == NULL || cli_parse_cap(text, cap))
		return CRM_OK;
	return crm_error_set(err, CRM_E_USAGE, "option '--%s' is a number or a percentage such as 10%%, not '%s'", name,
			     text);
}

static int parse_number(const struct cli_arguments *arguments, const char *name, int64_t max, int64_t *out,
			struct crm_error *err)
{
	const char *text = cli_get(arguments, name);
	if (text == NULL)
		return CRM_OK;
	if (cli_parse_count(text, out) && *out <= max)
		return CRM_OK;
	return crm_error_set(err, CRM_E_USAGE, "option '--%s' is a number from 0 to %lld, not '%s'", name,
			     (long long)max, text);
}

int cli_run_options(struct cli *cli, const struct cli_command *command, const struct cli_arguments *arguments,
		    struct crm_run_options *out, struct crm_error *err)
{
	int64_t jobs = 0;
	*out = (struct crm_run_options){
		.command = command->name,
		.limit = -1,
		.full = cli_has(arguments, "full"),
		.retry_failed = cli_has(arguments, "retry-failed"),
		.accept = cli_has(arguments, "first-sync") ? CRM_ACCEPT_FIRST : 0,
		.data_dirs = cli->data_dirs,
		.connector_dirs = cli->connector_dirs,
		.interrupted = cli->interrupted,
	};
	parse_objects(arguments, &out->objects);
	parse_accept(arguments, &out->accept);
	int rc = parse_systems(arguments, &out->only_systems, err);
	if (rc == CRM_OK)
		rc = parse_cap(arguments, "max-create", &out->max_create, err);
	if (rc == CRM_OK)
		rc = parse_cap(arguments, "max-update", &out->max_update, err);
	if (rc == CRM_OK)
		rc = parse_cap(arguments, "max-delete", &out->max_delete, err);
	if (rc == CRM_OK)
		rc = parse_number(arguments, "limit", INT64_MAX, &out->limit, err);
	if (rc == CRM_OK)
		rc = parse_number(arguments, "jobs", CRM_MAX_SIDES, &jobs, err);
	out->jobs = (unsigned)jobs;
	cli_progress_begin(cli, out);
	return rc;
}

int cli_finish_run(struct crm_engine *e, int rc, struct crm_error *err)
{
	struct crm_error failed = {0};
	if (crm_engine_finish(e, rc > 0 ? rc : cli_exit_code(rc), "{}", &failed) < 0 && rc >= 0) {
		rc = failed.code;
		crm_error_move(err, &failed);
	}
	crm_error_clear(&failed);
	return rc;
}

int cli_run_engine(struct cli *cli, const struct cli_command *command, const struct cli_arguments *arguments,
		   cli_work *work, struct crm_error *err)
{
	struct crm_run_options options;
	struct crm_engine *e = NULL;
	int rc = cli_run_options(cli, command, arguments, &options, err);
	if (rc == CRM_OK)
		rc = cli_load_settings(cli, err);
	if (rc == CRM_OK)
		rc = crm_engine_open(cli->settings, &options, &e, err);
	if (rc != CRM_OK)
		return rc;
	rc = work(cli, e, arguments, err);
	cli_progress_end();
	rc = cli_finish_run(e, rc, err);
	crm_engine_close(e);
	return rc;
}

int cli_look(struct cli *cli, const struct cli_command *command, const struct cli_arguments *arguments, cli_work *work,
	     struct crm_error *err)
{
	struct crm_run_options options;
	struct crm_engine *e = NULL;
	int rc = cli_run_options(cli, command, arguments, &options, err);
	if (rc == CRM_OK)
		rc = cli_load_settings(cli, err);
	if (rc == CRM_OK)
		rc = crm_engine_look(cli->settings, &options, &e, err);
	if (rc == CRM_OK)
		rc = work(cli, e, arguments, err);
	cli_progress_end();
	crm_engine_close(e);
	return rc;
}

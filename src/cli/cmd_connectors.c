/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

#include <stdio.h>

#include <report/report.h>

#include <crmsync/log.h>
#include <report/report.h>
#include <sync/module.h>

static const struct cli_option options[] = {{0}};

struct listing {
	struct cli *cli;
	int rc;
	struct crm_error *err; /* the first module that does not fit */
};

static void print_named(const char *heading, const struct crm_named_text *texts)
{
	for (const struct crm_named_text *t = texts; t != NULL && t->name != NULL; t++)
		printf("    %s %-16s %s\n", heading, t->name, t->text);
}

static void print_text(const struct crm_connector_info *info, const char *path)
{
	if (info->base_url[0] != '\0')
		printf("%s: %s, API %s at %s\n  %s\n", info->name, info->title, info->api_version, info->base_url,
		       path);
	else
		printf("%s: %s\n  %s\n", info->name, info->title, path);
	print_named("credential", info->secrets);
	print_named("option    ", info->options);
}

static void print_list(struct crm_json_writer *w, const char *name, const struct crm_named_text *texts)
{
	crm_jw_key(w, name);
	crm_jw_array(w);
	for (const struct crm_named_text *t = texts; t != NULL && t->name != NULL; t++) {
		crm_jw_object(w);
		crm_jw_field(w, "name", t->name);
		crm_jw_field(w, "text", t->text);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

static void print_json(const struct crm_connector_info *info, const char *path)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "connector");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "name", info->name);
	crm_jw_field(&w, "title", info->title);
	crm_jw_field(&w, "api_version", info->api_version);
	crm_jw_field(&w, "base_url", info->base_url);
	crm_jw_field(&w, "path", path);
	print_list(&w, "credentials", info->secrets);
	print_list(&w, "options", info->options);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

/* One module that does not fit hides none of the others. */
static void show(void *ctx, const char *name, const char *path)
{
	struct listing *l = ctx;
	const struct crm_connector *connector;
	struct crm_error wrong = {0};
	int rc = crm_module_load(name, l->cli->connector_dirs, &connector, &wrong);
	if (rc == CRM_OK && l->cli->json)
		print_json(connector->info, path);
	else if (rc == CRM_OK)
		print_text(connector->info, path);
	else if (l->rc == CRM_OK)
		crm_error_move(l->err, &wrong);
	else
		crm_log(CRM_LOG_ERROR, "%s", crm_error_text(&wrong));
	l->rc = l->rc == CRM_OK ? rc : l->rc;
	crm_error_clear(&wrong);
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct listing l = {.cli = cli, .err = err};
	(void)arguments;
	int rc = crm_module_list(cli->connector_dirs, show, &l, err);
	return rc == CRM_OK ? l.rc : rc;
}

extern const struct cli_command cli_connectors;
const struct cli_command cli_connectors = {
	.name = "connectors",
	.words = "",
	.summary = "list the connectors with the credentials and options that each takes",
	.description = "Lists the connectors that are installed (those in CRMSYNC_CONNECTOR_PATH first), with the\n"
		       "credentials and options that each takes in the configuration.",
	.options = options,
	.run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

#include <stdio.h>

#include <sync/suppressed.h>

static const struct cli_option options[] = {
	{"subject", 0, "ADDRESS", "everything that is held about the person with this e-mail address", false},
	{"stdin", 0, NULL, "read the address from standard input, so that no process list shows it", false},
	{0},
};

static int print_line(void *ctx, const char *json, struct crm_error *err)
{
	struct crm_buf line;
	crm_buf_init(&line, CRM_BUF_MAX);
	crm_buf_str(&line, json);
	bool failed = line.failed;
	if (!failed)
		crm_report_json_line(stdout, &line);
	crm_buf_free(&line);
	++*(int64_t *)ctx;
	return failed ? crm_error_no_memory(err) : CRM_OK;
}

/* The address itself is gone from the store; a keyed hash of it keeps the person out. */
static int print_kept_out(struct crm_store *store, const char *address, int64_t *n, struct crm_error *err)
{
	bool kept_out = false;
	int rc = crm_store_suppressed(store, CRM_CONTACT, CRM_SUPPRESSED_ADDRESS, address, &kept_out, err);
	return rc == CRM_OK && kept_out ? print_line(n, "{\"type\":\"kept_out\",\"version\":1}", err) : rc;
}

static int export_subject(struct cli *cli, const char *given, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_store *store = NULL;
	const char *address = NULL;
	int64_t n = 0;
	int rc = crm_subject_address(cli->settings, given, arena, &address, err);
	if (rc == CRM_OK)
		rc = crm_store_open(cli->settings->store, false, &store, err);
	if (rc == CRM_OK)
		rc = crm_store_subject(store, CRM_CONTACT, address, print_line, &n, err);
	if (rc == CRM_OK)
		rc = print_kept_out(store, address, &n, err);
	if (rc == CRM_OK && n == 0)
		fprintf(stderr, "crmsync: nothing is held about this person\n");
	crm_store_close(store);
	return rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	const char *given = NULL;
	int rc = arena ? cli_find_address(arguments, "subject", arena, &given, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = cli_load_settings(cli, err);
	if (rc == CRM_OK)
		rc = export_subject(cli, given, arena, err);
	crm_arena_free(arena);
	return rc;
}

extern const struct cli_command cli_export;
const struct cli_command cli_export = {
	.name = "export",
	.words = "",
	.summary = "everything that is held about a person, as JSON",
	.description =
		"Writes everything that the store holds about a person as JSON lines, for whoever asks what is known\n"
		"about them: the merged record and where its values came from, what each CRM sent, what was\n"
		"written there, what waits for a decision, and what was decided. The address may be any of the\n"
		"person's. Nothing is asked of any CRM. To erase the person: crmsync forget.",
	.options = options,
	.run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

#include <inttypes.h>
#include <stdio.h>

#include <crmsync/timestamp.h>
#include <report/report.h>

#define RUNS_SHOWN  10
#define HOLDS_SHOWN 20

static const struct cli_option options[] = {{0}};

static void print_run(const struct cli *cli, const struct crm_run_row *row)
{
	char started[CRM_TIME_TEXT], finished[CRM_TIME_TEXT] = "";
	crm_time_format_seconds(row->started, started);
	if (row->finished)
		crm_time_format_seconds(row->finished, finished);
	if (!cli->json) {
		printf("%5" PRId64 "  %s  %-8s %s", row->id, started, row->command,
		       row->finished ? row->status : "not finished");
		printf(row->finished ? " (exit %d, %" PRId64 " s)\n" : "\n", row->exit_code,
		       (row->finished - row->started) / 1000);
		return;
	}
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "run");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field_int(&w, "run", row->id);
	crm_jw_field(&w, "command", row->command);
	crm_jw_field(&w, "started", started);
	crm_jw_field(&w, "finished", finished[0] ? finished : NULL);
	crm_jw_field(&w, "status", row->finished ? row->status : NULL);
	crm_jw_field_int(&w, "exit", row->exit_code);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static int print_records(const struct cli *cli, struct crm_store *store, struct crm_error *err)
{
	for (size_t i = 0; i < cli->settings->n_systems; i++) {
		int64_t id, n[CRM_SYNC_OBJECTS] = {0};
		int rc = crm_store_system(store, cli->settings->systems[i].name, cli->settings->systems[i].connector,
					  &id, err);
		for (size_t o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
			rc = crm_store_count_live(store, id, (enum crm_object)o, &n[o], err);
		if (rc != CRM_OK)
			return rc;
		if (cli->json)
			printf("{\"type\":\"records\",\"version\":1,\"system\":\"%s\",\"company\":%" PRId64
			       ",\"contact\":%" PRId64 ",\"deal\":%" PRId64 "}\n",
			       cli->settings->systems[i].name, n[CRM_COMPANY], n[CRM_CONTACT], n[CRM_DEAL]);
		else
			printf("%s: %" PRId64 " %s, %" PRId64 " %s, %" PRId64 " %s\n", cli->settings->systems[i].name,
			       n[CRM_COMPANY], n[CRM_COMPANY] == 1 ? "company" : "companies", n[CRM_CONTACT],
			       n[CRM_CONTACT] == 1 ? "contact" : "contacts", n[CRM_DEAL],
			       n[CRM_DEAL] == 1 ? "deal" : "deals");
	}
	return CRM_OK;
}

static int name_of_system(const struct cli *cli, struct crm_store *store, int64_t wanted, const char **name,
			  struct crm_error *err)
{
	*name = NULL;
	for (size_t i = 0; wanted != 0 && i < cli->settings->n_systems; i++) {
		const struct crm_system_settings *s = &cli->settings->systems[i];
		int64_t id = 0;
		int rc = crm_store_system(store, s->name, s->connector, &id, err);
		if (rc != CRM_OK)
			return rc;
		if (id == wanted)
			*name = s->name;
	}
	return CRM_OK;
}

static int print_hold(const struct cli *cli, struct crm_store *store, const struct crm_hold_row *row,
		      struct crm_arena *arena, struct crm_error *err)
{
	const char *system;
	int rc = name_of_system(cli, store, row->system, &system, err);
	if (rc == CRM_OK && cli->json)
		crm_report_hold(stdout, row, system);
	else if (rc == CRM_OK)
		printf("  %s: %s\n", row->kind, crm_report_safe(row->summary, arena));
	return rc;
}

/* All of them for a program; for a person the first, since review shows them all by kind. */
static int print_each_hold(const struct cli *cli, struct crm_store *store, struct crm_arena *arena,
			   struct crm_error *err)
{
	struct crm_hold_row *rows;
	size_t n = 0;
	int64_t after = 0;
	int rc;
	do {
		crm_arena_reset(arena);
		rc = crm_store_holds(store, after, HOLDS_SHOWN, arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			after = rows[i].id;
			rc = print_hold(cli, store, &rows[i], arena, err);
		}
	} while (rc == CRM_OK && cli->json && n == HOLDS_SHOWN);
	return rc;
}

static int print_holds(const struct cli *cli, struct crm_store *store, struct crm_arena *arena, struct crm_error *err)
{
	int64_t holds = 0;
	int rc = crm_store_hold_count(store, &holds, err);
	if (rc == CRM_OK && cli->json)
		printf("{\"type\":\"holds\",\"version\":1,\"n\":%" PRId64 "}\n", holds);
	else if (rc == CRM_OK)
		printf("%" PRId64 " %s for a person\n", holds, holds == 1 ? "hold waits" : "holds wait");
	if (rc == CRM_OK)
		rc = print_each_hold(cli, store, arena, err);
	if (rc == CRM_OK && !cli->json && holds > HOLDS_SHOWN)
		printf("  and %" PRId64 " more\n", holds - HOLDS_SHOWN);
	if (rc == CRM_OK && !cli->json && holds > 0)
		printf("  crmsync review decides about them\n");
	return rc;
}

static int print_no_store(const struct cli *cli, struct crm_error *err)
{
	crm_error_clear(err);
	if (cli->json)
		printf("{\"type\":\"holds\",\"version\":1,\"n\":0}\n");
	else
		printf("there is no store yet; crmsync pull makes one, and so do diff and sync\n");
	return CRM_OK;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct crm_store *store = NULL;
	struct crm_run_row *rows;
	size_t n = 0;
	(void)arguments;
	int rc = cli_load_settings(cli, err);
	if (rc == CRM_OK)
		rc = crm_store_open(cli->settings->store, false, &store, err);
	if (rc == CRM_E_NOT_FOUND)
		return print_no_store(cli, err);
	if (rc != CRM_OK)
		return rc;
	struct crm_arena *arena = crm_arena_new();
	rc = arena ? print_records(cli, store, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = print_holds(cli, store, arena, err);
	if (rc == CRM_OK)
		rc = crm_store_runs(store, RUNS_SHOWN, arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		print_run(cli, &rows[i]);
	crm_arena_free(arena);
	crm_store_close(store);
	return rc;
}

extern const struct cli_command cli_status;
const struct cli_command cli_status = {
	.name = "status",
	.words = "",
	.summary = "records, open questions and the last runs",
	.description =
		"Shows how many records the store holds, what waits for a person (of many the first 20), and how the\n"
		"last runs ended.\n"
		"Nothing is asked of any CRM.",
	.options = options,
	.run = run,
};

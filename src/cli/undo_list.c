/* SPDX-License-Identifier: Apache-2.0 */
/* `crmsync undo --list`: runs that wrote, and what of that is still in effect. */
#include <cli/undo.h>

#include <inttypes.h>
#include <stdio.h>

#include <crmsync/timestamp.h>

#define RUNS_SHOWN 50
#define BATCH      500

struct written {
	int64_t writes, taken_back, by;
};

static int count_state(struct crm_store *store, int64_t run, enum crm_op_state state, struct crm_arena *arena,
		       struct written *w, struct crm_error *err)
{
	struct crm_op_query q = {.run = run, .phase = -1, .kind = -1, .object = -1, .state = state, .max = BATCH};
	struct crm_op_row *rows;
	size_t n = 0;
	int rc;
	do {
		crm_arena_reset(arena);
		rc = crm_store_ops(store, &q, arena, &rows, &n, err);
		for (size_t i = 0; rc == CRM_OK && i < n; i++) {
			int64_t by = 0, at = 0;
			q.after = rows[i].id;
			w->writes++;
			rc = crm_store_taken_back(store, rows[i].id, &by, &at, err);
			w->taken_back += by != 0;
			w->by = by != 0 ? at : w->by;
		}
	} while (rc == CRM_OK && n == BATCH);
	return rc;
}

static void print_json(const struct crm_run_row *row, const struct written *n, const char *started)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "wrote");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field_int(&w, "run", row->id);
	crm_jw_field(&w, "command", row->command);
	crm_jw_field(&w, "started", started);
	crm_jw_field_int(&w, "writes", n->writes);
	crm_jw_field_int(&w, "taken_back", n->taken_back);
	if (n->by != 0)
		crm_jw_field_int(&w, "by", n->by);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static void print_text(const struct crm_run_row *row, const struct written *n, const char *started)
{
	printf("%5" PRId64 "  %s  %-6s %" PRId64 " %s", row->id, started, row->command, n->writes,
	       n->writes == 1 ? "write" : "writes");
	if (n->taken_back == n->writes)
		printf(", taken back by run %" PRId64, n->by);
	else if (n->taken_back > 0)
		printf(", %" PRId64 " of them taken back by run %" PRId64, n->taken_back, n->by);
	putchar('\n');
}

static int list_run(const struct cli *cli, struct crm_store *store, const struct crm_run_row *row,
		    struct crm_arena *arena, struct crm_error *err)
{
	struct written n = {0};
	char started[CRM_TIME_TEXT];
	crm_time_format_seconds(row->started, started);
	int rc = count_state(store, row->id, CRM_OPS_ACKNOWLEDGED, arena, &n, err);
	if (rc == CRM_OK)
		rc = count_state(store, row->id, CRM_OPS_VERIFIED, arena, &n, err);
	if (rc != CRM_OK || n.writes == 0)
		return rc;
	if (cli->json)
		print_json(row, &n, started);
	else
		print_text(row, &n, started);
	return CRM_OK;
}

int undo_list(struct cli *cli, struct crm_error *err)
{
	struct crm_store *store = NULL;
	struct crm_run_row *rows = NULL;
	struct crm_arena *arena = crm_arena_new(), *scratch = crm_arena_new();
	size_t n = 0;
	int rc = arena && scratch ? cli_load_settings(cli, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = crm_store_open(cli->settings->store, false, &store, err);
	if (rc == CRM_OK)
		rc = crm_store_runs(store, RUNS_SHOWN, arena, &rows, &n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = list_run(cli, store, &rows[i], scratch, err);
	crm_store_close(store);
	crm_arena_free(scratch);
	crm_arena_free(arena);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

#include <inttypes.h>

#include <report/report.h>
#include <sync/plan_file.h>

static const struct cli_option options[] = {
	{"first-sync", 0, NULL, "yes, write although these systems were never synced before", false},
	{"plan", 0, "FILE",
	 "write exactly this plan (of diff --plan); rows whose record has changed since are refused and listed", false},
	{"html", 0, "FILE", "write the report on what was done as one HTML page, too", false},
	{"limit", 0, "N", "write at most N times: a small start", false},
	{"only", 0, "contact|company|deal", "only these records (may be repeated)", true},
	{"system", 0, "NAME", "only this system (may be repeated); the others are taken as last seen", true},
	{"max-create", 0, "N|N%", "write nothing if more of an object would be created in a system", false},
	{"max-update", 0, "N|N%", "write nothing if more of an object would be changed in a system", false},
	{"max-delete", 0, "N|N%", "write nothing if more of an object would be deleted in a system", false},
	{"full", 0, NULL, "read everything again, not only what changed since the last run", false},
	{"retry-failed", 0, NULL, "send again what a vendor refused before", false},
	{"accept", 0, "tenant|shrink|mapping|changed|normaliser",
	 "yes, the account has changed; yes, so many records are gone; yes, write what the new mapping asks for; yes, "
	 "so "
	 "many records were changed; yes, write what this version reads differently",
	 true},
	{"jobs", 'j', "N", "systems worked on at a time (1: one after the other; default: all)", false},
	{0},
};

struct sync {
	struct cli *cli;
	struct crm_engine *e;
	const struct cli_arguments *arguments;
	int64_t refused; /* rows of a given plan that no longer hold */
};

static void print_refused(void *ctx, const struct crm_plan_refusal *row)
{
	const struct sync *s = ctx;
	struct crm_arena *arena = crm_arena_new();
	if (arena == NULL)
		return;
	cli_progress_end();
	if (s->cli->json) {
		struct crm_buf buf;
		struct crm_json_writer w;
		crm_buf_init(&buf, CRM_BUF_MAX);
		crm_jw_init(&w, &buf);
		crm_jw_object(&w);
		crm_jw_field(&w, "type", "refused");
		crm_jw_field_int(&w, "version", 1);
		crm_jw_field(&w, "system", row->system);
		crm_jw_field(&w, "id", row->name);
		crm_jw_field(&w, "text", row->text);
		crm_jw_end_object(&w);
		crm_report_json_line(stdout, &buf);
		crm_buf_free(&buf);
	} else {
		printf("refused %s %s: changed since the plan was made (%s)\n", crm_report_safe(row->system, arena),
		       crm_report_safe(row->name, arena), crm_report_safe(row->text, arena));
	}
	crm_arena_free(arena);
}

static int read_and_plan(struct sync *s, struct crm_error *err)
{
	int64_t kept = 0;
	int rc = crm_preflight(s->e, true, err);
	if (rc == CRM_OK)
		rc = crm_recover(s->e, err);
	if (rc == CRM_OK)
		rc = crm_pull_all(s->e, err);
	if (rc == CRM_OK)
		rc = crm_plan_make(s->e, err);
	if (rc == CRM_OK && cli_has(s->arguments, "plan"))
		rc = crm_plan_restrict(s->e, cli_get(s->arguments, "plan"), print_refused, s, &kept, &s->refused, err);
	if (rc == CRM_OK)
		rc = crm_gate_plan(s->e, err);
	return rc == CRM_OK ? crm_plan_commit(s->e, err) : rc;
}

/* What happened so far is reported even when the push stopped half-way. */
static int report(struct sync *s, struct crm_summary *summary, struct crm_error *err)
{
	const struct crm_report_options report = cli_report_options(s->cli);
	unsigned done = 1U << CRM_OPS_ACKNOWLEDGED | 1U << CRM_OPS_VERIFIED;
	int rc = crm_summary_gather(s->e, done, summary, err);
	cli_progress_end();
	if (rc == CRM_OK)
		rc = crm_report_run(s->e, &report, summary, err);
	if (rc == CRM_OK && cli_has(s->arguments, "html"))
		rc = crm_report_html(s->e, cli_get(s->arguments, "html"), summary, true, err);
	return rc;
}

static int push_and_report(struct sync *s, struct crm_summary *summary, struct crm_error *err)
{
	struct crm_error stopped = {0};
	int rc = crm_push_all(s->e, &stopped);
	if (rc == CRM_OK)
		rc = crm_verify(s->e, &stopped);
	int shown = report(s, summary, err);
	if (rc != CRM_OK) {
		crm_error_move(err, &stopped);
		return rc;
	}
	if (shown != CRM_OK)
		return shown;
	return summary->holds > 0 || summary->unreadable > 0 || s->refused > 0 ? 6 : 0;
}

static int finish(struct sync *s, int rc, const struct crm_summary *summary, struct crm_error *err)
{
	struct crm_error finish_error = {0};
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_summary_write(s->e, summary, &w);
	int code = crm_engine_finish(s->e, rc > 0 ? rc : cli_exit_code(rc), buf.failed ? "{}" : buf.ptr, &finish_error);
	crm_buf_free(&buf);
	if (code < 0 && rc >= 0) {
		rc = code;
		crm_error_move(err, &finish_error);
	}
	crm_error_clear(&finish_error);
	return rc;
}

extern const struct cli_command cli_sync;

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct crm_run_options run_options;
	struct sync s = {.cli = cli, .arguments = arguments};
	struct crm_summary summary = {0};
	int rc = cli_run_options(cli, &cli_sync, arguments, &run_options, err);
	if (rc == CRM_OK)
		rc = cli_load_settings(cli, err);
	if (rc != CRM_OK)
		return rc;
	if (cli_has(arguments, "plan"))
		/* a reviewed plan is the consent */
		run_options.accept |=
			CRM_ACCEPT_FIRST | CRM_ACCEPT_MAPPING | CRM_ACCEPT_CHANGED | CRM_ACCEPT_NORMALISER;
	rc = crm_engine_open(cli->settings, &run_options, &s.e, err);
	if (rc != CRM_OK)
		return rc;
	rc = read_and_plan(&s, err);
	if (rc == CRM_OK)
		rc = push_and_report(&s, &summary, err);
	rc = finish(&s, rc, &summary, err);
	crm_engine_close(s.e);
	return rc;
}

const struct cli_command cli_sync = {
	.name = "sync",
	.words = "",
	.summary = "read, reconcile, and write the differences to the CRMs",
	.description =
		"Reads what changed in every system, finds out what belongs together, passes the safety gates, and\n"
		"writes the differences: what diff shows. The first sync of a store does nothing without\n"
		"--first-sync or a --plan that you have read; --limit 20 makes a small start. A sync after which\n"
		"nobody edits anything is followed by one that writes nothing.",
	.options = options,
	.run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/cli.h>

#include <report/report.h>
#include <sync/plan_file.h>

extern const struct cli_command cli_diff;

static const struct cli_option options[] = {
	{"plan", 0, "FILE", "save the plan in FILE; sync --plan FILE writes exactly that", false},
	{"html", 0, "FILE", "write the report as one HTML page, too", false},
	{"exit-code", 0, NULL, "exit with status 10 if there is something to write", false},
	{"limit", 0, "N", "plan at most N writes", false},
	{"only", 0, "contact|company|deal", "only these records (may be repeated)", true},
	{"system", 0, "NAME", "only this system (may be repeated); the others are taken as last seen", true},
	{"full", 0, NULL, "read everything again, not only what changed since the last run", false},
	{"retry-failed", 0, NULL, "plan again what a vendor refused before", false},
	{"accept", 0, "tenant|shrink", "yes, the account has changed; yes, so many records are gone", true},
	{"jobs", 'j', "N", "systems worked on at a time (1: one after the other; default: all)", false},
	{0},
};

static int make_plan(struct crm_engine *e, struct crm_error *err)
{
	int rc = crm_preflight(e, true, err);
	if (rc == CRM_OK)
		rc = crm_recover(e, err);
	if (rc == CRM_OK)
		rc = crm_pull_all(e, err);
	return rc == CRM_OK ? crm_plan_make(e, err) : rc;
}

static int show(struct cli *cli, struct crm_engine *e, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct crm_summary summary;
	const struct crm_report_options report = cli_report_options(cli);
	int rc = crm_summary_gather(e, 1U << CRM_OPS_PLANNED, &summary, err);
	cli_progress_end();
	if (rc == CRM_OK)
		rc = crm_report_diff(e, &report, &summary, err);
	if (rc == CRM_OK && cli_has(arguments, "html"))
		rc = crm_report_html(e, cli_get(arguments, "html"), &summary, false, err);
	if (rc == CRM_OK && cli_has(arguments, "plan"))
		rc = crm_plan_save(e, cli_get(arguments, "plan"), err);
	if (rc == CRM_OK && cli_has(arguments, "exit-code") && summary.operations > 0)
		rc = 10;
	return rc;
}

static int diff(struct cli *cli, struct crm_engine *e, const struct cli_arguments *arguments, struct crm_error *err)
{
	int rc = make_plan(e, err);
	if (rc == CRM_OK)
		rc = show(cli, e, arguments, err);
	crm_plan_discard(e);
	return rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	return cli_run_engine(cli, &cli_diff, arguments, diff, err);
}

const struct cli_command cli_diff = {
	.name = "diff",
	.words = "",
	.summary = "show what sync would write, change by change; writes nothing to a CRM",
	.description =
		"Reads what changed in every system, finds out what belongs together, and shows exactly what sync\n"
		"would write: first a summary with the calls it would cost, then record by record each value as\n"
		"old → new with its reason, at the end what is held for you to decide. Nothing is written to any\n"
		"CRM. To read it page by page: crmsync --color always diff | less -R\n\n"
		"What you have looked at is what you get if you save it:\n"
		"  crmsync diff --plan monday.plan\n"
		"  crmsync sync --plan monday.plan",
	.options = options,
	.run = run,
};

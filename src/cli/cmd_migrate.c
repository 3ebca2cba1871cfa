/* SPDX-License-Identifier: Apache-2.0 */
/* `crmsync migrate`: the pipeline of sync in one direction, with a checklist before and a validation behind it. */
#include <cli/migrate.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <base/fresh_file.h>
#include <report/migration.h>
#include <sync/migration.h>
#include <sync/migration_sample.h>
#include <sync/scope.h>

#define CHECKED 100 /* records of each object that are read back by id */

static const struct cli_option options[] = {
	{"from", 0, "NAME", "the system that is left: it is read and never written", false},
	{"to", 0, "NAME", "the system that is moved into", false},
	{"dry-run", 0, NULL, "show the steps, every change and what it costs, and write nothing", false},
	{"yes", 'y', NULL, "write without asking", false},
	{"source-wins", 0, NULL, "where both have a value the source's counts, also over later changes in the target",
	 false},
	{"validate", 0, NULL, "only compare what was migrated so far, and write nothing", false},
	{"check", 0, "N", "read back so many records of each object by id when validating (default 100)", false},
	{"report", 0, "FILE", "write the validation report into a file, too", false},
	{"crosswalk", 0, "FILE", "write which record became which, as CSV", false},
	{"create-fields", 0, NULL, "create the mapped custom fields that the target does not have yet", false},
	{"sample", 0, "N|N%",
	 "only a sample: so many records of each object, the same every time, with each owner and stage, and all that "
	 "they refer to",
	 false},
	{"limit", 0, "N", "write at most N times: a small start", false},
	{"only", 0, "contact|company|deal", "only these records (may be repeated)", true},
	{"max-create", 0, "N|N%", "write nothing if more of an object would be created", false},
	{"max-update", 0, "N|N%", "write nothing if more of an object would be changed", false},
	{"max-delete", 0, "N|N%", "write nothing if more of an object would be deleted", false},
	{"full", 0, NULL, "read everything again, not only what changed since the last run", false},
	{"retry-failed", 0, NULL, "send again what the target refused before", false},
	{"accept", 0, "tenant|shrink|mapping|changed|normaliser", "yes, go on: as for sync", true},
	{"jobs", 'j', "N", "systems worked on at a time (1: one after the other; default: all)", false},
	{0},
};

struct migrate {
	struct cli *cli;
	struct crm_engine *e;
	const struct cli_arguments *arguments;
	struct crm_arena *arena;
	struct crm_summary summary; /* of the plan, then of what was done */
	struct crm_steps steps;
	struct crm_validation validation;
	int64_t check;
	struct crm_cap sample;
};

extern const struct cli_command cli_migrate;

static bool is_given(const struct migrate *m, const char *name)
{
	return cli_has(m->arguments, name);
}

/* ---- what would be done ---- */

static int make_plan(struct migrate *m, struct crm_error *err)
{
	int rc = crm_preflight(m->e, true, err);
	if (rc == CRM_OK && is_given(m, "create-fields"))
		rc = migrate_create_fields(m->cli, m->e, is_given(m, "dry-run"), is_given(m, "yes"), m->arena, err);
	if (rc == CRM_OK && !is_given(m, "validate"))
		rc = crm_recover(m->e, err);
	if (rc == CRM_OK)
		rc = crm_pull_all(m->e, err);
	if (rc == CRM_OK && m->sample.set)
		rc = crm_migration_sample(m->e, &m->sample, err);
	return rc == CRM_OK && !is_given(m, "validate") ? crm_plan_make(m->e, err) : rc;
}

/* Until all was migrated once, the caps are for those who ask for them: everything is new then. */
static int pass_gates(struct migrate *m, struct crm_error *err)
{
	bool done = false;
	int rc = crm_migration_done(m->e, &done, err);
	if (rc == CRM_OK && !done)
		m->e->options.accept |= CRM_ACCEPT_FIRST;
	return rc == CRM_OK ? crm_gate_plan(m->e, err) : rc;
}

static void show_sample(const struct migrate *m)
{
	int64_t n[CRM_SYNC_OBJECTS];
	for (int o = 0; o < CRM_SYNC_OBJECTS; o++)
		n[o] = crm_migration_sample_count(m->e, (enum crm_object)o);
	if (m->e->sample == NULL)
		return;
	cli_progress_end();
	printf(m->cli->json ? "{\"type\":\"sample\",\"version\":1,\"company\":%" PRId64 ",\"contact\":%" PRId64
			      ",\"deal\":%" PRId64 "}\n"
			    : "A sample: %" PRId64 " companies, %" PRId64 " contacts, %" PRId64
			      " deals; all others are left for later\n",
	       n[CRM_COMPANY], n[CRM_CONTACT], n[CRM_DEAL]);
}

static int show_plan(struct migrate *m, struct crm_error *err)
{
	const struct crm_report_options report = cli_report_options(m->cli);
	int rc = crm_summary_gather(m->e, 1U << CRM_OPS_PLANNED, &m->summary, err);
	if (rc == CRM_OK)
		rc = crm_steps_gather(m->e, m->arena, &m->steps, err);
	cli_progress_end();
	if (rc == CRM_OK)
		rc = crm_report_steps(m->e, &report, &m->steps, &m->summary, err);
	if (rc == CRM_OK && is_given(m, "dry-run"))
		rc = crm_report_diff(m->e, &report, &m->summary, err);
	return rc;
}

int migrate_ask(const struct crm_engine *e, int64_t n, const char *one, const char *many, struct crm_error *err)
{
	char answer[16] = "";
	const char *to = e->to->settings->name;
	if (!isatty(STDIN_FILENO))
		return crm_error_set(err, CRM_E_GATE,
				     "nothing was written: there is no terminal to ask on; look at crmsync migrate "
				     "--dry-run, then say --yes (%" PRId64 " %s in %s)",
				     n, n == 1 ? one : many, to);
	fflush(stdout);
	fprintf(stderr, "%" PRId64 " %s in %s. Go on? (--dry-run shows every change) [y/N] ", n, n == 1 ? one : many,
		to);
	fflush(stderr);
	if (fgets(answer, sizeof answer, stdin) == NULL && crm_engine_interrupted(e))
		return crm_error_set(err, CRM_E_INTERRUPTED, "interrupted; nothing was written");
	if (answer[0] == 'y' || answer[0] == 'Y')
		return CRM_OK;
	return crm_error_set(err, CRM_E_GATE, "nothing was written");
}

/* ---- doing it ---- */

static bool is_whole(const struct migrate *m)
{
	return m->e->options.limit < 0 && m->e->options.objects == 0 && m->e->sample == NULL;
}

/* What happened so far is told even when the push stopped half-way. */
static int push(struct migrate *m, struct crm_error *err)
{
	const struct crm_report_options report = cli_report_options(m->cli);
	struct crm_error stopped = {0};
	int rc = crm_push_all(m->e, &stopped);
	if (rc == CRM_OK)
		rc = crm_verify(m->e, &stopped);
	if (rc == CRM_OK && is_whole(m))
		rc = crm_migration_set_done(m->e, &stopped);
	int shown = crm_summary_gather(m->e, 1U << CRM_OPS_ACKNOWLEDGED | 1U << CRM_OPS_VERIFIED, &m->summary, err);
	cli_progress_end();
	if (shown == CRM_OK)
		shown = crm_report_run(m->e, &report, &m->summary, err);
	if (rc != CRM_OK)
		crm_error_move(err, &stopped);
	return rc != CRM_OK ? rc : shown;
}

static int write_report(const struct migrate *m, struct crm_error *err)
{
	struct crm_fresh_file file;
	const char *path = cli_get(m->arguments, "report");
	int rc = path ? crm_fresh_open(&file, path, "the validation report", err) : CRM_OK;
	if (rc != CRM_OK || path == NULL)
		return rc;
	const struct crm_report_options report = {.out = file.out};
	rc = crm_report_validation(m->e, &report, &m->validation, err);
	return crm_fresh_close(&file, rc, err);
}

static int validate(struct migrate *m, struct crm_error *err)
{
	const struct crm_report_options report = cli_report_options(m->cli);
	struct crm_step_state *step = &m->steps.step[CRM_STEP_VALIDATION];
	int rc = crm_validate(m->e, m->check, m->arena, &m->validation, err);
	if (rc == CRM_OK)
		rc = crm_steps_gather(m->e, m->arena, &m->steps, err);
	cli_progress_end();
	if (rc != CRM_OK)
		return rc;
	step->done = m->validation.green;
	step->held = m->validation.green ? 0 : 1;
	if (!m->cli->json)
		fputc('\n', stdout);
	rc = crm_report_steps(m->e, &report, &m->steps, NULL, err);
	if (rc == CRM_OK)
		rc = crm_report_validation(m->e, &report, &m->validation, err);
	if (rc == CRM_OK)
		rc = write_report(m, err);
	const char *crosswalk = cli_get(m->arguments, "crosswalk");
	return rc == CRM_OK && crosswalk != NULL ? crm_report_crosswalk(m->e, crosswalk, err) : rc;
}

/* Green alone is not the end: what waits for a person is not migrated yet. */
static int verdict(const struct migrate *m)
{
	int64_t waiting = 0;
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
		waiting += m->validation.objects[o].fates[CRM_MIGRANT_HELD] +
			   m->validation.objects[o].fates[CRM_MIGRANT_REJECTED];
	return !m->validation.green || waiting > 0 || m->summary.holds > 0 || m->summary.unreadable > 0 ? 6 : 0;
}

static int migrate(struct migrate *m, struct crm_error *err)
{
	bool validates_only = is_given(m, "validate");
	int rc = make_plan(m, err);
	if (rc == CRM_OK)
		show_sample(m);
	if (rc == CRM_OK && validates_only)
		rc = crm_scope_load(m->e, err);
	if (rc == CRM_OK && !validates_only)
		rc = show_plan(m, err);
	if (rc == CRM_OK && is_given(m, "dry-run")) {
		crm_plan_discard(m->e);
		return 0;
	}
	if (rc == CRM_OK && !validates_only)
		rc = pass_gates(m, err);
	if (rc == CRM_OK && !validates_only && m->summary.operations > 0 && !is_given(m, "yes"))
		rc = migrate_ask(m->e, m->summary.operations, "write", "writes", err);
	if (rc == CRM_OK && !validates_only)
		rc = crm_plan_commit(m->e, err);
	if (rc == CRM_OK && !validates_only)
		rc = push(m, err);
	if (rc == CRM_OK)
		rc = validate(m, err);
	return rc == CRM_OK ? verdict(m) : rc;
}

static int finish(struct migrate *m, int rc, struct crm_error *err)
{
	struct crm_error failed = {0};
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_plan_discard(m->e);
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_summary_write(m->e, &m->summary, &w);
	if (crm_engine_finish(m->e, rc > 0 ? rc : cli_exit_code(rc), buf.failed ? "{}" : buf.ptr, &failed) < 0 &&
	    rc >= 0) {
		rc = failed.code;
		crm_error_move(err, &failed);
	}
	crm_buf_free(&buf);
	crm_error_clear(&failed);
	return rc;
}

/* ---- the command line ---- */

static int parse(struct migrate *m, struct crm_run_options *run, struct crm_error *err)
{
	const char *check = cli_get(m->arguments, "check");
	run->from = cli_get(m->arguments, "from");
	run->to = cli_get(m->arguments, "to");
	run->source_wins = is_given(m, "source-wins");
	m->check = CHECKED;
	if (run->from == NULL || run->to == NULL)
		return crm_error_set(err, CRM_E_USAGE,
				     "say which system is left and which one is moved into: "
				     "crmsync migrate --from NAME --to NAME");
	if (is_given(m, "dry-run") && is_given(m, "validate"))
		return crm_error_set(err, CRM_E_USAGE, "options '--dry-run' and '--validate' exclude each other");
	if (is_given(m, "create-fields") && is_given(m, "validate"))
		return crm_error_set(err, CRM_E_USAGE, "options '--create-fields' and '--validate' exclude each other");
	if (is_given(m, "dry-run") && (is_given(m, "report") || is_given(m, "crosswalk")))
		return crm_error_set(err, CRM_E_USAGE,
				     "options '--report' and '--crosswalk' tell what was done; "
				     "'--dry-run' does nothing");
	const char *sample = cli_get(m->arguments, "sample");
	if (sample != NULL && (!cli_parse_cap(sample, &m->sample) || m->sample.n == 0))
		return crm_error_set(err, CRM_E_USAGE,
				     "option '--sample' is a number or a percentage such as 5%%, not '%s'", sample);
	if (check != NULL && !cli_parse_count(check, &m->check))
		return crm_error_set(err, CRM_E_USAGE, "option '--check' is a number, not '%s'", check);
	/* by any other name than that of the command the client refuses to write */
	if (is_given(m, "dry-run"))
		run->command = "migrate --dry-run";
	else if (is_given(m, "validate"))
		run->command = "migrate --validate";
	return CRM_OK;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct crm_run_options run_options;
	struct migrate m = {.cli = cli, .arguments = arguments};
	int rc = cli_run_options(cli, &cli_migrate, arguments, &run_options, err);
	if (rc == CRM_OK)
		rc = parse(&m, &run_options, err);
	if (rc == CRM_OK)
		rc = cli_load_settings(cli, err);
	if (rc == CRM_OK)
		rc = crm_migration_restrict(cli->settings, run_options.from, run_options.to, err);
	if (rc == CRM_OK)
		rc = crm_engine_open(cli->settings, &run_options, &m.e, err);
	if (rc != CRM_OK)
		return rc;
	m.arena = crm_arena_new();
	rc = m.arena ? migrate(&m, err) : crm_error_no_memory(err);
	cli_progress_end();
	rc = finish(&m, rc, err);
	crm_validation_free(&m.validation);
	crm_arena_free(m.arena);
	crm_engine_close(m.e);
	return rc;
}

const struct cli_command cli_migrate = {
	.name = "migrate",
	.words = "",
	.summary = "move from one system into another, as often as wanted, and check that all is there",
	.description =
		"The pipeline of sync in one direction: one system is only read, one only written. What is in the\n"
		"target already is matched, not doubled, and keeps its own values. The steps are shown as a\n"
		"checklist; a run that was interrupted is just run again. Run later, it brings what changed in the\n"
		"source and keeps what people changed in the target.\n\n"
		"It ends with a validation: every record of the source accounted for, values, amounts and\n"
		"associations compared, a random sample read back. The status is 0 when that is green and nothing\n"
		"waits for a person, else 6.\n\n"
		"  crmsync migrate --from pipedrive --to hubspot --dry-run\n"
		"  crmsync migrate --from pipedrive --to hubspot",
	.options = options,
	.run = run,
};

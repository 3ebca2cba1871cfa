/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/undo.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct cli_option options[] = {
	{"list", 0, NULL, "runs that wrote, and what took them back", false},
	{"dry-run", 0, NULL, "show what would be taken back, and write nothing", false},
	{"yes", 'y', NULL, "take it back without asking", false},
	{"release", 0, NULL, "let the next sync write again what the undo RUN keeps back", false},
	{"only", 0, "contact|company|deal", "of two records: their object (may be repeated)", true},
	{"max-create", 0, "N|N%", "write nothing if more of an object would be created in a system", false},
	{"max-update", 0, "N|N%", "write nothing if more of an object would be changed in a system", false},
	{"max-delete", 0, "N|N%", "write nothing if more of an object would be deleted in a system", false},
	{"accept", 0, "tenant|shrink", "yes, the account has changed; yes, so many records are gone", true},
	{"jobs", 'j', "N", "systems worked on at a time (1: one after the other; default: all)", false},
	{0},
};

extern const struct cli_command cli_undo;

/* ---- what is asked for ---- */

static bool parse_number(const char *text, char end, const char **rest, int64_t *out)
{
	char *stop = NULL;
	errno = 0;
	long long n = text[0] >= '0' && text[0] <= '9' ? strtoll(text, &stop, 10) : 0;
	if (stop == NULL || errno != 0 || n <= 0 || *stop != end)
		return false;
	*rest = stop + 1;
	*out = n;
	return true;
}

/* "12", or "12-345" as in the traces of requests. */
static int parse_request(const struct cli_arguments *arguments, struct crm_undo_request *out, struct crm_error *err)
{
	const char *text = arguments->n_words > 0 ? arguments->words[0] : "", *rest = text;
	*out = (struct crm_undo_request){0};
	if (arguments->n_words == 2) {
		out->apart = arguments->words;
		return cli_has(arguments, "release")
			       ? crm_error_set(err, CRM_E_USAGE, "option '--release' takes the number of an undo's run")
			       : CRM_OK;
	}
	if (parse_number(text, '\0', &rest, &out->run))
		return CRM_OK;
	if (parse_number(text, '-', &rest, &out->run) && parse_number(rest, '\0', &rest, &out->operation) &&
	    !cli_has(arguments, "release"))
		return CRM_OK;
	return crm_error_set(
		err, CRM_E_USAGE,
		"say what to take back: a RUN (crmsync undo --list), an operation RUN-OPERATION, or the two "
		"records of a wrong match");
}

/* ---- showing and asking ---- */

static int show(struct cli *cli, struct crm_undo *u, struct crm_summary *summary, struct crm_error *err)
{
	const struct crm_report_options report = cli_report_options(cli);
	int rc = crm_summary_gather(u->e, 1U << CRM_OPS_PLANNED, summary, err);
	cli_progress_end();
	if (rc != CRM_OK)
		return rc;
	undo_print_already(cli, u);
	if (u->e->planned > 0 || cli->json)
		rc = crm_report_diff(u->e, &report, summary, err);
	else if (u->already < u->found || u->found == 0)
		printf("nothing has to be written for it\n");
	undo_print_kept(cli, u);
	return rc;
}

static int ask(const struct crm_undo *u, struct crm_error *err)
{
	char answer[16] = "";
	if (!isatty(STDIN_FILENO))
		return crm_error_set(err, CRM_E_GATE,
				     "nothing was written: there is no terminal to ask on; say --yes to take %s back",
				     u->what);
	fflush(stdout);
	fprintf(stderr, "\nTake %s back? [y/N] ", u->what);
	fflush(stderr);
	if (fgets(answer, sizeof answer, stdin) == NULL && crm_engine_interrupted(u->e))
		return crm_error_set(err, CRM_E_INTERRUPTED, "interrupted; nothing was written");
	if (answer[0] == 'y' || answer[0] == 'Y')
		return CRM_OK;
	return crm_error_set(err, CRM_E_GATE, "nothing was written");
}

/* ---- doing ---- */

static int make_plan(struct crm_undo *u, struct crm_error *err)
{
	int rc = crm_undo_check(u, err);
	if (rc == CRM_OK)
		rc = crm_preflight(u->e, true, err);
	if (rc == CRM_OK)
		rc = crm_recover(u->e, err);
	if (rc == CRM_OK)
		rc = crm_pull_all(u->e, err);
	return rc == CRM_OK ? crm_undo_plan(u, err) : rc;
}

static int count_failed(struct crm_engine *e, int64_t *n, struct crm_error *err)
{
	struct crm_op_count *rows = NULL;
	struct crm_arena *arena = crm_arena_new();
	size_t found = 0;
	int rc = arena ? crm_store_op_counts(e->store, e->run, arena, &rows, &found, err) : crm_error_no_memory(err);
	*n = 0;
	for (size_t i = 0; rc == CRM_OK && i < found; i++)
		if (rows[i].state == CRM_OPS_FAILED || rows[i].state == CRM_OPS_IN_DOUBT ||
		    rows[i].state == CRM_OPS_HELD)
			*n += rows[i].n;
	crm_arena_free(arena);
	return rc;
}

/* What happened so far is told even when the push stopped half-way. */
static int push(struct cli *cli, struct crm_undo *u, struct crm_summary *summary, struct crm_error *err)
{
	const struct crm_report_options report = cli_report_options(cli);
	struct crm_error stopped = {0};
	int64_t failed = 0;
	int rc = crm_push_all(u->e, &stopped);
	if (rc == CRM_OK)
		rc = crm_verify(u->e, &stopped);
	if (rc == CRM_OK)
		rc = crm_undo_settle(u, &stopped);
	int shown = crm_summary_gather(u->e, 1U << CRM_OPS_ACKNOWLEDGED | 1U << CRM_OPS_VERIFIED, summary, err);
	cli_progress_end();
	if (shown == CRM_OK)
		shown = crm_report_run(u->e, &report, summary, err);
	if (shown == CRM_OK)
		shown = count_failed(u->e, &failed, err);
	if (rc != CRM_OK) {
		crm_error_move(err, &stopped);
		return rc;
	}
	if (shown == CRM_OK)
		undo_print_end(cli, u);
	return shown != CRM_OK ? shown : failed > 0 || u->n_kept > 0 ? 6 : 0;
}

static int take_back(struct cli *cli, struct crm_undo *u, const struct cli_arguments *arguments,
		     struct crm_summary *summary, struct crm_error *err)
{
	int rc = make_plan(u, err);
	if (rc == CRM_OK)
		rc = show(cli, u, summary, err);
	bool anything = u->e->planned > 0 || u->already < u->found || u->decisions > 0 || u->request.apart != NULL;
	if (rc == CRM_OK && (!anything || cli_has(arguments, "dry-run"))) {
		crm_plan_discard(u->e);
		return u->n_kept > 0 ? 6 : 0;
	}
	if (rc == CRM_OK)
		rc = crm_gate_plan(u->e, err);
	if (rc == CRM_OK && !cli_has(arguments, "yes"))
		rc = ask(u, err);
	if (rc == CRM_OK)
		rc = crm_plan_commit(u->e, err);
	return rc == CRM_OK ? push(cli, u, summary, err) : rc;
}

static int release(struct cli *cli, struct crm_engine *e, const struct crm_undo_request *request, struct crm_error *err)
{
	int64_t n = 0;
	int rc = crm_undo_release(e, request->run, &n, err);
	if (rc == CRM_OK && cli->json)
		printf("{\"type\":\"released\",\"version\":1,\"run\":%" PRId64 ",\"writes\":%" PRId64 "}\n",
		       request->run, n);
	else if (rc == CRM_OK)
		printf("%" PRId64 " %s of run %" PRId64
		       " no longer kept back: crmsync diff shows what the next sync does.\n",
		       n, n == 1 ? "write is" : "writes are", request->run);
	return rc;
}

static int finish(struct crm_engine *e, int rc, const struct crm_summary *summary, struct crm_error *err)
{
	struct crm_error failed = {0};
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_plan_discard(e);
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_summary_write(e, summary, &w);
	if (crm_engine_finish(e, rc > 0 ? rc : cli_exit_code(rc), buf.failed ? "{}" : buf.ptr, &failed) < 0 &&
	    rc >= 0) {
		rc = failed.code;
		crm_error_move(err, &failed);
	}
	crm_buf_free(&buf);
	crm_error_clear(&failed);
	return rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct crm_run_options run_options;
	struct crm_undo_request request;
	struct crm_summary summary = {0};
	struct crm_engine *e = NULL;
	if (cli_has(arguments, "list"))
		return arguments->n_words > 0 ? crm_error_set(err, CRM_E_USAGE, "option '--list' takes no words")
					      : undo_list(cli, err);
	int rc = parse_request(arguments, &request, err);
	if (rc == CRM_OK)
		rc = cli_run_options(cli, &cli_undo, arguments, &run_options, err);
	if (rc == CRM_OK)
		rc = cli_load_settings(cli, err);
	if (rc == CRM_OK)
		rc = crm_engine_open(cli->settings, &run_options, &e, err);
	if (rc != CRM_OK)
		return rc;
	if (cli_has(arguments, "release")) {
		rc = release(cli, e, &request, err);
	} else {
		struct crm_undo u;
		crm_undo_begin(&u, e, &request);
		rc = take_back(cli, &u, arguments, &summary, err);
	}
	cli_progress_end();
	rc = finish(e, rc, &summary, err);
	crm_engine_close(e);
	return rc;
}

const struct cli_command cli_undo = {
	.name = "undo",
	.words = "[RUN | RUN-OPERATION | A B]",
	.summary = "take back what a sync wrote, or split a wrong match",
	.description =
		"Takes back what a run wrote: values are what they were before, created records are deleted (to the\n"
		"vendor's recycle bin), associations end or come back. What somebody changed since stays, and is\n"
		"listed with what is there now. Everything is shown first, and asked about; without a terminal it\n"
		"needs --yes. Gates and caps hold as for sync. An undo is a run itself and can be taken back.\n\n"
		"A B are two records that were wrongly taken for one (SYSTEM:ID, an e-mail address or a crmsync id):\n"
		"what went from one to the other is taken back, and they are kept separate for good.\n\n"
		"The next sync does not do again what was taken back, until a value changes or until --release.\n\n"
		"  crmsync undo --list\n"
		"  crmsync undo 12\n"
		"  crmsync undo hubspot:101 salesforce:0035g00000000AB",
	.options = options,
	.run = run,
	.max_words = 2,
};

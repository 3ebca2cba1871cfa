/* SPDX-License-Identifier: Apache-2.0 */
/* `crmsync forget --delete-in`: the person's records in CRMs go first, and when none is left, what the store holds. */
#include <cli/forget.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sync/suppressed.h>

#define MAX_SYSTEMS 64

struct work {
	struct cli *cli;
	const struct cli_arguments *arguments;
	struct crm_engine *e;
	struct crm_erasure x;
	struct forget_receipt receipt;
	const char *given; /* as it was given; x.address is what the store knows it by */
};

/* "all" among them: NULL. */
static int parse_systems(const struct cli_arguments *arguments, const char *const **out, struct crm_error *err)
{
	static const char *names[MAX_SYSTEMS + 1];
	size_t n = 0;
	bool all = false;
	for (size_t i = 0; i < arguments->n_values; i++) {
		const struct cli_value *v = &arguments->values[i];
		if (strcmp(v->option->name, "delete-in") != 0)
			continue;
		if (n == MAX_SYSTEMS)
			return crm_error_set(err, CRM_E_USAGE, "option '--delete-in' is given more than %d times",
					     MAX_SYSTEMS);
		all = all || strcmp(v->text, "all") == 0;
		names[n++] = v->text;
	}
	*out = all ? NULL : names;
	return CRM_OK;
}

static int ask(const struct work *w, struct crm_error *err)
{
	char answer[16] = "";
	if (!isatty(STDIN_FILENO))
		return crm_error_set(err, CRM_E_GATE,
				     "nothing was deleted or erased: there is no terminal to ask on; say --yes");
	fflush(stdout);
	fprintf(stderr, "\nDelete %s there, and erase the person from the store? There is no way back. [y/N] ",
		w->x.planned == 1 ? "it" : "them");
	fflush(stderr);
	if (fgets(answer, sizeof answer, stdin) == NULL && crm_engine_interrupted(w->e))
		return crm_error_set(err, CRM_E_INTERRUPTED, "interrupted; nothing was deleted or erased");
	if (answer[0] == 'y' || answer[0] == 'Y')
		return CRM_OK;
	return crm_error_set(err, CRM_E_GATE, "nothing was deleted or erased");
}

static int plan(struct work *w, struct crm_error *err)
{
	int rc = crm_preflight(w->e, false, err);
	if (rc == CRM_OK)
		rc = crm_recover(w->e, err);
	if (rc == CRM_OK)
		rc = crm_pull_all(w->e, err);
	if (rc != CRM_OK)
		return rc;
	rc = crm_erasure_plan(&w->x, err);
	if (rc == CRM_E_GATE)
		crm_error_prefix(err, "nothing was deleted or erased (--all takes them all)");
	return rc;
}

/* What happened is told even when it stopped half-way. */
static int delete_there(struct work *w, struct crm_error *err)
{
	struct crm_error stopped = {0};
	int rc = crm_push_all(w->e, &stopped);
	int seen = crm_erasure_look(&w->x, err);
	if (seen == CRM_OK)
		forget_print_records(w->cli, &w->x, true);
	if (rc == CRM_OK)
		return seen;
	if (seen == CRM_OK)
		crm_error_move(err, &stopped);
	crm_error_clear(&stopped);
	crm_error_prefix(err, "nothing was erased from the store yet; run this again");
	return rc;
}

static int forget(struct work *w, struct crm_error *err)
{
	int rc = plan(w, err);
	if (rc != CRM_OK)
		return rc;
	forget_print_records(w->cli, &w->x, false);
	if (cli_has(w->arguments, "dry-run"))
		return CRM_OK;
	rc = cli_has(w->arguments, "yes") ? CRM_OK : ask(w, err);
	if (rc == CRM_OK)
		rc = crm_plan_commit(w->e, err);
	if (rc == CRM_OK)
		rc = delete_there(w, err);
	if (rc == CRM_OK && w->x.open > 0) {
		cli_progress_end();
		fprintf(stderr, "crmsync: nothing was erased from the store yet, since records are left in the CRMs; "
				"run this again\n");
		return 6;
	}
	return rc == CRM_OK ? forget_in_store(w->cli, w->e->store, w->given, w->x.all, w->e->run, &w->receipt, err)
			    : rc;
}

static int open_and_forget(struct work *w, const struct crm_run_options *options, struct crm_error *err)
{
	int rc = crm_engine_open(w->cli->settings, options, &w->e, err);
	if (rc != CRM_OK)
		return rc;
	w->x.e = w->e;
	rc = crm_subject_address(w->cli->settings, w->given, w->e->arena, &w->x.address, err);
	if (rc == CRM_OK)
		rc = forget(w, err);
	cli_progress_end();
	crm_plan_discard(w->e);
	rc = cli_finish_run(w->e, rc, err);
	if (rc == CRM_OK && !cli_has(w->arguments, "dry-run"))
		rc = forget_hand_receipt(w->cli, w->e->store, &w->receipt, w->e->arena, err);
	crm_engine_close(w->e);
	return rc;
}

int forget_with_crms(struct cli *cli, const struct cli_command *command, const struct cli_arguments *arguments,
		     const char *address, struct crm_error *err)
{
	struct crm_run_options options;
	struct work w = {.cli = cli,
			 .arguments = arguments,
			 .given = address,
			 .receipt = {.whole = true, .asked_crms = true},
			 .x = {.all = cli_has(arguments, "all")}};
	int rc = parse_systems(arguments, &w.x.delete_in, err);
	if (rc == CRM_OK)
		rc = cli_run_options(cli, command, arguments, &options, err);
	if (rc == CRM_OK)
		rc = cli_load_settings(cli, err);
	if (rc == CRM_OK)
		rc = crm_erasure_check(cli->settings, w.x.delete_in, err);
	options.only_systems = w.x.delete_in;
	return rc == CRM_OK ? open_and_forget(&w, &options, err) : rc;
}

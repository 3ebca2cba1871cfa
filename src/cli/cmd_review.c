/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/review.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <crmsync/timestamp.h>

#define ITEMS_MAX 10000 /* on one command line */

static const struct cli_option options[] = {
	{"object", 0, "contact|company|deal", "list: only questions about these (may be repeated)", true},
	{"kind", 0, "ambiguous|merge|duplicate|conflict|delete|in_doubt|rejected|blocked|owner|parent|erased",
	 "list: only questions of this kind (may be repeated)", true},
	{"undecided", 0, NULL, "list: leave out what is decided and waits for the next sync", false},
	{"csv", 0, "FILE", "list, decisions: write a table for a spreadsheet ('-': to standard output)", false},
	{0},
};

extern const struct cli_command cli_review;

/* ---- what is asked for ---- */

bool review_wants(const struct review *v, const struct crm_review_entry *entry)
{
	return (v->objects == 0 || (v->objects >> entry->object & 1) != 0) &&
	       (v->kinds == 0 || (v->kinds >> entry->kind & 1) != 0);
}

static void read_filter(struct review *v)
{
	for (size_t i = 0; i < v->arguments->n_values; i++) {
		const struct cli_value *value = &v->arguments->values[i];
		enum crm_object object;
		if (strcmp(value->option->name, "object") == 0 && crm_object_parse(value->text, &object))
			v->objects |= 1U << object;
		if (strcmp(value->option->name, "kind") == 0)
			v->kinds |= 1U << crm_review_kind(value->text);
	}
	v->undecided = cli_has(v->arguments, "undecided");
}

/* ---- sub-commands ---- */

enum action { LIST, SHOW, ACCEPT, REJECT, SEPARATE, RESOLVE, WITHDRAW, DECISIONS, IMPORT, ACTIONS };

static const struct {
	const char *name, *words;
	size_t min, max;
	enum crm_answer answer;
	const char *options; /* that it takes, each with a space before and behind */
} actions[ACTIONS] = {
	[LIST] = {"list", "", 0, 0, CRM_ANSWER_NONE, " object kind undecided csv "},
	[SHOW] = {"show", "ITEM...", 1, ITEMS_MAX, CRM_ANSWER_NONE, ""},
	[ACCEPT] = {"accept", "ITEM...", 1, ITEMS_MAX, CRM_ANSWER_ACCEPT, ""},
	[REJECT] = {"reject", "ITEM...", 1, ITEMS_MAX, CRM_ANSWER_REJECT, ""},
	[SEPARATE] = {"keep-separate", "ITEM...", 1, ITEMS_MAX, CRM_ANSWER_SEPARATE, ""},
	[RESOLVE] = {"resolve", "ITEM FIELD=SYSTEM", 2, 2, CRM_ANSWER_RESOLVE, ""},
	[WITHDRAW] = {"withdraw", "ITEM...", 1, ITEMS_MAX, CRM_ANSWER_NONE, ""},
	[DECISIONS] = {"decisions", "", 0, 0, CRM_ANSWER_NONE, " csv "},
	[IMPORT] = {"import", "FILE.csv", 1, 1, CRM_ANSWER_NONE, ""},
};

static int check_options(const struct cli_arguments *arguments, enum action action, struct crm_error *err)
{
	for (size_t i = 0; i < arguments->n_values; i++) {
		char wanted[24];
		snprintf(wanted, sizeof wanted, " %s ", arguments->values[i].option->name);
		if (strstr(actions[action].options, wanted) == NULL)
			return crm_error_set(err, CRM_E_USAGE, "'review %s' takes no option '--%s'",
					     actions[action].name, arguments->values[i].option->name);
	}
	return CRM_OK;
}

static int find_action(const struct cli_arguments *arguments, enum action *out, struct crm_error *err)
{
	const char *name = arguments->n_words > 0 ? arguments->words[0] : "list";
	size_t n = arguments->n_words > 0 ? arguments->n_words - 1 : 0;
	for (unsigned a = 0; a < ACTIONS; a++) {
		if (strcmp(actions[a].name, name) != 0)
			continue;
		*out = (enum action)a;
		if (n < actions[a].min || n > actions[a].max)
			return crm_error_set(err, CRM_E_USAGE, "usage: crmsync review %s%s%s", name,
					     actions[a].words[0] ? " " : "", actions[a].words);
		return check_options(arguments, *out, err);
	}
	return crm_error_set(
		err, CRM_E_USAGE,
		"no sub-command '%s' of review: list, show, accept, reject, keep-separate, resolve, withdraw, "
		"decisions or import",
		name);
}

static int act(struct review *v, enum action action, struct crm_error *err)
{
	const char *const *words = v->arguments->words + 1;
	size_t n = v->arguments->n_words > 0 ? v->arguments->n_words - 1 : 0;
	const char *csv = cli_get(v->arguments, "csv");
	int rc = CRM_OK;
	switch (action) {
	case LIST:
		return csv ? review_list_csv(v, csv, err) : review_list(v, err);
	case SHOW:
		for (size_t i = 0; rc == CRM_OK && i < n; i++)
			rc = review_show(v, words[i], err);
		return rc;
	case WITHDRAW:
		return review_withdraw(v, words, n, err);
	case DECISIONS:
		return review_decisions(v, csv, err);
	case IMPORT:
		return review_import(v, words[0], err);
	default:
		return review_decide(v, actions[action].answer, words, n, err);
	}
}

/* ---- the store ---- */

static bool writes(enum action action)
{
	return action != LIST && action != SHOW && action != DECISIONS;
}

int review_write_begin(struct review *v, struct crm_error *err)
{
	struct crm_store *store = v->e->store;
	int rc = crm_store_lock(store, err);
	if (rc == CRM_OK)
		rc = crm_store_begin(store, err);
	if (rc != CRM_OK)
		return rc;
	v->e->run = v->run;
	crm_review_end(&v->queue);
	if (v->run == 0)
		rc = crm_store_run_start(store, cli_review.name, crm_time_now(), &v->e->run, err);
	if (rc == CRM_OK)
		rc = crm_review_begin(&v->queue, v->e, err);
	return rc == CRM_OK ? CRM_OK : review_write_end(v, rc, 0, err);
}

int review_write_end(struct review *v, int rc, int exit_code, struct crm_error *err)
{
	struct crm_store *store = v->e->store;
	if (rc == CRM_OK)
		rc = crm_store_run_finish(store, v->e->run, crm_time_now(), exit_code, exit_code == 6 ? "held" : "done",
					  "{}", err);
	if (rc == CRM_OK)
		rc = crm_store_commit(store, err);
	else
		crm_store_rollback(store);
	if (rc == CRM_OK)
		v->run = v->e->run;
	crm_store_unlock(store);
	return rc;
}

static int print_no_store(struct crm_error *err, enum action action)
{
	if (writes(action))
		return crm_error_set(err, CRM_E_NOT_FOUND, "there is no store yet; crmsync sync puts the questions");
	crm_error_clear(err);
	fprintf(stderr, "there is no store yet; crmsync sync puts the questions\n");
	return CRM_OK;
}

static bool is_on_terminal(const struct review *v)
{
	return v->arguments->n_words == 0 && v->arguments->n_values == 0 && !v->cli->json && isatty(STDIN_FILENO) &&
	       isatty(STDOUT_FILENO);
}

static int work(struct review *v, enum action action, struct crm_error *err)
{
	v->arena = crm_arena_new();
	int rc = v->arena ? CRM_OK : crm_error_no_memory(err);
	bool keys = is_on_terminal(v);
	if (rc == CRM_OK && !keys && !writes(action))
		rc = crm_review_begin(&v->queue, v->e, err);
	if (rc == CRM_OK)
		rc = keys ? review_keys(v, err) : act(v, action, err);
	crm_review_end(&v->queue);
	crm_arena_free(v->arena);
	return rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct review v = {.cli = cli, .arguments = arguments};
	const struct crm_run_options none = {.command = cli_review.name, .limit = -1, .interrupted = cli->interrupted};
	enum action action = LIST;
	int rc = find_action(arguments, &action, err);
	if (rc == CRM_OK)
		rc = cli_load_settings(cli, err);
	if (rc != CRM_OK)
		return rc;
	read_filter(&v);
	rc = crm_engine_open_store(cli->settings, &none, &v.e, err);
	if (rc == CRM_E_NOT_FOUND)
		return print_no_store(err, action);
	if (rc == CRM_OK)
		rc = work(&v, action, err);
	crm_engine_close(v.e);
	return rc;
}

const struct cli_command cli_review = {
	.name = "review",
	.words = "list|show|accept|reject|keep-separate|resolve|withdraw|decisions|import",
	.summary = "decide what is held: list, answer one by one, in a spreadsheet or key by key",
	.description =
		"What crmsync does not decide by itself waits here: records that may be the same, conflicts on hold,\n"
		"deletions, refusals, values that a system would not take. Nothing is read from or written to a CRM;\n"
		"the next sync carries a decision out. It holds until it is withdrawn, whatever is read again.\n\n"
		"  list                       what waits, by kind, with names that stay the same\n"
		"  show ITEM...               the records side by side, the vendor's words, what each answer means\n"
		"  accept ITEM...             yes: they are the same; delete it; send it again\n"
		"  reject ITEM...             no\n"
		"  keep-separate ITEM...      they are not the same\n"
		"  resolve ITEM FIELD=SYSTEM  the value of that system wins\n"
		"  withdraw ITEM...           take a decision back\n"
		"  decisions                  what was decided\n"
		"  import FILE.csv            decisions from the table that list --csv wrote\n\n"
		"On a terminal and without a word after it, review asks one question after the other, a key for each\n"
		"answer. The first letters of an item's name are enough.\n\n"
		"  crmsync review list --csv questions.csv\n"
		"  crmsync review import questions.csv",
	.options = options,
	.run = run,
	.max_words = ITEMS_MAX + 1,
};

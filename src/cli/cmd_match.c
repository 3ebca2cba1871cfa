/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/match.h>

#include <stdio.h>
#include <string.h>

#include <sync/match_decision.h>
#include <sync/match_find.h>
#include <sync/match_parameters.h>
#include <sync/reconcile.h>

static const struct cli_option options[] = {
	{"accept", 0, NULL, "A and B are the same, whatever they look like", false},
	{"keep-separate", 0, NULL, "A and B are not the same, whatever they share", false},
	{"withdraw", 0, NULL, "take back what was decided about A and B", false},
	{"why", 0, NULL, "what speaks for and against A and B being the same, field by field", false},
	{"report", 0, NULL, "pairs by probability, and what other thresholds would cost", false},
	{"estimate", 0, NULL, "estimate and score anew, with the next sync, what waits for a decision", false},
	{"only", 0, "contact|company|deal", "only these records (may be repeated)", true},
	{0},
};

enum action { ACCEPT, KEEP_SEPARATE, WITHDRAW, WHY, REPORT, ESTIMATE, ACTIONS };

static const char *const values[] = {
	[ACCEPT] = CRM_DECISION_SAME, [KEEP_SEPARATE] = CRM_DECISION_APART, [WITHDRAW] = NULL};

extern const struct cli_command cli_match;

static int find_action(const struct cli_arguments *arguments, enum action *out, struct crm_error *err)
{
	size_t n = 0;
	for (unsigned i = 0; i < ACTIONS; i++)
		if (cli_has(arguments, options[i].name)) {
			*out = (enum action)i;
			n++;
		}
	if (n != 1)
		return crm_error_set(err, CRM_E_USAGE,
				     "say one of --accept, --keep-separate, --withdraw, --why, --report, --estimate "
				     "(see crmsync match --help)");
	bool two = *out < REPORT;
	if (arguments->n_words != (two ? 2U : 0U))
		return crm_error_set(
			err, CRM_E_USAGE,
			two ? "option '--%s' needs two records: SYSTEM:ID, an e-mail address or a crmsync id"
			    : "option '--%s' takes no records",
			options[*out].name);
	return CRM_OK;
}

/* ---- decisions ---- */

static void print_decision(const struct cli *cli, struct crm_engine *e, const struct crm_source records[2],
			   const char *value, const char *before, struct crm_arena *arena)
{
	if (!cli->json) {
		printf("%s\n%s\n%s%s\n", crm_report_safe(crm_source_label(e, &records[0], arena), arena),
		       crm_report_safe(crm_source_label(e, &records[1], arena), arena),
		       value == NULL   ? "are undecided again"
		       : *value == 's' ? "are the same"
				       : "are kept separate",
		       ". The next sync acts on it: crmsync diff shows what it will do.");
		return;
	}
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	crm_jw_field(&w, "type", "match_decision");
	crm_jw_field_int(&w, "version", 1);
	crm_jw_field(&w, "object", crm_object_name(records[0].object));
	crm_jw_field(&w, "a", crm_source_handle(e, &records[0], arena));
	crm_jw_field(&w, "b", crm_source_handle(e, &records[1], arena));
	crm_jw_field(&w, "decision", value);
	crm_jw_field(&w, "before", before);
	crm_jw_end_object(&w);
	crm_report_json_line(stdout, &buf);
	crm_buf_free(&buf);
}

static int decide(struct cli *cli, struct crm_engine *e, const struct crm_source records[2], const char *value,
		  struct crm_arena *arena, struct crm_error *err)
{
	const char *before = NULL;
	int rc = crm_decision_say(e, &records[0], &records[1], value, arena, &before, err);
	if (rc == CRM_OK && value == NULL && before == NULL)
		rc = crm_error_set(err, CRM_E_NOT_FOUND, "nothing was decided about these two");
	if (rc == CRM_OK)
		print_decision(cli, e, records, value, before, arena);
	return rc;
}

static int with_two(struct cli *cli, struct crm_engine *e, const struct cli_arguments *arguments, enum action action,
		    struct crm_error *err)
{
	struct crm_source records[2];
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? crm_match_find_two(e, e->options.objects, arguments->words, arena, records, err)
		       : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = action == WHY ? match_why(cli, e, records, arena, err)
				   : decide(cli, e, records, values[action], arena, err);
	crm_arena_free(arena);
	return rc;
}

/* ---- scoring anew ---- */

static int score_anew(struct crm_engine *e, enum crm_object object, struct crm_error *err)
{
	const int rc = crm_parameters_drop(e, object, err);
	return rc == CRM_OK ? crm_store_scores_clear(e->store, object, err) : rc;
}

static int estimate(struct cli *cli, struct crm_engine *e, struct crm_error *err)
{
	int rc = CRM_OK;
	for (unsigned o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
		if (e->options.objects == 0 || e->options.objects >> o & 1)
			rc = score_anew(e, (enum crm_object)o, err);
	if (rc == CRM_OK && !cli->json)
		printf("The next sync estimates anew how much each field says, and scores anew what waits for a "
		       "decision: crmsync diff shows what it will do.\n");
	return rc;
}

static int work(struct cli *cli, struct crm_engine *e, const struct cli_arguments *arguments, struct crm_error *err)
{
	enum action action = REPORT;
	int rc = find_action(arguments, &action, err);
	if (rc != CRM_OK)
		return rc;
	if (action == REPORT)
		return match_report(cli, e, e->options.objects, err);
	return action == ESTIMATE ? estimate(cli, e, err) : with_two(cli, e, arguments, action, err);
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	enum action action;
	int rc = find_action(arguments, &action, err);
	return rc == CRM_OK ? cli_run_engine(cli, &cli_match, arguments, work, err) : rc;
}

const struct cli_command cli_match = {
	.name = "match",
	.words = "[A B]",
	.summary = "decide about records that may be the same; why they may be, and what thresholds cost",
	.description =
		"Records without a common key are compared by all their fields. What is likely enough is joined, what\n"
		"is in doubt is listed by diff and status and waits for you. A and B are SYSTEM:ID, an e-mail address\n"
		"or a crmsync id. A decision holds until it is taken back, whatever is edited, merged or read again.\n"
		"Nothing is read from or written to a CRM; the next sync acts on it.\n\n"
		"  crmsync match --why hubspot:101 salesforce:0035g00000000AB\n"
		"  crmsync match --accept hubspot:101 salesforce:0035g00000000AB\n"
		"  crmsync match --report",
	.options = options,
	.run = run,
	.max_words = 2,
};

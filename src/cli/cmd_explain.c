/* SPDX-License-Identifier: Apache-2.0 */
#include <cli/explain.h>

#include <stdio.h>
#include <string.h>

#include <report/explain.h>
#include <sync/who.h>

static const struct cli_option options[] = {
	{"object", 0, "contact|company|deal", "which of several records with that id is meant", false},
	{"why-not", 0, NULL, "why the two records A and B were not taken for one", false},
	{"stdin", 0, NULL,
	 "read WHO from standard input, so that no process list shows an address (A and B: two lines)", false},
	{0},
};

extern const struct cli_command cli_explain;

/* ---- whom ---- */

static size_t words_wanted(const struct cli_arguments *arguments)
{
	return cli_has(arguments, "why-not") ? 2 : 1;
}

static int check_words(const struct cli_arguments *arguments, struct crm_error *err)
{
	size_t wanted = words_wanted(arguments);
	if (cli_has(arguments, "stdin"))
		return arguments->n_words == 0 ? CRM_OK
					       : crm_error_set(err, CRM_E_USAGE,
							       "with --stdin, what is meant is read from standard "
							       "input and not from the command line");
	if (arguments->n_words == wanted)
		return CRM_OK;
	return crm_error_set(err, CRM_E_USAGE,
			     wanted == 2 ? "option '--why-not' needs two records: SYSTEM:ID, the address of a page, an "
					   "e-mail address or a crmsync id"
					 : "say whom: SYSTEM:ID, the address of a page in a CRM, an e-mail address or "
					   "a crmsync id (or --stdin)");
}

static int read_words(const struct cli_arguments *arguments, struct crm_arena *arena, const char *words[2],
		      struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < words_wanted(arguments); i++)
		if (cli_has(arguments, "stdin"))
			rc = cli_read_line(arena, "record", &words[i], err);
		else
			words[i] = arguments->words[i];
	return rc;
}

static unsigned objects_wanted(const struct cli_arguments *arguments)
{
	enum crm_object object;
	const char *name = cli_get(arguments, "object");
	return name != NULL && crm_object_parse(name, &object) ? 1U << object : 0;
}

/* ---- candidates ---- */

static int tell_candidate(struct cli *cli, struct crm_engine *e, const struct crm_whom *whom, struct crm_arena *arena,
			  struct crm_error *err)
{
	const struct crm_report_options report = cli_report_options(cli);
	struct crm_source alone, *sources = &alone;
	struct crm_golden golden = {0};
	const char *name = NULL;
	size_t n = 1;
	bool found = false;
	int rc = whom->golden != 0 ? crm_store_linked(e->store, whom->golden, false, arena, &sources, &n, err)
				   : crm_store_source(e->store, whom->source, false, arena, &alone, &found, err);
	if (rc == CRM_OK && whom->golden != 0)
		rc = crm_store_golden(e->store, whom->golden, arena, &golden, &found, err);
	if (rc == CRM_OK && whom->golden != 0)
		rc = crm_golden_label(e, whom->golden, arena, &name, err);
	const char **handles = rc == CRM_OK ? crm_arena_calloc(arena, n + 1, sizeof *handles) : NULL;
	if (rc != CRM_OK || handles == NULL)
		return rc != CRM_OK ? rc : crm_error_no_memory(err);
	for (size_t i = 0; i < n; i++)
		handles[i] = crm_source_handle(e, &sources[i], arena);
	if (name == NULL)
		name = crm_source_label(e, &sources[0], arena);
	crm_report_candidate(&report, whom->object, golden.uid, name ? name : "", handles, arena);
	return CRM_OK;
}

static int tell_candidates(struct cli *cli, struct crm_engine *e, const struct crm_who *who, unsigned objects,
			   struct crm_arena *arena, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < who->n; i++)
		if (objects >> who->rows[i].object & 1)
			rc = tell_candidate(cli, e, &who->rows[i], arena, err);
	return rc == CRM_OK
		       ? crm_error_set(err, CRM_E_USAGE,
				       "several records may be meant; they are listed: name one by SYSTEM:ID or by "
				       "its crmsync id, or say --object")
		       : rc;
}

/* An e-mail address is not repeated: what is said here may be kept. */
static int tell_none(struct cli *cli, const char *text, const struct crm_who *who, struct crm_error *err)
{
	if (who->erased && cli->json)
		printf("{\"type\":\"kept_out\",\"version\":1}\n");
	if (who->erased)
		return crm_error_set(err, CRM_E_NOT_FOUND,
				     "nothing is held about this person, who was erased on request (crmsync forget); a "
				     "keyed hash of the address keeps them out");
	if (who->address)
		return crm_error_set(err, CRM_E_NOT_FOUND,
				     "no record in the store has this e-mail address (crmsync pull reads what is new)");
	return crm_error_set(err, CRM_E_NOT_FOUND,
			     "there is no record '%s' in the store (SYSTEM:ID, the address of a page in a CRM, an "
			     "e-mail address or a crmsync id; crmsync pull reads what is new)",
			     text);
}

static int find(struct cli *cli, struct crm_engine *e, unsigned objects, const char *text, struct crm_arena *arena,
		struct crm_who *out, struct crm_error *err)
{
	int rc = crm_who_find(e, objects, text, arena, out, err);
	return rc == CRM_OK && out->n == 0 ? tell_none(cli, text, out, err) : rc;
}

/* ---- one ---- */

static int explain_one(struct cli *cli, struct crm_engine *e, unsigned objects, const char *text,
		       struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_report_options report = cli_report_options(cli);
	struct crm_explanation x;
	struct crm_who who;
	int rc = find(cli, e, objects, text, arena, &who, err);
	if (rc == CRM_OK && who.n > 1)
		rc = tell_candidates(cli, e, &who, ~0U, arena, err);
	if (rc == CRM_OK)
		rc = crm_explain(e, who.rows[0].object, who.rows[0].golden, who.rows[0].source, arena, &x, err);
	return rc == CRM_OK ? crm_report_explanation(&report, &x, err) : rc;
}

/* ---- two ---- */

static size_t count(const struct crm_who *who, unsigned object, const struct crm_whom **first)
{
	size_t n = 0;
	for (size_t i = who->n; i-- > 0;)
		if (who->rows[i].object == (enum crm_object)object) {
			*first = &who->rows[i];
			n++;
		}
	return n;
}

/* The record that was named, or the first live one of the golden record. */
static int find_record(struct crm_engine *e, const struct crm_whom *whom, struct crm_arena *arena,
		       struct crm_source *out, struct crm_error *err)
{
	struct crm_source *linked = NULL;
	bool found = false;
	size_t n = 0, at = 0;
	int rc = whom->source != 0 ? crm_store_source(e->store, whom->source, false, arena, out, &found, err)
				   : crm_store_linked(e->store, whom->golden, false, arena, &linked, &n, err);
	if (rc != CRM_OK || found)
		return rc;
	while (at < n && linked[at].life != CRM_LIVE)
		at++;
	if (n == 0)
		return crm_error_set(err, CRM_E_NOT_FOUND, "a merged record has no record in any CRM any more");
	*out = linked[at < n ? at : 0];
	return CRM_OK;
}

static int choose(struct cli *cli, struct crm_engine *e, const struct crm_who who[2], struct crm_arena *arena,
		  struct crm_source records[2], struct crm_error *err)
{
	const struct crm_whom *whom[2] = {NULL};
	size_t objects = 0, n[2] = {0};
	unsigned object = 0;
	for (unsigned o = 0; o < CRM_SYNC_OBJECTS; o++)
		if (count(&who[0], o, &whom[0]) > 0 && count(&who[1], o, &whom[1]) > 0) {
			object = o;
			objects++;
		}
	if (objects == 0)
		return crm_error_set(err, CRM_E_USAGE, "the two are not of one object");
	if (objects > 1)
		return crm_error_set(err, CRM_E_USAGE, "there are such records of several objects: say --object");
	for (size_t i = 0; i < 2; i++)
		n[i] = count(&who[i], object, &whom[i]);
	for (size_t i = 0; i < 2; i++)
		if (n[i] > 1)
			return tell_candidates(cli, e, &who[i], 1U << object, arena, err);
	int rc = find_record(e, whom[0], arena, &records[0], err);
	return rc == CRM_OK ? find_record(e, whom[1], arena, &records[1], err) : rc;
}

static int explain_two(struct cli *cli, struct crm_engine *e, unsigned objects, const char *const words[2],
		       struct crm_arena *arena, struct crm_error *err)
{
	struct crm_source records[2];
	struct crm_who who[2];
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < 2; i++)
		rc = find(cli, e, objects, words[i], arena, &who[i], err);
	if (rc == CRM_OK)
		rc = choose(cli, e, who, arena, records, err);
	if (rc == CRM_OK && records[0].id == records[1].id)
		return crm_error_set(err, CRM_E_USAGE, "the two are the same record");
	return rc == CRM_OK ? explain_why_not(cli, e, records, arena, err) : rc;
}

static int work(struct cli *cli, struct crm_engine *e, const struct cli_arguments *arguments, struct crm_error *err)
{
	const char *words[2] = {NULL};
	unsigned objects = objects_wanted(arguments);
	struct crm_arena *arena = crm_arena_new();
	int rc = arena ? read_words(arguments, arena, words, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = cli_has(arguments, "why-not") ? explain_two(cli, e, objects, words, arena, err)
						   : explain_one(cli, e, objects, words[0], arena, err);
	crm_arena_free(arena);
	return rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	int rc = check_words(arguments, err);
	return rc == CRM_OK ? cli_look(cli, &cli_explain, arguments, work, err) : rc;
}

const struct cli_command cli_explain = {
	.name = "explain",
	.words = "[WHO | A B]",
	.summary = "why a record is what it is: where each value came from, what lost, and why",
	.description =
		"Tells of a person, company or deal where each value came from, what lost against it, which rule\n"
		"decided, in which run, and what the next sync would change; how its records were recognised as one;\n"
		"what was written to them; and what is open. With --why-not: why two records were not taken for one.\n"
		"WHO is SYSTEM:ID, a vendor's id alone, the address of the record's page in the CRM, an e-mail "
		"address\n"
		"or a crmsync id. Where several may be meant, they are listed.\n"
		"Nothing is asked of any CRM, nothing is written, and a run may be under way meanwhile.\n\n"
		"  crmsync explain hubspot:101\n"
		"  crmsync explain https://app.hubspot.com/contacts/4711/record/0-1/101\n"
		"  crmsync explain --why-not hubspot:101 salesforce:0035g00000000AB",
	.options = options,
	.run = run,
	.max_words = 2,
};

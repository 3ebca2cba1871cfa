/* SPDX-License-Identifier: Apache-2.0 */
/* The matcher as a tool for any CSV. */
#include "config.h"

#include <cli/dedupe.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <crmsync/mem.h>

#define MOST_THREADS 64

static const struct cli_option dedupe_options_table[] = {
	{.name = "model",
	 .argument = "FILE",
	 .help = "which columns are compared, and as what (YAML); a saved model is not estimated anew"},
	{.name = "save-model", .argument = "FILE", .help = "writes the trained model there, for --model"},
	{.name = "save-index",
	 .argument = "FILE",
	 .help = "keeps the rows there, for --index (with --index: with what has changed)"},
	{.name = "index",
	 .argument = "FILE",
	 .help = "compares the rows with those that are kept there; types, ids and threshold are those of then"},
	{.name = "remove",
	 .argument = "FILE",
	 .help = "with --index: takes out the rows whose ids stand in this CSV file"},
	{.name = "changes",
	 .argument = "FILE",
	 .help = "with --index: writes the ids of all rows whose cluster is another than before there"},
	{.name = "clusters",
	 .argument = "FILE",
	 .help = "writes id and cluster of all rows there, those of --index too"},
	{.name = "save-splink", .argument = "FILE", .help = "writes it there as settings for Splink 4 (JSON)"},
	{.name = "id", .argument = "COLUMN", .help = "names the rows in --pairs and --why (default: their number)"},
	{.name = "source",
	 .argument = "COLUMN",
	 .help = "which system a row comes from: two of one are the same less often"},
	{.name = "one-to-one", .help = "at most one row of each source in a cluster"},
	{.name = "threshold", .argument = "P", .help = "probability from which on two rows are one (default 0.6)"},
	{.name = "pairs", .argument = "FILE", .help = "writes all pairs of at least 0.01 there"},
	{.name = "why",
	 .argument = "ID",
	 .help = "given twice: tells what speaks for and against the two rows",
	 .repeats = true},
	{.name = "threads", .argument = "N", .help = "threads that compare (default: as many as processors)"},
	{.name = "output",
	 .letter = 'o',
	 .argument = "FILE",
	 .help = "writes the rows there instead of standard output"},
	{0},
};

static int64_t processors(void)
{
	const long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : n;
}

static int read_numbers(const struct cli_arguments *arguments, struct linkage_options *out, struct crm_error *err)
{
	const char *threshold = cli_get(arguments, "threshold"), *threads = cli_get(arguments, "threads");
	int64_t n = processors();
	char *end = NULL;
	out->threshold = threshold != NULL ? strtod(threshold, &end) : LINKAGE_DEFAULT_THRESHOLD;
	if (threshold != NULL && (end == threshold || *end != '\0' || !(out->threshold > 0 && out->threshold < 1)))
		return crm_error_set(err, CRM_E_USAGE, "--threshold: '%s' is no probability between 0 and 1",
				     threshold);
	if (threads != NULL && (!cli_parse_count(threads, &n) || n < 1 || n > MOST_THREADS))
		return crm_error_set(err, CRM_E_USAGE, "--threads: '%s' is no number from 1 to %d", threads,
				     MOST_THREADS);
	out->threads = (unsigned)n;
	return CRM_OK;
}

/* What an index has decided, and what only it can do. */
static int check_index(const struct cli_arguments *arguments, struct crm_error *err)
{
	static const char *const decided[] = {"model",  "save-model", "save-splink", "id",
					      "source", "one-to-one", "threshold"};
	static const char *const needing[] = {"remove", "changes"};
	const bool given = cli_has(arguments, "index");
	for (size_t i = 0; given && i < sizeof decided / sizeof *decided; i++)
		if (cli_has(arguments, decided[i]))
			return crm_error_set(err, CRM_E_USAGE, "--%s: is as it was when the index was made",
					     decided[i]);
	for (size_t i = 0; !given && i < sizeof needing / sizeof *needing; i++)
		if (cli_has(arguments, needing[i]))
			return crm_error_set(err, CRM_E_USAGE, "--%s: needs --index", needing[i]);
	return CRM_OK;
}

static int read_options(const struct cli *cli, const struct cli_arguments *arguments, struct dedupe_options *out,
			struct crm_error *err)
{
	size_t n_why = 0;
	*out = (struct dedupe_options){
		.model = cli_get(arguments, "model"),
		.id = cli_get(arguments, "id"),
		.source = cli_get(arguments, "source"),
		.out = cli_get(arguments, "output"),
		.pairs = cli_get(arguments, "pairs"),
		.save_model = cli_get(arguments, "save-model"),
		.save_splink = cli_get(arguments, "save-splink"),
		.index = cli_get(arguments, "index"),
		.save_index = cli_get(arguments, "save-index"),
		.remove = cli_get(arguments, "remove"),
		.changes = cli_get(arguments, "changes"),
		.clusters = cli_get(arguments, "clusters"),
		.files = arguments->words,
		.n_files = arguments->n_words,
		.quiet = cli->quiet,
		.linkage.one_to_one = cli_has(arguments, "one-to-one"),
	};
	for (size_t i = 0; i < arguments->n_values; i++) {
		if (strcmp(arguments->values[i].option->name, "why") != 0)
			continue;
		if (n_why < 2)
			out->why[n_why] = arguments->values[i].text;
		n_why++;
	}
	if (n_why != 0 && n_why != 2)
		return crm_error_set(err, CRM_E_USAGE, "--why: is given for two rows");
	const int rc = check_index(arguments, err);
	return rc == CRM_OK ? read_numbers(arguments, &out->linkage, err) : rc;
}

static int make_linkage(const struct dedupe_options *options, const struct dedupe_table *table, struct linkage **out,
			struct crm_error *err)
{
	const struct linkage_column *columns = dedupe_columns(table, table->arena);
	if (columns == NULL)
		return crm_error_no_memory(err);
	const int rc = linkage_new(columns, table->header->n, &options->linkage, out, err);
	if (rc == CRM_OK && table->trained != NULL && linkage_model_use(*out, table->trained) != CRM_OK)
		return crm_error_no_memory(err);
	if (rc == CRM_OK && options->save_index != NULL && linkage_keep(*out) != CRM_OK)
		return crm_error_no_memory(err);
	return rc;
}

static int save(const struct dedupe_options *options, const struct dedupe_table *table, const struct linkage *link,
		struct crm_error *err)
{
	struct linkage_model *model = NULL;
	if (options->save_model == NULL && options->save_splink == NULL)
		return CRM_OK;
	int rc = dedupe_trained_model(link, table->arena, &model, err);
	if (rc == CRM_OK && options->save_model != NULL)
		rc = dedupe_save_model(options, table, model, table->arena, err);
	if (rc == CRM_OK && options->save_splink != NULL)
		rc = dedupe_save_splink(options, table, model, table->arena, err);
	return rc;
}

static void tell_keys(const struct linkage *link)
{
	const struct linkage_key *keys;
	const size_t n = linkage_keys(link, &keys);
	uint64_t total = 0;
	for (size_t i = 0; i < n; i++) {
		fprintf(stderr, "key %-40s %12llu pairs", keys[i].name, (unsigned long long)keys[i].pairs);
		if (keys[i].left_out)
			fputs(", not worth comparing", stderr);
		else if (keys[i].skipped != 0)
			fprintf(stderr, ", %llu rows left out", (unsigned long long)keys[i].skipped);
		fputc('\n', stderr);
		total += keys[i].pairs;
	}
	fprintf(stderr, "%zu rows, %llu candidate pairs\n", linkage_rows(link), (unsigned long long)total);
}

/* All rows at once. */
static int run_all(const struct cli *cli, const struct dedupe_options *options, const struct dedupe_table *table,
		   struct linkage **link, struct dedupe_ids *ids, struct crm_error *err)
{
	int rc = make_linkage(options, table, link, err);
	if (rc == CRM_OK)
		rc = dedupe_read(options, table, *link, ids, err);
	if (rc == CRM_OK && options->save_index != NULL)
		rc = dedupe_check_ids(table, ids, err);
	if (rc == CRM_OK)
		rc = linkage_run(*link, err);
	if (rc == CRM_OK && cli->verbose)
		tell_keys(*link);
	if (rc == CRM_OK)
		rc = save(options, table, *link, err);
	if (rc == CRM_OK && options->save_index != NULL)
		rc = linkage_index_make(*link, err);
	return rc == CRM_E_INVALID ? crm_error_set(err, CRM_E_CONFIG, "%s", crm_error_text(err)) : rc;
}

/* The index comes last: where anything else fails, the same rows can be given again. */
static int write_results(const struct dedupe_options *options, const struct dedupe_table *table, struct linkage *link,
			 const struct dedupe_ids *ids, struct crm_error *err)
{
	int rc = options->pairs != NULL ? dedupe_write_pairs(options, link, ids, err) : CRM_OK;
	if (rc == CRM_OK)
		rc = dedupe_write_clusters(options, link, ids, err);
	if (rc == CRM_OK && options->why[0] != NULL)
		rc = dedupe_write_why(options, link, ids, err);
	else if (rc == CRM_OK)
		rc = dedupe_write_rows(options, table, link, err);
	return rc == CRM_OK && options->save_index != NULL ? dedupe_save_index(options, table, link, ids, err) : rc;
}

/* `kept`: what was read of an index, NULL. */
static int dedupe(const struct cli *cli, const struct dedupe_options *options, const struct dedupe_table *table,
		  struct linkage *kept, struct dedupe_ids *ids, struct crm_error *err)
{
	struct linkage *link = kept;
	int rc = kept != NULL ? dedupe_update(options, table, link, ids, err)
			      : run_all(cli, options, table, &link, ids, err);
	if (rc == CRM_OK)
		rc = write_results(options, table, link, ids, err);
	linkage_free(link);
	return rc;
}

/* What the columns are: by an index, a model or a guess. */
static int choose_columns(const struct dedupe_options *options, struct dedupe_table *table,
			  const struct csv_reader *reader, struct linkage **kept, struct dedupe_ids *ids,
			  struct crm_error *err)
{
	table->separator = csv_separator(reader);
	if (options->index != NULL)
		return dedupe_load_index(options, table, kept, ids, err);
	table->header = csv_header(reader);
	int rc = dedupe_choose_types(options, table, err);
	table->files_are_sources = table->source == NO_COLUMN && options->n_files > 1;
	return rc == CRM_OK ? dedupe_check_names(options, table, err) : rc;
}

static int run(struct cli *cli, const struct cli_arguments *arguments, struct crm_error *err)
{
	struct dedupe_options chosen;
	struct csv_reader *reader = NULL;
	struct linkage *kept = NULL;
	struct dedupe_ids ids = {0};
	struct dedupe_table *table = crm_calloc(1, sizeof *table);
	if (table != NULL)
		table->arena = crm_arena_new();
	int rc = table != NULL && table->arena != NULL ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = read_options(cli, arguments, &chosen, err);
	if (rc == CRM_OK)
		rc = csv_open(chosen.files[0], &reader, err);
	if (rc == CRM_OK)
		rc = choose_columns(&chosen, table, reader, &kept, &ids, err);
	if (rc == CRM_OK && table->trained != NULL && cli_get(arguments, "threshold") == NULL)
		chosen.linkage.threshold = table->threshold;
	if (rc == CRM_OK)
		rc = dedupe(cli, &chosen, table, kept, &ids, err);
	dedupe_free_ids(&ids);
	csv_close(reader);
	if (table != NULL)
		crm_arena_free(table->arena);
	crm_free(table);
	return rc;
}

extern const struct cli_command cli_dedupe;
const struct cli_command cli_dedupe = {
	.name = "dedupe",
	.words = "FILE...",
	.summary = "finds the rows of CSV files that are one person or organisation",
	.description =
		"Compares the rows of CSV files that have one header and writes them as they came, with the columns\n"
		"cluster_id and match_probability added. Nothing has to be labelled, and no config is read. Without\n"
		"--model the types of the columns are guessed from their names and values, and told on standard\n"
		"error. Of several files each is a source; - is standard input. With --verbose the blocking keys\n"
		"and their candidate pairs are told.\n"
		"\n"
		"With --save-index the rows are kept. Later, --index compares new rows with them without a look at\n"
		"the others, and writes the new ones; a row with the id of a known one takes its place. cluster_id\n"
		"is then the number of the cluster's first row.",
	.options = dedupe_options_table,
	.run = run,
	.min_words = 1,
	.max_words = 1024,
};

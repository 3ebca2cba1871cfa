/* SPDX-License-Identifier: Apache-2.0 */
/* crmsync dedupe: what each column is taken for. */
#include "config.h"

#include <cli/dedupe.h>

#include <string.h>

#include <config/match_model.h>
#include <config/suggest.h>
#include <core/linkage/guess.h>
#include <crmsync/json.h>
#include <crmsync/mem.h>

static size_t find_column(const struct csv_row *header, const char *name)
{
	for (size_t i = 0; i < header->n; i++)
		if (strlen(name) == header->cells[i].len &&
		    memcmp(header->cells[i].text, name, header->cells[i].len) == 0)
			return i;
	return NO_COLUMN;
}

static int note_no_column(const struct dedupe_table *table, struct crm_arena *arena, const char *where,
			  const char *name, int code, struct crm_error *err)
{
	struct config_suggestion suggestion;
	config_suggest_begin(&suggestion, name);
	for (size_t i = 0; i < table->header->n; i++) {
		const char *column =
			crm_arena_strndup(arena, table->header->cells[i].text, table->header->cells[i].len);
		if (column != NULL)
			config_suggest_offer(&suggestion, column);
	}
	if (suggestion.best != NULL)
		return crm_error_set(err, code, "%sthere is no column '%s', did you mean '%s'?", where, name,
				     suggestion.best);
	return crm_error_set(err, code, "%sthere is no column '%s'", where, name);
}

static int use_model(const struct dedupe_options *options, struct dedupe_table *table, struct crm_arena *arena,
		     struct crm_error *err)
{
	const char *words[LINKAGE_TYPES + 1] = {NULL};
	struct config_match_model model;
	for (unsigned i = 0; i < LINKAGE_TYPES; i++)
		words[i] = linkage_type_name((enum linkage_type)i);
	const int rc = config_match_model_read(options->model, words, arena, &model, err);
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; i < model.n; i++) {
		const size_t column = find_column(table->header, model.fields[i].column);
		const char *where =
			crm_arena_printf(arena, "%s:%u:%u: ", model.path, model.fields[i].line, model.fields[i].at);
		if (column == NO_COLUMN)
			return note_no_column(table, arena, where != NULL ? where : "", model.fields[i].column,
					      CRM_E_CONFIG, err);
		table->types[column] = (enum linkage_type)model.fields[i].type;
	}
	return model.trained != NULL ? dedupe_fit_model(model.path, model.trained, table, arena, err) : CRM_OK;
}

static int find_named(struct dedupe_table *table, struct crm_arena *arena, const char *option, const char *name,
		      size_t *out, struct crm_error *err)
{
	*out = NO_COLUMN;
	if (name == NULL)
		return CRM_OK;
	*out = find_column(table->header, name);
	return *out != NO_COLUMN ? CRM_OK : note_no_column(table, arena, option, name, CRM_E_USAGE, err);
}

/* ---- guessing ---- */

static int copy_row(const struct csv_row *row, struct crm_arena *arena, struct linkage_text *out)
{
	for (size_t i = 0; i < row->n; i++) {
		out[i].len = row->cells[i].len;
		out[i].text = crm_arena_strndup(arena, row->cells[i].text, row->cells[i].len);
		if (out[i].text == NULL)
			return CRM_E_NOMEM;
	}
	return CRM_OK;
}

static int read_sample(const struct dedupe_options *options, const struct dedupe_table *table, struct crm_arena *arena,
		       struct linkage_text *cells, size_t *rows, struct crm_error *err)
{
	struct csv_reader *reader = NULL;
	struct csv_row row;
	int rc = csv_open(options->files[0], &reader, err), more = 1;
	while (rc == CRM_OK && *rows < GUESS_ROWS && (more = csv_next(reader, &row, err)) > 0) {
		rc = copy_row(&row, arena, cells + *rows * table->header->n);
		(*rows)++;
	}
	csv_close(reader);
	if (rc == CRM_E_NOMEM)
		return crm_error_set(err, rc, "out of memory");
	return rc == CRM_OK && more < 0 ? more : rc;
}

/* As a model file, so that it can be kept and corrected. */
static void tell_guess(const struct dedupe_table *table, struct crm_arena *arena)
{
	fputs("crmsync: no --model: the columns are taken for\nfields:\n", stderr);
	for (size_t i = 0; i < table->header->n; i++) {
		struct crm_json_writer writer;
		struct crm_buf line;
		const char *name = crm_arena_strndup(arena, table->header->cells[i].text, table->header->cells[i].len);
		crm_buf_init(&line, CRM_BUF_MAX);
		crm_jw_init(&writer, &line);
		crm_jw_string(&writer, name != NULL ? name : "");
		fprintf(stderr, "- {column: %s, type: %s}\n", line.ptr, linkage_type_name(table->types[i]));
		crm_buf_free(&line);
	}
}

static int guess_types(const struct dedupe_options *options, struct dedupe_table *table, struct crm_arena *arena,
		       struct crm_error *err)
{
	struct linkage_text *cells = crm_arena_calloc(arena, GUESS_ROWS, table->header->n * sizeof *cells);
	size_t rows = 0, id;
	if (cells == NULL)
		return crm_error_no_memory(err);
	const int rc = read_sample(options, table, arena, cells, &rows, err);
	if (rc != CRM_OK)
		return rc;
	if (linkage_guess(table->header->cells, table->header->n, cells, rows, arena, table->types, &id) != CRM_OK)
		return crm_error_no_memory(err);
	if (table->id == NO_COLUMN)
		table->id = id;
	if (table->id != NO_COLUMN)
		table->types[table->id] = LINKAGE_IGNORE;
	if (table->source != NO_COLUMN)
		table->types[table->source] = LINKAGE_IGNORE;
	if (!options->quiet)
		tell_guess(table, arena);
	return CRM_OK;
}

int dedupe_choose_types(const struct dedupe_options *options, struct dedupe_table *table, struct crm_error *err)
{
	struct crm_arena *arena = table->arena;
	int rc = find_named(table, arena, "--id: ", options->id, &table->id, err);
	if (rc == CRM_OK)
		rc = find_named(table, arena, "--source: ", options->source, &table->source, err);
	if (rc == CRM_OK && options->model != NULL)
		rc = use_model(options, table, arena, err);
	else if (rc == CRM_OK)
		rc = guess_types(options, table, arena, err);
	return rc;
}

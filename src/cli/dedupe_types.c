/* SPDX-License-Identifier: Apache-2.0 */
/* crmsync dedupe: what each column is taken for. */
#include "config.h"

#include <cli/dedupe.h>

#include <string.h>

#include <config/match_model.h>
#include <config/suggest.h>
#include <crmsync/mem.h>

static size_t find_column(const struct csv_row *header, const char *name)
{
	for (size_t i = 0; i < header->n; i++)
		if (strlen(name) == header->cells[i].len && memcmp(header->cells[i].text, name, header->cells[i].len) == 0)
			return i;
	return NO_COLUMN;
}

static int note_no_column(const struct dedupe_table *table, struct crm_arena *arena, const char *where,
			  const char *name, int code, struct crm_error *err)
{
	struct config_suggestion suggestion;
	config_suggest_begin(&suggestion, name);
	for (size_t i = 0; i < table->header->n; i++) {
		const char *column = crm_arena_strndup(arena, table->header->cells[i].text, table->header->cells[i].len);
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
		const char *where = crm_arena_printf(arena, "%s:%u:%u: ", model.path, model.fields[i].line,
						     model.fields[i].at);
		if (column == NO_COLUMN)
			return note_no_column(table, arena, where != NULL ? where : "", model.fields[i].column,
					      CRM_E_CONFIG, err);
		table->types[column] = (enum linkage_type)model.fields[i].type;
	}
	return CRM_OK;
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

int dedupe_choose_types(const struct dedupe_options *options, struct dedupe_table *table, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	if (arena == NULL)
		return crm_error_set(err, CRM_E_NOMEM, "out of memory");
	int rc = find_named(table, arena, "--id: ", options->id, &table->id, err);
	if (rc == CRM_OK)
		rc = find_named(table, arena, "--source: ", options->source, &table->source, err);
	if (rc == CRM_OK && options->model != NULL)
		rc = use_model(options, table, arena, err);
	crm_arena_free(arena);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* crmsync dedupe --save-model: the trained model as a model file. */
#include "config.h"

#include <cli/dedupe.h>

#include <stdlib.h>
#include <string.h>

#include <crmsync/buf.h>
#include <crmsync/json.h>
#include <crmsync/mem.h>

/* A JSON string is a YAML one. */
static void put_text(struct crm_buf *out, const char *text)
{
	struct crm_json_writer writer;
	struct crm_buf quoted;
	crm_buf_init(&quoted, CRM_BUF_MAX);
	crm_jw_init(&writer, &quoted);
	crm_jw_string(&writer, text);
	crm_buf_str(out, quoted.ptr);
	crm_buf_free(&quoted);
}

/* As short as reads back to the same number. */
static void put_number(struct crm_buf *out, const char *name, double number)
{
	char text[40];
	int digits = 6;
	do
		snprintf(text, sizeof text, "%.*g", digits++, number);
	while (digits <= 17 && (strtod(text, NULL) < number || strtod(text, NULL) > number));
	crm_buf_printf(out, "%s%s", name, text);
}

static void put_fields(const struct linkage_column *columns, size_t n, struct crm_buf *out)
{
	crm_buf_str(
		out,
		"# A trained model of `crmsync dedupe`: with --model, its parameters are used and nothing is "
		"estimated.\n"
		"# No value of the rows is in it: how frequent values are is counted in the rows that it is used on.\n"
		"fields:\n");
	for (size_t i = 0; i < n; i++) {
		if (columns[i].type == LINKAGE_IGNORE)
			continue;
		crm_buf_str(out, "- {column: ");
		put_text(out, columns[i].name);
		crm_buf_printf(out, ", type: %s}\n", linkage_type_name(columns[i].type));
	}
}

static void put_comparison(const struct linkage_model_field *field, struct crm_buf *out)
{
	crm_buf_str(out, "  - name: ");
	put_text(out, field->name);
	crm_buf_printf(out, "\n    kind: %s\n    levels:\n", field->kind);
	for (unsigned l = 0; l < field->n_levels; l++) {
		const struct linkage_model_level *level = &field->levels[l];
		crm_buf_str(out, "    - {level: ");
		put_text(out, level->name);
		put_number(out, ", m: ", level->m);
		put_number(out, ", u: ", level->u);
		if (l > 0 && l + 1 < field->n_levels)
			put_number(out, ", near: ", level->near);
		crm_buf_printf(out, ", frequency: %s}\n", level->frequency);
	}
	crm_buf_str(out, "    same: [");
	for (unsigned b = 0; b < MODEL_BINS; b++)
		put_number(out, b > 0 ? ", " : "", field->same[b]);
	crm_buf_str(out, "]\n");
}

static void put_dependence(const struct linkage_model *model, struct crm_buf *out)
{
	size_t n = 0;
	crm_buf_str(out, "  dependence:");
	for (unsigned i = 0; i < model->n_fields; i++)
		for (unsigned j = 0; j < model->n_fields; j++) {
			const double common = model->together[0][i][j], rare = model->together[1][i][j];
			if (common <= 0 && rare <= 0 && model->apart[i][j] <= 0)
				continue;
			crm_buf_str(out, n++ == 0 ? "\n  - {from: " : "  - {from: ");
			put_text(out, model->fields[i].name);
			crm_buf_str(out, ", to: ");
			put_text(out, model->fields[j].name);
			put_number(out, ", common: ", common);
			put_number(out, ", rare: ", rare);
			put_number(out, ", apart: ", model->apart[i][j]);
			crm_buf_str(out, "}\n");
		}
	crm_buf_str(out, n == 0 ? " []\n" : "");
}

static void put_model(const struct linkage_model *model, double threshold, struct crm_buf *out)
{
	crm_buf_printf(out, "trained:\n  version: %d\n  rows: %zu\n", CONFIG_TRAINED_VERSION, model->rows);
	put_number(out, "  threshold: ", threshold);
	put_number(out, "\n  matches_per_row: ", model->copies);
	put_number(out, "\n  sources: {same: ", model->source_same);
	put_number(out, ", other: ", model->source_other);
	crm_buf_str(out, "}\n  comparisons:\n");
	for (unsigned f = 0; f < model->n_fields; f++)
		put_comparison(&model->fields[f], out);
	put_dependence(model, out);
	crm_buf_str(out, model->n_keys > 0 ? "  keys:\n" : "  keys: []\n");
	for (unsigned k = 0; k < model->n_keys; k++) {
		crm_buf_str(out, "  - {key: ");
		put_text(out, model->keys[k].name);
		crm_buf_printf(out, ", used: %s}\n", model->keys[k].left_out ? "false" : "true");
	}
}

static bool are_equal(const struct csv_cell *a, const struct csv_cell *b)
{
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

/* A model file names columns and comparisons, so no two may have one name. */
int dedupe_check_names(const struct dedupe_options *options, const struct dedupe_table *table, struct crm_error *err)
{
	const struct csv_cell *cells = table->header->cells;
	if (options->save_model == NULL && options->save_splink == NULL)
		return CRM_OK;
	for (size_t i = 0; i < table->header->n; i++)
		for (size_t k = i + 1; k < table->header->n; k++)
			if (are_equal(&cells[i], &cells[k]) &&
			    (table->types[i] != LINKAGE_IGNORE || table->types[k] != LINKAGE_IGNORE))
				return crm_error_set(
					err, CRM_E_CONFIG,
					"%s:1: two columns are named '%.*s', which a model cannot tell apart",
					options->files[0], (int)cells[i].len, cells[i].text);
	return CRM_OK;
}

static int check_comparisons(const struct linkage_model *model, struct crm_error *err)
{
	for (unsigned i = 0; i < model->n_fields; i++)
		for (unsigned k = i + 1; k < model->n_fields; k++)
			if (strcmp(model->fields[i].name, model->fields[k].name) == 0)
				return crm_error_set(err, CRM_E_CONFIG,
						     "two comparisons are named '%s', which a model cannot tell apart: "
						     "rename the column",
						     model->fields[i].name);
	return CRM_OK;
}

int dedupe_trained_model(const struct linkage *link, struct crm_arena *arena, struct linkage_model **out,
			 struct crm_error *err)
{
	if (linkage_rows(link) < 2)
		return crm_error_set(err, CRM_E_CONFIG, "a model cannot be estimated from fewer than two rows");
	*out = crm_arena_alloc(arena, sizeof **out);
	if (*out == NULL)
		return crm_error_no_memory(err);
	linkage_model_get(link, *out);
	return check_comparisons(*out, err);
}

int dedupe_save_model(const struct dedupe_options *options, const struct dedupe_table *table,
		      const struct linkage_model *model, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_buf text;
	const struct linkage_column *columns = dedupe_columns(table, arena);
	if (columns == NULL)
		return crm_error_no_memory(err);
	crm_buf_init(&text, CRM_BUF_MAX);
	put_fields(columns, table->header->n, &text);
	put_model(model, options->linkage.threshold, &text);
	const int rc = dedupe_write_text(options->save_model, &text, err);
	crm_buf_free(&text);
	return rc;
}

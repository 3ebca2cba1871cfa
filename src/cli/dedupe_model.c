/* SPDX-License-Identifier: Apache-2.0 */
/* crmsync dedupe: a trained model that was read, against what the columns of the table make. */
#include "config.h"

#include <cli/dedupe.h>

#include <string.h>

#include <crmsync/mem.h>

struct linkage_column *dedupe_columns(const struct dedupe_table *table, struct crm_arena *arena)
{
	struct linkage_column *columns = crm_arena_calloc(arena, table->header->n + 1, sizeof *columns);
	for (size_t i = 0; columns != NULL && i < table->header->n; i++) {
		columns[i].type = table->types[i];
		columns[i].name = crm_arena_strndup(arena, table->header->cells[i].text, table->header->cells[i].len);
		if (columns[i].name == NULL)
			return NULL;
	}
	return columns;
}

/* What is being put together: the file's parameters in the order of the engine. */
struct fitting {
	const char *path;
	const struct config_trained_model *from;
	struct linkage_model *to;
	unsigned field_of[MODEL_FIELDS]; /* by comparison of the file */
	struct crm_error *err;
};

#define WRONG(f, place, what, name) wrong(f, &(place)->at, what, name)

static int wrong(const struct fitting *f, const struct config_trained_place *at, const char *what, const char *name)
{
	return crm_error_set(f->err, CRM_E_CONFIG, "%s:%u:%u: %s '%s'", f->path, at->line, at->column, what, name);
}

static bool is_field(const struct linkage_model_field *field, const struct config_trained_comparison *comparison)
{
	return strcmp(field->kind, comparison->kind) == 0 &&
	       (field->several || strcmp(field->name, comparison->name) == 0);
}

static int fit_levels(const struct fitting *f, const struct config_trained_comparison *from,
		      struct linkage_model_field *to)
{
	if (from->n_levels != to->n_levels || from->n_same != MODEL_BINS)
		return wrong(f, &from->at, "other levels than this crmsync knows, in comparison", from->name);
	for (unsigned l = 0; l < to->n_levels; l++) {
		const struct config_trained_level *level = &from->levels[l];
		if (strcmp(level->name, to->levels[l].name) != 0)
			return WRONG(f, level, "here stands another level than", to->levels[l].name);
		if (strcmp(level->frequency, to->levels[l].frequency) != 0)
			return WRONG(f, level, "another frequency than this crmsync counts, of level", level->name);
		if (l > 0 && l + 1 < to->n_levels && level->near <= 0)
			return WRONG(f, level, "near is missing, of level", level->name);
		to->levels[l].m = level->m;
		to->levels[l].u = level->u;
		to->levels[l].near = level->near;
	}
	memcpy(to->same, from->same, sizeof to->same);
	return CRM_OK;
}

static int fit_comparison(struct fitting *f, size_t i, bool fitted[MODEL_FIELDS])
{
	const struct config_trained_comparison *from = &f->from->comparisons[i];
	unsigned field = 0;
	while (field < f->to->n_fields && (fitted[field] || !is_field(&f->to->fields[field], from)))
		field++;
	if (i >= MODEL_FIELDS || field == f->to->n_fields)
		return WRONG(f, from, "the columns do not make the comparison", from->name);
	fitted[field] = true;
	f->field_of[i] = field;
	return fit_levels(f, from, &f->to->fields[field]);
}

static int fit_comparisons(struct fitting *f)
{
	bool fitted[MODEL_FIELDS] = {false};
	for (size_t i = 0; i < f->from->n_comparisons; i++) {
		const int rc = fit_comparison(f, i, fitted);
		if (rc != CRM_OK)
			return rc;
	}
	for (unsigned field = 0; field < f->to->n_fields; field++)
		if (!fitted[field])
			return wrong(f, &f->from->at,
				     "the columns make a comparison that is not here:", f->to->fields[field].name);
	return CRM_OK;
}

static bool find_comparison(const struct fitting *f, const char *name, unsigned *field)
{
	for (size_t i = 0; i < f->from->n_comparisons; i++)
		if (strcmp(f->from->comparisons[i].name, name) == 0) {
			*field = f->field_of[i];
			return true;
		}
	return false;
}

static int fit_dependence(const struct fitting *f)
{
	for (size_t i = 0; i < f->from->n_dependence; i++) {
		const struct config_trained_dependence *from = &f->from->dependence[i];
		unsigned a, b;
		if (!find_comparison(f, from->from, &a))
			return WRONG(f, from, "there is no comparison", from->from);
		if (!find_comparison(f, from->to, &b))
			return WRONG(f, from, "there is no comparison", from->to);
		f->to->together[0][a][b] = from->common;
		f->to->together[1][a][b] = from->rare;
		f->to->apart[a][b] = from->apart;
	}
	return CRM_OK;
}

/* Several keys may have one name; they come in the same order. */
static int fit_keys(const struct fitting *f)
{
	bool fitted[MODEL_KEYS] = {false};
	for (size_t i = 0; i < f->from->n_keys; i++) {
		const struct config_trained_key *from = &f->from->keys[i];
		unsigned k = 0;
		while (k < f->to->n_keys && (fitted[k] || strcmp(f->to->keys[k].name, from->name) != 0))
			k++;
		if (k == f->to->n_keys)
			return WRONG(f, from, "the columns do not make the key", from->name);
		fitted[k] = true;
		f->to->keys[k].left_out = !from->used;
	}
	for (unsigned k = 0; k < f->to->n_keys; k++)
		if (!fitted[k])
			return wrong(f, &f->from->at, "the columns make a key that is not here:", f->to->keys[k].name);
	return CRM_OK;
}

int dedupe_fit_model(const char *path, const struct config_trained_model *trained, struct dedupe_table *table,
		     struct crm_arena *arena, struct crm_error *err)
{
	struct linkage_model *model = crm_arena_alloc(arena, sizeof *model);
	const struct linkage_column *columns = dedupe_columns(table, arena);
	if (model == NULL || columns == NULL)
		return crm_error_no_memory(err);
	struct fitting f = {.path = path, .from = trained, .to = model, .err = err};
	int rc = linkage_model_of_columns(columns, table->header->n, model, err);
	if (rc == CRM_OK)
		rc = fit_comparisons(&f);
	if (rc == CRM_OK)
		rc = fit_dependence(&f);
	if (rc == CRM_OK)
		rc = fit_keys(&f);
	model->rows = (size_t)trained->rows;
	model->copies = trained->copies;
	model->source_same = trained->source_same;
	model->source_other = trained->source_other;
	table->trained = model;
	table->threshold = trained->threshold;
	return rc;
}

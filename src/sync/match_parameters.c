/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/match_parameters.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/linkage/model.h>
#include <crmsync/json.h>

#define FORMAT     1 /* of the text; another one is estimated anew */
#define MOST_TIMES 4 /* the rows that they were estimated from */
#define SETTING    "parameters"
#define COUNTER    "version" /* of the last ones, also of those that were dropped */

static const char *scope_of(enum crm_object object, struct crm_arena *arena)
{
	return crm_arena_printf(arena, "match:%s", crm_object_name(object));
}

/* ---- writing ---- */

/* All digits: what is read again weighs the same to the last one. */
static void put_number(struct crm_json_writer *w, const char *name, double number)
{
	char text[40];
	snprintf(text, sizeof text, "%.17g", number);
	if (name != NULL)
		crm_jw_key(w, name);
	crm_jw_number(w, text);
}

static void put_field(struct crm_json_writer *w, const struct linkage_model_field *field)
{
	crm_jw_object(w);
	crm_jw_field(w, "name", field->name);
	crm_jw_field(w, "kind", field->kind);
	crm_jw_key(w, "levels");
	crm_jw_array(w);
	for (unsigned l = 0; l < field->n_levels; l++) {
		crm_jw_object(w);
		crm_jw_field(w, "name", field->levels[l].name);
		crm_jw_field(w, "frequency", field->levels[l].frequency);
		put_number(w, "m", field->levels[l].m);
		put_number(w, "u", field->levels[l].u);
		put_number(w, "near", field->levels[l].near);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
	crm_jw_key(w, "same");
	crm_jw_array(w);
	for (unsigned b = 0; b < MODEL_BINS; b++)
		put_number(w, NULL, field->same[b]);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
}

static void put_matrix(struct crm_json_writer *w, const char *name, unsigned n,
		       const double matrix[MODEL_FIELDS][MODEL_FIELDS])
{
	crm_jw_key(w, name);
	crm_jw_array(w);
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < n; j++)
			put_number(w, NULL, matrix[i][j]);
	crm_jw_end_array(w);
}

static void put_model(struct crm_buf *out, const struct linkage_model *model, const struct crm_parameters *about)
{
	struct crm_json_writer writer, *w = &writer;
	crm_jw_init(w, out);
	crm_jw_object(w);
	crm_jw_field_int(w, "format", FORMAT);
	crm_jw_field_int(w, "version", about->version);
	crm_jw_field(w, "made", about->made);
	crm_jw_field_int(w, "rows", about->rows);
	put_number(w, "copies", model->copies);
	put_number(w, "source_same", model->source_same);
	put_number(w, "source_other", model->source_other);
	crm_jw_key(w, "fields");
	crm_jw_array(w);
	for (unsigned f = 0; f < model->n_fields; f++)
		put_field(w, &model->fields[f]);
	crm_jw_end_array(w);
	put_matrix(w, "common", model->n_fields, model->together[0]);
	put_matrix(w, "rare", model->n_fields, model->together[1]);
	put_matrix(w, "apart", model->n_fields, model->apart);
	crm_jw_key(w, "keys");
	crm_jw_array(w);
	for (unsigned k = 0; k < model->n_keys; k++) {
		crm_jw_object(w);
		crm_jw_field(w, "name", model->keys[k].name);
		crm_jw_field_bool(w, "left_out", model->keys[k].left_out);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
	crm_jw_end_object(w);
}

/* ---- reading: everything has to be there, and as this crmsync has it ---- */

static bool get_number(const crm_json *value, double *out)
{
	const char *text = crm_json_type(value) == CRM_JSON_NUMBER ? crm_json_text(value) : NULL;
	*out = text != NULL ? strtod(text, NULL) : 0;
	return text != NULL && isfinite(*out);
}

static bool is_text(const crm_json *object, const char *name, const char *wanted)
{
	const char *text = crm_json_get_string(object, name);
	return text != NULL && strcmp(text, wanted) == 0;
}

static bool get_numbers(const crm_json *array, size_t n, double *out)
{
	bool ok = crm_json_is_array(array) && crm_json_size(array) == n;
	const crm_json *item = crm_json_first(array);
	for (size_t i = 0; ok && i < n; i++, item = crm_json_next(item))
		ok = get_number(item, &out[i]);
	return ok;
}

static bool get_field(const crm_json *from, struct linkage_model_field *field)
{
	const crm_json *levels = crm_json_get(from, "levels"), *item = crm_json_first(levels);
	bool ok = is_text(from, "name", field->name) && is_text(from, "kind", field->kind) &&
		  crm_json_size(levels) == field->n_levels;
	for (unsigned l = 0; ok && l < field->n_levels; l++, item = crm_json_next(item)) {
		struct linkage_model_level *level = &field->levels[l];
		ok = is_text(item, "name", level->name) && is_text(item, "frequency", level->frequency) &&
		     get_number(crm_json_get(item, "m"), &level->m) && get_number(crm_json_get(item, "u"), &level->u) &&
		     get_number(crm_json_get(item, "near"), &level->near);
	}
	return ok && get_numbers(crm_json_get(from, "same"), MODEL_BINS, field->same);
}

static bool get_matrix(const crm_json *array, unsigned n, double matrix[MODEL_FIELDS][MODEL_FIELDS])
{
	const crm_json *item = crm_json_first(array);
	bool ok = crm_json_is_array(array) && crm_json_size(array) == (size_t)n * n;
	for (unsigned i = 0; ok && i < n; i++)
		for (unsigned j = 0; ok && j < n; j++, item = crm_json_next(item))
			ok = get_number(item, &matrix[i][j]);
	return ok;
}

static bool get_keys(const crm_json *array, struct linkage_model *model)
{
	const crm_json *item = crm_json_first(array);
	bool ok = crm_json_is_array(array) && crm_json_size(array) == model->n_keys;
	for (unsigned k = 0; ok && k < model->n_keys; k++, item = crm_json_next(item)) {
		ok = is_text(item, "name", model->keys[k].name);
		model->keys[k].left_out = crm_json_true(crm_json_get(item, "left_out"));
	}
	return ok;
}

static bool get_about(const crm_json *from, struct crm_parameters *out)
{
	int64_t format = 0;
	const char *made = crm_json_get_string(from, "made");
	if (!crm_json_int(crm_json_get(from, "format"), &format) || format != FORMAT || made == NULL ||
	    !crm_json_int(crm_json_get(from, "version"), &out->version) || out->version < 1 ||
	    !crm_json_int(crm_json_get(from, "rows"), &out->rows) || out->rows < 2)
		return false;
	snprintf(out->made, sizeof out->made, "%s", made);
	return true;
}

/* `model` has the names of all that there is to be. */
static bool get_model(const crm_json *from, struct linkage_model *model, struct crm_parameters *about)
{
	const crm_json *fields = crm_json_get(from, "fields"), *item = crm_json_first(fields);
	bool ok = get_about(from, about) && get_number(crm_json_get(from, "copies"), &model->copies) &&
		  get_number(crm_json_get(from, "source_same"), &model->source_same) &&
		  get_number(crm_json_get(from, "source_other"), &model->source_other) &&
		  crm_json_size(fields) == model->n_fields;
	for (unsigned f = 0; ok && f < model->n_fields; f++, item = crm_json_next(item))
		ok = get_field(item, &model->fields[f]);
	model->rows = (size_t)about->rows;
	return ok && get_matrix(crm_json_get(from, "common"), model->n_fields, model->together[0]) &&
	       get_matrix(crm_json_get(from, "rare"), model->n_fields, model->together[1]) &&
	       get_matrix(crm_json_get(from, "apart"), model->n_fields, model->apart) &&
	       get_keys(crm_json_get(from, "keys"), model);
}

/* ---- the store ---- */

static int read_text(struct crm_engine *e, enum crm_object object, const char *key, struct crm_arena *arena,
		     const char **out, struct crm_error *err)
{
	const char *scope = scope_of(object, arena);
	return scope != NULL ? crm_store_get(e->store, scope, key, arena, out, err) : crm_error_no_memory(err);
}

/* What cannot be read is as good as none: it is estimated anew. */
static int parse(const char *text, struct linkage_model *model, struct crm_parameters *about)
{
	crm_json *root = NULL;
	const int rc = crm_json_parse(text, strlen(text), &root, NULL);
	const bool ok = rc == CRM_OK && get_model(root, model, about);
	crm_json_free(root);
	if (!ok)
		*about = (struct crm_parameters){0};
	return rc == CRM_E_NOMEM ? rc : CRM_OK;
}

static int use(struct linkage *link, const char *text, const struct linkage_column *columns, size_t n, size_t rows,
	       struct linkage_model *model, struct crm_parameters *out, struct crm_error *err)
{
	int rc = linkage_model_of_columns(columns, n, model, err);
	if (rc != CRM_OK)
		return rc;
	rc = parse(text, model, out);
	if (rc == CRM_OK && out->version != 0 && rows / MOST_TIMES > (size_t)out->rows)
		*out = (struct crm_parameters){0};
	if (rc == CRM_OK && out->version != 0)
		rc = linkage_model_use(link, model);
	return rc == CRM_OK ? CRM_OK : crm_error_no_memory(err);
}

int crm_parameters_use(struct crm_engine *e, enum crm_object object, const struct linkage_column *columns, size_t n,
		       size_t rows, struct linkage *link, struct crm_parameters *out, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	struct linkage_model *model = crm_calloc(1, sizeof *model);
	const char *text = NULL;
	*out = (struct crm_parameters){0};
	int rc = arena != NULL && model != NULL ? read_text(e, object, SETTING, arena, &text, err)
						: crm_error_no_memory(err);
	if (rc == CRM_OK && text != NULL)
		rc = use(link, text, columns, n, rows, model, out, err);
	crm_free(model);
	crm_arena_free(arena);
	return rc;
}

static int next_version(struct crm_engine *e, enum crm_object object, struct crm_arena *arena, int64_t *out,
			struct crm_error *err)
{
	const char *text = NULL;
	const int rc = read_text(e, object, COUNTER, arena, &text, err);
	*out = (text != NULL ? strtoll(text, NULL, 10) : 0) + 1;
	return rc;
}

static int write_texts(struct crm_engine *e, enum crm_object object, const char *model, int64_t version,
		       struct crm_arena *arena, struct crm_error *err)
{
	const char *scope = scope_of(object, arena), *counter = crm_arena_printf(arena, "%" PRId64, version);
	if (scope == NULL || counter == NULL)
		return crm_error_no_memory(err);
	const int rc = crm_store_set(e->store, scope, COUNTER, counter, err);
	return rc == CRM_OK ? crm_store_set(e->store, scope, SETTING, model, err) : rc;
}

int crm_parameters_keep(struct crm_engine *e, enum crm_object object, const struct linkage *link,
			struct crm_parameters *out, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	struct linkage_model *model = crm_calloc(1, sizeof *model);
	struct crm_parameters about = {.rows = (int64_t)linkage_rows(link)};
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	int rc = arena != NULL && model != NULL ? next_version(e, object, arena, &about.version, err)
						: crm_error_no_memory(err);
	if (rc == CRM_OK) {
		crm_time_format_seconds(crm_time_now(), about.made);
		linkage_model_get(link, model);
		put_model(&text, model, &about);
		rc = !text.failed ? write_texts(e, object, text.ptr, about.version, arena, err)
				  : crm_error_no_memory(err);
	}
	if (rc == CRM_OK)
		*out = about;
	crm_buf_free(&text);
	crm_free(model);
	crm_arena_free(arena);
	return rc;
}

int crm_parameters_drop(struct crm_engine *e, enum crm_object object, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	const char *scope = arena != NULL ? scope_of(object, arena) : NULL;
	const int rc = scope != NULL ? crm_store_set(e->store, scope, SETTING, NULL, err) : crm_error_no_memory(err);
	crm_arena_free(arena);
	return rc;
}

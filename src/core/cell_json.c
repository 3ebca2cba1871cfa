/* SPDX-License-Identifier: Apache-2.0 */
/* Cells as JSON, the form in which the store keeps them. */
#include "config.h"

#include <core/cell.h>

#include <string.h>

static void write_text(struct crm_json_writer *w, const struct crm_cell *cell)
{
	crm_jw_array(w);
	crm_jw_string(w, cell->key);
	if (!cell->valid || strcmp(cell->key, cell->text) != 0)
		crm_jw_string(w, cell->text);
	if (!cell->valid)
		crm_jw_bool(w, false);
	crm_jw_end_array(w);
}

void crm_cell_write(struct crm_json_writer *w, const struct crm_cell *cell)
{
	switch (cell->kind) {
	case CRM_NULL:
		crm_jw_null(w);
		return;
	case CRM_TEXT:
		write_text(w, cell);
		return;
	case CRM_LIST:
		crm_jw_object(w);
		crm_jw_key(w, "l");
		crm_jw_array(w);
		for (size_t i = 0; i < cell->n; i++)
			write_text(w, &cell->items[i]);
		crm_jw_end_array(w);
		crm_jw_end_object(w);
		return;
	case CRM_ABSENT:
	case CRM_DENIED:
		break;
	}
	crm_jw_object(w);
	if (cell->kind == CRM_DENIED)
		crm_jw_field_bool(w, "d", true);
	crm_jw_end_object(w);
}

void crm_cells_write(struct crm_json_writer *w, const struct crm_model *model, const struct crm_cell *cells)
{
	crm_jw_object(w);
	for (size_t i = 0; i < model->n_fields; i++) {
		if (cells[i].kind == CRM_ABSENT)
			continue;
		crm_jw_key(w, model->fields[i].name);
		crm_cell_write(w, &cells[i]);
	}
	crm_jw_end_object(w);
}

static int read_text(const crm_json *array, struct crm_arena *arena, struct crm_cell *out)
{
	const crm_json *key = crm_json_first(array), *text = crm_json_next(key), *valid = crm_json_next(text);
	struct crm_cell cell = {.kind = CRM_TEXT, .valid = true};

	if (!crm_json_is_array(array) || !crm_json_is_string(key) || (text != NULL && !crm_json_is_string(text)) ||
	    (valid != NULL && crm_json_type(valid) != CRM_JSON_BOOL) || crm_json_next(valid) != NULL)
		return CRM_E_INVALID;
	cell.key = crm_arena_strdup(arena, crm_json_text(key));
	cell.text = text != NULL ? crm_arena_strdup(arena, crm_json_text(text)) : cell.key;
	if (cell.key == NULL || cell.text == NULL)
		return CRM_E_NOMEM;
	if (valid != NULL)
		cell.valid = crm_json_true(valid);
	*out = cell;
	return 0;
}

static int read_list(const crm_json *array, struct crm_arena *arena, struct crm_cell *out)
{
	struct crm_cell *items;
	size_t n = 0;

	if (!crm_json_is_array(array))
		return CRM_E_INVALID;
	items = crm_arena_calloc(arena, crm_json_size(array) + 1, sizeof *items);
	if (items == NULL)
		return CRM_E_NOMEM;
	for (const crm_json *e = crm_json_first(array); e != NULL; e = crm_json_next(e)) {
		int rc = read_text(e, arena, &items[n]);

		if (rc < 0)
			return rc;
		if (n > 0 && strcmp(items[n - 1].key, items[n].key) >= 0)
			return CRM_E_INVALID;
		n++;
	}
	*out = (struct crm_cell){.kind = CRM_LIST, .valid = true, .items = items, .n = n};
	return 0;
}

int crm_cell_read(const crm_json *v, struct crm_arena *arena, struct crm_cell *out)
{
	const crm_json *member;

	if (crm_json_is_null(v)) {
		*out = (struct crm_cell){.kind = CRM_NULL};
		return 0;
	}
	if (crm_json_is_array(v))
		return read_text(v, arena, out);
	if (!crm_json_is_object(v))
		return CRM_E_INVALID;
	member = crm_json_first(v);
	if (member == NULL) {
		*out = (struct crm_cell){.kind = CRM_ABSENT};
		return 0;
	}
	if (strcmp(crm_json_name(member), "l") == 0)
		return read_list(member, arena, out);
	if (strcmp(crm_json_name(member), "d") != 0 || !crm_json_true(member))
		return CRM_E_INVALID;
	*out = (struct crm_cell){.kind = CRM_DENIED};
	return 0;
}

/* Members stand in the order of the model as a rule: the field after the last one found is tried first. */
static size_t find_field(const struct crm_model *model, const char *name, size_t guess)
{
	if (guess < model->n_fields && strcmp(model->fields[guess].name, name) == 0)
		return guess;
	return crm_model_field(model, name);
}

int crm_cells_read(const crm_json *object, const struct crm_model *model, struct crm_arena *arena,
		   struct crm_cell *cells, struct crm_error *err)
{
	size_t guess = 0;

	if (!crm_json_is_object(object))
		return crm_error_set(err, CRM_E_INVALID, "cells: not a JSON object");
	for (size_t i = 0; i < model->n_fields; i++)
		cells[i] = (struct crm_cell){.kind = CRM_ABSENT};
	for (const crm_json *m = crm_json_first(object); m != NULL; m = crm_json_next(m)) {
		size_t i = find_field(model, crm_json_name(m), guess);
		int rc;

		if (i == (size_t)-1)
			continue;
		guess = i + 1;
		rc = crm_cell_read(m, arena, &cells[i]);
		if (rc == CRM_E_NOMEM)
			return crm_error_set(err, rc, "out of memory");
		if (rc < 0)
			return crm_error_set(err, rc, "cell of field \"%s\" is malformed", crm_json_name(m));
	}
	return 0;
}

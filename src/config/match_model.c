/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the model file of `crmsync dedupe`. */
#include "config.h"

#include <config/match_model.h>
#include <config/parse.h>
#include <config/suggest.h>
#include <config/tree.h>

#include <string.h>

struct model_load {
	const char *const *types;
	struct crm_arena *arena;
	struct config_mistakes mistakes;
	struct config_match_field *fields;
	size_t n;
	const struct config_trained_model *trained;
};

static const struct config_node *member(const struct config_node *map, const char *name)
{
	for (size_t i = 0; i < map->n; i++)
		if (strcmp(map->entries[i].key->text, name) == 0)
			return map->entries[i].value;
	return NULL;
}

static void note_unknown(struct model_load *load, const struct config_node *map, const char *const *known)
{
	for (size_t i = 0; i < map->n; i++) {
		size_t k = 0;
		while (known[k] != NULL && strcmp(known[k], map->entries[i].key->text) != 0)
			k++;
		if (known[k] == NULL)
			config_mistake_note(&load->mistakes, &map->entries[i].key->at,
					    "unknown key %s (allowed: %s%s%s)",
					    config_mistake_quote(&load->mistakes, map->entries[i].key->text), known[0],
					    known[1] != NULL ? ", " : "", known[1] != NULL ? known[1] : "");
	}
}

static bool find_type(const struct model_load *load, const char *text, unsigned *out)
{
	for (unsigned i = 0; load->types[i] != NULL; i++)
		if (strcmp(load->types[i], text) == 0) {
			*out = i;
			return true;
		}
	return false;
}

static void note_type(struct model_load *load, const struct config_node *type)
{
	struct crm_buf all;
	crm_buf_init(&all, 4096);
	for (size_t i = 0; load->types[i] != NULL; i++)
		crm_buf_printf(&all, "%s%s", i > 0 ? ", " : "", load->types[i]);
	config_mistake_note(&load->mistakes, &type->at, "unknown type %s (allowed: %s)",
			    config_mistake_quote(&load->mistakes, type->text), all.ptr);
	crm_buf_free(&all);
}

static void read_field(struct model_load *load, const struct config_node *node)
{
	static const char *const known[] = {"column", "type", NULL};
	if (node->kind != CONFIG_MAP) {
		config_mistake_note(&load->mistakes, &node->at, "a field is %s (wanted: {column: NAME, type: TYPE})",
				    config_node_kind_name(node));
		return;
	}
	note_unknown(load, node, known);
	const struct config_node *column = member(node, "column"), *type = member(node, "type");
	if (column == NULL || column->kind != CONFIG_SCALAR || type == NULL || type->kind != CONFIG_SCALAR) {
		config_mistake_note(&load->mistakes, &node->at, "a field needs column and type, both texts");
		return;
	}
	struct config_match_field *field = &load->fields[load->n];
	if (!find_type(load, type->text, &field->type)) {
		note_type(load, type);
		return;
	}
	for (size_t i = 0; i < load->n; i++)
		if (strcmp(load->fields[i].column, column->text) == 0)
			config_mistake_note(&load->mistakes, &column->at, "column %s is given twice",
					    config_mistake_quote(&load->mistakes, column->text));
	field->column = column->text;
	field->line = column->at.line;
	field->at = column->at.column;
	load->n++;
}

static int read_root(struct model_load *load, const struct config_node *root, struct crm_error *err)
{
	static const char *const known[] = {"fields", "trained", NULL};
	if (root->kind != CONFIG_MAP) {
		config_mistake_note(&load->mistakes, &root->at, "the model is %s (wanted: fields: [...])",
				    config_node_kind_name(root));
		return CRM_OK;
	}
	note_unknown(load, root, known);
	const struct config_node *fields = member(root, "fields");
	if (fields == NULL || fields->kind != CONFIG_LIST || fields->n == 0) {
		config_mistake_note(&load->mistakes, fields != NULL ? &fields->at : &root->at,
				    "fields is missing (wanted: a list of {column: NAME, type: TYPE})");
		return CRM_OK;
	}
	load->fields = crm_arena_calloc(load->arena, fields->n, sizeof *load->fields);
	if (load->fields == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < fields->n; i++)
		read_field(load, fields->items[i]);
	const struct config_node *trained = member(root, "trained");
	if (trained != NULL)
		load->trained = config_trained_model_read(trained, load->arena, &load->mistakes);
	return CRM_OK;
}

int config_match_model_read(const char *path, const char *const *types, struct crm_arena *arena,
			    struct config_match_model *out, struct crm_error *err)
{
	struct config_text text;
	int rc = config_file_read(path, arena, &text, err);
	if (rc != CRM_OK)
		return crm_error_prefix(err, "%s", path);
	struct config_file *file = crm_arena_calloc(arena, 1, sizeof *file);
	if (file == NULL)
		return crm_error_no_memory(err);
	file->path = text.path;
	struct model_load load = {.types = types, .arena = arena};
	config_mistakes_init(&load.mistakes, arena);
	const struct config_node *root = config_tree_parse(file, text.text, text.len, arena, &load.mistakes);
	if (root != NULL)
		rc = read_root(&load, root, err);
	if (rc == CRM_OK)
		rc = config_mistakes_tell(&load.mistakes, err);
	config_mistakes_free(&load.mistakes);
	if (rc == CRM_OK)
		*out = (struct config_match_model){text.path, load.fields, load.n, load.trained};
	return rc;
}

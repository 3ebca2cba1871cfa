/* SPDX-License-Identifier: Apache-2.0 */
/* Loads the configuration, step by step, and answers questions about it. */
#include "config.h"

#include <config/binding.h>
#include <config/load.h>
#include <config/parse.h>
#include <string.h>

/* ---- files to trees --------------------------------------------------------------------------------------------- */

static struct config_file *settings_name_file(struct config_load *load, const char *path, unsigned rank)
{
	struct config_file *file = config_work_alloc(load, 1, sizeof *file);
	if (file)
		*file = (struct config_file){path, rank};
	return file;
}

static const struct config_node *settings_parse_text(struct config_load *load, const struct config_text *text,
						     unsigned rank)
{
	const struct config_file *file = settings_name_file(load, text->path, rank);
	if (!file)
		return NULL;
	return config_tree_parse(file, text->text, text->len, load->work, &load->mistakes);
}

/* A data file's tree; NULL if there is none or it cannot be used (noted). */
static const struct config_node *settings_find(struct config_load *load, const struct config_source *source,
					       const char *connector, unsigned rank)
{
	struct config_text text;
	struct crm_error err = {0};
	int found = source->find(source->ctx, connector, load->work, &text, &err);
	const struct config_node *root = found > 0 ? settings_parse_text(load, &text, rank) : NULL;
	if (found < 0 && err.code == CRM_E_NOMEM)
		load->mistakes.nomem = true;
	else if (found < 0 || (found == 0 && !connector))
		config_mistake_note(&load->mistakes, &load->root->at,
				    "%s (allowed: the data files of the installation)",
				    found < 0 ? crm_error_text(&err) : "the catalogue objects.yaml was not found");
	crm_error_clear(&err);
	return root;
}

/* ---- the steps -------------------------------------------------------------------------------------------------- */

static void settings_load_mappings(struct config_load *load, const struct config_source *source)
{
	const struct crm_settings *settings = load->settings;
	for (size_t i = 0; i < settings->n_systems; i++) {
		const char *connector = settings->systems[i].connector;
		size_t first = 0;
		while (strcmp(settings->systems[first].connector, connector) != 0)
			first++;
		if (first < i)
			continue;
		const struct config_node *root = settings_find(load, source, connector, (unsigned)(2 + i));
		if (root)
			config_read_mapping(load, root, connector);
	}
}

static void settings_check(struct config_load *load)
{
	config_drop_defaults(load);
	config_check_fields(load);
	config_check_bindings(load);
	config_check_writes(load);
	config_check_match(load);
}

static void settings_run(struct config_load *load, const struct config_text *config, const struct config_source *source)
{
	const struct config_node *root = settings_parse_text(load, config, 0);
	if (!root)
		return;
	config_read_settings(load, root);
	const struct config_node *catalogue = settings_find(load, source, NULL, 1);
	if (!catalogue)
		return;
	config_read_catalogue(load, catalogue);
	settings_load_mappings(load, source);
	if (load->objects_node)
		config_read_objects(load, load->objects_node);
	settings_check(load);
	if (load->mistakes.n == 0 && !load->mistakes.nomem)
		config_compose(load);
}

/* ---- memory and ends -------------------------------------------------------------------------------------------- */

static bool settings_begin(struct config_load *load, const char *path)
{
	load->keep = crm_arena_new();
	load->work = crm_arena_new();
	if (!load->keep || !load->work)
		return false;
	config_mistakes_init(&load->mistakes, load->work);
	load->settings = config_keep_alloc(load, 1, sizeof *load->settings);
	if (!load->settings)
		return false;
	load->settings->arena = load->keep;
	load->settings->path = config_keep_text(load, path);
	load->settings->folder = config_file_folder(load->keep, path);
	for (size_t i = 0; i < CONFIG_OBJECTS; i++)
		load->objects[i].enabled = true;
	return load->settings->path && load->settings->folder;
}

static int settings_finish(struct config_load *load, struct crm_settings **out, struct crm_error *err)
{
	int code = config_mistakes_tell(&load->mistakes, err);
	if (code != CRM_OK)
		return code;
	struct crm_settings *settings = load->settings;
	settings->store = config_file_join(load->keep, settings->folder, settings->store);
	if (!settings->store)
		return crm_error_no_memory(err);
	load->keep = NULL;
	*out = settings;
	return CRM_OK;
}

int crm_settings_parse(const struct config_text *config, const struct config_source *source, struct crm_settings **out,
		       struct crm_error *err)
{
	struct config_load load = {0};
	int code = CRM_E_NOMEM;
	if (settings_begin(&load, config->path)) {
		settings_run(&load, config, source);
		code = settings_finish(&load, out, err);
	} else {
		crm_error_no_memory(err);
	}
	config_mistakes_free(&load.mistakes);
	crm_arena_free(load.work);
	crm_arena_free(load.keep);
	return code;
}

int crm_settings_load(const char *path, const char *const *data_dirs, struct crm_settings **out, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	if (!arena)
		return crm_error_no_memory(err);
	struct config_text text;
	int code = config_file_read(path, arena, &text, err);
	if (code == CRM_E_CONFIG)
		crm_error_prefix(err, "%s", path);
	if (code == CRM_OK) {
		const struct config_source source = {.find = config_file_find, .ctx = data_dirs};
		code = crm_settings_parse(&text, &source, out, err);
	}
	crm_arena_free(arena);
	return code;
}

void crm_settings_free(struct crm_settings *settings)
{
	if (settings)
		crm_arena_free(settings->arena);
}

/* ---- look-ups --------------------------------------------------------------------------------------------------- */

const struct crm_field_settings *crm_settings_field(const struct crm_settings *s, enum crm_object object,
						    const char *name)
{
	if (object > CRM_DEAL)
		return NULL;
	const struct crm_object_settings *settings = &s->objects[object];
	for (size_t i = 0; i < settings->n_fields; i++) {
		if (strcmp(settings->fields[i].name, name) == 0)
			return &settings->fields[i];
	}
	return NULL;
}

const struct crm_binding *crm_field_binding(const struct crm_field_settings *field, size_t system)
{
	for (size_t i = 0; i < field->n_bindings; i++) {
		if (field->bindings[i].system == system)
			return &field->bindings[i];
	}
	return NULL;
}

static const char *settings_cut_kind(const char *property)
{
	size_t kind = config_property_kind(property);
	return property + (kind ? kind + 1 : 0);
}

const char *crm_binding_property(const struct crm_binding *binding, const char *kind)
{
	const char *general = NULL;
	for (char **property = binding->properties; *property; property++) {
		size_t len = config_property_kind(*property);
		if (len == 0)
			general = *property;
		else if (kind && strlen(kind) == len && strncmp(*property, kind, len) == 0)
			return *property + len + 1;
	}
	if (!general && !kind)
		general = binding->properties[0];
	return general ? settings_cut_kind(general) : NULL;
}

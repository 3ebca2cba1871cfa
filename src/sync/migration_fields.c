/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/migration_fields.h>

#include <string.h>

#include <core/text.h>

#include <sync/migration_walk.h>
#include <sync/retry.h>

/* ---- type and options ---- */

static enum crm_property_type type_of(const struct crm_field *f, size_t n_options)
{
	switch (f->type) {
	case CRM_T_DATE:
		return CRM_P_DATE;
	case CRM_T_DATETIME:
		return CRM_P_DATETIME;
	case CRM_T_DECIMAL:
	case CRM_T_MONEY:
		return CRM_P_NUMBER;
	case CRM_T_BOOL:
		return CRM_P_BOOL;
	case CRM_T_MULTI:
		return n_options > 0 ? CRM_P_MULTI : CRM_P_TEXT;
	case CRM_T_ENUM:
		return n_options > 0 ? CRM_P_ENUM : CRM_P_TEXT;
	default:
		return CRM_P_TEXT;
	}
}

/* As values are mapped: capitals do not count. */
static bool same_words(const char *a, const char *b, struct crm_arena *arena)
{
	const char *x = a ? text_casefold(a, arena) : NULL, *y = b ? text_casefold(b, arena) : NULL;
	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

static const char *canonical_of(const struct crm_binding *b, const struct crm_option *o, struct crm_arena *arena)
{
	for (size_t i = 0; i < b->n_values; i++)
		if (same_words(b->values[i].value, o->value, arena) || same_words(b->values[i].value, o->label, arena))
			return b->values[i].name;
	return o->label ? o->label : o->value;
}

static const char *word_there(const struct crm_binding *b, const char *canonical, struct crm_arena *arena)
{
	for (size_t i = 0; i < b->n_values; i++)
		if (same_words(b->values[i].name, canonical, arena))
			return b->values[i].value;
	return canonical;
}

static void add_option(struct crm_option *options, size_t *n, const char *word)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp(options[i].value, word) == 0)
			return;
	options[(*n)++] = (struct crm_option){.value = word, .label = word, .active = true};
}

static size_t count_texts(char *const *texts)
{
	size_t n = 0;
	while (texts != NULL && texts[n] != NULL)
		n++;
	return n;
}

static const struct crm_property_info *source_info(const struct crm_link_field *from)
{
	for (size_t i = 0; from->infos != NULL && from->binding->properties[i] != NULL; i++)
		if (from->infos[i] != NULL)
			return from->infos[i];
	return NULL;
}

/* The field's own words, else those of the source; in the target's words where the config has some. */
static int take_options(const struct crm_field_settings *fs, const struct crm_link_field *from,
			const struct crm_link_field *to, struct crm_arena *arena, struct crm_property_info *wanted)
{
	const struct crm_property_info *info = source_info(from);
	size_t own = count_texts(fs->values), theirs = info ? info->n_options : 0, n = 0;
	struct crm_option *options = crm_arena_calloc(arena, own + theirs + to->binding->n_values + 1, sizeof *options);
	if (options == NULL)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < own; i++)
		add_option(options, &n, word_there(to->binding, fs->values[i], arena));
	for (size_t i = 0; own == 0 && i < theirs; i++)
		add_option(options, &n,
			   word_there(to->binding, canonical_of(from->binding, &info->options[i], arena), arena));
	for (size_t i = 0; i < to->binding->n_values; i++)
		add_option(options, &n, to->binding->values[i].value);
	wanted->options = options;
	wanted->n_options = n;
	return CRM_OK;
}

/* ---- what is missing ---- */

static bool has_options(const struct crm_field *f)
{
	return f->type == CRM_T_ENUM || f->type == CRM_T_MULTI;
}

static bool is_wanted(const struct crm_field *f, const struct crm_link_field *from, const struct crm_link_field *to)
{
	return f->type != CRM_T_REFERENCE && from->binding != NULL && from->reads && to->binding != NULL &&
	       to->writes && !to->binding->is_default && to->infos != NULL;
}

/* "Lead:Status" names the record kind, too. */
static int name_property(const char *property, struct crm_arena *arena, struct crm_property_info *wanted)
{
	const char *colon = strchr(property, ':');
	wanted->name = colon ? colon + 1 : property;
	wanted->kind = colon ? crm_arena_strndup(arena, property, (size_t)(colon - property)) : NULL;
	return colon == NULL || wanted->kind != NULL ? CRM_OK : CRM_E_NOMEM;
}

static int describe(struct crm_engine *e, enum crm_object object, size_t field, const char *property,
		    struct crm_arena *arena, struct crm_new_field *out)
{
	const struct crm_field *f = &e->models[object].fields[field];
	const struct crm_link_field *from = &e->from->fields[object][field], *to = &e->to->fields[object][field];
	const struct crm_property_info *info = source_info(from);
	*out = (struct crm_new_field){.object = object, .field = f->name};
	int rc = name_property(property, arena, &out->wanted);
	if (rc == CRM_OK && has_options(f))
		rc = take_options(&e->settings->objects[object].fields[field], from, to, arena, &out->wanted);
	out->wanted.type = type_of(f, out->wanted.n_options);
	out->wanted.label = info && info->label ? info->label : f->name;
	out->wanted.scale = info && info->type == CRM_P_NUMBER ? info->scale : CRM_SCALE_ANY;
	return rc;
}

static int find_missing(struct crm_engine *e, enum crm_object object, struct crm_arena *arena,
			struct crm_new_field *list, size_t *n)
{
	int rc = CRM_OK;
	for (size_t i = 0; i < e->id_field[object]; i++) {
		const struct crm_link_field *to = &e->to->fields[object][i];
		if (!is_wanted(&e->models[object].fields[i], &e->from->fields[object][i], to))
			continue;
		for (size_t k = 0; rc == CRM_OK && to->binding->properties[k] != NULL; k++)
			if (to->infos[k] == NULL && to->binding->properties[k][0] != '@')
				rc = describe(e, object, i, to->binding->properties[k], arena, &list[(*n)++]);
	}
	return rc;
}

static size_t count_properties(const struct crm_engine *e)
{
	size_t n = 1;
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
		n += e->to->n_properties[o];
	return n;
}

int crm_migration_new_fields(struct crm_engine *e, struct crm_arena *arena, struct crm_new_field **out, size_t *n,
			     struct crm_error *err)
{
	int rc = crm_schema_renew_all(e, err);
	*n = 0;
	*out = rc == CRM_OK ? crm_arena_calloc(arena, count_properties(e), sizeof **out) : NULL;
	if (rc == CRM_OK && *out == NULL)
		rc = crm_error_no_memory(err);
	for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++)
		if (crm_migration_carries(e, (enum crm_object)o) &&
		    find_missing(e, (enum crm_object)o, arena, *out, n) != CRM_OK)
			rc = crm_error_no_memory(err);
	return rc;
}

/* ---- making them ---- */

int crm_migration_create_field(struct crm_engine *e, const struct crm_new_field *field, struct crm_arena *arena,
			       struct crm_setup_result *out, struct crm_error *err)
{
	const struct crm_system *to = e->to;
	struct crm_retry retry = {0};
	int rc;
	*out = (struct crm_setup_result){
		.state = CRM_SETUP_UNSUPPORTED,
		.property = field->wanted.name,
		.message = "crmsync makes no fields there; make it there and map the name that it has then"};
	if (to->connector->abi < 3 || to->connector->create_property == NULL)
		return CRM_OK;
	do {
		crm_error_clear(err);
		rc = to->connector->create_property(to->connection, field->object, &field->wanted, out, arena, err);
	} while (rc < 0 && crm_retry_again(e, e->to, &retry, err));
	if (rc < 0)
		crm_error_prefix(err, "%s: creating '%s'", to->settings->name, field->wanted.name);
	return rc;
}

int crm_migration_fields_made(struct crm_engine *e, struct crm_error *err)
{
	int rc = CRM_OK;
	for (int o = 0; rc == CRM_OK && o < CRM_SYNC_OBJECTS; o++) {
		if (!crm_migration_carries(e, (enum crm_object)o))
			continue;
		e->to->schema_is_old[o] = true;
		rc = crm_schema_renew(e->to, (enum crm_object)o, err);
	}
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Taking the parameters out of an engine, and putting them into one. */
#include "config.h"

#include <core/linkage/block.h>
#include <core/linkage/estimate.h>
#include <core/linkage/index_parts.h>
#include <core/linkage/model.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

_Static_assert(MODEL_FIELDS == MAX_FIELDS && MODEL_LEVELS == LEVELS - 1 && MODEL_BINS == ROW_BINS &&
		       MODEL_KEYS == MAX_PASSES && MODEL_PARTS == PASS_ATOMS,
	       "a model has room for all that an engine has");

static const char *const kind_names[FIELD_KINDS] = {
	[FIELD_GIVEN] = "given_name",
	[FIELD_FAMILY] = "family_name",
	[FIELD_EMAIL] = "email",
	[FIELD_PHONE] = "phone",
	[FIELD_DATE] = "date",
	[FIELD_STREET] = "street",
	[FIELD_POSTCODE] = "postcode",
	[FIELD_CITY] = "city",
	[FIELD_COMPANY] = "company",
	[FIELD_DOMAIN] = "domain",
	[FIELD_IDENTIFIER] = "identifier",
	[FIELD_CATEGORY] = "category",
	[FIELD_NUMBER] = "number",
	[FIELD_TEXT] = "text",
	[FIELD_SUFFIX] = "name_suffix",
};

static const char *const rarity_names[] = {
	[RARITY_NONE] = "none", [RARITY_VALUE] = "value", [RARITY_NEAR] = "near", [RARITY_TOKEN] = "word"};

static const char *const form_names[] = {
	[ATOM_NONE] = "",           [ATOM_VALUE] = "value",      [ATOM_SOUND] = "sound",
	[ATOM_INITIAL] = "initial", [ATOM_LOCAL] = "local part", [ATOM_WORD] = "word",
	[ATOM_PAIR] = "two words",  [ATOM_NAMES] = "names",
};

/* ---- what there is ---- */

static void describe_field(const struct field *field, struct linkage_model_field *out)
{
	const struct kind_type *kind = &kind_types[field->kind];
	snprintf(out->name, sizeof out->name, "%s", field->name);
	out->kind = kind_names[field->kind];
	out->several = field->kind == FIELD_EMAIL || field->kind == FIELD_PHONE || field->kind == FIELD_DOMAIN;
	out->n_levels = field->last;
	for (unsigned l = 1; l <= field->last; l++)
		out->levels[l - 1] = (struct linkage_model_level){.name = kind->levels[l].name,
								  .frequency = rarity_names[kind->levels[l].rarity]};
}

static void describe_key(const struct linkage *link, const struct pass *pass, struct linkage_model_key *out)
{
	block_name_pass(link, pass, out->name);
	for (unsigned i = 0; i < PASS_ATOMS && pass->atoms[i].form != ATOM_NONE; i++)
		out->parts[out->n_parts++] = (struct linkage_model_part){pass->atoms[i].field, pass->atoms[i].slot,
									 form_names[pass->atoms[i].form]};
}

static void describe(const struct linkage *link, struct linkage_model *out)
{
	struct pass passes[MAX_PASSES];
	*out = (struct linkage_model){.n_fields = link->n_fields};
	for (unsigned f = 0; f < link->n_fields; f++)
		describe_field(&link->fields[f], &out->fields[f]);
	out->n_keys = block_plan(link, passes);
	for (unsigned k = 0; k < out->n_keys; k++)
		describe_key(link, &passes[k], &out->keys[k]);
}

int linkage_model_of_columns(const struct linkage_column *columns, size_t n, struct linkage_model *out,
			     struct crm_error *err)
{
	const struct linkage_options options = {.threads = 1, .threshold = LINKAGE_DEFAULT_THRESHOLD};
	struct linkage *link = NULL;
	int rc = linkage_new(columns, n, &options, &link, err);
	if (rc != CRM_OK)
		return rc;
	if (linkage_make_records(link) == CRM_OK)
		describe(link, out);
	else
		rc = crm_error_no_memory(err);
	linkage_free(link);
	return rc;
}

/* ---- from an engine ---- */

static void get_field(const struct field *field, struct linkage_model_field *out)
{
	for (unsigned l = 1; l <= field->last; l++) {
		out->levels[l - 1].m = field->m[l];
		out->levels[l - 1].u = field->u[l];
		out->levels[l - 1].near = field->near[l];
	}
	memcpy(out->same, field->same, sizeof out->same);
}

void linkage_model_get(const struct linkage *link, struct linkage_model *out)
{
	describe(link, out);
	out->rows = link->model != NULL ? link->model->rows : link->index != NULL ? link->index->made_of : link->n;
	out->copies = link->copies;
	out->source_same = link->source_same;
	out->source_other = link->source_other;
	for (unsigned f = 0; f < link->n_fields; f++)
		get_field(&link->fields[f], &out->fields[f]);
	memcpy(out->together, link->together, sizeof out->together);
	memcpy(out->apart, link->apart, sizeof out->apart);
	/* A small table has one key, which is all pairs. */
	for (unsigned k = 0; link->n_passes == out->n_keys && k < out->n_keys; k++)
		out->keys[k].left_out = link->passes[k].left_out;
}

/* ---- into an engine ---- */

int linkage_model_use(struct linkage *link, const struct linkage_model *model)
{
	link->model = crm_alloc(sizeof *model);
	if (link->model == NULL)
		return CRM_E_NOMEM;
	*link->model = *model;
	return CRM_OK;
}

static void set_field(struct field *field, const struct linkage_model_field *model)
{
	for (unsigned l = 1; l <= field->last; l++) {
		field->m[l] = model->levels[l - 1].m;
		field->u[l] = model->levels[l - 1].u;
		field->near[l] = model->levels[l - 1].near;
	}
	memcpy(field->same, model->same, sizeof field->same);
	field->log_rows = log2((double)field->rows + 1);
}

void linkage_apply_model(struct linkage *link)
{
	const struct linkage_model *model = link->model;
	for (unsigned f = 0; f < link->n_fields; f++)
		set_field(&link->fields[f], &model->fields[f]);
	memcpy(link->together, model->together, sizeof link->together);
	memcpy(link->apart, model->apart, sizeof link->apart);
	link->copies = model->copies;
	link->source_same = model->source_same;
	link->source_other = model->source_other;
	model_refresh(link);
	for (unsigned k = 0; link->n_passes == model->n_keys && k < model->n_keys; k++)
		if (model->keys[k].left_out)
			block_leave_out(link, k);
}

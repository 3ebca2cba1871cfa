/* SPDX-License-Identifier: Apache-2.0 */
/* Records that are known by what they belong to, while that waits for a person. */
#include <sync/reconcile.h>

#include <string.h>

static bool is_in_key(const struct crm_model *model, size_t field)
{
	for (size_t k = 0; k < model->n_keys; k++)
		for (size_t p = 0; p < model->keys[k].n_parts; p++)
			for (size_t f = 0; f < model->keys[k].parts[p].n; f++)
				if (model->keys[k].parts[p].fields[f] == field)
					return true;
	return false;
}

/* The first of the vendor's ids whose record waits for a person. */
static int find_held(struct crm_engine *e, const struct crm_source *of, enum crm_object object,
		     const struct crm_cell *ids, struct crm_arena *arena, const char **label, struct crm_error *err)
{
	size_t n = ids->kind == CRM_LIST ? ids->n : 1;
	const struct crm_cell *items = ids->kind == CRM_LIST ? ids->items : ids;
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n && *label == NULL; i++) {
		struct crm_source parent;
		bool found = false;
		rc = crm_store_source_by_vendor_id(e->store, of->system, object, items[i].key, false, arena, &parent,
						   &found, err);
		if (rc == CRM_OK && found && parent.life == CRM_LIVE && parent.golden == 0)
			*label = crm_source_label(e, &parent, arena);
	}
	return rc;
}

int crm_source_held_parent(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena,
			   const char **label, struct crm_error *err)
{
	const struct crm_model *model = &e->models[source->object];
	struct crm_cell *cells = crm_arena_calloc(arena, model->n_fields, sizeof *cells);
	crm_json *json = NULL;
	*label = NULL;
	if (cells == NULL)
		return crm_error_no_memory(err);
	int rc = crm_json_parse(source->cells, strlen(source->cells), &json, err);
	if (rc == CRM_OK)
		rc = crm_cells_read(json, model, arena, cells, err);
	crm_json_free(json);
	for (size_t i = 0; rc == CRM_OK && i < model->n_fields; i++) {
		const struct crm_field *f = &model->fields[i];
		if (f->type != CRM_T_REFERENCE || f->refers == CRM_OWNER || !is_in_key(model, i) ||
		    crm_cell_unknown(&cells[i]) || crm_cell_blank(&cells[i]))
			continue;
		return find_held(e, source, f->refers, &cells[i], arena, label, err);
	}
	return rc;
}

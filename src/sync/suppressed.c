/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/suppressed.h>

#include <string.h>

/* ---- keeping out ---- */

static int cell_suppressed(struct crm_engine *e, const struct crm_cell *cell, bool *out, struct crm_error *err)
{
	const struct crm_cell *items = cell->kind == CRM_LIST ? cell->items : cell;
	size_t n = cell->kind == CRM_LIST ? cell->n : 1;
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && !*out && i < n; i++)
		if (items[i].kind == CRM_TEXT && items[i].valid && !crm_cell_blank(&items[i]))
			rc = crm_store_suppressed(e->store, CRM_CONTACT, CRM_SUPPRESSED_ADDRESS, items[i].key, out,
						  err);
	return rc;
}

int crm_cells_suppressed(struct crm_engine *e, enum crm_object object, const struct crm_cell *cells, bool *out,
			 struct crm_error *err)
{
	const struct crm_model *model = &e->models[object];
	int rc = CRM_OK;
	*out = false;
	for (size_t i = 0; object == CRM_CONTACT && e->suppresses && rc == CRM_OK && !*out && i < model->n_fields; i++)
		if (model->fields[i].type == CRM_T_EMAIL)
			rc = cell_suppressed(e, &cells[i], out, err);
	return rc;
}

/* ---- erasing ---- */

struct forgetting {
	struct crm_store *store;
	const struct crm_settings *settings;
	struct crm_arena *arena;
	int64_t run, addresses;
};

static int remember(struct forgetting *f, const char *address, struct crm_error *err)
{
	bool known = false;
	int rc = crm_store_suppressed(f->store, CRM_CONTACT, CRM_SUPPRESSED_ADDRESS, address, &known, err);
	if (rc == CRM_OK && !known)
		f->addresses++;
	return rc == CRM_OK && !known
		       ? crm_store_suppress(f->store, CRM_CONTACT, CRM_SUPPRESSED_ADDRESS, address, f->run, err)
		       : rc;
}

static int remember_cell(struct forgetting *f, const crm_json *json, struct crm_error *err)
{
	struct crm_cell cell;
	if (json == NULL)
		return CRM_OK;
	int rc = crm_cell_read(json, f->arena, &cell);
	const struct crm_cell *items = cell.kind == CRM_LIST ? cell.items : &cell;
	size_t n = cell.kind == CRM_LIST ? cell.n : 1;
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		if (items[i].kind == CRM_TEXT && items[i].valid && !crm_cell_blank(&items[i]) &&
		    !crm_email_is_role(items[i].key))
			rc = remember(f, items[i].key, err);
	return rc;
}

static int remember_others(void *ctx, const char *cells, struct crm_error *err)
{
	struct forgetting *f = ctx;
	const struct crm_object_settings *o = &f->settings->objects[CRM_CONTACT];
	crm_json *json = NULL;
	crm_arena_reset(f->arena);
	int rc = crm_json_parse(cells, strlen(cells), &json, err);
	for (size_t i = 0; rc == CRM_OK && i < o->n_fields; i++)
		if (o->fields[i].type == CRM_T_EMAIL)
			rc = remember_cell(f, crm_json_get(json, o->fields[i].name), err);
	crm_json_free(json);
	return rc;
}

int crm_subject_address(const struct crm_settings *settings, const char *address, struct crm_arena *arena,
			const char **out, struct crm_error *err)
{
	const struct crm_field field = {.name = "email", .type = CRM_T_EMAIL};
	const struct crm_locale locale = {.region = settings->region, .timezone = settings->timezone};
	const struct crm_value value = {.kind = CRM_TEXT, .text = address};
	struct crm_cell cell;
	if (crm_normalise(&field, &locale, &value, arena, &cell) != CRM_OK)
		return crm_error_no_memory(err);
	if (cell.kind != CRM_TEXT || !cell.valid || crm_cell_blank(&cell))
		return crm_error_set(err, CRM_E_USAGE, "what is given is no e-mail address");
	*out = cell.key;
	return CRM_OK;
}

static int forget_one(struct forgetting *f, const char *address, bool all, struct crm_forgotten *out,
		      struct crm_error *err)
{
	int rc = crm_store_begin(f->store, err);
	if (rc != CRM_OK)
		return rc;
	rc = crm_store_forget(f->store, CRM_CONTACT, address, all ? -1 : 1, remember_others, f, out, err);
	if (rc == CRM_OK)
		rc = remember(f, address, err);
	if (rc == CRM_OK)
		return crm_store_commit(f->store, err);
	crm_store_rollback(f->store);
	return rc;
}

int crm_forget(struct crm_store *store, const struct crm_settings *settings, const char *address, bool all, int64_t run,
	       struct crm_forgotten *out, int64_t *addresses, struct crm_error *err)
{
	struct forgetting f = {.store = store, .settings = settings, .run = run, .arena = crm_arena_new()};
	struct crm_arena *arena = crm_arena_new();
	const char *key = NULL;
	int rc = f.arena && arena ? crm_subject_address(settings, address, arena, &key, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = forget_one(&f, key, all, out, err);
	*addresses = f.addresses;
	crm_arena_free(f.arena);
	crm_arena_free(arena);
	return rc;
}

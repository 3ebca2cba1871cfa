/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/kept_keys.h>

#include <string.h>

static bool among(const struct crm_stored_key *keys, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(keys[i].text, text) == 0)
			return true;
	return false;
}

/* The spec that made a stored key; NULL if the config has it no longer. */
static const struct crm_key_spec *spec_of(const struct crm_model *model, const struct crm_stored_key *key)
{
	const struct crm_key_spec *spec = key->level < model->n_keys ? &model->keys[key->level] : NULL;
	size_t len = spec ? strlen(spec->name) : 0;
	bool fits =
		spec && strncmp(key->text, spec->name, len) == 0 && (key->text[len] == ':' || key->text[len] == '+');
	return fits ? spec : NULL;
}

static int was_edited(const struct crm_model *model, size_t field, const struct crm_cell *now, const crm_json *base,
		      struct crm_arena *arena, bool *edited)
{
	const crm_json *entry = crm_json_get(crm_json_get(base, model->fields[field].name), "v");
	struct crm_cell agreed;
	if (entry == NULL) {
		*edited = !crm_cell_unknown(&now[field]) && !crm_cell_blank(&now[field]);
		return CRM_OK;
	}
	int rc = crm_cell_read(entry, arena, &agreed);
	if (rc == CRM_OK)
		*edited = !crm_cell_unknown(&now[field]) && !crm_cell_equal(&now[field], &agreed);
	return rc;
}

static int is_kept(const struct crm_model *model, const struct crm_key_spec *spec, const struct crm_cell *now,
		   const crm_json *base, struct crm_arena *arena, bool *kept)
{
	*kept = true;
	for (size_t p = 0; p < spec->n_parts; p++)
		for (size_t f = 0; f < spec->parts[p].n; f++) {
			bool edited;
			int rc = was_edited(model, spec->parts[p].fields[f], now, base, arena, &edited);
			if (rc != CRM_OK)
				return rc;
			*kept = *kept && !edited;
		}
	return CRM_OK;
}

int crm_kept_keys_add(struct crm_engine *e, const struct crm_source *source, const struct crm_cell *now,
		      const struct crm_stored_key *stored, size_t n_stored, struct crm_stored_key *keys, size_t *n,
		      struct crm_arena *arena, struct crm_error *err)
{
	const struct crm_model *model = &e->models[source->object];
	size_t n_new = *n;
	crm_json *base = NULL;
	int rc = source->base ? crm_json_parse(source->base, strlen(source->base), &base, err) : CRM_OK;
	for (size_t i = 0; rc == CRM_OK && base != NULL && i < n_stored; i++) {
		const struct crm_key_spec *spec = spec_of(model, &stored[i]);
		bool kept = spec != NULL && stored[i].level > 0 && !among(keys, n_new, stored[i].text);
		if (kept)
			rc = is_kept(model, spec, now, base, arena, &kept);
		if (rc == CRM_E_NOMEM)
			crm_error_set(err, rc, "out of memory");
		else if (rc != CRM_OK)
			rc = crm_error_set(err, CRM_E_STORE, "the agreed values of %s cannot be read",
					   crm_source_label(e, source, arena));
		if (rc == CRM_OK && kept)
			keys[(*n)++] = stored[i];
	}
	crm_json_free(base);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/base_read.h>

#include <string.h>

static int read_entry(const crm_json *entry, struct crm_arena *arena, struct crm_cell *base, struct crm_cell *agreed)
{
	const crm_json *about = crm_json_get(entry, "g");
	int rc = crm_cell_read(crm_json_get(entry, "v"), arena, base);
	*agreed = *base;
	return rc == CRM_OK && about != NULL ? crm_cell_read(about, arena, agreed) : rc;
}

int crm_base_read(const char *text, const struct crm_model *model, struct crm_arena *arena, struct crm_cell *base,
		  struct crm_cell *agreed, bool *has_base)
{
	crm_json *json = NULL;
	if (text == NULL)
		return CRM_OK;
	int rc = crm_json_parse(text, strlen(text), &json, NULL);
	for (size_t i = 0; rc == CRM_OK && i < model->n_fields; i++) {
		const crm_json *entry = crm_json_get(json, model->fields[i].name);
		if (!crm_json_is_object(entry))
			continue;
		rc = read_entry(entry, arena, &base[i], &agreed[i]);
		has_base[i] = true;
	}
	crm_json_free(json);
	return rc;
}

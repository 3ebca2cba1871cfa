/* SPDX-License-Identifier: Apache-2.0 */
/* The crmsync id property: a custom text field.  Pipedrive names it by a key of 40 hexadecimal digits and enforces no uniqueness. */
#include "pipedrive.h"

#include <string.h>

static const char *find_by_name(const struct crm_schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->n; i++)
		if (schema->properties[i].label != NULL && strcmp(schema->properties[i].label, name) == 0 &&
		    pd_is_custom_key(schema->properties[i].name))
			return schema->properties[i].name;
	return NULL;
}

static int create_field(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
                        struct crm_arena *arena, struct crm_error *err)
{
	struct crm_buf body;
	struct crm_json_writer w;
	crm_json *json = NULL;
	const char *url = crm_arena_printf(arena, "%s/api/v2/%sFields", pd_base(conn), pd_item_type(object));
	crm_buf_init(&body, 4096);
	crm_jw_init(&w, &body);
	crm_jw_object(&w);
	crm_jw_field(&w, "field_name", name);
	crm_jw_field(&w, "field_type", "varchar");
	crm_jw_end_object(&w);
	int rc = url && !body.failed ? pd_send(conn, "POST", url, body.ptr, PD_COST_WRITE, arena, &json, err) : pd_out_of_memory(err);
	crm_buf_free(&body);
	if (rc == CRM_E_PERMISSION || rc == CRM_E_REJECTED) {
		*out = (struct crm_setup_result){.state = CRM_SETUP_REFUSED, .message = crm_arena_strdup(arena, crm_error_text(err))};
		crm_error_clear(err);
		return CRM_OK;
	}
	const char *code = crm_json_text(crm_json_path(json, "data.field_code"));
	if (rc == CRM_OK && code == NULL)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "the field was created, but its key was not told");
	if (rc == CRM_OK) {
		*out = (struct crm_setup_result){.state = CRM_SETUP_CREATED, .property = crm_arena_strdup(arena, code)};
		pd_free_fields(conn);
	}
	crm_json_free(json);
	return rc;
}

int pd_setup(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
             struct crm_arena *arena, struct crm_error *err)
{
	struct crm_schema schema;
	int rc = pd_describe(conn, object, &schema, arena, err);
	if (rc != CRM_OK)
		return rc;
	const char *key = find_by_name(&schema, name);
	if (key == NULL)
		return create_field(conn, object, name, out, arena, err);
	*out = (struct crm_setup_result){.state = CRM_SETUP_PRESENT, .property = key};
	return CRM_OK;
}

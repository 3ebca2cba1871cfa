/* SPDX-License-Identifier: Apache-2.0 */
/* The crmsync id property: a custom text field.  Pipedrive names it by a key of 40 hexadecimal digits and enforces no
 * uniqueness. */
#include <string.h>

#include "pipedrive.h"

static const struct pd_field *find_by_name(const struct pd_fields *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->fields[i].custom && strcmp(list->fields[i].name, name) == 0)
			return &list->fields[i];
	return NULL;
}

static const char *field_body(const char *name, struct crm_arena *arena)
{
	struct crm_buf body;
	struct crm_json_writer w;
	crm_buf_init(&body, 4096);
	crm_jw_init(&w, &body);
	crm_jw_object(&w);
	crm_jw_field(&w, "field_name", name);
	crm_jw_field(&w, "field_type", "varchar");
	crm_jw_end_object(&w);
	const char *text = body.failed ? NULL : crm_arena_strndup(arena, body.ptr, body.len);
	crm_buf_free(&body);
	return text;
}

static int created(struct crm_setup_result *out, const crm_json *json, struct crm_arena *arena, struct crm_error *err)
{
	const char *code = crm_json_get_string(crm_json_get(json, "data"), "field_code");
	const char *key = crm_arena_strdup(arena, code);
	if (code == NULL)
		return crm_error_set(err, CRM_E_PROTOCOL, "the field was created, but its key was not told");
	if (key == NULL)
		return pd_out_of_memory(err);
	*out = (struct crm_setup_result){.state = CRM_SETUP_CREATED, .property = key};
	return CRM_OK;
}

static int create_field(struct crm_connection *conn, enum crm_object object, const char *name,
			struct crm_setup_result *out, struct crm_arena *arena, struct crm_error *err)
{
	crm_json *json = NULL;
	struct crm_error own = {0};
	const char *url = crm_arena_printf(arena, "%s/api/v2/%sFields", pd_base(conn), pd_item_type(object));
	const char *body = field_body(name, arena);
	int rc = url && body ? pd_call(conn, "POST", url, body, PD_COST_WRITE, &json, NULL, &own)
			     : pd_out_of_memory(&own);
	conn->fields[object].loaded = false;
	if (rc == CRM_E_PERMISSION || rc == CRM_E_REJECTED) {
		*out = (struct crm_setup_result){.state = CRM_SETUP_REFUSED,
						 .message = crm_arena_strdup(arena, crm_error_text(&own))};
		crm_error_clear(&own);
		return CRM_OK;
	}
	if (rc == CRM_OK)
		rc = created(out, json, arena, &own);
	if (rc < 0 && err != NULL)
		crm_error_move(err, &own);
	crm_error_clear(&own);
	crm_json_free(json);
	return rc;
}

int pd_setup(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
	     struct crm_arena *arena, struct crm_error *err)
{
	if (object > CRM_DEAL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s have no fields", crm_object_plural(object));
	conn->fields[object].loaded = false;
	int rc = pd_load_fields(conn, object, err);
	if (rc != CRM_OK)
		return rc;
	const struct pd_field *field = find_by_name(&conn->fields[object], name);
	if (field == NULL)
		return create_field(conn, object, name, out, arena, err);
	if (!field->text) {
		*out = (struct crm_setup_result){
			.state = CRM_SETUP_REFUSED,
			.message =
				crm_arena_printf(arena, "a custom field '%s' is there, but it is no text field", name),
		};
		return CRM_OK;
	}
	const char *key = crm_arena_strdup(arena, field->code);
	if (key == NULL)
		return pd_out_of_memory(err);
	*out = (struct crm_setup_result){.state = CRM_SETUP_PRESENT, .property = key};
	return CRM_OK;
}

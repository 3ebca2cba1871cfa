/* SPDX-License-Identifier: Apache-2.0 */
/* The account's fields: which JSON type each takes.  The API is strict: a number written as text is refused. */
#include "pipedrive.h"

#include <string.h>

#include <crmsync/url.h>

bool pd_is_custom_key(const char *name)
{
	return strlen(name) == 40 && strspn(name, "0123456789abcdef") == 40;
}

static const struct {
	const char *vendor;
	enum pd_type type;
} types[] = {
        {"int", PD_INTEGER},    {"double", PD_NUMBER},   {"enum", PD_INTEGER},  {"varchar_options", PD_STRING}, {"set", PD_SET},
        {"monetary", PD_MONETARY}, {"address", PD_ADDRESS}, {"deal", PD_INTEGER},  {"org", PD_INTEGER},            {"people", PD_INTEGER},
        {"stage", PD_INTEGER},  {"user", PD_INTEGER},    {"varchar", PD_STRING}, {"varchar_auto", PD_STRING},   {"text", PD_STRING},
        {"phone", PD_STRING},   {"date", PD_STRING},     {"time", PD_STRING},   {"daterange", PD_OTHER},        {"timerange", PD_OTHER},
        {"status", PD_STRING},
};

static enum pd_type type_of(const char *vendor)
{
	for (size_t i = 0; vendor != NULL && i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].vendor, vendor) == 0)
			return types[i].type;
	return PD_OTHER;
}

void pd_free_fields(struct crm_connection *conn)
{
	for (size_t o = 0; o <= CRM_DEAL; o++) {
		for (size_t i = 0; i < conn->fields[o].n; i++)
			crm_free(conn->fields[o].fields[i].code);
		crm_free(conn->fields[o].fields);
		conn->fields[o] = (struct pd_fields){0};
	}
}

static int add_field(struct pd_fields *list, const crm_json *item)
{
	const char *code = crm_json_get_string(item, "field_code");
	if (code == NULL)
		return CRM_OK;
	struct pd_field *grown = crm_reallocarray(list->fields, list->n + 1, sizeof *grown);
	if (grown == NULL)
		return CRM_E_NOMEM;
	list->fields = grown;
	struct pd_field *f = &list->fields[list->n];
	*f = (struct pd_field){
	        .code = crm_strdup(code),
	        .type = type_of(crm_json_get_string(item, "field_type")),
	        .custom = crm_json_true(crm_json_get(item, "is_custom_field")),
	};
	if (f->code == NULL)
		return CRM_E_NOMEM;
	list->n++;
	return CRM_OK;
}

/* Takes the items of one page of the fields endpoint. */
static int take_page(struct pd_fields *list, const crm_json *json)
{
	for (const crm_json *v = crm_json_first(crm_json_get(json, "data")); v != NULL; v = crm_json_next(v))
		if (add_field(list, v) != CRM_OK)
			return CRM_E_NOMEM;
	return CRM_OK;
}

static const char *fields_url(const struct crm_connection *conn, enum crm_object object, const char *cursor, struct crm_arena *arena)
{
	struct crm_buf url;
	crm_buf_init(&url, 8192);
	crm_buf_printf(&url, "%s/api/v2/%sFields?limit=%d", pd_base(conn), pd_item_type(object), PD_PAGE);
	if (cursor != NULL)
		crm_url_query(&url, "cursor", cursor);
	const char *text = url.failed ? NULL : crm_arena_strdup(arena, url.ptr);
	crm_buf_free(&url);
	return text;
}

int pd_load_fields(struct crm_connection *conn, enum crm_object object, struct crm_error *err)
{
	struct pd_fields *list = &conn->fields[object];
	struct crm_arena *arena = crm_arena_new();
	const char *cursor = NULL;
	int rc = list->loaded ? CRM_OK : pd_authorise(conn, err);
	while (rc == CRM_OK && !list->loaded) {
		crm_json *json = NULL;
		struct crm_http_response resp;
		const char *url = arena ? fields_url(conn, object, cursor, arena) : NULL;
		crm_http_response_init(&resp);
		rc = url ? pd_get(conn, url, PD_COST_LIST, NULL, arena, &json, &resp, err) : pd_out_of_memory(err);
		if (rc == CRM_OK && take_page(list, json) != CRM_OK)
			rc = pd_out_of_memory(err);
		cursor = crm_arena_strdup(arena, crm_json_text(crm_json_path(json, "additional_data.next_cursor")));
		list->loaded = rc == CRM_OK && cursor == NULL;
		crm_json_free(json);
		crm_http_response_free(&resp);
	}
	crm_arena_free(arena);
	return rc;
}

const struct pd_field *pd_find_field(const struct crm_connection *conn, enum crm_object object, const char *code)
{
	const struct pd_fields *list = &conn->fields[object];
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->fields[i].code, code) == 0)
			return &list->fields[i];
	return NULL;
}

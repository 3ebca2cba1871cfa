/* SPDX-License-Identifier: Apache-2.0 */
/* Fields: those that every account has, and the account's own.  The API is strict: a number written as text is refused.
 */
#include <stdio.h>
#include <string.h>

#include "pipedrive.h"

/* Bodies of create and update, OpenAPI v2.  What is not here is set by the vendor. */
static const struct pd_standard standard[] = {
	{CRM_COMPANY, "name", PD_STRING, false, false, false},
	{CRM_COMPANY, "owner_id", PD_INTEGER, false, false, false},
	{CRM_COMPANY, "add_time", PD_STRING, false, true, false},
	{CRM_COMPANY, "visible_to", PD_INTEGER, false, false, false},
	{CRM_COMPANY, "label_ids", PD_IDS_LIST, true, false, false},
	{CRM_COMPANY, "website", PD_STRING, true, false, false},
	{CRM_COMPANY, "linkedin", PD_STRING, true, false, false},
	{CRM_COMPANY, "industry", PD_INTEGER, true, false, false},
	{CRM_COMPANY, "annual_revenue", PD_INTEGER, true, false, false},
	{CRM_COMPANY, "employee_count", PD_INTEGER, true, false, false},
	{CRM_CONTACT, "name", PD_STRING, false, false, false},
	{CRM_CONTACT, "first_name", PD_STRING, true, false, false},
	{CRM_CONTACT, "last_name", PD_STRING, true, false, false},
	{CRM_CONTACT, "owner_id", PD_INTEGER, false, false, false},
	{CRM_CONTACT, "org_id", PD_INTEGER, true, false, false},
	{CRM_CONTACT, "add_time", PD_STRING, false, true, false},
	{CRM_CONTACT, "visible_to", PD_INTEGER, false, false, false},
	{CRM_CONTACT, "label_ids", PD_IDS_LIST, true, false, false},
	{CRM_CONTACT, "notes", PD_STRING, true, false, true},
	{CRM_CONTACT, "birthday", PD_STRING, true, false, false},
	{CRM_CONTACT, "job_title", PD_STRING, true, false, true},
	{CRM_CONTACT, "marketing_status", PD_STRING, false, false, false},
	{CRM_DEAL, "title", PD_STRING, false, false, false},
	{CRM_DEAL, "owner_id", PD_INTEGER, false, false, false},
	{CRM_DEAL, "person_id", PD_INTEGER, true, false, false},
	{CRM_DEAL, "org_id", PD_INTEGER, true, false, false},
	{CRM_DEAL, "pipeline_id", PD_INTEGER, false, false, false},
	{CRM_DEAL, "stage_id", PD_INTEGER, false, false, false},
	{CRM_DEAL, "value", PD_NUMBER, true, false, false},
	{CRM_DEAL, "currency", PD_STRING, false, false, false},
	{CRM_DEAL, "is_archived", PD_BOOL, false, false, false},
	{CRM_DEAL, "archive_time", PD_STRING, true, false, false},
	{CRM_DEAL, "status", PD_STRING, false, false, false},
	{CRM_DEAL, "probability", PD_NUMBER, true, false, false},
	{CRM_DEAL, "lost_reason", PD_STRING, true, false, false},
	{CRM_DEAL, "visible_to", PD_INTEGER, false, false, false},
	{CRM_DEAL, "close_time", PD_STRING, true, false, false},
	{CRM_DEAL, "won_time", PD_STRING, true, false, false},
	{CRM_DEAL, "lost_time", PD_STRING, true, false, false},
	{CRM_DEAL, "expected_close_date", PD_STRING, true, false, false},
	{CRM_DEAL, "label_ids", PD_IDS_LIST, true, false, false},
};

const struct pd_standard *pd_find_standard(enum crm_object object, const char *code)
{
	for (size_t i = 0; i < sizeof standard / sizeof *standard; i++)
		if (standard[i].object == object && strcmp(standard[i].code, code) == 0)
			return &standard[i];
	return NULL;
}

bool pd_is_custom_key(const char *name)
{
	return strlen(name) == 40 && strspn(name, "0123456789abcdef") == 40;
}

bool pd_is_currency_of_custom(const char *name)
{
	return strspn(name, "0123456789abcdef") == 40 && strcmp(name + 40, ".currency") == 0;
}

/* ---- the account's own ---- */

/* Values of custom fields by type: Pipedrive's migration guide to API v2, "Custom Fields". */
static const struct {
	const char *vendor;
	enum pd_type type;
	bool text;
} types[] = {
	{"varchar", PD_STRING, true},
	{"varchar_auto", PD_STRING, true},
	{"text", PD_STRING, true},
	{"phone", PD_STRING, true},
	{"date", PD_STRING, false},
	{"int", PD_INTEGER, false},
	{"double", PD_NUMBER, false},
	{"enum", PD_INTEGER, false},
	{"varchar_options", PD_STRING, false},
	{"set", PD_SET, false},
	{"monetary", PD_MONETARY, false},
	{"address", PD_ADDRESS, false},
	{"time", PD_TIME, false},
	{"timerange", PD_RANGE, false},
	{"daterange", PD_RANGE, false},
	{"user", PD_INTEGER, false},
	{"org", PD_INTEGER, false},
	{"people", PD_INTEGER, false},
	{"deal", PD_INTEGER, false},
	{"stage", PD_INTEGER, false},
	{"activity", PD_INTEGER, false},
	{"project", PD_INTEGER, false},
	{"boolean", PD_BOOL, false},
	{"status", PD_STRING, false},
	{"visible_to", PD_INTEGER, false},
	{"lead", PD_STRING, false},
};

static void set_type(struct pd_field *f, const char *vendor)
{
	f->type = PD_READ_ONLY;
	for (size_t i = 0; vendor != NULL && i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].vendor, vendor) == 0) {
			f->type = types[i].type;
			f->text = types[i].text;
		}
}

void pd_free_fields(struct pd_fields *list)
{
	for (size_t i = 0; i < list->n; i++) {
		crm_free(list->fields[i].code);
		crm_free(list->fields[i].name);
	}
	crm_free(list->fields);
	*list = (struct pd_fields){0};
}

int pd_add_field(struct pd_fields *list, const crm_json *item)
{
	const char *code = crm_json_get_string(item, "field_code"), *name = crm_json_get_string(item, "field_name");
	if (code == NULL)
		return CRM_OK;
	struct pd_field *grown = crm_reallocarray(list->fields, list->n + 1, sizeof *grown);
	if (grown == NULL)
		return CRM_E_NOMEM;
	list->fields = grown;
	struct pd_field *f = &list->fields[list->n++];
	*f = (struct pd_field){
		.code = crm_strdup(code),
		.name = crm_strdup(name ? name : code),
		.custom = crm_json_true(crm_json_get(item, "is_custom_field")),
	};
	set_type(f, crm_json_get_string(item, "field_type"));
	return f->code && f->name ? CRM_OK : CRM_E_NOMEM;
}

static int take_field(void *ctx, const crm_json *item)
{
	return pd_add_field(ctx, item);
}

int pd_load_fields(struct crm_connection *conn, enum crm_object object, struct crm_error *err)
{
	struct pd_fields *list = &conn->fields[object];
	char listing[32];
	if (list->loaded)
		return CRM_OK;
	pd_free_fields(list);
	int len = snprintf(listing, sizeof listing, "%sFields", pd_item_type(object));
	if (len < 0 || (size_t)len >= sizeof listing)
		return crm_error_set(err, CRM_E_FAIL, "the name of a listing is too long");
	int rc = pd_each_item(conn, listing, PD_COST_LIST, take_field, list, err);
	list->loaded = rc == CRM_OK;
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

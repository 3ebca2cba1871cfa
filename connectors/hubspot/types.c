/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Types of properties.  HubSpot sends every value as a string; what it means, the property's definition says.  The
 * standard properties that the default mapping speaks of are known here, so that a pull of them needs no definitions.
 */
#include <stdlib.h>
#include <string.h>

#include "hubspot.h"

struct standard {
	const char *name;
	enum hubspot_type type;
	unsigned objects; /* bits by enum crm_object */
	bool unique;
};

#define OF_COMPANY (1u << CRM_COMPANY)
#define OF_CONTACT (1u << CRM_CONTACT)
#define OF_DEAL    (1u << CRM_DEAL)
#define OF_ALL     (OF_COMPANY | OF_CONTACT | OF_DEAL)

static const struct standard standards[] = {
	{"address", HUBSPOT_TEXT, OF_COMPANY | OF_CONTACT, false},
	{"amount", HUBSPOT_NUMBER, OF_DEAL, false},
	{"annualrevenue", HUBSPOT_NUMBER, OF_COMPANY, false},
	{"associatedcompanyid", HUBSPOT_NUMBER, OF_CONTACT, false},
	{"city", HUBSPOT_TEXT, OF_COMPANY | OF_CONTACT, false},
	{"closedate", HUBSPOT_DATETIME, OF_ALL, false},
	{"company", HUBSPOT_TEXT, OF_CONTACT, false},
	{"country", HUBSPOT_TEXT, OF_COMPANY | OF_CONTACT, false},
	{"createdate", HUBSPOT_DATETIME, OF_ALL, false},
	{"crmsync_id", HUBSPOT_TEXT, OF_ALL, true},
	{"date_of_birth", HUBSPOT_TEXT, OF_CONTACT, false},
	{"deal_currency_code", HUBSPOT_TEXT, OF_DEAL, false},
	{"dealname", HUBSPOT_TEXT, OF_DEAL, false},
	{"dealstage", HUBSPOT_TEXT, OF_DEAL, false},
	{"description", HUBSPOT_TEXT, OF_COMPANY | OF_DEAL, false},
	{"domain", HUBSPOT_TEXT, OF_COMPANY, false},
	{"email", HUBSPOT_TEXT, OF_CONTACT, true},
	{"firstname", HUBSPOT_TEXT, OF_CONTACT, false},
	{"hs_additional_emails", HUBSPOT_LIST, OF_CONTACT, false},
	{"hs_analytics_source", HUBSPOT_TEXT, OF_ALL, false},
	{"hs_deal_stage_probability", HUBSPOT_NUMBER, OF_DEAL, false},
	{"hs_email_optout", HUBSPOT_BOOL, OF_CONTACT, false},
	{"hs_is_closed", HUBSPOT_BOOL, OF_DEAL, false},
	{"hs_is_closed_won", HUBSPOT_BOOL, OF_DEAL, false},
	{"hs_language", HUBSPOT_TEXT, OF_CONTACT, false},
	{"hs_lastmodifieddate", HUBSPOT_DATETIME, OF_ALL, false},
	{"hs_lead_status", HUBSPOT_TEXT, OF_COMPANY | OF_CONTACT, false},
	{"hs_merged_object_ids", HUBSPOT_LIST, OF_ALL, false},
	{"hs_object_id", HUBSPOT_NUMBER, OF_ALL, false},
	{"hubspot_owner_id", HUBSPOT_TEXT, OF_ALL, false},
	{"industry", HUBSPOT_TEXT, OF_COMPANY | OF_CONTACT, false},
	{"jobtitle", HUBSPOT_TEXT, OF_CONTACT, false},
	{"lastmodifieddate", HUBSPOT_DATETIME, OF_CONTACT, false},
	{"lastname", HUBSPOT_TEXT, OF_CONTACT, false},
	{"lifecyclestage", HUBSPOT_TEXT, OF_COMPANY | OF_CONTACT, false},
	{"mobilephone", HUBSPOT_TEXT, OF_CONTACT, false},
	{"name", HUBSPOT_TEXT, OF_COMPANY, false},
	{"numberofemployees", HUBSPOT_NUMBER, OF_COMPANY, false},
	{"phone", HUBSPOT_TEXT, OF_COMPANY | OF_CONTACT, false},
	{"pipeline", HUBSPOT_TEXT, OF_DEAL, false},
	{"salutation", HUBSPOT_TEXT, OF_CONTACT, false},
	{"state", HUBSPOT_TEXT, OF_COMPANY | OF_CONTACT, false},
	{"vat_id", HUBSPOT_TEXT, OF_COMPANY, false},
	{"website", HUBSPOT_TEXT, OF_COMPANY | OF_CONTACT, false},
	{"zip", HUBSPOT_TEXT, OF_COMPANY | OF_CONTACT, false},
};

static int standard_compare(const void *name, const void *item)
{
	return strcmp(name, ((const struct standard *)item)->name);
}

static const struct standard *standard_find(enum crm_object object, const char *name)
{
	const struct standard *found =
		bsearch(name, standards, sizeof standards / sizeof *standards, sizeof *standards, standard_compare);
	return found && found->objects & 1u << object ? found : NULL;
}

/* ---- the account's own definitions ---- */

static int definition_compare(const void *a, const void *b)
{
	return strcmp(((const struct hubspot_definition *)a)->name, ((const struct hubspot_definition *)b)->name);
}

static const struct hubspot_definition *definition_find(const struct crm_connection *conn, enum crm_object object,
							const char *name)
{
	const struct hubspot_definitions *known = &conn->definitions[object];
	const struct hubspot_definition key = {.name = name};
	return known->n ? bsearch(&key, known->items, known->n, sizeof key, definition_compare) : NULL;
}

/* Lists: checkboxes, and the calculated ones that hold several texts although they call themselves a single choice. */
enum hubspot_type hubspot_type_read(const crm_json *definition)
{
	static const struct {
		const char *type;
		enum hubspot_type meaning;
	} meanings[] = {
		{"number", HUBSPOT_NUMBER},
		{"bool", HUBSPOT_BOOL},
		{"date", HUBSPOT_DATE},
		{"datetime", HUBSPOT_DATETIME},
	};
	static const char *const lists[] = {"hs_additional_emails", "hs_merged_object_ids",
					    "hs_calculated_merged_vids"};
	const char *name = crm_json_get_string(definition, "name");
	const char *type = crm_json_get_string(definition, "type");
	const char *field = crm_json_get_string(definition, "fieldType");
	for (size_t i = 0; name && i < sizeof lists / sizeof *lists; i++) {
		if (strcmp(name, lists[i]) == 0)
			return HUBSPOT_LIST;
	}
	for (size_t i = 0; type && i < sizeof meanings / sizeof *meanings; i++) {
		if (strcmp(type, meanings[i].type) == 0)
			return meanings[i].meaning;
	}
	if (!type || !field || strcmp(type, "enumeration") != 0)
		return HUBSPOT_TEXT;
	if (strcmp(field, "booleancheckbox") == 0)
		return HUBSPOT_BOOL;
	return strcmp(field, "checkbox") == 0 ? HUBSPOT_LIST : HUBSPOT_TEXT;
}

int hubspot_definitions_keep(struct crm_connection *conn, enum crm_object object, const crm_json *results,
			     struct crm_error *err)
{
	struct hubspot_definitions *known = &conn->definitions[object];
	size_t n = 0;
	struct hubspot_definition *items = crm_arena_calloc(conn->arena, crm_json_size(results) + 1, sizeof *items);
	if (!items)
		return hubspot_no_memory(err);
	for (const crm_json *v = crm_json_first(results); v; v = crm_json_next(v)) {
		const char *name = crm_json_get_string(v, "name");
		if (!name)
			continue;
		items[n].name = crm_arena_strdup(conn->arena, name);
		items[n].type = hubspot_type_read(v);
		items[n].unique = crm_json_true(crm_json_get(v, "hasUniqueValue"));
		if (!items[n++].name)
			return hubspot_no_memory(err);
	}
	qsort(items, n, sizeof *items, definition_compare);
	*known = (struct hubspot_definitions){.items = items, .n = n, .loaded = true};
	return CRM_OK;
}

static int definitions_load(struct crm_connection *conn, enum crm_object object, struct crm_error *err)
{
	struct hubspot_call call;
	const crm_json *results = NULL;
	hubspot_call_init(&call, "GET", "reading property definitions");
	hubspot_url(conn, &call.url, HUBSPOT_PROPERTIES, hubspot_plural(object), NULL);
	int rc = hubspot_fetch(conn, &call, err);
	if (rc == CRM_OK)
		rc = hubspot_results(&call, &results, err);
	if (rc == CRM_OK)
		rc = hubspot_definitions_keep(conn, object, results, err);
	hubspot_call_free(&call);
	return rc;
}

int hubspot_definitions_need(struct crm_connection *conn, enum crm_object object, const char *const *names, size_t n,
			     struct crm_error *err)
{
	if (conn->definitions[object].loaded)
		return CRM_OK;
	for (size_t i = 0; i < n; i++) {
		if (names[i][0] != '@' && !standard_find(object, names[i]))
			return definitions_load(conn, object, err);
	}
	return CRM_OK;
}

enum hubspot_type hubspot_type_of(const struct crm_connection *conn, enum crm_object object, const char *name)
{
	const struct hubspot_definition *own = definition_find(conn, object, name);
	const struct standard *standard = own ? NULL : standard_find(object, name);
	return own ? own->type : standard ? standard->type : HUBSPOT_TEXT;
}

int hubspot_is_unique(struct crm_connection *conn, enum crm_object object, const char *name, bool *unique,
		      struct crm_error *err)
{
	int rc = hubspot_definitions_need(conn, object, &name, 1, err);
	if (rc != CRM_OK)
		return rc;
	const struct hubspot_definition *own = definition_find(conn, object, name);
	const struct standard *standard = standard_find(object, name);
	/* e-mail is the identity of a contact, although its definition does not call it unique */
	bool known = standard && standard->unique;
	*unique = own ? own->unique || (known && strcmp(name, "email") == 0) : known;
	return CRM_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of one Salesforce object. */
#include "selection.h"

#include <string.h>

#include "schema.h"
#include "soql.h"

static const char *const base_fields[SF_TYPES][6] = {
	[SF_ACCOUNT] = {"Id", "SystemModstamp", "IsDeleted", "MasterRecordId", NULL},
	[SF_CONTACT] = {"Id", "SystemModstamp", "IsDeleted", "MasterRecordId", NULL},
	[SF_LEAD] = {"Id", "SystemModstamp", "IsDeleted", "MasterRecordId", "IsConverted", "ConvertedContactId"},
	[SF_OPPORTUNITY] = {"Id", "SystemModstamp", "IsDeleted", NULL},
	[SF_USER] = {"Id", "SystemModstamp", NULL},
};
#define N_BASE (sizeof base_fields[0] / sizeof *base_fields[0])

static const char *const status_fields[] = {"IsClosed", "IsWon"};

static bool is_base(enum sf_type type, const char *name)
{
	for (size_t i = 0; i < N_BASE && base_fields[type][i]; i++)
		if (strcmp(base_fields[type][i], name) == 0)
			return true;
	return false;
}

static bool is_listed(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

const char *sf_property_for(enum sf_type type, const char *property)
{
	const char *colon = strchr(property, ':');
	if (!colon)
		return property;
	size_t len = strlen(sf_sobject(type)->name);
	if ((size_t)(colon - property) != len || strncmp(property, sf_sobject(type)->name, len) != 0)
		return NULL;
	return colon + 1;
}

static bool is_readable(const struct sf_schema *schema, const char *name)
{
	if (!soql_is_name(name))
		return false;
	if (!schema)
		return true;
	const struct sf_field *field = sf_schema_find(schema, name);
	return field && field->type != CRM_P_OTHER;
}

static void select_own(const struct crm_connection *conn, struct sf_selection *out, const char *name)
{
	bool contacts = strcmp(name, SF_CONTACTS) == 0;
	if (out->type != SF_OPPORTUNITY)
		return;
	out->contacts |= contacts && !conn->roles_denied;
	out->denied |= contacts && conn->roles_denied;
	out->status |= strcmp(name, SF_STATUS) == 0;
}

int sf_select(const struct crm_connection *conn, enum sf_type type, const char *const *properties, size_t n_properties,
	      struct crm_arena *arena, struct sf_selection *out)
{
	const char **names = crm_arena_calloc(arena, n_properties + 1, sizeof *names);
	if (!names)
		return CRM_E_NOMEM;
	*out = (struct sf_selection){.type = type, .names = names};
	for (size_t i = 0; i < n_properties; i++) {
		const char *name = sf_property_for(type, properties[i]);
		if (name && name[0] == '@')
			select_own(conn, out, name);
		else if (name && is_readable(conn->schemas[type], name) && !is_listed(names, out->n, name))
			names[out->n++] = name;
	}
	return CRM_OK;
}

/* Fields whose type tells how to read them; and the one that only orgs with several currencies have. */
static bool needs_schema(const char *name)
{
	size_t len = strlen(name);
	if (strcmp(name, "CurrencyIsoCode") == 0)
		return true;
	return len > 3 && strcmp(name + len - 3, "__c") == 0 && strcmp(name, SF_ID_PROPERTY) != 0;
}

bool sf_selection_needs_schema(const struct sf_selection *selection)
{
	for (size_t i = 0; i < selection->n; i++)
		if (needs_schema(selection->names[i]))
			return true;
	return false;
}

void sf_selection_each(const struct sf_selection *selection, void (*each)(void *ctx, const char *name), void *ctx)
{
	for (size_t i = 0; i < N_BASE && base_fields[selection->type][i]; i++)
		each(ctx, base_fields[selection->type][i]);
	for (size_t i = 0; selection->status && i < sizeof status_fields / sizeof *status_fields; i++)
		if (!is_listed(selection->names, selection->n, status_fields[i]))
			each(ctx, status_fields[i]);
	for (size_t i = 0; i < selection->n; i++)
		if (!is_base(selection->type, selection->names[i]))
			each(ctx, selection->names[i]);
}

static void add_field(void *ctx, const char *name)
{
	struct crm_buf *out = ctx;
	crm_buf_str(out, out->len > 0 && out->ptr[out->len - 1] != ' ' ? ", " : "");
	crm_buf_str(out, name);
}

void sf_selection_fields(struct crm_buf *out, const struct sf_selection *selection)
{
	sf_selection_each(selection, add_field, out);
}

void sf_selection_query(struct crm_buf *out, const struct sf_selection *selection)
{
	crm_buf_str(out, "SELECT ");
	sf_selection_fields(out, selection);
	if (selection->contacts)
		crm_buf_str(out, ", (SELECT ContactId, IsPrimary, IsDeleted FROM " SF_ROLES ")");
	crm_buf_str(out, " FROM ");
	crm_buf_str(out, sf_sobject(selection->type)->name);
}

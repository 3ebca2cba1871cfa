/* SPDX-License-Identifier: Apache-2.0 */
/* Field-level security: the options "deny_fields" and "fls_open", and granted FieldPermissions. */
#include "permission.h"

#include <string.h>

#include "options.h"
#include "text.h"

static bool permission_assigned(const struct face *face, const char *permission_set)
{
	const struct sf_table *table = sf_table_find(face, "PermissionSetAssignment");
	for (size_t i = 0; i < table->n_rows; i++) {
		const struct sf_row *row = table->rows[i];
		const char *set = sf_row_stored_name(table, row, "PermissionSetId");
		const char *user = sf_row_stored_name(table, row, "AssigneeId");
		if (!row->deleted && !row->purged && set && user && strcmp(set, permission_set) == 0 &&
		    strcmp(user, face->user->id) == 0)
			return true;
	}
	return false;
}

/* Is there a live FieldPermissions row of an assigned permission set with this right? */
static bool permission_granted(const struct face *face, const struct sf_table *table, const char *field,
			       const char *right)
{
	const struct sf_table *grants = sf_table_find(face, "FieldPermissions");
	size_t object = strlen(table->object->name);
	for (size_t i = 0; i < grants->n_rows; i++) {
		const struct sf_row *row = grants->rows[i];
		const char *name = sf_row_stored_name(grants, row, "Field");
		const char *allowed = sf_row_stored_name(grants, row, right);
		const char *set = sf_row_stored_name(grants, row, "ParentId");
		if (row->deleted || row->purged || !name || !allowed || !set || strcmp(allowed, "true") != 0)
			continue;
		if (strncmp(name, table->object->name, object) == 0 && name[object] == '.' &&
		    sf_name_equal(name + object + 1, field) && permission_assigned(face, set))
			return true;
	}
	return false;
}

bool sf_column_visible(const struct face *face, const struct sf_table *table, size_t column)
{
	const struct sf_column *c = &table->columns[column];
	if (c->custom && c->custom->removed)
		return false;
	if ((c->field->flags & SF_MULTI_CURRENCY) && !sf_option_bool(face, "multi_currency", false))
		return false;
	if (sf_option_names_field(face, "deny_fields", table->object->name, c->field->name))
		return false;
	return !c->custom || sf_option_bool(face, "fls_open", true) ||
	       permission_granted(face, table, c->field->name, "PermissionsRead");
}

bool sf_column_writable(const struct face *face, const struct sf_table *table, size_t column)
{
	const struct sf_column *c = &table->columns[column];
	return !c->custom || sf_option_bool(face, "fls_open", true) ||
	       permission_granted(face, table, c->field->name, "PermissionsEdit");
}

bool sf_may_customise(const struct face *face)
{
	return !sf_option_bool(face, "deny_setup", false);
}

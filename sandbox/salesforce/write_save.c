/* SPDX-License-Identifier: Apache-2.0 */
/* Applying checked changes, with what they entail in other records. */
#include <string.h>

#include "options.h"
#include "undo.h"
#include "write.h"

static int save_apply(struct sf_write *write)
{
	for (size_t i = 0; i < write->n_changes; i++) {
		const struct sf_change *change = &write->changes[i];
		const struct sf_field *field = write->table->columns[change->column].field;
		const char *text = change->text;
		char id[SF_ID_SIZE];
		if (text && field->type == SF_REFERENCE && sf_id_normalise(text, id))
			text = id;
		int rc = sf_row_set(write->table, write->row, change->column, text);
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}

static int save_create(struct face *face, struct sf_write *write)
{
	struct sf_row *row = sf_row_add(face, write->table);
	if (!row)
		return CRM_E_NOMEM;
	write->row = row;
	int64_t late = write->actor == SF_BY_API ? sf_option_int(face, "late_commit_s", 0) * 1000 : 0;
	row->created -= late;
	row->modified -= late;
	row->stamp -= late;
	return sf_undo_note(face, write->table, row, true);
}

static int save_touch(struct face *face, struct sf_write *write)
{
	int rc = sf_undo_note(face, write->table, write->row, false);
	write->row->modified = write->row->stamp = sf_now(face);
	write->row->modified_by = face->user->id;
	return rc;
}

/* An opportunity has one primary contact role. */
static int save_unset_primary(struct face *face, const struct sf_write *write)
{
	const char *primary = sf_write_text(write, "IsPrimary");
	const char *opportunity = sf_write_text(write, "OpportunityId");
	if (!primary || strcmp(primary, "true") != 0 || !opportunity)
		return CRM_OK;
	struct sf_row **rows;
	size_t n;
	int rc = sf_rows_with(face, write->table, (size_t)sf_column_any(write->table, "OpportunityId"),
			      sf_row_stored_name(write->table, write->row, "OpportunityId"), write->row, &rows, &n);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		rc = sf_undo_note(face, write->table, rows[i], false);
		if (rc == CRM_OK)
			rc = sf_row_set_name(write->table, rows[i], "IsPrimary", "false");
	}
	return rc;
}

/* Opportunity.ContactId on create stands for a primary contact role. */
static int save_add_role(struct face *face, const struct sf_write *write)
{
	const struct sf_change *contact = sf_write_change(write, "ContactId");
	if (!contact || !contact->text)
		return CRM_OK;
	struct sf_write role = {.table = sf_table_find(face, "OpportunityContactRole"), .actor = SF_BY_SEED};
	int rc = sf_write_put(face, &role, (size_t)sf_column_any(role.table, "OpportunityId"), write->row->id, true);
	if (rc == CRM_OK)
		rc = sf_write_put(face, &role, (size_t)sf_column_any(role.table, "ContactId"), contact->text, true);
	if (rc == CRM_OK)
		rc = sf_write_put(face, &role, (size_t)sf_column_any(role.table, "IsPrimary"), "true", true);
	if (rc == CRM_OK)
		rc = save_create(face, &role);
	return rc == CRM_OK ? save_apply(&role) : rc;
}

static int save_entail(struct face *face, struct sf_write *write, bool created)
{
	const char *object = write->table->object->name;
	if (strcmp(object, "OpportunityContactRole") == 0)
		return save_unset_primary(face, write);
	if (strcmp(object, "Opportunity") == 0 && created)
		return save_add_role(face, write);
	return CRM_OK;
}

int sf_write_save(struct face *face, struct sf_write *write, struct sf_failure *failure)
{
	bool create = !write->row;
	int rc = sf_write_complete(face, write);
	if (rc == CRM_OK)
		rc = sf_write_check(face, write, failure);
	if (rc == CRM_OK)
		rc = create ? save_create(face, write) : save_touch(face, write);
	if (rc == CRM_OK)
		rc = save_apply(write);
	return rc == CRM_OK ? save_entail(face, write, create) : rc;
}

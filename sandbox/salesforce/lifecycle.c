/* SPDX-License-Identifier: Apache-2.0 */
/* Deleting, bringing back and merging records. */
#include "lifecycle.h"

#include <stdlib.h>
#include <string.h>

#include "undo.h"

static int lifecycle_collect(struct face *face, struct sf_row ***rows, size_t *n, size_t *cap, struct sf_row *row)
{
	if (*n >= *cap) {
		size_t more = *cap ? *cap * 2 : 8;
		struct sf_row **grown = crm_arena_calloc(face->arena, more, sizeof(*grown));
		if (!grown)
			return CRM_E_NOMEM;
		if (*n)
			memcpy(grown, *rows, *n * sizeof(struct sf_row *));
		*rows = grown;
		*cap = more;
	}
	(*rows)[(*n)++] = row;
	return CRM_OK;
}

static bool lifecycle_is_child(const struct sf_row *row, size_t column, const char *parent_id, bool deleted)
{
	const char *id = sf_row_stored(row, column);
	return !row->purged && (deleted || !row->deleted) && id && strcmp(id, parent_id) == 0;
}

static int lifecycle_by_number(const void *a, const void *b)
{
	const struct sf_row *x = *(struct sf_row *const *)a, *y = *(struct sf_row *const *)b;
	return x->number < y->number ? -1 : x->number > y->number;
}

int sf_children_of(struct face *face, const struct sf_child *relationship, const char *parent_id, bool deleted,
		   struct sf_row ***rows, size_t *n_rows)
{
	const struct sf_table *table = sf_table_find(face, relationship->child);
	size_t column = (size_t)sf_column_any(table, relationship->field), cap = 0;
	uint32_t cursor = 0;
	*rows = NULL;
	*n_rows = 0;
	bool indexed = sf_index_has(table, column);
	for (size_t i = 0; indexed || i < table->n_rows; i++) {
		struct sf_row *row = indexed ? sf_index_next(table, column, parent_id, &cursor) : table->rows[i];
		if (!row)
			break;
		if (!lifecycle_is_child(row, column, parent_id, deleted))
			continue;
		int rc = lifecycle_collect(face, rows, n_rows, &cap, row);
		if (rc < 0)
			return rc;
	}
	if (*n_rows > 1)
		qsort(*rows, *n_rows, sizeof(struct sf_row *), lifecycle_by_number);
	return CRM_OK;
}

static void lifecycle_touch(struct face *face, struct sf_row *row)
{
	row->modified = row->stamp = sf_now(face);
	row->modified_by = face->user->id;
}

static int lifecycle_bin(struct face *face, struct sf_table *table, struct sf_row *row, uint32_t call)
{
	int rc = sf_undo_note(face, table, row, false);
	if (rc < 0)
		return rc;
	row->deleted = true;
	row->delete_call = call;
	lifecycle_touch(face, row);
	row->deleted_at = row->stamp;
	for (size_t i = 0; i < sf_n_children; i++) {
		const struct sf_child *relationship = &sf_children[i];
		if (!relationship->cascade_delete || strcmp(relationship->parent, table->object->name) != 0)
			continue;
		struct sf_row **rows;
		size_t n;
		rc = sf_children_of(face, relationship, row->id, false, &rows, &n);
		for (size_t k = 0; rc == CRM_OK && k < n; k++)
			rc = lifecycle_bin(face, sf_table_find(face, relationship->child), rows[k], call);
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}

int sf_record_delete(struct face *face, struct sf_table *table, struct sf_row *row, struct sf_failure *failure)
{
	if (row->deleted) {
		int rc = sf_refuse(face, failure, "ENTITY_IS_DELETED", "entity is deleted");
		failure->status = 404;
		return rc;
	}
	if (!(table->object->flags & SF_OBJ_DELETE))
		return sf_refuse(face, failure, "INSUFFICIENT_ACCESS_OR_READONLY",
				 "insufficient access rights on object id");
	return lifecycle_bin(face, table, row, ++face->delete_calls);
}

int sf_record_undelete(struct face *face, struct sf_table *table, struct sf_row *row, struct sf_failure *failure)
{
	if (!row->deleted)
		return sf_refuse(face, failure, "UNDELETE_FAILED", "Entity is not in the recycle bin");
	if (!(table->object->flags & SF_OBJ_UNDELETE))
		return sf_refuse(face, failure, "UNDELETE_FAILED", "%s cannot be undeleted", table->object->name);
	uint32_t call = row->delete_call;
	for (size_t t = 0; t < sf_n_objects; t++) {
		for (size_t r = 0; r < face->tables[t].n_rows; r++) {
			struct sf_row *other = face->tables[t].rows[r];
			if (!other->deleted || other->purged ||
			    (other != row && (call == 0 || other->delete_call != call)))
				continue;
			int rc = sf_undo_note(face, &face->tables[t], other, false);
			if (rc < 0)
				return rc;
			other->deleted = false;
			other->delete_call = 0;
			lifecycle_touch(face, other);
			if (sf_column_any(&face->tables[t], "MasterRecordId") >= 0)
				(void)sf_row_set_name(&face->tables[t], other, "MasterRecordId", NULL);
		}
	}
	return CRM_OK;
}

static int merge_move_children(struct face *face, const struct sf_table *table, const char *from, const char *to)
{
	for (size_t i = 0; i < sf_n_children; i++) {
		const struct sf_child *relationship = &sf_children[i];
		if (strcmp(relationship->parent, table->object->name) != 0)
			continue;
		struct sf_table *child = sf_table_find(face, relationship->child);
		struct sf_row **rows;
		size_t n;
		int rc = sf_children_of(face, relationship, from, true, &rows, &n);
		for (size_t k = 0; rc == CRM_OK && k < n; k++) {
			rc = sf_undo_note(face, child, rows[k], false);
			lifecycle_touch(face, rows[k]);
			if (rc == CRM_OK)
				rc = sf_row_set_name(child, rows[k], relationship->field, to);
		}
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}

static int merge_fill_values(struct sf_table *table, struct sf_row *winner, const struct sf_row *loser)
{
	for (size_t i = 0; i < loser->n_values; i++) {
		const struct sf_value *value = &loser->values[i];
		const struct sf_field *field = table->columns[value->column].field;
		bool own = (field->flags & (SF_UNIQUE | SF_EXTERNAL_ID)) != 0 || field->type == SF_BOOLEAN;
		if (own || !(field->flags & SF_UPDATE) || sf_row_stored(winner, value->column))
			continue;
		int rc = sf_row_set(table, winner, value->column, value->text);
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}

int sf_record_merge(struct face *face, struct sf_table *table, struct sf_row *winner, struct sf_row *loser,
		    struct sf_failure *failure)
{
	if (!(table->object->flags & SF_OBJ_MERGE) || winner == loser)
		return sf_refuse(face, failure, "INVALID_OPERATION", "these records cannot be merged");
	if (winner->deleted || loser->deleted)
		return sf_refuse(face, failure, "ENTITY_IS_DELETED", "entity is deleted");
	int rc = sf_undo_note(face, table, winner, false);
	if (rc == CRM_OK)
		rc = sf_undo_note(face, table, loser, false);
	if (rc == CRM_OK)
		rc = merge_fill_values(table, winner, loser);
	if (rc == CRM_OK)
		rc = merge_move_children(face, table, loser->id, winner->id);
	if (rc == CRM_OK)
		rc = sf_row_set_name(table, loser, "MasterRecordId", winner->id);
	if (rc < 0)
		return rc;
	lifecycle_touch(face, winner);
	return lifecycle_bin(face, table, loser, ++face->delete_calls);
}

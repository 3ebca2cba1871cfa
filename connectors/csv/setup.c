/* SPDX-License-Identifier: Apache-2.0 */
/* The crmsync id column, and an id column where the file has none: from then on a row stays itself whatever is edited.
 */
#include <string.h>

#include "csv_connector.h"

static int refuse(struct crm_setup_result *out, const char *why, struct crm_error *err)
{
	*out = (struct crm_setup_result){.state = CRM_SETUP_REFUSED, .message = why};
	return why ? CRM_OK : crm_error_no_memory(err);
}

static int begin_file(struct crm_connection *conn, struct cv_table *t, const char *name, struct crm_error *err)
{
	if (conn->delimiter)
		t->delimiter = conn->delimiter;
	if (conn->encoding.name)
		t->encoding = conn->encoding;
	return cv_table_begin(t, name, err);
}

/* The cells that are added behind those of a row; `id`: NULL where no id column is. */
static const char *longer_row(const struct cv_table *t, const char **cells, const char *id, const char *mark,
			      struct crm_arena *arena)
{
	size_t n = t->n_columns;
	if (id != NULL)
		cells[n++] = id;
	if (mark != NULL)
		cells[n++] = mark;
	return cv_row_bytes(t, cells, n, arena);
}

static int lengthen(struct cv_table *t, bool with_id, const char *name, struct crm_arena *arena, struct crm_error *err)
{
	const char **header = crm_arena_calloc(arena, t->n_columns + 3, sizeof *header);
	struct cv_edit edit = {.rows = crm_arena_calloc(arena, t->n_rows + 1, sizeof *edit.rows)};
	if (header == NULL || edit.rows == NULL)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < t->n_columns; i++)
		header[i] = t->columns[i].header;
	edit.header = longer_row(t, header, with_id ? CV_ID : NULL, name, arena);
	for (size_t i = 0; i < t->n_rows; i++) {
		const char **cells, **more = crm_arena_calloc(arena, t->n_columns + 3, sizeof *more);
		if (more == NULL || cv_table_cells(t, i, arena, &cells) != CRM_OK)
			return crm_error_no_memory(err);
		memcpy(more, cells, t->n_columns * sizeof *more);
		edit.rows[i] = longer_row(t, more, with_id ? t->rows[i].id : NULL, name ? "" : NULL, arena);
		if (edit.rows[i] == NULL)
			return crm_error_no_memory(err);
	}
	return edit.header ? cv_table_write(t, &edit, err) : crm_error_no_memory(err);
}

static int add_columns(struct crm_connection *conn, struct cv_table *t, bool with_id, const char *name,
		       struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	struct cv_table *again;
	if (arena == NULL)
		return crm_error_no_memory(err);
	int rc = lengthen(t, with_id, name, arena, err);
	crm_arena_free(arena);
	return rc == CRM_OK ? cv_table(conn, t->object, true, &again, err) : rc;
}

int cv_setup(struct crm_connection *conn, enum crm_object object, const char *name, struct crm_setup_result *out,
	     struct crm_arena *arena, struct crm_error *err)
{
	struct cv_table *t;
	if (object >= CV_OBJECTS)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s are not in files", crm_object_plural(object));
	const char *property = crm_arena_strdup(arena, name);
	int rc = cv_table(conn, object, true, &t, err);
	if (rc != CRM_OK || property == NULL)
		return property ? rc : crm_error_no_memory(err);
	if (conn->host->read_only || conn->host->dry)
		return refuse(out, "nothing may be written to this system", err);
	bool fresh = !t->exists || t->empty, has_name = cv_table_column(t, name) != CV_NONE;
	if (!fresh && has_name && t->id_column != CV_NONE) {
		*out = (struct crm_setup_result){.state = CRM_SETUP_PRESENT, .property = property};
		return CRM_OK;
	}
	if (!fresh && t->n_bad > 0)
		return refuse(
			out,
			crm_arena_printf(arena,
					 "%s:%lu:%lu: %s (%zu such row%s): correct it first, since a column cannot be "
					 "added to a row that cannot be read",
					 t->path, t->bad[0].bad_line, t->bad[0].column, t->bad[0].reason, t->n_bad,
					 t->n_bad == 1 ? "" : "s"),
			err);
	rc = fresh ? begin_file(conn, t, name, err)
		   : add_columns(conn, t, t->id_column == CV_NONE, has_name ? NULL : name, err);
	if (rc == CRM_OK)
		*out = (struct crm_setup_result){.state = CRM_SETUP_CREATED, .property = property};
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing.  A batch becomes one new file, which takes the place of the old one at once: either all of the batch is
 * there or nothing.  Nobody who reads the file sees half of it.
 *
 * The id of a new row is its crmsync id, so a create that is sent again finds its row.
 */
#include <string.h>
#include <strings.h>

#include "csv_connector.h"

struct push {
	struct crm_connection *conn;
	struct cv_table *table;
	struct crm_arena *arena;
	const char ***cells; /* of rows that are changed, by row */
	struct cv_edit edit;
	const char ***added; /* cells of new rows */
	size_t n_written;    /* operations that need the file to be written */
	bool out_of_memory;
};

/* Without a reason it is memory that is missing: nothing of the batch is written then. */
static void refuse(struct push *p, struct crm_result *result, const char *field, const char *why)
{
	if (why == NULL) {
		p->out_of_memory = true;
		return;
	}
	result->outcome = CRM_REFUSED;
	result->field = field;
	result->message = why;
}

/* ---- cells ---- */

static bool can_be_encoded(const struct cv_table *t, const char *text)
{
	struct crm_buf bytes;
	crm_buf_init(&bytes, CRM_BUF_MAX);
	int rc = cv_encode(&t->encoding, text, strlen(text), &bytes);
	crm_buf_free(&bytes);
	return rc != CRM_E_INVALID;
}

/* Puts the operation's values into cells; false after refusing it. */
static bool set_cells(struct push *p, const struct crm_op *op, const char **cells, struct crm_result *result)
{
	const struct cv_table *t = p->table;
	const char **set = crm_arena_calloc(p->arena, t->n_columns + 1, sizeof *set);
	for (size_t i = 0; set != NULL && i < op->n_properties; i++) {
		const struct crm_property *property = &op->properties[i];
		size_t column = cv_table_column(t, property->name);
		if (column == CV_NONE || column == t->id_column) {
			refuse(p, result, property->name,
			       crm_arena_printf(p->arena, "'%s' has no column '%s' that can be written", t->path,
						property->name));
			return false;
		}
		const char *cell = cv_cell(&t->columns[column], &property->value, p->arena);
		if (cell != NULL && set[column] != NULL && strcmp(cell, set[column]) != 0) {
			refuse(p, result, property->name,
			       crm_arena_printf(p->arena, "two fields write column '%s'", t->columns[column].header));
			return false;
		}
		if (cell != NULL && !can_be_encoded(t, cell)) {
			refuse(p, result, property->name,
			       crm_arena_printf(p->arena, "'%s' has a character that %s, the encoding of '%s', lacks",
						cell, t->encoding.name, t->path));
			return false;
		}
		if (cell == NULL) {
			refuse(p, result, property->name, NULL);
			return false;
		}
		cells[column] = set[column] = cell;
	}
	if (set == NULL)
		refuse(p, result, NULL, NULL);
	return set != NULL;
}

/* The row's cells as this batch leaves them so far. */
static const char **row_cells(struct push *p, size_t row)
{
	if (p->cells[row] == NULL && cv_table_cells(p->table, row, p->arena, &p->cells[row]) != CRM_OK)
		p->cells[row] = NULL;
	return p->cells[row];
}

/* A copy: an operation that is refused half way leaves no trace. */
static const char **copy_cells(struct push *p, const char *const *cells)
{
	const char **copy = crm_arena_calloc(p->arena, p->table->n_columns + 1, sizeof *copy);
	if (copy != NULL)
		memcpy(copy, cells, p->table->n_columns * sizeof *copy);
	return copy;
}

/* ---- operations ---- */

static const char *given_id(const struct crm_op *op)
{
	for (size_t i = 0; i < op->n_properties; i++)
		if (strcmp(op->properties[i].name, CV_CRMSYNC_ID) == 0 && op->properties[i].value.kind == CRM_TEXT)
			return op->properties[i].value.text;
	return NULL;
}

/* Does a row of this batch have that id? */
static bool is_added(const struct push *p, const char *id)
{
	for (size_t i = 0; i < p->edit.n_added; i++)
		if (strcmp(p->edit.added_ids[i], id) == 0)
			return true;
	return false;
}

static void create(struct push *p, const struct crm_op *op, struct crm_result *result)
{
	struct cv_table *t = p->table;
	const char **cells = crm_arena_calloc(p->arena, t->n_columns + 1, sizeof *cells);
	for (size_t i = 0; cells != NULL && i < t->n_columns; i++)
		cells[i] = "";
	if (cells == NULL) {
		refuse(p, result, NULL, NULL);
		return;
	}
	if (!set_cells(p, op, cells, result))
		return;
	const char *given = given_id(op),
		   *id = t->id_column != CV_NONE && given ? given : cv_derived_id(t, cells, p->arena);
	if (id == NULL) {
		refuse(p, result, NULL, NULL);
		return;
	}
	if (cv_table_find(t, id) != CV_NONE || is_added(p, id)) {
		result->outcome = CRM_EXISTS;
		result->id = crm_arena_strdup(p->arena, id);
		return;
	}
	if (t->id_column != CV_NONE)
		cells[t->id_column] = id;
	p->added[p->edit.n_added] = cells;
	p->edit.added_ids[p->edit.n_added++] = id;
	result->id = id;
	p->n_written++;
}

/* Without an id column a row is told apart by its content, which then must stay what it is. */
static bool stays_itself(struct push *p, size_t row, const char **cells, struct crm_result *result)
{
	struct cv_table *t = p->table;
	if (t->id_column != CV_NONE) {
		cells[t->id_column] = t->rows[row].id;
		return true;
	}
	const char *id = cv_derived_id(t, cells, p->arena);
	if (id != NULL && strcmp(id, t->rows[row].id) == 0)
		return true;
	refuse(p, result, NULL,
	       id ? crm_arena_printf(p->arena,
				     "the file has no id column, and its rows are told apart by %s, which this would "
				     "change: crmsync setup adds an id column",
				     cv_derived_from(t->object))
		  : NULL);
	return false;
}

static void update(struct push *p, const struct crm_op *op, size_t row, struct crm_result *result)
{
	const char **old = row_cells(p, row), **cells = old ? copy_cells(p, old) : NULL;
	if (cells == NULL) {
		refuse(p, result, NULL, NULL);
		return;
	}
	if (!set_cells(p, op, cells, result) || !stays_itself(p, row, cells, result))
		return;
	p->cells[row] = cells;
	result->id = op->id;
	p->n_written++;
}

static void relate(struct push *p, const struct crm_op *op, size_t row, struct crm_result *result)
{
	const struct cv_table *t = p->table;
	size_t column = op->property ? cv_table_column(t, op->property) : CV_NONE;
	if (column == CV_NONE || t->columns[column].type != CV_REFERENCES) {
		refuse(p, result, op->property, crm_arena_printf(p->arena, "'%s' has no column for it", t->path));
		return;
	}
	const char **old = row_cells(p, row), **cells = old ? copy_cells(p, old) : NULL, **ids = NULL;
	struct crm_value list;
	if (cells != NULL && cv_value(&t->columns[column], cells[column], p->arena, &list) == CRM_OK)
		ids = crm_arena_calloc(p->arena, list.n + 1, sizeof *ids);
	if (ids == NULL) {
		refuse(p, result, op->property, NULL);
		return;
	}
	size_t n = 0;
	if (op->kind == CRM_OP_ASSOCIATE && op->primary)
		ids[n++] = op->to;
	for (size_t i = 0; i < list.n; i++)
		if (strcmp(list.items[i], op->to) != 0)
			ids[n++] = list.items[i];
	if (op->kind == CRM_OP_ASSOCIATE && !op->primary)
		ids[n++] = op->to;
	cells[column] =
		cv_cell(&t->columns[column], &(struct crm_value){.kind = CRM_LIST, .items = ids, .n = n}, p->arena);
	if (cells[column] == NULL) {
		refuse(p, result, op->property, NULL);
		return;
	}
	p->cells[row] = cells;
	result->id = op->id;
	p->n_written++;
}

static void prepare(struct push *p, const struct crm_op *op, struct crm_result *result)
{
	if (op->kind == CRM_OP_CREATE) {
		create(p, op, result);
		return;
	}
	size_t row = cv_table_find(p->table, op->id);
	if (row == CV_NONE || (p->edit.rows[row] != NULL && p->edit.rows[row][0] == '\0')) {
		result->outcome = CRM_GONE;
	} else if (op->kind == CRM_OP_ARCHIVE) {
		p->edit.rows[row] = "";
		result->id = op->id;
		p->n_written++;
	} else if (op->kind == CRM_OP_UPDATE) {
		update(p, op, row, result);
	} else {
		relate(p, op, row, result);
	}
}

/* ---- the batch ---- */

static int make_bytes(struct push *p)
{
	const struct cv_table *t = p->table;
	for (size_t i = 0; i < t->n_rows; i++)
		if (p->cells[i] != NULL && p->edit.rows[i] == NULL &&
		    (p->edit.rows[i] = cv_row_bytes(t, p->cells[i], t->n_columns, p->arena)) == NULL)
			return CRM_E_NOMEM;
	for (size_t i = 0; i < p->edit.n_added; i++)
		if ((p->edit.added[i] = cv_row_bytes(t, p->added[i], t->n_columns, p->arena)) == NULL)
			return CRM_E_NOMEM;
	return CRM_OK;
}

/* What the file holds now; a row that is not known yet is read back by the engine. */
static void tell_after(struct push *p, const struct crm_op *op, struct crm_result *result)
{
	struct crm_record *after = crm_arena_calloc(p->arena, 1, sizeof *after);
	size_t row = cv_table_find(p->table, result->id);
	if (op->kind != CRM_OP_ARCHIVE && after != NULL && row != CV_NONE &&
	    cv_record(p->conn, p->table, row, p->arena, after) == CRM_OK)
		result->after = after;
}

static void settle(struct push *p, const struct crm_op *ops, struct crm_result *results, size_t n, int rc)
{
	for (size_t i = 0; i < n; i++) {
		if (results[i].outcome != CRM_UNKNOWN)
			continue;
		results[i].outcome = rc == CRM_OK ? CRM_DONE : CRM_NOT_SENT;
		if (rc == CRM_OK)
			tell_after(p, &ops[i], &results[i]);
		else
			results[i].id = NULL;
	}
}

static int write_batch(struct push *p, const struct crm_op *ops, struct crm_result *results, size_t n,
		       struct crm_error *err)
{
	size_t rows = p->table->n_rows + 1;
	p->cells = crm_arena_calloc(p->arena, rows, sizeof *p->cells);
	p->edit.rows = crm_arena_calloc(p->arena, rows, sizeof *p->edit.rows);
	p->added = crm_arena_calloc(p->arena, n + 1, sizeof *p->added);
	p->edit.added = crm_arena_calloc(p->arena, n + 1, sizeof *p->edit.added);
	p->edit.added_ids = crm_arena_calloc(p->arena, n + 1, sizeof *p->edit.added_ids);
	if (!p->cells || !p->edit.rows || !p->added || !p->edit.added || !p->edit.added_ids)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < n; i++)
		prepare(p, &ops[i], &results[i]);
	if (p->out_of_memory)
		return crm_error_no_memory(err);
	if (p->n_written == 0)
		return CRM_OK;
	return make_bytes(p) == CRM_OK ? cv_table_write(p->table, &p->edit, err) : crm_error_no_memory(err);
}

/* May this file be written at all, and has it a header? */
static int make_ready(struct push *p, const struct crm_op *op, struct crm_error *err)
{
	struct cv_table *t;
	if (p->conn->host->read_only || p->conn->host->dry)
		return crm_error_set(err, CRM_E_PERMISSION, "nothing may be written to this system");
	int rc = cv_table(p->conn, op->object, false, &t, err);
	p->table = t;
	if (rc == CRM_OK && t->strange > 0)
		return crm_error_set(
			err, CRM_E_CONFIG,
			"'%s' has bytes that stand for no character in %s: correct them before anything is "
			"written to it",
			t->path, t->encoding.name);
	if (rc != CRM_OK || (t->exists && !t->empty) || op->kind != CRM_OP_CREATE)
		return rc;
	struct crm_setup_result made;
	rc = cv_setup(p->conn, op->object, CV_CRMSYNC_ID, &made, p->arena, err);
	return rc == CRM_OK ? cv_table(p->conn, op->object, false, &p->table, err) : rc;
}

int cv_push(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
	    struct crm_arena *arena, struct crm_error *err)
{
	struct push p = {.conn = conn, .arena = arena};
	if (n == 0)
		return CRM_OK;
	int rc = make_ready(&p, &ops[0], err);
	if (rc == CRM_OK)
		rc = write_batch(&p, ops, results, n, err);
	settle(&p, ops, results, n, rc);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* One record: create, read, update, delete, by id or by external id. */
#include <string.h>

#include <crmsync/timestamp.h>

#include "lifecycle.h"
#include "permission.h"
#include "record.h"
#include "resources.h"
#include "text.h"
#include "undo.h"
#include "value.h"
#include "write.h"

/* --- finding --------------------------------------------------------------------------------------------- */

static struct sf_table *record_table(const struct sf_call *call)
{
	struct sf_table *table = sf_table_find(call->face, call->segments[0]);
	if (table && ((table->object->flags & SF_OBJ_TOOLING) != 0) == call->tooling)
		return table;
	sf_answer_not_found(call);
	return NULL;
}

static void record_answer_no_field(const struct sf_call *call, const char *field)
{
	struct crm_buf message;
	crm_buf_init(&message, CRM_BUF_MAX);
	crm_buf_printf(&message, "Provided external ID field does not exist or is not accessible: %s", field);
	sf_answer_error(call, 404, "NOT_FOUND", message.ptr);
	crm_buf_free(&message);
}

/* The row that the path names; deleted rows only with `deleted`. */
static struct sf_row *record_row(const struct sf_call *call, const struct sf_table *table, bool deleted)
{
	char id[SF_ID_SIZE];
	if (!sf_id_normalise(call->segments[1], id)) {
		record_answer_no_field(call, call->segments[1]);
		return NULL;
	}
	struct sf_row *row = sf_row_find(table, id);
	if (row && (deleted || !row->deleted))
		return row;
	sf_answer_not_found(call);
	return NULL;
}

bool sf_record_may_write(struct face *face, const struct sf_table *table, unsigned right, struct sf_failure *failure,
			 int *rc)
{
	bool setup = (table->object->flags & SF_OBJ_SETUP) != 0;
	if (setup && !sf_may_customise(face)) {
		*rc = sf_refuse(face, failure, "INSUFFICIENT_ACCESS", "insufficient access rights on object id");
		failure->status = 403;
		return false;
	}
	if (table->object->flags & right)
		return true;
	*rc = sf_refuse(face, failure, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "entity type %s does not support %s",
			table->object->name,
			right == SF_OBJ_CREATE   ? "create"
			: right == SF_OBJ_UPDATE ? "update"
						 : "delete");
	return false;
}

bool sf_record_allows_duplicates(const struct sf_call *call)
{
	const char *header = sf_call_header(call, "Sforce-Duplicate-Rule-Header");
	const char *allow = header ? strstr(header, "allowSave") : NULL;
	if (!allow)
		return false;
	allow += strlen("allowSave");
	allow += strspn(allow, " =");
	return strncmp(allow, "true", 4) == 0;
}

/* --- reading --------------------------------------------------------------------------------------------- */

int sf_record_write(const struct sf_call *call, struct crm_json_writer *w, const struct sf_table *table,
		    const struct sf_row *row, const char *const *fields, struct sf_failure *failure)
{
	struct crm_buf scratch;
	crm_buf_init(&scratch, CRM_BUF_MAX);
	int rc = CRM_OK;
	crm_jw_object(w);
	sf_write_attributes(call, w, table, row, table->object->name);
	for (size_t c = 0; !fields && c < table->n_columns; c++) {
		if (!sf_column_visible(call->face, table, c))
			continue;
		crm_jw_key(w, table->columns[c].field->name);
		sf_value_write(w, table, row, c, &scratch);
	}
	for (; fields && *fields && rc == CRM_OK; fields++) {
		int column = sf_column_find(call->face, table, *fields);
		if (column < 0) {
			rc = sf_refuse(call->face, failure, "INVALID_FIELD",
				       "No such column '%s' on sobject of type %s", *fields, table->object->name);
			failure->without_fields = true;
			continue;
		}
		crm_jw_key(w, table->columns[column].field->name);
		sf_value_write(w, table, row, (size_t)column, &scratch);
	}
	crm_jw_end_object(w);
	crm_buf_free(&scratch);
	return rc;
}

int sf_record_split_fields(const struct sf_call *call, const char *list, const char *const **out)
{
	size_t n = 1;
	for (const char *p = list; *p; p++)
		n += *p == ',';
	const char **fields = crm_arena_calloc(call->face->arena, n + 1, sizeof(*fields));
	if (!fields)
		return CRM_E_NOMEM;
	n = 0;
	for (const char *p = list; *p;) {
		p += strspn(p, " ,");
		size_t len = strcspn(p, " ,");
		if (len && !(fields[n++] = crm_arena_strndup(call->face->arena, p, len)))
			return CRM_E_NOMEM;
		p += len;
	}
	*out = fields;
	return CRM_OK;
}

static void record_answer(const struct sf_call *call, const struct sf_table *table, const struct sf_row *row)
{
	int64_t since;
	char stamp[CRM_TIME_TEXT];
	const char *condition = sf_call_header(call, "If-Modified-Since");
	crm_time_format_http(row->modified, stamp);
	face_set_header(call->resp, "Last-Modified", "%s", stamp);
	if (condition && crm_time_parse_http(condition, &since) && row->modified <= since) {
		call->resp->status = 304;
		return;
	}
	struct sf_failure failure = {0};
	const char *const *fields = NULL;
	const char *list = sf_call_query(call, "fields");
	int rc = list ? sf_record_split_fields(call, list, &fields) : CRM_OK;
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	if (rc == CRM_OK)
		rc = sf_record_write(call, &w, table, row, fields, &failure);
	if (rc != CRM_OK) {
		sf_answer_problem(call, rc, &failure);
		return;
	}
	call->resp->status = 200;
	call->resp->records = 1;
}

void sf_get_record(struct sf_call *call)
{
	const struct sf_table *table = record_table(call);
	const struct sf_row *row = table ? record_row(call, table, false) : NULL;
	if (row)
		record_answer(call, table, row);
}

/* --- writing --------------------------------------------------------------------------------------------- */

int sf_record_save(const struct sf_call *call, struct sf_write *write, const crm_json *record,
		   struct sf_failure *failure)
{
	int rc = CRM_OK;
	write->allow_duplicates = sf_record_allows_duplicates(call);
	if (!sf_record_may_write(call->face, write->table, write->row ? SF_OBJ_UPDATE : SF_OBJ_CREATE, failure, &rc))
		return rc;
	rc = sf_undo_begin(call->face);
	if (rc < 0)
		return rc;
	rc = sf_write_parse(call->face, write, record, failure);
	if (rc == CRM_OK)
		rc = sf_write_save(call->face, write, failure);
	if (rc == CRM_OK)
		sf_undo_keep(call->face);
	else
		sf_undo_rollback(call->face);
	return rc;
}

static void record_answer_saved(const struct sf_call *call, const struct sf_row *row, bool with_created, bool created)
{
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_object(&w);
	crm_jw_field(&w, "id", row->id);
	crm_jw_field_bool(&w, "success", true);
	crm_jw_key(&w, "errors");
	crm_jw_array(&w);
	crm_jw_end_array(&w);
	if (with_created)
		crm_jw_field_bool(&w, "created", created);
	crm_jw_end_object(&w);
	call->resp->records = 1;
}

static void record_answer_created(const struct sf_call *call, const struct sf_write *write, bool with_created)
{
	struct crm_buf path;
	crm_buf_init(&path, 512);
	sf_write_record_path(call, &path, write->table, write->row->id);
	face_set_header(call->resp, "Location", "%s", path.ptr);
	crm_buf_free(&path);
	record_answer_saved(call, write->row, with_created, true);
	call->resp->status = 201;
}

void sf_post_record(struct sf_call *call)
{
	struct sf_write write = {.table = record_table(call)};
	crm_json *body = write.table ? sf_call_body(call) : NULL;
	if (!body)
		return;
	struct sf_failure failure = {0};
	int rc = sf_record_save(call, &write, body, &failure);
	if (rc == CRM_OK)
		record_answer_created(call, &write, false);
	else
		sf_answer_problem(call, rc, &failure);
	crm_json_free(body);
}

/* If-Unmodified-Since: the record must not have changed after that. */
static bool record_is_unmodified(const struct sf_call *call, const struct sf_row *row)
{
	int64_t since;
	const char *condition = sf_call_header(call, "If-Unmodified-Since");
	if (!condition || !crm_time_parse_http(condition, &since) || row->modified <= since)
		return true;
	sf_answer_error(
		call, 412, "PRECONDITION_FAILED",
		"The request was not successfully executed because one or more of the preconditions given in the "
		"request headers were not satisfied");
	return false;
}

static void record_answer_deleted(const struct sf_call *call)
{
	struct sf_failure failure = {0};
	int rc = sf_refuse(call->face, &failure, "ENTITY_IS_DELETED", "entity is deleted");
	failure.status = 404;
	sf_answer_problem(call, rc, &failure);
}

void sf_patch_record(struct sf_call *call)
{
	struct sf_write write = {.table = record_table(call)};
	write.row = write.table ? record_row(call, write.table, true) : NULL;
	if (!write.row)
		return;
	if (write.row->deleted) {
		record_answer_deleted(call);
		return;
	}
	crm_json *body = record_is_unmodified(call, write.row) ? sf_call_body(call) : NULL;
	if (!body)
		return;
	struct sf_failure failure = {0};
	int rc = sf_record_save(call, &write, body, &failure);
	if (rc == CRM_OK) {
		call->resp->status = 204;
		call->resp->records = 1;
	} else {
		sf_answer_problem(call, rc, &failure);
	}
	crm_json_free(body);
}

static void record_delete(struct sf_call *call, struct sf_table *table, struct sf_row *row)
{
	struct sf_failure failure = {0};
	int rc = CRM_OK;
	if (sf_record_may_write(call->face, table, SF_OBJ_DELETE, &failure, &rc))
		rc = sf_record_delete(call->face, table, row, &failure);
	if (rc != CRM_OK) {
		sf_answer_problem(call, rc, &failure);
		return;
	}
	call->resp->status = 204;
	call->resp->records = 1;
}

void sf_delete_record(struct sf_call *call)
{
	struct sf_table *table = record_table(call);
	struct sf_row *row = table ? record_row(call, table, true) : NULL;
	if (row)
		record_delete(call, table, row);
}

/* --- by external id -------------------------------------------------------------------------------------- */

int sf_external_column(const struct face *face, const struct sf_table *table, const char *name)
{
	int column = sf_column_find(face, table, name);
	if (column < 0)
		return -1;
	bool key = (table->columns[column].field->flags & (SF_EXTERNAL_ID | SF_ID_LOOKUP)) != 0;
	bool id = table->columns[column].field->source == SF_FROM_ID;
	return key && (id || sf_index_has(table, (size_t)column)) ? column : -1;
}

/* 300: the paths of all records that hold the value. */
static void record_answer_choices(const struct sf_call *call, const struct sf_table *table, struct sf_row *const *rows,
				  size_t n)
{
	struct crm_json_writer w;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_array(&w);
	for (size_t i = 0; i < n; i++) {
		struct crm_buf path;
		crm_buf_init(&path, 512);
		sf_write_record_path(call, &path, table, rows[i]->id);
		crm_jw_string(&w, path.ptr);
		crm_buf_free(&path);
	}
	crm_jw_end_array(&w);
	call->resp->status = 300;
}

/* Finds the rows with the external id that the path names; false: answered already. */
static bool record_external(struct sf_call *call, struct sf_table **table, int *column, struct sf_row **row)
{
	*table = record_table(call);
	if (!*table)
		return false;
	*column = sf_external_column(call->face, *table, call->segments[1]);
	if (*column < 0) {
		record_answer_no_field(call, call->segments[1]);
		return false;
	}
	*row = NULL;
	if ((*table)->columns[*column].field->source == SF_FROM_ID) {
		*row = sf_row_find(*table, call->segments[2]);
		*row = *row && !(*row)->deleted ? *row : NULL;
		return true;
	}
	struct sf_row **rows;
	size_t n;
	int rc = sf_rows_with(call->face, *table, (size_t)*column, call->segments[2], NULL, &rows, &n);
	if (rc < 0) {
		sf_answer_problem(call, rc, NULL);
		return false;
	}
	if (n > 1) {
		record_answer_choices(call, *table, rows, n);
		return false;
	}
	*row = n ? rows[0] : NULL;
	return true;
}

void sf_get_external(struct sf_call *call)
{
	struct sf_table *table;
	struct sf_row *row;
	int column;
	if (!record_external(call, &table, &column, &row))
		return;
	if (row)
		record_answer(call, table, row);
	else
		sf_answer_not_found(call);
}

void sf_delete_external(struct sf_call *call)
{
	struct sf_table *table;
	struct sf_row *row;
	int column;
	if (!record_external(call, &table, &column, &row))
		return;
	if (row)
		record_delete(call, table, row);
	else
		sf_answer_not_found(call);
}

/* The key stands in the path; in the body it is refused. */
static int record_upsert(const struct sf_call *call, struct sf_write *write, size_t column, const crm_json *body,
			 struct sf_failure *failure)
{
	const struct sf_field *field = write->table->columns[column].field;
	for (const crm_json *e = crm_json_first(body); e; e = crm_json_next(e)) {
		if (!sf_name_equal(crm_json_name(e), field->name))
			continue;
		int rc = sf_refuse(call->face, failure, "INVALID_FIELD",
				   "The %s field should not be specified in the sobject data.", field->name);
		failure->without_fields = true;
		return rc;
	}
	if (!write->row && field->source != SF_FROM_ID) {
		int rc = sf_write_put(call->face, write, column, call->segments[2], false);
		if (rc < 0)
			return rc;
	}
	return sf_record_save(call, write, body, failure);
}

void sf_patch_external(struct sf_call *call)
{
	struct sf_write write = {0};
	int column;
	if (!record_external(call, &write.table, &column, &write.row))
		return;
	bool by_id = write.table->columns[column].field->source == SF_FROM_ID;
	if (by_id && !write.row) {
		sf_answer_not_found(call);
		return;
	}
	crm_json *body = sf_call_body(call);
	if (!body)
		return;
	struct sf_failure failure = {0};
	bool created = !write.row, with_created = call->version >= 46;
	int rc = record_upsert(call, &write, (size_t)column, body, &failure);
	crm_json_free(body);
	if (rc != CRM_OK) {
		sf_answer_problem(call, rc, &failure);
	} else if (created) {
		record_answer_created(call, &write, with_created);
	} else if (with_created) {
		record_answer_saved(call, write.row, true, false);
		call->resp->status = 200;
	} else {
		call->resp->status = 204;
		call->resp->records = 1;
	}
}

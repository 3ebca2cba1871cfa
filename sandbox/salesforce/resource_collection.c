/* SPDX-License-Identifier: Apache-2.0 */
/* composite/sobjects: up to 200 records in a request, with a result for each in the order of the request. */
#include <string.h>

#include "lifecycle.h"
#include "options.h"
#include "record.h"
#include "resources.h"
#include "text.h"
#include "undo.h"

#define MAX_RECORDS   200
#define MAX_RETRIEVED 2000
#define MAX_CHUNKS    10

struct result {
	const struct sf_row *row; /* NULL: failed */
	struct sf_failure failure;
	bool created;
	bool done;
};

enum collection_kind { CREATE, UPDATE, UPSERT, DELETE };

struct collection {
	struct sf_call *call;
	enum collection_kind kind;
	bool all_or_none;
	struct sf_table *table; /* UPSERT: the one type */
	size_t column;          /* UPSERT: the key */
	const crm_json **records;
	const char **ids; /* DELETE */
	size_t n;
	struct result *results;
};

/* --- reading the request --------------------------------------------------------------------------------- */

/* "attributes" must come before any field.  Clients that put the id before it are known to be accepted. */
static bool collection_attributes_come_first(const struct collection *c, const crm_json *record)
{
	if (sf_option_bool(c->call->face, "attributes_anywhere", false))
		return crm_json_is_object(crm_json_get(record, "attributes"));
	const crm_json *member = crm_json_first(record);
	while (member && sf_name_equal(crm_json_name(member), "Id"))
		member = crm_json_next(member);
	return member && strcmp(crm_json_name(member), "attributes") == 0 && crm_json_is_object(member);
}

static const char *collection_type(const crm_json *record)
{
	return crm_json_get_string(crm_json_get(record, "attributes"), "type");
}

static bool collection_check_record(const struct collection *c, const crm_json *record)
{
	if (!crm_json_is_object(record) || !collection_attributes_come_first(c, record)) {
		sf_answer_error(c->call, 400, "JSON_PARSER_ERROR",
				"Nested object for polymorphic foreign key must have an attributes field before any "
				"other fields.");
		return false;
	}
	const char *type = collection_type(record);
	const struct sf_table *table = type ? sf_table_find(c->call->face, type) : NULL;
	if (table && !(table->object->flags & SF_OBJ_TOOLING))
		return true;
	struct crm_buf message;
	crm_buf_init(&message, CRM_BUF_MAX);
	crm_buf_printf(&message, "sObject type '%s' is not supported.", type ? type : "null");
	sf_answer_error(c->call, 400, "INVALID_TYPE", message.ptr);
	crm_buf_free(&message);
	return false;
}

/* Records of one type in a row are a chunk. */
static size_t collection_chunks(const struct collection *c)
{
	size_t chunks = 0;
	const char *last = NULL;
	for (size_t i = 0; i < c->n; i++) {
		const char *type = collection_type(c->records[i]);
		chunks += !last || !sf_name_equal(last, type);
		last = type;
	}
	return chunks;
}

static bool collection_check_size(const struct sf_call *call, size_t n, size_t max)
{
	struct crm_buf message;
	crm_buf_init(&message, 256);
	crm_buf_printf(&message, "record limit reached. cannot submit more than %zu records into this call", max);
	if (n == 0)
		sf_answer_error(call, 400, "REQUIRED_FIELD_MISSING", "At least 1 record is required");
	else if (n > max)
		sf_answer_error(call, 400, "EXCEEDED_ID_LIMIT", message.ptr);
	crm_buf_free(&message);
	return n > 0 && n <= max;
}

static bool collection_read(struct collection *c, const crm_json *body)
{
	const crm_json *records = crm_json_get(body, "records");
	c->all_or_none = crm_json_true(crm_json_get(body, "allOrNone"));
	c->n = crm_json_is_array(records) ? crm_json_size(records) : 0;
	if (!collection_check_size(c->call, c->n, MAX_RECORDS))
		return false;
	c->records = crm_arena_calloc(c->call->face->arena, c->n, sizeof(*c->records));
	if (!c->records) {
		sf_answer_problem(c->call, CRM_E_NOMEM, NULL);
		return false;
	}
	size_t i = 0;
	for (const crm_json *e = crm_json_first(records); e; e = crm_json_next(e)) {
		if (!collection_check_record(c, e))
			return false;
		c->records[i++] = e;
	}
	if (collection_chunks(c) <= MAX_CHUNKS)
		return true;
	sf_answer_error(
		c->call, 400, "LIMIT_EXCEEDED",
		"Cannot have more than 10 chunks in a single operation. Please rearrange the data to reduce chunking.");
	return false;
}

/* --- one record ------------------------------------------------------------------------------------------ */

static const char *collection_id(const crm_json *record)
{
	for (const crm_json *e = crm_json_first(record); e; e = crm_json_next(e))
		if (sf_name_equal(crm_json_name(e), "Id"))
			return crm_json_text(e);
	return NULL;
}

static int collection_find_row(const struct collection *c, const struct sf_table *table, const char *id,
			       struct sf_row **row, struct sf_failure *failure)
{
	char full[SF_ID_SIZE];
	struct face *face = c->call->face;
	if (!sf_id_normalise(id, full))
		return sf_refuse(face, failure, "MALFORMED_ID", "malformed id %s", id);
	if (!table)
		table = sf_table_of_id(face, full);
	*row = table ? sf_row_find(table, full) : NULL;
	if (!*row)
		return sf_refuse(face, failure, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
	if ((*row)->deleted)
		return sf_refuse(face, failure, "ENTITY_IS_DELETED", "entity is deleted");
	return CRM_OK;
}

static int collection_update(const struct collection *c, const crm_json *record, struct result *result)
{
	struct sf_write write = {.table = sf_table_find(c->call->face, collection_type(record))};
	const char *id = collection_id(record);
	if (!id)
		return sf_refuse(c->call->face, &result->failure, "MISSING_ARGUMENT",
				 "Id not specified in an update call");
	int rc = collection_find_row(c, write.table, id, &write.row, &result->failure);
	if (rc == CRM_OK)
		rc = sf_record_save(c->call, &write, record, &result->failure);
	result->row = write.row;
	return rc;
}

static int collection_create(const struct collection *c, const crm_json *record, struct result *result)
{
	struct sf_write write = {.table = sf_table_find(c->call->face, collection_type(record))};
	int rc = sf_record_save(c->call, &write, record, &result->failure);
	result->row = write.row;
	return rc;
}

static const char *collection_key(const struct collection *c, size_t i)
{
	const char *name = c->table->columns[c->column].field->name;
	for (const crm_json *e = crm_json_first(c->records[i]); e; e = crm_json_next(e))
		if (sf_name_equal(crm_json_name(e), name))
			return crm_json_text(e);
	return NULL;
}

static int collection_find_by_key(const struct collection *c, const char *key, struct sf_row **row,
				  struct sf_failure *failure)
{
	struct face *face = c->call->face;
	const struct sf_field *field = c->table->columns[c->column].field;
	if (field->source == SF_FROM_ID)
		return collection_find_row(c, c->table, key, row, failure);
	struct sf_row **rows;
	size_t n;
	int rc = sf_rows_with(face, c->table, c->column, key, NULL, &rows, &n);
	if (rc < 0)
		return rc;
	if (n > 1)
		return sf_refuse(face, failure, "DUPLICATE_EXTERNAL_ID",
				 "%s: more than one record found for external id field: [%s, %s]", field->name,
				 rows[0]->id, rows[1]->id);
	*row = n ? rows[0] : NULL;
	return CRM_OK;
}

static int collection_upsert(const struct collection *c, size_t i, struct result *result)
{
	struct face *face = c->call->face;
	struct sf_write write = {.table = c->table};
	const struct sf_field *field = c->table->columns[c->column].field;
	const char *key = collection_key(c, i);
	if ((!key || !*key) && field->source != SF_FROM_ID)
		return sf_refuse(face, &result->failure, "MISSING_ARGUMENT", "%s not specified", field->name);
	for (size_t k = 0; key && k < i; k++) {
		const char *other = collection_key(c, k);
		if (other && sf_text_equal(other, key))
			return sf_refuse(face, &result->failure, "DUPLICATE_VALUE",
					 "Duplicate external id specified: %s", key);
	}
	int rc = key && *key ? collection_find_by_key(c, key, &write.row, &result->failure) : CRM_OK;
	result->created = !write.row;
	if (rc == CRM_OK)
		rc = sf_record_save(c->call, &write, c->records[i], &result->failure);
	result->row = write.row;
	return rc;
}

static int collection_delete(const struct collection *c, const char *id, struct result *result)
{
	struct sf_row *row = NULL;
	int rc = collection_find_row(c, NULL, id, &row, &result->failure);
	if (rc != CRM_OK)
		return rc;
	struct sf_table *table = sf_table_of_id(c->call->face, row->id);
	result->row = row;
	if (!sf_record_may_write(c->call->face, table, SF_OBJ_DELETE, &result->failure, &rc))
		return rc;
	return sf_record_delete(c->call->face, table, row, &result->failure);
}

static int collection_do(const struct collection *c, size_t i, struct result *result)
{
	switch (c->kind) {
	case CREATE:
		return collection_create(c, c->records[i], result);
	case UPDATE:
		return collection_update(c, c->records[i], result);
	case UPSERT:
		return collection_upsert(c, i, result);
	case DELETE:
		break;
	}
	return collection_delete(c, c->ids[i], result);
}

/* --- results --------------------------------------------------------------------------------------------- */

static void collection_write_failure(struct crm_json_writer *w, const struct sf_failure *failure)
{
	crm_jw_object(w);
	crm_jw_field_bool(w, "success", false);
	crm_jw_key(w, "errors");
	crm_jw_array(w);
	crm_jw_object(w);
	crm_jw_field(w, "statusCode", failure->code);
	crm_jw_field(w, "message", failure->message);
	crm_jw_key(w, "fields");
	crm_jw_array(w);
	for (size_t i = 0; i < failure->n_fields; i++)
		crm_jw_string(w, failure->fields[i]);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
}

static void collection_write_success(struct crm_json_writer *w, const struct collection *c, const struct result *result)
{
	crm_jw_object(w);
	crm_jw_field(w, "id", result->row->id);
	crm_jw_field_bool(w, "success", true);
	crm_jw_key(w, "errors");
	crm_jw_array(w);
	crm_jw_end_array(w);
	if (c->kind == UPSERT)
		crm_jw_field_bool(w, "created", result->created);
	crm_jw_end_object(w);
}

static void collection_answer(const struct collection *c, bool rolled_back)
{
	static const struct sf_failure undone = {.code = "ALL_OR_NONE_OPERATION_ROLLED_BACK",
						 .message = "Record rolled back because not all records were valid and "
							    "the request was using AllOrNone header"};
	struct crm_json_writer w;
	crm_jw_init(&w, &c->call->resp->body);
	crm_jw_array(&w);
	for (size_t i = 0; i < c->n; i++) {
		const struct result *result = &c->results[i];
		if (!result->done)
			collection_write_failure(&w, &result->failure);
		else if (rolled_back)
			collection_write_failure(&w, &undone);
		else
			collection_write_success(&w, c, result);
		c->call->resp->records += result->done && !rolled_back;
	}
	crm_jw_end_array(&w);
	c->call->resp->status = 200;
}

/* Runs all records; out of memory and what concerns the request as such end it with nothing done. */
static void collection_run(struct collection *c)
{
	struct face *face = c->call->face;
	bool failed = false;
	struct sf_failure whole = {0};
	c->results = crm_arena_calloc(face->arena, c->n, sizeof(*c->results));
	int rc = c->results ? sf_undo_begin(face) : CRM_E_NOMEM;
	if (rc < 0) {
		sf_answer_problem(c->call, rc, NULL);
		return;
	}
	for (size_t i = 0; i < c->n && rc == CRM_OK; i++) {
		int one = collection_do(c, i, &c->results[i]);
		c->results[i].done = one == CRM_OK;
		failed = failed || one != CRM_OK;
		if (one < 0 || c->results[i].failure.whole) {
			rc = one;
			whole = c->results[i].failure;
		}
	}
	bool roll_back = rc != CRM_OK || (failed && c->all_or_none);
	if (roll_back)
		sf_undo_rollback(face);
	else
		sf_undo_keep(face);
	if (rc != CRM_OK)
		sf_answer_problem(c->call, rc, &whole);
	else
		collection_answer(c, roll_back);
}

static void collection_of_body(struct sf_call *call, enum collection_kind kind)
{
	struct collection c = {.call = call, .kind = kind};
	crm_json *body = sf_call_body(call);
	if (body && collection_read(&c, body))
		collection_run(&c);
	crm_json_free(body);
}

void sf_post_collection(struct sf_call *call)
{
	collection_of_body(call, CREATE);
}

void sf_patch_collection(struct sf_call *call)
{
	collection_of_body(call, UPDATE);
}

static bool collection_read_upsert(struct collection *c)
{
	struct sf_call *call = c->call;
	c->table = sf_table_find(call->face, call->segments[0]);
	if (!c->table || (c->table->object->flags & SF_OBJ_TOOLING)) {
		sf_answer_not_found(call);
		return false;
	}
	int column = sf_external_column(call->face, c->table, call->segments[1]);
	if (column < 0) {
		struct crm_buf message;
		crm_buf_init(&message, CRM_BUF_MAX);
		crm_buf_printf(&message, "Provided external ID field does not exist or is not accessible: %s",
			       call->segments[1]);
		sf_answer_error(call, 404, "NOT_FOUND", message.ptr);
		crm_buf_free(&message);
		return false;
	}
	c->column = (size_t)column;
	return true;
}

static bool collection_is_of_one_type(const struct collection *c)
{
	for (size_t i = 0; i < c->n; i++) {
		if (sf_name_equal(collection_type(c->records[i]), c->table->object->name))
			continue;
		sf_answer_error(c->call, 400, "INVALID_TYPE",
				"The sObject types in the request body must match the type in the URI");
		return false;
	}
	return true;
}

void sf_patch_collection_by(struct sf_call *call)
{
	struct collection c = {.call = call, .kind = UPSERT};
	if (!collection_read_upsert(&c))
		return;
	crm_json *body = sf_call_body(call);
	if (body && collection_read(&c, body) && collection_is_of_one_type(&c))
		collection_run(&c);
	crm_json_free(body);
}

void sf_delete_collection(struct sf_call *call)
{
	struct collection c = {.call = call, .kind = DELETE};
	const char *ids = sf_call_query(call, "ids"), *all = sf_call_query(call, "allOrNone");
	const char *const *list = NULL;
	if (ids && sf_record_split_fields(call, ids, &list) < 0) {
		sf_answer_problem(call, CRM_E_NOMEM, NULL);
		return;
	}
	while (list && list[c.n])
		c.n++;
	c.ids = (const char **)list;
	c.all_or_none = all && strcmp(all, "true") == 0;
	if (collection_check_size(call, c.n, MAX_RECORDS))
		collection_run(&c);
}

/* --- reading many ---------------------------------------------------------------------------------------- */

/* One entry per id, in their order; null for what is not there. */
static void collection_retrieve(struct sf_call *call, const char *const *ids, size_t n, const char *const *fields)
{
	const struct sf_table *table = sf_table_find(call->face, call->segments[0]);
	if (!table || (table->object->flags & SF_OBJ_TOOLING)) {
		sf_answer_not_found(call);
		return;
	}
	struct sf_failure failure = {0};
	struct crm_json_writer w;
	int rc = CRM_OK;
	crm_jw_init(&w, &call->resp->body);
	crm_jw_array(&w);
	for (size_t i = 0; i < n && rc == CRM_OK; i++) {
		const struct sf_row *row = sf_row_find(table, ids[i]);
		if (!row || row->deleted) {
			crm_jw_null(&w);
			continue;
		}
		rc = sf_record_write(call, &w, table, row, fields, &failure);
		call->resp->records++;
	}
	crm_jw_end_array(&w);
	call->resp->status = 200;
	if (rc != CRM_OK)
		sf_answer_problem(call, rc, &failure);
}

void sf_get_collection_of(struct sf_call *call)
{
	const char *ids = sf_call_query(call, "ids"), *fields = sf_call_query(call, "fields");
	const char *const *id_list = NULL, *const *field_list = NULL;
	if (!ids || !fields) {
		sf_answer_error(call, 400, "MISSING_ARGUMENT", ids ? "fields not specified" : "ids not specified");
		return;
	}
	if (sf_record_split_fields(call, ids, &id_list) < 0 || sf_record_split_fields(call, fields, &field_list) < 0) {
		sf_answer_problem(call, CRM_E_NOMEM, NULL);
		return;
	}
	size_t n = 0;
	while (id_list[n])
		n++;
	if (collection_check_size(call, n, MAX_RETRIEVED))
		collection_retrieve(call, id_list, n, field_list);
}

static const char **collection_texts(struct sf_call *call, const crm_json *list, size_t *n)
{
	*n = 0;
	const char **texts = crm_arena_calloc(call->face->arena, crm_json_size(list) + 1, sizeof(*texts));
	for (const crm_json *e = crm_json_first(list); texts && e; e = crm_json_next(e))
		if (crm_json_is_string(e))
			texts[(*n)++] = crm_json_text(e);
	return texts;
}

void sf_post_collection_of(struct sf_call *call)
{
	crm_json *body = sf_call_body(call);
	if (!body)
		return;
	size_t n = 0, n_fields = 0;
	const char **ids = collection_texts(call, crm_json_get(body, "ids"), &n);
	const char **fields = collection_texts(call, crm_json_get(body, "fields"), &n_fields);
	call->resp->mutating = false;
	if (!ids || !fields)
		sf_answer_problem(call, CRM_E_NOMEM, NULL);
	else if (n_fields == 0)
		sf_answer_error(call, 400, "MISSING_ARGUMENT", "fields not specified");
	else if (collection_check_size(call, n, MAX_RETRIEVED))
		collection_retrieve(call, ids, n, fields);
	crm_json_free(body);
}

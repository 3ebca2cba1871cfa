/* SPDX-License-Identifier: Apache-2.0 */
/* The whole org as JSON lines: counters, tokens, custom fields, rows. */
#include <stdlib.h>
#include <string.h>

#include "custom_field.h"
#include "bulk_job.h"
#include "face.h"
#include "oauth.h"
#include "org.h"
#include "resources.h"

static void state_write_head(const struct face *face, struct crm_buf *out)
{
	struct crm_json_writer w;
	crm_jw_init(&w, out);
	crm_jw_object(&w);
	crm_jw_field_int(&w, "salesforce", 1);
	crm_jw_field_int(&w, "delete_calls", face->delete_calls);
	crm_jw_field_int(&w, "day_start", face->day_start);
	crm_jw_field_int(&w, "day_calls", face->day_calls);
	crm_jw_end_object(&w);
	crm_buf_char(out, '\n');
}

static void state_write_fields(const struct sf_table *table, struct crm_buf *out)
{
	for (size_t c = 0; c < table->n_columns; c++) {
		const struct sf_custom *custom = table->columns[c].custom;
		if (!custom || custom->removed)
			continue;
		struct crm_buf name;
		struct crm_json_writer w;
		crm_buf_init(&name, 256);
		crm_buf_printf(&name, "%s.%s", table->object->name, custom->field.name);
		crm_jw_init(&w, out);
		crm_jw_object(&w);
		crm_jw_field(&w, "field", name.ptr);
		crm_jw_field(&w, "id", custom->id);
		crm_jw_key(&w, "metadata");
		sf_custom_write(&w, custom);
		crm_jw_end_object(&w);
		crm_buf_char(out, '\n');
		crm_buf_free(&name);
	}
}

static void state_write_row(const struct sf_table *table, const struct sf_row *row, struct crm_buf *out)
{
	struct crm_json_writer w;
	uint64_t number;
	crm_jw_init(&w, out);
	crm_jw_object(&w);
	crm_jw_field(&w, "row", table->object->name);
	crm_jw_field_int(&w, "number", row->number);
	if (!sf_id_number(row->id, &number) || number != row->number)
		crm_jw_field(&w, "id", row->id);
	if (row->purged) {
		crm_jw_field_bool(&w, "purged", true);
	} else {
		crm_jw_field_int(&w, "created", row->created);
		crm_jw_field_int(&w, "modified", row->modified);
		crm_jw_field_int(&w, "stamp", row->stamp);
		crm_jw_field(&w, "created_by", row->created_by);
		crm_jw_field(&w, "modified_by", row->modified_by);
		if (row->deleted) {
			crm_jw_field_int(&w, "deleted_at", row->deleted_at);
			crm_jw_field_int(&w, "delete_call", row->delete_call);
		}
		crm_jw_key(&w, "values");
		crm_jw_object(&w);
		for (size_t i = 0; i < row->n_values; i++)
			if (!(table->columns[row->values[i].column].custom &&
			      table->columns[row->values[i].column].custom->removed))
				crm_jw_field(&w, table->columns[row->values[i].column].field->name,
					     row->values[i].text);
		crm_jw_end_object(&w);
	}
	crm_jw_end_object(&w);
	crm_buf_char(out, '\n');
}

int sf_state_save(struct face *face, struct crm_buf *out, struct crm_error *err)
{
	sf_org_sync(face);
	state_write_head(face, out);
	sf_oauth_save(face, out);
	for (size_t t = 0; t < sf_n_objects; t++)
		state_write_fields(&face->tables[t], out);
	for (size_t t = 0; t < sf_n_objects; t++)
		for (size_t r = 0; r < face->tables[t].n_rows; r++)
			state_write_row(&face->tables[t], face->tables[t].rows[r], out);
	return out->failed ? crm_error_no_memory(err) : CRM_OK;
}

/* --- loading --------------------------------------------------------------------------------------------- */

static int64_t state_int(const crm_json *line, const char *name)
{
	int64_t value = 0;
	(void)crm_json_int(crm_json_get(line, name), &value);
	return value;
}

static int state_load_head(struct face *face, const crm_json *line, struct crm_error *err)
{
	if (state_int(line, "salesforce") != 1)
		return crm_error_set(err, CRM_E_INVALID, "it is no state of a Salesforce org");
	face->delete_calls = (uint32_t)state_int(line, "delete_calls");
	face->day_start = state_int(line, "day_start");
	face->day_calls = state_int(line, "day_calls");
	return CRM_OK;
}

/* The field's CustomField row comes with the other rows, so the one that is made here goes away again. */
static int state_load_field(struct face *face, const crm_json *line, struct crm_error *err)
{
	struct sf_failure failure = {0};
	struct sf_row *row = NULL;
	const char *name = crm_json_get_string(line, "field"), *id = crm_json_get_string(line, "id");
	int rc = sf_custom_create(face, name, crm_json_get(line, "metadata"), &row, &failure);
	if (rc == SF_REFUSED)
		return crm_error_set(err, CRM_E_INVALID, "custom field '%s': %s", name ? name : "", failure.message);
	if (rc < 0)
		return rc;
	struct sf_table *fields = sf_table_find(face, "CustomField");
	for (size_t t = 0; t < sf_n_objects && id; t++)
		for (size_t c = 0; c < face->tables[t].n_columns; c++) {
			struct sf_custom *custom = face->tables[t].columns[c].custom;
			if (custom && strcmp(custom->id, row->id) == 0)
				(void)sf_id_normalise(id, custom->id);
		}
	sf_row_clear(fields, row);
	crm_free(row);
	fields->n_rows--;
	return CRM_OK;
}

static const char *state_user(const struct face *face, const char *id, const struct sf_row *self)
{
	const struct sf_row *user = id ? sf_row_find(sf_table_find(face, "User"), id) : NULL;
	if (user)
		return user->id;
	return face->user ? face->user->id : self->id;
}

static int state_load_values(struct sf_table *table, struct sf_row *row, const crm_json *values, struct crm_error *err)
{
	for (const crm_json *e = crm_json_first(values); e; e = crm_json_next(e)) {
		int column = sf_column_any(table, crm_json_name(e));
		if (column < 0)
			return crm_error_set(err, CRM_E_INVALID, "%s has no field '%s'", table->object->name,
					     crm_json_name(e));
		int rc = sf_row_set(table, row, (size_t)column, crm_json_text(e));
		if (rc < 0)
			return crm_error_set(err, rc, "out of memory");
	}
	return CRM_OK;
}

static int state_load_row(struct face *face, const crm_json *line, struct crm_error *err)
{
	const char *object = crm_json_get_string(line, "row");
	struct sf_table *table = object ? sf_table_find(face, object) : NULL;
	if (!table || state_int(line, "number") != (int64_t)table->n_rows)
		return crm_error_set(err, CRM_E_INVALID, "a row of '%s' is out of place", object ? object : "");
	struct sf_row *row = sf_row_add(face, table);
	if (!row)
		return crm_error_no_memory(err);
	const char *id = crm_json_get_string(line, "id");
	if (id && sf_row_rename(table, row, id) < 0)
		return crm_error_set(err, CRM_E_INVALID, "'%s' is no id of a %s", id, object);
	row->purged = crm_json_true(crm_json_get(line, "purged"));
	row->created = state_int(line, "created");
	row->modified = state_int(line, "modified");
	row->stamp = state_int(line, "stamp");
	row->deleted = crm_json_get(line, "deleted_at") != NULL;
	row->deleted_at = state_int(line, "deleted_at");
	row->delete_call = (uint32_t)state_int(line, "delete_call");
	return state_load_values(table, row, crm_json_get(line, "values"), err);
}

static int state_load_line(struct face *face, const crm_json *line, struct crm_error *err)
{
	if (crm_json_get(line, "salesforce"))
		return state_load_head(face, line, err);
	if (crm_json_get(line, "row"))
		return state_load_row(face, line, err);
	if (crm_json_get(line, "field"))
		return state_load_field(face, line, err);
	return sf_oauth_load(face, line);
}

/* Users may come after the rows that name them. */
static int state_load_people(struct face *face, const char *text, size_t len, struct crm_error *err)
{
	struct sf_table *users = sf_table_find(face, "User");
	if (users->n_rows == 0 || sf_table_find(face, "Organization")->n_rows == 0)
		return crm_error_set(err, CRM_E_INVALID, "it has no user or no organization");
	face->user = users->rows[0];
	for (const char *end = text + len; text < end;) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t n = newline ? (size_t)(newline - text) : (size_t)(end - text);
		crm_json *line = NULL;
		if (n && crm_json_parse(text, n, &line, NULL) == CRM_OK && crm_json_get(line, "row")) {
			struct sf_table *table = sf_table_find(face, crm_json_get_string(line, "row"));
			struct sf_row *row = table->rows[state_int(line, "number")];
			row->created_by = state_user(face, crm_json_get_string(line, "created_by"), row);
			row->modified_by = state_user(face, crm_json_get_string(line, "modified_by"), row);
		}
		crm_json_free(line);
		text += n + 1;
	}
	return CRM_OK;
}

int sf_state_load(struct face *face, const char *text, size_t len, struct crm_error *err)
{
	crm_arena_reset(face->arena);
	sf_locators_free(face);
	sf_bulk_jobs_free(face);
	sf_oauth_free(face);
	sf_seed_free(face);
	int rc = sf_org_reset(face);
	const char *end = text + len;
	for (const char *p = text; p < end && rc == CRM_OK;) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		size_t n = newline ? (size_t)(newline - p) : (size_t)(end - p);
		crm_json *line = NULL;
		rc = n ? crm_json_parse(p, n, &line, err) : CRM_OK;
		if (rc == CRM_OK && line)
			rc = state_load_line(face, line, err);
		crm_json_free(line);
		p += n + 1;
	}
	if (rc == CRM_OK)
		rc = state_load_people(face, text, len, err);
	if (rc < 0 && sf_org_reset(face) == CRM_OK)
		(void)sf_org_fill(face); /* a usable org, whatever was read */
	return rc;
}

/* Ids are places in a table: what is not there any more leaves a gap. */
int sf_state_keep_ids(struct face *face, const struct face *from)
{
	for (size_t t = 0; t < sf_n_objects; t++)
		while (face->tables[t].n_rows < from->tables[t].n_rows) {
			struct sf_row *row = sf_row_add(face, &face->tables[t]);
			if (!row)
				return CRM_E_NOMEM;
			row->purged = true;
		}
	return CRM_OK;
}

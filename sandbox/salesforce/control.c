/* SPDX-License-Identifier: Apache-2.0 */
/* What a person does in the vendor's own UI, and a look at all records. */
#include <string.h>

#include <crmsync/timestamp.h>

#include "bulk_job.h"
#include "face.h"
#include "lifecycle.h"
#include "org.h"
#include "text.h"
#include "undo.h"
#include "value.h"
#include "write.h"

/* --- finding --------------------------------------------------------------------------------------------- */

static struct sf_table *control_table(struct face *face, const char *object, struct crm_error *err)
{
	static const char *const names[][2] = {{"contact", "Contact"},
					       {"company", "Account"},
					       {"deal", "Opportunity"},
					       {"owner", "User"},
					       {"lead", "Lead"}};
	const char *name = object;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i][0], object) == 0)
			name = names[i][1];
	struct sf_table *table = sf_table_find(face, name);
	if (!table)
		(void)crm_error_set(err, CRM_E_NOT_FOUND, "no object '%s'", object);
	return table;
}

static struct sf_row *control_row(const struct sf_table *table, const char *id, struct crm_error *err)
{
	struct sf_row *row = sf_row_find(table, id);
	if (!row)
		(void)crm_error_set(err, CRM_E_NOT_FOUND, "no %s '%s'", table->object->name, id);
	return row;
}

/* Turns a refusal of the vendor's rules into an error of the control request. */
static int control_result(int rc, const struct sf_failure *failure, struct crm_error *err)
{
	if (rc == SF_REFUSED)
		return crm_error_set(err, CRM_E_REJECTED, "%s: %s", failure->code, failure->message);
	return rc < 0 ? crm_error_set(err, rc, "out of memory") : rc;
}

/* --- listing --------------------------------------------------------------------------------------------- */

static int control_write_contacts(struct face *face, struct crm_json_writer *w, const struct sf_row *row)
{
	static const struct sf_child roles = {"Opportunity", "OpportunityContactRole", "OpportunityId", NULL, false};
	struct sf_row **rows;
	size_t n;
	int rc = sf_children_of(face, &roles, row->id, false, &rows, &n);
	const struct sf_table *table = sf_table_find(face, "OpportunityContactRole");
	crm_jw_key(w, "@contacts");
	crm_jw_array(w);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		crm_jw_string(w, sf_row_stored_name(table, rows[i], "ContactId"));
	crm_jw_end_array(w);
	return rc;
}

static int control_write_row(struct face *face, const struct sf_table *table, const struct sf_row *row,
			     struct crm_buf *out)
{
	struct crm_json_writer w;
	struct crm_buf scratch;
	int rc = CRM_OK;
	crm_buf_init(&scratch, CRM_BUF_MAX);
	crm_jw_init(&w, out);
	crm_jw_object(&w);
	crm_jw_field(&w, "id", row->id);
	crm_jw_field(&w, "object", table->object->name);
	crm_jw_field_bool(&w, "archived", row->deleted);
	crm_jw_field(&w, "merged_into", sf_row_stored_name(table, row, "MasterRecordId"));
	crm_jw_key(&w, "properties");
	crm_jw_object(&w);
	for (size_t c = 0; c < table->n_columns; c++) {
		if (table->columns[c].custom && table->columns[c].custom->removed)
			continue;
		crm_jw_key(&w, table->columns[c].field->name);
		sf_value_write(&w, table, row, c, &scratch);
	}
	crm_jw_end_object(&w);
	if (strcmp(table->object->name, "Opportunity") == 0)
		rc = control_write_contacts(face, &w, row);
	crm_jw_end_object(&w);
	crm_buf_char(out, '\n');
	crm_buf_free(&scratch);
	return rc;
}

int sf_control_list(struct face *face, const char *object, struct crm_buf *out, struct crm_error *err)
{
	const struct sf_table *table = control_table(face, object, err);
	if (!table)
		return CRM_E_NOT_FOUND;
	int rc = CRM_OK;
	sf_org_sync(face);
	sf_bulk_run_due(face);
	for (size_t i = 0; i < table->n_rows && rc == CRM_OK; i++) {
		crm_arena_reset(face->arena);
		if (!table->rows[i]->purged)
			rc = control_write_row(face, table, table->rows[i], out);
	}
	return rc < 0 || out->failed ? crm_error_no_memory(err) : CRM_OK;
}

/* --- editing --------------------------------------------------------------------------------------------- */

/* Members of an edit that are no fields of a record. */
struct control_extra {
	const crm_json *deleted, *convert, *company, *contacts;
	const crm_json *created, *modified, *stamp;
};

static const crm_json **control_extra_place(struct control_extra *extra, const char *name)
{
	const struct {
		const char *name;
		const crm_json **place;
	} places[] = {
		{"IsDeleted", &extra->deleted},    {"@convert", &extra->convert},
		{"@company", &extra->company},     {"@contacts", &extra->contacts},
		{"CreatedDate", &extra->created},  {"LastModifiedDate", &extra->modified},
		{"SystemModstamp", &extra->stamp},
	};
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strcmp(places[i].name, name) == 0)
			return places[i].place;
	return NULL;
}

/* Splits the members into fields (a new object) and extras. */
static int control_split(const crm_json *fields, crm_json **plain, struct control_extra *extra)
{
	struct crm_buf text;
	struct crm_json_writer w;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_jw_init(&w, &text);
	crm_jw_object(&w);
	for (const crm_json *e = crm_json_first(fields); e; e = crm_json_next(e)) {
		const crm_json **place = control_extra_place(extra, crm_json_name(e));
		if (place) {
			*place = e;
			continue;
		}
		crm_jw_key(&w, crm_json_name(e));
		crm_jw_value(&w, e);
	}
	crm_jw_end_object(&w);
	int rc = text.failed ? CRM_E_NOMEM : crm_json_parse(text.ptr, text.len, plain, NULL);
	crm_buf_free(&text);
	return rc;
}

static int control_set_times(struct face *face, const struct control_extra *extra, struct sf_row *row,
			     struct sf_failure *failure)
{
	const struct {
		const crm_json *json;
		int64_t *place;
	} times[] = {{extra->created, &row->created}, {extra->modified, &row->modified}, {extra->stamp, &row->stamp}};
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		int64_t ms;
		if (!times[i].json)
			continue;
		if (!crm_json_is_string(times[i].json) || !crm_time_parse(crm_json_text(times[i].json), &ms))
			return sf_refuse(face, failure, "INVALID_FIELD", "not a dateTime: %s",
					 crm_json_name(times[i].json));
		*times[i].place = ms - (ms % 1000 + 1000) % 1000;
	}
	return CRM_OK;
}

/* The contacts of an opportunity become exactly these. */
static int control_set_contacts(struct face *face, const crm_json *contacts, const struct sf_row *row,
				struct sf_failure *failure)
{
	static const struct sf_child roles = {"Opportunity", "OpportunityContactRole", "OpportunityId", NULL, false};
	struct sf_table *table = sf_table_find(face, "OpportunityContactRole");
	struct sf_row **rows;
	size_t n;
	int rc = sf_children_of(face, &roles, row->id, false, &rows, &n);
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = sf_record_delete(face, table, rows[i], failure);
	for (const crm_json *e = crm_json_first(contacts); rc == CRM_OK && e; e = crm_json_next(e)) {
		struct sf_write role = {.table = table, .actor = SF_BY_PERSON};
		const char *contact = crm_json_text(e);
		if (!contact)
			return sf_refuse(face, failure, "MALFORMED_ID", "@contacts holds something that is no id");
		rc = sf_write_put(face, &role, (size_t)sf_column_any(table, "OpportunityId"), row->id, false);
		if (rc == CRM_OK)
			rc = sf_write_put(face, &role, (size_t)sf_column_any(table, "ContactId"), contact, false);
		if (rc == CRM_OK)
			rc = sf_write_save(face, &role, failure);
	}
	return rc;
}

static int control_put_company(struct face *face, struct sf_write *write, const crm_json *company,
			       struct sf_failure *failure)
{
	int column = sf_column_any(write->table, "AccountId");
	const crm_json *id = crm_json_is_array(company) ? crm_json_first(company) : company;
	if (column < 0)
		return sf_refuse(face, failure, "INVALID_FIELD", "%s has no account", write->table->object->name);
	return sf_write_put(face, write, (size_t)column, crm_json_text(id), false);
}

static int control_apply(struct face *face, struct sf_write *write, const crm_json *plain,
			 const struct control_extra *extra, struct sf_failure *failure)
{
	int rc = CRM_OK;
	if (write->row && extra->deleted && !crm_json_true(extra->deleted))
		rc = sf_record_undelete(face, write->table, write->row, failure);
	if (rc == CRM_OK && write->row && write->row->deleted)
		rc = sf_refuse(face, failure, "ENTITY_IS_DELETED", "entity is deleted");
	if (rc == CRM_OK)
		rc = sf_write_parse(face, write, plain, failure);
	if (rc == CRM_OK && extra->company)
		rc = control_put_company(face, write, extra->company, failure);
	if (rc == CRM_OK && (!write->row || write->n_changes || !(extra->deleted || extra->convert)))
		rc = sf_write_save(face, write, failure);
	if (rc == CRM_OK && extra->convert)
		rc = strcmp(write->table->object->name, "Lead") == 0
			     ? sf_lead_convert(face, write->row, crm_json_get_string(extra->convert, "contactId"),
					       crm_json_get_string(extra->convert, "accountId"), failure)
			     : sf_refuse(face, failure, "INVALID_OPERATION", "only leads can be converted");
	if (rc == CRM_OK && extra->contacts)
		rc = control_set_contacts(face, extra->contacts, write->row, failure);
	return rc == CRM_OK ? control_set_times(face, extra, write->row, failure) : rc;
}

int sf_control_edit(struct face *face, const char *object, const char *id, const crm_json *fields, struct crm_buf *out,
		    struct crm_error *err)
{
	sf_bulk_run_due(face);
	sf_org_sync(face);
	struct sf_write write = {.table = control_table(face, object, err), .actor = SF_BY_PERSON};
	if (!write.table || (id && !(write.row = control_row(write.table, id, err))))
		return CRM_E_NOT_FOUND;
	struct control_extra extra = {0};
	struct sf_failure failure = {0};
	crm_json *plain = NULL;
	int rc = control_split(fields, &plain, &extra);
	if (rc == CRM_OK)
		rc = sf_undo_begin(face);
	if (rc == CRM_OK) {
		rc = control_apply(face, &write, plain, &extra, &failure);
		if (rc == CRM_OK)
			sf_undo_keep(face);
		else
			sf_undo_rollback(face);
	}
	if (rc == CRM_OK)
		rc = control_write_row(face, write.table, write.row, out);
	crm_json_free(plain);
	return control_result(rc, &failure, err);
}

int sf_control_remove(struct face *face, const char *object, const char *id, struct crm_error *err)
{
	sf_bulk_run_due(face);
	struct sf_table *table = control_table(face, object, err);
	struct sf_row *row = table ? control_row(table, id, err) : NULL;
	if (!row)
		return CRM_E_NOT_FOUND;
	struct sf_failure failure = {0};
	return control_result(sf_record_delete(face, table, row, &failure), &failure, err);
}

int sf_control_merge(struct face *face, const char *object, const char *winner, const char *loser, struct crm_buf *out,
		     struct crm_error *err)
{
	sf_bulk_run_due(face);
	sf_org_sync(face);
	struct sf_table *table = control_table(face, object, err);
	struct sf_row *to = table ? control_row(table, winner, err) : NULL;
	struct sf_row *from = to ? control_row(table, loser, err) : NULL;
	if (!from)
		return CRM_E_NOT_FOUND;
	struct sf_failure failure = {0};
	int rc = sf_record_merge(face, table, to, from, &failure);
	if (rc == CRM_OK)
		rc = control_write_row(face, table, to, out);
	return control_result(rc, &failure, err);
}

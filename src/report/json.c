/* SPDX-License-Identifier: Apache-2.0 */
/* Reports for programs; the members are documented in docs/json-output.md. */
#include <report/parts.h>

#include <string.h>

#include <crmsync/log.h>

void crm_report_safe_json(struct crm_buf *out, const char *json)
{
	struct crm_buf redacted;
	crm_buf_init(&redacted, CRM_BUF_MAX);
	crm_redact_append(&redacted, json);
	crm_escape_terminal_json(out, redacted.ptr);
	crm_buf_free(&redacted);
}

void crm_report_json_line(FILE *out, const struct crm_buf *line)
{
	struct crm_buf safe;
	crm_buf_init(&safe, CRM_BUF_MAX);
	crm_report_safe_json(&safe, line->ptr);
	fprintf(out, "%s\n", safe.ptr);
	crm_buf_free(&safe);
}

static void line_begin(struct crm_buf *buf, struct crm_json_writer *w, const char *type)
{
	crm_buf_init(buf, CRM_BUF_MAX);
	crm_jw_init(w, buf);
	crm_jw_object(w);
	crm_jw_field(w, "type", type);
	crm_jw_field_int(w, "version", 1);
}

static void line_end(struct report *r, struct crm_buf *buf, struct crm_json_writer *w)
{
	crm_jw_end_object(w);
	crm_report_json_line(r->options->out, buf);
	crm_buf_free(buf);
}

void report_operation_json(struct report *r, const struct crm_op_row *row)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	const char *uid, *name = report_record_name(r, row->golden, &uid);
	line_begin(&buf, &w, "operation");
	crm_jw_field(&w, "system", crm_engine_system(r->e, row->system)->settings->name);
	crm_jw_field(&w, "object", crm_object_name(row->object));
	crm_jw_field(&w, "kind", report_kind_word(row->kind));
	crm_jw_field(&w, "record_kind", row->record_kind);
	crm_jw_field(&w, "id", row->vendor_id);
	crm_jw_field(&w, "crmsync_id", uid);
	crm_jw_field(&w, "name", name);
	crm_jw_field(&w, "state", crm_op_state_name(row->state));
	if (row->message != NULL)
		crm_jw_field(&w, "message", row->message);
	crm_jw_key(&w, "changes");
	crm_jw_raw(&w, row->changes, strlen(row->changes));
	line_end(r, &buf, &w);
}

void crm_report_hold(FILE *out, const struct crm_hold_row *row, const char *system)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	line_begin(&buf, &w, "hold");
	crm_jw_field(&w, "kind", row->kind);
	crm_jw_field(&w, "object", crm_object_name(row->object));
	crm_jw_field(&w, "system", system);
	crm_jw_field(&w, "field", row->field);
	crm_jw_field(&w, "summary", row->summary);
	crm_jw_key(&w, "detail");
	crm_jw_raw(&w, row->detail, strlen(row->detail));
	crm_jw_end_object(&w);
	crm_report_json_line(out, &buf);
	crm_buf_free(&buf);
}

void report_hold_json(struct report *r, const struct crm_hold_row *row)
{
	const struct crm_system *s = row->system ? crm_engine_system(r->e, row->system) : NULL;
	crm_report_hold(r->options->out, row, s ? s->settings->name : NULL);
}

void report_summary_json(struct report *r, const struct crm_summary *summary)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_summary_write(r->e, summary, &w);
	crm_report_json_line(r->options->out, &buf);
	crm_buf_free(&buf);
}

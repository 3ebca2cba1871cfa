/* SPDX-License-Identifier: Apache-2.0 */
/* Reading requests and answering errors. */
#include "call.h"

#include <string.h>
#include <strings.h>

const char *sf_call_header(const struct sf_call *call, const char *name)
{
	for (const crm_json *e = crm_json_first(call->headers); e; e = crm_json_next(e))
		if (strcasecmp(crm_json_name(e), name) == 0)
			return crm_json_text(e);
	return face_header(call->req, name);
}

const char *sf_call_query(const struct sf_call *call, const char *name)
{
	struct crm_buf value;
	crm_buf_init(&value, CRM_BUF_MAX);
	const char *out = NULL;
	if (face_query(call->req, name, 0, &value) && !value.failed)
		out = crm_arena_strndup(call->face->arena, value.ptr, value.len);
	crm_buf_free(&value);
	return out;
}

crm_json *sf_call_body(const struct sf_call *call)
{
	crm_json *body = NULL;
	struct crm_error err = {0};
	if (call->req->body_len == 0)
		(void)crm_error_set(&err, CRM_E_INVALID, "Unexpected end-of-input: no content");
	else if (crm_json_parse(call->req->body, call->req->body_len, &body, &err) < 0)
		body = NULL;
	if (body && !crm_json_is_object(body)) {
		crm_json_free(body);
		body = NULL;
		(void)crm_error_set(&err, CRM_E_INVALID, "Unexpected token: expected an object at [line:1, column:1]");
	}
	if (!body)
		sf_answer_error(call, 400, "JSON_PARSER_ERROR", crm_error_text(&err));
	crm_error_clear(&err);
	return body;
}

void sf_answer_error(const struct sf_call *call, int status, const char *code, const char *message)
{
	struct crm_json_writer w;
	crm_buf_reset(&call->resp->body);
	crm_jw_init(&w, &call->resp->body);
	crm_jw_array(&w);
	crm_jw_object(&w);
	crm_jw_field(&w, "message", message);
	crm_jw_field(&w, "errorCode", code);
	crm_jw_end_object(&w);
	crm_jw_end_array(&w);
	call->resp->status = status;
}

void sf_answer_not_found(const struct sf_call *call)
{
	sf_answer_error(call, 404, "NOT_FOUND", "The requested resource does not exist");
}

/* The member was misspelt "duplicateResut" in the versions that were recorded (50.0, 51.0). */
static void answer_write_matches(const struct sf_call *call, struct crm_json_writer *w,
				 const struct sf_failure *failure)
{
	const char *object = failure->match_table->object->name;
	struct crm_buf rule;
	crm_buf_init(&rule, 256);
	crm_buf_printf(&rule, "Standard_%s_Duplicate_Rule", object);
	crm_jw_key(w, call->version < 53 ? "duplicateResut" : "duplicateResult");
	crm_jw_object(w);
	crm_jw_field_bool(w, "allowSave", true);
	crm_jw_field(w, "duplicateRule", rule.ptr);
	crm_jw_field(w, "duplicateRuleEntityType", object);
	crm_jw_field(w, "errorMessage", failure->message);
	crm_jw_key(w, "matchResults");
	crm_jw_array(w);
	crm_jw_object(w);
	crm_jw_field(w, "entityType", object);
	crm_jw_key(w, "errors");
	crm_jw_array(w);
	crm_jw_end_array(w);
	crm_jw_field(w, "matchEngine", "ExactMatchEngine");
	crm_jw_key(w, "matchRecords");
	crm_jw_array(w);
	for (size_t i = 0; i < failure->n_matches; i++) {
		crm_jw_object(w);
		crm_jw_key(w, "additionalInformation");
		crm_jw_array(w);
		crm_jw_end_array(w);
		crm_jw_key(w, "fieldDiffs");
		crm_jw_array(w);
		crm_jw_end_array(w);
		crm_jw_key(w, "matchConfidence");
		crm_jw_number(w, "100.0");
		crm_jw_key(w, "record");
		crm_jw_object(w);
		sf_write_attributes(call, w, failure->match_table, failure->matches[i], object);
		crm_jw_field(w, "Id", failure->matches[i]->id);
		crm_jw_end_object(w);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
	crm_buf_reset(&rule);
	crm_buf_printf(&rule, "Standard_%s_Match_Rule_v1_0", object);
	crm_jw_field(w, "rule", rule.ptr);
	crm_jw_field_int(w, "size", (int64_t)failure->n_matches);
	crm_jw_field_bool(w, "success", true);
	crm_jw_end_object(w);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
	crm_buf_free(&rule);
}

void sf_answer_failure(const struct sf_call *call, const struct sf_failure *failure)
{
	struct crm_json_writer w;
	crm_buf_reset(&call->resp->body);
	crm_jw_init(&w, &call->resp->body);
	crm_jw_array(&w);
	crm_jw_object(&w);
	if (failure->n_matches)
		answer_write_matches(call, &w, failure);
	crm_jw_field(&w, "message", failure->message);
	crm_jw_field(&w, "errorCode", failure->code);
	if (!failure->without_fields && !failure->n_matches) {
		crm_jw_key(&w, "fields");
		crm_jw_array(&w);
		for (size_t i = 0; i < failure->n_fields; i++)
			crm_jw_string(&w, failure->fields[i]);
		crm_jw_end_array(&w);
	}
	crm_jw_end_object(&w);
	crm_jw_end_array(&w);
	call->resp->status = failure->status ? failure->status : 400;
}

void sf_answer_problem(const struct sf_call *call, int rc, const struct sf_failure *failure)
{
	if (rc == SF_REFUSED)
		sf_answer_failure(call, failure);
	else
		sf_answer_error(call, 500, "UNKNOWN_EXCEPTION",
				"An unexpected error occurred. Please include this ErrorId if you "
				"contact support: out of memory");
}

void sf_write_record_path(const struct sf_call *call, struct crm_buf *out, const struct sf_table *table, const char *id)
{
	crm_buf_printf(out, "/services/data/v%u.0/%ssobjects/%s/%s", call->version,
		       table->object->flags & SF_OBJ_TOOLING ? "tooling/" : "", table->object->name, id);
}

void sf_write_attributes(const struct sf_call *call, struct crm_json_writer *w, const struct sf_table *table,
			 const struct sf_row *row, const char *type)
{
	struct crm_buf url;
	crm_buf_init(&url, 512);
	sf_write_record_path(call, &url, table, row->id);
	crm_jw_key(w, "attributes");
	crm_jw_object(w);
	crm_jw_field(w, "type", type);
	crm_jw_field(w, "url", url.ptr);
	crm_jw_end_object(w);
	crm_buf_free(&url);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Answers: headers and error bodies as recorded. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "hubspot.h"

const char *hs_format(struct hs_call *call, const char *fmt, ...)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	va_list ap;
	va_start(ap, fmt);
	crm_buf_vprintf(&text, fmt, ap);
	va_end(ap);
	char *copy = text.failed ? NULL : crm_arena_strdup(call->arena, text.ptr);
	crm_buf_free(&text);
	return copy;
}

bool hs_method(const struct hs_call *call, const char *method)
{
	return strcmp(call->req->method, method) == 0;
}

const char *hs_query(struct hs_call *call, const char *name)
{
	struct crm_buf value;
	crm_buf_init(&value, CRM_BUF_MAX);
	const char *text = NULL;
	if (face_query(call->req, name, 0, &value) && !value.failed)
		text = crm_arena_strdup(call->arena, value.ptr);
	crm_buf_free(&value);
	return text;
}

void hs_answer_begin(struct hs_call *call)
{
	uint64_t a = face_random(call->face->host), b = face_random(call->face->host);
	snprintf(call->correlation, sizeof call->correlation, "%08x-%04x-4%03x-%04x-%012" PRIx64, (unsigned)(a >> 32),
		 (unsigned)(a >> 16 & 0xFFFF), (unsigned)(a & 0xFFF), (unsigned)(0x8000 | (b >> 48 & 0x3FFF)),
		 b & UINT64_C(0xFFFFFFFFFFFF));
	face_set_header(call->resp, "Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload");
	face_set_header(call->resp, "CF-Cache-Status", "DYNAMIC");
	face_set_header(call->resp, "Access-Control-Allow-Credentials", "false");
	face_set_header(call->resp, "X-HubSpot-Correlation-Id", "%s", call->correlation);
}

static void error_begin(struct hs_call *call, struct crm_json_writer *w, int status, const char *message)
{
	call->resp->status = status;
	crm_buf_reset(&call->resp->body);
	crm_jw_init(w, &call->resp->body);
	crm_jw_object(w);
	crm_jw_field(w, "status", "error");
	crm_jw_field(w, "message", message);
	crm_jw_field(w, "correlationId", call->correlation);
}

static void write_context(struct crm_json_writer *w, const char *name, const char *value)
{
	crm_jw_key(w, "context");
	crm_jw_object(w);
	crm_jw_key(w, name);
	crm_jw_array(w);
	crm_jw_string(w, value);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
}

int hs_answer_error(struct hs_call *call, int status, const char *category, const char *fmt, ...)
{
	struct crm_buf message;
	crm_buf_init(&message, CRM_BUF_MAX);
	va_list ap;
	va_start(ap, fmt);
	crm_buf_vprintf(&message, fmt, ap);
	va_end(ap);
	struct crm_json_writer w;
	error_begin(call, &w, status, message.ptr);
	if (category)
		crm_jw_field(&w, "category", category);
	crm_jw_end_object(&w);
	crm_buf_free(&message);
	return CRM_OK;
}

/* The vendor packs the list of faults as JSON into the message. */
static void faults_message(struct crm_buf *out, const struct hs_fault *faults)
{
	crm_buf_str(out, "Property values were not valid: ");
	struct crm_json_writer w;
	crm_jw_init(&w, out);
	crm_jw_array(&w);
	for (const struct hs_fault *fault = faults; fault; fault = fault->next) {
		crm_jw_object(&w);
		crm_jw_field_bool(&w, "isValid", false);
		crm_jw_field(&w, "message", fault->message);
		crm_jw_field(&w, "error", fault->code);
		crm_jw_field(&w, "name", fault->name);
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
}

static void write_faults(struct crm_json_writer *w, const struct hs_fault *faults)
{
	crm_jw_key(w, "errors");
	crm_jw_array(w);
	for (const struct hs_fault *fault = faults; fault; fault = fault->next) {
		crm_jw_object(w);
		crm_jw_field(w, "message", fault->message);
		crm_jw_field(w, "code", fault->code);
		write_context(w, "propertyName", fault->name);
		crm_jw_end_object(w);
	}
	crm_jw_end_array(w);
}

int hs_answer_refusal(struct hs_call *call, const struct hs_refusal *refusal)
{
	struct crm_buf message;
	crm_buf_init(&message, CRM_BUF_MAX);
	if (refusal->message)
		crm_buf_str(&message, refusal->message);
	else
		faults_message(&message, refusal->faults);
	struct crm_json_writer w;
	error_begin(call, &w, refusal->status, message.ptr);
	crm_buf_free(&message);
	if (refusal->context_name && strcmp(refusal->category, "CONFLICT") != 0)
		write_context(&w, refusal->context_name, refusal->context_value);
	if (refusal->faults)
		write_faults(&w, refusal->faults);
	crm_jw_field(&w, "category", refusal->category);
	if (refusal->sub_category)
		crm_jw_field(&w, "subCategory", refusal->sub_category);
	crm_jw_end_object(&w);
	return CRM_OK;
}

void hs_write_refusal_item(struct crm_json_writer *w, const struct hs_refusal *refusal, const char *trace_id)
{
	struct crm_buf message;
	crm_buf_init(&message, CRM_BUF_MAX);
	if (refusal->message)
		crm_buf_str(&message, refusal->message);
	else
		faults_message(&message, refusal->faults);
	crm_jw_object(w);
	crm_jw_field(w, "status", "error");
	crm_jw_field(w, "category", refusal->category);
	if (refusal->sub_category)
		crm_jw_field(w, "subCategory", refusal->sub_category);
	crm_jw_field(w, "message", message.ptr);
	crm_buf_free(&message);
	crm_jw_key(w, "context");
	crm_jw_object(w);
	if (trace_id) {
		crm_jw_key(w, "objectWriteTraceId");
		crm_jw_array(w);
		crm_jw_string(w, trace_id);
		crm_jw_end_array(w);
	}
	if (refusal->context_name) {
		crm_jw_key(w, refusal->context_name);
		crm_jw_array(w);
		crm_jw_string(w, refusal->context_value);
		crm_jw_end_array(w);
	}
	crm_jw_end_object(w);
	if (refusal->faults)
		write_faults(w, refusal->faults);
	crm_jw_end_object(w);
}

int hs_answer_not_found(struct hs_call *call, const char *message)
{
	return hs_answer_error(call, 404, "OBJECT_NOT_FOUND", "%s", message);
}

int hs_answer_html_404(struct hs_call *call)
{
	call->resp->status = 404;
	call->resp->content_type = "text/html;charset=utf-8";
	crm_buf_reset(&call->resp->body);
	crm_buf_str(
		&call->resp->body,
		"<html>\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html;charset=utf-8\"/>\n"
		"<title>Error 404 Not Found</title>\n</head>\n<body><h2>HTTP ERROR 404</h2>\n"
		"<p>Problem accessing the requested page. Reason:\n<pre>    Not Found</pre></p>\n</body>\n</html>\n");
	return CRM_OK;
}

int hs_answer_record_missing(struct hs_call *call, enum hs_type type)
{
	if (type == HS_CONTACT && hs_option_flag(call->face, "html_404", true))
		return hs_answer_html_404(call);
	return hs_answer_not_found(call, "resource not found");
}

int hs_answer_method(struct hs_call *call)
{
	return hs_answer_error(call, 405, NULL, "HTTP 405 Method Not Allowed");
}

int hs_answer_scopes(struct hs_call *call, const char *scope)
{
	struct crm_json_writer w;
	error_begin(call, &w, 403, "One or more of the following scopes are required.");
	crm_jw_key(&w, "context");
	crm_jw_object(&w);
	crm_jw_key(&w, "requiredGranularScopes");
	crm_jw_array(&w);
	crm_jw_string(&w, scope);
	crm_jw_end_array(&w);
	crm_jw_key(&w, "links");
	crm_jw_array(&w);
	crm_jw_string(&w, "https://developers.hubspot.com/scopes");
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
	crm_jw_field(&w, "category", "MISSING_SCOPES");
	crm_jw_end_object(&w);
	return CRM_OK;
}

void hs_write_time(struct crm_json_writer *w, const char *name, int64_t ms)
{
	char text[CRM_TIME_TEXT];
	crm_time_format(ms, text);
	crm_jw_field(w, name, text);
}

void hs_write_batch_begin(struct hs_call *call, struct crm_json_writer *w)
{
	crm_buf_reset(&call->resp->body);
	crm_jw_init(w, &call->resp->body);
	crm_jw_object(w);
	hs_write_time(w, "completedAt", face_now(call->face->host));
	crm_jw_field(w, "status", "COMPLETE");
	hs_write_time(w, "startedAt", call->now);
}

bool hs_call_body(struct hs_call *call, int *result)
{
	struct crm_error err = {0};
	int rc = crm_json_parse(call->req->body, call->req->body_len, &call->body, &err);
	if (rc == CRM_OK && crm_json_is_object(call->body)) {
		*result = CRM_OK;
		return true;
	}
	*result = rc == CRM_E_NOMEM ? rc
				    : hs_answer_error(call, 400, "VALIDATION_ERROR", "Invalid input JSON on %s",
						      rc == CRM_OK ? "line 1, column 1: an object was expected"
								   : crm_error_text(&err));
	crm_error_clear(&err);
	return false;
}

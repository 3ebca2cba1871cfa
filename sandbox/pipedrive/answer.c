/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers and their error bodies.  Three layers of Pipedrive write errors, each in its own shape: the gateway
 * (errorCode; recorded), the v1 API (error_info, data, additional_data; recorded) and the schema validation of v2
 * (code; from reports of users of the official clients).
 */
#include <stdarg.h>

#include "pipedrive.h"

#define INFO_GATEWAY "Please check developers.pipedrive.com"
#define INFO_V1      "Please check developers.pipedrive.com for more information about Pipedrive API."

void pd_begin(struct pd_call *call)
{
	call->resp->status = 200;
	crm_jw_init(&call->json, &call->resp->body);
	crm_jw_object(&call->json);
	crm_jw_field_bool(&call->json, "success", true);
	crm_jw_key(&call->json, "data");
}

void pd_end(struct pd_call *call)
{
	crm_jw_end_object(&call->json);
}

void pd_end_page(struct pd_call *call, const char *next_cursor)
{
	crm_jw_key(&call->json, "additional_data");
	crm_jw_object(&call->json);
	crm_jw_field(&call->json, "next_cursor", next_cursor);
	crm_jw_end_object(&call->json);
	crm_jw_end_object(&call->json);
}

static void fail_begin(struct crm_json_writer *w, struct face_response *resp, int status, const char *error)
{
	crm_buf_reset(&resp->body);
	resp->status = status;
	resp->records = 0;
	crm_jw_init(w, &resp->body);
	crm_jw_object(w);
	crm_jw_field_bool(w, "success", false);
	crm_jw_field(w, "error", error);
}

void pd_fail_gateway(struct face_response *resp, int status, const char *text)
{
	struct crm_json_writer w;

	fail_begin(&w, resp, status, text);
	crm_jw_field_int(&w, "errorCode", status);
	crm_jw_field(&w, "error_info", INFO_GATEWAY);
	crm_jw_end_object(&w);
}

static void fail_with_info(struct face_response *resp, int status, const char *error, const char *info)
{
	struct crm_json_writer w;

	fail_begin(&w, resp, status, error);
	crm_jw_field(&w, "error_info", info);
	crm_jw_key(&w, "data");
	crm_jw_null(&w);
	crm_jw_key(&w, "additional_data");
	crm_jw_null(&w);
	crm_jw_end_object(&w);
}

void pd_fail_v1(struct pd_call *call, int status, const char *fmt, ...)
{
	struct crm_buf text;
	va_list ap;

	crm_buf_init(&text, CRM_BUF_MAX);
	va_start(ap, fmt);
	crm_buf_vprintf(&text, fmt, ap);
	va_end(ap);
	fail_with_info(call->resp, status, text.ptr, INFO_V1);
	crm_buf_free(&text);
}

void pd_fail_v2(struct pd_call *call, int status, const char *code, const char *fmt, ...)
{
	struct crm_json_writer w;
	struct crm_buf text;
	va_list ap;

	crm_buf_init(&text, CRM_BUF_MAX);
	va_start(ap, fmt);
	crm_buf_vprintf(&text, fmt, ap);
	va_end(ap);
	fail_begin(&w, call->resp, status, text.ptr);
	crm_jw_field(&w, "code", code);
	crm_jw_end_object(&w);
	crm_buf_free(&text);
}

void pd_fail_validation(struct pd_call *call, const struct crm_buf *errors)
{
	if (call->version == 1)
		pd_fail_v1(call, 400, "%s", errors->ptr);
	else
		pd_fail_v2(call, 400, "ERR_SCHEMA_VALIDATION_FAILED", "Validation failed: %s", errors->ptr);
}

/* v2: the only 404 body that OpenAPI v2 shows (POST /deals/{id}/convert/lead). */
void pd_fail_not_found(struct pd_call *call, const char *title)
{
	if (call->version == 1)
		pd_fail_v1(call, 404, "%s not found", title);
	else
		fail_with_info(call->resp, 404, "Entity was not found", "Object was not found.");
}

void pd_fail_nomem(struct pd_call *call)
{
	pd_fail_v2(call, 500, "ERR_UNKNOWN", "Internal Server Error");
}

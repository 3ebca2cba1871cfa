/* SPDX-License-Identifier: Apache-2.0 */
/* What the API says when it refuses. */
#include "failure.h"

#include <string.h>

#include "auth.h"

static const struct {
	const char *code;
	int class;
} classes[] = {
	{"INVALID_SESSION_ID", CRM_E_EXPIRED},
	{"INVALID_AUTH_HEADER", CRM_E_EXPIRED},
	{"INVALID_QUERY_LOCATOR", CRM_E_CURSOR},
	{"REQUEST_LIMIT_EXCEEDED", CRM_E_BUDGET},
	{"API_CURRENTLY_DISABLED", CRM_E_PERMISSION},
	{"API_DISABLED_FOR_ORG", CRM_E_PERMISSION},
	{"FUNCTIONALITY_NOT_ENABLED", CRM_E_PERMISSION},
	{"INSUFFICIENT_ACCESS", CRM_E_PERMISSION},
	{"INSUFFICIENT_ACCESS_OR_READONLY", CRM_E_PERMISSION},
	{"INVALID_TYPE", CRM_E_PERMISSION},
	{"QUERY_TIMEOUT", CRM_E_SERVER},
	{"QUERY_TOO_COMPLICATED", CRM_E_REJECTED},
	{"SERVER_UNAVAILABLE", CRM_E_SERVER},
	{"SERVICE_UNAVAILABLE", CRM_E_SERVER},
	{"UNABLE_TO_LOCK_ROW", CRM_E_SERVER},
	{"UNKNOWN_EXCEPTION", CRM_E_SERVER},
};

static const crm_json *first_error(const crm_json *value)
{
	return crm_json_is_array(value) ? crm_json_first(value) : value;
}

bool sf_fault_read(const crm_json *value, struct sf_fault *out)
{
	const crm_json *error = first_error(value);
	const char *code = crm_json_get_string(error, "errorCode");
	if (!code)
		code = crm_json_get_string(error, "statusCode");
	if (!code)
		return false;
	const char *message = crm_json_get_string(error, "message");
	const crm_json *field = crm_json_first(crm_json_get(error, "fields"));
	size_t n = crm_json_is_array(value) ? crm_json_size(value) : 1;
	*out = (struct sf_fault){.code = code,
				 .message = message ? message : "",
				 .field = crm_json_is_string(field) ? crm_json_text(field) : NULL,
				 .more = n - 1};
	return true;
}

static int class_by_status(int status)
{
	switch (status) {
	case 401:
		return CRM_E_EXPIRED;
	case 403:
		return CRM_E_PERMISSION;
	case 404:
		return CRM_E_NOT_FOUND;
	case 429:
		return CRM_E_RATE;
	case 408:
	case 420:
	case 421:
	case 423:
		return CRM_E_SERVER;
	default:
		break;
	}
	if (status >= 500)
		return CRM_E_SERVER;
	return status >= 400 ? CRM_E_REJECTED : CRM_E_PROTOCOL;
}

/* The same code stands for the day's calls and for too many long ones at a time; only the words tell them apart. */
static bool is_concurrency(const struct sf_fault *fault)
{
	return strstr(fault->message, "oncurrent") != NULL;
}

int sf_failure_class(int status, const struct sf_fault *fault)
{
	if (!fault && (status == 409 || status == 422))
		return CRM_E_PROTOCOL; /* about content, but not in Salesforce's words: it may have been carried out */
	if (!fault || status >= 500)
		return class_by_status(status);
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		if (strcmp(classes[i].code, fault->code) != 0)
			continue;
		return classes[i].class == CRM_E_BUDGET && is_concurrency(fault) ? CRM_E_RATE : classes[i].class;
	}
	return class_by_status(status);
}

static int say(const struct sf_fault *fault, int status, int class, const char *what, struct crm_error *err)
{
	if (!fault)
		return crm_error_set(err, class, "%s: the answer has status %d and no error code", what, status);
	return crm_error_set(err, class, "%s: %s: %s", what, fault->code, fault->message);
}

int sf_failure(struct crm_connection *conn, const struct crm_http_response *resp, const char *what,
	       char code[SF_CODE_SIZE], struct crm_error *err)
{
	crm_json *body = NULL;
	struct sf_fault fault;
	bool known =
		crm_json_parse(resp->body.ptr, resp->body.len, &body, NULL) == CRM_OK && sf_fault_read(body, &fault);
	int class = sf_failure_class(resp->status, known ? &fault : NULL);
	if (class == CRM_E_EXPIRED)
		class = sf_auth_forget(conn);
	say(known ? &fault : NULL, resp->status, class, what, err);
	if (err) {
		err->http_status = resp->status;
		err->retry_after_ms = crm_http_retry_after(resp);
	}
	if (code) {
		size_t len = known ? strlen(fault.code) : 0;
		len = len < SF_CODE_SIZE ? len : SF_CODE_SIZE - 1;
		memcpy(code, known ? fault.code : "", len);
		code[len] = '\0';
	}
	crm_json_free(body);
	return class;
}

int sf_failure_of(enum sf_type type, int code, struct crm_error *err)
{
	if (type != SF_LEAD || (code != CRM_E_PERMISSION && code != CRM_E_NOT_FOUND))
		return code;
	crm_error_prefix(err, "leads cannot be read (the option 'leads: false' leaves them out)");
	if (err)
		err->code = CRM_E_PERMISSION;
	return CRM_E_PERMISSION;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Form of a request. */
#include "config.h"

#include "request_check.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

void crm_http_header(struct crm_http_request *req, const char *name, const char *value)
{
	assert(req->n_headers < CRM_HTTP_MAX_HEADERS);
	if (req->n_headers < CRM_HTTP_MAX_HEADERS)
		req->headers[req->n_headers++] = (struct crm_http_header){name, value};
}

const char *request_header(const struct crm_http_request *request, const char *name)
{
	for (size_t i = 0; i < request->n_headers; i++) {
		if (strcasecmp(request->headers[i].name, name) == 0)
			return request->headers[i].value;
	}
	return NULL;
}

static bool method_is_known(const char *method)
{
	static const char *const known[] = {"GET", "POST", "PATCH", "PUT", "DELETE"};
	for (size_t i = 0; method && i < sizeof known / sizeof *known; i++) {
		if (strcmp(method, known[i]) == 0)
			return true;
	}
	return false;
}

/* RFC 9110 section 5.6.2. */
static bool header_name_is_token(const char *name)
{
	static const char token[] = "!#$%&'*+-.^_`|~0123456789"
				    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	return name && name[0] != '\0' && name[strspn(name, token)] == '\0';
}

static bool header_value_is_plain(const char *value)
{
	for (const char *p = value; *p; p++) {
		unsigned char c = (unsigned char)*p;
		if ((c < 0x20 && c != '\t') || c == 0x7F)
			return false;
	}
	return true;
}

int request_check(const struct crm_http_request *request, struct crm_error *err)
{
	if (!method_is_known(request->method))
		return crm_error_set(err, CRM_E_INVALID, "unknown request method '%s'",
				     request->method ? request->method : "");
	for (size_t i = 0; i < request->n_headers; i++) {
		const struct crm_http_header *header = &request->headers[i];
		if (!header_name_is_token(header->name) || !header->value)
			return crm_error_set(err, CRM_E_INVALID, "malformed request header '%s'",
					     header->name ? header->name : "");
		if (!header_value_is_plain(header->value))
			return crm_error_set(err, CRM_E_CONFIG,
					     "the value of request header '%s' has control characters: is there a line break "
					     "in the credential?",
					     header->name);
	}
	return CRM_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What HubSpot's refusals mean. */
#include <ctype.h>
#include <string.h>

#include "hubspot.h"

struct fault_rule {
	int status;       /* 0: any */
	const char *word; /* occurs in category, policyName, errorType or message; NULL: any */
	int code;
	int64_t wait_ms; /* where the answer does not say; 0: no advice */
};

/* The first that fits counts.  423 and 477: error handling page; 429 bodies: recorded and documented. */
static const struct fault_rule fault_rules[] = {
	{400, NULL, CRM_E_REJECTED, 0},
	{401, NULL, CRM_E_EXPIRED, 0},
	{403, NULL, CRM_E_PERMISSION, 0},
	{404, NULL, CRM_E_NOT_FOUND, 0},
	{408, NULL, CRM_E_SERVER, 0},
	{423, NULL, CRM_E_SERVER, 2000},
	{429, "DAILY", CRM_E_BUDGET, 0},
	{429, "daily limit", CRM_E_BUDGET, 0},
	{429, "TEN_SECONDLY", CRM_E_RATE, 10000},
	{429, "ten_secondly", CRM_E_RATE, 10000},
	{429, "SECONDLY", CRM_E_RATE, 1000},
	{429, "secondly", CRM_E_RATE, 1000},
	{429, NULL, CRM_E_RATE, 10000},
	{477, NULL, CRM_E_SERVER, 0},
};

static bool fault_has_word(const crm_json *body, const char *word)
{
	static const char *const members[] = {"policyName", "category", "errorType", "message"};
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		const char *text = crm_json_get_string(body, members[i]);
		if (text && strstr(text, word))
			return true;
	}
	return false;
}

static struct fault_rule fault_find(int status, const crm_json *body)
{
	for (size_t i = 0; i < sizeof fault_rules / sizeof *fault_rules; i++) {
		if (fault_rules[i].status == status &&
		    (!fault_rules[i].word || fault_has_word(body, fault_rules[i].word)))
			return fault_rules[i];
	}
	if (status >= 500)
		return (struct fault_rule){.code = CRM_E_SERVER};
	if (status >= 400)
		return (struct fault_rule){.code = CRM_E_REJECTED};
	return (struct fault_rule){.code = CRM_E_PROTOCOL};
}

/* A token that HubSpot cannot even read is answered with 530 by the servers in front of it. */
static int fault_code(struct crm_connection *conn, const struct hubspot_call *call, int code)
{
	int status = call->response.status;
	if (status == 530 && conn->token.fixed && !conn->accepted)
		return CRM_E_AUTH;
	if (code == CRM_E_EXPIRED)
		hubspot_token_forget(&conn->token);
	if (code == CRM_E_EXPIRED && conn->token.fixed)
		return CRM_E_AUTH;
	if (code == CRM_E_PERMISSION && !crm_json_is_object(call->json))
		return CRM_E_PROTOCOL;
	return code;
}

static void fault_write_scopes(struct crm_buf *out, const crm_json *body)
{
	static const char *const paths[] = {"context.requiredGranularScopes", "context.requiredScopes",
					    "context.missingScopes"};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		const crm_json *scopes = crm_json_path(body, paths[i]);
		for (const crm_json *scope = crm_json_first(scopes); scope; scope = crm_json_next(scope))
			crm_buf_printf(out, "%s%s", scope == crm_json_first(scopes) ? ": " : ", ",
				       crm_json_text(scope) ? crm_json_text(scope) : "?");
	}
}

static void fault_write_message(struct crm_buf *out, const struct hubspot_call *call)
{
	const char *message = crm_json_get_string(call->json, "message");
	const char *category = crm_json_get_string(call->json, "category");
	crm_buf_printf(out, "%s: ", call->what);
	if (!message) {
		crm_buf_printf(out, "HubSpot answered with status %d%s", call->response.status,
			       crm_json_is_object(call->json) ? "" : " and no JSON");
		return;
	}
	crm_buf_str(out, message);
	fault_write_scopes(out, call->json);
	crm_buf_printf(out, " (%d%s%s)", call->response.status, category ? " " : "", category ? category : "");
}

int hubspot_fault(struct crm_connection *conn, const struct hubspot_call *call, struct crm_error *err)
{
	struct fault_rule rule = fault_find(call->response.status, call->json);
	struct crm_buf text;
	int64_t wait = crm_http_retry_after(&call->response);
	crm_buf_init(&text, 65536);
	fault_write_message(&text, call);
	int code = crm_error_set(err, fault_code(conn, call, rule.code), "%s",
				 text.failed ? "HubSpot refused the request" : text.ptr);
	crm_buf_free(&text);
	if (err) {
		err->http_status = call->response.status;
		err->retry_after_ms = wait >= 0 ? wait : rule.wait_ms;
	}
	return code;
}

int hubspot_no_memory(struct crm_error *err)
{
	return crm_error_no_memory(err);
}

/* Digits right before a mark. */
static const char *id_before(const char *text, const char *mark, struct crm_arena *arena)
{
	const char *end = strstr(text, mark);
	const char *begin = end;
	while (begin && begin > text && isdigit((unsigned char)begin[-1]))
		begin--;
	return begin && begin < end ? crm_arena_strndup(arena, begin, (size_t)(end - begin)) : NULL;
}

static const char *id_after(const char *text, const char *mark, struct crm_arena *arena)
{
	const char *begin = strstr(text, mark);
	if (!begin)
		return NULL;
	begin += strlen(mark);
	begin += strspn(begin, " ");
	size_t len = strspn(begin, "0123456789");
	return len ? crm_arena_strndup(arena, begin, len) : NULL;
}

const char *hubspot_existing_id(const char *message, struct crm_arena *arena)
{
	if (!message)
		return NULL;
	const char *id = id_after(message, "Existing ID:", arena);
	return id ? id : id_before(message, " already has that value", arena);
}

/* ---- complaints about content ---- */

static const char *complaint_text(const crm_json *object, const char *name, struct crm_arena *arena)
{
	return crm_arena_strdup(arena, crm_json_get_string(object, name));
}

/* Members are named differently in "errors" (code, context.propertyName) and in embedded results (error, name). */
static struct hubspot_complaint complaint_read(const crm_json *item, struct crm_arena *arena)
{
	const char *property = crm_json_text(crm_json_first(crm_json_path(item, "context.propertyName")));
	struct hubspot_complaint complaint = {
		.code = complaint_text(item, crm_json_get(item, "code") ? "code" : "error", arena),
		.property = property ? crm_arena_strdup(arena, property) : complaint_text(item, "name", arena),
		.message = complaint_text(item, "message", arena),
	};
	if (!complaint.message)
		complaint.message = complaint.code ? complaint.code : "refused without a reason";
	return complaint;
}

static size_t complaints_read(const crm_json *array, struct crm_arena *arena, const struct hubspot_complaint **out)
{
	size_t n = 0;
	struct hubspot_complaint *items = crm_arena_calloc(arena, crm_json_size(array) + 1, sizeof *items);
	if (!items)
		return 0;
	for (const crm_json *item = crm_json_first(array); item; item = crm_json_next(item)) {
		if (crm_json_is_object(item))
			items[n++] = complaint_read(item, arena);
	}
	*out = items;
	return n;
}

/* "Property values were not valid: [{...},{...}]". */
static size_t complaints_embedded(const char *message, struct crm_arena *arena, const struct hubspot_complaint **out)
{
	const char *open = message ? strstr(message, "[{") : NULL;
	crm_json *array = NULL;
	if (!open || crm_json_parse(open, strlen(open), &array, NULL) < 0)
		return 0;
	size_t n = complaints_read(array, arena, out);
	crm_json_free(array);
	return n;
}

size_t hubspot_complaints(const crm_json *error, struct crm_arena *arena, const struct hubspot_complaint **out)
{
	size_t n = complaints_read(crm_json_get(error, "errors"), arena, out);
	if (n == 0)
		n = complaints_read(crm_json_get(error, "validationResults"), arena, out);
	if (n == 0)
		n = complaints_embedded(crm_json_get_string(error, "message"), arena, out);
	if (n > 0)
		return n;
	struct hubspot_complaint *only = crm_arena_calloc(arena, 1, sizeof *only);
	if (!only)
		return 0;
	*only = complaint_read(error, arena);
	only->code = complaint_text(error, "category", arena);
	*out = only;
	return 1;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What became of a write, from its answer. */
#include <string.h>
#include <strings.h>

#include "pipedrive.h"

void pd_refuse(struct crm_result *result, const char *field, const char *message)
{
	result->outcome = CRM_REFUSED;
	result->field = field;
	result->message = message;
}

void pd_all_unsent(struct crm_result *results, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (results[i].outcome == CRM_UNKNOWN)
			results[i].outcome = CRM_NOT_SENT;
}

/* The first error that concerns more than one record is the push's. */
static void note_whole(struct crm_error *whole, const struct crm_error *own)
{
	if (whole->code != CRM_OK)
		return;
	crm_error_set(whole, own->code, "%s", crm_error_text(own));
	whole->http_status = own->http_status;
	whole->retry_after_ms = own->retry_after_ms;
}

/* A scope that is missing is missing for every record; a permission may be missing for this one. */
static bool concerns_all(const struct crm_error *error)
{
	const char *words = crm_error_text(error);
	if (error->http_status == 402)
		return true;
	for (; *words != '\0'; words++)
		if (strncasecmp(words, "scope", 5) == 0)
			return true;
	return false;
}

static enum crm_outcome outcome_of(const struct crm_op *op, const struct crm_error *error, bool *whole)
{
	*whole = true;
	switch (error->code) {
	case CRM_E_NOT_FOUND:
		*whole = false;
		return op->kind == CRM_OP_CREATE ? CRM_REFUSED : CRM_GONE;
	case CRM_E_REJECTED:
		*whole = false;
		return CRM_REFUSED;
	case CRM_E_PERMISSION:
		*whole = concerns_all(error);
		return *whole ? CRM_NOT_SENT : CRM_REFUSED;
	case CRM_E_RATE:
	case CRM_E_BUDGET:
	case CRM_E_EXPIRED:
	case CRM_E_AUTH:
		return CRM_NOT_SENT;
	default:
		return CRM_UNKNOWN;
	}
}

static void read_lost(const struct crm_http_response *resp, struct crm_result *result, struct crm_arena *arena,
		      struct crm_error *whole)
{
	result->outcome = resp->maybe_applied ? CRM_UNKNOWN : CRM_NOT_SENT;
	result->message = crm_arena_strdup(arena, crm_error_text(&resp->error));
	note_whole(whole, &resp->error);
}

/* A repeated delete answers 410 with success: true. */
static bool is_deleted_already(const struct crm_op *op, const struct crm_http_response *resp)
{
	crm_json *json = NULL;
	if (op->kind != CRM_OP_ARCHIVE || resp->status != 410 ||
	    crm_json_parse(resp->body.ptr ? resp->body.ptr : "", resp->body.len, &json, NULL) != CRM_OK)
		return false;
	bool done = crm_json_true(crm_json_get(json, "success"));
	crm_json_free(json);
	return done;
}

/* The vendor's own words without what crmsync says around them. */
static void keep_words(const struct crm_http_response *resp, const struct crm_error *error, struct crm_result *result,
		       struct crm_arena *arena)
{
	crm_json *json = NULL;
	if (crm_json_parse(resp->body.ptr ? resp->body.ptr : "", resp->body.len, &json, NULL) != CRM_OK)
		json = NULL;
	const char *words = pd_error_words(json);
	result->message = crm_arena_strdup(arena, words ? words : crm_error_text(error));
	result->code = crm_arena_strdup(arena, crm_json_text(crm_json_get(json, "code")));
	crm_json_free(json);
}

void pd_read_outcome(struct crm_connection *conn, const struct crm_op *op, const struct crm_http_request *req,
		     const struct crm_http_response *resp, struct crm_result *result, crm_json **json,
		     struct crm_arena *arena, struct crm_error *whole)
{
	struct crm_error error = {0};
	bool all;
	*json = NULL;
	if (resp->error.code != CRM_OK) {
		read_lost(resp, result, arena, whole);
		return;
	}
	if (pd_read_answer(conn, req, resp, json, &error) == CRM_OK || is_deleted_already(op, resp)) {
		result->outcome = CRM_DONE;
	} else {
		result->outcome = outcome_of(op, &error, &all);
		keep_words(resp, &error, result, arena);
		if (all)
			note_whole(whole, &error);
	}
	crm_error_clear(&error);
}

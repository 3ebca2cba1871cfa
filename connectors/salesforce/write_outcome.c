/* SPDX-License-Identifier: Apache-2.0 */
/* What a record's result in the answer to a batch means. */
#include "write_outcome.h"

#include <string.h>

#include "failure.h"
#include "sobject.h"

/* Codes that mean something else than "refused for its content". */
static const struct {
	const char *code;
	enum crm_outcome on_create;
	enum crm_outcome on_other;
} meanings[] = {
	{"DUPLICATES_DETECTED", CRM_EXISTS, CRM_REFUSED},
	{"DUPLICATE_VALUE", CRM_EXISTS, CRM_REFUSED},
	{"DUPLICATE_EXTERNAL_ID", CRM_EXISTS, CRM_REFUSED},
	{"ENTITY_IS_DELETED", CRM_REFUSED, CRM_GONE},
	{"NOT_FOUND", CRM_REFUSED, CRM_GONE},
	{"CANNOT_UPDATE_CONVERTED_LEAD", CRM_REFUSED, CRM_GONE},
	{"CANNOT_REFERENCE_CONVERTED_LEAD", CRM_REFUSED, CRM_GONE},
	{"INVALID_CROSS_REFERENCE_KEY", CRM_REFUSED, CRM_GONE},
	{"UNABLE_TO_LOCK_ROW", CRM_NOT_SENT, CRM_NOT_SENT},
	{"ALL_OR_NONE_OPERATION_ROLLED_BACK", CRM_NOT_SENT, CRM_NOT_SENT},
	{"PROCESSING_HALTED", CRM_NOT_SENT, CRM_NOT_SENT},
	{"REQUEST_RUNNING_TOO_LONG", CRM_NOT_SENT, CRM_NOT_SENT},
	{"SERVER_UNAVAILABLE", CRM_NOT_SENT, CRM_NOT_SENT},
};

static enum crm_outcome meaning_of(const struct sf_write *write, const char *code)
{
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
		if (strcmp(meanings[i].code, code) == 0)
			return write->kind == CRM_OP_CREATE ? meanings[i].on_create : meanings[i].on_other;
	return CRM_REFUSED;
}

/* The codes for a record that is gone are also those for a reference to one that is gone. */
static bool is_about_reference(const struct sf_write *write, const struct sf_fault *fault)
{
	if (fault->field)
		return strcmp(fault->field, "Id") != 0;
	return write->refers && strcmp(fault->code, "INVALID_CROSS_REFERENCE_KEY") == 0;
}

/* ---- the record that exists ---- */

static bool is_candidate(const struct sf_write *write, const char *id)
{
	enum sf_type type;
	return sf_type_of_id(write->object, id, &type);
}

/* "duplicate value found: crmsync_id__c duplicates value on record with id: 001Vr00000m4eGC" */
static bool id_in_message(const struct sf_write *write, const char *message, char out[SF_ID_SIZE])
{
	const char *id = strstr(message, "id: ");
	if (!id)
		return false;
	id += 4;
	size_t len = strspn(id, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
	return sf_id_long(id, len, out) && is_candidate(write, out);
}

/* *several: another one than the one found before. */
static void note_candidate(const struct sf_write *write, const char *id, char out[SF_ID_SIZE], bool *several)
{
	char whole[SF_ID_SIZE];
	if (!id || !is_candidate(write, id) || !sf_id_long(id, strlen(id), whole))
		return;
	if (out[0] != '\0' && strcmp(out, whole) != 0)
		*several = true;
	memcpy(out, whole, SF_ID_SIZE);
}

/* Older versions of the API spell it without the second l. */
static const crm_json *match_results(const crm_json *error)
{
	const crm_json *results = crm_json_path(error, "duplicateResult.matchResults");
	return results ? results : crm_json_path(error, "duplicateResut.matchResults");
}

/* The one record that the duplicate rules found; false if they found several or do not tell. */
static bool id_in_matches(const struct sf_write *write, const crm_json *error, char out[SF_ID_SIZE])
{
	const crm_json *results = match_results(error);
	bool several = false;
	out[0] = '\0';
	for (const crm_json *r = crm_json_first(results); r; r = crm_json_next(r))
		for (const crm_json *m = crm_json_first(crm_json_get(r, "matchRecords")); m; m = crm_json_next(m))
			note_candidate(write, crm_json_get_string(crm_json_get(m, "record"), "Id"), out, &several);
	return out[0] != '\0' && !several;
}

static const char *existing_id(const struct sf_write *write, const crm_json *errors, const struct sf_fault *fault,
			       struct crm_arena *arena)
{
	char id[SF_ID_SIZE];
	const crm_json *error = crm_json_is_array(errors) ? crm_json_first(errors) : errors;
	if (id_in_matches(write, error, id) || id_in_message(write, fault->message, id))
		return crm_arena_strdup(arena, id);
	return NULL;
}

/* ---- results ---- */

void sf_outcome_refuse(struct crm_result *result, const char *message)
{
	result->outcome = CRM_REFUSED;
	result->code = "UNWRITABLE";
	result->message = message;
}

int sf_outcome_refused(const struct sf_write *write, const crm_json *errors, struct crm_arena *arena,
		       struct crm_result *result)
{
	struct sf_fault fault;
	if (!sf_fault_read(errors, &fault)) {
		result->outcome = CRM_REFUSED;
		result->message = "Salesforce refused the record without a reason";
		return CRM_OK;
	}
	result->outcome = meaning_of(write, fault.code);
	if (result->outcome == CRM_GONE && is_about_reference(write, &fault))
		result->outcome = CRM_REFUSED;
	result->code = crm_arena_strdup(arena, fault.code);
	result->message = fault.more > 0 ? crm_arena_printf(arena, "%s (and %zu more)", fault.message, fault.more)
					 : crm_arena_strdup(arena, fault.message);
	result->field = crm_arena_strdup(arena, fault.field);
	if (result->outcome == CRM_EXISTS)
		result->id = existing_id(write, errors, &fault, arena);
	return result->code && result->message ? CRM_OK : CRM_E_NOMEM;
}

static int read_success(const struct sf_write *write, const crm_json *v, struct crm_arena *arena,
			struct crm_result *result)
{
	const char *id = crm_json_get_string(v, "id");
	bool same = write->kind == CRM_OP_CREATE ? id != NULL : !id || sf_id_same(id, write->id);
	if (!same)
		return CRM_OK;
	result->id = sf_id_keep(arena, id);
	if (id && !result->id)
		return CRM_E_NOMEM;
	result->outcome = CRM_DONE;
	return CRM_OK;
}

int sf_outcome_read(const struct sf_write *write, const crm_json *v, struct crm_arena *arena, struct crm_result *result)
{
	const crm_json *success = crm_json_get(v, "success");
	result->outcome = CRM_UNKNOWN;
	if (crm_json_type(success) != CRM_JSON_BOOL)
		return CRM_OK;
	return crm_json_true(success) ? read_success(write, v, arena, result)
				      : sf_outcome_refused(write, crm_json_get(v, "errors"), arena, result);
}

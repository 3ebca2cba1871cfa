/* SPDX-License-Identifier: Apache-2.0 */
/* Writes: the API has no batches, so a push is as many single requests, side by side under the burst limit. */
#include <string.h>
#include <strings.h>

#include "pipedrive.h"

/* ---- requests ---- */

static const char *op_url(const struct crm_connection *conn, const struct crm_op *op, struct crm_arena *arena)
{
	const char *collection = pd_collection(op->object);
	return op->kind == CRM_OP_CREATE
		       ? crm_arena_printf(arena, "%s/api/v2/%s", pd_base(conn), collection)
		       : crm_arena_printf(arena, "%s/api/v2/%s/%s", pd_base(conn), collection, op->id);
}

/* Adds the op's request; the result becomes CRM_REFUSED instead if there is none. */
static int add_request(struct crm_connection *conn, const struct crm_op *op, struct crm_result *result,
		       struct pd_volley *v, struct crm_arena *arena, struct crm_error *err)
{
	static const char *const methods[] = {
		[CRM_OP_CREATE] = "POST", [CRM_OP_UPDATE] = "PATCH", [CRM_OP_ARCHIVE] = "DELETE"};
	const char *body = NULL;
	int rc = CRM_OK;
	if (op->kind != CRM_OP_CREATE && !pd_is_id(op->id))
		pd_refuse(result, NULL, "the id is none of Pipedrive's");
	else if (op->kind != CRM_OP_ARCHIVE)
		rc = pd_write_body(conn, op, result, &body, arena, err);
	if (rc != CRM_OK || result->outcome == CRM_REFUSED)
		return rc;
	const char *url = op_url(conn, op, arena);
	if (url == NULL)
		return pd_out_of_memory(err);
	pd_volley_add(conn, v, methods[op->kind], url, body,
		      op->kind == CRM_OP_ARCHIVE ? PD_COST_DELETE : PD_COST_WRITE);
	return CRM_OK;
}

/* ---- results ---- */

/* Without an id nobody knows what was written: only a look can tell. */
static void read_written(const struct crm_op *op, const crm_json *json, struct crm_result *result,
			 struct crm_arena *arena)
{
	const crm_json *data = crm_json_get(json, "data");
	const char *id = crm_json_text(crm_json_get(data, "id"));
	struct crm_record *after = crm_arena_calloc(arena, 1, sizeof *after);
	bool told = pd_is_id(id) && (op->kind == CRM_OP_CREATE || strcmp(id, op->id) == 0);
	if (op->kind != CRM_OP_ARCHIVE && !told) {
		result->outcome = CRM_UNKNOWN;
		result->message = "the answer does not tell the record that was written";
		return;
	}
	result->id = crm_arena_strdup(arena, op->kind == CRM_OP_CREATE ? id : op->id);
	if (op->kind != CRM_OP_ARCHIVE && after != NULL && pd_read_record(data, op->object, arena, after) == CRM_OK)
		result->after = after;
}

/* The API of this account takes no parts of names: see write_name(). */
static bool refused_name_parts(const struct crm_connection *conn, const struct crm_op *op,
			       const struct crm_result *result)
{
	if (conn->names == PD_NAMES_WHOLE || result->outcome != CRM_REFUSED || result->message == NULL ||
	    !pd_writes_names(op))
		return false;
	for (const char *c = result->message; *c != '\0'; c++)
		if (strncasecmp(c, "first_name", 10) == 0 || strncasecmp(c, "last_name", 9) == 0)
			return true;
	return false;
}

static int push_volley(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
		       struct crm_arena *arena, struct crm_error *err)
{
	struct pd_volley v;
	size_t of[PD_SIDE_BY_SIDE];
	struct crm_error whole = {0};
	int rc = pd_volley_init(&v, n, arena) == CRM_OK ? CRM_OK : pd_out_of_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		of[v.n] = i;
		rc = add_request(conn, &ops[i], &results[i], &v, arena, err);
	}
	if (rc == CRM_OK)
		pd_volley_send(conn, &v);
	else
		pd_all_unsent(results, n);
	for (size_t i = 0; rc == CRM_OK && i < v.n; i++) {
		crm_json *json = NULL;
		struct crm_result *result = &results[of[i]];
		pd_read_outcome(conn, &ops[of[i]], &v.requests[i], &v.responses[i], result, &json, arena, &whole);
		if (result->outcome == CRM_DONE)
			read_written(&ops[of[i]], json, result, arena);
		crm_json_free(json);
	}
	pd_volley_free(&v);
	if (whole.code != CRM_OK) {
		rc = whole.code;
		if (err != NULL)
			crm_error_move(err, &whole);
	}
	crm_error_clear(&whole);
	return rc;
}

/* The first name that is written goes alone: it tells what the API takes. */
static int push_first_name(struct crm_connection *conn, const struct crm_op *op, struct crm_result *result,
			   struct crm_arena *arena, struct crm_error *err)
{
	int rc = push_volley(conn, op, result, 1, arena, err);
	if (rc == CRM_OK && refused_name_parts(conn, op, result)) {
		conn->names = PD_NAMES_WHOLE;
		*result = (struct crm_result){.outcome = CRM_UNKNOWN};
		rc = push_volley(conn, op, result, 1, arena, err);
	} else if (rc == CRM_OK && result->outcome == CRM_DONE) {
		conn->names = PD_NAMES_IN_PARTS;
	}
	return rc;
}

int pd_push(struct crm_connection *conn, const struct crm_op *ops, struct crm_result *results, size_t n,
	    struct crm_arena *arena, struct crm_error *err)
{
	int rc = pd_authorise(conn, err);
	if (rc == CRM_OK && n > 0 && (ops[0].kind == CRM_OP_ASSOCIATE || ops[0].kind == CRM_OP_DISSOCIATE))
		return pd_push_associations(conn, ops, results, n, arena, err);
	size_t at = 0;
	while (rc == CRM_OK && at < n) {
		size_t some = n - at < PD_SIDE_BY_SIDE ? n - at : PD_SIDE_BY_SIDE;
		if (conn->names == PD_NAMES_UNTRIED && pd_writes_names(&ops[at])) {
			rc = push_first_name(conn, &ops[at], &results[at], arena, err);
			some = 1;
		} else {
			rc = push_volley(conn, ops + at, results + at, some, arena, err);
		}
		at += some;
	}
	if (rc != CRM_OK)
		pd_all_unsent(results + at, n - at);
	return rc;
}

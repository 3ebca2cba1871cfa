/* SPDX-License-Identifier: Apache-2.0 */
/* The org as a whole. */
#include "account.h"

#include <crmsync/url.h>

#include "client.h"
#include "filter.h"
#include "soql.h"

static int ask(struct crm_connection *conn, const char *soql, struct sf_answer *answer, struct crm_error *err)
{
	struct crm_buf path;
	crm_buf_init(&path, CRM_BUF_MAX);
	crm_buf_str(&path, "/query");
	crm_url_query(&path, "q", soql);
	*answer = (struct sf_answer){0};
	int rc = path.failed ? crm_error_no_memory(err) : sf_get(conn, path.ptr, "query", answer, err);
	crm_buf_free(&path);
	return rc;
}

static int read_identity(const struct crm_connection *conn, const crm_json *body, struct crm_identity *out,
			 struct crm_arena *arena, struct crm_error *err)
{
	const crm_json *org = crm_json_first(crm_json_get(body, "records"));
	const char *id = crm_json_get_string(org, "Id");
	if (!id)
		return crm_error_set(err, CRM_E_PROTOCOL, "query: the org does not tell its id");
	const char *name = crm_json_get_string(org, "Name");
	struct crm_identity identity = {.tenant = sf_id_keep(arena, id),
					.title = crm_arena_strdup(arena, name),
					.url = crm_arena_strdup(arena, conn->instance_url)};
	if (!identity.tenant || !identity.url || (name && !identity.title))
		return crm_error_no_memory(err);
	*out = identity;
	return CRM_OK;
}

int sf_identify(struct crm_connection *conn, struct crm_identity *out, struct crm_arena *arena, struct crm_error *err)
{
	struct sf_answer answer;
	int rc = ask(conn, "SELECT Id, Name FROM Organization", &answer, err);
	if (rc == CRM_OK)
		rc = read_identity(conn, answer.body, out, arena, err);
	crm_json_free(answer.body);
	return rc;
}

/* ---- count ---- */

static int count_where(enum sf_type type, const char *filter, struct crm_buf *soql, struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	const char *condition = NULL;
	struct crm_buf where;
	int rc = arena ? sf_filter_for(filter, type, arena, &condition, err) : crm_error_no_memory(err);
	crm_buf_init(&where, CRM_BUF_MAX);
	if (type == SF_LEAD)
		soql_and(&where, "IsConverted = false");
	if (condition)
		soql_and(&where, condition);
	crm_buf_printf(soql, "SELECT COUNT() FROM %s%s%s", sf_sobject(type)->name, where.len > 0 ? " WHERE " : "",
		       where.ptr);
	if (rc == CRM_OK && (soql->failed || where.failed))
		rc = crm_error_no_memory(err);
	crm_buf_free(&where);
	crm_arena_free(arena);
	return rc;
}

static int count_type(struct crm_connection *conn, enum sf_type type, const char *filter, int64_t *sum,
		      struct crm_error *err)
{
	struct sf_answer answer = {0};
	struct crm_buf soql;
	int64_t n = 0;
	crm_buf_init(&soql, CRM_BUF_MAX);
	int rc = count_where(type, filter, &soql, err);
	if (rc == CRM_OK)
		rc = ask(conn, soql.ptr, &answer, err);
	if (rc == CRM_OK && !crm_json_int(crm_json_get(answer.body, "totalSize"), &n))
		rc = crm_error_set(err, CRM_E_PROTOCOL, "query: the answer has no totalSize");
	*sum += n;
	crm_json_free(answer.body);
	crm_buf_free(&soql);
	return rc;
}

int sf_count(struct crm_connection *conn, enum crm_object object, const char *filter, int64_t *out,
	     struct crm_error *err)
{
	enum sf_type types[SF_OBJECT_TYPES];
	size_t n = sf_types_of(object, conn->with_leads, types);
	int64_t sum = 0;
	int rc = n > 0 ? CRM_OK
		       : crm_error_set(err, CRM_E_UNSUPPORTED, "salesforce has no %s", crm_object_plural(object));
	for (size_t i = 0; rc == CRM_OK && i < n; i++)
		rc = count_type(conn, types[i], filter, &sum, err);
	if (rc == CRM_OK)
		*out = sum;
	return rc;
}

/* ---- budget ---- */

static int ask_limits(struct crm_connection *conn, struct crm_error *err)
{
	struct sf_answer answer = {0};
	int64_t max, remaining;
	int rc = sf_get(conn, "/limits", "limits", &answer, err);
	if (rc == CRM_OK && conn->calls_limit < 0) {
		const crm_json *calls = crm_json_get(answer.body, "DailyApiRequests");
		if (crm_json_int(crm_json_get(calls, "Max"), &max) &&
		    crm_json_int(crm_json_get(calls, "Remaining"), &remaining)) {
			conn->calls_limit = max;
			conn->calls_used = max - remaining;
		}
	}
	crm_json_free(answer.body);
	return rc;
}

int sf_budget(struct crm_connection *conn, struct crm_budget *out, struct crm_error *err)
{
	int rc = conn->calls_limit < 0 ? ask_limits(conn, err) : CRM_OK;
	if (rc < 0)
		return rc;
	int64_t left = conn->calls_limit - conn->calls_used;
	*out = (struct crm_budget){.limit = conn->calls_limit,
				   .remaining = conn->calls_limit < 0 ? -1
						: left > 0            ? left
								      : 0,
				   .resets_in_ms = -1};
	return CRM_OK;
}

const char *sf_record_url(struct crm_connection *conn, enum crm_object object, const char *id, struct crm_arena *arena)
{
	(void)object;
	return conn->instance_url && id ? crm_arena_printf(arena, "%s/%s", conn->instance_url, id) : NULL;
}

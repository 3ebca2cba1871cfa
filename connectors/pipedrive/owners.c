/* SPDX-License-Identifier: Apache-2.0 */
/* The account: who signed in to which company, and its users as owners (API v1, which has no pages for them). */
#include "pipedrive.h"

/* ---- who am I ---- */

static int keep_account(struct crm_connection *conn, const crm_json *me)
{
	const char *domain = crm_json_get_string(me, "company_domain"),
		   *currency = crm_json_get_string(me, "default_currency");
	crm_free(conn->domain);
	crm_free(conn->currency);
	conn->domain = crm_strdup(domain ? domain : "");
	conn->currency = crm_strdup(currency ? currency : "");
	return conn->domain && conn->currency ? CRM_OK : CRM_E_NOMEM;
}

static int ask_account(struct crm_connection *conn, crm_json **json, struct crm_error *err)
{
	struct crm_buf url;
	int rc = pd_authorise(conn, err);
	crm_buf_init(&url, 4096);
	crm_buf_printf(&url, "%s/v1/users/me", pd_base(conn));
	if (rc == CRM_OK)
		rc = pd_call(conn, "GET", url.failed ? NULL : url.ptr, NULL, PD_COST_ME, json, NULL, err);
	crm_buf_free(&url);
	if (rc == CRM_OK && keep_account(conn, crm_json_get(*json, "data")) != CRM_OK)
		rc = pd_out_of_memory(err);
	return rc;
}

int pd_load_account(struct crm_connection *conn, struct crm_error *err)
{
	crm_json *json = NULL;
	if (conn->currency != NULL)
		return CRM_OK;
	int rc = ask_account(conn, &json, err);
	crm_json_free(json);
	return rc;
}

int pd_identify(struct crm_connection *conn, struct crm_identity *out, struct crm_arena *arena, struct crm_error *err)
{
	crm_json *json = NULL;
	int rc = ask_account(conn, &json, err);
	const crm_json *me = crm_json_get(json, "data");
	const char *company = crm_json_text(crm_json_get(me, "company_id"));
	if (rc == CRM_OK && company == NULL)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "the answer does not tell the company");
	if (rc == CRM_OK) {
		struct crm_identity identity = {
			.tenant = crm_arena_strdup(arena, company),
			.title = crm_arena_strdup(arena, crm_json_get_string(me, "company_name")),
			.url = conn->domain[0] ? crm_arena_printf(arena, "https://%s.pipedrive.com", conn->domain)
					       : NULL,
		};
		if (identity.tenant == NULL)
			rc = pd_out_of_memory(err);
		else
			*out = identity;
	}
	crm_json_free(json);
	return rc;
}

/* ---- owners ---- */

static struct crm_property property(const char *name, const char *text, struct crm_arena *arena)
{
	const char *copy = crm_arena_strdup(arena, text);
	return (struct crm_property){.name = name, .value = {.kind = copy ? CRM_TEXT : CRM_NULL, .text = copy}};
}

static int read_user(const crm_json *user, struct crm_arena *arena, struct crm_record *out, struct crm_error *err)
{
	const char *id = crm_json_text(crm_json_get(user, "id"));
	struct crm_property *p = crm_arena_calloc(arena, 3, sizeof *p);
	if (p == NULL)
		return pd_out_of_memory(err);
	if (!pd_is_id(id))
		return crm_error_set(err, CRM_E_PROTOCOL, "a user has no id");
	bool active =
		crm_json_true(crm_json_get(user, "active_flag")) && !crm_json_true(crm_json_get(user, "is_deleted"));
	p[0] = property("email", crm_json_get_string(user, "email"), arena);
	p[1] = property("name", crm_json_get_string(user, "name"), arena);
	p[2] = property("active", active ? "true" : "false", arena);
	*out = (struct crm_record){
		.object = CRM_OWNER,
		.id = crm_arena_strdup(arena, id),
		.properties = p,
		.n_properties = 3,
		.raw = "{}",
		.raw_len = 2,
	};
	return out->id ? CRM_OK : pd_out_of_memory(err);
}

static int read_users(const crm_json *json, struct crm_page *out, struct crm_arena *arena, struct crm_error *err)
{
	const crm_json *data;
	size_t n = 0;
	int rc = pd_listed(json, &data, err);
	struct crm_record *records = crm_arena_calloc(arena, crm_json_size(data) + 1, sizeof *records);
	if (rc == CRM_OK && records == NULL)
		rc = pd_out_of_memory(err);
	for (const crm_json *v = crm_json_first(data); rc == CRM_OK && v != NULL; v = crm_json_next(v))
		rc = read_user(v, arena, &records[n++], err);
	if (rc == CRM_OK)
		*out = (struct crm_page){.records = records, .n = n, .complete = true, .total = (int64_t)n};
	return rc;
}

int pd_pull_owners(struct crm_connection *conn, struct crm_page *out, struct crm_arena *arena, struct crm_error *err)
{
	crm_json *json = NULL;
	int rc = pd_authorise(conn, err);
	if (rc == CRM_OK)
		rc = pd_call(conn, "GET", crm_arena_printf(arena, "%s/v1/users", pd_base(conn)), NULL, PD_COST_USERS,
			     &json, NULL, err);
	if (rc == CRM_OK)
		rc = read_users(json, out, arena, err);
	crm_json_free(json);
	return rc;
}

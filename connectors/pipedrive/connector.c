/* SPDX-License-Identifier: Apache-2.0 */
/* The Pipedrive connector: what it is, and its operations. */
#include "pipedrive.h"

#include <string.h>

static const char *const hosts[] = {"api.pipedrive.com", "oauth.pipedrive.com", "*.pipedrive.com", NULL};

static const struct crm_named_text secrets[] = {
        {"token", "API token of a user (Settings, Personal preferences, API)"},
        {"client_id", "OAuth app: client id"},
        {"client_secret", "OAuth app: client secret"},
        {"refresh_token", "OAuth app: refresh token (replaced when the vendor rotates it)"},
        {NULL, NULL},
};

static const struct crm_named_text options[] = {{NULL, NULL}};

/* The burst limit depends on the plan (20 to 120 per 2 s and token); the headers of every answer tighten this one. */
static const struct crm_rate_window windows[] = {{NULL, 120, 2000}, {"search", 10, 2000}, {NULL, 0, 0}};

static const struct crm_connector_info info = {
        .name = "pipedrive",
        .title = "Pipedrive",
        .base_url = "https://api.pipedrive.com",
        .api_version = "v2",
        .hosts = hosts,
        .secrets = secrets,
        .options = options,
        .windows = windows,
        .concurrency = 8,
        .max_batch = {[CRM_OP_CREATE] = 32, [CRM_OP_UPDATE] = 32, [CRM_OP_ARCHIVE] = 32, [CRM_OP_ASSOCIATE] = 32},
        .single_writes = true,
        .max_get = 1000,
        .max_find = 10,
        .page_size = PD_PAGE,
        .search_lag_ms = 60000,
        .lookback_s = 600,
        .id_property = "crmsync_id",
        .budget_read_cost = PD_COST_LIST,
        .budget_write_cost = PD_COST_WRITE,
        .echoes_writes = true,
        .lists_deleted = false,
};

static int open_connection(const struct crm_host *host, struct crm_connection **out, struct crm_error *err)
{
	bool token = host->secret(host->ctx, "token") != NULL;
	static const char *const oauth[] = {"client_id", "client_secret", "refresh_token", NULL};
	for (const char *const *name = oauth; !token && *name != NULL; name++)
		if (host->secret(host->ctx, *name) == NULL)
			return crm_error_set(err, CRM_E_CONFIG,
			                     "credential '%s' is missing (allowed: token, or client_id, client_secret and refresh_token)", *name);
	struct crm_connection *conn = crm_calloc(1, sizeof *conn);
	if (conn == NULL)
		return pd_out_of_memory(err);
	conn->host = host;
	conn->budget = (struct crm_budget){.limit = -1, .remaining = -1, .resets_in_ms = -1};
	*out = conn;
	return CRM_OK;
}

static void close_connection(struct crm_connection *conn)
{
	if (conn == NULL)
		return;
	pd_free_fields(conn);
	crm_free(conn->access_token);
	crm_free(conn->api_domain);
	crm_free(conn);
}

static int identify(struct crm_connection *conn, struct crm_identity *out, struct crm_arena *arena, struct crm_error *err)
{
	crm_json *json = NULL;
	struct crm_http_response resp;
	int rc = pd_authorise(conn, err);
	const char *url = crm_arena_printf(arena, "%s/v1/users/me", pd_base(conn));
	crm_http_response_init(&resp);
	if (rc == CRM_OK)
		rc = url ? pd_get(conn, url, PD_COST_ME, NULL, arena, &json, &resp, err) : pd_out_of_memory(err);
	const crm_json *me = crm_json_get(json, "data");
	const char *company = crm_json_text(crm_json_get(me, "company_id")), *domain = crm_json_get_string(me, "company_domain");
	if (rc == CRM_OK && company == NULL)
		rc = crm_error_set(err, CRM_E_PROTOCOL, "the answer does not tell the company");
	if (rc == CRM_OK)
		*out = (struct crm_identity){
		        .tenant = crm_arena_strdup(arena, company),
		        .title = crm_arena_strdup(arena, crm_json_get_string(me, "company_name")),
		        .url = domain ? crm_arena_printf(arena, "https://%s.pipedrive.com", domain) : NULL,
		};
	if (rc == CRM_OK && out->tenant == NULL)
		rc = pd_out_of_memory(err);
	crm_json_free(json);
	crm_http_response_free(&resp);
	return rc;
}

static int pull(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out, struct crm_arena *arena,
                struct crm_error *err)
{
	if (request->object == CRM_OWNER)
		return pd_pull_owners(conn, out, arena, err);
	if (request->object > CRM_DEAL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "pipelines come with the schema of deals");
	return pd_pull(conn, request, out, arena, err);
}

/* Version 2 of the API has no counts. */
static int count(struct crm_connection *conn, enum crm_object object, const char *filter, int64_t *out, struct crm_error *err)
{
	(void)conn;
	(void)filter;
	(void)out;
	return crm_error_set(err, CRM_E_UNSUPPORTED, "Pipedrive does not count %s", crm_object_plural(object));
}

static int budget(struct crm_connection *conn, struct crm_budget *out, struct crm_error *err)
{
	(void)err;
	*out = conn->budget;
	return CRM_OK;
}

static const char *record_url(struct crm_connection *conn, enum crm_object object, const char *id, struct crm_arena *arena)
{
	(void)conn;
	return object > CRM_DEAL ? NULL : crm_arena_printf(arena, "https://app.pipedrive.com/%s/%s", pd_item_type(object), id);
}

static const struct crm_connector connector = {
        .abi = CRM_CONNECTOR_ABI,
        .info = &info,
        .open = open_connection,
        .close = close_connection,
        .identify = identify,
        .describe = pd_describe,
        .pull = pull,
        .get = pd_fetch,
        .find = pd_find,
        .push = pd_push,
        .setup = pd_setup,
        .count = count,
        .budget = budget,
        .record_url = record_url,
};

const struct crm_connector *crm_connector_entry(void)
{
	return &connector;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The Pipedrive connector: what it is, and its operations. */
#include "pipedrive.h"

static const char *const hosts[] = {"api.pipedrive.com", "oauth.pipedrive.com", "*.pipedrive.com", NULL};

static const struct crm_named_text secrets[] = {
	{"token", "API token of a user (Settings, Personal preferences, API)"},
	{"client_id", "OAuth app: client id"},
	{"client_secret", "OAuth app: client secret"},
	{"refresh_token",
	 "OAuth app: refresh token (replaced when the vendor rotates it); crmsync auth login puts it here"},
	{NULL, NULL},
};

static const struct crm_named_text options[] = {{NULL, NULL}};

/* The burst limit depends on the plan (20 to 120 per 2 s and token); the headers of every answer replace this one. */
static const struct crm_rate_window windows[] = {
	{NULL, 120, PD_BURST_MS}, {"search", PD_SEARCHES, PD_BURST_MS}, {NULL, 0, 0}};

static const struct crm_connector_info info = {
	.name = "pipedrive",
	.title = "Pipedrive",
	.base_url = PD_DEFAULT_BASE,
	.api_version = "v2",
	.hosts = hosts,
	.secrets = secrets,
	.options = options,
	.windows = windows,
	.concurrency = 8,
	.max_batch = {[CRM_OP_CREATE] = PD_SIDE_BY_SIDE,
		      [CRM_OP_UPDATE] = PD_SIDE_BY_SIDE,
		      [CRM_OP_ARCHIVE] = PD_SIDE_BY_SIDE,
		      [CRM_OP_ASSOCIATE] = PD_SIDE_BY_SIDE},
	.single_writes = true,
	.max_get = 1000,
	.max_find = 10,
	.page_size = PD_PAGE,
	.search_lag_ms = 60000,
	.settle_ms = 60000,
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
					     "credential '%s' is missing (allowed: token, or client_id, client_secret "
					     "and refresh_token)",
					     *name);
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
	for (size_t o = 0; o <= CRM_DEAL; o++)
		pd_free_fields(&conn->fields[o]);
	crm_free_secret(conn->authorization);
	crm_free_secret(conn->refresh_token);
	crm_free(conn->api_domain);
	crm_free(conn->domain);
	crm_free(conn->currency);
	crm_free(conn);
}

/* Version 2 of the API has no counts. */
static int count(struct crm_connection *conn, enum crm_object object, const char *filter, int64_t *out,
		 struct crm_error *err)
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

static const char *record_url(struct crm_connection *conn, enum crm_object object, const char *id,
			      struct crm_arena *arena)
{
	const char *domain = conn->domain != NULL && conn->domain[0] != '\0' ? conn->domain : "app";
	return object > CRM_DEAL || !pd_is_id(id)
		       ? NULL
		       : crm_arena_printf(arena, "https://%s.pipedrive.com/%s/%s", domain, pd_item_type(object), id);
}

static const struct crm_connector connector = {
	.abi = CRM_CONNECTOR_ABI,
	.info = &info,
	.open = open_connection,
	.close = close_connection,
	.identify = pd_identify,
	.describe = pd_describe,
	.pull = pd_pull,
	.get = pd_get,
	.find = pd_find,
	.push = pd_push,
	.setup = pd_setup,
	.count = count,
	.budget = budget,
	.record_url = record_url,
	.push_cost = pd_push_cost,
	.get_cost = pd_get_cost,
	.reread = pd_reread,
	.read_url = pd_read_url,
	.login = pd_login,
};

const struct crm_connector *crm_connector_entry(void)
{
	return &connector;
}

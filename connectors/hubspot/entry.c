/* SPDX-License-Identifier: Apache-2.0 */
/* The connector as data, its opening and closing, and its one symbol. */
#include <string.h>

#include <crmsync/url.h>

#include "hubspot.h"

static const char *const hosts[] = {"api.hubapi.com", "*.hubapi.com", NULL};

static const struct crm_named_text secrets[] = {
	{"token", "service key, or access token of a private app"},
	{"client_id", "OAuth: client id of the app"},
	{"client_secret", "OAuth: client secret of the app"},
	{"refresh_token", "OAuth: refresh token of the installation; crmsync auth login puts it here"},
	{NULL, NULL},
};

static const struct crm_named_text options[] = {
	{"deleted", "when to read which records were deleted: always (default), full (in full pulls only), never"},
	{NULL, NULL},
};

/* Professional and Enterprise accounts; where an account may do less, or more, the headers say so and are heeded. */
static const struct crm_rate_window windows[] = {
	{NULL, 190, HUBSPOT_BURST_MS},
	{"search", 5, 1000},
	{NULL, 0, 0},
};

const struct crm_connector_info hubspot_info = {
	.name = "hubspot",
	.title = "HubSpot",
	.base_url = "https://api.hubapi.com",
	.api_version = "2026-03",
	.hosts = hosts,
	.secrets = secrets,
	.options = options,
	.windows = windows,
	.concurrency = 4,
	.max_batch = {HUBSPOT_BATCH, HUBSPOT_BATCH, HUBSPOT_BATCH, HUBSPOT_BATCH},
	.max_get = HUBSPOT_BATCH,
	.max_find = HUBSPOT_BATCH,
	.page_size = HUBSPOT_LIST_PAGE,
	.search_lag_ms = 70000,
	.settle_ms = 60000,
	.lookback_s = 600,
	.id_property = "crmsync_id",
	.budget_read_cost = 1,
	.budget_write_cost = 1,
	.field_stamps = false,
	.echoes_writes = true,
	.lists_deleted = true,
};

static int connection_check_options(const struct crm_host *host, struct crm_error *err)
{
	static const char *const choices[] = {"always", "full", "never"};
	const char *deleted = host->option(host->ctx, "deleted");
	bool known = !deleted;
	for (size_t i = 0; deleted && i < sizeof choices / sizeof *choices; i++)
		known = known || strcmp(deleted, choices[i]) == 0;
	if (known)
		return CRM_OK;
	return crm_error_set(err, CRM_E_CONFIG, "the option \"deleted\" of '%s' cannot be '%s': always, full or never",
			     host->system, deleted);
}

static void hubspot_close(struct crm_connection *conn)
{
	if (!conn)
		return;
	hubspot_token_close(&conn->token);
	crm_free(conn->portal);
	crm_free(conn->ui_host);
	crm_arena_free(conn->arena);
	crm_free(conn);
}

static int hubspot_open(const struct crm_host *host, struct crm_connection **out, struct crm_error *err)
{
	if (!hubspot_version_is_known(host->api_version))
		return crm_error_set(err, CRM_E_CONFIG,
				     "HubSpot has no API version '%s': v3, or a date such as 2026-03",
				     host->api_version);
	int rc = connection_check_options(host, err);
	if (rc != CRM_OK)
		return rc;
	struct crm_connection *conn = crm_calloc(1, sizeof *conn);
	if (!conn)
		return hubspot_no_memory(err);
	conn->host = host;
	conn->dated = strcmp(host->api_version, "v3") != 0;
	conn->daily_limit = conn->daily_remaining = -1;
	conn->arena = crm_arena_new();
	rc = conn->arena ? hubspot_token_open(conn, err) : hubspot_no_memory(err);
	if (rc == CRM_OK)
		*out = conn;
	else
		hubspot_close(conn);
	return rc;
}

/* Scopes of what a system of this config does; a login that asks for others than the app has is refused. */
static const char *login_scope(const struct crm_host *host, struct crm_arena *arena)
{
	static const char reads[] = "oauth crm.objects.contacts.read crm.objects.companies.read crm.objects.deals.read "
				    "crm.schemas.contacts.read crm.schemas.companies.read crm.schemas.deals.read "
				    "crm.objects.owners.read";
	static const char writes[] = "crm.objects.contacts.write crm.objects.companies.write crm.objects.deals.write "
				     "crm.schemas.contacts.write crm.schemas.companies.write crm.schemas.deals.write "
				     "communication_preferences.read_write";
	return host->read_only ? reads : crm_arena_printf(arena, "%s %s", reads, writes);
}

/* The page of consent is not where the API is; a stand-in has it beside the API. */
static const char *login_page(const struct crm_host *host, struct crm_arena *arena)
{
	static const char vendor[] = "hubapi.com";
	struct crm_buf name;
	crm_buf_init(&name, 1024);
	bool known = crm_url_host(host->base_url, &name) && name.len >= strlen(vendor) &&
		     strcmp(name.ptr + name.len - strlen(vendor), vendor) == 0;
	crm_buf_free(&name);
	return known ? "https://app.hubspot.com/oauth/authorize"
		     : crm_arena_printf(arena, "%s/oauth/authorize", host->base_url);
}

static int hubspot_login(const struct crm_host *host, struct crm_login *out, struct crm_arena *arena,
			 struct crm_error *err)
{
	if (host->secret(host->ctx, "token"))
		return crm_error_set(err, CRM_E_UNSUPPORTED, "credential 'token' is configured, which needs no login");
	bool dated = strcmp(host->api_version, "v3") != 0;
	const char *token =
		crm_arena_printf(arena, "%s/oauth/%s/token", host->base_url, dated ? host->api_version : "v3");
	*out = (struct crm_login){
		.authorize_url = login_page(host, arena),
		.token_url = token,
		.revoke_url = token ? crm_arena_printf(arena, "%s/revoke", token) : NULL,
		.scope = login_scope(host, arena),
		.secret_needed = true,
	};
	return out->authorize_url && out->revoke_url && out->scope ? CRM_OK : hubspot_no_memory(err);
}

static const struct crm_connector hubspot_connector = {
	.abi = CRM_CONNECTOR_ABI,
	.info = &hubspot_info,
	.open = hubspot_open,
	.close = hubspot_close,
	.identify = hubspot_identify,
	.describe = hubspot_describe,
	.pull = hubspot_pull,
	.get = hubspot_get,
	.find = hubspot_find,
	.push = hubspot_push,
	.setup = hubspot_setup,
	.count = hubspot_count,
	.budget = hubspot_budget,
	.record_url = hubspot_record_url,
	.push_cost = hubspot_push_cost,
	.get_cost = hubspot_get_cost,
	.reread = hubspot_reread,
	.create_property = hubspot_create_property,
	.read_url = hubspot_read_url,
	.login = hubspot_login,
};

const struct crm_connector *crm_connector_entry(void)
{
	return &hubspot_connector;
}

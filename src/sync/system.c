/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/system.h>

#include <string.h>

#include <crmsync/log.h>
#include <crmsync/url.h>
#include <sync/login.h>
#include <sync/module.h>
#include <sync/quota.h>
#include <sync/rotated_secret.h>

/* ---- what the connector asks of the host ---- */

static const char *host_secret(void *ctx, const char *name)
{
	const struct crm_system *s = ctx;
	for (size_t i = 0; i < s->settings->n_secrets; i++)
		if (strcmp(s->settings->secrets[i].name, name) == 0)
			return s->secrets[i];
	return NULL;
}

static const char *host_option(void *ctx, const char *name)
{
	const struct crm_system *s = ctx;
	for (size_t i = 0; i < s->settings->n_options; i++)
		if (strcmp(s->settings->options[i].name, name) == 0)
			return s->settings->options[i].value;
	return NULL;
}

/* The connector may hold on to the old text until close(). */
static bool retire_secret(struct crm_system *s, size_t i, char *fresh)
{
	char **retired = crm_reallocarray(s->retired_secrets, s->n_retired_secrets + 1, sizeof *retired);
	if (retired == NULL)
		return false;
	s->retired_secrets = retired;
	s->retired_secrets[s->n_retired_secrets++] = s->secrets[i];
	s->secrets[i] = fresh;
	return true;
}

/* Durable first: what is in memory counts only until the process dies. */
static int replace_secret(struct crm_system *s, size_t i, const char *value, struct crm_error *err)
{
	int rc = crm_rotated_secret_save(s->engine->settings, s->settings, &s->settings->secrets[i], value, err);
	if (rc != CRM_OK)
		return rc;
	char *fresh = crm_strdup(value);
	if (fresh != NULL && retire_secret(s, i, fresh))
		return CRM_OK;
	crm_free_secret(fresh);
	return crm_error_no_memory(err);
}

static int host_save_secret(void *ctx, const char *name, const char *value, struct crm_error *err)
{
	struct crm_system *s = ctx;
	crm_redact_add(value);
	for (size_t i = 0; i < s->settings->n_secrets; i++)
		if (strcmp(s->settings->secrets[i].name, name) == 0)
			return replace_secret(s, i, value, err);
	return crm_error_set(err, CRM_E_CONFIG, "system '%s' has no credential '%s' to replace", s->settings->name,
			     name);
}

/* ---- opening ---- */

static int check_names(const struct crm_system *s, struct crm_error *err)
{
	const struct crm_connector_info *info = s->connector->info;
	for (size_t i = 0; i < s->settings->n_secrets; i++) {
		const struct crm_named_text *known = info->secrets;
		while (known->name != NULL && strcmp(known->name, s->settings->secrets[i].name) != 0)
			known++;
		if (known->name == NULL)
			return crm_error_set(
				err, CRM_E_CONFIG,
				"%s:%u:%u: connector '%s' knows no credential '%s' (see crmsync connectors)",
				s->engine->settings->path, s->settings->secrets[i].line, s->settings->secrets[i].column,
				info->name, s->settings->secrets[i].name);
	}
	for (size_t i = 0; i < s->settings->n_options; i++) {
		const struct crm_named_text *known = info->options;
		while (known->name != NULL && strcmp(known->name, s->settings->options[i].name) != 0)
			known++;
		if (known->name == NULL)
			return crm_error_set(err, CRM_E_CONFIG,
					     "%s:%u:%u: connector '%s' knows no option '%s' (see crmsync connectors)",
					     s->engine->settings->path, s->settings->line, s->settings->column,
					     info->name, s->settings->options[i].name);
	}
	return CRM_OK;
}

/* Waiting longer than the connector says is safe; waiting less is for vendors that are a sandbox on this machine. */
static int check_wait(const struct crm_system *s, const char *key, int64_t wanted_s, unsigned least_ms,
		      struct crm_error *err)
{
	bool enough = wanted_s < 0 || wanted_s * 1000 >= (int64_t)least_ms;
	return enough || crm_url_is_loopback(s->settings->base_url)
		       ? CRM_OK
		       : crm_error_set(
				 err, CRM_E_CONFIG,
				 "%s:%u:%u: '%s' of system '%s' cannot be less than %u s, what connector '%s' knows of "
				 "the vendor, except for a sandbox on this machine",
				 s->engine->settings->path, s->settings->line, s->settings->column, key,
				 s->settings->name, (least_ms + 999) / 1000, s->connector->info->name);
}

static int check_waits(const struct crm_system *s, struct crm_error *err)
{
	const struct crm_connector_info *info = s->connector->info;
	int rc = check_wait(s, "search_lag", s->settings->search_lag_s, info->search_lag_ms, err);
	return rc == CRM_OK ? check_wait(s, "settle", s->settings->settle_s, info->settle_ms, err) : rc;
}

int64_t crm_system_search_lag(const struct crm_system *s)
{
	return s->settings->search_lag_s >= 0 ? s->settings->search_lag_s * 1000
					      : (int64_t)s->connector->info->search_lag_ms;
}

int64_t crm_system_settle(const struct crm_system *s)
{
	return s->settings->settle_s >= 0 ? s->settings->settle_s * 1000 : (int64_t)s->connector->info->settle_ms;
}

/* Is it what a login in a browser brings, and has there been none yet? */
static bool awaits_login(const struct crm_system *s, const struct crm_secret_setting *secret)
{
	return crm_login_is_there(s->connector) && strcmp(secret->name, CRM_LOGIN_SECRET) == 0 &&
	       crm_secret_is_missing(s->engine->settings, secret);
}

static int read_secret(struct crm_system *s, size_t i, bool for_login, struct crm_error *err)
{
	const struct crm_secret_setting *secret = &s->settings->secrets[i];
	int rc = crm_rotated_secret_read(s->engine->settings, s->settings, secret, &s->secrets[i], err);
	if (rc != CRM_E_CONFIG || !awaits_login(s, secret))
		return rc;
	if (!for_login)
		return crm_error_set(err, CRM_E_AUTH, "system '%s' is not signed in: crmsync auth login %s",
				     s->settings->name, s->settings->name);
	crm_error_clear(err);
	return CRM_OK;
}

static int read_secrets(struct crm_system *s, bool for_login, struct crm_error *err)
{
	s->secrets = crm_calloc(s->settings->n_secrets + 1, sizeof *s->secrets);
	int rc = s->secrets ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < s->settings->n_secrets; i++)
		rc = read_secret(s, i, for_login, err);
	return rc;
}

static size_t count_hosts(const char *const *hosts)
{
	size_t n = 0;
	while (hosts != NULL && hosts[n] != NULL)
		n++;
	return n;
}

/* The connector's hosts and that of a base_url of the user's own. */
static const char *const *allowed_hosts(struct crm_system *s)
{
	const char *const *known = s->connector->info->hosts;
	size_t n = count_hosts(known);
	const char **hosts = crm_arena_calloc(s->arena, n + 2, sizeof *hosts);
	if (hosts == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		hosts[i] = known[i];
	struct crm_buf host;
	crm_buf_init(&host, 1024);
	if (s->settings->base_url != NULL && crm_url_host(s->settings->base_url, &host))
		hosts[n] = crm_arena_strdup(s->arena, host.ptr);
	crm_buf_free(&host);
	return hosts;
}

/* The vendor's windows, and one of the user's own if the config asks for less. */
static const struct crm_rate_window *rate_windows(struct crm_system *s)
{
	const struct crm_rate_window *known = s->connector->info->windows;
	double rate = s->settings->requests_per_second;
	size_t n = 0;
	while (known != NULL && known[n].max != 0)
		n++;
	struct crm_rate_window *windows = crm_arena_calloc(s->arena, n + 2, sizeof *windows);
	if (windows == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		windows[i] = known[i];
	if (rate >= 1.0)
		windows[n] = (struct crm_rate_window){.max = (unsigned)rate, .per_ms = 1000};
	else if (rate > 0.0)
		windows[n] = (struct crm_rate_window){.max = 1, .per_ms = (unsigned)(1000.0 / rate)};
	return windows;
}

/* Only these commands write to a system; any other, one that is yet to come too, is refused by the client. */
static bool is_dry(const struct crm_engine *e)
{
	const char *command = e->options.command;
	static const char *const writes[] = {"sync", "migrate", "undo", "setup", "forget", NULL};
	for (const char *const *w = writes; command != NULL && *w != NULL; w++)
		if (strcmp(command, *w) == 0)
			return false;
	return true;
}

static int make_client(struct crm_system *s, struct crm_error *err)
{
	struct crm_http_options options = {
		.system = s->settings->name,
		.allowed_hosts = allowed_hosts(s),
		.windows = rate_windows(s),
		.concurrency = s->settings->concurrency ? s->settings->concurrency : s->connector->info->concurrency,
		.read_only = s->settings->read_only || is_dry(s->engine),
		.budget_max = s->settings->daily_budget > 0 ? s->settings->daily_budget : -1,
		.interrupted = s->engine->options.interrupted,
	};
	if (options.allowed_hosts == NULL || options.windows == NULL)
		return crm_error_no_memory(err);
	return crm_http_new(&options, &s->http, err);
}

static void fill_host(struct crm_system *s)
{
	const struct crm_connector_info *info = s->connector->info;
	s->host = (struct crm_host){
		.http = s->http,
		.system = s->settings->name,
		.base_url = s->settings->base_url ? s->settings->base_url : info->base_url,
		.api_version = s->settings->api_version ? s->settings->api_version : info->api_version,
		.ctx = s,
		.secret = host_secret,
		.option = host_option,
		.save_secret = host_save_secret,
		.config_folder = s->engine->settings->folder,
		.read_only = s->settings->read_only,
		.dry = is_dry(s->engine),
	};
}

static int find_connector(const struct crm_run_options *options, const char *name, const struct crm_connector **out,
			  struct crm_error *err)
{
	for (const struct crm_connector *const *c = options->connectors; c != NULL && *c != NULL; c++)
		if (strcmp((*c)->info->name, name) == 0) {
			*out = *c;
			return CRM_OK;
		}
	return crm_module_load(name, options->connector_dirs, out, err);
}

int crm_system_load(struct crm_engine *e, struct crm_system *s, struct crm_error *err)
{
	int rc = find_connector(&e->options, s->settings->connector, &s->connector, err);
	if (rc == CRM_OK)
		rc = check_names(s, err);
	return rc == CRM_OK ? check_waits(s, err) : rc;
}

int crm_system_open(struct crm_system *s, struct crm_error *err)
{
	s->arena = crm_arena_new();
	if (s->arena == NULL)
		return crm_error_no_memory(err);
	for (size_t o = 0; o < CRM_SYNC_OBJECTS; o++)
		s->vendor_total[o] = -1;
	int rc = read_secrets(s, false, err);
	if (rc == CRM_OK)
		rc = make_client(s, err);
	if (rc != CRM_OK)
		return rc;
	s->budget = (struct crm_budget){.limit = -1, .remaining = -1, .resets_in_ms = -1};
	fill_host(s);
	rc = s->connector->open(&s->host, &s->connection, err);
	if (rc != CRM_OK)
		crm_error_prefix(err, "system '%s'", s->settings->name);
	return rc == CRM_OK ? crm_quota_apply(s, err) : rc;
}

int crm_system_open_login(struct crm_system *s, struct crm_error *err)
{
	s->arena = crm_arena_new();
	int rc = s->arena ? read_secrets(s, true, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		rc = make_client(s, err);
	if (rc == CRM_OK)
		fill_host(s);
	return rc;
}

void crm_system_close(struct crm_system *s)
{
	if (s->connector != NULL)
		s->connector->close(s->connection);
	s->connection = NULL;
	crm_http_free(s->http);
	s->http = NULL;
	for (size_t i = 0; s->secrets != NULL && i < s->settings->n_secrets; i++)
		crm_free_secret(s->secrets[i]);
	crm_free(s->secrets);
	s->secrets = NULL;
	for (size_t i = 0; i < s->n_retired_secrets; i++)
		crm_free_secret(s->retired_secrets[i]);
	crm_free(s->retired_secrets);
	s->retired_secrets = NULL;
	s->n_retired_secrets = 0;
	crm_arena_free(s->arena);
	s->arena = NULL;
	crm_error_clear(&s->error);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Where each connector sends a person to sign in, and where it exchanges the code: at the vendor, and at a stand-in. */
#include "config.h"

#include <crmsync/connector.h>
#include <crmsync/url.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

struct given {
	const char *secret; /* the one that is configured besides those of OAuth, NULL: none */
	const char *login_url;
};

static const char *host_secret(void *ctx, const char *name)
{
	const struct given *given = ctx;
	return given->secret && strcmp(given->secret, name) == 0 ? "something" : NULL;
}

static const char *host_option(void *ctx, const char *name)
{
	const struct given *given = ctx;
	return strcmp(name, "login_url") == 0 ? given->login_url : NULL;
}

static const struct crm_connector *load(const char *name)
{
	const char *build = getenv("builddir");
	char path[4096];
	const struct crm_connector *(*entry)(void);
	snprintf(path, sizeof path, "%s/connectors/%s/.libs/%s.so", build ? build : ".", name, name);
	void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	ck_assert_msg(module != NULL, "%s", dlerror());
	void *symbol = dlsym(module, "crm_connector_entry");
	ck_assert_ptr_nonnull(symbol);
	memcpy(&entry, &symbol, sizeof entry);
	return entry();
}

static const struct {
	const char *connector, *base_url, *version; /* NULL: the connector's own */
	struct given given;
	bool read_only;
	const char *authorize, *token, *revoke, *scope; /* scope: its beginning; NULL: none */
	bool pkce, basic, secret_needed;
} logins[] = {
	{.connector = "hubspot",
	 .authorize = "https://app.hubspot.com/oauth/authorize",
	 .token = "https://api.hubapi.com/oauth/2026-03/token",
	 .revoke = "https://api.hubapi.com/oauth/2026-03/token/revoke",
	 .scope = "oauth crm.objects.contacts.read ",
	 .secret_needed = true},
	{.connector = "hubspot",
	 .base_url = "https://api-eu1.hubapi.com",
	 .version = "v3",
	 .authorize = "https://app.hubspot.com/oauth/authorize",
	 .token = "https://api-eu1.hubapi.com/oauth/v3/token",
	 .revoke = "https://api-eu1.hubapi.com/oauth/v3/token/revoke",
	 .scope = "oauth ",
	 .secret_needed = true},
	{.connector = "hubspot",
	 .base_url = "http://127.0.0.1:1/eu",
	 .read_only = true,
	 .authorize = "http://127.0.0.1:1/eu/oauth/authorize",
	 .token = "http://127.0.0.1:1/eu/oauth/2026-03/token",
	 .revoke = "http://127.0.0.1:1/eu/oauth/2026-03/token/revoke",
	 .scope = "oauth ",
	 .secret_needed = true},
	{.connector = "pipedrive",
	 .authorize = "https://oauth.pipedrive.com/oauth/authorize",
	 .token = "https://oauth.pipedrive.com/oauth/token",
	 .revoke = "https://oauth.pipedrive.com/oauth/revoke",
	 .basic = true,
	 .secret_needed = true},
	{.connector = "pipedrive",
	 .base_url = "https://acme.pipedrive.com",
	 .authorize = "https://oauth.pipedrive.com/oauth/authorize",
	 .token = "https://oauth.pipedrive.com/oauth/token",
	 .revoke = "https://oauth.pipedrive.com/oauth/revoke",
	 .basic = true,
	 .secret_needed = true},
	{.connector = "salesforce",
	 .authorize = "https://login.salesforce.com/services/oauth2/authorize",
	 .token = "https://login.salesforce.com/services/oauth2/token",
	 .revoke = "https://login.salesforce.com/services/oauth2/revoke",
	 .scope = "api refresh_token",
	 .pkce = true},
	{.connector = "salesforce",
	 .base_url = "https://acme.my.salesforce.com",
	 .authorize = "https://acme.my.salesforce.com/services/oauth2/authorize",
	 .token = "https://acme.my.salesforce.com/services/oauth2/token",
	 .revoke = "https://acme.my.salesforce.com/services/oauth2/revoke",
	 .scope = "api refresh_token",
	 .pkce = true},
	{.connector = "salesforce",
	 .given = {.secret = "client_secret", .login_url = "https://test.salesforce.com/"},
	 .authorize = "https://test.salesforce.com/services/oauth2/authorize",
	 .token = "https://test.salesforce.com/services/oauth2/token",
	 .revoke = "https://test.salesforce.com/services/oauth2/revoke",
	 .scope = "api refresh_token",
	 .pkce = true},
};

/* A connector's own host, or this machine. */
static void is_allowed(const struct crm_connector *connector, const char *url)
{
	struct crm_buf host;
	bool known = crm_url_is_loopback(url);
	crm_buf_init(&host, 1024);
	ck_assert(crm_url_host(url, &host));
	for (const char *const *h = connector->info->hosts; *h; h++) {
		const char *suffix = **h == '*' ? *h + 1 : *h;
		known = known ||
			(host.len >= strlen(suffix) && strcmp(host.ptr + host.len - strlen(suffix), suffix) == 0);
	}
	ck_assert_msg(known, "%s", url);
	crm_buf_free(&host);
}

START_TEST(addresses)
{
	struct given given = logins[_i].given;
	const struct crm_connector *connector = load(logins[_i].connector);
	struct crm_host host = {
		.base_url = logins[_i].base_url ? logins[_i].base_url : connector->info->base_url,
		.api_version = logins[_i].version ? logins[_i].version : connector->info->api_version,
		.ctx = &given,
		.secret = host_secret,
		.option = host_option,
		.read_only = logins[_i].read_only,
	};
	struct crm_login login = {0};
	struct crm_arena *arena = crm_arena_new();
	ck_assert_int_eq(connector->login(&host, &login, arena, NULL), CRM_OK);
	ck_assert_str_eq(login.authorize_url, logins[_i].authorize);
	ck_assert_str_eq(login.token_url, logins[_i].token);
	ck_assert_str_eq(login.revoke_url, logins[_i].revoke);
	is_allowed(connector, login.token_url);
	is_allowed(connector, login.revoke_url);
	ck_assert_int_eq(login.scope != NULL, logins[_i].scope != NULL);
	if (login.scope) {
		ck_assert(strncmp(login.scope, logins[_i].scope, strlen(logins[_i].scope)) == 0);
		ck_assert_ptr_null(strstr(login.scope, "  "));
		ck_assert_int_eq(strstr(login.scope, "write") != NULL,
				 strcmp(logins[_i].connector, "hubspot") == 0 && !logins[_i].read_only);
	}
	ck_assert_int_eq(login.pkce, logins[_i].pkce);
	ck_assert_int_eq(login.basic, logins[_i].basic);
	ck_assert_int_eq(login.secret_needed, logins[_i].secret_needed);
	crm_arena_free(arena);
}
END_TEST

static const struct {
	const char *connector, *secret;
} others[] = {
	{"hubspot", "token"},
	{"pipedrive", "token"},
	{"salesforce", "access_token"},
	{"salesforce", "private_key"},
};

START_TEST(other_credentials_need_none)
{
	struct given given = {.secret = others[_i].secret};
	const struct crm_connector *connector = load(others[_i].connector);
	struct crm_host host = {.base_url = connector->info->base_url,
				.api_version = connector->info->api_version,
				.ctx = &given,
				.secret = host_secret,
				.option = host_option};
	struct crm_login login = {0};
	struct crm_error err = {0};
	struct crm_arena *arena = crm_arena_new();
	ck_assert_int_eq(connector->login(&host, &login, arena, &err), CRM_E_UNSUPPORTED);
	ck_assert_ptr_nonnull(strstr(crm_error_text(&err), others[_i].secret));
	crm_error_clear(&err);
	crm_arena_free(arena);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

int main(void)
{
	Suite *s = suite_create("connectors' logins");
	TCase *tc = tcase_create("logins");
	tcase_add_loop_test(tc, addresses, 0, COUNT(logins));
	tcase_add_loop_test(tc, other_credentials_need_none, 0, COUNT(others));
	suite_add_tcase(s, tc);
	return run_suite(s);
}

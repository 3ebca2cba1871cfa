/* SPDX-License-Identifier: Apache-2.0 */
/* Where things are: HubSpot names its API versions by date since 2026-03; before that, v3 (associations: v4). */
#include <stdarg.h>
#include <string.h>

#include <crmsync/url.h>

#include "hubspot.h"

static const struct {
	const char *dated; /* the version follows */
	const char *v3;
} areas[] = {
	[HUBSPOT_OBJECTS] = {"/crm/objects/", "/crm/v3/objects"},
	[HUBSPOT_PROPERTIES] = {"/crm/properties/", "/crm/v3/properties"},
	[HUBSPOT_PIPELINES] = {"/crm/pipelines/", "/crm/v3/pipelines"},
	[HUBSPOT_OWNERS] = {"/crm/owners/", "/crm/v3/owners"},
	[HUBSPOT_ASSOCIATIONS] = {"/crm/associations/", "/crm/v4/associations"},
	[HUBSPOT_CONSENT] = {"/communication-preferences/", "/communication-preferences/v4"},
	[HUBSPOT_ACCOUNT] = {"/account-info/", "/account-info/v3"},
	[HUBSPOT_TOKEN] = {"/oauth/", "/oauth/v3"},
};

static const char *const plurals[] = {
	[CRM_COMPANY] = "companies",
	[CRM_CONTACT] = "contacts",
	[CRM_DEAL] = "deals",
};

bool hubspot_version_is_known(const char *version)
{
	static const char pattern[] = "dddd-dd";
	if (strcmp(version, "v3") == 0)
		return true;
	if (strlen(version) != strlen(pattern))
		return false;
	for (size_t i = 0; pattern[i]; i++) {
		if (pattern[i] == 'd' ? version[i] < '0' || version[i] > '9' : version[i] != pattern[i])
			return false;
	}
	return true;
}

void hubspot_url(const struct crm_connection *conn, struct crm_buf *url, enum hubspot_area area, ...)
{
	va_list parts;
	crm_buf_str(url, conn->host->base_url);
	crm_buf_str(url, conn->dated ? areas[area].dated : areas[area].v3);
	if (conn->dated)
		crm_buf_str(url, conn->host->api_version);
	va_start(parts, area);
	for (const char *part = va_arg(parts, const char *); part; part = va_arg(parts, const char *)) {
		crm_buf_char(url, '/');
		crm_url_encode(url, part);
	}
	va_end(parts);
}

const char *hubspot_plural(enum crm_object object)
{
	return plurals[object];
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which record a page of HubSpot's own interface shows:
 *     https://app.hubspot.com/contacts/PORTAL/record/0-1/ID     and with /view/... behind it
 *     https://app.hubspot.com/contacts/PORTAL/contact/ID        as it was until 2023
 * Accounts elsewhere have app-eu1.hubspot.com and the like.  Type ids: "CRM objects" of the developer documentation.
 */
#include <string.h>

#include <crmsync/url.h>

#include "hubspot.h"

#define SEGMENTS 5

static const struct {
	const char *type_id, *name;
	enum crm_object object;
} types[] = {{"0-1", "contact", CRM_CONTACT}, {"0-2", "company", CRM_COMPANY}, {"0-3", "deal", CRM_DEAL}};

static bool is_number(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static bool is_app(const char *url)
{
	struct crm_buf host;
	crm_buf_init(&host, 256);
	bool known = crm_url_host(url, &host) && !host.failed;
	const char *dot = known ? strchr(host.ptr, '.') : NULL;
	bool app = dot != NULL && strcmp(dot, ".hubspot.com") == 0 &&
		   (strncmp(host.ptr, "app.", 4) == 0 || strncmp(host.ptr, "app-", 4) == 0);
	crm_buf_free(&host);
	return app;
}

bool hubspot_read_url(const char *url, struct crm_page_address *out, struct crm_arena *arena)
{
	const char *segments[SEGMENTS];
	size_t n = is_app(url) ? crm_url_path(url, segments, SEGMENTS, arena) : 0;
	bool record = n == SEGMENTS && strcmp(segments[2], "record") == 0;
	if (n < 4 || !is_number(segments[1]))
		return false;
	const char *type = segments[record ? 3 : 2], *id = segments[record ? 4 : 3];
	for (size_t i = 0; i < sizeof types / sizeof *types && is_number(id); i++) {
		if (strcmp(type, record ? types[i].type_id : types[i].name) != 0)
			continue;
		*out = (struct crm_page_address){.object = types[i].object, .id = id, .tenant = segments[1]};
		return true;
	}
	return false;
}

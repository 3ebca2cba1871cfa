/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which record a page of Salesforce's own interface shows:
 *     https://DOMAIN.lightning.force.com/lightning/r/Contact/ID/view      also without the object
 *     https://DOMAIN.my.salesforce.com/ID                                 Classic, and what record_url() gives
 * An id has 15 characters there, or 18 as in the API; its first three tell the object.  Ids are unique over all
 * accounts, so the address need not tell whose it is.
 */
#include <string.h>

#include <crmsync/url.h>

#include "account.h"
#include "sobject.h"

#define SEGMENTS 4

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);
	return n > m && strcmp(text + n - m, end) == 0;
}

static bool is_salesforce(const char *url)
{
	static const char *const ends[] = {".force.com", ".salesforce.com", ".salesforce.mil", ".cloudforce.com"};
	struct crm_buf host;
	bool known = false;
	crm_buf_init(&host, 512);
	bool read = crm_url_host(url, &host) && !host.failed;
	for (size_t i = 0; read && i < sizeof ends / sizeof *ends; i++)
		known = known || ends_with(host.ptr, ends[i]);
	crm_buf_free(&host);
	return known;
}

static bool read_id(const char *text, struct crm_page_address *out, struct crm_arena *arena)
{
	static const enum crm_object objects[] = {CRM_CONTACT, CRM_COMPANY, CRM_DEAL};
	char whole[SF_ID_SIZE];
	enum sf_type type;
	if (!sf_id_long(text, strlen(text), whole))
		return false;
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
		if (!sf_type_of_id(objects[i], whole, &type))
			continue;
		*out = (struct crm_page_address){.object = objects[i], .id = crm_arena_strdup(arena, whole)};
		return out->id != NULL;
	}
	return false;
}

bool sf_read_url(const char *url, struct crm_page_address *out, struct crm_arena *arena)
{
	const char *segments[SEGMENTS];
	size_t n = is_salesforce(url) ? crm_url_path(url, segments, SEGMENTS, arena) : 0;
	bool lightning = n > 2 && strcmp(segments[0], "lightning") == 0 && strcmp(segments[1], "r") == 0;
	if (n == 1)
		return read_id(segments[0], out, arena);
	return lightning && (read_id(segments[2], out, arena) || (n > 3 && read_id(segments[3], out, arena)));
}

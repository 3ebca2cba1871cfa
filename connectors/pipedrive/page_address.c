/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which record a page of Pipedrive's own interface shows: https://COMPANY.pipedrive.com/person/ID, /organization/ID,
 * /deal/ID.  The company's name stands there, while its account is told by a number: whose it is the address does not
 * tell.
 */
#include <string.h>

#include <crmsync/url.h>

#include "pipedrive.h"

#define SEGMENTS 2

static bool is_pipedrive(const char *url)
{
	struct crm_buf host;
	crm_buf_init(&host, 256);
	const char *dot = crm_url_host(url, &host) && !host.failed ? strchr(host.ptr, '.') : NULL;
	bool known = dot != NULL && strcmp(dot, ".pipedrive.com") == 0;
	crm_buf_free(&host);
	return known;
}

bool pd_read_url(const char *url, struct crm_page_address *out, struct crm_arena *arena)
{
	static const enum crm_object objects[] = {CRM_CONTACT, CRM_COMPANY, CRM_DEAL};
	const char *segments[SEGMENTS];
	size_t n = is_pipedrive(url) ? crm_url_path(url, segments, SEGMENTS, arena) : 0;
	for (size_t i = 0; n == SEGMENTS && i < sizeof objects / sizeof *objects; i++) {
		if (strcmp(segments[0], pd_item_type(objects[i])) != 0 || !pd_is_id(segments[1]))
			continue;
		*out = (struct crm_page_address){.object = objects[i], .id = segments[1]};
		return true;
	}
	return false;
}

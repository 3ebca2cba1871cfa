/* SPDX-License-Identifier: Apache-2.0 */
/* Listings of API v2: `data`, and `additional_data.next_cursor` until there is none. */
#include <string.h>

#include <crmsync/url.h>

#include "pipedrive.h"

int pd_listed(const crm_json *json, const crm_json **data, struct crm_error *err)
{
	*data = crm_json_get(json, "data");
	if (crm_json_is_array(*data) || crm_json_is_null(*data))
		return CRM_OK;
	return crm_error_set(err, CRM_E_PROTOCOL, "a listing has no list of data");
}

int pd_next_cursor(const crm_json *json, const char *current, struct crm_arena *arena, const char **next,
		   struct crm_error *err)
{
	const crm_json *cursor = crm_json_path(json, "additional_data.next_cursor");
	const char *text = crm_json_text(cursor);
	*next = NULL;
	if (text == NULL || text[0] == '\0')
		return CRM_OK;
	if (current != NULL && strcmp(text, current) == 0)
		return crm_error_set(err, CRM_E_PROTOCOL,
				     "a listing goes in circles: the next page is the page just read");
	*next = crm_arena_strdup(arena, text);
	return *next ? CRM_OK : pd_out_of_memory(err);
}

static const char *page_url(const struct crm_connection *conn, const char *listing, const char *cursor,
			    struct crm_arena *arena)
{
	struct crm_buf url;
	crm_buf_init(&url, 16384);
	crm_buf_printf(&url, "%s/api/v2/%s?limit=%d", pd_base(conn), listing, PD_PAGE);
	if (cursor != NULL)
		crm_url_query(&url, "cursor", cursor);
	const char *text = url.failed ? NULL : crm_arena_strdup(arena, url.ptr);
	crm_buf_free(&url);
	return text;
}

static int take_page(const crm_json *json, pd_take *take, void *ctx, struct crm_error *err)
{
	const crm_json *data;
	int rc = pd_listed(json, &data, err);
	for (const crm_json *v = crm_json_first(data); rc == CRM_OK && v != NULL; v = crm_json_next(v))
		if (take(ctx, v) != CRM_OK)
			rc = pd_out_of_memory(err);
	return rc;
}

int pd_each_item(struct crm_connection *conn, const char *listing, unsigned cost, pd_take *take, void *ctx,
		 struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	const char *cursor = NULL;
	int rc = arena ? pd_authorise(conn, err) : pd_out_of_memory(err);
	bool more = rc == CRM_OK;
	while (more) {
		crm_json *json = NULL;
		const char *next = NULL;
		rc = pd_call(conn, "GET", page_url(conn, listing, cursor, arena), NULL, cost, &json, NULL, err);
		if (rc == CRM_OK)
			rc = take_page(json, take, ctx, err);
		if (rc == CRM_OK)
			rc = pd_next_cursor(json, cursor, arena, &next, err);
		crm_json_free(json);
		cursor = next;
		more = rc == CRM_OK && cursor != NULL;
	}
	crm_arena_free(arena);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listings.  A pull reads the live records and, for deals, a second listing of archived ones (the first leaves them
 * out).  The cursor that the engine keeps is "<part>|<watermark>|<vendor's cursor>".
 */
#include <string.h>

#include <crmsync/timestamp.h>
#include <crmsync/url.h>

#include "pipedrive.h"

enum part { PART_LIVE = 'l', PART_ARCHIVED = 'a' };

struct position {
	char part;
	const char *watermark; /* RFC 3339, seconds: the vendor's clock when the pull began */
	const char *cursor;    /* vendor's, NULL: first page of the part */
};

/* ---- position ---- */

static int read_position(const char *text, struct crm_arena *arena, struct position *out, struct crm_error *err)
{
	int64_t ms;
	*out = (struct position){.part = PART_LIVE};
	if (text == NULL)
		return CRM_OK;
	const char *bar = strlen(text) > 2 && text[1] == '|' ? strchr(text + 2, '|') : NULL;
	if (bar != NULL && (text[0] == PART_LIVE || text[0] == PART_ARCHIVED)) {
		out->part = text[0];
		out->watermark = crm_arena_strndup(arena, text + 2, (size_t)(bar - text - 2));
		out->cursor = bar[1] ? crm_arena_strdup(arena, bar + 1) : NULL;
		if (out->watermark == NULL || (bar[1] && out->cursor == NULL))
			return pd_out_of_memory(err);
		if (crm_time_parse(out->watermark, &ms))
			return CRM_OK;
	}
	return crm_error_set(err, CRM_E_CURSOR, "the cursor '%s' is not one of this connector's", text);
}

/* ---- the request ---- */

/* A fraction of a second would be refused with 400. */
static int add_since(const struct crm_pull *request, struct crm_buf *url, struct crm_error *err)
{
	int64_t ms;
	char text[CRM_TIME_TEXT];
	if (request->since == NULL)
		return CRM_OK;
	if (!crm_time_parse(request->since, &ms))
		return crm_error_set(err, CRM_E_CURSOR, "the watermark '%s' is not one of this connector's",
				     request->since);
	crm_time_format_seconds(ms - (int64_t)request->lookback_s * 1000, text);
	crm_url_query(url, "updated_since", text);
	return CRM_OK;
}

/* The config's filter is the number of a filter that was saved in Pipedrive; the vendor ignores `status` beside it. */
static int page_url(const struct crm_connection *conn, const struct crm_pull *request, const struct position *at,
		    struct crm_buf *url, struct crm_error *err)
{
	crm_buf_reset(url);
	crm_buf_printf(url, "%s/api/v2/%s%s?limit=%d&sort_by=id&sort_direction=asc", pd_base(conn),
		       pd_collection(request->object), at->part == PART_ARCHIVED ? "/archived" : "", PD_PAGE);
	if (request->filter != NULL)
		crm_url_query(url, "filter_id", request->filter);
	else if (request->object == CRM_DEAL)
		crm_url_query(url, "status", "open,won,lost,deleted");
	pd_add_wanted(conn, request->object, request->properties, request->n_properties, url);
	int rc = add_since(request, url, err);
	if (rc == CRM_OK && at->cursor != NULL)
		crm_url_query(url, "cursor", at->cursor);
	return rc == CRM_OK && url->failed ? pd_out_of_memory(err) : rc;
}

static int fetch_page(struct crm_connection *conn, const struct crm_pull *request, const struct position *at,
		      crm_json **json, int64_t *date, struct crm_error *err)
{
	struct crm_buf url;
	unsigned cost = at->part == PART_ARCHIVED ? PD_COST_ARCHIVED : PD_COST_LIST;
	bool again;
	int rc;
	crm_buf_init(&url, 65536);
	do {
		rc = page_url(conn, request, at, &url, err);
		if (rc == CRM_OK)
			rc = pd_call(conn, "GET", url.ptr, NULL, cost, json, date, err);
		again = rc < 0 && pd_narrow_selection(conn, url.ptr, err);
		if (again)
			crm_error_clear(err);
	} while (again);
	crm_buf_free(&url);
	if (rc == CRM_E_REJECTED && at->cursor != NULL) {
		struct crm_error refused = {0};
		crm_error_move(&refused, err);
		rc = crm_error_set(err, CRM_E_CURSOR, "the cursor was refused: %s", crm_error_text(&refused));
		crm_error_clear(&refused);
	}
	return rc;
}

static int note_start(struct position *at, int64_t date, struct crm_arena *arena, struct crm_error *err)
{
	char text[CRM_TIME_TEXT];
	if (at->watermark != NULL)
		return CRM_OK;
	if (date == 0)
		return crm_error_set(err, CRM_E_PROTOCOL, "the answer has no Date header");
	crm_time_format_seconds(date, text);
	at->watermark = crm_arena_strdup(arena, text);
	return at->watermark ? CRM_OK : pd_out_of_memory(err);
}

/* ---- pages ---- */

/* What comes behind this page: the next one, the other part, or nothing. */
static int close_page(enum crm_object object, const struct position *at, const char *next, struct crm_page *out,
		      struct crm_arena *arena, struct crm_error *err)
{
	bool other_part = next == NULL && object == CRM_DEAL && at->part == PART_LIVE;
	out->total = -1;
	out->complete = next == NULL && !other_part;
	out->cursor = NULL;
	if (out->complete)
		out->watermark = at->watermark;
	else
		out->cursor = crm_arena_printf(arena, "%c|%s|%s", other_part ? PART_ARCHIVED : at->part, at->watermark,
					       next ? next : "");
	return out->complete || out->cursor ? CRM_OK : pd_out_of_memory(err);
}

static int read_page(const struct crm_pull *request, const struct position *at, const crm_json *json,
		     struct crm_page *out, struct crm_arena *arena, struct crm_error *err)
{
	const crm_json *data;
	const char *next = NULL;
	int rc = pd_listed(json, &data, err);
	if (rc == CRM_OK)
		rc = pd_read_items(data, request->object, arena, out, err);
	if (rc == CRM_OK)
		rc = pd_next_cursor(json, at->cursor, arena, &next, err);
	return rc == CRM_OK ? close_page(request->object, at, next, out, arena, err) : rc;
}

int pd_pull(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out, struct crm_arena *arena,
	    struct crm_error *err)
{
	struct position at;
	struct crm_error own = {0};
	struct crm_page page = {0};
	crm_json *json = NULL;
	int64_t date = 0;
	if (request->object == CRM_OWNER)
		return pd_pull_owners(conn, out, arena, err);
	if (request->object > CRM_DEAL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "pipelines come with the schema of deals");
	int rc = read_position(request->cursor, arena, &at, &own);
	if (rc == CRM_OK)
		rc = pd_authorise(conn, &own);
	if (rc == CRM_OK)
		rc = fetch_page(conn, request, &at, &json, &date, &own);
	if (rc == CRM_OK)
		rc = note_start(&at, date, arena, &own);
	if (rc == CRM_OK)
		rc = read_page(request, &at, json, &page, arena, &own);
	crm_json_free(json);
	if (rc == CRM_OK && request->object == CRM_DEAL &&
	    pd_wants(request->properties, request->n_properties, "@contacts"))
		rc = pd_complete_contacts(conn, &page, arena, &own);
	if (rc == CRM_OK)
		*out = page;
	else if (err != NULL)
		crm_error_move(err, &own);
	crm_error_clear(&own);
	return rc;
}

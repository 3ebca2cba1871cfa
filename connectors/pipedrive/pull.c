/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listings.  A pull reads the live records and, for deals, a second listing of archived ones (the first leaves them out).  The cursor that
 * the engine keeps is "<part>|<watermark>|<vendor's cursor>".
 */
#include "pipedrive.h"

#include <stdio.h>
#include <string.h>

#include <crmsync/timestamp.h>
#include <crmsync/url.h>

enum part { PART_LIVE = 'l', PART_ARCHIVED = 'a' };

struct position {
	char part;
	const char *watermark; /* RFC 3339, seconds: the vendor's clock when the pull began */
	const char *cursor;    /* vendor's, NULL: first page of the part */
};

/* ---- position ---- */

static int read_position(const char *text, struct crm_arena *arena, struct position *out, struct crm_error *err)
{
	*out = (struct position){.part = PART_LIVE};
	if (text == NULL)
		return CRM_OK;
	const char *bar = strlen(text) > 2 && text[1] == '|' ? strchr(text + 2, '|') : NULL;
	if (bar == NULL || (text[0] != PART_LIVE && text[0] != PART_ARCHIVED))
		return crm_error_set(err, CRM_E_CURSOR, "the cursor '%s' is not one of this connector's", text);
	out->part = text[0];
	out->watermark = crm_arena_strndup(arena, text + 2, (size_t)(bar - text - 2));
	out->cursor = bar[1] ? crm_arena_strdup(arena, bar + 1) : NULL;
	return out->watermark ? CRM_OK : pd_out_of_memory(err);
}

/* ---- what to ask for ---- */

bool pd_wants(const char *const *properties, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(properties[i], name) == 0)
			return true;
	return false;
}

static void add_custom_keys(const char *const *properties, size_t n, struct crm_buf *url)
{
	struct crm_buf keys;
	size_t count = 0;
	crm_buf_init(&keys, 4096);
	for (size_t i = 0; i < n; i++)
		if (pd_is_custom_key(properties[i]))
			crm_buf_printf(&keys, "%s%s", count++ ? "," : "", properties[i]);
	/* More than the vendor's limit, or none: all custom fields come. */
	if (count > 0 && count <= PD_CUSTOM_KEYS)
		crm_url_query(url, "custom_fields", keys.ptr);
	crm_buf_free(&keys);
}

void pd_add_wanted(const struct crm_connection *conn, enum crm_object object, const char *const *properties, size_t n_properties,
                   struct crm_buf *url)
{
	if (object == CRM_CONTACT && !conn->no_marketing && pd_wants(properties, n_properties, "marketing_status"))
		crm_url_query(url, "include_fields", "marketing_status");
	if (object == CRM_DEAL && pd_wants(properties, n_properties, "@contacts"))
		crm_url_query(url, "include_fields", "participants_count");
	add_custom_keys(properties, n_properties, url);
}

/* The config's filter is the number of a filter that was saved in Pipedrive. */
static void add_filter(const char *filter, struct crm_buf *url)
{
	if (filter != NULL)
		crm_url_query(url, "filter_id", filter);
}

static void add_since(const struct crm_pull *request, struct crm_buf *url)
{
	int64_t ms;
	char text[CRM_TIME_TEXT];
	if (request->since == NULL || !crm_time_parse(request->since, &ms))
		return;
	crm_time_format_seconds(ms - (int64_t)request->lookback_s * 1000, text); /* a fraction would be refused with 400 */
	crm_url_query(url, "updated_since", text);
}

static int page_url(const struct crm_connection *conn, const struct crm_pull *request, const struct position *at, struct crm_buf *url)
{
	crm_buf_reset(url);
	crm_buf_printf(url, "%s/api/v2/%s%s?limit=%d&sort_by=id&sort_direction=asc", pd_base(conn), pd_collection(request->object),
	               at->part == PART_ARCHIVED ? "/archived" : "", PD_PAGE);
	if (request->object == CRM_DEAL && request->filter == NULL)
		crm_url_query(url, "status", "open,won,lost,deleted");
	add_filter(request->filter, url);
	add_since(request, url);
	pd_add_wanted(conn, request->object, request->properties, request->n_properties, url);
	if (at->cursor != NULL)
		crm_url_query(url, "cursor", at->cursor);
	return url->failed ? CRM_E_NOMEM : CRM_OK;
}

/* ---- pages ---- */

static unsigned page_cost(const struct position *at)
{
	return at->part == PART_ARCHIVED ? PD_COST_ARCHIVED : PD_COST_LIST;
}

/* Accounts without the marketing app refuse to include its field: asked once, then never again. */
static int fetch(struct crm_connection *conn, const struct crm_pull *request, const struct position *at, struct crm_arena *arena,
                 crm_json **json, struct crm_http_response *resp, struct crm_error *err)
{
	struct crm_buf url;
	crm_buf_init(&url, 16384);
	int rc = page_url(conn, request, at, &url) == CRM_OK ? pd_get(conn, url.ptr, page_cost(at), NULL, arena, json, resp, err)
	                                                     : pd_out_of_memory(err);
	bool asked = strstr(url.ptr, "marketing_status") != NULL;
	if (rc == CRM_E_REJECTED && asked && !conn->no_marketing) {
		conn->no_marketing = true;
		crm_error_clear(err);
		crm_http_response_free(resp);
		rc = page_url(conn, request, at, &url) == CRM_OK ? pd_get(conn, url.ptr, page_cost(at), NULL, arena, json, resp, err)
		                                                 : pd_out_of_memory(err);
	}
	crm_buf_free(&url);
	if (rc == CRM_E_REJECTED && at->cursor != NULL)
		return crm_error_set(err, CRM_E_CURSOR, "the cursor was refused: %s", crm_error_text(err));
	return rc;
}

static int note_start(struct position *at, const struct crm_http_response *resp, struct crm_arena *arena, struct crm_error *err)
{
	int64_t ms;
	char text[CRM_TIME_TEXT];
	if (at->watermark != NULL)
		return CRM_OK;
	if (!crm_http_date(resp, &ms))
		return crm_error_set(err, CRM_E_PROTOCOL, "the answer has no Date header");
	crm_time_format_seconds(ms, text);
	at->watermark = crm_arena_strdup(arena, text);
	return at->watermark ? CRM_OK : pd_out_of_memory(err);
}

/* What comes behind this page: the next one, the other part, or nothing. */
static int close_page(enum crm_object object, struct position *at, const char *next, struct crm_page *out, struct crm_arena *arena,
                      struct crm_error *err)
{
	bool other_part = next == NULL && object == CRM_DEAL && at->part == PART_LIVE;
	out->total = -1;
	out->complete = next == NULL && !other_part;
	if (out->complete)
		out->watermark = at->watermark;
	else
		out->cursor = crm_arena_printf(arena, "%c|%s|%s", other_part ? PART_ARCHIVED : at->part, at->watermark, next ? next : "");
	return out->complete || out->cursor ? CRM_OK : pd_out_of_memory(err);
}

int pd_pull(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out, struct crm_arena *arena,
            struct crm_error *err)
{
	struct position at;
	crm_json *json = NULL;
	struct crm_http_response resp;
	int rc = read_position(request->cursor, arena, &at, err);
	if (rc == CRM_OK)
		rc = pd_authorise(conn, err);
	if (rc != CRM_OK)
		return rc;
	crm_http_response_init(&resp);
	rc = fetch(conn, request, &at, arena, &json, &resp, err);
	if (rc == CRM_OK)
		rc = note_start(&at, &resp, arena, err);
	if (rc == CRM_OK && !crm_json_is_array(crm_json_get(json, "data")) && !crm_json_is_null(crm_json_get(json, "data")))
		rc = crm_error_set(err, CRM_E_PROTOCOL, "the listing of %s has no data", pd_collection(request->object));
	if (rc == CRM_OK && (rc = pd_read_items(crm_json_get(json, "data"), request->object, arena, out)) != CRM_OK)
		rc = crm_error_set(err, rc, "a record of %s cannot be read", pd_collection(request->object));
	if (rc == CRM_OK)
		rc = close_page(request->object, &at, crm_json_text(crm_json_path(json, "additional_data.next_cursor")), out, arena, err);
	crm_json_free(json);
	crm_http_response_free(&resp);
	if (rc == CRM_OK && request->object == CRM_DEAL && pd_wants(request->properties, request->n_properties, "@contacts"))
		rc = pd_read_participants(conn, out, arena, err);
	return rc;
}

/* ---- owners ---- */

static int read_user(const crm_json *user, struct crm_arena *arena, struct crm_record *out)
{
	struct crm_property *p = crm_arena_calloc(arena, 3, sizeof *p);
	const char *email = crm_json_get_string(user, "email"), *name = crm_json_get_string(user, "name");
	if (p == NULL)
		return CRM_E_NOMEM;
	bool active = crm_json_true(crm_json_get(user, "active_flag")) && !crm_json_true(crm_json_get(user, "is_deleted"));
	p[0] = (struct crm_property){"email", {.kind = email ? CRM_TEXT : CRM_NULL, .text = crm_arena_strdup(arena, email)}};
	p[1] = (struct crm_property){"name", {.kind = name ? CRM_TEXT : CRM_NULL, .text = crm_arena_strdup(arena, name)}};
	p[2] = (struct crm_property){"active", {.kind = CRM_TEXT, .text = active ? "true" : "false"}};
	*out = (struct crm_record){.object = CRM_OWNER, .id = crm_arena_strdup(arena, crm_json_text(crm_json_get(user, "id"))), .properties = p,
	                           .n_properties = 3};
	return out->id ? CRM_OK : CRM_E_PROTOCOL;
}

int pd_pull_owners(struct crm_connection *conn, struct crm_page *out, struct crm_arena *arena, struct crm_error *err)
{
	crm_json *json = NULL;
	struct crm_http_response resp;
	int rc = pd_authorise(conn, err);
	const char *url = crm_arena_printf(arena, "%s/v1/users", pd_base(conn));
	crm_http_response_init(&resp);
	if (rc == CRM_OK)
		rc = url ? pd_get(conn, url, PD_COST_USERS, NULL, arena, &json, &resp, err) : pd_out_of_memory(err);
	const crm_json *data = crm_json_get(json, "data");
	struct crm_record *records = rc == CRM_OK ? crm_arena_calloc(arena, crm_json_size(data) + 1, sizeof *records) : NULL;
	if (rc == CRM_OK && records == NULL)
		rc = pd_out_of_memory(err);
	size_t n = 0;
	for (const crm_json *v = crm_json_first(data); rc == CRM_OK && v != NULL; v = crm_json_next(v))
		if ((rc = read_user(v, arena, &records[n++])) != CRM_OK)
			rc = crm_error_set(err, rc, "a user cannot be read");
	if (rc == CRM_OK)
		*out = (struct crm_page){.records = records, .n = n, .complete = true, .total = (int64_t)n};
	crm_json_free(json);
	crm_http_response_free(&resp);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pull of companies, contacts and deals in up to two phases.  Live records first: a full pull lists them; an
 * incremental pull, or one with a filter, searches in the order of the ids.  Then the archived ones, because search
 * never shows them.  Their listing has neither filter nor order (by archivedAt, that is), so an incremental pull reads
 * all of it and passes on what was archived since; HubSpot forgets archived records after 90 days, so it stays short.
 *
 * A search has no upper bound in time: what changes while it is read is simply delivered as it is then.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <crmsync/timestamp.h>
#include <crmsync/url.h>

#include "hubspot.h"

#define PULL_MAX_URL 15000u /* of the properties in a URL; servers refuse what is much longer with 414 */

enum phase { PHASE_LIST, PHASE_SEARCH, PHASE_ARCHIVED, PHASES };

static const char *const phase_names[] = {"list", "search", "archived"};

/* Where a pull goes on: "phase:start:above:after". */
struct position {
	enum phase phase;
	int64_t start;     /* vendor's clock when the pull began, ms; 0: not yet known */
	const char *above; /* search: ids above this one; "" from the beginning */
	const char *after; /* vendor's paging mark, "" none */
};

struct pull {
	struct crm_connection *conn;
	const struct crm_pull *request;
	struct crm_arena *arena;
	struct hubspot_wish wish;
	struct position at, next;
	bool complete;
	int64_t since; /* earliest change that counts, ms; INT64_MIN: any */
	struct hubspot_call call, details;
	struct hubspot_row *rows;
	size_t n;
	int64_t total;
};

/* ---- positions ---- */

static const char *position_write(const struct position *p, struct crm_arena *arena)
{
	return crm_arena_printf(arena, "%s:%" PRId64 ":%s:%s", phase_names[p->phase], p->start, p->above, p->after);
}

/* Cuts the text at the next colon. */
static char *position_cut(char **rest)
{
	char *part = *rest, *colon = part ? strchr(part, ':') : NULL;
	*rest = colon ? colon + 1 : NULL;
	if (colon)
		*colon = '\0';
	return part;
}

static int position_bad(const char *cursor, struct crm_error *err)
{
	return crm_error_set(err, CRM_E_CURSOR, "the cursor '%s' is none of this connector's", cursor);
}

static int position_read(const char *cursor, struct crm_arena *arena, struct position *out, struct crm_error *err)
{
	char *rest = crm_arena_strdup(arena, cursor);
	if (!rest)
		return hubspot_no_memory(err);
	const char *phase = position_cut(&rest), *start = position_cut(&rest), *above = position_cut(&rest);
	if (!rest || !start[0] || strspn(start, "0123456789") != strlen(start) || strlen(start) > 15)
		return position_bad(cursor, err);
	for (int i = 0; i < PHASES; i++) {
		if (strcmp(phase, phase_names[i]) != 0)
			continue;
		*out = (struct position){(enum phase)i, strtoll(start, NULL, 10), above, rest};
		return CRM_OK;
	}
	return position_bad(cursor, err);
}

static int pull_begin(struct pull *p, struct crm_error *err)
{
	const struct crm_pull *request = p->request;
	p->since = INT64_MIN;
	if (request->since) {
		if (!crm_time_parse(request->since, &p->since))
			return crm_error_set(err, CRM_E_CURSOR, "the watermark '%s' is no time", request->since);
		p->since -= (int64_t)request->lookback_s * 1000;
	}
	p->at = (struct position){
		.phase = request->since || request->filter ? PHASE_SEARCH : PHASE_LIST, .above = "", .after = ""};
	return request->cursor ? position_read(request->cursor, p->arena, &p->at, err) : CRM_OK;
}

/* ---- listing ---- */

static void list_write_names(struct crm_buf *url, const struct hubspot_wish *wish)
{
	struct crm_buf names;
	crm_buf_init(&names, CRM_BUF_MAX);
	for (size_t i = 0; i < wish->n_wire; i++)
		crm_buf_printf(&names, "%s%s", i ? "," : "", wish->wire[i]);
	if (names.failed)
		url->failed = true;
	else
		crm_url_query(url, "properties", names.ptr);
	crm_buf_free(&names);
}

static size_t list_names_length(const struct hubspot_wish *wish)
{
	size_t length = 0;
	for (size_t i = 0; i < wish->n_wire; i++)
		length += strlen(wish->wire[i]) + strlen("%2C");
	return length;
}

/* So many properties that they do not fit into a URL: they are read by id. */
static bool list_needs_details(const struct pull *p)
{
	return p->at.phase != PHASE_SEARCH && list_names_length(&p->wish) > PULL_MAX_URL;
}

static void list_write_url(struct pull *p, bool archived)
{
	const struct hubspot_wish *wish = &p->wish;
	struct crm_buf *url = &p->call.url;
	hubspot_url(p->conn, url, HUBSPOT_OBJECTS, hubspot_plural(wish->object), NULL);
	crm_url_query(url, "limit", "100");
	if (archived)
		crm_url_query(url, "archived", "true");
	if (p->at.after[0])
		crm_url_query(url, "after", p->at.after);
	if (!list_needs_details(p))
		list_write_names(url, wish);
	if (!archived && (wish->companies || wish->contacts))
		crm_url_query(url, "associations",
			      !wish->contacts    ? "companies"
			      : !wish->companies ? "contacts"
						 : "companies,contacts");
}

static const char *const *pull_ids(const struct pull *p)
{
	const char **ids = crm_arena_calloc(p->arena, p->n + 1, sizeof *ids);
	for (size_t i = 0; ids && i < p->n; i++)
		ids[i] = hubspot_row_id(&p->rows[i]);
	return ids;
}

/* Rows with all their properties; what the listing said of associations is kept. */
static int list_load_details(struct pull *p, struct crm_error *err)
{
	struct hubspot_row *full = NULL;
	size_t n = 0;
	const char *const *ids = pull_ids(p);
	if (!ids)
		return hubspot_no_memory(err);
	if (p->n == 0)
		return CRM_OK;
	int rc = hubspot_batch_read(p->conn, &p->wish, NULL, ids, p->n, p->at.phase == PHASE_ARCHIVED, &p->details,
				    &full, &n, p->arena, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		for (size_t k = 0; k < p->n; k++) {
			if (strcmp(hubspot_row_id(&full[i]), ids[k]) != 0)
				continue;
			full[i].companies = p->rows[k].companies;
			full[i].contacts = p->rows[k].contacts;
		}
	}
	if (rc == CRM_OK) {
		p->rows = full;
		p->n = n;
	}
	return rc;
}

/* What an incremental pull has seen already. */
static bool archived_is_old(const struct pull *p, const struct hubspot_row *row)
{
	int64_t at;
	const char *text = crm_json_get_string(row->json, "archivedAt");
	return text && crm_time_parse(text, &at) && at < p->since;
}

static void archived_drop_old(struct pull *p)
{
	size_t kept = 0;
	for (size_t i = 0; i < p->n; i++) {
		if (!archived_is_old(p, &p->rows[i]))
			p->rows[kept++] = p->rows[i];
	}
	p->n = kept;
}

/* ---- searching ---- */

static int search_write(struct pull *p, struct crm_error *err)
{
	char since[CRM_TIME_TEXT];
	const struct crm_pull *request = p->request;
	struct hubspot_search search = {
		.wish = &p->wish,
		.filter = request->filter,
		.changed_since = request->since ? since : NULL,
		.above = p->at.above[0] ? p->at.above : NULL,
		.after = p->at.after[0] ? p->at.after : NULL,
		.limit = HUBSPOT_SEARCH_PAGE,
	};
	crm_time_format_seconds(p->since, since);
	return hubspot_search_write(&p->call.body, &search, err);
}

/* ---- one page ---- */

/* The first page worked, so it is the mark that HubSpot no longer takes; of the first, only the filter is not ours. */
static int pull_explain(const struct pull *p, struct crm_error *err)
{
	const char *message = crm_json_get_string(p->call.json, "message");
	if (p->at.after[0])
		return crm_error_set(err, CRM_E_CURSOR, "the paging mark '%s' is no longer known", p->at.after);
	if (p->at.phase == PHASE_SEARCH && p->request->filter)
		return crm_error_set(err, CRM_E_CONFIG, "HubSpot refuses the filter '%s': %s", p->request->filter,
				     message ? message : "no reason given");
	return CRM_E_REJECTED;
}

static int pull_send(struct pull *p, struct crm_error *err)
{
	int rc = CRM_OK;
	if (p->at.phase == PHASE_SEARCH) {
		hubspot_search_call(p->conn, &p->call, p->wish.object);
		rc = search_write(p, err);
	} else {
		list_write_url(p, p->at.phase == PHASE_ARCHIVED);
	}
	if (rc == CRM_OK)
		rc = hubspot_fetch(p->conn, &p->call, err);
	return rc == CRM_E_REJECTED && p->call.response.status == 400 ? pull_explain(p, err) : rc;
}

static int pull_read_rows(struct pull *p, struct crm_error *err)
{
	const crm_json *results = NULL;
	int rc = hubspot_results(&p->call, &results, err);
	if (rc == CRM_OK)
		rc = hubspot_rows_read(results, p->arena, &p->rows, &p->n, err);
	return rc;
}

/* The total of a search counts records that were just archived; of a page in the middle, only what is above. */
static void pull_read_total(struct pull *p)
{
	const crm_json *total = crm_json_get(p->call.json, "total");
	p->total = -1;
	if (p->at.phase == PHASE_SEARCH && !p->request->cursor && !p->request->since && !crm_json_int(total, &p->total))
		p->total = -1;
}

static int pull_note_start(struct pull *p, struct crm_error *err)
{
	p->next.start = p->at.start;
	if (p->at.start == 0 && !crm_http_date(&p->call.response, &p->next.start))
		return crm_error_set(err, CRM_E_PROTOCOL, "%s: the answer has no date", p->call.what);
	return CRM_OK;
}

static bool pull_wants_archived(const struct pull *p)
{
	const struct crm_host *host = p->conn->host;
	const char *when = host->option(host->ctx, "deleted");
	if (when && strcmp(when, "never") == 0)
		return false;
	return !when || strcmp(when, "full") != 0 || !p->request->since;
}

/* Behind this page: the next one, the archived ones, or nothing.  Only the paging mark says whether more follow. */
static int pull_move_on(struct pull *p, struct crm_error *err)
{
	const char *after = crm_json_text(crm_json_path(p->call.json, "paging.next.after"));
	p->next.phase = p->at.phase;
	p->next.above = p->at.above;
	p->next.after = after ? after : "";
	if (!after) {
		p->complete = p->at.phase == PHASE_ARCHIVED || !pull_wants_archived(p);
		p->next.phase = PHASE_ARCHIVED;
		p->next.above = "";
		return CRM_OK;
	}
	if (p->at.phase != PHASE_SEARCH || p->n == 0)
		return CRM_OK;
	p->next.after = "";
	return hubspot_search_last(p->wish.object, p->rows, p->n, &p->next.above, err);
}

static int pull_complete_rows(struct pull *p, struct crm_error *err)
{
	int rc = CRM_OK;
	if (p->at.phase == PHASE_ARCHIVED)
		archived_drop_old(p);
	if (p->at.phase == PHASE_LIST && hubspot_links_inline(&p->wish, p->rows, p->n, p->arena) != CRM_OK)
		rc = hubspot_no_memory(err);
	if (rc == CRM_OK && list_needs_details(p))
		rc = list_load_details(p, err);
	return rc == CRM_OK ? hubspot_links_load(p->conn, &p->wish, p->rows, p->n, p->arena, err) : rc;
}

static int pull_write_page(struct pull *p, struct crm_page *out, struct crm_error *err)
{
	char watermark[CRM_TIME_TEXT];
	struct crm_page page = {.n = p->n, .complete = p->complete, .total = p->total};
	struct crm_record *records = crm_arena_calloc(p->arena, p->n + 1, sizeof *records);
	if (!records)
		return hubspot_no_memory(err);
	for (size_t i = 0; i < p->n; i++) {
		int rc = hubspot_record_read(p->conn, &p->wish, &p->rows[i], p->arena, &records[i], err);
		if (rc != CRM_OK)
			return rc;
	}
	page.records = records;
	crm_time_format_seconds(p->next.start, watermark);
	if (p->complete)
		page.watermark = crm_arena_strdup(p->arena, watermark);
	else
		page.cursor = position_write(&p->next, p->arena);
	if (!page.watermark && !page.cursor)
		return hubspot_no_memory(err);
	*out = page;
	return CRM_OK;
}

static int pull_page(struct pull *p, struct crm_page *out, struct crm_error *err)
{
	int rc = pull_begin(p, err);
	if (rc == CRM_OK)
		rc = hubspot_wish_make(p->conn, p->request->object, p->request->properties, p->request->n_properties,
				       p->arena, &p->wish, err);
	if (rc == CRM_OK)
		rc = pull_send(p, err);
	if (rc == CRM_OK)
		rc = pull_note_start(p, err);
	if (rc == CRM_OK)
		rc = pull_read_rows(p, err);
	if (rc == CRM_OK)
		rc = pull_move_on(p, err);
	if (rc == CRM_OK) {
		pull_read_total(p);
		rc = pull_complete_rows(p, err);
	}
	return rc == CRM_OK ? pull_write_page(p, out, err) : rc;
}

int hubspot_pull(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out,
		 struct crm_arena *arena, struct crm_error *err)
{
	struct pull p = {.conn = conn, .request = request, .arena = arena};
	if (request->object == CRM_OWNER)
		return hubspot_pull_owners(conn, request, out, arena, err);
	if (request->object == CRM_PIPELINE)
		return hubspot_pull_pipelines(conn, out, arena, err);
	hubspot_call_init(&p.call, "GET", "listing records");
	hubspot_call_init(&p.details, "GET", "reading records by id");
	int rc = pull_page(&p, out, err);
	hubspot_call_free(&p.call);
	hubspot_call_free(&p.details);
	return rc;
}

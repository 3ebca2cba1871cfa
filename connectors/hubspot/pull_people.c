/* SPDX-License-Identifier: Apache-2.0 */
/* Owners, the active ones and then those who left, and the pipelines of deals. */
#include <string.h>

#include <crmsync/url.h>

#include "hubspot.h"

static const char *owner_name(const crm_json *owner, struct crm_arena *arena)
{
	const char *first = crm_json_get_string(owner, "firstName"), *last = crm_json_get_string(owner, "lastName");
	bool both = first && first[0] && last && last[0];
	return crm_arena_printf(arena, "%s%s%s", first ? first : "", both ? " " : "", last ? last : "");
}

static struct crm_value people_value(const char *text)
{
	return text ? (struct crm_value){.kind = CRM_TEXT, .text = text} : (struct crm_value){.kind = CRM_NULL};
}

static int people_keep_raw(const crm_json *json, struct crm_arena *arena, struct crm_record *record)
{
	struct crm_buf raw;
	crm_buf_init(&raw, CRM_BUF_MAX);
	crm_json_write(&raw, json);
	record->raw = raw.failed ? NULL : crm_arena_strndup(arena, raw.ptr, raw.len);
	record->raw_len = raw.len;
	crm_buf_free(&raw);
	return record->raw ? CRM_OK : CRM_E_NOMEM;
}

static int owner_read(const crm_json *owner, struct crm_arena *arena, struct crm_record *out, struct crm_error *err)
{
	const char *id = crm_json_text(crm_json_get(owner, "id"));
	const char *email = crm_json_get_string(owner, "email");
	bool gone = crm_json_true(crm_json_get(owner, "archived"));
	struct crm_property *p = crm_arena_calloc(arena, 3, sizeof *p);
	if (!id)
		return crm_error_set(err, CRM_E_PROTOCOL, "an owner in the answer has no id");
	*out = (struct crm_record){.object = CRM_OWNER, .life = gone ? CRM_ARCHIVED : CRM_LIVE, .properties = p};
	out->id = crm_arena_strdup(arena, id);
	if (!p || !out->id || people_keep_raw(owner, arena, out) != CRM_OK)
		return hubspot_no_memory(err);
	p[0] = (struct crm_property){"email", people_value(crm_arena_strdup(arena, email))};
	p[1] = (struct crm_property){"name", people_value(owner_name(owner, arena))};
	p[2] = (struct crm_property){"active", people_value(gone ? "false" : "true")};
	out->n_properties = 3;
	return CRM_OK;
}

static int pipeline_read(const crm_json *pipeline, struct crm_arena *arena, struct crm_record *out,
			 struct crm_error *err)
{
	const char *id = crm_json_text(crm_json_get(pipeline, "id"));
	struct crm_property *p = crm_arena_calloc(arena, 1, sizeof *p);
	if (!id)
		return crm_error_set(err, CRM_E_PROTOCOL, "a pipeline in the answer has no id");
	*out = (struct crm_record){.object = CRM_PIPELINE, .properties = p, .n_properties = 1};
	out->life = crm_json_true(crm_json_get(pipeline, "archived")) ? CRM_ARCHIVED : CRM_LIVE;
	out->id = crm_arena_strdup(arena, id);
	if (!p || !out->id || people_keep_raw(pipeline, arena, out) != CRM_OK)
		return hubspot_no_memory(err);
	p[0] = (struct crm_property){"name",
				     people_value(crm_arena_strdup(arena, crm_json_get_string(pipeline, "label")))};
	return CRM_OK;
}

typedef int people_reader(const crm_json *json, struct crm_arena *arena, struct crm_record *out, struct crm_error *err);

static int people_read_page(const struct hubspot_call *call, people_reader *reader, struct crm_page *out,
			    struct crm_arena *arena, struct crm_error *err)
{
	const crm_json *results = NULL;
	size_t n = 0;
	int rc = hubspot_results(call, &results, err);
	if (rc != CRM_OK)
		return rc;
	struct crm_record *records = crm_arena_calloc(arena, crm_json_size(results) + 1, sizeof *records);
	if (!records)
		return hubspot_no_memory(err);
	for (const crm_json *v = crm_json_first(results); rc == CRM_OK && v; v = crm_json_next(v))
		rc = reader(v, arena, &records[n++], err);
	*out = (struct crm_page){.records = records, .n = n, .total = -1};
	return rc;
}

/* The cursor is "active:" or "archived:" and the vendor's paging mark. */
static int owners_move_on(const struct hubspot_call *call, bool archived, struct crm_page *page,
			  struct crm_arena *arena, struct crm_error *err)
{
	const char *after = crm_json_text(crm_json_path(call->json, "paging.next.after"));
	page->complete = archived && !after;
	if (page->complete)
		page->watermark = "";
	else
		page->cursor = crm_arena_printf(arena, "%s:%s", archived || !after ? "archived" : "active",
						after ? after : "");
	return page->watermark || page->cursor ? CRM_OK : hubspot_no_memory(err);
}

static int owners_read_cursor(const char *cursor, bool *archived, const char **after, struct crm_error *err)
{
	const char *colon = cursor ? strchr(cursor, ':') : "";
	*archived = cursor && strncmp(cursor, "archived:", strlen("archived:")) == 0;
	if (!colon || (cursor && !*archived && strncmp(cursor, "active:", strlen("active:")) != 0))
		return crm_error_set(err, CRM_E_CURSOR, "the cursor '%s' is none of this connector's", cursor);
	*after = cursor ? colon + 1 : "";
	return CRM_OK;
}

int hubspot_pull_owners(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out,
			struct crm_arena *arena, struct crm_error *err)
{
	struct hubspot_call call;
	struct crm_page page = {0};
	bool archived;
	const char *after = "";
	int rc = owners_read_cursor(request->cursor, &archived, &after, err);
	if (rc != CRM_OK)
		return rc;
	hubspot_call_init(&call, "GET", "listing owners");
	hubspot_url(conn, &call.url, HUBSPOT_OWNERS, NULL);
	crm_url_query(&call.url, "limit", "500");
	if (archived)
		crm_url_query(&call.url, "archived", "true");
	if (after[0])
		crm_url_query(&call.url, "after", after);
	rc = hubspot_fetch(conn, &call, err);
	if (rc == CRM_OK)
		rc = people_read_page(&call, owner_read, &page, arena, err);
	if (rc == CRM_OK)
		rc = owners_move_on(&call, archived, &page, arena, err);
	if (rc == CRM_OK)
		*out = page;
	hubspot_call_free(&call);
	return rc;
}

int hubspot_pull_pipelines(struct crm_connection *conn, struct crm_page *out, struct crm_arena *arena,
			   struct crm_error *err)
{
	struct hubspot_call call;
	struct crm_page page = {0};
	hubspot_call_init(&call, "GET", "listing pipelines");
	hubspot_url(conn, &call.url, HUBSPOT_PIPELINES, hubspot_plural(CRM_DEAL), NULL);
	int rc = hubspot_fetch(conn, &call, err);
	if (rc == CRM_OK)
		rc = people_read_page(&call, pipeline_read, &page, arena, err);
	if (rc == CRM_OK) {
		page.complete = true;
		page.watermark = "";
		*out = page;
	}
	hubspot_call_free(&call);
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Owners: the users of the org. */
#include <string.h>

#include <crmsync/timestamp.h>

#include "cursor.h"
#include "pull.h"
#include "query.h"

static const char *const wanted[] = {"Email", "Name", "IsActive"};
static const char *const given[] = {"email", "name", "active"};
#define N_WANTED (sizeof wanted / sizeof *wanted)

static const char *neutral_name(const char *name)
{
	for (size_t i = 0; i < N_WANTED; i++)
		if (strcmp(wanted[i], name) == 0)
			return given[i];
	return name;
}

/* The engine's names for what every vendor tells of its owners. */
static int rename_properties(struct crm_record *owner, struct crm_arena *arena, struct crm_error *err)
{
	struct crm_property *renamed = crm_arena_calloc(arena, owner->n_properties + 1, sizeof *renamed);
	if (!renamed)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < owner->n_properties; i++)
		renamed[i] = (struct crm_property){.name = neutral_name(owner->properties[i].name),
						   .value = owner->properties[i].value};
	owner->properties = renamed;
	return CRM_OK;
}

static int finish_page(const struct sf_listing *listing, int64_t began, struct crm_arena *arena, struct crm_page *page,
		       struct crm_error *err)
{
	struct sf_cursor next = {.type = SF_USER, .began = began, .id = "", .path = listing->next ? listing->next : ""};
	char watermark[CRM_TIME_TEXT];
	struct crm_buf text;
	crm_time_format(began, watermark);
	crm_buf_init(&text, CRM_BUF_MAX);
	sf_cursor_write(&text, &next);
	page->complete = !listing->next;
	page->total = listing->total;
	const char *kept = text.failed ? NULL : crm_arena_strdup(arena, page->complete ? watermark : text.ptr);
	crm_buf_free(&text);
	if (!kept)
		return crm_error_no_memory(err);
	page->watermark = page->complete ? kept : NULL;
	page->cursor = page->complete ? NULL : kept;
	return CRM_OK;
}

static int read_owners(struct crm_connection *conn, const struct sf_selection *selection,
		       const struct sf_answer *answer, const struct sf_cursor *at, struct crm_arena *arena,
		       struct crm_page *out, struct crm_error *err)
{
	struct sf_records records = {0};
	struct sf_listing listing;
	int rc = sf_listing_read(answer->body, at->path[0] == '\0', &listing, err);
	if (rc == CRM_OK)
		rc = sf_records_add(conn, selection, &listing, arena, &records, err);
	for (size_t i = 0; rc == CRM_OK && i < records.n; i++)
		rc = rename_properties(&records.items[i], arena, err);
	if (rc != CRM_OK)
		return rc;
	struct crm_page page = {.records = records.items, .n = records.n};
	rc = finish_page(&listing, at->began ? at->began : answer->date, arena, &page, err);
	if (rc == CRM_OK)
		*out = page;
	return rc;
}

int sf_pull_owners(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out,
		   struct crm_arena *arena, struct crm_error *err)
{
	struct sf_query query = {.type = SF_USER,
				 .properties = wanted,
				 .n_properties = N_WANTED,
				 .where = "UserType = 'Standard'",
				 .sorted = true};
	struct sf_cursor at = {.type = SF_USER, .id = "", .path = ""};
	struct sf_selection selection;
	struct sf_answer answer = {0};
	if (request->cursor && (!sf_cursor_read(request->cursor, arena, &at) || at.type != SF_USER))
		return crm_error_set(err, CRM_E_CURSOR, "'%s' is no cursor of owners", request->cursor);
	int rc = sf_query_prepare(conn, &query, arena, &selection, err);
	if (rc == CRM_OK && at.path[0] != '\0')
		rc = sf_get(conn, at.path, "users", &answer, err);
	else if (rc == CRM_OK)
		rc = sf_query_first(conn, &query, arena, &selection, &answer, err);
	if (rc == CRM_OK)
		rc = read_owners(conn, &selection, &answer, &at, arena, out, err);
	crm_json_free(answer.body);
	return rc;
}

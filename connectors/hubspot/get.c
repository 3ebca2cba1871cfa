/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records by id, with what became of those that are gone.  Live ones by batch read; of what is missing, the archived
 * ones by another; what is still missing is asked for singly, because that alone follows a merge whose survivor does
 * not name all it absorbed: HubSpot then answers with the survivor (changelog "Deals now support merging").
 */
#include <string.h>

#include <crmsync/url.h>

#include "hubspot.h"

struct wanted {
	const char *id;
	bool found;
	struct crm_record record;
};

struct get {
	struct crm_connection *conn;
	struct hubspot_wish wish;
	struct crm_arena *arena;
	struct wanted *wanted;
	size_t n;
	struct crm_record *extra; /* survivors of merges, not asked for by their own id */
	size_t n_extra;
};

static void get_settle(struct wanted *w, const struct crm_record *record)
{
	w->record = *record;
	w->found = true;
}

static struct wanted *get_find(const struct get *g, const char *id)
{
	for (size_t i = 0; i < g->n; i++) {
		if (strcmp(g->wanted[i].id, id) == 0)
			return &g->wanted[i];
	}
	return NULL;
}

/* The record that was asked for has become `survivor`. */
static void get_settle_merged(const struct get *g, struct wanted *w, const struct crm_record *survivor)
{
	const struct crm_record merged = {.object = g->wish.object,
					  .id = w->id,
					  .life = CRM_MERGED,
					  .into = survivor->id,
					  .modified = survivor->modified,
					  .raw = "{}",
					  .raw_len = 2};
	get_settle(w, &merged);
}

static void get_keep_survivor(struct get *g, const struct crm_record *survivor)
{
	for (size_t i = 0; i < g->n_extra; i++) {
		if (strcmp(g->extra[i].id, survivor->id) == 0)
			return;
	}
	if (!get_find(g, survivor->id))
		g->extra[g->n_extra++] = *survivor;
}

/* One record of an answer: asked for itself, or the survivor of some that were. */
static void get_take(struct get *g, const struct crm_record *record)
{
	bool survives = false;
	struct wanted *own = get_find(g, record->id);
	if (own)
		get_settle(own, record);
	for (size_t i = 0; i < record->n_absorbed; i++) {
		struct wanted *w = get_find(g, record->absorbed[i]);
		if (!w || w->found)
			continue;
		get_settle_merged(g, w, record);
		survives = true;
	}
	if (survives)
		get_keep_survivor(g, record);
}

static size_t get_missing(const struct get *g, const char **ids)
{
	size_t n = 0;
	for (size_t i = 0; i < g->n; i++) {
		if (!g->wanted[i].found)
			ids[n++] = g->wanted[i].id;
	}
	return n;
}

static int get_take_rows(struct get *g, struct hubspot_row *rows, size_t n, struct crm_error *err)
{
	int rc = hubspot_links_load(g->conn, &g->wish, rows, n, g->arena, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		struct crm_record record;
		rc = hubspot_record_read(g->conn, &g->wish, &rows[i], g->arena, &record, err);
		if (rc == CRM_OK)
			get_take(g, &record);
	}
	return rc;
}

static int get_read_batch(struct get *g, const char *const *ids, size_t n, bool archived, struct crm_error *err)
{
	struct hubspot_call call;
	struct hubspot_row *rows = NULL;
	size_t n_rows = 0;
	hubspot_call_init(&call, "POST", "reading records by id");
	int rc = hubspot_batch_read(g->conn, &g->wish, NULL, ids, n, archived, &call, &rows, &n_rows, g->arena, err);
	if (rc == CRM_OK)
		rc = get_take_rows(g, rows, n_rows, err);
	else if (rc == CRM_E_NOT_FOUND)
		rc = CRM_OK;
	hubspot_call_free(&call);
	return rc;
}

/* Everything that is missing, in batches. */
static int get_read_missing(struct get *g, const char **ids, bool archived, struct crm_error *err)
{
	int rc = CRM_OK;
	size_t n = get_missing(g, ids);
	for (size_t i = 0; rc == CRM_OK && i < n; i += HUBSPOT_BATCH)
		rc = get_read_batch(g, ids + i, n - i < HUBSPOT_BATCH ? n - i : HUBSPOT_BATCH, archived, err);
	return rc;
}

/* ---- singly ---- */

static void get_write_single(const struct get *g, struct hubspot_call *call, const char *id)
{
	struct crm_buf names;
	hubspot_call_init(call, "GET", "reading a record by id");
	hubspot_url(g->conn, &call->url, HUBSPOT_OBJECTS, hubspot_plural(g->wish.object), id, NULL);
	crm_buf_init(&names, CRM_BUF_MAX);
	crm_buf_str(&names, "hs_merged_object_ids,");
	crm_buf_str(&names, hubspot_stamp_property(g->wish.object));
	crm_url_query(&call->url, "properties", names.ptr);
	call->url.failed = call->url.failed || names.failed;
	crm_buf_free(&names);
}

static int get_read_single(struct get *g, struct hubspot_call *call, const char *id, struct crm_error *err)
{
	struct crm_error ignored = {0};
	struct hubspot_wish plain = {.object = g->wish.object, .names = g->wish.names};
	struct crm_record record;
	int rc = hubspot_read(g->conn, call, &ignored);
	bool absent = rc == CRM_E_NOT_FOUND || rc == CRM_E_REJECTED;
	if (rc < 0 && !absent)
		crm_error_move(err, &ignored);
	crm_error_clear(&ignored);
	if (rc < 0)
		return absent ? CRM_OK : rc;
	rc = hubspot_record_read(g->conn, &plain, &(struct hubspot_row){.json = call->json}, g->arena, &record, err);
	if (rc == CRM_OK && strcmp(record.id, id) != 0)
		get_settle_merged(g, get_find(g, id), &record);
	else if (rc == CRM_OK)
		get_settle(get_find(g, id), &record);
	return rc;
}

static int get_read_singles(struct get *g, const char **ids, struct crm_error *err)
{
	int rc = CRM_OK;
	size_t n = get_missing(g, ids);
	for (size_t i = 0; rc == CRM_OK && i < n; i += HUBSPOT_CALLS_MAX) {
		struct hubspot_call calls[HUBSPOT_CALLS_MAX];
		size_t some = n - i < HUBSPOT_CALLS_MAX ? n - i : HUBSPOT_CALLS_MAX;
		for (size_t k = 0; k < some; k++)
			get_write_single(g, &calls[k], ids[i + k]);
		rc = hubspot_send(g->conn, calls, some, err);
		for (size_t k = 0; rc == CRM_OK && k < some; k++)
			rc = get_read_single(g, &calls[k], ids[i + k], err);
		for (size_t k = 0; k < some; k++)
			hubspot_call_free(&calls[k]);
	}
	return rc;
}

/* ---- all together ---- */

static int get_begin(struct get *g, const char *const *ids, size_t n, struct crm_error *err)
{
	g->wanted = crm_arena_calloc(g->arena, n + 1, sizeof *g->wanted);
	g->extra = crm_arena_calloc(g->arena, n + 1, sizeof *g->extra);
	for (size_t i = 0; g->wanted && i < n; i++) {
		if (get_find(g, ids[i]))
			continue;
		g->wanted[g->n].id = crm_arena_strdup(g->arena, ids[i]);
		if (!g->wanted[g->n++].id)
			return hubspot_no_memory(err);
	}
	return g->wanted && g->extra ? CRM_OK : hubspot_no_memory(err);
}

/* In the order asked for; survivors behind. */
static int get_write_page(const struct get *g, struct crm_page *out, struct crm_error *err)
{
	size_t n = 0;
	struct crm_record *records = crm_arena_calloc(g->arena, g->n + g->n_extra + 1, sizeof *records);
	if (!records)
		return hubspot_no_memory(err);
	for (size_t i = 0; i < g->n; i++) {
		if (g->wanted[i].found)
			records[n++] = g->wanted[i].record;
	}
	for (size_t i = 0; i < g->n_extra; i++)
		records[n++] = g->extra[i];
	*out = (struct crm_page){.records = records, .n = n, .complete = true, .total = -1};
	return CRM_OK;
}

int hubspot_get(struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n_ids,
		const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena,
		struct crm_error *err)
{
	struct get g = {.conn = conn, .arena = arena};
	if (object > CRM_DEAL)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s cannot be read by id", crm_object_plural(object));
	const char **missing = crm_arena_calloc(arena, n_ids + 1, sizeof *missing);
	int rc = missing ? hubspot_wish_make(conn, object, properties, n_properties, arena, &g.wish, err)
			 : hubspot_no_memory(err);
	if (rc == CRM_OK)
		rc = get_begin(&g, ids, n_ids, err);
	if (rc == CRM_OK)
		rc = get_read_missing(&g, missing, false, err);
	if (rc == CRM_OK)
		rc = get_read_missing(&g, missing, true, err);
	if (rc == CRM_OK)
		rc = get_read_singles(&g, missing, err);
	return rc == CRM_OK ? get_write_page(&g, out, err) : rc;
}

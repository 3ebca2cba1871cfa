/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading associations.  A listing carries them inline, each list cut off after some; search and batch read carry none,
 * so they are read in bulk: up to 1000 records a request (changelog of February 2025), the rest of long lists by their
 * paging marks.
 */
#include <string.h>

#include "hubspot.h"

#define LINKS_BATCH 1000u
#define LINKS_ENDS  2u

/* Type ids and inline names of "primary", HubSpot-defined (associations guide, table of type ids). */
static const struct {
	int primary_type;
	const char *primary_name;
} primaries[] = {
	[CRM_COMPANY] = {0, NULL},
	[CRM_CONTACT] = {1, "contact_to_company"},
	[CRM_DEAL] = {5, "deal_to_company"},
};

int hubspot_primary_type(enum crm_object object)
{
	return primaries[object].primary_type;
}

/* ---- growing lists ---- */

struct links_builder {
	const char **ids;
	size_t n, cap;
	const char *primary;
	struct crm_arena *arena;
};

static int links_add(struct links_builder *b, const char *id, bool primary)
{
	for (size_t i = 0; i < b->n; i++) {
		if (strcmp(b->ids[i], id) != 0)
			continue;
		if (primary)
			b->primary = b->ids[i];
		return CRM_OK;
	}
	if (b->n == b->cap) {
		size_t cap = b->cap ? 2 * b->cap : 8;
		const char **more = crm_arena_calloc(b->arena, cap, sizeof *more);
		if (!more)
			return CRM_E_NOMEM;
		if (b->n)
			memcpy(more, b->ids, b->n * sizeof *more);
		b->ids = more;
		b->cap = cap;
	}
	b->ids[b->n] = crm_arena_strdup(b->arena, id);
	if (!b->ids[b->n])
		return CRM_E_NOMEM;
	if (primary)
		b->primary = b->ids[b->n];
	b->n++;
	return CRM_OK;
}

static void links_finish(const struct links_builder *b, struct hubspot_links *out)
{
	*out = (struct hubspot_links){.known = true, .ids = b->ids, .n = b->n, .primary = b->primary};
}

/* ---- inline ---- */

static int links_read_inline(const struct hubspot_row *row, enum crm_object from, enum crm_object to,
			     struct crm_arena *arena, struct hubspot_links *out)
{
	const crm_json *list = crm_json_get(crm_json_get(row->json, "associations"), hubspot_plural(to));
	const char *primary = primaries[from].primary_name;
	struct links_builder b = {.arena = arena};
	if (crm_json_true(crm_json_get(row->json, "archived")) || crm_json_path(list, "paging.next"))
		return CRM_OK;
	for (const crm_json *v = crm_json_first(crm_json_get(list, "results")); v; v = crm_json_next(v)) {
		const char *id = crm_json_text(crm_json_get(v, "id"));
		const char *type = crm_json_get_string(v, "type");
		if (!id)
			return CRM_OK;
		if (links_add(&b, id, to == CRM_COMPANY && type && primary && strcmp(type, primary) == 0) != CRM_OK)
			return CRM_E_NOMEM;
	}
	links_finish(&b, out);
	return CRM_OK;
}

int hubspot_links_inline(const struct hubspot_wish *wish, struct hubspot_row *rows, size_t n, struct crm_arena *arena)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		if (wish->companies)
			rc = links_read_inline(&rows[i], wish->object, CRM_COMPANY, arena, &rows[i].companies);
		if (rc == CRM_OK && wish->contacts)
			rc = links_read_inline(&rows[i], wish->object, CRM_CONTACT, arena, &rows[i].contacts);
	}
	return rc;
}

/* ---- bulk ---- */

struct links_want {
	const char *id;
	const char *after; /* NULL: from the beginning */
	const char *asked; /* the mark that was sent */
	bool answered;     /* the answer mentioned it, as a result or as having none */
	bool doubtful;     /* the answer spoke of an error: nothing is known */
	struct links_builder builder;
	struct hubspot_links *out;
};

struct links_job { /* all records of a page towards one kind of object */
	enum crm_object from, to;
	struct links_want *wants;
	size_t n;
};

static bool links_is_primary(enum crm_object from, const crm_json *types)
{
	for (const crm_json *v = crm_json_first(types); v; v = crm_json_next(v)) {
		int64_t type;
		const char *category = crm_json_get_string(v, "category");
		if (crm_json_int(crm_json_get(v, "typeId"), &type) && type == primaries[from].primary_type &&
		    category && strcmp(category, "HUBSPOT_DEFINED") == 0)
			return true;
	}
	return false;
}

static struct links_want *links_find_want(const struct links_job *job, const char *id)
{
	for (size_t i = 0; id && i < job->n; i++) {
		if (strcmp(job->wants[i].id, id) == 0)
			return &job->wants[i];
	}
	return NULL;
}

static int links_read_result(const struct links_job *job, const crm_json *result, struct crm_arena *arena)
{
	struct links_want *want = links_find_want(job, crm_json_text(crm_json_path(result, "from.id")));
	const char *after = crm_json_text(crm_json_path(result, "paging.next.after"));
	if (!want)
		return CRM_OK;
	want->answered = true;
	for (const crm_json *v = crm_json_first(crm_json_get(result, "to")); v; v = crm_json_next(v)) {
		const char *id = crm_json_text(crm_json_get(v, "toObjectId"));
		bool primary =
			job->to == CRM_COMPANY && links_is_primary(job->from, crm_json_get(v, "associationTypes"));
		if (id && links_add(&want->builder, id, primary) != CRM_OK)
			return CRM_E_NOMEM;
	}
	if (after && want->asked && strcmp(after, want->asked) == 0) { /* the same page for ever */
		want->doubtful = true;
		return CRM_OK;
	}
	want->after = crm_arena_strdup(arena, after);
	return after && !want->after ? CRM_E_NOMEM : CRM_OK;
}

/* "No company is associated with ..." comes as an error and is none. */
static void links_read_error(const struct links_job *job, const crm_json *error)
{
	const char *sub = crm_json_get_string(error, "subCategory");
	bool none = sub && strstr(sub, "NO_ASSOCIATIONS_FOUND");
	const crm_json *ids = crm_json_path(error, "context.fromObjectId");
	if (!ids)
		ids = crm_json_path(error, "context.id");
	for (const crm_json *v = crm_json_first(ids); v; v = crm_json_next(v)) {
		struct links_want *want = links_find_want(job, crm_json_text(v));
		if (!want)
			continue;
		want->answered = true;
		want->doubtful = want->doubtful || !none;
	}
}

/* Where the answer counts more errors than it tells of, what it does not mention stays unknown. */
static bool links_tells_all(const crm_json *answer)
{
	int64_t n;
	return !crm_json_int(crm_json_get(answer, "numErrors"), &n) ||
	       n <= (int64_t)crm_json_size(crm_json_get(answer, "errors"));
}

static int links_read_answer(const struct links_job *job, const struct hubspot_call *call, struct crm_arena *arena,
			     struct crm_error *err)
{
	const crm_json *results = NULL;
	int rc = hubspot_results(call, &results, err);
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; i < job->n; i++) {
		job->wants[i].answered = job->wants[i].doubtful = false;
		job->wants[i].asked = job->wants[i].after;
		job->wants[i].after = NULL;
	}
	for (const crm_json *v = crm_json_first(results); v; v = crm_json_next(v)) {
		if (links_read_result(job, v, arena) != CRM_OK)
			return hubspot_no_memory(err);
	}
	const crm_json *errors = crm_json_get(call->json, "errors");
	for (const crm_json *v = crm_json_first(errors); v; v = crm_json_next(v))
		links_read_error(job, v);
	bool complete = links_tells_all(call->json);
	for (size_t i = 0; i < job->n; i++)
		job->wants[i].doubtful = job->wants[i].doubtful || (!job->wants[i].answered && !complete);
	return CRM_OK;
}

static void links_write_call(const struct crm_connection *conn, const struct links_job *job, struct hubspot_call *call)
{
	struct crm_json_writer w;
	hubspot_call_init(call, "POST", "reading associations");
	hubspot_url(conn, &call->url, HUBSPOT_ASSOCIATIONS, hubspot_plural(job->from), hubspot_plural(job->to), "batch",
		    "read", NULL);
	crm_jw_init(&w, &call->body);
	crm_jw_object(&w);
	crm_jw_key(&w, "inputs");
	crm_jw_array(&w);
	for (size_t i = 0; i < job->n; i++) {
		crm_jw_object(&w);
		crm_jw_field(&w, "id", job->wants[i].id);
		if (job->wants[i].after)
			crm_jw_field(&w, "after", job->wants[i].after);
		crm_jw_end_object(&w);
	}
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
}

/* Hands out what is finished and keeps what has more pages. */
static void links_settle(struct links_job *job)
{
	size_t kept = 0;
	for (size_t i = 0; i < job->n; i++) {
		struct links_want *want = &job->wants[i];
		if (want->after && !want->doubtful)
			job->wants[kept++] = *want;
		else if (!want->doubtful)
			links_finish(&want->builder, want->out);
	}
	job->n = kept;
}

/* One round: a request for each kind of object, side by side. */
static int links_round(struct crm_connection *conn, struct links_job *jobs, struct crm_arena *arena,
		       struct crm_error *err)
{
	struct hubspot_call calls[LINKS_ENDS];
	struct links_job *asked[LINKS_ENDS];
	size_t n = 0;
	for (size_t i = 0; i < LINKS_ENDS; i++) {
		if (jobs[i].n == 0)
			continue;
		asked[n] = &jobs[i];
		links_write_call(conn, &jobs[i], &calls[n++]);
	}
	int rc = hubspot_send(conn, calls, n, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		rc = hubspot_read(conn, &calls[i], err);
		if (rc == CRM_OK)
			rc = links_read_answer(asked[i], &calls[i], arena, err);
		if (rc == CRM_OK)
			links_settle(asked[i]);
	}
	for (size_t i = 0; i < n; i++)
		hubspot_call_free(&calls[i]);
	return rc;
}

static int links_begin_job(struct links_job *job, struct hubspot_row *rows, size_t n, struct crm_arena *arena)
{
	job->n = 0;
	job->wants = crm_arena_calloc(arena, n + 1, sizeof *job->wants);
	if (!job->wants)
		return CRM_E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		struct hubspot_links *out = job->to == CRM_COMPANY ? &rows[i].companies : &rows[i].contacts;
		if (out->known || crm_json_true(crm_json_get(rows[i].json, "archived")))
			continue;
		job->wants[job->n++] =
			(struct links_want){.id = hubspot_row_id(&rows[i]), .builder = {.arena = arena}, .out = out};
	}
	return CRM_OK;
}

static int links_load_chunk(struct crm_connection *conn, const struct hubspot_wish *wish, struct hubspot_row *rows,
			    size_t n, struct crm_arena *arena, struct crm_error *err)
{
	struct links_job jobs[LINKS_ENDS] = {{.from = wish->object, .to = CRM_COMPANY},
					     {.from = wish->object, .to = CRM_CONTACT}};
	int rc = CRM_OK;
	if ((wish->companies && links_begin_job(&jobs[0], rows, n, arena) != CRM_OK) ||
	    (wish->contacts && links_begin_job(&jobs[1], rows, n, arena) != CRM_OK))
		return hubspot_no_memory(err);
	while (rc == CRM_OK && jobs[0].n + jobs[1].n > 0)
		rc = links_round(conn, jobs, arena, err);
	return rc;
}

int hubspot_links_load(struct crm_connection *conn, const struct hubspot_wish *wish, struct hubspot_row *rows, size_t n,
		       struct crm_arena *arena, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < n; i += LINKS_BATCH)
		rc = links_load_chunk(conn, wish, rows + i, n - i < LINKS_BATCH ? n - i : LINKS_BATCH, arena, err);
	return rc;
}

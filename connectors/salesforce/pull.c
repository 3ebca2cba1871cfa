/* SPDX-License-Identifier: Apache-2.0 */
/* Pull. */
#include "pull.h"

#include <string.h>

#include <crmsync/timestamp.h>

#include "bulk.h"
#include "cursor.h"
#include "filter.h"
#include "query.h"
#include "soql.h"

struct pull {
	struct crm_connection *conn;
	const struct crm_pull *request;
	struct crm_arena *arena;
	struct sf_cursor at;
	bool incremental;
	int64_t since; /* the lookback is taken off */
	struct sf_query query;
	struct sf_selection selection;
};

/* ---- which part ---- */

static bool wants_contacts(const struct crm_pull *request)
{
	for (size_t i = 0; i < request->n_properties; i++)
		if (strcmp(request->properties[i], SF_CONTACTS) == 0)
			return true;
	return false;
}

static struct sf_cursor part_start(enum sf_type type, bool by_roles, int64_t began, int64_t total)
{
	return (struct sf_cursor){
		.type = type, .by_roles = by_roles, .began = began, .total = total, .id = "", .path = ""};
}

/* The part behind the one that has ended; false if that was the last. */
static bool next_part(const struct pull *p, int64_t total, struct sf_cursor *next)
{
	enum sf_type types[SF_OBJECT_TYPES];
	size_t n = sf_types_of(p->request->object, p->conn->with_leads, types);
	for (size_t i = 0; i + 1 < n; i++) {
		if (types[i] == p->at.type) {
			*next = part_start(types[i + 1], false, p->at.began, total);
			return true;
		}
	}
	if (p->at.type != SF_OPPORTUNITY || p->at.by_roles || !p->incremental || p->conn->roles_denied ||
	    !wants_contacts(p->request))
		return false;
	*next = part_start(SF_OPPORTUNITY, true, p->at.began, total);
	return true;
}

static int begin(struct pull *p, struct crm_error *err)
{
	const struct crm_pull *request = p->request;
	enum sf_type types[SF_OBJECT_TYPES];
	if (sf_types_of(request->object, p->conn->with_leads, types) == 0)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "salesforce has no %s",
				     crm_object_plural(request->object));
	p->incremental = request->since != NULL;
	if (p->incremental && !crm_time_parse(request->since, &p->since))
		return crm_error_set(err, CRM_E_INVALID, "'%s' is no time to pull from", request->since);
	p->since -= (int64_t)request->lookback_s * 1000;
	p->at = part_start(types[0], false, 0, 0);
	if (request->cursor &&
	    (!sf_cursor_read(request->cursor, p->arena, &p->at) || sf_sobject(p->at.type)->object != request->object))
		return crm_error_set(err, CRM_E_CURSOR, "'%s' is no cursor of this connector", request->cursor);
	return CRM_OK;
}

/* ---- what to ask ---- */

static void add_stamp_condition(const struct pull *p, struct crm_buf *where)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	if (p->at.by_roles)
		crm_buf_str(&text, "Id IN (SELECT OpportunityId FROM OpportunityContactRole WHERE ");
	crm_buf_str(&text, "SystemModstamp >= ");
	soql_instant(&text, p->since);
	if (p->at.by_roles)
		crm_buf_char(&text, ')');
	soql_and(where, text.ptr);
	where->failed |= text.failed;
	crm_buf_free(&text);
}

/* Behind the last record that was delivered, however many share its stamp. */
static void add_keyset(const struct pull *p, struct crm_buf *where)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	crm_buf_str(&text, "(SystemModstamp = ");
	soql_instant(&text, p->at.stamp);
	crm_buf_str(&text, " AND Id > ");
	soql_string(&text, p->at.id);
	crm_buf_str(&text, ") OR SystemModstamp > ");
	soql_instant(&text, p->at.stamp);
	soql_and(where, text.ptr);
	where->failed |= text.failed;
	crm_buf_free(&text);
}

static int build_where(struct pull *p, struct crm_buf *where, struct crm_error *err)
{
	int rc = sf_filter_for(p->request->filter, p->at.type, p->arena, &p->query.filter, err);
	if (rc < 0)
		return rc;
	if (p->incremental)
		add_stamp_condition(p, where);
	else if (p->at.type == SF_LEAD)
		soql_and(where, "IsConverted = false");
	if (p->query.filter)
		soql_and(where, p->query.filter);
	if (p->at.id[0] != '\0')
		add_keyset(p, where);
	return where->failed ? crm_error_no_memory(err) : CRM_OK;
}

static int build_query(struct pull *p, struct crm_error *err)
{
	struct crm_buf where;
	p->query = (struct sf_query){.type = p->at.type,
				     .properties = p->request->properties,
				     .n_properties = p->request->n_properties,
				     .sorted = true,
				     .all = p->incremental};
	crm_buf_init(&where, CRM_BUF_MAX);
	int rc = build_where(p, &where, err);
	if (rc == CRM_OK && where.len > 0 && !(p->query.where = crm_arena_strdup(p->arena, where.ptr)))
		rc = crm_error_no_memory(err);
	crm_buf_free(&where);
	return rc;
}

/* ---- asking ---- */

static int ask_anew(struct pull *p, struct sf_answer *answer, struct crm_error *err)
{
	return sf_query_first(p->conn, &p->query, p->arena, &p->selection, answer, err);
}

/* The address of the next page; when Salesforce has forgotten it, the query from the last record on. */
static int ask_on(struct pull *p, struct sf_answer *answer, bool *first, struct crm_error *err)
{
	struct crm_error why = {0};
	int rc = sf_query_prepare(p->conn, &p->query, p->arena, &p->selection, err);
	if (rc < 0)
		return rc;
	rc = sf_get(p->conn, p->at.path, "query", answer, &why);
	if (rc == CRM_E_CURSOR && p->at.id[0] != '\0') {
		crm_error_clear(&why);
		*first = true;
		p->at.total = -1;
		return ask_anew(p, answer, err);
	}
	crm_error_move(err, &why);
	return rc;
}

static int ask(struct pull *p, struct sf_answer *answer, bool *first, struct crm_error *err)
{
	int rc = build_query(p, err);
	if (rc < 0)
		return rc;
	*first = p->at.path[0] == '\0';
	rc = *first ? ask_anew(p, answer, err) : ask_on(p, answer, first, err);
	if (rc == CRM_OK && p->at.began == 0) {
		if (!answer->dated)
			return crm_error_set(err, CRM_E_PROTOCOL, "query: the answer has no Date");
		p->at.began = answer->date;
	}
	return rc;
}

/* ---- the page ---- */

static int64_t sum_total(const struct pull *p, const struct sf_listing *page)
{
	return p->at.total >= 0 ? p->at.total + page->total : -1;
}

static int write_cursor(struct pull *p, const struct sf_cursor *next, struct crm_page *out, struct crm_error *err)
{
	struct crm_buf text;
	crm_buf_init(&text, CRM_BUF_MAX);
	sf_cursor_write(&text, next);
	out->cursor = text.failed ? NULL : crm_arena_strdup(p->arena, text.ptr);
	crm_buf_free(&text);
	return out->cursor ? CRM_OK : crm_error_no_memory(err);
}

static int write_watermark(struct pull *p, struct crm_page *out, struct crm_error *err)
{
	char text[CRM_TIME_TEXT];
	crm_time_format(p->at.began, text);
	out->complete = true;
	out->watermark = crm_arena_strdup(p->arena, text);
	return out->watermark ? CRM_OK : crm_error_no_memory(err);
}

/* On to the part behind this one; total: of all parts so far, -1 unknown. */
static int end_part(struct pull *p, int64_t total, struct crm_page *out, struct crm_error *err)
{
	struct sf_cursor next;
	if (next_part(p, total, &next))
		return write_cursor(p, &next, out, err);
	out->total = p->incremental ? -1 : total;
	return write_watermark(p, out, err);
}

/* Behind the last record: to the next page, or to a job that reads the rest, if that is cheaper. */
static int move_on(struct pull *p, const struct sf_listing *page, bool first, struct crm_page *out,
		   struct crm_error *err)
{
	struct sf_cursor next = p->at;
	if (!page->next)
		return end_part(p, sum_total(p, page), out, err);
	const struct crm_record *last = &out->records[out->n - 1];
	next.path = page->next;
	next.id = last->id;
	next.stamp = last->modified;
	if (first && sf_bulk_pays(p->conn, &p->selection, out->n, page->total)) {
		next.path = SF_BULK_BEGIN;
		next.total = sum_total(p, page);
	}
	return write_cursor(p, &next, out, err);
}

static int read_page(struct pull *p, const struct sf_answer *answer, bool first, struct crm_page *out,
		     struct crm_error *err)
{
	struct sf_records records = {0};
	struct sf_listing page;
	int rc = sf_listing_read(answer->body, first, &page, err);
	if (rc == CRM_OK)
		rc = sf_records_add(p->conn, &p->selection, &page, p->arena, &records, err);
	if (rc != CRM_OK)
		return rc;
	*out = (struct crm_page){.records = records.items, .n = records.n, .total = -1};
	return move_on(p, &page, first, out, err);
}

/* ---- by a job ---- */

static int write_place(struct pull *p, const struct sf_bulk_place *place, struct crm_page *out, struct crm_error *err)
{
	struct sf_cursor next = p->at;
	struct crm_buf path;
	crm_buf_init(&path, CRM_BUF_MAX);
	sf_bulk_place_write(&path, place);
	next.path = path.ptr;
	int rc = path.failed ? crm_error_no_memory(err) : write_cursor(p, &next, out, err);
	crm_buf_free(&path);
	return rc;
}

/* The query behind the last record of the first page, anew and page by page. */
static int go_on_by_pages(struct pull *p, const char *why, struct crm_page *out, struct crm_error *err)
{
	struct sf_cursor next = p->at;
	const char **notes = crm_arena_calloc(p->arena, 1, sizeof *notes);
	if (!notes)
		return crm_error_no_memory(err);
	notes[0] = why;
	out->notes = notes;
	out->n_notes = 1;
	next.path = "";
	next.total = -1; /* the pages tell of what is left alone */
	return write_cursor(p, &next, out, err);
}

static int pull_by_job(struct pull *p, struct crm_page *out, struct crm_error *err)
{
	struct sf_bulk_place place;
	struct sf_bulk_answer answer;
	if (!sf_bulk_place_read(p->at.path, p->arena, &place))
		return crm_error_set(err, CRM_E_CURSOR, "'%s' is no place in a bulk query job", p->at.path);
	int rc = build_query(p, err);
	p->query.sorted = false; /* it would keep Salesforce from splitting the job up */
	if (rc == CRM_OK)
		rc = sf_bulk_pull(p->conn, &p->query, &place, p->at.total, p->arena, &answer, err);
	if (rc < 0)
		return rc;
	*out = (struct crm_page){
		.records = answer.records.items, .n = answer.records.n, .total = -1, .again_ms = answer.again_ms};
	if (answer.step == SF_BULK_GIVEN_UP)
		return go_on_by_pages(p, answer.why, out, err);
	if (answer.step == SF_BULK_GOES_ON)
		return write_place(p, &answer.place, out, err);
	return end_part(p, p->at.total, out, err);
}

int sf_pull(struct crm_connection *conn, const struct crm_pull *request, struct crm_page *out, struct crm_arena *arena,
	    struct crm_error *err)
{
	struct pull p = {.conn = conn, .request = request, .arena = arena};
	struct sf_answer answer = {0};
	struct crm_page page;
	bool first;
	if (request->object == CRM_OWNER)
		return sf_pull_owners(conn, request, out, arena, err);
	int rc = begin(&p, err);
	bool by_job = rc == CRM_OK && sf_bulk_is_place(p.at.path);
	if (by_job)
		rc = pull_by_job(&p, &page, err);
	else if (rc == CRM_OK)
		rc = ask(&p, &answer, &first, err);
	if (rc == CRM_OK && !by_job)
		rc = read_page(&p, &answer, first, &page, err);
	crm_json_free(answer.body);
	if (rc == CRM_OK)
		*out = page;
	return rc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Records by id. */
#include "lookup.h"

#include <string.h>

#include "query.h"
#include "record.h"
#include "schema.h"

#define RETRIEVE_MAX 2000

struct get {
	struct crm_connection *conn;
	struct crm_arena *arena;
	struct sf_query query;
	const char **ids;      /* of the query's type, 18 characters */
	const char **literals; /* the same in quotes */
	size_t n;
	struct sf_records *records;
};

static int take_ids(struct get *g, enum crm_object object, const char *const *ids, size_t n_ids, struct crm_error *err)
{
	enum sf_type type;
	g->ids = crm_arena_calloc(g->arena, n_ids + 1, sizeof *g->ids);
	g->literals = crm_arena_calloc(g->arena, n_ids + 1, sizeof *g->literals);
	if (!g->ids || !g->literals)
		return crm_error_no_memory(err);
	for (size_t i = 0; i < n_ids; i++) {
		if (!sf_type_of_id(object, ids[i], &type) || type != g->query.type)
			continue;
		g->ids[g->n] = sf_id_keep(g->arena, ids[i]);
		g->literals[g->n] = crm_arena_printf(g->arena, "'%s'", g->ids[g->n]);
		if (!g->ids[g->n] || !g->literals[g->n])
			return crm_error_no_memory(err);
		g->n++;
	}
	return CRM_OK;
}

/* ---- by query ---- */

static int query_chunk(struct get *g, const struct sf_selection *selection, size_t *at, struct crm_error *err)
{
	struct sf_query query = g->query;
	struct crm_buf where;
	crm_buf_init(&where, CRM_BUF_MAX);
	sf_query_in(&where, &query, selection, "Id", g->literals, g->n, at);
	query.where = where.ptr;
	query.all = true;
	int rc = where.failed ? crm_error_no_memory(err) : sf_query_all(g->conn, &query, g->arena, g->records, err);
	crm_buf_free(&where);
	return rc;
}

static int get_by_query(struct get *g, const struct sf_selection *selection, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t at = 0; rc == CRM_OK && at < g->n;)
		rc = query_chunk(g, selection, &at, err);
	return rc;
}

static bool fits_one_query(const struct get *g, const struct sf_selection *selection)
{
	struct crm_buf where;
	size_t at = 0;
	crm_buf_init(&where, CRM_BUF_MAX);
	sf_query_in(&where, &g->query, selection, "Id", g->literals, g->n, &at);
	crm_buf_free(&where);
	return at == g->n;
}

/* ---- by retrieve ---- */

static void add_name(void *ctx, const char *name)
{
	crm_jw_string(ctx, name);
}

static void write_body(struct crm_buf *body, const struct sf_selection *selection, const char *const *ids, size_t n)
{
	struct crm_json_writer w;
	crm_jw_init(&w, body);
	crm_jw_object(&w);
	crm_jw_key(&w, "ids");
	crm_jw_array(&w);
	for (size_t i = 0; i < n; i++)
		crm_jw_string(&w, ids[i]);
	crm_jw_end_array(&w);
	crm_jw_key(&w, "fields");
	crm_jw_array(&w);
	sf_selection_each(selection, add_name, &w);
	crm_jw_end_array(&w);
	crm_jw_end_object(&w);
}

static int send_retrieve(struct get *g, const struct sf_selection *selection, const char *const *ids, size_t n,
			 struct sf_answer *answer, struct crm_error *err)
{
	struct crm_buf path, body;
	crm_buf_init(&path, CRM_BUF_MAX);
	crm_buf_init(&body, CRM_BUF_MAX);
	crm_buf_printf(&path, "/composite/sobjects/%s", sf_sobject(g->query.type)->name);
	write_body(&body, selection, ids, n);
	struct sf_call call = {.method = "POST", .path = path.ptr, .body = body.ptr, .body_len = body.len};
	int rc = path.failed || body.failed ? crm_error_no_memory(err)
					    : sf_call(g->conn, &call, "retrieve", answer, err);
	crm_buf_free(&path);
	crm_buf_free(&body);
	return rc;
}

/* A field that the org lacks or hides refuses the whole request; then ask what there is. */
static int retrieve(struct get *g, struct sf_selection *selection, const char *const *ids, size_t n,
		    struct sf_answer *answer, struct crm_error *err)
{
	struct crm_error why = {0};
	int rc = send_retrieve(g, selection, ids, n, answer, &why);
	if (rc < 0 && strcmp(answer->code, "INVALID_FIELD") == 0 && !g->conn->schemas[g->query.type]) {
		crm_error_clear(&why);
		rc = sf_schema_ensure(g->conn, g->query.type, err);
		if (rc == CRM_OK)
			rc = sf_query_prepare(g->conn, &g->query, g->arena, selection, err);
		return rc == CRM_OK ? send_retrieve(g, selection, ids, n, answer, err) : rc;
	}
	if (rc < 0)
		crm_error_move(err, &why);
	return rc;
}

/* Reads what came; the ids of what did not are added to missing. */
static int read_retrieved(struct get *g, const struct sf_selection *selection, const crm_json *body,
			  const char *const *ids, size_t n, const char **missing, size_t *n_missing,
			  struct crm_error *err)
{
	const crm_json *v = crm_json_first(body);
	if (!crm_json_is_array(body) || crm_json_size(body) != n)
		return crm_error_set(err, CRM_E_PROTOCOL, "retrieve: the answer does not hold %zu records", n);
	for (size_t i = 0; i < n; i++, v = crm_json_next(v)) {
		if (crm_json_is_null(v)) {
			missing[(*n_missing)++] = ids[i];
			continue;
		}
		if (!sf_id_same(crm_json_get_string(v, "Id"), ids[i]))
			return crm_error_set(err, CRM_E_PROTOCOL, "retrieve: '%s' was asked for, another came", ids[i]);
		int rc = sf_records_add_one(g->conn, selection, v, g->arena, g->records, err);
		if (rc < 0)
			return rc;
	}
	return CRM_OK;
}

static int get_by_retrieve(struct get *g, struct sf_selection *selection, struct crm_error *err)
{
	const char **missing = crm_arena_calloc(g->arena, g->n + 1, sizeof *missing);
	size_t n_missing = 0;
	int rc = missing ? CRM_OK : crm_error_no_memory(err);
	for (size_t at = 0; rc == CRM_OK && at < g->n; at += RETRIEVE_MAX) {
		struct sf_answer answer = {0};
		size_t n = g->n - at < RETRIEVE_MAX ? g->n - at : RETRIEVE_MAX;
		rc = retrieve(g, selection, g->ids + at, n, &answer, err);
		if (rc == CRM_OK)
			rc = read_retrieved(g, selection, answer.body, g->ids + at, n, missing, &n_missing, err);
		crm_json_free(answer.body);
	}
	if (rc != CRM_OK || n_missing == 0)
		return rc;
	struct get rest = *g;
	rest.n = 0;
	rc = take_ids(&rest, sf_sobject(g->query.type)->object, missing, n_missing, err);
	return rc == CRM_OK ? get_by_query(&rest, selection, err) : rc;
}

/* ---- all types ---- */

static int get_type(struct get *g, struct crm_error *err)
{
	struct sf_selection selection;
	if (g->n == 0)
		return CRM_OK;
	int rc = sf_query_prepare(g->conn, &g->query, g->arena, &selection, err);
	if (rc < 0)
		return rc;
	if (selection.contacts || fits_one_query(g, &selection))
		return get_by_query(g, &selection, err);
	return get_by_retrieve(g, &selection, err);
}

int sf_get_records(struct crm_connection *conn, enum crm_object object, const char *const *ids, size_t n_ids,
		   const char *const *properties, size_t n_properties, struct crm_page *out, struct crm_arena *arena,
		   struct crm_error *err)
{
	struct sf_records records = {0};
	enum sf_type types[SF_OBJECT_TYPES];
	size_t n = sf_types_of(object, true, types);
	if (n == 0 || object == CRM_OWNER)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "salesforce gives no %s by id", crm_object_plural(object));
	for (size_t i = 0; i < n; i++) {
		struct get g = {.conn = conn,
				.arena = arena,
				.query = {.type = types[i], .properties = properties, .n_properties = n_properties},
				.records = &records};
		int rc = take_ids(&g, object, ids, n_ids, err);
		if (rc == CRM_OK)
			rc = get_type(&g, err);
		if (rc < 0)
			return rc;
	}
	*out = (struct crm_page){.records = records.items, .n = records.n, .complete = true, .total = -1};
	return CRM_OK;
}

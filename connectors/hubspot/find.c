/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records by the value of a property: by batch read where the vendor keeps the values apart (e-mail, the crmsync id),
 * which knows a new record at once; else by search, whose index lags.
 */
#include <string.h>

#include "hubspot.h"

#define FIND_GROUPS 5u /* groups of a search that are joined by OR */

struct find {
	struct crm_connection *conn;
	struct hubspot_wish wish;
	struct crm_arena *arena;
	const char *property;
	struct crm_record *records;
	size_t n, cap;
};

static int find_reserve(struct find *f, size_t more)
{
	size_t cap = 2 * f->cap > f->n + more ? 2 * f->cap : f->n + more;
	if (f->n + more <= f->cap)
		return CRM_OK;
	struct crm_record *grown = crm_arena_calloc(f->arena, cap, sizeof *grown);
	if (!grown)
		return CRM_E_NOMEM;
	if (f->n)
		memcpy(grown, f->records, f->n * sizeof *grown);
	f->records = grown;
	f->cap = cap;
	return CRM_OK;
}

static bool find_has(const struct find *f, const char *id)
{
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->records[i].id, id) == 0)
			return true;
	}
	return false;
}

static int find_take(struct find *f, struct hubspot_row *rows, size_t n, struct crm_error *err)
{
	if (find_reserve(f, n) != CRM_OK)
		return hubspot_no_memory(err);
	int rc = hubspot_links_load(f->conn, &f->wish, rows, n, f->arena, err);
	for (size_t i = 0; rc == CRM_OK && i < n; i++) {
		if (find_has(f, hubspot_row_id(&rows[i])))
			continue;
		rc = hubspot_record_read(f->conn, &f->wish, &rows[i], f->arena, &f->records[f->n], err);
		f->n += rc == CRM_OK;
	}
	return rc;
}

/* ---- by batch read ---- */

/* 404: none of them exists. */
static int find_by_identity(struct find *f, const char *const *values, size_t n, struct crm_error *err)
{
	struct hubspot_call call;
	struct hubspot_row *rows = NULL;
	size_t n_rows = 0;
	hubspot_call_init(&call, "POST", "reading records by id");
	int rc = hubspot_batch_read(f->conn, &f->wish, f->property, values, n, false, &call, &rows, &n_rows, f->arena,
				    err);
	if (rc == CRM_OK)
		rc = find_take(f, rows, n_rows, err);
	else if (rc == CRM_E_NOT_FOUND)
		rc = CRM_OK;
	hubspot_call_free(&call);
	return rc;
}

/* ---- by search ---- */

static bool find_is_ascii(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

static const char *find_lower(const char *text, struct crm_arena *arena)
{
	char *lower = crm_arena_strdup(arena, text);
	for (char *c = lower; c && *c; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	}
	return lower;
}

/* IN wants its texts in lower case (search guide); what ASCII cannot lower goes into groups of their own, with EQ. */
struct find_groups {
	const char *const *many;
	size_t n_many;
	const char *const *single;
	size_t n_single;
};

static void find_open_group(struct crm_json_writer *w, const struct find *f, const char *above, const char *operator)
{
	crm_jw_object(w);
	crm_jw_key(w, "filters");
	crm_jw_array(w);
	if (above) {
		crm_jw_object(w);
		crm_jw_field(w, "propertyName", "hs_object_id");
		crm_jw_field(w, "operator", "GT");
		crm_jw_field(w, "value", above);
		crm_jw_end_object(w);
	}
	crm_jw_object(w);
	crm_jw_field(w, "propertyName", f->property);
	crm_jw_field(w, "operator", operator);
}

static void find_close_group(struct crm_json_writer *w)
{
	crm_jw_end_object(w);
	crm_jw_end_array(w);
	crm_jw_end_object(w);
}

static void find_write_groups(struct crm_json_writer *w, const struct find *f, const struct find_groups *groups,
			      const char *above)
{
	crm_jw_key(w, "filterGroups");
	crm_jw_array(w);
	if (groups->n_many) {
		find_open_group(w, f, above, "IN");
		crm_jw_key(w, "values");
		crm_jw_array(w);
		for (size_t i = 0; i < groups->n_many; i++)
			crm_jw_string(w, groups->many[i]);
		crm_jw_end_array(w);
		find_close_group(w);
	}
	for (size_t i = 0; i < groups->n_single; i++) {
		find_open_group(w, f, above, "EQ");
		crm_jw_field(w, "value", groups->single[i]);
		find_close_group(w);
	}
	crm_jw_end_array(w);
}

static void find_write_search(struct crm_buf *body, const struct find *f, const struct find_groups *groups,
			      const char *above)
{
	struct crm_json_writer w;
	crm_jw_init(&w, body);
	crm_jw_object(&w);
	find_write_groups(&w, f, groups, above);
	crm_jw_key(&w, "sorts");
	crm_jw_array(&w);
	crm_jw_string(&w, "hs_object_id");
	crm_jw_end_array(&w);
	hubspot_wish_write(&w, &f->wish);
	crm_jw_field_int(&w, "limit", HUBSPOT_SEARCH_PAGE);
	crm_jw_end_object(&w);
}

/* One page; *above is moved to its last id, or to NULL behind the last page. */
static int find_search_page(struct find *f, const struct find_groups *groups, const char **above, struct crm_error *err)
{
	struct hubspot_call call;
	struct hubspot_row *rows = NULL;
	const crm_json *results = NULL;
	size_t n = 0;
	hubspot_call_init(&call, "POST", "searching records");
	hubspot_search_call(f->conn, &call, f->wish.object);
	find_write_search(&call.body, f, groups, *above);
	int rc = hubspot_fetch(f->conn, &call, err);
	if (rc == CRM_OK)
		rc = hubspot_results(&call, &results, err);
	if (rc == CRM_OK)
		rc = hubspot_rows_read(results, f->arena, &rows, &n, err);
	if (rc == CRM_OK)
		rc = find_take(f, rows, n, err);
	bool more = rc == CRM_OK && n > 0 && crm_json_path(call.json, "paging.next.after");
	const char *last = *above ? *above : "";
	if (more)
		rc = hubspot_search_last(f->wish.object, rows, n, &last, err);
	*above = more && rc == CRM_OK ? crm_arena_strdup(f->arena, last) : NULL;
	if (more && rc == CRM_OK && !*above)
		rc = hubspot_no_memory(err);
	hubspot_call_free(&call);
	return rc;
}

static int find_search(struct find *f, const struct find_groups *groups, struct crm_error *err)
{
	const char *above = NULL;
	int rc;
	do {
		rc = find_search_page(f, groups, &above, err);
	} while (rc == CRM_OK && above);
	return rc;
}

static int find_by_search(struct find *f, const char *const *values, size_t n, struct crm_error *err)
{
	const char **many = crm_arena_calloc(f->arena, n, sizeof *many);
	const char **single = crm_arena_calloc(f->arena, n, sizeof *single);
	size_t n_many = 0, n_single = 0, from = 0;
	int rc = CRM_OK;
	if (!many || !single)
		return hubspot_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		if (n == 1 || !find_is_ascii(values[i]))
			single[n_single++] = values[i];
		else if (!(many[n_many++] = find_lower(values[i], f->arena)))
			return hubspot_no_memory(err);
	}
	while (rc == CRM_OK && (n_many || from < n_single)) {
		size_t room = FIND_GROUPS - (n_many > 0), left = n_single - from;
		const struct find_groups groups = {many, n_many, single + from, left < room ? left : room};
		rc = find_search(f, &groups, err);
		from += groups.n_single;
		n_many = 0;
	}
	return rc;
}

static int find_records(struct find *f, const char *const *values, size_t n, struct crm_error *err)
{
	bool unique = false;
	int rc = hubspot_is_unique(f->conn, f->wish.object, f->property, &unique, err);
	if (rc != CRM_OK)
		return rc;
	if (!unique)
		return find_by_search(f, values, n, err);
	struct crm_error reason = {0};
	rc = find_by_identity(f, values, n, &reason);
	if (rc == CRM_E_REJECTED) /* unique by name only: not in this account */
		rc = find_by_search(f, values, n, err);
	else if (rc < 0)
		crm_error_move(err, &reason);
	crm_error_clear(&reason);
	return rc;
}

int hubspot_find(struct crm_connection *conn, enum crm_object object, const char *property, const char *const *values,
		 size_t n_values, const char *const *properties, size_t n_properties, struct crm_page *out,
		 struct crm_arena *arena, struct crm_error *err)
{
	struct find f = {.conn = conn, .arena = arena, .property = property};
	if (object > CRM_DEAL || property[0] == '@')
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s cannot be searched by '%s'", crm_object_plural(object),
				     property);
	int rc = hubspot_wish_make(conn, object, properties, n_properties, arena, &f.wish, err);
	for (size_t i = 0; rc == CRM_OK && i < n_values; i += HUBSPOT_BATCH)
		rc = find_records(&f, values + i, n_values - i < HUBSPOT_BATCH ? n_values - i : HUBSPOT_BATCH, err);
	if (rc == CRM_OK)
		*out = (struct crm_page){.records = f.records, .n = f.n, .complete = true, .total = -1};
	return rc;
}

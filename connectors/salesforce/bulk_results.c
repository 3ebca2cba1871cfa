/* SPDX-License-Identifier: Apache-2.0 */
/* The results of a bulk query job, read while they arrive. */
#include "bulk_results.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <crmsync/url.h>

#include "bulk_rows.h"
#include "schema.h"

#define PAGE  2000
#define PIECE ((size_t)64 << 10)

struct column {
	char *name; /* as it was asked for; NULL: it was not */
	enum crm_property_type type;
};

struct sf_bulk_set {
	char *job, *locator; /* which set */
	int64_t rows;        /* read of it, those that were passed over included */
	int64_t total;       /* as the answer says, -1 unknown */
	char *next;          /* locator of the set behind it, NULL: none */
	struct crm_http_stream *stream;
	struct sf_rows *parser;
	struct crm_buf bytes; /* that arrived and are not parsed */
	size_t at;
	bool ended; /* no more bytes will come */
	struct column *columns;
	size_t n_columns;
};

/* ---- life ---- */

static void set_free(struct sf_bulk_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->n_columns; i++)
		crm_free(set->columns[i].name);
	crm_http_stream_close(set->stream);
	sf_rows_free(set->parser);
	crm_buf_free(&set->bytes);
	crm_free(set->columns);
	crm_free(set->job);
	crm_free(set->locator);
	crm_free(set->next);
	crm_free(set);
}

void sf_bulk_close(struct crm_connection *conn)
{
	set_free(conn->bulk_set);
	conn->bulk_set = NULL;
}

static struct sf_bulk_set *set_new(const struct sf_bulk_place *place)
{
	struct sf_bulk_set *set = crm_calloc(1, sizeof *set);
	if (!set)
		return NULL;
	crm_buf_init(&set->bytes, CRM_BUF_MAX);
	set->total = -1;
	set->job = crm_strdup(place->job);
	set->locator = crm_strdup(place->locator);
	set->parser = sf_rows_new();
	if (set->job && set->locator && set->parser)
		return set;
	set_free(set);
	return NULL;
}

/* ---- asking ---- */

static int read_head(struct sf_bulk_set *set, const struct crm_http_response *resp, struct crm_error *err)
{
	struct crm_buf value;
	crm_buf_init(&value, 4096);
	bool csv = crm_http_get_header(resp, "Content-Type", &value) && strncasecmp(value.ptr, "text/csv", 8) == 0;
	crm_buf_reset(&value);
	bool more =
		crm_http_get_header(resp, "Sforce-Locator", &value) && value.len > 0 && strcmp(value.ptr, "null") != 0;
	if (more)
		set->next = crm_strdup(value.ptr);
	bool no_memory = value.failed || (more && !set->next);
	crm_buf_free(&value);
	if (no_memory)
		return crm_error_no_memory(err);
	if (!crm_http_get_header_int(resp, "Sforce-NumberOfRecords", &set->total))
		set->total = -1;
	return csv ? CRM_OK : crm_error_set(err, CRM_E_PROTOCOL, "bulk query: the results are no CSV");
}

static int ask(struct crm_connection *conn, struct sf_bulk_set *set, struct crm_error *err)
{
	struct crm_http_response resp;
	struct crm_buf path;
	char number[32];
	crm_http_response_init(&resp);
	crm_buf_init(&path, CRM_BUF_MAX);
	crm_buf_printf(&path, "/jobs/query/%s/results", set->job);
	(void)snprintf(number, sizeof number, "%d", SF_BULK_SET);
	crm_url_query(&path, "maxRecords", number);
	if (set->locator[0] != '\0')
		crm_url_query(&path, "locator", set->locator);
	int rc = path.failed ? crm_error_no_memory(err)
			     : sf_stream(conn, path.ptr, "text/csv", &resp, &set->stream, err);
	if (rc == CRM_OK && !set->stream)
		rc = resp.status == 204 ? crm_error_set(err, CRM_E_NOT_FOUND, "bulk query: the job has no results")
					: sf_failure(conn, &resp, "bulk query", NULL, err);
	if (rc == CRM_OK)
		rc = read_head(set, &resp, err);
	crm_buf_free(&path);
	crm_http_response_free(&resp);
	return rc;
}

/* ---- rows ---- */

/* 1: a row is there, 0: there are no more. */
static int next_row(struct sf_bulk_set *set, struct crm_error *err)
{
	for (;;) {
		size_t used = 0;
		int rc = sf_rows_feed(set->parser, set->bytes.ptr + set->at, set->bytes.len - set->at, &used, err);
		set->at += used;
		if (rc != 0)
			return rc;
		crm_buf_reset(&set->bytes);
		set->at = 0;
		if (set->ended)
			return sf_rows_end(set->parser, err);
		rc = crm_http_stream_read(set->stream, PIECE, &set->bytes, &set->ended, err);
		if (rc < 0)
			return rc;
	}
}

struct wanted {
	struct sf_bulk_set *set;
	const struct sf_schema *schema;
	bool missing, no_memory;
};

/* CSV does not tell the type.  What matters is known without the schema, which custom fields make the selection read.
 */
static enum crm_property_type column_type(const struct sf_schema *schema, const char *name)
{
	static const struct {
		const char *name;
		enum crm_property_type type;
	} standard[] = {
		{"IsDeleted", CRM_P_BOOL},
		{"IsConverted", CRM_P_BOOL},
		{"IsClosed", CRM_P_BOOL},
		{"IsWon", CRM_P_BOOL},
		{"HasOptedOutOfEmail", CRM_P_BOOL},
		{"DoNotCall", CRM_P_BOOL},
		{"AnnualRevenue", CRM_P_NUMBER},
		{"Amount", CRM_P_NUMBER},
		{"NumberOfEmployees", CRM_P_NUMBER},
		{"Probability", CRM_P_NUMBER},
	};
	const struct sf_field *field = sf_schema_find(schema, name);
	for (size_t i = 0; !field && i < sizeof standard / sizeof *standard; i++)
		if (strcmp(standard[i].name, name) == 0)
			return standard[i].type;
	return field ? field->type : CRM_P_TEXT;
}

/* Finds the column of a field that was asked for; the header may spell it in another case. */
static void want(void *ctx, const char *name)
{
	struct wanted *w = ctx;
	size_t n = sf_rows_cells(w->set->parser), i = 0;
	while (i < n && strcasecmp(sf_rows_cell(w->set->parser, i), name) != 0)
		i++;
	w->missing |= i == n;
	if (i == n || w->set->columns[i].name)
		return;
	w->set->columns[i] = (struct column){crm_strdup(name), column_type(w->schema, name)};
	w->no_memory |= !w->set->columns[i].name;
}

static int read_header(struct crm_connection *conn, const struct sf_selection *selection, struct sf_bulk_set *set,
		       struct crm_error *err)
{
	struct wanted w = {.set = set, .schema = conn->schemas[selection->type]};
	int rc = next_row(set, err);
	if (rc < 0)
		return rc;
	size_t n = rc > 0 ? sf_rows_cells(set->parser) : 0;
	set->columns = crm_calloc(n + 1, sizeof *set->columns);
	if (!set->columns)
		return crm_error_no_memory(err);
	set->n_columns = n;
	sf_selection_each(selection, want, &w);
	if (w.no_memory)
		return crm_error_no_memory(err);
	return w.missing ? crm_error_set(err, CRM_E_PROTOCOL, "bulk query: the results lack a field that was asked for")
			 : CRM_OK;
}

static int skip_rows(struct sf_bulk_set *set, int64_t rows, struct crm_error *err)
{
	int rc = 1;
	while (rc > 0 && set->rows < rows) {
		rc = next_row(set, err);
		set->rows += rc > 0;
	}
	if (rc == 0)
		return crm_error_set(err, CRM_E_CURSOR, "bulk query: the results hold fewer rows than were read");
	return rc < 0 ? rc : CRM_OK;
}

static int open_set(struct crm_connection *conn, const struct sf_selection *selection,
		    const struct sf_bulk_place *place, struct crm_error *err)
{
	sf_bulk_close(conn);
	struct sf_bulk_set *set = set_new(place);
	if (!set)
		return crm_error_no_memory(err);
	conn->bulk_set = set;
	int rc = ask(conn, set, err);
	if (rc == CRM_OK)
		rc = read_header(conn, selection, set, err);
	return rc == CRM_OK ? skip_rows(set, place->rows, err) : rc;
}

static bool is_open_at(const struct sf_bulk_set *set, const struct sf_bulk_place *place)
{
	return set && strcmp(set->job, place->job) == 0 && strcmp(set->locator, place->locator) == 0 &&
	       set->rows == place->rows;
}

/* ---- records ---- */

static void write_cell(struct crm_json_writer *w, enum crm_property_type type, const char *text)
{
	bool is_true = strcmp(text, "true") == 0;
	if (text[0] == '\0')
		crm_jw_null(w);
	else if (type == CRM_P_BOOL && (is_true || strcmp(text, "false") == 0))
		crm_jw_bool(w, is_true);
	else if (type == CRM_P_NUMBER)
		crm_jw_number(w, text);
	else
		crm_jw_string(w, text);
}

/* The row as the record that a page of a query would hold, so that both are read by the same code. */
static void write_record(struct crm_buf *out, const struct sf_bulk_set *set, const struct sf_selection *selection)
{
	struct crm_json_writer w;
	crm_buf_reset(out);
	crm_jw_init(&w, out);
	crm_jw_object(&w);
	crm_jw_key(&w, "attributes");
	crm_jw_object(&w);
	crm_jw_field(&w, "type", sf_sobject(selection->type)->name);
	crm_jw_end_object(&w);
	for (size_t i = 0; i < set->n_columns; i++) {
		if (!set->columns[i].name)
			continue;
		crm_jw_key(&w, set->columns[i].name);
		write_cell(&w, set->columns[i].type, sf_rows_cell(set->parser, i));
	}
	crm_jw_end_object(&w);
}

/* What is no UTF-8 is a broken answer: nothing is put in its place. */
static bool is_text(const struct sf_rows *parser)
{
	for (size_t i = 0; i < sf_rows_cells(parser); i++) {
		const char *cell = sf_rows_cell(parser, i);
		if (crm_utf8_valid_prefix(cell, strlen(cell)) != strlen(cell))
			return false;
	}
	return true;
}

static int add_record(struct crm_connection *conn, const struct sf_bulk_set *set, const struct sf_selection *selection,
		      struct crm_buf *text, struct crm_arena *arena, struct sf_records *records, struct crm_error *err)
{
	crm_json *v = NULL;
	if (sf_rows_cells(set->parser) != set->n_columns)
		return crm_error_set(err, CRM_E_PROTOCOL, "bulk query: row %" PRId64 " has %zu cells, the header %zu",
				     set->rows, sf_rows_cells(set->parser), set->n_columns);
	if (!is_text(set->parser))
		return crm_error_set(err, CRM_E_PROTOCOL, "bulk query: row %" PRId64 " is no UTF-8", set->rows);
	write_record(text, set, selection);
	int rc = text->failed ? crm_error_no_memory(err) : crm_json_parse(text->ptr, text->len, &v, err);
	if (rc == CRM_E_INVALID) {
		crm_error_prefix(err, "bulk query: row %" PRId64, set->rows);
		rc = err ? (err->code = CRM_E_PROTOCOL) : CRM_E_PROTOCOL;
	}
	if (rc == CRM_OK)
		rc = sf_records_add_one(conn, selection, v, arena, records, err);
	crm_json_free(v);
	return rc;
}

/* Behind the last row of a set: are those all that it was said to hold?  Then on to the next one. */
static int end_set(struct crm_connection *conn, struct sf_bulk_place *place, struct crm_arena *arena, bool *end,
		   struct crm_error *err)
{
	const struct sf_bulk_set *set = conn->bulk_set;
	if (set->total >= 0 && set->rows != set->total)
		return crm_error_set(err, CRM_E_PROTOCOL,
				     "bulk query: the results say %" PRId64 " rows and hold %" PRId64, set->total,
				     set->rows);
	if (set->next && strcmp(set->next, place->locator) == 0)
		return crm_error_set(err, CRM_E_PROTOCOL, "bulk query: the results do not move on");
	*end = !set->next;
	place->rows = 0;
	place->locator = set->next ? crm_arena_strdup(arena, set->next) : "";
	sf_bulk_close(conn);
	return place->locator ? CRM_OK : crm_error_no_memory(err);
}

static int read_rows(struct crm_connection *conn, const struct sf_selection *selection, struct sf_bulk_place *place,
		     struct crm_arena *arena, struct sf_records *records, bool *end, struct crm_error *err)
{
	struct sf_bulk_set *set = conn->bulk_set;
	struct crm_buf text;
	int rc = 1;
	crm_buf_init(&text, CRM_BUF_MAX);
	while (rc > 0 && records->n < PAGE) {
		rc = next_row(set, err);
		if (rc <= 0)
			break;
		set->rows++;
		rc = add_record(conn, set, selection, &text, arena, records, err);
		rc = rc == CRM_OK ? 1 : rc;
	}
	crm_buf_free(&text);
	place->rows = set->rows;
	*end = false;
	return rc == 0 ? end_set(conn, place, arena, end, err) : rc < 0 ? rc : CRM_OK;
}

int sf_bulk_read(struct crm_connection *conn, const struct sf_selection *selection, struct sf_bulk_place *place,
		 struct crm_arena *arena, struct sf_records *records, bool *end, struct crm_error *err)
{
	int rc = CRM_OK;
	if (!is_open_at(conn->bulk_set, place))
		rc = open_set(conn, selection, place, err);
	if (rc == CRM_OK)
		rc = read_rows(conn, selection, place, arena, records, end, err);
	if (rc < 0)
		sf_bulk_close(conn);
	return rc;
}

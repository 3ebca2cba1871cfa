/* SPDX-License-Identifier: Apache-2.0 */
/* A file as a table: where its rows are, what they are called, and which of them cannot be read.  Cells are read from
 * the text when they are asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crmsync/json.h>

#include "csv_connector.h"

void cv_table_free(struct cv_table *t)
{
	if (t == NULL)
		return;
	crm_free(t->text);
	crm_free(t->rows);
	crm_free(t->bad);
	crm_free(t->slots);
	crm_arena_free(t->arena);
	crm_free(t);
}

/* ---- rows by id ---- */

static size_t hash_of(const char *id)
{
	size_t hash = 5381;
	while (*id != '\0')
		hash = hash * 33 + (unsigned char)*id++;
	return hash;
}

static size_t slot_of(const struct cv_table *t, const char *id)
{
	size_t i = hash_of(id) & (t->n_slots - 1);
	while (t->slots[i] != CV_NONE && strcmp(t->rows[t->slots[i]].id, id) != 0)
		i = (i + 1) & (t->n_slots - 1);
	return i;
}

size_t cv_table_find(const struct cv_table *t, const char *id)
{
	return t->n_slots ? t->slots[slot_of(t, id)] : CV_NONE;
}

static int make_slots(struct cv_table *t, size_t rows)
{
	size_t n = 64;
	while (n < rows * 2)
		n *= 2;
	size_t *slots = crm_reallocarray(t->slots, n, sizeof *slots);
	if (slots == NULL)
		return CRM_E_NOMEM;
	memset(slots, 0xFF, n * sizeof *slots);
	t->slots = slots;
	t->n_slots = n;
	return CRM_OK;
}

static int add_bad(struct cv_table *t, const struct cv_bad *bad)
{
	if (t->n_bad == t->cap_bad) {
		size_t cap = t->cap_bad ? t->cap_bad * 2 : 16;
		struct cv_bad *grown = crm_reallocarray(t->bad, cap, sizeof *grown);
		if (grown == NULL)
			return CRM_E_NOMEM;
		t->bad = grown;
		t->cap_bad = cap;
	}
	t->bad[t->n_bad++] = *bad;
	return CRM_OK;
}

static int set_aside_twin(struct cv_table *t, const struct cv_row *row, const struct cv_row *first)
{
	const char *why;
	bool same = row->len == first->len && memcmp(t->text + row->at, t->text + first->at, row->len) == 0;
	if (same)
		why = crm_arena_printf(t->arena, "the row repeats line %lu", first->line);
	else if (strncmp(row->id, "row-", 4) == 0)
		why = crm_arena_printf(
			t->arena, "the row cannot be told from line %lu (without an id, rows are told apart by %s)",
			first->line, cv_derived_from(t->object));
	else
		why = crm_arena_printf(t->arena, "the id '%s' is that of line %lu", row->id, first->line);
	struct cv_bad bad = {
		.at = row->at, .len = row->len, .line = row->line, .bad_line = row->line, .column = 1, .reason = why};
	return why ? add_bad(t, &bad) : CRM_E_NOMEM;
}

int cv_table_index(struct cv_table *t)
{
	size_t kept = 0;
	int rc = make_slots(t, t->n_rows);
	for (size_t i = 0; rc == CRM_OK && i < t->n_rows; i++) {
		struct cv_row row = t->rows[i];
		size_t slot = slot_of(t, row.id);
		if (t->slots[slot] != CV_NONE) {
			rc = set_aside_twin(t, &row, &t->rows[t->slots[slot]]);
			continue;
		}
		t->rows[kept] = row;
		t->slots[slot] = kept++;
	}
	t->n_rows = kept;
	return rc;
}

int cv_table_add_row(struct cv_table *t, const struct cv_row *row)
{
	if (t->n_rows == t->cap_rows) {
		size_t cap = t->cap_rows ? t->cap_rows * 2 : 256;
		struct cv_row *grown = crm_reallocarray(t->rows, cap, sizeof *grown);
		if (grown == NULL)
			return CRM_E_NOMEM;
		t->rows = grown;
		t->cap_rows = cap;
	}
	t->rows[t->n_rows++] = *row;
	return CRM_OK;
}

/* ---- the header ---- */

static int complain(const struct cv_table *t, unsigned long line, unsigned long column, struct crm_error *err,
		    const char *what)
{
	return crm_error_set(err, CRM_E_CONFIG, "%s:%lu:%lu: %s", t->path, line, column, what);
}

static const struct cv_known *known_as(enum crm_object object, const char *property)
{
	for (const struct cv_known *k = cv_known_columns; k->property != NULL; k++)
		if ((k->objects & (1U << object)) != 0 && strcmp(k->property, property) == 0)
			return k;
	return NULL;
}

/* The first column whose header is that word. */
static size_t column_called(const struct cv_table *t, const char *const *folded, const char *word, size_t len)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i].property == NULL && strlen(folded[i]) == len && strncmp(folded[i], word, len) == 0)
			return i;
	return CV_NONE;
}

static bool recognise(struct cv_table *t, const char *const *folded, const struct cv_known *k, const char *words)
{
	for (size_t len; *words != '\0'; words += len + strspn(words + len, " ")) {
		len = strcspn(words, " ");
		size_t i = column_called(t, folded, words, len);
		if (i == CV_NONE)
			continue;
		t->columns[i].property = k->property;
		t->columns[i].type = k->type;
		return true;
	}
	return false;
}

static void recognise_all(struct cv_table *t, const char *const *folded)
{
	bool first_name = false, last_name = false;
	for (const struct cv_known *k = cv_known_columns; k->property != NULL; k++) {
		if ((k->objects & (1U << t->object)) == 0)
			continue;
		bool found = recognise(t, folded, k, k->words);
		first_name = first_name || (found && strcmp(k->property, "first_name") == 0);
		last_name = last_name || (found && strcmp(k->property, "last_name") == 0);
	}
	if (first_name && !last_name) /* "Vorname", "Name" */
		recognise(t, folded, known_as(CRM_CONTACT, "last_name"), "name");
}

/* Two columns of one header: which is right cannot be known, so neither is read; where one of them would be, it must be
 * settled. */
static int check_twins(struct cv_table *t, const char *const *folded, struct crm_error *err)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		for (size_t k = 0; k < i && t->columns[i].twin == CV_NONE; k++)
			if (folded[i][0] != '\0' && strcmp(t->columns[i].header, t->columns[k].header) == 0)
				t->columns[i].twin = k;
		size_t twin = t->columns[i].twin;
		if (twin == CV_NONE)
			continue;
		t->columns[twin].twin = t->columns[twin].twin == CV_NONE ? i : t->columns[twin].twin;
		const char *as = t->columns[twin].property ? t->columns[twin].property : t->columns[i].property;
		if (as != NULL)
			return crm_error_set(
				err, CRM_E_CONFIG,
				"%s:%lu:%lu: column '%s' (%s) occurs twice, first in column %lu: rename or remove one",
				t->path, t->header_line, t->columns[i].place, t->columns[i].header, as,
				t->columns[twin].place);
	}
	return CRM_OK;
}

/* Where the header's cell begins, for messages. */
static unsigned long header_place(const struct cv_table *t, size_t i)
{
	bool quoted = false;
	unsigned long column = 1;
	for (size_t at = t->header_at; i > 0 && at < t->header_at + t->header_len; at++) {
		quoted = quoted != (t->text[at] == '"');
		i -= !quoted && t->text[at] == t->delimiter;
		column += ((unsigned char)t->text[at] & 0xC0) != 0x80;
	}
	return column;
}

static int read_header(struct cv_table *t, const struct cv_row_text *row, struct crm_error *err)
{
	if (row->problem != NULL)
		return complain(t, row->bad_line, row->column, err, row->problem);
	t->header_at = row->at;
	t->header_len = row->len;
	t->header_line = row->line;
	t->n_columns = row->n;
	const char **folded = crm_arena_calloc(t->arena, row->n + 1, sizeof *folded);
	t->columns = crm_arena_calloc(t->arena, row->n + 1, sizeof *t->columns);
	for (size_t i = 0; folded && t->columns && i < row->n; i++) {
		t->columns[i] = (struct cv_column){.header = crm_arena_strdup(t->arena, row->cells[i]),
						   .place = header_place(t, i),
						   .twin = CV_NONE};
		folded[i] = cv_fold_header(row->cells[i], t->arena);
		if (t->columns[i].header == NULL || folded[i] == NULL)
			return crm_error_no_memory(err);
	}
	if (folded == NULL || t->columns == NULL)
		return crm_error_no_memory(err);
	recognise_all(t, folded);
	int rc = check_twins(t, folded, err);
	for (size_t i = 0; rc == CRM_OK && i < t->n_columns; i++)
		if (t->columns[i].property == NULL && t->columns[i].header[0] != '\0' && t->columns[i].twin == CV_NONE)
			t->columns[i].property = t->columns[i].header;
	t->id_column = cv_table_column(t, CV_ID);
	return rc;
}

size_t cv_table_column(const struct cv_table *t, const char *property)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i].property != NULL && strcmp(t->columns[i].property, property) == 0)
			return i;
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i].twin == CV_NONE && strcmp(t->columns[i].header, property) == 0)
			return i;
	return CV_NONE;
}

/* ---- the rows ---- */

static int take_row(struct cv_table *t, const struct cv_row_text *row)
{
	struct cv_row own = {.at = row->at, .len = row->len, .line = row->line};
	if (row->problem != NULL)
		return add_bad(t, &(struct cv_bad){.at = row->at,
						   .len = row->len,
						   .line = row->line,
						   .bad_line = row->bad_line,
						   .column = row->column,
						   .reason = row->problem});
	for (size_t i = 0; i < t->n_columns; i++)
		cv_style_learn(&t->columns[i].style, t->columns[i].type, row->cells[i]);
	bool has = t->id_column != CV_NONE && row->cells[t->id_column][0] != '\0';
	own.id = has ? crm_arena_strdup(t->arena, row->cells[t->id_column]) : cv_derived_id(t, row->cells, t->arena);
	return own.id ? cv_table_add_row(t, &own) : CRM_E_NOMEM;
}

static int by_place(const void *a, const void *b)
{
	const struct cv_bad *x = a, *y = b;
	return x->at < y->at ? -1 : x->at > y->at;
}

static const char *line_end_of(const struct cv_table *t)
{
	size_t end = t->header_at + t->header_len;
	if (t->header_len > 1 && memcmp(t->text + end - 2, "\r\n", 2) == 0)
		return "\r\n";
	return t->text[end - 1] == '\n' ? "\n" : t->text[end - 1] == '\r' ? "\r" : "\r\n";
}

static int read_rows(const struct crm_connection *conn, struct cv_table *t, struct cv_rows *rows, struct crm_error *err)
{
	struct cv_row_text row;
	int got = cv_rows_next(rows, &row);
	t->empty = got == 0;
	if (got <= 0)
		return got < 0 ? crm_error_no_memory(err) : CRM_OK;
	int rc = read_header(t, &row, err);
	if (rc != CRM_OK)
		return rc;
	t->line_end = line_end_of(t);
	cv_rows_expect(rows, t->n_columns);
	while ((got = cv_rows_next(rows, &row)) == 1)
		if (take_row(t, &row) != CRM_OK)
			return crm_error_no_memory(err);
	if (got < 0 || cv_table_index(t) != CRM_OK)
		return crm_error_no_memory(err);
	if (t->n_bad > 0)
		qsort(t->bad, t->n_bad, sizeof *t->bad, by_place);
	bool comma = conn->decimal ? conn->decimal == ',' : t->delimiter == ';';
	for (size_t i = 0; i < t->n_columns; i++)
		cv_style_settle(&t->columns[i].style, comma, conn->dates);
	return CRM_OK;
}

static int decode(const struct crm_connection *conn, struct cv_table *t, const char *bytes, size_t len,
		  struct crm_error *err)
{
	struct crm_buf text;
	t->encoding = conn->encoding;
	if (t->encoding.name == NULL)
		cv_encoding_detect(bytes, len, &t->encoding);
	else
		t->encoding.bom = len >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0 ||
					       (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0));
	crm_buf_init(&text, CRM_BUF_MAX);
	int rc = cv_decode(&t->encoding, bytes, len, &text, &t->strange);
	t->len = text.len;
	t->text = rc == CRM_OK ? crm_buf_take(&text) : NULL;
	crm_buf_free(&text);
	if (rc == CRM_E_FAIL)
		return crm_error_set(err, CRM_E_CONFIG, "%s: encoding %s is not known on this machine", t->path,
				     t->encoding.name);
	return t->text ? CRM_OK : crm_error_no_memory(err);
}

/* What the settings make of the same bytes may be something else. */
static void print_of(const struct crm_connection *conn, struct cv_table *t, const char *bytes, size_t len)
{
	char settings[80];
	snprintf(settings, sizeof settings, "1 %s %d %d %d", conn->encoding.name ? conn->encoding.name : "",
		 conn->delimiter, conn->decimal, (int)conn->dates);
	cv_fingerprint(bytes, len, settings, t->print);
}

static struct cv_table *new_table(enum crm_object object, const char *path)
{
	struct cv_table *t = crm_calloc(1, sizeof *t);
	if (t == NULL)
		return NULL;
	t->object = object;
	t->id_column = CV_NONE;
	t->arena = crm_arena_new();
	t->path = t->arena ? crm_arena_strdup(t->arena, path) : NULL;
	if (t->path != NULL)
		return t;
	cv_table_free(t);
	return NULL;
}

static int fill_table(const struct crm_connection *conn, struct cv_table *t, const char *bytes, size_t len,
		      struct crm_error *err)
{
	struct cv_rows *rows = NULL;
	size_t begin = 0;
	t->exists = true;
	print_of(conn, t, bytes, len);
	int rc = decode(conn, t, bytes, len, err);
	if (rc != CRM_OK)
		return rc;
	t->delimiter = conn->delimiter;
	char detected = ',';
	if (cv_detect_delimiter(t->text, t->len, &detected, &begin) != CRM_OK)
		return crm_error_no_memory(err);
	t->delimiter = conn->delimiter ? conn->delimiter : detected;
	if (cv_rows_new(t->text, t->len, t->delimiter, &rows) != CRM_OK)
		return crm_error_no_memory(err);
	cv_rows_seek(rows, begin, begin ? 2 : 1);
	rc = read_rows(conn, t, rows, err);
	cv_rows_free(rows);
	return rc;
}

int cv_table_parse(const struct crm_connection *conn, enum crm_object object, const char *path, const char *bytes,
		   size_t len, struct cv_table **out, struct crm_error *err)
{
	struct cv_table *t = new_table(object, path);
	int rc = t ? fill_table(conn, t, bytes, len, err) : crm_error_no_memory(err);
	if (rc == CRM_OK)
		*out = t;
	else
		cv_table_free(t);
	return rc;
}

/* ---- the connection's tables ---- */

static int load(struct crm_connection *conn, enum crm_object object, const char *path, struct cv_table **out,
		struct crm_error *err)
{
	struct crm_buf bytes;
	struct cv_stamp stamp;
	struct crm_error own = {0};
	crm_buf_init(&bytes, CV_MAX_FILE);
	int rc = cv_file_read(path, &bytes, &stamp, &own);
	if (rc == CRM_E_NOT_FOUND) {
		*out = new_table(object, path);
		rc = *out ? CRM_OK : crm_error_no_memory(&own);
	} else if (rc == CRM_OK) {
		rc = cv_table_parse(conn, object, path, bytes.ptr, bytes.len, out, &own);
		if (rc == CRM_OK)
			(*out)->stamp = stamp;
	}
	crm_buf_free(&bytes);
	if (rc != CRM_OK && err != NULL)
		crm_error_move(err, &own);
	crm_error_clear(&own);
	return rc;
}

static bool is_current(const struct cv_table *t, const char *path)
{
	struct cv_stamp now;
	bool there = cv_file_stamp(path, &now);
	return t != NULL && t->exists == there && (!there || cv_stamp_equal(&now, &t->stamp));
}

int cv_table(struct crm_connection *conn, enum crm_object object, bool fresh, struct cv_table **out,
	     struct crm_error *err)
{
	struct crm_arena *arena = crm_arena_new();
	const char *path = arena ? cv_path(conn, object, arena) : NULL;
	struct cv_table *t = conn->tables[object];
	int rc = path ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK && (fresh || !is_current(t, path))) {
		struct cv_table *loaded = NULL;
		rc = load(conn, object, path, &loaded, err);
		if (rc == CRM_OK) {
			cv_table_free(t);
			conn->tables[object] = t = loaded;
		}
	}
	if (rc == CRM_OK)
		*out = t;
	crm_arena_free(arena);
	return rc;
}

int cv_table_cells(const struct cv_table *t, size_t row, struct crm_arena *arena, const char ***cells)
{
	struct cv_rows *rows = NULL;
	struct cv_row_text text;
	int rc = cv_rows_new(t->text + t->rows[row].at, t->rows[row].len, t->delimiter, &rows);
	if (rc != CRM_OK)
		return rc;
	rc = cv_rows_next(rows, &text);
	*cells = crm_arena_calloc(arena, t->n_columns + 1, sizeof **cells);
	for (size_t i = 0; rc == 1 && *cells != NULL && i < t->n_columns; i++) {
		(*cells)[i] = i < text.n ? crm_arena_strdup(arena, text.cells[i]) : "";
		if ((*cells)[i] == NULL)
			rc = CRM_E_NOMEM;
	}
	cv_rows_free(rows);
	return rc == 1 && *cells != NULL ? CRM_OK : CRM_E_NOMEM;
}

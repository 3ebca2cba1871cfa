/* SPDX-License-Identifier: Apache-2.0 */
/* A table's new text: bytes of rows that nobody touched stay as they are, those that cannot be read included. */
#include <string.h>

#include "csv_connector.h"

const char *cv_row_bytes(const struct cv_table *t, const char *const *cells, size_t n, struct crm_arena *arena)
{
	struct crm_buf buf;
	crm_buf_init(&buf, CRM_BUF_MAX);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			crm_buf_char(&buf, t->delimiter);
		cv_write_cell(&buf, cells[i], t->delimiter);
	}
	if (n == 1 && buf.len == 0)
		crm_buf_str(&buf, "\"\""); /* an empty line is no row */
	crm_buf_str(&buf, t->line_end);
	const char *text = buf.failed ? NULL : crm_arena_strndup(arena, buf.ptr, buf.len);
	crm_buf_free(&buf);
	return text;
}

/* ---- the text ---- */

static unsigned long count_lines(const char *text, size_t len)
{
	unsigned long n = 0;
	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n' || (text[i] == '\r' && (i + 1 == len || text[i + 1] != '\n'));
	return n;
}

static bool ends_with_line(const struct crm_buf *out)
{
	return out->len == 0 || out->ptr[out->len - 1] == '\n' || out->ptr[out->len - 1] == '\r';
}

struct rebuild {
	const struct cv_table *table;
	struct crm_buf out;
	struct cv_row *rows;
	size_t n;
	struct cv_bad *bad; /* their places move, too */
	size_t next_bad;
	unsigned long line;
};

static void add_bytes(struct rebuild *r, const char *bytes, size_t len)
{
	crm_buf_add(&r->out, bytes, len);
	r->line += count_lines(bytes, len);
}

/* What stands between rows: blank lines and rows that were set aside. */
static void add_between(struct rebuild *r, size_t from, size_t to)
{
	for (; r->next_bad < r->table->n_bad && r->table->bad[r->next_bad].at < to; r->next_bad++) {
		struct cv_bad *bad = &r->bad[r->next_bad];
		size_t skip = bad->at - from;
		add_bytes(r, r->table->text + from, skip);
		bad->bad_line = bad->bad_line - bad->line + r->line;
		bad->line = r->line;
		bad->at = r->out.len;
		from += skip;
		add_bytes(r, r->table->text + from, bad->len);
		from += bad->len;
	}
	add_bytes(r, r->table->text + from, to - from);
}

static void add_row(struct rebuild *r, const char *bytes, size_t len, const char *id)
{
	r->rows[r->n++] = (struct cv_row){.at = r->out.len, .len = len, .line = r->line, .id = id};
	add_bytes(r, bytes, len);
}

static void rebuild_rows(struct rebuild *r, const struct cv_edit *edit)
{
	const struct cv_table *t = r->table;
	size_t at = t->header_at + t->header_len;
	add_bytes(r, t->text, t->header_at);
	if (edit->header != NULL)
		add_bytes(r, edit->header, strlen(edit->header));
	else
		add_bytes(r, t->text + t->header_at, t->header_len);
	for (size_t i = 0; i < t->n_rows; i++) {
		const char *fresh = edit->rows ? edit->rows[i] : NULL;
		add_between(r, at, t->rows[i].at);
		at = t->rows[i].at + t->rows[i].len;
		if (fresh == NULL)
			add_row(r, t->text + t->rows[i].at, t->rows[i].len, t->rows[i].id);
		else if (fresh[0] != '\0')
			add_row(r, fresh, strlen(fresh), t->rows[i].id);
	}
	add_between(r, at, t->len);
	if (!ends_with_line(&r->out))
		add_bytes(r, t->line_end, strlen(t->line_end));
	for (size_t i = 0; i < edit->n_added; i++)
		add_row(r, edit->added[i], strlen(edit->added[i]), edit->added_ids[i]);
}

/* ---- the file ---- */

static int put_file(struct cv_table *t, const struct rebuild *r, struct cv_stamp *after, struct crm_error *err)
{
	struct crm_buf bytes;
	crm_buf_init(&bytes, CV_MAX_FILE);
	int rc = cv_encode(&t->encoding, r->out.ptr, r->out.len, &bytes);
	if (rc == CRM_E_INVALID)
		rc = crm_error_set(err, CRM_E_CONFIG, "'%s' has characters that %s lacks", t->path, t->encoding.name);
	else if (rc != CRM_OK)
		rc = bytes.len + r->out.len > CV_MAX_FILE
			     ? crm_error_set(err, CRM_E_CONFIG, "'%s' would be larger than 1 GiB", t->path)
			     : crm_error_no_memory(err);
	else
		rc = cv_file_write(t->path, bytes.ptr, bytes.len, t->exists ? &t->stamp : NULL, after, err);
	crm_buf_free(&bytes);
	return rc;
}

static int take_over(struct cv_table *t, struct rebuild *r, const struct cv_edit *edit, const struct cv_stamp *after)
{
	crm_free(t->text);
	crm_free(t->rows);
	t->len = r->out.len;
	t->text = crm_buf_take(&r->out);
	if (edit->header != NULL)
		t->header_len = strlen(edit->header);
	t->rows = r->rows;
	t->cap_rows = t->n_rows + edit->n_added + 1;
	t->n_rows = r->n;
	if (t->n_bad > 0)
		memcpy(t->bad, r->bad, t->n_bad * sizeof *t->bad);
	t->stamp = *after;
	t->exists = true;
	t->empty = false;
	for (size_t i = 0; i < t->n_rows; i++)
		if (i + edit->n_added >= t->n_rows &&
		    (t->rows[i].id = crm_arena_strdup(t->arena, t->rows[i].id)) == NULL)
			return CRM_E_NOMEM;
	return cv_table_index(t);
}

int cv_table_write(struct cv_table *t, const struct cv_edit *edit, struct crm_error *err)
{
	struct rebuild r = {.table = t, .line = 1};
	struct cv_stamp after;
	crm_buf_init(&r.out, CRM_BUF_MAX);
	r.rows = crm_calloc(t->n_rows + edit->n_added + 1, sizeof *r.rows);
	r.bad = crm_calloc(t->n_bad + 1, sizeof *r.bad);
	int rc = r.rows && r.bad ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK) {
		if (t->n_bad > 0)
			memcpy(r.bad, t->bad, t->n_bad * sizeof *r.bad);
		rebuild_rows(&r, edit);
		rc = r.out.failed ? crm_error_no_memory(err) : put_file(t, &r, &after, err);
	}
	if (rc == CRM_OK) {
		/* The file is written: what fails from here on is only this memory of it, which is read anew. */
		if (take_over(t, &r, edit, &after) != CRM_OK)
			t->stamp = (struct cv_stamp){0};
		r.rows = NULL;
	}
	crm_buf_free(&r.out);
	crm_free(r.rows);
	crm_free(r.bad);
	return rc;
}

/* ---- a new file ---- */

static int fill_columns(struct cv_table *t, const char **names, const char *id_property)
{
	size_t n = 0;
	for (const struct cv_known *k = cv_known_columns; k->property != NULL; k++) {
		if (!k->in_new_file || (k->objects & (1U << t->object)) == 0)
			continue;
		names[n] = strcmp(k->property, CV_CRMSYNC_ID) == 0 ? id_property
			   : k->property[0] == '@'                 ? k->property + 1
								   : k->property;
		t->columns[n] = (struct cv_column){.header = crm_arena_strdup(t->arena, names[n]),
						   .property = k->property,
						   .type = k->type,
						   .twin = CV_NONE};
		if (names[n] == id_property)
			t->columns[n].property = t->columns[n].header;
		if (t->columns[n++].header == NULL)
			return CRM_E_NOMEM;
	}
	t->n_columns = n;
	t->id_column = cv_table_column(t, CV_ID);
	return CRM_OK;
}

int cv_table_begin(struct cv_table *t, const char *id_property, struct crm_error *err)
{
	size_t max = 0;
	while (cv_known_columns[max].property != NULL)
		max++;
	const char **names = crm_arena_calloc(t->arena, max + 1, sizeof *names);
	t->columns = crm_arena_calloc(t->arena, max + 1, sizeof *t->columns);
	char *text = crm_strdup("");
	if (names == NULL || t->columns == NULL || text == NULL || fill_columns(t, names, id_property) != CRM_OK) {
		crm_free(text);
		return crm_error_no_memory(err);
	}
	crm_free(t->text);
	t->text = text;
	t->len = 0;
	if (t->delimiter == '\0')
		t->delimiter = ',';
	if (t->encoding.name == NULL)
		t->encoding = (struct cv_encoding){.name = "UTF-8"};
	t->line_end = "\r\n";
	const char *header = cv_row_bytes(t, names, t->n_columns, t->arena);
	if (header == NULL)
		return crm_error_no_memory(err);
	return cv_table_write(t, &(struct cv_edit){.header = header}, err);
}

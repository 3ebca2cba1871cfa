/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as records, cells as values, and back. */
#include <string.h>

#include <crmsync/buf.h>
#include <crmsync/json.h>

#include "csv_connector.h"

/* ---- reading ---- */

static const char *without_apostrophe(const char *cell)
{
	return cell[0] == '\'' && cv_is_formula(cell + strspn(cell, "'")) ? cell + 1 : cell;
}

static bool ends_item(char c)
{
	return c == ';' || c == ',' || c == '\n' || c == '\r';
}

static int split_list(const char *cell, struct crm_arena *arena, struct crm_value *out)
{
	size_t max = 1, n = 0;
	for (const char *p = cell; *p != '\0'; p++)
		max += ends_item(*p);
	const char **items = crm_arena_calloc(arena, max, sizeof *items);
	for (const char *p = cell; items != NULL && *p != '\0';) {
		size_t len = 0;
		p += strspn(p, " ");
		while (p[len] != '\0' && !ends_item(p[len]))
			len++;
		size_t kept = len;
		while (kept > 0 && p[kept - 1] == ' ')
			kept--;
		if (kept > 0 && (items[n++] = crm_arena_strndup(arena, p, kept)) == NULL)
			return CRM_E_NOMEM;
		p += len + (p[len] != '\0');
	}
	*out = (struct crm_value){.kind = CRM_LIST, .items = items, .n = n};
	return items ? CRM_OK : CRM_E_NOMEM;
}

int cv_value(const struct cv_column *column, const char *cell, struct crm_arena *arena, struct crm_value *out)
{
	if (column->type == CV_LIST || column->type == CV_REFERENCES)
		return split_list(without_apostrophe(cell), arena, out);
	*out = (struct crm_value){.kind = CRM_NULL};
	if (cell[strspn(cell, " \t")] == '\0')
		return CRM_OK;
	if (column->type == CV_REFERENCE) {
		struct crm_value ids;
		if (split_list(cell, arena, &ids) != CRM_OK)
			return CRM_E_NOMEM;
		if (ids.n > 0)
			*out = (struct crm_value){.kind = CRM_TEXT, .text = ids.items[0]};
		return CRM_OK;
	}
	const char *text = cv_to_neutral(&column->style, column->type, without_apostrophe(cell), arena);
	*out = (struct crm_value){.kind = CRM_TEXT, .text = text};
	return text ? CRM_OK : CRM_E_NOMEM;
}

static const char *raw_of(const struct cv_table *t, const char *const *cells, struct crm_arena *arena)
{
	struct crm_buf buf;
	struct crm_json_writer w;
	crm_buf_init(&buf, CRM_BUF_MAX);
	crm_jw_init(&w, &buf);
	crm_jw_object(&w);
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i].header[0] != '\0' && t->columns[i].twin == CV_NONE)
			crm_jw_field(&w, t->columns[i].header, cells[i]);
	crm_jw_end_object(&w);
	const char *raw = buf.failed ? NULL : crm_arena_strndup(arena, buf.ptr, buf.len);
	crm_buf_free(&buf);
	return raw;
}

/* A column has the name of what it is known as, and that of its header. */
static int add_properties(const struct cv_table *t, const char *const *cells, struct crm_property *properties,
			  size_t *n, struct crm_arena *arena)
{
	*n = 0;
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct cv_column *c = &t->columns[i];
		struct crm_value value;
		if (c->property == NULL)
			continue;
		if (cv_value(c, cells[i], arena, &value) != CRM_OK)
			return CRM_E_NOMEM;
		properties[(*n)++] = (struct crm_property){.name = c->property, .value = value};
		if (strcmp(c->property, c->header) != 0)
			properties[(*n)++] = (struct crm_property){.name = c->header, .value = value};
	}
	return CRM_OK;
}

int cv_record(struct crm_connection *conn, const struct cv_table *t, size_t row, struct crm_arena *arena,
	      struct crm_record *out)
{
	const char **cells = NULL;
	(void)conn;
	int rc = cv_table_cells(t, row, arena, &cells);
	struct crm_property *properties = crm_arena_calloc(arena, t->n_columns * 2 + 1, sizeof *properties);
	size_t n = 0;
	if (rc == CRM_OK)
		rc = properties ? add_properties(t, cells, properties, &n, arena) : CRM_E_NOMEM;
	const char *raw = rc == CRM_OK ? raw_of(t, cells, arena) : NULL;
	const char *id = crm_arena_strdup(arena, t->rows[row].id);
	if (raw == NULL || id == NULL)
		return CRM_E_NOMEM;
	*out = (struct crm_record){.object = t->object,
				   .id = id,
				   .life = CRM_LIVE,
				   .properties = properties,
				   .n_properties = n,
				   .raw = raw,
				   .raw_len = strlen(raw)};
	return CRM_OK;
}

int cv_reread(struct crm_connection *conn, enum crm_object object, const char *raw, struct crm_record *out,
	      struct crm_arena *arena, struct crm_error *err)
{
	struct cv_table *t = NULL;
	crm_json *json = NULL;
	size_t n = 0;
	int rc = cv_table(conn, object, false, &t, err);
	if (rc == CRM_OK)
		rc = crm_json_parse(raw, strlen(raw), &json, err);
	if (rc != CRM_OK)
		return rc;
	const char **cells = crm_arena_calloc(arena, t->n_columns + 1, sizeof *cells);
	struct crm_property *properties = crm_arena_calloc(arena, t->n_columns * 2 + 1, sizeof *properties);
	for (size_t i = 0; cells != NULL && i < t->n_columns; i++) {
		const char *text = crm_json_get_string(json, t->columns[i].header);
		cells[i] = crm_arena_strdup(arena, text ? text : "");
		if (cells[i] == NULL)
			cells = NULL;
	}
	crm_json_free(json);
	if (cells == NULL || properties == NULL || add_properties(t, cells, properties, &n, arena) != CRM_OK)
		return crm_error_no_memory(err);
	*out = (struct crm_record){.object = object, .life = CRM_LIVE, .properties = properties, .n_properties = n};
	return CRM_OK;
}

/* ---- writing ---- */

static const char *join_list(const struct crm_value *value, struct crm_arena *arena)
{
	struct crm_buf buf;
	crm_buf_init(&buf, CRM_BUF_MAX);
	for (size_t i = 0; i < value->n; i++)
		crm_buf_printf(&buf, "%s%s", i ? ";" : "", value->items[i]);
	const char *text = buf.failed ? NULL : crm_arena_strndup(arena, buf.ptr, buf.len);
	crm_buf_free(&buf);
	return text;
}

const char *cv_cell(const struct cv_column *column, const struct crm_value *value, struct crm_arena *arena)
{
	const char *text = value->kind == CRM_LIST   ? join_list(value, arena)
			   : value->kind == CRM_TEXT ? cv_from_neutral(&column->style, column->type, value->text, arena)
						     : "";
	if (text == NULL || !cv_is_formula(text + strspn(text, "'")))
		return text;
	return crm_arena_printf(arena, "'%s", text);
}

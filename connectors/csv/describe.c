/* SPDX-License-Identifier: Apache-2.0 */
/* The columns as properties, and what `crmsync check` tells people of a file. */
#include <string.h>

#include <crmsync/buf.h>

#include "csv_connector.h"

/* ---- schema ---- */

static enum crm_property_type type_of(enum cv_type type)
{
	switch (type) {
	case CV_NUMBER:
		return CRM_P_NUMBER;
	case CV_BOOL:
		return CRM_P_BOOL;
	case CV_DATE:
		return CRM_P_DATE;
	case CV_DATETIME:
		return CRM_P_DATETIME;
	case CV_REFERENCE:
	case CV_REFERENCES:
		return CRM_P_REFERENCE;
	default:
		return CRM_P_TEXT;
	}
}

static struct crm_property_info info_of(const char *name, const char *label, enum cv_type type)
{
	return (struct crm_property_info){.name = name,
					  .label = label,
					  .type = type_of(type),
					  .multiple = type == CV_LIST || type == CV_REFERENCES,
					  .association = type == CV_REFERENCES,
					  .read_only = strcmp(name, CV_ID) == 0,
					  .scale = CRM_SCALE_ANY};
}

static size_t describe_columns(const struct cv_table *t, struct crm_property_info *out, struct crm_arena *arena)
{
	size_t n = 0;
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct cv_column *c = &t->columns[i];
		const char *name = c->property ? crm_arena_strdup(arena, c->property) : NULL;
		const char *label = name ? crm_arena_strdup(arena, c->header) : NULL;
		if (label == NULL)
			continue;
		out[n++] = info_of(name, label, c->type);
		if (strcmp(name, label) != 0)
			out[n++] = info_of(label, label, c->type);
		out[n - 1].read_only = out[n - 1].read_only || strcmp(name, CV_ID) == 0;
	}
	return n;
}

/* A file that is not there yet is made with these. */
static size_t describe_new(enum crm_object object, struct crm_property_info *out)
{
	size_t n = 0;
	for (const struct cv_known *k = cv_known_columns; k->property != NULL; k++)
		if (k->in_new_file && (k->objects & (1U << object)) != 0)
			out[n++] = info_of(k->property, k->property, k->type);
	return n;
}

static size_t count_known(void)
{
	size_t n = 0;
	while (cv_known_columns[n].property != NULL)
		n++;
	return n;
}

int cv_describe(struct crm_connection *conn, enum crm_object object, struct crm_schema *out, struct crm_arena *arena,
		struct crm_error *err)
{
	struct cv_table *t;
	if (object >= CV_OBJECTS)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s are not in files", crm_object_plural(object));
	int rc = cv_table(conn, object, false, &t, err);
	if (rc != CRM_OK)
		return rc;
	struct crm_property_info *infos = crm_arena_calloc(arena, t->n_columns * 2 + count_known() + 1, sizeof *infos);
	if (infos == NULL)
		return crm_error_no_memory(err);
	bool fresh = !t->exists || t->empty;
	size_t n = fresh ? describe_new(object, infos) : describe_columns(t, infos, arena);
	*out = (struct crm_schema){.properties = infos, .n = n};
	return CRM_OK;
}

/* ---- layout, for people ---- */

static const char *delimiter_name(char delimiter)
{
	return delimiter == '\t' ? "tab" : delimiter == ',' ? "comma" : delimiter == ';' ? "semicolon" : "bar";
}

static const char *line_end_name(const char *line_end)
{
	return strcmp(line_end, "\r\n") == 0 ? "CR LF" : strcmp(line_end, "\n") == 0 ? "LF" : "CR";
}

static void tell_file(const struct cv_table *t, struct crm_buf *lines)
{
	crm_buf_printf(lines, "%s: %zu row%s, %s%s, %s, lines end with %s\n", t->path, t->n_rows,
		       t->n_rows == 1 ? "" : "s", t->encoding.name, t->encoding.bom ? " with byte order mark" : "",
		       delimiter_name(t->delimiter), line_end_name(t->line_end));
}

static void tell_columns(const struct cv_table *t, bool known, const char *title, struct crm_buf *lines)
{
	size_t n = 0;
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct cv_column *c = &t->columns[i];
		bool is_known = c->property != NULL && c->property != c->header;
		if (c->property == NULL || is_known != known)
			continue;
		crm_buf_printf(lines, "%s%s", n++ ? ", " : title, c->header);
		if (known)
			crm_buf_printf(lines, " = %s", c->property);
	}
	if (n > 0)
		crm_buf_char(lines, '\n');
}

static void tell_doubts(const struct cv_table *t, struct crm_buf *lines)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct cv_column *c = &t->columns[i];
		if (c->header[0] == '\0')
			crm_buf_printf(lines, "%s:%lu:%lu: a column without a name is not read\n", t->path,
				       t->header_line, c->place);
		else if (c->twin != CV_NONE)
			crm_buf_printf(lines, "%s:%lu:%lu: column '%s' occurs twice and is not read\n", t->path,
				       t->header_line, c->place, c->header);
		else if (c->style.slashes_seen && c->style.order == CV_ORDER_UNKNOWN)
			crm_buf_printf(
				lines,
				"%s:%lu:%lu: '%s' does not tell days from months: say options: {dates: dmy} or mdy\n",
				t->path, t->header_line, c->place, c->header);
	}
	if (t->id_column == CV_NONE)
		crm_buf_printf(lines, "no id column: rows are told apart by %s; crmsync setup adds one\n",
			       cv_derived_from(t->object));
	for (size_t i = 0; i < t->n_bad && i < 5; i++)
		crm_buf_printf(lines, "%s:%lu:%lu: %s\n", t->path, t->bad[i].bad_line, t->bad[i].column,
			       t->bad[i].reason);
	if (t->n_bad > 0)
		crm_buf_printf(lines, "%zu row%s cannot be read and would be set aside\n", t->n_bad,
			       t->n_bad == 1 ? "" : "s");
}

int cv_layout(struct crm_connection *conn, enum crm_object object, struct crm_buf *lines, struct crm_error *err)
{
	struct cv_table *t;
	int rc = object < CV_OBJECTS ? cv_table(conn, object, false, &t, err) : CRM_OK;
	if (rc != CRM_OK || object >= CV_OBJECTS)
		return rc;
	if (!t->exists || t->empty) {
		crm_buf_printf(lines, "%s: %s; it is made when the first record is written\n", t->path,
			       t->exists ? "empty" : "not there");
		return CRM_OK;
	}
	tell_file(t, lines);
	tell_columns(t, true, "columns: ", lines);
	tell_columns(t, false, "only read where the config maps them: ", lines);
	tell_doubts(t, lines);
	return CRM_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Rows by the value of a property: the whole file is looked through. */
#include <string.h>
#include <strings.h>

#include "csv_connector.h"

struct search {
	const struct cv_table *table;
	const struct cv_column *column;
	size_t index;
	const char *const *values;
	size_t n_values;
};

static bool equals_any(const struct search *s, const char *text)
{
	for (size_t i = 0; i < s->n_values; i++)
		if (strcasecmp(text, s->values[i]) == 0)
			return true;
	return false;
}

static int fits(const struct search *s, size_t row, struct crm_arena *arena, bool *fit)
{
	const char **cells;
	struct crm_value value;
	if (cv_table_cells(s->table, row, arena, &cells) != CRM_OK ||
	    cv_value(s->column, cells[s->index], arena, &value) != CRM_OK)
		return CRM_E_NOMEM;
	*fit = value.kind == CRM_TEXT && equals_any(s, value.text);
	for (size_t i = 0; value.kind == CRM_LIST && i < value.n && !*fit; i++)
		*fit = equals_any(s, value.items[i]);
	return CRM_OK;
}

static int search_rows(const struct search *s, size_t *hits, size_t *n)
{
	struct crm_arena *scratch = crm_arena_new();
	int rc = scratch ? CRM_OK : CRM_E_NOMEM;
	*n = 0;
	for (size_t i = 0; rc == CRM_OK && i < s->table->n_rows; i++) {
		bool fit = false;
		crm_arena_reset(scratch);
		rc = fits(s, i, scratch, &fit);
		if (fit)
			hits[(*n)++] = i;
	}
	crm_arena_free(scratch);
	return rc;
}

int cv_find(struct crm_connection *conn, enum crm_object object, const char *property, const char *const *values,
	    size_t n_values, const char *const *properties, size_t n_properties, struct crm_page *out,
	    struct crm_arena *arena, struct crm_error *err)
{
	struct cv_table *t;
	size_t n = 0;
	(void)properties;
	(void)n_properties;
	if (object >= CV_OBJECTS)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "%s are not in files", crm_object_plural(object));
	int rc = cv_table(conn, object, false, &t, err);
	if (rc != CRM_OK)
		return rc;
	struct search s = {.table = t, .index = cv_table_column(t, property), .values = values, .n_values = n_values};
	if (s.index == CV_NONE && t->exists && !t->empty)
		return crm_error_set(err, CRM_E_UNSUPPORTED, "'%s' has no column '%s'", t->path, property);
	s.column = s.index == CV_NONE ? NULL : &t->columns[s.index];
	size_t *hits = crm_arena_calloc(arena, t->n_rows + 1, sizeof *hits);
	if (hits == NULL || (s.column != NULL && search_rows(&s, hits, &n) != CRM_OK))
		return crm_error_no_memory(err);
	struct crm_record *records = crm_arena_calloc(arena, n + 1, sizeof *records);
	for (size_t i = 0; records != NULL && i < n; i++)
		if (cv_record(conn, t, hits[i], arena, &records[i]) != CRM_OK)
			return crm_error_no_memory(err);
	if (records == NULL)
		return crm_error_no_memory(err);
	*out = (struct crm_page){.records = records, .n = n, .complete = true, .total = -1};
	return CRM_OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows as they are added.  Their texts are copied and kept until there are many, then each column is numbered by a
 * thread of its own: the table of one column after the other is in the cache, and a text's number depends on its own
 * column only.
 */
#include "config.h"

#include <core/linkage/reading.h>

#include <string.h>

#define KEPT_ROWS 8192
#define KEPT_TEXT ((size_t)1 << 20) /* bytes, more for a row that is longer */

struct reading {
	char *text;
	size_t used, cap;
	size_t n;                  /* rows that are kept, the last ones of link->n */
	struct intern_text *cells; /* KEPT_ROWS of each column, then of the sources */
};

static int begin(struct linkage *link)
{
	struct reading *reading = crm_calloc(1, sizeof *reading);
	link->reading = reading;
	if (reading == NULL)
		return CRM_E_NOMEM;
	reading->cells = crm_reallocarray(NULL, (link->n_columns + 1) * KEPT_ROWS, sizeof *reading->cells);
	reading->text = crm_alloc(KEPT_TEXT);
	reading->cap = KEPT_TEXT;
	return reading->cells != NULL && reading->text != NULL ? CRM_OK : CRM_E_NOMEM;
}

void reading_free(struct linkage *link)
{
	if (link->reading == NULL)
		return;
	crm_free(link->reading->cells);
	crm_free(link->reading->text);
	crm_free(link->reading);
	link->reading = NULL;
}

static int grow_rows(struct linkage *link)
{
	const size_t cap = link->rows_cap + link->rows_cap / 2 + KEPT_ROWS;
	for (size_t i = 0; i < link->n_columns; i++) {
		uint32_t *rows = crm_reallocarray(link->columns[i].rows, cap, sizeof *rows);
		if (rows == NULL)
			return CRM_E_NOMEM;
		link->columns[i].rows = rows;
	}
	uint32_t *sources = crm_reallocarray(link->row_source, cap, sizeof *sources);
	if (sources == NULL)
		return CRM_E_NOMEM;
	link->row_source = sources;
	link->rows_cap = cap;
	return CRM_OK;
}

/* The sources are the task behind the last column. */
static int number_column(void *context, unsigned part, unsigned task)
{
	struct linkage *link = context;
	const struct reading *reading = link->reading;
	const size_t first = link->n - reading->n;
	const bool is_source = task == link->n_columns;
	struct intern *texts = is_source ? &link->sources : &link->columns[task].raw;
	uint32_t *rows = is_source ? link->row_source : link->columns[task].rows;
	(void)part;
	return intern_add_all(texts, reading->cells + (size_t)task * KEPT_ROWS, reading->n, rows + first) ? CRM_OK
													  : CRM_E_NOMEM;
}

static int number_rows(struct linkage *link)
{
	struct reading *reading = link->reading;
	int rc = link->n <= link->rows_cap ? CRM_OK : grow_rows(link);
	if (rc == CRM_OK && reading->n > 0)
		rc = linkage_tasks(link->options.threads, (unsigned)link->n_columns + 1, number_column, link);
	reading->n = reading->used = 0;
	return rc;
}

static size_t text_len(const struct linkage_text *text)
{
	return text != NULL && text->text != NULL ? text->len : 0;
}

/* Makes room for the row's texts; what is kept does not move. */
static int make_room(struct linkage *link, const struct linkage_text *cells, const struct linkage_text *source)
{
	struct reading *reading = link->reading;
	size_t need = text_len(source);
	for (size_t i = 0; i < link->n_input; i++)
		need += link->input[i] != UINT32_MAX ? text_len(&cells[i]) : 0;
	if (reading->n < KEPT_ROWS && need <= reading->cap - reading->used)
		return CRM_OK;
	const int rc = number_rows(link);
	if (rc != CRM_OK || need <= reading->cap)
		return rc;
	crm_free(reading->text);
	reading->text = crm_alloc(need);
	reading->cap = reading->text != NULL ? need : 0;
	return reading->text != NULL ? CRM_OK : CRM_E_NOMEM;
}

static void keep(struct reading *reading, size_t column, const struct linkage_text *text)
{
	struct intern_text *kept = &reading->cells[column * KEPT_ROWS + reading->n];
	char *copy = reading->text + reading->used;
	*kept = (struct intern_text){copy, 0};
	if (text_len(text) == 0)
		return;
	kept->len = strnlen(text->text, text->len);
	memcpy(copy, text->text, kept->len);
	reading->used += kept->len;
}

int reading_add(struct linkage *link, const struct linkage_text *cells, const struct linkage_text *source)
{
	if (link->reading == NULL && begin(link) != CRM_OK) {
		reading_free(link);
		return CRM_E_NOMEM;
	}
	const int rc = link->n < UINT32_MAX / 2 ? make_room(link, cells, source) : CRM_E_NOMEM;
	if (rc != CRM_OK)
		return rc;
	for (size_t i = 0; i < link->n_input; i++)
		if (link->input[i] != UINT32_MAX)
			keep(link->reading, link->input[i], &cells[i]);
	keep(link->reading, link->n_columns, source);
	link->reading->n++;
	link->n++;
	return CRM_OK;
}

int reading_finish(struct linkage *link)
{
	const int rc = link->reading != NULL ? number_rows(link) : CRM_OK;
	reading_free(link);
	return rc;
}

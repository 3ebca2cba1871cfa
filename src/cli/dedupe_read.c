/* SPDX-License-Identifier: Apache-2.0 */
/* crmsync dedupe: rows of the input into the matcher. */
#include "config.h"

#include <cli/dedupe.h>

#include <string.h>

#include <crmsync/mem.h>

void dedupe_free_ids(struct dedupe_ids *ids)
{
	crm_free(ids->text);
	crm_free(ids->start);
	*ids = (struct dedupe_ids){0};
}

const char *dedupe_id(const struct dedupe_ids *ids, size_t row, size_t *len)
{
	*len = ids->start[row + 1] - ids->start[row];
	return ids->text + ids->start[row];
}

static bool add_id(struct dedupe_ids *ids, const char *text, size_t len)
{
	if (ids->n + 2 > ids->n_cap) {
		const size_t cap = ids->n_cap * 2 + 1024;
		size_t *start = crm_reallocarray(ids->start, cap, sizeof *start);
		if (start == NULL)
			return false;
		ids->start = start;
		ids->n_cap = cap;
	}
	if (ids->used + len > ids->cap) {
		const size_t cap = (ids->cap + len) * 2;
		char *grown = crm_realloc(ids->text, cap);
		if (grown == NULL)
			return false;
		ids->text = grown;
		ids->cap = cap;
	}
	memcpy(ids->text + ids->used, text, len);
	ids->start[ids->n++] = ids->used;
	ids->used += len;
	ids->start[ids->n] = ids->used;
	return true;
}

/* Rows are counted from 1 where no column names them. */
static bool add_row_id(struct dedupe_ids *ids, const struct dedupe_table *table, const struct csv_row *row)
{
	char number[24];
	if (table->id != NO_COLUMN)
		return add_id(ids, row->cells[table->id].text, row->cells[table->id].len);
	const int len = snprintf(number, sizeof number, "%zu", ids->n + 1);
	return add_id(ids, number, (size_t)len);
}

int dedupe_check_header(const struct dedupe_table *table, const struct csv_reader *reader, const char *path,
			struct crm_error *err)
{
	const struct csv_row *header = csv_header(reader);
	bool same = header->n == table->header->n;
	for (size_t i = 0; same && i < header->n; i++)
		same = header->cells[i].len == table->header->cells[i].len &&
		       memcmp(header->cells[i].text, table->header->cells[i].text, header->cells[i].len) == 0;
	if (same)
		return CRM_OK;
	return crm_error_set(err, CRM_E_CONFIG, "%s:1: the header differs from that of the first file", path);
}

static int read_rows(const struct dedupe_options *options, const struct dedupe_table *table, struct csv_reader *reader,
		     size_t file, struct linkage *link, struct dedupe_ids *ids, struct crm_error *err)
{
	struct csv_row row;
	const bool wants_ids = options->pairs != NULL || options->why[0] != NULL || options->clusters != NULL ||
			       options->index != NULL || options->save_index != NULL;
	const char *path = options->files[file];
	int rc;
	while ((rc = csv_next(reader, &row, err)) > 0) {
		struct linkage_text source = {NULL, 0};
		if (table->source != NO_COLUMN)
			source = (struct linkage_text){row.cells[table->source].text, row.cells[table->source].len};
		else if (table->files_are_sources)
			source = (struct linkage_text){path, strlen(path)};
		rc = linkage_add(link, row.cells, &source, err);
		if (rc == CRM_OK && wants_ids && !add_row_id(ids, table, &row))
			rc = crm_error_no_memory(err);
		if (rc != CRM_OK)
			return rc;
	}
	return rc;
}

int dedupe_read(const struct dedupe_options *options, const struct dedupe_table *table, struct linkage *link,
		struct dedupe_ids *ids, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t f = 0; rc == CRM_OK && f < options->n_files; f++) {
		struct csv_reader *reader = NULL;
		rc = csv_open(options->files[f], &reader, err);
		if (rc == CRM_OK)
			rc = dedupe_check_header(table, reader, options->files[f], err);
		if (rc == CRM_OK)
			rc = read_rows(options, table, reader, f, link, ids, err);
		csv_close(reader);
	}
	return rc;
}

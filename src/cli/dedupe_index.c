/* SPDX-License-Identifier: Apache-2.0 */
/* crmsync dedupe --save-index and --index: rows that come later are compared with those that are known. */
#include "config.h"

#include <cli/dedupe.h>
#include <cli/index_file.h>

#include <string.h>

#include <core/linkage/intern.h>
#include <crmsync/mem.h>

/* What stands before the matcher's own part. */
struct shape {
	uint64_t columns, id, source, ids, id_bytes;
	uint64_t files_are_sources;
};

/* ---- ids ---- */

/* Every id once: by it a row that has changed is known again. */
static int check_ids(const struct dedupe_table *table, const struct dedupe_ids *ids, size_t first, struct intern *seen,
		     struct crm_error *err)
{
	if (table->id == NO_COLUMN)
		return CRM_OK;
	for (size_t i = first; i < ids->n; i++) {
		size_t len;
		const char *id = dedupe_id(ids, i, &len);
		const uint32_t before = seen->n;
		if (len == 0)
			return crm_error_set(err, CRM_E_CONFIG, "row %zu has no id, by which an index knows its rows",
					     i - first + 1);
		if (intern_add(seen, id, len) == 0)
			return crm_error_no_memory(err);
		if (seen->n == before)
			return crm_error_set(err, CRM_E_CONFIG,
					     "two rows have the id '%.*s', by which an index knows its rows: name "
					     "another column with --id",
					     (int)len, id);
	}
	return CRM_OK;
}

int dedupe_check_ids(const struct dedupe_table *table, const struct dedupe_ids *ids, struct crm_error *err)
{
	struct intern seen;
	int rc = intern_init(&seen) == CRM_OK ? CRM_OK : crm_error_no_memory(err);
	if (rc == CRM_OK) {
		rc = check_ids(table, ids, 0, &seen, err);
		intern_free(&seen);
	}
	return rc;
}

/* Which ids may be among those that are looked for, by their last bytes: most of a million are told apart by that. */
#define SIFT_BITS 16

struct sift {
	uint8_t may[1 << SIFT_BITS];
};

static uint32_t sift_place(const char *id, size_t len)
{
	uint32_t last = 0;
	if (len >= sizeof last)
		memcpy(&last, id + len - sizeof last, sizeof last);
	else
		memcpy(&last, id, len);
	return (last + (uint32_t)len) * UINT32_C(0x9e3779b1) >> (32 - SIFT_BITS);
}

static struct sift *new_sift(const struct intern *ids)
{
	struct sift *sift = crm_calloc(1, sizeof *sift);
	for (uint32_t i = 1; sift != NULL && i <= ids->n; i++) {
		const char *id = intern_text(ids, i);
		sift->may[sift_place(id, strlen(id))] = 1;
	}
	return sift;
}

static bool is_wanted(const struct sift *sift, const struct intern *wanted, const char *id, size_t len)
{
	return sift->may[sift_place(id, len)] && intern_find(wanted, id, len) != 0;
}

/* Rows that come again under their ids have changed: what they were is taken out. */
static int replace_rows(const struct dedupe_table *table, struct linkage *link, const struct dedupe_ids *ids,
			const struct intern *seen, struct crm_error *err)
{
	struct sift *sift = new_sift(seen);
	int rc = sift != NULL ? CRM_OK : crm_error_no_memory(err);
	for (size_t row = 0; rc == CRM_OK && table->id != NO_COLUMN && seen->n > 0 && row < table->first_row; row++) {
		size_t len;
		const char *id = dedupe_id(ids, row, &len);
		if (is_wanted(sift, seen, id, len) && linkage_index_remove(link, row) != CRM_OK)
			rc = crm_error_no_memory(err);
	}
	crm_free(sift);
	return rc;
}

/* ---- rows that are gone ---- */

static int remove_rows(const struct dedupe_table *table, struct linkage *link, const struct dedupe_ids *ids,
		       struct intern *wanted, const char *path, struct crm_error *err)
{
	const uint32_t n = wanted->n;
	uint32_t found = 0;
	for (size_t row = 0; row < table->first_row; row++) {
		size_t len;
		const char *id = dedupe_id(ids, row, &len);
		if (len == 0 || linkage_index_is_gone(link, row) || intern_find(wanted, id, len) == 0)
			continue;
		found++;
		if (linkage_index_remove(link, row) != CRM_OK)
			return crm_error_no_memory(err);
	}
	return found == n ? CRM_OK
			  : crm_error_set(err, CRM_E_CONFIG, "%s: %u of the %u ids are not in the index", path,
					  (unsigned)(n - found), (unsigned)n);
}

static int read_removed(const struct dedupe_options *options, const struct dedupe_table *table, struct intern *out,
			struct crm_error *err)
{
	struct csv_reader *reader = NULL;
	struct csv_row row;
	size_t column = 0;
	int rc = csv_open(options->remove, &reader, err);
	if (rc == CRM_OK && table->id != NO_COLUMN) {
		const struct csv_cell *name = &table->header->cells[table->id];
		const struct csv_row *header = csv_header(reader);
		while (column < header->n && (header->cells[column].len != name->len ||
					      memcmp(header->cells[column].text, name->text, name->len) != 0))
			column++;
		if (column == header->n)
			rc = crm_error_set(err, CRM_E_CONFIG, "%s:1: there is no column '%.*s'", options->remove,
					   (int)name->len, name->text);
	}
	while (rc == CRM_OK && (rc = csv_next(reader, &row, err)) > 0) {
		const struct csv_cell *cell = &row.cells[column];
		rc = cell->len == 0 || intern_add(out, cell->text, cell->len) != 0 ? CRM_OK : crm_error_no_memory(err);
	}
	csv_close(reader);
	return rc;
}

static int take_out(const struct dedupe_options *options, const struct dedupe_table *table, struct linkage *link,
		    const struct dedupe_ids *ids, struct crm_error *err)
{
	struct intern wanted;
	if (options->remove == NULL)
		return CRM_OK;
	if (intern_init(&wanted) != CRM_OK)
		return crm_error_no_memory(err);
	int rc = read_removed(options, table, &wanted, err);
	if (rc == CRM_OK)
		rc = remove_rows(table, link, ids, &wanted, options->remove, err);
	intern_free(&wanted);
	return rc;
}

int dedupe_update(const struct dedupe_options *options, const struct dedupe_table *table, struct linkage *link,
		  struct dedupe_ids *ids, struct crm_error *err)
{
	struct intern seen;
	int rc = take_out(options, table, link, ids, err);
	if (rc == CRM_OK)
		rc = dedupe_read(options, table, link, ids, err);
	if (rc != CRM_OK)
		return rc;
	if (intern_init(&seen) != CRM_OK)
		return crm_error_no_memory(err);
	rc = check_ids(table, ids, table->first_row, &seen, err);
	if (rc == CRM_OK)
		rc = replace_rows(table, link, ids, &seen, err);
	intern_free(&seen);
	if (rc == CRM_OK)
		rc = linkage_index_update(link, err);
	return rc == CRM_E_INVALID ? crm_error_set(err, CRM_E_CONFIG, "%s: %s", options->index, crm_error_text(err))
				   : rc;
}

/* ---- writing ---- */

static int write_header(const struct dedupe_table *table, struct index_file *file, struct crm_error *err)
{
	int rc = CRM_OK;
	for (size_t i = 0; rc == CRM_OK && i < table->header->n; i++) {
		const struct csv_cell *cell = &table->header->cells[i];
		const uint64_t about[2] = {cell->len, (uint64_t)table->types[i]};
		rc = index_file_write(file, about, sizeof about, err);
		if (rc == CRM_OK)
			rc = index_file_write(file, cell->text, cell->len, err);
	}
	return rc;
}

int dedupe_save_index(const struct dedupe_options *options, const struct dedupe_table *table, struct linkage *link,
		      const struct dedupe_ids *ids, struct crm_error *err)
{
	const struct shape shape = {.columns = table->header->n,
				    .id = table->id,
				    .source = table->source,
				    .ids = ids->n,
				    .id_bytes = ids->used,
				    .files_are_sources = table->files_are_sources};
	struct index_file *file;
	int rc = index_file_create(options->save_index, &file, err);
	if (rc != CRM_OK)
		return rc;
	rc = index_file_write(file, &shape, sizeof shape, err);
	if (rc == CRM_OK)
		rc = write_header(table, file, err);
	if (rc == CRM_OK)
		rc = index_file_write(file, ids->start, (ids->n + 1) * sizeof *ids->start, err);
	if (rc == CRM_OK)
		rc = index_file_write(file, ids->text, ids->used, err);
	if (rc == CRM_OK)
		rc = linkage_index_save(link, index_file_write, file, err);
	return index_file_commit(file, rc, err);
}

/* ---- reading ---- */

static int read_header(const struct shape *shape, struct index_file *file, struct dedupe_table *table,
		       struct crm_error *err)
{
	struct csv_row *header = crm_arena_calloc(table->arena, 1, sizeof *header);
	struct csv_cell *cells = crm_arena_calloc(table->arena, (size_t)shape->columns, sizeof *cells);
	int rc = header != NULL && cells != NULL ? CRM_OK : crm_error_no_memory(err);
	for (size_t i = 0; rc == CRM_OK && i < shape->columns; i++) {
		uint64_t about[2];
		char *text = NULL;
		rc = index_file_read(file, about, sizeof about, err);
		if (rc == CRM_OK && (about[0] > CSV_MAX_ROW || about[1] >= LINKAGE_TYPES))
			rc = crm_error_set(err, CRM_E_CONFIG, "the index is damaged");
		if (rc == CRM_OK && (text = crm_arena_alloc(table->arena, (size_t)about[0] + 1)) == NULL)
			rc = crm_error_no_memory(err);
		if (rc == CRM_OK)
			rc = index_file_read(file, text, (size_t)about[0], err);
		if (rc != CRM_OK)
			break;
		cells[i] = (struct csv_cell){text, (size_t)about[0]};
		table->types[i] = (enum linkage_type)about[1];
	}
	if (rc == CRM_OK) {
		header->cells = cells;
		header->n = (size_t)shape->columns;
		table->header = header;
		table->id = shape->id < shape->columns ? (size_t)shape->id : NO_COLUMN;
		table->source = shape->source < shape->columns ? (size_t)shape->source : NO_COLUMN;
		table->files_are_sources = shape->files_are_sources != 0;
	}
	return rc;
}

static int read_ids(const struct shape *shape, struct index_file *file, struct dedupe_ids *ids, struct crm_error *err)
{
	ids->n = (size_t)shape->ids;
	ids->n_cap = ids->n + 1;
	ids->used = ids->cap = (size_t)shape->id_bytes;
	ids->start = crm_reallocarray(NULL, ids->n_cap, sizeof *ids->start);
	ids->text = crm_alloc(ids->cap + 1);
	if (ids->start == NULL || ids->text == NULL)
		return crm_error_no_memory(err);
	const int rc = index_file_read(file, ids->start, ids->n_cap * sizeof *ids->start, err);
	return rc == CRM_OK ? index_file_read(file, ids->text, ids->used, err) : rc;
}

int dedupe_load_index(const struct dedupe_options *options, struct dedupe_table *table, struct linkage **link,
		      struct dedupe_ids *ids, struct crm_error *err)
{
	struct index_file *file = NULL;
	struct shape shape;
	int rc = index_file_open(options->index, &file, err);
	if (rc != CRM_OK)
		return rc;
	rc = index_file_read(file, &shape, sizeof shape, err);
	if (rc == CRM_OK && (shape.columns > CSV_MAX_CELLS || shape.ids > UINT32_MAX || shape.id_bytes > SIZE_MAX / 2))
		rc = crm_error_set(err, CRM_E_CONFIG, "%s: the index is damaged", options->index);
	if (rc == CRM_OK)
		rc = read_header(&shape, file, table, err);
	if (rc == CRM_OK)
		rc = read_ids(&shape, file, ids, err);
	if (rc == CRM_OK)
		rc = linkage_index_load(index_file_read, file, options->linkage.threads, link, err);
	if (rc == CRM_E_INVALID)
		rc = crm_error_set(err, CRM_E_CONFIG, "%s: %s", options->index, crm_error_text(err));
	if (rc == CRM_OK)
		table->first_row = linkage_rows(*link);
	index_file_close(file);
	return rc;
}

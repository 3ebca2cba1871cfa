/* SPDX-License-Identifier: Apache-2.0 */
/* crmsync dedupe: what its files share. */
#ifndef CRM_CLI_DEDUPE_H
#define CRM_CLI_DEDUPE_H

#include <cli/cli.h>
#include <cli/csv_read.h>
#include <config/trained_model.h>
#include <core/linkage/linkage.h>
#include <core/linkage/linkage_index.h>
#include <core/linkage/model.h>
#include <crmsync/buf.h>

#define NO_COLUMN ((size_t)-1)

struct dedupe_options {
	const char *model, *id, *source, *out, *pairs;
	const char *save_model, *save_splink;
	const char *index, *save_index; /* what is known already; where to keep it */
	const char *remove;             /* ids of rows that are gone */
	const char *clusters, *changes; /* all rows of the index, and those whose cluster is another */
	const char *why[2];
	const char *const *files;
	size_t n_files;
	struct linkage_options linkage;
	bool quiet;
};

/* The columns of the input and what they are taken for. */
struct dedupe_table {
	const struct csv_row *header; /* of the first file */
	enum linkage_type types[CSV_MAX_CELLS];
	size_t id, source; /* NO_COLUMN */
	char separator;
	struct crm_arena *arena;       /* of what is below */
	struct linkage_model *trained; /* that was read, NULL: to be estimated */
	double threshold;              /* it was saved with */
	size_t first_row;              /* of the files, behind those of the index */
	bool files_are_sources;        /* there were several, and no column says it */
};

/* Texts one after the other, for the ids of rows. */
struct dedupe_ids {
	char *text;
	size_t used, cap;
	size_t *start; /* of id i; start[n] is the end */
	size_t n, n_cap;
};

/* dedupe_types.c: types by the model file or, without one, by a guess that is told on standard error. */
int dedupe_choose_types(const struct dedupe_options *options, struct dedupe_table *table, struct crm_error *err);
/* dedupe_model.c: the columns as the matcher takes them; NULL on out of memory. */
struct linkage_column *dedupe_columns(const struct dedupe_table *table, struct crm_arena *arena);
/* Sets table->trained if the model is one of the table's columns. */
int dedupe_fit_model(const char *path, const struct config_trained_model *trained, struct dedupe_table *table,
		     struct crm_arena *arena, struct crm_error *err);
/* dedupe_read.c */
int dedupe_read(const struct dedupe_options *options, const struct dedupe_table *table, struct linkage *link,
		struct dedupe_ids *ids, struct crm_error *err);
/* Is the file's header that of the first one? */
int dedupe_check_header(const struct dedupe_table *table, const struct csv_reader *reader, const char *path,
			struct crm_error *err);
void dedupe_free_ids(struct dedupe_ids *ids);
const char *dedupe_id(const struct dedupe_ids *ids, size_t row, size_t *len);
/* dedupe_write.c */
int dedupe_write_rows(const struct dedupe_options *options, const struct dedupe_table *table,
		      const struct linkage *link, struct crm_error *err);
int dedupe_write_pairs(const struct dedupe_options *options, struct linkage *link, const struct dedupe_ids *ids,
		       struct crm_error *err);
/* --clusters and --changes */
int dedupe_write_clusters(const struct dedupe_options *options, const struct linkage *link,
			  const struct dedupe_ids *ids, struct crm_error *err);
int dedupe_write_why(const struct dedupe_options *options, const struct linkage *link, const struct dedupe_ids *ids,
		     struct crm_error *err);
/* Writes a whole file, "-" being standard output. */
int dedupe_write_text(const char *path, const struct crm_buf *text, struct crm_error *err);
/* dedupe_save.c: can the columns be told apart by their names, where a model is to be saved? */
int dedupe_check_names(const struct dedupe_options *options, const struct dedupe_table *table, struct crm_error *err);
/* The parameters after a run. */
int dedupe_trained_model(const struct linkage *link, struct crm_arena *arena, struct linkage_model **out,
			 struct crm_error *err);
int dedupe_save_model(const struct dedupe_options *options, const struct dedupe_table *table,
		      const struct linkage_model *model, struct crm_arena *arena, struct crm_error *err);
/* dedupe_index.c: every id once? */
int dedupe_check_ids(const struct dedupe_table *table, const struct dedupe_ids *ids, struct crm_error *err);
/* Sets the table's header and types to those of the index, and its first row. */
int dedupe_load_index(const struct dedupe_options *options, struct dedupe_table *table, struct linkage **link,
		      struct dedupe_ids *ids, struct crm_error *err);
/* The rows of the files into the index, and those that changed or are gone out of it. */
int dedupe_update(const struct dedupe_options *options, const struct dedupe_table *table, struct linkage *link,
		  struct dedupe_ids *ids, struct crm_error *err);
int dedupe_save_index(const struct dedupe_options *options, const struct dedupe_table *table, struct linkage *link,
		      const struct dedupe_ids *ids, struct crm_error *err);
/* dedupe_splink.c */
int dedupe_save_splink(const struct dedupe_options *options, const struct dedupe_table *table,
		       const struct linkage_model *model, struct crm_arena *arena, struct crm_error *err);

#endif

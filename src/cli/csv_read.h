/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV as RFC 4180 has it and as programs write it: lines end in LF or CRLF, a byte order mark is passed over, cells are
 * separated by comma, semicolon, tab or bar, whichever the header has most of, and quoted cells may hold all of these.
 * What is none of this is a mistake, told as file:line.
 */
#ifndef CRM_CLI_CSV_READ_H
#define CRM_CLI_CSV_READ_H

#include <stdbool.h>
#include <stddef.h>

#include <core/linkage/linkage.h>
#include <crmsync/error.h>

#define CSV_MAX_CELLS 1024
#define CSV_MAX_ROW   ((size_t)16 << 20) /* bytes of one row */

#define csv_cell linkage_text /* a text that is not terminated, and its length */

struct csv_row {
	const struct csv_cell *cells;
	size_t n;
	const char *raw; /* the row as it stands in the file, without its line end */
	size_t raw_len;
	unsigned long line; /* where it begins */
};

struct csv_reader;

/* "-" is standard input, which can be opened again, from its beginning.  Reads the header.  CRM_E_CONFIG for what is wrong with the file. */
int csv_open(const char *path, struct csv_reader **out, struct crm_error *err);
void csv_close(struct csv_reader *reader); /* NULL is allowed */
/* The header's cells, blanks around them removed; owned by the reader. */
const struct csv_row *csv_header(const struct csv_reader *reader);
char csv_separator(const struct csv_reader *reader);
/* 1: *row is set, valid until the next call; 0: the end; CRM_E_CONFIG.  Empty lines are passed over; every row has as
   many cells as the header. */
int csv_next(struct csv_reader *reader, struct csv_row *row, struct crm_error *err);
/* The same without a look at the cells: row->raw and row->line are set. */
int csv_next_raw(struct csv_reader *reader, struct csv_row *row, struct crm_error *err);

#endif

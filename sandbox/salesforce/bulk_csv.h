/* SPDX-License-Identifier: Apache-2.0 */
/* CSV of the Bulk API 2.0: RFC 4180 with a delimiter and line ending of the job's choice. */
#ifndef SANDBOX_SALESFORCE_BULK_CSV_H
#define SANDBOX_SALESFORCE_BULK_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include <crmsync/buf.h>
#include <crmsync/mem.h>

struct sf_csv_row {
	const char **cells; /* in the arena */
	bool *quoted;
	size_t n;
	const char *line; /* as it stands in the text, without its end */
	size_t line_len;
};

/* The row at *at, which moves behind it.  1: a row, 0: the text has ended, CRM_E_INVALID: a quote that is not closed or
   stands where none may be, CRM_E_NOMEM. */
int sf_csv_next(const char *text, size_t len, size_t *at, char delimiter, struct crm_arena *arena,
		struct sf_csv_row *out);
/* Appends a cell in quotes, as the vendor writes them all; NULL is empty. */
void sf_csv_write(struct crm_buf *out, const char *text);
/* NULL if there is no such delimiter. */
const char *sf_csv_delimiter(const char *name);
const char *sf_csv_delimiter_name(char delimiter);

#endif

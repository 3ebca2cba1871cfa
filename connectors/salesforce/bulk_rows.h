/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of a CSV that arrives in pieces, by libcsv in its strict mode.  What a row holds is kept until the next one is
 * asked for; nothing grows with the number of rows.
 */
#ifndef CRM_SALESFORCE_BULK_ROWS_H
#define CRM_SALESFORCE_BULK_ROWS_H

#include <stddef.h>

#include <crmsync/error.h>

struct sf_rows;

/* NULL on out of memory. */
struct sf_rows *sf_rows_new(void);
/* NULL is allowed. */
void sf_rows_free(struct sf_rows *rows);

/* Takes bytes up to the end of the next row; *used: how many.  1: a row is there, 0: more bytes are needed.
   CRM_E_PROTOCOL: quotes that are wrong, or a row that is too long; CRM_E_NOMEM. */
int sf_rows_feed(struct sf_rows *rows, const char *bytes, size_t len, size_t *used, struct crm_error *err);
/* The text has ended: 1 if a last row without an end of line is there, else 0.  Errors as above. */
int sf_rows_end(struct sf_rows *rows, struct crm_error *err);

/* The row that is there.  NUL bytes, which some orgs have in their texts and JSON cannot have, are left out of cells.
 */
size_t sf_rows_cells(const struct sf_rows *rows);
const char *sf_rows_cell(const struct sf_rows *rows, size_t i);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What the vendor now holds of records that operations were about. */
#ifndef CRM_SYNC_READ_ROWS_H
#define CRM_SYNC_READ_ROWS_H

#include <sync/engine.h>

/* Records of an object that are read back from a vendor that answers writes with the record: what each vendor gives in
   one request. */
#define CRM_VERIFY_SAMPLE 100

/* Reads the records of n operations on one object, at most max_get of them, by their vendor ids, again where a second
   try may help.  Records that do not exist are not in page. */
int crm_read_rows(struct crm_system *s, enum crm_object object, const struct crm_op_row *rows, size_t n,
		  struct crm_page *page, struct crm_arena *arena, struct crm_error *err);
/* The page's record of that id, NULL if there is none. */
const struct crm_record *crm_page_record(const struct crm_page *page, const char *id);

#endif

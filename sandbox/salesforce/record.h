/* SPDX-License-Identifier: Apache-2.0 */
/* What requests for one record and for many share. */
#ifndef SANDBOX_SALESFORCE_RECORD_H
#define SANDBOX_SALESFORCE_RECORD_H

#include "call.h"
#include "write.h"

/* Checks the right (SF_OBJ_CREATE, _UPDATE, _DELETE) on the object; false: *rc and the failure say why. */
bool sf_record_may_write(struct face *face, const struct sf_table *table, unsigned right, struct sf_failure *failure,
			 int *rc);
/* Sforce-Duplicate-Rule-Header: allowSave=true */
bool sf_record_allows_duplicates(const struct sf_call *call);
/* Reads the record's members and saves it, all or nothing; write->row NULL: create. */
int sf_record_save(const struct sf_call *call, struct sf_write *write, const crm_json *record,
		   struct sf_failure *failure);
/* Writes a record as JSON; fields: NULL-terminated names, NULL: all. */
int sf_record_write(const struct sf_call *call, struct crm_json_writer *w, const struct sf_table *table,
		    const struct sf_row *row, const char *const *fields, struct sf_failure *failure);
/* Splits "Id,Name" into names, NULL-terminated, in the request's arena. */
int sf_record_split_fields(const struct sf_call *call, const char *list, const char *const **out);
/* Column of an external id (or of a field that the vendor looks records up by); -1: it is none. */
int sf_external_column(const struct face *face, const struct sf_table *table, const char *name);

#endif

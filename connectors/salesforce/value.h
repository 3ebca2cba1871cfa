/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One value between the wire and the neutral form of <crmsync/record.h>.  On the wire datetimes are
 * "2021-12-02T18:25:25.000+0000", numbers may have an exponent, and a multi-select picklist is a text with semicolons.
 */
#ifndef CRM_SALESFORCE_VALUE_H
#define CRM_SALESFORCE_VALUE_H

#include <crmsync/json.h>
#include <crmsync/mem.h>
#include <crmsync/record.h>

#include "schema.h"

/* Reads a member of a record; field is NULL where the schema is not known: then the standard fields' names tell.
 *out stays CRM_ABSENT for what has no neutral form (compound fields).  CRM_E_NOMEM. */
int sf_value_read(const char *name, const struct sf_field *field, const crm_json *v, struct crm_arena *arena,
		  struct crm_value *out);
/* Writes a value as the field's type wants it; field may be NULL (a text). */
void sf_value_write(struct crm_json_writer *w, const struct sf_field *field, const struct crm_value *value);

#endif

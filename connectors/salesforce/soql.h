/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of SOQL text (SOQL and SOSL Reference, "Quoted String Escape Sequences", "Date Formats and Date Literals"). */
#ifndef CRM_SALESFORCE_SOQL_H
#define CRM_SALESFORCE_SOQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>
#include <crmsync/connector.h>

/* Appends 'text' in quotes, so that whatever is in it stays inside of them. */
void soql_string(struct crm_buf *out, const char *text);
/* Appends the instant as a dateTime literal. */
void soql_instant(struct crm_buf *out, int64_t ms);
/* Appends a value as a literal of the field's type; false, with nothing appended, if it is none of that type. */
bool soql_literal(struct crm_buf *out, enum crm_property_type type, const char *text);
/* Whether a name can stand in a query as a field: letters, digits, underscores, a letter first. */
bool soql_is_name(const char *name);
/* Appends " AND " if where has something in it, then "(condition)". */
void soql_and(struct crm_buf *where, const char *condition);

#endif

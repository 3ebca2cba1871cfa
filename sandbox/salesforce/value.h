/* SPDX-License-Identifier: Apache-2.0 */
/* Values between JSON and the rows. */
#ifndef SANDBOX_SALESFORCE_VALUE_H
#define SANDBOX_SALESFORCE_VALUE_H

#include "failure.h"

/* The text to store for a JSON value, in the request's arena; *out NULL for null and "".  A value of another type is
   refused with JSON_PARSER_ERROR for the whole request. */
int sf_value_parse(struct face *face, const struct sf_field *field, const crm_json *json, const char **out,
		   struct sf_failure *failure);
/* Writes the value of a column as JSON; compound addresses too. */
void sf_value_write(struct crm_json_writer *w, const struct sf_table *table, const struct sf_row *row, size_t column,
		    struct crm_buf *scratch);
/* Writes a value that is not null by its type. */
void sf_value_write_text(struct crm_json_writer *w, enum sf_type type, const char *text);

#endif

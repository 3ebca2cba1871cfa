/* SPDX-License-Identifier: Apache-2.0 */
/* Reading percent-encoded paths and queries. */
#ifndef SANDBOX_PERCENT_H
#define SANDBOX_PERCENT_H

#include <stdbool.h>
#include <stddef.h>

#include <crmsync/buf.h>

/* Appends text[0..len) decoded; `plus` also turns + into a blank.  A % that begins no valid triple stands for itself.
   False, with nothing appended, if the result holds a NUL or is not UTF-8. */
bool percent_decode(const char *text, size_t len, bool plus, struct crm_buf *out);

/* Appends the decoded value of the nth parameter (from 0) of that name in a raw query; false if there is none. */
bool percent_query(const char *query, const char *name, unsigned nth, struct crm_buf *out);

#endif

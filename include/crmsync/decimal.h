/* SPDX-License-Identifier: Apache-2.0 */
/* Exact decimal numbers as text: no binary floating point touches an amount. */
#ifndef CRMSYNC_DECIMAL_H
#define CRMSYNC_DECIMAL_H

#include <crmsync/buf.h>
#include <stdbool.h>

/* Appends the canonical form of a decimal number: optional '-', no '+', no leading zeros, no trailing zeros
   after the point, no exponent, "0" for every zero.  Accepts JSON numbers incl. exponent (|exp| <= 400)
   and surrounding blanks.  False, with nothing appended, if text is not a number. */
bool crm_decimal_canonical(const char *text, struct crm_buf *out);
/* -1, 0, 1; both must be canonical. */
int crm_decimal_compare(const char *a, const char *b);
/* Appends canonical `text` rounded half away from zero to `scale` digits after the point (0 to 30), canonical again. */
bool crm_decimal_round(const char *text, unsigned scale, struct crm_buf *out);
/* Appends a + b, both canonical; result canonical. */
bool crm_decimal_add(const char *a, const char *b, struct crm_buf *out);

#endif

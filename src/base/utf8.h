/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8, one character at a time. */
#ifndef CRM_BASE_UTF8_H
#define CRM_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Length (1 to 4) of the well-formed character at bytes[0..len), with its code point in *cp; 0 if there is none.
   Overlong forms, surrogates and values above U+10FFFF are not well-formed (Unicode 15, table 3-7). */
size_t utf8_decode(const char *bytes, size_t len, uint32_t *cp);
/* Writes cp (a Unicode scalar value) to out; returns its length. */
size_t utf8_encode(uint32_t cp, char out[4]);

#endif

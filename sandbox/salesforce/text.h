/* SPDX-License-Identifier: Apache-2.0 */
/* Text as the vendor's database compares it: without regard to case, by character. */
#ifndef SANDBOX_SALESFORCE_TEXT_H
#define SANDBOX_SALESFORCE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>

/* <0, 0, >0, without regard to case (simple Unicode mapping). */
int sf_text_compare(const char *a, const char *b);
bool sf_text_equal(const char *a, const char *b);
/* Equal texts (as above) have equal hashes. */
uint64_t sf_text_hash(const char *text);
/* SOQL's LIKE: % any characters, _ one, \% \_ \\ themselves; without regard to case. */
bool sf_text_like(const char *text, const char *pattern);
/* Characters, not bytes. */
size_t sf_text_length(const char *text);
/* Appends the number as the vendor writes it: int fields plainly, all others as Java prints a double ("50000.0",
 * "3.5E8"). */
void sf_number_write(struct crm_buf *out, const char *number, bool integer);
/* Appends `ms` as 2026-11-21T17:50:00.000+0000. */
void sf_time_write(struct crm_buf *out, int64_t ms);
/* ASCII only: names of fields and objects. */
bool sf_name_equal(const char *a, const char *b);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text for the normaliser: valid UTF-8 in, valid UTF-8 out, all results in an arena.  White space is what Unicode calls
 * so (property White_Space) plus the byte order mark.
 */
#ifndef CRM_CORE_TEXT_H
#define CRM_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <crmsync/mem.h>

/* Nothing, or nothing but white space. */
bool text_is_blank(const char *text);
/* All bytes below 0x80. */
bool text_is_ascii(const char *text);
/* ASCII, trimmed, and single blanks the only white space: its own collapsed form. */
bool text_is_plain(const char *text);
/* Code point at `text` (valid UTF-8, not at its NUL); *len gets its bytes. */
int text_code_point(const char *text, size_t *len);
/* The text itself if it is valid UTF-8, otherwise a copy with U+FFFD for each bad byte.  NULL on out of memory. */
const char *text_repair(const char *text, struct crm_arena *arena);
/* Without white space at both ends (a copy). */
char *text_trim(const char *text, struct crm_arena *arena);
/* NFC, trimmed, inner white space collapsed to one blank. */
char *text_collapse(const char *text, struct crm_arena *arena);
/* NFC and Unicode case folding, nothing trimmed. */
char *text_casefold(const char *text, struct crm_arena *arena);
/* Lower-case ASCII letters in place. */
void text_lower_ascii(char *text);

#endif

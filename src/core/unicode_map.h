/* SPDX-License-Identifier: Apache-2.0 */
/* The one door to utf8proc's mappings, with our allocator and our arenas. */
#ifndef CRM_CORE_UNICODE_MAP_H
#define CRM_CORE_UNICODE_MAP_H

#include <crmsync/mem.h>

/* Writes the letters that stand for `code_point` to out (at most UNICODE_EXPANSION) and returns how many. */
#define UNICODE_EXPANSION 24
typedef size_t unicode_expand(int code_point, int out[UNICODE_EXPANSION]);

/* Maps valid UTF-8 by utf8proc's options; with `expand` each resulting code point is then replaced by what it says, and
   the result composed.  NULL on out of memory. */
char *unicode_map(const char *text, int options, unicode_expand *expand, struct crm_arena *arena);

#endif

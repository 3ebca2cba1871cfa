/* SPDX-License-Identifier: Apache-2.0 */
/* "Jr.", "sen." and "III" behind a name: which generation it tells. */
#ifndef CRM_CORE_NAME_SUFFIX_H
#define CRM_CORE_NAME_SUFFIX_H

#include <stdbool.h>
#include <stddef.h>

/* 1 for Sr., senior and sen.; 2 for Jr., junior, jun. and II; 3, 4; 0 for none.  [*from, *to) is what to leave out,
   with the blanks and commas before it.  It stands at the end or before the first comma, and never alone.  `whole`: the
   text is a whole name.  What may be a name as well (Amartya Sen, Neymar Junior) needs two words before it in a whole
   name; "jun" and "sen" also a point behind them, or small letters beside a capital ("Müller sen"). */
unsigned crm_name_suffix(const char *text, bool whole, size_t *from, size_t *to);

#endif

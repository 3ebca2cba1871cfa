/* SPDX-License-Identifier: Apache-2.0 */
/* What the columns of an unknown table hold, by their names (in several languages) and by their values. */
#ifndef CRM_LINKAGE_GUESS_H
#define CRM_LINKAGE_GUESS_H

#include <core/linkage/linkage.h>

struct crm_arena;

#define GUESS_ROWS 2000 /* rows that are enough to tell */

/* `cells` has `rows` rows of n cells each.  Sets types[0..n), LINKAGE_IGNORE for what does not help to tell rows apart
   (numbers of records, notes, stamps), and *id to the column that names the rows, SIZE_MAX if there is none.
   0 or CRM_E_NOMEM. */
int linkage_guess(const struct linkage_text *header, size_t n, const struct linkage_text *cells, size_t rows,
		  struct crm_arena *arena, enum linkage_type *types, size_t *id);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Between the index (search_index.c) and the requests that ask it (search.c). */
#ifndef SANDBOX_PIPEDRIVE_SEARCH_INDEX_H
#define SANDBOX_PIPEDRIVE_SEARCH_INDEX_H

#include "pipedrive.h"

/* The record as the search shows it now: itself, its shadow, or NULL (not there yet, or no more). */
const struct pd_record *pd_search_view(const struct face *face, const struct pd_record *record);
/* Records that have, or once had, exactly this folded text; in no order, perhaps repeated.  False on out of memory. */
bool pd_search_candidates(struct face *face, enum pd_object object, const char *folded, struct pd_record ***out,
			  size_t *n);

#endif

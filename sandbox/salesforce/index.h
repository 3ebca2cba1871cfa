/* SPDX-License-Identifier: Apache-2.0 */
/* Hash index of one column: from folded text to rows. */
#ifndef SANDBOX_SALESFORCE_INDEX_H
#define SANDBOX_SALESFORCE_INDEX_H

#include <stdint.h>

struct sf_index;

struct sf_index *sf_index_new(void); /* NULL on out of memory */
void sf_index_free(struct sf_index *index);
int sf_index_put(struct sf_index *index, uint64_t hash, uint32_t row);
void sf_index_remove(struct sf_index *index, uint64_t hash, uint32_t row);
/* Places the next row of this hash in *row; start with *cursor = 0.  0 when there is no more. */
int sf_index_get(const struct sf_index *index, uint64_t hash, uint32_t *cursor, uint32_t *row);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows that come later.  After a full run everything that pairs are weighed by is kept as it was: the model, how
 * frequent values and words are, which blocks are too large, the communities.  Then a new row is compared with those it
 * has a key in common with, and only the clusters that its pairs touch are made again.  The result is that of a full
 * run with the same parameters on the rows that there are, to the last digit, whatever the batches in which they came
 * and went.
 *
 * Use: linkage_new, linkage_keep, linkage_add, linkage_run, linkage_index_make; from then on any number of times
 * linkage_add and linkage_index_remove, then linkage_index_update.  Or linkage_index_load in place of the first line.
 * All questions of linkage.h may be asked between updates. linkage_cluster() is then the first row of the cluster, and
 * linkage_pairs() has the pairs that the last update found.
 */
#ifndef CRM_LINKAGE_INDEX_H
#define CRM_LINKAGE_INDEX_H

#include <core/linkage/linkage.h>

/* Before linkage_run(): keeps what an index is made of.  0 or CRM_E_NOMEM. */
int linkage_keep(struct linkage *link);
/* After linkage_run().  CRM_E_INVALID for fewer than two rows, of which nothing can be estimated. */
int linkage_index_make(struct linkage *link, struct crm_error *err);

/* Takes a row out with the next update; its number is not used again.  One that changed is taken out and added.
   0 or CRM_E_NOMEM. */
int linkage_index_remove(struct linkage *link, size_t row);
bool linkage_index_is_gone(const struct linkage *link, size_t row);
/* Rows that the next linkage_add() is the number of, those that wait included. */
size_t linkage_index_next(const struct linkage *link);
/* Compares what was added since the last update and takes out what was removed.  CRM_E_INVALID, and nothing is done, if
   there would be so many more rows than the parameters were estimated from that these say little.  After CRM_E_NOMEM
   the index can only be freed. */
int linkage_index_update(struct linkage *link, struct crm_error *err);
/* Rows whose cluster is another since the last update, ascending, new ones included, those that are gone not. */
const uint32_t *linkage_index_changed(const struct linkage *link, size_t *n);
/* Rows that are there, and those that the parameters were estimated from. */
size_t linkage_index_rows(const struct linkage *link);
size_t linkage_index_made_of(const struct linkage *link);

/* Keeping it.  The image is for the same program on a machine of the same kind: `write` gets its parts one after the
   other, and `read` has to give the same bytes back.  Neither sees to it that they are whole: the caller does. */
typedef int linkage_write(void *context, const void *bytes, size_t len, struct crm_error *err);
typedef int linkage_read(void *context, void *bytes, size_t len, struct crm_error *err);
int linkage_index_save(struct linkage *link, linkage_write *write, void *context, struct crm_error *err);
/* CRM_E_INVALID for an image of another version or machine, or that is none. */
int linkage_index_load(linkage_read *read, void *context, unsigned threads, struct linkage **out,
		       struct crm_error *err);

#endif

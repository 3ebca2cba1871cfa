/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of a full run for rows that come later. */
#ifndef CRM_LINKAGE_INDEX_PARTS_H
#define CRM_LINKAGE_INDEX_PARTS_H

#include <core/linkage/block.h>
#include <core/linkage/linkage_index.h>

/* Of one pass. */
struct index_pass {
	uint64_t *split; /* keys of blocks that were too large, after how many splits in the upper half; ascending */
	size_t n_split, split_cap;
	uint64_t *places; /* key in the upper half, and record; ascending */
	size_t n_places;
};

/* What the communities are told by. */
struct index_classes {
	double log_size[COMMUNITIES];
	float *log_p[MAX_FIELDS]; /* COMMUNITIES for each value that is known; NULL: the field takes no part */
};

struct linkage_index {
	bool made;
	bool all_pairs; /* the table was so small that all are compared with each other */
	size_t made_of; /* rows */
	struct index_pass passes[MAX_PASSES];
	struct pass plan[MAX_PASSES];
	struct index_classes classes;
	uint8_t *gone; /* by record */
	size_t n_gone;
	struct linkage *batch; /* rows that wait, NULL: none */
	uint32_t *removed;     /* rows, then records, that wait to be taken out */
	size_t n_removed, removed_cap;
	uint32_t *changed; /* rows, by the last update */
	size_t n_changed;
	size_t first_new_edge; /* edges behind it were found by the last update */
};

/* index.c */
void index_free(struct linkage *link);
/* A row for the next update. */
int index_add(struct linkage *link, const struct linkage_text *cells, const struct linkage_text *source,
	      struct crm_error *err);

/* Notes that a pass's block of that key was too large after so many splits; nothing where nothing is kept.  False on
   out of memory. */
bool index_note_split(struct linkage *link, unsigned pass, unsigned splits, uint32_t key);
/* index_keys.c: the keys of a record in a pass, as places; at most PASS_COLUMNS.  Returns how many. */
unsigned index_places(const struct linkage *link, unsigned pass, uint32_t record, uint64_t places[PASS_COLUMNS]);
/* The first place of a sorted list that is not below. */
size_t index_lower_bound(const uint64_t *list, size_t n, uint64_t place);
/* index_append.c: the batch's rows become records behind the others; `first` is the first one. */
int index_append(struct linkage *link, uint32_t *first);
/* index_blocks.c: enters the records from `first` on, and takes out those that are removed. */
int index_enter(struct linkage *link, uint32_t first);
int index_take_out(struct linkage *link);
/* index_clusters.c: makes the clusters of the marked records, and of all that strong edges lead to from them, again. */
int index_recluster(struct linkage *link, const uint8_t *marked);

/* Does record a stand before b in the order that only their content decides? */
static inline bool index_is_before(const struct linkage *link, uint32_t a, uint32_t b)
{
	if (link->content[a] != link->content[b])
		return link->content[a] < link->content[b];
	return link->row_of[a] < link->row_of[b];
}

#endif

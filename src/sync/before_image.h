/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a record holds before it is written to, in the words of its vendor and as a payload, so that it can be written
 * back to the letter.
 */
#ifndef CRM_SYNC_BEFORE_IMAGE_H
#define CRM_SYNC_BEFORE_IMAGE_H

#include <sync/engine.h>

struct crm_before {
	struct crm_system *s;
	const struct crm_source *source;
	const struct crm_cell *now; /* its cells, references as golden ids */
	struct crm_arena *arena;
	bool read; /* the following are known */
	struct crm_record record;
	struct crm_cell *exact; /* cells of `record`; NULL: the vendor's words are not known */
};

void crm_before_begin(struct crm_before *b, struct crm_system *s, const struct crm_source *source,
		      const struct crm_cell *now, struct crm_arena *arena);
/* One property as an item of a payload's "set".  What is not known is left out. */
int crm_before_write(struct crm_before *b, struct crm_json_writer *w, size_t field, const char *property,
		     struct crm_error *err);
/* Every value that crmsync could write, and the crmsync id: what the record can be made of again. */
int crm_before_write_whole(struct crm_before *b, struct crm_json_writer *w, struct crm_error *err);

#endif

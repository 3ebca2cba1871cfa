/* SPDX-License-Identifier: Apache-2.0 */
/* Vendor records into source rows. */
#ifndef CRM_SYNC_STAGE_H
#define CRM_SYNC_STAGE_H

#include <sync/engine.h>

struct crm_stage_counts {
	int64_t read, fresh, changed;
	int64_t kept_out, unknown; /* erased people who are not taken in; those of them that the store has no record of */
};

/* Stages a page in one transaction; `position`, if given, is stored in the same one, so that a pull goes on exactly
 * behind what it kept. */
int crm_stage_page(struct crm_system *s, enum crm_object object, const struct crm_page *page, int64_t generation,
		   const struct crm_position *position, struct crm_stage_counts *counts, struct crm_error *err);
/* Stages one record as it is; *source its id. Caller holds a transaction or not. */
int crm_stage_record(struct crm_system *s, const struct crm_record *record, int64_t generation, struct crm_arena *arena,
		     int64_t *source, enum crm_stage_effect *effect, struct crm_error *err);
/* Replaces the cells of a source that was just written (its life and ids stay). */
int crm_stage_cells(struct crm_system *s, const struct crm_source *source, const struct crm_cell *cells,
		    struct crm_arena *arena, struct crm_error *err);

#endif

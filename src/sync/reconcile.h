/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reconcile: departures followed, records matched, golden records merged, operations planned; all in one store
 * transaction and without any HTTP, object by object: companies, contacts, deals.
 */
#ifndef CRM_SYNC_RECONCILE_H
#define CRM_SYNC_RECONCILE_H

#include <sync/engine.h>

/* Merged, converted and deleted source records: links and golden records follow. */
int crm_follow_departed(struct crm_engine *e, enum crm_object object, struct crm_error *err);
/* Records that vanished, once the keys of the others are known: proposes a merge where it looks like one. */
int crm_follow_vanished(struct crm_engine *e, enum crm_object object, struct crm_error *err);
/* A key that more records share proves nothing. */
#define CRM_KEY_SHARED_MAX 50
/* Links what belongs together; makes golden records for the rest; holds what would be a guess. */
int crm_match_object(struct crm_engine *e, enum crm_object object, struct crm_error *err);
/* The same for records that are still without a link, once it is known what the others have together. */
int crm_match_again(struct crm_engine *e, enum crm_object object, bool *joined, struct crm_error *err);
/* Merges every dirty golden record and adds the operations that it needs to the plan. */
int crm_plan_object(struct crm_engine *e, enum crm_object object, struct crm_error *err);

/* Cells of a source with company and contact references as golden ids (uids); a reference that cannot be resolved is
   CRM_ABSENT. *pending (may be NULL) becomes true if one may be resolved some day without any change to this record:
   what it refers to is held, or has not been read yet. */
int crm_source_cells(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena,
		     struct crm_cell *cells, bool *pending, struct crm_error *err);
/* *golden becomes what it was folded into, if it was. */
int crm_golden_survivor(struct crm_engine *e, int64_t *golden, struct crm_arena *arena, struct crm_error *err);
/* Is the record known by one that is held?  Of the references in its match keys the first that has a value counts (a
   deal with a company is known by that, another by its contacts).  *label: the held one, else NULL. */
int crm_source_held_parent(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena,
			   const char **label, struct crm_error *err);
/* Puts a hold; detail is a JSON object text.  A fingerprint is made of kind, object and `identity`. */
struct crm_hold {
	const char *kind;
	enum crm_object object;
	int64_t golden, system;
	const char *field;
	const char *identity;
	const char *summary;
	const char *detail; /* NULL: {} */
};
int crm_hold_put(struct crm_engine *e, const struct crm_hold *hold, struct crm_error *err);
/* Name of a golden record for people, its uid where it has none; arena. */
int crm_golden_label(struct crm_engine *e, int64_t golden, struct crm_arena *arena, const char **label,
		     struct crm_error *err);
/* One question for each golden record and system: was the record created (the change made) or not? */
int crm_hold_doubt(struct crm_engine *e, const struct crm_system *s, const struct crm_op_row *row, const char *what,
		   struct crm_arena *arena, struct crm_error *err);
/* Counts a record under a question that many share; crm_hold_put_common() puts one hold for each of them. */
int crm_hold_count_common(struct crm_engine *e, const char *kind, int64_t system, const char *field,
			  const char *problem, struct crm_error *err);
int crm_hold_put_common(struct crm_engine *e, enum crm_object object, struct crm_error *err);
/* "hubspot:42", by which commands take it; arena. */
const char *crm_source_handle(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena);
/* "HubSpot contact 42 (Jim Miller)" for messages; arena. */
const char *crm_source_label(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena);

#endif

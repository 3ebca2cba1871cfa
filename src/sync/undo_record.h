/* SPDX-License-Identifier: Apache-2.0 */
/* One record of a CRM while it is found out what of it can be taken back; internal to undo. */
#ifndef CRM_SYNC_UNDO_RECORD_H
#define CRM_SYNC_UNDO_RECORD_H

#include <sync/undo.h>

/* An operation with what is known of its ends. */
struct crm_undo_step {
	const struct crm_op_row *op;
	bool selected;                               /* it is to be taken back */
	bool lost;                                   /* its answer was lost: it may have happened */
	const char *of;                              /* only fields whose value came from this system; NULL: all */
	crm_json *payload, *settle, *before, *after; /* NULL: none */
};

/* A reference to add or to take away. */
struct crm_undo_reference {
	size_t field;
	const char *property, *uid;
	bool add, primary;
	int64_t operation;
};

struct crm_undo_record {
	struct crm_undo *u;
	struct crm_system *s;
	struct crm_arena *arena;
	const struct crm_model *model;
	struct crm_golden golden; /* the one it belongs to by now */
	crm_json *golden_cells;
	struct crm_source source;
	struct crm_undo_step *steps; /* all that was sent to it, newest first */
	size_t n_steps;
	struct crm_cell *now;   /* by model field */
	struct crm_cell *cur;   /* as `now`, with what has been taken back so far */
	const crm_json **items; /* by model field: what to write, an item of a payload; NULL: nothing */
	bool *settled;          /* by model field: it holds already what it is to hold */
	struct crm_undo_reference *references;
	size_t n_references, cap_references;
	const struct crm_undo_step *archive, *create;
	int64_t *undone; /* operations that are taken back by what is planned */
	size_t n_undone;
	crm_json **blanks; /* items that were made for it */
	size_t n_blanks;
};

/* Finds out, from the newest step to the oldest. */
int crm_undo_judge(struct crm_undo_record *r, struct crm_error *err);
/* Adds the operations to the plan. */
int crm_undo_write(struct crm_undo_record *r, struct crm_error *err);
/* Lists something that stays; texts are copied. */
int crm_undo_keep(struct crm_undo_record *r, const struct crm_op_row *op, const char *field, const char *now,
		  const char *why, struct crm_error *err);
/* What an item of a payload makes of its field, references as golden ids. */
int crm_undo_item_cell(struct crm_undo_record *r, const crm_json *item, size_t field, struct crm_cell *out,
		       struct crm_error *err);
/* As people see it. */
const char *crm_undo_show(struct crm_undo_record *r, size_t field, const struct crm_cell *cell);

/* Planned deletes of records that others refer to by now are taken out of the plan and listed. */
int crm_undo_spare_parents(struct crm_undo *u, struct crm_error *err);
/* The two records of request.apart, which of them is let go of, and the run from which on they were one. */
int crm_undo_find_pair(struct crm_undo *u, int64_t *since, struct crm_error *err);
/* Decisions that keep records apart and that the run had made; turn: they are the same again. */
int crm_undo_each_decision(struct crm_undo *u, bool turn, size_t *found, struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Creating and changing records: what the vendor checks, fills in and spells anew on save.
 * Functions return 0, SF_REFUSED with the failure filled, or a negative code (out of memory).
 */
#ifndef SANDBOX_SALESFORCE_WRITE_H
#define SANDBOX_SALESFORCE_WRITE_H

#include "failure.h"

enum sf_actor {
	SF_BY_API,    /* all rules hold */
	SF_BY_PERSON, /* in the vendor's own UI: validation rules, locks and duplicate rules do not hold */
	SF_BY_SEED,   /* only types and required fields are checked */
};

struct sf_change {
	size_t column;
	const char *text; /* NULL: no value */
	bool own;         /* made by the org itself, not asked for */
};

struct sf_write {
	struct sf_table *table;
	struct sf_row *row; /* NULL: create; the new row afterwards */
	enum sf_actor actor;
	bool allow_duplicates;     /* Sforce-Duplicate-Rule-Header: allowSave=true */
	struct sf_change *changes; /* in the request's arena */
	size_t n_changes, cap_changes;
};

/* Reads the members of a record into changes.  "attributes" and "Id" are passed over; relationships given by an
   external id
   ("Account": {"crmsync_id__c": "..."}) become the reference. */
int sf_write_parse(struct face *face, struct sf_write *write, const crm_json *record, struct sf_failure *failure);
/* Adds or replaces one change; "text" must live as long as the arena. */
int sf_write_put(struct face *face, struct sf_write *write, size_t column, const char *text, bool own);
/* The text that the record will have for a field of this name: changed or stored; NULL: none. */
const char *sf_write_text(const struct sf_write *write, const char *name);
/* The change of a field of this name or NULL. */
struct sf_change *sf_write_change(const struct sf_write *write, const char *name);

/* Fills in what the org derives: defaults, stages, spellings (option "normalise"). */
int sf_write_complete(struct face *face, struct sf_write *write);
/* Checks the completed changes. */
int sf_write_check(struct face *face, struct sf_write *write, struct sf_failure *failure);
/* Completes, checks and applies; write->row is the row. */
int sf_write_save(struct face *face, struct sf_write *write, struct sf_failure *failure);

/* Live rows of the table that hold `text` in the column, into the request's arena; `except` is left out. */
int sf_rows_with(struct face *face, const struct sf_table *table, size_t column, const char *text,
		 const struct sf_row *except, struct sf_row ***rows, size_t *n_rows);

#endif

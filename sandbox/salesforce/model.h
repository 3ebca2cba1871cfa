/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The org: tables of rows, custom fields, indexes, and what is remembered between requests.
 * All texts are UTF-8.  Instants are ms since 1970; those of rows are whole seconds.
 */
#ifndef SANDBOX_SALESFORCE_MODEL_H
#define SANDBOX_SALESFORCE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <crmsync/buf.h>
#include <crmsync/error.h>
#include <crmsync/mem.h>

#include "ids.h"
#include "sandbox/consent.h"
#include "sandbox/face.h"
#include "schema.h"

struct sf_value {
	uint16_t column;
	char *text; /* owned, never empty: numbers canonical, booleans "true"/"false", datetimes and dates as answered
		     */
};

struct sf_row {
	char id[SF_ID_SIZE];
	bool deleted;         /* in the recycle bin */
	bool purged;          /* never was (rolled back): invisible to everything */
	uint32_t number;      /* place in the table */
	uint32_t delete_call; /* rows that went to the bin together, to come back together */
	int64_t created, modified, stamp, deleted_at;
	const char *created_by, *modified_by; /* ids of user rows */
	struct sf_value *values;              /* by column */
	size_t n_values;
};

/* A field of a table; standard ones point into the schema. */
struct sf_column {
	const struct sf_field *field;
	struct sf_custom *custom; /* owned; NULL for standard fields */
};

struct sf_custom {
	struct sf_field field; /* its texts are owned by this struct */
	char id[SF_ID_SIZE];   /* of the CustomField row */
	bool removed;
};

struct sf_index;

struct sf_table {
	const struct sf_object *object;
	struct sf_column *columns;
	size_t n_columns;
	struct sf_row **rows;
	size_t n_rows, cap_rows;
	struct sf_index **indexes; /* one place per column, NULL: not indexed */
	struct sf_index *foreign;  /* rows whose id does not tell their place, by id; NULL: none */
};

struct sf_token;
struct sf_refresh;
struct sf_locator;
struct sf_bulk_job;
struct sf_undo;
struct sf_seed;

struct face {
	struct face_host *host;
	struct sf_table *tables; /* sf_n_objects, in their order */
	struct crm_arena *arena; /* of the request under way */
	uint32_t delete_calls;
	struct sf_row *user; /* the one who calls the API */
	struct consent_desk consent;

	struct sf_undo *undo; /* open transaction, innermost first */

	struct sf_locator *locators; /* newest first */
	uint64_t n_locators;

	struct sf_bulk_job *bulk_jobs; /* oldest first */
	uint64_t n_bulk_jobs;

	struct sf_token *tokens;
	struct sf_refresh *refreshes;
	uint64_t n_tokens;

	int64_t day_start;
	int64_t day_calls;
	int64_t burst_start;
	int64_t burst_calls;
	struct sf_seed *seed; /* handles of seeded records */
	uint64_t n_writes;    /* for the option "lock_every" */
};

/* --- tables ---------------------------------------------------------------------------------------------- */

int sf_model_open(struct face *face);   /* empty tables for all objects */
void sf_model_close(struct face *face); /* frees tables and rows */

/* By name, without regard to case; NULL if there is none. */
struct sf_table *sf_table_find(const struct face *face, const char *name);
/* By the first three characters of an id. */
struct sf_table *sf_table_of_id(const struct face *face, const char *id);
/* -1 if there is no such field; removed ones and those that options hide are not found. */
int sf_column_find(const struct face *face, const struct sf_table *table, const char *name);
/* The same for the inner workings: finds what options hide as well. */
int sf_column_any(const struct sf_table *table, const char *name);
/* False: removed, or hidden by the options "deny_fields", "fls_open", "multi_currency". */
bool sf_column_visible(const struct face *face, const struct sf_table *table, size_t column);
/* Writable under field-level security (visible ones only). */
bool sf_column_writable(const struct face *face, const struct sf_table *table, size_t column);
/* Column of a reference whose relationship has this name, -1: none visible. */
int sf_relationship_find(const struct face *face, const struct sf_table *table, const char *relationship);

/* Adds a custom field; takes over `custom` on success. */
int sf_column_add(struct sf_table *table, struct sf_custom *custom);
void sf_custom_free(struct sf_custom *custom); /* NULL is allowed */

/* --- rows ------------------------------------------------------------------------------------------------ */

/* A new row with the next id, without values. NULL on out of memory. */
struct sf_row *sf_row_add(struct face *face, struct sf_table *table);
/* Gives a new row the id that it has in a real org.  CRM_E_INVALID: it is no id. */
int sf_row_rename(struct sf_table *table, struct sf_row *row, const char *id);
/* Any row with this id, deleted ones too; NULL if there is none.  `id` may have 15 or 18 characters. */
struct sf_row *sf_row_find(const struct sf_table *table, const char *id);
/* Sets or clears (NULL, "") a stored value and keeps the indexes. */
int sf_row_set(struct sf_table *table, struct sf_row *row, size_t column, const char *text);
/* The same by name of a field that exists. */
int sf_row_set_name(struct sf_table *table, struct sf_row *row, const char *name, const char *text);
/* The stored text or NULL. */
const char *sf_row_stored(const struct sf_row *row, size_t column);
const char *sf_row_stored_name(const struct sf_table *table, const struct sf_row *row, const char *name);
/* The value as text, computed ones in `scratch` (reset first); NULL: no value.  Booleans always have one.  Not for
 * addresses. */
const char *sf_row_text(const struct sf_table *table, const struct sf_row *row, size_t column, struct crm_buf *scratch);
/* Frees and forgets all values. */
void sf_row_clear(struct sf_table *table, struct sf_row *row);

/* Makes a cleared row what `before` is, taking over its values.  Negative: some index has no entry for lack of memory.
 */
int sf_row_restore(struct sf_table *table, struct sf_row *row, const struct sf_row *before);

/* Rows whose indexed column may hold `text`, one after the other; start with *cursor = 0; NULL: no more.
   May give rows that only look alike: compare. */
struct sf_row *sf_index_next(const struct sf_table *table, size_t column, const char *text, uint32_t *cursor);
bool sf_index_has(const struct sf_table *table, size_t column);

/* Id of the organization: the option "tenant" or the default one. */
const char *sf_org_id(const struct face *face);
/* Vendor's clock, whole seconds, in ms. */
int64_t sf_now(const struct face *face);

#endif

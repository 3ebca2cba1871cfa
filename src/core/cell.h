/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cell: one field of one record in canonical form.  `key` is what is compared, `text` the spelling to write and show.
 * All memory belongs to an arena.
 */
#ifndef CRM_CORE_CELL_H
#define CRM_CORE_CELL_H

#include <core/model.h>
#include <crmsync/error.h>
#include <crmsync/json.h>
#include <crmsync/mem.h>

struct crm_cell {
	enum crm_kind kind; /* CRM_ABSENT, CRM_DENIED: nothing known; CRM_NULL; CRM_TEXT (key and text set); CRM_LIST */
	bool valid; /* CRM_TEXT: the canonical form of its type could be made; an invalid value ("n/a" as phone) is
		       compared by its folded text and never makes a match key */
	const char *key;
	const char *text;
	const struct crm_cell *items; /* CRM_LIST: CRM_TEXT cells, sorted by key, no key twice */
	size_t n;
};

/* Nothing to say: neither for nor against (CRM_ABSENT, CRM_DENIED). */
bool crm_cell_unknown(const struct crm_cell *cell);
/* Known to hold no value: CRM_NULL, "" or only white space, empty list. */
bool crm_cell_blank(const struct crm_cell *cell);
/* Same canonical value; blanks of any sort are equal to each other, unknown equals only unknown; a text equals a list
 * of just that text. */
bool crm_cell_equal(const struct crm_cell *a, const struct crm_cell *b);
/* True if the list contains an item with that key (a CRM_TEXT cell counts as a list of one). */
bool crm_cell_contains(const struct crm_cell *cell, const char *key);

/* A record's cells, one per model field, as a JSON object {field: value}.  value: null for CRM_NULL, ["key"] or
   ["key","text"] for CRM_TEXT (text left out when equal to key; a third element false when not valid),
   {"l":[["key"],["key","text"]]} for CRM_LIST, {"d":true} for CRM_DENIED; CRM_ABSENT fields are left out. */
void crm_cells_write(struct crm_json_writer *w, const struct crm_model *model, const struct crm_cell *cells);
/* Back; fields that the model does not know are ignored, missing ones are CRM_ABSENT.  cells has model->n_fields
 * places.  CRM_E_INVALID. */
int crm_cells_read(const crm_json *object, const struct crm_model *model, struct crm_arena *arena,
		   struct crm_cell *cells, struct crm_error *err);
/* One cell as written by crm_cells_write; CRM_ABSENT writes {} (null would come back as CRM_NULL, which is knowledge).
   Reading: CRM_E_INVALID, CRM_E_NOMEM; *out untouched then. */
void crm_cell_write(struct crm_json_writer *w, const struct crm_cell *cell);
int crm_cell_read(const crm_json *v, struct crm_arena *arena, struct crm_cell *out);
/* 64-bit hash of the known content (keys only, field order of the model).  Blanks are all alike, but differ from unknown: only a field that
   is known to be blank may be written, so it is news when it comes to be known, also of a field that the model did not have before. */
uint64_t crm_cells_hash(const struct crm_model *model, const struct crm_cell *cells);
/* Hash of any bytes, stable across versions and machines (stored). */
uint64_t crm_hash_bytes(const void *bytes, size_t len, uint64_t seed);
/* For people: text, items joined by ", ", "" for null and unknown; arena.  NULL on out of memory. */
const char *crm_cell_show(const struct crm_cell *cell, struct crm_arena *arena);

#endif

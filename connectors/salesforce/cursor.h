/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a pull goes on: which part (Salesforce object) it is in, the address of the next page, and the last record
 * before it, by which the pull goes on when Salesforce has forgotten that address (locators live for two days at most).
 */
#ifndef CRM_SALESFORCE_CURSOR_H
#define CRM_SALESFORCE_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include <crmsync/buf.h>
#include <crmsync/mem.h>

#include "sobject.h"

struct sf_cursor {
	enum sf_type type;
	bool by_roles;  /* opportunities whose contact roles changed, behind those that changed themselves */
	int64_t began;  /* the vendor's clock when the pull began, ms; the watermark to be */
	int64_t total;  /* records of the parts before, -1 unknown */
	int64_t stamp;  /* SystemModstamp of the last record, ms; 0: none yet */
	const char *id; /* its id, "" if none */
	const char
		*path; /* next page, "" if this part is to be asked for anew; or a place in a bulk job (bulk_place.h) */
};

/* Appends the text of the cursor. */
void sf_cursor_write(struct crm_buf *out, const struct sf_cursor *cursor);
/* Reads it; texts go in the arena.  False if it is none. */
bool sf_cursor_read(const char *text, struct crm_arena *arena, struct sf_cursor *out);

#endif

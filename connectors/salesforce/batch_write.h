/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sObject collections: up to 200 records created, updated or deleted in one request, each with a result of its own, in
 * the order of the request (REST API Developer Guide, "sObject Collections"; allOrNone is false).
 */
#ifndef CRM_SALESFORCE_BATCH_WRITE_H
#define CRM_SALESFORCE_BATCH_WRITE_H

#include "client.h"
#include "write_outcome.h"

#define SF_BATCH_MAX 200

struct sf_row {
	struct sf_write write;
	struct crm_result *result;
	/* Writes the members of the record behind "attributes" (which must come first, else JSON_PARSER_ERROR). */
	void (*members)(struct crm_json_writer *w, const struct sf_row *row);
	const char *type;   /* attributes.type */
	const void *source; /* for members() */
	const void *detail; /* for members() */
};

/* Sends the rows, at most SF_BATCH_MAX, all of one kind; sets every result.  A batch that is refused as a whole for a
   value that cannot be read (JSON_PARSER_ERROR) is sent again in halves, so that the bad row alone is refused. Returns
   0, or the error that hit the batch as a whole. */
int sf_batch_send(struct crm_connection *conn, const struct sf_row *rows, size_t n, struct crm_arena *arena,
		  struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* A record of theirs as a record of ours. */
#ifndef CRM_SALESFORCE_RECORD_H
#define CRM_SALESFORCE_RECORD_H

#include <crmsync/json.h>

#include "selection.h"

/* Reads an element of a listing; everything goes in the arena.  Further pages of a subquery are fetched over conn.
   CRM_E_PROTOCOL for what is no record, CRM_E_NOMEM, errors of requests. */
int sf_record_read(struct crm_connection *conn, const struct sf_selection *selection, const crm_json *v,
		   struct crm_arena *arena, struct crm_record *out, struct crm_error *err);
/* The record again from its raw text; see connector.h. */
int sf_reread(struct crm_connection *conn, enum crm_object object, const char *raw, struct crm_record *out,
	      struct crm_arena *arena, struct crm_error *err);

#endif

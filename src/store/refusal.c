/* SPDX-License-Identifier: Apache-2.0 */
/* Payloads that a vendor refused: not sent again until they change. */
#include "config.h"

#include "store_internal.h"

int crm_store_refusal_set(struct crm_store *st, int64_t golden, int64_t system, int kind, int64_t payload_hash,
			  const char *code, const char *message, int64_t run, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_run(st, SQL_REFUSAL_SET,
			   STORE_ARGS(STORE_INT(golden), STORE_INT(system), STORE_INT(kind), STORE_INT(payload_hash),
				      STORE_TEXT(code), STORE_TEXT(message), STORE_INT(run)),
			   err);
	crm_store_leave(st);
	return rc;
}

int crm_store_refusal_get(struct crm_store *st, int64_t golden, int64_t system, int kind, int64_t payload_hash,
			  struct crm_arena *arena, const char **message, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = store_text(st, SQL_REFUSAL_GET,
			    STORE_ARGS(STORE_INT(golden), STORE_INT(system), STORE_INT(kind), STORE_INT(payload_hash)),
			    arena, message, err);
	crm_store_leave(st);
	return rc;
}

int crm_store_refusal_clear(struct crm_store *st, int64_t golden, int64_t system, struct crm_error *err)
{
	crm_store_enter(st);
	int rc = golden ? store_run(st, SQL_REFUSAL_CLEAR, STORE_ARGS(STORE_INT(golden), STORE_INT(system)), err)
			: store_run(st, SQL_REFUSAL_CLEAR_ALL, STORE_ARGS(STORE_INT(system)), err);
	crm_store_leave(st);
	return rc;
}

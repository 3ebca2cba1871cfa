/* SPDX-License-Identifier: Apache-2.0 */
#include <sync/verdict.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sync/value_decision.h>

const char *crm_verdict_subject(const char *uid, const char *system, struct crm_arena *arena)
{
	return crm_value_subject(uid, system, arena); /* the same form */
}

bool crm_verdict_is_done(const char *value)
{
	return strchr(value, ' ') != NULL;
}

static int read_row(struct crm_engine *e, const char *kind, enum crm_object object, const char *subject,
		    struct crm_arena *arena, const char **value, struct crm_error *err)
{
	*value = NULL;
	return subject ? crm_store_decision_get(e->store, kind, object, subject, arena, value, err)
		       : crm_error_no_memory(err);
}

int crm_verdict_get(struct crm_engine *e, const char *kind, enum crm_object object, const char *uid, const char *system,
		    struct crm_arena *arena, const char **out, struct crm_error *err)
{
	const char *value = NULL;
	int rc = read_row(e, kind, object, crm_verdict_subject(uid, system, arena), arena, &value, err);
	const char *run = value ? strchr(value, ' ') : NULL;
	*out = NULL;
	if (rc != CRM_OK || value == NULL || (run != NULL && strtoll(run, NULL, 10) != e->run))
		return rc;
	*out = value[0] == 'y' ? "yes" : "no";
	return CRM_OK;
}

int crm_verdict_done(struct crm_engine *e, const char *kind, enum crm_object object, const char *uid,
		     const char *system, struct crm_arena *arena, struct crm_error *err)
{
	const char *subject = crm_verdict_subject(uid, system, arena), *value = NULL;
	int rc = read_row(e, kind, object, subject, arena, &value, err);
	if (rc != CRM_OK || value == NULL || crm_verdict_is_done(value))
		return rc;
	const char *done = crm_arena_printf(arena, "%s %" PRId64, value, e->run);
	return done ? crm_store_decision_set(e->store, kind, object, subject, done, e->run, err)
		    : crm_error_no_memory(err);
}

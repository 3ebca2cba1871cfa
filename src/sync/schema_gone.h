/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mapped properties that an account had and has no longer.  What they touch is held until they are back or the mapping
 * leaves them alone; everything else goes on.
 */
#ifndef CRM_SYNC_SCHEMA_GONE_H
#define CRM_SYNC_SCHEMA_GONE_H

#include <sync/engine.h>

/* Compares the schema before with the one that was just read (s->schema[object]) and remembers what vanished.  Where
   a mapped property has come up, the next pull of the object is a full one: older answers say nothing of it. */
int crm_schema_note_gone(struct crm_system *s, enum crm_object object, const struct crm_schema *before,
			 struct crm_error *err);
/* A property that vanished from a system and by which records of the object are matched; *field NULL: none. */
int crm_schema_gone_key(struct crm_engine *e, enum crm_object object, const char **system, const char **field,
			const char **property, struct crm_error *err);

#endif

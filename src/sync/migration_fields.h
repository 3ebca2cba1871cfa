/* SPDX-License-Identifier: Apache-2.0 */
/* Custom fields that the config maps to properties which the target of a migration does not have yet. */
#ifndef CRM_SYNC_MIGRATION_FIELDS_H
#define CRM_SYNC_MIGRATION_FIELDS_H

#include <sync/engine.h>

struct crm_new_field {
	enum crm_object object;
	const char *field;               /* of the model */
	struct crm_property_info wanted; /* type by the field, label and options by the source's property */
};

/* Those that are missing.  Asks for the target's schema where it is old. */
int crm_migration_new_fields(struct crm_engine *e, struct crm_arena *arena, struct crm_new_field **out, size_t *n,
			     struct crm_error *err);
/* Creates one; what the vendor refuses is a result. */
int crm_migration_create_field(struct crm_engine *e, const struct crm_new_field *field, struct crm_arena *arena,
			       struct crm_setup_result *out, struct crm_error *err);
/* Reads the target's schema again, after fields were created. */
int crm_migration_fields_made(struct crm_engine *e, struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a store without becoming part of it: nothing is created, migrated, locked or written, and a run may be under
 * way meanwhile. What is read is the state of one moment.  For programs that take a store as input, such as the
 * sandbox.
 *
 * Errors: CRM_E_NOT_FOUND (no such file), CRM_E_STORE (no store, damaged, of another version), CRM_E_NOMEM, CRM_E_IO or
 * what the callback returned.  Messages name the file.
 */
#ifndef CRM_STORE_SNAPSHOT_H
#define CRM_STORE_SNAPSHOT_H

#include <crmsync/error.h>
#include <crmsync/record.h>
#include <stdint.h>

struct crm_snapshot;

int crm_snapshot_open(const char *path, struct crm_snapshot **out, struct crm_error *err);
void crm_snapshot_close(struct crm_snapshot *snapshot); /* NULL is allowed */

/* Texts are valid during the call only.  Another code than CRM_OK ends the reading and is returned. */

struct crm_snapshot_system {
	const char *name, *connector;
	const char *tenant; /* NULL: never signed in */
};
typedef int crm_snapshot_system_fn(void *ctx, const struct crm_snapshot_system *system, struct crm_error *err);
int crm_snapshot_systems(struct crm_snapshot *snapshot, crm_snapshot_system_fn *fn, void *ctx, struct crm_error *err);

/* The fields of an object as its vendor described them: an array, see sync/schema_cache.h. */
typedef int crm_snapshot_fields_fn(void *ctx, enum crm_object object, const char *fields, struct crm_error *err);
int crm_snapshot_fields(struct crm_snapshot *snapshot, const char *system, crm_snapshot_fields_fn *fn, void *ctx,
			struct crm_error *err);

struct crm_snapshot_record {
	enum crm_object object;
	const char *id;
	const char *kind, *into; /* NULL: none */
	enum crm_life life;
	int64_t modified;
	const char *raw;   /* as the vendor sent it; "{}": nothing is known of it */
	const char *cells; /* canonical values, see core/cell.h */
};
typedef int crm_snapshot_record_fn(void *ctx, const struct crm_snapshot_record *record, struct crm_error *err);
/* Companies, contacts, deals; of each first those that still are themselves, then those that went into another. */
int crm_snapshot_records(struct crm_snapshot *snapshot, const char *system, crm_snapshot_record_fn *fn, void *ctx,
			 struct crm_error *err);

#endif

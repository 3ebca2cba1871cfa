/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deleting a person's records in CRMs, when somebody asks for it while the person is erased from the store.
 *
 * The deletions are a plan like any other: they stand in the outbox before they are sent, and a run that dies is
 * followed by one that goes on.  The person is erased from the store only when none of them is open, since without the
 * store nobody knows which records they were.
 */
#ifndef CRM_SYNC_ERASURE_H
#define CRM_SYNC_ERASURE_H

#include <sync/engine.h>

struct crm_erasure_record {
	const char *system, *id; /* in the config; at the vendor */
	int64_t source;
	bool gone;       /* deleted there by now */
	const char *why; /* it is not deleted from here, or was not; NULL: it is, or will be */
};

struct crm_erasure {
	struct crm_engine *e;
	const char *address;                /* canonical: crm_subject_address() */
	bool all;                           /* also if several people have it */
	const char *const *delete_in;       /* names of systems, NULL-terminated; NULL: all that may be written to */
	struct crm_erasure_record *records; /* that are there, in the engine's arena */
	size_t n_records;
	int64_t planned, open; /* deletions; those of them that are not done */
};

/* Before anything is sent: are these systems of the config that may be written to?  CRM_E_USAGE. */
int crm_erasure_check(const struct crm_settings *settings, const char *const *delete_in, struct crm_error *err);
/* Lists the person's records that are there, and plans their deletion; leaves a transaction open that holds the plan,
   as crm_plan_make() does.  CRM_E_GATE: several people have the address. */
int crm_erasure_plan(struct crm_erasure *x, struct crm_error *err);
/* After the push: what became of them. */
int crm_erasure_look(struct crm_erasure *x, struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom a person means: golden records, and records that belong to none yet, by an e-mail address, SYSTEM:ID, a vendor's
 * id alone, the address of a page of a CRM's own interface, or a crmsync id.
 */
#ifndef CRM_SYNC_WHO_H
#define CRM_SYNC_WHO_H

#include <sync/engine.h>

/* One that is meant. */
struct crm_whom {
	enum crm_object object;
	int64_t golden; /* 0: the record belongs to none */
	int64_t source; /* record that was named, whatever became of it; 0: the golden record was named, not a record */
};

struct crm_who {
	const struct crm_whom *rows; /* arena; each golden record, and each record without one, once */
	size_t n;
	bool address; /* it is an e-mail address */
	bool erased;  /* ... of somebody who was erased: nothing but a keyed hash is left */
};

/* Looks among `objects` (bits; 0: all).  Nothing found is no error: n is 0 then.  Messages do not repeat an e-mail
   address.  CRM_E_USAGE: no such address, or of no connector that the config uses. */
int crm_who_find(struct crm_engine *e, unsigned objects, const char *text, struct crm_arena *arena, struct crm_who *out,
		 struct crm_error *err);

#endif

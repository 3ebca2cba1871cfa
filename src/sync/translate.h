/* SPDX-License-Identifier: Apache-2.0 */
/* Between a vendor's neutral values and canonical cells: value maps, option labels, owners by e-mail, spelling for the
 * target. */
#ifndef CRM_SYNC_TRANSLATE_H
#define CRM_SYNC_TRANSLATE_H

#include <sync/engine.h>

/* Cells of a vendor's record, one per model field.  References to companies and contacts stay the vendor's ids (the
   engine turns them into golden ids when it reconciles); owners become e-mail addresses.  CRM_E_NOMEM. */
int crm_translate_record(const struct crm_system *s, const struct crm_record *record, struct crm_arena *arena,
			 struct crm_cell *cells, struct crm_error *err);

enum crm_write_verdict {
	CRM_WRITE_OK,
	CRM_WRITE_SKIP,    /* not for this record kind, or the vendor does not let it be written: silently left out */
	CRM_WRITE_BLOCKED, /* the vendor would refuse it: `problem` says what, and what would help */
	CRM_WRITE_OWNER    /* no active owner for it in this system: `problem` */
};

struct crm_write {
	enum crm_write_verdict verdict;
	const struct crm_property_info *info; /* NULL where no schema is known */
	const char *property;                 /* vendor's name, without kind */
	struct crm_value value; /* neutral form; references to companies and contacts are left as golden ids */
	bool association;       /* is written by operations of its own */
	const char *problem;
	bool common; /* the problem is the value's, not the record's: one question for all records that have it */
};

/* What writing the cell into the field's property of a record of that kind would be.  A blank cell gives CRM_NULL.
 * CRM_E_NOMEM. */
int crm_translate_write(const struct crm_system *s, enum crm_object object, size_t field, const char *kind,
			bool creating, const struct crm_cell *cell, struct crm_arena *arena, struct crm_write *out,
			struct crm_error *err);

/* Owner's id by e-mail; NULL if there is none that is active. `inactive` tells whether there is an inactive one. */
const char *crm_owner_by_email(const struct crm_system *s, const char *email, bool *inactive);

#endif

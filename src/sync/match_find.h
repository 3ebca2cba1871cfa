/* SPDX-License-Identifier: Apache-2.0 */
/* Records by what people call them: SYSTEM:ID, an e-mail address, a crmsync id. */
#ifndef CRM_SYNC_MATCH_FIND_H
#define CRM_SYNC_MATCH_FIND_H

#include <sync/engine.h>

/* The live record of an object that the text names; the one linked first where it is a crmsync id.  *found false: there
   is none.  CRM_E_USAGE: several have that e-mail address; the message names them. */
int crm_match_find(struct crm_engine *e, enum crm_object object, const char *text, struct crm_arena *arena,
		   struct crm_source *out, bool *found, struct crm_error *err);
/* Both of two records, of the same object: the one of `objects` (bits) of which there are both.  CRM_E_NOT_FOUND,
 * CRM_E_INVALID. */
int crm_match_find_two(struct crm_engine *e, unsigned objects, const char *const texts[2], struct crm_arena *arena,
		       struct crm_source out[2], struct crm_error *err);

#endif

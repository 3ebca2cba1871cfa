/* SPDX-License-Identifier: Apache-2.0 */
/* Finding at the vendor the records that creates may have made, or may have met. */
#ifndef CRM_SYNC_LOOK_UP_H
#define CRM_SYNC_LOOK_UP_H

#include <sync/payload.h>

struct crm_look_up {
	const struct crm_op_row *row;      /* a create of the object asked for */
	const struct crm_payload *payload; /* what it carried */
	bool possible;                     /* out: it carried something to look it up by */
	struct crm_record *found;          /* out: live records that may be it, in the arena */
	size_t n;                          /* out */
};

/* Looks creates of one object up, max_find at a time: by the crmsync id that each carried, and those that are not found
   so by the strongest value that they carried.  What another golden record owns is left out, and so is, where it was
   found by value, what contradicts what was sent to tell records apart, or shares no match key with it although the
   create carried a crmsync id.  `told`: the vendor said that such a record exists, so that no match key is asked for.
   Sends requests: call outside of transactions. */
int crm_look_up_creates(struct crm_system *s, enum crm_object object, struct crm_look_up *items, size_t n, bool told,
			struct crm_arena *arena, struct crm_error *err);
/* Did a create of that payload, or an earlier one of the same golden record, make this record?  Its crmsync id tells,
   where creates carry one; where they do not: without_id. */
bool crm_look_up_ours(const struct crm_system *s, const struct crm_payload *payload, const struct crm_record *record,
		      bool without_id);

#endif

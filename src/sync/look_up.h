/* SPDX-License-Identifier: Apache-2.0 */
/* Finding at the vendor the record that a create may have made, or may have met. */
#ifndef CRM_SYNC_LOOK_UP_H
#define CRM_SYNC_LOOK_UP_H

#include <sync/payload.h>

/* Looks a create up by the crmsync id that it carried or, where it carried none, by the strongest value that it
   carried; `foreign`: by that value in any case, since the vendor says that it met a record which we did not make. Into
   `page` come the live records that may be it: those that no other golden record owns and that contradict nothing of
   what was sent to tell records apart. *possible false: it carried nothing to look it up by.  Sends requests: call
   outside of transactions. */
int crm_look_up_create(struct crm_system *s, const struct crm_op_row *row, const struct crm_payload *payload,
		       bool foreign, struct crm_page *page, bool *possible, struct crm_arena *arena,
		       struct crm_error *err);

#endif

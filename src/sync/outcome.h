/* SPDX-License-Identifier: Apache-2.0 */
/* What an answered operation does to the store: new source rows, links, bases, refusals, holds. */
#ifndef CRM_SYNC_OUTCOME_H
#define CRM_SYNC_OUTCOME_H

#include <sync/payload.h>

/* An operation on its way. */
struct crm_outgoing {
	const struct crm_op_row *row;
	struct crm_op op; /* as push() gets it */
	struct crm_payload payload;
	bool skip; /* cannot be sent (a partner is missing): `why` */
	const char *why;
};

/* Records the result of one operation.  Call inside a transaction, with every result of a batch in the same one. */
int crm_outcome_record(struct crm_system *s, const struct crm_outgoing *out, const struct crm_result *result,
		       struct crm_arena *arena, struct crm_error *err);
/* Lists a change of which the vendor did not say what became of it, however often it was asked. */
int crm_outcome_undone(struct crm_system *s, const struct crm_outgoing *out, const struct crm_result *result,
		       struct crm_arena *arena, struct crm_error *err);
/* A record that exists already becomes the golden record's, in a transaction of its own; *adopted false: it is not
   live, it belongs to another golden record, or the golden record has a record in that system already.  ours: it
   was this very create that made it, and if nobody has touched it since, its values are agreed on.  Else nothing is:
   the next run merges it. */
int crm_outcome_adopt(struct crm_system *s, const struct crm_op_row *row, const struct crm_record *record,
		      const char *how, bool ours, struct crm_arena *arena, bool *adopted, struct crm_error *err);
/* Sets base of a source for the fields of a settle text (all others keep theirs): v is what the source holds now.
   `operation` (0: none) keeps what it came to hold, where that is not what was agreed on. */
int crm_outcome_settle(struct crm_system *s, int64_t source, int64_t operation, const char *settle,
		       const struct crm_payload *payload, struct crm_arena *arena, struct crm_error *err);
/* An opt-out that was agreed on, and that the record as read back does not show, is no spelling of the vendor's: it stays
   owed. */
int crm_outcome_owe_consent(struct crm_system *s, int64_t source, const char *settle, struct crm_arena *arena,
			    struct crm_error *err);
/* A reference was taken back: the source holds one member more or less, which is no edit of anybody's; what was agreed
   on stays, so that nothing is owed before the golden value moves. */
int crm_outcome_settle_undone(struct crm_system *s, int64_t source, size_t field, const char *uid, bool add,
			      struct crm_arena *arena, struct crm_error *err);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people decided about two records: they are the same, or apart.  A decision is kept under the names of the
 * records' systems and their ids there, so that it outlives the store (relink carries it over); a record that was
 * merged in its CRM hands it on to the one it was merged into.
 */
#ifndef CRM_SYNC_MATCH_DECISION_H
#define CRM_SYNC_MATCH_DECISION_H

#include <sync/engine.h>

/* One side of a decision that concerns two live records; each decision stands here from either side. */
struct crm_said {
	int64_t from, to; /* sources */
	bool same;        /* else apart */
};

/* Kind of the store's decisions, and their values. */
#define CRM_DECISION_MATCH "match"
#define CRM_DECISION_SAME  "same"
#define CRM_DECISION_APART "apart"

/* Subject of a decision: JSON ["hubspot","12","salesforce","003..."], the same whichever record is named first. */
const char *crm_decision_subject(const char *system_a, const char *id_a, const char *system_b, const char *id_b,
				 struct crm_arena *arena);

/* The same of two records whose systems are in the config. */
const char *crm_decision_about(struct crm_engine *e, const struct crm_source *a, const struct crm_source *b,
			       struct crm_arena *arena);
/* Takes down what a person says of two records (NULL: nothing any more), so that the next plan looks at them again.
 *before: what was said until now, NULL: nothing; arena. */
int crm_decision_say(struct crm_engine *e, const struct crm_source *a, const struct crm_source *b, const char *value,
		     struct crm_arena *arena, const char **before, struct crm_error *err);
/* Makes e->said[] those of the object, and carries out what concerns linked records: two golden records that are the
   same become one, records of one golden record that are apart are let go of.  Part of matching. */
int crm_decisions_apply(struct crm_engine *e, enum crm_object object, struct crm_error *err);
/* What was said of a record: *n entries from the one returned on. */
const struct crm_said *crm_said_of(const struct crm_engine *e, int64_t source, size_t *n);
/* Was a record said to be apart from another, or from any record of the other's golden record (0: it has none)? */
int crm_said_apart(struct crm_engine *e, int64_t source, int64_t other, int64_t golden, struct crm_arena *arena,
		   bool *out, struct crm_error *err);
/* Of two records of one golden record that are apart: is it `a` that is let go of? */
bool crm_decision_is_looser(struct crm_engine *e, const struct crm_source *a, const struct crm_source *b);

#endif

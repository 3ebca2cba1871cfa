/* SPDX-License-Identifier: Apache-2.0 */
/* One golden record with its source records while it is merged and planned; internal to the plan step. */
#ifndef CRM_SYNC_PLAN_GROUP_H
#define CRM_SYNC_PLAN_GROUP_H

#include <sync/reconcile.h>

/* A system's part in the group. */
struct crm_member {
	struct crm_source *source;         /* live primary source, NULL: none */
	bool known;                        /* has, or had, any source in this group: never created again */
	const struct crm_source *departed; /* primary source that the vendor deleted, NULL: none */
	struct crm_cell *now;              /* by model field; CRM_ABSENT throughout without a source */
	struct crm_cell *base, *agreed;    /* by model field; valid where has_base */
	bool *has_base;
	bool edited;  /* some value differs from its base */
	bool outside; /* the filter no longer chooses `source`: it is kept as it is, neither read nor written */
	bool unsure;  /* `departed` was deleted or merged away, the vendor does not tell */
	bool removed; /* crmsync itself deleted `departed` */
};

struct crm_group {
	struct crm_engine *e;
	enum crm_object object;
	const struct crm_model *model;
	struct crm_arena *arena;
	struct crm_golden golden;
	struct crm_cell *before;    /* golden values so far */
	struct crm_merged *merged;  /* by model field (the id field is not merged) */
	struct crm_member *members; /* by system index */
	struct crm_source *sources; /* all linked, dead and secondary ones too */
	size_t n_sources;
	bool open; /* something is planned or held: look at it again next time */
};

/* Fills a group of which engine, object, model and arena are set: the golden record, its sources, their values and
   bases.  Reads only; *found false: there is no such golden record. */
int crm_group_gather(struct crm_group *g, int64_t golden, bool *found, struct crm_error *err);
/* Merges all of its fields into g->merged; nothing is held or kept for it. */
int crm_group_merge(struct crm_group *g, struct crm_error *err);
/* A value for people, references by the names of their records; arena. */
const char *crm_group_show(struct crm_group *g, const struct crm_field *f, const struct crm_cell *cell);
/* What a system has agreed to once it settles or its write is done. */
const struct crm_cell *crm_group_agreed(const struct crm_group *g, size_t field, size_t system);

/* Match keys that no record of the group has by itself but all of them have together are put down with its first one,
   so that other groups of the same run see them. */
int crm_group_note_keys(struct crm_group *g, struct crm_error *err);
/* A key that a person edited away in one system ends in all of them: their records are given the new value, and what
   crmsync writes would otherwise leave them the old key (see kept_keys.h). */
int crm_group_end_keys(struct crm_group *g, struct crm_error *err);
/* The same for what an earlier run took over and did not come to write: the record still has the old value, and the
   old key was made from it anew. */
int crm_group_end_owed_keys(struct crm_group *g, struct crm_error *err);
/* Is there in that system, or about to be created there, a record of somebody else (another golden record, or held)
   that shares a key with the group?  Then *problem says so, else it is NULL. */
int crm_group_namesake(struct crm_group *g, const struct crm_system *s, const char **problem, struct crm_error *err);

/* Does somebody else's record in that system hold an e-mail address that the field would newly write there?  Then
 *problem says so, else it is NULL. */
int crm_group_taken(struct crm_group *g, const struct crm_system *s, size_t field, const char **problem,
		    struct crm_error *err);
/* Do the deletions that the group has seen travel?  Those that do not (the policy is to keep, or an edit beats them)
   are settled for good. */
int crm_group_departures(struct crm_group *g, bool *deleting, struct crm_error *err);
/* Do values and deletions flow from the system? */
bool crm_group_contributes(const struct crm_group *g, size_t system);

/* Adds the operations that the group needs to the plan; holds what is blocked; clears write flags of what needs no
   write after all (then settle is set). */
int crm_plan_operations(struct crm_group *g, struct crm_error *err);

#endif

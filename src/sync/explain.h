/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a golden record is what it is: for each value where it came from, what lost, which rule decided, in which run;
 * how its records were recognised; what was written.  Nothing is kept for this: what the store has anyway (origin of
 * each value, journal, bases) is put together, and the merge is run over what is stored, without keeping its outcome,
 * to see what the next sync would change.
 */
#ifndef CRM_SYNC_EXPLAIN_H
#define CRM_SYNC_EXPLAIN_H

#include <sync/plan_group.h>

/* A run; number 0: none.  command NULL: the run is not in the store. */
struct crm_moment {
	int64_t run, started;
	const char *command;
};

/* What became of a value that a record had of its own. */
enum crm_fate {
	CRM_FATE_WON,         /* it is the golden value, or an item of it */
	CRM_FATE_OVERWRITTEN, /* `at` wrote the golden value over it */
	CRM_FATE_TAKEN_BACK,  /* likewise, and the undo `at` put it back */
	CRM_FATE_PENDING,     /* another one is there, and the next sync writes over it */
	CRM_FATE_ONLY_READ,   /* another one is there and stays: nothing is written there */
	CRM_FATE_HELD,        /* another one is there: in conflict, for a person to decide */
	CRM_FATE_LEFT         /* another one is there and stays: agreed on (taken back, kept by the vendor), or not in
				 question */
};
const char *crm_fate_name(enum crm_fate fate); /* "overwritten" ... for JSON */

struct crm_said_value {
	const char *system, *id; /* id NULL: the record is not known any more */
	const char *value;
	enum crm_fate fate;
	struct crm_moment at; /* CRM_FATE_OVERWRITTEN, CRM_FATE_TAKEN_BACK */
};

struct crm_explained_field {
	const char *name, *value; /* "" : known to have none */
	const char *rule;         /* the field's, as the config names it */
	const char *why;          /* crm_why_name() of what decided; NULL: not merged yet */
	struct crm_moment at;     /* when */
	const struct crm_said_value *from, *lost;
	size_t n_from, n_lost;
	bool older; /* what lost was the value before, not one that contended */
	/* what the next sync would make of it, as far as is known now; next NULL: nothing new */
	const char *next, *next_why, *next_from; /* next_from NULL: from several, or none */
};

struct crm_explained_link {
	const struct crm_source *source;
	const char *system; /* name; also of a system that the config has no longer */
	const char *key;    /* match key that it shares with another of them; NULL: none is kept */
	struct crm_moment at;
	bool outside; /* the filter no longer chooses it */
};

/* Two records that were compared; one of them belongs here. */
struct crm_explained_pair {
	const char *a, *b; /* SYSTEM:ID */
	double weight;
	const char *verdict; /* "auto", "review", "apart" by the thresholds */
	const char *evidence;
	bool together; /* both belong here */
};

struct crm_explained_decision {
	const char *kind, *a, *b, *value; /* b NULL: it is not about two records */
	struct crm_moment at;
};

struct crm_explained_write {
	const struct crm_op_row *op;
	const char *system;
	struct crm_moment at;
	struct crm_moment taken_back; /* run 0: it was not */
	struct crm_moment undoes;     /* run whose write it takes back; 0: none */
};

struct crm_explained_refusal {
	const char *system, *message;
	int kind;
	struct crm_moment at;
};

struct crm_explanation {
	enum crm_object object;
	const char *uid; /* NULL: a record that belongs to no golden record yet */
	const char *name;
	const char *hold;          /* why nothing is written for it at all; NULL: nothing stands in the way */
	const char *const *folded; /* crmsync ids of golden records that became part of it, NULL-terminated */
	struct crm_moment created, changed;
	const struct crm_explained_field *fields;
	const struct crm_explained_link *links;
	const struct crm_explained_pair *pairs;
	const struct crm_explained_decision *decisions;
	const struct crm_explained_write *writes;
	const struct crm_hold_row *holds;
	const char *const *hold_systems; /* by hold, NULL: concerns no single one */
	const struct crm_explained_refusal *refusals;
	size_t n_fields, n_links, n_pairs, n_decisions, n_writes, n_holds, n_refusals;
};

/* golden 0: the record `source` that belongs to none.  All memory in the arena; nothing is written. */
int crm_explain(struct crm_engine *e, enum crm_object object, int64_t golden, int64_t source, struct crm_arena *arena,
		struct crm_explanation *out, struct crm_error *err);

/* Does a question (the detail of a hold) name the record? */
bool crm_hold_names(const crm_json *detail, const char *system, const char *id);

/* ---- parts, internal to explaining ---- */

struct crm_explaining {
	struct crm_engine *e;
	struct crm_arena *arena;
	struct crm_group g; /* golden.id 0: a record without one stands alone in it */
	struct crm_explanation *out;
	struct crm_op_row *ops; /* of it and what was folded into it, oldest first */
	size_t n_ops;
};

int crm_explain_moment(struct crm_explaining *x, int64_t run, struct crm_moment *out, struct crm_error *err);
/* Name of a system; "?" where there is none. */
int crm_explain_system(struct crm_explaining *x, int64_t system, const char **name, struct crm_error *err);
int crm_explain_fields(struct crm_explaining *x, struct crm_error *err);
int crm_explain_links(struct crm_explaining *x, struct crm_error *err);
int crm_explain_decisions(struct crm_explaining *x, struct crm_error *err);
int crm_explain_writes(struct crm_explaining *x, struct crm_error *err);
int crm_explain_questions(struct crm_explaining *x, struct crm_error *err);

#endif

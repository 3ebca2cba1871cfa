/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The queue of what waits for a person, and the answers that it takes.
 *
 * An item is a hold of the store with what a person needs to answer it: the records it is about, what it protects from,
 * and what each answer would mean.  Its name is made from what the hold is about, so that it is the same in every run
 * until the question is settled.  An answer is taken down as decisions of the kinds that the plan heeds
 * (match_decision.h, value_decision.h, verdict.h), and once more under the item's name, by which it is listed and
 * withdrawn; the next sync carries it out.  Works with crm_engine_open_store(); what writes needs the run lock and a run, in
 * one transaction.
 */
#ifndef CRM_SYNC_REVIEW_H
#define CRM_SYNC_REVIEW_H

#include <sync/engine.h>

enum crm_answer {
	CRM_ANSWER_NONE,
	CRM_ANSWER_ACCEPT,
	CRM_ANSWER_REJECT,
	CRM_ANSWER_SEPARATE, /* "keep-separate" */
	CRM_ANSWER_RESOLVE,  /* with a system, whose value wins */
	CRM_ANSWERS
};
/* "accept", ...; NULL for none. */
const char *crm_answer_name(enum crm_answer answer);
enum crm_answer crm_answer_parse(const char *name); /* CRM_ANSWER_NONE: no such answer */

struct crm_review_record {
	const char *system, *id, *label;
	bool found; /* `source` is in the store */
	struct crm_source source;
};

/* What a system holds in the field of the question; or a field of a record, whose name then stands in `system`. */
struct crm_review_value {
	const char *system, *text;
};

#define CRM_REVIEW_NAME 48

struct crm_review_item {
	struct crm_hold_row hold;
	const char *name;                 /* "conflict-3fa91c07be" */
	const char *state;                /* changes when what a person was shown does */
	const char *system;               /* NULL: concerns several */
	const char *uid;                  /* of its golden record, NULL: none */
	const char *question;             /* what has to be decided, in plain words */
	const char *protects;             /* what holding it keeps from happening */
	const char *answers[CRM_ANSWERS]; /* what each would mean; NULL: no answer to this */
	const char *instead;              /* where no answer makes sense, or one does not help: what to do */
	const char *message;              /* the vendor's words, NULL: it has said nothing */
	struct crm_review_record *records;
	size_t n_records;
	struct crm_review_value *values; /* of the field in question, by system */
	size_t n_values;
	const char *decided;        /* answer that waits for the next sync, NULL: none */
	const char *decided_system; /* with resolve */
};

/* All items by name. */
struct crm_review {
	struct crm_engine *e;
	struct crm_arena *arena;
	struct crm_review_entry {
		char name[CRM_REVIEW_NAME];
		int64_t hold;
		enum crm_object object;
		size_t kind; /* crm_review_kind() */
	} * entries;         /* in the order of the queue */
	size_t n;
};
int crm_review_begin(struct crm_review *r, struct crm_engine *e, struct crm_error *err);
void crm_review_end(struct crm_review *r);
/* The entry of a name, of an unambiguous beginning of one (4 letters or more), or of one of its digits.
   CRM_E_NOT_FOUND, CRM_E_USAGE (several; the message names some). */
int crm_review_find(const struct crm_review *r, const char *text, size_t *at, struct crm_error *err);
/* An item with all that belongs to it; arena.  *found false: it was settled meanwhile. */
int crm_review_read(const struct crm_review *r, size_t at, struct crm_arena *arena, struct crm_review_item *out,
		    bool *found, struct crm_error *err);

/* Kinds of items in the order in which people are asked; CRM_REVIEW_KINDS for one that is not known. */
#define CRM_REVIEW_KINDS 11
size_t crm_review_kind(const char *kind);
const char *crm_review_kind_name(size_t kind);
/* Fills question, protects, answers and instead of an item whose records and values are known. */
void crm_review_explain(struct crm_review_item *item, bool op_held);

/* Values of a record as people see them, those of the fields that matter most first: at most `max` pairs of name and
   text; arena. */
int crm_review_values(struct crm_engine *e, const struct crm_source *source, struct crm_arena *arena,
		      struct crm_review_value *out, size_t max, size_t *n, struct crm_error *err);

/* ---- decisions ---- */

/* Takes an answer down; an earlier one is replaced.  `system`: with CRM_ANSWER_RESOLVE.  CRM_E_USAGE: it is no answer
   to this item; the message says which are, or what to do instead. */
int crm_review_answer(struct crm_engine *e, const struct crm_review_item *item, enum crm_answer answer,
		      const char *system, struct crm_arena *arena, struct crm_error *err);

struct crm_review_decision {
	const char *name;    /* of the item */
	const char *subject; /* in the store */
	const char *kind;    /* of the item; "match": of `crmsync match` */
	enum crm_object object;
	const char *answer;         /* "accept", ... */
	const char *field, *system; /* with resolve; NULL */
	const char *const *records; /* "hubspot:12" */
	size_t n_records;
	int64_t run; /* in which it was taken down */
	bool waits;  /* for the next sync to carry it out */
};
/* All of them, those of `crmsync match` too; oldest first. */
int crm_review_decisions(const struct crm_review *r, struct crm_arena *arena, struct crm_review_decision **rows,
			 size_t *n, struct crm_error *err);
/* Takes a decision back, by the name of its item.  *out: what it was.  CRM_E_NOT_FOUND, CRM_E_USAGE. */
int crm_review_withdraw(const struct crm_review *r, const char *text, struct crm_arena *arena,
			struct crm_review_decision *out, struct crm_error *err);

#endif
